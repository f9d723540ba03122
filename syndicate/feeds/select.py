"""Which entries stand in a subscription document and in each archive page (DESIGN §6)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from syndicate.feeds.ledger import Row
from syndicate.model import Change, Status

ARCHIVE_SIZE = 100  # entries an archive page
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


def archive_page(rows: Iterable[Row], feed: str, page: int) -> tuple[list[Row], list[Row]]:
    """The rows of an archive page, 1-based: those that stand there, the last that joined first, and all that ever did.

    A row keeps its place for good, and its slot stays empty when it leaves, so that pages change with their own entries
    only.
    """
    first = (page - 1) * ARCHIVE_SIZE
    ever = [row for row in rows if feed in row.feeds and first < row.feeds[feed].joined <= first + ARCHIVE_SIZE]
    ever.sort(key=lambda row: -row.feeds[feed].joined)
    return [row for row in ever if row.feeds[feed].left is None], ever
