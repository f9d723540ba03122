"""Words as they are compared: folded, in the forms that a language gives them, and how far apart two are."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_PLURALS = {
    "en": (("is", "es"), ("s", "ses"), ("x", "xes"), ("ch", "ches"), ("sh", "shes"), ("", "s")),
    "es": (("z", "ces"), ("ión", "iones"), ("", "s"), ("", "es")),
}
# Hamza carriers fall to their letter by decomposition; these do not.
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ء": None, "ـ": None, "ٱ": "ا", "ڤ": "ف", "پ": "ب", "گ": "غ", "چ": "ج"})


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """The word in lower case without accents and marks: ``Ocrélizumab`` → ``ocrelizumab``, ``أدوية`` → ``ادويه``."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_ARABIC)


def inflected(word: str, language: str) -> Iterator[str]:
    """A word of a source and its plurals, in English and Spanish; elsewhere the word alone."""
    yield word
    if language == "en" and len(word) > 2 and word[-1] == "y" and word[-2] not in "aeiou":
        yield f"{word[:-1]}ies"
    for singular, plural in _PLURALS.get(language, ()):
        if word.endswith(singular):
            yield word[: len(word) - len(singular)] + plural


_LONGEST = 60  # letters: what is longer is no word, and would take seconds


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, replaced or swapped with their neighbor; ``most + 1`` for more.

    Words of more than 60 letters are equal or as far apart as can be told.
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most or len(one) > _LONGEST:
        return most + 1
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, twin in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != twin))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == twin:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


# ph, th, rr … are one letter elsewhere; c is z or k by how it sounds.
_SPELLED = tuple(
    (re.compile(letters), plain)
    for letters, plain in (
        ("ph", "f"),
        ("(?<=[tr])h", ""),
        ("[ao]e", "e"),
        ("y", "i"),
        ("rr", "r"),
        ("ss", "s"),
        ("c(?=[ei])", "z"),
        ("ch?|kh", "k"),
    )
)


@lru_cache(maxsize=16384)
def spelled(word: str) -> str:
    """A folded word without the spellings that differ between languages and reforms: ``Codein`` and ``Kodein``."""
    for pattern, letters in _SPELLED:
        word = pattern.sub(letters, word)
    return word
