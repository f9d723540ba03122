"""What an issue holds: which rows of a ledger are news since a cursor or a date. An edit never mails an article twice.

An entry is new by where it joined (``first_sequence``, or ``published``), which never moves; what moves with an edit
(``sequence``, ``updated``) is asked only for the changes, and only where they are wanted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from syndicate.feeds.ledger import Ledger, Row, parse_when
from syndicate.feeds.newsletter import cursor as cursors
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.feeds.newsletter.item import has_body
from syndicate.model import When

Since = Cursor | When | None
"""A cursor; a day, which counts; an instant, which does not; None for the entries that joined last."""


def parse_since(text: str, zone: tzinfo | None) -> Cursor | When:
    """A cursor, a day in the library's zone (UTC without one), or an instant; ValueError for anything else."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return When(datetime.fromisoformat(text).replace(tzinfo=zone or UTC), is_day=True)
        if re.match(r"\d{4}-", text):
            return When(parse_when(text).at.astimezone(UTC))
        return cursors.parse(text)
    except ValueError as error:
        raise ValueError(
            f"{text[:60]!r} is neither a cursor (dd94b3e83bad8ee4.8) nor a date (2026-11-22, 2026-11-22T08:00:00Z)"
        ) from error


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of an issue, the newest first in each part, and the cursor with which the next one begins.

    ``withdrawn`` has what was taken back or withheld. ``waiting`` counts new entries that a limit left for the next
    issue, or left out where there was no cursor.
    """

    safety: tuple[Row, ...]
    new: tuple[Row, ...]
    changed: tuple[Row, ...]
    withdrawn: tuple[Row, ...]
    cursor: Cursor
    waiting: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.safety or self.new or self.changed or self.withdrawn)


def select(
    ledger: Ledger, feed: str, *, since: Since, changes: bool = False, limit: int | None = None, window: int = 50
) -> Selection:
    """The rows of a feed that are news since ``since``; ValueError where the cursor is not one of this ledger.

    New entries without a body are none, safety corrections' own entries are new like any other. With ``changes`` what
    changed or was taken back stands beside them. Without ``since`` the ``window`` entries that joined last are new.

    A ``limit`` on an issue since a cursor takes the oldest first, and the new cursor stops before the first that had
    to wait; but no safety correction waits, so that all before one are taken with it. Otherwise the newest are taken.
    """
    if isinstance(since, Cursor):
        cursors.check(since, ledger)
    standing = sorted(ledger.in_feed(feed), key=lambda row: row.first_sequence)
    joined = [row for row in standing if has_joined(row, since)]
    joined = joined[-window:] if since is None else joined
    fresh = [row for row in joined if has_body(row)]
    taken = _limited(fresh, limit, oldest_first=isinstance(since, Cursor))
    cursor = cursors.last(ledger)
    if isinstance(since, Cursor) and len(taken) < len(fresh):
        cursor = Cursor(cursor.ledger, fresh[len(taken)].first_sequence - 1)
    others = _others(standing, joined, since, cursor) if changes else []
    return Selection(
        safety=tuple(row for row in reversed(taken) if row.is_correction),
        new=tuple(row for row in reversed(taken) if not row.is_correction),
        changed=tuple(row for row in others if has_body(row)),
        # A correction goes with its article, whose own entry says so.
        withdrawn=tuple(row for row in others if not has_body(row) and not row.is_correction),
        cursor=cursor,
        waiting=len(fresh) - len(taken),
    )


def _others(standing: Iterable[Row], joined: Iterable[Row], since: Since, until: Cursor) -> list[Row]:
    """What changed and is not new, the latest change first."""
    young = {row.id for row in joined}
    # Whoever keeps a cursor never got an entry that came and went since; with a date nobody can know who got it.
    untold = {row.id for row in joined if has_body(row) or isinstance(since, Cursor)}
    found = [row for row in standing if row.id not in untold and (row.id in young or has_changed(row, since))]
    return sorted((row for row in found if row.sequence <= until.sequence), key=lambda row: -row.sequence)


def has_joined(row: Row, since: Since) -> bool:
    """Whether an entry is new since then."""
    match since:
        case Cursor(sequence=sequence):
            return row.first_sequence > sequence
        case When():
            return row.published.at >= since.at if since.is_day else row.published.at > since.at
    return True


def has_changed(row: Row, since: Since) -> bool:
    """Whether anything was told of an entry since then; nothing since no time at all."""
    match since:
        case Cursor(sequence=sequence):
            return row.sequence > sequence
        case When():
            return row.updated.at >= since.at if since.is_day else row.updated.at > since.at
    return False


def _limited(fresh: list[Row], limit: int | None, *, oldest_first: bool) -> list[Row]:
    if limit is None or limit >= len(fresh):
        return fresh
    if oldest_first:
        last = max((place for place, row in enumerate(fresh, 1) if row.is_correction), default=0)
        return fresh[: max(limit, last)]
    return [row for place, row in enumerate(fresh) if place >= len(fresh) - limit or row.is_correction]
