"""A service for tests: over a small published library, on SQLite and PostgreSQL, with a clock that tests set.

def test_a_thing(database): ...                      # runs on both; so does `database_url`, whose database is empty

made = service(tmp_path)                             # a SmallLibrary, published at NOON, on the shelf; SQLite
made = service(tmp_path, database=database)          # the same on the fixture's database
made.library, made.settings; clock(made).forward(HOUR)
SmallLibrary(tmp_path).publish(NOON + DAY); made.shelf.refresh()

@LOOPBACK
def test_over_http(tmp_path):
    with serving(app) as url:                        # "http://127.0.0.1:PORT"
        httpx.get(f"{url}/es/atom.xml")

The fixtures (`database`, `database_url`, `postgres`) are for every test file: conftest.py has them from here.
"""

import atexit
import json
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Any, NoReturn

import pytest
import uvicorn
from small_library import NOON, SmallLibrary

from syndicate.publishing.library import open_library
from syndicate.service.context import Service
from syndicate.service.metrics import Metrics
from syndicate.service.shelf.shelf import Shelf
from syndicate.service.storage.box import open_box
from syndicate.service.storage.database import FILE, Database, open_database
from syndicate.service.storage.tables import metadata

LOOPBACK = pytest.mark.allow_hosts(["127.0.0.1"])
"""For tests (or `pytestmark`) that speak HTTP: this machine only."""
KINDS = ("sqlite", "postgresql")


# ── the service ─────────────────────────────────────────────────────────────────────────────────


@dataclass
class Clock:
    """The time as the service is told it: it stands still until a test moves it."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> datetime:
        """Let that much time pass."""
        self.at += by
        return self.at


def service(
    root: Path,
    *,
    database: Database | None = None,
    at: datetime = NOON,
    library: dict[str, Any] | None = None,
    publish: bool = True,
    encode: bool = False,
    admin_token: str = "",
    **settings: Any,
) -> Service:
    """A service over the SmallLibrary in ``root``, which is made, unless it is there, and published at ``at``.

    ``settings`` are ServiceSettings' own, ``library`` those of the library. Without a ``database`` it is SQLite in
    the library's state/, migrated. ``encode`` makes all encodings at once, as the running service does in time.
    """
    if (root / "syndicate.toml").exists():
        if publish:
            SmallLibrary(root).publish(at)
    elif publish:
        shutil.copytree(_published(json.dumps(library or {}), at, is_encoded=encode), root, dirs_exist_ok=True)
    else:
        SmallLibrary.begin(root, **(library or {}))
    opened, clock = open_library(root), Clock(at)
    chosen = replace(opened.settings.service, **settings)
    shelf = Shelf(opened, chosen.encodings, clock)
    if publish:
        shelf.refresh()
    if encode:
        shelf.encode()
    return Service(
        library=opened,
        settings=chosen,
        shelf=shelf,
        database=database or _on_sqlite(root / "state"),
        box=open_box("", root / "state"),
        metrics=Metrics(),
        now=clock,
        admin_token=admin_token,
    )


def clock(made: Service) -> Clock:
    """The clock of a service that was made here."""
    assert isinstance(made.now, Clock)
    return made.now


# What takes long is made once for all tests, and copied for each.


@cache
def _published(settings: str, at: datetime, *, is_encoded: bool) -> Path:
    root = for_the_session()
    SmallLibrary.begin(root, **json.loads(settings)).publish(at)
    if is_encoded:
        library = open_library(root)
        shelf = Shelf(library, library.settings.service.encodings, Clock(at))
        shelf.refresh()
        shelf.encode()
        shutil.rmtree(library.work / "served" / "editions")
    return root


@cache
def _shaped() -> Path:
    state = for_the_session()
    open_database("", state).close()
    return state / FILE


def for_the_session() -> Path:
    """A folder for what is made once; it is deleted when Python ends."""
    folder = Path(mkdtemp(prefix="syndicate-kit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _on_sqlite(state: Path) -> Database:
    """The database in ``state``, where there is none yet a new one."""
    if not (state / FILE).exists():
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(_shaped(), state / FILE)
    return open_database("", state)


# ── databases ───────────────────────────────────────────────────────────────────────────────────


@dataclass
class Postgres:
    """A private cluster in a folder of its own: a Unix socket and no port. Nothing in it outlives the tests."""

    folder: Path
    as_owner: Sequence[str]  # what a command is begun with, so that the cluster's owner runs it: root may not
    _numbers: Iterator[int] = field(default_factory=count)
    _shaped: str = ""

    def make(self) -> str:
        """The URL of a new, empty database; a third of a second."""
        name = f"test{next(self._numbers)}"
        self.do(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def lend(self) -> str:
        """The URL of a database as this release has it, without a row: one for all tests, emptied for each."""
        if not self._shaped:
            self._shaped = self.make()
        self.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_name(self._shaped)}'")
        opened = open_database(self._shaped, self.folder)
        with opened.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        opened.close()
        return self._shaped

    def url(self, name: str, user: str = "tester", password: str = "") -> str:
        """The address of a database of the cluster."""
        secret = f":{password}" if password else ""
        return f"postgresql+psycopg://{user}{secret}@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        """Drop a database, whoever is in it."""
        self.do(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')

    def do(self, statement: str) -> None:
        """Do what needs the whole cluster."""
        import psycopg

        with psycopg.connect(f"host={self.folder} user=tester dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def run(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs as the owner of the cluster."""
        command = [*self.as_owner, str(_programs() / program), *words]
        clean = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        log = self.folder / "commands.log"
        with log.open("ab") as output:  # no pipe: the server would keep it open
            done = subprocess.run(command, check=False, cwd="/", env=clean, stdout=output, stderr=output)
        assert done.returncode == 0, f"{command}: {log.read_text()}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of the tests' own; where there is none, a skip here and a failure in CI."""
    if _programs() is None:
        _missing("apt install postgresql")
    folder = Path(mkdtemp(prefix="syndicate-pg-", dir="/tmp"))
    as_owner: Sequence[str] = ()
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_owner = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    cluster = Postgres(folder, as_owner)
    data = str(folder / "data")
    options = " ".join(
        f"-c {option}"
        for option in (
            "listen_addresses=",
            f"unix_socket_directories={folder}",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=60",
            "shared_buffers=16MB",
            "autovacuum=off",
            "timezone=Pacific/Chatham",  # whatever the server's zone: an Instant is what it was
        )
    )
    started = False
    try:
        quick = ("--no-sync", "--no-instructions", "--auth=trust", "--username=tester", "--encoding=UTF8")
        cluster.run("initdb", *quick, "--locale=C.UTF-8", f"--pgdata={data}")
        cluster.run("pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={folder / 'server.log'}", f"-o{options}")
        started = True
        yield cluster
    finally:
        if started:
            cluster.run("pg_ctl", "stop", "--mode=immediate", "--wait", f"--pgdata={data}")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of each kind: empty, or as this release has it where the test uses `database` too."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'state' / 'service.db'}"
        return
    cluster = request.getfixturevalue("postgres")
    if "database" in request.fixturenames:
        yield cluster.lend()
    else:
        url = cluster.make()
        yield url
        cluster.drop(url)


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind, brought to this release's shape."""
    state = tmp_path / "state"
    state.mkdir(exist_ok=True)
    opened = _on_sqlite(state) if database_url.startswith("sqlite") else open_database(database_url, state)
    yield opened
    opened.close()


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _programs() -> Path | None:
    """Where PostgreSQL's programs are: Debian keeps them off the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = [path for path in (*reversed(debian), shutil.which("initdb")) if path]
    return Path(found[0]).resolve().parent if found else None


def _missing(advice: str) -> NoReturn:
    refuse: Callable[[str], NoReturn] = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    refuse(f"PostgreSQL is not here: {advice}")


# ── a server ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[str]:
    """Serve an ASGI app on this machine until the block is left, its lifespan included; the URL without a slash.

    ``options`` are uvicorn's. What the app raises at its start or end is raised here.
    """
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    usual: dict[str, Any] = {"log_config": None, "lifespan": "auto", "timeout_graceful_shutdown": 5, "ws": "none"}
    server = _Server(uvicorn.Config(app, **(usual | options)))
    thread = Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    server.is_up.wait(60)
    try:
        assert server.started, "the app did not start: see the log"
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(60)
        sock.close()
        assert not thread.is_alive(), "the app did not stop"


class _Server(uvicorn.Server):
    """Tells when it is up, or has given up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.is_up.set()
