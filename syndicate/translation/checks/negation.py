"""Negation: a translation denies what its source denies, and nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.numerals import plain_once
from syndicate.translation.polarity import Cue, Cues, cues

_STRONG = frozenset({"not", "without", "avoid", "unless", "forbid"})
# What may say in another language what a negation says, and what the negation must then stand beside:
# "not more than" is "at most", "does not go away" is "persists".
_FOR_ANY = frozenset({"stop", "prevent", "lack", "un", "bad", "forget", "few", "instead", "away", "empty"})
_FOR_NOT = frozenset({"or", "ne", "wait", "else"})
_BESIDE = {
    "max": {"more"},
    "less": {"enough", "more"},
    "persist": {"pass", "stop"},
    "differ": {"same"},
    "doubt": {"sure"},
}
_FOR = {
    "without": frozenset({"before", "until", "free", "persist", "wait"}),
    "unless": frozenset({"only", "until", "else", "before", "differ"}),
}
# With one of these, "not" is a double negation, which another language may resolve; with some only into a word of
# its own ("not until" is "erst", "do not stop" is "weiter"), with some only if they stand beside each other.
_TURNS: dict[str, set[str]] = {
    "without": set(),
    "forget": set(),
    "empty": set(),
    "wait": set(),
    "unless": {"only"},
    "until": {"only", "wait", "before"},
    "before": {"only", "wait"},
    "stop": {"persist"},
}
_TURNS_BESIDE = frozenset({"un", "lack", "few", "bad", "less", "avoid", "forbid", "doubt", "only"})
_NEAR = 4
# Words that are one in some languages: "évitez le soleil" avoids, "évite la grippe" prevents.
_KIN = (("avoid", "prevent"), ("unless", "differ"), ("avoid", "stop"))


def check_negation(pair: Pair) -> Iterator[Problem]:
    """``negation-differs``: a negation that is lost or added.

    Sentence by sentence where there are as many, else over the whole. A negation may become a word that denies
    ("avoid", "sin azúcar", "nüchtern") and two may become none ("do not … without asking"); a list may repeat it.
    Where in its sentence it stands is not looked at, and a word of denial that is lost beside another may be missed.
    """
    if pair.is_localized:
        return
    message = difference(pair.source, pair.target, pair.source_language, pair.target_language)
    if message:
        yield Problem(
            "negation-differs", message, advice="compare what each sentence says to do and not to do", blocking=True
        )


def difference(source: str, target: str, source_language: str, target_language: str) -> str:
    """What is wrong with the negations of a target, for its translator; empty where nothing is or we cannot tell."""
    theirs = cues(plain_once(source), source_language)
    ours = cues(plain_once(target), target_language)
    if theirs is None or ours is None:
        return ""
    if len(theirs) != len(ours):
        theirs, ours = (tuple(chain(*theirs)),), (tuple(chain(*ours)),)
    for one, other in zip(theirs, ours, strict=True):
        if message := _compared(one, other):
            return message
    return ""


class _Side(NamedTuple):
    cues: Cues
    left: Counter[str]

    def strong(self) -> list[str]:
        return [label for label in self.left.elements() if label in _STRONG]

    def has(self, labels: Iterable[str]) -> bool:
        return any(cue.label in labels for cue in self.cues)

    def told(self, label: str) -> str:
        return next(cue.text for cue in reversed(self.cues) if cue.label == label)


def _compared(theirs: Cues, ours: Cues) -> str:
    before, after = (Counter(cue.label for cue in side) for side in (theirs, ours))
    same = before & after
    del same["or"]
    source, target = _Side(theirs, before - same), _Side(ours, after - same)
    if not source.strong() and not target.strong():
        return ""
    for side, other in ((source, target), (target, source)):
        for one, two in _KIN:
            while side.left[one] > 0 and other.left[two] > 0:
                side.left[one] -= 1
                other.left[two] -= 1
    for one, other in zip(source.strong(), target.strong(), strict=False):  # "avoid" is as good as "not"
        source.left[one] -= 1
        target.left[other] -= 1
    sides = (source, target), (target, source)
    for side, other in sides:
        _resolve(side, other)
    for side, other in sides:
        _absorb(side, other, [label for label in side.strong() if label != "not"])
    while source.left["un"] > 0 and target.left["not"] > 0:  # "unwashed" is "sin lavar", "no lavado"
        source.left["un"] -= 1
        target.left["not"] -= 1
    _cancel(source, target)
    for side, other in sides:
        _resolve_neighbors(side)
        _absorb(side, other, side.strong())
    if lost := source.strong():
        return f"“{source.told(lost[0])}” in the source has no counterpart"
    if added := target.strong():
        return f"“{target.told(added[0])}” has no counterpart in the source"
    return ""


def _absorb(strong: _Side, weak: _Side, labels: Iterable[str]) -> None:
    """Let what is left on one side stand for the negations that are left on the other."""
    for label in labels:
        for other in +weak.left:
            if (
                other in _FOR_ANY
                or other in _FOR.get(label, ())
                or (label == "not" and (other in _FOR_NOT or strong.has(_BESIDE.get(other, ()))))
            ):
                strong.left[label] -= 1
                weak.left[other] -= 1
                break


def _cancel(source: _Side, target: _Side) -> None:
    """Let words of denial stand for each other: "unconscious" is "sin conocimiento", "a loss" or "bad" elsewhere."""
    for one in [label for label in source.left.elements() if label in _FOR_ANY]:
        other = next((label for label in +target.left if label in _FOR_ANY), None)
        if other is not None:
            source.left[one] -= 1
            target.left[other] -= 1


def _resolve(side: _Side, other: _Side) -> None:
    """Take double negations away: "not … without"."""
    for partner, needed in _TURNS.items():
        while (
            side.left["not"] > 0 and side.left[partner] > 0 and (not needed or any(other.left[n] > 0 for n in needed))
        ):
            side.left["not"] -= 1
            side.left[partner] -= 1


def _resolve_neighbors(side: _Side) -> None:
    """Take double negations of two neighbors away: "not uncommon"."""
    for one, two in pairwise(side.cues):
        if one.label == "not" and two.label in _TURNS_BESIDE and two.place - one.place <= _NEAR:
            if side.left["not"] > 0 and side.left[two.label] > 0:
                side.left["not"] -= 1
                side.left[two.label] -= 1
