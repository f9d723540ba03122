"""How the strings of a PO file are broken into lines, and keeping it so: 79 columns, 77, another width, or not at all.

Nothing in a file says how wide it is wrapped, but its lines do: a line that was broken is as wide as it is, and would
not have held the first word of the next one.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

WIDTH = 79  # GNU gettext's, Poedit's and Weblate's
UNWRAPPED = 0
_WIDEST = 80  # a line of several words that is wider was not wrapped
_BY_HAND = 60  # what is broken before this column was not broken for its width
_UNEVEN = re.compile("[\u0300-\U0010ffff]")  # what may take no column, or two
_ESCAPED = re.compile(r"\\(.)")


def quoted(word: str, text: str, width: int = WIDTH) -> tuple[str, ...]:
    """The lines of a keyword with its string, wrapped as Weblate does, which is GNU gettext's way but behind tags.

    `UNWRAPPED` is msgcat's --no-wrap: lines end only where the text says so.
    """
    from translate.storage.pypo import PoWrapper, escapeforpo  # noqa: PLC0415 - 33 ms

    escaped = escapeforpo(text)
    lines = PoWrapper(width - 2).wrap(escaped) if width else _whole_lines(escaped)
    if not lines:
        return (f'{word} ""',)
    one = f'{word} "{lines[0]}"'
    if len(lines) == 1 and (not width or columns(one) <= width):
        return (one,)
    return (f'{word} ""', *(f'"{line}"' for line in lines))


def width_of(lines: Iterable[str], usual: int = WIDTH) -> int:
    """The width of these lines of an entry or of many (`Entry.body`); ``usual`` where they tell nothing else.

    Where some are wrapped and some are not, the more frequent kind counts.
    """
    widest, broken_at_least, at_most = 0, 0, 10**9
    whole = broken = 0
    last = ""
    for line in lines:
        own = columns(line)
        is_next = line[:1] == '"'
        limit = columns(last) + _first_word(line) if is_next and not last.endswith('\\n"') else 0
        if limit > _BY_HAND:
            broken += 1
            broken_at_least = max(broken_at_least, columns(last))
            at_most = min(at_most, limit - 1)
        elif own > _WIDEST and " " in line.partition('"')[2].strip(' "'):
            whole += 1
            widest = max(widest, own)
        last = line
    if whole and (not broken or (widest > at_most and whole > broken)):
        return UNWRAPPED
    if broken:
        return max(broken_at_least, min(usual or WIDTH, at_most))
    return usual


def columns(text: str) -> int:
    """How wide a text is on a terminal: East Asian wide characters take two columns, combining marks none."""
    return sum(map(_columns, text)) if _UNEVEN.search(text) else len(text)


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _first_word(line: str) -> int:
    """The columns of the first word in a line that goes on, with the space behind it; of Chinese one character."""
    inner = line[1:-1]
    if _columns(inner[:1] or " ") == 2:
        return 2
    word, space, _ = inner.partition(" ")
    return columns(word) + len(space)


def _whole_lines(escaped: str) -> list[str]:
    """The text broken at its own line ends and nowhere else."""
    marked = _ESCAPED.sub(lambda found: "\\n\n" if found[1] == "n" else found[0], escaped)
    return [line for line in marked.split("\n") if line]
