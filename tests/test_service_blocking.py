"""Nobody holds the others up: a stranger's address, a database that hangs, a name that cannot be looked up."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import process_time

import pytest
from running_services import ask
from service_kit import service
from sqlalchemy import Connection

from syndicate.service.app import create_app
from syndicate.service.feeds import nearest
from syndicate.service.running.redaction import redacted
from syndicate.service.storage.database import Database

LONG = 8_000  # characters of the longest address that the server takes
HOSTILE = ["a" * LONG, "A" * LONG, "a-" * (LONG // 2), "/p/" * (LONG // 3), "/p/" + "%25" * (LONG // 3)]


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path[:8])
def test_the_log_takes_no_time_over_an_address(path: str) -> None:
    before = process_time()
    redacted(f"/{path}")
    assert process_time() - before < 0.25, "it took half a second of everybody's"


def test_a_wrong_address_is_compared_with_few() -> None:
    known = [
        f"{tag}/{topic}/{name}" for tag in ("en", "es") for topic in range(5_000) for name in ("atom.xml", "rss.xml")
    ]
    before = process_time()
    assert nearest("es/4999/atm.xml", known) == "es/4999/atom.xml"
    nearest("xx/4999/atom.xml", known)
    assert process_time() - before < 0.5, "it took seconds"


class Hanging(Database):
    """A database whose connections hang until somebody lets them go."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._engine)
        self.go = Event()

    @contextmanager
    def begin(self, *, reading: bool = False) -> Iterator[Connection]:
        assert self.go.wait(60)
        with super().begin(reading=reading) as connection:
            yield connection


def test_feeds_are_served_while_the_database_hangs(tmp_path: Path) -> None:
    made = service(tmp_path)
    hanging = Hanging(made.database)
    other = service(tmp_path, publish=False, database=hanging)
    other.shelf.refresh()
    app = create_app(other)

    async def story() -> None:
        asked = [f"/p/{number:032}/es/atom.xml" for number in range(40)] + ["/readyz", "/metrics"] * 20
        waiting = [asyncio.create_task(ask(app, path, client="127.0.0.1")) for path in asked]
        await asyncio.sleep(0)
        for path in ("/es/atom.xml", "/en/feed.json", "/index.html", "/v1/es/latest"):
            status, _, body = await asyncio.wait_for(ask(app, path), 20)
            assert (status, bool(body)) == (200, True), path
        hanging.go.set()
        assert {status for status, _, _ in await asyncio.gather(*waiting)} <= {200, 404, 429, 503}

    asyncio.run(story())
    made.database.close()
