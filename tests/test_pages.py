"""Pages for people: found, read and used by anybody, in any language, with nothing fetched from anywhere."""

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import feed_builders as make
import pytest
from browsers import measured
from page_builders import INDEX, LANGUAGES, OPML, index, item, landing, parsed, withdrawn

from syndicate.errors import LocaleError
from syndicate.feeds.entry import Facts
from syndicate.feeds.formats import jsonld, pages
from syndicate.feeds.frame import notice
from syndicate.localization.interface import interface

PAGES = {"landing": landing, "index": index, "item": item}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> bytes:
    made: bytes = PAGES[request.param]()
    return made


# ── every page ──────────────────────────────────────────────────────────────────────────────────


def test_a_page_asks_nobody_for_anything(page: bytes) -> None:
    root = parsed(page)
    assert root.xpath("//link[@rel='stylesheet'] | //iframe | //form | //*[@style]") == []
    assert root.xpath("//script[not(@type='application/ld+json')] | //script/@src") == []
    assert not re.search(rb"@import|url\(", page)
    assert all(src.startswith("../../media/") for src in root.xpath("//@src"))


def test_the_security_policy_allows_the_pages_own_style_and_nothing_else(page: bytes) -> None:
    root = parsed(page)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = re.findall(r"<style>(.*?)</style>", page.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src https: 'self'; base-uri 'none'; form-action 'none'"
    )


def test_a_page_can_be_read_by_ear_and_keyboard(page: bytes) -> None:
    root = parsed(page)
    assert len(root.xpath("//h1")) == 1
    assert root.xpath("//body/*[1]/@href") == ["#content"]
    assert len(root.xpath("//main[@id='content']")) == 1
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(root.xpath("//label/@for | //@aria-labelledby")) <= set(ids)
    assert set(root.xpath("//textarea/@id")) == set(root.xpath("//label/@for"))
    levels = [int(heading.tag[1]) for heading in root.iter("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_page_says_what_it_is(page: bytes) -> None:
    root = parsed(page)
    assert root.xpath("//title/text()")[0].strip()
    assert root.xpath("//meta[@name='description']/@content")[0].strip()
    assert root.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]
    assert len(root.xpath("//link[@rel='canonical']")) == 1


@pytest.mark.parametrize("name", PAGES)
def test_the_bytes_are_the_same_for_the_same_values(name: str) -> None:
    assert PAGES[name]() == PAGES[name]()


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("ar", "rtl"), ("zh-Hans", "ltr")])
def test_a_page_is_in_one_language_and_its_direction(language: str, direction: str) -> None:
    for made in (landing(language), item(language=language)):
        assert dict(parsed(made).attrib) == {"lang": language, "dir": direction}


def test_a_page_is_not_made_where_a_string_is_missing() -> None:
    with pytest.raises(LocaleError):
        pages.landing(make.feed(), interface("fi", []), index_url=INDEX, opml_url=OPML)


# ── all languages ───────────────────────────────────────────────────────────────────────────────


def test_each_language_has_a_tile_in_its_own_language_and_direction() -> None:
    tiles = parsed(index()).xpath("//main/ul/li")
    assert [(tile.get("lang"), tile.get("dir")) for tile in tiles] == [
        ("en", "ltr"),
        ("es", "ltr"),
        ("ar", "rtl"),
        ("zh-Hans", "ltr"),
    ]
    for tile, language in zip(tiles, LANGUAGES, strict=True):
        assert make.listing(language).title in "".join(tile.itertext())


def test_the_page_of_all_languages_is_the_default_for_a_reader_of_none() -> None:
    found = parsed(index()).xpath("//link[@rel='alternate'][@hreflang='x-default']/@href")
    assert found == [INDEX]


def test_a_closed_language_has_no_tile() -> None:
    listings = [(make.listing("es"), make.ui("es")), (replace(make.listing("ar"), retired="2026-11-26"), make.ui("ar"))]
    made = pages.index(listings, make.ui("en"), url=INDEX, opml_url=OPML, data_url=f"{make.ROOT}index.json")
    assert [tile.get("lang") for tile in parsed(made).xpath("//main/ul/li")] == ["es"]
    assert b"/ar/" not in made


# ── one article ─────────────────────────────────────────────────────────────────────────────────


def test_an_article_page_shows_what_the_feed_delivers() -> None:
    entry = make.framed("es", notices=[notice("unreviewed", make.ui("es"))])
    made = item(entry).decode()
    assert entry.content.replace(f'"{make.ROOT}', '"../../') in made
    assert parsed(made.encode()).xpath("//*[@role='note']")
    assert "Ana Pérez" in made


def test_pictures_and_links_of_ours_in_a_text_are_relative_as_well() -> None:
    text = (
        f'<p><img src="{make.ROOT}media/hand-0a.png" alt=""> <a href="{make.ROOT}es/items/a.html?b=1&amp;c=2">a</a></p>'
    )
    others = '<p><a href="https://elsewhere.example/media/x.png">x</a></p>'
    made = item(replace(make.framed("es"), content=text + others)).decode()
    assert '<img src="../../media/hand-0a.png" alt="">' in made
    assert '<a href="a.html?b=1&amp;c=2">' in made
    assert others in made


def test_the_articles_own_address_is_canonical() -> None:
    entry = make.framed("es")
    root = parsed(item(entry))
    assert root.xpath("//link[@rel='canonical']/@href") == [entry.url]
    found = root.xpath("//link[@rel='alternate'][not(@type)]")
    assert [link.get("hreflang") for link in found] == ["es", "en", "ar", "zh-Hans"]


def test_other_languages_are_linked_with_their_titles() -> None:
    links = parsed(item()).xpath("//ul[@class='editions']//a")
    assert [(link.get("lang"), link.get("dir"), " ".join("".join(link.itertext()).split())) for link in links] == [
        ("en", "ltr", "English Measure your blood pressure"),
        ("ar", "rtl", "العربية قِس ضغط دمك"),
        ("zh-Hans", "ltr", "简体中文 测量血压"),
    ]


def test_a_held_back_article_shows_its_notice_and_nothing_of_its_making() -> None:
    said = notice("withdrawn", make.ui("es"), make.day(2026, 11, 6))
    made = item(make.framed("es", with_facts=make.facts(status="withdrawn"), notices=[said]))
    root = parsed(made)
    assert said.text in "".join(root.itertext())
    assert root.xpath("//*[@class='lead'] | //*[contains(@class, 'badge')] | //img") == []


def test_a_withdrawn_article_leads_to_the_one_that_replaces_it() -> None:
    (link,) = parsed(item(withdrawn())).xpath("//*[@role='note']//a")
    assert link.get("href") == "https://example.org/es/new"
    assert "The new one" in "".join(link.itertext())


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (make.facts(origin="source", state="final"), "original"),
        (make.facts(origin="machine", state="translated"), "machine"),
        (make.facts(origin="machine", state="reviewed"), "reviewed"),
        (make.facts(origin="human", state="translated"), "unreviewed"),
        (make.facts(origin="human", state="final"), "reviewed"),
    ],
)
def test_a_badge_tells_how_a_text_was_made(facts: Facts, kind: str) -> None:
    assert pages.badge(facts, make.ui("en")).kind == kind


# ── small parts ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "page_url", "expected"),
    [
        ("https://x.org/feeds/es/", "https://x.org/feeds/index.html", "es/index.html"),
        ("https://x.org/feeds/ar/", "https://x.org/feeds/es/", "../ar/index.html"),
        ("https://x.org/feeds/es/", "https://x.org/feeds/es/", "./index.html"),
        ("https://x.org/feeds/index.html", "https://x.org/feeds/es/items/a.html", "../../index.html"),
        ("https://x.org/feeds/es/items/a.html?b=1#c", "https://x.org/feeds/es/", "items/a.html?b=1#c"),
        ("https://other.org/a", "https://x.org/feeds/es/", "https://other.org/a"),
        ("http://x.org/feeds/es/", "https://x.org/feeds/es/", "http://x.org/feeds/es/"),
    ],
)
def test_links_between_our_own_pages_are_relative(target: str, page_url: str, expected: str) -> None:
    assert pages.near(target, page_url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 1), ("word " * 100, 1), ("word " * 1000, 5), ("测" * 1200, 3), ("测" * 400 + " word" * 200, 2)],
)
def test_reading_time_counts_words_or_characters(text: str, expected: int) -> None:
    assert pages.minutes(text) == expected


def luminance(color: str) -> float:
    full = color if len(color) == 7 else "#" + "".join(digit * 2 for digit in color[1:])
    parts = [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colors_have_the_contrast_that_wcag_asks_for(scheme: int) -> None:
    style = (Path(pages.__file__).parents[1] / "templates/style.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colors = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", blocks[scheme]))
    pairs = [(ink, paper) for ink in ("ink", "muted", "accent") for paper in ("page", "surface")]
    pairs += [("on-accent", "accent"), ("warn-ink", "warn"), ("ink", "accent-soft")]
    for ink, paper in pairs:
        dark, light = sorted((luminance(colors[ink]), luminance(colors[paper])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)


# ── a real browser ──────────────────────────────────────────────────────────────────────────────

MEASURE = """
const targets = [...page.querySelectorAll("a, textarea")].filter((it) => !it.closest(".content, .skip"));
return {
  name: frame.title,
  styled: getComputedStyle(page.body).marginTop === "0px",
  overflow: root.scrollWidth - root.clientWidth,
  data: [...page.querySelectorAll("script")].map((it) => JSON.parse(it.textContent)["@context"]),
  small: targets.filter((it) => it.getBoundingClientRect().height < 43.5).map((it) => it.outerHTML),
  skip: page.querySelector(".skip").getBoundingClientRect().bottom,
};
"""


@pytest.mark.slow
def test_no_page_overflows_a_phone_or_has_targets_too_small_to_touch(tmp_path: Path) -> None:
    made = {"index": index()}
    for language in LANGUAGES:
        made[f"landing {language}"] = landing(language)
        made[f"item {language}"] = item(language=language)
    shown = {name: page.decode() for name, page in made.items()}
    for result in measured(shown, (320, 390, 1280), MEASURE, tmp_path):
        assert result["styled"], result
        assert result["overflow"] == 0, result
        assert result["data"] == ([] if result["name"].startswith("index") else [jsonld.CONTEXT]), result
        assert result["small"] == [], result
        assert result["skip"] <= 0, result
