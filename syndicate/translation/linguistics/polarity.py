"""What a text denies: its cues of negation, sentence by sentence, each with a label that is the same in all languages.

``not`` is the plain negation; ``without``, ``avoid``, ``unless`` and ``forbid`` are negations in a word. The other
labels (``stop``, ``lack``, ``un``, ``few``, ``only``, ``before`` …) are words that may stand for a negation in another
language, or for the half of a double one: "do not stop" is "weiterhin", "not until" is "erst", "uncommon" is "poco
frecuente". They are listed in the section ``negation`` of the tables.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from syndicate.languages import primary
from syndicate.translation.linguistics.lexicon import Lexicon, Token, lexicon, table, tokens
from syndicate.translation.linguistics.sentences import sentences

_IDLE = 6  # words from "until" to a negation that means nothing beside it
_REACH = 12  # words between the two parts of a French negation
# After these, Spanish says "ningún" for "any".
_DENYING = frozenset({"not", "without", "before", "avoid", "forbid"})
_FRENCH_PARTS = frozenset({"pas", "concord", "plus", "nor"})


class Cue(NamedTuple):
    """A cue: its label, the words of the text, and which word of the sentence it begins with."""

    label: str
    text: str
    place: int


Cues = tuple[Cue, ...]


@lru_cache(maxsize=512)  # a source is compared with each of its languages in turn
def cues(text: str, language: str) -> tuple[Cues, ...] | None:
    """The cues of each sentence of a text made by `numerals.plain`; None for a language (BCP 47) without a table."""
    found = _lexicon(language) if table(language) is not None else None
    if found is None:
        return None
    return tuple(tuple(_cues(text, sentence, found, primary(language))) for sentence in _sentences(text, language))


@lru_cache(maxsize=16)
def _lexicon(language: str) -> Lexicon:
    words = table(language)
    return lexicon({**words["negation"], "comma": ",; ،; ，"} if words else {}, language)


def _sentences(text: str, language: str) -> Iterator[tuple[Token, ...]]:
    """The words of each sentence."""
    words, first, end = tokens(text, language), 0, 0
    for sentence in sentences(text, language):
        end += len(sentence)
        last = bisect_left(words, end, lo=first, key=lambda word: word.start)
        yield words[first:last]
        first = last


def _cues(text: str, words: tuple[Token, ...], found: Lexicon, language: str) -> Iterator[Cue]:
    hits = _hits(text, words, found, language)
    denied, any_denied, commas = False, False, 0
    labels = set()
    ends = {place for label, place, _ in hits if label == "or"}
    for label, place, written in hits:
        match label:
            case "_" | "que":
                continue
            case "comma":
                commas += denied and place + 1 not in ends  # "crush, chew, or split" has two joints
            case "concord" | "nor" | "pas" if any_denied:
                # Spanish and its sisters say "no … nunca" for one negation, and "no … ni … ni" for a list.
                yield from [Cue("nor" if label == "nor" else "or", written, place)] * (1 + commas)
                denied, commas = True, 0
            case "concord" | "nor" | "pas" | "neither":
                yield Cue("not", written, place)
                yield from [Cue("and", written, place)] * (label in {"nor", "neither"})  # not this, and not that
                denied, any_denied, commas = True, True, 0
            case "or":  # each part of "do not crush, chew or split" may have a negation of its own elsewhere
                yield from [Cue("or", written, place)] * (1 + commas) * denied
                commas = 0
            case "else" if "unless" in labels:  # "unless … otherwise", "除非 … 否则": one condition
                yield Cue("differ", written, place)
            case "plus":
                yield Cue("more", written, place)
            case _:
                denied = denied or label == "not"
                any_denied = any_denied or label in _DENYING
                labels.add(label)
                yield Cue(label, written, place)


_Hit = tuple[str, int, str]


def _hits(text: str, words: tuple[Token, ...], found: Lexicon, language: str) -> list[_Hit]:
    hits = [(hit.label, hit.first, text[words[hit.first].start : words[hit.last - 1].end]) for hit in found.hits(words)]
    return _without_idle(list(_french(hits)) if language == "fr" else hits, words)


def _without_idle(hits: list[_Hit], words: tuple[Token, ...]) -> list[_Hit]:
    """Call ``ne`` what is a negation by its form only: "Isn’t it …?", "tant que vous ne savez pas", "未咨询医生前"."""
    found: list[_Hit] = []
    is_question = words[-1].forms[0] in {"?", "？", "؟"} if words else False
    until = -_IDLE
    for index, (label, place, written) in enumerate(hits):
        if label in {"until", "comma"}:
            until = place if label == "until" else -_IDLE
        follows = next((other for other in hits[index + 1 : index + 6] if other[0] in {"before", "comma"}), None)
        is_before = written in {"未", "没有"} and follows is not None and follows[0] == "before"
        opens = words[place - 1].forms[0] == "¿" if place else written.lower() != "no"
        is_idle = label == "not" and ((is_question and opens) or is_before or place - until < _IDLE)
        found.append(("ne" if is_idle else label, place, written))
    return found


def _french(hits: list[_Hit]) -> Iterator[_Hit]:
    """A negation in two words as one; "ne … que" is only, and ne alone ("avant qu’il ne") means nothing."""
    used: set[int] = set()
    for index, (label, place, written) in enumerate(hits):
        if index in used:
            continue
        if label != "ne":
            yield label, place, written
            continue
        around = hits[max(0, index - _REACH) : index]
        if any(other == "concord" and place - at <= _REACH for other, at, _ in around):
            continue  # "aucun pays ne", "rien ne": said already
        following = range(index + 1, min(len(hits), index + 1 + _REACH))
        near = [other for other in following if hits[other][1] - place <= _REACH and other not in used]
        parts = [other for other in near if hits[other][0] in _FRENCH_PARTS]
        others = [other for other in near if hits[other][0] in {"que", "only"}]
        if parts and hits[parts[0]][0] == "plus" and (more := [o for o in parts[1:] if hits[o][0] == "pas"]):
            parts = more
        if parts and not (others and others[0] < parts[0] and hits[parts[0]][0] == "plus"):
            used.add(parts[0])
            yield "not", place, f"{written} … {hits[parts[0]][2]}"
        elif others:
            used.add(others[0])
            yield "only", place, f"{written} … {hits[others[0]][2]}"
        else:
            yield "ne", place, written
