"""What the page of partners shows: who may have what, when they last came, and who still serves what was taken back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from syndicate.service.partners.report import Record, Telling
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.tables import partner_fetches, partners, receipts, tokens

Report = Callable[[Connection, Edition], Iterable[Record]]
"""The partners' own report, as `syndicate partner report` has it: the rooms do not know each other."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token by its first letters."""

    hint: str
    created: datetime
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner. ``profile`` is what it may have, in a line; ``receipts`` counts by how it was told.

    ``tellings`` come the alarming ones first, the oldest of them before; then the newest.
    """

    name: str
    profile: str
    contact: str
    webhook: bool
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    tokens: Sequence[Token]
    documents: int
    fetches: int
    last: datetime | None
    receipts: Sequence[tuple[str, int, datetime]]
    tellings: Sequence[Telling]

    @property
    def alarming(self) -> int:
        """How many texts it may still show that must not be shown."""
        return sum(telling.is_alarming for telling in self.tellings)

    def state(self, now: datetime) -> str:
        """``active``, ``expired`` or ``revoked``."""
        if self.revoked and self.revoked <= now:
            return "revoked"
        return "expired" if self.expires and self.expires <= now else "active"


def count(connection: Connection, now: datetime) -> int:
    """How many partners may fetch at present."""
    at = partners.c
    is_open = or_(at.expires.is_(None), at.expires > now)
    return connection.execute(select(func.count()).where(at.revoked.is_(None), is_open)).scalar_one()


def everybody(connection: Connection, records: Iterable[Record]) -> list[Partner]:
    """All partners: those who may still show what they must not first, the revoked last, then by name."""
    fetched = {
        row.partner_id: row
        for row in connection.execute(
            select(
                partner_fetches.c.partner_id,
                func.count().label("documents"),
                func.sum(partner_fetches.c.count).label("fetches"),
                func.max(partner_fetches.c.last).label("last"),
            ).group_by(partner_fetches.c.partner_id)
        )
    }
    own_tokens: defaultdict[str, list[Token]] = defaultdict(list)
    for row in connection.execute(select(tokens).order_by(tokens.c.created)):
        own_tokens[row.partner_id].append(Token(row.hint, row.created, row.expires))
    own_receipts: defaultdict[str, list[tuple[str, int, datetime]]] = defaultdict(list)
    by_how = select(receipts.c.partner_id, receipts.c.how, func.count(), func.max(receipts.c.at))
    for partner, how, number, last in connection.execute(
        by_how.group_by(receipts.c.partner_id, receipts.c.how).order_by(receipts.c.how)
    ):
        own_receipts[partner].append((how, number, last))
    tellings = {record.partner.name: _urgent_first(record.tellings) for record in records}
    found = [
        _partner(row, fetched.get(row.id), own_tokens[row.id], own_receipts[row.id], tellings.get(row.name, ()))
        for row in connection.execute(select(partners).order_by(partners.c.name))
    ]
    return sorted(found, key=lambda partner: (not partner.alarming, partner.revoked is not None))


def _partner(
    row: Row[Any],
    fetched: Row[Any] | None,
    own_tokens: Sequence[Token],
    own_receipts: Sequence[tuple[str, int, datetime]],
    tellings: Sequence[Telling],
) -> Partner:
    return Partner(
        name=row.name,
        profile=_profile(row),
        contact=row.contact,
        webhook=bool(row.webhook_url),
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
        tokens=own_tokens,
        documents=fetched.documents if fetched else 0,
        fetches=int(fetched.fetches) if fetched else 0,
        last=fetched.last if fetched else None,
        receipts=own_receipts,
        tellings=tellings,
    )


def _urgent_first(tellings: Iterable[Telling]) -> list[Telling]:
    newest_first = sorted(tellings, key=lambda telling: telling.event.at, reverse=True)
    alarming = [telling for telling in reversed(newest_first) if telling.is_alarming]
    return [*alarming, *(telling for telling in newest_first if not telling.is_alarming)]


def _profile(row: Row[Any]) -> str:
    """What a partner may have, in a line."""
    parts = [
        ", ".join(row.languages) or "all languages",
        f"topics: {', '.join(row.topics)}" if row.topics else "all topics",
        f"for {', '.join(row.audience)}" if row.audience else "",
        ", ".join(row.formats) or "all formats",
        "machine drafts, too" if row.tier == "drafts" else "reviewed only",
        "full texts" if row.content == "full" else "summaries",
        "with promotion" if row.promotion else "",
        f"at most {row.limit} entries" if row.limit else "",
    ]
    return " · ".join(part for part in parts if part)
