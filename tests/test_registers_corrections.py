"""The register of corrections: which copies of a text are wrong, and since when there is a right one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from feed_builders import article, day
from ledger_rows import (
    AUTHORITY,
    FIVE,
    FOUR,
    GONE,
    MATERIAL,
    MINOR,
    NEW,
    PENDING,
    SAFETY,
    TAG,
    THREE,
    TWO,
    USABLE,
    WITHDRAWN,
    WITHHELD,
    checked,
    ledger,
    own_entry,
    row,
)

from syndicate.feeds import registers
from syndicate.feeds.ledger import Ledger
from syndicate.model import Article, Change, Correction, Text, When


def corrections(
    found: Mapping[tuple[str, str], Ledger], *articles: Article, notes: Mapping[str, str] | None = None, **options: Any
) -> Any:
    said = notes or {}
    data = registers.corrections(
        found,
        {one.id: one for one in articles},
        authority=AUTHORITY,
        note=lambda _group, language, _article: said.get(language, ""),
        **options,
    )
    return checked(data, "corrections")


def corrected_article(severity: Change = MATERIAL, on: When | None = None, identifier: str = "hands") -> Article:
    return article(id=identifier, correction=Correction(on or day(2026, 11, 23), severity, Text("Wash for longer.")))


def test_only_grave_corrections_are_in_the_register():
    told = row("hands", (TWO, 2, USABLE, MINOR, "s2"), (THREE, 2, PENDING, MINOR, "s2"))
    expected = {"schema": "syndicate.corrections/1", "updated": None, "corrections": []}
    assert corrections({("", "es"): ledger(told)}, article(id="hands")) == expected


def test_a_material_correction_is_one_record_with_each_language_at_its_time():
    found = {
        ("", "en"): ledger(row("hands", (TWO, 2, USABLE, MATERIAL, "s2"), title="Hands"), language="en"),
        ("", "es"): ledger(
            row("hands", (TWO, 1, WITHHELD, NEW, "s1"), (FOUR, 2, USABLE, MATERIAL, "s2"), corrected="2026-11-23")
        ),
    }
    register = corrections(found, corrected_article(), notes={"es": "Lávese más tiempo."})
    assert register["updated"] == str(FOUR)
    (record,) = register["corrections"]
    assert (record["article"], record["on"], record["severity"]) == ("hands", "2026-11-23", "material")
    assert [(one["language"], one["at"], one["version"]) for one in record["entries"]] == [
        ("en", str(TWO), 2),
        ("es", str(FOUR), 2),
    ]
    assert record["entries"][1] == {
        "id": f"{TAG}hands/es",
        "language": "es",
        "group": "all",
        "version": 2,
        "at": str(FOUR),
        "status": "usable",
        "title": "Lavarse las manos",
        "url": "https://example.org/es/hands",
        "note": "Lávese más tiempo.",
        "entry": None,
    }


def test_a_safety_correction_reaches_at_once_those_whose_translation_has_yet_to_come():
    own = own_entry("2026-11-23", TWO)
    found = {
        ("", "en"): ledger(row("hands", (TWO, 2, USABLE, SAFETY, "s2")), own, language="en"),
        ("", "es"): ledger(row("hands", (TWO, 1, WITHHELD, SAFETY, "s1")), own),
    }
    (record,) = corrections(found, corrected_article(SAFETY), notes={"en": "Wash for longer."})["corrections"]
    assert (record["on"], record["severity"]) == ("2026-11-23", "safety")
    assert [(e["language"], e["version"], e["status"], e["at"], e["note"], e["entry"]) for e in record["entries"]] == [
        ("en", 2, "usable", str(TWO), "Wash for longer.", f"{TAG}hands/en/correction/2026-11-23"),
        ("es", None, "withheld", str(TWO), None, f"{TAG}hands/es/correction/2026-11-23"),
    ]


@pytest.mark.parametrize("severity", [SAFETY, MATERIAL, MINOR])
def test_the_translation_that_follows_completes_the_record_of_the_safety_correction(severity):
    told = ((TWO, 1, WITHHELD, NEW, "s1"), (FOUR, 2, USABLE, severity, "s2"))
    found = {("", "es"): ledger(row("hands", *told), own_entry("2026-11-23", TWO))}
    (record,) = corrections(found, corrected_article(SAFETY))["corrections"]
    (entry,) = record["entries"]
    assert (entry["version"], entry["status"], entry["at"]) == (2, "usable", str(TWO))


def test_a_safety_correction_declared_after_the_text_was_put_right_names_the_version_that_stands():
    told = ((TWO, 2, USABLE, MATERIAL, "s2"), (FIVE, 3, USABLE, MATERIAL, "s3"))
    found = corrections({("", "es"): ledger(row("hands", *told), own_entry("2026-11-24", THREE))})["corrections"]
    assert [(record["severity"], record["entries"][0]["version"]) for record in found] == [
        ("material", 3),
        ("safety", 2),
        ("material", 2),
    ]


def test_two_safety_corrections_are_two_records():
    told = ((TWO, 2, USABLE, SAFETY, "s2"), (FOUR, 3, USABLE, SAFETY, "s3"))
    rows = (row("hands", *told), own_entry("2026-11-23", TWO), own_entry("2026-11-25", FOUR))
    found = corrections({("", "es"): ledger(*rows)}, corrected_article(SAFETY, day(2026, 11, 25)), notes={"es": "Más."})
    assert [(r["on"], r["entries"][0]["version"], r["entries"][0]["note"]) for r in found["corrections"]] == [
        ("2026-11-25", 3, "Más."),
        ("2026-11-23", 2, None),
    ]


def test_a_correction_that_was_declared_with_its_time_keeps_it():
    declared, on = When(TWO.at - timedelta(hours=2)), "2026-11-23T10:00:00Z"
    found = {("", "es"): ledger(row("hands", (TWO, 2, USABLE, SAFETY, "s2")), own_entry(on, TWO))}
    (record,) = corrections(found, corrected_article(SAFETY, declared), notes={"es": "Más."})["corrections"]
    assert (record["on"], record["entries"][0]["note"]) == (on, "Más.")
    assert record["entries"][0]["entry"] == f"{TAG}hands/es/correction/{on}"


def test_what_happens_to_a_status_is_no_correction():
    told = (
        (TWO, 2, USABLE, MATERIAL, "s2"),
        (THREE, 2, PENDING, MATERIAL, "s2"),
        (FOUR, 2, USABLE, MATERIAL, "s2"),
        (FIVE, 2, WITHHELD, MATERIAL, "s2"),
    )
    (record,) = corrections({("", "es"): ledger(row("hands", *told))})["corrections"]
    (entry,) = record["entries"]
    assert (entry["at"], entry["version"], entry["status"]) == (str(TWO), 2, "withheld")


def test_an_article_that_was_taken_back_by_mistake_was_not_corrected():
    told = ((TWO, 1, WITHDRAWN, GONE, "s1"), (THREE, 1, USABLE, MATERIAL, "s1"), (FOUR, 1, PENDING, MATERIAL, "s1"))
    assert corrections({("", "es"): ledger(row("hands", *told))})["corrections"] == []


def test_a_graver_word_about_the_same_text_is_a_correction():
    told = ((TWO, 2, USABLE, MINOR, "s2"), (THREE, 2, USABLE, MATERIAL, "s2"))
    (record,) = corrections({("", "es"): ledger(row("hands", *told))})["corrections"]
    assert (record["entries"][0]["at"], record["entries"][0]["version"]) == (str(THREE), 2)


def test_where_only_the_translation_was_wrong_other_languages_are_not_told():
    found = {
        ("", "es"): ledger(row("hands", (TWO, 2, USABLE, MATERIAL, "s2"), (FOUR, 3, USABLE, MATERIAL, "s2"))),
        ("", "fr"): ledger(
            row("hands", (TWO, 2, USABLE, MATERIAL, "s2"), (FOUR, 3, USABLE, MATERIAL, "s2")), language="fr"
        ),
    }
    found = corrections(found)["corrections"]
    assert [[entry["language"] for entry in record["entries"]] for record in found] == [["es"], ["fr"], ["es", "fr"]]


def test_a_feed_with_a_gate_of_its_own_has_versions_of_its_own():
    found = {
        (group, language): ledger(row("hands", (at, version, USABLE, MATERIAL, "s2")), language=language)
        for language in ("en", "es")
        for group, at, version in (("", TWO, 5), ("reviewed", THREE, 2))
    }
    (record,) = corrections(found)["corrections"]
    assert [(one["language"], one["group"], one["version"], one["at"]) for one in record["entries"]] == [
        ("en", "all", 5, str(TWO)),
        ("en", "reviewed", 2, str(THREE)),
        ("es", "all", 5, str(TWO)),
        ("es", "reviewed", 2, str(THREE)),
    ]


def test_a_change_back_and_forth_is_as_many_corrections():
    told = tuple(
        (at, number, USABLE, MATERIAL, f"s{2 - number % 2}") for number, at in enumerate((TWO, THREE, FOUR), 2)
    )
    found = corrections({("", "es"): ledger(row("hands", *told))})["corrections"]
    assert [record["entries"][0]["version"] for record in found] == [4, 3, 2]


def test_a_correction_without_a_declared_date_has_the_day_on_which_it_was_published_in_the_librarys_zone():
    late = When(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    found = {("", "es"): ledger(row("hands", (late, 2, USABLE, MATERIAL, "s2")))}
    assert corrections(found)["corrections"][0]["on"] == "2026-11-23"
    berlin = timezone(timedelta(hours=1))
    assert corrections(found, zone=berlin)["corrections"][0]["on"] == "2026-11-24"


def test_the_note_is_that_of_the_correction_that_the_source_declares_and_of_no_other():
    told = ((TWO, 2, USABLE, MATERIAL, "s2"), (FOUR, 3, USABLE, MATERIAL, "s3"))
    notes = {"es": "Lávese más tiempo."}

    def said(corrected: str, declared: Article) -> list[str | None]:
        found = {("", "es"): ledger(row("hands", *told, corrected=corrected))}
        return [record["entries"][0]["note"] for record in corrections(found, declared, notes=notes)["corrections"]]

    assert said("2026-11-25", corrected_article(on=day(2026, 11, 25))) == ["Lávese más tiempo.", None]
    assert said("2026-11-22", corrected_article(on=day(2026, 11, 22))) == [None, None]  # the second was not declared
    assert said("2026-11-25", corrected_article(SAFETY, day(2026, 11, 25))) == [None, None]
    assert said("", corrected_article(on=day(2026, 11, 25))) == [None, None]  # not yet published
    assert said("2026-11-24", corrected_article(on=day(2026, 11, 25))) == [None, None]  # an older one was


def test_a_ledger_of_an_older_release_tells_its_last_correction():
    old = replace(row("hands", (TWO, 2, USABLE, MATERIAL, "s2"), (THREE, 2, WITHHELD, MATERIAL, "s2")), events=())
    (record,) = corrections({("", "es"): ledger(old)})["corrections"]
    assert (record["entries"][0]["at"], record["entries"][0]["version"]) == (str(TWO), 2)


def test_an_own_entry_whose_article_is_in_no_ledger_is_told_all_the_same():
    (record,) = corrections({("", "es"): ledger(own_entry("2026-11-23", TWO))})["corrections"]
    (entry,) = record["entries"]
    assert (entry["id"], entry["version"]) == (f"{TAG}hands/es", None)
    assert entry["entry"] == f"{TAG}hands/es/correction/2026-11-23"
