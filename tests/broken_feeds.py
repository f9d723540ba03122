"""Broken feeds: each a good one with one mistake, and the code of the rule that must catch it.

The mistakes are those that feed libraries make, that partners have sent, and that no other validator sees: a wrong
language, a relative URL in content, HTML escaped twice, an update before its date.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import broken_feeds_atom
import broken_feeds_html
import broken_feeds_json
import broken_feeds_rss
from broken_feeds_bases import BASES, edited


@dataclass(frozen=True, slots=True)
class Row:
    """One broken feed."""

    format: str
    name: str
    document: bytes
    code: str

    def __str__(self) -> str:
        return f"{self.format}: {self.name}"


def rows(kind: str, table: str) -> Iterator[Row]:
    """The rows of a table: a line with name and code, and below it, indented, the edits."""
    name, code, changes = "", "", list[tuple[str, str]]()
    for line in [*table.rstrip().split("\n"), "end: end"]:
        if line.startswith("  "):
            old, arrow, new = line[2:].replace("{arabic}", broken_feeds_html.ARABIC).partition("⇒")
            assert arrow, f"no arrow in {line!r}"
            changes.append((old.removesuffix(" "), new.removeprefix(" ")))
            continue
        if changes:
            yield Row(kind, name, edited(BASES[kind], *changes), code)
        (name, _, code), changes = line.rpartition(": "), []


# Where HTML goes in each format, as the format writes it.
_PLACE = {"atom": "&lt;h2&gt;Signs&lt;/h2&gt;", "rss": "<h2>Signs</h2>", "json": "<h2>Signs</h2>"}


def _written(kind: str, html: str) -> str:
    if kind == "atom":
        return html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return html.replace('"', '\\"') if kind == "json" else html


def _html(kind: str) -> Iterator[Row]:
    for name, code, html in broken_feeds_html.MISTAKES:
        yield Row(kind, f"HTML: {name}", edited(BASES[kind], (_PLACE[kind], _written(kind, html))), code)


def _bytes() -> Iterator[Row]:
    """What cannot be written as text."""
    yield Row("atom", "Latin-1 bytes", BASES["atom"].encode("latin-1"), "encoding")
    yield Row("rss", "Latin-1 bytes", BASES["rss"].encode("latin-1"), "encoding")
    yield Row("json", "Latin-1 bytes", BASES["json"].replace("Ana", "Zoë").encode("latin-1"), "encoding")
    yield Row("json", "byte order mark", b"\xef\xbb\xbf" + BASES["json"].encode(), "encoding")
    yield Row("json", "a list", b"[" + BASES["json"].encode() + b"]", "wrong-root")


ROWS = (
    *rows("atom", broken_feeds_atom.MISTAKES),
    *rows("rss", broken_feeds_rss.MISTAKES),
    *rows("json", broken_feeds_json.MISTAKES),
    *(row for kind in BASES for row in _html(kind)),
    *_bytes(),
)
