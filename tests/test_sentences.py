"""Sentences are told apart as the readers of each language do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.translation.linguistics.sentences import ends_in_abbreviation, sentences


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Take it at 8 a.m. |Do not stop. |Call Dr. Smith, e.g. at noon. |Is it 7.5 mg? |Yes!"),
        ("en", "You have MS. |Ask (see below.) |Then go. |The U.S. Food and Drug Administration says so."),
        ("en", "Take vitamin C. |Call J. Smith. |See No. 5. |May I? |No. |Do not."),
        ("en", "1. Wash. |2. Dry. |eGFR falls. |mRNA is new. |4 g. |Stop."),
        ("en", 'Wait... |Then go… |"Stop." |He said so.'),
        ("en", "<b>Stop.</b> |Call <b>now. |Go.</b>\n|Next line\n\n|last"),
        ("en", "It hurts.|Call us"),
        ("de", "Nehmen Sie z. B. Paracetamol. |Am 6. November war die 2. Dosis. |Rufen Sie 112. |Warten Sie."),
        (
            "de",
            "Das ist Diabetes Typ 2. |Sie bekommen eine (i.v.) Infusion, d. h. 100 I. E. Insulin usw. |Fragen Sie.",
        ),
        ("de", "Auf der Packung steht: „Vor Licht schützen.“ |Achten Sie darauf."),
        ("es", "Tome p. ej. paracetamol. |¿Cuándo? |¡Ya! |A las 8 a. m. |En EE. UU. (FDA) no. |El Dr. Paz viene."),
        ("fr", "« Cherchez ! » |Puis M. Dupont dit « oui. » |Env. 5 mg."),
        ("ar", "لا تتوقف أبدًا. |هل تسمع؟ |نعم، د. أحمد هنا. |خذ 7.5 مل."),
        ("ar", "يساعد فيتامين د. |تناوله يوميًا."),
        ("zh-Hans", "服用7.5毫克（mg）。|“我能停药吗？”您可以问医生。|请看医生！|现在？|“不要停药。”|然后……等。"),
        ("hi", "रुकिए। |फिर चलिए।"),
        ("el", "Πονάτε; |Καλέστε μας."),
        ("en", "fever; chills; a rash"),
    ],
)
def test_sentences_end_where_they_end(language: str, text: str) -> None:
    assert sentences(text.replace("|", ""), language) == tuple(text.split("|"))


@pytest.mark.parametrize("text", ["8 a.m", "a las 8 a. m", "etc", "bzw", "EE. UU", "z. B", "p. ej"])
def test_an_abbreviation_is_known_at_the_end_of_a_text(text: str) -> None:
    assert ends_in_abbreviation(text)


@pytest.mark.parametrize("text", ["the pain", "7.5", "MS", "vitamin C", ""])
def test_other_words_are_none(text: str) -> None:
    assert not ends_in_abbreviation(text)


@given(st.text("aB1.?! \n。“”()</b>;é", max_size=40), st.sampled_from(["en", "de", "el", "zh-Hans"]))
def test_joined_they_are_the_text(text: str, language: str) -> None:
    pieces = sentences(text, language)
    assert "".join(pieces) == text
    assert all(pieces)
