"""Values for the tests of newsletters: rows of a ledger with their entries, and issues made of them."""

from typing import Any

import feed_builders as make

from syndicate.feeds.entry import Entry
from syndicate.feeds.ledger import Ledger, Row, Slot
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.feeds.newsletter.issue import Issue
from syndicate.feeds.newsletter.item import Part
from syndicate.model import Change, State, Status

IDENTITY = "0123456789abcdef"


def row(number: int, **changes: Any) -> Row:
    """The row of an entry that joined as the one of that number, and has not changed since."""
    values: dict[str, Any] = {
        "id": f"article-{number}",
        "version": 1,
        "hash": "00112233445566778899aabbccddeeff",
        "source_hash": "ffeeddccbbaa99887766554433221100",
        "sequence": number,
        "first_sequence": number,
        "published": make.day(2026, 3, number),
        "updated": make.day(2026, 3, number),
        "versioned": make.day(2026, 3, number),
        "state": State.REVIEWED,
        "status": Status.USABLE,
        "change": Change.NEW,
        "title": f"Artículo {number}",
        "url": f"https://example.org/es/article-{number}",
        "feeds": {"all": Slot(number)},
    }
    return Row(**(values | changes))


def correction(number: int, of: int) -> Row:
    """The row of a safety correction's own entry, about the article of the number ``of``."""
    return row(number, id=f"article-{of}/correction/2026-03-20", change=Change.SAFETY)


def ledger(*rows: Row, language: str = "es") -> Ledger:
    """A ledger of these rows."""
    return Ledger(language, IDENTITY, make.instant(2026, 3, 1), {one.id: one for one in rows})


def entry(of: Row, language: str = "es", **changes: Any) -> Entry:
    """The entry of a row, without a body where the row has none."""
    number = of.first_sequence
    usual = {"article": of.article, "id": f"tag:example.org,2026:{of.id}/{language}", "published": of.published}
    if of.status in (Status.WITHHELD, Status.WITHDRAWN):
        facts = make.facts(article=of.article, status=str(of.status), change=str(of.change), origin="")
        return make.withdrawn(number, language=language, **(usual | {"facts": facts} | changes))
    return make.entry(number, language, **(usual | changes))


def part(of: Row, language: str = "es", **changes: Any) -> Part:
    """A row with its entry."""
    return Part(of, entry(of, language, **changes))


def issue(*, language: str = "es", **changes: Any) -> Issue:
    """An issue of the default feed; without parts it has one new article."""
    values: dict[str, Any] = {
        "feed": "all",
        "title": make.ui(language).text("all", "feed"),
        "home": f"{make.ROOT}{language}/",
        "updated": make.instant(2026, 5, 6),
        "cursor": Cursor(IDENTITY, 9),
        "interface": make.ui(language),
        "zone": make.BERLIN,
    }
    kinds = {"safety", "new", "changed", "withdrawn"}
    usual = {} if kinds & set(changes) else {"new": (part(row(1), language),)}
    return Issue(**(values | usual | changes))
