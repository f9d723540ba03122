"""Text of two directions: runs of the other direction isolated, so that a dose or a phone number keeps its order.

After an Arabic letter the bidirectional algorithm (UAX #9, W2 and N1) shows "555-0100" as "0100-555" and "12.5%" as
"%12.5", and it moves the closing mark of a Latin word or URL to its other end. An isolate shows a run as it was
written. In plain text it stands between U+2068 and U+2069, in HTML in ``<bdi>``; both take the run's own direction,
left-to-right where it has none (UAX #9, X5c and P3; HTML, "bdi").
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Direction = Literal["ltr", "rtl"]

_FSI, _PDI = "\u2068", "\u2069"
_OPENERS = ("\u2066", "\u2067", "\u2068")
_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# The kind of a character, one letter each, so that runs are found by a pattern over kinds:
# L, R strong; D, A digits (European, Arabic); n combining; S space; o operator between or before numbers; u unit or
# mark beside a number or word; j what joins the parts of a number, word or URL; P other punctuation; x not to be
# touched (markup, isolated already, controls, line ends); b, e brackets: only pairs of them within a run.
_KIND_OF_CHARACTER = (
    dict.fromkeys("-−–‐‑<>≤≥±=~≈×÷^*·•", "o")
    | dict.fromkeys("+%‰°′″®™#$€£¥", "u")
    | dict.fromkeys(".,:;!?/'’\"_@&\\", "j")
    | dict.fromkeys("([{«“„‹", "b")
    | dict.fromkeys(")]}»”›", "e")
    | dict.fromkeys(" \u00a0\u202f\u2009", "S")
    | dict.fromkeys("\n\r\u2028\u2029", "x")
)
_KIND_OF_CLASS = {"L": "L", "R": "R", "AL": "R", "EN": "D", "AN": "A", "NSM": "n", "ET": "u"}

# Possessive and bounded, so that a line of operators or brackets costs linear time.
_WORD = "[uo]{0,3}[LD](?:[LDnu]|[jou]{1,8}+(?=[LD]))*+"
_WORDS = f"{_WORD}(?:[jo]?S(?:o{{1,3}}S)?{_WORD})*+"
_LEFT_TO_RIGHT = re.compile(f"{_WORDS}(?:[jo]?S?b{_WORDS}e(?:j?S{_WORDS})?)*+(?:Su{{1,3}})?")
_RIGHT_TO_LEFT = re.compile("R(?:[RAn]|[^LRxbe]{1,12}?(?=R))*+")
_REORDERED = re.compile("[Luo]")  # 300, 1,000, 10:30 and 120/80 keep their order by themselves


class _Unit(NamedTuple):
    """A piece of the text that is never split (a character, an entity, a tag, an isolated stretch), and its kind."""

    source: str
    kind: str


def isolate(text: str, base_direction: Direction) -> str:
    """Put runs of the other direction between U+2068 and U+2069: plain text, for titles.

    In right-to-left text these are Latin phrases with their numbers and units, URLs, and numbers with a sign, dash
    or percent sign; in left-to-right text, words of a right-to-left script. What is isolated already stays as it is, so
    that twice is as good as once. Nothing but the two characters is added.
    """
    if not any(opener in text for opener in _OPENERS):
        return _wrapped_plain(text, base_direction, (_FSI, _PDI))
    return _wrapped(_units((character, character) for character in text), base_direction, (_FSI, _PDI))


def isolate_html(escaped: str, base_direction: Direction = "rtl") -> str:
    """Put such runs in ``<bdi>``: text that is escaped for HTML, or HTML.

    Tags and entities are never split, no run goes across a tag, and ``<bdi>``, ``<bdo>`` and ``<code>`` stay alone.
    """
    if not any(mark in escaped for mark in ("<", "&", *_OPENERS)):
        return _wrapped_plain(escaped, base_direction, ("<bdi>", "</bdi>"))
    return _wrapped(_units(_html_tokens(escaped)), base_direction, ("<bdi>", "</bdi>"))


def strip_controls(text: str) -> str:
    """Return the text without directional marks, embeddings and isolates (UAX #9 §2), as for a comparison."""
    return _CONTROLS.sub("", text)


def _wrapped_plain(text: str, base_direction: Direction, marks: tuple[str, str]) -> str:
    """What `_wrapped` does for text whose every character stands for itself: nearly all of it, and 30 times faster."""
    parts: list[str] = []
    done = 0
    for start, end in _runs(text.translate(_KINDS), base_direction):
        parts += (text[done:start], marks[0], text[start:end], marks[1])
        done = end
    return "".join(parts) + text[done:] if parts else text


def _wrapped(pieces: Iterable[_Unit], base_direction: Direction, marks: tuple[str, str]) -> str:
    units = list(pieces)
    parts: list[str] = []
    done = 0
    for start, end in _runs("".join(unit.kind for unit in units), base_direction):
        parts += (unit.source for unit in units[done:start])
        parts += (marks[0], *(unit.source for unit in units[start:end]), marks[1])
        done = end
    return "".join(parts) + "".join(unit.source for unit in units[done:])


def _runs(kinds: str, base_direction: Direction) -> Iterator[tuple[int, int]]:
    """Find what to isolate, as slices of the kinds."""
    if base_direction == "ltr":
        return (match.span() for match in _RIGHT_TO_LEFT.finditer(kinds))
    return (match.span() for match in _LEFT_TO_RIGHT.finditer(kinds) if _REORDERED.search(match[0]))


def _units(tokens: Iterable[tuple[str, str]]) -> Iterator[_Unit]:
    """Give each (source, character) its kind; an isolate with all in it is one unit, to the end if never closed."""
    isolated: list[str] = []
    depth = 0
    for source, character in tokens:
        if character in _OPENERS:
            depth += 1
        if depth == 0:
            yield _Unit(source, _kind(character))
            continue
        isolated.append(source)
        if character == _PDI:
            depth -= 1
            if depth == 0:
                yield _Unit("".join(isolated), "x")
                isolated.clear()
    if isolated:
        yield _Unit("".join(isolated), "x")


def _kind(character: str) -> str:
    if len(character) != 1 or _CONTROLS.match(character):
        return "x"
    known = _KIND_OF_CHARACTER.get(character)
    return known or _KIND_OF_CLASS.get(unicodedata.bidirectional(character), "P")


class _Kinds(dict[int, str]):
    """The kind of each character by its code point, looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = kind = _kind(chr(code))
        return kind


_KINDS = _Kinds()
_HTML_TOKEN = re.compile(
    r"<(bdi|bdo|code)\b[^>]*>.*?</\1\s*>|<[^>]*>|&(?:#\d+|#x[0-9a-f]+|\w+);|.", re.IGNORECASE | re.DOTALL
)


def _html_tokens(escaped: str) -> Iterator[tuple[str, str]]:
    """Split HTML into (source, the character it stands for); markup stands for none."""
    for match in _HTML_TOKEN.finditer(escaped):
        source = match[0]
        is_markup = len(source) > 1 and source[0] == "<"
        yield source, "" if is_markup else html.unescape(source)
