"""JSON (RFC 8259) to nodes with places: Python's own parser forgets where a value stood."""

import json
import re
from collections.abc import Iterator

from syndicate.articles.parsers.characters import Lines, clean
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.nodes import MAX_DEPTH, Array, Node, Object, Scalar, add_pair

_SPACE = re.compile(r"[ \t\n\r]*")
_LITERAL = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_DECODER = json.JSONDecoder()


def read_json(text: str, findings: Findings) -> Object | None:
    """The object that the JSON text holds; numbers, true and false as the text they are written in. None: reported."""
    reader = _Reader(text, findings)
    try:
        node = reader.document()
    except _SyntaxFaultError as fault:
        findings.error(fault.code, f"not JSON that we read: {fault}", reader.lines.place(fault.position), fault.advice)
        return None
    if isinstance(node, Object):
        return node
    advice = 'write one object: {"id": …, "language": …, "title": …, "body": …}'
    findings.error("type-invalid", "the document is not an object", (node.line, node.column), advice)
    return None


class _SyntaxFaultError(Exception):
    """What is wrong, and where."""

    def __init__(self, message: str, position: int, code: str = "json-syntax", advice: str = "mend it here") -> None:
        self.position, self.code, self.advice = position, code, advice
        super().__init__(message)


class _Reader:
    """A recursive descent over one text; ``_at`` is the next character."""

    def __init__(self, text: str, findings: Findings) -> None:
        self._text, self._findings, self._at = text, findings, 0
        self.lines = Lines(text)

    def document(self) -> Node:
        node = self._value(0)
        self._skip()
        if self._at < len(self._text):
            raise _SyntaxFaultError("there is something behind the document", self._at)
        return node

    def _skip(self) -> str:
        """Pass over white space; the next character, or an empty string at the end."""
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
        return self._text[self._at : self._at + 1]

    def _value(self, depth: int) -> Node:
        opening = self._skip()
        line, column = self.lines.place(self._at)
        if depth > MAX_DEPTH:
            message = "lists or objects stand too deep within each other"
            raise _SyntaxFaultError(message, self._at, "nesting-too-deep", "unfold them")
        if opening == '"':
            return self._string()
        if opening == "[":
            items: list[Node] = []
            for _ in self._members("]"):
                items.append(self._value(depth + 1))  # noqa: PERF401 - reads on, item by item
            return Array(tuple(items), line, column)
        if opening == "{":
            pairs: dict[str, tuple[Scalar, Node]] = {}
            for _ in self._members("}"):
                self._pair(pairs, depth)
            return Object(tuple(pairs.values()), line, column)
        literal = _LITERAL.match(self._text, self._at)
        if not literal:
            raise _SyntaxFaultError("a value is expected here", self._at)
        self._at = literal.end()
        absent = literal[0] == "null"
        return Scalar("" if absent else literal[0], line, column, line, is_absent=absent)

    def _members(self, closing: str) -> Iterator[None]:
        """Stop at each member of a list or object, up to and with its closing bracket."""
        self._at += 1
        if self._skip() == closing:
            self._at += 1
            return
        while True:
            yield
            follows = self._skip()
            if follows not in (",", closing) or not follows:
                raise _SyntaxFaultError(f"',' or '{closing}' is expected here", self._at)
            self._at += 1
            if follows == closing:
                return

    def _pair(self, pairs: dict[str, tuple[Scalar, Node]], depth: int) -> None:
        if self._skip() != '"':
            raise _SyntaxFaultError("a name in double quotes is expected here", self._at)
        key = self._string()
        if self._skip() != ":":
            raise _SyntaxFaultError("':' is expected here", self._at)
        self._at += 1
        add_pair(pairs, key, self._value(depth + 1), self._findings)

    def _string(self) -> Scalar:
        line, column = self.lines.place(self._at)
        try:
            value, self._at = _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise _SyntaxFaultError(error.msg, error.pos) from None
        return Scalar(clean(str(value), self._findings, (line, column)), line, column, line)
