"""Quotation marks by language."""

import pytest

from syndicate.localization.quotes import quote


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "“x”"),
        ("es", "«x»"),
        ("es-419", "“x”"),
        ("es-MX", "“x”"),
        ("fr", "«\u202fx\u202f»"),
        ("fr-CA", "«\u202fx\u202f»"),
        ("fr-CH", "«x»"),
        ("de", "„x“"),
        ("de-CH", "«x»"),
        ("pt-BR", "“x”"),
        ("pt-PT", "«x»"),
        ("ar", "«x»"),
        ("zh-Hans", "“x”"),
        ("zh-Hant", "「x」"),
        ("ja", "「x」"),
        ("pl", "„x”"),
        ("sv", "”x”"),
        ("ru", "«x»"),
        ("tlh", "“x”"),
    ],
)
def test_text_is_quoted_as_the_language_does(language: str, expected: str) -> None:
    assert quote("x", language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "What is “MS”?", "“What is ‘MS’?”"),
        ("de", "Was ist „MS“?", "„Was ist ‚MS‘?“"),
        ("es", "¿Qué es la «EM»?", "«¿Qué es la “EM”?»"),
        ("fr", "Vivre avec «\u202fla SEP\u202f»", "«\u202fVivre avec “la SEP”\u202f»"),
        ("zh-Hant", "什麼是「MS」", "「什麼是『MS』」"),
    ],
)
def test_quotes_within_become_the_inner_ones(language: str, text: str, expected: str) -> None:
    assert quote(text, language) == expected


def test_quotes_of_another_language_and_lone_marks_stay() -> None:
    assert quote("das “x” hier", "de") == "„das “x” hier“"
    assert quote("5” wide", "en") == "“5” wide”"
