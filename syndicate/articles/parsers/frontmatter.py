"""YAML to nodes with places, and the split of a Markdown file into front matter and body.

Nodes are built from the parser's events, one by one: so anchors, aliases and tags are refused before anything grows
(an alias bomb is 9 lines), and nesting is bounded before any recursion. libyaml is used where PyYAML has it.
"""

import re
from collections.abc import Iterator

import yaml

from syndicate.articles.parsers.characters import clean
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.nodes import MAX_DEPTH, Array, Node, Object, Scalar, add_pair

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # 8 times faster, same events
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def split(text: str, findings: Findings) -> tuple[str, str, int] | None:
    """The YAML (from line 2), the Markdown and the line where that begins; None where there is no front matter."""
    opening = _OPENING.match(text)
    if not opening:
        advice = "begin the file with a line ---, then id, language and title, then a line ---"
        if text.startswith("+++"):
            advice = "write the front matter as YAML between lines ---, not as TOML"
        findings.error("front-matter-missing", "the file does not begin with front matter", (1, 1), advice)
        return None
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        findings.error("front-matter-open", "the front matter does not end", (1, 1), "put a line --- behind it")
        return None
    head, body = text[opening.end() : closing.start()], text[closing.end() + 1 :]
    return head, body, text.count("\n", 0, closing.end()) + 2


def read_yaml(text: str, first_line: int, findings: Findings) -> Object | None:
    """The map that the YAML holds, ``first_line`` being the line of its file where it begins; None where it is none."""
    builder = _Builder(first_line, findings)
    try:
        node = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (first_line + mark.line, mark.column + 1) if mark else (first_line, 0)
        problem = error.problem or "this cannot be read"
        findings.error("yaml-syntax", f"not YAML: {problem}", place, _advice(problem))
        return None
    except yaml.YAMLError as error:
        findings.error("yaml-syntax", f"not YAML: {str(error).splitlines()[0]}", (first_line, 0), _advice(""))
        return None
    except _RefusedError as refused:
        findings.error(refused.code, refused.message, refused.place, refused.advice)
        return None
    if isinstance(node, Object):
        return node
    if node is None or (isinstance(node, Scalar) and node.is_absent):
        return Object((), first_line, 1)
    advice = "write one field a line, as in: title: The title"
    findings.error("type-invalid", "the fields are not a map of names and values", (node.line, node.column), advice)
    return None


class _RefusedError(Exception):
    """YAML that we do not read further."""

    def __init__(self, code: str, message: str, place: tuple[int, int], advice: str) -> None:
        self.code, self.message, self.place, self.advice = code, message, place, advice
        super().__init__(message)


class _Builder:
    """Events to nodes."""

    def __init__(self, first_line: int, findings: Findings) -> None:
        self._first_line, self._findings = first_line, findings

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    advice = "keep one document in a file"
                    raise _RefusedError("yaml-documents", "a second YAML document", self._place(event), advice)
                node = self._node(next(events), events, 0)
        return node

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return (self._first_line + mark.line, mark.column + 1) if mark else (self._first_line, 0)

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        self._refuse(event, depth)
        line, column = self._place(event)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._node(event, events, depth + 1))
            return Array(tuple(items), line, column)
        if isinstance(event, yaml.MappingStartEvent):
            return Object(tuple(self._pairs(events, depth).values()), line, column)
        return self._scalar(event, line, column)

    def _scalar(self, event: yaml.Event, line: int, column: int) -> Scalar:
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - the only kind that is left
        text = event.value
        if event.style == '"':  # escapes can make what the file itself may not hold
            text = clean(text, self._findings, (line, column))
        is_block = event.style in ("|", ">")
        absent = not text and not event.style
        return Scalar(text, line, column, line + is_block, is_literal=event.style == "|", is_absent=absent)

    def _pairs(self, events: Iterator[yaml.Event], depth: int) -> dict[str, tuple[Scalar, Node]]:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                raise _RefusedError("yaml-syntax", "a key is not a text", (key.line, key.column), "write name: value")
            add_pair(pairs, key, value, self._findings)
        return pairs

    def _refuse(self, event: yaml.Event, depth: int) -> None:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError("yaml-alias", "YAML anchors and aliases are not read", place, "write the value out")
        if tag := getattr(event, "tag", None):
            raise _RefusedError("yaml-tag", f"the YAML tag {tag} is not read", place, "delete the tag")
        if depth > MAX_DEPTH:
            raise _RefusedError(
                "nesting-too-deep", "lists or maps stand too deep within each other", place, "unfold them"
            )


def _advice(problem: str) -> str:
    if "cannot start any token" in problem:
        return "indent with spaces, not with tabs, and put a text that begins with @, ` or % in double quotes"
    if "expected ','" in problem:
        return "close the list or map with its bracket"
    if "mapping values" in problem or "block end" in problem or "block mapping" in problem:
        return "put a text that contains ': ' or begins with a special character in double quotes, and check the indent"
    return "put the text in double quotes"
