"""Numbers: a translation says the same numbers as its source, by value, however its language writes them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import NamedTuple

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.number_words import Spoken, spoken
from syndicate.translation.numerals import Numeral, Value, has_negative, numerals, plain

_DIGIT = re.compile(r"\d")
# Between the two ends of a span, or the two sides of a ratio (with a unit: "160 mg/5 mL").
_SPAN = re.compile(r"\s*(?:[-–—~～]|to|through|a|al|à|bis|até|إلى|至|到|から)\s*", re.IGNORECASE)
_RATIO = re.compile(r"\s*[A-Za-zμ°%]{0,5}\s*/\s*")
# Names with a number in them that some languages have another name for.
_NAMES = frozenset({"COVID19", "A1C", "CO2", "H2O"})
_HALF = Fraction(1, 2)
_MOST_READINGS = 256


def check_numbers(pair: Pair) -> Iterator[Problem]:
    """``numbers-differ``: a number that is lost, changed or added, or the ends of a span the wrong way round.

    A number may become a word and a word a number; what is said twice may be said once. In a language whose number
    words we do not know, small whole numbers without a unit may be missing.
    """
    source, target = pair.source, pair.target
    if pair.is_localized or not (_DIGIT.search(source) or _DIGIT.search(target)):
        return
    if message := difference(source, target, pair.source_language, pair.target_language):
        yield Problem("numbers-differ", message, advice="compare each number with the source", blocking=True)


def difference(source: str, target: str, source_language: str, target_language: str) -> str:
    """What is wrong with the numbers of a target, for its translator; empty where nothing is."""
    before, after = _plain(source), plain(target)
    signed = has_negative(before) or has_negative(after)
    theirs = _of_source(before, source_language, signed)
    ours = numerals(after, target_language, below_zero=signed)
    left = _unmatched(theirs, ours)
    if left.missing or left.extra:
        explained = _without_words(left, spoken(before, source_language), spoken(after, target_language))
        # Where numbers are left on both sides, one may stand for another, and none is merely said twice.
        left = explained if left.missing and left.extra else _without_repeats(explained, theirs, ours)
    if left.missing or left.extra:
        return _told(left, source_language, target_language)
    return _turned_round(_Side(before, theirs), _Side(after, ours))


_plain = lru_cache(maxsize=256)(plain)  # a source is compared with each of its languages in turn


@lru_cache(maxsize=256)
def _of_source(text: str, language: str, below_zero: bool) -> tuple[Numeral, ...]:
    return numerals(text, language, below_zero=below_zero)


class _Said(NamedTuple):
    """A value, and the numeral that it was read from."""

    value: Value
    numeral: Numeral


class _Left(NamedTuple):
    """What has no counterpart: ``missing`` in the target, ``extra`` in it."""

    missing: list[_Said]
    extra: list[_Said]


# ── digits with digits ──────────────────────────────────────────────────────────────────────────


def _unmatched(theirs: Sequence[Numeral], ours: Sequence[Numeral]) -> _Left:
    """What is left when numerals with a reading in common are paired, in the readings that leave the least."""
    left, free = list(theirs), list(ours)
    for same in (_same_at_first, _same_somehow):
        for numeral in tuple(left):
            if (twin := next((other for other in free if same(numeral, other)), None)) is not None:
                left.remove(numeral)
                free.remove(twin)
    if not left and not free:
        return _Left([], [])
    readings = product(*(numeral.readings for numeral in (*left, *free)))
    tried = (_compared(left, free, chosen) for chosen in islice(readings, _MOST_READINGS))
    found = min(tried, key=lambda found: len(found.missing) + len(found.extra))
    digits = _digits(found.missing)
    same_phone_number = len(digits) >= 7 and digits == _digits(found.extra)  # grouped in another way
    found = _Left([], []) if same_phone_number else found
    return _Left(_but_names(found.missing), _but_names(found.extra))


def _same_at_first(one: Numeral, other: Numeral) -> bool:
    return one.readings[0] == other.readings[0]


def _same_somehow(one: Numeral, other: Numeral) -> bool:
    return not set(one.readings).isdisjoint(other.readings)


def _compared(left: list[Numeral], free: list[Numeral], chosen: tuple[tuple[Value, ...], ...]) -> _Left:
    pairs = list(zip([*left, *free], chosen, strict=True))
    source = [_Said(value, numeral) for numeral, reading in pairs[: len(left)] for value in reading]
    target = [_Said(value, numeral) for numeral, reading in pairs[len(left) :] for value in reading]
    missing = _without(source, target, _is_same)
    return _Left(missing, _without(target, source, _is_same))


def _without(said: list[_Said], others: list[_Said], same: Callable[[Value, Value], bool]) -> list[_Said]:
    """What of the first has no counterpart in the second, each of which is one counterpart."""
    free, left = [other.value for other in others], []
    for each in said:
        twin = next((index for index, other in enumerate(free) if same(each.value, other)), None)
        if twin is None:
            left.append(each)
        else:
            del free[twin]
    return left


def _is_same(one: Value, other: Value) -> bool:
    """Equal, or a code that is written with a hyphen or with other letters there: SGLT2 and SGLT-2, HPV16 and VPH16."""
    if one == other:
        return True
    if isinstance(one, Fraction) or isinstance(other, Fraction):
        code, number = (other, one) if isinstance(one, Fraction) else (one, other)
        return isinstance(code, str) and re.findall(r"[0-9]+", code) == [str(number)]
    letters, digits = re.sub(r"[0-9]", "", one), re.sub(r"[^0-9]", "", one)
    return sorted(letters) == sorted(re.sub(r"[0-9]", "", other)) and digits == re.sub(r"[^0-9]", "", other)


# ── digits with words ───────────────────────────────────────────────────────────────────────────


def _without_words(left: _Left, source: Spoken | None, target: Spoken | None) -> _Left:
    """What is left when words stand in for digits. Words that translate each other stand in for nothing."""
    here, there = _available(target, source), _available(source, target)
    extra = [said for said in _but_parts(left.extra, there) if not _in_words(said, there)]
    missing = _but_parts(left.missing, here)
    if here is not None or not extra:  # one number for another is never excused by words that we do not know
        missing = [said for said in missing if not _in_words(said, here)]
    for said in tuple(missing):  # "4.5 hours": "4 horas y media", with a 4 that is extra
        whole = next((other for other in extra if other.value == _whole(said.value)), None)
        if whole is not None and here is not None and here.strong[_HALF] > 0:
            missing.remove(said)
            extra.remove(whole)
    return _Left(missing, extra)


def _but_names(left: list[_Said]) -> list[_Said]:
    return [said for said in left if said.value not in _NAMES]


def _but_parts(left: list[_Said], words: Spoken | None) -> list[_Said]:
    """What is left when words say two numbers as a part of the whole: "1 in 3" is "un tercio"."""
    for one, other in pairwise(left):
        top, bottom = one.value, other.value
        if words is None or isinstance(top, str) or isinstance(bottom, str) or not 0 < top < bottom:
            continue
        if words.strong[top / bottom] > 0:
            words.strong[top / bottom] -= 1
            return [said for said in left if said is not one and said is not other]
    return left


def _available(spoken: Spoken | None, counterpart: Spoken | None) -> Spoken | None:
    """The words of one side that can stand in for digits of the other; one is said so often that it always can."""
    if spoken is None:
        return None
    used = Counter({v: n for v, n in (counterpart.strong if counterpart else Counter[Fraction]()).items() if v != 1})
    weak = spoken.weak.copy()
    weak.subtract(used - spoken.strong)
    return Spoken(spoken.strong - used, weak)


def _in_words(said: _Said, words: Spoken | None) -> bool:
    """Whether words say the value; what says it is used up."""
    value, numeral = said
    if not isinstance(value, Fraction):
        return False
    if words is None:
        return value.denominator == 1 and 0 <= value <= 12 and not numeral.measured
    if words.strong[value] > 0:
        words.strong[value] -= 1
        return True
    if words.weak[value] > 0 and not numeral.measured:
        words.weak[value] -= 1
        return True
    if value.denominator == 2 and value > 1 and words.strong[_HALF] > 0:
        return _in_words(_Said(value - _HALF, numeral), words)
    return False


def _whole(value: Value) -> Value:
    return value - _HALF if isinstance(value, Fraction) and value.denominator == 2 else ""


def _without_repeats(left: _Left, theirs: Sequence[Numeral], ours: Sequence[Numeral]) -> _Left:
    """What is left when a number may be said twice here and once there."""
    return _Left(_new(left.missing, ours), _new(left.extra, theirs))


def _new(said: list[_Said], others: Sequence[Numeral]) -> list[_Said]:
    known = {value for numeral in others for reading in numeral.readings for value in reading}
    return [each for each in said if each.value not in known]


def _digits(said: list[_Said]) -> str:
    texts = dict.fromkeys(each.numeral for each in said)
    return re.sub(r"[^0-9]", "", "".join(numeral.text for numeral in texts))


# ── order ───────────────────────────────────────────────────────────────────────────────────────


class _Side(NamedTuple):
    text: str
    numerals: Sequence[Numeral]

    def pairs(self) -> Iterator[tuple[Value, Value]]:
        """The ends of each span ("120–129", "24 to 35") and the sides of each ratio ("130/80", "160 mg/5 mL")."""
        gaps = [self.text[one.end : two.start] for one, two in pairwise(self.numerals)]
        for index, (gap, (one, two)) in enumerate(zip(gaps, pairwise(self.numerals), strict=True)):
            first, second = one.readings[0][-1], two.readings[0][0]
            if gap in gaps[max(0, index - 1) : index] + gaps[index + 1 : index + 2] and len(gap) == 1:
                continue  # a date: its order is the language's
            if isinstance(first, str) or isinstance(second, str) or (gap == "/" and max(first, second) <= 31):
                continue
            if _SPAN.fullmatch(gap) or _RATIO.fullmatch(gap):
                yield first, second


def _turned_round(source: _Side, target: _Side) -> str:
    if len(source.numerals) < 2:
        return ""
    kept = set(target.pairs())
    for first, second in source.pairs():
        if first != second and (first, second) not in kept and (second, first) in kept:
            return f"{_shown(first)} and {_shown(second)} stand the other way round than in the source"
    return ""


# ── messages ────────────────────────────────────────────────────────────────────────────────────


def _told(left: _Left, source_language: str, target_language: str) -> str:
    parts = []
    if left.missing:
        parts.append(f"missing: {_listed(left.missing, source_language)}")
    if left.extra:
        parts.append(f"not in the source: {_listed(left.extra, target_language)}")
    return f"other numbers than in the source; {'; '.join(parts)}"


def _listed(said: Iterable[_Said], language: str) -> str:
    return ", ".join(dict.fromkeys(_quoted(each, language) for each in said))


def _quoted(said: _Said, language: str) -> str:
    """The number as it is written, with its value where the signs in it could be read otherwise."""
    written, value = said.numeral.text, _shown(said.value)
    return written if value.upper() == written.upper() else f"{written} (read as {value} in {language})"


def _shown(value: Value) -> str:
    if isinstance(value, str) or value.denominator == 1:
        return str(value)
    decimal = f"{float(value):.6f}".rstrip("0")
    return decimal if Fraction(decimal) == value else str(value)
