"""The hub's address: takes requests, and answers at once. What was asked is verified afterwards, from the outbox."""

import asyncio
import logging
import math
from collections.abc import Callable

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from syndicate.errors import StorageError
from syndicate.service.context import Service
from syndicate.service.http.clients import client_of
from syndicate.service.http.problems import allowed, words
from syndicate.service.http.rates import Rates
from syndicate.service.hub import subscriptions
from syndicate.service.hub.requests import MOST, RequestError, parse
from syndicate.service.hub.requests import Request as Wanted
from syndicate.service.hub.topics import Offer

log = logging.getLogger(__name__)

_FORM = "application/x-www-form-urlencoded"
_PATIENCE = 10.0  # seconds for a body of a few hundred bytes


class Hub:
    """An ASGI application for POST (W3C WebSub §5.1). ``wake`` is called when there is something to verify."""

    def __init__(self, service: Service, wake: Callable[[], None]) -> None:
        self._service = service
        self._wake = wake
        self._rates = Rates(service.settings.hub_requests_per_minute)
        self._offer = Offer(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; who hangs up gets nothing."""
        request = HttpRequest(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: HttpRequest) -> Response:
        if refused := self._refused(request):
            return refused
        try:
            async with asyncio.timeout(_PATIENCE):
                body = await _body(request)
        except TimeoutError:
            return words(408, "the body did not come in time", headers={"connection": "close"})
        if body is None:
            return words(413, f"a request has at most {MOST:,} bytes", headers={"connection": "close"})
        try:
            wanted = parse(body, self._service.settings)
        except RequestError as error:
            return words(400, str(error))
        try:
            return await self._grant(wanted)
        except StorageError as error:
            log.warning("a subscriber has to wait for the database", extra={"reason": str(error)})
            return _later(503, "nothing can be noted down at the moment: ask again in a minute", 60)

    def _refused(self, request: HttpRequest) -> Response | None:
        """What can be said before the body is read."""
        if request.method != "POST":
            return allowed(["POST"], in_words=True)
        client = client_of(request.scope, self._service.settings.trusted_proxies)
        if wait := self._rates.wait(client, self._service.now()):
            return _later(429, "too many requests from your address: wait, and ask again", math.ceil(wait))
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return words(415, f"the hub takes {_FORM}")
        return None

    async def _grant(self, wanted: Wanted) -> Response:
        offer = self._offer.now()
        if offer is None:
            return _later(503, "nothing is published yet: ask again in a minute", 60)
        topic = wanted.topic.removeprefix(self._service.address(""))
        if self._service.address(topic) != wanted.topic or offer[1].get(topic) is None:
            catalog = self._service.address("index.json")
            base = self._service.address("")
            return words(404, f"hub.topic is no feed of this library: they begin with {base}, and {catalog} lists them")
        if wanted.mode == "subscribe" and topic in offer[1].closing:
            return words(410, "hub.topic is a feed that was closed: nothing more is published there")
        secret = self._service.box.close(wanted.secret) if wanted.secret else None
        full = await self._service.database.run(
            subscriptions.ask, wanted, topic, self._service.settings, secret=secret, now=self._service.now()
        )
        if full:
            return _later(429, full.reason, full.retry_after)
        self._wake()
        return words(202, f"accepted: your callback is asked now whether it wants to {wanted.mode}")


async def _body(request: HttpRequest) -> bytes | None:
    """The body; None where it is too long."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST:
            return None
    return bytes(body)


def _later(status: int, detail: str, seconds: int) -> Response:
    return words(status, detail, headers={"retry-after": str(seconds)})
