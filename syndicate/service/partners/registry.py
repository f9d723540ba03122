"""The partners as the database knows them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from syndicate.errors import UsageError
from syndicate.service.partners.profiles import Former, Profile
from syndicate.service.storage.tables import partners, receipts

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PROFILE = tuple(field.name for field in fields(Profile))


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner without its secrets. ``name`` stands in its addresses; ``created`` is in whole seconds.

    ``webhook_url`` is empty where it has none. ``changed`` is when anything of its profile last was, if it was.
    ``former`` are the profiles by which it was given other texts, the oldest first: those are at its portal still.
    """

    id: str
    name: str
    profile: Profile
    created: datetime
    contact: str = ""
    webhook_url: str = ""
    revoked: datetime | None = None
    changed: datetime | None = None
    former: tuple[Former, ...] = ()

    @property
    def since(self) -> datetime:
        """Since when it is given what it is given now."""
        return self.former[-1].until if self.former else self.created

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
    own = {"id": made.id, "name": name, "contact": contact, "webhook_url": webhook_url, "created": created}
    connection.execute(insert(partners).values(_columns(profile) | own | {"webhook_secret": webhook_secret}))
    return made


def everybody(connection: Connection) -> list[Partner]:
    """All partners, revoked ones too, by name."""
    return [_partner(row) for row in connection.execute(select(partners).order_by(partners.c.name))]


def find(connection: Connection, name: str, *, holding: bool = False) -> Partner | None:
    """The partner of that name; ``holding`` it, nobody else changes it before the end of the transaction."""
    wanted = select(partners).where(partners.c.name == name)
    row = connection.execute(wanted.with_for_update(key_share=True) if holding else wanted).first()
    return _partner(row) if row else None


def find_by_id(connection: Connection, id_: str) -> Partner | None:
    """The partner with that id."""
    row = connection.execute(select(partners).where(partners.c.id == id_)).first()
    return _partner(row) if row else None


def change(connection: Connection, partner: Partner, profile: Profile, contact: str, *, now: datetime) -> Partner:
    """Give a partner something else from now on; its addresses, secrets and receipts stay.

    A former profile is kept where it gave other texts: of those the partner must hear, too.
    """
    former, changed = partner.former, partner.changed
    if profile.choice != partner.profile.choice:
        former += (Former(partner.profile, partner.since, now.replace(microsecond=0)),)
    if profile != partner.profile:  # later than the last time, whatever the clocks of two servers say
        changed = max(now, changed + timedelta(microseconds=1)) if changed else now
    values = _columns(profile) | {"contact": contact, "changed": changed, "former": [_to_json(one) for one in former]}
    connection.execute(update(partners).where(partners.c.id == partner.id).values(values))
    return replace(partner, profile=profile, contact=contact, changed=changed, former=former)


def revoke(connection: Connection, partner: Partner, now: datetime) -> Partner:
    """Give a partner nothing from now on; one that was revoked stays so since then."""
    since = partner.revoked or now.replace(microsecond=0)
    connection.execute(update(partners).where(partners.c.id == partner.id).values(revoked=since))
    return replace(partner, revoked=since)


def webhook_secret(connection: Connection, partner: Partner) -> bytes | None:
    """The secret that signs its webhooks, closed; None where it has none."""
    return connection.execute(select(partners.c.webhook_secret).where(partners.c.id == partner.id)).scalar()


def move_webhook(connection: Connection, partner: Partner, url: str, secret: bytes | None = None) -> Partner:
    """Send its webhooks elsewhere; ``secret``, closed already, is the new one that signs them, if there is one.

    That its last one answered 410 is nothing to the new one.
    """
    connection.execute(delete(receipts).where(receipts.c.partner_id == partner.id, receipts.c.how == "gone"))
    values: dict[str, Any] = {"webhook_url": url} | ({"webhook_secret": secret} if secret else {})
    connection.execute(update(partners).where(partners.c.id == partner.id).values(values))
    return replace(partner, webhook_url=url)


def end_webhook(connection: Connection, partner_id: str) -> None:
    """Forget where its webhooks went: nobody is there any more."""
    gone = {"webhook_url": "", "webhook_secret": None}
    connection.execute(update(partners).where(partners.c.id == partner_id).values(gone))


def _partner(row: Row[Any]) -> Partner:
    own = ("id", "name", "created", "contact", "webhook_url", "revoked", "changed")
    former = tuple(map(_former, row.former or ()))  # none in the rows of the first releases
    return Partner(profile=_profile(row._mapping), former=former, **{key: getattr(row, key) for key in own})


def _profile(values: Mapping[Any, Any]) -> Profile:
    """The profile of a row, or of one as JSON."""
    own: dict[str, Any] = {key: values[key] for key in _PROFILE if key in values}
    own = {key: tuple(value) if isinstance(value, list) else value for key, value in own.items()}
    return Profile(**own | {"feeds": own["feeds"] or ()})  # none in the rows of the first release


def _former(data: Mapping[str, Any]) -> Former:
    return Former(_profile(data), datetime.fromisoformat(data["since"]), datetime.fromisoformat(data["until"]))


def _to_json(former: Former) -> dict[str, object]:
    own = {key: value for key, value in _columns(former.profile).items() if key != "expires"}
    return own | {"since": former.since.isoformat(), "until": former.until.isoformat()}


def _columns(profile: Profile) -> dict[str, object]:
    values = {key: getattr(profile, key) for key in _PROFILE}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
