"""Webhooks: what partners must hear of is sent to them, signed, until they say that they have it.

The format is Standard Webhooks' (https://www.standardwebhooks.com): the headers ``webhook-id``, ``webhook-timestamp``
and ``webhook-signature``, a JSON body, secrets that begin with ``whsec_``. The id of an event is the same in every
attempt, so that a partner can tell that it has had it.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, delete, select, update

from syndicate.model import State, When
from syndicate.service.context import Service
from syndicate.service.outbound import backoff
from syndicate.service.outbound.client import Answer, Client, Failure
from syndicate.service.outbound.deliveries import Delivery, Outcome, put
from syndicate.service.partners import receipts
from syndicate.service.partners.events import Concern, Concerns
from syndicate.service.partners.registry import Partner, end_webhook, everybody, find_by_id, webhook_secret
from syndicate.service.partners.views import addresses
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.tables import deliveries

PATIENCE = timedelta(days=7)
"""How long a webhook is tried again; after that only the report tells that nobody heard of it."""
_SECRET = "whsec_"  # noqa: S105 - how secrets begin
_BYTES = 32
_GONE = 410
_ABSENT = ("withdrawn", "withheld")

Signed = Mapping[str, str]


def new_secret() -> tuple[bytes, str]:
    """A secret, and how it is told to the partner."""
    key = secrets.token_bytes(_BYTES)
    return key, _SECRET + base64.b64encode(key).decode()


def sign(key: bytes, id_: str, at: datetime, body: bytes) -> Signed:
    """The headers of a webhook that is sent at a moment: HMAC-SHA256 of ``ID.SECONDS.BODY``."""
    seconds = str(int(at.timestamp()))
    mac = hmac.digest(key, f"{id_}.{seconds}.".encode() + body, hashlib.sha256)
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": seconds,
        "webhook-signature": signature,
    }


def announce(connection: Connection, service: Service, edition: Edition) -> int:
    """Put into the outbox what partners with a webhook have not been told yet; how many that are.

    What waits there and has been overtaken is taken out: a "restored" that arrives after the next withdrawal would put
    the text back.
    """
    now = service.now()
    listening = [partner for partner in everybody(connection) if partner.webhook_url and not partner.ended(now)]
    if not listening:
        return 0
    concerns = Concerns(edition, service.library.settings)
    return sum(_announce_to(connection, partner, concerns.of(partner), now) for partner in listening)


def hold_undone(connection: Connection, partner_id: str) -> None:
    """Let nobody settle what has not arrived at a partner before the end of the transaction."""
    connection.execute(select(deliveries.c.id).where(*_undone(partner_id)).with_for_update())


def announce_anew(connection: Connection, service: Service, edition: Edition, partner: Partner) -> None:
    """Make anew what has not arrived at a partner that was changed: what of it counts now, to where it is told now.

    What an attempt that is under way says later is too late. What no register tells any more is sent as it is.
    """
    now = service.now()
    if not partner.webhook_url or partner.ended(now):
        return
    concerns = Concerns(edition, service.library.settings).of(partner)
    counting = [identifier(partner, concern) for concern in concerns]
    connection.execute(delete(deliveries).where(*_undone(partner.id), deliveries.c.id.in_(counting)))
    _announce_to(connection, partner, concerns, now)
    anew = {"host": _host(partner), "state": "waiting", "due": now, "created": now, "attempts": 0}
    free = {"claimed_until": None, "claimed_by": None, "finished": None}
    connection.execute(update(deliveries).where(*_undone(partner.id)).values(anew | free))


def _announce_to(connection: Connection, partner: Partner, concerns: Sequence[Concern], now: datetime) -> int:
    counting = {identifier(partner, concern): concern for concern in concerns}
    rows = connection.execute(select(deliveries).where(deliveries.c.partner_id == partner.id)).all()
    known = {row.id: str(row.payload["event"]) for row in rows}
    undone = {row.id for row in rows if row.state != "done"}
    overtaken = [id_ for id_ in undone - counting.keys() if _is_overtaken(known[id_], concerns)]
    connection.execute(delete(deliveries).where(deliveries.c.id.in_(overtaken)))
    told = [event for id_, event in known.items() if id_ not in overtaken]
    put_now = 0
    for id_, concern in counting.items():
        # Of two servers one may announce an edition that the other one has left already; and what was told to be back,
        # and left the partner later, need not come down.
        is_late = any(_is_before(concern.event.key, event) for event in told)
        if id_ not in known and not is_late:
            payload = {"event": concern.event.key, "body": body(concern, partner)}
            put_now += put(connection, "webhook", _host(partner), payload, now=now, id_=id_, partner_id=partner.id)
    return put_now


def _is_overtaken(event: str, concerns: Iterable[Concern]) -> bool:
    """Whether something newer is told of the same entry, or it is back for others only."""
    about, _, what = event.rpartition(" ")
    is_back = what.startswith("restored@")
    of_entry = [concern.event for concern in concerns if concern.event.about == about]
    return any(is_back or _is_before(event, one.key) for one in of_entry)


def _is_before(event: str, other: str) -> bool:
    """Whether an event, by its key, happened to the same entry as another one, and before it."""
    (about, _, what), (of_other, _, other_what) = event.rpartition(" "), other.rpartition(" ")
    return about == of_other and what.rpartition("@")[2] < other_what.rpartition("@")[2]


def _undone(partner_id: str) -> tuple[ColumnElement[bool], ...]:
    return deliveries.c.partner_id == partner_id, deliveries.c.state != "done"


def _host(partner: Partner) -> str:
    return urlsplit(partner.webhook_url).hostname or ""


def identifier(partner: Partner, concern: Concern) -> str:
    """The id of a webhook: of one partner and one event, whoever makes it and however often."""
    return f"msg_{hashlib.sha256(f'{partner.id} {concern.event.key}'.encode()).hexdigest()[:32]}"


def body(concern: Concern, partner: Partner) -> str:
    """What a partner is told, as JSON."""
    event, settings = concern.event, concern.extract.settings
    has_language = event.language in partner.profile.tags(settings)  # or it had, until it was changed
    entry = concern.entry()
    words = entry.text if entry and (concern.row.is_correction or not entry.has_body) else ""
    # A text that it had as a draft, and that is nothing to whom wants reviewed texts: neither are words about it.
    is_sayable = not concern.is_former or partner.profile.tier == "drafts" or concern.row.state >= State.REVIEWED
    data: dict[str, Any] = {
        "article": event.article,
        "id": event.entry,
        "language": event.language,
        "group": event.group,
        # What is back, but not for this partner, is still gone for it.
        "status": event.kind if event.kind in _ABSENT else entry.facts.status if entry else str(concern.row.status),
        "title": event.title,
        "url": event.url,
        "notice": words if is_sayable else "",
        "reason": event.words if is_sayable else "",
        "replaced_by": event.replaced_by or None,
        "correction": event.correction or None,
        "feeds": addresses(settings, partner.profile, partner.name, event.language) if has_language else {},
    }
    at = str(When(event.at))
    return json.dumps({"type": f"article.{event.kind}", "timestamp": at, "data": data}, ensure_ascii=False)


class Webhooks:
    """The outbox's handler of webhooks."""

    def __init__(self, service: Service, client: Client) -> None:
        self._service = service
        self._client = client

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Send one; a 2xx answer is a receipt, 410 ends the partner's webhook."""
        now = self._service.now()
        opened = await self._service.database.read(self._open, delivery.partner_id or "")
        if opened is None:
            return Outcome(state="failed", error="the partner has no webhook any more", was_tried=False)
        url, key = opened
        data = str(delivery.payload["body"]).encode()
        answer = await self._client.post(url, data, sign(key, delivery.id, now, data))
        return self._outcome(delivery, answer, self._service.now())

    def _open(self, connection: Connection, partner_id: str) -> tuple[str, bytes] | None:
        """Where to send, and the secret; None where the partner is told nothing any more."""
        partner = find_by_id(connection, partner_id)
        if partner is None or not partner.webhook_url or partner.ended(self._service.now()):
            return None
        closed = webhook_secret(connection, partner)
        return (partner.webhook_url, self._service.box.open(closed)) if closed else None

    def _outcome(self, delivery: Delivery, answer: Answer | Failure, now: datetime) -> Outcome:
        event, partner = str(delivery.payload["event"]), delivery.partner_id or ""
        if isinstance(answer, Answer) and answer.is_success:

            def received(connection: Connection) -> None:
                receipts.note(connection, partner, event, "webhook", at=now, detail=f"{answer.status}")

            return Outcome(state="done", status=answer.status, then=received)
        if isinstance(answer, Answer) and answer.status == _GONE:

            def gone(connection: Connection) -> None:
                end_webhook(connection, partner)
                receipts.note(connection, partner, event, "gone", at=now, detail="the webhook answered 410")

            return Outcome(state="failed", status=_GONE, error="410: the webhook is ended", then=gone)
        status, error, retry_after = _told(answer)
        if now - delivery.created >= PATIENCE:
            return Outcome(state="failed", status=status, error=f"{error}; given up after {PATIENCE.days} days")
        again_at = backoff.again(delivery.attempts, delivery.id, now, retry_after)
        return Outcome(state="waiting", status=status, error=error, again_at=again_at)


async def ping(service: Service, client: Client, partner: Partner) -> Answer | Failure | None:
    """Send a signed word that means nothing, so that a partner can try its end; None where it has no webhook."""

    def secret() -> bytes | None:
        with service.database.begin(reading=True) as connection:
            closed = webhook_secret(connection, partner)
        return service.box.open(closed) if closed else None

    key = await asyncio.to_thread(secret)
    if key is None or not partner.webhook_url:
        return None
    now = service.now()
    data = json.dumps({"type": "ping", "timestamp": str(When(now)), "data": {"partner": partner.name}}).encode()
    return await client.post(partner.webhook_url, data, sign(key, f"msg_{secrets.token_hex(16)}", now, data))


def _told(answer: Answer | Failure) -> tuple[int | None, str, str]:
    if isinstance(answer, Failure):
        return None, answer.reason, ""
    return answer.status, f"the answer was {answer.status}", answer.headers.get("retry-after", "")
