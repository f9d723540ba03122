"""Which old text belongs to which changed one: by role and position, never by likeness.

Likeness offers "stop" for "do not stop" (reference: localization §0, row 5). The texts that stayed hold the others in
place. Between two of them, the texts of one role that went are paired in order with those that came, where they are
as many. Where they are not, only a paragraph that was split, or several that were joined, are recognized: the same
words stand there, in more or fewer pieces. For anything else nobody knows which is which.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence

from syndicate.translation.catalogs.po import Key

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|\w+")
_MOST_PIECES = 8
_OTHER_WORDS = 5  # one word in five may differ: "and" goes where a sentence is split, "They" comes


def aligned(old: Sequence[Key], new: Sequence[Key], revived: Collection[Key] = ()) -> dict[Key, tuple[Key, ...]]:
    """The old keys for each changed one of the new: one, or those that were joined to it.

    ``old`` and ``new`` are the keys of the two versions, each in order and distinct. ``revived`` are new ones that
    come back from the dead, with a translation of their own.
    """
    stay = set(old).intersection(new)
    pairs: dict[Key, tuple[Key, ...]] = {}
    for gap_old, gap_new in _gaps(old, new, stay):
        went, came = defaultdict(list), defaultdict(list)
        for key in old[gap_old]:
            if key not in stay:
                went[role(key[0])].append(key)
        for key in new[gap_new]:
            if key not in stay and key not in revived:
                came[role(key[0])].append(key)
        for name, fresh in came.items():
            pairs.update(_paired(went[name], fresh))
    return pairs


def role(context: str) -> str:
    """The role in a msgctxt, without the author's context."""
    return context.partition("|")[0]


# ── what stayed ─────────────────────────────────────────────────────────────────────────────────


def _gaps(old: Sequence[Key], new: Sequence[Key], stay: Collection[Key]) -> Iterator[tuple[slice, slice]]:
    """The slices between texts that stayed in their order, where something both went and came."""
    at = {key: index for index, key in enumerate(old)}
    kept = [(at[key], index) for index, key in enumerate(new) if key in stay]
    i = j = 0
    for stop_old, stop_new in (*_longest_run(kept), (len(old), len(new))):
        if i < stop_old and j < stop_new:
            yield slice(i, stop_old), slice(j, stop_new)
        i, j = stop_old + 1, stop_new + 1


def _longest_run(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs whose first numbers rise (their second ones do): patience sorting, n log n.

    difflib takes 3 s for 5,000 paragraphs in reverse order, and every key stands there once.
    """
    tails: list[int] = []  # the lowest first number that ends a run of each length
    ends: list[int] = []  # the index of the pair that has it
    before: list[int] = []
    for index, (number, _) in enumerate(pairs):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [index]
    run = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


# ── what changed ────────────────────────────────────────────────────────────────────────────────


def _paired(went: Sequence[Key], came: Sequence[Key]) -> Mapping[Key, tuple[Key, ...]]:
    if len(went) == len(came):
        return {new: (old,) for new, old in zip(came, went, strict=True)}
    before, after = [text for _, text in went], [text for _, text in came]
    found: dict[Key, tuple[Key, ...]] = {}
    for index, pieces in _in_pieces(before, after):
        found |= dict.fromkeys(came[pieces], (went[index],))
    for index, pieces in _in_pieces(after, before):
        found[came[index]] = tuple(went[pieces])
    return found


def _in_pieces(wholes: Sequence[str], parts: Sequence[str]) -> Iterator[tuple[int, slice]]:
    """Which of the texts stand among the parts in two or more pieces, one after another; a part is used once."""
    words = [_words(part) for part in parts]
    begins: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
    for index, part in enumerate(words):
        begins[tuple(part[:2])].append(index)
    free = 0
    for index, whole in enumerate(map(_words, wholes)):
        firsts = begins[tuple(whole[:2])]
        while firsts and firsts[0] < free:
            firsts.popleft()
        if whole and firsts and (count := _pieces(whole, words[firsts[0] : firsts[0] + _MOST_PIECES])) > 1:
            free = firsts[0] + count
            yield index, slice(firsts[0], free)


def _pieces(whole: Sequence[str], parts: Sequence[Sequence[str]]) -> int:
    """How many of the parts together have the words of the whole; 0 where none have enough of them."""
    wanted, together = Counter(whole), Counter[str]()
    least, count = len(whole) + 1, 0
    for number, part in enumerate(parts, 1):
        together.update(part)
        if (others := _differs(wanted, together)) >= least:
            break
        least, count = others, number
    return count if least * _OTHER_WORDS <= len(whole) else 0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _differs(one: Counter[str], other: Counter[str]) -> int:
    return ((one - other) + (other - one)).total()
