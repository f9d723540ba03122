"""A translation that was published and falls below the gate: its last body stays, marked, until a better one comes."""

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from libraries import write
from small_library import DAY, NOON, PIXEL, SmallLibrary, codes, source_hash, told

REVISED = "La traducción de este artículo se está revisando"
MOVED_ON = "El artículo original ha cambiado"
FAILED = "kept-body-missing"


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    """Published, every segment of the Spanish `hands` signed off."""
    small = SmallLibrary.begin(tmp_path / "library")
    small.sign_off("hands")
    small.publish()
    return small


# ── how a translation falls ─────────────────────────────────────────────────────────────────────


def set_fuzzy(small: SmallLibrary) -> None:
    with small.po("hands") as entries:
        entries["Dry them with a towel."].markfuzzy()


def empty(small: SmallLibrary) -> None:
    with small.po("hands") as entries:
        entries["Dry them with a towel."].target = ""


def edit_what_was_signed_off(small: SmallLibrary) -> None:
    with small.po("hands") as entries:
        entries["Dry them with a towel."].target = "Séqueselas con un trapo."


def draft_anew(small: SmallLibrary) -> None:
    small.translate("hands", draft=True)


def delete(small: SmallLibrary) -> None:
    small.library.catalog("es", "hands").unlink()


def break_the_file(small: SmallLibrary) -> None:
    write(small.library.catalog("es", "hands"), "<<<<<<< HEAD\n")


def ask_for_more(small: SmallLibrary) -> None:
    with small.po("hands") as entries:
        entry = entries["Dry them with a towel."]
        entry.removenotes(origin="translator")
    small.configure(min_state="final")


WAYS: list[Callable[[SmallLibrary], None]] = [
    set_fuzzy,
    empty,
    edit_what_was_signed_off,
    draft_anew,
    delete,
    break_the_file,
    ask_for_more,
]


@pytest.mark.parametrize("fall", WAYS)
def test_the_last_published_body_stays_with_a_notice(small, fall):
    before = small.item("hands")
    fall(small)
    report = small.publish(NOON + DAY)
    after = small.item("hands")
    assert (told(report)["hands", "es"], small.row("hands")["status"]) == ("pending", "pending")
    assert after["body"] == before["body"]
    assert (after["title"], after["summary"]) == (before["title"], before["summary"])
    assert REVISED in after["content_html"]
    assert "Séqueselas con una toalla." in after["content_html"]
    assert small.traces("trapo") == []
    assert (after["_syndicate"]["status"], after["_syndicate"]["pending"]) == ("pending", True)
    assert (after["_syndicate"]["state"], after["_syndicate"]["checked_by"]) == ("final", "Ana")


@pytest.mark.parametrize("fall", [set_fuzzy, delete])
def test_the_notice_is_told_once_and_raises_no_version(small, fall):
    fall(small)
    small.publish(NOON + DAY)
    row = small.row("hands")
    assert (row["version"], row["change"], row["versioned"]) == (1, "new", "2026-11-01T00:00:00+00:00")
    assert (row["published"], row["updated"]) == ("2026-11-01T00:00:00+00:00", "2026-11-23T12:00:00Z")
    before = small.tree()
    assert small.publish(NOON + 2 * DAY).changed == ()
    assert small.tree() == before
    assert small.in_feed() == ["sleep", "hands"]


@pytest.mark.parametrize("fall", WAYS)
def test_it_comes_back_as_it_was(small, fall):
    catalog, settings = small.library.catalog("es", "hands"), small.root / "syndicate.toml"
    good, usual, before = catalog.read_bytes(), settings.read_bytes(), small.item("hands")
    fall(small)
    small.publish(NOON + DAY)
    write(catalog, good)
    write(settings, usual)
    report = small.publish(NOON + 2 * DAY)
    after = small.item("hands")
    assert told(report)["hands", "es"] == "usable"
    assert after.pop("date_modified") == after["json_ld"].pop("dateModified") == "2026-11-24T12:00:00Z"
    del before["date_modified"], before["json_ld"]["dateModified"]
    assert after == before


def test_it_comes_back_with_a_new_version_where_its_words_are_new(small):
    edit_what_was_signed_off(small)
    small.publish(NOON + DAY)
    with small.po("hands") as entries:
        entries["Dry them with a towel."].removenotes(origin="translator")
    report = small.publish(NOON + 2 * DAY)
    assert told(report)["hands", "es"] == "minor"
    assert small.row("hands")["version"] == 2
    assert "trapo" in small.item("hands")["content_html"]


def test_what_was_never_published_is_not_kept_but_held_back(tmp_path):
    small = SmallLibrary.begin(tmp_path)
    set_fuzzy(small)
    report = small.publish()
    assert told(report)["hands", "es"] == "hold"
    assert small.in_feed() == ["sleep"]


# ── the source moves on ─────────────────────────────────────────────────────────────────────────

MINOR = {"body": "Dry them with a clean towel.\n\n## How long\n\nWash for 20 seconds."}
DOSE = {"body": "Dry them with a towel.\n\n## How long\n\nTake 2 tablets every 4 hours."}


def test_a_minor_change_of_the_source_keeps_the_translation_marked_outdated(small):
    before = small.item("hands")
    small.article("hands", **MINOR)
    report = small.publish(NOON + DAY)
    after = small.item("hands")
    assert told(report)["hands", "en"] == "minor"
    assert (told(report)["hands", "es"], after["_syndicate"]["outdated"]) == ("outdated", True)
    assert after["body"] == before["body"]
    assert MOVED_ON in after["content_html"]
    assert after["_syndicate"]["source_version"] == 2


def test_a_change_of_the_source_that_touches_a_risk_withholds_the_translation(small):
    small.article("hands", **DOSE)
    report = small.publish(NOON + DAY)
    assert told(report)["hands", "en"] == "material"
    assert (told(report)["hands", "es"], small.row("hands")["status"]) == ("withheld", "withheld")
    assert small.item("hands")["body"] is None
    assert small.traces("toalla") == []
    assert small.in_feed() == ["sleep", "hands"]


@pytest.mark.parametrize(
    ("severity", "change", "status"),
    [
        ("minor", DOSE, "outdated"),
        ("material", MINOR, "withheld"),
        ("safety", MINOR, "withheld"),
    ],
)
def test_an_editors_decision_counts_more_than_what_the_change_looks_like(small, severity, change, status):
    small.article("hands", **change)
    decision = {"hash": source_hash(small, "hands"), "severity": severity, "by": "Eva"}
    small.article("hands", **change, changes=[decision])
    small.publish(NOON + DAY)
    assert small.row("hands")["status"] == status
    assert small.row("hands", "en")["change"] == severity


@pytest.mark.parametrize(("setting", "status"), [("keep", "outdated"), ("withhold", "withheld")])
def test_the_settings_may_say_what_becomes_of_outdated_translations(small, setting, status):
    small.configure(on_outdated=setting)
    small.article("hands", **(DOSE if setting == "keep" else MINOR))
    small.publish(NOON + DAY)
    assert small.row("hands")["status"] == status


def test_an_outdated_translation_that_is_brought_up_is_a_new_version(small):
    small.article("hands", **MINOR)
    small.publish(NOON + DAY)
    small.translate("hands")
    report = small.publish(NOON + 2 * DAY)
    assert told(report)["hands", "es"] == "minor"
    assert (small.row("hands")["status"], small.row("hands")["version"]) == ("usable", 2)
    assert MOVED_ON not in small.item("hands")["content_html"]


def test_what_was_withheld_does_not_come_back_as_a_kept_body(small):
    small.article("hands", **DOSE)
    small.publish(NOON + DAY)
    small.article("hands", **MINOR)
    report = small.publish(NOON + 2 * DAY)
    assert told(report)["hands", "es"] == "withhold"
    assert small.traces("toalla") == []
    small.translate("hands")
    assert told(small.publish(NOON + 3 * DAY))["hands", "es"] == "material"


def test_a_source_that_is_taken_back_takes_its_notice_back(small):
    before = small.item("hands")
    small.article("hands", **MINOR)
    small.publish(NOON + DAY)
    small.article("hands")
    assert told(small.publish(NOON + 2 * DAY))["hands", "es"] == "usable"
    assert small.item("hands")["body"] == before["body"]
    assert small.row("hands")["version"] == 1


# ── today's frame ───────────────────────────────────────────────────────────────────────────────


def test_a_kept_body_gets_todays_words_round_it(small):
    set_fuzzy(small)
    small.publish(NOON + DAY)
    before = small.item("hands")
    small.ui("es", ("disclaimer", "general", "Palabras nuevas."), ("topic", "prevention", "Evitar"))
    report = small.publish(NOON + 2 * DAY)
    after = small.item("hands")
    assert "Palabras nuevas." in after["content_html"]
    assert after["tags"] == ["Evitar"]
    assert (after["body"], after["date_modified"]) == (before["body"], before["date_modified"])
    assert told(report)["hands", "es"] == "keep"
    assert "es/atom.xml" in small.traces("Palabras nuevas.")


def test_a_kept_body_links_to_a_language_that_joins_later(small):
    set_fuzzy(small)
    small.publish(NOON + DAY)
    before = small.item("hands")
    small.configure(languages=["en", "es", "fr"])
    small.translate("hands", "fr")
    small.publish(NOON + 2 * DAY)
    after = small.item("hands")
    assert [edition["language"] for edition in after["_syndicate"]["translations"]] == ["en", "fr"]
    assert (after["body"], after["date_modified"]) == (before["body"], before["date_modified"])


def test_a_kept_body_shows_the_picture_that_it_was_published_with(small):
    write(small.root / "articles/soap.png", PIXEL)
    image: dict[str, Any] = {"image": {"src": "soap.png", "alt": "Soap"}}
    small.article("hands", **image)
    small.translate("hands")
    small.publish(NOON + DAY)
    before = small.item("hands")
    assert before["_syndicate"]["status"] == "usable"
    assert len(before["attachments"]) == 1
    small.article("hands", image={"src": "water.png", "alt": "Soap"}, **MINOR)
    (small.root / "articles/soap.png").rename(small.root / "articles/water.png")
    small.publish(NOON + 2 * DAY)
    after = small.item("hands")
    assert (after["_syndicate"]["status"], after["body"]) == ("outdated", before["body"])
    assert after["attachments"] == before["attachments"]
    assert [path for path in small.tree() if path.startswith("media/soap-")]
    assert small.in_feed() == ["sleep", "hands"]


# ── what keeps it ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kept_body_needs_no_cache(small, when):
    if when == "before":
        shutil.rmtree(small.root / ".syndicate")
    set_fuzzy(small)
    small.publish(NOON + DAY)
    before = small.tree()
    shutil.rmtree(small.root / ".syndicate")
    assert small.publish(NOON + 2 * DAY).changed == ()
    assert small.tree() == before
    assert "toalla" in small.item("hands")["content_html"]


def lose(small: SmallLibrary) -> None:
    (small.feeds / "es/items/hands.json").unlink()


def damage(small: SmallLibrary) -> None:
    write(small.feeds / "es/items/hands.json", b"{")


def replace_with_another_version(small: SmallLibrary) -> None:
    item = small.item("hands")
    item["body"]["hash"] = "0" * 32
    write(small.feeds / "es/items/hands.json", json.dumps(item))


@pytest.mark.parametrize("spoil", [lose, damage, replace_with_another_version])
@pytest.mark.parametrize("when", ["before it falls", "after it fell"])
def test_a_body_that_is_not_there_to_be_kept_is_withheld_and_told(small, spoil, when):
    if when == "after it fell":
        set_fuzzy(small)
        small.publish(NOON + DAY)
    spoil(small)
    set_fuzzy(small)
    report = small.publish(NOON + 2 * DAY)
    assert told(report)["hands", "es"] == "withheld"
    assert FAILED in codes(report)
    assert small.item("hands")["body"] is None
    assert small.traces("toalla") == []
    assert FAILED not in codes(small.publish(NOON + 3 * DAY))
    small.translate("hands")
    assert told(small.publish(NOON + 4 * DAY))["hands", "es"] in ("usable", "minor", "material")
