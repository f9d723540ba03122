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


def test_the_bytes_are_utf_8_and_the_same_for_the_same_feeds() -> None:
    made = [opml("T", [make.listing("ar")], make.day(2026, 5, 6)) for _ in range(2)]
    assert made[0] == made[1]
    assert make.listing("ar").title.encode() in made[0]


def test_no_feeds_is_an_empty_list() -> None:
    assert len(etree.fromstring(opml("T", [], make.day(2026, 5, 6))).find("body")) == 0
