"""Whether a translation has a form of a term, bent and joined as its language does it.

`has_form` is generous, because a form that is there must never be called missing: any ending, a word or two between,
another order. `exact` is strict, for forms that must not be there. Both take the forms as people write them.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from syndicate.languages import primary
from syndicate.translation.linguistics.arabic import bare, stemmed
from syndicate.translation.linguistics.spans import WORD, placed
from syndicate.translation.linguistics.wordforms import fold

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})  # no spaces between words: a part of the text is a word
_SMALL = frozenset(
    ("a", "al", "d", "da", "das", "de", "del", "der", "des", "di", "do", "dos", "du", "e", "el", "en", "et")
)
_SMALL |= {"l", "la", "las", "le", "les", "los", "of", "the", "y"}
_BETWEEN = 3  # words that may stand between those of a form
_GAP = re.compile(r"[ \u00a0\u202f\n]*[-\u2010\u2011–/.'’ \u00a0\u202f\n]*")
_ELIDED = re.compile(r"(\w{3,})-\s+(?:und|oder|sowie|bzw\.?)\s+(?:\w+\s+)?(\w+)")
_ENDING = re.compile("[aeioulmnsx]*")  # letters that another ending replaces: hormonal, hormonaux; infusão, infusões
_WRITTEN_ON = frozenset({"ar", "de"})
_ENDINGS = {"de": ("", "s", "es", "n", "en", "e", "er", "em")}


def has_form(text: str, form: str, language: str) -> bool:
    """Whether a text in a language (BCP 47) has a form, in any inflection that we can tell."""
    own = primary(language)
    if own in _UNSPACED:
        return _packed(form) in _packed(text)
    if is_short_form(form):
        return any(True for _ in exact(text, form, language))
    words = _folded(text)
    parts = tuple(word for word in _folded(form) if word not in _SMALL) or _folded(form)
    places = [
        [at for at, word in enumerate(words) if _may_be(word, part, own) and _is_bent(word, part, own)]
        for part in parts
    ]
    if own == "de" and len(parts) == 1 and not places[0]:
        return _is_elided(text, parts[0])
    reach = len(parts) + _BETWEEN
    return all(places) and any(
        all(any(abs(at - first) < reach for at in others) for others in places[1:]) for first in places[0]
    )


def exact(text: str, form: str, language: str) -> Iterator[tuple[int, int]]:
    """Where the very words of a form stand, in the plural, too: half-open offsets. Capitals count in abbreviations."""
    own = primary(language)
    if own in _UNSPACED:
        yield from (found.span() for found in re.finditer(re.escape(form), text, re.IGNORECASE))
        return
    parts = tuple(_same(word) for word in WORD.findall(form))
    words, short, first = placed(text), is_short_form(form), fold("".join(parts))[:1]
    for at in range(len(words) - len(parts) + 1 if parts else 0):
        if own != "ar" and words[at].folded[:1] != first:  # most are another word at once
            continue
        there = words[at : at + len(parts)]
        gaps = (text[end:start] for (_, end, _, _), (start, _, _, _) in pairwise(there))
        same = (_is_same(word, part, own, short=short) for (_, _, word, _), part in zip(there, parts, strict=True))
        if all(map(_GAP.fullmatch, gaps)) and all(same):
            yield there[0].start, there[-1].end


def is_short_form(form: str) -> bool:
    """Whether a form is an abbreviation: capitals (HbA1c, LMP, i.v.), of which case counts."""
    return " " not in form and len(form) <= 8 and (sum(map(str.isupper, form)) >= 2 or form.count(".") >= 2)


@lru_cache(maxsize=1024)
def _folded(text: str) -> tuple[str, ...]:
    return tuple([word.folded for word in placed(text)])


def _packed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _same(word: str) -> str:
    return unicodedata.normalize("NFC", word)


def _is_same(word: str, part: str, language: str, *, short: bool) -> bool:
    if language == "ar":
        return fold(part).removeprefix("ال") in bare(fold(word))
    if short:
        return _same(word) in (part, f"{part}s")
    ends = _ENDINGS.get(language, ("", "s", "es"))
    return _same(word).casefold() in {part.casefold() + end for end in ends}


def _may_be(word: str, part: str, language: str) -> bool:
    """Whether `_is_bent` is worth asking: only in Arabic and German something is written on before."""
    return word[0] == part[0] or language in _WRITTEN_ON


def _is_bent(word: str, part: str, language: str) -> bool:
    """Whether a folded word is a folded part of a form with another ending, or joined with other words."""
    if word == part:
        return True
    if language == "ar":
        stem = stemmed(part.removeprefix("ال"))
        more = 4 if len(stem) > 2 else 1
        return any(rest.startswith(stem) and len(rest) <= len(stem) + more for rest in bare(word))
    if len(part) <= 3 or any(map(str.isdigit, part)):
        return word == f"{part}s"
    if language == "de" and len(part) >= 4 and part[: max(5, len(part) - 2)] in word:
        return True
    same = next((at for at, (one, other) in enumerate(zip(word, part, strict=False)) if one != other), None)
    same = min(len(word), len(part)) if same is None else same
    is_ending = len(part) - same <= (2 if len(part) > 5 else 1) and _ENDING.fullmatch(part, same)
    return bool(is_ending) and len(word) - same <= 3


def _is_elided(text: str, part: str) -> bool:
    """Leber- und Nierenschäden: a German compound whose last word comes later."""
    for found in _ELIDED.finditer(text):
        first, last = fold(found[1]), fold(found[2])
        if part.startswith(first) and part[len(first) :].lstrip("s")[:5] in last:
            return True
    return False
