"""Asking an application without a server, and waiting for what comes about in the background.

status, headers, body = await ask(app, "/readyz")
await until(lambda: done)
"""

import asyncio
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Message, Scope


def scope_of(path: str, method: str = "GET", client: str = "192.0.2.77", **headers: str) -> Scope:
    """An ASGI scope as the server makes it; ``user_agent="curl/8"`` is the header User-Agent."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.partition("?")[0],
        "raw_path": path.partition("?")[0].encode(),
        "query_string": path.partition("?")[2].encode(),
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8080),
        "state": {},
    }


async def ask(
    app: ASGIApp, path: str, method: str = "GET", *, client: str = "192.0.2.77", **headers: str
) -> tuple[int, Mapping[str, str], bytes]:
    """One request without a server: (status, headers, body)."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope_of(path, method, client, **headers), receive, send)
    fields = {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return sent[0]["status"], fields, b"".join(message.get("body", b"") for message in sent[1:])


async def until(what: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds, looking often; TimeoutError where it does not come about."""
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.02)
