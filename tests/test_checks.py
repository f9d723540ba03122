"""What the checks find in a translation, and what they leave alone: a false alarm is as bad as a miss."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from number_sentences import RIGHT, WRONG
from translation_builders import HEADER, entry, said

from syndicate.articles.parsers import Raw, Rules, parse
from syndicate.articles.segments import segments
from syndicate.languages import from_posix
from syndicate.model import Place, Problem, Segment, Severity, State, Text, Translation
from syndicate.translation.catalogs.reading import read
from syndicate.translation.checks import CHECKS, run
from syndicate.translation.checks.links import check_links
from syndicate.translation.checks.numbers import check_numbers, difference
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.tags import check_tags
from syndicate.translation.linguistics.numerals import numerals, plain

ROOT = Path(__file__).parent.parent


def found(check: object, source: str, target: str, role: str = "body") -> str:
    """The message of the one Problem, empty where there is none."""
    problems = list(check(Pair(Segment(role, Text(source)), Translation(target, State.REVIEWED), "en", "es")))  # type: ignore[operator]
    assert len(problems) < 2
    assert all(problem.blocking and problem.severity is Severity.ERROR and problem.advice for problem in problems)
    return problems[0].message if problems else ""


# ── tags ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a <b>b</b> <i>c</i>", "<i>c</i> y <b>b</b> a"),
        ("<b>a <i>b</i></b>", "<i>a</i> <b>b</b>"),
        ('<a id="1">a</a>', '<a id="2">a</a>'),
        ("a < b & c", "a < b"),
        ("&lt;b> is a tag", "la etiqueta &lt;b>"),
        ("plain", "sin nada"),
    ],
)
def test_the_same_tags_in_any_order_are_fine(source: str, target: str) -> None:
    assert found(check_tags, source, target) == ""


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("<b>not</b>", "no", "missing: <b>"),
        ("no", "<b>no</b>", "not in the source: <b>"),
        ("<b>a</b>", "<i>a</i>", "missing: <b>; not in the source: <i>"),
        ("<b>a</b> <b>b</b>", "<b>a b</b>", "missing: <b>"),
        ("<b>a</b>", "<b>a", "not properly closed: <b>"),
        ("<b>a</b>", "a</b>", "not properly closed: </b>"),
        ("<b>a <i>b</i></b>", "<b>a <i>b</b></i>", "not properly closed: <b> <i> </b> </i>"),
    ],
)
def test_lost_new_and_open_tags_are_told(source: str, target: str, message: str) -> None:
    assert message in found(check_tags, source, target)


# ── links ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('See <a id="1">this</a> and <a id="2">that</a>.', 'Vea <a id="2">eso</a> y <a id="1">esto</a>.'),
        ("See https://who.int/a?b=1.", "Vea https://who.int/a?b=1"),
        ("See https://who.int/a", "请访问https://who.int/a。"),
        ("Write to help@who.int, now", "Escriba ya a help@who.int."),
        ("at poison.org", "en poison.org"),
        ("e.g. this. And that", "p.ej. esto.Y eso"),
    ],
)
def test_the_same_links_and_addresses_are_fine(source: str, target: str) -> None:
    assert found(check_links, source, target) == ""


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ('<a id="1">a</a> <a id="2">b</a>', '<a id="1">a</a> <a id="1">b</a>', 'missing: <a id="2">'),
        ('<a id="1">a</a>', "a", 'missing: <a id="1">'),
        ("a", '<a id="1">a</a>', 'not in the source: <a id="1">'),
        ("https://who.int/a", "https://who.int/b", "missing: https://who.int/a; not in the source: https://who.int/b"),
        ("help@who.int", "ayuda@who.int", "missing: help@who.int"),
        ("a", "vea www.spam.com", "not in the source: www.spam.com"),
    ],
)
def test_lost_new_and_changed_links_are_told(source: str, target: str, message: str) -> None:
    assert message in found(check_links, source, target)


@pytest.mark.parametrize("role", ["link.url", "phone"])
def test_an_address_or_a_number_that_is_a_segment_of_its_own_may_be_another(role: str) -> None:
    assert found(check_links, "https://who.int/en", "https://who.int/es", role) == ""
    assert found(check_numbers, "1-800-222-1222", "91 562 04 20", role) == ""


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────

right = [(*pair, *languages) for languages, pairs in RIGHT.items() for pair in pairs]
wrong = [(*pair, *languages) for languages, pairs in WRONG.items() for pair in pairs]


@pytest.mark.parametrize(("source", "target", "source_language", "target_language"), right)
def test_no_alarm_for_a_number_that_is_right(
    source: str, target: str, source_language: str, target_language: str
) -> None:
    assert difference(source, target, source_language, target_language) == ""


@pytest.mark.parametrize(("source", "target", "source_language", "target_language"), wrong)
def test_a_wrong_number_is_found(source: str, target: str, source_language: str, target_language: str) -> None:
    assert difference(source, target, source_language, target_language)


@pytest.mark.parametrize(("source", "target", "source_language", "target_language"), right)
def test_a_right_sentence_is_wrong_with_any_one_digit_changed(
    source: str, target: str, source_language: str, target_language: str
) -> None:
    for digit in re.finditer(r"\d(?!\d)", re.sub(r"https?://\S+|(?<=m)2(?!\d)", lambda m: "x" * len(m[0]), target)):
        other = target[: digit.start()] + str((int(digit[0]) + 1) % 10) + target[digit.end() :]
        assert difference(source, other, source_language, target_language), other


def test_the_message_quotes_the_numbers_and_how_they_are_read() -> None:
    assert difference("Take 1,000 mg of B12.", "Tome 1,000 mg de B6.", "en", "es") == (
        "other numbers than in the source; missing: 1,000 (read as 1000 in en), B12; "
        "not in the source: 1,000 (read as 1 in es), B6"
    )
    assert difference("120/80", "80/120", "en", "es") == "120 and 80 stand the other way round than in the source"


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1.000", "en", [1]),
        ("1.000", "es", [1000]),
        ("1,000", "en", [1000]),
        ("1,000", "es", [1]),
        ("1,000", "es-MX", [1000]),
        ("1.000", "fr", [1000]),
        ("1'000", "de-CH", [1000]),
        ("12,34,567", "hi", [1234567]),
        ("1.234.567,5", "de", [1234567.5]),
        ("0.5", "es", [0.5]),
        ("٠٫٥", "ar", [0.5]),
        ("١٬٠٠٠", "fa", [1000]),
        ("५", "hi", [5]),
        (".5", "en", [0.5]),
        ("1.000", "qaa", [1]),
        ("<b>1</b>,5", "es", [1.5]),
    ],
)
def test_a_number_is_read_by_the_rules_of_its_language(text: str, language: str, values: list[float]) -> None:
    assert [float(numeral.readings[0][0]) for numeral in numerals(plain(text), language)] == values


@given(st.integers(0, 10**7), st.sampled_from(["es", "fr", "de", "pt-BR", "ar", "zh-Hans", "en", "es-419", "hi"]))
def test_a_number_as_cldr_writes_it_has_its_value(number: int, language: str) -> None:
    from babel.numbers import format_decimal

    written = format_decimal(number / 8, locale=language.replace("-", "_"), decimal_quantization=False)
    assert difference(f"{number / 8:.3f} mg", f"{written} mg", "en", language) == ""


@given(st.text(), st.text(), st.sampled_from(["es", "ar", "zh-Hans", "pl"]))
def test_no_text_breaks_the_checks(source: str, target: str, language: str) -> None:
    pair = Pair(Segment("body", Text(source)), Translation(target, State.REVIEWED), "en", language)
    for check in CHECKS:
        assert all(isinstance(problem, Problem) for problem in check(pair))
    assert difference(source, source, language, language) == ""


# ── run ─────────────────────────────────────────────────────────────────────────────────────────

SOURCE, TARGET = "<b>Take</b> 5 mg.", "Tome 50 mg."


def problems(*comments: str) -> tuple[Problem, ...]:
    catalog = read((HEADER + entry(SOURCE, TARGET, *comments)).encode(), "locales/es/articles/demo.po", "es")
    return run([Segment("title", Text("1")), Segment("body", Text(SOURCE))], catalog, "en")


def test_a_problem_names_its_place_its_article_and_its_language() -> None:
    assert [(p.code, p.place, p.article, p.language, p.blocking) for p in problems()] == [
        ("tags-differ", Place("locales/es/articles/demo.po", 7), "demo", "es", True),
        ("numbers-differ", Place("locales/es/articles/demo.po", 7), "demo", "es", True),
    ]


def test_a_hint_is_not_checked_because_it_is_never_published() -> None:
    assert problems("#, fuzzy") == ()


def test_a_waiver_with_a_reason_sets_one_finding_aside_and_stays_visible() -> None:
    tags, numbers = problems(said("waiver", "numbers-differ the tablets are smaller there", SOURCE, TARGET))
    assert tags.blocking
    assert (numbers.blocking, numbers.severity) == (False, Severity.INFO)
    assert numbers.message.endswith("(waived: the tablets are smaller there)")


def test_the_advice_tells_how_to_waive_and_following_it_works() -> None:
    advice = problems()[1].advice
    comment = advice[advice.index("# waiver") :].replace("WHY", "checked with the author")
    assert comment.startswith("# waiver: numbers-differ ")
    assert [p.blocking for p in problems(comment)] == [True, False]


@pytest.mark.parametrize("path", sorted(ROOT.glob("locales/*/articles/*.po")), ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_the_demos_translations_raise_no_alarm(path: Path) -> None:
    source = ROOT / "articles" / f"{path.stem}.md"
    article = parse(Raw(source.name, "text/markdown", source.read_bytes()), Rules(ZoneInfo("UTC"), None)).article
    assert article is not None
    catalog = read(path.read_bytes(), str(path), from_posix(path.parts[-3]))
    assert [str(problem) for problem in run(segments(article), catalog, article.language)] == []


@pytest.mark.parametrize("text", ["Take .5 1/2 tablets.", "Take about .25 100 mg tablets.", "1/2.5 .5/1 .", "٫5 1/2"])
@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt-BR", "ar", "zh-Hans"])
def test_numbers_that_run_into_each_other_are_read_and_equal_themselves(text: str, language: str) -> None:
    assert difference(text, text, language, language) == ""


@given(st.text("0123456789.,/ ٫٬-–%mg½", max_size=24), st.sampled_from(["en", "es", "fr", "ar", "zh-Hans"]))
def test_no_text_of_digits_and_signs_stops_the_check(text: str, language: str) -> None:
    assert difference(text, text, language, language) == ""
