"""Pages of a feed's history: what joined, changed or was taken back, in the order of the ledger's numbers.

Each entry stands at one number, which only its own next change moves, to the end. So a client that goes from page to
page gets each entry once, whatever is published meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from syndicate.feeds.ledger import Ledger, Row
from syndicate.feeds.newsletter.item import has_body
from syndicate.feeds.newsletter.selection import Since, has_changed, has_joined
from syndicate.service.api.parameters import MOST


@dataclass(frozen=True, slots=True)
class Event:
    """What is told of an entry, and its place: where it joined if it is new, else where it last changed."""

    position: int
    row: Row
    kind: Literal["new", "changed", "withdrawn"]


def events(
    ledger: Ledger, feed: str, since: Since, included: Collection[str], among: Callable[[Row], bool]
) -> list[Event]:
    """What there is to tell of the rows in a feed since then, the latest first.

    An entry that was taken back is told even to those who never had it: they may have it from elsewhere. A safety
    correction's own entry goes with its article.
    """
    found = [event for row in ledger.in_feed(feed) if among(row) and (event := _event(row, since, included))]
    return sorted(found, key=lambda event: -event.position)


def _event(row: Row, since: Since, included: Collection[str]) -> Event | None:
    changed = has_changed(row, since)
    if has_body(row):
        if has_joined(row, since):
            return Event(row.first_sequence, row, "new")
        return Event(row.sequence, row, "changed") if changed and "changed" in included else None
    is_told = "withdrawn" in included and not row.is_correction and (changed or since is None)
    return Event(row.sequence, row, "withdrawn") if is_told else None


def towards_newest(told: Sequence[Event], limit: int) -> tuple[Sequence[Event], int | None]:
    """The oldest of the events, with at most ``limit`` texts, and after which number the next page begins, if any.

    No safety correction waits for a next page: texts before one go with it, up to the most that a page may hold.
    """
    texts = _texts(reversed(told))
    graves = [place for place, event in enumerate(texts[:MOST], 1) if event.kind == "new" and event.row.is_correction]
    count = max(limit, *graves) if graves else limit
    if len(texts) <= count:
        return told, None
    first_that_waits = texts[count].position
    return [event for event in told if event.position < first_that_waits], first_that_waits - 1


def towards_oldest(told: Sequence[Event], limit: int, before: int | None) -> tuple[Sequence[Event], int | None]:
    """The newest of the events before a number, with at most ``limit`` texts, and before which the next page ends."""
    older = [event for event in told if before is None or event.position < before]
    texts = _texts(older)
    if len(texts) <= limit:
        return older, None
    last = texts[limit - 1].position
    return [event for event in older if event.position >= last], last


def _texts(told: Iterable[Event]) -> list[Event]:
    return [event for event in told if event.kind != "withdrawn"]
