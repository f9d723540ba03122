"""The partners as the database knows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from syndicate.errors import UsageError
from syndicate.service.partners.profiles import Profile
from syndicate.service.storage.tables import partners

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PROFILE = tuple(field.name for field in fields(Profile))


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner without its secrets. ``name`` stands in its addresses; ``created`` is in whole seconds.

    ``webhook_url`` is empty where it has none.
    """

    id: str
    name: str
    profile: Profile
    created: datetime
    contact: str = ""
    webhook_url: str = ""
    revoked: datetime | None = None

    def ended(self, now: datetime) -> datetime | None:
        """Since when it is given nothing any more: revoked, or run out."""
        if self.revoked:
            return self.revoked
        expires = self.profile.expires
        return expires if expires and expires <= now else None


def add(
    connection: Connection,
    name: str,
    profile: Profile,
    *,
    now: datetime,
    contact: str = "",
    webhook_url: str = "",
    webhook_secret: bytes | None = None,
) -> Partner:
    """Write a partner down; UsageError where the name cannot be used. ``webhook_secret`` is closed already."""
    if not _NAME.fullmatch(name) or len(name) > 80:
        raise UsageError(f"the name {name!r} stands in addresses: a-z, 0-9 and single hyphens, at most 80")
    known = find(connection, name)
    if known:
        why = (
            "was revoked and keeps its name, so that its old addresses say so" if known.revoked else "is there already"
        )
        raise UsageError(f"the partner {name!r} {why}: choose another name")
    created = now.replace(microsecond=0)  # as ledgers count: what is published in this very second is told
    made = Partner(
        id=uuid4().hex, name=name, profile=profile, created=created, contact=contact, webhook_url=webhook_url
    )
    values = {key: _to_column(getattr(profile, key)) for key in _PROFILE}
    own = {"id": made.id, "name": name, "contact": contact, "webhook_url": webhook_url, "created": created}
    connection.execute(insert(partners).values(values | own | {"webhook_secret": webhook_secret}))
    return made


def everybody(connection: Connection) -> list[Partner]:
    """All partners, revoked ones too, by name."""
    return [_partner(row) for row in connection.execute(select(partners).order_by(partners.c.name))]


def find(connection: Connection, name: str) -> Partner | None:
    """The partner of that name."""
    row = connection.execute(select(partners).where(partners.c.name == name)).first()
    return _partner(row) if row else None


def find_by_id(connection: Connection, id_: str) -> Partner | None:
    """The partner with that id."""
    row = connection.execute(select(partners).where(partners.c.id == id_)).first()
    return _partner(row) if row else None


def revoke(connection: Connection, partner: Partner, now: datetime) -> Partner:
    """Give a partner nothing from now on; one that was revoked stays so since then."""
    since = partner.revoked or now.replace(microsecond=0)
    connection.execute(update(partners).where(partners.c.id == partner.id).values(revoked=since))
    return replace(partner, revoked=since)


def webhook_secret(connection: Connection, partner: Partner) -> bytes | None:
    """The secret that signs its webhooks, closed; None where it has none."""
    return connection.execute(select(partners.c.webhook_secret).where(partners.c.id == partner.id)).scalar()


def end_webhook(connection: Connection, partner_id: str) -> None:
    """Forget where its webhooks went: nobody is there any more."""
    gone = {"webhook_url": "", "webhook_secret": None}
    connection.execute(update(partners).where(partners.c.id == partner_id).values(gone))


def _partner(row: Row[Any]) -> Partner:
    values: dict[str, Any] = {key: getattr(row, key) for key in _PROFILE}
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    profile = Profile(**values | {"feeds": values["feeds"] or ()})  # none in the rows of the first release
    own = ("id", "name", "created", "contact", "webhook_url", "revoked")
    return Partner(profile=profile, **{key: getattr(row, key) for key in own})


def _to_column(value: object) -> object:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
