"""Which entries stand in a subscription document (DESIGN §6)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from syndicate.feeds.ledger import Row
from syndicate.model import Change, Status

_TOLD_TO_ALL = frozenset({Change.MATERIAL, Change.SAFETY, Change.WITHDRAWN})


def subscription(rows: Iterable[Row], feed: str, limit: int, now: datetime, notice_days: int = 180) -> list[Row]:
    """The rows of a feed's subscription document, newest ``published`` first, then by id.

    The ``limit`` that joined last, the ``limit`` that changed last, and whatever ``limit`` is every withdrawal,
    withholding, material or safety correction of the last ``notice_days``: a partner who only polls this
    document hears of a correction to the oldest article.
    """
    standing = [row for row in rows if feed in row.feeds and row.feeds[feed].left is None]
    since = now - timedelta(days=notice_days)
    chosen = {
        row.id: row
        for row in [
            *sorted(standing, key=lambda row: row.feeds[feed].joined)[-limit:],
            *sorted(standing, key=lambda row: row.sequence)[-limit:],
            *(row for row in standing if row.updated.at >= since and _is_told_to_all(row)),
        ]
    }
    return sorted(chosen.values(), key=lambda row: (-row.published.at.timestamp(), row.id))


def _is_told_to_all(row: Row) -> bool:
    return row.change in _TOLD_TO_ALL or row.status in (Status.WITHHELD, Status.WITHDRAWN)
