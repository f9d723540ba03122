"""``/v1/withdrawals`` and ``/v1/corrections``: the published registers, by language and date, page by page.

Records stand in the order in which something was last told of them. One of which more is told moves to the end, as a
change does in a ledger, so that a client with a cursor hears of it again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from syndicate.feeds.formats.jsonfeed import to_bytes
from syndicate.model import When
from syndicate.service.api.documents import Made, address
from syndicate.service.api.parameters import MOST, language_of, since_of
from syndicate.service.api.refusals import CURSOR_AHEAD, Refused, Wrong, wrong_parameters
from syndicate.service.context import Service
from syndicate.service.shelf.edition import Edition

Register = Literal["withdrawals", "corrections"]

_STATUSES = ("withdrawn", "withheld", "restored")  # the gravest first
_Position = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for, as it was written. ``limit`` 0 is as many as there can be."""

    register: Register
    language: str = ""
    since: str = ""
    before: str = ""
    limit: int = 0

    def query(self, **changes: str) -> dict[str, str]:
        """It again as a query."""
        told = {"lang": self.language, "since": self.since, "before": self.before, "limit": str(self.limit or "")}
        return {name: value for name, value in (told | changes).items() if value}


@dataclass(frozen=True, slots=True)
class Mark:
    """A cursor of a register: the second and the key of the last record that was seen, and what stood at that second.

    Two publishes in one second may both tell something. Where anything else stands at the mark's second than did when
    it was given, that second counts as not seen, and is told again: rather twice than never.
    """

    second: int
    key: str
    company: str

    def to_text(self) -> str:
        """As clients keep it."""
        return f"{self.second}.{self.key}.{self.company}"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a register: when something was last told of it, in seconds since the epoch, and its key."""

    second: int
    key: str
    data: dict[str, Any]

    @property
    def position(self) -> _Position:
        """Its place in the order of telling."""
        return self.second, self.key


def register(service: Service, edition: Edition, asked: Asked) -> Made:
    """The document that is asked for; a refusal where a parameter cannot be used. Blocks: for a thread."""
    whole = json.loads(edition.read(f"{asked.register}.json"))
    language = language_of(asked.language, edition.languages, 400) if asked.language else ""
    records = _records(whole[asked.register], asked.register, language)
    limit = asked.limit or MOST
    mark = _mark(records, records[0]) if records else None
    query = {}
    start = _since(service, asked.since, whole["updated"])
    if isinstance(start, Mark) or asked.since == "0":
        if asked.before:
            told = "it goes with a date or alone: from a cursor `next` leads towards the newest"
            raise wrong_parameters([Wrong("before", told)])
        later = _after(records, start) if isinstance(start, Mark) else records
        page = later[-limit:]
        if len(page) < len(later):
            mark = _mark(records, page[0])
            query = asked.query(since=mark.to_text())
    else:
        found = _since_date(records, start) if start else records
        if asked.before:
            edge, mark = map(_parse, asked.before.split("~"))
            found = _before(records, found, edge)
        page = found[:limit]
        if mark and len(page) < len(found):
            query = asked.query(before=f"{_mark(records, page[-1]).to_text()}~{mark.to_text()}")
    next_url = address(service, asked.register, query) if query else ""
    data = {
        "schema": whole["schema"],
        "updated": whole["updated"],
        "cursor": mark.to_text() if mark else None,
        "next": next_url or None,
        asked.register: [record.data for record in page],
    }
    return Made(to_bytes(data), language, next_url)


# ── records ─────────────────────────────────────────────────────────────────────────────────────


def _records(found: Sequence[dict[str, Any]], register: Register, language: str) -> list[Record]:
    """The records that tell anything in a language (or at all), the one that was told last first."""
    made = []
    for data in found:
        entries = [entry for entry in data["entries"] if not language or entry["language"] == language]
        if not entries:
            continue
        told = {**data, "entries": entries}
        if register == "withdrawals" and language:
            told |= _standing(data, entries)
        last = max(_seconds(entry.get("restored_at") or entry["at"]) for entry in entries)
        made.append(Record(last, _key(data), told))
    return sorted(made, key=lambda record: record.position, reverse=True)


def _standing(data: dict[str, Any], entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How the article stands in one language; it may be worse in another."""
    own = [entry for entry in entries if "/correction/" not in entry["id"]]
    status = min((str(entry["status"]) for entry in own or entries), key=_STATUSES.index)
    is_withdrawn = status == "withdrawn"
    return {
        "status": status,
        "on": data["on"] if is_withdrawn else None,
        "replaced_by": data["replaced_by"] if is_withdrawn else None,
    }


def _key(data: dict[str, Any]) -> str:
    """What tells a record from the others: of one article there is one withdrawal, and may be many corrections."""
    first = min(f"{entry['id']} {entry['group']}" for entry in data["entries"]) if "severity" in data else ""
    identity = (data["article"], data.get("severity", ""), data["on"] if first else "", first)
    return hashlib.sha256("\n".join(map(str, identity)).encode()).hexdigest()[:12]


def _seconds(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp).timestamp())


# ── cursors ─────────────────────────────────────────────────────────────────────────────────────


def _mark(records: Sequence[Record], record: Record) -> Mark:
    return Mark(record.second, record.key, _company(records, record.second))


def _company(records: Sequence[Record], second: int) -> str:
    told = sorted(
        f"{record.key} {entry['id']} {entry['group']} {entry['at']} {_absence(entry)}"
        for record in records
        if record.second == second
        for entry in record.data["entries"]
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:6]


def _absence(entry: dict[str, Any]) -> str:
    """What the register of withdrawals says of an entry; other members, such as its title, are no news."""
    return f"{entry['status']} {entry['restored_at']}" if "restored_at" in entry else ""


def _parse(text: str) -> Mark:
    second, key, company = text.split(".")
    return Mark(int(second), key, company)


def _after(records: Sequence[Record], mark: Mark) -> list[Record]:
    """The records that were told after a mark."""
    is_open = _company(records, mark.second) != mark.company
    edge = (mark.second, "" if is_open else mark.key)
    return [record for record in records if record.position > edge]


def _before(records: Sequence[Record], found: Sequence[Record], mark: Mark) -> list[Record]:
    """Those of the records that were told before a mark."""
    is_open = _company(records, mark.second) != mark.company
    edge = (mark.second + 1, "") if is_open else (mark.second, mark.key)
    return [record for record in found if record.position < edge]


def _since_date(records: Sequence[Record], since: When) -> list[Record]:
    first = since.at.timestamp()
    return [record for record in records if record.second > first or (since.is_day and record.second == first)]


def _since(service: Service, text: str, updated: str | None) -> Mark | When | None:
    """The beginning that is asked for; None for all there is."""
    if text in ("", "0"):
        return None
    if text.count(".") == 2:
        mark = _parse(text)
        if not updated or mark.second > _seconds(updated):
            told = (
                f"the cursor {text} is beyond the last record here ({updated}): these files are older than those that "
                "it was taken from, most likely restored from a backup. Keep it and try again later"
            )
            raise Refused(409, told, CURSOR_AHEAD, [Wrong("since", told)])
        return mark
    since = since_of(service, text)
    return since if isinstance(since, When) else None
