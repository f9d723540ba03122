"""How number words that stand side by side make one number: "twenty-four", "quatre-vingt-dix", "أربع وعشرون"."""

from fractions import Fraction
from typing import NamedTuple

_HALF = Fraction(1, 2)
# Between a number and a half that make one number: "one and a half", "una y media".
_BEFORE_HALF = {"en": ("and a", "and one", "and"), "es": ("y",), "fr": ("et",), "pt": ("e",)}


class Reading(NamedTuple):
    """What a number word can mean: values by kind."""

    cardinal: tuple[Fraction, ...] = ()
    ordinal: tuple[Fraction, ...] = ()
    fraction: tuple[Fraction, ...] = ()
    loose: tuple[Fraction, ...] = ()


class Link(NamedTuple):
    """What stands between two number words: the words and hyphens, and whether it is an "and" of numbers."""

    words: str
    is_and: bool
    is_nothing: bool  # not even a space


def joined(value: Fraction, following: Reading, link: Link, language: str) -> Fraction | None:
    """The number that a number makes with the word behind it, None where they are two. ``language`` is primary."""
    if following.fraction == (_HALF,) and (link.is_nothing or link.words in _BEFORE_HALF.get(language, ())):
        return value + _HALF
    if link.words not in {"", "-"} and not link.is_and:
        return None
    if following.cardinal:
        return _sum(value, following.cardinal[0], link, language) or _product(
            value, following.cardinal[0], link, language
        )
    if following.fraction and not link.is_and and _HALF not in following.fraction:
        part = value * following.fraction[0]  # two thirds; but "one fifth" and "two fifth doses"
        return part if part < 1 and (value == 1 or not following.ordinal) else None
    return None


def _sum(value: Fraction, following: Fraction, link: Link, language: str) -> Fraction | None:
    tens = value % 100
    if link.is_and and language in {"ar", "de"} and value < 10 <= following < 100 and following % 10 == 0:
        return value + following  # vierundzwanzig
    if link.is_and:
        may_link = language in ({"es", "pt"} if tens else {"en", "pt", "ar"})
        if not may_link and not (language == "fr" and following in {1, 11}):
            return None
    elif tens and language in {"es", "pt"}:
        return None
    under = 20 if language == "fr" and tens in {60, 80} else 10  # soixante-dix
    is_ten_and_one = tens >= 20 and tens % 10 == 0 and 0 < following < under
    is_hundred_and = value >= 100 and tens == 0 and 0 < following < (100 if value % 1000 else 1000)
    return value + following if is_ten_and_one or is_hundred_and else None


def _product(value: Fraction, following: Fraction, link: Link, language: str) -> Fraction | None:
    if link.is_and:
        return None
    if (following == 100 and value < 10) or (following == 1000 and 0 < value < 1000):
        return value * following
    if language == "fr" and following == 20 and value % 100 == 4:
        return value + 76  # quatre-vingts
    return None
