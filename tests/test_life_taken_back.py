"""The old text of an article that was taken back, or put right because it could do harm, is in no file any more.

Also where nothing would make the file again: feeds, formats and languages that left the settings, feeds that do not
pass their validators, entries that cannot be written, publishes under one T or under a clock that is behind.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from faults import Killed, watched
from libraries import write
from small_library import ARTICLES, DAY, HOUR, NOON, TWO_GATES, SmallLibrary, codes

from syndicate.localization.shipped import shipped
from syndicate.model import Problem
from syndicate.publishing import validation

BODIES = {
    "en": ("Dry them with a towel.", "Wash for 20", "Soap keeps germs"),
    "es": ("Séqueselas con una toalla.", "Lávese durante", "El jabón aleja"),
    "it": ("Le asciughi con un", "Le lavi per", "Il sapone allontana"),
}
RIGHT = "Dry them with a clean towel."
SAFETY = {"body": RIGHT, "summary": None, "correction": {"on": "2026-11-24", "severity": "safety"}}
WITHDRAWN = {"withdrawn": {"on": "2026-11-24"}}
DRAFTS = {"feeds": [{"id": "drafts", "min_state": "translated", "machine_risk": True}]}
NOTICE = "hands/correction/2026-11-24"


def left(small: SmallLibrary, *languages: str) -> dict[str, list[str]]:
    """The files that show the old text of hands, by its words; a kept body names its source in its segments."""
    found = {words: small.traces(words) for language in languages or ("en", "es") for words in BODIES[language]}
    return {words: paths for words, paths in found.items() if paths}


def statuses(small: SmallLibrary, folder: str) -> dict[str, str]:
    """What a feed says of its entries, by their rows."""
    items = small.json(f"{folder}feed.json")["items"]
    rows = {item["id"].removeprefix("tag:example.org,2026:").replace("/es", "", 1): item for item in items}
    return {row: item["_syndicate"]["status"] for row, item in rows.items()}


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    """Published, with a topic and a feed of another gate."""
    small = SmallLibrary.begin(tmp_path / "library", **TWO_GATES)
    small.publish()
    return small


# ── what left the settings ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("change", [WITHDRAWN, SAFETY], ids=["withdrawn", "put right"])
def test_a_feed_that_left_shows_no_text_that_only_its_gate_let_through(tmp_path, change: dict[str, Any]) -> None:
    small = SmallLibrary.begin(tmp_path / "library", **DRAFTS)
    for language in ("en", "es"):
        small.ui(language, ("feed", "drafts", "D"))
    small.translate("hands", draft=True)
    small.publish()
    assert "hands" not in small.rows()
    small.configure()
    small.publish(NOON + DAY)
    assert "es/drafts/feed.json" in small.traces(BODIES["es"][0])
    small.article("hands", **change)
    report = small.publish(NOON + 2 * DAY)
    assert left(small, "es") == {}
    assert "stale-file-deleted" in codes(report)
    assert small.publish(NOON + 3 * DAY).changed == ()


@pytest.mark.parametrize("change", [WITHDRAWN, SAFETY], ids=["withdrawn", "put right"])
def test_feeds_that_left_together_with_their_language_show_no_such_text(
    small: SmallLibrary, change: dict[str, Any]
) -> None:
    for identifier in ARTICLES:
        small.article(identifier, topics=[])
    small.configure(languages=["en"], topics={})
    small.publish(NOON + DAY)
    small.article("hands", topics=[], **change)
    small.publish(NOON + 2 * DAY)
    assert left(small, "es") == {}
    assert "es/atom.xml" in small.tree()


def test_a_format_that_left_shows_no_text_that_was_put_right(small: SmallLibrary) -> None:
    feeds = [TWO_GATES["feeds"][0] | {"formats": ["json"]}]
    small.configure(**TWO_GATES | {"feeds": feeds})
    small.publish(NOON + DAY)
    small.article("hands", **SAFETY)
    small.translate("hands")
    small.publish(NOON + 2 * DAY)
    assert left(small, "es") == {}
    small.article("sleep", withdrawn={"on": "2026-11-25"})
    small.publish(NOON + 3 * DAY)
    assert small.traces("Mantenga el cuarto") == []


def test_a_feed_that_left_after_its_entry_was_withdrawn_stays_and_says_so(small: SmallLibrary) -> None:
    small.article("hands", **WITHDRAWN)
    small.publish(NOON + 2 * DAY)
    small.configure(**TWO_GATES | {"feeds": []})
    for day in (3, 4):
        report = small.publish(NOON + day * DAY)
        assert {"feed-gone"} <= codes(report) <= {"feed-gone"}
        assert statuses(small, "es/reviewed/") == {"sleep": "usable", "hands": "withdrawn"}


def test_pages_of_a_feed_that_lost_its_name_show_no_such_text(tmp_path) -> None:
    small = SmallLibrary.begin(tmp_path / "library", languages=["en", "it"])
    path = small.root / "locales/it/LC_MESSAGES/ui.po"
    strings = shipped("es")[-1].replace(b"Language: es", b"Language: it").decode()
    write(path, strings)
    for identifier in ARTICLES:
        small.translate(identifier, "it")
    small.publish()
    assert "it/index.html" in small.traces(BODIES["it"][2])
    write(path, strings.replace('msgctxt "feed"\nmsgid "all"', '#, fuzzy\nmsgctxt "feed"\nmsgid "all"'))
    small.publish(NOON + DAY)
    small.article("hands", **WITHDRAWN)
    small.publish(NOON + 2 * DAY)
    assert left(small, "it") == {}


def test_a_closed_feed_takes_a_text_back_even_where_it_cannot_say_that_it_is_closed(tmp_path) -> None:
    small = SmallLibrary.begin(tmp_path / "library", languages=["en", "it"])
    path = small.root / "locales/it/LC_MESSAGES/ui.po"
    strings = shipped("es")[-1].replace(b"Language: es", b"Language: it").decode()
    write(path, strings)
    for identifier in ARTICLES:
        small.translate(identifier, "it")
    small.publish()
    small.configure(languages=["en", "it"], language={"it": {"retired": "2026-11-23"}})
    path.unlink()
    small.article("hands", **WITHDRAWN)
    small.publish(NOON + 2 * DAY)
    assert left(small, "it") == {}
    assert small.row("hands", "it")["status"] == "withdrawn"


# ── time that stands still or runs backwards ────────────────────────────────────────────────────


@pytest.mark.parametrize("at", [NOON, NOON - HOUR], ids=["the same T", "a clock that is behind"])
def test_a_language_that_waits_takes_a_text_back_at_any_t(small: SmallLibrary, at: Any) -> None:
    small.configure(**TWO_GATES | {"languages": ["en"]})
    small.publish()
    small.article("hands", **WITHDRAWN)
    small.publish(at)
    assert left(small, "es") == {}
    assert statuses(small, "es/")["hands"] == "withdrawn"
    before = small.tree()
    assert small.publish(NOON + DAY).changed == ()
    assert small.tree() == before


@pytest.mark.slow
@pytest.mark.parametrize("at", [NOON - HOUR, NOON + DAY], ids=["a clock that is behind", "a day later"])
def test_killed_anywhere_a_language_that_waits_takes_a_text_back(tmp_path, at: Any) -> None:
    fatal = 0
    while True:
        fatal += 7
        small = SmallLibrary.begin(tmp_path / f"{fatal}", **TWO_GATES)
        small.publish()
        small.configure(**TWO_GATES | {"languages": ["en"]})
        small.publish()
        small.article("hands", **WITHDRAWN)
        try:
            with watched(small.feeds, fatal):
                small.publish(at)
        except Killed:
            small.publish(at + HOUR)
            assert left(small, "es") == {}, fatal
            assert statuses(small, "es/")["hands"] == "withdrawn"
            continue
        break
    assert fatal > 14


# ── feeds and entries that are not valid ────────────────────────────────────────────────────────


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """RSS documents below a folder fail where they hold certain words: a map to be filled by tests."""
    failing: dict[str, str] = {}
    real = dict(validation._VALIDATORS)

    def rss(data: bytes, path: str, **known: Any) -> list[Problem]:
        bad = [folder for folder, words in failing.items() if path.startswith(folder) and words.encode() in data]
        return [Problem("broken", f"{path} is broken") for _ in bad] or list(real["rss.xml"](data, path, **known))

    validators: Mapping[str, Any] = real | {"rss.xml": rss}
    monkeypatch.setattr(validation, "_VALIDATORS", validators)
    return failing


def test_an_entry_that_cannot_be_written_keeps_no_text_that_could_do_harm(
    small: SmallLibrary, broken: dict[str, str]
) -> None:
    """The corrected text does not pass: the notice goes out at once, and the text that was wrong goes."""
    broken[""] = "clean towel"
    small.article("hands", **SAFETY)
    report = small.publish(NOON + 2 * DAY)
    assert "broken" in codes(report)
    assert left(small) == {}
    for language in ("en", "es"):
        assert (small.row("hands", language)["status"], small.row(NOTICE, language)["status"]) == ("withheld", "usable")
    rows = small.rows("en")
    small.publish(NOON + 3 * DAY)
    assert small.rows("en") == rows
    broken.clear()
    small.publish(NOON + 4 * DAY)
    row = small.row("hands", "en")
    assert (row["status"], row["version"], row["change"]) == ("usable", 2, "safety")
    assert "en/feed.json" in small.traces(RIGHT)


@pytest.mark.parametrize("change", [WITHDRAWN, SAFETY], ids=["withdrawn", "put right"])
@pytest.mark.parametrize("left_too", [False, True], ids=["", "which it leaves"])
def test_a_feed_that_fails_shows_no_such_text(
    small: SmallLibrary, broken: dict[str, str], change: dict[str, Any], left_too: bool
) -> None:
    broken["es/topics/"] = "<rss"
    small.article("hands", **change | ({"topics": []} if left_too else {}))
    small.translate("hands")
    report = small.publish(NOON + 2 * DAY)
    assert "broken" in codes(report)
    assert left(small, "es") == {}
    small.article("sleep", withdrawn={"on": "2026-11-25"})
    small.publish(NOON + 3 * DAY)
    assert left(small, "es") == {}
    assert small.traces("Mantenga el cuarto") == []


def test_a_feed_of_summaries_that_fails_stays_one(small: SmallLibrary, broken: dict[str, str]) -> None:
    feeds = [{"id": "reviewed", "content": "summary"}]
    small.configure(feeds=feeds)
    small.publish(NOON + DAY)
    assert "es/reviewed/feed.json" not in small.traces("Mantenga el cuarto")
    broken["es/reviewed/"] = "<rss"
    small.article("hands", **WITHDRAWN)
    small.publish(NOON + 2 * DAY)
    assert statuses(small, "es/reviewed/")["hands"] == "withdrawn"
    assert "es/reviewed/feed.json" not in small.traces("Mantenga el cuarto")


def test_a_name_that_no_feed_can_have_keeps_no_such_text(small: SmallLibrary) -> None:
    """The language of that name fails, and so do those that name its feeds."""
    small.ui("es", ("feed", "all", "Salud \ufffe"))
    small.article("hands", **WITHDRAWN)
    report = small.publish(NOON + 2 * DAY)
    assert report.failed
    assert left(small) == {}
    assert statuses(small, "es/")["hands"] == "withdrawn"


# ── files that no manifest knows ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("settings", [{"languages": ["en"]}, {"feeds": []}], ids=["a language", "a feed"])
def test_where_the_manifest_was_deleted_no_such_text_stays(small: SmallLibrary, settings: dict[str, Any]) -> None:
    small.configure(**TWO_GATES | settings)
    small.publish(NOON + DAY)
    (small.feeds / "index.json").unlink()
    small.article("hands", **WITHDRAWN)
    report = small.publish(NOON + 2 * DAY)
    assert left(small, "es") == {}
    assert "stale-file-deleted" in codes(report)
    assert small.publish(NOON + 3 * DAY).changed == ()


@pytest.mark.parametrize("fatal", [20, 30, 41])
def test_what_a_killed_publish_left_of_a_feed_that_was_given_up_shows_no_such_text(tmp_path, fatal: int) -> None:
    small = SmallLibrary.begin(tmp_path / "library")
    small.publish()
    small.configure(**TWO_GATES)
    with pytest.raises(Killed), watched(small.feeds, fatal):
        small.publish(NOON + DAY)
    small.configure()
    small.article("hands", **WITHDRAWN)
    small.publish(NOON + 2 * DAY)
    assert left(small, "es") == {}


def test_a_file_of_somebody_else_stays(small: SmallLibrary) -> None:
    write(small.feeds / "es/notes.txt", "tag:example.org,2026:hands/es")
    write(small.feeds / "es/page/index.html", "nothing of ours")
    small.article("hands", **WITHDRAWN)
    small.publish(NOON + 2 * DAY)
    assert {"es/notes.txt", "es/page/index.html"} <= small.tree().keys()
