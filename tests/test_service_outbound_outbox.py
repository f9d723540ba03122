"""The outbox at work: side by side, the slow hold nobody up, a bug loses nothing, and stopping gives back."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hub_kit import reconfigured
from service_kit import clock, service
from sqlalchemy import Connection, select

from syndicate.errors import StorageError
from syndicate.service.context import Service
from syndicate.service.outbound.deliveries import Delivery, Handler, Kind, Outcome, put
from syndicate.service.outbound.outbox import Outbox
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import deliveries

DONE = Outcome(state="done", status=200)


@pytest.fixture
def made(tmp_path: Path, database: Database) -> Service:
    return reconfigured(service(tmp_path, database=database, publish=False), deliveries_at_once=10, stop_timeout=0.4)


def fill(made: Service, hosts: Mapping[str, int], kind: Kind = "webhook") -> None:
    with made.database.begin() as connection:
        for host, count in hosts.items():
            for number in range(count):
                put(connection, kind, host, {}, now=made.now(), id_=f"{host}-{number:03}")


def rows(made: Service) -> dict[str, Any]:
    with made.database.begin(reading=True) as connection:
        return {row.id: row for row in connection.execute(select(deliveries))}


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not check():
            await asyncio.sleep(0.005)


def work(made: Service, handler: Handler, during: Callable[[Outbox], Awaitable[None]], **options: Any) -> None:
    """Run an outbox with one handler for webhooks while something happens, then stop it."""

    async def whole() -> None:
        outbox = Outbox(made, {"webhook": handler}, **options)
        running = asyncio.create_task(outbox.run())
        try:
            await during(outbox)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    asyncio.run(whole())


def test_all_that_is_due_is_sent_a_few_at_once_and_fewer_to_one_host(made: Service) -> None:
    fill(made, {"crowd.example": 30, **{f"h{n}.example": 1 for n in range(30)}})
    running: Counter[str] = Counter()
    most_of_all, most_of_one = 0, 0

    async def handler(delivery: Delivery) -> Outcome:
        nonlocal most_of_all, most_of_one
        running[delivery.host] += 1
        most_of_all, most_of_one = max(most_of_all, running.total()), max(most_of_one, *running.values())
        await asyncio.sleep(0.01)
        running[delivery.host] -= 1
        return DONE

    async def during(_: Outbox) -> None:
        await until(lambda: all(row.state == "done" for row in rows(made).values()))

    work(made, handler, during)
    assert (most_of_all, most_of_one) == (10, 4)
    assert all((row.attempts, row.claimed_by, row.status) == (1, None, 200) for row in rows(made).values())
    assert made.metrics.deliveries.labels("webhook", "done")._value.get() == 60


def test_slow_and_dead_hosts_hold_up_nobody(made: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hosts take all places and never answer: after a while those count no more."""
    monkeypatch.setattr("syndicate.service.outbound.outbox._QUICK", 0.05)
    fill(made, {f"dead{n}.example": 8 for n in range(3)})
    sent = []

    async def handler(delivery: Delivery) -> Outcome:
        if delivery.host.startswith("dead"):
            await asyncio.sleep(60)
        sent.append(delivery.id)
        return DONE

    async def during(outbox: Outbox) -> None:
        await until(lambda: len(outbox._running) >= 10)
        fill(made, {f"quick{n}.example": 2 for n in range(20)})
        outbox.wake()
        await until(lambda: len(sent) == 40)

    work(made, handler, during)


def test_what_fails_waits_for_its_time_and_what_is_put_is_sent_at_once(made: Service) -> None:
    fill(made, {"a.example": 1})
    tries = []
    again_at = made.now() + timedelta(minutes=5)

    async def handler(delivery: Delivery) -> Outcome:
        tries.append(delivery.attempts)
        return DONE if len(tries) > 1 else Outcome(state="waiting", status=503, error="busy", again_at=again_at)

    async def during(outbox: Outbox) -> None:
        await until(lambda: rows(made)["a.example-000"].error == "busy")
        fill(made, {"b.example": 1})
        outbox.wake()
        await until(lambda: rows(made)["b.example-000"].state == "done")
        assert tries == [1, 1], "it is not due yet"
        clock(made).forward(timedelta(minutes=5))
        outbox.wake()
        await until(lambda: rows(made)["a.example-000"].state == "done")
        assert tries == [1, 1, 2]

    work(made, handler, during)
    assert rows(made)["a.example-000"].error == ""


def test_a_bug_in_a_handler_or_in_what_follows_keeps_the_delivery_and_harms_no_other(
    made: Service, caplog: pytest.LogCaptureFixture
) -> None:
    fill(made, {"bug.example": 1, "late.example": 1, "good.example": 3})

    def fail(_: Connection) -> None:
        raise KeyError("then")

    async def handler(delivery: Delivery) -> Outcome:
        if delivery.host == "bug.example":
            raise ZeroDivisionError
        return Outcome(state="done", then=fail) if delivery.host == "late.example" else DONE

    async def during(_: Outbox) -> None:
        await until(lambda: all(row.claimed_by is None and row.attempts for row in rows(made).values()))

    work(made, handler, during)
    found = rows(made)
    assert [found[f"good.example-00{n}"].state for n in range(3)] == ["done"] * 3
    for name, error in (("bug", "an error of ours: see the log"), ("late", "it could not be settled")):
        row = found[f"{name}.example-000"]
        assert (row.state, row.error) == ("waiting", error)
        assert row.due > made.now()
    assert "ZeroDivisionError" in caplog.text
    assert "KeyError" in caplog.text


def test_a_key_or_a_database_that_is_not_there_is_no_attempt_and_no_bug(
    made: Service, caplog: pytest.LogCaptureFixture
) -> None:
    fill(made, {"a.example": 1})

    async def handler(_: Delivery) -> Outcome:
        raise StorageError("a kept secret cannot be read with this secret key")

    async def during(_: Outbox) -> None:
        await until(lambda: rows(made)["a.example-000"].error != "")

    work(made, handler, during)
    row = rows(made)["a.example-000"]
    assert (row.state, row.attempts) == ("waiting", 0)
    assert row.due > made.now()
    assert "cannot be read" in row.error
    assert "Traceback" not in caplog.text


def test_others_kinds_are_left_alone(made: Service) -> None:
    fill(made, {"a.example": 1}, "webhook")
    fill(made, {"b.example": 1}, "verify")

    async def handler(_: Delivery) -> Outcome:
        return DONE

    async def during(_: Outbox) -> None:
        await until(lambda: rows(made)["a.example-000"].state == "done")

    work(made, handler, during)
    assert rows(made)["b.example-000"].attempts == 0


def test_stopping_takes_nothing_more_lets_end_what_can_and_gives_back_the_rest(made: Service) -> None:
    fill(made, {f"h{n}.example": 1 for n in range(9)})
    begun: list[str] = []

    async def handler(delivery: Delivery) -> Outcome:
        begun.append(delivery.host)
        await asyncio.sleep(120 if delivery.host == "h0.example" else 0.1)
        return DONE

    async def during(_: Outbox) -> None:
        await until(lambda: len(begun) == 9)
        fill(made, {"new.example": 1})

    work(reconfigured(made, stop_timeout=4), handler, during)
    found = rows(made)
    assert [found[f"h{n}.example-000"].state for n in range(1, 9)] == ["done"] * 8, "they ended in time"
    given_back = found["h0.example-000"]
    assert (given_back.state, given_back.claimed_by, given_back.attempts) == ("waiting", None, 0)
    assert found["new.example-000"].attempts == 0


def test_a_database_that_fails_for_a_while_loses_nothing(
    made: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("syndicate.service.outbound.outbox._POLL", 0.02)
    fill(made, {f"h{n}.example": 1 for n in range(5)})
    sent: Counter[str] = Counter()
    works = [True]
    run = Database.run

    async def unsure(self: Database, *args: Any, **kwargs: Any) -> Any:
        if not works[0]:
            works[0] = True  # the next time
            raise StorageError("the database is away")
        return await run(self, *args, **kwargs)

    monkeypatch.setattr(Database, "run", unsure)

    async def handler(delivery: Delivery) -> Outcome:
        sent[delivery.id] += 1
        works[0] = False
        return DONE

    async def during(_: Outbox) -> None:
        await until(lambda: all(row.state == "done" for row in rows(made).values()))

    work(made, handler, during)
    assert set(sent.values()) == {1}, "what was sent is settled later, not sent again"
    assert "the database is away" in str([record.__dict__ for record in caplog.records])


def test_chores_are_done_at_the_start_and_then_rarely(made: Service) -> None:
    done: list[object] = []

    async def handler(_: Delivery) -> Outcome:
        return DONE

    async def during(outbox: Outbox) -> None:
        await until(lambda: bool(done))
        fill(made, {"a.example": 1})
        outbox.wake()
        await until(lambda: rows(made)["a.example-000"].state == "done")

    work(made, handler, during, chores=[lambda _, now: done.append(now)])
    assert done == [made.now()]
