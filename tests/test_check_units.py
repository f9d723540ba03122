"""A translation measures in the units of its source, however its language writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translated_sentences import LANGUAGES, Sentence, sentences

from syndicate.model import Problem, Segment, Severity, State, Text, Translation
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.units import check_units, difference
from syndicate.translation.linguistics.numerals import plain
from syndicate.translation.linguistics.units import units


def found(source: str, target: str, language: str, role: str = "body") -> list[Problem]:
    return list(check_units(Pair(Segment(role, Text(source)), Translation(target, State.REVIEWED), "en", language)))


@pytest.mark.parametrize("sentence", sentences("units", "right"), ids=str)
def test_no_alarm_for_a_unit_that_is_right(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language) == ""


@pytest.mark.parametrize("sentence", sentences("units", "wrong"), ids=str)
def test_a_wrong_unit_is_found(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language)


@pytest.mark.parametrize("name", ["negation", "dates", "number_words"])
def test_no_alarm_on_sentences_about_other_things(name: str) -> None:
    assert [s for s in sentences(name, "right") if difference(s.source, s.target, "en", s.language)] == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("5 to 10 mg", "en", [(5, "mg"), (10, "mg")]),
        ("5 mg to 10 mg", "en", [(5, "mg"), (10, "mg")]),
        ("1, 2 or 3 days", "en", [(1, "day"), (2, "day"), (3, "day")]),
        ("a 24-hour day", "en", [(1, ""), (24, "hour")]),
        ("two more weeks", "en", [(2, "week")]),
        ("7 days of readings", "en", [(7, "day")]),
        ("in 2020, in the 1930s, type 2", "en", [(2, "")]),
        ("10 µg or 10 μg", "en", [(10, "mcg"), (10, "mcg")]),
        ("vierundzwanzigstündig", "de", [(24, "hour")]),
        ("1.000 I. E.", "de", [(1000, "iu")]),
        ("بعد أسبوعين", "ar", [(2, "week")]),
        ("٥ ملغ", "ar", [(5, "mg")]),
        ("٪68", "ar", [(68, "%")]),
        ("4个小时", "zh-Hans", [(4, "hour")]),
        ("5千克", "zh-Hans", [(5, "kg")]),
        ("百分之二十", "zh-Hans", [(20, "%")]),
        ("2020年3月", "zh-Hans", [(3, "")]),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, language: str, expected: list[tuple[int, str]]) -> None:
    read = units(plain(text), language)
    assert read is not None
    assert [(q.value, q.unit) for q in read.quantities] == expected


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("every 24 hours", "cada 24 h"),
        ("40 units", "40 UI"),
        ("2 pills", "2 comprimidos"),
        ("2 pills", "2 cápsulas"),
        ("10 degrees", "10 °C"),
        ("140/90", "140/90 mmHg"),
        ("adults 65 and older", "adultos de 65 años o más"),
        ("the same time every day", "todos los días a la misma hora"),
        ("in a week or two", "en una o dos semanas"),
        ("7 days of readings, or at least 3", "mediciones de 7 días o, como mínimo, de 3 días"),
    ],
)
def test_a_unit_may_be_more_exact_or_added(source: str, target: str) -> None:
    assert difference(source, target, "en", "es") == ""


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("5 mg", "5 g", "5 mg in the source, 5 g here"),
        ("5 mg/kg", "5 mg/día", "5 mg per kg in the source, 5 mg per day here"),
        ("15%", "15", "15 % in the source, 15 without a unit here"),
        ("once daily", "una vez por semana", "per day in the source, per week here"),
        ("milligrams (mg)", "miligramos (mcg)", "not in the source: mcg"),
        ("Measure it in mL.", "Mídalo con cuidado.", "missing: ml"),
        ("for several hours", "durante varios días", "hour in the source, day here"),
    ],
)
def test_the_message_tells_both_units(source: str, target: str, message: str) -> None:
    (problem,) = found(source, target, "es")
    assert (problem.code, problem.blocking, problem.severity) == ("units-differ", True, Severity.ERROR)
    assert problem.message == message
    assert problem.advice


def test_a_language_without_a_table_and_a_localized_role_are_not_checked() -> None:
    assert found("5 mg", "5 g", "pl") == []
    assert found("5 mg", "5 g", "es", role="phone") == []


@given(st.text() | st.text("0123456789.,/-% mgLhday"), st.sampled_from(["en", *LANGUAGES]))
def test_a_text_has_the_units_that_it_has(text: str, language: str) -> None:
    assert difference(text, text, language, language) == ""
