"""``syndicate partner``: who gets which feeds, and who got what. It works beside a running service."""

import asyncio
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from syndicate.config import Settings
from syndicate.errors import TargetError, UsageError
from syndicate.publishing.library import open_library
from syndicate.service.app import open_service
from syndicate.service.context import Service
from syndicate.service.outbound.addresses import AddressError, target
from syndicate.service.outbound.client import Answer, Client
from syndicate.service.partners import receipts, registry, tokens, webhooks
from syndicate.service.partners.extracts import Subjects
from syndicate.service.partners.profiles import Profile, bound, canonical_languages, check
from syndicate.service.partners.registry import Partner
from syndicate.service.partners.report import Record, report
from syndicate.service.partners.tokens import Token
from syndicate.service.running.environment import overlaid
from syndicate.service.shelf.edition import Edition, NotWholeError

_SPAN = re.compile(r"(\d{1,5})(h|d)")


def opened(folder: Path) -> Service:
    """The service of a library as `syndicate serve` has it, with its database and what is published."""
    library = open_library(folder)
    return open_service(library, overlaid(library.settings, os.environ), lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Admitted:
    """A partner with a secret that nobody will see again, and what it opens."""

    partner: Partner
    settings: Settings
    token: str
    webhook_secret: str = ""
    note: str = ""

    def lines(self) -> Iterator[str]:
        """What to hand on to the partner."""
        name, base = self.partner.name, self.settings.base_url
        yield f"the addresses of {name}, with a secret that is shown only now:"
        yield from (f"  {base}p/{self.token}/{path}" for path in self._paths())
        yield f"all of them, for people: {base}p/{self.token}/"
        yield f"or with a password (user {name}, password the secret): {base}partners/{name}/"
        if self.webhook_secret:
            yield f"the secret that signs its webhooks, shown only now: {self.webhook_secret}"
        if self.note:
            yield self.note

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        base = self.settings.base_url
        return {
            "partner": self.partner.name,
            "token": self.token,
            "documents": {path: f"{base}p/{self.token}/{path}" for path in self._paths()},
            "page": f"{base}p/{self.token}/",
            "basic": f"{base}partners/{self.partner.name}/",
            "webhook_secret": self.webhook_secret or None,
        }

    def _paths(self) -> list[str]:
        return ["/".join(document) for document in self.partner.profile.documents(self.settings)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A partner as the publisher sees it: no secret."""

    partner: Partner
    secrets: Sequence[Token]
    now: datetime

    @property
    def state(self) -> str:
        """``active``, ``expired`` or ``revoked``."""
        if self.partner.revoked:
            return "revoked"
        return "expired" if self.partner.ended(self.now) else "active"

    def line(self) -> str:
        """It in a line."""
        return f"{self.partner.name}: {self.state} · {summary(self.partner.profile)}"

    def lines(self) -> Iterator[str]:
        """It as a whole."""
        partner = self.partner
        yield self.line()
        yield f"  added {_stamp(partner.created)}"
        if partner.contact:
            yield f"  contact: {partner.contact}"
        if partner.profile.expires:
            yield f"  ends {_stamp(partner.profile.expires)}"
        if partner.revoked:
            yield f"  revoked {_stamp(partner.revoked)}"
        if partner.webhook_url:
            yield f"  webhook: {partner.webhook_url}"
        for one in self.secrets:
            end = f", until {_stamp(one.expires)}" if one.expires else ""
            yield f"  secret {one.hint}…, since {_stamp(one.created)}{end}"

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        partner, profile = self.partner, self.partner.profile
        return {
            "partner": partner.name,
            "state": self.state,
            "languages": list(profile.languages),
            "topics": list(profile.topics),
            "audience": list(profile.audience),
            "formats": list(profile.formats),
            "tier": profile.tier,
            "content": profile.content,
            "promotion": profile.promotion,
            "limit": profile.limit,
            "contact": partner.contact,
            "webhook": partner.webhook_url or None,
            "created": _stamp(partner.created),
            "expires": _stamp(profile.expires),
            "revoked": _stamp(partner.revoked),
            "secrets": [
                {"hint": one.hint, "created": _stamp(one.created), "expires": _stamp(one.expires)}
                for one in self.secrets
            ],
        }


def add(
    service: Service,
    name: str,
    profile: Profile,
    *,
    last_day: date | None = None,
    contact: str = "",
    webhook: str = "",
) -> Admitted:
    """Admit a partner. UsageError where it cannot be served so, and then nothing is written."""
    settings, now = service.library.settings, service.now()
    chosen = replace(
        profile,
        languages=canonical_languages(profile.languages, settings),
        expires=_end_of(last_day, settings) if last_day else None,
    )
    check(chosen, settings, audiences=_audiences(service) if chosen.audience else (), now=now)
    chosen = bound(chosen, settings)
    if webhook:
        try:
            target(webhook, service.settings.trusted_hosts)
        except AddressError as error:
            raise UsageError(f"--webhook: {error}") from error
    key, told = webhooks.new_secret() if webhook else (b"", "")
    with service.database.begin() as connection:
        partner = registry.add(
            connection,
            name,
            chosen,
            now=now,
            contact=contact,
            webhook_url=webhook,
            webhook_secret=service.box.close(key) if webhook else None,
        )
        token = tokens.issue(connection, partner, now)
    return Admitted(partner, settings, token, told)


def everybody(service: Service) -> list[Shown]:
    """All partners, by name."""
    now = service.now()
    with service.database.begin(reading=True) as connection:
        found = registry.everybody(connection)
        return [Shown(partner, tokens.known(connection, partner), now) for partner in found]


def show(service: Service, name: str) -> Shown:
    """One partner; UsageError where there is none of that name."""
    found = everybody(service)
    known = {shown.partner.name: shown for shown in found}
    if name not in known:
        near = get_close_matches(name, known, 1)
        there = f"did you mean {near[0]!r}?" if near else "`syndicate partner list` has them all"
        raise UsageError(f"there is no partner {name!r}: {there}")
    return known[name]


def rotate(service: Service, name: str, overlap: timedelta) -> Admitted:
    """Give a partner a new secret; the old one counts for the time of the overlap."""
    partner, now = show(service, name).partner, service.now()
    if partner.ended(now):
        raise UsageError(f"the partner {name!r} has ended: add it anew, under another name")
    with service.database.begin() as connection:
        token = tokens.rotate(connection, partner, now, overlap)
    until = _stamp(now + overlap)
    note = f"the old secret opens the same until {until}" if overlap else "the old secret opens nothing any more"
    return Admitted(partner, service.library.settings, token, note=note)


def revoke(service: Service, name: str) -> Shown:
    """Give a partner nothing from now on."""
    partner = show(service, name).partner
    with service.database.begin() as connection:
        registry.revoke(connection, partner, service.now())
    return show(service, name)


def reports(service: Service, name: str = "") -> list[Record]:
    """What is known of one partner or of all. TargetError while a publish runs."""
    if name:
        show(service, name)
    edition = _edition(service)
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


def span(text: str) -> timedelta:
    """A time as ``14d``, ``12h`` or ``0``; UsageError for another."""
    found = _SPAN.fullmatch(text)
    if text == "0":
        return timedelta()
    if found is None:
        raise UsageError(f"{text!r} is no time: write it as 14d, 12h or 0")
    return timedelta(days=int(found[1])) if found[2] == "d" else timedelta(hours=int(found[1]))


def summary(profile: Profile) -> str:
    """A profile in a line."""
    parts = [
        ", ".join(profile.languages) or "all languages",
        f"topics {', '.join(profile.topics)}" if profile.topics else "",
        f"for {', '.join(profile.audience)}" if profile.audience else "",
        ", ".join(profile.formats),
        "reviewed" if profile.tier == "reviewed" else "with drafts",
        "full texts" if profile.content == "full" else "summaries",
        "with promotion" if profile.promotion else "",
        f"limit {profile.limit}" if profile.limit else "",
    ]
    return " · ".join(filter(None, parts))


def _end_of(day: date, settings: Settings) -> datetime:
    """The end of a day where the library is."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=settings.zone or UTC)


def _edition(service: Service) -> Edition | None:
    try:
        service.shelf.refresh()
    except NotWholeError as error:
        raise TargetError(
            f"{error}: a publish is under way, or somebody changed them. Try again in a minute"
        ) from error
    return service.shelf.edition


def _audiences(service: Service) -> set[str]:
    """For whom the published articles are."""
    edition, subjects = _edition(service), Subjects()
    paths = edition.manifest.files if edition else ()
    items = [path for path in paths if "/items/" in path and path.endswith(".json")]
    return {word for path in items for word in (subjects.of(edition, path).audience if edition else ())}


def _stamp(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""
