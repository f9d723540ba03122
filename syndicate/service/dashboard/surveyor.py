"""The surveyor: keeps the last survey, and has a new one made when somebody looks and the library has changed."""

import asyncio
import hashlib
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from syndicate.publishing.library import Library
from syndicate.service.context import Service
from syndicate.service.dashboard.survey import Survey, from_lines

Examine = Callable[[Path, datetime], Awaitable[Survey]]
"""Makes the survey of the library in a folder, as it is at a moment."""

_PATIENCE = 3.0  # seconds that a page waits for a new survey, before it shows the last one
_LOOK = 3.0  # seconds from one look at the files to the next
_REST = 5  # times as long as it took, where that is longer
_SETTINGS = ("pyproject.toml", "syndicate.toml")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page is made of: the last survey (None: the first is being made), and whether a newer is on its way."""

    survey: Survey | None
    is_coming: bool


class Surveyor:
    """One for a dashboard. A survey is good until a file, the edition or the hour changes."""

    def __init__(self, service: Service, examine: Examine) -> None:
        self._service = service
        self._examine = examine
        self._last: tuple[str, Survey] | None = None
        self._making: asyncio.Task[None] | None = None
        self._rests_until = float("-inf")

    async def look(self) -> Seen:
        """The survey of now, else the last one."""
        clock = asyncio.get_running_loop().time
        if self._making is None and clock() >= self._rests_until:
            self._making = asyncio.create_task(self._renew())
        if self._making is not None:
            await asyncio.wait({self._making}, timeout=_PATIENCE)
        return Seen(self._last[1] if self._last else None, self._making is not None)

    async def _renew(self) -> None:
        """Look at the files, and have a new survey made where something changed."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            key = await asyncio.to_thread(self._key)
            if self._last is None or self._last[0] != key:
                self._last = key, await self._examine(self._service.library.root, self._service.now())
        except (OSError, RuntimeError, ValueError):
            _log.exception("the survey for the dashboard failed")
            failed = Survey(self._service.now(), error="the library could not be read: the service's log says why")
            self._last = "", failed  # to be tried again
        finally:
            self._rests_until = clock() + max(_LOOK, _REST * (clock() - begun))
            self._making = None

    def _key(self) -> str:
        """A digest of what a survey depends on, by names, sizes and times alone. Blocks: for a thread."""
        edition = self._service.shelf.edition
        hour = self._service.now().strftime("%Y-%m-%dT%H")  # embargoes and reviews end by time alone
        hasher = hashlib.sha256(f"{edition.key if edition else ''} {hour}".encode())
        for line in sorted(_files(self._service.library)):
            hasher.update(line.encode("utf-8", "surrogateescape"))
        return hasher.hexdigest()


async def in_a_process(root: Path, now: datetime) -> Survey:
    """The survey, made by a process of its own, which ends with whoever waits for it."""
    command = (sys.executable, "-m", "syndicate.service.dashboard.examining", str(root), now.isoformat())
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl+C is for who serves, who ends it then
    )
    try:
        output, errors = await process.communicate()
    except BaseException:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    if process.returncode != 0:
        raise RuntimeError(f"the survey's process ended with {process.returncode}: {errors.decode(errors='replace')}")
    return await asyncio.to_thread(from_lines, output)


def _files(library: Library) -> list[str]:
    """A line for each file of the settings, sources and catalogs; what cannot be read has none."""
    found = [_line(library.root / name) for name in _SETTINGS]
    for home in (library.articles, library.root / library.settings.locales):
        for folder, _, names in os.walk(home):
            found += [_line(Path(folder, name)) for name in names]
    return found


def _line(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n"
