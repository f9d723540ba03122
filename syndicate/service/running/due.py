"""What time alone changes: the manifest's ``due`` (an embargo, an expiry, a review) is acted on without a cron."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicate.service.context import Service
from syndicate.service.running.publisher import Outcome, has_sources

log = logging.getLogger(__name__)

LOOK = 5.0
"""Seconds between two looks at ``due`` where nothing is due sooner: it moves with each publish, whoever ran it."""
SPREAD = 2.0
"""Seconds over which the workers and servers of one library spread, so that mostly one of them publishes."""
_FIRST, _LAST = timedelta(seconds=60), timedelta(hours=1)  # between two tries at the same ``due``

Publish = Callable[[str], Awaitable[Outcome]]
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a publish for that ``due`` was tried, and when last."""

    due: datetime | None = None
    times: int = 0
    last: datetime | None = None

    def again_at(self, due: datetime) -> datetime:
        """When to try for ``due``: when it has come, later with each publish that did not move it."""
        if due != self.due or self.last is None:
            return due
        doubled: int = 2 ** min(self.times - 1, 10)
        return self.last + min(_FIRST * doubled, _LAST)


async def act(service: Service, publish: Publish, pause: Pause = asyncio.sleep) -> None:
    """Publish whenever it is due, for ever. Ends at once where the sources are elsewhere, or the settings say no."""
    if not service.settings.publish_due:
        return
    if not await asyncio.to_thread(has_sources, service.library):
        log.info("no sources here: what is due is published where they are")
        return
    tried = Tried()
    while True:
        due = _due(service)
        if due is None or (left := (tried.again_at(due) - service.now()).total_seconds()) > 0:
            await pause(LOOK if due is None else min(left, LOOK))
            continue
        await pause(random.uniform(0, SPREAD))  # noqa: S311 - no secret
        if _due(service) != due:
            continue  # another worker was quicker
        times = tried.times + 1 if tried.due == due else 1
        await publish("due")
        # Whether it worked shows in the next edition: with it, ``due`` moves on. Until then we wait longer and longer.
        tried = Tried(due, times, service.now())


def _due(service: Service) -> datetime | None:
    edition = service.shelf.edition
    return edition.manifest.due if edition else None
