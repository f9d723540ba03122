"""Killed at any step and started again, the outbox loses nothing: each subscriber gets the newest, at least once."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hub_kit import TOPIC, Subscribers
from service_kit import LOOPBACK
from small_library import DAY, HOUR, SmallLibrary
from sqlalchemy import insert, select

from syndicate.service import hub
from syndicate.service.outbound.deliveries import put
from syndicate.service.storage.tables import deliveries, subscriptions

pytestmark = [LOOPBACK, pytest.mark.slow]

COUNT = 12
HELD = 200
"""Seconds after which a dead outbox's deliveries are others' (two times what an attempt may take, and more)."""


class Runner:
    """Runs outboxes, each of them later than what the last one held."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process, self._ahead = process, 0

    def run(self, step: int) -> int:
        """Run one until it is killed at that step (0: until nothing waits); its exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._ahead += HELD
        self._process.stdin.write(f"{self._ahead} {step}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def runner(root: Path, url: str) -> Iterator[Runner]:
    program = Path(__file__).with_name("outbox_process.py")
    command = [sys.executable, str(program), str(root), url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Runner(process)
        assert process.stdin is not None
        process.stdin.close()


def test_killed_at_every_step_it_loses_nothing_and_changes_no_id(
    tmp_path: Path, database: Any, database_url: str
) -> None:
    from outbox_process import service as open_service

    now = datetime.now(UTC)
    small = SmallLibrary.begin(tmp_path)
    small.publish(now - DAY)
    made = open_service(tmp_path, database_url, timedelta())

    def announce() -> int:
        edition = made.shelf.edition
        assert edition is not None
        with database.begin() as connection:
            return hub.announce(connection, made, edition)

    def publish(summary: str, at: datetime) -> None:
        small.article("hands", summary=summary, language="es", title="Lavarse las manos")
        small.publish(at)
        made.shelf.refresh()

    with Subscribers() as others:
        readers = [others.add(f"/reader{number}") for number in range(COUNT)]
        hooks = others.add("/hooks")
        begun = {"topic": TOPIC, "host": "127.0.0.1", "created": now, "lease_ends": now + 30 * DAY}
        announce()
        with database.begin() as connection:
            connection.execute(
                insert(subscriptions),
                [{"id": f"s{n}", "callback": reader.url, **begun} for n, reader in enumerate(readers)],
            )
        publish("El jabón ayuda.", now - 2 * HOUR)
        assert announce() == COUNT
        with database.begin() as connection:
            due = made.now() + timedelta(seconds=4.5 * HELD)  # from the fifth outbox on: webhooks go before news
            for number in range(COUNT):
                payload = {"url": hooks.url}
                put(connection, "webhook", "hooks", payload, now=made.now(), due=due, id_=f"hook{number}")

        with runner(tmp_path, database_url) as outboxes:
            for step in (2, 4, 8, 14, 1, 3, 6, 9, 11):
                assert outboxes.run(step) == -signal.SIGKILL
            first = made.shelf.edition
            assert first is not None
            assert {d.body for reader in readers for d in reader.deliveries} == {first.read(TOPIC)}
            publish("El jabón ayuda mucho.", now - HOUR)
            assert announce() == COUNT
            for step in (2, 5, 9, 15):
                assert outboxes.run(step) == -signal.SIGKILL
            assert outboxes.run(0) == 0

        newest = made.shelf.edition
        assert newest is not None
        for reader in readers:
            assert reader.deliveries[-1].body == newest.read(TOPIC)
        assert {d.headers["webhook-id"] for d in hooks.deliveries} == {f"hook{number}" for number in range(COUNT)}
        with database.begin() as connection:
            rows = connection.execute(select(deliveries)).all()
            assert {row.state for row in rows} == {"done"}
            assert sum(row.kind == "webhook" for row in rows) == COUNT
            assert {row.subscription_id for row in rows if row.kind == "content"} == {f"s{n}" for n in range(COUNT)}
            assert len(connection.execute(select(subscriptions)).all()) == COUNT
    made.database.close()
