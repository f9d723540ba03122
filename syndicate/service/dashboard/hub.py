"""What the page of the hub shows: who is subscribed to what, who fails, and how the outbox stands. No secrets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, case, func, select

from syndicate.service.storage.tables import deliveries, subscriptions

MOST = 50
"""Rows of each table: the page tells how many there are in all."""

_ADDRESS = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_TELLING = 12  # characters of a part of a path: a longer one may be a secret in itself


@dataclass(frozen=True, slots=True)
class Group:
    """The live subscriptions to one topic, or at one host. ``failing`` are those whose last delivery failed."""

    name: str
    count: int
    failing: int
    first_ends: datetime
    last_ends: datetime


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One whose deliveries fail. ``callback`` is shown without what may be a secret in it."""

    topic: str
    callback: str
    failures: int
    status: int | None
    last: datetime | None
    lease_ends: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One that failed for good, or that failed and will be tried again (``due``)."""

    kind: str
    host: str
    attempts: int
    status: int | None
    error: str
    created: datetime
    due: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Health:
    """The hub and the outbox. ``oldest`` is when the oldest delivery that is due should have gone out."""

    live: int
    topics: Sequence[Group]
    topic_count: int
    hosts: Sequence[Group]
    host_count: int
    failing: Sequence[Subscriber]
    failing_count: int
    waiting: int
    oldest: datetime | None
    failed: int
    troubled: Sequence[Delivery]
    by_kind: Sequence[tuple[str, int, int, int]]


def health(connection: Connection, now: datetime) -> Health:
    """How the hub stands."""
    is_live = subscriptions.c.lease_ends > now
    live, topic_count, host_count, failing_count = connection.execute(
        select(
            func.count(),
            func.count(subscriptions.c.topic.distinct()),
            func.count(subscriptions.c.host.distinct()),
            func.count().filter(subscriptions.c.failures > 0),
        ).where(is_live)
    ).one()
    by_kind = connection.execute(
        select(deliveries.c.kind, *(_number(deliveries.c.state == state) for state in ("waiting", "done", "failed")))
        .group_by(deliveries.c.kind)
        .order_by(deliveries.c.kind)
    ).all()
    oldest = select(func.min(deliveries.c.due)).where(deliveries.c.state == "waiting", deliveries.c.due <= now)
    return Health(
        live=live,
        topics=_groups(connection, subscriptions.c.topic, now),
        topic_count=topic_count,
        hosts=_groups(connection, subscriptions.c.host, now),
        host_count=host_count,
        failing=_failing(connection, now),
        failing_count=failing_count,
        waiting=sum(row[1] for row in by_kind),
        oldest=connection.execute(oldest).scalar(),
        failed=sum(row[3] for row in by_kind if row[0] != "verify"),  # whom strangers named is no trouble of ours
        troubled=_troubled(connection),
        by_kind=[(row[0], row[1], row[2], row[3]) for row in by_kind],
    )


def _groups(connection: Connection, by: ColumnElement[str], now: datetime) -> list[Group]:
    failing = _number(subscriptions.c.failures > 0)
    ends = subscriptions.c.lease_ends
    rows = connection.execute(
        select(by, func.count(), failing, func.min(ends), func.max(ends))
        .where(ends > now)
        .group_by(by)
        .order_by(failing.desc(), func.count().desc(), by)
        .limit(MOST)
    )
    return [Group(*row) for row in rows]


def _failing(connection: Connection, now: datetime) -> list[Subscriber]:
    at = subscriptions.c
    rows = connection.execute(
        select(at.topic, at.callback, at.failures, at.last_status, at.last_delivery, at.lease_ends)
        .where(at.failures > 0, at.lease_ends > now)
        .order_by(at.failures.desc(), at.topic, at.callback)
        .limit(MOST)
    )
    return [Subscriber(row[0], redacted(row[1]), *row[2:]) for row in rows]


def _troubled(connection: Connection) -> list[Delivery]:
    at = deliveries.c
    rows = connection.execute(
        select(at.kind, at.host, at.attempts, at.status, at.error, at.created, at.due, at.state)
        .where((at.state == "failed") | ((at.state == "waiting") & (at.error != "")))
        .order_by(case((at.state == "failed", 0), else_=1), at.created.desc(), at.id)
        .limit(MOST)
    )
    return [
        Delivery(
            kind=row.kind,
            host=row.host,
            attempts=row.attempts,
            status=row.status,
            error=without_addresses(row.error),
            created=row.created,
            due=row.due,
            is_over=row.state == "failed",
        )
        for row in rows
    ]


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


# ── without secrets ─────────────────────────────────────────────────────────────────────────────


def redacted(callback: str) -> str:
    """An address that others gave us, to know it by: no password, query or long part of its path, which may be one."""
    try:
        parts = urlsplit(callback)
        host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    except ValueError:
        return "(an address that cannot be read)"
    path = "/".join(part if len(part) <= _TELLING else f"{part[:4]}…" for part in parts.path.split("/"))
    return f"{parts.scheme}://{host}{path}{'?…' if parts.query else ''}"


def without_addresses(error: str) -> str:
    """An error with the addresses in it redacted."""
    return _ADDRESS.sub(lambda found: redacted(found[0]), error)
