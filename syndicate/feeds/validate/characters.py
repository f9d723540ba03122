"""The bytes of a document as text: UTF-8, no control characters, nothing decoded wrongly on its way here."""

import re
from bisect import bisect_left

from syndicate.feeds.validate.findings import Findings

# Tab, line feed and carriage return are the only controls that XML allows; C1 it allows, and W3C's validator warns.
# Noncharacters (Unicode §23.7) mean nothing to anybody.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_NONCHARACTERS}]")
# The same in UTF-8, each beginning with a byte that is quickly looked for.
_CONTROL_BYTES = tuple(
    re.compile(expression)
    for expression in (
        rb"\xc2[\x80-\x9f]",
        rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])",
        *(b"\\x%02x[\\x8f\\x9f\\xaf\\xbf]\\xbf[\\xbe\\xbf]" % lead for lead in range(0xF0, 0xF5)),
    )
)
_NO_CONTROLS = bytes(byte for byte in range(256) if byte in b"\t\n\r" or (byte >= 0x20 and byte != 0x7F))
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
_DECLARED = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']")
# UTF-8 read as Latin-1 or Windows-1252. Only pairs that no language writes: "MANHÃ »" is Portuguese.
_MOJIBAKE = re.compile(
    "Ã[\x80-\x9f¡-£¤¨©ª\xad±³-¶º¼]|â€[™œ˜\x9d“”¦]|Â[°±·©®µ§]|(?:[ØÙ][\x80-\x9f¡-¿„†‡ˆ…ƒŠ‰]){2}|\ufffd",
)
_LEADS = ("Ã", "â€", "Â", "Ø", "Ù", "\ufffd")
_BOM = b"\xef\xbb\xbf"


class Lines:
    """The lines of a text that begins at ``first`` (0: nobody knows where); counted only when one is asked for."""

    def __init__(self, text: str, first: int) -> None:
        self.text, self.first = text, first
        self._ends: list[int] | None = None

    def line(self, offset: int) -> int:
        """The line of the character at an offset; 0 where ``first`` is."""
        if not self.first:
            return 0
        if self._ends is None:
            self._ends = [match.start() for match in re.finditer("\n", self.text)]
        return self.first + bisect_left(self._ends, offset)


def decode(data: bytes, report: Findings, *, xml: bool) -> str | None:
    """The document as text, or None where it is not UTF-8. Controls and mojibake are reported, with their line.

    A byte order mark is allowed in XML and refused in JSON (RFC 8259 §8.1); it is not part of the text.
    """
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        if not xml:
            report.add("encoding", "the document begins with a byte order mark", 1, 1)
    declared = _DECLARED.match(data) if xml else None
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        report.add("encoding", f"the document declares the encoding {declared[1].decode('latin-1')}: write UTF-8", 1)
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.add("encoding", f"byte {data[error.start]:#04x} is not UTF-8", line)
        return None
    inspect(text, report)
    if xml:
        references(text, report)
    return text


def inspect(text: str, report: Findings, line: int = 1) -> None:
    """Report controls and mojibake in a text that begins at ``line``."""
    at = Lines(text, line)
    if _has_control(text):
        for match in _CONTROL.finditer(text):
            report.add("control-character", f"U+{ord(match[0]):04X} is a control character", at.line(match.start()))
    if any(lead in text for lead in _LEADS):
        for match in _MOJIBAKE.finditer(text):
            report.add("mojibake", f"{match[0]!r} looks like text in a wrong encoding", at.line(match.start()))


def _has_control(text: str) -> bool:
    """Whether `_CONTROL` is in the text, found ten times as fast as by asking the expression."""
    data = text.encode("utf-8", "surrogatepass")
    if data.translate(None, _NO_CONTROLS):
        return True
    return not text.isascii() and any(one.search(data) for one in _CONTROL_BYTES)


def references(text: str, report: Findings, line: int = 1) -> None:
    """Report numeric references to control characters (``&#11;``, ``&#x85;``) in the source of XML or HTML."""
    if "&#" not in text:
        return
    at = Lines(text, line)
    for match in _REFERENCE.finditer(text):
        number = int(match[1], 16) if match[1] else int(match[2])
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or _CONTROL.match(chr(number)):
            report.add("control-character", f"{match[0]} is a control character", at.line(match.start()))
