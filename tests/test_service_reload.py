"""Looking for publishes goes on, whatever the disk does meanwhile."""

import asyncio
import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from running_services import until
from service_kit import service
from small_library import HOUR, NOON, SmallLibrary

from syndicate.service.context import Service
from syndicate.service.running.reload import follow
from syndicate.service.shelf.edition import Edition


def looking(made: Service, what: Callable[[], bool], begin: Callable[[], object]) -> list[Edition]:
    """Follow the publishes; after the first one was told do ``begin``, and wait for what comes of it."""
    told: list[Edition] = []

    async def tell(edition: Edition) -> None:
        told.append(edition)

    async def pause(_: float) -> None:
        await asyncio.sleep(0.01)

    async def live() -> None:
        following = asyncio.create_task(follow(made, tell, pause))
        await until(lambda: bool(told))
        begin()
        await until(lambda: following.done() or what())
        assert not following.done()
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    asyncio.run(live())
    made.database.close()
    return told


def test_an_error_of_the_disk_is_complained_of_and_the_next_look_takes_the_publish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, first = service(tmp_path), iter([OSError(5, "Input/output error")])
    refresh = made.shelf.refresh

    def fails_once() -> bool:
        for error in first:
            raise error
        return refresh()

    def publish() -> None:
        monkeypatch.setattr(made.shelf, "refresh", fails_once)
        small = SmallLibrary(tmp_path)
        small.article("hands", body="Bring soap.")
        small.publish(NOON + HOUR)

    before = made.shelf.edition
    told = looking(made, lambda: made.shelf.edition is not before, publish)
    assert told[0] is before


def test_working_files_that_were_deleted_come_back(tmp_path: Path) -> None:
    made = service(tmp_path, encode=True)
    edition = made.shelf.edition
    assert edition is not None
    looking(made, lambda: made.shelf.edition is not edition, lambda: shutil.rmtree(made.library.served))
    assert edition.is_there
    assert made.shelf.edition is not None
    assert made.shelf.edition.read("en/atom.xml")
