"""Subscriptions and what was asked for, in the database. Nothing asked for counts before it was verified."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from syndicate.config import ServiceSettings
from syndicate.service.hub.requests import Request
from syndicate.service.outbound.deliveries import Delivery, put
from syndicate.service.storage.rows import put_if_absent
from syndicate.service.storage.tables import deliveries, intents, subscriptions

log = logging.getLogger(__name__)

MOST_PENDING = 20
"""Verifications that may wait for one host: who floods it with us is stopped."""
_STALE = timedelta(days=1)  # an intent without a delivery is left over


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is to be told to a callback, and takes effect once it agrees. ``topic`` is a path below feeds/."""

    id: str
    mode: str
    topic: str
    callback: str
    host: str
    secret: bytes | None
    lease_seconds: int
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A verified one. ``secret`` is encrypted."""

    id: str
    topic: str
    callback: str
    host: str
    secret: bytes | None
    lease_ends: datetime


@dataclass(frozen=True, slots=True)
class Full:
    """Why a request must wait, in words, and for how many seconds."""

    reason: str
    retry_after: int


def ask(
    connection: Connection,
    wanted: Request,
    topic: str,
    settings: ServiceSettings,
    *,
    secret: bytes | None,
    now: datetime,
) -> Full | None:
    """Note what is asked for and put its verification; Full where the callback's host, or the hub, has enough.

    ``secret`` is the request's, encrypted. What was asked before in the same words and is not verified yet is replaced.
    """
    callback, host = str(wanted.callback.url), wanted.callback.host
    same = and_(intents.c.topic == topic, intents.c.callback == callback, intents.c.mode == wanted.mode)
    connection.execute(delete(intents).where(same))
    if full := _full(connection, wanted, topic, settings, now):
        return full
    intent = Intent(
        id=uuid4().hex,
        mode=wanted.mode,
        topic=topic,
        callback=callback,
        host=host,
        secret=secret,
        lease_seconds=wanted.lease,
        created=now,
    )
    _tell(connection, [intent], now)
    return None


def _full(connection: Connection, wanted: Request, topic: str, settings: ServiceSettings, now: datetime) -> Full | None:
    """Whether the request is one too many. Who is subscribed can renew and end that, however crowded it is."""
    host, callback = wanted.callback.host, str(wanted.callback.url)
    own = and_(subscriptions.c.topic == topic, subscriptions.c.callback == callback, subscriptions.c.lease_ends > now)
    if connection.execute(select(subscriptions.c.id).where(own)).first():
        return None
    pending = _count(connection, intents.c.host == host, intents.c.mode != "denied")
    if pending >= MOST_PENDING:
        return Full(f"{pending} verifications wait for {host}: answer those first", 60)
    if wanted.mode == "unsubscribe":
        return None
    if live(connection, now, host) + pending >= settings.hub_per_host:
        return Full(f"{host} has {settings.hub_per_host} subscriptions, and no host has more: end one first", 3600)
    if live(connection, now) >= settings.hub_subscriptions:
        return Full("the hub is full: poll the feed, and ask again later", 3600)
    return None


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(intents).where(*conditions)).scalar_one())


def _tell(connection: Connection, told: list[Intent], now: datetime) -> None:
    names = Intent.__slots__
    connection.execute(insert(intents), [{name: getattr(intent, name) for name in names} for intent in told])
    for intent in told:
        put(connection, "verify", intent.host, {"mode": intent.mode}, now=now, intent_id=intent.id)


def intent_of(connection: Connection, delivery: Delivery) -> Intent | None:
    """What a delivery is to verify; None where something newer has taken its place."""
    row = connection.execute(select(intents).where(intents.c.id == delivery.intent_id)).mappings().first()
    return Intent(**{name: row[name] for name in Intent.__slots__}) if row else None


def subscription_of(connection: Connection, delivery: Delivery) -> Subscription | None:
    """Whom a content is for; None where the subscription has ended."""
    found = select(subscriptions).where(subscriptions.c.id == delivery.subscription_id)
    row = connection.execute(found).mappings().first()
    return Subscription(**{name: row[name] for name in Subscription.__slots__}) if row else None


def confirm(connection: Connection, intent: Intent, now: datetime) -> None:
    """Let take effect what the subscriber agreed to; a renewal gives the subscription its new lease and secret."""
    this = and_(subscriptions.c.topic == intent.topic, subscriptions.c.callback == intent.callback)
    if intent.mode == "unsubscribe":
        connection.execute(delete(subscriptions).where(this))
    elif intent.mode == "subscribe":
        values = {"secret": intent.secret, "lease_ends": now + timedelta(seconds=intent.lease_seconds), "failures": 0}
        begun = {"id": uuid4().hex, "topic": intent.topic, "callback": intent.callback, "host": intent.host}
        if not put_if_absent(connection, subscriptions, begun | values | {"created": now}):
            connection.execute(update(subscriptions).where(this).values(values))
    forget(connection, intent)


def forget(connection: Connection, intent: Intent) -> None:
    """Drop what was asked for; what became of its verification stays to be seen."""
    at = deliveries.c
    done = and_(at.intent_id == intent.id, at.state != "waiting")
    connection.execute(update(deliveries).where(done).values(intent_id=None))
    connection.execute(delete(intents).where(intents.c.id == intent.id))


def note(connection: Connection, subscription: Subscription, status: int | None, now: datetime, *, ok: bool) -> None:
    """Write down how a delivery went."""
    at = subscriptions.c
    values = {"last_status": status, "failures": 0 if ok else at.failures + 1, **({"last_delivery": now} if ok else {})}
    connection.execute(update(subscriptions).where(at.id == subscription.id).values(values))


def end(connection: Connection, ended: Iterable[Subscription], now: datetime, *, deny: bool) -> int:
    """End subscriptions and what waits for them; how many. ``deny`` tells their subscribers (§5.2)."""
    gone = list(ended)
    for part in (gone[at : at + 500] for at in range(0, len(gone), 500)):
        ids = [subscription.id for subscription in part]
        done = and_(deliveries.c.subscription_id.in_(ids), deliveries.c.state != "waiting")
        connection.execute(update(deliveries).where(done).values(subscription_id=None))
        connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(ids)))
    if deny and gone:
        denials = [
            Intent(
                id=uuid4().hex,
                mode="denied",
                topic=it.topic,
                callback=it.callback,
                host=it.host,
                secret=None,
                lease_seconds=0,
                created=now,
            )
            for it in gone
        ]
        _tell(connection, denials, now)
    return len(gone)


def live(connection: Connection, now: datetime, host: str = "") -> int:
    """How many subscriptions have a lease, of all or of one callback host."""
    counted = select(func.count()).select_from(subscriptions).where(subscriptions.c.lease_ends > now)
    counted = counted.where(subscriptions.c.host == host) if host else counted
    return int(connection.execute(counted).scalar_one())


def sweep(connection: Connection, now: datetime) -> None:
    """Forget subscriptions whose lease has ended, and intents that nothing verifies any more."""
    connection.execute(delete(subscriptions).where(subscriptions.c.lease_ends <= now))
    waits = select(deliveries.c.id).where(deliveries.c.intent_id == intents.c.id, deliveries.c.state == "waiting")
    connection.execute(delete(intents).where(intents.c.created < now - _STALE, ~waits.exists()))
