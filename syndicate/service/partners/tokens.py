"""The secrets in partners' addresses. Only their digests are kept: who reads the database can open nothing."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import Connection, insert, or_, select, update

from syndicate.service.partners.registry import Partner, find, find_by_id
from syndicate.service.storage.tables import tokens

_BYTES = 32  # twice the 128 bits that are asked for
_HINT = 4  # letters that may be shown, so that people can tell two apart


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a secret: its first letters, when it was made, and when it runs out, if it does."""

    hint: str
    created: datetime
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """Who came in. ``ended`` is since when this address or this partner is given nothing, None where it is."""

    partner: Partner
    ended: datetime | None


def issue(connection: Connection, partner: Partner, now: datetime) -> str:
    """Make a secret for a partner; this is the only time that anybody sees it."""
    token = secrets.token_urlsafe(_BYTES)
    row = {"digest": digest(token), "partner_id": partner.id, "hint": token[:_HINT], "created": now}
    connection.execute(insert(tokens).values(row))
    return token


def rotate(connection: Connection, partner: Partner, now: datetime, overlap: timedelta) -> str:
    """Make a new secret; the old ones count for the time of the ``overlap``, unless they run out before."""
    end = now + overlap
    later = or_(tokens.c.expires.is_(None), tokens.c.expires > end)
    connection.execute(update(tokens).where(tokens.c.partner_id == partner.id, later).values(expires=end))
    return issue(connection, partner, now)


def known(connection: Connection, partner: Partner) -> Sequence[Token]:
    """What may be shown of a partner's secrets, the newest first."""
    columns = (tokens.c.hint, tokens.c.created, tokens.c.expires)
    own = select(*columns).where(tokens.c.partner_id == partner.id).order_by(tokens.c.created.desc(), tokens.c.hint)
    return [Token(row.hint, row.created, row.expires) for row in connection.execute(own)]


def by_address(connection: Connection, token: str, now: datetime) -> Access | None:
    """Who has that secret in an address; None for nobody.

    It is looked for by its digest, which tells whoever measures the time nothing of any other secret.
    """
    wanted = digest(token)
    row = connection.execute(select(tokens).where(tokens.c.digest == wanted)).first()
    if not compare_digest(row.digest if row else digest(""), wanted) or row is None:
        return None
    partner = find_by_id(connection, row.partner_id)
    return _access(partner, row.expires, now) if partner else None


def by_password(connection: Connection, name: str, password: str, now: datetime) -> Access | None:
    """Who has that name and that secret as its password (HTTP Basic); None where they do not fit."""
    wanted = digest(password)
    partner = find(connection, name)
    own = select(tokens.c.digest, tokens.c.expires).where(tokens.c.partner_id == (partner.id if partner else ""))
    fitting = [row for row in connection.execute(own).all() if compare_digest(row.digest, wanted)]
    return _access(partner, fitting[0].expires, now) if partner and fitting else None


def digest(token: str) -> str:
    """What is kept of a secret. It has 256 random bits, so that nothing slower than SHA-256 is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _access(partner: Partner, expires: datetime | None, now: datetime) -> Access:
    run_out = expires if expires and expires <= now else None
    ends = [end for end in (partner.ended(now), run_out) if end]
    return Access(partner, min(ends) if ends else None)
