"""What must not leak and must not be lost: the database's password, and the key of the secrets that we keep."""

import logging
import os
import traceback
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier, Thread

import pytest
from cryptography.fernet import Fernet
from service_kit import Postgres
from sqlalchemy import text
from test_wrong_feeds import ordinary_user

from syndicate.errors import StorageError
from syndicate.service.storage.box import FILE, Box, open_box
from syndicate.service.storage.database import open_database

SECRET = "s3cr3t-Pass"

# ── the address of the database ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"postgresql://user:{SECRET}@/db?host=/nonexistent", "No such file or directory: see that it runs"),
        (f"postgres://user:{SECRET}@/db?host=/nonexistent", "see that it runs"),
        (f"postgresql+psycopg://user@/db?host=/nonexistent&password={SECRET}", "see that it runs"),
        (f"postgresql://user:{SECRET}@host:port/db", "cannot be read"),
        (f"postgresql://user:x{SECRET}@y{SECRET}@host/db", "@ is written as %40"),
        (f"postgresql://user:x:{SECRET}/host/db", "cannot be read"),
        (f"postgresql://user:x/{SECRET}", "cannot be read"),
        (SECRET, "cannot be read"),
        (f"mysql://user:{SECRET}@host/db", "not in mysql"),
        ("sqlite://", "names? a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:////nonexistent/folder/service.db", "unable to open database file: let the service's user write"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, url: str, words: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StorageError, match=words) as told:
        open_database(url, tmp_path)
    shown = "".join(traceback.format_exception(told.value)) + caplog.text
    assert SECRET not in shown


def test_a_password_that_postgresql_refuses_is_not_told(postgres: Postgres, tmp_path: Path) -> None:
    name = postgres.make().partition("@/")[2].partition("?")[0]
    with pytest.raises(
        StorageError, match='role "nobody" does not exist: see that it runs and takes this user'
    ) as told:
        open_database(postgres.url(name, "nobody", SECRET), tmp_path)
    assert SECRET not in "".join(traceback.format_exception(told.value))


def test_where_a_postgresql_database_is_can_be_told_to_people(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.make()
    database = open_database(url.replace("tester@", f"tester:{SECRET}@") + f"&application_name={SECRET}", tmp_path)
    assert database.place.startswith("postgresql+psycopg://tester:***@/test")
    assert SECRET not in database.place + repr(database)
    with pytest.raises(StorageError, match="syntax error") as told, database.begin() as connection:
        connection.execute(text("SELEKT"))
    assert SECRET not in "".join(traceback.format_exception(told.value))
    database.close()
    postgres.drop(url)


# ── the box ─────────────────────────────────────────────────────────────────────────────────────


def test_what_one_closes_another_with_the_same_key_opens(tmp_path: Path) -> None:
    closed = open_box("", tmp_path / "state").close(b"hush")
    assert b"hush" not in closed
    assert open_box("", tmp_path / "state").open(closed) == b"hush"
    assert Box((tmp_path / "state" / FILE).read_text()).open(closed) == b"hush"


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_box("", tmp_path / "state")
    finally:
        os.umask(before)
    path = tmp_path / "state" / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [found.name for found in path.parent.iterdir()] == [FILE]
    key = path.read_bytes()
    open_box("", tmp_path / "state")
    assert path.read_bytes() == key


def test_many_that_begin_at_once_have_one_key(tmp_path: Path) -> None:
    context = get_context("fork")
    together, answers = context.Barrier(4), context.SimpleQueue()

    def begin() -> None:
        together.wait()
        closed: list[bytes] = []
        inner = Barrier(4)

        def close() -> None:
            inner.wait()
            closed.append(open_box("", tmp_path).close(b"hush"))

        threads = [Thread(target=close) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        answers.put(closed)

    processes = [context.Process(target=begin) for _ in range(4)]
    for process in processes:
        process.start()
    found = [closed for _ in processes for closed in answers.get()]
    for process in processes:
        process.join()
    answers.close()
    box = open_box("", tmp_path)
    assert [box.open(closed) for closed in found] == [b"hush"] * 16
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_key_of_the_environment_wins_and_no_file_is_made(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    closed = open_box(f" {key}\n", tmp_path / "state").close(b"hush")
    assert Box(key).open(closed) == b"hush"
    assert not (tmp_path / "state").exists()


def test_another_key_opens_nothing_and_that_is_told(tmp_path: Path) -> None:
    closed = open_box("", tmp_path / "one").close(b"hush")
    with pytest.raises(StorageError, match="put the key back with which it was written"):
        open_box("", tmp_path / "two").open(closed)
    with pytest.raises(StorageError, match="put the key back"):
        open_box("", tmp_path / "one").open(closed[:-1])


@pytest.mark.parametrize("key", ["short", "é" * 32, "A" * 200, SECRET])
def test_what_is_no_key_is_told_and_not_repeated(tmp_path: Path, key: str) -> None:
    with pytest.raises(StorageError, match="openssl rand -base64 32") as told:
        open_box(key, tmp_path)
    assert key not in "".join(traceback.format_exception(told.value))


@pytest.mark.parametrize("data", [b"", b"damaged", b"\xff" * 44])
def test_a_damaged_key_is_told_with_its_file_and_never_replaced(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(StorageError, match=f"^{tmp_path / FILE}: ") as told:
        open_box("", tmp_path)
    assert "Put a backup of it back" in str(told.value)
    assert (tmp_path / FILE).read_bytes() == data


def test_a_key_that_cannot_be_read_or_made_is_told(tmp_path: Path) -> None:
    open_box("", tmp_path / "state")
    (tmp_path / "state" / FILE).chmod(0)
    (tmp_path / "closed").mkdir(mode=0o500)
    with ordinary_user():
        with pytest.raises(StorageError, match=rf"state/{FILE}: cannot be read or made: Permission denied"):
            open_box("", tmp_path / "state")
        with pytest.raises(StorageError, match=rf"closed/{FILE}: cannot be read or made: Permission denied"):
            open_box("", tmp_path / "closed")
