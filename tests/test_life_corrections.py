"""A correction reaches everybody who has the text that it speaks of, once, however and whenever it is declared."""

from typing import Any

import pytest
from small_library import DAY, NOON, TOPICS, TWO_GATES, WORDS, SmallLibrary

WRONG = "Dry them with a towel.\n\n## How long\n\nWash for 20 seconds."
RIGHT = "Dry them with a clean towel.\n\n## How long\n\nWash for 20 seconds."
NOTE = "Bring soap."
NOTICE = "hands/correction/2026-11-23"


def correction(severity: str, on: str = "2026-11-23", **more: str) -> dict[str, Any]:
    return {"correction": {"on": on, "severity": severity, **more}}


def ids(small: SmallLibrary, folder: str) -> list[str]:
    """The rows whose entries stand in a subscription document."""
    items = small.json(f"{folder}feed.json")["items"]
    return [item["id"].removeprefix("tag:example.org,2026:").replace("/es", "", 1) for item in items]


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    """Published."""
    small = SmallLibrary.begin(tmp_path / "library")
    small.publish()
    return small


def put_right(small: SmallLibrary, day: int = 1, **fields: Any) -> None:
    """Publish the right text in both languages, and say so or not."""
    small.article("hands", body=RIGHT, **fields)
    small.translate("hands")
    small.publish(NOON + day * DAY)


# ── what is declared after the text was put right ───────────────────────────────────────────────


def test_a_correction_that_is_declared_later_is_told_by_the_version_that_stands(small: SmallLibrary) -> None:
    put_right(small)
    small.article("hands", body=RIGHT, **correction("material", "2026-11-24"))
    small.publish(NOON + 2 * DAY)
    for language in ("en", "es"):
        row = small.row("hands", language)
        assert (row["version"], row["change"], row["updated"]) == (2, "material", "2026-11-24T12:00:00Z")
        assert row["sequence"] > small.row("sleep", language)["sequence"]
    (record,) = small.json("corrections.json")["corrections"]
    assert [entry["language"] for entry in record["entries"]] == ["en", "es"]
    before = small.tree()
    assert small.publish(NOON + 3 * DAY).changed == ()
    assert small.tree() == before


def test_a_correction_of_the_oldest_that_is_declared_later_reaches_who_only_polls(tmp_path) -> None:
    small = SmallLibrary.begin(tmp_path / "library", limit=1)
    put_right(small)
    small.article("sleep", body="Keep the room dark and cool.")
    small.translate("sleep")
    small.publish(NOON + 2 * DAY)
    assert ids(small, "es/") == ["sleep"]
    small.article("hands", body=RIGHT, **correction("material", "2026-11-25"))
    small.publish(NOON + 3 * DAY)
    assert "hands" in ids(small, "es/")


@pytest.mark.parametrize("first", ["minor", "material"])
def test_a_correction_that_turns_out_to_be_about_safety_is_sent_as_such(small: SmallLibrary, first: str) -> None:
    put_right(small, **correction(first))
    assert NOTICE not in small.rows()
    small.article("hands", body=RIGHT, **correction("safety"))
    small.publish(NOON + 2 * DAY)
    for language in ("en", "es"):
        row = small.row("hands", language)
        assert (row["version"], row["change"], row["updated"]) == (2, "safety", "2026-11-24T12:00:00Z")
        assert small.row(NOTICE, language)["status"] == "usable"
    before = small.tree()
    assert small.publish(NOON + 3 * DAY).changed == ()
    assert small.tree() == before


def test_it_is_sent_as_well_where_the_translation_is_still_to_come(small: SmallLibrary) -> None:
    small.article("hands", body=RIGHT, **correction("material"))
    small.publish(NOON + DAY)
    small.article("hands", body=RIGHT, **correction("safety"))
    small.publish(NOON + 2 * DAY)
    assert (small.row("hands")["status"], small.row(NOTICE)["status"]) == ("withheld", "usable")
    small.translate("hands")
    small.publish(NOON + 3 * DAY)
    row = small.row("hands")
    assert (row["status"], row["version"], row["change"]) == ("usable", 2, "safety")
    assert small.publish(NOON + 4 * DAY).changed == ()


def test_a_minor_correction_of_the_same_text_moves_nothing_that_partners_count(small: SmallLibrary) -> None:
    put_right(small)
    before = small.row("hands")
    small.article("hands", body=RIGHT, **correction("minor", "2026-11-24"))
    small.publish(NOON + 2 * DAY)
    counted = ("version", "sequence", "updated", "change", "status")
    assert [small.row("hands")[name] for name in counted] == [before[name] for name in counted]


def test_who_joins_with_a_correction_never_had_the_text_that_it_speaks_of(small: SmallLibrary) -> None:
    small.article("towel", title="Towels", body="Keep it dry.", **correction("safety"))
    small.translate("towel")
    small.publish(NOON + DAY)
    assert [identifier for identifier in small.rows() if identifier.startswith("towel")] == ["towel"]
    before = small.rows()
    small.publish(NOON + 2 * DAY)
    assert small.rows() == before


# ── corrections and withdrawals ─────────────────────────────────────────────────────────────────


def test_a_correction_that_came_with_a_withdrawal_is_told_when_the_article_comes_back(small: SmallLibrary) -> None:
    small.article("hands", body=RIGHT, **correction("safety"), withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    assert {NOTICE} & (small.rows("en").keys() | small.rows().keys()) == set()
    small.article("hands", body=RIGHT, **correction("safety"))
    small.publish(NOON + 2 * DAY)
    assert (small.row("hands", "en")["status"], small.row("hands", "en")["change"]) == ("usable", "safety")
    assert small.row("hands")["status"] == "withheld"
    for language in ("en", "es"):
        assert small.row(NOTICE, language)["status"] == "usable"
    assert small.traces("Séqueselas con una toalla") == []


FEEDS: dict[str, dict[str, Any]] = {
    "a topic": {"topics": TOPICS},
    "a partner's feed": {"feeds": [{"id": "reviewed", "audience": ["patient"]}]},
    "a partner's feed of another gate": {
        "feeds": [{"id": "reviewed", "audience": ["patient"], "min_state": "translated"}],
    },
}
FOLDERS = {"a topic": "es/topics/prevention/", "a partner's feed": "es/reviewed/"}


@pytest.mark.parametrize("case", FEEDS)
@pytest.mark.parametrize("together", [True, False], ids=["at once", "later"])
def test_a_feed_that_an_article_left_hears_of_its_withdrawal(tmp_path, case: str, together: bool) -> None:
    small, folder = SmallLibrary.begin(tmp_path / "library", **FEEDS[case]), FOLDERS.get(case, "es/reviewed/")
    small.article("hands", audience=["patient"])
    small.publish()
    slots = small.row("hands", folder=_group(case))["feeds"]
    assert "hands" in ids(small, folder)
    elsewhere: dict[str, Any] = {"topics": [], "audience": []}
    if not together:
        small.article("hands", **elsewhere)
        small.publish(NOON + DAY)
        assert "hands" not in ids(small, folder)
    small.article("hands", **elsewhere, withdrawn={"on": "2026-11-24"})
    small.publish(NOON + 2 * DAY)
    found = {item["_syndicate"]["article"]: item["_syndicate"] for item in small.json(f"{folder}feed.json")["items"]}
    assert found["hands"]["status"] == "withdrawn"
    assert "tag:example.org,2026:hands/es" in (small.feeds / folder / "atom.xml").read_text().partition("<entry")[0]
    assert small.row("hands", folder=_group(case))["feeds"] == slots
    small.article("hands", **elsewhere)
    small.publish(NOON + 3 * DAY)
    assert "hands" not in ids(small, folder)


@pytest.mark.parametrize("case", FEEDS)
def test_a_feed_that_an_article_left_hears_of_its_safety_correction(tmp_path, case: str) -> None:
    small, folder = SmallLibrary.begin(tmp_path / "library", **FEEDS[case]), FOLDERS.get(case, "es/reviewed/")
    small.article("hands", audience=["patient"])
    small.publish()
    put_right(small, topics=[], audience=[], **correction("safety"))
    assert NOTICE in ids(small, folder)
    assert "hands" not in ids(small, folder)
    assert small.row(NOTICE, folder=_group(case))["audience"] == ["patient"]


def _group(case: str) -> str:
    return "reviewed/" if "gate" in case else ""


# ── notes and calls to action that nobody has reviewed ──────────────────────────────────────────


def machine_made(small: SmallLibrary, source: str) -> None:
    """Everything of hands is translated by a person, but for one text: a machine's draft."""
    small.translate("hands", draft=True)
    with small.po("hands") as entries:
        for text, entry in entries.items():
            if text != source:
                entry.markfuzzy(False)
                entry.othercomments = []


MARK = "traducido por una máquina"
LOOSE = TWO_GATES | {"feeds": [{"id": "partner", "promotion": True}]}


@pytest.fixture
def loose(tmp_path) -> SmallLibrary:
    """Published, where translations of machines go out."""
    small = SmallLibrary.begin(tmp_path / "library", **LOOSE)
    small.ui("es", ("feed", "partner", "Socios"))
    small.publish()
    return small


@pytest.mark.parametrize(
    "fields",
    [
        {"body": RIGHT, **correction("material", note=NOTE)},
        {"withdrawn": {"on": "2026-11-23", "reason": NOTE}},
    ],
    ids=["a note", "a reason"],
)
def test_an_editors_words_that_a_machine_translated_are_marked(loose: SmallLibrary, fields: dict[str, Any]) -> None:
    loose.article("hands", **fields)
    machine_made(loose, NOTE)
    loose.publish(NOON + DAY)
    said = WORDS["es"][NOTE].rstrip(".")
    for path in loose.traces(said):
        if path.endswith(("feed.json", "items/hands.json")):
            items = loose.json(path).get("items") or [loose.json(path)]
            (item,) = [one for one in items if one["id"].endswith(":hands/es")]
            assert MARK in item["content_html"].partition(said)[2], path
            assert "note" not in (item["_syndicate"]["correction"] or {})
    assert "es/feed.json" in loose.traces(said)
    assert {"withdrawals.json", "corrections.json"} & set(loose.traces(said)) == set()
    machine_made(loose, "")
    loose.publish(NOON + 2 * DAY)
    assert MARK not in loose.item("hands")["content_html"]
    assert {"withdrawals.json", "corrections.json"} & set(loose.traces(said)) != set()


def test_a_call_to_action_that_a_machine_translated_stands_under_no_reviewed_text(loose: SmallLibrary) -> None:
    loose.article("hands", promotion=NOTE)
    machine_made(loose, NOTE)
    loose.publish(NOON + DAY)
    assert loose.row("hands")["state"] == "reviewed"
    assert loose.traces(WORDS["es"][NOTE]) == []
    assert "en/partner/feed.json" not in loose.traces(WORDS["es"][NOTE])
    machine_made(loose, "")
    loose.publish(NOON + 2 * DAY)
    assert "es/partner/feed.json" in loose.traces(WORDS["es"][NOTE])
