"""What the hub sends: the question whether somebody wants what was asked in his name, and the news."""

import asyncio
import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from sqlalchemy import Connection, select

from syndicate.service.context import Service
from syndicate.service.hub import subscriptions as subscribed
from syndicate.service.hub.subscriptions import Intent, Subscription
from syndicate.service.hub.topics import Offer, Topics
from syndicate.service.outbound import backoff
from syndicate.service.outbound.client import Answer, Client, Failure
from syndicate.service.outbound.deliveries import Delivery, Handler, Kind, Outcome
from syndicate.service.shelf.edition import Edition
from syndicate.service.shelf.resource import Resource
from syndicate.service.storage.tables import deliveries
from syndicate.service.storage.tables import topics as told_topics

log = logging.getLogger(__name__)

HUB = "websub"
"""The hub's own address below the library's."""
MOST_VERIFICATIONS = 3
"""How often a callback that cannot be reached is asked."""
MOST_CONTENTS = 15
"""How often the same content is sent before the hub waits for the next publish: half a day, a day at most."""

_SOON = timedelta(seconds=5)  # until our own files are as far as another server's
_BODIES = 8  # documents that are kept while they go to many


def handlers(service: Service, client: Client) -> Mapping[Kind, Handler]:
    """What the outbox needs to send the hub's deliveries."""
    sender = _Sender(service, client)
    return {"verify": sender.verify, "content": sender.content}


class _Sender:
    def __init__(self, service: Service, client: Client) -> None:
        self._service = service
        self._client = client
        self._offer = Offer(service)
        self._bodies: dict[str, bytes] = {}

    # ── verification of intent (§5.3) and denial (§5.2) ─────────────────────────────────────────

    async def verify(self, delivery: Delivery) -> Outcome:
        """Ask a callback whether it wants what was asked, or tell it that its subscription is over."""
        found = await self._service.database.read(_asked, delivery)
        if found is None:
            return Outcome(state="failed", error="another request took its place")
        intent, is_told = found
        offer = self._offer.now()
        offered = offer[1] if offer else Topics()
        if intent.mode == "subscribe" and offered.get(intent.topic) is None and (is_told or not offer):
            return self._postponed("this server's files are older than the topic")
        if intent.mode == "denied" or (intent.mode == "subscribe" and intent.topic not in offered.open):
            return await self._deny(delivery, intent)
        challenge = secrets.token_urlsafe(24)  # ASCII, and nothing that a browser would take for a page
        fields = {"hub.challenge": challenge}
        if intent.mode == "subscribe":
            fields["hub.lease_seconds"] = str(intent.lease_seconds)
        answer = await self._ask(intent, intent.mode, fields)
        now = self._service.now()
        if isinstance(answer, Answer) and answer.is_success and hmac.compare_digest(answer.body, challenge.encode()):
            log.info("verified", extra={"mode": intent.mode, "topic": intent.topic, "host": intent.host})
            then = partial(subscribed.confirm, intent=intent, now=now)
            return Outcome(state="done", status=answer.status, then=then)
        error = _unverified(answer)
        if _may_pass(answer) and delivery.attempts < MOST_VERIFICATIONS:
            return self._again(delivery, answer, error)
        log.info("not verified", extra={"mode": intent.mode, "host": intent.host, "reason": error})
        return Outcome(
            state="failed", status=_status(answer), error=error, then=partial(subscribed.forget, intent=intent)
        )

    async def _deny(self, delivery: Delivery, intent: Intent) -> Outcome:
        answer = await self._ask(intent, "denied", {"hub.reason": "this topic has ended: no more is published here"})
        done = isinstance(answer, Answer) and answer.is_success
        error = "" if done else _said(answer)
        if not done and delivery.attempts < MOST_VERIFICATIONS:
            return self._again(delivery, answer, error)
        then = partial(subscribed.forget, intent=intent)
        return Outcome(state="done" if done else "failed", status=_status(answer), error=error, then=then)

    async def _ask(self, intent: Intent, mode: str, fields: Mapping[str, str]) -> Answer | Failure:
        query = urlencode({"hub.mode": mode, "hub.topic": self._service.address(intent.topic), **fields})
        begun = "" if intent.callback.endswith(("?", "&")) else "&" if "?" in intent.callback else "?"
        return await self._client.get(f"{intent.callback}{begun}{query}")

    # ── content distribution (§7) ───────────────────────────────────────────────────────────────

    async def content(self, delivery: Delivery) -> Outcome:
        """Send a subscriber the whole of his topic, as it is now."""
        now, offer = self._service.now(), self._offer.now()
        found = await self._service.database.read(_wanted, delivery)
        if found is None:
            return Outcome(state="failed", error="the subscription has ended")
        subscription, told, is_superseded = found
        if subscription.lease_ends <= now:
            return Outcome(state="failed", error="the lease has ended")
        if is_superseded:
            return Outcome(state="done", error="newer content went out")
        resource = offer[1].get(subscription.topic) if offer else None
        if offer is None or resource is None or (told and resource.modified < told):
            return self._postponed("this server's files are older than what is to be sent")
        body = await self._body(offer[0], resource)
        answer = await self._client.post(subscription.callback, body, self._headers(subscription, resource, body))
        return self._delivered(delivery, subscription, answer, is_last=subscription.topic in offer[1].closing)

    def _headers(self, subscription: Subscription, resource: Resource, body: bytes) -> Mapping[str, str]:
        address = self._service.address
        headers = {
            "content-type": resource.media_type,
            "link": f'<{address(HUB)}>; rel="hub", <{address(subscription.topic)}>; rel="self"',
        }
        if subscription.secret is not None:
            secret = self._service.box.open(subscription.secret)
            headers["x-hub-signature"] = f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"
        return headers

    def _delivered(
        self, delivery: Delivery, subscription: Subscription, answer: Answer | Failure, *, is_last: bool
    ) -> Outcome:
        now, status = self._service.now(), _status(answer)
        ok = isinstance(answer, Answer) and answer.is_success

        def noted(connection: Connection) -> None:
            subscribed.note(connection, subscription, status, now, ok=ok)
            if status == 410 or (ok and is_last):
                subscribed.end(connection, [subscription], now, deny=ok)

        if ok:
            return Outcome(state="done", status=status, then=noted)
        if status == 410:
            log.info("a subscriber ended it", extra={"topic": subscription.topic, "host": subscription.host})
            return Outcome(state="failed", status=status, error="it answered 410: the subscription ends", then=noted)
        error = _said(answer)
        if delivery.attempts >= MOST_CONTENTS:
            return Outcome(state="failed", status=status, error=error, then=noted)
        return self._again(delivery, answer, error, noted)

    async def _body(self, edition: Edition, resource: Resource) -> bytes:
        body = self._bodies.get(resource.sha256)
        if body is None:
            body = await asyncio.to_thread(edition.read, resource.path)
            while len(self._bodies) >= _BODIES:
                del self._bodies[next(iter(self._bodies))]
            self._bodies[resource.sha256] = body
        return body

    # ── both ────────────────────────────────────────────────────────────────────────────────────

    def _again(
        self,
        delivery: Delivery,
        answer: Answer | Failure,
        error: str,
        then: Callable[[Connection], None] | None = None,
    ) -> Outcome:
        wished = answer.headers.get("retry-after", "") if isinstance(answer, Answer) else ""
        again_at = backoff.again(delivery.attempts, delivery.id, self._service.now(), wished)
        return Outcome(state="waiting", status=_status(answer), error=error, again_at=again_at, then=then)

    def _postponed(self, error: str) -> Outcome:
        return Outcome(state="waiting", error=error, again_at=self._service.now() + _SOON, was_tried=False)


def _asked(connection: Connection, delivery: Delivery) -> tuple[Intent, bool] | None:
    """What is to be verified, and whether its topic is one that some server has announced."""
    intent = subscribed.intent_of(connection, delivery)
    if intent is None:
        return None
    told = select(told_topics.c.topic).where(told_topics.c.topic == intent.topic)
    return intent, connection.execute(told).first() is not None


def _wanted(connection: Connection, delivery: Delivery) -> tuple[Subscription, datetime | None, bool] | None:
    """Whom a content is for, how new it must be at least, and whether newer content of his went, or will go, out."""
    subscription = subscribed.subscription_of(connection, delivery)
    if subscription is None:
        return None
    told = select(told_topics.c.modified).where(told_topics.c.topic == subscription.topic)
    at = deliveries.c
    newer = select(at.id).where(
        at.subscription_id == subscription.id,
        at.kind == "content",
        at.created > delivery.created,
        at.state.in_(("waiting", "done")),
    )
    return subscription, connection.scalar(told), connection.execute(newer.limit(1)).first() is not None


def _status(answer: Answer | Failure) -> int | None:
    return answer.status if isinstance(answer, Answer) else None


def _may_pass(answer: Answer | Failure) -> bool:
    """Whether it may be otherwise in a while: nobody there, or there in trouble."""
    if isinstance(answer, Failure):
        return answer.kind != "refused"
    return answer.status >= 500 or answer.status == 429


def _said(answer: Answer | Failure) -> str:
    if isinstance(answer, Failure):
        return answer.reason
    redirect = ": redirects are not followed" if 300 <= answer.status < 400 else ""
    return f"it answered {answer.status}{redirect}"


def _unverified(answer: Answer | Failure) -> str:
    if isinstance(answer, Answer) and answer.is_success:
        return f"it answered {answer.status}, and not with the challenge alone"
    return _said(answer)
