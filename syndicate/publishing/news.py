"""What the subscribers of one feed see of a publish: from the ledger before it and the ledger after it.

Nothing is said of what did not change for them. A change of frame alone (a reworded notice, another language's
arrival) changes bytes and no ledger, and is no news.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from syndicate.editorial.status import explain
from syndicate.feeds.gate import Reason
from syndicate.feeds.ledger import Ledger, Row
from syndicate.model import Change, State, Status


class What(StrEnum):
    """What happened to an entry, the gravest first."""

    SAFETY = "safety"  # a new version: the old text may harm
    CORRECTION = "correction"  # a safety correction's own entry, which mailers send too
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    MATERIAL = "material"
    RESTORED = "restored"  # the body is back
    NEW = "new"
    OUTDATED = "outdated"
    PENDING = "pending"
    MINOR = "minor"
    NOTICE = "notice"  # the same body, and a notice above it came, went or changed
    LEFT = "left"  # no longer in this feed
    QUIET = "quiet"  # no longer in the subscription document: in the archive only


@dataclass(frozen=True, slots=True)
class Item:
    """One entry's news. ``id`` is its row's, ``reasons`` why it has no body of today.

    ``in_subscription`` tells whether who only polls the feed's address sees it; what is not there is in the archive.
    """

    id: str
    what: What
    title: str
    reasons: tuple[Reason, ...] = ()
    in_subscription: bool = True

    @property
    def article(self) -> str:
        """The id of the article that it speaks of."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class News:
    """What the subscribers of a feed in a language see, the most important first.

    ``group`` is ``all``, or the id of a feed that has a gate of its own.
    """

    group: str
    feed: str
    language: str
    items: tuple[Item, ...]

    def to_data(self) -> dict[str, Any]:
        """The news as JSON-able data."""
        return {
            "group": self.group,
            "feed": self.feed,
            "language": self.language,
            "items": [
                {
                    "id": item.id,
                    "article": item.article,
                    "what": str(item.what),
                    "title": item.title,
                    "in_subscription": item.in_subscription,
                    "reasons": [{"code": reason.code, "count": reason.count} for reason in item.reasons],
                }
                for item in self.items
            ],
        }


def compare(
    before: Ledger,
    after: Ledger,
    feed: str,
    *,
    group: str = "all",
    stood: Collection[str] = (),
    stands: Collection[str] = (),
    reasons: Mapping[str, tuple[Reason, ...]] | None = None,
) -> News:
    """The news of one feed. ``stood`` and ``stands`` are the row ids in its subscription document before and after.

    ``reasons`` are the gate's, by row id.
    """
    why = reasons or {}
    items = []
    for row in after.rows.values():
        old = before.rows.get(row.id)
        if what := _what(old, row, feed, went_quiet=row.id in stood and row.id not in stands):
            items.append(Item(row.id, what, row.title, why.get(row.id, ()), row.id in stands))
    order = list(What)
    ranked = sorted(items, key=lambda item: (order.index(item.what), item.title, item.id))
    return News(group, feed, after.language, tuple(ranked))


def lines(news: Iterable[News], shown: int) -> Iterator[str]:
    """The news in words: each feed with what is new there, and of each group and language every entry once.

    At most ``shown`` entries a feed.
    """
    told: set[tuple[str, str, str, What]] = set()
    any_news = False
    for one in news:
        if not one.items:
            continue
        any_news = True
        yield f"{one.language} · {one.feed}: {_counts(one.items)}"
        fresh = [item for item in one.items if (one.group, one.language, item.id, item.what) not in told]
        told |= {(one.group, one.language, item.id, item.what) for item in fresh}
        yield from (f"  {_line(item)}" for item in fresh[:shown])
        if len(fresh) > shown:
            yield f"  … and {len(fresh) - shown} more: --json has them all"
    if not any_news:
        yield "nothing new for subscribers"


def _what(old: Row | None, row: Row, feed: str, *, went_quiet: bool) -> What | None:
    """The gravest thing that happened to an entry in a feed, or None."""
    was_in, is_in = _is_in(old, feed), _is_in(row, feed)
    if not is_in:
        return What.LEFT if was_in else None
    if row.status in (Status.WITHDRAWN, Status.WITHHELD):
        if not was_in or old is None or old.status is not row.status:
            return What(str(row.status))
    elif not was_in or old is None:
        return What.CORRECTION if row.is_correction else What.NEW
    elif old.status in (Status.WITHDRAWN, Status.WITHHELD):
        return What.RESTORED
    elif changed := _change(old, row):
        return changed
    return What.QUIET if went_quiet else None


def _change(old: Row, row: Row) -> What | None:
    """What changed of an entry that could be read before and can be read now."""
    is_new_word = row.change is not old.change and row.change in (Change.MATERIAL, Change.SAFETY)
    if row.version != old.version and row.is_correction:
        return What.CORRECTION  # its note is translated now, or the corrected text is there
    if row.version != old.version or is_new_word:
        return What(str(row.change)) if row.change in (Change.MATERIAL, Change.SAFETY) else What.MINOR
    if row.status is not old.status and row.status is not Status.USABLE:
        return What(str(row.status))
    marked = (row.state < State.REVIEWED) != (old.state < State.REVIEWED)
    if row.status is not old.status or marked or row.corrected != old.corrected:
        return What.NOTICE
    return None


def _is_in(row: Row | None, feed: str) -> bool:
    return row is not None and feed in row.feeds and row.feeds[feed].left is None


_SAID: Mapping[What, str] = {
    What.SAFETY: "corrected (safety)",
    What.CORRECTION: "safety correction as an entry of its own",
    What.WITHDRAWN: "withdrawn",
    What.WITHHELD: "withheld",
    What.MATERIAL: "corrected (material)",
    What.RESTORED: "restored",
    What.NEW: "new",
    What.OUTDATED: "kept, marked as outdated",
    What.PENDING: "kept, marked as being revised",
    What.MINOR: "changed (minor)",
    What.NOTICE: "with another notice",
    What.LEFT: "left the feed",
    What.QUIET: "now only in the archive",
}


def _counts(items: Iterable[Item]) -> str:
    counts = Counter(item.what for item in items)
    return ", ".join(f"{counts[what]} {said}" for what, said in _SAID.items() if counts[what])


def _line(item: Item) -> str:
    told = item.reasons if item.what is not What.WITHDRAWN else ()  # the gate could only say the same again
    why = f" ({'; '.join(map(explain, told))})" if told else ""
    hidden = " [in the archive only]" if not item.in_subscription and item.what not in (What.LEFT, What.QUIET) else ""
    return f"{item.id}: {_SAID[item.what]}{why}{hidden} — {_printable(item.title)}"  # last: it may run to the left


def _printable(title: str) -> str:
    """A title for one line of a terminal, where control characters are commands; a ledger may hold anything."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one for one in title)
