"""Dates for readers, in CLDR's words: never the clock, locale or time zone of the process."""

import re
from datetime import date, tzinfo
from functools import lru_cache
from typing import Literal

from syndicate.languages import chain
from syndicate.localization.cldr import locale_of
from syndicate.model import When

# CLDR has no ordinal for the first of the month, which these languages do not do without ("le 1er novembre").
_FIRST_OF_MONTH = {"fr": "1er", "pt-BR": "1º"}
_ONE = re.compile(r"(?<!\d)1(?!\d)")
_MONTH_ONLY_BY_NUMBER = re.compile(r"M0?[0-9]")  # "M11", the root's name of November
_DAY_OR_MONTH_FIRST = re.compile(r"\d{1,2}\D{1,3}\d{1,2}\D{1,3}\d{4}\W*")


def long_date(when: When, language: str, zone: tzinfo | None = None) -> str:
    """Return the date in CLDR's long form: ``6 de noviembre de 2023``, ``2023年11月6日``.

    A day stays the day that was declared, whatever ``zone`` says. An instant is shown as its date in ``zone``, and
    in UTC without one; the time of the day is not shown, because a time without its zone would mislead.
    A language whose months CLDR does not know gets ISO 8601, never another language's words.
    """
    return _formatted(_day(when, zone), "long", language)


def medium_date(when: When, language: str, zone: tzinfo | None = None) -> str:
    """Return the date in CLDR's medium form: ``6 nov 2023``; day and zone as in `long_date`.

    Where that form is ``06/11/2023`` (de, pt-PT, ar; es-PA even has the month first) the long form stands instead:
    half of the world would read June.
    """
    return _formatted(_day(when, zone), "medium", language)


def _day(when: When, zone: tzinfo | None) -> date:
    return when.day if when.is_day or zone is None else when.at.astimezone(zone).date()


@lru_cache(maxsize=4096)  # an uncached call takes 15 to 30 µs, and the dates of a library repeat
def _formatted(day: date, style: Literal["long", "medium"], language: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - heavy at import

    locale = locale_of(language)
    if locale is None:
        return day.isoformat()
    text = format_date(day, style, locale=locale)
    if _MONTH_ONLY_BY_NUMBER.search(text):
        return day.isoformat()
    if style == "medium" and _DAY_OR_MONTH_FIRST.fullmatch(text):
        return _formatted(day, "long", language)
    if day.day == 1 and (first := _ordinal(language)):
        text = _ONE.sub(first, text, count=1)
    return text


def _ordinal(language: str) -> str:
    return next((_FIRST_OF_MONTH[tag] for tag in chain(language) if tag in _FIRST_OF_MONTH), "")
