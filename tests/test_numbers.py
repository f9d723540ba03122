"""Numbers: the language's symbols, and every digit that was given."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.localization.numbers import number, percent

LANGUAGES = ["en", "es", "es-419", "fr", "de", "pt-BR", "ar", "zh-Hans", "pl", "hi", "fa", "sv", "tlh"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "0.00025"),
        ("es", "0,00025"),
        ("es-419", "0.00025"),
        ("fr", "0,00025"),
        ("ar", "0.00025"),
        ("tlh", "0.00025"),
    ],
)
def test_a_small_dose_is_not_rounded_to_nothing(language: str, expected: str) -> None:
    assert number(Decimal("0.00025"), language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_under_ten_thousand_are_not_grouped(language: str) -> None:
    assert number(1234, language) == "1234"
    assert number(9999, language) == "9999"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "10,000"),
        ("es", "10.000"),
        ("es-MX", "10,000"),
        ("fr", "10\u202f000"),
        ("de", "10.000"),
        ("de-CH", "10’000"),
        ("pt-BR", "10.000"),
        ("pt-PT", "10\u00a0000"),
        ("ar", "10,000"),
        ("tlh", "10000"),
    ],
)
def test_numbers_from_ten_thousand_on_are_grouped_as_the_language_does(language: str, expected: str) -> None:
    assert number(10_000, language) == expected


def test_hindi_groups_by_twos_after_the_first_three() -> None:
    assert number(1234567, "hi") == "12,34,567"


def test_the_precision_that_was_given_is_kept() -> None:
    assert number(Decimal("1.50"), "es") == "1,50"
    assert number(Decimal("37.0"), "en") == "37.0"
    assert number(Decimal("1E+3"), "en") == "1000"


def test_more_digits_than_the_decimal_context_holds_are_kept() -> None:
    value = Decimal("1234567890123456789012345678901234567890.00000000000000000001")
    assert number(value, "en").replace(",", "") == str(value)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "-0.5"), ("es", "-0,5"), ("ar", "\u200e-0.5"), ("sv", "\u22120,5"), ("tlh", "-0.5")],
)
def test_the_minus_sign_is_the_languages_even_before_a_zero(language: str, expected: str) -> None:
    assert number(Decimal("-0.5"), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "12.5%"),
        ("es", "12,5\u00a0%"),
        ("es-419", "12.5%"),
        ("fr", "12,5\u00a0%"),
        ("de", "12,5\u00a0%"),
        ("pt-BR", "12,5%"),
        ("ar", "12.5\u200e%\u200e"),
        ("zh-Hans", "12.5%"),
        ("tr", "%12,5"),
        ("eu", "%\u00a012,5"),
        ("tlh", "12.5%"),
    ],
)
def test_a_percentage_is_not_rounded_and_is_spaced_as_the_language_does(language: str, expected: str) -> None:
    assert percent(Decimal("0.125"), language).replace("\u202f", "\u00a0") == expected


def test_percentages_of_any_precision_are_exact() -> None:
    assert percent(Decimal("0.0000001"), "en") == "0.00001%"
    assert percent(Decimal("0.12345678901234567890123456789012345"), "en") == "12.345678901234567890123456789012345%"
    assert percent(Decimal("0.5"), "en") == "50%"
    assert percent(1, "en") == "100%"
    assert percent(Decimal("-0.5"), "tr") == "-%50"


@pytest.mark.parametrize("value", [0.1, True, "1", None])
def test_what_is_not_an_exact_number_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError, match="exact"):
        number(value, "en")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_not_finite_is_a_value_error(value: str) -> None:
    with pytest.raises(ValueError, match="can be shown"):
        percent(Decimal(value), "en")


def digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9), st.sampled_from(LANGUAGES)
)
def test_exactly_the_digits_that_were_given_are_shown(value: Decimal, language: str) -> None:
    assert digits(number(value, language)) == digits(format(value, "f"))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_percentage_read_back_is_the_ratio(value: Decimal) -> None:
    with localcontext(prec=2000):
        assert Decimal(percent(value, "en").removesuffix("%").replace(",", "")) == value * 100
