"""A YAML or JSON document as nodes with places: every scalar is text, whatever it looks like.

So ``no`` is a language, ``1.10`` a version and ``2023-11-06`` a date in the words of the author; the model of the
document (schema.py) decides what a text means.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from syndicate.articles.parsers.findings import Findings

MAX_DEPTH = 16  # no field of an article is deeper than 4


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. ``is_absent`` marks one that is not there: nothing at all in YAML, ``null`` in JSON.

    ``line`` and ``column`` are where it begins, ``first_line`` where its text does: one below in a YAML block.
    ``is_literal``: each line of the text is a line of the file.
    """

    text: str
    line: int
    column: int
    first_line: int = 0
    is_literal: bool = False
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Array:
    """A list."""

    items: tuple["Node", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Object:
    """A map; its keys keep their order and places, and are distinct."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int

    def get(self, name: str) -> "Node | None":
        """The value of a key, or None."""
        return next((value for key, value in self.pairs if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        """The key of that name, with its place, or None."""
        return next((key for key, _ in self.pairs if key.text == name), None)


Node = Scalar | Array | Object
Data = str | list["Data"] | dict[str, "Data"]


def to_data(node: Node) -> Data:
    """The node as plain data; keys without a value are left out, list items without one are ``""``."""
    match node:
        case Scalar(text):
            return text
        case Array(items):
            return [to_data(item) for item in items]
        case Object(pairs):
            return {key.text: to_data(value) for key, value in pairs if not is_absent(value)}


def is_absent(node: Node) -> bool:
    """Whether the node stands for no value."""
    return isinstance(node, Scalar) and node.is_absent


def locate(root: Node, location: Sequence[str | int], is_key: bool = False) -> tuple[int, int]:
    """The line and column of the deepest node on the way ``location``, with ``is_key`` of its key.

    Steps that are not in the document (pydantic names union members, too) are passed over.
    """
    node: Node = root
    key: Scalar | None = None
    for step in location:
        if isinstance(node, Object) and (below := node.get(str(step))) is not None:
            key, node = node.key(str(step)), below
        elif isinstance(node, Array) and isinstance(step, int) and 0 <= step < len(node.items):
            node, key = node.items[step], None
    at = key if key and (is_key or is_absent(node)) else node
    return at.line, at.column


def add_pair(pairs: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node, findings: Findings) -> None:
    """Add a key with its value, or tell that it stands there already."""
    if first := pairs.get(key.text):
        message = f"{key.text} stands here a second time, first in line {first[0].line}"
        findings.error("key-duplicate", message, (key.line, key.column), "keep one of the two")
    pairs.setdefault(key.text, (key, value))
