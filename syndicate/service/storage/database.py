"""The database: one engine, short transactions, SQLite in the library's ``state/`` or PostgreSQL by URL."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from syndicate.errors import StorageError
from syndicate.service.storage.migrations import migrate

FILE = "service.db"
_AT_ONCE = 10  # pieces of work: the engine has so many connections and a few more
_BUSY = 10.0  # seconds that a writer waits for another on SQLite
_CONNECT = 10  # seconds that PostgreSQL may take to answer the first word
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
# What databases say, and what to do about it.
_ADVICE = (
    (
        ("not a database", "malformed"),
        "put a backup of it back, or move it away: a new one is made, without subscriptions, partners and receipts",
    ),
    (("unable to open", "readonly"), "let the service's user write the file and its folder"),
    (("disk is full", "disk I/O error", "No space left"), "make room on its disk"),
    (("is locked",), "another process holds it: wait for it, or end it"),
    (("already exists",), "it holds tables of another program: give the service a database of its own"),
    (("connection failed", "connection is bad", "failed to resolve"), "see that it runs and takes this user"),
)

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Database:
    """Transactions on one engine. Threads share it, event loops use :meth:`run` and :meth:`read`.

    These have threads of their own: while the database hangs, nobody waits for one who only needs the disk.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(_AT_ONCE, "database")

    @contextmanager
    def begin(self, *, reading: bool = False) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back when anything is raised.

        StorageError where the database refuses or cannot be reached; what else is raised is a bug, and stays what it
        is. One that is only ``reading`` waits for no writer.
        """
        try:
            with self._engine.connect() as connection:
                connection = connection.execution_options(reading=reading)  # noqa: PLW2901 - the same one
                with connection.begin():
                    yield connection
        except (DBAPIError, PoolTimeoutError) as error:
            raise _told(error, self._engine.url) from error

    async def run(self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do a piece of work in a transaction of its own, off the event loop."""

        def whole() -> _T:
            with self.begin() as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, whole)

    async def read(self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do a piece of work that only reads, likewise; it waits for no writer."""

        def whole() -> _T:
            with self.begin(reading=True) as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, whole)

    @property
    def place(self) -> str:
        """Where it is, for people; without a password."""
        return _place(self._engine.url)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def open_database(url: str, state: Path) -> Database:
    """The database at a SQLAlchemy URL (empty: SQLite in ``state``), brought to this release's shape.

    StorageError where it cannot be opened, or was written by a younger release.
    """
    address = _address(url) if url else URL.create("sqlite", database=str(state / FILE))
    try:
        if not url:
            state.mkdir(parents=True, exist_ok=True, mode=0o700)
        waits = {} if address.get_backend_name() == "sqlite" else {"connect_timeout": _CONNECT}
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args=waits)
    except ModuleNotFoundError as error:
        raise StorageError("PostgreSQL needs its driver: pip install 'syndicate[postgres]'") from error
    except OSError as error:
        raise StorageError(f"{state}: cannot be written: {error.strerror or error}") from error
    (_prepare_sqlite if engine.dialect.name == "sqlite" else _prepare_postgres)(engine)
    try:
        migrate(engine)
    except (SQLAlchemyError, UnicodeError) as error:  # the latter: a host's name that no resolver takes
        engine.dispose()
        raise _told(error, engine.url) from error
    except StorageError:
        engine.dispose()
        raise
    return Database(engine)


def _address(url: str) -> URL:
    """The URL with the driver that we use. One that cannot be read is not repeated: its password may be anywhere."""
    try:
        address = make_url(url)
    except (SQLAlchemyError, ValueError):
        address = None
    if address is None or "@" in (address.host or ""):
        raise StorageError(
            "the database's URL cannot be read: it is postgresql://USER:PASSWORD@HOST/NAME or sqlite:////FOLDER/FILE, "
            "and in a password @ is written as %40, / as %2F, : as %3A and % as %25"
        )
    kind = address.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise StorageError(f"the service keeps its data in SQLite or PostgreSQL, and not in {kind}")
    if kind == "sqlite" and address.database in (None, "", ":memory:"):
        raise StorageError("a SQLite database in memory is lost at every end: name a file, sqlite:////FOLDER/FILE")
    return address.set(drivername=_DRIVERS[kind])


def _place(address: URL) -> str:
    """The address for people: no password, and of the options only where a socket lies."""
    socket = {name: value for name, value in address.query.items() if name in ("host", "port")}
    return address.set(query=socket).render_as_string(hide_password=True)


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, and transactions that begin as writers: else two that read first could block each other."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below counts, not the driver's own
        for pragma in (f"busy_timeout={int(_BUSY * 1000)}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _prepare_postgres(engine: Engine) -> None:
    """Moments are told in UTC: in a zone of the server's, the end of the year 9999 lies beyond what Python can hold."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()


def _told(error: Exception, address: URL) -> StorageError:
    first = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    advice = next((advice for words, advice in _ADVICE if any(word in first for word in words)), "")
    return StorageError(f"the service's database ({_place(address)}): {first}{advice and f': {advice}'}")
