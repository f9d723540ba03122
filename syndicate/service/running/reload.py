"""Taking up a publish: the shelf looks at feeds/, and whoever must know is told of each new edition."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from syndicate.config import FILES
from syndicate.errors import SyndicateError
from syndicate.model import When
from syndicate.publishing import manifest as manifests
from syndicate.publishing.library import Library
from syndicate.service.context import Service
from syndicate.service.shelf.edition import Edition, NotWholeError

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between two looks at the manifest."""
_PATIENCE = timedelta(seconds=60)  # a publish writes for so long at most before somebody should look
_AGAIN = timedelta(minutes=10)  # between two warnings of the same thing
_NAMED = 5  # files that a warning names

Told = Callable[[Edition], Awaitable[None]]
Pause = Callable[[float], Awaitable[None]]


async def follow(service: Service, told: Told, pause: Pause = asyncio.sleep) -> None:
    """Take up each publish, for ever: swap the edition, tell it, make its encodings.

    ``told`` is called again until it succeeds, also after a restart, so it must bear to be told twice.
    """
    looks = _Looks(service)
    stopping = threading.Event()
    untold = service.shelf.edition  # whoever began us may have looked already
    encoding = asyncio.create_task(_encode(service, stopping, None)) if untold is not None else None
    try:
        while True:
            if await looks.look():
                untold = service.shelf.edition
                encoding = asyncio.create_task(_encode(service, stopping, encoding))
            if untold is not None and await looks.tell(told, untold):
                untold = None
            await pause(LOOK)
    finally:
        stopping.set()
        if encoding is not None:
            await encoding


async def _encode(service: Service, stopping: threading.Event, before: asyncio.Task[None] | None) -> None:
    if before is not None:
        await asyncio.wait({before})  # which ends early, as its edition is not the present one any more
    try:
        await asyncio.to_thread(service.shelf.encode, stopping.is_set)
    except (SyndicateError, OSError) as error:  # feeds go out without them
        log.error("encodings cannot be made", extra={"reason": str(error)})


class _Looks:
    """Looks at the folder, and complains about the same thing once in a while only."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._manifest = service.library.feeds / manifests.PATH
        self._seen: tuple[int, int, int, date] | None = None
        self._settings = _stamps(service.library)  # as they are in force, or nearly
        self._wrong_since: datetime | None = None
        self._complained: dict[str, datetime] = {}

    async def look(self) -> bool:
        """Whether another edition was taken."""
        try:
            swapped = await asyncio.to_thread(self._refresh)
        except NotWholeError as error:
            self._not_whole(error)
            return False
        except (SyndicateError, OSError) as error:
            self._complain("the published files cannot be taken up", str(error))
            return False
        self._wrong_since = None
        edition = self._service.shelf.edition
        if not swapped or edition is None:
            return False
        self._complained.clear()
        built = str(When(edition.manifest.built)) if edition.manifest.built else ""
        self._service.metrics.editions.inc()
        log.info("publish taken up", extra={"built": built, "files": len(edition.manifest.files)})
        await asyncio.to_thread(self._look_at_settings)
        return True

    async def tell(self, told: Told, edition: Edition) -> bool:
        """Whether ``told`` succeeded."""
        try:
            await told(edition)
        except SyndicateError as error:
            self._complain("a publish cannot be announced yet", str(error))
            return False
        return True

    def _refresh(self) -> bool:
        """Look, unless the manifest is the file that was taken already: a hundred times cheaper than to read it."""
        try:
            found = self._manifest.stat()
        except OSError:
            return False
        today = self._service.now().date()  # with which the notice of a closed feed may end
        seen = (found.st_ino, found.st_mtime_ns, found.st_size, today)
        edition = self._service.shelf.edition
        if seen == self._seen and (edition is None or edition.is_there):
            return False
        swapped = self._service.shelf.refresh()
        self._seen = seen
        return swapped

    def _look_at_settings(self) -> None:
        """A publish goes by the settings as they are now, and we by those of our start: somebody should know."""
        found = _stamps(self._service.library)
        if found != self._settings:
            self._settings = found
            log.warning("the settings have changed since the service was started: restart it")

    def _not_whole(self, error: NotWholeError) -> None:
        now = self._service.now()
        self._wrong_since = self._wrong_since or now
        if now - self._wrong_since >= _PATIENCE:
            named = ", ".join(error.paths[:_NAMED]) + (" …" if len(error.paths) > _NAMED else "")
            self._complain("feeds/ does not fit its manifest: publish again; until then the last edition stays", named)

    def _complain(self, event: str, reason: str) -> None:
        now = self._service.now()
        last = self._complained.get(event)
        if last is None or now - last >= _AGAIN:
            self._complained[event] = now
            log.warning(event, extra={"reason": reason})


def _stamps(library: Library) -> list[tuple[int, int] | None]:
    return [_stamp(library.root / name) for name in FILES]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
