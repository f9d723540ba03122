"""Numbers in running text, by value, as the readers of a language read them.

The same glyphs mean one thousand in Spanish and one in English ("1.000"), so a number is read by the rules of its
text's language (CLDR's symbols): its own decimal sign is that and nothing else; the other sign groups thousands where
it can (1 to 3 digits, then threes), and is a decimal sign only where it cannot ("0.5" in a Spanish text). Where a
reader would have to guess, all plausible readings stand side by side. Any Unicode decimal digit is a digit.
"""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from syndicate.articles.inline import to_plain
from syndicate.languages import chain, primary, to_posix
from syndicate.model import Text
from syndicate.translation.linguistics.addresses import without_addresses
from syndicate.translation.linguistics.number_words import factor, is_below_zero

# A value: a number, or a code such as B12 or L04AG03 in upper case.
Value = Fraction | str
Reading = tuple[Value, ...]


class Numeral(NamedTuple):
    """A number as it stands in a text: where, how it is written, and its plausible readings, the best one first.

    A reading is one or more values ("2 500" is 2500, or 2 and 500). ``measured`` tells that a unit's symbol follows.
    """

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]
    measured: bool = False


# Signs that are not seen, and the marks of Arabic vowels, which most texts leave out.
_HIDDEN = dict.fromkeys(
    [
        0xAD,
        0x61C,
        0x640,
        *range(0x64B, 0x653),
        0x670,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
        0xFEFF,
    ]
)
_SAME = str.maketrans({"．": ".", "٪": "%", "％": "%", "µ": "μ", "‐": "-", "‑": "-", "−": "-", "՚": "’"})
_SPACES = dict.fromkeys([0x202F, 0x2007, 0x2009, 0x200A], "\N{NO-BREAK SPACE}")
_SUBSCRIPTS = {0x2080 + digit: str(digit) for digit in range(10)}
_TABLE = _HIDDEN | _SAME | _SPACES | _SUBSCRIPTS
_SPECIAL = re.compile(f"[{''.join(map(chr, _TABLE))}]")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_FULLWIDTH_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
_SUPERSCRIPT = re.compile(r"(?<=[0-9])[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")  # of a power of ten; that of m² is no number
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER_OF_UNIT = re.compile(r"m\^?[23](?![A-Za-z0-9])")
_COVID = re.compile(r"(?i)(?:covid|كوفيد|ковид|新冠)[-–\s]{0,2}(?=19(?![0-9]))")

_FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# Each branch begins with a digit, so that the search runs over words at full speed (a third of the time).
_FOUND = re.compile(
    rf"""
      (?P<mixed>[{_FRACTIONS}]|[0-9]+[ \xa0]?[{_FRACTIONS}])
    | (?P<ratio>[1-9]/(?:[2-9]|10)(?![0-9/]|[.,][0-9])|[0-9]+[ ][1-9]/(?:[2-9]|10)(?![0-9/]|[.,][0-9]))
    | (?P<number>
          [0-9]{{1,3}}(?:[ \xa0][0-9]{{3}})+(?![0-9])(?:[.,٫][0-9]+)?
        | [0-9]+(?:[.,’٫٬،][0-9]+)*
      )
    """,
    re.VERBOSE,
)
_CODE = re.compile(r"[A-Za-z]+[0-9][A-Za-z0-9]*(?:\.[0-9]+)?")
_POWER = re.compile(r"\^-?[0-9]+")
_LETTERS_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9])([A-Za-z]+)$")
_SIGNED = re.compile(r"(?:^|[\s(（])[-.٫]$")
_MEASURED = re.compile(
    r"\s?(?:[mμkn]?g|mcg|[mdcμ]?[lL]|mm|cm|IU|UI|I\.E\.|IE|mEq|m?mol|mmHg|°|º|%|مجم|ملغ|مغ|مل|毫克|微克|毫升)(?![A-Za-z])"
)
_AFTERNOON = re.compile(r"(?::[0-5][0-9])?\s*([aApP])\.?\s?[mM]\b")
_CLOCK = re.compile(
    r"\s*(?:(?:bis|und|[-–])\s*[0-9]{1,2}(?:[.:][0-5][0-9])?\s*)?(?:Uhr|h\b|a\.?\s?m\b|p\.?\s?m\b)", re.IGNORECASE
)
_NEGATIVE = re.compile(r"(?:^|[\s(（])-[0-9]")
_LONGEST = 60  # digits; what is longer is no number of a patient text, and costs time


def plain(source: str) -> str:
    """A text in segment notation as `numerals` reads it: without tags, with ASCII digits and one sign for each."""
    text = to_plain(Text(source)) if "<" in source or "&" in source else source
    if not text.isascii():
        text = _SPECIAL.sub(lambda found: _TABLE[ord(found[0])] or "", text)
        text = _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
        text = _SUPERSCRIPT.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)
        text = _FULLWIDTH_COMMA.sub(",", text)
    text = without_addresses(text)
    if "19" in text:
        text = _COVID.sub("COVID", text)
    return _POWER_OF_UNIT.sub("m²", text.replace("'", "’"))


plain_once = lru_cache(maxsize=512)(plain)  # a source is compared with each of its languages, by each check


def has_negative(text: str) -> bool:
    """Whether a text made by `plain` has a number with a minus sign."""
    return _NEGATIVE.search(text) is not None


def numerals(text: str, language: str, *, below_zero: bool = False) -> tuple[Numeral, ...]:
    """The numbers of a text made by `plain`, in its order, read by the rules of a language (BCP 47).

    ``below_zero``: words such as "below zero" may make a number without a sign negative.
    """
    return tuple(_numerals(text, language, below_zero and is_below_zero(text)))


def _numerals(text: str, language: str, below_zero: bool) -> Iterator[Numeral]:
    position = 0
    while found := _FOUND.search(text, position):
        start, position = found.span()
        before = text[max(0, start - 20) : start]
        if (code := _code_at(text, start, before)) is not None:
            start, position = code.span()
            yield Numeral(start, position, code[0], ((_code(code[0]),),))
            continue
        after = text[position : position + 30]
        if found["mixed"]:
            readings: tuple[Reading, ...] = ((_mixed(found[0]),),)
        elif found["ratio"] and before[-1:] not in {"/", "."}:
            readings = tuple(_of_ratio(found[0]))
        elif found["ratio"]:
            position = start + len(re.split("[ /]", found[0], maxsplit=1)[0])  # "5 1/2" behind a point is two numbers
            readings = ((Fraction(int(text[start:position])),),)
        else:
            sign = before[-1] if _SIGNED.search(before) else ""
            digits = found[0]
            if sign in {".", "٫"}:  # what follows a space is another number: ".25 100 mg"
                digits = re.split("[ \xa0]", digits, maxsplit=1)[0]
                position = start + len(digits)
                after = text[position : position + 30]
            start -= len(sign)
            readings = tuple(_of_number(sign, digits, language, before, after))
            times, length = factor(after, language)
            if times != 1:
                readings = tuple((*r[:-1], r[-1] * times) for r in readings if isinstance(r[-1], Fraction))
                after, position = after[length:], position + length
            if below_zero and sign != "-":
                readings += tuple((-r[0],) for r in readings if len(r) == 1 and isinstance(r[0], Fraction))
        yield Numeral(start, position, text[start:position], readings, _MEASURED.match(after) is not None)


def _code_at(text: str, start: int, before: str) -> re.Match[str] | None:
    """The code that the digit is part of: B12, L04AG03, T67.0, or the exponent of 10⁹."""
    if before.endswith(("^", "^-")):
        return _POWER.match(text, before.rindex("^") - len(before) + start)
    letters = _LETTERS_BEFORE.search(before) if before[-1:].isascii() and before[-1:].isalpha() else None
    return _CODE.match(text, start - len(letters[1])) if letters else None


# ── what a number can mean ──────────────────────────────────────────────────────────────────────


def _of_number(sign: str, digits: str, language: str, before: str, after: str) -> Iterator[Reading]:
    if len(digits) > _LONGEST:
        yield (digits,)
        return
    if sign in {".", "٫"}:
        digits = f"0٫{digits}"
    for reading in _readings(digits, _symbols(language)):
        yield (reading[0] * -1, *reading[1:]) if sign == "-" and isinstance(reading[0], Fraction) else reading
    if digits.isdigit():
        yield from _other_integers(int(digits), len(digits), before[-5:], after)
    elif re.fullmatch(r"[0-2]?[0-9][.][0-5][0-9]", digits) and _CLOCK.match(after):
        yield tuple(Fraction(part) for part in digits.split("."))


def _other_integers(value: int, width: int, before: str, after: str) -> Iterator[Reading]:
    """What else a whole number can stand for: the end of a span of years, a decade, an hour after noon."""
    if width == 2 and (years := re.fullmatch(r"([0-9]{4})[-–/]", before)):
        yield (Fraction(int(years[1]) // 100 * 100 + value),)
    if width == 4 and value % 10 == 0 and after.startswith(("s", "’s")):
        yield (Fraction(value % 100),)
    if width <= 2 and value <= 12 and (noon := _AFTERNOON.match(after)):
        yield (Fraction(value % 12 + (12 if noon[1] in "pP" else 0)),)


def _readings(digits: str, symbols: tuple[str, bool]) -> Iterator[Reading]:
    decimal, groups_by_space = symbols
    if digits.isdigit():
        yield (Fraction(int(digits)),)
        return
    if " " in digits or "\xa0" in digits:
        head, sign, tail = re.fullmatch(r"([0-9 \xa0]+)([.,٫]?)([0-9]*)", digits).groups()  # type: ignore[union-attr]
        parts = re.split(r"[ \xa0]", head)
        joined, split = "".join(parts) + (f".{tail}" if sign else ""), [*parts[:-1], parts[-1] + sign + tail]
        if groups_by_space or "\xa0" in digits:
            yield (Fraction(joined),)
        yield tuple(value for part in split for value in next(_readings(part, symbols)))
        return
    digits = digits.replace("٬", "").replace("٫", "·").replace("،", ",")
    seps = re.sub(r"[0-9]", "", digits)
    parts = re.split(r"[^0-9]", digits)
    yield from _separated(parts, seps, decimal)


def _separated(parts: list[str], seps: str, decimal: str) -> Iterator[Reading]:
    """Readings of digits with signs between them; ``·`` is a decimal sign in any language."""
    last, kinds = seps[-1:], set(seps)
    whole, fraction = ("".join(parts[:-1]), parts[-1])
    if not seps:
        yield (Fraction(whole + fraction),)
    elif len(kinds) == 2 and seps.count(last) == 1 and last != "’" and _grouped(parts[:-1]):
        yield (Fraction(f"{whole}.{fraction}"),)
    elif len(kinds) > 1:
        yield tuple(Fraction(part) for part in parts)
    elif len(seps) == 1 and last in {decimal, "·"}:
        yield (Fraction(f"{whole}.{fraction}"),)
    elif last != "·" and _grouped(parts):
        yield (Fraction(whole + fraction),)
    else:
        if len(seps) == 1 and last != "’":
            yield (Fraction(f"{whole}.{fraction}"),)
        if len(seps) > 1 or last != ".":
            yield tuple(Fraction(part) for part in parts)  # a date, a list, a version


def _grouped(parts: list[str]) -> bool:
    """Whether the parts are groups of thousands: 1,234,567, or 12,34,567 as in India."""
    first, *others = parts
    if not 1 <= len(first) <= 3 or (first.startswith("0") and others) or not all(others):
        return False
    return all(len(part) == 3 for part in others) or (
        len(others) > 1 and len(first) <= 2 and len(others[-1]) == 3 and all(len(part) == 2 for part in others[:-1])
    )


def _mixed(written: str) -> Fraction:
    whole, part = written[:-1].strip(" \xa0"), Fraction(unicodedata.numeric(written[-1])).limit_denominator(10)
    return (Fraction(int(whole)) if whole else Fraction(0)) + part


def _of_ratio(written: str) -> Iterator[Reading]:
    """Read a ratio: "1/2" is a half, or 1 and 2; "1 1/2" is one and a half."""
    whole, _, ratio = written.rpartition(" ")
    top, bottom = (Fraction(int(part)) for part in ratio.split("/"))
    if top < bottom:
        yield ((Fraction(int(whole)) if whole else Fraction(0)) + top / bottom,)
    if whole:
        yield (Fraction(int(whole)), top, bottom)
        yield (Fraction(int(whole)), top / bottom)
    else:
        yield (top, bottom)


def _code(written: str) -> str:
    code = written.upper()
    return "A1C" if code == "HBA1C" else code  # two names of one blood test


@lru_cache(maxsize=256)
def _symbols(language: str) -> tuple[str, bool]:
    """The decimal sign of a language (CLDR), and whether its readers take a plain space for a thousands sign."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 33 ms

    for tag in chain(language):
        try:
            symbols = Locale.parse(to_posix(tag)).number_symbols["latn"]
        except (UnknownLocaleError, KeyError):
            continue
        # Spanish groups by a space whatever its decimal sign is (Ortografía de la lengua española, VIII).
        return symbols["decimal"], symbols["decimal"] == "," or primary(tag) == "es"
    return ".", False
