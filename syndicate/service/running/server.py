"""The HTTP server: uvicorn in this process, or in one process a worker that all take from one socket.

SIGTERM and SIGINT stop it gracefully: no new connections, answers that have begun are finished, then the application
ends its own work (lifespan). A second signal does not wait.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import cast

import uvicorn
import uvloop
from starlette.types import ASGIApp

from syndicate.errors import SyndicateError
from syndicate.service.running.connections import IDLE_SECONDS, Connection, look_at_all

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 2_000
"""Of one worker; above it, requests are answered with 503."""
_CROWDED = 0.75  # of them, from which on idle ones are ended sooner
_OTHER_FILES = 256  # that a worker may have open besides: of the edition, of the database, for deliveries
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_PATIENCE = 5.0  # seconds beyond stop_timeout after which a worker is killed
_HASTY = 5.0  # a worker that gives up so soon after its start would only do it again
_FAILED = 1

Make = Callable[[int], ASGIApp]
"""Makes the application of a worker, by its number from 0 on, in its own process: nothing is shared."""


def run(make: Make, listening: socket.socket, *, workers: int, stop_timeout: float) -> int:
    """Serve until a signal says stop; the exit code, 0 after a graceful stop. Times are seconds."""
    path = listening.getsockname() if listening.family == socket.AF_UNIX else ""
    _allow_files()
    try:
        if workers == 1:
            return _serve(make, 0, listening, stop_timeout)
        return _Workers(make, listening, workers, stop_timeout).run()
    finally:
        listening.close()
        if path:
            Path(path).unlink(missing_ok=True)


def _serve(make: Make, number: int, listening: socket.socket, stop_timeout: float, *, is_child: bool = False) -> int:
    parent = os.getppid() if is_child else None

    async def serve() -> int:
        server = _Server(_config(make(number), stop_timeout))
        for one in _SIGNALS[: 1 if is_child else 2]:
            asyncio.get_running_loop().add_signal_handler(one, server.stop)
        looking = asyncio.create_task(server.look(parent))
        try:
            await server.serve(sockets=[listening])
        except SystemExit:  # uvicorn's way to say that the application could not start; it has logged why
            return _FAILED
        finally:
            looking.cancel()
        return 0

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve())


def _allow_files() -> None:
    """Raise the number of open files to what we need: 1,024 is usual, as old programs cannot count further."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + _OTHER_FILES
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with contextlib.suppress(OSError):  # a sandbox may forbid it: then it is fewer connections
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _most_connections() -> int:
    """Fewer than MOST_CONNECTIONS where this user may not open as many files."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return min(MOST_CONNECTIONS, max(allowed - _OTHER_FILES, allowed // 2))


def _config(app: ASGIApp, stop_timeout: float) -> uvicorn.Config:
    # Whoever wraps the application (tracing) hides its quick answers, and sees every request.
    connection = partial(Connection, quick=getattr(app, "quick", None))
    return uvicorn.Config(
        app,
        loop="none",  # ours is running
        http=cast("type[asyncio.Protocol]", connection),
        ws="none",
        interface="asgi3",
        lifespan="on",
        log_config=None,
        access_log=False,  # its lines would have tokens and queries
        proxy_headers=False,  # http/clients.py reads them
        server_header=False,
        limit_concurrency=_most_connections(),
        timeout_keep_alive=int(IDLE_SECONDS),
        timeout_graceful_shutdown=max(1, round(stop_timeout / 2)),  # the other half is the outbox's
    )


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to us: uvicorn would raise them again after the stop, and the exit code would be theirs."""
        yield

    def stop(self) -> None:
        """Stop; at once where it was said before."""
        self.force_exit, self.should_exit = self.should_exit, True

    async def look(self, parent: int | None) -> None:
        """End the connections whose time is over; and stop where the parent was killed, which cannot tell us."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1)
            connections = self.server_state.connections
            most = self.config.limit_concurrency or MOST_CONNECTIONS
            look_at_all(connections, loop.time(), is_crowded=len(connections) > most * _CROWDED)
            if parent and os.getppid() != parent and not self.should_exit:
                self.stop()


class _Workers:
    """The processes that serve, and their parent that only starts and stops them."""

    def __init__(self, make: Make, listening: socket.socket, count: int, stop_timeout: float) -> None:
        self._start = partial(_work, make, listening, stop_timeout)
        self._stop_timeout = stop_timeout
        self._running: dict[BaseProcess, tuple[int, float]] = {}
        self._count = count
        self._stopping_since: float | None = None
        self._code = 0

    def run(self) -> int:
        """Keep the workers until a signal says stop, or one of them cannot even start."""
        before = {one: signal.signal(one, self._stop) for one in _SIGNALS}
        try:
            for number in range(self._count):
                self._begin(number)
            while self._running:
                for sentinel in wait([process.sentinel for process in self._running], timeout=1):
                    self._ended(next(process for process in self._running if process.sentinel == sentinel))
                self._kill_late()
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
        return self._code

    def _begin(self, number: int) -> None:
        # A fork: the application is an object, and what it imports is shared in memory.
        process = multiprocessing.get_context("fork").Process(target=self._start, args=(number,))
        process.start()
        self._running[process] = number, time.monotonic()

    def _ended(self, process: BaseProcess) -> None:
        process.join()
        number, started = self._running.pop(process)
        if self._stopping_since is not None:
            self._code = _FAILED if process.exitcode else self._code
        elif (process.exitcode or 0) > 0 and time.monotonic() - started < _HASTY:
            self._code = _FAILED
            self._stop(signal.SIGTERM, None)
        else:
            self._begin(number)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping_since = self._stopping_since or time.monotonic()
        for process in self._running:
            process.terminate()

    def _kill_late(self) -> None:
        since = self._stopping_since
        if since is not None and time.monotonic() - since > self._stop_timeout + _PATIENCE:
            for process in self._running:
                process.kill()


def _work(make: Make, listening: socket.socket, stop_timeout: float, number: int) -> None:
    """Serve as one of several. Ctrl+C reaches the whole group: here only the parent's SIGTERM counts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until the loop takes it: the parent's handler is not for us
    try:
        raise SystemExit(_serve(make, number, listening, stop_timeout, is_child=True))
    except SyndicateError as error:
        log.error("a worker cannot start", extra={"worker": number, "reason": str(error)})
        raise SystemExit(_FAILED) from error
    except Exception as error:
        log.exception("a worker has failed", extra={"worker": number})
        raise SystemExit(_FAILED) from error
