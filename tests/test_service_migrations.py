"""The tables' steps: from nothing, from every earlier release, at once, and never from a younger one."""

from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from service_kit import Postgres
from small_library import NOON
from sqlalchemy import Engine, create_engine, insert, inspect, select, text
from sqlalchemy.pool import NullPool

from syndicate.errors import StorageError
from syndicate.service.storage import migrations
from syndicate.service.storage.database import open_database
from syndicate.service.storage.tables import feed_fetches, metadata

HERE = Path(migrations.__file__).parent
STEPS = [step.revision for step in reversed(list(ScriptDirectory(str(HERE)).walk_revisions()))]


def test_the_names_of_the_files_tell_the_steps_without_reading_them() -> None:
    assert migrations.steps() == STEPS


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """The empty database as any other program sees it."""
    (tmp_path / "state").mkdir()
    made = create_engine(database_url, poolclass=NullPool)
    yield made
    made.dispose()


def step_of(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(engine: Engine) -> list[object]:
    """What Alembic would have to change so that the database has the tables of tables.py."""
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def walk_to(engine: Engine, step: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, step)


def open_and_close(url: str) -> None:
    open_database(url, Path("/nonexistent")).close()


def test_from_nothing_the_steps_lead_to_the_tables_as_the_code_has_them(engine: Engine, database_url: str) -> None:
    open_and_close(database_url)
    assert step_of(engine) == STEPS[-1]
    assert differences(engine) == []
    names = set(inspect(engine).get_table_names())
    assert names == {"alembic_version", *metadata.tables}


@pytest.mark.parametrize("step", STEPS[:-1] or STEPS)
def test_from_every_earlier_step_they_lead_there_too(engine: Engine, database_url: str, step: str) -> None:
    walk_to(engine, step)
    open_and_close(database_url)
    assert step_of(engine) == STEPS[-1]
    assert differences(engine) == []


def test_constraints_and_indexes_have_the_names_that_the_code_gives_them(engine: Engine, database_url: str) -> None:
    """A later step must be able to name what it changes."""
    open_and_close(database_url)
    found = inspect(engine)
    for table in metadata.tables.values():
        assert {index["name"] for index in found.get_indexes(table.name)} >= {index.name for index in table.indexes}
        assert found.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
        for key in found.get_foreign_keys(table.name):
            assert key["name"] == f"fk_{table.name}_{key['constrained_columns'][0]}_{key['referred_table']}"
            assert key["options"]["ondelete"] == "CASCADE"


def test_who_opens_it_again_changes_nothing(engine: Engine, database_url: str) -> None:
    open_and_close(database_url)
    with engine.begin() as connection:
        connection.execute(insert(feed_fetches).values(path="a", last=NOON, count=1))
    open_and_close(database_url)
    with engine.begin() as connection:
        assert len(connection.execute(select(feed_fetches)).all()) == 1


def test_processes_that_open_it_at_once_make_it_once(engine: Engine, database_url: str) -> None:
    context = get_context("fork")
    together = context.Barrier(6)

    def start() -> None:
        together.wait()
        open_and_close(database_url)

    processes = [context.Process(target=start) for _ in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 6
    assert differences(engine) == []


def test_a_step_that_fails_leaves_nothing_of_itself(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE receipts (id INTEGER)"))  # one of the last that the first step makes
    with pytest.raises(StorageError, match=r"already exists.*: it holds tables of another program"):
        open_and_close(database_url)
    assert inspect(engine).get_table_names() == ["receipts"]
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE receipts"))
    open_and_close(database_url)
    assert differences(engine) == []


@pytest.mark.parametrize("step", ["9999", "ae1027a6acf"])
def test_one_of_a_younger_release_is_refused_and_left_as_it_is(engine: Engine, database_url: str, step: str) -> None:
    open_and_close(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})
        connection.execute(text("ALTER TABLE topics ADD COLUMN younger TEXT"))
    with pytest.raises(StorageError, match=rf"of a younger release.*\(step {step}\): install that release"):
        open_and_close(database_url)
    assert step_of(engine) == step
    assert "younger" in {column["name"] for column in inspect(engine).get_columns("topics")}


def test_a_user_of_postgresql_who_may_not_create_tables_is_told(postgres: Postgres) -> None:
    url = postgres.make()
    postgres.do("CREATE ROLE reader LOGIN")
    with pytest.raises(StorageError, match="permission denied for schema public"):
        open_and_close(url.replace("tester@", "reader@"))
    postgres.drop(url)
    postgres.do("DROP ROLE reader")
