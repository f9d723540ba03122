"""The access log and the counts of requests: one pure ASGI middleware around the whole application."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter, time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicate.service.context import Service
from syndicate.service.http.answers import Fields, Reply
from syndicate.service.http.clients import client_of, plain, room_of
from syndicate.service.metrics import Metrics
from syndicate.service.running.logs import stamp, writer
from syndicate.service.running.redaction import network_of, redacted, shortened

_ROOMS = {
    "v1": "api",
    "websub": "hub",
    "p": "partners",
    "partners": "partners",
    "admin": "dashboard",
    "healthz": "health",
    "readyz": "health",
    "metrics": "health",
}
_ABORTED = 499  # nginx's word for an answer that did not begin, because the client left or we were stopped
Quick = Callable[[bytes, bytes, Fields], Reply | None]
Tell = Callable[[Mapping[str, Any]], object]


def observed(app: ASGIApp, service: Service, quick: Quick | None = None) -> "Access":
    """The application with its requests counted and, where the settings say so, written down."""
    return Access(
        app,
        service.metrics,
        tell=writer() if service.settings.access_log else None,
        trusted=service.settings.trusted_proxies,
        prefix=service.prefix,
        quick=quick,
    )


class Access:
    """Counts each answer, and tells it where somebody wants to be told.

    What is told has no query, no header but the User-Agent, no token of a path and no whole address (redaction.py).
    """

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        *,
        tell: Tell | None = None,
        trusted: Sequence[str] = (),
        prefix: str = "",
        quick: Quick | None = None,
    ) -> None:
        self._app = app
        self._quick = quick
        self._tell = tell
        self._trusted = tuple(trusted)
        self._prefix = prefix
        self._requests: dict[tuple[str, int], Callable[[], None]] = {}
        self._bytes: dict[str, Callable[[float], None]] = {}
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, count, tell."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        status, sent = _ABORTED, 0

        async def counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            self._note(scope, status, sent, perf_counter() - start)

    def quick(self, method: bytes, target: bytes, headers: Fields, client: tuple[str, int] | None) -> Reply | None:
        """The application's answer where it has one at once (:meth:`Feeds.quick`), counted and told."""
        if self._quick is None:
            return None
        start = perf_counter()
        reply = self._quick(method, target, headers)
        if reply is None:
            return None
        sent = reply.length if method == b"GET" else 0
        self._count("feeds", reply.status, sent)
        if self._tell is not None:
            path = target.decode("latin-1")
            scope = {"method": method.decode(), "path": path, "headers": headers, "client": client}
            self._tell(told(scope, reply.status, sent, perf_counter() - start, self._trusted))
        return reply

    def _note(self, scope: Scope, status: int, sent: int, seconds: float) -> None:
        room = _ROOMS.get(room_of(scope["path"], self._prefix), "feeds")
        self._count(room, status, sent)
        if self._tell is not None:
            self._tell(told(scope, status, sent, seconds, self._trusted))

    def _count(self, room: str, status: int, sent: int) -> None:
        # The children are looked up once: labels() costs as much as everything else here.
        one = self._requests.get((room, status))
        if one is None:
            one = self._requests[room, status] = self._metrics.requests.labels(room, str(status)).inc
        one()
        if sent:
            more = self._bytes.get(room)
            if more is None:
                more = self._bytes[room] = self._metrics.sent_bytes.labels(room).inc
            more(sent)


def told(scope: Scope, status: int, sent: int, seconds: float, trusted: Sequence[str] = ()) -> dict[str, Any]:
    """What is written down of one request."""
    agent, is_forwarded = b"", False
    for name, value in scope["headers"]:
        if name == b"user-agent":
            agent = value
        elif name == b"x-forwarded-for":
            is_forwarded = True
    client = client_of(scope, trusted) if is_forwarded else plain(str((scope.get("client") or ("",))[0]))
    return {
        "time": stamp(time()),
        "level": "info",
        "event": "request",
        "method": scope["method"],
        "path": redacted(scope["path"]),
        "status": status,
        "bytes": sent,
        "ms": round(seconds * 1000, 2),
        "client": network_of(client),
        "agent": shortened(agent.decode("latin-1")),
    }
