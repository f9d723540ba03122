"""Spaces where none belong: at the ends, twice in a row, before a comma or a full stop."""

import re
from collections.abc import Iterator

from syndicate.languages import primary
from syndicate.model import Problem, Severity
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import prose

_INVISIBLE = "\u200b\u2060\ufeff"
_TWICE = re.compile(r"[^\S\n]{2,}")
# Each pattern begins with what is rare, so that the search runs over words at full speed.
_FORGOTTEN = re.compile(r"[.!?](?=[¿¡]?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ])(?<=[^\W\d_]{3}.)")
_BEFORE = re.compile(r"[,.،。，](?<=[\w)»”%][^\S\n].)(?=\s|$)")
_BEFORE_MORE = re.compile(r"[,.،。，;:!?؛؟](?<=[^\W\d_][^\S\n].)(?=\s|$)")
# Where French sets a space before ; : ! ?, these do not. The others are not asked.
_TIGHT = frozenset({"ca", "da", "de", "en", "es", "fi", "gl", "it", "nb", "nl", "nn", "pl", "pt", "ro", "sv"})


def check_spaces(pair: Pair) -> Iterator[Problem]:
    """``space-outer``: white space at an end, a double space, or one before a mark, where the source has none.

    One that was forgotten behind the end of a sentence is told too.
    """
    source, target = pair.source, pair.target
    before = _BEFORE_MORE if primary(pair.target_language) in _TIGHT else _BEFORE
    if _has_space_at_ends(target) and not _has_space_at_ends(source):
        where = "at the beginning or the end"
    elif _TWICE.search(target) and not _TWICE.search(source):
        where = "twice in a row"
    elif before.search(target) and not before.search(source):
        where = "before a mark"
    elif _FORGOTTEN.search(prose(target)) and not _FORGOTTEN.search(prose(source)):
        yield _problem("no space behind the end of a sentence", "type it")
        return
    else:
        return
    yield _problem(f"white space {where}", "delete it; where it cannot be seen, type that part of the text again")


def _problem(message: str, advice: str) -> Problem:
    return Problem("space-outer", message, severity=Severity.WARNING, advice=advice, blocking=True)


def _has_space_at_ends(text: str) -> bool:
    return any(end.isspace() or end in _INVISIBLE for end in (text[:1], text[-1:]) if end)
