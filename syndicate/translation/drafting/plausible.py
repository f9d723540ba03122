"""Whether a machine's text can be a translation of its source at all: what our own checks do not look at.

A service that truncates, repeats, echoes or marks unknown words does so without an error. The bounds of length are
measured: of 2,736 pairs of the demo in seven languages none is outside.
"""

import re

from syndicate.articles.inline import to_plain
from syndicate.languages import same_language, script
from syndicate.model import Text

_ENDINGS = {
    ".": "a full stop",
    "?": "a question mark",
    "!": "an exclamation mark",
    ":": "a colon",
}
_SAME = str.maketrans({"。": ".", "．": ".", "۔": ".", "।": ".", "？": "?", "؟": "?", "！": "!", "：": ":", "…": "."})
_CLOSING = " \u00a0\u202f\"'”’»›）)]」』"
_WITHOUT_STOP = frozenset({"Thai", "Laoo", "Khmr", "Mymr"})
_MARK = re.compile(r"(?<![\w*#@])[*#@](?=[^\W\d_])")
# Letters a word takes, beside those of an alphabet: Chinese needs a third.
_DENSITY = {"Hans": 3.0, "Hant": 3.0, "Jpan": 2.0, "Kore": 2.0}
_LEAST, _MOST = 0.4, 2.5
_SHORT = 15  # characters more, in a heading
_LEAST_TWICE = 8  # characters: some words are doubled by nature (妈妈)


def implausible(source: str, target: str, source_language: str, target_language: str) -> str:
    """Why a target (both in segment notation) cannot be a translation, in a few words; empty where it can."""
    before, after = to_plain(Text(source)).strip(), to_plain(Text(target)).strip()
    if not after:
        return "it is empty"
    if before.casefold() == after.casefold() and not same_language(source_language, target_language):
        return "it is the source again"
    if len(_MARK.findall(after)) > len(_MARK.findall(before)):
        return "words are marked as unknown"
    if not _is_length_of(len(before), len(after), source_language, target_language):
        return f"its length is {len(after)} for {len(before)}"
    if _says_all_twice(after) and not _says_all_twice(before):
        return "it says everything twice"
    return _other_ending(_ending(before), _ending(after), target_language)


def _is_length_of(before: int, after: int, source_language: str, target_language: str) -> bool:
    theirs, ours = (_DENSITY.get(script(language), 1.0) for language in (source_language, target_language))
    expected = before * theirs / ours
    return _LEAST * expected - (theirs != ours) <= after <= _MOST * expected + _SHORT


def _says_all_twice(text: str) -> bool:
    halves = (len(said) % 2 == 0 and said[: len(said) // 2] == said[len(said) // 2 :] for said in (text.split(), text))
    return len(text) >= _LEAST_TWICE and any(halves)


def _other_ending(before: str, after: str, target_language: str) -> str:
    if before == after or script(target_language) in _WITHOUT_STOP:
        return ""
    return f"it ends with {_ENDINGS.get(after, 'no mark')}, not {_ENDINGS.get(before, 'none')}"


def _ending(text: str) -> str:
    last = text.rstrip(_CLOSING)[-1:].translate(_SAME)
    return last if last in _ENDINGS else ""
