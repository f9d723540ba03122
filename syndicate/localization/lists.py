"""Lists in running text: CLDR's patterns, and the Spanish conjunctions that change before a sound."""

import re
from collections.abc import Sequence
from typing import Literal

from syndicate.languages import primary
from syndicate.localization.cldr import locale_of

# Spanish (RAE): "e" before the vowel sound i, but "y hielo", "y iones", "y yodo", where i begins a diphthong or y is a
# consonant; "u" before the vowel sound o, written or read out of a figure (ocho, once; but 11.º is undécimo).
_SOUND_I = re.compile(r"h?[iíìï](?![aeouáéóú])|y(?![aeiouáéíóú\W_]|$)", re.IGNORECASE)
_SOUND_O = re.compile(r"h?[oóòö]|8|11(?:[. \u00a0\u202f]?\d{3})*(?!\d|\.?[ºª])", re.IGNORECASE)
_SPELLED_H = re.compile(r"H[A-Z0-9]+\b")  # HIV, HDL: spelled out, and the letter is "hache"
_SPELLED_I = re.compile(r"I[A-Z0-9]+\b")  # IA, IECA: the letter is "i"
_MARKUP = re.compile(r"(?:<[^>]*>|&(?:lt|gt|amp|quot|#\d+);|[^\w<&]|_)+")
_TAG = re.compile(r"<[^>]*>")
_ENDS_ROMAN = re.compile(r"\b[IVX]+\W*$")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})\b")


def join(items: Sequence[str], language: str, kind: Literal["and", "or"] = "and") -> str:
    """Join the items as the language does: ``A, B y C``, ``A وB وC``, ``A、B和C``; ``""`` for none.

    Where CLDR has no word of the language itself, it is ``A, B, C`` and ``A / B / C``: CLDR's root would put the
    English "or" (ckb, ps, yi). Items are taken as they are, plain or HTML.
    """
    if len(items) < 2:
        return "".join(items)
    start, middle, end = _patterns(language, kind, pair=len(items) == 2)
    if primary(language) == "es":
        end = _spanish(end, items[-2], items[-1], kind)
    joined = items[0]
    for index, item in enumerate(items[1:], 1):
        pattern = end if index == len(items) - 1 else start if index == 1 else middle
        joined = pattern.format(joined, item)
    return joined


def _patterns(language: str, kind: Literal["and", "or"], *, pair: bool) -> tuple[str, str, str]:
    """Return the patterns for the start, the middle and the end of a list of that length."""
    locale = locale_of(language)
    found = locale.list_patterns["standard" if kind == "and" else "or"] if locale else None
    if found is None or (kind == "or" and primary(language) != "en" and found["2"] == "{0} or {1}"):
        neutral = "{0}, {1}" if kind == "and" else "{0} / {1}"
        return neutral, neutral, neutral
    return found["start"], found["middle"], found["2" if pair else "end"]


def _spanish(pattern: str, before: str, after: str, kind: Literal["and", "or"]) -> str:
    word = _MARKUP.sub("", after, count=1) if _MARKUP.match(after) else after
    if _SPELLED_H.match(word):
        return pattern
    if kind == "or":
        return pattern.replace(" o ", " u ") if _SOUND_O.match(word) else pattern
    if _ROMAN.match(word) and _ENDS_ROMAN.search(_TAG.sub("", before)):
        return pattern  # "tipos I y II" is read "uno y dos"
    return pattern.replace(" y ", " e ") if _SOUND_I.match(word) or _SPELLED_I.match(word) else pattern
