"""The registers ``withdrawals.json`` and ``corrections.json``: what was taken back, and what was put right, for good.

A partner's script reads them to take texts down, also after a year of absence, so nothing ever leaves them. Pure:
they follow from the ledgers and from what the sources declare now; the shape is in ``schemas/``.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from syndicate.feeds.changes import GRAVE
from syndicate.feeds.ledger import TOLD, Event, Ledger, Row, tag_uri
from syndicate.model import Article, Change, Status, When, Withdrawal

WITHDRAWALS, CORRECTIONS = "syndicate.withdrawals/1", "syndicate.corrections/1"

Ledgers = Mapping[tuple[str, str], Ledger]
"""The ledgers by (group, language); the group of the default feed is empty."""

Said = Callable[[str, str, str], str]
"""An editor's words for (group, language, article id), plain; empty where they are not translated far enough there."""

_RANK = {"withdrawn": 0, "withheld": 1, "restored": 2}


def withdrawals(ledgers: Ledgers, articles: Mapping[str, Article], *, authority: str, reason: Said) -> bytes:
    """Every entry that is withdrawn or withheld, or was and came back: one record per article, newest first.

    ``articles`` are today's sources by id; one that is gone leaves ``on`` and ``replaced_by`` empty. ``authority`` is
    that of the ``tag:`` ids. ``reason`` is asked for entries that are withdrawn now.
    """
    found: dict[str, list[_Absence]] = {}
    for (group, language), ledger in sorted(ledgers.items()):
        for row in ledger.rows.values():
            if absence := _absence(row, group, language):
                found.setdefault(row.article, []).append(absence)
    newest = sorted(found.items(), key=lambda item: (-max(one.last for one in item[1]), item[0]))
    records = []
    for identifier, absences in newest:
        article = articles.get(identifier)
        own = [one for one in absences if not one.row.is_correction]  # a correction's entry goes and comes with it
        status = min((one.status for one in own or absences), key=_RANK.__getitem__)
        declared = article.withdrawn if article and status == "withdrawn" else None
        substitute = declared.replaced_by if declared else ""
        records.append(
            {
                "article": identifier,
                "status": status,
                "on": _on(declared, own or absences) if status == "withdrawn" else None,
                "replaced_by": substitute or None,
                "entries": [
                    _absence_to_data(one, ledgers[one.group, one.language], substitute, authority, reason)
                    for one in sorted(absences, key=lambda one: (one.language, one.group, one.row.id))
                ],
            }
        )
    dates = [when for absences in found.values() for one in absences for when in (one.at, one.restored_at)]
    return _to_bytes(WITHDRAWALS, dates, "withdrawals", records)


def corrections(
    ledgers: Ledgers,
    articles: Mapping[str, Article],
    *,
    authority: str,
    note: Said,
    zone: tzinfo | None = None,
) -> bytes:
    """Every material and safety correction that partners were told of, newest first.

    A record is one correction of an article, with each entry that it reached, at the time when it did. ``note`` is
    asked for the correction that an article declares now. A correction without a declared date is dated by the day
    on which it was first published, in ``zone`` (UTC without one).
    """
    found: dict[_Key, list[_Told]] = {}
    for (group, language), ledger in sorted(ledgers.items()):
        for told in _told(ledger, group, language):
            found.setdefault(told.key, []).append(told)
    newest = sorted(found.items(), key=lambda item: (-max(told.at.at.timestamp() for told in item[1]), item[0]))
    records = [_correction(reached, articles, authority=authority, note=note, zone=zone) for _, reached in newest]
    dates = [told.at for reached in found.values() for told in reached]
    return _to_bytes(CORRECTIONS, dates, "corrections", records)


# ── what was taken back ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Absence:
    """The last time that an entry had no body: since when, and when it came back, if it did."""

    row: Row
    group: str
    language: str
    at: When
    restored_at: When | None

    @property
    def status(self) -> str:
        return "restored" if self.restored_at else str(self.row.status)

    @property
    def last(self) -> float:
        """When something was last told of it."""
        return (self.restored_at or self.at).at.timestamp()


def _on(declared: Withdrawal | None, absences: Sequence[_Absence]) -> str | None:
    """The declared date of a withdrawal: of the source, or where that is gone, as it was when partners were told."""
    if declared:
        return declared.on.declared()
    return next((event.declared for one in absences for event in reversed(one.row.events) if event.declared), None)


def _absence(row: Row, group: str, language: str) -> _Absence | None:
    history = _history(row)
    last = max((number for number, event in enumerate(history) if event.status not in TOLD), default=-1)
    if last < 0:
        return None
    first = last
    while first and history[first - 1].status is history[last].status:
        first -= 1
    restored = history[last + 1].at if last + 1 < len(history) else None
    return _Absence(row, group, language, history[first].at, restored)


def _history(row: Row) -> Sequence[Event]:
    """The events of a row, up to the status that it has now: a ledger of an older release tells of none."""
    events = row.events or (Event(row.versioned, row.version, Status.USABLE, row.change, row.source_hash),)
    if events[-1].status is row.status:
        return events
    return (*events, Event(row.updated, row.version, row.status, row.change, row.source_hash))


def _absence_to_data(absence: _Absence, ledger: Ledger, substitute: str, authority: str, reason: Said) -> Any:
    row, language = absence.row, absence.language
    withdrawn = absence.status == "withdrawn"
    other = ledger.rows.get(substitute) if withdrawn else None
    return {
        "id": tag_uri(authority, row.id, language),
        "language": language,
        "group": absence.group or "all",
        "status": absence.status,
        "at": str(absence.at),
        "restored_at": str(absence.restored_at) if absence.restored_at else None,
        "sequence": row.sequence,
        "title": row.title,
        "url": row.url,
        "reason": (reason(absence.group, language, row.article) or None) if withdrawn else None,
        # Nobody is sent to an article that cannot be read in this language.
        "replaced_by": tag_uri(authority, other.id, language) if other and other.status in TOLD else None,
    }


# ── what was put right ──────────────────────────────────────────────────────────────────────────

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A correction as one entry had it. ``key`` is equal where it is the same correction.

    ``on`` is its declared date, or empty; ``version`` the first with the corrected text, None where there is none
    yet; ``own`` the row id of a safety correction's own entry, or empty. ``is_declared`` tells that it may be the one
    of ``row.corrected``: the last one, which came when that date had not passed.
    """

    key: _Key
    row: Row
    group: str
    language: str
    severity: Change
    at: When
    on: str = ""
    version: int | None = None
    own: str = ""
    is_declared: bool = False


def _told(ledger: Ledger, group: str, language: str) -> Iterator[_Told]:
    """The corrections in one ledger: safety corrections with entries of their own, and what the histories tell."""
    own: dict[str, list[Row]] = {}
    for row in ledger.rows.values():
        if row.is_correction:
            own.setdefault(row.article, []).append(row)
    for identifier, rows in own.items():
        # An article without a row of its own: a ledger that somebody edited. The correction is told all the same.
        yield from _of_article(ledger.rows.get(identifier, rows[0]), rows, group, language)
    for row in ledger.rows.values():
        if not row.is_correction and row.id not in own:
            yield from _of_article(row, [], group, language)


def _of_article(row: Row, own: Sequence[Row], group: str, language: str) -> Iterator[_Told]:
    """The corrections of one entry: first those that are entries themselves, then what its history tells besides.

    The body that is put right is today's where the entry was usable when the correction went out, because a stale one
    is held back then; else the first new body after it, which is no other correction then.
    """
    history = () if row.is_correction else _history(row)
    bodies = tuple(_bodies(history))
    answered: set[Event] = set()
    for entry in sorted(own, key=lambda entry: entry.id):
        on, at = entry.id.rpartition("/")[2], _history(entry)[0].at
        stood = next((event for event in reversed(history) if event.at.at <= at.at), None)
        later = next((event for _, event in bodies if event.at.at >= at.at), None)
        right = stood if stood and stood.status is Status.USABLE else later
        answered |= {right} if right and right.at.at >= at.at else set()
        version = right.version if right else None
        yield _Told(
            (row.article, "safety", on), row, group, language, Change.SAFETY, at, on=on, version=version, own=entry.id
        )
    grave = [(before, event) for before, event in bodies if event.change in GRAVE and event not in answered]
    counts: dict[_Key, int] = {}
    for number, (before, event) in enumerate(grave, 1):
        # The source's hash is the same in all languages; where it stayed, the translation itself was wrong.
        own_text = before is not None and before.source_hash == event.source_hash and before.version < event.version
        key: _Key = (row.article, str(event.change), event.source_hash, language if own_text else "")
        counts[key] = counts.get(key, 0) + 1
        yield _Told(
            (*key, str(counts[key])),
            row,
            group,
            language,
            event.change,
            event.at,
            on=event.declared,
            version=event.version,
            is_declared=number == len(grave) and (before is None or row.corrected >= before.at.day.isoformat()),
        )


def _bodies(history: Sequence[Event]) -> Iterator[tuple[Event | None, Event]]:
    """What was told of a body that can be read, each time after the event before it.

    That is a new version, or a graver word about the present one. A status that changes repeats the last word, and an
    entry that was restored is called changed because it came back: neither is told here.
    """
    for before, event in zip((None, *history), history, strict=False):
        if before is None or event.version > before.version:
            told = True
        else:
            told = event.status is Status.USABLE and before.status in TOLD and event.change is not before.change
        if told:
            yield before, event


def _correction(
    reached: Sequence[_Told],
    articles: Mapping[str, Article],
    *,
    authority: str,
    note: Said,
    zone: tzinfo | None,
) -> dict[str, Any]:
    """A record: dated by its declared date, else by the first time that somebody was told."""
    first = min(reached, key=lambda told: told.at.at)
    declared = next((told.on for told in sorted(reached, key=lambda told: told.at.at) if told.on), "")
    day = first.at.day if first.at.is_day else first.at.at.astimezone(zone or UTC).date()
    return {
        "article": first.row.article,
        "on": declared or day.isoformat(),
        "severity": str(first.severity),
        "entries": [
            {
                "id": tag_uri(authority, told.row.article, told.language),
                "language": told.language,
                "group": told.group or "all",
                "version": told.version,
                "at": str(told.at),
                "status": str(told.row.status),
                "title": told.row.title,
                "url": told.row.url,
                "note": _note(told, articles.get(told.row.article), note),
                "entry": tag_uri(authority, told.own, told.language) if told.own else None,
            }
            for told in sorted(reached, key=lambda told: (told.language, told.group))
        ],
    }


def _note(told: _Told, article: Article | None, note: Said) -> str | None:
    """The editor's note, where this is the correction that the source declares now."""
    declared = article.correction if article else None
    if declared is None or declared.severity is not told.severity:
        return None
    on = declared.on.declared()
    if told.on != on and not (told.is_declared and told.row.corrected == on):
        return None
    return note(told.group, told.language, told.row.article) or None


# ── both ────────────────────────────────────────────────────────────────────────────────────────


def _to_bytes(schema: str, dates: Sequence[When | None], name: str, records: Sequence[Mapping[str, Any]]) -> bytes:
    """The document; ``updated`` is when something was last told in it. A lone surrogate must not keep it back."""
    known = [when for when in dates if when]
    updated = str(max(known, key=lambda when: when.at)) if known else None
    data = {"schema": schema, "updated": updated, name: list(records)}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(errors="replace")
