"""The service as one ASGI application: which room answers, and what works in the background."""

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.errors import StorageError, SyndicateError
from syndicate.service.api.application import api
from syndicate.service.api.refusals import OPEN
from syndicate.service.context import Service
from syndicate.service.dashboard.site import dashboard
from syndicate.service.feeds import Feeds, refusal
from syndicate.service.fetches import Fetches, write
from syndicate.service.http.clients import client_of, room_of
from syndicate.service.http.problems import problem, words
from syndicate.service.http.rates import Rates
from syndicate.service.hub import announcing, subscriptions
from syndicate.service.hub.endpoint import Hub
from syndicate.service.hub.sending import handlers
from syndicate.service.outbound.client import Client
from syndicate.service.outbound.deliveries import Handler, Kind
from syndicate.service.outbound.outbox import Outbox
from syndicate.service.partners import webhooks
from syndicate.service.partners.report import Record, report
from syndicate.service.partners.room import Partners
from syndicate.service.running import due
from syndicate.service.running.access import observed
from syndicate.service.running.health import Health
from syndicate.service.running.publisher import Outcome, Publisher
from syndicate.service.running.reload import follow
from syndicate.service.running.tasks import Tasks
from syndicate.service.running.telemetry import traced
from syndicate.service.shelf.edition import Edition, NotWholeError
from syndicate.service.storage.box import check_kept

log = logging.getLogger(__name__)

_FOR_FILES = 16  # threads for the disk, whatever else waits
FLUSH = 10.0
"""Seconds between two times of writing down what was fetched."""

Watch = Callable[[Callable[[str], Awaitable[Outcome]]], Coroutine[Any, Any, None]]
"""Publishes at each change of the sources, for ever, with the publisher that it is given."""


def create_app(service: Service, *, watch: Watch | None = None) -> ASGIApp:
    """The application of a service; with ``watch`` it publishes what is saved. Its lifespan runs all other work."""
    settings, tasks, fetches = service.settings, Tasks(), Fetches()
    contact = service.library.settings.base_url
    client = Client(contact=contact, timeout=settings.delivery_timeout, trusted_hosts=settings.trusted_hosts)
    sending: dict[Kind, Handler] = {"webhook": webhooks.Webhooks(service, client)}
    if settings.hub:
        sending |= handlers(service, client)
    outbox = Outbox(service, sending, (subscriptions.sweep,))
    partners = Partners(service)
    troubles: list[str] = []

    async def told(edition: Edition) -> None:
        await service.database.run(_announce, service, edition)
        outbox.wake()

    @contextlib.asynccontextmanager
    async def working(_: object) -> AsyncIterator[None]:
        # Names of hosts are looked up in these as well, and each of the deliveries may wait for one.
        threads = ThreadPoolExecutor(settings.deliveries_at_once + _FOR_FILES, "files")
        asyncio.get_running_loop().set_default_executor(threads)
        publisher = Publisher(service)
        await _look_once(service)
        troubles.extend(await faults_of_the_key(service))
        async with client:
            tasks.begin("the look at feeds/", follow(service, told))
            tasks.begin("the outbox", outbox.run())
            tasks.begin("what is due", due.act(service, publisher))
            tasks.begin("partners' receipts", partners.run())
            tasks.begin("the count of fetches", _write_down(service, fetches))
            if watch is not None:
                tasks.begin("the watch", watch(publisher))
            try:
                yield
            finally:
                await tasks.end()
                service.database.close()

    def reported(connection: Connection, edition: Edition) -> list[Record]:
        return report(connection, edition, service.library.settings)

    rooms: dict[str, ASGIApp] = {
        "v1": _Limited(api(service), service),
        "p": partners,
        "partners": partners,
        "admin": dashboard(service, report=reported, troubles=lambda: troubles),
        **Health(service, tasks.alive).rooms(),
    }
    if settings.hub:
        rooms["websub"] = Hub(service, outbox.wake)
    feeds = Feeds(service, fetches.note)
    app = App(service, rooms, feeds, Router(lifespan=working))
    return traced(observed(app, service, feeds.quick))


class App:
    """Chooses the room by the first part of the path; whatever no room has is a file of the edition."""

    def __init__(self, service: Service, rooms: Mapping[str, ASGIApp], feeds: ASGIApp, lifespan: ASGIApp) -> None:
        self._prefix = service.prefix
        self._rooms = rooms
        self._feeds = feeds
        self._lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        name = room_of(scope["path"], self._prefix)
        room = self._rooms.get(name)
        if room is None:
            await self._feeds(scope, receive, send)
        else:
            await (refusal(scope, None, problem if name == "v1" else words) or room)(scope, receive, send)


class _Limited:
    """The API for each address only so often: it works for its answers, unlike the feeds."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._rates = Rates(service.settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = client_of(scope, self._service.settings.trusted_proxies)
        app = self._app
        if wait := self._rates.wait(client, self._service.now()):
            detail = f"at most {self._service.settings.requests_per_minute} requests a minute from one address"
            app = problem(429, detail, headers={"retry-after": str(math.ceil(wait)), **OPEN})
        await app(scope, receive, send)


def _announce(connection: Connection, service: Service, edition: Edition) -> int:
    told = webhooks.announce(connection, service, edition)
    return told + (announcing.announce(connection, service, edition) if service.settings.hub else 0)


async def _look_once(service: Service) -> None:
    """Take the edition that is there, so that the first request is answered; what is wrong is told later on."""
    with contextlib.suppress(NotWholeError, SyndicateError):
        await asyncio.to_thread(service.shelf.refresh)


async def faults_of_the_key(service: Service) -> list[str]:
    """What is wrong with the secret key, for log and dashboard: no webhook can be signed then, and feeds go out."""
    try:
        await service.database.run(check_kept, service.box)
    except StorageError as error:
        log.error("signed deliveries have to wait for the right key", extra={"reason": str(error)})
        return [f"Signed deliveries wait, withdrawals among them: {error}"]
    return []


async def _write_down(service: Service, fetches: Fetches) -> None:
    """Write every few seconds what was fetched, and once more when the service stops."""
    is_on = True
    while is_on:
        try:
            await asyncio.sleep(FLUSH)
        except asyncio.CancelledError:
            is_on = False
        if taken := fetches.take():
            try:
                await service.database.run(write, taken, service.now())
            except StorageError as error:
                fetches.put_back(taken)
                log.warning("the count of fetches waits for the database", extra={"reason": str(error)})
