"""Moments as the pages show them: in UTC, and how long ago or ahead that is."""

from datetime import UTC, datetime

from markupsafe import Markup

from syndicate.editorial.counts import counted

_LARGER = ((60, "minute"), (60, "hour"), (24, "day"), (30, "month"), (12, "year"))  # so many of the last are one
_A_LOOK = 5  # seconds that it may take to make a page: what was read for it lies after its beginning


def shown(at: datetime | None, now: datetime) -> Markup:
    """A ``time`` element: to the minute in UTC, and relative to ``now``; ``never`` for None."""
    if at is None:
        return Markup('<span class="never">never</span>')
    moment = at.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time> <span class="ago">{}</span>').format(
        moment.strftime("%Y-%m-%dT%H:%M:%SZ"), moment.strftime("%Y-%m-%d %H:%M UTC"), relative(at, now)
    )


def relative(at: datetime, now: datetime) -> str:
    """How far from now, in the largest unit that fits: ``5 minutes ago``, ``in 2 days``."""
    seconds = (at - now).total_seconds()
    amount, unit = abs(seconds), "second"
    for size, larger in _LARGER:
        if amount < size:
            break
        amount, unit = amount / size, larger
    if unit == "second":
        return "just now" if seconds < _A_LOOK else "in a moment"
    told = counted(int(amount), unit)
    return f"{told} ago" if seconds < 0 else f"in {told}"
