"""Arabic words: what is written on to them, and names of other scripts as they are transliterated."""

import re
from functools import lru_cache

# Folded (wordforms.fold): and, so · by, as, for, will · the. For the: لل.
_BEFORE = tuple(
    {
        conjunction + particle
        for conjunction in ("", "و", "ف")
        for particle in ("", "ب", "ك", "ل", "س", "ال", "بال", "كال", "لل")
    }
    - {""}
)
_AFTER = re.compile("(?<=...)(?:يين|يات|ات|ان|ون|ين|يه|ه|ي|ا)$")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("ب", "b"),
        **dict.fromkeys("تطث", "t"),
        **dict.fromkeys("دض", "d"),
        **dict.fromkeys("سصزذظش", "s"),
        **dict.fromkeys("جغ", "g"),
        **dict.fromkeys("كقخ", "k"),
        "ر": "r",
        "ف": "f",
        "ل": "l",
        "م": "m",
        "ن": "n",
        **dict.fromkeys("اويعحه", None),
    }
)
_LATIN = (
    ("ph", "f"),
    ("th", "t"),
    ("ch", "k"),
    ("sc(?=[eiy])|c(?=[eiy])|z|sh", "s"),
    ("x", "ks"),
    ("[cq]", "k"),
    ("p", "b"),
    ("v", "f"),
    ("j", "g"),
    ("[aeiouyhw]", ""),
)


@lru_cache(maxsize=8192)
def bare(word: str) -> tuple[str, ...]:
    """A folded word, and what is left of it without what is written on before it: ``والانسولين`` → ``انسولين``."""
    rests = {word[len(start) :] for start in _BEFORE if word.startswith(start)}
    # After one letter two more are no word, after the article they are: الحر.
    rests = {rest for rest in rests if len(rest) >= (3 if len(word) == len(rest) + 1 else 2)}
    return (word, *sorted(rests))


@lru_cache(maxsize=8192)
def stemmed(word: str) -> str:
    """A folded word without what is written on to its end: plurals, owners, -ic."""
    return _AFTER.sub("", word)


def is_variant(word: str, listed: str) -> bool:
    """Whether two folded Arabic words write one foreign name: the same sounds, with more vowels or with fewer.

    ``بارسيتامول`` and ``باراسيتامول`` are variants; where one letter has changed places (``باراسيتاومل``) there is a
    vowel more here and one less there, and ي is not و.
    """
    if consonants(word) != consonants(listed):
        return False
    ours, theirs = _vowels(word), _vowels(listed)
    if len(ours) != len(theirs):  # a double letter
        return True
    pairs = [(set(one), set(other)) for one, other in zip(ours, theirs, strict=True)]
    return all(one <= other for one, other in pairs) or all(one >= other for one, other in pairs)


def _vowels(word: str) -> list[str]:
    """The long vowel before each consonant and at the end, or none; of a diphthong (اي, يو) its second letter."""
    first, *others = re.split("[^اوي]", re.sub("[عحه]", "", word))
    return [first.lstrip("ا")[-1:], *(vowel[-1:] for vowel in others)]


@lru_cache(maxsize=8192)
def consonants(name: str) -> str:
    """How a name sounds without its vowels, from Latin or Arabic letters, folded: both write it as they hear it.

    ``natalizumab`` and ``ناتاليزوماب`` are both ``ntlsmb``.
    """
    if name.isascii():
        for pattern, letters in _LATIN:
            name = re.sub(pattern, letters, name)
    else:
        name = name.translate(_LETTERS)
    return re.sub(r"(.)\1+", r"\1", name)
