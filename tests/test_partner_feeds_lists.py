"""Feeds besides the default one, in the lists by which people and programs find them: formats, names, empty feeds.

Which articles they have: test_partner_feeds.py.
"""

import json
from itertools import combinations, product
from pathlib import Path
from typing import Any

import feedparser
import pytest
from partner_feeds import BASE, CHECKS, FORMATS, LANGUAGES, advertised, begin, linked, name, one, outlines, own
from small_library import DAY, DOCUMENTS, NOON, SmallLibrary, codes, documents


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    return begin(tmp_path / "library")


# ── formats ─────────────────────────────────────────────────────────────────────────────────────

SUBSETS = {"-".join(some): some for size in (1, 2, 3) for some in combinations(FORMATS, size)}


@pytest.mark.parametrize("gate", [{}, {"machine_risk": True}], ids=["shared gate", "own gate"])
def test_a_format_that_is_left_out_is_neither_written_nor_advertised(small: SmallLibrary, gate: dict[str, Any]) -> None:
    name(small, *SUBSETS)
    small.configure(feeds=[{"id": feed, "formats": list(kinds), **gate} for feed, kinds in SUBSETS.items()])
    assert codes(small.publish()) == set()
    everything = "\n".join(data.decode("utf-8", "replace") for data in small.tree().values())
    for feed, kinds in SUBSETS.items():
        names = {FORMATS[kind] for kind in kinds}
        for language in LANGUAGES:
            folder = f"{language}/{feed}/"
            assert own(small, folder).keys() == {path for path in documents(folder) if Path(path).name in names}
            assert advertised(small)[folder] == {kind: f"{BASE}{folder}{FORMATS[kind]}" for kind in kinds}
        assert [file for file in DOCUMENTS if file not in names and f"/{feed}/{file}" in everything] == []
        best = next((FORMATS[kind] for kind in ("atom", "rss") if kind in kinds), None)
        mine = [address for address, *_ in outlines(small) if f"/{feed}/" in str(address)]
        assert mine == ([f"{BASE}{tag}/{feed}/{best}" for tag in LANGUAGES] if best else [])


def test_each_format_leads_to_the_archive_and_to_other_languages_in_that_format(small: SmallLibrary) -> None:
    name(small, *SUBSETS)
    small.configure(feeds=[{"id": feed, "formats": list(kinds)} for feed, kinds in SUBSETS.items()])
    small.publish()
    for feed, kind in ((feed, kind) for feed, kinds in SUBSETS.items() for kind in kinds):
        file = FORMATS[kind]
        text = own(small, f"es/{feed}/")[f"es/{feed}/{file}"]
        if kind == "json":
            told = json.loads(text)
            others = [row["url"] for row in told["_syndicate"]["translations"]]
            links = {"self": told["feed_url"], "prev-archive": told["next_url"], "related": others[0]}
        else:
            links = {link.rel: link.href for link in feedparser.parse(text.encode()).feed.links}
        assert links["self"] == f"{BASE}es/{feed}/{file}"
        assert links["prev-archive"] == f"{BASE}es/{feed}/archive/1/{file}"
        assert links["related"] == f"{BASE}en/{feed}/{file}"


# ── empty feeds ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gate", [{}, {"machine_risk": True}], ids=["shared gate", "own gate"])
def test_an_empty_feed_is_valid_and_not_advertised_until_something_joins(
    small: SmallLibrary, gate: dict[str, Any]
) -> None:
    small.configure(**one(audience=["nurse"], **gate))
    report = small.publish()
    assert codes(report) == set()
    assert {problem.code for problem in report.problems if problem.severity == "warning"} == {"feed-empty"}
    for language, file in product(LANGUAGES, DOCUMENTS):
        data = small.tree()[f"{language}/one/{file}"]
        assert [problem for problem in CHECKS[file](data, file) if problem.severity == "error"] == []
    assert small.in_feed("en", "one/") == []
    pages = ("index.html", "en/index.html", "es/index.html")

    def offered() -> set[str]:
        found = {address for urls in advertised(small).values() for address in urls.values()}
        found |= {str(address) for address, *_ in outlines(small)}
        return {address for address in found.union(*(linked(small, page) for page in pages)) if "/one/" in address}

    assert offered() == set()
    small.article("towel", title="Towels", body="Dry towels in the sun.", audience=["nurse"])
    report = small.publish(NOON + DAY)
    assert [problem.code for problem in report.problems if problem.code == "feed-empty"] == []
    assert offered() == {f"{BASE}en/one/{file}" for file in DOCUMENTS}, "not translated yet"
    small.article("towel", title="Towels", body="Dry towels in the sun.", audience=["patient"])
    small.publish(NOON + 2 * DAY)
    assert offered() == set()


# ── names ───────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_has_its_name_and_description_in_each_language_wherever_it_is_named(small: SmallLibrary) -> None:
    names = {"en": ("For patients & carers", "What patients read."), "es": ("Para pacientes", "Lo que leen.")}
    for language, (title, description) in names.items():
        small.ui(language, ("feed", "one", title), ("feed description", "one", description))
    small.configure(**one(audience=["patient"]))
    small.publish()
    for language, (title, description) in names.items():
        for path, text in own(small, f"{language}/one/").items():
            if path.endswith(".json"):
                feed = json.loads(text)
                assert (feed["title"], feed["description"], feed["language"]) == (title, description, language)
            else:
                feed = feedparser.parse(text.encode()).feed
                assert (feed.title, feed.subtitle) == (title, description)
        listed = next(row for row in small.json("index.json")["languages"] if row["language"] == language)
        mine = next(feed for feed in listed["feeds"] if feed["id"] == "one")
        assert (mine["title"], mine["description"]) == (title, description)
        assert (f"{BASE}{language}/one/atom.xml", title, language) in outlines(small)
        page = small.traces(title)
        assert f"{language}/index.html" in page
        assert f"{language}/index.html" in small.traces(description)
    english = small.traces(names["en"][0])
    assert [path for path in english if path.startswith("es/") and path not in own(small, "es/one/")] == []


def test_a_name_stands_in_for_a_description_that_is_missing(small: SmallLibrary) -> None:
    small.configure(**one())
    report = small.publish()
    assert codes(report) == set()
    feed = small.json("es/one/feed.json")
    assert (feed["title"], feed["description"]) == ("one es", "one es")


def test_a_feed_without_a_name_in_a_language_is_left_out_there_and_somebody_is_told(small: SmallLibrary) -> None:
    name(small, "other", languages=("es",))
    small.configure(**one())
    report = small.publish()
    assert [(p.code, p.place.path) for p in report.problems if p.severity == "error"] == [
        ("ui-missing", "locales/es/LC_MESSAGES/ui.po")
    ]
    assert "es/one/" not in advertised(small)
    assert own(small, "es/one/") == {}
    assert [row["url"] for row in small.json("en/one/feed.json")["_syndicate"]["translations"]] == []
    name(small, "one", languages=("es",))
    report = small.publish(NOON + DAY)
    assert codes(report) == set()
    assert small.in_feed("es", "one/") == ["sleep", "hands"]


# ── the lists of feeds ──────────────────────────────────────────────────────────────────────────

MANY: list[dict[str, Any]] = [
    {"id": "one", "content": "summary", "formats": ["rss"]},
    {"id": "two", "languages": ["es"], "audience": ["patient"], "promotion": True},
    {"id": "three", "min_state": "final", "formats": ["atom", "json"]},
    {"id": "four", "formats": ["json"]},
    {"id": "five", "audience": ["nurse"]},
    {"id": "six", "retired": "2026-11-20"},
]


def test_all_lists_of_feeds_agree_and_everything_in_them_is_there(small: SmallLibrary) -> None:
    name(small, "one", "two", "three", "four", "five", "six")
    small.configure(feeds=MANY)
    small.publish()
    offered, tree = advertised(small), small.tree()
    assert set(offered) == {
        *("en/", "en/one/", "en/three/", "en/four/", "en/topics/prevention/"),
        *("es/", "es/one/", "es/two/", "es/four/", "es/topics/prevention/"),
    }
    addresses = {address for urls in offered.values() for address in urls.values()}
    assert {address.removeprefix(BASE) for address in addresses} <= tree.keys()
    best = {urls.get("atom") or urls.get("rss") for urls in offered.values()} - {None}
    listed = [address for address, *_ in outlines(small)]
    assert (set(listed), len(listed)) == (best, len(best))
    for language in ("en", "es"):
        mine = {a for folder, urls in offered.items() if folder.startswith(language) for a in urls.values()}
        assert linked(small, f"{language}/index.html") == mine
    assert linked(small, "index.html") == {a for folder in ("en/", "es/") for a in offered[folder].values()}


def test_a_landing_page_counts_what_can_be_read_and_says_no_name_twice(small: SmallLibrary) -> None:
    small.configure(**one())
    small.publish()
    assert small.traces("2 artículos") == ["es/index.html"]
    assert (small.feeds / "es/index.html").read_text("utf-8").count(">one es<") == 1
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    assert small.traces("1 artículo") == ["es/index.html"]
