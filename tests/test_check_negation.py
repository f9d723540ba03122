"""A translation denies what its source denies: found in all languages, and however negation is put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translated_sentences import LANGUAGES, Sentence, sentences

from syndicate.model import Problem, Segment, Severity, State, Text, Translation
from syndicate.translation.checks.negation import check_negation, difference
from syndicate.translation.checks.pair import Pair


def found(source: str, target: str, language: str, source_language: str = "en", role: str = "body") -> list[Problem]:
    pair = Pair(Segment(role, Text(source)), Translation(target, State.REVIEWED), source_language, language)
    return list(check_negation(pair))


@pytest.mark.parametrize("sentence", sentences("negation", "right"), ids=str)
def test_no_alarm_where_the_same_is_denied_in_other_words(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language) == ""


@pytest.mark.parametrize("sentence", sentences("negation", "wrong"), ids=str)
def test_a_negation_that_is_lost_or_added_is_found(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language)


@pytest.mark.parametrize("name", ["units", "dates", "number_words"])
def test_no_alarm_on_sentences_about_other_things(name: str) -> None:
    wrong = [s for s in sentences(name, "right") if difference(s.source, s.target, "en", s.language)]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("No espere a la ambulancia.", "Do not wait for the ambulance."),
        ("Si no mejora en una hora, pida ayuda.", "If they do not get better within an hour, get help."),
        ("Ni aspirina ni ibuprofeno ayudan.", "Neither aspirin nor ibuprofen helps."),
        ("Nunca deje a un niño solo en un coche cerrado.", "Never leave a child alone in a closed car."),
        ("Evite el sol, sin olvidar la sombra.", "Avoid the sun, and do not forget the shade."),
        ("No tome más de 4 comprimidos.", "Take at most 4 tablets."),
    ],
)
def test_spanish_into_english(source: str, target: str) -> None:
    assert difference(source, target, "es", "en") == ""
    assert difference(target, source, "en", "es") == ""


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("No dé de beber a una persona inconsciente.", "Give an unconscious person something to drink."),
        ("Evite el alcohol.", "Drink alcohol."),
        ("Sin tratamiento puede causar la muerte.", "With treatment it can cause death."),
        ("Beba agua.", "Do not drink water."),
    ],
)
def test_spanish_turned_into_its_opposite(source: str, target: str) -> None:
    assert difference(source, target, "es", "en")


def test_sentences_are_compared_one_by_one_so_that_what_moved_is_found() -> None:
    assert difference("Do not run. Walk.", "Corra. No camine.", "en", "es")
    assert difference("Do not run. Walk.", "No corra. Camine.", "en", "es") == ""


def test_sentences_that_were_joined_are_compared_as_one() -> None:
    assert difference("Do not run. Do not jump.", "No corra ni salte.", "en", "es") == ""
    assert difference("Do not run. Do not jump.", "Corra y salte.", "en", "es")


def test_the_message_quotes_the_word_that_has_no_counterpart() -> None:
    (problem,) = found("Do <b>not</b> run.", "<b>Corra</b>.", "es")
    assert (problem.code, problem.blocking, problem.severity) == ("negation-differs", True, Severity.ERROR)
    assert problem.message == "“not” in the source has no counterpart"
    (problem,) = found("Run.", "Ne courez pas.", "fr")
    assert problem.message == "“Ne … pas” has no counterpart in the source"
    assert problem.advice


def test_a_language_without_a_table_and_a_localized_role_are_not_checked() -> None:
    assert found("Do not run.", "Biegnij.", "pl") == []
    assert found("不要跑。", "跑。", "en", source_language="zh-Hant") == []
    assert found("not", "sí", "es", role="phone") == []


@given(st.text(), st.sampled_from(["en", *LANGUAGES]))
def test_a_text_denies_what_it_denies(text: str, language: str) -> None:
    assert difference(text, text, language, language) == ""
