"""``syndicate partner``: who gets which feeds, by which secrets. It works beside a running service."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from syndicate.config import Settings
from syndicate.errors import TargetError, UsageError
from syndicate.publishing.library import open_library
from syndicate.service.context import Service, open_service
from syndicate.service.partners import registry, tokens
from syndicate.service.partners.profiles import Former, Profile
from syndicate.service.partners.registry import Partner
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
        yield f"  added {stamp(partner.created)}"
        if partner.contact:
            yield f"  contact: {partner.contact}"
        if partner.profile.expires:
            yield f"  ends {stamp(partner.profile.expires)}"
        if partner.revoked:
            yield f"  revoked {stamp(partner.revoked)}"
        if partner.webhook_url:
            yield f"  webhook: {partner.webhook_url}"
        for former in partner.former:
            yield f"  until {stamp(former.until)} it had {summary(former.profile)}"
        for one in self.secrets:
            end = f", until {stamp(one.expires)}" if one.expires else ""
            yield f"  secret {one.hint}…, since {stamp(one.created)}{end}"

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        partner, profile = self.partner, self.partner.profile
        return {
            "partner": partner.name,
            "state": self.state,
            **_choice(profile),
            "contact": partner.contact,
            "webhook": partner.webhook_url or None,
            "created": stamp(partner.created),
            "expires": stamp(profile.expires),
            "revoked": stamp(partner.revoked),
            "secrets": [
                {"hint": one.hint, "created": stamp(one.created), "expires": stamp(one.expires)} for one in self.secrets
            ],
            "former": [_earlier(former) for former in partner.former],
        }


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
    if partner.revoked:
        raise UsageError(f"the partner {name!r} was revoked: add it anew, under another name")
    if partner.ended(now):
        revive = f"`syndicate partner change {name} --expires DATE`"
        raise UsageError(f"the partner {name!r} has ended, its last day is over: give it another one first, {revive}")
    with service.database.begin() as connection:
        token = tokens.rotate(connection, partner, now, overlap)
    until = stamp(now + overlap)
    note = f"the old secret opens the same until {until}" if overlap else "the old secret opens nothing any more"
    return Admitted(partner, service.library.settings, token, note=note)


def revoke(service: Service, name: str) -> Shown:
    """Give a partner nothing from now on."""
    partner = show(service, name).partner
    with service.database.begin() as connection:
        registry.revoke(connection, partner, service.now())
    return show(service, name)


def published(service: Service) -> Edition | None:
    """What is published, None where nothing is. TargetError while a publish runs."""
    try:
        service.shelf.refresh()
    except NotWholeError as error:
        raise TargetError(
            f"{error}: a publish is under way, or somebody changed them. Try again in a minute"
        ) from error
    return service.shelf.edition


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


def _choice(profile: Profile) -> dict[str, Any]:
    return {
        "languages": list(profile.languages),
        "topics": list(profile.topics),
        "audience": list(profile.audience),
        "formats": list(profile.formats),
        "tier": profile.tier,
        "content": profile.content,
        "promotion": profile.promotion,
        "limit": profile.limit,
    }


def _earlier(former: Former) -> dict[str, Any]:
    return _choice(former.profile) | {"since": stamp(former.since), "until": stamp(former.until)}


def stamp(at: datetime | None) -> str:
    """A moment as it is told; empty for none."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""
