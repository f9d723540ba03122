"""The outbox at work: takes what is due, sends it side by side, and writes down what became of it.

What it took before a crash is taken again by whoever runs later: everything is sent at least once.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection

from syndicate.errors import StorageError
from syndicate.service.context import Service
from syndicate.service.outbound import backoff
from syndicate.service.outbound.deliveries import Delivery, Handler, Kind, Outcome, claim, prune, release, settle

log = logging.getLogger(__name__)

Chore = Callable[[Connection, datetime], object]
"""What is cleared away once in a while, in a transaction of its own."""

_POLL = 3.0  # seconds between two looks for what other processes put, and for what has become due
_QUICK = 2.0  # seconds after which an attempt gives its place to others: the slow and the dead hold nobody up
_MOST_SLOW = 4  # times deliveries_at_once that run in all, slow ones included
_CHORES = 600.0  # seconds between two times of clearing away
_OUR_FAULT = timedelta(minutes=1)  # until we look whether our own trouble is over
_HANDLING = 30.0  # seconds that a handler may take besides the other side's time


class Outbox:
    """Sends deliveries by their ``handlers``; others' kinds are left to who has one.

    All that belongs to one turn is one transaction: what has ended since the last one is settled and the next is taken.
    So a thousand quick answers are a few dozen transactions. :meth:`wake` is for the event loop that runs it.
    """

    def __init__(self, service: Service, handlers: Mapping[Kind, Handler], chores: Sequence[Chore] = ()) -> None:
        self._service = service
        self._handlers = handlers
        self._chores = (prune, *chores)
        self._worker = uuid4().hex
        self._patience = service.settings.delivery_timeout + _HANDLING
        self._hold = timedelta(seconds=2 * self._patience)
        self._woken = asyncio.Event()
        self._running: dict[asyncio.Task[Outcome], tuple[Delivery, float]] = {}
        self._ended: list[tuple[Delivery, Outcome]] = []
        self._exchanging: asyncio.Future[list[Delivery]] | None = None
        self._next_chores = 0.0

    def wake(self) -> None:
        """Say that something was put: it is looked for at once."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled: then nothing more is taken, and what is under way ends, or is given back in time."""
        try:
            while True:
                self._woken.clear()
                works = await self._turn()
                await self._rest(works=works)
        finally:
            await self._stop()

    # ── a turn ──────────────────────────────────────────────────────────────────────────────────

    async def _turn(self) -> bool:
        """Settle, take and begin; False where the database did not work, and it is tried again later."""
        self._collect()
        ended, room = list(self._ended), self._room()
        hosts = Counter(delivery.host for delivery, _ in self._running.values())
        try:
            if ended or room:
                exchanging = self._service.database.run(self._exchange, ended, room, hosts)
                self._exchanging = asyncio.ensure_future(exchanging)
                claimed = await asyncio.shield(self._exchanging)
                del self._ended[: len(ended)]
                for delivery in claimed:
                    self._begin(delivery)
            await self._clear_away()
        except StorageError as error:
            log.warning("the outbox has to wait for its database", extra={"reason": str(error)})
            return False
        return True

    def _exchange(
        self, connection: Connection, ended: Sequence[tuple[Delivery, Outcome]], room: int, hosts: Mapping[str, int]
    ) -> list[Delivery]:
        now = self._service.now()
        for delivery, outcome in ended:
            self._settle(connection, delivery, outcome, now)
        per_host = self._service.settings.deliveries_per_host
        return claim(
            connection,
            self._worker,
            now,
            room,
            kinds=self._handlers,
            running=hosts,
            per_host=per_host,
            hold=self._hold,
        )

    def _settle(self, connection: Connection, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        try:
            with connection.begin_nested():
                settle(connection, delivery, self._worker, outcome, now)
        except Exception:
            log.exception("a delivery cannot be settled", extra={"kind": delivery.kind, "delivery": delivery.id})
            settle(connection, delivery, self._worker, self._later(delivery, "it could not be settled"), now)

    async def _clear_away(self) -> None:
        time = asyncio.get_running_loop().time()
        if time >= self._next_chores:
            self._next_chores = time + _CHORES
            for chore in self._chores:
                await self._service.database.run(chore, self._service.now())

    def _room(self) -> int:
        at_once = self._service.settings.deliveries_at_once
        time = asyncio.get_running_loop().time()
        quick = sum(time - begun < _QUICK for _, begun in self._running.values())
        return max(0, min(at_once - quick, at_once * _MOST_SLOW - len(self._running)))

    async def _rest(self, *, works: bool) -> None:
        """Wait until something ended or was put, or it is time to look."""
        if not works:
            await asyncio.sleep(_POLL)
            return
        time = asyncio.get_running_loop().time()
        turns_slow = [begun + _QUICK - time for _, begun in self._running.values() if begun + _QUICK > time]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min([_POLL, *turns_slow])):
                await self._woken.wait()

    # ── attempts ────────────────────────────────────────────────────────────────────────────────

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._attempt(delivery))
        self._running[task] = (delivery, asyncio.get_running_loop().time())
        task.add_done_callback(lambda _: self._woken.set())

    async def _attempt(self, delivery: Delivery) -> Outcome:
        loop, metrics = asyncio.get_running_loop(), self._service.metrics
        begun = loop.time()
        try:
            async with asyncio.timeout(self._patience):
                outcome = await self._handlers[delivery.kind](delivery)
        except TimeoutError:
            outcome = self._later(delivery, "it took too long")
        except StorageError as error:  # the database, or the key of its secrets: the other side knows of no attempt
            log.warning("a delivery has to wait", extra={"kind": delivery.kind, "reason": str(error)})
            again_at = self._service.now() + _OUR_FAULT
            outcome = Outcome(state="waiting", error=str(error), again_at=again_at, was_tried=False)
        except Exception:
            # A bug in a handler, or our own disk: the delivery is kept, and nobody else's is held up.
            log.exception("a delivery failed", extra={"kind": delivery.kind, "delivery": delivery.id})
            outcome = self._later(delivery, "an error of ours: see the log")
        metrics.delivery_seconds.labels(delivery.kind).observe(loop.time() - begun)
        metrics.deliveries.labels(delivery.kind, outcome.state if outcome.was_tried else "postponed").inc()
        return outcome

    def _later(self, delivery: Delivery, error: str) -> Outcome:
        again_at = backoff.again(delivery.attempts, delivery.id, self._service.now())
        return Outcome(state="waiting", error=error, again_at=again_at)

    def _collect(self) -> None:
        for task in [task for task in self._running if task.done()]:
            delivery, _ = self._running.pop(task)
            self._ended.append((delivery, task.result()))

    async def _stop(self) -> None:
        """Let what is under way end, within half the time that there is for stopping; give the rest back."""
        if self._exchanging is not None:  # a transaction that runs in a thread cannot be stopped
            await asyncio.wait([self._exchanging])
        if self._running:
            await asyncio.wait(self._running, timeout=self._service.settings.stop_timeout / 2)
        self._collect()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()
        ended, self._ended = self._ended, []

        def last(connection: Connection) -> None:
            self._exchange(connection, ended, 0, {})
            release(connection, self._worker)

        try:
            await self._service.database.run(last)
        except StorageError as error:  # all of it is taken again once it is not held any more
            log.warning("the outbox could not write down its last deliveries", extra={"reason": str(error)})
