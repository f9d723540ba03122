"""Status: words by state for each article and language, why an article is held back, and how far is far enough."""

import json
from pathlib import Path
from typing import Any

import libraries
import pytest
from libraries import NOW

from syndicate.commands.status import status as status_of
from syndicate.editorial.status import Row, Status, Words, explain
from syndicate.errors import LedgerError, UsageError
from syndicate.feeds.gate import Outcome, Reason
from syndicate.publishing.build import publish, silent
from syndicate.publishing.library import Library

BODY = "Drink a glass of water.\n\nTake 2 tablets.\n\nRest."  # 5, 3 and 1 words; title 1, summary 2
SPANISH = {
    "Fever": "Fiebre",
    "A summary.": "Un resumen.",
    "Drink a glass of water.": "Beba un vaso de agua.",
    "Take 2 tablets.": "Tome 2 tabletas.",
    "Rest.": "Descanse.",
}


def library(root: Path, targets: dict[str, str] | None = None, *, body: str = BODY, **settings: Any) -> Library:
    fields = settings.pop("fields", {})
    return libraries.library(
        root,
        {"fever": libraries.article("fever", "Fever", body, **fields)},
        languages=("en", "es"),
        catalogs={"es": {"fever": targets}} if targets is not None else {},
        **settings,
    )


def status(made: Library, **options: Any) -> Status:
    return status_of(made, now=NOW, progress=silent, **options)


def row(made: Library, article: str = "fever", language: str = "es") -> Row:
    (found,) = (row for row in status(made).rows if (row.article, row.language) == (article, language))
    return found


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def test_the_words_of_the_source_are_counted_by_the_state_of_their_translation(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH | {"Rest.": ""})
    draft = {"Rest.": "Descanse."}
    libraries.translate(made, "fever", "es", draft, draft=True)
    assert row(made).words == Words(translated=1, reviewed=11, ready=11)
    assert row(library(tmp_path / "empty", {})).words == Words(initial=12)


def test_blocked_words_are_counted_in_their_state_too_and_are_not_ready(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH | {"Take 2 tablets.": "Tome 3 tabletas."})
    assert row(made).words == Words(reviewed=12, blocked=3, ready=9)


@pytest.mark.parametrize("settings", [{"risk_state": "final"}, {"min_state": "reviewed", "risk_state": "final"}])
def test_what_the_gate_does_not_let_pass_is_not_ready(tmp_path: Path, settings: dict[str, str]) -> None:
    found = row(library(tmp_path, SPANISH, **settings))
    assert (found.outcome, found.words) == (Outcome.HOLD, Words(reviewed=12, ready=9))


def test_words_of_a_changed_source_are_outdated(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH)
    libraries.write(tmp_path / "articles/fever.md", libraries.article("fever", "Fever", BODY.replace("2", "3")))
    libraries.translate(made, "fever", "es", {})
    assert row(made).words == Words(initial=3, reviewed=9, outdated=3, ready=9)


def test_notes_and_promotions_wait_in_the_queue_and_are_not_counted(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH, fields={"promotion": "Call us and read more."})
    assert row(made).words.total == 12
    (waiting,) = status(made).queue
    assert (waiting.context, waiting.words) == ("promotion", 5)


def test_an_article_in_its_own_language_has_nothing_to_translate(tmp_path: Path) -> None:
    own = row(library(tmp_path, SPANISH), language="en")
    assert (own.is_source, own.words, own.why) == (True, Words(), "")


def test_a_missing_or_broken_catalog_counts_as_not_translated(tmp_path: Path) -> None:
    made = library(tmp_path)
    assert (row(made).words, row(made).why) == (
        Words(initial=12),
        "not published: there is no catalog that can be read",
    )
    libraries.write(made.catalog("es", "fever"), "<<<<<<< ours\n")
    found = status(made)
    assert [(problem.code, str(problem.place)) for problem in found.problems] == [
        ("po-conflict", "locales/es/articles/fever.po:1")
    ]
    assert found.words == Words(initial=12)


# ── why it is held back ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("targets", "settings", "why"),
    [
        (SPANISH, {}, ""),
        (SPANISH, {"min_state": "final"}, "not published: 5 segments: not yet final"),
        (SPANISH, {"risk_state": "final"}, "not published: 1 segment: of risk, and not yet final"),
        (SPANISH | {"Rest.": ""}, {}, "not published: 1 segment: not translated, or a hint only"),
        (SPANISH | {"Take 2 tablets.": "Tome 3."}, {}, "not published: 1 segment: numbers-differ"),
        (
            SPANISH | {"Drink a glass of water.": "Drink a glass of water."},
            {},
            "not published: 1 segment: untranslated",
        ),
        (SPANISH, {"fields": {"status": "withheld"}}, "not published: its source says `status: withheld`"),
        (SPANISH, {"fields": {"embargo": "2027-01-01"}}, "not published: its embargo has not ended"),
    ],
)
def test_why_an_article_is_held_back_is_said_in_words(
    tmp_path: Path, targets: dict[str, str], settings: dict[str, Any], why: str
) -> None:
    assert row(library(tmp_path, targets, **settings)).why == why


def test_a_machines_text_of_risk_is_told_where_the_settings_let_drafts_pass(tmp_path: Path) -> None:
    made = library(tmp_path, {}, min_state="translated")
    libraries.translate(made, "fever", "es", SPANISH, draft=True)
    assert row(made).why == "not published: 1 segment: of risk, and a machine's text that nobody has signed off"
    assert row(made).words == Words(translated=12, ready=9)


def test_what_was_published_before_is_judged_as_a_publish_would(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH)
    publish(made, now=NOW)
    libraries.write(tmp_path / "articles/fever.md", libraries.article("fever", "Fever", BODY.replace("Rest", "Sleep")))
    libraries.translate(made, "fever", "es", {})
    assert row(made).why == "kept at its last published text: 1 segment: not translated, or a hint only"
    libraries.write(tmp_path / "articles/fever.md", libraries.article("fever", "Fever", BODY.replace("2", "3")))
    libraries.translate(made, "fever", "es", {"Rest.": "Descanse."})
    assert row(made).why.startswith("withheld: the source has changed since it was published (material); 1 segment")
    (told,) = (one for one in publish(made, now=NOW).verdicts if one.language == "es")
    assert (told.outcome, told.reasons) == (row(made).outcome, row(made).reasons)


def test_a_language_without_its_interface_strings_publishes_nothing_new(tmp_path: Path) -> None:
    made = libraries.library(
        tmp_path,
        {"fever": libraries.article("fever", "Fever", "Rest.")},
        languages=("en", "sw"),
        catalogs={"sw": {"fever": {"Fever": "Homa", "A summary.": "Muhtasari.", "Rest.": "Pumzika."}}},
    )
    assert row(made, language="sw").why.startswith("not published: interface strings are missing")


def test_a_source_that_a_publish_refuses_is_held_back(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH, fields={"image": {"src": "images/none.png", "alt": "Nothing"}})
    assert row(made).why == "not published: its source cannot be published: see `syndicate check`"


def test_a_glossary_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH)
    libraries.write(made.glossary("es"), "<<<<<<< ours\n")
    assert [problem.code for problem in status(made).problems] == ["po-conflict"]


def test_every_reason_of_the_gate_has_words(tmp_path: Path) -> None:
    codes = [
        "withdrawn", "withheld", "embargo", "expired", "published-in-future", "review-overdue", "no-catalog",
        "initial", "below-reviewed", "risk-below-final", "machine-risk", "outdated-safety", "kept-body-missing",
    ]  # fmt: skip
    for code in codes:
        assert explain(Reason(code)) != code
    source = (Path(__file__).parents[1] / "syndicate/feeds/gate.py").read_text("utf-8")
    plain = {part.split('"')[0] for part in source.split('Reason("')[1:]}
    assert plain <= set(codes)
    assert explain(Reason("numbers-differ", 2)) == "2 segments: numbers-differ"


# ── which, and how far ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({}, [("cough", "en"), ("fever", "en"), ("cough", "es"), ("fever", "es")]),
        ({"languages": ["es"]}, [("cough", "es"), ("fever", "es")]),
        ({"articles": ["fever"]}, [("fever", "en"), ("fever", "es")]),
        ({"articles": ["fever"], "languages": ["es"]}, [("fever", "es")]),
    ],
)
def test_articles_and_languages_are_chosen(
    tmp_path: Path, options: dict[str, Any], keys: list[tuple[str, str]]
) -> None:
    made = library(tmp_path, SPANISH)
    libraries.write(tmp_path / "articles/cough.md", libraries.article("cough", "Cough"))
    assert [(row.article, row.language) for row in status(made, **options).rows] == keys


@pytest.mark.parametrize("options", [{"articles": ["cough"]}, {"languages": ["fr"]}])
def test_what_the_library_does_not_have_is_an_error_of_usage(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        status(library(tmp_path, SPANISH), **options)


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH)
    publish(made, now=NOW)
    libraries.write(made.feeds / "es" / "ledger.jsonl", "{}\n")
    with pytest.raises(LedgerError):
        status(made)


@pytest.mark.parametrize(("percent", "below"), [(0, False), (75, False), (75.1, True), (100, True)])
def test_less_than_was_asked_for_is_below(tmp_path: Path, percent: float, below: bool) -> None:
    found = status(library(tmp_path, SPANISH | {"Take 2 tablets.": ""}))  # 9 of 12 words
    assert found.is_below(percent) is below


def test_nearly_all_is_never_a_hundred_percent_and_nothing_is_complete() -> None:
    assert Words(initial=1, reviewed=999, ready=999).percent == 99
    assert Words().percent == 100
    assert not Status((), (), ()).is_below(100)


def test_a_language_that_asks_for_more_is_ready_later(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH, language={"es": {"min_state": "final"}})
    assert status(made).words == Words(reviewed=12)


# ── as it is shown ──────────────────────────────────────────────────────────────────────────────


def test_the_table_has_a_line_for_each_article_under_the_sum_of_its_language(tmp_path: Path) -> None:
    lines = list(status(library(tmp_path, SPANISH | {"Rest.": ""})).lines())
    assert [" ".join(line.split()) for line in lines] == [
        "words initial translated reviewed final blocked outdated ready",
        "es 12 1 0 11 0 0 0 91 %",
        "fever 12 1 0 11 0 0 0 91 %",
        "not published: 1 segment: not translated, or a hint only",
        "all 12 1 0 11 0 0 0 91 %",
    ]
    assert len({len(line) for line in lines if line.endswith(("%", "ready"))}) == 1, "the columns stand in line"


def test_an_article_in_its_own_language_has_a_line_where_it_is_held_back(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH, fields={"embargo": "2027-01-01"})
    lines = [line.strip() for line in status(made, languages=["en"]).lines()]
    assert lines[1:4] == ["en", "fever", "not published: its embargo has not ended"]


def test_the_data_has_what_the_table_has_and_the_codes(tmp_path: Path) -> None:
    made = library(tmp_path, SPANISH | {"Rest.": ""})
    data = json.loads(json.dumps(status(made, languages=["es"]).to_data()))
    (told,) = data["rows"]
    assert (told["words"]["total"], told["words"]["ready_percent"], told["outcome"]) == (12, 91, str(Outcome.HOLD))
    assert told["reasons"] == [{"code": "initial", "count": 1, "text": "1 segment: not translated, or a hint only"}]
    assert (told["path"], told["min_state"]) == ("locales/es/articles/fever.po", "reviewed")
