"""A delivery: one thing that is to be sent to one place. Rows of the outbox, put, claimed and settled in transactions."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from syndicate.service.storage.tables import deliveries

Kind = Literal["verify", "content", "webhook"]
CLAIM = timedelta(minutes=5)
"""How long a worker may take over a delivery; after a crash another takes it up then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A claimed row: ``attempts`` counts this one too. ``payload`` is the kind's own, JSON."""

    id: str
    kind: Kind
    host: str
    payload: Mapping[str, Any]
    created: datetime
    attempts: int
    subscription_id: str | None = None
    intent_id: str | None = None
    partner_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an attempt: ``again_at`` is when to try again, ``status`` the HTTP status, if there was one.

    ``then`` is done in the transaction in which the row is settled: both hold after a crash, or neither.
    """

    state: Literal["done", "failed", "waiting"]
    status: int | None = None
    error: str = ""
    again_at: datetime | None = None
    then: Callable[[Connection], None] | None = None


class Handler(Protocol):
    """Sends a delivery of one kind; never raises for what the other side does."""

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Try once."""
        ...


def put(
    connection: Connection,
    kind: Kind,
    host: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    due: datetime | None = None,
    id_: str = "",
    subscription_id: str | None = None,
    intent_id: str | None = None,
    partner_id: str | None = None,
) -> bool:
    """Lay a delivery into the outbox; whether it is a new one: the same ``id_`` is put once, whoever tries again."""
    if id_ and connection.execute(select(deliveries.c.id).where(deliveries.c.id == id_)).first():
        return False
    row = {
        "id": id_ or uuid4().hex,
        "kind": kind,
        "host": host,
        "payload": dict(payload),
        "state": "waiting",
        "created": now,
        "due": due or now,
        "subscription_id": subscription_id,
        "intent_id": intent_id,
        "partner_id": partner_id,
    }
    if connection.dialect.name == "postgresql":  # two servers may put the same one at the same moment
        from sqlalchemy.dialects.postgresql import insert as upsert  # noqa: PLC0415

        return bool(connection.execute(upsert(deliveries).values(row).on_conflict_do_nothing()).rowcount)
    connection.execute(insert(deliveries).values(row))
    return True


def claim(
    connection: Connection, worker: str, now: datetime, limit: int, busy_hosts: Collection[str] = ()
) -> list[Delivery]:
    """Take up to ``limit`` deliveries that are due, none to a host that is busy, for this worker alone."""
    free = or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now)
    wanted = and_(deliveries.c.state == "waiting", deliveries.c.due <= now, free)
    if busy_hosts:
        wanted = and_(wanted, deliveries.c.host.not_in(busy_hosts))
    # The oldest of each host first: thousands that wait for one host must not hold up those for another.
    place = func.row_number().over(partition_by=deliveries.c.host, order_by=(deliveries.c.due, deliveries.c.id))
    ranked = select(deliveries.c.id, place.label("place"), deliveries.c.due).where(wanted).subquery()
    ids = select(ranked.c.id).order_by(ranked.c.place, ranked.c.due, ranked.c.id).limit(limit)
    chosen = select(deliveries).where(deliveries.c.id.in_(ids), wanted).with_for_update(skip_locked=True)
    rows = connection.execute(chosen).all()
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_([row.id for row in rows]))
        .values(claimed_until=now + CLAIM, claimed_by=worker, attempts=deliveries.c.attempts + 1)
    )
    return [
        Delivery(
            id=row.id,
            kind=row.kind,
            host=row.host,
            payload=row.payload,
            created=row.created,
            attempts=row.attempts + 1,
            subscription_id=row.subscription_id,
            intent_id=row.intent_id,
            partner_id=row.partner_id,
        )
        for row in rows
    ]


def settle(connection: Connection, delivery: Delivery, worker: str, outcome: Outcome, now: datetime) -> bool:
    """Write down what became of an attempt; False where another worker has taken the delivery over since."""
    values: dict[str, Any] = {
        "state": outcome.state,
        "claimed_until": None,
        "claimed_by": None,
        "status": outcome.status,
        "error": outcome.error[:1000],
    }
    values |= {"due": outcome.again_at} if outcome.state == "waiting" else {"finished": now}
    mine = and_(deliveries.c.id == delivery.id, deliveries.c.claimed_by == worker)
    if not connection.execute(update(deliveries).where(mine).values(values)).rowcount:
        return False
    if outcome.then is not None:
        outcome.then(connection)
    return True
