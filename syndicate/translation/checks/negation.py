"""Negation: a translation denies what its source denies, and nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise, product
from typing import NamedTuple

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.linguistics.numerals import plain_once
from syndicate.translation.linguistics.polarity import Cues, cues

_STRONG = frozenset({"not", "without", "avoid", "unless", "forbid"})
# What may say in another language what a negation says, and what the negation must then stand beside:
# "not more than" is "at most", "does not go away" is "persists".
_FOR_ANY = ("stop", "prevent", "lack", "un", "bad", "forget", "skip", "few", "instead", "away", "empty")
_FOR_NOT = frozenset({"or", "nor", "ne", "wait", "else", "against"})
_BESIDE = {
    "max": {"more"},
    "less": {"enough", "more"},
    "persist": {"pass", "stop"},
    "differ": {"same"},
    "doubt": {"sure"},
}
_FOR = {
    "without": frozenset({"before", "until", "free", "persist", "wait"}),
    "forbid": frozenset({"against"}),
    "unless": frozenset({"until", "before", "differ", "un"}),
}
# With one of these, "not" is a double negation, which another language may resolve; with some only into a word of
# its own ("not until" is "erst", "do not stop" is "weiter"), with some only if they stand beside each other.
_TURNS: dict[str, set[str]] = {
    "without": set(),
    "forget": set(),
    "empty": set(),
    "wait": set(),
    "unless": {"only"},
    "until": {"only", "wait", "when"},
    "before": {"only", "wait"},
    "stop": {"persist"},
    "skip": {"persist", "all"},
}
_TURNS_BESIDE = frozenset({"un", "lack", "few", "bad", "less", "avoid", "forbid", "doubt", "only"})
_NEAR = 4  # words
_ALL = 99
# Words that are one in some languages: "évitez le soleil" avoids, "évite la grippe" prevents.
_KIN = (
    ("avoid", "prevent"),
    ("avoid", "stop"),
    ("until", "before"),
    ("stop", "prevent"),
    ("against", "forbid"),
    ("against", "avoid"),
    ("against", "prevent"),
    ("against", "not"),
    ("forget", "skip"),
    ("stop", "skip"),
    ("un", "differ"),
    ("alone", "without"),
    ("only", "alone"),
    ("only", "few"),
    ("when", "only"),
)
# What may say that something is not possible or not allowed, without a negation.
_FOR_CANNOT = frozenset({"un", "few", "lack", "prevent", "only", "until", "wait", "empty", "bad"}) | _STRONG


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
    """The cues of one side, and how many of each kind have no counterpart yet."""

    cues: Cues
    left: Counter[str]

    def strong(self) -> list[str]:
        return [label for label in self.left.elements() if label in _STRONG]

    def has(self, labels: Iterable[str]) -> bool:
        return any(cue.label in labels for cue in self.cues)


def _compared(theirs: Cues, ours: Cues) -> str:
    if message := _of_list(theirs, ours) or _of_modals(theirs, ours):
        return message
    before, after = (Counter(cue.label for cue in side) for side in (theirs, ours))
    same = before & after
    del same["or"], same["nor"]
    if before["without"] != after["without"]:  # "without talking to your doctor first" is "before you talk to"
        del same["before"]
    source, target = _Side(theirs, before - same), _Side(ours, after - same)
    if source.strong() or target.strong():
        _explain(source, target)
    if lost := source.strong():
        return f"“{_told(theirs, lost[0])}” in the source has no counterpart"
    if added := target.strong():
        return f"“{_told(ours, added[0])}” has no counterpart in the source"
    return ""


def _of_list(theirs: Cues, ours: Cues) -> str:
    """Find one negation too few among those that a list was split into: "do not A or B" as "no A y no B"."""
    before, after = (Counter(cue.label for cue in side) for side in (theirs, ours))
    parts = 1 + before["or"] + before["nor"]
    is_split = after["not"] > 1 or after["and"] > before["and"]
    if before["not"] == 1 < parts and is_split and after["not"] == parts - 1 and not after["or"] + after["nor"]:
        return f"one of the {parts} parts that “{_told(theirs, 'not')}” denies is not denied here"
    return ""


def _of_modals(theirs: Cues, ours: Cues) -> str:
    """Find "may not" where the source denies nothing: there, no word such as "stop" or "against" explains it."""
    is_double = any(cue.label in {"without", "unless"} for cue in ours)  # "may not … without" is "ask before"
    if is_double or any(cue.label in _FOR_CANNOT for cue in theirs):
        return ""
    able = [cue.place for cue in ours if cue.label == "able"]
    for cue in ours:
        if cue.label == "not" and any(abs(cue.place - place) <= _NEAR for place in able):
            return f"“{cue.text}” has no counterpart in the source"
    return ""


def _told(side: Cues, label: str) -> str:
    return next(cue.text for cue in reversed(side) if cue.label == label)


def _explain(source: _Side, target: _Side) -> None:
    """Strike what stands for each other, the likeliest first."""
    both = (source, target), (target, source)
    for side, other in both:
        _strike_all(side, other, _KIN)
    for one, two in zip(source.strong(), target.strong(), strict=False):  # "avoid" is as good as "not"
        _strike(source, one, target, two, most=1)
    for side, other in both:
        _resolve(side, other)
    for side, other in both:
        _absorb(side, other, [label for label in side.strong() if label != "not"])
    _strike(source, "un", target, "not")  # "unwashed" is "no lavado"
    # "Unconscious" is "sin conocimiento", "a loss", or "bad" elsewhere.
    _strike_all(source, target, product(_FOR_ANY, _FOR_ANY))
    for side, other in both:
        _resolve_neighbors(side)
        _absorb(side, other, side.strong())


def _resolve(side: _Side, other: _Side) -> None:
    """Take double negations away: "not … without"; "no … si no" is only if."""
    if other.left["only"] and side.left["not"] > 1:
        side.left["not"] -= 2
    for partner, needed in _TURNS.items():
        if not needed or any(other.left[label] > 0 for label in needed):
            _strike(side, "not", side, partner)


def _resolve_neighbors(side: _Side) -> None:
    """Take double negations of two neighbors away: "not uncommon"."""
    for one, two in pairwise(side.cues):
        if one.label == "not" and two.label in _TURNS_BESIDE and two.place - one.place <= _NEAR:
            _strike(side, "not", side, two.label, most=1)


def _strike_all(one: _Side, other: _Side, pairs: Iterable[tuple[str, str]]) -> None:
    for label, counterpart in pairs:
        _strike(one, label, other, counterpart)


def _strike(one: _Side, label: str, other: _Side, counterpart: str, most: int = _ALL) -> None:
    both = min(one.left[label], other.left[counterpart], most)
    if both > 0:
        one.left[label] -= both
        other.left[counterpart] -= both


def _absorb(strong: _Side, weak: _Side, labels: Iterable[str]) -> None:
    """Let what is left on one side stand for the negations that are left on the other."""
    for label in labels:
        for other in +weak.left:
            if (
                (other in _FOR_ANY and label != "unless")
                or other in _FOR.get(label, ())
                or (label == "not" and (other in _FOR_NOT or strong.has(_BESIDE.get(other, ()))))
            ):
                _strike(strong, label, weak, other, most=1)
                break
