"""The parameters of the API: their forms, as the OpenAPI document tells them, and what they mean."""

from collections.abc import Collection
from datetime import timedelta
from typing import Annotated

from fastapi import Path, Query, Request

from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.feeds.newsletter.selection import parse_since
from syndicate.model import When
from syndicate.service.api.refusals import Wrong, listed, nearest, unknown, wrong_parameters
from syndicate.service.context import Service

MOST = 100
"""Entries or records in one answer."""
INCLUDED = ("changed", "withdrawn")

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}))?"
_CURSOR = r"[0-9a-f]{16}\.[0-9]{1,15}"
_MARK = r"[0-9]{1,12}\.[0-9a-f]{12}\.[0-9a-f]{6}"
_LIST = r"[^\s,]{1,80}(,[^\s,]{1,80}){0,19}"

Language = Annotated[
    str,
    Path(description="A language that is published, BCP 47.", max_length=35, examples=["es"]),
]
Item = Annotated[
    str,
    Path(
        description="The id of an article; `ARTICLE.correction-DATE` for a safety correction's own entry; or the "
        "`tag:` id of an entry, as feeds have it.",
        max_length=300,
        examples=["acetaminophen-safe-dosing"],
    ),
]
Limit = Annotated[
    int,
    Query(description="How many entries or records one answer holds at most.", ge=1, le=MOST, examples=[10]),
]
Since = Annotated[
    str,
    Query(
        description="What joined since: a cursor from an earlier answer (the oldest come first, and `next` goes on "
        "towards the newest); `0`, the beginning, likewise; or a day in the library's time zone, or an instant (the "
        "newest come first). Without it all there is, the newest first.",
        pattern=rf"^(0|{_CURSOR}|{_DATE})?$",
        examples=["2026-11-22"],
        json_schema_extra={"format": "cursor-or-date"},
    ),
]
Before = Annotated[
    str,
    Query(
        description="Where an answer's `next` goes on towards older ones. Follow `next`, and do not make it yourself.",
        pattern=rf"^({_CURSOR}\.[0-9]{{1,15}})?$",
        json_schema_extra={"format": "page"},
    ),
]
SinceMark = Annotated[
    str,
    Query(
        description="What was told since: a cursor from an earlier answer of the same address (the oldest come "
        "first); `0`, the beginning, likewise; or a day in the library's time zone, or an instant (the newest first).",
        pattern=rf"^(0|{_MARK}|{_DATE})?$",
        examples=["2026-11-22"],
        json_schema_extra={"format": "mark-or-date"},
    ),
]
BeforeMark = Annotated[
    str,
    Query(
        description="Where an answer's `next` goes on towards older ones. Follow `next`, and do not make it yourself.",
        pattern=rf"^({_MARK}~{_MARK})?$",
        json_schema_extra={"format": "page-of-marks"},
    ),
]
Feed = Annotated[
    str,
    Query(description="The id of a feed, as /languages lists it.", max_length=200, examples=["all"]),
]
Topic = Annotated[
    str,
    Query(
        description="Only entries of this topic, or of one of several (`heart,diabetes`).",
        pattern=rf"^({_LIST})?$",
        json_schema_extra={"format": "topics"},
    ),
]
Audience = Annotated[
    str,
    Query(
        description="Only entries for this audience, or for one of several (`patient,caregiver`).",
        pattern=rf"^({_LIST})?$",
        json_schema_extra={"format": "audience"},
    ),
]
Include = Annotated[
    str,
    Query(
        description="What is told besides new entries: `withdrawn` (those that were taken back or withheld), "
        "`changed` (those that were told before and changed since), or both, with a comma between.",
        pattern=r"^((changed|withdrawn)(,(changed|withdrawn)){0,9})?$",
        examples=["withdrawn"],
    ),
]
OneLanguage = Annotated[
    str,
    Query(description="Only what was told in this language, BCP 47.", max_length=35, examples=["es"]),
]


async def only_known(request: Request) -> None:
    """Refuse query parameters that there are not, or that stand twice: a misspelled filter would filter nothing."""
    known = [field.alias for field in request.scope["route"].dependant.query_params]
    wrongs = []
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            wrongs.append(unknown(name[:80], name, known, " among the parameters of this address"))
        elif name in seen:
            wrongs.append(Wrong(name, "it stands twice: give it once, several values with commas between"))
        seen.add(name)
    if wrongs:
        raise wrong_parameters(wrongs[:10])


def words(text: str) -> tuple[str, ...]:
    """The values of a list with commas, each once, in one order."""
    return tuple(sorted(set(filter(None, text.split(",")))))


def language_of(wanted: str, known: Collection[str], status: int = 404) -> str:
    """The published language that is meant, whatever its case; a refusal with that status where it is none."""
    asked = wanted.replace("_", "-").lower()
    found = next((tag for tag in known if tag.lower() == asked), None)
    if found is not None:
        return found
    base = asked.partition("-")[0]
    near = next((tag for tag in known if tag.lower().partition("-")[0] == base), None) or nearest(wanted, known)
    meant = f", did you mean {near!r}?" if near else "."
    told = f"nothing is published in {wanted[:35]!r}{meant} The languages are: {listed(known)}"
    raise wrong_parameters([Wrong("lang", told, near)], status)


def since_of(service: Service, text: str) -> Cursor | When:
    """A cursor of latest, or a date; a refusal where it is none, or a date that is still to come."""
    try:
        since = parse_since(text, service.library.settings.zone)
    except ValueError as error:  # the form is right, and the day is none: 2026-02-30
        raise wrong_parameters([Wrong("since", str(error))]) from error
    if isinstance(since, When) and since.at > service.now() + timedelta(days=1):
        raise wrong_parameters([Wrong("since", f"{text} lies in the future: nothing can have been told since then")])
    return since
