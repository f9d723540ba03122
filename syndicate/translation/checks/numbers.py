"""Numbers: a translation says the same numbers as its source, by value, however its language writes them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import NamedTuple

from syndicate.languages import primary
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.linguistics.addresses import without_shared_phones
from syndicate.translation.linguistics.number_words import Word, words_in
from syndicate.translation.linguistics.numerals import Numeral, Value, has_negative, numerals, plain_once
from syndicate.translation.linguistics.sentences import sentences

# Between the two ends of a span, or the two sides of a ratio (with a unit: "160 mg/5 mL").
_SPAN = re.compile(
    r"[\s,]*(?:[-–—~～]|to|through|a|al|à|et|bis|bis zu|até|إلى|حتى|至|到|から"
    r"|or|and|o|y|u|ou|e|oder|und|أو|و|或|和|、)\s*"
    r"|\s+[^\W\d_]{1,12}\s+(?:to|a|al|à|bis|até|إلى|或|至|到)\s+",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\s*[A-Za-zμ°%]{0,5}\s*/\s*")
# Names with a number in them that some languages have another name for.
_NAMES = frozenset({"COVID19", "A1C", "CO2", "H2O"})
_ABROAD = re.compile(r"\+[0-9]{1,3}[ \xa0(-]+[0-9](?:[ \xa0()-]*[0-9]){6}")
_HALF = Fraction(1, 2)
_MOST_READINGS = 256


def check_numbers(pair: Pair) -> Iterator[Problem]:
    """``numbers-differ``: a number that is lost, changed or added, or the ends of a span the wrong way round.

    A number may become a word and a word a number; what is said twice may be said once. In words, halves and cardinals
    from two on must be there, ordinals and other fractions only not be others. In a language whose number words we do
    not know, small whole numbers without a unit may be missing, and words are not compared. Two numbers
    that changed places are found in a span, a ratio, and between sentences, not elsewhere in one sentence.
    """
    if pair.is_localized:
        return
    if message := difference(pair.source, pair.target, pair.source_language, pair.target_language):
        yield Problem("numbers-differ", message, advice="compare each number with the source", blocking=True)


def difference(source: str, target: str, source_language: str, target_language: str) -> str:
    """What is wrong with the numbers of a target, for its translator; empty where nothing is."""
    source, target = without_shared_phones(source, target)
    before, after = plain_once(source), plain_once(target)
    signed = has_negative(before) or has_negative(after)
    theirs, ours = _of_text(before, source_language, signed), _of_text(after, target_language, signed)
    left = _unmatched(_but_country_codes(before, theirs), _but_country_codes(after, ours))
    words, counterparts = words_in(before, source_language), words_in(after, target_language)
    if left.missing or left.extra or words or counterparts:
        # A Spanish "media" is as often an average as a half.
        halves = primary(source_language) not in {"es", "pt"}
        left = _with_words(left, _Words(before, theirs, words, halves=halves), _Words(after, ours, counterparts))
    if left.missing or left.extra:
        return _told(left, source_language, target_language)
    turned = _turned_round(_Side(before, theirs, words), _Side(after, ours, counterparts))
    return turned or _moved(before, after, source_language, target_language)


def _moved(before: str, after: str, source_language: str, target_language: str) -> str:
    """Find measures that changed places between sentences: "Adults: 10 mg. Children: 5 mg." the other way round."""
    pairs = list(sentences(before, source_language)), list(sentences(after, target_language))
    if not len(pairs[0]) == len(pairs[1]) > 1:
        return ""
    for one, other in zip(*pairs, strict=True):
        left = _unmatched(_of_text(one, source_language, False), _of_text(other, target_language, False))
        gone, come = ([said for said in side if said.numeral.measured] for side in left)
        if gone and come:
            return f"{gone[0].numeral.text} stands in another sentence here, {come[0].numeral.text} in its place"
    return ""


@lru_cache(maxsize=512)
def _of_text(text: str, language: str, below_zero: bool) -> tuple[Numeral, ...]:
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
    if _is_same_phone(_digits(found.missing), _digits(found.extra)):
        return _Left([], [])
    return _Left(_but_names(found.missing), _but_names(found.extra))


def _is_same_phone(one: str, other: str) -> bool:
    """Whether the digits are one telephone number, grouped in another way or without the code of its country."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 6 and (shorter == longer or (len(shorter) > 7 and longer.endswith(shorter.lstrip("0"))))


def _but_country_codes(text: str, numbers: Sequence[Numeral]) -> list[Numeral]:
    """Numbers without the code of a country, which a telephone number has abroad and not at home."""
    return [number for number in numbers if not _ABROAD.match(text, max(0, number.start - 1))]


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


class _Words:
    """The numbers in words of one side that nothing on the other side stands for yet."""

    def __init__(
        self, text: str, numbers: Sequence[Numeral], words: Sequence[Word] | None, *, halves: bool = False
    ) -> None:
        self.text = text
        self.halves = halves
        self.numbers = numbers
        self.are_known = words is not None
        # "10 mil" is one number, read already.
        own = [word for word in words or () if not any(n.start <= word.start < n.end for n in numbers)]
        self.strong = [word for word in own if word.kind != "loose"]
        self.loose = [word for word in own if word.kind == "loose"]

    def take(self, value: Fraction, *, loosely: bool) -> bool:
        """Whether a word says the value; what says it is used up, but for one, which is said all the time."""
        for words in (self.strong, self.loose) if loosely else (self.strong,):
            if (word := next((word for word in words if value in word.values), None)) is not None:
                if value != 1:
                    words.remove(word)
                return True
        return False

    def take_half(self) -> bool:
        return self.take(_HALF, loosely=False)

    def demanded(self) -> list[Word]:
        """The words that must have a counterpart."""
        return [
            word
            for word in self.strong
            if (word.kind == "cardinal" and min(word.values) > 1) or (self.halves and word.values == (_HALF,))
        ]

    def ordinals(self) -> list[Word]:
        return [word for word in self.strong if word.kind in {"ordinal", "fraction"} and word.values[0] != 1]


def _with_words(left: _Left, source: _Words, target: _Words) -> _Left:
    """What is left when words stand in for digits, digits for words, and words for words."""
    digits, spoken = _values(source.numbers), _values(target.numbers)
    words = (
        {value for word in source.strong for value in word.values},
        {v for word in target.strong for v in word.values},
    )
    for word in tuple(source.strong):
        twin = next((other for other in target.strong if not set(word.values).isdisjoint(other.values)), None)
        if twin is not None and word.values[0] != 1:
            source.strong.remove(word)
            target.strong.remove(twin)
    extra = [said for said in _but_parts(left.extra, source) if not _in_words(said, source)]
    missing = _but_parts(left.missing, target)
    if target.are_known or not extra:  # one number for another is never excused by words that we do not know
        missing = [said for said in missing if not _in_words(said, target)]
    for one, others in ((missing, extra), (extra, missing)):
        for said in tuple(one):  # "4.5 hours": "4 horas y media", with a 4 that is extra
            whole = next((other for other in others if other.value == _whole(said.value)), None)
            if whole is not None and (target if one is missing else source).take_half():
                one.remove(said)
                others.remove(whole)
    unsaid: set[Numeral] = set()
    if source.are_known and target.are_known:
        lost, added = _unsaid(source, target), _unsaid(target, source)
        unsaid = {said.numeral for said in (*lost, *added)}
        missing, extra = missing + lost, extra + added
        if not missing and not extra and source.ordinals() and target.ordinals():
            missing = [_Said(word.values[0], _as_numeral(source, word)) for word in source.ordinals()]
            extra = [_Said(word.values[0], _as_numeral(target, word)) for word in target.ordinals()]
    # Where numbers are left on both sides, one may stand for another, and none is merely said twice.
    if not (missing and extra):
        missing = [x for x in missing if x.value not in spoken and not (x.numeral in unsaid and x.value in words[1])]
        extra = [x for x in extra if x.value not in digits and not (x.numeral in unsaid and x.value in words[0])]
    return _Left(missing, extra)


def _values(numbers: Sequence[Numeral]) -> set[Value]:
    return {value for numeral in numbers for reading in numeral.readings for value in reading}


def _unsaid(side: _Words, other: _Words) -> list[_Said]:
    """The numbers in words that nothing on the other side says."""
    found = []
    for word in _but_shares(side.demanded(), other):
        said = _Said(word.values[0], _as_numeral(side, word))
        is_part = word.values[0] > 1 and other.take(1 / word.values[0], loosely=False)  # "one in three" is "un tercio"
        if not is_part and not any(_in_words(said._replace(value=value), other) for value in word.values):
            found.append(said)
    return found


def _but_shares(words: list[Word], other: _Words) -> list[Word]:
    """The words without those that the other side says as a share: "two out of five" is "五分之二"."""
    for one, two in pairwise(words):
        if one.values[0] < two.values[0] and other.take(one.values[0] / two.values[0], loosely=False):
            return [word for word in words if word is not one and word is not two]
    return words


def _as_numeral(side: _Words, word: Word) -> Numeral:
    return Numeral(word.start, word.end, side.text[word.start : word.end], (word.values,))


def _but_names(left: list[_Said]) -> list[_Said]:
    return [said for said in left if said.value not in _NAMES and said.numeral.text != "00"]  # 8:00 is 8


def _but_parts(left: list[_Said], words: _Words) -> list[_Said]:
    """What is left when words say two numbers as a part of the whole: "1 in 3" is "un tercio"."""
    for one, other in pairwise(left):
        top, bottom = one.value, other.value
        if isinstance(top, str) or isinstance(bottom, str) or not 0 < top < bottom:
            continue
        if words.take(top / bottom, loosely=False):
            return [said for said in left if said is not one and said is not other]
    return left


def _in_words(said: _Said, words: _Words) -> bool:
    """Whether words say the value; what says it is used up."""
    value, numeral = said
    if not isinstance(value, Fraction):
        return False
    if not words.are_known:
        return value.denominator == 1 and 0 <= value <= 12 and not numeral.measured
    if words.take(value, loosely=not numeral.measured):
        return True
    if numeral.measured:  # 75 % is "tres cuartas partes"
        return 0 < value < 100 and words.take(value / 100, loosely=False)
    if value == 30:  # 2:30 is "las dos y media", "下午两点半"; 30 minutes are half an hour
        return words.take_half()
    has_half = value.denominator == 2 and value > 1 and any(_HALF in word.values for word in words.strong)
    return has_half and _in_words(_Said(value - _HALF, numeral), words) and words.take_half()


def _whole(value: Value) -> Value:
    return value - _HALF if isinstance(value, Fraction) and value.denominator == 2 else ""


def _digits(said: list[_Said]) -> str:
    texts = dict.fromkeys(each.numeral for each in said)
    return re.sub(r"[^0-9]", "", "".join(numeral.text for numeral in texts))


# ── order ───────────────────────────────────────────────────────────────────────────────────────


class _Side(NamedTuple):
    text: str
    numerals: Sequence[Numeral]
    words: Sequence[Word] | None

    def pairs(self) -> Iterator[tuple[Value, Value]]:
        """The ends of each span ("120–129", "two to three") and the sides of each ratio ("130/80", "160 mg/5 mL")."""
        words = [
            word
            for word in self.words or ()
            if word.kind == "cardinal" or (word.kind == "loose" and word.values[0] == 1)
        ]
        ends = [(n.start, n.end, n.readings[0]) for n in self.numerals] + [(w.start, w.end, w.values) for w in words]
        ends.sort()
        gaps = [self.text[one[1] : two[0]] for one, two in pairwise(ends)]
        for index, (gap, (one, two)) in enumerate(zip(gaps, pairwise(ends), strict=True)):
            first, second = one[2][-1], two[2][0]
            if gap in gaps[max(0, index - 1) : index] + gaps[index + 1 : index + 2] and len(gap) == 1:
                continue  # a date: its order is the language's
            if isinstance(first, str) or isinstance(second, str) or (gap == "/" and max(first, second) <= 31):
                continue
            if _SPAN.fullmatch(gap) or _RATIO.fullmatch(gap):
                yield first, second


def _turned_round(source: _Side, target: _Side) -> str:
    if len(source.numerals) + len(source.words or ()) < 2:
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
