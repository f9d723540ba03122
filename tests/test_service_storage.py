"""The database: the same on SQLite and PostgreSQL, whole whatever dies, and what is wrong with it is told in words."""

import asyncio
import json
import resource
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from threading import Barrier, Thread, get_ident
from typing import Any

import pytest
from service_kit import Postgres, service
from small_library import ARTICLES, DAY, NOON, WORDS, SmallLibrary
from sqlalchemy import Connection, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import StatementError
from test_wrong_feeds import ordinary_user

from syndicate.errors import StorageError
from syndicate.service.storage.database import FILE, Database, open_database
from syndicate.service.storage.tables import feed_fetches, partners, receipts, tokens, topics

USUAL: dict[str, Any] = {"String": "", "Text": "", "Integer": 0, "BigInteger": 0, "Boolean": False, "Instant": NOON}


def put(connection: Connection, table: Table, **values: Any) -> None:
    """Insert a row; what the table needs besides is as usual."""
    needed = [it for it in table.columns if not it.nullable and it.default is None and it.name not in values]
    connection.execute(insert(table).values({it.name: USUAL[type(it.type).__name__] for it in needed} | values))


def note(connection: Connection, name: str, at: datetime = NOON) -> None:
    put(connection, topics, topic=name, told=at)


def names(database: Database) -> list[str]:
    with database.begin(reading=True) as connection:
        return list(connection.scalars(select(topics.c.topic).order_by(topics.c.topic)))


def partner(connection: Connection, name: str = "clinic") -> None:
    lists = {key: ["es"] for key in ("languages", "topics", "audience", "formats")}
    put(connection, partners, id=name, name=name, **lists)
    put(connection, tokens, digest=name, partner_id=name)
    put(connection, receipts, partner_id=name, event="e@1")


# ── values ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.replace(microsecond=999_999),
        NOON.astimezone(timezone(timedelta(hours=12, minutes=45))),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # twice in one night, by the clocks of most of Europe
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_as_the_same_one_in_utc(database: Database, moment: datetime) -> None:
    with database.begin() as connection:
        note(connection, "v", moment)
    with database.begin() as connection:
        found = connection.execute(select(topics.c.told).where(topics.c.told == moment)).scalar_one()
    assert (found, found.tzinfo) == (moment, UTC)


def test_moments_are_in_order_whatever_the_zone_they_were_given_in(database: Database) -> None:
    east, west = timezone(timedelta(hours=13)), timezone(timedelta(hours=-11))
    with database.begin() as connection:
        for number, zone in enumerate((east, UTC, west)):
            note(connection, f"v{number}", (NOON + timedelta(seconds=number)).astimezone(zone))
        ordered = connection.scalars(select(topics.c.topic).order_by(topics.c.told)).all()
    assert ordered == ["v0", "v1", "v2"]


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="has no zone"), database.begin() as connection:
        note(connection, "v", datetime(2026, 11, 22, 12))  # noqa: DTZ001 - the fault itself
    assert names(database) == []


def test_texts_lists_and_bytes_come_back_as_they_were(database: Database) -> None:
    with database.begin() as connection:
        partner(connection, "Ωمرحبا'; DROP TABLE partners --")
        connection.execute(update(partners).values(webhook_secret=bytes(range(256)), topics=["é", "\U0001f9fc"]))
        row = connection.execute(select(partners)).one()
    assert (row.name, row.webhook_secret) == ("Ωمرحبا'; DROP TABLE partners --", bytes(range(256)))
    assert (row.languages, row.topics, row.promotion, row.expires) == (["es"], ["é", "\U0001f9fc"], False, None)


def test_what_belongs_to_a_partner_goes_with_it(database: Database) -> None:
    with database.begin() as connection:
        partner(connection)
        connection.execute(delete(partners))
        assert connection.scalar(select(func.count()).select_from(tokens)) == 0
        assert connection.scalar(select(func.count()).select_from(receipts)) == 0


def test_a_row_of_a_partner_that_is_not_there_is_refused(database: Database) -> None:
    with pytest.raises(StorageError, match=r"(?i)foreign key"), database.begin() as connection:
        put(connection, receipts, partner_id="nobody")


# ── transactions ────────────────────────────────────────────────────────────────────────────────


def test_whatever_is_raised_rolls_everything_back(database: Database) -> None:
    class OurError(Exception):
        pass

    def work(connection: Connection) -> None:
        note(connection, "v")
        partner(connection)
        raise OurError

    with pytest.raises(OurError), database.begin() as connection:
        work(connection)
    assert names(database) == []


def test_a_row_that_is_there_already_rolls_everything_back_and_is_told_without_its_values(database: Database) -> None:
    def work(connection: Connection) -> None:
        for name in ("first", "hush", "hush"):
            note(connection, name)

    with pytest.raises(StorageError) as told, database.begin() as connection:
        work(connection)
    assert "hush" not in str(told.value)
    assert names(database) == []


def test_work_is_done_off_the_event_loop_in_a_transaction_of_its_own(database: Database) -> None:
    def work(connection: Connection, name: str, *, fail: bool = False) -> int:
        note(connection, name)
        if fail:
            raise KeyError(name)
        return get_ident()

    async def main() -> None:
        assert await database.run(work, "done") != get_ident()
        with pytest.raises(KeyError):
            await database.run(work, "undone", fail=True)
        await asyncio.gather(*(database.run(work, f"many{number}") for number in range(20)))

    asyncio.run(main())
    assert names(database) == ["done", *sorted(f"many{number}" for number in range(20))]


def test_who_reads_waits_for_no_writer_and_sees_what_was_committed(database: Database) -> None:
    with database.begin() as connection:
        note(connection, "old")
    with database.begin() as writing:
        note(writing, "new")
        assert names(database) == ["old"]
    assert names(database) == ["new", "old"]


# ── many at once ────────────────────────────────────────────────────────────────────────────────


def count_up(connection: Connection, by: str) -> None:
    """Read, then write: what two transactions that read first could do to each other's numbers."""
    row = connection.execute(select(feed_fetches).where(feed_fetches.c.path == "a").with_for_update()).one()
    connection.execute(update(feed_fetches).values(count=row.count + 1, last=NOON))
    note(connection, f"{by}/{row.count}")


def test_threads_that_write_at_once_lose_nothing(database: Database) -> None:
    with database.begin() as connection:
        put(connection, feed_fetches, path="a")
    together = Barrier(8)

    def write(who: int) -> None:
        together.wait()
        for _ in range(5):
            with database.begin() as connection:
                count_up(connection, str(who))

    threads = [Thread(target=write, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_counted(database, 40)


def test_processes_that_write_at_once_lose_nothing(database: Database, database_url: str, tmp_path: Path) -> None:
    with database.begin() as connection:
        put(connection, feed_fetches, path="a")
    database.close()  # nothing open is handed to the children

    def write(who: int) -> None:
        own = open_database(database_url, tmp_path)
        for _ in range(10):
            with own.begin() as connection:
                count_up(connection, str(who))
        own.close()

    context = get_context("fork")
    processes = [context.Process(target=write, args=(who,)) for who in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert_counted(database, 40)


def assert_counted(database: Database, expected: int) -> None:
    with database.begin() as connection:
        assert connection.scalar(select(feed_fetches.c.count)) == expected
    assert sorted(int(name.partition("/")[2]) for name in names(database)) == list(range(expected))


def test_a_writer_that_is_killed_leaves_whole_transactions_and_all_that_it_had_committed(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    database.close()

    def write(told: Pipe, first: int) -> None:
        own = open_database(database_url, tmp_path)
        for number in range(first, first + 100_000):
            with own.begin() as connection:
                note(connection, f"{number:06}")
                put(connection, feed_fetches, path=f"{number:06}")
            told.send(number)

    context, committed = get_context("fork"), []
    for life in range(5):
        reads, writes = context.Pipe(duplex=False)
        process = context.Process(target=write, args=(writes, life * 100_000))
        process.start()
        writes.close()
        committed += (reads.recv() for _ in range(5 + life))
        process.kill()
        process.join()
        with suppress(EOFError):
            while True:
                committed.append(reads.recv())
        reads.close()
        assert process.exitcode == -signal.SIGKILL
    with database.begin() as connection:
        told = list(connection.scalars(select(feed_fetches.c.path).order_by(feed_fetches.c.path)))
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert names(database) == told
    assert {f"{number:06}" for number in committed} <= set(told)
    assert len(told) <= len(committed) + 5  # one a life, of which nobody was told any more


def test_a_postgresql_server_that_was_restarted_is_found_again(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.make()
    database = open_database(url, tmp_path)
    assert names(database) == []
    postgres.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'")
    assert names(database) == []
    database.close()
    postgres.drop(url)


# ── the file ────────────────────────────────────────────────────────────────────────────────────


def test_sqlite_is_one_file_in_state_for_its_owner_with_a_log_while_it_is_open(tmp_path: Path) -> None:
    state = tmp_path / "state"
    database = open_database("", state)
    with database.begin() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        note(connection, "v")
    assert {path.name for path in state.iterdir()} == {FILE, f"{FILE}-wal", f"{FILE}-shm"}
    assert state.stat().st_mode & 0o777 == 0o700
    database.close()
    assert [path.name for path in state.iterdir()] == [FILE]


def _corrupt(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    file.write_bytes(data)


def _foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE partners (id INTEGER)")


def _content(file: Path) -> object:
    """What is in the file: tables where it has some, else bytes; nothing of a folder."""
    if file.is_dir():
        return None
    unchanged = f"file:{file}?mode=ro&immutable=1"  # else it would leave files of its own
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(unchanged, uri=True)) as connection:
        return list(connection.iterdump())
    return file.read_bytes()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (lambda file: file.write_text("These are no tables. " * 50), "put a backup of it back"),
    "torn": (_corrupt, "put a backup of it back"),
    "another program's": (_foreign, "give the service a database of its own"),
    "a folder": (lambda file: [file.unlink(), file.mkdir()], "let the service's user write"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_that_is_not_ours_is_told_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    open_database("", tmp_path).close()
    harm, advice = DAMAGES[damage]
    harm(tmp_path / FILE)
    before = _content(tmp_path / FILE)
    with pytest.raises(StorageError) as told:
        open_database("", tmp_path)
    assert str(told.value).startswith(f"the service's database (sqlite:///{tmp_path / FILE}): ")
    assert advice in str(told.value)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert _content(tmp_path / FILE) == before


def test_where_nothing_may_be_written_that_is_told(tmp_path: Path) -> None:
    open_database("", tmp_path / "state").close()
    for path in (tmp_path / "state" / FILE, tmp_path / "state", tmp_path):
        path.chmod(0o555)
    try:
        with ordinary_user():
            with pytest.raises(StorageError, match="let the service's user write the file and its folder"):
                open_database("", tmp_path / "state")
            with pytest.raises(StorageError, match=r"/other: cannot be written: Permission denied"):
                open_database("", tmp_path / "other")
    finally:
        tmp_path.chmod(0o755)
        (tmp_path / "state").chmod(0o755)
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"/file: cannot be written: File exists"):
        open_database("", tmp_path / "file")


def test_a_full_disk_is_told_and_costs_only_what_did_not_fit(tmp_path: Path) -> None:
    database = open_database("", tmp_path)
    with database.begin() as connection:
        note(connection, "fits")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, usual[1]))  # no file may grow beyond that
    try:
        with pytest.raises(StorageError, match="make room on its disk"), database.begin() as connection:
            connection.execute(
                insert(feed_fetches), [{"path": "x" * 999 + str(n), "last": NOON, "count": 1} for n in range(5000)]
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    with database.begin() as connection:
        note(connection, "fits again")
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.scalar(select(func.count()).select_from(feed_fetches)) == 0
    assert names(database) == ["fits", "fits again"]
    database.close()


# ── content never lives in it ───────────────────────────────────────────────────────────────────


def test_without_its_database_a_service_lacks_partners_and_subscriptions_and_serves_every_byte(tmp_path: Path) -> None:
    first = service(tmp_path)
    with first.database.begin() as connection:
        partner(connection)
    edition = first.shelf.edition
    assert edition is not None
    served = {path: edition.read(path) for path in edition.resources}
    first.database.close()
    kept = (tmp_path / "state" / FILE).read_bytes().decode("utf-8", "replace")
    assert not [
        words for words in (*WORDS["es"].values(), ARTICLES["hands"]["body"]) if len(words) > 9 and words in kept
    ]
    (tmp_path / "state" / FILE).unlink()

    again = service(tmp_path, at=NOON + DAY)
    edition = again.shelf.edition
    assert edition is not None
    assert {path: edition.read(path) for path in edition.resources} == served
    assert served["es/atom.xml"] == SmallLibrary(tmp_path).tree()["es/atom.xml"]
    assert json.loads(served["index.json"])["files"]
    with again.database.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(partners)) == 0
    again.database.close()
