"""Rows of the outbox, on both databases: put once, taken by one, settled once, and never lost."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from syndicate.service.outbound.deliveries import (
    Delivery,
    Outcome,
    claim,
    prune,
    put,
    put_contents,
    release,
    settle,
    waiting,
)
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import deliveries, subscriptions

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DONE = Outcome(state="done", status=200)


def fill(database: Database, hosts: Mapping[str, int], kind: Any = "webhook", **options: Any) -> None:
    with database.begin() as connection:
        for host, count in hosts.items():
            for number in range(count):
                put(connection, kind, host, {}, now=NOW, id_=f"{host}-{number:04}", **options)


def rows(database: Database) -> dict[str, Any]:
    with database.begin(reading=True) as connection:
        return {row.id: row for row in connection.execute(select(deliveries))}


def take(database: Database, limit: int, now: datetime = NOW, worker: str = "w", **options: Any) -> list[Delivery]:
    with database.begin() as connection:
        return claim(connection, worker, now, limit, **options)


def test_a_delivery_is_put_once_under_its_id(database: Database) -> None:
    with database.begin() as connection:
        assert put(connection, "webhook", "a.example", {"n": 1}, now=NOW, id_="same")
        assert not put(connection, "webhook", "a.example", {"n": 2}, now=NOW, id_="same")
    with database.begin() as connection:
        assert not put(connection, "webhook", "a.example", {"n": 3}, now=NOW, id_="same")
    assert rows(database)["same"].payload == {"n": 1}


def test_what_is_due_is_taken_and_counts_an_attempt(database: Database) -> None:
    fill(database, {"a.example": 1})
    with database.begin() as connection:
        put(connection, "webhook", "b.example", {}, now=NOW, due=NOW + MINUTE, id_="later")
    (taken,) = take(database, 10)
    assert (taken.id, taken.attempts, taken.host) == ("a.example-0000", 1, "a.example")
    assert take(database, 10) == []
    assert [it.id for it in take(database, 10, NOW + MINUTE)] == ["later"]


def test_after_a_crash_another_worker_takes_it_up_once_the_hold_is_over(database: Database) -> None:
    fill(database, {"a.example": 1})
    (taken,) = take(database, 1, worker="dead", hold=MINUTE)
    assert take(database, 1, NOW + MINUTE - timedelta(seconds=1)) == []
    (again,) = take(database, 1, NOW + MINUTE, worker="heir")
    assert (again.id, again.attempts) == (taken.id, 2)
    with database.begin() as connection:
        assert not settle(connection, taken, "dead", DONE, NOW + MINUTE), "who comes too late changes nothing"
        assert settle(connection, again, "heir", DONE, NOW + MINUTE)
        assert not settle(connection, again, "heir", DONE, NOW + MINUTE), "and nothing is settled twice"
    assert rows(database)[taken.id].state == "done"


def test_no_host_gets_more_than_its_share_and_others_come_first(database: Database) -> None:
    fill(database, {"crowd.example": 300, "a.example": 2, "b.example": 1})
    first = take(database, 6, per_host=4)
    assert Counter(it.host for it in first) == {"crowd.example": 3, "a.example": 2, "b.example": 1}
    running = Counter(it.host for it in first)
    second = take(database, 50, running=running, per_host=4)
    assert Counter(it.host for it in second) == {"crowd.example": 1}
    assert take(database, 50, running=running + Counter(it.host for it in second), per_host=4) == []


def test_what_partners_must_hear_of_goes_before_all_news(database: Database) -> None:
    fill(database, {f"h{number}.example": 2 for number in range(20)}, "content")
    with database.begin() as connection:
        put(connection, "webhook", "h3.example", {}, now=NOW + MINUTE, id_="withdrawn")
    assert [it.id for it in take(database, 1, NOW + MINUTE, per_host=1)] == ["withdrawn"]
    assert "withdrawn" not in [it.id for it in take(database, 50, NOW + MINUTE)]


def test_who_came_later_does_not_wait_until_all_is_sent_to_many_hosts_that_came_first(database: Database) -> None:
    fill(database, {f"crowd{number}.example": 4 for number in range(10)}, "content")
    with database.begin() as connection:
        put(connection, "content", "late.example", {}, now=NOW + MINUTE, id_="late")
    assert Counter(it.host for it in take(database, 11, NOW + MINUTE, per_host=4))["late.example"] == 1


def test_only_kinds_that_can_be_sent_are_taken(database: Database) -> None:
    fill(database, {"a.example": 1}, "webhook")
    fill(database, {"b.example": 1}, "verify")
    assert [it.kind for it in take(database, 9, kinds=("verify", "content"))] == ["verify"]
    assert take(database, 9, kinds=()) == []
    assert take(database, 0) == []


def test_an_attempt_that_reached_nobody_for_our_own_sake_does_not_count(database: Database) -> None:
    fill(database, {"a.example": 1})
    (taken,) = take(database, 1)
    postponed = Outcome(state="waiting", again_at=NOW + MINUTE, was_tried=False)
    with database.begin() as connection:
        settle(connection, taken, "w", postponed, NOW)
    row = rows(database)[taken.id]
    assert (row.attempts, row.due, row.claimed_by, row.finished) == (0, NOW + MINUTE, None, None)
    with pytest.raises(ValueError, match="until when"):
        Outcome(state="waiting")


def test_what_follows_from_an_outcome_holds_with_it_or_not_at_all(database: Database) -> None:
    fill(database, {"a.example": 1})
    (taken,) = take(database, 1)

    def fail(_: Connection) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError), database.begin() as connection:
        settle(connection, taken, "w", Outcome(state="done", then=fail), NOW)
    assert rows(database)[taken.id].state == "waiting"


def test_who_stops_gives_back_what_he_has(database: Database) -> None:
    fill(database, {"a.example": 2, "b.example": 1})
    take(database, 2, worker="other")
    (mine,) = take(database, 9, worker="me")
    with database.begin() as connection:
        release(connection, "me")
    (again,) = take(database, 9, worker="heir")
    assert (again.id, again.attempts) == (mine.id, 1)


def test_finished_deliveries_are_forgotten_in_time_but_no_webhooks(database: Database) -> None:
    for kind in ("verify", "webhook"):
        for state in ("done", "failed"):
            with database.begin() as connection:
                put(connection, kind, "a.example", {}, now=NOW, id_=f"{kind} {state}")  # type: ignore[arg-type]
            (taken,) = take(database, 1)
            with database.begin() as connection:
                settle(connection, taken, "w", Outcome(state=state), NOW)  # type: ignore[arg-type]

    def left(days: float) -> set[str]:
        with database.begin() as connection:
            prune(connection, NOW + timedelta(days=days))
        return set(rows(database))

    assert left(2) == {"verify done", "verify failed", "webhook done", "webhook failed"}
    assert left(2.1) == {"verify failed", "webhook done", "webhook failed"}
    assert left(31) == {"webhook done", "webhook failed"}


def test_how_many_wait_and_for_how_long(database: Database) -> None:
    with database.begin(reading=True) as connection:
        assert waiting(connection, NOW) == (0, 0.0)
    fill(database, {"a.example": 3})
    with database.begin(reading=True) as connection:
        assert waiting(connection, NOW + MINUTE) == (3, 60.0)
        assert waiting(connection, NOW - MINUTE) == (3, 0.0)


# ── contents ────────────────────────────────────────────────────────────────────────────────────


def subscribe(database: Database, count: int) -> list[tuple[str, str]]:
    made = [(f"s{n:05}", f"host{n % 50}.example") for n in range(count)]
    begun = {"topic": "es/atom.xml", "created": NOW, "lease_ends": NOW + timedelta(days=1)}
    with database.begin() as connection:
        connection.execute(
            insert(subscriptions),
            [{"id": id_, "host": host, "callback": f"https://{host}/{id_}", **begun} for id_, host in made],
        )
    return made


def contents(database: Database, subscribers: list[tuple[str, str]], now: datetime) -> int:
    with database.begin() as connection:
        return put_contents(connection, subscribers, "es/atom.xml", now=now)


def test_each_subscription_has_one_content_that_waits(database: Database) -> None:
    two = subscribe(database, 2)
    assert contents(database, two, NOW) == 2
    (first, _) = take(database, 1), None
    with database.begin() as connection:
        settle(connection, first[0], "w", Outcome(state="waiting", error="x", again_at=NOW + 9 * MINUTE), NOW)
    assert contents(database, two, NOW + MINUTE) == 2
    found = rows(database)
    assert len(found) == 2
    assert {(row.due, row.created, row.attempts, row.error) for row in found.values()} == {
        (NOW + MINUTE, NOW + MINUTE, 0, "")
    }, "news begin anew, whatever the last content met"


def test_news_during_an_attempt_are_put_beside_it(database: Database) -> None:
    """The attempt may have read the last content already."""
    one = subscribe(database, 1)
    contents(database, one, NOW)
    (running,) = take(database, 1)
    contents(database, one, NOW + MINUTE)
    contents(database, one, NOW + 2 * MINUTE)
    assert len(rows(database)) == 2
    with database.begin() as connection:
        assert settle(connection, running, "w", DONE, NOW + 3 * MINUTE)
    assert [row.state for row in rows(database).values() if row.id != running.id] == ["waiting"]


def test_news_for_what_a_dead_worker_had_are_not_taken_for_his(database: Database) -> None:
    one = subscribe(database, 1)
    contents(database, one, NOW)
    (late,) = take(database, 1, worker="late", hold=MINUTE)
    contents(database, one, NOW + 2 * MINUTE)
    with database.begin() as connection:
        assert not settle(connection, late, "late", DONE, NOW + 2 * MINUTE), "he sent the last content"
    assert [row.state for row in rows(database).values()] == ["waiting"]


def test_thousands_of_subscribers_are_told_in_a_moment(database: Database) -> None:
    many = subscribe(database, 2000)
    assert contents(database, many, NOW) == 2000
    assert contents(database, many, NOW + MINUTE) == 2000
    assert len(rows(database)) == 2000


# ── many workers ────────────────────────────────────────────────────────────────────────────────


def test_workers_side_by_side_take_everything_and_nothing_twice(database: Database) -> None:
    fill(database, {f"host{n}.example": 10 for n in range(16)})

    def work(worker: str) -> list[str]:
        mine: list[str] = []
        idle = 0
        while idle < 3:  # who finds all of it locked looks again
            with database.begin() as connection:
                taken = claim(connection, worker, NOW, 7, per_host=10)
            for delivery in taken:
                with database.begin() as connection:
                    assert settle(connection, delivery, worker, DONE, NOW)
            mine += [it.id for it in taken]
            idle = 0 if taken else idle + 1
        return mine

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(work, ("w1", "w2", "w3", "w4")))
    taken = [id_ for share in shares for id_ in share]
    assert len(taken) == len(set(taken)), "nothing was taken by two"
    with database.begin() as connection:
        rest = connection.execute(select(deliveries.c.id).where(deliveries.c.state == "waiting")).all()
        assert rest == []
        assert len(taken) == 160
        assert connection.execute(update(deliveries).values(attempts=deliveries.c.attempts)).rowcount == 160
