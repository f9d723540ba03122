"""The list of all feeds, for import into a news reader."""

import feed_builders as make
from lxml import etree

from syndicate.feeds.formats.opml import opml


def test_each_feed_is_one_outline_with_its_addresses_and_language() -> None:
    data = opml("Health <library>", [make.listing("es"), make.listing("ar")], make.day(2026, 5, 6))
    root = etree.fromstring(data)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Health <library>"
    assert root.findtext("head/dateModified") == "Wed, 06 May 2026 00:00:00 +0100"
    assert [dict(outline.attrib) for outline in root.findall("body/outline")] == [
        {
            "type": "rss",
            "version": "ATOM1",
            "text": make.listing(language).title,
            "title": make.listing(language).title,
            "description": make.listing(language).description,
            "language": language,
            "xmlUrl": f"{make.ROOT}{language}/atom.xml",
            "htmlUrl": f"{make.ROOT}{language}/",
        }
        for language in ("es", "ar")
    ]


def test_a_feed_without_an_atom_document_is_listed_with_its_rss_document() -> None:
    both = {kind: url for kind, url in make.addresses("es").items() if kind != "atom"}
    (outline,) = etree.fromstring(opml("T", [make.listing("es", self_urls=both)], make.day(2026, 5, 6))).iter("outline")
    assert (outline.get("version"), outline.get("xmlUrl")) == ("RSS", f"{make.ROOT}es/rss.xml")


def test_a_feed_that_news_readers_cannot_read_is_left_out() -> None:
    listings = [make.listing("es", self_urls={"json": f"{make.ROOT}es/feed.json"}), make.listing("ar")]
    outlines = list(etree.fromstring(opml("T", listings, make.day(2026, 5, 6))).iter("outline"))
    assert [outline.get("language") for outline in outlines] == ["ar"]


def test_the_bytes_are_utf_8_and_the_same_for_the_same_feeds() -> None:
    made = [opml("T", [make.listing("ar")], make.day(2026, 5, 6)) for _ in range(2)]
    assert made[0] == made[1]
    assert make.listing("ar").title.encode() in made[0]


def test_no_feeds_is_an_empty_list() -> None:
    assert len(etree.fromstring(opml("T", [], make.day(2026, 5, 6))).find("body")) == 0
