"""A translation denies what its source denies: found in all languages, and however negation is put."""

import time

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


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("That wound is anything but clean.", "Esa herida no está limpia.", "es"),
        ("Raw milk is anything but safe.", "Le lait cru est tout sauf sûr.", "fr"),
        ("Isn’t it too early for a second dose?", "Ist es für eine zweite Dosis zu früh?", "de"),
        ("Is it too early?", "¿No es demasiado pronto?", "es"),
        ("Nobody should share a needle.", "Personne ne doit partager une aiguille.", "fr"),
        ("Do not drive until you feel awake.", "Ne conduisez pas tant que vous ne vous sentez pas réveillé.", "fr"),
        ("Take the two drops ten minutes apart from each other.", "Espere diez minutos entre las dos gotas.", "es"),
        ("Take it only if you have a fever.", "No lo tome si no tiene fiebre.", "es"),
        ("You are not alone.", "您并不孤单。", "zh-Hans"),
        ("Do not drink it before you have asked.", "在未询问之前不要喝。", "zh-Hans"),
        ("Take it every other day.", "Tome dia sim, dia não.", "pt-BR"),
        ("Do not leave the wound uncovered.", "No deje la herida descubierta.", "es"),
        ("Do not skip a check-up.", "Compareça a todas as consultas.", "pt-BR"),
        ("Neither tea nor juice is allowed.", "Tee und Saft sind nicht erlaubt.", "de"),
        ("You must fast before surgery.", "No puede comer antes de la operación.", "es"),
        ("Wait a day before you drive.", "No puede conducir durante un día.", "es"),
        ("Ask before you take other drugs.", "No debe tomar otros medicamentos sin preguntar.", "es"),
        ("More than one germ may spread.", "可能有不止一种病菌传播。", "zh-Hans"),
    ],
)  # fmt: skip
def test_no_alarm_on_a_negation_by_form_only(source: str, target: str, language: str) -> None:
    assert difference(source, target, "en", language) == ""


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        # One part of a list is not denied any more.
        ("Do not cut, chew, or melt them.", "Ne les coupez pas, mâchez-les et ne les faites pas fondre.", "fr"),
        ("Do not cut or melt them.", "Ne les coupez pas et faites-les fondre.", "fr"),
        ("Do not give tea, juice, or milk.", "Geben Sie keinen Tee, einen Saft und keine Milch.", "de"),
        ("Do not cut or melt them.", "要切开，也不要融化。", "zh-Hans"),
        # "May not", where other words of the source sound like a denial.
        ("Too much salt may harm a fast heart.", "Demasiada sal no puede dañar un corazón acelerado.", "es"),
        ("Two drugs can open the blocked tube.", "两种药不能打通堵塞的管道。", "zh-Hans"),
        ("Stopping too soon can hurt.", "Parar cedo demais não pode machucar.", "pt-BR"),
        # What is only like a condition stands for none.
        ("Drink it when thirsty, unless it is late.", "Trinken Sie, sobald Sie Durst haben, wenn es spät ist.", "de"),
        ("Take it only if it hurts.", "Tómelo a menos que duela.", "es"),
        ("Do not skip a meal.", "Überspringen Sie eine Mahlzeit.", "de"),
        ("Never go above two.", "Ultrapasse dois.", "pt-BR"),
        ("Never go above two.", "تجاوز اثنين أبدا.", "ar"),
    ],
)  # fmt: skip
def test_a_negation_lost_among_others_is_found(source: str, target: str, language: str) -> None:
    assert difference(source, target, "en", language)


def test_a_text_of_negations_is_read_in_a_moment() -> None:
    started = time.process_time()
    assert difference("Do not take it.", "不" * 10_000, "en", "zh-Hans")
    assert time.process_time() - started < 3
