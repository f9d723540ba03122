"""The checks of form: tags, links, phones, copies, script, length, punctuation, brackets, doubled words, spaces."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from translation_builders import HEADER, entry, said

from syndicate.model import Problem, Segment, Severity, State, Text, Translation
from syndicate.translation.catalogs.reading import read
from syndicate.translation.checks import run
from syndicate.translation.checks.brackets import check_brackets, check_quotes
from syndicate.translation.checks.characters import check_characters
from syndicate.translation.checks.copies import check_copies
from syndicate.translation.checks.doubled import check_doubled
from syndicate.translation.checks.length import check_length
from syndicate.translation.checks.links import check_links, check_phones
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.punctuation import check_punctuation
from syndicate.translation.checks.script import check_script
from syndicate.translation.checks.spaces import check_spaces
from syndicate.translation.checks.tags import check_tags
from syndicate.translation.glossary import Glossary, Term
from syndicate.translation.linguistics.addresses import addresses, phones, without_shared_phones

FORM = (
    check_spaces,
    check_tags,
    check_links,
    check_phones,
    check_brackets,
    check_quotes,
    check_punctuation,
    check_script,
    check_doubled,
    check_copies,
    check_length,
)
ROOT = Path(__file__).parents[1]
DATA = yaml.safe_load((Path(__file__).parent / "data" / "form_pairs.yaml").read_text())


def told(
    source: str,
    target: str,
    language: str,
    *,
    role: str = "body",
    source_language: str = "en",
    terms: Glossary | None = None,
) -> list[Problem]:
    translation = Translation(target, State.REVIEWED)
    pair = Pair(Segment(role, Text(source)), translation, source_language, language, terms or Glossary())
    return [problem for check in FORM for problem in check(pair)]


def rows(rows: list[list[Any]], language: str) -> Iterator[tuple[str, str, str, str, str]]:
    for source, target, *more in rows:
        facts = more[0] if more else {}
        yield source, target, language, facts.get("role", "body"), facts.get("language", "en")


right = [row for language, pairs in DATA.items() for row in rows(pairs["right"], language)]
wrong = [
    (code, *row)
    for language, pairs in DATA.items()
    for code, found in (pairs["wrong"] or {}).items()
    for row in rows(found, language)
]


@pytest.mark.parametrize(("source", "target", "language", "role", "source_language"), right)
def test_no_alarm_for_what_is_right(source: str, target: str, language: str, role: str, source_language: str) -> None:
    assert told(source, target, language, role=role, source_language=source_language) == []


@pytest.mark.parametrize(("code", "source", "target", "language", "role", "source_language"), wrong)
def test_what_is_wrong_is_told_by_its_code(
    code: str, source: str, target: str, language: str, role: str, source_language: str
) -> None:
    problems = told(source, target, language, role=role, source_language=source_language)
    assert code in {problem.code for problem in problems}
    assert all(problem.blocking and problem.message and problem.advice for problem in problems)


def test_every_code_is_explained_to_translators() -> None:
    told = "".join(path.read_text() for path in (ROOT / "syndicate/translation/checks").glob("*.py"))
    codes = set(re.findall(r'"([a-z]+-(?:differs?|wrong|unbalanced|doubled|outer|missing|forbidden|control))"', told))
    assert {"numbers-differ", "quotes-unbalanced"} <= codes
    page = (ROOT / "docs/checks.md").read_text()
    assert [code for code in sorted({*codes, "untranslated"}) if f"| `{code}` |" not in page] == []


ERRORS = {"links-differ", "phones-differ", "sentences-differ", "tags-differ", "untranslated"}
WARNINGS = {"brackets-unbalanced", "quotes-unbalanced", "space-outer", "word-doubled"}


@pytest.mark.parametrize(("code", "source", "target", "language", "role", "source_language"), wrong)
def test_what_changes_the_meaning_is_an_error_and_what_is_form_a_warning(
    code: str, source: str, target: str, language: str, role: str, source_language: str
) -> None:
    problems = told(source, target, language, role=role, source_language=source_language)
    assert all(problem.severity is Severity.ERROR for problem in problems if problem.code in ERRORS)
    assert all(problem.severity is Severity.WARNING for problem in problems if problem.code in WARNINGS)


def severity(source: str, target: str, language: str) -> Severity:
    return told(source, target, language)[0].severity


def test_a_question_that_became_a_statement_is_an_error_and_a_lost_mark_a_warning() -> None:
    assert severity("Do you smoke?", "Sie rauchen.", "de") is Severity.ERROR
    assert severity("You smoke.", "Rauchen Sie?", "de") is Severity.ERROR
    assert severity("Do you smoke?", "Rauchen Sie", "de") is Severity.WARNING
    assert severity("You smoke.", "Sie rauchen", "de") is Severity.WARNING


def test_a_control_that_turns_what_follows_round_blocks_unless_the_source_has_it() -> None:
    segment = Segment("body", Text("Take 10 tablets."))
    turned = "Tome \u202e01\u202c tabletas."
    found = list(check_characters(Pair(segment, Translation(turned, State.REVIEWED), "en", "es")))
    assert [(problem.code, problem.severity, problem.blocking) for problem in found] == [
        ("bidi-control", Severity.ERROR, True),
        ("bidi-control", Severity.ERROR, True),
    ]
    same = Segment("body", Text(turned))
    assert not list(check_characters(Pair(same, Translation(turned, State.REVIEWED), "en", "es")))


def test_letters_of_a_neighbors_keyboard_are_a_warning_and_another_script_an_error() -> None:
    assert severity("the book", "الکتاب", "ar") is Severity.WARNING
    assert severity("the book", "książkа", "pl") is Severity.ERROR


@pytest.mark.parametrize("role", ["phone", "link.url"])
def test_a_number_or_an_address_that_is_a_segment_of_its_own_may_be_another(role: str) -> None:
    assert told("1-800-222-1222", "+34 91 562 04 20", "es", role=role) == []


def test_what_is_the_same_language_is_no_copy() -> None:
    assert told("Tome agua con frecuencia.", "Tome agua con frecuencia.", "es-MX", source_language="es") == []


def test_a_name_that_the_glossary_keeps_may_stay() -> None:
    kept = Glossary("es", (Term("keep", "Heart Health Help", ""),))
    assert [problem.code for problem in told("Heart Health Help", "Heart Health Help", "es")] == ["untranslated"]
    assert told("Heart Health Help", "Heart Health Help", "es", terms=kept) == []


# ── addresses and telephone numbers ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call 1-800-222-1222 now.", ["18002221222"]),
        ("+1 800 222 1222", ["+18002221222"]),
        ("0034 91 562 04 20", ["+34915620420"]),
        ("(800) 222-1222", ["8002221222"]),
        ("١-٨٠٠-٢٢٢-١٢٢٢", ["18002221222"]),
        ("1-800-QUIT-NOW", ["18007848669"]),
        ("01 45 67 89 10", ["0145678910"]),
        ("900 123 456", ["900123456"]),
    ],
)
def test_a_telephone_number_is_its_digits(text: str, found: list[str]) -> None:
    assert list(phones(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "2023-11-06",
        "6.11.2023",
        "2025-2026",
        "1 000 000 people",
        "12.500.000",
        "120-129 130-139",
        "4 8 15 16 23",
        "911",
        "3,250 mg",
    ],
)
def test_dates_spans_and_amounts_are_no_telephone_numbers(text: str) -> None:
    assert phones(text) == ()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Call +33 1 40 05 48 48.", "Appelez le 01 40 05 48 48."),
        ("Call 1-800-222-1222.", "Appelez le +1 800 222 1222."),
        ("Call 555-1234 or 555-1234.", "Appelez le 555 1234."),
    ],
)
def test_a_number_may_be_written_as_at_home_or_from_abroad(source: str, target: str) -> None:
    assert told(source, target, "fr") == []


def test_what_both_texts_have_can_be_set_aside_for_the_numbers() -> None:
    both = without_shared_phones("Call +34 91 562 04 20 by 5.", "Llame al +34 915 620 420 antes de las 5.")
    assert [" ".join(text.split()) for text in both] == ["Call by 5.", "Llame al antes de las 5."]
    other = ("Call 900 123 456.", "Llame al 900 123 457.")
    assert without_shared_phones(*other) == other


def test_a_placeholder_is_no_text() -> None:
    assert told("Version {number}", "Versión {number}", "es") == []


def test_addresses_end_where_they_end() -> None:
    text = "see www.rki.de, gob.mx/salud; dolor.Llame nhs.uk p.ej. x z.B. so help@cdc.gov, https://a.org/b?c=1."
    assert addresses(text) == ("www.rki.de", "gob.mx/salud", "nhs.uk", "help@cdc.gov", "https://a.org/b?c=1")


# ── one fault is told once ──────────────────────────────────────────────────────────────────────


def codes(source: str, target: str, *comments: str) -> list[str]:
    catalog = read((HEADER + entry(source, target, *comments)).encode(), "es.po", "es")
    return [problem.code for problem in run([Segment("body", Text(source))], catalog, "en")]


def test_what_one_finding_explains_others_do_not_tell_again() -> None:
    assert codes("Do not stop. Call us.", "Do not stop. Call us") == ["untranslated"]
    assert codes("Call 1-800-222-1222.", "Llame al 1-800-222-1223.") == ["phones-differ"]
    assert codes("Take it with food and water.", "Tómelo con comida y") == ["sentences-differ"]


def test_what_is_waived_explains_nothing() -> None:
    source, target = "Do not stop. Call us.", "Do not stop. Call us"
    waiver = said("waiver", "untranslated a slogan", source, target)
    assert codes(source, target, waiver) == ["punctuation-differs", "untranslated", "negation-differs"]
