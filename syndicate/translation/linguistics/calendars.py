"""Dates and weekdays in running text, as the readers of a language write them: "March 4", "4 de marzo", "3月4日".

The names of the months are CLDR's, with others from the tables: Arabic has three sets of them. A date in figures is
read in the order of its language: "03/04/2024" is in March in an English text, and in April elsewhere.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from syndicate.languages import primary
from syndicate.translation.linguistics.lexicon import Lexicon, fold_arabic, lexicon, table, tokens
from syndicate.translation.linguistics.number_words import month_names

# The day stands first in English, too, but in the United States, where a bare "en" is at home.
_MONTH_FIRST = frozenset({"en", "en-US"})
_SMALL = frozenset({"es", "fr", "pt"})  # they write months with a small letter
_WORK, _REST = frozenset("12345"), frozenset("67")
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{2}|\d{4})(?![\d/-]|\.\d)")
_CHINESE = re.compile(
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])\s?月(?!龄)(?:份)?(?:\s?(?P<days>[0-9]{1,2}\s?[日号]?(?:\s?[至到、和或–~～-]\s?[0-9]{1,2})*)\s?[日号])?"
)
_CHINESE_MONTHS = {
    name: number
    for number, name in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
# A Chinese numeral before 月 is a month only if no other numeral is before it: "两三月".
_NUMERAL_BEFORE = re.compile(r"[0-9一二三四五六七八九十几数两.]\s?$")
_WEEKLY = re.compile(
    r"(?<=[每一二两三四五六八十0-9])周[一二三四五六]?[次天片粒剂针回个](?!月)|每周[一二三四五六](?:[次天片粒剂针回到至、]|个)|周[一二三四五六](?:[次天片粒剂针回定般起样直旦]|两次)"
)
_DAY = r"(?P<{0}>[0-3]?[0-9])(?:st|nd|rd|th|er|re|\.?[ºª°o]|\.)?"


class Date(NamedTuple):
    """A day of a month, or a month alone (day 0)."""

    month: int
    day: int


class Calendar(NamedTuple):
    """What a text says of the calendar: its dates, and its weekdays ("1" Monday to "7" Sunday).

    ``perhaps`` are weekdays that it may name or include: those of "weekdays", and Portuguese "segunda", second.
    """

    dates: tuple[Date, ...]
    weekdays: frozenset[str]
    perhaps: frozenset[str]


@lru_cache(maxsize=512)  # a source is compared with each of its languages in turn
def calendar(text: str, language: str) -> Calendar | None:
    """The calendar of a text made by `numerals.plain`; None for a language (BCP 47) without a table."""
    words = table(language)
    if words is None:
        return None
    own = primary(language)
    dates = tuple(_chinese(text) if own == "zh" else _named(text, language)) + tuple(_in_figures(text, language))
    searched = _WEEKLY.sub(lambda found: "＿" * len(found[0]), text) if own == "zh" else text
    hits = {hit.label for hit in _weekdays(own).hits(tokens(searched, language))}
    perhaps = _perhaps(own)
    maybe = {hit.label for hit in perhaps.hits(tokens(text, language))} if perhaps else set()
    maybe |= (_WORK if "work" in hits else frozenset()) | (_REST if "rest" in hits else frozenset())
    return Calendar(dates, frozenset(hits - {"work", "rest"}), frozenset(maybe))


@lru_cache(maxsize=8)
def _weekdays(language: str) -> Lexicon:
    words = table(language)
    return lexicon(words["dates"]["weekdays"] if words else {}, language)


@lru_cache(maxsize=8)
def _perhaps(language: str) -> Lexicon | None:
    words = table(language)
    return lexicon(words["dates"]["perhaps"], language) if words and "perhaps" in words["dates"] else None


# ── dates with names of months ──────────────────────────────────────────────────────────────────


class _Months(NamedTuple):
    """The names of the months; ``shy`` ones are common words too, or short for a name, and stand with a day or year.

    ``before`` is what else tells that some of them are months.
    """

    names: dict[str, int]
    first: frozenset[str]
    pattern: re.Pattern[str]
    short: frozenset[str]
    shy: frozenset[str]
    before: re.Pattern[str] | None


@lru_cache(maxsize=16)
def _months(language: str) -> _Months:
    words = table(language)
    assert words is not None  # noqa: S101 - asked before
    dates = words["dates"]
    names = {name.lower(): number for name, number in month_names(language).items() if len(name) > 2}
    full = {number: max((n for n in names if names[n] == number), key=len) for number in set(names.values())}
    short = frozenset(names.keys() - set(full.values()))
    for number, listed in dates["months"].items():
        names |= {fold_arabic(name): int(number) for name in listed.split("|")}
    month = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    of, join = fold_arabic(dates["of"]), fold_arabic(dates["join"])
    link = rf"(?:\s*(?:[-–—/]|,)\s*|\s+(?:{join})\s+|\s+و)"
    pattern = re.compile(
        rf"(?:(?<![\w./-]){_DAY.format('d1')}(?:{link}(?:the\s+|el\s+|le\s+|den\s+)?{_DAY.format('d2')})?\s*(?:(?:{of})\s*)*)?"
        rf"(?<!\w)(?:{_prefix(language)})(?P<month>{month})(?:\s?/\s?(?P<or>{month}))?(?!\w)\.?"
        rf"(?:\s+(?:the\s+)?{_DAY.format('d3')}(?![\d:%]|[.,]\d)(?:{link}{_DAY.format('d4')}(?![\d:%/]|[.,]\d))?)?"
        r"(?P<year>,?\s*(?:de|del|of|do)?\s*(?:19|20)\d\d)?",
        re.IGNORECASE,
    )
    before = "|".join(map(re.escape, fold_arabic(dates["before"]).split()))
    return _Months(
        names,
        frozenset(name.split()[0] for name in names if name),
        pattern,
        short,
        frozenset(fold_arabic(dates["shy"]).split()),
        re.compile(rf"(?:^|\W)(?:{before})(?:\s+|-)$", re.IGNORECASE) if before else None,
    )


def _prefix(language: str) -> str:
    return "[وبلف]?" if primary(language) == "ar" else ""


def _named(text: str, language: str) -> Iterator[Date]:
    months = _months(language)
    if not any(form in months.first for word in tokens(text, language) for form in word.forms):
        return  # the pattern takes ten times as long
    is_english = primary(language) == "en"
    text = fold_arabic(text)
    for found in months.pattern.finditer(text):
        name = found["month"].lower()
        days = [found["d1"], found["d2"]]
        if not any(days) and is_english:
            days = [found["d3"], found["d4"]]
        listed = [int(day) for day in days if day and 1 <= int(day) <= 31]
        is_small = found["month"][0].islower()
        if is_english and is_small and name in months.shy:
            continue  # "it may 5 times"
        if not listed and not found["year"]:
            if name in months.short or (is_english and is_small):
                continue
            if not is_small and found.start("month") and primary(language) in _SMALL:
                continue  # "Mayo Clinic"
            if name in months.shy and not (months.before and months.before.search(text[: found.start("month")])):
                continue
        yield from (Date(months.names[name], day) for day in listed or [0])
        if found["or"] and months.names[found["or"].lower()] != months.names[name]:
            yield Date(months.names[found["or"].lower()], 0)


def _chinese(text: str) -> Iterator[Date]:
    for found in _CHINESE.finditer(text):
        if _NUMERAL_BEFORE.search(text[: found.start()]):
            continue
        month = _CHINESE_MONTHS.get(found["month"]) or int(found["month"])
        days = [int(day) for day in re.findall(r"[0-9]+", found["days"] or "")]
        yield from (Date(month, day) for day in days or [0])


# ── dates in figures ────────────────────────────────────────────────────────────────────────────


def _in_figures(text: str, language: str) -> Iterator[Date]:
    for found in _FIGURES.finditer(text):
        one, two, three = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) == 4:
            month, day = two, three
        elif len(found[1]) > 2:
            continue
        elif found[2] == "/" and language in _MONTH_FIRST and one <= 12:
            month, day = one, two
        else:
            month, day = (two, one) if two <= 12 else (one, two)
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield Date(month, day)
