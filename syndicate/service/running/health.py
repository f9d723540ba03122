"""Whether the process lives (``/healthz``), whether it can serve (``/readyz``), and how it is (``/metrics``)."""

import asyncio
import hmac
import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import Connection, func, select
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.errors import StorageError
from syndicate.model import When
from syndicate.service.context import Service
from syndicate.service.http.clients import headers_of, is_forwarded, plain
from syndicate.service.http.problems import SAFE, allowed, problem, words
from syndicate.service.storage.tables import deliveries, subscriptions

log = logging.getLogger(__name__)

SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""The folder in which several workers add up what they count; prometheus_client wants it in the environment."""
_FRESH = timedelta(seconds=1)  # how long the database's answer holds: a flood of questions is no flood to it
_ANSWERS = 5.0  # seconds that the database may take
_NAMES = ("healthz", "readyz", "metrics")
_NO_STORE = {**SAFE, "cache-control": "no-store"}

Alive = Mapping[str, Callable[[], bool]]
"""Work in the background by its name, and whether it still goes on."""


class Health:
    """The three addresses; ``rooms()`` gives them as ASGI applications."""

    def __init__(self, service: Service, alive: Alive) -> None:
        self._service = service
        self._alive = alive
        self._turn = asyncio.Lock()
        self._known: tuple[datetime, list[str]] | None = None
        ProcessCollector(registry=service.metrics.registry)

    def rooms(self) -> Mapping[str, ASGIApp]:
        """What answers, by the first part of the path."""
        return {"healthz": self.live, "readyz": self.ready, "metrics": self.metrics}

    async def live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """200 as long as the event loop turns."""
        answer = _refused(scope) or Response("ok\n", headers=_NO_STORE, media_type="text/plain")
        await answer(scope, receive, send)

    async def ready(self, scope: Scope, receive: Receive, send: Send) -> None:
        """200 where requests can be answered, else 503; JSON with the reasons."""
        if (refused := _refused(scope)) is not None:
            await refused(scope, receive, send)
            return
        reasons = await self.reasons()
        edition = self._service.shelf.edition
        data = {
            "ready": not reasons,
            "reasons": reasons,
            "built": str(When(edition.manifest.built)) if edition and edition.manifest.built else None,
        }
        headers = _NO_STORE | ({"retry-after": "5"} if reasons else {})
        body = json.dumps(data, indent=1) + "\n"
        answer = Response(body, 503 if reasons else 200, headers, "application/json")
        await answer(scope, receive, send)

    async def reasons(self) -> list[str]:
        """Why requests cannot be answered as they should: empty where all is well."""
        of_the_database = await self._known_of_the_database()
        found = [] if self._service.shelf.edition else ["nothing is published yet"]
        found += of_the_database
        found += [f"{name} has ended" for name, is_alive in self._alive.items() if not is_alive()]
        return found

    async def metrics(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The counters in Prometheus' text format, for this machine, the networks that we trust and the admin token."""
        answer = _refused(scope)
        if answer is None and not self._may_read(scope):
            answer = problem(
                403,
                "metrics are for this machine and for `trusted_proxies`, asked without a proxy between; from anywhere "
                "else send the admin token: Authorization: Bearer …",
            )
        if answer is None:
            try:
                waiting, oldest, held = await self._service.database.read(gauges, self._service.now())
            except StorageError as error:  # the counters are wanted all the more
                log.warning("the outbox cannot be counted", extra={"reason": str(error)})
            else:
                self._set(waiting, oldest, held)
            answer = Response(await asyncio.to_thread(self._text), headers={**_NO_STORE})
            answer.headers["content-type"] = CONTENT_TYPE_LATEST
        await answer(scope, receive, send)

    def _set(self, waiting: int, oldest: float, held: int) -> None:
        metrics, edition = self._service.metrics, self._service.shelf.edition
        metrics.outbox_waiting.set(waiting)
        metrics.outbox_oldest.set(oldest)
        metrics.subscriptions.set(held)
        if edition and edition.manifest.built:
            metrics.edition_built.set(edition.manifest.built.timestamp())

    def _text(self) -> bytes:
        registry = self._service.metrics.registry
        if os.environ.get(SHARED_METRICS):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _may_read(self, scope: Scope) -> bool:
        address = plain(str((scope.get("client") or ("",))[0]))
        if not is_forwarded(scope) and _is_near(address, self._service.settings.trusted_proxies):
            return True
        token = self._service.admin_token
        scheme, _, given = headers_of(scope).get("authorization", "").partition(" ")
        return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())

    async def _known_of_the_database(self) -> list[str]:
        async with self._turn:  # who asks meanwhile waits for the same answer
            now = self._service.now()
            if self._known is None or not timedelta() <= now - self._known[0] < _FRESH:
                found = await self._of_the_database()
                self._known = self._service.now(), found
            return self._known[1]

    async def _of_the_database(self) -> list[str]:
        try:
            async with asyncio.timeout(_ANSWERS):
                await self._service.database.read(_ask)
        except (StorageError, TimeoutError) as error:
            log.warning("the database does not answer", extra={"reason": str(error)})
            return ["the database does not answer"]  # where it is, strangers need not know
        return []


def _ask(connection: Connection) -> None:
    connection.execute(select(1))


def _refused(scope: Scope) -> Response | None:
    if scope["method"] not in ("GET", "HEAD"):
        return allowed(("GET", "HEAD"), in_words=True)
    if scope["path"].rpartition("/")[2] not in _NAMES:
        return words(404, "there is nothing below /healthz, /readyz and /metrics")
    return None


def _is_near(address: str, trusted: Sequence[str]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return known.is_loopback or any(known in ip_network(network, strict=False) for network in trusted)


def gauges(connection: Connection, now: datetime) -> tuple[int, float, int]:
    """How many deliveries wait, how long the oldest has been due (seconds), how many subscriptions have a lease."""
    due = select(func.count(), func.min(deliveries.c.due)).where(deliveries.c.state == "waiting")
    waiting, oldest = connection.execute(due).one()
    held = connection.execute(select(func.count()).where(subscriptions.c.lease_ends > now)).scalar_one()
    return waiting, max((now - oldest).total_seconds(), 0.0) if oldest else 0.0, held
