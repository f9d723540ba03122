"""A delivery: one thing that is to be sent to one place. Rows of the outbox: put, claimed, settled in transactions."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol
from uuid import uuid4

from sqlalchemy import Connection, and_, case, delete, func, insert, or_, select, update

from syndicate.service.storage.rows import put_if_absent
from syndicate.service.storage.tables import deliveries

Kind = Literal["verify", "content", "webhook"]
HOLD = timedelta(minutes=5)
"""How long a worker may take over a delivery unless it says otherwise; after a crash another takes it up then."""
KEPT: Mapping[str, timedelta] = {"done": timedelta(days=2), "failed": timedelta(days=30)}
"""How long finished deliveries are kept. Webhooks' stay: their ids say that they were sent, for ever."""

_SPARE = 4  # candidates for each free place: other servers claim at the same time


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

    ``then`` is done in the transaction in which the row is settled: both hold after a crash, or neither. ``was_tried``
    is False where nothing was sent for a reason of our own: the attempt does not count.
    """

    state: Literal["done", "failed", "waiting"]
    status: int | None = None
    error: str = ""
    again_at: datetime | None = None
    then: Callable[[Connection], None] | None = None
    was_tried: bool = True

    def __post_init__(self) -> None:
        """ValueError for a delivery that waits for nothing."""
        if self.state == "waiting" and self.again_at is None:
            raise ValueError("a delivery that waits says until when")


class Handler(Protocol):
    """Sends a delivery of one kind; never raises for what the other side does.

    StorageError where the database or the key of its secrets is not there: then nothing was sent.
    """

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
    return put_if_absent(connection, deliveries, row)


def put_contents(connection: Connection, subscribers: Collection[tuple[str, str]], topic: str, *, now: datetime) -> int:
    """Have a topic's newest content sent to subscribers, given as (subscription's id, host); how many are told.

    A subscription has one content that waits: it is brought forward and begins anew, as what is sent is the newest
    when it is sent. An attempt that runs may have read the last one, so that another is put beside it.
    """
    ids = [id_ for id_, _ in subscribers]
    waiting = [deliveries.c.kind == "content", deliveries.c.state == "waiting", _is_free(now)]
    anew: dict[str, Any] = {"due": now, "created": now, "attempts": 0, "error": "", "payload": {"topic": topic}}
    anew |= {"claimed_until": None, "claimed_by": None}  # a dead worker's, or one's that is too late
    told: set[str] = set()
    for some in _in_parts(ids):
        moved = update(deliveries).where(*waiting, deliveries.c.subscription_id.in_(some))
        told |= set(connection.scalars(moved.values(anew).returning(deliveries.c.subscription_id)))
    rows = [
        {
            "id": uuid4().hex,
            "kind": "content",
            "host": host,
            "payload": {"topic": topic},
            "state": "waiting",
            "created": now,
            "due": now,
            "subscription_id": id_,
        }
        for id_, host in subscribers
        if id_ not in told
    ]
    if rows:
        connection.execute(insert(deliveries), rows)
    return len(ids)


def claim(
    connection: Connection,
    worker: str,
    now: datetime,
    limit: int,
    *,
    kinds: Collection[str] | None = None,
    running: Mapping[str, int] | None = None,
    per_host: int = 1_000_000,
    hold: timedelta = HOLD,
) -> list[Delivery]:
    """Take up to ``limit`` deliveries that are due, for this worker alone, for as long as ``hold``.

    ``running`` tells how many this worker has under way by host: with what it takes, no host has more than
    ``per_host``. ``kinds`` are those that it can send (None: all).
    """
    if limit < 1:
        return []
    wanted = [deliveries.c.state == "waiting", deliveries.c.due <= now, _is_free(now)]
    if kinds is not None:
        wanted.append(deliveries.c.kind.in_(sorted(kinds)))
    ids = _candidates(connection, wanted, limit * _SPARE, running or {}, per_host)
    rows: list[Any] = []
    while ids and len(rows) < limit:  # others' claims are skipped, and those that come next take their place
        some, ids = ids[: limit - len(rows)], ids[limit - len(rows) :]
        free = select(deliveries).where(deliveries.c.id.in_(some), *wanted).order_by(deliveries.c.due, deliveries.c.id)
        rows += connection.execute(free.with_for_update(skip_locked=True)).all()
    if rows:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_([row.id for row in rows]))
            .values(claimed_until=now + hold, claimed_by=worker, attempts=deliveries.c.attempts + 1)
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


def _candidates(
    connection: Connection, wanted: list[Any], limit: int, running: Mapping[str, int], per_host: int
) -> list[str]:
    """The ids of what might be taken: of each host the oldest first, thousands for one must not hold up others'.

    Webhooks go before all: a text that must come down does not wait behind news.
    """
    full = sorted(host for host, count in running.items() if count >= per_host)
    conditions = [*wanted, deliveries.c.host.not_in(full)] if full else wanted
    urgency = case((deliveries.c.kind == "webhook", 0), else_=1)
    order = (urgency, deliveries.c.due, deliveries.c.id)
    place = func.row_number().over(partition_by=deliveries.c.host, order_by=order)
    columns = (deliveries.c.id, deliveries.c.host, deliveries.c.due, urgency.label("urgency"), place.label("place"))
    ranked = select(*columns).where(*conditions).subquery()
    first = select(ranked.c.id, ranked.c.host).where(ranked.c.place <= per_host)
    taken = Counter(running)
    ids = []
    next_ = (ranked.c.urgency, ranked.c.place, ranked.c.due, ranked.c.id)
    for row in connection.execute(first.order_by(*next_).limit(limit)):
        if taken[row.host] < per_host:
            taken[row.host] += 1
            ids.append(row.id)
    return ids


def settle(connection: Connection, delivery: Delivery, worker: str, outcome: Outcome, now: datetime) -> bool:
    """Write down what became of an attempt; False where another worker has taken the delivery over, or it is gone."""
    values: dict[str, Any] = {
        "state": outcome.state,
        "claimed_until": None,
        "claimed_by": None,
        "status": outcome.status,
        "error": outcome.error[:1000],
    }
    values |= {"due": outcome.again_at} if outcome.state == "waiting" else {"finished": now}
    if not outcome.was_tried:
        values["attempts"] = deliveries.c.attempts - 1
    mine = and_(
        deliveries.c.id == delivery.id,
        deliveries.c.created == delivery.created,  # else it was begun anew meanwhile, and may be claimed again
        deliveries.c.claimed_by == worker,
        deliveries.c.state == "waiting",
    )
    if not connection.execute(update(deliveries).where(mine).values(values)).rowcount:
        return False
    if outcome.then is not None:
        outcome.then(connection)
    return True


def release(connection: Connection, worker: str) -> None:
    """Give back what a worker claimed and did not try to the end: others may take it at once."""
    mine = and_(deliveries.c.claimed_by == worker, deliveries.c.state == "waiting")
    values = {"claimed_until": None, "claimed_by": None, "attempts": deliveries.c.attempts - 1}
    connection.execute(update(deliveries).where(mine).values(values))


def prune(connection: Connection, now: datetime) -> int:
    """Forget what was finished long ago; how many. A webhook's row stays: it is why its id is never sent anew."""
    gone = 0
    for state, kept in KEPT.items():
        old = and_(deliveries.c.state == state, deliveries.c.finished < now - kept, deliveries.c.kind != "webhook")
        gone += connection.execute(delete(deliveries).where(old)).rowcount
    return gone


def waiting(connection: Connection, now: datetime) -> tuple[int, float]:
    """How many deliveries wait, and for how many seconds the oldest of them has been due."""
    columns = (func.count(), func.min(deliveries.c.due))
    count, due = connection.execute(select(*columns).where(deliveries.c.state == "waiting")).one()
    return count, max(0.0, (now - due).total_seconds()) if due else 0.0


def _is_free(now: datetime) -> Any:
    return or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= now)


def _in_parts(ids: list[str], size: int = 500) -> list[list[str]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]
