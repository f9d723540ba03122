"""What of a source text no engine may touch, and what stands for it in the translation.

Addresses, telephone numbers, placeholders, codes and numbers with a unit or a decimal mark are facts: they are put
back, numbers in the target's own form. Drug names, abbreviations and glossary terms are put back in their agreed form.
A whole number without a unit stays with the engine, because grammar hangs on it ("1 tablet", "2 tablets"); the checks
compare it afterwards.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from syndicate.localization.cldr import locale_of
from syndicate.localization.numbers import number, percent
from syndicate.translation.glossary import Glossary
from syndicate.translation.linguistics.addresses import addresses, phones
from syndicate.translation.linguistics.term_forms import is_short_form
from syndicate.translation.medicine import drugs
from syndicate.translation.medicine.abbreviations import abbreviations


class Protected(NamedTuple):
    """A stretch of a text, half-open, with the literal ``target`` that stands for it.

    ``is_word`` tells that it begins with a capital where it begins a sentence.
    """

    start: int
    end: int
    target: str
    is_word: bool = False


_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}|[$%#]?\{[^{}]*\}|%\(\w+\)[a-z]")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+|\()?[0-9](?:[-.()/ \xa0]{0,2}[0-9]){6,14}(?![\w/]|[.,-][0-9])"
    r"|(?<![\w-])1[- ]8[0-9]{2}(?:[- ][A-Z0-9]+)+(?!\w)"
)
# Letters and digits in one: B12, HbA1c, T67.0; with a hyphen only capitals, for "type-2" is a word and a number.
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2,}(?:-[A-Za-z]+)?-|[A-Z]-|[A-Za-z]+(?=[0-9]))[0-9][A-Za-z0-9]*(?:\.[0-9]+)?(?![A-Za-z0-9])"
)
_FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_SPACES = "\u00a0\u202f\u2009"
_GROUPED = rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?"
_FIGURE = rf"(?:{_GROUPED}|[0-9]+(?:[.,][0-9]+)*[{_FRACTIONS}]?|[{_FRACTIONS}]|(?<![^\s(])\.[0-9]+(?![.,]?[0-9]))"
# The same in all languages; "h" and "min" are not.
_UNIT = r"(?:[mkµμdn]?g|mcg|[mdcµμ]?[lL]|m[²2]|[mck]?m|mm\s?Hg|IU|UI|mEq|[mµμn]?mol|kcal|kJ|mSv|[°º]\s?[CF]|°)"
_MEASURE = re.compile(
    rf"(?<![A-Za-z0-9.,])(?P<figures>(?:(?<![^\s(])[-−])?{_FIGURE}(?:[-–/:×]{_FIGURE})*)"
    rf"(?:(?P<percent>\s?%)|(?P<gap>[-\s]?)(?P<unit>{_UNIT}(?:/{_UNIT})*)(?![A-Za-z0-9²]))?"
)
_ONE = re.compile(_FIGURE)
_PLAIN = re.compile(r"[0-9]+")
_CLOCK = re.compile(r"\s*(?:[ap]\.?\s?m\b|Uhr|h\b)", re.IGNORECASE)
_MARKS = dict.fromkeys([0x200E, 0x200F, 0x61C])  # CLDR's, round the percent sign of Arabic and Hebrew


def protected(
    text: str, source_language: str, target_language: str, glossary: Glossary, *, every_number: bool = False
) -> tuple[Protected, ...]:
    """What is protected in a literal text, in order, none overlapping; the more certain one wins.

    With ``every_number`` whole numbers without a unit are protected too.
    """
    made: list[Protected] = []
    taken = bytearray(len(text))
    for found in (
        *_literal(text),
        *_terms(text, source_language, glossary),
        *_drugs(text, source_language, target_language),
        *_abbreviations(text, source_language, target_language),
        *(Protected(*code.span(), code[0]) for code in _CODE.finditer(text)),
        *_numbers(text, source_language, target_language, every_number),
    ):
        if not any(taken[found.start : found.end]):
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
            made.append(found)
    return tuple(sorted(made))


def _literal(text: str) -> Iterator[Protected]:
    position = 0
    for address in addresses(text):
        position = text.index(address, position) + len(address)
        yield Protected(position - len(address), position, address)
    for found in _PLACEHOLDER.finditer(text):
        yield Protected(*found.span(), found[0])
    for found in _PHONE.finditer(text):
        if phones(found[0]):
            yield Protected(*found.span(), found[0])


def _terms(text: str, language: str, glossary: Glossary) -> Iterator[Protected]:
    """The terms, each to be put back in its preferred form: grammar that is wrong shows, a wrong term does not.

    An inflected form ("drugs") becomes what the glossary says of that very form, else the term's own.
    """
    for hit in glossary.hits(text, language):
        written = text[hit.start : hit.end]
        same = (term for term in glossary.terms if term.source.casefold() == written.casefold())
        term = hit.term if hit.term.source == written else next(same, hit.term)
        is_word = term.kind in {"term", "drug"}
        yield Protected(hit.start, hit.end, term.target or written, is_word)


def _drugs(text: str, source_language: str, target_language: str) -> Iterator[Protected]:
    for mention in drugs.mentions(text, source_language):
        form = next(iter(drugs.forms(mention.name, target_language)), text[mention.start : mention.end])
        yield Protected(mention.start, mention.end, form, is_word=True)


def _abbreviations(text: str, source_language: str, target_language: str) -> Iterator[Protected]:
    """The abbreviations that have one in the target; where it writes them out, the engine finds the grammar."""
    for found in abbreviations(text, source_language):
        written, forms = text[found.start : found.end], found.forms.get(drugs.column_of(target_language), ())
        if forms and is_short_form(forms[0]):
            yield Protected(found.start, found.end, written if written in forms else forms[0])


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────


def _numbers(text: str, source_language: str, target_language: str, every_number: bool) -> Iterator[Protected]:
    for found in _MEASURE.finditer(text):
        figures, unit = found["figures"], found["unit"]
        if not (every_number or unit or found["percent"] or not _PLAIN.fullmatch(figures)):
            continue
        if not _CLOCK.match(text, found.end()):  # 10.30 before "a.m." is no decimal
            figures = _ONE.sub(lambda one: _localized(one[0], source_language, target_language), figures)
        if found["percent"]:
            figures = percent(Decimal("0.01"), target_language).translate(_MARKS).replace("1", figures)
        elif unit:
            figures += found["gap"].replace("-", "\u00a0") + unit  # "a 500-mg tablet" has its hyphen from English
        yield Protected(*found.span(), figures)


def _localized(figure: str, source_language: str, target_language: str) -> str:
    """A decimal or grouped number by value in the target's symbols; a date or a version as it is."""
    locale = locale_of(source_language)
    decimal = locale.number_symbols["latn"]["decimal"] if locale else "."
    groups = f"[{'.' if decimal == ',' else ','}{_SPACES}]"
    if not re.fullmatch(rf"[0-9]{{1,3}}(?:{groups}[0-9]{{3}})+(?:\{decimal}[0-9]+)?|[0-9]*\{decimal}[0-9]+", figure):
        return figure
    return number(Decimal(re.sub(groups, "", figure).replace(decimal, ".")), target_language)
