"""Trivial changes of a source text: a typo mended, two words written as one. No translation changes by them.

An editor says that a change is trivial, with their name. This is the backstop, and it is strict: everything that a
dose, a drug, a negation or a warning can hang on is refused, and so is what turns one word into another. A typo is no
word, and what mends it is one, by the dictionary: "prescribe" and "proscribe", "month" and "mouth" are one letter
apart. A word may differ in one letter, or in two neighbors that changed places, which is four typos in five
(Damerau 1964), but not in its first, where typing errors are rare. Marks stay where they are: "Stop, taking it".
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from syndicate.articles.inline import tags
from syndicate.languages import primary
from syndicate.translation.catalogs.po import Key
from syndicate.translation.linguistics.addresses import addresses
from syndicate.translation.linguistics.number_words import spoken
from syndicate.translation.linguistics.numerals import plain
from syndicate.translation.medicine.drugs import mentions
from syndicate.translation.medicine.risks import ALL_RISKS, risks
from syndicate.translation.updating.alignment import aligned

LIMIT = "a typo (one letter, not the first, in what is no word and becomes one), spaces, hyphens, the style of quotes"

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_DASH = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_BESIDE_FIGURES = re.compile(r"(?<=\d)-|-(?=\d)")
_SYMBOL = re.compile(r"[^\w\s.,;:!?…'’‘\"“”„«»‹›()\[\]-]")
_PUNCTUATION = ".,;:!?…'’‘\"“”„«»‹›()[]"
_TOKEN = re.compile(f"{_WORD.pattern}|[{re.escape(_PUNCTUATION)}]")
_QUOTES = str.maketrans(dict.fromkeys("'’‘“”„«»‹›", '"') | {"…": "."})
_SENTENCE_END = re.compile(r"(?:^|(?<!Dr)(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Prof)[.!?…:])[\s\"“”„«»'‘’(\[]*$")
_UNIT = re.compile(r"(?i)(?:[mcdkμµn]?g|mcg|lbs?|oz|[mcd]?l|[mck]?m|mm|iu|ui|u|m?mol|meq|mmhg|bpm|kcal|hr?s?|min|s)")
_ARTICLES = frozenset({"a", "an"})
_SHORT = 3  # "of" and "or", "on" and "in", "can" and "cant" are one letter apart
_AROUND = 3  # words on each side, in which a cue of risk of several words can stand
_MOST = 3_000  # characters: nobody compares more by eye


class Compared(NamedTuple):
    """Two versions of an article's texts: the old key for each new one that differs trivially, and what does not."""

    same: dict[Key, Key]
    objections: tuple[str, ...]


def compare(old: Sequence[Key], new: Sequence[Key], language: str) -> Compared:
    """Compare the keys of two versions, each in order and distinct, in the source's language (BCP 47)."""
    pairs = aligned(old, new)
    used = Counter(key for olds in pairs.values() for key in olds)
    stay = set(old).intersection(new)
    objections = [f"a text is gone: {_shown(key[1])}" for key in old if key not in stay and key not in used]
    objections += [f"a text is new: {_shown(key[1])}" for key in new if key not in stay and key not in pairs]
    same: dict[Key, Key] = {}
    for key, olds in pairs.items():
        if len(olds) > 1 or used[olds[0]] > 1:
            objections.append(f"a text was split or joined: {_shown(key[1])}")
        elif key[0] != olds[0][0]:
            objections.append(f"its context differs, {olds[0][0]} → {key[0]}: {_shown(key[1])}")
        elif why := objection(olds[0][1], key[1], language):
            objections.append(f"{why}: {_shown(key[1])}")
        else:
            same[key] = olds[0]
    return Compared(same, tuple(objections))


def objection(old: str, new: str, language: str) -> str:
    """Why a change of a source text (segment notation) is not trivial; empty where it is."""
    if max(len(old), len(new)) > _MOST:
        return f"it has more than {_MOST:,} characters"
    before, after = (plain(text).translate(_DASH) for text in (old, new))
    one, other = _words(before), _words(after)
    for what, first, second in (
        ("its tags differ", tags(old), tags(new)),
        ("an address differs", addresses(old), addresses(new)),
        ("a number differs", _figures(before), _figures(after)),
        ("a sign differs", _signs(before), _signs(after)),
        ("a number in words differs", spoken(_joined(one), language), spoken(_joined(other), language)),
        ("a drug's name differs", _drugs(before, language), _drugs(after, language)),
        ("a cue of risk differs", risks(before, language), risks(after, language)),
        ("its punctuation differs", False, _is_marked_anew(before, after)),
    ):
        if first != second:
            return what
    changes = SequenceMatcher(None, [x.text for x in one], [x.text for x in other], autojunk=False).get_opcodes()
    for kind, i1, i2, j1, j2 in changes:
        if kind != "equal" and (why := _change(_Change(one, slice(i1, i2)), _Change(other, slice(j1, j2)), language)):
            return why
    return ""


def _figures(text: str) -> list[str]:
    return [word.strip(_PUNCTUATION) for word in text.split() if any(map(str.isdigit, word))]


def _is_marked_anew(before: str, after: str) -> bool:
    """Whether a mark came, went or moved; the style of quotes does not count, nor that a mark or word stands twice."""
    one, other = (
        [next(same) for _, same in groupby(token.translate(_QUOTES) for token in _TOKEN.findall(text.lower()))]
        for text in (before, after)
    )
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    differ = [(*one[i1:i2], *other[j1:j2]) for kind, i1, i2, j1, j2 in changes if kind != "equal"]
    return any(not token[0].isalnum() for tokens in differ for token in tokens)


def _signs(text: str) -> list[str]:
    """Symbols such as %, and dashes beside numbers, which may be spans and signs."""
    return _SYMBOL.findall(text) + _BESIDE_FIGURES.findall(text.replace(" ", ""))


def _drugs(text: str, language: str) -> list[str]:
    return [mention.name for mention in mentions(text, language)]


# ── words ───────────────────────────────────────────────────────────────────────────────────────


class _Word(NamedTuple):
    """A word, and whether it begins a sentence."""

    text: str
    is_first: bool

    @property
    def is_name(self) -> bool:
        """Whether a capital says that it may be a name or an abbreviation."""
        return (len(self.text) > 1 and self.text.isupper()) or (
            self.text != self.text.lower() and not (self.is_first and self.text[1:] == self.text[1:].lower())
        )


class _Change(NamedTuple):
    """The words of one version that differ, among all of its words."""

    all: Sequence[_Word]
    at: slice

    @property
    def words(self) -> Sequence[_Word]:
        return self.all[self.at]

    @property
    def text(self) -> str:
        return _joined(self.words)

    @property
    def around(self) -> str:
        """The words with some on both sides."""
        return _joined(self.all[max(0, self.at.start - _AROUND) : self.at.stop + _AROUND])

    @property
    def before(self) -> str:
        """The word before."""
        return self.all[self.at.start - 1].text if self.at.start else ""


def _joined(words: Iterable[_Word]) -> str:
    return " ".join(word.text for word in words)


def _words(text: str) -> list[_Word]:
    found = [
        _Word(x[0], _SENTENCE_END.search(text[max(0, x.start() - 20) : x.start()]) is not None)
        for x in _WORD.finditer(text)
    ]
    return [next(same) for _, same in groupby(found, key=lambda word: word.text.lower())]  # "the the" is "the"


def _change(old: _Change, new: _Change, language: str) -> str:
    """Why this change is not trivial; empty where it is."""
    if risks("", language) == ALL_RISKS:
        return f"in {language} we know no cues of risk, so only spaces may change"
    if risks(old.around, language) != risks(new.around, language) or _is_number(old.before, language):
        return "it touches a cue of risk, or what a number counts"
    for word in (*old.words, *new.words):
        if why := _too_grave(word, language):
            return why
    if len(old.words) != len(new.words):  # "in active" is not "inactive"
        joined, first = {_folded(side.text) for side in (old, new)}, max(old.words, new.words, key=len)[0]
        return "" if len(joined) == 1 and len(first.text) > _SHORT else "words came or went"
    pairs = ((_folded(before.text), _folded(after.text)) for before, after in zip(old.words, new.words, strict=True))
    return next((f"{x} → {y} is more than a typo" for x, y in pairs if x != y and not _is_mended(x, y, language)), "")


def _folded(text: str) -> str:
    return text.replace(" ", "").replace("’", "'").lower()


def _too_grave(word: _Word, language: str) -> str:
    """Why no change may touch this word; empty where one may."""
    if _is_number(word.text, language):
        return f"it touches a number, {word.text}"
    if _UNIT.fullmatch(word.text):
        return f"it touches a unit, {word.text}"
    if word.is_name:
        return f"it touches a name or an abbreviation, {word.text}"
    if mentions(word.text, language):
        return f"it touches the name of a drug, {word.text}"
    return f"it touches a cue of risk, {word.text}" if risks(word.text, language) else ""


def _is_number(word: str, language: str) -> bool:
    if word.lower() in _ARTICLES:
        return False
    numbers = spoken(word, language)
    return any(map(str.isdigit, word)) or bool(numbers and (+numbers.strong or +numbers.weak))


def _is_mended(old: str, new: str, language: str) -> bool:
    """Whether a word takes the place of a typo for it, or "an" that of "a"."""
    if {old, new} == _ARTICLES:
        return True
    known = _dictionary(primary(language))
    return _is_typo(old, new) and new in known and old not in known


@lru_cache(maxsize=2)
def _dictionary(language: str) -> Container[str]:
    """The words of a language; none where we have no dictionary of it."""
    from spellchecker import SpellChecker  # noqa: PLC0415 - 0.3 s a language, and only a typo needs it

    try:
        return SpellChecker(language).word_frequency.dictionary
    except ValueError:
        return frozenset()


def _is_typo(one: str, other: str) -> bool:
    """Whether two words, not equal, differ as `LIMIT` says; short words only by what changed places."""
    if one[:1] != other[:1]:
        return False
    if len(one) == len(other):
        differ = [index for index, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(differ) == 2 and differ[1] - differ[0] == 1:
            return one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
        return len(differ) == 1 and len(one) > _SHORT
    shorter, longer = sorted((one, other), key=len)
    is_one_more = any(longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer)))
    return is_one_more and len(shorter) > _SHORT


def _shown(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
