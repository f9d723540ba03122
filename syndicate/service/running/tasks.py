"""Work in the background: begun and ended together, and known to be alive or not."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

log = logging.getLogger(__name__)


class Tasks:
    """Tasks by what they are called in logs and in ``/readyz`` ("the outbox")."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self.alive: dict[str, Callable[[], bool]] = {}
        """Whether each of them goes on, or ended as it should."""

    def begin(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Let work begin; should it end by an error, the log has the traceback."""
        task = self._tasks[name] = asyncio.create_task(work, name=name)
        task.add_done_callback(partial(_tell, name))
        self.alive[name] = partial(_is_alive, task)

    async def end(self) -> None:
        """Cancel them all, and wait until they have put their things away."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def _is_alive(task: asyncio.Task[Any]) -> bool:
    return not task.done() or (not task.cancelled() and task.exception() is None)


def _tell(name: str, task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s has ended by an error", name, exc_info=error)
