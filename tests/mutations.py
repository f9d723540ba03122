"""Make errors of a right translation: one slip each, of the kinds that people and machines make.

A mutant is really wrong: what may leave the meaning as it was (a negation of two, a question) is left alone. Nothing
is drawn by chance: the same segment always gives the same mutants.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from mutation_words import (
    AFFIRMATIONS,
    DIGIT,
    DUALS,
    NEGATIONS,
    NEGATIVE,
    NUMBERS,
    RANGES,
    SUBTLE,
    UNITS,
    VALUES,
    drugs,
)


class Mutant(NamedTuple):
    """A wrong translation and how it came to be."""

    kind: str
    target: str
    about: str


Slip = Callable[[str, str, str], Iterator[tuple[int, int, str]]]
"""From source, target and language to places in the target (half-open offsets) and what shall stand there."""

_TAG = re.compile(r"</?(?:b|i|code|a)(?: id=\"\d+\")?>")
_UNTOUCHED = re.compile(rf"{_TAG.pattern}|https?://\S+|\S+@\S+|\b[\w-]+\.(?:org|com|gov|example)\b")
_SENTENCE = re.compile(r"[^.!?؟。！？]*(?:[.!?؟](?=\d|\S*[a-z]{1,2}\.)[^.!?؟。！？]*)*[.!?؟。！？]+[\"»“”’)）]*\s*")
_NUMBER = rf"{DIGIT}(?:[{DIGIT[1:-1]}.,٫٬]*{DIGIT})?"
_SPACE = "[ \u00a0\u202f]"


def mutants(source: str, target: str, language: str) -> Iterator[Mutant]:
    """Every mutant of one segment's translation; texts in segment notation, language as a library has it."""
    seen = {target}
    for kind, slip in SLIPS.items():
        for start, end, new in slip(source, target, language):
            mutant = target[:start] + new + target[end:]
            if mutant not in seen:
                seen.add(mutant)
                yield Mutant(kind, mutant, f"{target[start:end]!r} → {new!r}")


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────


def _digit(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """One digit, one higher."""
    for found in _outside(DIGIT, target):
        value = unicodedata.digit(found[0])
        yield found.start(), found.end(), chr(ord(found[0]) - value + (value + 1) % 10)


def _decimal_mark(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """The mark lost or one place further on; a mark between thousands as the decimal mark of the language."""
    for found in _outside(rf"(?<![\d.,/:]){DIGIT}+[.,٫٬{_SPACE[1:-1]}]{DIGIT}+(?![\d/:]|[.,]\d| Uhr)", target):
        whole, mark, fraction = re.split(r"(\D)", found[0])
        if mark == "٬" or (len(fraction) == 3 and whole.strip("0٠")):
            decimal = {"ar": "٫" if mark == "٬" else ".", "zh-Hans": "."}.get(language, ",")
            if mark != decimal:
                yield found.start(), found.end(), whole + decimal + fraction
        elif not mark.isspace():
            yield found.start(), found.end(), (whole + fraction).lstrip("0٠")
            zero = "٠" if whole[0] >= "٠" else "0"
            yield found.start(), found.end(), f"{whole[:-1] or zero}{mark}{whole[-1]}{fraction}"


def _range_order(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """The ends of a range, or the two numbers of a blood pressure, the other way round."""
    plain, between, opener = RANGES[language]
    joint = rf"{_SPACE}?(?:[-–~～]|{plain}){_SPACE}?"
    behind = rf"{opener}{_SPACE}?(?P<c>{_NUMBER})(?P<joint2>{_SPACE}?{between}{_SPACE}?)(?P<d>{_NUMBER})"
    pattern = rf"(?<![0-9A-Za-z٠-٩/-])(?:{behind}|(?P<a>{_NUMBER})(?P<joint>{joint}|/)(?P<b>{_NUMBER}))(?![\d/-])"
    for found in _outside(pattern, target):
        low, high, middle = ("c", "d", "joint2") if found["c"] else ("a", "b", "joint")
        first, second = found[low], found[high]
        if first != second and len(second) >= len(first) - 1 and _in_a_row(first, second, source):
            yield found.start(low), found.end(high), second + found[middle] + first


def _number_word(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Another number word, where the source has the number."""
    for pattern, value, other in NUMBERS[language]:
        if re.search(VALUES[value], source, re.IGNORECASE):
            yield from ((found.start(), found.end(), other) for found in _outside(pattern, target))


def _unit(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Another unit behind a number; another noun in the dual."""
    for unit, other in UNITS[language].items():
        end = "" if language == "zh-Hans" else r"(?!\w)"
        for found in _outside(rf"{DIGIT}(?:{_SPACE}|-)?({unit}){end}", target):
            yield found.start(1), found.end(1), other
    if language == "ar":
        for dual, other in DUALS.items():
            yield from ((found.start(), found.end(), other) for found in _outside(rf"\b{dual}\b", target))


def _percent(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """The sign lost, or per mille. "46 and 47%" is no error."""
    plain, between, _ = RANGES[language]
    shared = re.compile(rf"{_SPACE}?(?:{plain}|{between}){_SPACE}?{_NUMBER}{_SPACE}?[%٪]")
    for found in _outside(rf"{_SPACE}?[%٪]", target):
        if not shared.match(target, found.end()):
            yield found.start(), found.end(), ""
        yield found.end() - 1, found.end(), "‰"


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def _negation(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """A negation overlooked, or put where none is."""
    for first, last, sentence in _sentences(target):
        if re.search(SUBTLE[language], sentence, re.IGNORECASE) or re.search("[?？؟]", sentence):
            continue
        negative = re.search(NEGATIVE[language], sentence, re.IGNORECASE)
        for pattern, replacement in NEGATIONS[language] if negative else AFFIRMATIONS[language]:
            for found in re.finditer(pattern, target[first:last], re.IGNORECASE):
                start, end = first + found.start(), first + found.end()
                new = found.expand(replacement)
                if found[0][0].isupper() and not new:
                    end, new = end + 1, target[end].upper()
                elif found[0][0].isupper():
                    new = new[0].upper() + new[1:]
                yield start, end, new


def _drug_name(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Another drug, and one keystroke wrong."""
    for drug, other in drugs(language).items():
        for found in _outside(re.escape(drug), target, re.IGNORECASE):
            capital = found[0][0].isupper()
            yield found.start(), found.end(), other[0].upper() + other[1:] if capital else other
            middle = next(i for i in range(len(drug) // 2, len(drug)) if drug[i] != drug[i - 1])
            exchanged = found[0][: middle - 1] + found[0][middle] + found[0][middle - 1] + found[0][middle + 1 :]
            yield found.start(), found.end(), exchanged


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _tag(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """A tag and its end lost, the end lost, another link."""
    opened: list[re.Match[str]] = []
    for found in _TAG.finditer(target):
        if not found[0].startswith("</"):
            opened.append(found)
            if found[0].startswith("<a"):
                yield found.start(), found.end(), found[0].replace('id="', 'id="1')
        elif opened:
            start = opened.pop()
            yield start.start(), found.end(), target[start.end() : found.start()]
            yield found.start(), found.end(), ""


def _sentence_lost(source: str, target: str, language: str) -> Iterator[tuple[int, int, str]]:
    """One sentence of several, if it is more than a word or two and takes no tag with it."""
    every = list(_sentences(target))
    for start, end, sentence in every if len(every) > 1 else ():
        if len(sentence) > (8 if language == "zh-Hans" else 20) and not _TAG.search(sentence):
            yield start, end, ""


SLIPS: dict[str, Slip] = {
    "digit": _digit,
    "decimal_mark": _decimal_mark,
    "unit": _unit,
    "range_order": _range_order,
    "negation": _negation,
    "drug_name": _drug_name,
    "tag": _tag,
    "percent": _percent,
    "sentence_lost": _sentence_lost,
    "number_word": _number_word,
}


def _outside(pattern: str, text: str, flags: int = 0) -> Iterator[re.Match[str]]:
    """The matches that touch no tag and no address."""
    untouched = [found.span() for found in _UNTOUCHED.finditer(text)]
    for found in re.finditer(pattern, text, flags):
        if all(found.end() <= start or end <= found.start() for start, end in untouched):
            yield found


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    end = 0
    for found in _SENTENCE.finditer(text):
        yield found.start(), found.end(), found[0]
        end = found.end()
    if text[end:].strip():
        yield end, len(text), text[end:]


def _in_a_row(first: str, second: str, source: str) -> bool:
    """Whether the source has the two numbers one behind the other."""
    numbers = re.findall(r"\d+(?:\.\d+)?", source.replace(",", ""))
    digits = {0x660 + value: str(value) for value in range(10)}
    pair = (first.translate(digits), second.translate(digits))
    return pair in pairwise(numbers)
