"""Feeds beside the default one: with gates of their own, for some languages only, and given up."""

from typing import Any

import pytest
from small_library import DAY, NOON, TWO_GATES, SmallLibrary, told


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    return SmallLibrary.begin(tmp_path / "library")


# ── feeds with different gates ──────────────────────────────────────────────────────────────────


def test_feeds_with_different_gates_share_ids_and_keep_their_own_versions(small):
    small.configure(**TWO_GATES)
    small.publish()
    small.translate("sleep", draft=True)
    with small.po("sleep") as entries:  # another machine's draft, so to speak
        entries["Keep the room dark."].target = ""
    small.publish(NOON + DAY)
    assert (small.row("sleep")["status"], small.row("sleep", folder="reviewed/")["status"]) == ("pending", "pending")
    small.translate("sleep", draft=True)
    report = small.publish(NOON + 2 * DAY)
    everyone, reviewed = small.row("sleep"), small.row("sleep", folder="reviewed/")
    assert (everyone["status"], everyone["state"], everyone["updated"][:10]) == ("usable", "translated", "2026-11-24")
    assert (reviewed["status"], reviewed["state"], reviewed["updated"][:10]) == ("pending", "reviewed", "2026-11-23")
    assert small.item("sleep")["id"] == small.item("sleep", folder="reviewed/")["id"]
    assert (told(report)["sleep", "es"], told(report, "reviewed")["sleep", "es"]) == ("usable", "keep")


def test_a_translation_that_only_one_gate_lets_through_is_in_that_feed_only(small):
    small.configure(**TWO_GATES)
    small.library.catalog("es", "sleep").unlink()
    small.translate("sleep", draft=True)
    report = small.publish()
    assert (small.in_feed(), small.in_feed(folder="reviewed/")) == (["sleep", "hands"], ["hands"])
    assert told(report, "reviewed")["sleep", "es"] == "hold"
    before = {path: data for path, data in small.tree().items() if path.startswith("es/reviewed/")}
    small.article("sleep", summary="Other words.")
    small.translate("sleep", draft=True)
    small.publish(NOON + DAY)
    assert {path: data for path, data in small.tree().items() if path.startswith("es/reviewed/")} == before
    assert small.row("sleep")["version"] == 2


def test_entries_without_an_address_link_to_the_page_of_their_own_feed(small):
    small.configure(**TWO_GATES)
    small.publish()
    assert small.item("hands")["url"] == "https://feeds.example.org/es/items/hands.html"
    own = small.item("hands", folder="reviewed/")
    assert own["url"] == "https://feeds.example.org/es/reviewed/items/hands.html"
    assert own["_syndicate"]["translations"][0]["url"] == "https://feeds.example.org/en/reviewed/items/hands.html"


# ── languages and feeds that end ────────────────────────────────────────────────────────────────


def test_a_feed_may_be_for_some_languages_only(small):
    small.configure(feeds=[{"id": "reviewed", "min_state": "final", "languages": ["en"]}])
    small.publish()
    assert small.in_feed("en", "reviewed/") == ["sleep", "hands"]
    assert not (small.feeds / "es/reviewed").exists()


GONE: dict[str, tuple[str, dict[str, Any], str]] = {
    "a feed": ("feed-gone", {}, "en"),
    "a feed in one language": ("feed-gone", {"feeds": [TWO_GATES["feeds"][0] | {"languages": ["en"]}]}, "es"),
    "a language": ("language-gone", TWO_GATES | {"languages": ["en"]}, "es"),
}


@pytest.mark.parametrize(("code", "settings", "language"), GONE.values(), ids=GONE)
def test_what_the_settings_give_up_stays_as_it_was_and_is_told_until_somebody_decides(small, code, settings, language):
    small.configure(**TWO_GATES)
    small.publish()
    before = small.tree()
    small.configure(**{**TWO_GATES, "feeds": [], **settings})
    small.article("sleep", summary="Other words.")
    for day in (1, 2):
        report = small.publish(NOON + day * DAY)
        assert (code, language) in {(problem.code, problem.language) for problem in report.problems}
        assert report.failed
    given_up = [path for path in before if path.startswith(f"{language}/") and ("reviewed" in path or "lang" in code)]
    assert len(given_up) > 7
    assert {path: small.tree()[path] for path in given_up} == {path: before[path] for path in given_up}
    assert set(small.json("index.json")["files"]) | {"index.json"} == set(small.tree())
