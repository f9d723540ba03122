"""``feeds/<lang>/latest.json``: the latest entries of a language for newsletter tools, as one document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from syndicate.feeds.entry import Entry, Feed, Picture
from syndicate.feeds.formats.jsonfeed import to_bytes
from syndicate.feeds.ledger import Ledger, Row
from syndicate.feeds.newsletter import cursor as cursors
from syndicate.feeds.newsletter.item import SCHEMA, Part, gone, has_body, item
from syndicate.feeds.newsletter.letter import clipped
from syndicate.model import Problem, When

_NO_PICTURES: Mapping[str, Sequence[Picture]] = {}


@dataclass(frozen=True, slots=True)
class Window:
    """What the document holds: the rows that joined last, those that were taken back, and whether that is all."""

    rows: tuple[Row, ...]
    withdrawn: tuple[Row, ...]
    is_whole: bool


def window(ledger: Ledger, feed: str, limit: int, now: datetime, notice_days: int = 180) -> Window:
    """The ``limit`` entries with a body that joined the ledger last, the newest first.

    Besides them the entries without one that joined since, and those that were taken back in the last
    ``notice_days``, the latest first.
    """
    standing = sorted(ledger.in_feed(feed), key=lambda row: -row.first_sequence)
    told = [row for row in standing if has_body(row)]
    rows = tuple(told[:limit])
    first = rows[-1].first_sequence if rows else 0
    since = now - timedelta(days=notice_days)
    withdrawn = [
        row for row in standing if not has_body(row) and (row.first_sequence >= first or row.updated.at >= since)
    ]
    return Window(rows, tuple(sorted(withdrawn, key=lambda row: -row.sequence)), len(rows) == len(told))


def document(
    feed: Feed,
    held: Window,
    entries: Mapping[str, Entry],
    *,
    ledger: Ledger,
    zone: tzinfo | None,
    next_url: str = "",
    pictures: Mapping[str, Sequence[Picture]] = _NO_PICTURES,
) -> tuple[bytes, tuple[Problem, ...]]:
    """The document as bytes, and a warning for each entry that Gmail would cut off.

    ``entries`` are by the ids of their rows, as are ``pictures``, those in their texts; a row whose entry is not
    there is left out. ``next_url`` is the newest archive page, where those go on that the window does not hold.
    """
    parts = [
        Part(row, entries[row.id], tuple(pictures.get(row.id, ())))
        for row in (*held.rows, *held.withdrawn)
        if row.id in entries
    ]
    items = [item(part, zone) for part in parts if has_body(part.row) and part.entry.has_body]
    data = {
        **head(feed.language, feed.direction, feed.title, feed.updated),
        "count": len(items),
        "newest": newest(parts),
        "cursor": cursors.last(ledger).to_text(),
        "next": None if held.is_whole else next_url or None,
        "items": items,
        "withdrawn": gone(part for part in parts if not (has_body(part.row) and part.entry.has_body)),
    }
    found = (
        clipped(told["html_bytes"], f"{told['article']} as a mail", article=told["article"], language=feed.language)
        for told in items
    )
    return to_bytes(data), tuple(problem for problem in found if problem)


def head(language: str, direction: str, title: str, updated: When) -> dict[str, Any]:
    """What such a document begins with: whose it is, the feed's name, and when the feed last changed."""
    return {
        "schema": SCHEMA,
        "language": language,
        "dir": direction,
        "title": title,
        "generated": str(updated),
    }


def newest(parts: Sequence[Part]) -> str | None:
    """When the youngest of the entries with a body was published, RFC 3339; None where there is none."""
    dates = [part.entry.published for part in parts if has_body(part.row)]
    return str(max(dates, key=lambda when: when.at)) if dates else None
