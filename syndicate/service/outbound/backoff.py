"""When to try again: exponential back-off with full jitter, and what the other side asked for."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

BASE = 10.0
"""Seconds before the second attempt, at most; they double with each one."""
LONGEST = 6 * 3600.0
"""Seconds between two attempts, at most, whatever the other side asks for."""
_LEAST = 1.0


def delay(attempt: int, seed: str) -> float:
    """Seconds to wait after the ``attempt``-th attempt (from 1): anything up to the doubled bound.

    Full jitter: thousands that failed at once do not come back at once. The same ``seed`` gives the same.
    """
    bound = min(LONGEST, BASE * 2.0 ** min(attempt - 1, 30))
    return random.Random(f"{seed}:{attempt}").uniform(_LEAST, bound)  # noqa: S311 - spreads load, guards nothing


def asked(retry_after: str, now: datetime) -> float:
    """Seconds that a Retry-After asks for (RFC 9110 §10.2.3), 0 to LONGEST; 0 for what is none."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal():
        return min(LONGEST, float(text[:10]))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return min(LONGEST, max(0.0, (moment - now).total_seconds()))


def again(attempt: int, seed: str, now: datetime, retry_after: str = "") -> datetime:
    """When to try again: after the back-off, and not before the other side asked us to."""
    return now + timedelta(seconds=max(delay(attempt, seed), asked(retry_after, now)))
