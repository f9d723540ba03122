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
from syndicate.service.partners.registry import Partner, everybody
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


def write(connection: Connection, fetches: Collection[Fetch], edition: Edition | None, settings: Settings) -> None:
    """Write fetches down, and for each event that they told of for the first time a receipt.

    ``edition`` is the present one, whose registers have the events; ``settings`` are the library's.
    """
    before = _heard(connection, {fetch.partner for fetch in fetches})
    for fetch in sorted(fetches, key=lambda fetch: (fetch.partner, fetch.path)):  # two servers go the same way
        _write(connection, fetch)
    newest: dict[tuple[str, str], Fetch] = {}
    for fetch in fetches:
        at = (fetch.partner, fetch.language)
        if at not in newest or newest[at].built < fetch.built:
            newest[at] = fetch
    news = {at: fetch for at, fetch in newest.items() if at in before and before[at] < fetch.built}
    if not news or edition is None:
        return
    partners = {partner.id: partner for partner in everybody(connection)}
    concerns = Concerns(edition, settings)
    for id_ in {partner for partner, _ in news}:
        if id_ in partners:
            _acknowledge(connection, partners[id_], concerns.of(partners[id_]), before, news)


def _acknowledge(
    connection: Connection,
    partner: Partner,
    concerned: Iterable[Concern],
    before: Mapping[tuple[str, str], datetime],
    news: Mapping[tuple[str, str], Fetch],
) -> None:
    for concern in concerned:
        at = (partner.id, concern.event.language)
        fetch = news.get(at)
        if fetch is None or not before[at] < concern.event.at <= fetch.built:
            continue
        window = timedelta(days=concern.extract.settings.notice_days)
        if concern.is_told and concern.event.at >= fetch.built - window:
            note(connection, partner.id, concern.event.key, "fetch", at=fetch.last, detail=fetch.path)


def note(connection: Connection, partner: str, event: str, how: How, *, at: datetime, detail: str = "") -> bool:
    """Write down that a partner was told of an event, once for each way of telling; whether that is new."""
    row = {"partner_id": partner, "event": event, "how": how, "at": at, "detail": detail[:1000]}
    return put_if_absent(connection, receipts, row)


def _heard(connection: Connection, partners: Collection[str]) -> dict[tuple[str, str], datetime]:
    """Up to which publish partners had fetched, by (partner, language)."""
    found = defaultdict(list)
    for row in connection.execute(select(partner_fetches).where(partner_fetches.c.partner_id.in_(sorted(partners)))):
        found[row.partner_id, row.language].append(row.last_built)
    return {at: max(built) for at, built in found.items()}


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
