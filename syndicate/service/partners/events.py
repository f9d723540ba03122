"""What partners must hear of: texts that were taken back, held back, put right for safety, or are to be had again.

Read from the registers of an edition, which say where everything stands: what was overtaken by something later is not
in them, and nobody needs to hear of it any more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from syndicate.config import Settings
from syndicate.feeds.entry import Entry
from syndicate.feeds.ledger import TOLD, Row, parse_when
from syndicate.model import Status
from syndicate.service.partners.extracts import Extract, Subjects, extract
from syndicate.service.partners.profiles import NAMES, Former, Profile
from syndicate.service.partners.registry import Partner
from syndicate.service.shelf.edition import Edition

Kind = Literal["withdrawn", "withheld", "corrected", "restored"]
GRAVE: frozenset[Kind] = frozenset({"withdrawn", "withheld", "corrected"})
"""Those after which a copy must not be shown as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to an entry. ``at`` is T of the publish that told it.

    ``entry`` is the entry's id, ``row`` its row in the ledger of ``group`` (``all``, or a feed with a gate of its own).
    ``correction`` is the id of a safety correction's own entry, ``words`` the editor's reason or note; both, and the id
    of what took its place, are empty where there is none. ``gone`` is since when what was taken back was gone.
    """

    kind: Kind
    at: datetime
    entry: str
    row: str
    article: str
    language: str
    group: str
    title: str
    url: str
    words: str = ""
    replaced_by: str = ""
    correction: str = ""
    gone: datetime | None = None

    @property
    def key(self) -> str:
        """The same for the same event in every edition that tells of it, and in every group."""
        return f"{self.about} {self.kind}@{self.at:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def about(self) -> str:
        """The entry that it happened to: ``ARTICLE/LANG``, ``ARTICLE/LANG/correction/DATE``."""
        article, slash, rest = self.row.partition("/")
        return f"{article}/{self.language}{slash}{rest}"


def events(edition: Edition) -> tuple[Event, ...]:
    """Every event of the registers, the oldest first."""
    found = [*_absences(_register(edition, "withdrawals")), *_corrections(_register(edition, "corrections"))]
    return tuple(sorted(found, key=lambda event: (event.at, event.key, event.group)))


@dataclass(frozen=True, slots=True)
class Concern:
    """An event that concerns a partner: the part of the feed that it is in, and its row there.

    ``since`` is since when the partner was given such texts; ``is_former`` where it is given none any more, so that no
    document of its own has the row. ``back`` is the key of the event by which the text came back for others.
    """

    event: Event
    extract: Extract
    row: Row
    since: datetime
    is_former: bool = False
    back: str = ""

    def is_told(self, path: str) -> bool:
        """Whether the partner's document at ``LANGUAGE/NAME`` tells of it in this edition."""
        language, _, name = path.partition("/")
        if self.is_former or language != self.event.language or name not in NAMES:
            return False
        return self.extract.tells(self.row, NAMES[name])

    @property
    def is_given(self) -> bool:
        """Whether the partner is given the text now."""
        return not self.is_former and self.extract.gives(self.row)

    @property
    def joined(self) -> datetime | None:
        """When the article was first published here, as far as the ledger knows."""
        return self.extract.joined(self.row)

    def still_gone(self) -> "Concern":
        """What is told instead of "restored" to who is not given the text any more: that it was taken back."""
        statuses = (event.status for event in reversed(self.row.events) if event.status not in TOLD)
        kind: Kind = "withheld" if next(statuses, None) is Status.WITHHELD else "withdrawn"
        event = replace(self.event, kind=kind, at=self.event.gone or self.event.at)
        return replace(self, event=event, back=self.event.key)

    def entry(self) -> Entry | None:
        """The entry as it is now."""
        return self.extract.entries([self.row]).get(self.row.id)


class Concerns:
    """Which events of an edition concern which partner: entries that it can have got, in its languages."""

    def __init__(self, edition: Edition, settings: Settings, subjects: Subjects | None = None) -> None:
        self.events = events(edition)
        self._edition = edition
        self._settings = settings
        self._subjects = subjects or Subjects()

    def of(self, partner: Partner) -> list[Concern]:
        """What happened since the partner was added, the oldest first.

        Of what it was given before it was changed, too, if it came before that: it is at its portal still. A text that
        is back, and is for others, is still gone for who had it.
        """
        now = list(self._given(partner.profile, partner.since, partner.former))
        back = {one.event.key for one in now if one.is_given}

        def counted(one: Concern) -> Concern:
            return one if one.event.kind != "restored" or one.event.key in back else one.still_gone()

        present = {one.event.key: one for one in map(counted, now)}
        found: dict[str, Concern] = {}
        for former in partner.former:
            for one in map(counted, self._given(former.profile, former.since, is_former=True)):
                if one.event.at >= former.since and (one.joined is None or one.joined <= former.until):
                    told = replace(present.get(one.event.key, one), since=former.since)
                    found.setdefault(one.event.key, told)
        for key, one in present.items():
            if one.event.at >= partner.since:
                found.setdefault(key, one)
        return sorted(found.values(), key=lambda one: (one.event.at, one.event.key))

    def _given(
        self, profile: Profile, since: datetime, former: Sequence[Former] = (), *, is_former: bool = False
    ) -> Iterator[Concern]:
        """The events of texts that are given to who has that profile, or had ``former`` ones, whenever they were."""
        tags = {event.language for event in self.events} & set(profile.tags(self._settings))
        parts = {
            tag: extract(self._edition, self._settings, profile, tag, self._subjects, former=former) for tag in tags
        }
        for event in self.events:
            part = parts.get(event.language)
            if part is None or event.group != (part.group.id or "all"):
                continue
            row = part.ledger.rows.get(event.row)
            if row is not None and part.had(row):
                yield Concern(event, part, row, since, is_former)


def _register(edition: Edition, name: str) -> list[dict[str, Any]]:
    if f"{name}.json" not in edition.resources:
        return []
    return list(json.loads(edition.read(f"{name}.json"))[name])


def _absences(records: list[dict[str, Any]]) -> Iterator[Event]:
    for record in records:
        for entry in record["entries"]:
            at = entry["restored_at"] if entry["status"] == "restored" else entry["at"]
            named = _named(record, entry, at) | {
                "gone": parse_when(entry["at"]).at,
                "words": entry["reason"] or "",
                "row": _row(record, entry["id"], entry),
            }
            yield Event(kind=entry["status"], replaced_by=entry["replaced_by"] or "", **named)


def _corrections(records: list[dict[str, Any]]) -> Iterator[Event]:
    for record in records:
        for entry in record["entries"] if record["severity"] == "safety" else ():
            own = entry["entry"] or ""
            # Told by the correction's own entry, which goes out at once, whether or not the text is ready.
            row = _row(record, own, entry) if own else record["article"]
            named = _named(record, entry, entry["at"]) | {"words": entry["note"] or "", "row": row}
            yield Event(kind="corrected", correction=own, **named)


def _named(record: Mapping[str, Any], entry: Mapping[str, Any], at: str) -> dict[str, Any]:
    names = ("language", "group", "title", "url")
    return {
        "at": parse_when(at).at,
        "entry": entry["id"],
        "article": record["article"],
        **{name: entry[name] for name in names},
    }


def _row(record: Mapping[str, Any], id_: str, entry: Mapping[str, Any]) -> str:
    """The row that an id belongs to: ``tag:…:ARTICLE/LANG/correction/DATE`` → ``ARTICLE/correction/DATE``."""
    _, _, rest = id_.rpartition(f":{record['article']}/{entry['language']}")
    return f"{record['article']}{rest}"
