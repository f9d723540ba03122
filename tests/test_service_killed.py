"""The whole service killed under load and started again: nothing is lost, doubled or taken for whole that is not."""

import os
import resource
import shutil
import signal
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import Random

import httpx
import pytest
from hub_kit import Subscribers
from service_kit import LOOPBACK, Postgres
from service_process import Launcher, Served, launching, until
from service_under_load import READERS, TOPIC, Scene, ids, is_right, polling
from small_library import SmallLibrary

pytestmark = [LOOPBACK, pytest.mark.slow]

UNHURRIED = {"SYNDICATE_SERVICE_DELIVERY_TIMEOUT": "60"}
"""Where nothing is killed, and a delivery must not be made twice however slow the machine is."""


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    with launching(tmp_path_factory.mktemp("killed")) as made:
        yield made


def is_replaced(served: Served, before: set[int]) -> bool:
    return len(served.children) == len(before) and served.children != before


def serves(served: Served, body: bytes) -> bool:
    return httpx.get(f"{served.url}{TOPIC}").content == body


def is_whole(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


# ── killed ──────────────────────────────────────────────────────────────────────────────────────


def test_killed_at_random_moments_it_goes_on_where_it_was(tmp_path: Path, launcher: Launcher) -> None:
    chance = Random(5)
    with Subscribers() as others:
        scene = Scene.begin(tmp_path, launcher, others, rounds=5)
        served = scene.serve()
        scene.subscribe(served)
        until(lambda: len(scene.rows("SELECT 1 FROM subscriptions")) == READERS, served)
        with polling(served.port, *scene.paths) as pollers:
            for number, article in enumerate(scene.articles):
                before = scene.delivered()
                scene.publish(withdraw=article)
                if number % 2:  # while it delivers; else wherever it is
                    until(partial(scene.has_delivered, before + 1), served)
                time.sleep(chance.uniform(0, 0.2 if number % 2 else 1.2))
                served.kill()
                is_whole(tmp_path / "state" / "service.db")
                assert "Traceback" not in served.said()
                served = scene.serve(port=served.port)
            until(scene.is_settled, served)
            cut = sum(poller.cut for poller in pollers)
            seen = [len(poller.bodies) for poller in pollers]
            until(lambda: all(len(poller.bodies) > n for poller, n in zip(pollers, seen, strict=True)))
            assert served.stop() == 0
            assert sum(poller.cut for poller in pollers) == cut, "a graceful stop cuts nothing off"
    is_right(scene, pollers)
    is_whole(tmp_path / "state" / "service.db")
    assert "Traceback" not in served.said()


def test_a_killed_worker_comes_back_and_nothing_is_lost(tmp_path: Path, launcher: Launcher) -> None:
    chance = Random(7)
    with Subscribers() as others:
        scene = Scene.begin(tmp_path, launcher, others, rounds=3)
        served = scene.serve("--workers", "2")
        scene.subscribe(served)
        until(lambda: len(scene.rows("SELECT 1 FROM subscriptions")) == READERS, served)
        with polling(served.port, *scene.paths) as pollers:
            for article in scene.articles:
                scene.publish(withdraw=article)
                time.sleep(chance.uniform(0, 1.5))
                before = served.children
                os.kill(chance.choice(sorted(before)), signal.SIGKILL)
                until(partial(is_replaced, served, before), served)
            until(scene.is_settled, served)
            assert served.stop() == 0
    for poller in pollers:  # each worker takes up a publish within a second, not both at once
        poller.wrong = [wrong for wrong in poller.wrong if " after " not in wrong]
    is_right(scene, pollers)
    is_whole(tmp_path / "state" / "service.db")
    assert "Traceback" not in served.said()


def test_a_stop_keeps_what_waits(tmp_path: Path, launcher: Launcher) -> None:
    with Subscribers() as others:
        scene = Scene.begin(tmp_path, launcher, others, rounds=1, **UNHURRIED)
        served = scene.serve()
        scene.subscribe(served)
        until(lambda: len(scene.rows("SELECT 1 FROM subscriptions")) == READERS, served)
        for away in (*scene.readers[:2], scene.hooks):
            away.on_delivery = lambda _: (503, {"Retry-After": "3600"}, b"")
        scene.publish(withdraw=scene.articles[0])
        for reader in (*scene.readers, scene.hooks):
            reader.wait_for_deliveries(1)
        assert served.stop() == 0
        rows = scene.rows("SELECT kind, state, claimed_by FROM deliveries WHERE kind <> 'verify'")
        wanted = Counter(
            {("content", "waiting", None): 2, ("webhook", "waiting", None): 1, ("content", "done", None): 3}
        )
        assert (
            Counter((kind, state, claimed if state == "waiting" else None) for kind, state, claimed in rows) == wanted
        )
        assert scene.rows("SELECT 1 FROM receipts WHERE how = 'webhook'") == []


# ── two servers ─────────────────────────────────────────────────────────────────────────────────


def test_two_servers_on_one_database_send_everything_once_and_serve_the_same(
    tmp_path: Path, launcher: Launcher, postgres: Postgres
) -> None:
    shared = {"SYNDICATE_DATABASE_URL": postgres.make(), "SYNDICATE_SECRET_KEY": "k" * 43 + "=", **UNHURRIED}
    with Subscribers() as others, ExitStack() as stack:
        scene = Scene.begin(tmp_path / "one", launcher, others, rounds=3, **shared)
        second = tmp_path / "two"
        shutil.copytree(scene.small.root, second, ignore=shutil.ignore_patterns(".syndicate", "state"))
        servers = [scene.serve(), scene.serve(root=second)]
        scene.subscribe(servers[0])
        until(lambda: len(scene.rows("SELECT 1 FROM subscriptions")) == READERS, servers[0])
        pollers = [stack.enter_context(polling(served.port, *scene.paths)) for served in servers]
        mine = f"p/{scene.token}/en/feed.json"
        for article in scene.articles:
            scene.publish(withdraw=article)
            copied(scene.small.feeds, second / "feeds")
            for served in servers:
                until(partial(serves, served, scene.published[-1]), served)
            until(lambda: same(servers, mine) and same(servers, TOPIC))
            until(scene.is_settled, servers[0])
        assert [served.stop() for served in servers] == [0, 0]
        stack.close()
        for reader in scene.readers:
            assert [delivery.body for delivery in reader.deliveries] == scene.published[1:]
        assert set(ids(scene.hooks.deliveries).values()) == {1}
        is_right(scene, [*pollers[0], *pollers[1]])
    assert not any("Traceback" in served.said() for served in servers)


def copied(feeds: Path, to: Path) -> None:
    """As docs/operating.md says: the manifest last, each file in one step."""
    for path in sorted(feeds.rglob("*"), key=lambda path: path.name == "index.json" and path.parent == feeds):
        place = to / path.relative_to(feeds)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif not place.exists() or place.read_bytes() != path.read_bytes():
            draft = place.with_name(f".{place.name}.copy")
            shutil.copy2(path, draft)
            draft.replace(place)


def same(servers: list[Served], path: str) -> bool:
    answers = [httpx.get(f"{served.url}{path}", headers={"Accept-Encoding": "identity"}) for served in servers]
    return len({(got.headers["etag"], got.headers["last-modified"], got.content) for got in answers}) == 1


# ── faults at the start, and a full disk ────────────────────────────────────────────────────────


def _port_in_use(root: Path, stack: ExitStack) -> list[str]:
    taken = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    return ["--port", str(taken.getsockname()[1])]


def _state_is_a_file(root: Path, stack: ExitStack) -> list[str]:
    (root / "state").write_text("")
    return []


def _settings_are_broken(root: Path, stack: ExitStack) -> list[str]:
    (root / "syndicate.toml").write_text("title = \n")
    return []


def _database_is_garbage(root: Path, stack: ExitStack) -> list[str]:
    (root / "state").mkdir()
    (root / "state" / "service.db").write_bytes(b"\xff" * 10_000)
    return []


def _no_library(root: Path, stack: ExitStack) -> list[str]:
    (root / "syndicate.toml").unlink()
    return []


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (_port_in_use, 2, "another program listens there already: stop it, or choose another --port"),
        (_settings_are_broken, 2, "syndicate.toml:1"),
        (_no_library, 2, "no settings here"),
        (_state_is_a_file, 1, "state: cannot be written"),
        (_database_is_garbage, 1, "file is not a database: put a backup of it back, or move it away"),
    ],
)
def test_what_is_wrong_at_the_start_is_told_in_words(
    tmp_path: Path,
    launcher: Launcher,
    fault: Callable[[Path, ExitStack], list[str]],
    code: int,
    told: str,
) -> None:
    SmallLibrary.begin(tmp_path)
    with ExitStack() as stack:
        options = fault(tmp_path, stack) or ["--port", "0"]
        ended, said = launcher.run("serve", "--library", str(tmp_path), *options)
    assert (ended, told in said) == (code, True), said
    assert "Traceback" not in said
    assert "serving" not in said


def test_with_a_full_disk_the_last_edition_goes_on_being_served(tmp_path: Path, launcher: Launcher) -> None:
    with Subscribers() as others:
        scene = Scene.begin(tmp_path, launcher, others, rounds=1)
        served = scene.serve()
        before, mine = scene.published[-1], f"p/{scene.token}/en/feed.json"
        until(lambda: httpx.get(f"{served.url}{mine}").status_code == 200, served)
        until((tmp_path / ".syndicate" / "served" / "encoded" / "br").is_dir, served)
        # No file may grow beyond what its log has and a little more: not the database, and no manifest fits.
        hard = resource.prlimit(served.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (served.output.stat().st_size + 3_000, hard))
        scene.publish(withdraw=scene.articles[0])
        until(lambda: served.logged("the published files cannot be taken up"), served)
        assert httpx.get(f"{served.url}{TOPIC}").content == before
        assert httpx.get(f"{served.url}v1/en/latest").status_code == 200
        assert httpx.get(f"{served.url}{mine}").status_code in (200, 503)
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, (hard, hard))
        until(lambda: httpx.get(f"{served.url}{TOPIC}").content == scene.published[-1], served)
        assert scene.hooks.wait_for_deliveries(1)
        assert served.stop() == 0
        assert "Traceback" not in served.said()
    is_whole(tmp_path / "state" / "service.db")
