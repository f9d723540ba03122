"""A hub at work, and subscribers for it: real servers on this machine, and a publisher who changes an article.

with Subscribers() as others, Hubbing(service(tmp_path, trusted_hosts=HOSTS)) as hub:
    reader = others.add("/reader")
    assert hub.subscribe(reader, "es/atom.xml").status_code == 202
    reader.wait_for_verifications(1)
    hub.publish()
    (delivery,) = reader.wait_for_deliveries(1)
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Condition, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx
from service_kit import clock, serving
from small_library import HOUR, SmallLibrary
from sqlalchemy import Table, select
from starlette.applications import Starlette
from starlette.routing import Route

from syndicate.service import hub as room
from syndicate.service.context import Service
from syndicate.service.outbound.client import Client, Resolve
from syndicate.service.outbound.deliveries import Handler, Kind
from syndicate.service.outbound.outbox import Outbox
from syndicate.service.storage.tables import deliveries, intents, subscriptions

TOPIC = "es/atom.xml"
SITE = "https://feeds.example.org/"
HOST = "127.0.0.1"
PATIENCE = 60.0
"""Seconds after which what is waited for is not coming."""

Answer = tuple[int, Mapping[str, str], bytes]
Query = Mapping[str, str]


# ── subscribers ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Delivery:
    """What came in a POST: headers in lower case."""

    headers: Mapping[str, str]
    body: bytes


def echo(query: Query) -> Answer:
    """Agree to whatever is asked."""
    return 200, {"Content-Type": "text/plain"}, query.get("hub.challenge", "").encode()


def thank(_: Delivery) -> Answer:
    """Take what is delivered."""
    return 204, {}, b""


@dataclass
class Subscriber:
    """One callback: what it answers, and what it was asked and sent."""

    url: str
    on_verify: Callable[[Query], Answer] = echo
    on_delivery: Callable[[Delivery], Answer] = thank
    verifications: list[Query] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)

    def wait_for_verifications(self, count: int) -> list[Query]:
        """All of them, once there are that many."""
        return self._wait(lambda: self.verifications, count)

    def wait_for_deliveries(self, count: int) -> list[Delivery]:
        """All of them, once there are that many."""
        return self._wait(lambda: self.deliveries, count)

    def _wait(self, seen: Callable[[], list[Any]], count: int) -> list[Any]:
        with self.changed:
            assert self.changed.wait_for(lambda: len(seen()) >= count, PATIENCE), f"{len(seen())} of {count} came"
            return list(seen())


class Subscribers(AbstractContextManager["Subscribers"]):
    """A server with any number of callbacks at ``http://127.0.0.1:PORT``; ``connections`` counts who knocked.

    With ``tls``, the context of a server, it is https.
    """

    def __init__(self, tls: SSLContext | None = None) -> None:
        self._known: dict[str, Subscriber] = {}
        owner = self

        class Handler(_Handler):
            subscribers = owner

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.connections = 0

    def add(self, path: str, *, host: str = HOST, **answers: Any) -> Subscriber:
        """A callback at a path, which may have a query."""
        made = Subscriber(f"{self._scheme}://{host}:{self.port}{path}", **answers)
        self._known[urlsplit(path).path] = made
        return made

    def find(self, path: str) -> Subscriber | None:
        """The callback at a path."""
        return self._known.get(path)

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 200

    def handle_error(self, *_: object) -> None:
        """Who hangs up early is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    subscribers: Subscribers

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        known = self._known(parts.path)
        answer = known.on_verify(query) if known else (404, {}, b"")
        if known:
            with known.changed:
                known.verifications.append(query)
                known.changed.notify_all()
        self._answer(answer)

    def do_POST(self) -> None:
        known = self._known(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        delivery = Delivery({name.lower(): value for name, value in self.headers.items()}, body)
        answer = known.on_delivery(delivery) if known else (404, {}, b"")
        if known:
            with known.changed:
                known.deliveries.append(delivery)
                known.changed.notify_all()
        self._answer(answer)

    def _known(self, path: str) -> Subscriber | None:
        self.subscribers.connections += 1
        return self.subscribers.find(path)

    def _answer(self, answer: Answer) -> None:
        status, headers, body = answer
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests look at what came."""


# ── the hub ─────────────────────────────────────────────────────────────────────────────────────


class Hubbing(AbstractContextManager["Hubbing"]):
    """The hub over HTTP with its outbox, as the service runs them; ``publish`` changes an article and announces it."""

    def __init__(
        self, made: Service, *, resolve: Resolve | None = None, handlers: Mapping[Kind, Handler] | None = None
    ) -> None:
        self.made = made
        self.small = SmallLibrary(made.library.root)
        self._resolve, self._more = resolve, handlers or {}
        self._stack = ExitStack()
        self._rounds = 0

    def __enter__(self) -> Self:
        self.announce()
        self._http = self._stack.enter_context(httpx.Client(trust_env=False, verify=False, timeout=PATIENCE))
        self.url = self._stack.enter_context(serving(self._app()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        if kind is None:
            self.made.database.close()

    def _app(self) -> Starlette:
        @asynccontextmanager
        async def lifespan(_: Starlette) -> Any:
            settings = self.made.settings
            async with Client(
                contact=SITE,
                timeout=settings.delivery_timeout,
                trusted_hosts=settings.trusted_hosts,
                resolve=self._resolve,
            ) as client:
                handlers = {**room.handlers(self.made, client), **self._more}
                self._loop = asyncio.get_running_loop()
                self.outbox = Outbox(self.made, handlers, [room.sweep])
                working = asyncio.create_task(self.outbox.run())
                yield
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

        hub = room.Hub(self.made, lambda: self.outbox.wake())  # noqa: PLW0108 - there is none before the start
        return Starlette(routes=[Route("/websub", hub)], lifespan=lifespan)

    # ── what people do ──────────────────────────────────────────────────────────────────────────

    def ask(self, data: Mapping[str, str] | bytes | str, **headers: str) -> httpx.Response:
        """Send a form to the hub."""
        form = isinstance(data, Mapping)
        kind = {"content-type": "application/x-www-form-urlencoded"}
        options: dict[str, Any] = {"data": data} if form else {"content": data}
        return self._http.post(f"{self.url}/websub", headers={**kind, **headers}, **options)

    def subscribe(
        self, subscriber: Subscriber | str, topic: str = TOPIC, mode: str = "subscribe", **more: str
    ) -> httpx.Response:
        """Ask for a subscription: ``secret``, ``lease_seconds`` and the like in ``more``."""
        callback = subscriber.url if isinstance(subscriber, Subscriber) else subscriber
        fields = {"hub.mode": mode, "hub.callback": callback, "hub.topic": f"{SITE}{topic}"}
        return self.ask(fields | {f"hub.{name}": value for name, value in more.items()})

    def subscribed(self, subscriber: Subscriber, topic: str = TOPIC, **more: str) -> None:
        """Subscribe, and wait until it is verified."""
        before = len(self.rows(subscriptions))
        asked = self.subscribe(subscriber, topic, **more)
        assert asked.status_code == 202, asked.text
        eventually(lambda: not self.rows(intents))
        assert len(self.rows(subscriptions)) == before + 1

    def publish(self, **changes: Any) -> None:
        """Change an article, let an hour pass, publish and announce. ``changes`` are the article's fields."""
        self._rounds += 1
        fields = {"summary": f"Round {self._rounds}.", "language": "es", "title": f"Ronda {self._rounds}", **changes}
        self.small.article("news", **fields)
        self.small.publish(clock(self.made).forward(HOUR))
        self.made.shelf.refresh()
        self.announce()
        self.wake()

    def announce(self) -> int:
        """Tell of the present edition."""
        edition = self.made.shelf.edition
        assert edition is not None
        with self.made.database.begin() as connection:
            return room.announce(connection, self.made, edition)

    def wake(self, after: timedelta = timedelta()) -> None:
        """Let the outbox look at once, some time later."""
        clock(self.made).forward(after)
        self._loop.call_soon_threadsafe(self.outbox.wake)

    # ── what is known ───────────────────────────────────────────────────────────────────────────

    def body(self, topic: str = TOPIC) -> bytes:
        """The document as it is served."""
        edition = self.made.shelf.edition
        assert edition is not None
        return edition.read(topic)

    def rows(self, table: Table) -> list[Any]:
        """All rows of a table."""
        with self.made.database.begin(reading=True) as connection:
            return list(connection.execute(select(table)).all())

    def settled(self, count: int = 1, kind: str = "content") -> list[Any]:
        """The deliveries of a kind, once that many are over and none waits."""
        found: list[Any] = []

        def over() -> bool:
            found[:] = [row for row in self.rows(deliveries) if row.kind == kind]
            return len(found) >= count and all(row.state != "waiting" for row in found)

        eventually(over)
        return found

    def tried(self, attempts: int, kind: str = "content") -> Any:
        """The one delivery of a kind, once it was tried that often and waits again or is over."""
        found: list[Any] = []

        def over() -> bool:
            found[:] = [row for row in self.rows(deliveries) if row.kind == kind]
            return all(row.attempts >= attempts and row.claimed_by is None for row in found)

        eventually(over)
        (row,) = found
        return row


def eventually(check: Callable[[], bool]) -> None:
    """Wait until something holds that another thread brings about."""
    end = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


def reconfigured(made: Service, **settings: Any) -> Service:
    """The same service with other settings."""
    return replace(made, settings=replace(made.settings, **settings))
