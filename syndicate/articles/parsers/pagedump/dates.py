"""Dates as pages print them: read in the declared language, to the day, or not at all.

Month and weekday names are CLDR's (by Babel). Only shapes that leave no choice are read: a month in words with
a day and a four-digit year, CLDR's own numeric long form (``2023年11月6日``), a date that begins with its year,
and digits of which only one can be the month. ``01/02/2023`` is two dates and is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType


class Form(StrEnum):
    """How a date is written, or why it was not read."""

    ISO = "iso"  # nothing to say about it
    WORDS = "words"  # or digits of which only one can be the month: read
    UNDECLARED = "undeclared"  # words of a language that nobody has declared
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """A date that was read, or the reason why not."""

    form: Form
    day: date | None = None


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})\.?")
_NUMERIC = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{2}|\d{4})\.?")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"[\s,.،·/\u200e\u200f-]*")
_QUOTED = re.compile(r"'([^']+)'")

# What may stand in a date beside the names and numbers, and is not in CLDR's patterns.
_FILLERS = MappingProxyType(
    {
        "en": ("st", "nd", "rd", "th", "of", "the", "on"),
        "es": ("de", "del", "el", "º"),
        "fr": ("er", "le"),
        "de": ("den",),
        "pt": ("de", "em", "º"),
    }
)


def read_date(text: str, language: str | None) -> Reading:
    """Read one date; ``language`` is a BCP 47 tag or None, and then only digits are read."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return _read(Form.ISO, *match.groups())
    if match := _YEAR_FIRST.fullmatch(text):
        return _read(Form.WORDS, *match.groups())
    if match := _NUMERIC.fullmatch(text):
        return _numeric(*match.groups())
    return Reading(Form.UNDECLARED) if language is None else _words(text, _names(language.replace("_", "-")))


def _read(form: Form, year: str, month: str, day: str) -> Reading:
    try:
        return Reading(form, date(int(year), int(month), int(day)))
    except ValueError:  # 30 February
        return Reading(Form.UNREADABLE)


def _numeric(first: str, second: str, year: str) -> Reading:
    one, two = int(first), int(second)
    if len(year) == 2 or (one <= 12 and two <= 12 and one != two):
        return Reading(Form.AMBIGUOUS)
    month, day = (second, first) if one > 12 else (first, second)
    return _read(Form.WORDS, year, month, day)


@dataclass(frozen=True, slots=True)
class _Names:
    months: Mapping[str, int]
    wide: tuple[str, ...]
    others: frozenset[str]
    numeric: re.Pattern[str] | None

    def month(self, word: str) -> int | None:
        """The month of that name, or of the one month whose name begins so (three letters at least)."""
        if word in self.months:
            return self.months[word]
        begun = [number for number, name in enumerate(self.wide, start=1) if name.startswith(word)]
        return begun[0] if len(word) >= 3 and len(begun) == 1 else None


def _words(text: str, names: _Names | None) -> Reading:
    if names and names.numeric and (match := names.numeric.fullmatch(text)):
        return _read(Form.WORDS, match["y"], match["m"], match["d"])
    if names is None or not all(_BETWEEN.fullmatch(gap) for gap in _TOKEN.split(text)):
        return Reading(Form.UNREADABLE)
    numbers: list[str] = []
    months: list[int] = []
    for token in _TOKEN.findall(text.casefold()):
        if token.isdecimal():
            numbers.append(token)
        elif (month := names.month(token)) is not None:
            months.append(month)
        elif token not in names.others:
            return Reading(Form.UNREADABLE)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(months) != 1 or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return Reading(Form.UNREADABLE)
    return _read(Form.WORDS, years[0], str(months[0]), days[0])


@cache
def _names(language: str) -> _Names | None:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy, and few commands read dumps

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    months = {
        name.casefold().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
    }
    weekdays = {
        word
        for width in ("wide", "abbreviated")
        for name in locale.days["format"][width].values()
        for word in _TOKEN.findall(name.casefold())
    }
    patterns = [str(locale.date_formats[width].pattern) for width in ("full", "long", "medium")]
    literals = {
        word.casefold() for pattern in patterns for quoted in _QUOTED.findall(pattern) for word in quoted.split()
    }
    return _Names(
        months=MappingProxyType(months),
        wide=tuple(str(locale.months["format"]["wide"][number]).casefold() for number in range(1, 13)),
        others=frozenset(weekdays | literals | set(_FILLERS.get(locale.language, ()))),
        numeric=_numeric_pattern(patterns[1]),
    )


def _numeric_pattern(pattern: str) -> re.Pattern[str] | None:
    """CLDR's long pattern where it has the month in digits (``y年M月d日``), as an expression; else None."""
    if not re.search(r"(?<!M)M{1,2}(?!M)", pattern):
        return None
    fields = {"y": r"(?P<y>\d{4})", "M": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})"}
    parts = re.findall(r"y+|M+|d+|[^yMd]+", pattern)
    expression = r"\s*".join(fields.get(part[0], re.escape(part.strip("'"))) for part in parts)
    return re.compile(expression + r"(?:\s*\w{2,3})?")
