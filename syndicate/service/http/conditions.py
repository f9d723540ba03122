"""Conditional requests (RFC 9110 §13): whether the client has the bytes already, or means others."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# §8.8.3: entity-tag. A comma inside the quotes is part of the tag.
_TAGS = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?:,|$)')
_DATE = re.compile(r"[A-Za-z]{3,9},? [ -~]{9,24}")


def matching(header: str, etags: Collection[str]) -> str | None:
    """The first of our entity tags that If-None-Match names, compared weakly; the first one of all for ``*``.

    A proxy that compressed made the tag weak, or hung a suffix to it of which we know nothing: the latter is another
    tag.
    """
    if header.strip() == "*":
        return next(iter(etags), None)
    named = {match[2] for match in _TAGS.finditer(header)}
    return next((tag for tag in etags if tag in named), None)


def is_met(header: str, etags: Collection[str]) -> bool:
    """Whether If-Match is met: ``*``, or one of our tags, compared strongly."""
    if header.strip() == "*":
        return True
    return any(match[2] in etags for match in _TAGS.finditer(header) if not match[1])


def date(header: str) -> datetime | None:
    """An HTTP date in any of its three forms (§5.6.7); None where it is none, so that the header does not count."""
    if not _DATE.fullmatch(header.strip()):
        return None
    try:
        found = parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError):
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return found if found.utcoffset() == timedelta() else None
