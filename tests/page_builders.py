"""Pages as the tests of pages, JSON-LD and browsers want them: with one of everything, and JSON-LD in the head."""

from dataclasses import replace
from typing import Any

import feed_builders as make
from lxml import etree
from schema_org import faults

from syndicate.feeds.entry import Edition, Entry
from syndicate.feeds.formats import jsonld, pages
from syndicate.feeds.frame import notice
from syndicate.model import Content

LANGUAGES = ["en", "es", "ar", "zh-Hans"]
INDEX = f"{make.ROOT}index.html"
OPML = f"{make.ROOT}opml.xml"
ITEM = f"{make.ROOT}es/items/article-1.html"


def landing(language: str = "es", *entries: Entry, **changes: object) -> bytes:
    """The page of one language with another feed and a topic; ``changes`` are the feed's."""
    chosen = entries or (make.framed(language), safety(language), withdrawn(language))
    feed = make.feed(*chosen, language=language, **changes)
    return pages.landing(
        feed,
        make.ui(language),
        feeds=[make.listing(language, "reviewed/", title="Reviewed <only>")],
        topics=[make.listing(language, "topics/heart/", id="topics/heart", topic="heart", title="Library: heart")],
        languages=[make.listing(other) for other in LANGUAGES],
        index_url=INDEX,
        opml_url=OPML,
        json_ld=jsonld.feed_page(feed, index_url=INDEX),
    )


def withdrawn(language: str = "es", status: str = "withdrawn") -> Entry:
    """An entry that was taken back and replaced by another."""
    said = notice(
        "withdrawn",
        make.ui(language),
        make.day(2026, 11, 6),
        note="A reason.",
        replaced_by=Edition(language, f"https://example.org/{language}/new", "The new one"),
    )
    at = make.placing(language, id=f"tag:example.org,2026:old/{language}", url=f"https://example.org/{language}/old")
    return make.framed(language, at=at, with_facts=make.facts(status=status), notices=[said])


def safety(language: str = "es") -> Entry:
    """A safety correction's own entry; the corrected article is a translation that nobody reviewed."""
    words = make.ui(language)
    corrected = make.framed(language)
    return replace(
        corrected,
        id=f"{corrected.id}/correction/2026-11-07",
        title=words.text("Safety correction: {title}", "notice", title=corrected.title),
        summary="",
        text=notice("safety", words, make.day(2026, 11, 7), note="10 mg, not 100 mg.").text,
        facts=replace(corrected.facts, change="safety", corrects=corrected.id, state="translated", origin="machine"),
    )


def index() -> bytes:
    """The page of all languages."""
    listings = [(make.listing(language), make.ui(language)) for language in LANGUAGES]
    return pages.index(listings, make.ui("en"), url=INDEX, opml_url=OPML, data_url=f"{make.ROOT}index.json")


def item(entry: Entry | None = None, language: str = "es") -> bytes:
    """The page of one entry."""
    url = ITEM.replace("/es/", f"/{language}/")
    shown = entry or make.framed(language, at=make.placing(language, url=url))
    return pages.item(
        shown,
        make.listing(language),
        make.ui(language),
        url=url,
        index_url=INDEX,
        data_url=url.replace(".html", ".json"),
        json_ld=jsonld.medical_page(shown, make.content(), publisher="Demo library", interface=make.ui(language)),
    )


def parsed(page: bytes) -> etree._Element:
    """The tree of a page."""
    return etree.HTML(page.decode(), etree.HTMLParser(encoding=None))


def described(entry: Entry, content: Content | None = None) -> dict[str, Any]:
    """The JSON-LD of an entry, every word of it schema.org's."""
    made = jsonld.medical_page(entry, content, publisher="Demo library", interface=make.ui(entry.language))
    assert list(faults(made)) == []
    return made
