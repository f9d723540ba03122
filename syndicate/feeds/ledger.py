"""The ledger: what was ever published in one language, and when. One row per entry, which never leaves (DESIGN §6).

The file is JSON lines: first the ledger's identity, then the rows in the order of their joining. It is written
before the artifacts, so that versions, sequence and dates are fixed whatever happens next.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from syndicate.errors import LedgerError
from syndicate.feeds.body import digest
from syndicate.model import Change, State, Status, When

TOLD = frozenset({Status.USABLE, Status.PENDING, Status.OUTDATED})
"""The statuses of entries whose body can be read."""

_T = TypeVar("_T")
_LONGEST_ID = 80
_IDENTITY = re.compile(r"[0-9a-f]{16}")
# A correction's date is as declared: a day, or an instant.
_ROW_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/correction/\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?)?")
_BEYOND = 10**15  # more than a cursor can hold


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
    ``audience`` is for whom it was ever published, sorted; None where a ledger of an older release does not tell it.
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
    audience: tuple[str, ...] | None = None
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

    @property
    def concerns_former_readers(self) -> bool:
        """Whether those must hear of it too who would not get it now: it was taken back, or says what may have harmed.

        A corrected text itself is for those whom it is for now.
        """
        return self.status not in TOLD or self.is_correction


_ROW_KEYS, _EVENT_KEYS = (frozenset(each.name for each in fields(shape)) for shape in (Row, Event))


def tag_uri(authority: str, row: str, language: str) -> str:
    """The id of a row's entry (RFC 4151): one per article and language, whatever its title, address or file.

    A safety correction's own one goes on from it: ``tag:…:ARTICLE/LANG/correction/DATE``.
    """
    article, slash, rest = row.partition("/")
    return f"tag:{authority}:{article}/{language}{slash}{rest}"


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
    """The ledger from its file; LedgerError with the place of what is damaged, and the way out.

    Nothing is put right here: a value that is only nearly one could be anybody's, and versions and dates follow from
    it. An id becomes the name of a file, so that one of another form is refused before anything is read or written.
    """
    line = 1
    try:
        lines = data.decode().removesuffix("\n").split("\n")  # not splitlines: a title may hold U+2028
        head = _object(lines[0])
        language, identity = _text(head, "language"), _text(head, "ledger")
        if not _IDENTITY.fullmatch(identity):
            raise ValueError(f"the identity {identity[:60]!r} is none: it has 16 hex digits")
        created = _date(head, "created")
        _only(head, ("ledger", "language", "created"))
        rows: dict[str, Row] = {}
        taken: set[tuple[str, int]] = set()
        for text in lines[1:]:
            line += 1
            row = _row_from_data(_object(text))
            if row.id in rows:
                raise ValueError(f"{row.id} stands twice")
            for number in _numbers(row):
                if number in taken:
                    raise ValueError(f"{number[0]} {number[1]} stands twice, and is given once")
                taken.add(number)
            rows[row.id] = row
        return Ledger(language, identity, created, rows)
    except (ValueError, RecursionError) as error:
        told = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise LedgerError(
            f"{path}:{line}: the ledger is damaged ({told}): take the file back from version control or a "
            "backup; without it versions and dates begin anew"
        ) from error


def parse_when(text: str) -> When:
    """A When from RFC 3339: ``Z`` is an instant, an offset is a day's midnight (model.When); ValueError otherwise."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text):
        raise ValueError(f"{text[:60]!r} is not a date with its zone")
    at = datetime.fromisoformat(text)
    try:
        instant = at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} lies outside the calendar in UTC") from error
    return When(instant) if text.endswith("Z") else When(at, is_day=True)


def _ordered(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.first_sequence)


def _row_to_data(row: Row) -> dict[str, Any]:
    slots = {
        feed: {"joined": slot.joined} | ({"left": str(slot.left)} if slot.left else {})
        for feed, slot in sorted(row.feeds.items())
    }
    audience = {} if row.audience is None else {"audience": list(row.audience)}
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
        **audience,
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


# ── reading what somebody may have edited ───────────────────────────────────────────────────────


def _row_from_data(data: Mapping[str, Any]) -> Row:
    _only(data, _ROW_KEYS)
    row = Row(
        id=_text(data, "id"),
        version=_number(data, "version"),
        hash=_text(data, "hash"),
        source_hash=_text(data, "source_hash"),
        sequence=_number(data, "sequence"),
        first_sequence=_number(data, "first_sequence"),
        published=_date(data, "published"),
        updated=_date(data, "updated"),
        versioned=_date(data, "versioned"),
        state=_choice(data, "state", State.parse),
        status=_choice(data, "status", Status),
        change=_choice(data, "change", Change),
        title=_text(data, "title"),
        url=_text(data, "url"),
        feeds={feed: _slot(data["feeds"], feed) for feed in _value(data, "feeds", dict, "an object")},
        audience=_audience(data) if "audience" in data else None,
        corrected=_text(data, "corrected") if "corrected" in data else "",
        events=tuple(map(_event, _value(data, "events", list, "a list") if "events" in data else ())),
    )
    if len(row.article) > _LONGEST_ID or not _ROW_ID.fullmatch(row.id):
        raise ValueError(f"{_shown(row.id)} is an id which no entry can have")
    if row.first_sequence > row.sequence:
        raise ValueError(f"first_sequence {row.first_sequence} lies beyond sequence {row.sequence}")
    return row


def _slot(feeds: Mapping[str, Any], feed: str) -> Slot:
    data = _value(feeds, feed, dict, "an object")
    _only(data, ("joined", "left"))
    return Slot(_number(data, "joined"), _date(data, "left") if "left" in data else None)


def _audience(data: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_text({"audience": word}, "audience") for word in _value(data, "audience", list, "a list of texts"))


def _event(data: object) -> Event:
    if not isinstance(data, dict):
        raise ValueError(f"events has {_shown(data)}, and an object is wanted")
    _only(data, _EVENT_KEYS)
    return Event(
        at=_date(data, "at"),
        version=_number(data, "version"),
        status=_choice(data, "status", Status),
        change=_choice(data, "change", Change),
        source_hash=_text(data, "source_hash"),
        declared=_text(data, "declared") if "declared" in data else "",
    )


def _numbers(row: Row) -> Iterable[tuple[str, int]]:
    """What is given to one row and never to another: sequence numbers, and in each feed its ordinals."""
    yield "sequence", row.sequence
    yield "first_sequence", row.first_sequence
    yield from ((f"joined of {feed!r}", slot.joined) for feed, slot in row.feeds.items())


def _object(text: str) -> dict[str, Any]:
    if not text.strip():
        raise ValueError("an empty line")
    found = json.loads(text, object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise ValueError(f"{_shown(found)}, and an object is wanted")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _only(data: Mapping[str, Any], known: Iterable[str]) -> None:
    """A key that nobody reads would be gone after the next publish: of a newer release, or misspelled."""
    if unknown := sorted(data.keys() - set(known)):
        raise ValueError(f"the key {_shown(unknown[0])} is not known here: it is misspelled, or of a newer release")


def _value(data: Mapping[str, Any], key: str, kind: type[_T], wanted: str) -> _T:
    if key not in data:
        raise ValueError(f"{key} is missing")
    value = data[key]
    if type(value) is not kind:  # not isinstance: true is no number
        raise ValueError(f"{key} is {_shown(value)}, and {wanted} is wanted")
    return value


def _text(data: Mapping[str, Any], key: str) -> str:
    value = _value(data, key, str, "a text")
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError(f"{key} has half a character, which no file can hold")
    return value


def _number(data: Mapping[str, Any], key: str) -> int:
    value = _value(data, key, int, "a whole number")
    if not 0 < value < _BEYOND:
        raise ValueError(f"{key} is {_shown(value)}, and such numbers begin at 1")
    return value


def _date(data: Mapping[str, Any], key: str) -> When:
    try:
        return parse_when(_value(data, key, str, "a date with its zone"))
    except ValueError as error:
        raise ValueError(str(error) if str(error).startswith(key) else f"{key}: {error}") from error


def _choice(data: Mapping[str, Any], key: str, parse: Callable[[str], _T]) -> _T:
    value = _text(data, key)
    try:
        return parse(value)
    except (ValueError, KeyError) as error:
        raise ValueError(f"{key} is {_shown(value)}, which it cannot be") from error


def _shown(value: object) -> str:
    return repr(value)[:60]
