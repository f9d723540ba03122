"""One field changed in an article's own file, so that every other byte stays (decisions.py, withdrawing.py).

Where something stands is found by the places of the parsed nodes; whether a change did what it should, by parsing the
file again: the article must be the same but for that field. Where it is not, nothing is written.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import yaml

from syndicate.articles.parsers import JSON, MARKDOWN, Raw, Rules, parse
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.frontmatter import read_yaml, split
from syndicate.articles.parsers.jsontext import read_json
from syndicate.articles.parsers.nodes import Array, Node, Object, Scalar, is_absent
from syndicate.model import Article

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()
_BYTE_ORDER_MARK = "\ufeff"

Edit = tuple[int, int, str]
"""The characters from ``[0]`` to before ``[1]`` give way to ``[2]``."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An article's file as text, its byte order mark left out, with the places of its fields.

    ``end`` is where the fields end: before the line that closes a front matter, before the brace of a JSON document.
    """

    text: str
    root: Object
    is_json: bool
    end: int
    _lines: tuple[int, ...]
    _ends: Mapping[int, int]

    def at(self, node: Node) -> int:
        """Where a node begins, as an index of the text."""
        return self._lines[node.line - 1] + node.column - 1

    def line(self, number: int) -> int:
        """Where the line of that number begins, from 1; one too many is the end of the text."""
        return self._lines[number - 1] if number <= len(self._lines) else len(self.text)

    def next_line(self, index: int) -> int:
        """Where the line after that of an index begins."""
        return next((start for start in self._lines if start > index), len(self.text))

    def is_flow(self, node: Node) -> bool:
        """Whether a list or map stands in brackets: always in JSON, in YAML where the author chose so."""
        return not isinstance(node, Scalar) and self.text[self.at(node)] in "[{"

    def end_of(self, key: Scalar, node: Node) -> int:
        """Where a field's value ends, without the white space behind it; where it has none, behind the colon."""
        if self.is_json:
            return _DECODER.raw_decode(self.text, self.at(node))[1]
        if is_absent(node):
            return self.colon(key)
        if isinstance(node, Scalar) or self.is_flow(node):
            return self._ends[self.at(node)]
        if isinstance(node, Object):
            return self.end_of(*node.pairs[-1])
        assert isinstance(node, Array)  # noqa: S101 - the only kind that is left
        return self.end_of(key, node.items[-1])

    def colon(self, key: Scalar) -> int:
        """Where the colon behind a key ends."""
        end = _DECODER.raw_decode(self.text, self.at(key))[1] if self.is_json else self._ends[self.at(key)]
        return self.text.index(":", end) + 1

    def has_comment(self, start: int, end: int) -> bool:
        """Whether a comment begins between two indexes of a YAML text."""
        marks = (found.start() + start for found in re.finditer("#", self.text[start:end]))
        return not self.is_json and any(not self._is_in_scalar(mark) for mark in marks)

    def _is_in_scalar(self, index: int) -> bool:
        # No plain scalar begins with a bracket.
        return any(start <= index < end and self.text[start] not in "[{" for start, end in self._ends.items())

    def space(self, index: int) -> str:
        """The white space that begins at an index."""
        found = _SPACE.match(self.text, index)
        return found[0] if found else ""

    def changed(self, edits: Iterable[Edit]) -> str:
        r"""The text with edits that do not overlap; their ``\n`` becomes what ends a line in the file."""
        text = self.text
        newline = "\r\n" if "\r\n" in text else "\n"
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new.replace("\n", newline) + text[end:]
        return text

    def lines_at(self, index: int, lines: str) -> Edit:
        r"""The edit that puts lines (each with its ``\n``) where a line begins, be it behind one that lacks its end."""
        is_open = index > 0 and self.text[index - 1] not in "\r\n"
        return index, index, f"\n{lines}" if is_open else lines

    def appended(self, field: str) -> str:
        r"""The text with a field behind all others: a member for a JSON document, else lines, each with its ``\n``."""
        if not self.is_json:
            return self.changed([self.lines_at(self.end, field)])
        comma = "," if self.root.pairs else ""
        return f"{self.text[: self.end]}{comma}{self.space(self.text.index('{') + 1)}{field}{self.text[self.end :]}"


def opened(raw: Raw) -> Opened | None:
    """The file of a source that `parse` reads; None where its fields have no places."""
    text = raw.data.decode("utf-8-sig")
    plain = re.sub("\r\n?", "\n", text)
    lines = (0, *accumulate(map(len, text.splitlines(keepends=True))))
    lines = lines[:-1] if text.endswith(("\n", "\r")) else lines
    findings = Findings(raw.path)
    if raw.media_type == JSON:
        root = read_json(plain, findings)
        end = len(text[: text.rindex("}")].rstrip()) if root else 0
        return Opened(text, root, True, end, lines, {}) if root else None
    head, first_line, end = plain, 1, len(text)
    if raw.media_type == MARKDOWN:
        parts = split(plain, findings)
        if parts is None:
            return None
        head, first_line, end = parts[0], 2, lines[parts[2] - 2]
    root = read_yaml(head, first_line, findings)
    return Opened(text, root, False, end, lines, _ends(head, first_line, text, lines)) if root else None


def _ends(head: str, first_line: int, text: str, lines: tuple[int, ...]) -> dict[int, int]:
    """By where it begins, where each scalar and each list or map in brackets ends; as indexes of the whole text."""
    found: dict[int, int] = {}
    begun: list[tuple[int, bool]] = []

    def index(mark: Any) -> int:  # yaml.Mark, or that of libyaml, which the stubs know as something else
        line = first_line - 1 + mark.line
        return lines[line] + mark.column if line < len(lines) else len(text)

    for event in yaml.parse(head, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            begun.append((index(event.start_mark), bool(event.flow_style)))
        elif isinstance(event, yaml.CollectionEndEvent):
            start, is_flow = begun.pop()
            if is_flow:
                found[start] = index(event.end_mark)
        elif isinstance(event, yaml.ScalarEvent) and (event.value or event.style):
            start = index(event.start_mark)
            found[start] = start + len(text[start : index(event.end_mark)].rstrip())
    return found


def edited(
    raw: Raw, rules: Rules, edit: Callable[[Opened], str | None], change: Callable[[Article], Article]
) -> bytes | None:
    """The file's bytes with an edit that does to its article what ``change`` does, and nothing else.

    None where it does something else, where the edit gave up, or where the file is no article.
    """
    before = parse(raw, rules).article
    file = opened(raw) if before else None
    made = edit(file) if file else None
    if before is None or made is None:
        return None
    mark = codecs.BOM_UTF8 if raw.data.startswith(codecs.BOM_UTF8) else b""
    data = mark + made.encode()
    return data if parse(replace(raw, data=data), rules).article == change(before) else None


def quoted(text: str) -> str:
    """The text in double quotes, for YAML and JSON alike: JSON's strings are YAML's, but for one mark (writer.py)."""
    return json.dumps(text, ensure_ascii=False).replace(_BYTE_ORDER_MARK, "\\ufeff")
