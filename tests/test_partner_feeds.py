"""Feeds that a publisher makes besides the default one: which articles they have, each setting alone and together.

What they show of an article: test_partner_feeds_texts.py; formats, names and lists: test_partner_feeds_lists.py.
"""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from partner_feeds import BASE, CHECKS, IDS, LANGUAGES, begin, entries, name, one, own, statuses, without_bodies
from small_library import DAY, NOON, SmallLibrary, codes

from syndicate.errors import SettingsError


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    return begin(tmp_path / "library")


# ── what belongs into a feed ────────────────────────────────────────────────────────────────────

CHOSEN: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "everything": ({}, {"en": ["sleep", "hands"], "es": ["sleep", "hands"]}),
    "a topic": ({"topics": ["prevention"]}, {"en": ["sleep", "hands"], "es": ["sleep", "hands"]}),
    "an audience": ({"audience": ["patient"]}, {"en": ["hands"], "es": ["hands"]}),
    "one of two audiences": ({"audience": ["nurse", "caregiver"]}, {"en": ["hands"], "es": ["hands"]}),
    "a topic and an audience": (
        {"topics": ["prevention"], "audience": ["patient"]},
        {"en": ["hands"], "es": ["hands"]},
    ),
    "a language": ({"languages": ["es"]}, {"es": ["sleep", "hands"]}),
    "a language and an audience": ({"languages": ["es"], "audience": ["patient"]}, {"es": ["hands"]}),
    "the originals": ({"min_state": "final"}, {"en": ["sleep", "hands"], "es": []}),
}


def test_a_feed_has_the_articles_that_its_settings_choose(small: SmallLibrary) -> None:
    feeds = {f"feed-{number}": case for number, case in enumerate(CHOSEN.values())}
    name(small, *feeds)
    small.configure(feeds=[{"id": feed, **settings} for feed, (settings, _) in feeds.items()])
    assert codes(small.publish()) == set()
    for (feed, (_, expected)), what in zip(feeds.items(), CHOSEN, strict=True):
        there = {tag: small.in_feed(tag, f"{feed}/") for tag in LANGUAGES if (small.feeds / tag / feed).exists()}
        assert there == expected, what


def test_a_feed_that_names_an_unknown_topic_is_refused_with_its_place(small: SmallLibrary) -> None:
    small.configure(**one(topics=["prevntion"]))
    with pytest.raises(SettingsError, match="prevention") as caught:
        small.publish()
    assert "syndicate.toml:" in str(caught.value)
    assert not small.feeds.exists()


def test_an_article_that_no_longer_fits_leaves_the_feed_and_nothing_else(small: SmallLibrary) -> None:
    small.configure(**one(audience=["patient"]))
    small.publish()
    whole = own(small, "es/atom.xml")
    small.article("hands", audience=["nurse"], promotion="Bring soap.")
    report = small.publish(NOON + DAY)
    assert (small.in_feed("es", "one/"), small.in_feed()) == ([], ["sleep", "hands"])
    assert [item.what for news in report.news if news.feed == "one" for item in news.items] == ["left", "left"]
    assert small.row("hands")["version"] == 1
    assert whole.keys() == own(small, "es/atom.xml").keys()
    small.article("hands", audience=["patient"], promotion="Bring soap.")
    small.publish(NOON + 2 * DAY)
    assert small.in_feed("es", "one/") == ["hands"]
    assert small.row("hands")["feeds"]["one"]["joined"] == 1, "who comes back takes its place again"


# ── the same entry everywhere ───────────────────────────────────────────────────────────────────

SETTINGS: dict[str, dict[str, Any]] = {
    "topic": {"topics": ["prevention"]},
    "audience": {"audience": ["patient"]},
    "summary": {"content": "summary"},
    "promotion": {"promotion": True},
    "limit": {"limit": 1},
    "gate": {"machine_risk": True},
}
TOGETHER = [some for size in (1, 2, len(SETTINGS)) for some in combinations(SETTINGS, size)]


def test_an_entry_has_the_same_id_and_dates_in_every_feed_whatever_the_feed_shows(small: SmallLibrary) -> None:
    feeds = {"-".join(some): some for some in TOGETHER}
    name(small, *feeds)
    small.configure(
        feeds=[
            {"id": feed, **{key: value for setting in some for key, value in SETTINGS[setting].items()}}
            for feed, some in feeds.items()
        ]
    )
    assert codes(small.publish()) == set()
    for (feed, some), language in ((each, tag) for each in feeds.items() for tag in LANGUAGES):
        folder = f"{language}/{feed}/"
        for path, text in own(small, folder).items():
            wrong = CHECKS[Path(path).name](text.encode(), path)
            assert [problem.code for problem in wrong if problem.severity == "error"] == [], path
            ids = [id_ for id_, _ in entries(path, text)]
            is_cut = "limit" in some and "audience" not in some and "archive" not in path
            wanted = {"sleep"} if is_cut else {"hands"} if "audience" in some else {"hands", "sleep"}
            assert sorted(ids) == sorted(IDS[language][article] for article in wanted), path
        usual = {item["id"]: item for item in small.json(f"{language}/feed.json")["items"]}
        for item in small.json(f"{folder}feed.json")["items"]:
            known = usual[item["id"]]
            for member in ("title", "summary", "date_published", "date_modified", "language"):
                assert item[member] == known[member], folder
            for fact in ("version", "hash", "state", "status", "change", "audience", "categories"):
                assert item["_syndicate"][fact] == known["_syndicate"][fact], folder
            pages = f"{BASE}{folder if 'gate' in some else language + '/'}items/"
            assert item["url"].startswith(pages), "who has a gate of their own has pages of their own"
    assert small.publish(NOON + DAY).changed == (), "and nothing changes by itself"


# ── how many ────────────────────────────────────────────────────────────────────────────────────


def test_a_limit_is_the_feeds_own_and_the_archive_has_the_rest(small: SmallLibrary) -> None:
    small.configure(limit=2, **one(limit=1))
    small.publish()
    assert (small.in_feed(folder="one/"), small.in_feed()) == (["sleep"], ["sleep", "hands"])
    assert small.in_feed(folder="one/archive/1/") == ["sleep", "hands"]

    small.article("hands", audience=["patient"], summary="A summary.")
    small.translate("hands")
    small.publish(NOON + DAY)
    assert small.in_feed(folder="one/") == ["sleep", "hands"], "who joined last, and what changed last"

    small.article("towel", title="Towels", body="Dry towels in the sun.", published="2026-11-03")
    small.translate("towel")
    report = small.publish(NOON + 2 * DAY)
    assert small.in_feed(folder="one/") == ["towel"]
    assert small.in_feed(folder="one/archive/1/") == ["towel", "sleep", "hands"]
    assert {
        item.id: str(item.what)
        for news in report.news
        if (news.feed, news.language) == ("one", "es")
        for item in news.items
    } == {"towel": "new", "sleep": "quiet", "hands": "quiet"}


def test_a_withdrawal_stands_in_a_feed_whatever_its_limit(small: SmallLibrary) -> None:
    small.configure(**one(limit=1))
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    small.article("towel", title="Towels", body="Dry towels in the sun.")
    small.translate("towel")
    small.publish(NOON + 2 * DAY)
    assert statuses(small, "es/one/") == {"towel": "usable", "hands": "withdrawn"}


# ── two gates ───────────────────────────────────────────────────────────────────────────────────


def test_two_gates_over_the_same_articles_never_disturb_each_other(small: SmallLibrary) -> None:
    feeds = [{"id": "one", "min_state": "reviewed"}, {"id": "two", "min_state": "final", "content": "summary"}]
    small.configure(min_state="translated", machine_risk=True, feeds=feeds)
    small.library.catalog("es", "sleep").unlink()
    small.translate("sleep", draft=True)
    small.publish()

    def seen() -> tuple[list[str], list[str], list[str]]:
        return small.in_feed(), small.in_feed(folder="one/"), small.in_feed(folder="two/")

    assert seen() == (["sleep", "hands"], ["hands"], [])
    files = {folder: own(small, f"es/{folder}") for folder in ("one/", "two/")}

    small.article("sleep", summary="Other words.")
    small.translate("sleep", draft=True)
    small.publish(NOON + DAY)
    assert small.row("sleep")["version"] == 2
    assert {folder: own(small, f"es/{folder}") for folder in files} == files, "a draft is no news to the others"

    small.library.catalog("es", "sleep").unlink()
    small.translate("sleep")
    small.publish(NOON + 2 * DAY)
    assert seen() == (["sleep", "hands"], ["sleep", "hands"], [])
    assert small.row("sleep", folder="one/")["published"].startswith("2026-11-24"), "it is new there today"
    assert small.row("sleep")["published"].startswith("2026-11-02"), "and joined the other one on its own day"
    assert own(small, "es/two/") == files["two/"]

    small.sign_off("sleep")
    small.sign_off("hands")
    everyone = small.row("sleep")
    small.publish(NOON + 3 * DAY)
    assert seen() == (["sleep", "hands"], ["sleep", "hands"], ["hands", "sleep"]), "both are new to the last one today"
    assert {small.row("sleep", folder=folder)["version"] for folder in ("one/", "two/")} == {1}
    assert small.row("sleep")["version"] == everyone["version"]
    assert small.item("sleep")["id"] == small.item("sleep", folder="two/")["id"]
    without_bodies(small, "es/two/")


# ── what a dry run says ─────────────────────────────────────────────────────────────────────────

CHANGES: dict[str, dict[str, Any]] = {
    "another feed": one(audience=["patient"]),
    "summaries": one(content="summary"),
    "calls to action": one(promotion=True),
    "a gate": one(min_state="final"),
    "no feed any more": {},
}


@pytest.mark.parametrize("settings", CHANGES.values(), ids=CHANGES)
def test_a_dry_run_of_other_settings_says_what_the_publish_then_does(
    small: SmallLibrary, settings: dict[str, Any]
) -> None:
    small.configure(**one())
    small.publish()
    before, stood = small.tree(), {folder: set(statuses(small, folder)) for folder in ("en/one/", "es/one/")}
    small.configure(**settings)
    dry = small.publish(NOON + DAY, dry_run=True)
    assert small.tree() == before
    done = small.publish(NOON + DAY)
    assert (dry.news, dry.problems, dry.verdicts) == (done.news, done.problems, done.verdicts)
    changed = {path for path in before.keys() | small.tree().keys() if before.get(path) != small.tree().get(path)}
    assert set(dry.changed) == changed - {"index.json"} == set(done.changed) - {"index.json"}
    for news in dry.news:
        if news.feed == "one" and news.group == "all":
            folder = f"{news.language}/one/"
            gone = {item.article for item in news.items if item.what in ("left", "quiet")}
            assert set(statuses(small, folder)) == stood[folder] - gone
