"""Numbers in words: compounds, what only sounds like a number, and what a translation must not lose."""

from fractions import Fraction

import pytest
from translated_sentences import Sentence, sentences

from syndicate.translation.checks.numbers import difference
from syndicate.translation.linguistics.number_words import words_in
from syndicate.translation.linguistics.numerals import plain


@pytest.mark.parametrize("sentence", sentences("number_words", "right"), ids=str)
def test_words_and_figures_stand_for_each_other(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language) == ""


@pytest.mark.parametrize("sentence", sentences("number_words", "wrong"), ids=str)
def test_another_number_in_words_is_found(sentence: Sentence) -> None:
    assert difference(sentence.source, sentence.target, "en", sentence.language)


@pytest.mark.parametrize("name", ["negation", "units", "dates"])
def test_no_alarm_on_sentences_about_other_things(name: str) -> None:
    assert [s for s in sentences(name, "right") if difference(s.source, s.target, "en", s.language)] == []


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("twenty-four", "en", ["24"]),
        ("two hundred and fifty", "en", ["250"]),
        ("two or three", "en", ["2", "3"]),
        ("two thirds and one quarter", "en", ["2/3", "1/4"]),
        ("one and a half", "en", ["3/2"]),
        ("two million", "en", ["2000000"]),
        ("treinta y seis", "es", ["36"]),
        ("dos y tres", "es", ["2", "3"]),
        ("ciento cincuenta", "es", ["150"]),
        ("quatre-vingt-dix-neuf", "fr", ["99"]),
        ("soixante et onze", "fr", ["71"]),
        ("un inhalateur neuf pendant neuf jours", "fr", ["9"]),
        ("vierundzwanzig", "de", ["24"]),
        ("zweieinhalb", "de", ["5/2"]),
        ("sechsmonatig und zweimal", "de", ["6", "2"]),
        ("vinte e quatro", "pt-BR", ["24"]),
        ("أربع وعشرون", "ar", ["24"]),
        ("خمسة عشر", "ar", ["15"]),
        ("二百五十片", "zh-Hans", ["250"]),
        ("两三天", "zh-Hans", ["2", "3"]),
        ("三分之二，七成", "zh-Hans", ["2/3", "70"]),
        ("两百万人", "zh-Hans", ["2000000"]),
    ],
)
def test_compounds_are_one_number(text: str, language: str, values: list[str]) -> None:
    read = words_in(plain(text), language)
    assert read is not None
    strong = [word for word in read if word.kind != "loose" and word.values[0] != 1]
    assert [word.values[0] for word in strong] == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no one, one another, half-life, second thoughts", "en"),
        ("20 per cent", "en"),
        ("el veinte por ciento", "es"),
        ("segunda-feira, meio ambiente, por meio de", "pt-BR"),
        ("vingt pour cent", "fr"),
        ("Das ist einfach. Achtung!", "de"),
        ("يوم الثلاثاء، كمية، ثاني أكسيد الكربون", "ar"),
        ("万一十分不适，二甲双胍，四肢，每周三", "zh-Hans"),
    ],
)
def test_what_only_sounds_like_a_number_is_none(text: str, language: str) -> None:
    read = words_in(plain(text), language)
    assert read is not None
    assert {v for word in read if word.kind in {"cardinal", "ordinal"} for v in word.values} <= {1, 20}


def test_the_same_number_may_be_said_twice_but_no_other() -> None:
    assert difference("Take two tablets.", "Tome dos comprimidos, solo dos.", "en", "es") == ""
    assert difference("Take two tablets twice.", "Tome dos comprimidos tres veces.", "en", "es")


def test_a_language_without_a_table_may_leave_words_out() -> None:
    assert words_in("dwie tabletki", "pl") is None
    assert difference("two tablets", "dwie tabletki", "en", "pl") == ""


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Two out of five people get it.", "五分之二的人会得。", "zh-Hans"),
        ("90% of people", "九成的人", "zh-Hans"),
        ("The 2nd and 3rd doses hurt more.", "A segunda e a terceira doses doem mais.", "pt-BR"),
        ("Take it for a fortnight.", "Tómelo durante 14 días.", "es"),
        ("Come at noon.", "Kommen Sie um 12 Uhr.", "de"),
        ("a two-day dose", "eine Zweitagesdosis", "de"),
        ("the 15th day", "اليوم الخامس عشر", "ar"),
        ("200 people", "مئتا شخص", "ar"),
        ("Call 1-800-555-0199.", "Llame al 1 800 555 01 99.", "es"),
    ],
)
def test_no_alarm_on_a_number_said_in_another_way(source: str, target: str, language: str) -> None:
    assert difference(source, target, "en", language) == ""


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Two out of five people get it.", "五分之三的人会得。", "zh-Hans"),
        ("90% of people", "八成的人", "zh-Hans"),
        ("The 2nd and 3rd doses hurt more.", "A segunda e a quarta doses doem mais.", "pt-BR"),
        ("a two-day dose", "eine Dreitagesdosis", "de"),
        ("the 15th day", "اليوم الرابع عشر", "ar"),
        ("Call 1-800-555-0199.", "Llame al 1 800 555 01 98.", "es"),
        ("Adults: 10 mg. Children: 5 mg.", "Adultos: 5 mg. Niños: 10 mg.", "es"),
    ],
)
def test_another_number_or_another_place_is_found(source: str, target: str, language: str) -> None:
    assert difference(source, target, "en", language)
