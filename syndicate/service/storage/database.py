"""The database: one engine, short transactions, SQLite in the library's ``state/`` or PostgreSQL by URL."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from syndicate.errors import StorageError
from syndicate.service.storage.migrations import migrate

FILE = "service.db"
_BUSY = 10.0  # seconds that a writer waits for another on SQLite

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Database:
    """Transactions on one engine. Threads share it, event loops use :meth:`run`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def begin(self, *, reading: bool = False) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back when anything is raised; StorageError where it fails.

        One that is only ``reading`` waits for no writer.
        """
        try:
            with self._engine.connect() as connection:
                connection = connection.execution_options(reading=reading)  # noqa: PLW2901 - the same one
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise _told(error, self._engine) from error

    async def run(self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do a piece of work in a transaction of its own, off the event loop."""

        def whole() -> _T:
            with self.begin() as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.to_thread(whole)

    @property
    def place(self) -> str:
        """Where it is, for people; without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def open_database(url: str, state: Path) -> Database:
    """The database at a SQLAlchemy URL (empty: SQLite in ``state``), brought to this release's shape.

    StorageError where it cannot be opened, or was written by a younger release.
    """
    try:
        if not url:
            state.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(url or f"sqlite:///{state / FILE}", pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise StorageError(f"the database's URL cannot be used: {error}") from error
    except OSError as error:
        raise StorageError(f"{state}: cannot be written: {error.strerror or error}") from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    try:
        migrate(engine)
    except SQLAlchemyError as error:
        raise _told(error, engine) from error
    return Database(engine)


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, and transactions that begin as writers: else two that read first could block each other."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below counts, not the driver's own
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(_BUSY * 1000)}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _told(error: SQLAlchemyError, engine: Engine) -> StorageError:
    place = make_url(engine.url).render_as_string(hide_password=True)
    first = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return StorageError(f"the service's database ({place}): {first}")
