"""A translation names the days of its source, in the words and the order of its own language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translated_sentences import LANGUAGES, Sentence, sentences

from syndicate.model import Problem, Segment, Severity, State, Text, Translation
from syndicate.translation.checks.dates import check_dates, difference
from syndicate.translation.checks.pair import Pair
from syndicate.translation.linguistics.calendars import calendar
from syndicate.translation.linguistics.numerals import plain


def found(source: str, target: str, language: str, role: str = "body") -> list[Problem]:
    return list(check_dates(Pair(Segment(role, Text(source)), Translation(target, State.REVIEWED), "en", language)))


@pytest.mark.parametrize("sentence", sentences("dates", "right"), ids=str)
def test_no_alarm_for_a_date_that_is_right(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language) == ""


@pytest.mark.parametrize("sentence", sentences("dates", "wrong"), ids=str)
def test_a_wrong_date_is_found(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language)


@pytest.mark.parametrize("name", ["negation", "units", "number_words"])
def test_no_alarm_on_sentences_about_other_things(name: str) -> None:
    assert [s for s in sentences(name, "right") if difference(s.source, s.target, "en", s.language)] == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("March 4", "en", [(3, 4)]),
        ("4 March 2024", "en", [(3, 4)]),
        ("03/04/2024", "en", [(3, 4)]),
        ("03/04/2024", "en-GB", [(4, 3)]),
        ("25/12/2024", "en", [(12, 25)]),
        ("2024-03-04", "en", [(3, 4)]),
        ("March 3–5", "en", [(3, 3), (3, 5)]),
        ("May I? You may. It may 5 times.", "en", []),
        ("in May", "en", [(5, 0)]),
        ("the Mayo Clinic", "en", []),
        ("la Mayo Clinic", "es", []),
        ("del 3 al 5 de marzo", "es", [(3, 3), (3, 5)]),
        ("1/2 comprimido", "es", []),
        ("le 1er mai", "fr", [(5, 1)]),
        ("sept jours", "fr", []),
        ("06.11.2023", "de", [(11, 6)]),
        ("am 3. Mai", "de", [(5, 3)]),
        ("1º de março", "pt-BR", [(3, 1)]),
        ("frutos do mar", "pt-BR", []),
        ("15 نيسان/أبريل", "ar", [(4, 15)]),
        ("مارس الرياضة", "ar", []),
        ("3月4日", "zh-Hans", [(3, 4)]),
        ("三月", "zh-Hans", [(3, 0)]),
        ("3个月", "zh-Hans", []),
    ],
)
def test_dates_are_read_in_the_order_of_the_language(text: str, language: str, expected: list[tuple[int, int]]) -> None:
    read = calendar(plain(text), language)
    assert read is not None
    assert list(read.dates) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Monday’s clinic", "en", "1"),
        ("the sun sat wed", "en", ""),
        ("el segundo lunes", "es", "1"),
        ("a segunda dose", "pt-BR", ""),
        ("na segunda-feira", "pt-BR", "1"),
        ("montags und Mittwochabend", "de", "13"),
        ("كلا الاثنين", "ar", ""),
        ("يوم الاثنين", "ar", "1"),
        ("每周三次", "zh-Hans", ""),
        ("每周三", "zh-Hans", "3"),
        ("两周一次", "zh-Hans", ""),
    ],
)
def test_weekdays_are_told_from_other_words(text: str, language: str, expected: str) -> None:
    read = calendar(plain(text), language)
    assert read is not None
    assert "".join(sorted(read.weekdays)) == expected


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("on May 6", "el 5 de junio", "May 6 in the source, June 5 here"),
        ("in May", "pronto", "missing: May"),
        ("soon", "en mayo", "not in the source: May"),
        ("on Monday", "el martes", "other weekdays than in the source; missing: Monday; not in the source: Tuesday"),
    ],
)
def test_the_message_names_the_days(source: str, target: str, message: str) -> None:
    (problem,) = found(source, target, "es")
    assert (problem.code, problem.blocking, problem.severity) == ("dates-differ", True, Severity.ERROR)
    assert problem.message == message
    assert problem.advice


def test_weekdays_and_weekends_stand_for_their_days() -> None:
    assert found("on weekdays", "de lunes a viernes", "es") == []
    assert found("Saturdays and Sundays", "los fines de semana", "es") == []
    assert found("on weekdays", "los sábados", "es")


def test_a_language_without_a_table_and_a_localized_role_are_not_checked() -> None:
    assert found("on May 6", "7 czerwca", "pl") == []
    assert found("on May 6", "7 de junio", "es", role="phone") == []


@given(st.text() | st.text("0123456789./- MayJunde月日"), st.sampled_from(["en", *LANGUAGES]))
def test_a_text_has_the_dates_that_it_has(text: str, language: str) -> None:
    assert difference(text, text, language, language) == ""


def test_an_age_in_months_is_no_month() -> None:
    assert difference("Give it at 6 months of age.", "6月龄时接种。", "en", "zh-Hans") == ""
