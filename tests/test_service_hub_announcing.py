"""A publish is announced once, to whom it concerns, on both databases; what has ended is denied."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hub_kit import TOPIC, eventually, reconfigured
from service_kit import Postgres, clock, service
from small_library import DAY, NOON, SmallLibrary
from sqlalchemy import Connection, Table, insert, select, text

from syndicate.service.context import Service
from syndicate.service.hub import announce, live, sweep
from syndicate.service.hub.subscriptions import Intent, confirm
from syndicate.service.hub.topics import topics
from syndicate.service.outbound.deliveries import Outcome, claim, put, settle
from syndicate.service.storage.database import Database, open_database
from syndicate.service.storage.tables import deliveries, intents, subscriptions
from syndicate.service.storage.tables import topics as told_topics


@pytest.fixture
def made(tmp_path: Path, database: Database) -> Service:
    return service(tmp_path, database=database)


def tell(made: Service) -> int:
    edition = made.shelf.edition
    assert edition is not None
    with made.database.begin() as connection:
        return announce(connection, made, edition)


def publish(made: Service, root: Path, at: Any = NOON + DAY, **changes: Any) -> None:
    small = SmallLibrary(root)
    if changes:
        small.article("hands", **changes)
    small.publish(at)
    made.shelf.refresh()


def subscribe(made: Service, *topics: str, hosts: int = 1, lease: timedelta = 9 * DAY) -> None:
    now = made.now()
    rows = [
        {"id": f"{number}{topic}"[:32], "topic": topic, "callback": f"https://h{number}.example/", "host": f"h{number}"}
        for topic in topics
        for number in range(hosts)
    ]
    with made.database.begin() as connection:
        connection.execute(insert(subscriptions), [row | {"created": now, "lease_ends": now + lease} for row in rows])


def rows(made: Service, table: Table) -> list[Any]:
    with made.database.begin(reading=True) as connection:
        return list(connection.execute(select(table)).all())


def test_the_topics_are_the_documents_that_tell_news(made: Service) -> None:
    edition = made.shelf.edition
    assert edition is not None
    offered = topics(made, edition)
    assert TOPIC in offered.open
    assert {path.rpartition("/")[2] for path in offered.open} == {
        *("atom.xml", "rss.xml", "feed.json", "latest.json", "withdrawals.json", "corrections.json")
    }
    assert not [path for path in offered.open if "archive" in path]
    assert topics(reconfigured(made, public=False), edition).open == {}


def test_a_topic_is_noted_first_and_told_when_its_bytes_change(made: Service, tmp_path: Path) -> None:
    subscribe(made, TOPIC, "es/rss.xml", "es/topics/prevention/feed.json", hosts=2)
    assert tell(made) == 0, "whoever is subscribed has read it"
    assert tell(made) == 0
    publish(made, tmp_path, withdrawn={"on": "2026-11-23"})
    assert tell(made) == 6
    assert tell(made) == 0, "a publish is told once, however often it is announced"
    found = rows(made, deliveries)
    assert {row.kind for row in found} == {"content"}
    assert {row.subscription_id for row in found} == {row.id for row in rows(made, subscriptions)}


def test_who_has_no_lease_any_more_is_told_nothing(made: Service, tmp_path: Path) -> None:
    tell(made)
    subscribe(made, TOPIC, lease=timedelta(hours=1))
    clock(made).forward(timedelta(hours=1))
    publish(made, tmp_path, withdrawn={"on": "2026-11-23"})
    assert tell(made) == 0
    with made.database.begin() as connection:
        assert live(connection, made.now()) == 0
        sweep(connection, made.now())
    assert rows(made, subscriptions) == []


def test_a_server_whose_files_lag_behind_tells_nothing_old(made: Service, tmp_path: Path) -> None:
    tell(made)
    subscribe(made, TOPIC, "es/topics/prevention/atom.xml")
    old = made.shelf.edition
    publish(made, tmp_path, withdrawn={"on": "2026-11-23"})
    assert tell(made) == 2
    before = rows(made, told_topics)
    assert old is not None
    without = {path: it for path, it in old.resources.items() if "topics" not in path}
    for lagging in (old, replace(old, resources=without)):
        with made.database.begin() as connection:
            assert announce(connection, made, lagging) == 0
    assert rows(made, told_topics) == before
    assert len(rows(made, subscriptions)) == 2


def test_a_topic_that_is_gone_ends_with_a_denial(made: Service, tmp_path: Path) -> None:
    tell(made)
    subscribe(made, TOPIC, "es/topics/prevention/atom.xml")
    edition = made.shelf.edition
    assert edition is not None
    without = {path: it for path, it in edition.resources.items() if "topics" not in path}
    with made.database.begin() as connection:
        announce(connection, made, replace(edition, resources=without))
    assert [row.topic for row in rows(made, subscriptions)] == [TOPIC]
    (denial,) = rows(made, intents)
    assert (denial.mode, denial.topic) == ("denied", "es/topics/prevention/atom.xml")
    (delivery,) = rows(made, deliveries)
    assert (delivery.kind, delivery.intent_id) == ("verify", denial.id)
    assert "es/topics/prevention/atom.xml" not in {row.topic for row in rows(made, told_topics)}


def test_where_only_partners_may_read_from_now_on_all_subscriptions_end(made: Service) -> None:
    tell(made)
    subscribe(made, TOPIC, hosts=3)
    assert tell(reconfigured(made, public=False)) == 0
    assert rows(made, subscriptions) == []
    assert len(rows(made, intents)) == 3


def test_a_retired_feed_tells_its_last_and_then_denies(made: Service, tmp_path: Path) -> None:
    tell(made)
    subscribe(made, "es/topics/prevention/atom.xml", hosts=2)
    SmallLibrary(tmp_path).configure(topics={"prevention": {"retired": "2026-11-23"}})
    publish(made, tmp_path)
    edition = made.shelf.edition
    assert edition is not None
    assert "es/topics/prevention/atom.xml" in topics(made, edition).closing
    assert tell(made) == 2
    assert len(rows(made, subscriptions)) == 2, "they get the entry that says that it is closed"
    with made.database.begin() as connection:
        taken = claim(connection, "w", made.now(), 1)
        settle(connection, taken[0], "w", Outcome(state="failed"), made.now())
    tell(made)
    assert len(rows(made, subscriptions)) == 1, "who could not be reached"
    assert [row.mode for row in rows(made, intents)] == ["denied"]


def test_two_thousand_subscribers_are_told_in_one_short_transaction(made: Service, tmp_path: Path) -> None:
    tell(made)
    subscribe(made, TOPIC, hosts=2000)
    publish(made, tmp_path, withdrawn={"on": "2026-11-23"})
    assert tell(made) == 2000
    assert len(rows(made, deliveries)) == 2000


def test_what_nothing_verifies_any_more_is_forgotten_after_a_day(made: Service) -> None:
    now = made.now()
    intent = {"mode": "subscribe", "topic": TOPIC, "callback": "https://a.example/", "host": "a.example"}
    with made.database.begin() as connection:
        connection.execute(insert(intents), [intent | {"id": name, "created": now} for name in ("left", "waits")])
        put(connection, "verify", "a.example", {}, now=now, intent_id="waits")
        sweep(connection, now + timedelta(hours=23))
        assert len(connection.execute(select(intents)).all()) == 2
        sweep(connection, now + timedelta(hours=25))
        assert [row.id for row in connection.execute(select(intents))] == ["waits"]


# ── two servers on one PostgreSQL ───────────────────────────────────────────────────────────────


@pytest.fixture
def shared(postgres: Postgres, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(postgres.lend(), tmp_path)
    yield opened
    opened.close()


def at_once(database: Database, first: Callable[[Connection], Any], second: Callable[[Connection], Any]) -> list[Any]:
    """Do two pieces of work in transactions side by side; the first is committed once the second waits for it."""

    def other() -> Any:
        with database.begin() as connection:
            return second(connection)

    def is_held_up() -> bool:
        waits = text("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
        with database.begin(reading=True) as connection:
            return connection.execute(waits).first() is not None

    with ThreadPoolExecutor(1) as pool:
        with database.begin() as connection:
            done = first(connection)
            running = pool.submit(other)
            eventually(lambda: running.done() or is_held_up())
        return [done, running.result()]


def test_two_servers_that_announce_one_publish_at_once_tell_it_once(shared: Database, tmp_path: Path) -> None:
    made = service(tmp_path, database=shared)

    def announced(connection: Connection) -> int:
        assert made.shelf.edition is not None
        return announce(connection, made, made.shelf.edition)

    assert at_once(shared, announced, announced) == [0, 0], "the topics are noted"
    subscribe(made, TOPIC, hosts=20)
    publish(made, tmp_path, withdrawn={"on": "2026-11-23"})
    assert at_once(shared, announced, announced) == [20, 0]
    assert len(rows(made, deliveries)) == 20


def test_two_servers_that_verify_one_subscription_at_once_make_it_once(shared: Database) -> None:
    asked = {"mode": "subscribe", "topic": TOPIC, "callback": "https://a.example/", "host": "a.example"}
    one, other = (
        Intent(id=name, **asked, secret=name.encode(), lease_seconds=3600, created=NOON) for name in ("one", "other")
    )
    at_once(shared, partial(confirm, intent=one, now=NOON), partial(confirm, intent=other, now=NOON))
    with shared.begin(reading=True) as connection:
        (row,) = connection.execute(select(subscriptions)).all()
    assert row.secret == b"other", "who came last"
