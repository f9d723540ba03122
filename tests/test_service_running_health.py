"""/healthz, /readyz and /metrics: who may ask, what is answered, and what is not told to strangers."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from running_services import ask
from service_kit import clock, service
from small_library import HOUR, NOON, SmallLibrary
from sqlalchemy import insert

from syndicate.service.context import Service
from syndicate.service.outbound.deliveries import put
from syndicate.service.running.health import Health
from syndicate.service.running.tasks import Tasks
from syndicate.service.storage.tables import subscriptions

TOKEN = "an-admin-token-of-the-tests"


def health(made: Service, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], str]:
    """Ask once, as a stranger does unless ``client`` says otherwise."""
    rooms = Health(made, {}).rooms()
    status, fields, body = asyncio.run(ask(rooms[path.strip("/")], path, method, **headers))
    return status, fields, body.decode()


def test_a_process_that_turns_is_alive_whatever_else(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    made.database.close()
    status, headers, body = health(made, "/healthz")
    assert (status, body, headers["cache-control"]) == (200, "ok\n", "no-store")


def test_it_is_ready_with_an_edition_and_a_database(tmp_path: Path) -> None:
    status, headers, body = health(service(tmp_path), "/readyz")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body) == {"ready": True, "reasons": [], "built": "2026-11-22T12:00:00Z"}


def test_before_the_first_publish_it_is_not_ready_and_says_why(tmp_path: Path) -> None:
    status, headers, body = health(service(tmp_path, publish=False), "/readyz")
    assert (status, headers["retry-after"]) == (503, "5")
    assert json.loads(body)["reasons"] == ["nothing is published yet"]


def test_without_its_database_it_is_not_ready_and_does_not_tell_where_that_is(tmp_path: Path) -> None:
    made = service(tmp_path)
    made.database.close()
    for path in (tmp_path / "state").glob("service.db*"):
        path.unlink()
    (tmp_path / "state" / "service.db").mkdir()
    status, _, body = health(made, "/readyz")
    assert (status, json.loads(body)["reasons"]) == (503, ["the database does not answer"])
    assert str(tmp_path) not in body


def test_work_that_ended_by_an_error_is_told_and_work_that_is_done_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks() -> None:
        raise RuntimeError("a bug")

    async def ends() -> None:
        return

    async def goes_on() -> None:
        await asyncio.Event().wait()

    async def whole() -> list[str]:
        tasks = Tasks()
        for name, work in (("the outbox", breaks()), ("the clock", ends()), ("the reload", goes_on())):
            tasks.begin(name, work)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        found = await Health(service(tmp_path), tasks.alive).reasons()
        await tasks.end()
        return found

    assert asyncio.run(whole()) == ["the outbox has ended"]
    assert "the outbox has ended by an error" in caplog.text
    assert "RuntimeError: a bug" in caplog.text


def test_a_publish_makes_it_ready_at_once_whoever_asked_just_before(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    told = Health(made, {})

    async def whole() -> list[list[str]]:
        first = await told.reasons()
        SmallLibrary(tmp_path).publish(NOON)
        await asyncio.to_thread(made.shelf.refresh)
        return [first, await told.reasons()]

    assert asyncio.run(whole()) == [["nothing is published yet"], []]


def test_an_answer_holds_for_a_second_so_that_questions_do_not_flood_the_database(tmp_path: Path) -> None:
    made = service(tmp_path)
    told = Health(made, {})

    async def whole() -> list[list[str]]:
        first = await told.reasons()
        made.database.close()
        for path in (tmp_path / "state").glob("service.db*"):
            path.unlink()
        (tmp_path / "state" / "service.db").mkdir()
        second = await told.reasons()
        clock(made).forward(timedelta(seconds=1))
        return [first, second, await told.reasons()]

    assert asyncio.run(whole()) == [[], [], ["the database does not answer"]]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_they_answer_to_get_and_head_only(tmp_path: Path, path: str) -> None:
    made = service(tmp_path)
    assert health(made, path, "POST")[0] == 405
    assert health(made, path, "HEAD", client="127.0.0.1")[0] == 200


# ── metrics ─────────────────────────────────────────────────────────────────────────────────────


def test_metrics_show_the_outbox_and_the_edition_as_they_are_now(tmp_path: Path) -> None:
    made = service(tmp_path)
    with made.database.begin() as connection:
        put(connection, "webhook", "a.example", {}, now=NOON)
        put(connection, "webhook", "a.example", {}, now=NOON + HOUR)
        held = {"topic": "t", "host": "a.example", "created": NOON}
        for number, hours in enumerate((5, 5, 1)):
            row = {"id": str(number), "callback": str(number), "lease_ends": NOON + hours * HOUR, **held}
            connection.execute(insert(subscriptions).values(row))
    clock(made).forward(2 * HOUR)
    made.metrics.requests.labels("feeds", "200").inc()
    status, headers, body = health(made, "/metrics", client="127.0.0.1")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/plain")
    assert "process_resident_memory_bytes" in body
    values = dict(line.rpartition(" ")[::2] for line in body.splitlines() if not line.startswith("#"))
    assert float(values["syndicate_outbox_waiting"]) == 2
    assert float(values["syndicate_outbox_oldest_seconds"]) == 7200
    assert float(values["syndicate_subscriptions"]) == 2
    assert float(values['syndicate_requests_total{room="feeds",status="200"}']) == 1
    assert float(values["syndicate_edition_built_timestamp_seconds"]) == NOON.timestamp()


def test_metrics_go_on_without_the_database(tmp_path: Path) -> None:
    made = service(tmp_path)
    made.database.close()
    for path in (tmp_path / "state").glob("service.db*"):
        path.unlink()
    (tmp_path / "state" / "service.db").mkdir()
    assert health(made, "/metrics", client="127.0.0.1")[0] == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"client": "127.0.0.1"}, 200),
        ({"client": "::1"}, 200),
        ({"client": "10.1.2.3"}, 200),
        ({"client": "192.0.2.77"}, 403),
        ({"client": ""}, 403),
        ({"client": "127.0.0.1", "x_forwarded_for": "192.0.2.77"}, 403),
        ({"client": "127.0.0.1", "x_forwarded_for": "127.0.0.1"}, 403),
        ({"client": "127.0.0.1", "via": "1.1 cdn"}, 403),
        ({"authorization": f"Bearer {TOKEN}"}, 200),
        ({"authorization": f"Bearer {TOKEN}", "x_forwarded_for": "192.0.2.77"}, 200),
        ({"authorization": f"Bearer {TOKEN}x"}, 403),
        ({"authorization": "Bearer é"}, 403),
        ({"authorization": TOKEN}, 403),
    ],
)
def test_metrics_are_for_this_machine_trusted_networks_and_the_token(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    made = service(tmp_path, publish=False, admin_token=TOKEN, trusted_proxies=("127.0.0.1", "::1", "10.0.0.0/8"))
    assert health(made, "/metrics", **headers)[0] == status


def test_without_a_token_no_bearer_is_the_right_one(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    for given in ("Bearer ", "Bearer"):
        assert health(made, "/metrics", authorization=given)[0] == 403


@pytest.mark.slow
def test_several_workers_add_up_what_they_count(tmp_path: Path) -> None:
    """Each in its own process, as they are: what one counted, another tells."""
    program = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, "tests")
from running_services import ask
from service_kit import service
from syndicate.service.running.health import Health
made = service(Path(sys.argv[1]), publish=False)
made.metrics.requests.labels("feeds", "200").inc(3)
made.metrics.subscriptions.set(int(sys.argv[2]))
print(asyncio.run(ask(Health(made, {}).rooms()["metrics"], "/metrics", client="127.0.0.1"))[2].decode())
"""
    shared = tmp_path / "shared"
    shared.mkdir()
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(shared)}
    service(tmp_path / "library", publish=False).database.close()
    for number in (1, 2):
        command = [sys.executable, "-c", program, str(tmp_path / "library"), str(number)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert 'syndicate_requests_total{room="feeds",status="200"} 6.0' in done.stdout
    assert "syndicate_subscriptions 0.0" in done.stdout  # of the whole library, as it was measured last
