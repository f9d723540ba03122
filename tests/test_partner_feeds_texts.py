"""What feeds besides the default one show of an article: the summary or all of it, with its call to action or without.

Which articles they have: test_partner_feeds.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from libraries import write
from partner_feeds import BODIES, CALLS, IDS, begin, one, own, said, statuses, without_bodies
from small_library import DAY, NOON, SmallLibrary


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    return begin(tmp_path / "library")


# ── summaries ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gate", [{}, {"machine_risk": True}], ids=["shared gate", "own gate"])
def test_a_feed_of_summaries_has_no_word_of_a_body(small: SmallLibrary, gate: dict[str, Any]) -> None:
    small.configure(**one(content="summary", **gate))
    small.publish()
    for language, summary in (("en", "Soap keeps germs away."), ("es", "El jabón aleja los gérmenes.")):
        without_bodies(small, f"{language}/one/")
        items = small.json(f"{language}/one/feed.json")["items"]
        (item,) = [item for item in items if item["id"] == IDS[language]["hands"]]
        usual = small.item("hands", language, "one/" if gate else "")
        assert (item["summary"], item["url"]) == (summary, usual["url"])
        disclaimer = item["_syndicate"]["disclaimer"]
        for shown in (item["content_html"], item["content_text"]):
            assert summary in shown
            assert item["url"] in shown
            assert disclaimer
            assert disclaimer in shown


def test_a_feed_of_summaries_has_every_notice(small: SmallLibrary) -> None:
    small.configure(min_state="translated", machine_risk=True, **one(content="summary"))
    small.library.catalog("es", "sleep").unlink()
    small.translate("sleep", draft=True)
    small.publish()
    small.article(
        "hands",
        audience=["patient"],
        body="Dry them with a towel.\n\nWash for 20 seconds.\n\nKeep it dry.",
        correction={"on": "2026-11-23", "severity": "material", "note": "Towels"},
    )
    small.translate("hands")
    small.publish(NOON + DAY)
    without_bodies(small, "es/one/")
    without_bodies(small, "en/one/")
    notices = {item["id"]: item["content_html"].split("<strong>")[1:] for item in small.json("es/feed.json")["items"]}
    assert [len(notices[IDS["es"][article]]) for article in ("sleep", "hands")] == [1, 2], "a machine's; corrected, why"
    for entry, found in notices.items():
        words = {notice.partition("</strong>")[0] for notice in found}
        for told in said(small, "es/one/", entry):
            assert [notice for notice in words if notice not in told] == []
    brief = {item["id"]: item["content_text"] for item in small.json("es/one/feed.json")["items"]}
    for entry, found in notices.items():
        assert [notice for notice in found if notice.partition("</strong>")[0] not in brief[entry]] == []


def test_a_safety_correction_stands_whole_in_a_feed_of_summaries(small: SmallLibrary) -> None:
    small.configure(**one(content="summary"))
    small.publish()
    small.article(
        "hands",
        audience=["patient"],
        body="Dry them with a towel.\n\nWash for 20 seconds.\n\nKeep it dry.",
        correction={"on": "2026-11-23", "severity": "safety", "note": "Soap"},
    )
    small.translate("hands")
    small.publish(NOON + DAY)
    entry = f"{IDS['es']['hands']}/correction/2026-11-23"
    whole = {item["id"]: item for item in small.json("es/feed.json")["items"]}[entry]
    assert {item["id"]: item for item in small.json("es/one/feed.json")["items"]}[entry] == whole
    assert all("Jabón" in told for told in said(small, "es/one/", entry))


@pytest.mark.parametrize("gate", [{}, {"machine_risk": True}], ids=["shared gate", "own gate"])
def test_what_is_withdrawn_leaves_neither_text_nor_summary_in_any_feed(
    small: SmallLibrary, gate: dict[str, Any]
) -> None:
    feeds = [{"id": "one", "content": "summary", **gate}, {"id": "two", "promotion": True, "audience": ["patient"]}]
    small.configure(feeds=feeds)
    small.publish()
    small.article("hands", audience=["patient"], promotion="Bring soap.", withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    for words in (*BODIES["es"], *BODIES["en"], *CALLS.values(), "Soap keeps germs away", "aleja los gérmenes"):
        assert small.traces(words) == []
    for folder in ("es/", "es/one/", "es/two/", "en/one/"):
        assert statuses(small, folder)["hands"] == "withdrawn"
    assert [row["id"] for row in small.json("es/one/feed.json")["_syndicate"]["withdrawn"]] == [IDS["es"]["hands"]]


# ── calls to action ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("content", ["full", "summary"])
def test_calls_to_action_stand_in_the_feeds_that_ask_for_them_and_nowhere_else(
    small: SmallLibrary, content: str
) -> None:
    small.configure(feeds=[{"id": "one", "promotion": True, "content": content}, {"id": "two"}])
    small.publish()
    for language, words in CALLS.items():
        assert set(small.traces(words)) == set(own(small, f"{language}/one/"))
        assert all(words in told for told in said(small, f"{language}/one/", IDS[language]["hands"]))


def test_a_call_to_action_is_shown_only_where_it_is_translated_as_far_as_the_gate_asks(small: SmallLibrary) -> None:
    small.configure(
        min_state="translated",
        machine_risk=True,
        feeds=[{"id": "one", "promotion": True}, {"id": "two", "promotion": True, "min_state": "reviewed"}],
    )
    with small.po("hands") as entries_:
        entries_["Bring soap."].target = ""
    small.publish()
    assert small.traces(CALLS["es"]) == []
    assert [path for path in small.traces(CALLS["en"]) if path.startswith("es/")] == [], "no other language steps in"
    assert small.in_feed("es", "one/") == small.in_feed("es", "two/") == ["sleep", "hands"], "it holds nothing back"

    small.library.catalog("es", "hands").unlink()
    small.translate("hands", draft=True)
    small.publish(NOON + DAY)
    assert set(small.traces(CALLS["es"])) == set(own(small, "es/one/")), "a draft, where drafts go out"

    small.library.catalog("es", "hands").unlink()
    small.translate("hands")
    small.publish(NOON + 2 * DAY)
    assert set(small.traces(CALLS["es"])) == set(own(small, "es/one/")) | set(own(small, "es/two/"))


def test_another_call_to_action_is_no_new_version(small: SmallLibrary) -> None:
    small.configure(**one(promotion=True))
    small.publish()
    before = small.rows("en")
    small.article("hands", audience=["patient", "caregiver"], promotion="Towels")
    small.publish(NOON + DAY)
    assert small.rows("en") == before
    assert small.traces(CALLS["en"]) == []
    assert {path for path in small.traces("Towels") if path.startswith("en/")} == set(own(small, "en/one/"))


def test_an_entry_whose_source_is_broken_stays_as_each_feed_told_it(small: SmallLibrary) -> None:
    small.configure(feeds=[{"id": "one", "content": "summary"}, {"id": "two", "promotion": True}])
    small.article("hands", promotion="Call us.", topics=["prevention"])
    small.publish(NOON + DAY)
    before = {path: data for path, data in small.tree().items() if path.startswith("en/")}
    assert any(b"Call us." in data for data in before.values())
    write(small.root / "articles/hands.md", "---\nid: hands\n")
    small.article("sleep", summary="Other words.")
    small.publish(NOON + 2 * DAY)
    for feed in ("one", "two"):
        was = {item["id"]: item for item in json.loads(before[f"en/{feed}/feed.json"])["items"]}
        now = {item["id"]: item for item in small.json(f"en/{feed}/feed.json")["items"]}
        assert now["tag:example.org,2026:hands/en"] == was["tag:example.org,2026:hands/en"]
        assert now["tag:example.org,2026:sleep/en"] != was["tag:example.org,2026:sleep/en"]
