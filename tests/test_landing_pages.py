"""The page of one language: its feeds and topics to subscribe to, and its articles with what became of them."""

from dataclasses import replace

import feed_builders as make
import pytest
from lxml import etree
from page_builders import INDEX, OPML, landing, parsed, safety, withdrawn

from syndicate.feeds.entry import Paging
from syndicate.feeds.formats import pages
from syndicate.feeds.frame import notice

# ── what to subscribe to ────────────────────────────────────────────────────────────────────────


def test_readers_find_the_feed_of_the_pages_own_language_first() -> None:
    found = parsed(landing()).xpath("//link[@rel='alternate'][@type]")
    assert [link.get("href") for link in found[:3]] == list(make.addresses("es").values())
    assert [link.get("type") for link in found[:3]] == [
        "application/atom+xml",
        "application/rss+xml",
        "application/feed+json",
    ]
    assert {link.get("hreflang") for link in found} == {"es"}
    assert f"{make.ROOT}es/topics/heart/atom.xml" in [link.get("href") for link in found]


def test_a_feed_is_shown_in_the_formats_in_which_it_is_published() -> None:
    only_rss = {"rss": f"{make.ROOT}es/mail/rss.xml"}
    root = parsed(
        pages.landing(
            make.feed(make.entry(), self_urls={"atom": f"{make.ROOT}es/atom.xml"}),
            make.ui("es"),
            feeds=[make.listing("es", id="mail", title="Mail", self_urls=only_rss)],
            index_url=INDEX,
            opml_url=OPML,
        )
    )
    assert [(link.get("type"), link.get("href")) for link in root.xpath("//link[@rel='alternate'][@type]")] == [
        ("application/atom+xml", f"{make.ROOT}es/atom.xml"),
        ("application/rss+xml", f"{make.ROOT}es/mail/rss.xml"),
    ]
    assert [field.text for field in root.xpath("//textarea")] == [f"{make.ROOT}es/atom.xml"]
    assert root.xpath("//aside//a/@href") == ["mail/rss.xml"]
    assert "feed.json" not in etree.tostring(root).decode()


def test_a_topic_is_listed_by_its_label_with_its_addresses() -> None:
    (row,) = parsed(landing()).xpath("//section[@aria-labelledby='topics']//li")
    label = make.ui("es").text("heart", "topic")
    assert row.xpath("h3/text()") == [label]
    assert row.xpath(".//a/@href") == [f"topics/heart/{name}" for name in ("atom.xml", "rss.xml", "feed.json")]
    assert row.xpath(".//a/@aria-label") == [f"{kind}: {label}" for kind in ("Atom", "RSS", "JSON Feed")]


def test_another_feed_says_what_it_is() -> None:
    (row,) = parsed(landing()).xpath("//section[@aria-labelledby='feeds']//li")
    assert row.xpath("h3/text()") == ["Reviewed <only>"]
    assert row.xpath("p[1]/text()") == [make.listing("es").description]


def test_what_was_closed_is_not_shown() -> None:
    old = make.listing("es", "old/", id="old", title="Closed feed", retired="2026-11-26")
    made = pages.landing(
        make.feed(make.entry()),
        make.ui("es"),
        feeds=[old],
        topics=[replace(old, topic="heart")],
        languages=[make.listing("es"), replace(make.listing("ar"), retired="2026-11-26")],
        index_url=INDEX,
        opml_url=OPML,
    )
    root = parsed(made)
    assert b"Closed feed" not in made
    assert b"old/atom.xml" not in made
    assert root.xpath("//section/@aria-labelledby") == ["latest", "subscribe"]
    assert [link.get("hreflang") for link in root.xpath("//nav//a")] == ["es"]
    assert [link.get("hreflang") for link in root.xpath("//link[not(@type)][@hreflang]")] == ["es", "x-default"]


def test_machines_find_the_archive() -> None:
    made = landing("es", make.entry(), paging=Paging(previous=make.addresses("es", "archive/3/")))
    assert parsed(made).xpath("//link[@rel='prev-archive']/@href") == list(make.addresses("es", "archive/3/").values())


def test_search_engines_find_the_other_languages() -> None:
    found = parsed(landing()).xpath("//link[@rel='alternate'][not(@type)]")
    assert [(link.get("hreflang"), link.get("href")) for link in found] == [
        ("es", f"{make.ROOT}es/"),
        ("en", f"{make.ROOT}en/"),
        ("ar", f"{make.ROOT}ar/"),
        ("zh-Hans", f"{make.ROOT}zh-Hans/"),
        ("x-default", INDEX),
    ]


def test_the_addresses_of_the_feed_can_be_copied_whole() -> None:
    fields = parsed(landing()).xpath("//textarea[@readonly]")
    assert [field.text for field in fields] == list(make.addresses("es").values())
    assert {field.get("dir") for field in fields} == {"ltr"}


def test_the_languages_are_named_in_themselves_and_the_own_one_is_marked() -> None:
    links = parsed(landing("ar")).xpath("//nav//a")
    assert [(link.text, link.get("lang"), link.get("dir")) for link in links] == [
        ("English", "en", "ltr"),
        ("Español", "es", "ltr"),
        ("العربية", "ar", "rtl"),
        ("简体中文", "zh-Hans", "ltr"),
    ]
    assert [link.get("lang") for link in links if link.get("aria-current")] == ["ar"]


# ── the articles ────────────────────────────────────────────────────────────────────────────────


def test_the_articles_stand_in_the_order_of_the_feed_with_date_and_badge() -> None:
    made = landing("es", make.entry(2), make.entry(1, facts=make.facts(state="translated", origin="machine")))
    cards = parsed(made).xpath("//main//article")
    assert ["".join(card.xpath(".//h3//text()")) for card in cards] == ["Artículo 2", "Artículo 1"]
    assert "2 de marzo de 2026" in "".join(cards[0].itertext())
    assert cards[1].xpath(".//*[contains(@class, 'machine')]/text()") == [
        make.ui("es").text("Machine translation, not reviewed", "badge")
    ]


@pytest.mark.parametrize("status", ["withdrawn", "withheld"])
def test_an_article_that_was_taken_back_says_so_in_the_list(status: str) -> None:
    (card,) = parsed(landing("es", withdrawn(status=status))).xpath("//main//li[article]")
    assert card.get("class") == "gone"
    assert card.xpath(".//p[@class='notice']/text()") == [
        notice("withdrawn", make.ui("es"), make.day(2026, 11, 6)).text
    ]
    assert card.xpath(".//*[contains(@class, 'badge')]") == []


def test_a_safety_correction_stands_out_in_the_list_and_leads_to_the_article() -> None:
    card = parsed(landing("es", make.framed("es"), safety())).xpath("//main//li[article]")[1]
    assert card.get("class") == "safety"
    assert card.xpath(".//h3//text()") == ["Corrección de seguridad: Measure your blood pressure"]
    assert card.xpath(".//h3/a/@href") == [make.framed("es").url]
    assert card.xpath(".//p[@class='notice']/text()") == [notice("safety", make.ui("es"), make.day(2026, 11, 7)).text]
    assert card.xpath(".//*[contains(@class, 'badge')]") == []


def test_an_empty_feed_says_so() -> None:
    made = pages.landing(make.feed(), make.ui("es"), index_url=INDEX, opml_url=OPML)
    assert make.ui("es").text("There are no articles in this feed yet.", "page") in made.decode()


def test_titles_cannot_bring_markup() -> None:
    made = landing("es", make.entry(title='<script>x</script> & "y"', summary="<img src=x>"))
    assert made.count(b"<script") == made.count(b"</script") == 1
    assert b"&lt;script&gt;x&lt;/script&gt; &amp;" in made
