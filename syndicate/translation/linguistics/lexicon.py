"""Words and phrases of a language, as its table ``words/<language>.toml`` lists them, found in running text.

A table is written for people: phrases stand between semicolons; ``word*`` is any word that begins so, ``*word`` any
that ends so, ``a|b`` one or the other, and ``#`` a number. Signs are words of their own, so that no phrase reaches over
a full stop.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import product
from typing import Any, NamedTuple

from syndicate.languages import primary, script

LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "pt", "zh"})

_WORD = r"[^\W\d_]+"
_PATTERNS = {
    # An elision is a word of its own in French ("n’est", "qu’il"), and no other apostrophe ends a word.
    "fr": re.compile(rf"{_WORD}’?|\d+|[^\w\s]"),
    "zh": re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+|\d+|[^\w\s]"),
}
_PATTERN = re.compile(rf"{_WORD}(?:’{_WORD})*|\d+|[^\w\s]")
# German writes numbers, and what they count, as one word: vierundzwanzig, zweimal, sechsmonatig.
_GERMAN_PART = (
    r"(?:drei|vier|fünf|sech|sieb|acht|neun)?zehn|elf|zwölf|zwanzig|drei(?:ß|ss)ig|(?:vier|fünf|sech|sieb|acht|neun)zig"
    r"|einhalb|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|hundert|tausend|und|halb|mal"
    r"|(?:fach|stünd|stunden|minüt|minuten|täg|tages?|wöch|wochen|monat|jähr|jahres)\w*"
)
_GERMAN_PARTS = re.compile(_GERMAN_PART, re.IGNORECASE)
_GERMAN_NUMBER = re.compile(rf"(?:{_GERMAN_PART}){{2,}}", re.IGNORECASE)
# Hamza is often left out, but not at the end ("ابدأ" is start, "أبدا" never); "ألا" is "أن لا", and not "إلا".
_ARABIC_FOLDED = re.compile(r"[أإآ](?!\b)|ى")
_ARABIC_THAT_NOT = re.compile(r"ألا\b")
_ARABIC_PREFIXES = re.compile(r"[وف]?(?:[بكل]?ال|لل|[بكلس])|[وف]")


class Token(NamedTuple):
    """A word, a run of digits or a sign; ``forms`` are what to look it up by, as it is written first."""

    start: int
    end: int
    forms: tuple[str, ...]


class Hit(NamedTuple):
    """A phrase where it stands: half-open indexes of its tokens, and the label that its table gives it."""

    first: int
    last: int
    label: str


def table(language: str) -> Mapping[str, Any] | None:
    """The table of a language (BCP 47), None where we have none: of Chinese we have the simplified signs."""
    own = primary(language)
    return _loaded(own) if own in LANGUAGES and not (own == "zh" and script(language) == "Hant") else None


@lru_cache(maxsize=len(LANGUAGES))
def _loaded(language: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words", f"{language}.toml").read_text("utf-8"))


@lru_cache(maxsize=512)  # each check reads the same text again
def tokens(text: str, language: str) -> tuple[Token, ...]:
    """The words and signs of a text made by `numerals.plain`, in order."""
    own = primary(language)
    found: Iterator[re.Match[str]] = _PATTERNS.get(own, _PATTERN).finditer(text)
    if own == "de":
        found = (part for word in found for part in _german(word))
    forms = _arabic if own == "ar" else _small
    return tuple([Token(*word.span(), forms(word[0])) for word in found])


@lru_cache(maxsize=8192)
def _small(word: str) -> tuple[str, ...]:
    return (word.lower(),)


def _german(word: re.Match[str]) -> Iterator[re.Match[str]]:
    if _GERMAN_NUMBER.fullmatch(word[0]):
        return _GERMAN_PARTS.finditer(word.string, *word.span())
    return iter((word,))


@lru_cache(maxsize=8192)
def _arabic(word: str) -> tuple[str, ...]:
    """An Arabic word, and what is left of it without the particles that are written with it."""
    folded = fold_arabic(_ARABIC_THAT_NOT.sub("انلا", word))
    bare = [folded[end:] for end in range(1, 5) if len(folded) > end + 1 and _ARABIC_PREFIXES.fullmatch(folded[:end])]
    return (folded, *bare)


def fold_arabic(word: str) -> str:
    """An Arabic word without the differences that writers do not make."""
    return _ARABIC_FOLDED.sub(lambda found: "ي" if found[0] == "ى" else "ا", word)


_Phrase = tuple[tuple[str, ...], str]
_MOST_KNOWN = 16384
_FEW = 8


class _Candidates(NamedTuple):
    """The phrases that can begin with a word, in order: all, and those that fit the word behind it."""

    every: tuple[_Phrase, ...]
    behind: Mapping[str, tuple[_Phrase, ...]]  # by an exact second word
    other: tuple[_Phrase, ...]  # before any other word

    def at(self, words: tuple[Token, ...], index: int) -> tuple[_Phrase, ...]:
        following = words[index + 1].forms if index + 1 < len(words) else ()
        if len(self.every) < _FEW or len(following) != 1:
            return self.every
        return self.behind.get(following[0], self.other)


class Lexicon:
    """Phrases with a label each, ready to be found."""

    __slots__ = ("_by_end", "_by_start", "_exact", "_known", "_lengths")

    def __init__(self, phrases: Iterable[tuple[str, str]], language: str) -> None:
        """Take (label, phrases between semicolons); where two are the same, the first counts."""
        self._exact: dict[str, list[_Phrase]] = {}
        self._by_start: dict[str, list[_Phrase]] = {}
        self._by_end: dict[str, list[_Phrase]] = {}
        for label, text in phrases:
            for first, *rest in expanded(text, language):
                kind = self._by_start if first[-1:] == "*" else self._by_end if first[:1] == "*" else self._exact
                kind.setdefault(first.strip("*") or first, []).append((tuple(rest), label))
        self._lengths = sorted({len(word) for word in self._by_start}), sorted({len(word) for word in self._by_end})
        self._known: dict[str, _Candidates] = {}  # what can begin with a word, for the words met so far

    def hits(self, words: tuple[Token, ...]) -> Iterator[Hit]:
        """The phrases among the words, from left to right, the longest where several begin at one place."""
        known, after = self._known, 0
        for index, word in enumerate(words):
            candidates = known.get(word.forms[0])
            if candidates is None:
                candidates = self._find_candidates(word.forms)
            if candidates.every and index >= after and (hit := _first(candidates.at(words, index), words, index)):
                yield hit
                after = hit.last

    def at(self, words: tuple[Token, ...], index: int) -> Hit | None:
        """The phrase that begins with the word at an index, if any."""
        if index >= len(words):
            return None
        candidates = self._known.get(words[index].forms[0]) or self._find_candidates(words[index].forms)
        return _first(candidates.at(words, index), words, index)

    def _find_candidates(self, forms: tuple[str, ...]) -> _Candidates:
        """What can begin with a word: long phrases before short ones, then words before beginnings and endings."""
        found: list[_Phrase] = []
        for form in forms:
            found += self._exact.get(form, ())
            for length in reversed(self._lengths[0]):
                found += self._by_start.get(form[:length], ()) if length <= len(form) else ()
            for length in reversed(self._lengths[1]):
                found += self._by_end.get(form[-length:], ()) if length <= len(form) else ()
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known[forms[0]] = candidates = _candidates(sorted(found, key=lambda each: -len(each[0])))
        return candidates


def _candidates(phrases: list[_Phrase]) -> _Candidates:
    seconds = {rest[0] for rest, _ in phrases if rest and not (rest[0] == "#" or rest[0][-1] == "*")}
    if len(phrases) < _FEW:
        return _Candidates(tuple(phrases), {}, ())
    behind = {
        word: tuple([each for each in phrases if not each[0] or each[0][0] not in seconds - {word}]) for word in seconds
    }
    return _Candidates(
        tuple(phrases), behind, tuple([each for each in phrases if not each[0] or each[0][0] not in seconds])
    )


def _first(candidates: Iterable[_Phrase], words: tuple[Token, ...], index: int) -> Hit | None:
    for rest, label in candidates:
        end = index + 1 + len(rest)
        if not rest or (end <= len(words) and all(map(_is, rest, words[index + 1 : end]))):
            return Hit(index, end, label)
    return None


def lexicon(labels: Mapping[str, str], language: str) -> Lexicon:
    """The lexicon of a part of a table: label and phrases."""
    return Lexicon(labels.items(), primary(language))


def _is(wanted: str, word: Token) -> bool:
    if wanted == "#":
        return word.forms[0].isdigit()
    if wanted[-1] == "*":
        return any(form.startswith(wanted[:-1]) for form in word.forms)
    return wanted in word.forms


def expanded(text: str, language: str) -> Iterator[tuple[str, ...]]:
    """The phrases of an entry, each as its words."""
    for phrase in text.split(";"):
        for choice in product(*(element.split("|") for element in phrase.split())):
            if words := tuple(word for element in choice for word in _elements(element, language)):
                yield words


def _elements(element: str, language: str) -> list[str]:
    """An element of a phrase as the words that its text has there: French and Chinese write some together."""
    folded = element.lower().replace("'", "’")
    if language == "ar":
        folded = fold_arabic(folded)
    if "*" in folded and language != "zh":
        return [folded]
    return [word[0] for word in _PATTERNS.get(language, _PATTERN).finditer(folded)]
