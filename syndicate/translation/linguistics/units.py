"""Quantities in running text: a number with its unit, in symbols or words, as the readers of a language write them.

Units have names that are the same in all languages ("mcg", "hour", "tsp"); what languages call them is in the section
``units`` of the tables, and what all languages share is here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from syndicate.languages import primary
from syndicate.translation.linguistics.lexicon import Lexicon, Token, lexicon, table, tokens
from syndicate.translation.linguistics.number_words import words_in
from syndicate.translation.linguistics.numerals import numerals

# Symbols, as they are written behind a number in any language. Some mean that only there: "m", "h", "g".
_SYMBOLS = {
    "g": "g; gr",
    "mg": "mg; mgs",
    "mcg": "mcg; μg; ug",
    "ng": "ng",
    "kg": "kg; kgs",
    "ml": "ml; mls; cm³",
    "l": "l; lt; lts",
    "dl": "dl",
    "iu": "iu; ui; ie; i . e; i . u; u . i",
    "unit": "u; e",
    "%": "%",
    "permille": "‰",
    "mmhg": "mmhg; mm hg",
    "mmol": "mmol",
    "mol": "mol",
    "umol": "μmol; umol",
    "nmol": "nmol",
    "meq": "meq",
    "cm": "cm",
    "mm": "mm",
    "m": "m",
    "km": "km",
    "kcal": "kcal",
    "foot": "ft",
    "lb": "lb; lbs",
    "oz": "oz",
    "c": "° c; º c; ℃; °c; ºc",
    "f": "° f; º f; ℉; °f; ºf",
    "deg": "°; º",
    "second": "s; sec; seg; sek; second",
    "minute": "min; mins; mn",
    "hour": "h; hr; hrs; hs; std",
    "day": "d",
}
# Words that are units only behind a number.
_BEHIND = (("ml", "cc"),)
# Symbols that mean a unit wherever they stand.
_PLAIN = frozenset({"mg", "mcg", "ng", "ml", "dl", "mmhg", "mmol", "umol", "nmol", "meq", "kcal"})
# Units that are never left out where a number has one.
MEASURES = frozenset(
    [
        "g",
        "mg",
        "mcg",
        "ng",
        "kg",
        "ml",
        "l",
        "dl",
        "iu",
        "%",
        "permille",
        "mmhg",
        "mmol",
        "mol",
        "umol",
        "nmol",
        "meq",
        "cm",
        "mm",
        "km",
        "kcal",
        "inch",
        "lb",
        "oz",
        "c",
        "f",
    ]
)
# Units that a text has nowhere if its source has them nowhere.
DOSES = _PLAIN - {"mmhg", "kcal"}
TIMES = frozenset({"second", "minute", "hour", "day", "night", "week", "month", "year"})
_SAME = {
    "unit": frozenset({"unit", "iu"}),
    "deg": frozenset({"deg", "c", "f"}),
    "pill": frozenset({"pill", "tablet", "capsule"}),
    "spoon": frozenset({"spoon", "tsp", "tbsp"}),
    "night": frozenset({"night", "day"}),
}
_DIGIT = re.compile(r"[0-9]")
_PERCENT_BEFORE = re.compile(r"(?:%\s?|百分之\s?)$")
_LONGEST_LIST = 8
_DECADE = re.compile(r"’?s\b|年代")


class Quantity(NamedTuple):
    """A number where it stands, with its unit, "" where it has none.

    ``per`` is the unit that follows it in a rate ("mg/kg"). A unit is ``shared`` if it stands with a neighbor only:
    "5 to 10 mg". ``firm`` tells that somebody meant the number: not "a" or "una".
    """

    value: Fraction
    unit: str
    per: str
    shared: bool
    firm: bool
    text: str


class Units(NamedTuple):
    """The units of a text: its quantities, every unit that it may name or surely does, and those of rates ("daily")."""

    quantities: tuple[Quantity, ...]
    named: frozenset[str]
    meant: frozenset[str]
    rates: frozenset[str]


def are_same(one: str, other: str) -> bool:
    """Whether two units can be one: an international unit is a unit, and a pill may be a tablet or a capsule."""
    return one == other or other in _SAME.get(one, ()) or one in _SAME.get(other, ())


@lru_cache(maxsize=512)  # a source is compared with each of its languages in turn
def units(text: str, language: str) -> Units | None:
    """The units of a text made by `numerals.plain`; None for a language (BCP 47) without a table."""
    if table(language) is None:
        return None
    own = primary(language)
    words = tokens(text, language)
    found = _found(own)
    hits = tuple(found.names.hits(words))
    rates = frozenset(hit.label for hit in found.rates.hits(words) if hit.label != "_")
    quantities = tuple(_quantities(text, language, words, found))
    counted = {quantity.unit for quantity in quantities if quantity.unit}
    named = rates.union(counted, (hit.label for hit in hits))
    # A Chinese unit is one sign, which is in many words: 年 in dates, 分 in 部分.
    meant = named if own != "zh" else rates.union(q.unit for q in quantities if q.unit and q.firm)
    return Units(quantities, named, meant, rates)


class _Found(NamedTuple):
    """What to look for in one language."""

    behind: Lexicon
    names: Lexicon
    rates: Lexicon
    gap: Lexicon
    per: Lexicon
    join: Lexicon


@lru_cache(maxsize=8)
def _found(language: str) -> _Found:
    words = table(language)
    assert words is not None  # noqa: S101 - asked before
    part: Mapping[str, Mapping[str, str]] = words["units"]
    phrases = [*part["names"].items(), *_SYMBOLS.items(), *_BEHIND]
    return _Found(
        Lexicon(phrases, language),
        Lexicon([*part["names"].items(), *((unit, _SYMBOLS[unit]) for unit in _PLAIN)], language),
        lexicon(part["rates"], language),
        lexicon({"gap": str(part["gap"])}, language),
        lexicon({"per": f"{part['per']}; /"}, language),
        lexicon({"join": f"{part['join']}; -; –; —; ~; ～; 、; ,; ،; ×; x; ("}, language),
    )


# ── numbers and what stands behind them ─────────────────────────────────────────────────────────


class _Number(NamedTuple):
    start: int
    end: int
    value: Fraction
    firm: bool


def _quantities(text: str, language: str, words: tuple[Token, ...], found: _Found) -> Iterator[Quantity]:
    numbers = sorted(_numbers(text, language))
    starts = [word.start for word in words]
    ends = [word.end for word in words]
    own: list[tuple[str, str]] = []
    spans: list[tuple[int, int]] = []
    for number in numbers:
        after = bisect_left(starts, number.end)
        hit, end = _unit(words, after, found, _is_counted_itself(number, words, starts, found))
        per = _per(words, end, found) if hit else ""
        own.append((hit, per))
        spans.append((bisect_left(ends, number.start + 1), end if hit else after))
    for index, number in enumerate(numbers):
        unit, per = own[index]
        if _PERCENT_BEFORE.search(text[max(0, number.start - 4) : number.start]) or text.startswith(
            "百分之", number.start
        ):
            unit = "%"
        shared = False
        if not unit:
            unit = _neighbor(index, own, spans, words, found)
            shared = bool(unit)
        yield Quantity(number.value, unit, per, shared, number.firm, text[number.start : number.end])


def _numbers(text: str, language: str) -> Iterator[_Number]:
    taken: list[tuple[int, int]] = []
    if _DIGIT.search(text) or not text.isascii():
        for numeral in numerals(text, language):
            taken.append((numeral.start, numeral.end))
            values = numeral.readings[0]
            is_year = 1900 <= (values[0] if isinstance(values[0], Fraction) else 0) < 2100 and numeral.text.isdigit()
            if (
                len(values) == 1
                and isinstance(values[0], Fraction)
                and not is_year
                and not _DECADE.match(text, numeral.end)
            ):
                yield _Number(numeral.start, numeral.end, values[0], True)
    for word in words_in(text, language) or ():
        if word.kind in {"cardinal", "loose", "fraction"} and not any(
            start <= word.start < end for start, end in taken
        ):
            yield _Number(word.start, word.end, word.values[0], word.kind != "loose")


def _is_counted_itself(number: _Number, words: tuple[Token, ...], starts: list[int], found: _Found) -> int:
    """The place of an Arabic dual or singular, which is its own unit; -1 for any other number."""
    place = bisect_left(starts, number.start)
    if number.firm or place >= len(words) or words[place].end != number.end:
        return -1
    return place if found.names.at(words, place) else -1


def _unit(words: tuple[Token, ...], after: int, found: _Found, itself: int) -> tuple[str, int]:
    """The unit behind a number and where it ends; empty where there is none."""
    if itself >= 0:
        hit = found.behind.at(words, itself)
        return (hit.label, hit.last) if hit else ("", after)
    place = after
    if place < len(words) and words[place].forms[0] == "-":
        place += 1
    for _ in range(3):
        if hit := found.behind.at(words, place):
            end = hit.last
            is_code = end < len(words) and words[end].start == words[end - 1].end and words[end].forms[0].isdigit()
            return ("", after) if is_code else (hit.label, end)  # "2009 H1N1"
        if gap := found.gap.at(words, place):
            place = gap.last
        else:
            break
    return "", after


def _per(words: tuple[Token, ...], end: int, found: _Found) -> str:
    link = found.per.at(words, end)
    hit = found.behind.at(words, link.last) if link else None
    return hit.label if hit else ""


def _neighbor(
    index: int, own: list[tuple[str, str]], spans: list[tuple[int, int]], words: tuple[Token, ...], found: _Found
) -> str:
    """The unit of the next number with one in a span or a list: "5, 10 or 20 mg"; else that of the one before."""
    for step in (1, -1):
        place = index
        while 0 <= place + step < len(own) and abs(place - index) < _LONGEST_LIST:
            left, right = sorted((place, place + step))
            if not _are_linked(words[spans[left][1] : spans[right][0]], found):
                break
            place += step
            if own[place][0]:
                is_sign_before = step < 0 and own[place][0] == "%"  # nobody writes "46 % and 47"
                return "" if is_sign_before else own[place][0]
    return ""


def _are_linked(between: tuple[Token, ...], found: _Found) -> bool:
    """Whether only words and signs stand between two numbers that make them a span or a list."""
    if not 1 <= len(between) <= 3:
        return False
    covered = sum(hit.last - hit.first for hit in found.join.hits(between))
    return covered == len(between)
