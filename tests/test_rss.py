"""RSS 2.0: what newsletter tools read, and the modules for what RSS cannot say."""

import locale
import re
from email.utils import parsedate_to_datetime

import feed_builders as make
import pytest
from lxml import etree

from syndicate.feeds.formats.xml import NAMESPACE, rss
from syndicate.model import Author, When

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "syn": NAMESPACE,
}


def channel(*entries: object, **changes: object) -> etree._Element:
    return etree.fromstring(rss(make.feed(*entries, **changes))).find("channel")  # type: ignore[arg-type]


def first(**changes: object) -> etree._Element:
    return channel(make.entry(**changes)).find("item")


def texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path, NS)]


def links(element: etree._Element) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in element.findall("atom:link", NS)]


def test_the_channel_has_its_page_its_language_and_the_date_it_was_given() -> None:
    made = channel(make.entry())
    assert texts(made, "link") == [f"{make.ROOT}es/"]
    assert texts(made, "language") == ["es"]
    assert texts(made, "lastBuildDate") == ["Wed, 06 May 2026 07:08:09 +0000"]
    assert texts(made, "copyright") == ["CC BY 4.0"]
    assert texts(made, "generator") == ["syndicate"]


def test_the_channel_links_to_itself_and_to_its_other_languages() -> None:
    made = links(channel())
    assert made[0] == {"href": f"{make.ROOT}es/rss.xml", "rel": "self", "type": "application/rss+xml"}
    assert [(link["rel"], link["hreflang"], link["href"]) for link in made[1:]] == [
        ("related", "en", f"{make.ROOT}en/rss.xml"),
        ("related", "ar", f"{make.ROOT}ar/rss.xml"),
    ]


def test_an_item_is_known_by_its_id_and_not_by_its_address() -> None:
    guid = first().find("guid")
    assert (guid.text, guid.get("isPermaLink")) == ("tag:example.org,2026:article-1/es", "false")


def test_an_item_has_a_summary_and_the_full_content() -> None:
    made = first()
    assert texts(made, "description") == ["Resumen 1"]
    assert texts(made, "content:encoded") == [make.entry().content]


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (make.day(2023, 11, 6), "Mon, 06 Nov 2023 00:00:00 +0100"),
        (make.instant(2023, 11, 6, 12, 0, 1), "Mon, 06 Nov 2023 12:00:01 +0000"),
    ],
)
def test_the_date_is_rfc_5322_and_the_calendar_day_does_not_move(when: When, written: str) -> None:
    made = first(published=when, updated=when)
    assert texts(made, "pubDate") == [written]
    assert parsedate_to_datetime(written) == when.at


def test_the_date_is_english_whatever_the_locale_of_the_process() -> None:
    before = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "ar_EG.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        try:
            assert texts(first(published=make.day(2023, 12, 6)), "pubDate") == ["Wed, 06 Dec 2023 00:00:00 +0100"]
        finally:
            locale.setlocale(locale.LC_ALL, before)


def test_the_last_change_stands_beside_the_first_publication() -> None:
    made = first()
    assert texts(made, "atom:updated") == texts(made, "dcterms:modified") == ["2026-04-01T10:30:00Z"]


def test_an_item_says_its_language_and_names_its_authors() -> None:
    made = first()
    assert texts(made, "dc:language") == ["es"]
    assert texts(made, "dc:creator") == ["Ana Pérez", "Li Wei"]
    assert texts(first(authors=()), "dc:creator") == ["Demo library"]


def test_an_authors_address_is_not_put_where_rss_shows_it_to_everybody() -> None:
    assert first(authors=(Author("Li", email="li@example.org"),)).find("author") is None


def test_other_languages_are_related_links_and_never_alternates() -> None:
    made = links(first())
    assert [link for link in made if link["rel"] == "alternate"] == []
    assert [(link["hreflang"], link["href"]) for link in made if link["rel"] == "related"] == [
        ("ar", "https://example.org/ar/article-1"),
        ("en", "https://example.org/en/article-1"),
    ]
    assert texts(first(), "link") == ["https://example.org/es/article-1"]


def test_categories_have_labels_for_readers_and_codes_for_machines() -> None:
    made = first()
    assert [(found.text, found.get("domain")) for found in made.findall("category")] == [
        ("Corazón", make.MESH),
        ("Prevención", None),
    ]
    assert [dict(found.attrib) for found in made.findall("syn:category", NS)] == [
        {"key": "heart", "scheme": make.MESH, "code": "D002318"},
        {"key": "prevention"},
    ]


def test_rights_and_license_stand_on_each_item() -> None:
    made = first()
    assert texts(made, "dc:rights") == ["Licencia: CC BY 4.0"]
    assert {"rel": "license", "href": make.BY} in links(made)


def test_the_picture_is_an_enclosure_and_media_content() -> None:
    made = first()
    expected = {"url": make.picture().url, "length": "4321", "type": "image/jpeg"}
    assert dict(made.find("enclosure").attrib) == expected
    assert made.find("media:content", NS).get("medium") == "image"
    assert texts(made, "media:content/media:description") == ["A cuff on an upper arm"]


def test_the_picture_is_the_one_for_mail_where_there_is_one() -> None:
    made = first(picture=make.picture(mail=make.mail_picture()))
    url = make.mail_picture().url
    assert dict(made.find("enclosure").attrib) == {"url": url, "length": "999", "type": "image/jpeg"}
    (content,) = made.iter(f"{{{NS['media']}}}content")
    assert (content.get("url"), content.get("width"), content.get("height")) == (url, "600", "400")
    assert texts(content, "media:description") == ["A cuff on an upper arm"]


# What each tool takes from an item (reference/health.md §4a); listmonk imports no feeds, its users' scripts do.
TOOLS = {
    "Mailchimp": "title link description content:encoded pubDate dc:creator category media:content",
    "Mautic": "title link description content:encoded pubDate enclosure media:content",
    "Buttondown": "title link content:encoded pubDate guid",
    "MailerLite": "title link description content:encoded enclosure pubDate guid",
    "rss2email": "title link content:encoded pubDate guid enclosure",
    "pico": "guid",
    "scripts for listmonk": "title link description content:encoded pubDate guid dc:language media:content",
}


@pytest.mark.parametrize("tool", TOOLS)
def test_an_item_has_every_element_that_a_newsletter_tool_reads(tool: str) -> None:
    at = make.placing("es", picture=make.picture(mail=make.mail_picture()))
    made = channel(make.framed("es", at=at)).find("item")
    for name in TOOLS[tool].split():
        found = made.findall(name, NS)
        assert found, name
        assert all(one.get("url") if name in ("enclosure", "media:content") else one.text for one in found), name
        assert len(found) == 1 or name in ("category", "dc:creator"), name


def test_a_held_back_item_shows_its_notice_to_tools_that_read_only_the_description() -> None:
    notice = "<div><p>Retirado</p></div>"
    made = first(facts=make.facts(status="withdrawn"), summary="", content=notice, picture=None)
    assert texts(made, "description") == texts(made, "content:encoded") == [notice]


def test_a_withdrawn_item_says_so_and_what_takes_its_place() -> None:
    replacement = make.entry(3).id
    made = channel(make.withdrawn(facts=make.facts(status="withdrawn", replaced_by=replacement))).find("item")
    assert texts(made, "syn:status") == ["withdrawn"]
    assert texts(made, "syn:replaced_by") == [replacement]


def test_a_channel_without_items_is_a_document() -> None:
    assert channel().findall("item") == []


def test_an_icon_is_an_image_only_where_rss_knows_its_kind() -> None:
    assert channel(icon="https://x.org/i.svg").find("image") is None
    image = channel(icon="https://x.org/i.png").find("image")
    assert texts(image, "url") + texts(image, "link") == ["https://x.org/i.png", f"{make.ROOT}es/"]


def test_no_name_is_written_that_was_not_declared() -> None:
    data = rss(make.feed(make.entry()))
    assert not re.search(rb"<ns\d+:|xmlns:ns\d", data)
