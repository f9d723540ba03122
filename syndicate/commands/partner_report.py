"""``syndicate partner report`` and ``test-webhook``: who got what, and whether a partner can be told."""

import asyncio

from syndicate.commands.partner import published, show
from syndicate.errors import TargetError, UsageError
from syndicate.service.context import Service
from syndicate.service.outbound.client import Answer, Client
from syndicate.service.partners import receipts, webhooks
from syndicate.service.partners.report import Record, report


def reports(service: Service, name: str = "") -> list[Record]:
    """What is known of one partner or of all. TargetError while a publish runs."""
    if name:
        show(service, name)
    edition = published(service)
    with service.database.begin(reading=True) as connection:
        return report(connection, edition, service.library.settings, name)


def settle(service: Service, name: str, why: str) -> Record:
    """Write down that a person made sure that a partner serves none of what it was not known to have heard of."""
    (record,) = reports(service, name)
    with service.database.begin() as connection:
        for telling in record.alarming:
            key = telling.event.key
            receipts.note(connection, record.partner.id, key, "person", at=service.now(), detail=why)
    (settled,) = reports(service, name)
    return settled


def test_webhook(service: Service, name: str) -> str:
    """Send a partner's webhook a signed ping; what it answered. TargetError where that was no 2xx."""
    partner = show(service, name).partner

    async def send() -> object:
        timeout, trusted = service.settings.delivery_timeout, service.settings.trusted_hosts
        contact = service.library.settings.base_url
        async with Client(contact=contact, timeout=timeout, trusted_hosts=trusted) as client:
            return await webhooks.ping(service, client, partner)

    answer = asyncio.run(send())
    if answer is None:
        raise UsageError(f"the partner {name!r} has no webhook")
    if not isinstance(answer, Answer):
        raise TargetError(f"the webhook of {name} did not answer: {getattr(answer, 'reason', '')}")
    if not answer.is_success:
        raise TargetError(f"the webhook of {name} answered {answer.status}, and 2xx is wanted")
    return f"the webhook of {name} answered {answer.status}"
