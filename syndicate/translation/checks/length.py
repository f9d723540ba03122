"""Sentences that were lost or added, and text that ends in the middle of one.

Translators join and split sentences, so a count alone says nothing. A sentence counts as lost where there are fewer,
nothing stands in its place (a comma, an "and"), and the text is too short for its language; or where the lengths of
the others say that it has no counterpart.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from syndicate.languages import primary, script
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import shown
from syndicate.translation.linguistics.sentences import sentences

# Characters for one character of English: medians of this repository's own catalogs (200 texts in each language).
_VERBOSITY = {"en": 1.0, "es": 1.2, "fr": 1.3, "de": 1.3, "pt": 1.17, "ar": 0.97, "zh": 0.35}
# Languages that we have not measured.
_VERBOSITY_OF_SCRIPT = {"Hans": 0.35, "Hant": 0.35, "Jpan": 0.5, "Kore": 0.55, "Arab": 1.0, "Hebr": 0.85}

# What joins clauses, beside punctuation. Not what opens relative clauses: other languages do without.
_JOINING = {
    "en": "and or but so because if unless while until before after then",
    "es": "y e o u ni pero porque si mientras hasta antes después sino",
    "fr": "et ou ni mais car parce si s avant après puis donc",
    "de": "und oder aber denn weil wenn falls bis bevor nachdem sondern sowie auch sofern ob noch",
    "pt": "e ou nem mas porque se enquanto até antes depois pois caso",
    "ar": r"إذا لأن لكن أو ثم حتى قبل بعد إلا (?<=\w\s)[وف]\w{2,}",
    "zh": "和 或 与 及 并 如果 如 若 但 因为 所以 而 时 当 就 则 也 且",
}
# A comma before these joins nothing more; German has one before each subordinate clause.
_COMMA_AND = re.compile(
    r", (?=(?:and|or|but|so|if|y|e|o|u|si|pero|et|ou|mais|und|oder|aber|wenn|weil|dass|ob"
    r"|falls|bevor|bis|damit|um|ohne|se)\b)"
)
# What Chinese moves to the front, where a comma closes it.
_FRONTED = re.compile(r"(?<=[^.!?] )(?:if|unless|when|because|before|si|cuando|porque|antes)\b")
_PAUSE = re.compile(r"[,;:，；：、،؛(（–—]")

# Words that no sentence ends with (German prefixes of verbs and English prepositions do).
_HANGING = {
    "en": "the a an and or of your",
    "es": "de del la el los las y o u con por para un una que al en su sus a",
    "fr": "de du des la le les et ou avec pour dans un une que au aux à en sur votre vos ses",
    "de": "der die das den dem und oder für von eine einen einem einer sowie dass",
    "pt": "de da do das dos e ou com por para um uma que em no na os as seu sua ao à",
    "ar": "و من في على إلى أو عن مع أن التي الذي",
}
_HANGING_IN = {language: frozenset(words.split()) for language, words in _HANGING.items()}
_COMMAS = (",", "،", "，", "、")

_VARIANCE = 6.8  # of the length of a translation, for each character
_MOST = 20  # sentences that are compared one by one
_LEAST = 60  # characters of a source: in shorter ones a good translation may have a third of the usual length


def check_length(pair: Pair) -> Iterator[Problem]:
    """``sentences-differ``: a sentence that was probably lost or added, or a text that breaks off."""
    if pair.is_localized:
        return
    source, target = shown(pair.source), shown(pair.target)
    message = _broken_off(pair, source, target) or _difference(pair, source, target)
    if message:
        yield Problem("sentences-differ", message, advice="compare sentence by sentence with the source", blocking=True)


def _broken_off(pair: Pair, source: str, target: str) -> str:
    ends = target.rstrip(), source.rstrip()
    if ends[0].endswith(_COMMAS) and not ends[1].endswith((*_COMMAS, ";", "؛", "；")):
        return "the text breaks off behind a comma"
    last = target.rpartition(" ")[2].lower()
    if last not in _HANGING_IN.get(primary(pair.target_language), ()) or not ends[1].endswith((".", "!", "?")):
        return ""
    return f"the text breaks off behind “{last}”"


def _difference(pair: Pair, source: str, target: str) -> str:
    theirs, ours = sentences(source, pair.source_language), sentences(target, pair.target_language)
    before, after = len(theirs), len(ours)
    usual = _verbosity(pair.target_language) / _verbosity(pair.source_language)
    share = len(target) / (len(source) * usual) if source else 1.0
    if before != after:
        wanted = [_Sentence(len(one.strip()), _joints_of_source(one, pair)) for one in theirs]
        there = [_Sentence(len(one.strip()) / usual, _joints(one, pair.target_language)) for one in ours]
        if (after < before and _is_lost(wanted, there, share)) or (after > before and _is_added(wanted, there, share)):
            return _told(f"{before} sentences in the source, {after} here", share)
    if len(source) >= _LEAST and share < 0.45:
        return _told("much shorter than the source", share)
    return ""


def _told(what: str, share: float) -> str:
    return f"{what}, with {share:.0%} of the usual length: something seems to be {'lost' if share < 1 else 'added'}"


class _Sentence(NamedTuple):
    """How long a sentence is, in characters of the source's language, and how often it goes on within itself."""

    length: float
    joints: int


def _is_lost(before: Sequence[_Sentence], after: Sequence[_Sentence], share: float) -> bool:
    """Whether sentences that are fewer were lost, and not joined."""
    hole = _fit(before, after, joining=True) - _fit(before, after, joining=False) if len(before) <= _MOST else 0.0
    lost, joined = len(before) - len(after), _more_joints(before, after)
    # How much of what so many sentences usually take must be missing.
    least = 0.35 if joined < lost else 0.85 if joined == lost else 0.9
    return hole > 1 or (hole >= 0 and share < 1 - least * lost / len(before))


def _is_added(before: Sequence[_Sentence], after: Sequence[_Sentence], share: float) -> bool:
    return share > 1.45 and len(after) - len(before) > -_more_joints(before, after)


def _more_joints(before: Iterable[_Sentence], after: Iterable[_Sentence]) -> int:
    return sum(one.joints for one in after) - sum(one.joints for one in before)


def _fit(before: Sequence[_Sentence], after: Sequence[_Sentence], *, joining: bool) -> float:
    """How badly sentences fit at best, in order: each of the target to one or more that it joins, or some to none."""
    costs = [0.0, *(math.inf if joining else 0.0 for _ in before)]  # of the first so many of the source
    for one in after:
        row = [math.inf]
        for end in range(1, len(costs)):
            if joining:
                row.append(min(costs[start] + _misfit(before[start:end], one) for start in range(end)))
            else:
                row.append(min(row[-1], costs[end - 1] + _misfit(before[end - 1 : end], one)))
        costs = row
    return costs[-1]


def _misfit(parts: Sequence[_Sentence], whole: _Sentence) -> float:
    """The square of how far lengths are apart, by their usual variance (Gale and Church 1993), and joints that lack."""
    length = sum(part.length for part in parts)
    lacking = max(0, len(parts) - 1 - _more_joints(parts, (whole,)))
    lengths = (length - whole.length) ** 2 / (_VARIANCE * max(1.0, length + whole.length))
    return lengths + 0.5 * (lacking if len(parts) > 1 else 0)


def _joints_of_source(sentence: str, pair: Pair) -> int:
    fronted = len(_FRONTED.findall(sentence)) if primary(pair.target_language) == "zh" else 0
    return _joints(sentence, pair.source_language) + fronted


def _joints(text: str, language: str) -> int:
    """How often a text goes on within a sentence; more than a count of clauses, but alike in all languages."""
    text = _COMMA_AND.sub(" ", text)
    words = _joining(primary(language))
    return len(_PAUSE.findall(text)) + (len(words.findall(text.lower())) if words else 0)


@lru_cache(maxsize=64)
def _joining(language: str) -> re.Pattern[str] | None:
    if language not in _JOINING:
        return None
    words = "|".join(_JOINING[language].split())
    return re.compile(words if language == "zh" else rf"\b(?:{words})\b")


@lru_cache(maxsize=64)
def _verbosity(language: str) -> float:
    return _VERBOSITY.get(primary(language), _VERBOSITY_OF_SCRIPT.get(script(language), 1.15))
