"""The report: who got what and when, and who still serves a text that was taken back, for all that we know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select

from syndicate.config import Settings
from syndicate.service.partners.events import GRAVE, Concern, Concerns, Event
from syndicate.service.partners.registry import Partner, everybody
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.tables import deliveries, partner_fetches, receipts

State = Literal["acknowledged", "fetched", "settled", "never had it", "open"]
"""How an event stands with a partner: its webhook said so, a document told it, a person settled it, it cannot have had
the text, or nobody knows that it heard of it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The fetches of one document. ``built`` is when the newest edition of it was published that the partner got."""

    path: str
    language: str
    first: datetime
    first_built: datetime
    last: datetime
    built: datetime
    count: int
    agent: str

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        dates = {"first": self.first, "last": self.last, "built": self.built}
        told = {name: _stamp(at) for name, at in dates.items()}
        return {"path": self.path, "language": self.language, **told, "count": self.count, "agent": self.agent}


@dataclass(frozen=True, slots=True)
class Telling:
    """An event, and when a partner was told of it in which way. ``trouble`` is why its webhook has not arrived."""

    event: Event
    state: State
    webhook: datetime | None = None
    fetch: datetime | None = None
    person: datetime | None = None
    trouble: str = ""

    @property
    def is_alarming(self) -> bool:
        """Whether the partner may still show a text that must not be shown."""
        return self.state == "open" and self.event.kind in GRAVE

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        event = self.event
        return {
            "event": event.kind,
            "id": event.entry,
            "article": event.article,
            "language": event.language,
            "title": event.title,
            "at": _stamp(event.at),
            "state": self.state,
            "webhook": _stamp(self.webhook),
            "fetch": _stamp(self.fetch),
            "person": _stamp(self.person),
            "trouble": self.trouble,
            "still_served": self.is_alarming,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one partner."""

    partner: Partner
    fetched: Sequence[Fetched]
    tellings: Sequence[Telling]
    webhook_ended: datetime | None = None

    @property
    def alarming(self) -> list[Telling]:
        """What the partner may still show, the oldest first."""
        return [telling for telling in self.tellings if telling.is_alarming]

    def lines(self) -> Iterator[str]:
        """The record in words."""
        name, ended = self.partner.name, self.partner.revoked
        yield f"{name}, revoked {_stamp(ended)}" if ended else name
        for one in self.fetched:
            yield f"  {one.path}: {one.count} × until {_stamp(one.last)}, with all published by {_stamp(one.built)}"
        if not self.fetched:
            yield "  nothing was fetched yet"
        if self.webhook_ended:
            yield f"  the webhook answered 410 on {_stamp(self.webhook_ended)}, and is ended"
        for telling in self.tellings:
            yield f"  {_in_words(telling)}"

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        return {
            "partner": self.partner.name,
            "revoked": _stamp(self.partner.revoked),
            "webhook_ended": _stamp(self.webhook_ended),
            "documents": [one.to_data() for one in self.fetched],
            "events": [telling.to_data() for telling in self.tellings],
            "still_serves": len(self.alarming),
        }


def report(connection: Connection, edition: Edition | None, settings: Settings, name: str = "") -> list[Record]:
    """What is known of the partner of that name, or of all of them."""
    concerns = Concerns(edition, settings) if edition else None
    found = []
    for partner in everybody(connection):
        if name and partner.name != name:
            continue
        fetched = [_fetched(row._mapping) for row in _rows(connection, partner_fetches, partner)]
        receipt_rows = [row._mapping for row in _rows(connection, receipts, partner)]
        troubles = {
            row.payload["event"]: row.error or "it waits to be sent"
            for row in _rows(connection, deliveries, partner)
            if row.state != "done"
        }
        concerned = concerns.of(partner) if concerns else []
        if ended := partner.revoked or partner.profile.expires:  # after it nobody can be told, nor is to have a copy
            concerned = [concern for concern in concerned if concern.event.at <= ended]
        found.append(record(partner, fetched, receipt_rows, concerned, troubles))
    return found


def record(
    partner: Partner,
    fetched: Sequence[Fetched],
    receipt_rows: Iterable[Mapping[Any, Any]],
    concerned: Iterable[Concern],
    troubles: Mapping[str, str],
) -> Record:
    """The record of a partner from its rows; pure. ``troubles`` are by the keys of events whose webhooks wait."""
    told: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    for row in receipt_rows:
        told[row["event"]][row["how"]] = row["at"]
    ended = [at["gone"] for at in told.values() if "gone" in at and not partner.webhook_url]
    tellings = []
    for concern in concerned:
        if concern.back in told:
            continue  # it was for this partner when it came back
        key = concern.event.key
        hows = told.get(key, {})
        state = _state(hows, fetched, concern)
        trouble = "" if "webhook" in hows else troubles.get(key, "")
        tellings.append(
            Telling(concern.event, state, hows.get("webhook"), hows.get("fetch"), hows.get("person"), trouble)
        )
    by_path = sorted(fetched, key=lambda one: one.path)
    return Record(partner, by_path, tellings, min(ended, default=None))


def _state(hows: Mapping[str, datetime], fetched: Iterable[Fetched], concern: Concern) -> State:
    known: dict[str, State] = {"webhook": "acknowledged", "fetch": "fetched", "person": "settled"}
    for how, state in known.items():
        if how in hows:
            return state
    own = [one for one in fetched if one.language == concern.event.language]
    came_before = [one for one in own if one.first_built < concern.event.at]
    if not came_before:
        return "never had it"  # its first document told it already, or there was none
    if concern.joined and max(one.built for one in own) < concern.joined:
        return "never had it"  # it has not come since the article came
    if max(one.last for one in own) < concern.since:
        return "never had it"  # nor since it is given such articles
    return "open"


def _rows(connection: Connection, table: Any, partner: Partner) -> Sequence[Any]:
    return connection.execute(select(table).where(table.c.partner_id == partner.id)).all()


def _fetched(row: Mapping[Any, Any]) -> Fetched:
    names = ("path", "language", "first", "first_built", "last", "last_built", "count", "agent")
    return Fetched(*(row[name] for name in names))


def _in_words(telling: Telling) -> str:
    event = telling.event
    what = f"{event.kind} {_stamp(event.at)}: {event.title} ({event.entry})"
    ways = {"webhook": telling.webhook, "fetch": telling.fetch, "person": telling.person}
    told = [f"{how} {_stamp(at)}" for how, at in ways.items() if at]
    if telling.is_alarming:
        told = [f"STILL SERVED since then, for all that is known{f': {telling.trouble}' if telling.trouble else ''}"]
    return f"{what}: {', '.join(told) or telling.state}"


def _stamp(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
