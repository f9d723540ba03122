"""A publish is announced: whoever is subscribed to what changed gets it, and learns of what has ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from syndicate.service.context import Service
from syndicate.service.hub.subscriptions import Subscription, end
from syndicate.service.hub.topics import topics
from syndicate.service.outbound.deliveries import put_contents
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.rows import put_if_absent
from syndicate.service.storage.tables import deliveries, subscriptions
from syndicate.service.storage.tables import topics as told_topics


def announce(connection: Connection, service: Service, edition: Edition) -> int:
    """Put what subscribers are to get of an edition, in one transaction; how many deliveries.

    It may be called again, by any server: an edition is told once. Documents that nobody was told of before are noted.
    An edition older than what was told, on a server whose files lag behind, tells nothing.
    """
    offered, now = topics(service, edition), service.now()
    served = {**offered.open, **offered.closing}
    # Sorted, so that two servers that announce at once wait for each other instead of blocking each other.
    rows = connection.execute(select(told_topics).order_by(told_topics.c.topic).with_for_update()).all()
    known = {row.topic: row for row in rows}
    if rows and served and max(it.modified for it in served.values()) < max(row.modified for row in rows):
        return 0
    count = 0
    for path, resource in sorted(served.items()):
        if path not in known:
            row = {"topic": path, "sha256": resource.sha256, "modified": resource.modified, "told": now}
            put_if_absent(connection, told_topics, row)
        elif known[path].sha256 != resource.sha256:
            values = {"sha256": resource.sha256, "modified": resource.modified, "told": now}
            connection.execute(update(told_topics).where(told_topics.c.topic == path).values(values))
            count += put_contents(connection, _subscribers(connection, path, now), path, now=now)
    for path in sorted(known.keys() - served.keys()):
        connection.execute(delete(told_topics).where(told_topics.c.topic == path))
    _end(connection, set(offered.open), set(offered.closing), now)
    return count


def _subscribers(connection: Connection, path: str, now: datetime) -> list[tuple[str, str]]:
    at = subscriptions.c
    found = select(at.id, at.host).where(at.topic == path, at.lease_ends > now).order_by(at.id)
    return [(row.id, row.host) for row in connection.execute(found)]


def _end(connection: Connection, open_: set[str], closing: set[str], now: datetime) -> None:
    """Deny what has no topic any more, and who has got the last of a retired feed."""
    topic = subscriptions.c.topic
    for path in connection.scalars(select(topic).distinct().order_by(topic)).all():
        if path in open_:
            continue
        ended = select(subscriptions).where(topic == path)
        if path in closing:
            ended = ended.where(~_waits().exists())
        rows = connection.execute(ended).mappings().all()
        gone = [Subscription(**{name: row[name] for name in Subscription.__slots__}) for row in rows]
        end(connection, gone, now, deny=True)


def _waits() -> Select[Any]:
    at = deliveries.c
    return select(at.id).where(at.subscription_id == subscriptions.c.id, at.state == "waiting")
