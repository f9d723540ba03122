"""Who got what, and when: fetches counted in memory and written every few seconds, and what each fetch told.

A process that is killed loses those seconds; the next fetch tells the same, so that the report is only late.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from syndicate.config import Settings
from syndicate.service.partners.events import Concern, Concerns
from syndicate.service.partners.registry import everybody
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.rows import put_if_absent
from syndicate.service.storage.tables import partner_fetches, receipts

How = Literal["webhook", "fetch", "person", "gone"]
_AGENT = 200  # characters of a User-Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One partner's fetches of one document since they were last written down. ``built`` is the edition's."""

    partner: str
    language: str
    path: str
    first: datetime
    first_built: datetime
    last: datetime
    built: datetime
    sha256: str
    agent: str
    count: int = 1


class Fetches:
    """What partners fetched since the last time it was taken."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], Fetch] = {}

    def note(self, fetch: Fetch) -> None:
        """A document was sent whole, or the partner has it already (304)."""
        key = (fetch.partner, fetch.path)
        known = self._noted.get(key)
        if known is not None:
            fetch = _joined(known, fetch)
        self._noted[key] = fetch

    def take(self) -> list[Fetch]:
        """What was noted; it begins anew."""
        taken, self._noted = list(self._noted.values()), {}
        return taken

    def put_back(self, fetches: Iterable[Fetch]) -> None:
        """What could not be written down."""
        later, self._noted = self._noted, {(fetch.partner, fetch.path): fetch for fetch in fetches}
        for fetch in later.values():
            self.note(fetch)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a partner had fetched before: up to which publish by path, since which by language; and what it knew."""

    until: Mapping[str, datetime]
    since: Mapping[str, datetime]
    told: frozenset[str]

    def is_news(self, fetch: Fetch) -> bool:
        """Whether a document may tell what it had not told before; to whom all of a language is new, nothing is."""
        known = self.until.get(fetch.path)
        return fetch.language in self.since and (known is None or known < fetch.built)


def write(connection: Connection, fetches: Collection[Fetch], edition: Edition | None, settings: Settings) -> None:
    """Write fetches down, and for each event that they told of for the first time a receipt.

    ``edition`` is the present one, whose registers have the events; ``settings`` are the library's.
    """
    before = _heard(connection, {fetch.partner for fetch in fetches})
    for fetch in sorted(fetches, key=lambda fetch: (fetch.partner, fetch.path)):  # two servers go the same way
        _write(connection, fetch)
    news = [fetch for fetch in fetches if fetch.partner in before and before[fetch.partner].is_news(fetch)]
    if not news or edition is None:
        return
    partners = {partner.id: partner for partner in everybody(connection)}
    concerns = Concerns(edition, settings)
    for id_ in sorted({fetch.partner for fetch in news} & partners.keys()):
        own = [fetch for fetch in news if fetch.partner == id_]
        _acknowledge(connection, before[id_], concerns.of(partners[id_]), own)


def _acknowledge(connection: Connection, before: _Heard, concerned: Iterable[Concern], news: Iterable[Fetch]) -> None:
    for concern in concerned:
        event = concern.event
        if event.key in before.told or event.language not in before.since:
            continue
        since, end = before.since[event.language], event.at + timedelta(days=concern.extract.settings.notice_days)
        telling = (one for one in news if since < event.at <= one.built <= end and concern.is_told(one.path))
        if fetch := next(telling, None):
            note(connection, fetch.partner, event.key, "fetch", at=fetch.last, detail=fetch.path)


def note(connection: Connection, partner: str, event: str, how: How, *, at: datetime, detail: str = "") -> bool:
    """Write down that a partner was told of an event, once for each way of telling; whether that is new."""
    row = {"partner_id": partner, "event": event, "how": how, "at": at, "detail": detail[:1000]}
    return put_if_absent(connection, receipts, row)


def _heard(connection: Connection, partners: Collection[str]) -> dict[str, _Heard]:
    """What partners had fetched, by partner; who fetches for the first time is not in it."""
    ids = sorted(partners)
    until: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    since: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    told: defaultdict[str, set[str]] = defaultdict(set)
    for row in connection.execute(select(partner_fetches).where(partner_fetches.c.partner_id.in_(ids))):
        until[row.partner_id][row.path] = row.last_built
        first = since[row.partner_id]
        first[row.language] = min(row.first_built, first.get(row.language, row.first_built))
    fetched = select(receipts.c.partner_id, receipts.c.event).where(receipts.c.how == "fetch")
    for row in connection.execute(fetched.where(receipts.c.partner_id.in_(ids))):
        told[row.partner_id].add(row.event)
    return {id_: _Heard(until[id_], since[id_], frozenset(told[id_])) for id_ in until}


def _write(connection: Connection, fetch: Fetch) -> None:
    columns = partner_fetches.c
    own = (columns.partner_id == fetch.partner, columns.path == fetch.path)
    known = connection.execute(select(columns.last_built).where(*own).with_for_update()).first()
    told = {"last": fetch.last, "sha256": fetch.sha256, "agent": fetch.agent}
    if known is None:
        first = {"first": fetch.first, "first_built": fetch.first_built, "last_built": fetch.built}
        own_row = {"partner_id": fetch.partner, "path": fetch.path, "language": fetch.language, "count": fetch.count}
        connection.execute(insert(partner_fetches).values(told | first | own_row))
        return
    built = max(known.last_built, fetch.built)  # a server that is behind tells nothing new
    counted = {"last_built": built, "count": columns.count + fetch.count}
    connection.execute(update(partner_fetches).where(*own).values(told | counted))


def _joined(known: Fetch, fetch: Fetch) -> Fetch:
    return replace(
        fetch,
        first=known.first,
        first_built=known.first_built,
        built=max(known.built, fetch.built),
        count=known.count + fetch.count,
    )


def shortened(agent: str) -> str:
    """A User-Agent as it is kept."""
    return agent[:_AGENT]
