"""Numbers that a text says in words: "dos dosis", "vierundzwanzig", "جرعتين", "两次", "noviembre", "IV".

Cardinals with their inflections and compounds, ordinals, fractions, multiples, months, Roman numerals, from the section
``numbers`` of the tables. A word there is ``loose`` if it is said without a number in mind (an article, "daily",
"both", an Arabic dual): it can stand for a number, but stands for no dose, and no number is missed in its stead.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from syndicate.languages import primary, to_posix
from syndicate.translation.linguistics.chinese_numbers import numerals as chinese
from syndicate.translation.linguistics.lexicon import Lexicon, Token, expanded, fold_arabic, table, tokens
from syndicate.translation.linguistics.number_compounds import Link, Reading, joined

# What the words behind a number multiply it by.
MULTIPLIERS: Mapping[str, Mapping[str, int]] = {
    "en": {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12},
    "es": {"mil": 10**3, "millón": 10**6, "millones": 10**6, "billones": 10**12},
    "fr": {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    "de": dict.fromkeys(("million", "millionen", "mio", "mio."), 10**6)
    | dict.fromkeys(("milliarde", "milliarden", "mrd", "mrd."), 10**9)
    | {"tausend": 10**3},
    "pt": {"mil": 10**3, "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9, "mil milhões": 10**9},
    "ar": {"ألف": 10**3, "آلاف": 10**3, "مليون": 10**6, "ملايين": 10**6, "مليار": 10**9, "مليارات": 10**9},
    "it": {"mila": 10**3, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9},
    "nl": {"duizend": 10**3, "miljoen": 10**6, "miljard": 10**9},
    "pl": {"tys": 10**3, "tys.": 10**3, "tysiące": 10**3, "tysięcy": 10**3, "mln": 10**6, "mld": 10**9},
    "ro": {"mii": 10**3, "milioane": 10**6, "miliarde": 10**9},
    "ru": {
        "тыс": 10**3,
        "тыс.": 10**3,
        "тысячи": 10**3,
        "тысяч": 10**3,
        "млн": 10**6,
        "миллиона": 10**6,
        "млрд": 10**9,
    },
    "tr": {"bin": 10**3, "milyon": 10**6, "milyar": 10**9},
    "zh": {"百": 100, "千": 10**3, "万": 10**4, "萬": 10**4, "百万": 10**6, "亿": 10**8, "億": 10**8},
}
# What may follow "a million": "un millón y medio".
_AND_A_HALF = re.compile(r"\s*(?:and a half|y medio|et demi|e meio|und eine halbe|ونصف)\b")
_BELOW_ZERO = re.compile(
    r"\b(?:minus|below zero|below freezing|menos|bajo cero|moins|unter null|abaixo de zero|negativ\w*)\b|تحت الصفر|ناقص"
    r"|零下|负",
    re.IGNORECASE,
)
# An article before a unit in words is as good as a digit: "1 g" is "un gramo".
_ONE_UNIT = re.compile(
    r"\b(?:an?|un[ae]?|uma?|eine[mn]?|ein)\s+(?:mi[lck][ir]\w+|mikro\w+|kilo\w*|gram\w*|lit[er]\w+|unit\w*|unid\w+|einheit|gra[du]\w*"
    r"|degree)\b",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"\b(?:[IVX]+|[Ⅰ-Ⅻ])\b|[Ⅰ-Ⅻ]")
_GRADED = re.compile(r"(?:type|stage|grade|phase|class|level|part|factor)\s$", re.IGNORECASE)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


class Word(NamedTuple):
    """A number in words where it stands: half-open offsets, what it can mean, the likeliest first, and its kind.

    Kinds: ``cardinal``, ``ordinal`` (and Roman numerals), ``fraction``, ``month``, ``loose``.
    """

    start: int
    end: int
    values: tuple[Fraction, ...]
    kind: str


class Spoken(NamedTuple):
    """The numbers that a text says in words, with how often; ``weak`` ones are said without a number in mind."""

    strong: Counter[Fraction]
    weak: Counter[Fraction]


def spoken(text: str, language: str) -> Spoken | None:
    """The numbers in words of a text made by `numerals.plain`; None for a language (BCP 47) without a table."""
    if (words := words_in(text, language)) is None:
        return None
    found = Spoken(Counter(), Counter())
    for word in words:
        (found.weak if word.kind == "loose" else found.strong).update(word.values)
    return found


@lru_cache(maxsize=512)  # each check reads the same text again
def words_in(text: str, language: str) -> tuple[Word, ...] | None:
    """The numbers in words of a text made by `numerals.plain`, in order; None for a language without a table."""
    own = primary(language)
    if own == "zh":
        found = [Word(*numeral) for numeral in chinese(text)]
    elif (words := table(language)) is not None:
        found = list(_said(tokens(text, language), own, frozenset(words["numbers"]["and"].split("; "))))
        found += [Word(*one.span(), (Fraction(1),), "cardinal") for one in _ONE_UNIT.finditer(text)]
    else:
        return None
    found = [_multiplied_by_words(word, text, language) for word in found]
    found += _large(text, own)
    if own != "zh":  # 3月 has its figure
        found += _months(text, language)
    found += _romans(text, own)
    return tuple(sorted(found))


def factor(after: str, language: str) -> tuple[int, int]:
    """What the words behind a number multiply it by ("1.5 million", "150万"), and how long they are."""
    pattern, values = _multipliers(primary(language))
    product = length = 0
    while pattern and (found := pattern.match(after, length)):
        product, length = (product or 1) * values[found[1].lower()], found.end()
    return product or 1, length


@lru_cache(maxsize=64)
def _multipliers(language: str) -> tuple[re.Pattern[str] | None, Mapping[str, int]]:
    values = MULTIPLIERS.get(language, {})
    if not values:
        return None, {}
    words = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    end = "(?![克瓦卡帕米])" if language == "zh" else r"(?!\w)"  # 5千克 is 5 kg
    return re.compile(rf"[ \xa0]?({words}){end}", re.IGNORECASE), values


def _large(text: str, language: str) -> Iterator[Word]:
    """Large numbers that stand alone: "مليون" is one million."""
    pattern, values = _multipliers(language)
    for found in pattern.finditer(text) if pattern else ():
        if values[found[1].lower()] >= 10**6:
            yield Word(*found.span(1), (Fraction(values[found[1].lower()]),), "loose")


def _multiplied_by_words(word: Word, text: str, language: str) -> Word:
    """The number with the word behind it: "two million"."""
    product, length = factor(text[word.end : word.end + 30], language)
    if product < 10**6 or word.kind not in {"cardinal", "loose"}:
        return word
    value, end = word.values[0] * product, word.end + length
    if half := _AND_A_HALF.match(text, end):
        value, end = value + Fraction(product, 2), half.end()
    return Word(word.start, end, (value,), "cardinal")


def is_below_zero(text: str) -> bool:
    """Whether the text says in words that a number is negative."""
    return _BELOW_ZERO.search(text) is not None


# ── words into numbers ──────────────────────────────────────────────────────────────────────────


_KINDS = {"cardinals": "cardinal", "ordinals": "ordinal", "fractions": "fraction", "loose": "loose"}


@lru_cache(maxsize=8)
def _numbers(language: str) -> tuple[Lexicon, Mapping[str, Reading]]:
    """The lexicon of a language's numbers, whose labels are phrases, and what each phrase means."""
    words = table(language)
    assert words is not None  # noqa: S101 - asked before
    numbers = words["numbers"]
    readings = {phrase: Reading() for phrase in map(" ".join, expanded(numbers["neutral"], language))}
    for part, kind in _KINDS.items():
        for value, text in numbers[part].items():
            for phrase in map(" ".join, expanded(text, language)):
                reading = readings.get(phrase, Reading())
                readings[phrase] = reading._replace(**{kind: (*getattr(reading, kind), Fraction(value))})
    for phrase, number in _counted(numbers.get("counted", "")):
        reading = readings.get(phrase, Reading())
        readings[phrase] = reading._replace(loose=(*reading.loose, Fraction(number)))
    return Lexicon([(phrase, phrase) for phrase in readings], language), readings


def _counted(nouns: str) -> Iterator[tuple[str, int]]:
    """Arabic nouns that are counted without a number: the singular is one, the dual (stem + ان, ين) two."""
    for noun in map(fold_arabic, nouns.split()):
        stem = re.sub("ة$", "ت", noun)
        yield noun, 1
        yield from ((stem + ending, 2) for ending in ("ان", "ين"))
        if stem.endswith("ت"):
            yield from ((stem + ending, 2) for ending in ("ا", "ي"))


class _Part(NamedTuple):
    first: int
    last: int
    reading: Reading


def _said(words: tuple[Token, ...], language: str, ands: frozenset[str]) -> Iterator[Word]:
    found, readings = _numbers(language)
    parts = [_Part(hit.first, hit.last, readings[hit.label]) for hit in found.hits(words)]
    if language == "en":  # in "one and a half" the article is no number
        halves = {part.first for part in parts if part.reading.fraction == (Fraction(1, 2),)}
        parts = [part for part in parts if not (words[part.first].forms[0] == "a" and part.last in halves)]
    index = 0
    while index < len(parts):
        first, last, reading = parts[index]
        index += 1
        value, is_one_word = reading.cardinal[0] if reading.cardinal else None, True
        while value is not None and index < len(parts):
            link = _link(words, last, parts[index].first, language, ands)
            together = joined(value, parts[index].reading, link, language)
            if together is None:
                break
            value, last, is_one_word = together, parts[index].last, False
            index += 1
        start, end = words[first].start, words[last - 1].end
        if not is_one_word and value is not None:
            yield Word(start, end, (value,), "cardinal" if value > 1 else "fraction")
        elif values := tuple(dict.fromkeys(value for kind in reading for value in kind)):
            yield Word(start, end, values, _kind(reading))
    if language == "ar":
        yield from _duals(words, parts)


def _kind(reading: Reading) -> str:
    if reading.cardinal:
        return "loose" if reading.loose else "cardinal"
    return "ordinal" if reading.ordinal else "fraction" if reading.fraction else "loose"


def _link(words: tuple[Token, ...], last: int, first: int, language: str, ands: frozenset[str]) -> Link:
    between = [word.forms[0] for word in words[last:first]]
    if language == "ar":
        is_and = not between and words[first].forms[0].startswith("و")
    else:
        is_and = bool(between) and all(word in ands for word in between)
    return Link(" ".join(between), is_and, words[last - 1].end == words[first].start)


def _duals(words: tuple[Token, ...], parts: list[_Part]) -> Iterator[Word]:
    """Words that can be duals. Most are not (many plurals end so too), but a number in words may hide in one."""
    known = {index for part in parts for index in range(part.first, part.last)}
    for index, word in enumerate(words):
        if index not in known and len(word.forms[0]) > 4 and word.forms[0].endswith(("ين", "ان")):
            yield Word(word.start, word.end, (Fraction(2),), "loose")


# ── months and Roman numerals ───────────────────────────────────────────────────────────────────


def _months(text: str, language: str) -> Iterator[Word]:
    names = month_names(language)
    is_english = primary(language) == "en"
    for word in tokens(text, language):
        # "may" is a month only as "May"; German, Spanish and the others have no such pair.
        if number := names.get(text[word.start : word.end] if is_english else word.forms[0]):
            yield Word(word.start, word.end, (Fraction(number),), "month")


@lru_cache(maxsize=64)
def month_names(language: str) -> Mapping[str, int]:
    """The names of the months in a language (BCP 47), also shortened, in lower case but in English."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 33 ms

    try:
        locale = Locale.parse(to_posix(language))
    except UnknownLocaleError:
        return {}
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                found.setdefault(_as_written(name.rstrip("."), primary(language)), number)
    return found


def _as_written(name: str, language: str) -> str:
    return name if language == "en" else fold_arabic(name) if language == "ar" else name.lower()


def _romans(text: str, language: str) -> Iterator[Word]:
    for found in _ROMAN.finditer(text):
        digits = found[0]
        if digits >= "Ⅰ":
            yield Word(*found.span(), (Fraction(ord(digits) - ord("Ⅰ") + 1),), "ordinal")
            continue
        if len(digits) == 1 and language == "en" and not _GRADED.search(text[: found.start()]):
            continue  # "I", and V and X are hardly ever five and ten
        values = [_ROMAN_VALUES[digit] for digit in digits]
        pairs = zip(values, [*values[1:], 0], strict=True)
        total = sum(-value if value < after else value for value, after in pairs)
        yield Word(*found.span(), (Fraction(total),), "ordinal")
