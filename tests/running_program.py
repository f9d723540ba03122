"""A program that serves a small application with the service's server, for tests of the server.

python tests/running_program.py '{"workers": 2, "stop_timeout": 5, "host": "127.0.0.1", "HEAD_SECONDS": 0.5}'

It prints its URL, and what the application does at its start and end. /slow answers in three pieces.
"""

import asyncio
import json
import os
import sys

from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.errors import StorageError
from syndicate.service.running import connections, logs, server
from syndicate.service.running.listening import listen, url_of


def make(number: int) -> ASGIApp:
    """The application of a worker: the first one cannot start where the options say so."""
    if OPTIONS.get("broken") and number == 0:
        raise StorageError("the service's database (sqlite): disk I/O error")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
        else:
            await answer(scope, receive, send)

    return app


def say(line: str) -> None:
    """Print a line in one piece: the workers write side by side."""
    os.write(1, f"{line}\n".encode())


async def live(receive: Receive, send: Send) -> None:
    """The beginning and the end of the application."""
    assert (await receive())["type"] == "lifespan.startup"
    if OPTIONS.get("refuses"):
        await send({"type": "lifespan.startup.failed", "message": "no"})
        return
    await send({"type": "lifespan.startup.complete"})
    say(f"begun {os.getpid()}")
    assert (await receive())["type"] == "lifespan.shutdown"
    say(f"ended {os.getpid()}")
    await send({"type": "lifespan.shutdown.complete"})


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """The process and the client; /slow in three pieces, /big ten megabytes, /body what was sent."""
    pieces = [f"{os.getpid()} {scope['client'][0]}".encode()]
    if scope["path"] == "/big":
        pieces = [b"x" * 10_000_000]
    if scope["path"] == "/slow":
        pieces = [b"one ", b"two ", b"three"]
    if scope["path"] == "/body":
        message = await receive()
        pieces = [message.get("body", b"")]
        while message.get("more_body"):
            message = await receive()
            pieces[0] += message.get("body", b"")
    length = str(sum(map(len, pieces))).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    for number, piece in enumerate(pieces, 1):
        await send({"type": "http.response.body", "body": piece, "more_body": number < len(pieces)})
        if scope["path"] == "/slow":
            await asyncio.sleep(OPTIONS.get("slow", 0.5))


if __name__ == "__main__":
    OPTIONS = json.loads(sys.argv[1])
    for name in ("HEAD_SECONDS", "IDLE_SECONDS", "STALLED_SECONDS"):
        setattr(connections, name, OPTIONS.get(name, getattr(connections, name)))
    logs.configure()
    socket = listen(OPTIONS.get("host", "127.0.0.1"), OPTIONS.get("port", 0))
    say(url_of(socket))
    workers, stop_timeout = OPTIONS.get("workers", 1), OPTIONS.get("stop_timeout", 10)
    sys.exit(server.run(make, socket, workers=workers, stop_timeout=stop_timeout))
