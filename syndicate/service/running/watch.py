"""``serve --watch``: what authors and translators save is published at once, and they are told how it looks."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from watchfiles import Change, awatch

from syndicate.config import FILES
from syndicate.model import Place, Problem, Severity
from syndicate.publishing.library import Library
from syndicate.service.running.publisher import Outcome

QUIET = 300
"""Milliseconds without another change before a publish begins: an editor writes a file in several steps."""
_BUSY = 2.0  # seconds until the next try where another publish runs
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_NOT_OURS = frozenset({"state", "node_modules", "venv", "__pycache__", "build", "dist"})
_SHOWN = 20  # Problems, and addresses
_LOOKED_AT = ("/index.html", "/atom.xml")  # a page first, else the feed itself

_Changes = set[tuple[Change, str]]
Say = Callable[[str], object]
Publish = Callable[[str], Awaitable[Outcome]]
Pause = Callable[[float], Awaitable[None]]


async def watch(library: Library, publish: Publish, *, say: Say, url: str, pause: Pause = asyncio.sleep) -> None:
    """Publish now and at each change, for ever. ``say`` takes lines for people; ``url`` is where we serve, with ``/``.

    Changes that come while a publish runs start another one after it.
    """
    known: set[str] = set()
    why = "start"
    saved = changes(library)
    coming = asyncio.ensure_future(anext(saved))  # from before the first publish on: nothing is missed
    try:
        while True:
            outcome = await publish(why)
            while outcome.is_busy:
                await pause(_BUSY)
                outcome = await publish(why)
            for line in lines(outcome, known, url):
                say(line)
            known = {str(problem) for problem in map(_problem, outcome.problems)} if outcome.is_published else known
            names = await coming
            coming = asyncio.ensure_future(anext(saved))
            say(f"changed: {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}")
            if set(FILES).intersection(names):
                say("what is published follows the settings; the service itself takes them when it is started again")
            why = "change"
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await saved.aclose()


async def changes(library: Library) -> AsyncGenerator[list[str], None]:
    """The files that were saved, by their paths in the library, a list for each burst. It never ends."""
    while True:
        deep, flat = places(library)
        rule = Rule(library)
        # A folder that appears is watched from then on: the flat watch of the root sees it.
        watched: dict[asyncio.Task[_Changes], AsyncGenerator[_Changes, None]] = {}
        streams = [awatch(*deep, watch_filter=rule, step=QUIET, recursive=True)] if deep else []
        streams.append(awatch(*flat, watch_filter=rule, step=QUIET, recursive=False))
        try:
            watched = {asyncio.ensure_future(anext(stream)): stream for stream in streams}
            while places(library) == (deep, flat):
                done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                found = {change for task in done for change in task.result()}
                for task in done:
                    stream = watched.pop(task)
                    watched[asyncio.ensure_future(anext(stream))] = stream
                yield [Path(path).relative_to(flat[0]).as_posix() for path in named(found)]
        finally:
            for task in watched:
                task.cancel()
            await asyncio.gather(*watched, return_exceptions=True)


def named(found: _Changes) -> list[str]:
    """The paths of a burst of changes, without files that came and went within it: so do many editors write."""
    paths = {path for _, path in found}
    gone = {path for change, path in found if change is Change.added and not os.path.lexists(path)}
    return sorted(paths - gone or paths)


def places(library: Library) -> tuple[list[Path], list[Path]]:
    """What is watched with everything in it, and what without: settings are replaced in the root, not written there.

    Articles may name pictures anywhere in the library, so other folders are watched as well, for pictures.
    """
    root = library.root.resolve()
    found = [root / library.settings.articles, root / library.settings.locales]
    found += [folder for folder in _folders(root) if not _is_left_out(folder.name, library)]
    deep = sorted({path.resolve() for path in found if path.is_dir()})
    return [path for path in deep if not any(other in path.parents for other in deep)], [root]


class Rule:
    """Which changes count: sources, catalogs and settings; elsewhere pictures; never what tools leave for a moment."""

    def __init__(self, library: Library) -> None:
        root = library.root.resolve()
        settings = library.settings
        self._library = library
        self._root = root
        self._feeds = (root / settings.feeds_folder).resolve()
        self._sources = [(root / folder).resolve() for folder in (settings.articles, settings.locales)]

    def __call__(self, _change: Change, name: str) -> bool:
        """Whether a change of that path counts."""
        path = Path(name)
        if path.is_relative_to(self._feeds) or _is_temporary(path.name):
            return False
        if any(path.is_relative_to(folder) for folder in self._sources):
            return True
        if path.parent == self._root:
            return path.name in FILES or (path.is_dir() and not _is_left_out(path.name, self._library))
        return path.suffix.lower() in _PICTURES


def _folders(root: Path) -> list[Path]:
    with os.scandir(root) as entries:
        return [Path(entry.path) for entry in entries if entry.is_dir()]


def _is_left_out(name: str, library: Library) -> bool:
    return name.startswith(".") or name in _NOT_OURS or name == library.settings.feeds_folder.partition("/")[0]


def _is_temporary(name: str) -> bool:
    """Editors' swap, lock and backup files: Vim, Emacs, Kate, Poedit, Office, and our own."""
    return name.startswith((".", "#", "~$")) or name.endswith(("~", ".swp", ".swx", ".tmp", ".bak", ".part", ".mo"))


def lines(outcome: Outcome, known: set[str], url: str) -> list[str]:
    """What authors and translators are told of a publish: what is wrong and new, what went, where to look.

    ``known`` are the Problems that they were told before.
    """
    if not outcome.is_published:
        return [outcome.error, "nothing was published; what was there before is still served"]
    problems = [_problem(data) for data in outcome.problems]
    new = [problem for problem in problems if str(problem) not in known]
    told = [str(problem) for problem in new[:_SHOWN]]
    if len(new) > _SHOWN:
        told.append(f"… and {len(new) - _SHOWN} more: `syndicate check` tells them all")
    if gone := len(known - {str(problem) for problem in problems}):
        told.append(f"put right: {gone}")
    if stay := len(problems) - len(new):
        told.append(f"as before: {stay} (`syndicate check` tells them)")
    changed = outcome.changed
    told.append(f"published: {len(changed)} file{'' if len(changed) == 1 else 's'} changed")
    return told + [f"  {url}{path}" for path in worth_a_look(changed)]


def worth_a_look(changed: Sequence[str]) -> list[str]:
    """The addresses at which people see a change: the pages of entries, else those of languages, else the feeds."""
    pages = [path for path in changed if "/items/" in path and path.endswith(".html")]
    for end in _LOOKED_AT:
        pages = pages or [path for path in changed if path.endswith(end) and "/archive/" not in path]
    return [path.removesuffix("index.html") for path in pages[:_SHOWN]]


def _problem(data: Mapping[str, Any]) -> Problem:
    place = Place(data["path"], data["line"], data["column"])
    return Problem(data["code"], data["message"], place, Severity(data["severity"]), data["advice"])
