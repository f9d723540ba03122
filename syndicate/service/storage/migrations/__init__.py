"""How the tables came to be as they are: one step a file in ``versions/``, walked by Alembic when a database opens."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from syndicate.errors import StorageError

_HERE = Path(__file__).parent
_LOCK = 0x73796E64  # of PostgreSQL: two servers that start at once must not both create the tables


def migrate(engine: Engine) -> None:
    """Bring the database to this release's shape, in one transaction; StorageError where it is a younger one's."""
    known = steps()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        has = inspect(connection).has_table("alembic_version")
        now = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if has else None
        if now == known[-1]:
            return
        if now and now not in known:
            raise StorageError(
                f"the service's database is of a younger release, or another program's (step {now}): install that "
                "release, or put a backup from before it back"
            )
        _walk(connection)


def steps() -> list[str]:
    """The steps from the first to the last: the files' names begin with them."""
    return sorted(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*.py"))


def _walk(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - it takes longer to load than most verbs, and is seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        raise StorageError(f"the service's database cannot be brought to this release: {error}") from error
