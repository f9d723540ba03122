"""Sentences that were lost or added, and text that ends in the middle of one.

Translators join and split sentences, so a count alone says nothing. A sentence counts as lost where there are fewer,
nothing stands in its place (a comma, an "and"), and the text is too short for its language.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from syndicate.languages import primary, script
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import shown
from syndicate.translation.sentences import sentences

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
    before = len(sentences(source, pair.source_language))
    after = len(sentences(target, pair.target_language))
    usual = _verbosity(pair.target_language) / _verbosity(pair.source_language)
    share = len(target) / (len(source) * usual) if source else 1.0
    if after < before:
        joined, lost = _joined(pair, source, target), before - after
        # How much of what so many sentences usually take must be missing.
        least = 0.35 if joined < lost else 0.85 if joined == lost else 0.9
        if share < 1 - least * lost / before:
            return _told(f"{before} sentences in the source, {after} here", share)
    elif after > before and share > 1.45 and after - before > -_joined(pair, source, target):
        return _told(f"{before} sentences in the source, {after} here", share)
    if len(source) >= _LEAST and share < 0.45:
        return _told("much shorter than the source", share)
    return ""


def _told(what: str, share: float) -> str:
    return f"{what}, with {share:.0%} of the usual length: something seems to be {'lost' if share < 1 else 'added'}"


def _joined(pair: Pair, source: str, target: str) -> int:
    """How many clauses more the target joins than the source."""
    fronted = len(_FRONTED.findall(source)) if primary(pair.target_language) == "zh" else 0
    return _joints(target, pair.target_language) - _joints(source, pair.source_language) - fronted


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
