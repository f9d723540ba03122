"""What PO comments say about a translation, each statement bound by its HASH to the very text it was made about.

    # origin: WHAT DATE HASH         where an unedited target came from
    # signed-off: NAME DATE HASH     who approved it
    # by: NAME DATE HASH             who wrote it
    # waiver: CODE REASON HASH       why a finding of a check does not count here (a date may stand before the HASH)

``origin`` and ``by`` tell of the words, whatever text they stand for: a machine's text that becomes the hint for a
changed source, or a tool's guess for another, is a machine's text still. The others count for the exact HASH only.

HASH comes last and ends the statement, so a line that a tool breaks and a long reason on several lines are both
read back. Lines stay under 70 characters: Babel breaks longer ones (reference: localization §4a).
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from syndicate.translation.catalogs.fingerprints import is_fingerprint

_WIDTH = 69
_TOOLS = frozenset(".:,=|~")  # the second character of the lines that tools write, which stand below
_START = re.compile(r"#\s+(origin|signed-off|by|waiver):\s*(.*)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Statement(NamedTuple):
    """One statement: ``lines`` are the indexes of the comment lines that it fills."""

    kind: str
    value: str
    date: str
    hash: str
    lines: range

    def concerns(self, source_half: str) -> bool:
        """Whether it was made about this segment in this language, whatever the target says by now."""
        return self.hash.startswith(source_half)

    def tells_whose(self, target_half: str) -> bool:
        """Whether it tells where these very words come from, whatever text they were made for."""
        return self.kind in {"origin", "by"} and self.hash.endswith(target_half)

    @property
    def is_machine(self) -> bool:
        """Whether it tells of a machine's text."""
        return self.kind == "origin" and self.value.startswith("machine")


def statements(comments: Sequence[str]) -> tuple[Statement, ...]:
    """The statements in an entry's comment lines; anything else in them is the translator's own."""
    found = []
    for first, line in enumerate(comments):
        if (
            line[1:2] == " "
            and ":" in line
            and (start := _START.match(line))
            and (statement := _read(comments, first, start))
        ):
            found.append(statement)
    return tuple(found)


def _read(comments: Sequence[str], first: int, start: re.Match[str]) -> Statement | None:
    kind, text = start[1], start[2]
    for last in range(first, len(comments)):
        if last > first:
            line = comments[last]
            if not line.startswith("# ") or _START.match(line):
                return None
            text = f"{text} {line[1:].strip()}"
        *words, ending = text.split() or [""]
        if not is_fingerprint(ending):
            continue
        date = words.pop() if words and _DATE.fullmatch(words[-1]) else ""
        complete = words and (date or kind == "waiver")
        return Statement(kind, " ".join(words), date, ending, range(first, last + 1)) if complete else None
    return None


def written(kind: str, value: str, date: str, fingerprint: str) -> tuple[str, ...]:
    """The comment lines of a statement; ``date`` is ISO, empty only for a waiver.

    ValueError where what was said could not be read back: an empty value, a date that is none, a foreign HASH.
    """
    value = " ".join(value.split())
    text = " ".join(part for part in (f"{kind}: {value}", date, fingerprint) if part)
    wrap = textwrap.TextWrapper(
        _WIDTH, initial_indent="# ", subsequent_indent="#   ", break_long_words=False, break_on_hyphens=False
    )
    lines = tuple(wrap.wrap(text))
    told = statements(lines)
    if not is_fingerprint(fingerprint) or [(x.kind, x.value, x.date) for x in told] != [(kind, value, date)]:
        raise ValueError(f"no statement that could be read back: {text!r}")
    return lines


def without(comments: Sequence[str], dropped: Iterable[Statement]) -> tuple[str, ...]:
    """The comment lines without those statements."""
    gone = {index for statement in dropped for index in statement.lines}
    return tuple(line for index, line in enumerate(comments) if index not in gone)


def notes(comments: Sequence[str]) -> tuple[str, ...]:
    """What the translator's own comment lines say: no tool's, and no statement."""
    own = without(comments, statements(comments))
    return tuple(line[1:].strip() for line in own if line[1:2] not in _TOOLS)


def with_lines(comments: Sequence[str], lines: Iterable[str]) -> tuple[str, ...]:
    """The comment lines with these behind the translator's own, before those that tools write."""
    at = next((index for index, line in enumerate(comments) if line[1:2] in _TOOLS), len(comments))
    return (*comments[:at], *lines, *comments[at:])
