"""The register of withdrawals: what a partner's script reads to take texts down, also a year later."""

from collections.abc import Mapping
from dataclasses import replace
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
    OUTDATED,
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
    published,
    row,
)
from libraries import read
from small_library import DAY, NOON, TWO_GATES, SmallLibrary

from syndicate.feeds import registers
from syndicate.feeds.ledger import Ledger
from syndicate.model import Article, Text, Withdrawal


def withdrawn_article(identifier: str = "hands", **changes: Any) -> Article:
    made = Withdrawal(day(2026, 11, 21), Text("It is wrong."), "sleep")
    return article(id=identifier, withdrawn=replace(made, **changes))


def withdrawals(
    found: Mapping[tuple[str, str], Ledger],
    *articles: Article,
    reasons: Mapping[tuple[str, str, str], str] | None = None,
) -> Any:
    said = reasons or {}
    data = registers.withdrawals(
        found,
        {one.id: one for one in articles},
        authority=AUTHORITY,
        reason=lambda group, language, identifier: said.get((group, language, identifier), ""),
    )
    return checked(data, "withdrawals")


# ── withdrawals ─────────────────────────────────────────────────────────────────────────────────


def test_where_nothing_was_taken_back_the_register_is_empty_and_says_so():
    usable = row("hands", (TWO, 2, USABLE, MINOR, "s2"), (THREE, 2, OUTDATED, MINOR, "s2"))
    expected = {"schema": "syndicate.withdrawals/1", "updated": None, "withdrawals": []}
    assert withdrawals({("", "es"): ledger(usable)}, article(id="hands")) == expected


def test_a_withdrawn_article_is_told_with_its_reason_and_what_takes_its_place():
    gone = row("hands", (TWO, 1, WITHDRAWN, GONE, "s1"))
    found = withdrawals(
        {("", "es"): ledger(gone, row("sleep"))}, withdrawn_article(), reasons={("", "es", "hands"): "Es erróneo."}
    )
    assert found["updated"] == "2026-11-23T12:00:00Z"
    assert found["withdrawals"] == [
        {
            "article": "hands",
            "status": "withdrawn",
            "on": "2026-11-21",
            "replaced_by": "sleep",
            "entries": [
                {
                    "id": f"{TAG}hands/es",
                    "language": "es",
                    "group": "all",
                    "status": "withdrawn",
                    "at": "2026-11-23T12:00:00Z",
                    "restored_at": None,
                    "sequence": 2,
                    "title": "Lavarse las manos",
                    "url": "https://example.org/es/hands",
                    "reason": "Es erróneo.",
                    "replaced_by": f"{TAG}sleep/es",
                }
            ],
        }
    ]


def test_nobody_is_sent_to_an_article_that_cannot_be_read_in_that_language():
    gone, away = row("hands", (TWO, 1, WITHDRAWN, GONE, "s1")), row("sleep", (TWO, 1, WITHHELD, NEW, "s1"))
    found = {
        ("", "en"): ledger(gone, row("sleep"), language="en"),
        ("", "es"): ledger(gone, away),
        ("", "fr"): ledger(gone, language="fr"),
    }
    (record,) = [one for one in withdrawals(found, withdrawn_article())["withdrawals"] if one["article"] == "hands"]
    replaced = {entry["language"]: entry["replaced_by"] for entry in record["entries"]}
    assert replaced == {"en": f"{TAG}sleep/en", "es": None, "fr": None}
    assert record["replaced_by"] == "sleep"


def test_the_present_absence_began_with_its_status():
    told = (
        (TWO, 1, WITHHELD, NEW, "s1"),
        (THREE, 1, USABLE, NEW, "s1"),
        (FOUR, 1, WITHHELD, NEW, "s1"),
        (FIVE, 1, WITHHELD, SAFETY, "s1"),
    )
    (record,) = withdrawals({("", "es"): ledger(row("hands", *told))}, article(id="hands"))["withdrawals"]
    assert (record["status"], record["on"], record["replaced_by"]) == ("withheld", None, None)
    (entry,) = record["entries"]
    assert (entry["status"], entry["at"], entry["restored_at"]) == ("withheld", str(FOUR), None)
    assert (entry["reason"], entry["replaced_by"]) == (None, None)


def test_what_was_withheld_and_then_withdrawn_is_dated_by_the_withdrawal():
    told = row("hands", (TWO, 1, WITHHELD, NEW, "s1"), (THREE, 1, WITHDRAWN, GONE, "s1"))
    (record,) = withdrawals({("", "es"): ledger(told)}, withdrawn_article())["withdrawals"]
    assert record["entries"][0]["at"] == str(THREE)


@pytest.mark.parametrize("status", [USABLE, PENDING, OUTDATED])
def test_what_came_back_stays_in_the_register_as_restored(status):
    told = (
        (TWO, 1, WITHDRAWN, GONE, "s1"),
        (THREE, 1, USABLE, MATERIAL, "s1"),
        (FOUR, 2, status, MINOR, "s2"),
    )
    found = withdrawals(
        {("", "es"): ledger(row("hands", *told))}, article(id="hands"), reasons={("", "es", "hands"): "Es erróneo."}
    )
    (record,) = found["withdrawals"]
    assert (record["status"], record["on"], record["replaced_by"]) == ("restored", None, None)
    (entry,) = record["entries"]
    assert (entry["status"], entry["at"], entry["restored_at"]) == ("restored", str(TWO), str(THREE))
    assert entry["reason"] is None
    assert found["updated"] == str(THREE)


def test_a_withdrawal_in_one_language_says_nothing_of_the_others_and_gives_the_record_its_status():
    found = {
        ("", "ar"): ledger(row("hands", (TWO, 1, WITHHELD, NEW, "s1")), language="ar"),
        ("", "en"): ledger(row("hands"), language="en"),
        ("", "es"): ledger(row("hands", (THREE, 1, WITHDRAWN, GONE, "s1"))),
        ("", "fr"): ledger(
            row("hands", (TWO, 1, WITHDRAWN, GONE, "s1"), (THREE, 1, USABLE, MATERIAL, "s1")), language="fr"
        ),
    }
    (record,) = withdrawals(found, withdrawn_article(languages=("es",)))["withdrawals"]
    statuses = {entry["language"]: entry["status"] for entry in record["entries"]}
    assert statuses == {"ar": "withheld", "es": "withdrawn", "fr": "restored"}
    assert (record["status"], record["on"]) == ("withdrawn", "2026-11-21")


def test_a_withdrawal_elsewhere_dates_nothing_that_is_only_withheld():
    found = {("", "es"): ledger(row("hands", (TWO, 1, WITHHELD, NEW, "s1")), row("sleep"))}
    (record,) = withdrawals(found, withdrawn_article(languages=("fr",)))["withdrawals"]
    assert (record["status"], record["on"], record["replaced_by"]) == ("withheld", None, None)


def test_a_feed_with_a_gate_of_its_own_is_told_apart_by_its_group():
    found = {
        ("reviewed", "es"): ledger(row("hands", (TWO, 1, WITHHELD, NEW, "s1"))),
        ("", "es"): ledger(row("hands")),
    }
    (record,) = withdrawals(found, article(id="hands"))["withdrawals"]
    assert [(entry["id"], entry["group"]) for entry in record["entries"]] == [(f"{TAG}hands/es", "reviewed")]


def test_a_reason_is_as_far_translated_as_the_gate_asks_for():
    gone = ledger(row("hands", (TWO, 1, WITHDRAWN, GONE, "s1")))
    found = {("", "es"): gone, ("reviewed", "es"): gone}
    (record,) = withdrawals(found, withdrawn_article(), reasons={("", "es", "hands"): "Es erróneo."})["withdrawals"]
    assert {one["group"]: one["reason"] for one in record["entries"]} == {"all": "Es erróneo.", "reviewed": None}


def test_the_newest_stands_first_whether_it_went_or_came_back():
    rows = (
        row("back", (TWO, 1, WITHDRAWN, GONE, "s1"), (FIVE, 1, USABLE, MATERIAL, "s1")),
        row("late", (FOUR, 1, WITHDRAWN, GONE, "s1")),
        row("early", (THREE, 1, WITHHELD, NEW, "s1")),
        row("also-early", (THREE, 1, WITHHELD, NEW, "s1")),
    )
    found = withdrawals({("", "es"): ledger(*rows)})
    assert [record["article"] for record in found["withdrawals"]] == ["back", "late", "also-early", "early"]


def test_an_article_whose_source_is_gone_stays_in_the_register():
    gone = row("hands", (TWO, 1, WITHDRAWN, GONE, "s1"))
    (record,) = withdrawals({("", "es"): ledger(gone)})["withdrawals"]
    assert (record["status"], record["on"], record["replaced_by"]) == ("withdrawn", None, None)


def test_a_ledger_of_an_older_release_has_no_history_and_tells_what_it_knows():
    old = replace(row("hands", (TWO, 1, WITHDRAWN, GONE, "s1")), events=())
    (record,) = withdrawals({("", "es"): ledger(old)}, withdrawn_article())["withdrawals"]
    assert record["entries"][0]["at"] == str(TWO)
    back = replace(row("sleep"), events=())
    assert withdrawals({("", "es"): ledger(back)})["withdrawals"] == []


def test_a_safety_corrections_own_entry_goes_with_its_article():
    own = replace(own_entry("2026-11-23", TWO), status=WITHDRAWN, updated=THREE)
    gone = row("hands", (THREE, 1, WITHDRAWN, GONE, "s1"))
    (record,) = withdrawals({("", "es"): ledger(gone, own)}, withdrawn_article())["withdrawals"]
    assert [entry["id"] for entry in record["entries"]] == [
        f"{TAG}hands/es",
        f"{TAG}hands/es/correction/2026-11-23",
    ]


def test_a_record_tells_what_became_of_the_article_itself():
    told = ((TWO, 1, WITHDRAWN, GONE, "s1"), (THREE, 1, USABLE, MATERIAL, "s1"))
    own = replace(own_entry("2026-11-23", TWO), status=WITHDRAWN, updated=TWO)  # nobody declares it any more
    (record,) = withdrawals({("", "es"): ledger(row("hands", *told), own)}, article(id="hands"))["withdrawals"]
    assert (record["status"], [one["status"] for one in record["entries"]]) == ("restored", ["restored", "withdrawn"])
    (record,) = withdrawals({("", "es"): ledger(row("hands"), own)}, article(id="hands"))["withdrawals"]
    assert record["status"] == "withdrawn"


def test_the_order_of_ledgers_and_rows_does_not_change_a_byte():
    rows = [row(name, (TWO, 1, WITHDRAWN, GONE, "s1"), (THREE, 2, USABLE, SAFETY, "s2")) for name in "abc"]
    one = {("", "es"): ledger(*rows), ("", "ar"): ledger(*rows, language="ar"), ("x", "es"): ledger(*rows)}
    other = {key: ledger(*reversed(rows), language=key[1]) for key in reversed(one)}

    def both(found: Mapping[tuple[str, str], Ledger]) -> tuple[bytes, bytes]:
        return (
            registers.withdrawals(found, {}, authority=AUTHORITY, reason=lambda *_: ""),
            registers.corrections(found, {}, authority=AUTHORITY, note=lambda *_: ""),
        )

    assert both(one) == both(other)


def test_a_title_that_cannot_be_encoded_keeps_no_withdrawal_back():
    gone = row("hands", (TWO, 1, WITHDRAWN, GONE, "s1"), title='\ud800 </script> "')
    (record,) = withdrawals({("", "es"): ledger(gone)})["withdrawals"]
    assert record["entries"][0]["title"] == '? </script> "'


# ── real publishes ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path / "library", **TWO_GATES)
    small.publish()
    return small


def register(small: SmallLibrary) -> Any:
    return withdrawals(published(small.feeds), *(read(small.library, identifier) for identifier in ("hands", "sleep")))


def test_a_withdrawal_in_the_source_is_in_the_register_of_every_language_and_gate(small):
    assert register(small)["withdrawals"] == []
    small.article("hands", withdrawn={"on": "2026-11-22", "reason": "It is wrong.", "replaced_by": "sleep"})
    small.publish(NOON + DAY)
    found = register(small)
    (record,) = found["withdrawals"]
    assert (record["article"], record["status"], record["on"]) == ("hands", "withdrawn", "2026-11-22")
    assert [(one["id"], one["group"], one["at"]) for one in record["entries"]] == [
        (small.item("hands", language)["id"], group, "2026-11-23T12:00:00Z")
        for language in ("en", "es")
        for group in ("all", "reviewed")
    ]
    assert {one["replaced_by"] for one in record["entries"]} == {f"{TAG}sleep/en", f"{TAG}sleep/es"}
    small.publish(NOON + 400 * DAY)
    assert register(small) == found


def test_a_withdrawal_in_one_language_is_in_the_register_of_that_language(small):
    small.article("hands", withdrawn={"on": "2026-11-22", "languages": ["es"]})
    small.publish(NOON + DAY)
    (record,) = register(small)["withdrawals"]
    assert {one["language"] for one in record["entries"]} == {"es"}
