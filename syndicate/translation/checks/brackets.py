"""Brackets and quotation marks: what a translation opens it closes, unless its source does not either."""

import re
from collections.abc import Iterator

from syndicate.model import Problem, Severity
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import shown

# Chinese text mixes wide and narrow ones.
_BRACKETS = (
    ("(（", ")）"),
    ("[［", "]］"),
    ("{｛", "}｝"),
    ("「", "」"),
    ("『", "』"),
    ("《", "》"),
    ("〈", "〉"),
    ("【", "】"),
)
_OPENED_BY = {closing: openings for openings, closings in _BRACKETS for closing in closings}
_ANY_BRACKET = re.compile(r"[()（）\[\]［］{}｛｝「」『』《》〈〉【】]")
_SMILEY = re.compile(r"(?<![\w(（])[:;=]['-]?[()]")
_MARKER = re.compile(  # "1)", "b)", "iv)" of a list
    r"(?:^|[\n;,.:،؛；，。：]\s*|\b(?:and|or|y|o|et|ou|und|oder|e)\s)(?:[0-9]{1,2}|\w|[ivxIVX]{1,4})[)）]$"
)

# Which mark opens depends on the language (“ closes in German), so a text needs an even number of each family.
_DOUBLE = re.compile(r"[“”„‟＂]|(?<![^\W\d_])\"|\"(?![^\W\d_])")  # not the sign of Hebrew abbreviations (צה"ל)
_ANGLED = re.compile(r"[«»]")
_SINGLE_ANGLED = re.compile(r"[‹›]")
_SINGLE = re.compile(r"(?<!\w)‘")  # ’ is an apostrophe too: there may be more of them
_ANY_MARK = re.compile(r"[\"“”„‟＂«»‹›‘]")
_INCHES = re.compile(r"(?<=[0-9])[\"”]")


def check_brackets(pair: Pair) -> Iterator[Problem]:
    """``brackets-unbalanced``: a bracket that is opened and not closed, or the other way round."""
    target = shown(pair.target)
    if not pair.is_localized and _ANY_BRACKET.search(target):
        left = _unmatched(target)
        if left and not _unmatched(shown(pair.source)):
            yield _problem("brackets-unbalanced", f"a bracket without its counterpart: {left}")


def check_quotes(pair: Pair) -> Iterator[Problem]:
    """``quotes-unbalanced``: a quotation mark without its counterpart. Apostrophes are none."""
    if pair.is_localized:
        return
    left = _odd(shown(pair.target))
    if left and not _odd(shown(pair.source)):
        yield _problem("quotes-unbalanced", f"a quotation mark without its counterpart: {left}")


def _problem(code: str, message: str) -> Problem:
    advice = "open and close it as your language does"
    return Problem(code, message, severity=Severity.WARNING, advice=advice, blocking=True)


def _unmatched(text: str) -> str:
    """The first bracket without its counterpart, with what stands round it; empty where all have one."""
    if not _ANY_BRACKET.search(text):
        return ""
    text = _SMILEY.sub(lambda found: " " * len(found[0]), text)
    opened: list[re.Match[str]] = []
    for found in _ANY_BRACKET.finditer(text):
        openings = _OPENED_BY.get(found[0])
        if openings is None:
            opened.append(found)
        elif opened and opened[-1][0] in openings:
            opened.pop()
        elif not _MARKER.search(text[max(0, found.start() - 12) : found.end()]):
            return _around(text, found)
    return _around(text, opened[-1]) if opened else ""


def _odd(text: str) -> str:
    """The last mark of a family that stands an odd number of times, with what stands round it; empty where none is."""
    if not _ANY_MARK.search(text):
        return ""
    for family in (_DOUBLE, _ANGLED, _SINGLE_ANGLED):
        marks = list(family.finditer(text))
        if len(marks) % 2 and not (family is _DOUBLE and len(_INCHES.findall(text)) % 2):
            return _around(text, marks[-1])
    opened = list(_SINGLE.finditer(text))
    return _around(text, opened[-1]) if len(opened) > text.count("’") and "‚" not in text else ""


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 15) : found.end() + 15].strip()
