"""The ledger: what was ever published in one language, and when. One row per entry, which never leaves (DESIGN §6).

The file is JSON lines: first the ledger's identity, then the rows in the order of their joining. It is written
before the artifacts, so that versions, sequence and dates are fixed whatever happens next.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from syndicate.errors import LedgerError
from syndicate.feeds.body import digest
from syndicate.model import Change, State, Status, When

TOLD = frozenset({Status.USABLE, Status.PENDING, Status.OUTDATED})
"""The statuses of entries whose body can be read."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry's place in one feed: the ordinal of its joining, never reused, and when it left (or None)."""

    joined: int
    left: When | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that partners were told of an entry: a new version, or a new status.

    ``source_hash`` is the body's; ``declared`` the date, as declared, of the correction or withdrawal that it is.
    """

    at: When
    version: int
    status: Status
    change: Change
    source_hash: str
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What partners were last told about one entry.

    ``id`` is the article's, and ``ARTICLE/correction/DATE`` for a safety correction's own entry. ``versioned`` is when
    its present version came; ``corrected`` the date of the last correction that partners know, as declared;
    ``events`` is the entry's history, oldest first.
    """

    id: str
    version: int
    hash: str
    source_hash: str
    sequence: int
    first_sequence: int
    published: When
    updated: When
    versioned: When
    state: State
    status: Status
    change: Change
    title: str
    url: str
    feeds: Mapping[str, Slot] = field(default_factory=dict)
    corrected: str = ""
    events: tuple[Event, ...] = ()

    @property
    def article(self) -> str:
        """The id of the article that it speaks of."""
        return self.id.partition("/")[0]

    @property
    def is_correction(self) -> bool:
        """Whether it is a safety correction's own entry."""
        return "/" in self.id


@dataclass(frozen=True, slots=True)
class Ledger:
    """All the rows of one language and gate. ``identity`` is empty until the first publish."""

    language: str
    identity: str = ""
    created: When | None = None
    rows: Mapping[str, Row] = field(default_factory=dict)

    @property
    def sequence(self) -> int:
        """The last sequence number given."""
        return max((row.sequence for row in self.rows.values()), default=0)

    def last_joined(self, feed: str) -> int:
        """The last ordinal given in that feed."""
        return max((row.feeds[feed].joined for row in self.rows.values() if feed in row.feeds), default=0)

    def in_feed(self, feed: str) -> list[Row]:
        """The rows that stand in that feed now."""
        return [row for row in self.rows.values() if feed in row.feeds and row.feeds[feed].left is None]

    def updated(self, feed: str) -> When | None:
        """When that feed last changed: it never decreases, because rows never leave. None before the first publish."""
        dates = [row.updated for row in self.rows.values() if feed in row.feeds]
        return max(dates, key=lambda when: when.at) if dates else self.created


def identify(ledger: Ledger, authority: str, scope: str, now: datetime) -> Ledger:
    """Give a ledger its identity at its first publish: a digest of authority, scope (path below feeds/) and rows."""
    if ledger.identity:
        return ledger
    rows = (f"{row.id} {row.hash} {row.published}" for row in _ordered(ledger.rows.values()))
    identity = digest(authority, scope, ledger.language, *rows)[:16]
    return replace(ledger, identity=identity, created=When(now))


def write(ledger: Ledger) -> bytes:
    """The ledger as JSON lines, UTF-8."""
    head = {"ledger": ledger.identity, "language": ledger.language, "created": str(ledger.created)}
    lines = [head, *(_row_to_data(row) for row in _ordered(ledger.rows.values()))]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def read(data: bytes, path: str) -> Ledger:
    """The ledger from its file; LedgerError with the place of what is damaged, and the way out."""
    rows: dict[str, Row] = {}
    head: Mapping[str, Any] = {}
    line = 0
    try:
        for line, text in enumerate(data.decode().removesuffix("\n").split("\n"), 1):  # a title may hold U+2028
            if not text:
                raise ValueError("an empty line")
            values = json.loads(text)
            if line == 1:
                head = {key: values[key] for key in ("ledger", "language", "created")}
                continue
            row = _row_from_data(values)
            if row.id in rows:
                raise ValueError(f"{row.id} stands twice")
            rows[row.id] = row
        if not head:
            raise ValueError("the file is empty")
        return Ledger(head["language"], head["ledger"], parse_when(head["created"]), rows)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        told = f"{type(error).__name__}: {error}" if isinstance(error, (KeyError, TypeError)) else str(error)
        raise LedgerError(
            f"{path}:{line}: the ledger is damaged ({told}): take the file back from version control or a backup; "
            "without it versions and dates begin anew"
        ) from error


def parse_when(text: str) -> When:
    """A When from RFC 3339: ``Z`` is an instant, an offset is a day's midnight (model.When); ValueError otherwise."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text):
        raise ValueError(f"{text!r} is not a date with its zone")
    at = datetime.fromisoformat(text)
    return When(at.astimezone(UTC)) if text.endswith("Z") else When(at, is_day=True)


def _ordered(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.first_sequence)


def _row_to_data(row: Row) -> dict[str, Any]:
    slots = {
        feed: {"joined": slot.joined} | ({"left": str(slot.left)} if slot.left else {})
        for feed, slot in sorted(row.feeds.items())
    }
    return {
        "id": row.id,
        "version": row.version,
        "hash": row.hash,
        "source_hash": row.source_hash,
        "sequence": row.sequence,
        "first_sequence": row.first_sequence,
        "published": str(row.published),
        "updated": str(row.updated),
        "versioned": str(row.versioned),
        "state": str(row.state),
        "status": str(row.status),
        "change": str(row.change),
        "title": row.title,
        "url": row.url,
        "feeds": slots,
        "corrected": row.corrected,
        "events": [_event_to_data(event) for event in row.events],
    }


def _event_to_data(event: Event) -> dict[str, Any]:
    return {
        "at": str(event.at),
        "version": event.version,
        "status": str(event.status),
        "change": str(event.change),
        "source_hash": event.source_hash,
    } | ({"declared": event.declared} if event.declared else {})


def _row_from_data(data: Mapping[str, Any]) -> Row:
    return Row(
        id=str(data["id"]),
        version=int(data["version"]),
        hash=str(data["hash"]),
        source_hash=str(data["source_hash"]),
        sequence=int(data["sequence"]),
        first_sequence=int(data["first_sequence"]),
        published=parse_when(data["published"]),
        updated=parse_when(data["updated"]),
        versioned=parse_when(data["versioned"]),
        state=State.parse(data["state"]),
        status=Status(data["status"]),
        change=Change(data["change"]),
        title=str(data["title"]),
        url=str(data["url"]),
        feeds={
            feed: Slot(int(slot["joined"]), parse_when(slot["left"]) if "left" in slot else None)
            for feed, slot in data["feeds"].items()
        },
        corrected=str(data.get("corrected", "")),
        events=tuple(
            Event(
                parse_when(event["at"]),
                int(event["version"]),
                Status(event["status"]),
                Change(event["change"]),
                str(event["source_hash"]),
                str(event.get("declared", "")),
            )
            for event in data.get("events", ())
        ),
    )
