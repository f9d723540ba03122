"""Bytes to text: UTF-8 only, and no character that a feed cannot carry.

XML 1.0 §2.2 forbids C0 controls but tab and newlines, surrogates, U+FFFE and U+FFFF. C1 controls, DEL and the other
noncharacters are allowed there and displayed nowhere; U+2028, U+2029 and U+0085 break lines in some programs only.
"""

import re
from bisect import bisect_right

from syndicate.articles.parsers.findings import Findings

_NONCHARACTERS = "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")
# Embeddings and overrides (UAX #9 §2) can turn a dose round in whatever follows; isolates end where they stand.
TURNING = re.compile("[\u202a-\u202e]")
_SPACES = re.compile(r"[ \t\n]+")
_ADVICE = "delete it: it came in by copying, and is invisible in most editors"


class Lines:
    """Where the lines of a text begin: positions to (line, column), 1-based, in characters."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._first_line = first_line

    def place(self, position: int) -> tuple[int, int]:
        """The line and column of a position in the text."""
        line = bisect_right(self._starts, position) - 1
        return self._first_line + line, position - self._starts[line] + 1


def one_line(text: str) -> str:
    """The text with one space for each run of white space, none at the ends; a no-break space is text."""
    return _SPACES.sub(" ", text).strip(" ")


def decode(data: bytes, findings: Findings) -> str | None:
    """The text of UTF-8 bytes with a line feed as the only line end; None where they are not UTF-8.

    A byte order mark at the start is left out. Forbidden characters are reported and replaced by U+FFFD.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        message = f"the file is not UTF-8: byte {data[error.start]:#04x} at offset {error.start:,}"
        advice = "save the file as UTF-8"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            advice += " (it is UTF-16 now)"
        findings.error("not-utf-8", message, Lines(before).place(len(before)), advice)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean(text, findings, Lines(text))


def clean(text: str, findings: Findings, where: Lines | tuple[int, int]) -> str:
    """The text with forbidden characters replaced by U+FFFD, each reported at its place, or all at one place."""
    for found in TURNING.finditer(text):
        place = where.place(found.start()) if isinstance(where, Lines) else where
        message = f"the control character U+{ord(found[0]):04X} changes the direction of the text that follows it"
        findings.warn("bidi-control", message, place, "delete it, or use the isolates U+2066 to U+2069")
    if not FORBIDDEN.search(text):
        return text
    for found in FORBIDDEN.finditer(text):
        place = where.place(found.start()) if isinstance(where, Lines) else where
        findings.error("control-character", f"U+{ord(found[0]):04X} is not a character of text", place, _ADVICE)
    return FORBIDDEN.sub("\ufffd", text)
