"""Segment notation: text with the four inline tags that a translator may see, and nothing else.

A source string holds literal text, ``<b> <i> <code> <a id="1">`` with their closing tags, and a newline for a hard
line break. ``<`` and ``&`` are literal unless they begin one of these tags, so nothing a translator types can become
other markup. Literal text that looks like a tag has its ``<`` written ``&lt;``, and what looks like that escape has
one more ``amp;`` (``&amp;lt;b>``): `escape` and `parse` are inverse functions on every string.

Canonical form: no empty tag, no tag inside its own kind, no two equal neighbors. `unparse` of parsed nodes is
canonical, and so is every source that a parser of this program makes. Nesting is therefore at most four deep.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from syndicate.model import Text

NAMES = ("b", "i", "code", "a")
# What a link may lead to, in any output: everything else is dropped at rendering and refused at parsing.
LINK_SCHEMES = ("https:", "http:", "mailto:", "tel:")

_BARE = r'/?(?:b|i|code)>|/a>|a id="[1-9][0-9]{0,3}">'  # a tag without its "<"
_TAG = re.compile(f"<({_BARE})")
_LOOKS_LIKE_TAG = re.compile(f"(?:<|&(?:amp;)*lt;)(?={_BARE})")
_ESCAPED = re.compile(f"&((?:amp;)*)lt;(?={_BARE})")
_SPACES = " \t\n\r\f\v"
_RUN_OF_SPACES = re.compile(r"[ \t\r\f\v]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_HTML = {"b": "strong", "i": "em", "code": "code"}


@dataclass(frozen=True, slots=True)
class Tag:
    """An inline tag with what it holds; ``link`` is the 1-based number of an ``a``'s target, else 0."""

    name: str
    children: tuple["Node", ...]
    link: int = 0


Node = str | Tag


def escape(literal: str) -> str:
    """The notation of literal text: ``<b>`` → ``&lt;b>``, ``&lt;b>`` → ``&amp;lt;b>``, ``a < b & c`` as it is."""
    return _LOOKS_LIKE_TAG.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;" + found[0][1:], literal)


def _unescape(source: str) -> str:
    return _ESCAPED.sub(lambda found: f"&{found[1][4:]}lt;" if found[1] else "<", source)


def tags(source: str) -> tuple[str, ...]:
    """The tags of a source as they are written, in order: ``("b", "/b", 'a id="1"', "/a")``."""
    return tuple(found[1][:-1] for found in _TAG.finditer(source))


def is_balanced(source: str) -> bool:
    """Whether every tag is closed, in order, and none stands inside its own kind."""
    opened: list[str] = []
    for tag in tags(source):
        name = _name(tag)
        if not tag.startswith("/"):
            if name in opened:
                return False
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def parse(source: str) -> tuple[Node, ...]:
    """The canonical nodes of a source. Never raises, loses no text.

    What a translator wrote wrongly is mended: a tag that is not closed ends with what holds it, a closing tag
    without its opening one and a tag inside its own kind are left out. `is_balanced` tells whether that was needed.
    """
    stack: list[_Open] = [_Open("")]
    repeated = dict.fromkeys(NAMES, 0)  # tags inside their own kind, whose closing tags close nothing
    position = 0
    for found in _TAG.finditer(source):
        stack[-1].children.append(_unescape(source[position : found.start()]))
        position = found.end()
        name, number = _name(found[1]), found[1][6:-2]
        is_open = any(entry.name == name for entry in stack)
        if not found[1].startswith("/"):
            if is_open:
                repeated[name] += 1
            else:
                stack.append(_Open(name, int(number) if name == "a" else 0))
        elif repeated[name]:
            repeated[name] -= 1
        elif is_open:
            while (closed := _close(stack)) != name:
                repeated[closed] = 0
    stack[-1].children.append(_unescape(source[position:]))
    while len(stack) > 1:
        _close(stack)
    return canonical(stack[0].children)


def unparse(nodes: Iterable[Node]) -> str:
    """The source of nodes, in canonical form."""
    return "".join(_source(node) for node in canonical(nodes))


def canonical(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """The same text in canonical form (see the module)."""
    nodes = tuple(nodes)
    if len(nodes) == 1 and isinstance(nodes[0], str) and nodes[0]:
        return nodes  # most texts have no markup
    return _canonical(nodes, frozenset())


def tidy(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Canonical nodes as the parsers make them: one space for many, none round a line break or at the ends.

    Line breaks at the edge of a tag move out of it. Only ASCII white space counts: a no-break space is text.
    """
    return _strip(tuple(map(_spaced, canonical(_hoisted(nodes)))))


def to_html(text: Text, isolate: Callable[[str], str] | None = None) -> str:
    """The text as HTML: ``strong em code a br`` and escaped characters, nothing else.

    ``isolate`` gets each run of escaped text and returns HTML (bidirectional isolation). A link whose number has
    no target, or whose target is not of `LINK_SCHEMES`, is shown as its text.
    """
    return "".join(_html_of(node, text.links, isolate) for node in parse(text.source))


def to_plain(text: Text, urls: bool = False) -> str:
    """The text without its tags; with ``urls`` each link is followed by its target in parentheses."""
    return "".join(_plain_of(node, text.links if urls else ()) for node in parse(text.source))


def is_safe_link(url: str) -> bool:
    """Whether a link may lead there: an absolute address of `LINK_SCHEMES`."""
    return url.lower().startswith(LINK_SCHEMES)


@dataclass(slots=True)
class _Open:
    """A tag that is being read."""

    name: str
    link: int = 0
    children: list[Node] = field(default_factory=list)


def _name(bare: str) -> str:
    return bare.strip("/>").partition(" ")[0]


def _close(stack: list[_Open]) -> str:
    closed = stack.pop()
    stack[-1].children.append(Tag(closed.name, tuple(closed.children), closed.link))
    return closed.name


def _canonical(nodes: Iterable[Node], inside: frozenset[str]) -> tuple[Node, ...]:
    made: list[Node] = []
    # Neighbors of one kind are merged in one go: pairwise it would be quadratic (100,000 times ``<b>x</b>``).
    for kind, run in groupby(_flat(nodes, inside), key=_kind):
        if kind is None:
            made.append("".join(node for node in run if isinstance(node, str)))
        else:
            children = tuple(child for node in run if isinstance(node, Tag) for child in node.children)
            made.append(Tag(kind[0], _canonical(children, inside | {kind[0]}), kind[1]))
    return tuple(made)


def _kind(node: Node) -> tuple[str, int] | None:
    return None if isinstance(node, str) else (node.name, node.link)


def _flat(nodes: Iterable[Node], inside: frozenset[str]) -> Iterator[Node]:
    """Nodes without empty ones, and with the children of a tag that stands inside its own kind in its place."""
    for node in nodes:
        if isinstance(node, str):
            if node:
                yield node
        elif node.name in inside:
            yield from _flat(node.children, inside)
        elif children := _canonical(node.children, inside | {node.name}):
            yield Tag(node.name, children, node.link)


def _hoisted(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        children = list(canonical(_hoisted(node.children)))
        before = after = ""
        if children and isinstance(children[0], str):
            before, children[0] = _split_break(children[0])
        if children and isinstance(children[-1], str):
            after, turned = _split_break(children[-1][::-1])
            children[-1] = turned[::-1]
        yield from (before, Tag(node.name, tuple(children), node.link), after)


def _split_break(text: str) -> tuple[str, str]:
    """The line breaks that the text begins with, and the rest."""
    rest = text.lstrip(_SPACES)
    breaks = "\n" * text[: len(text) - len(rest)].count("\n")
    return breaks, rest if breaks else text


def _spaced(node: Node) -> Node:
    if isinstance(node, str):
        return _AROUND_BREAK.sub("\n", _RUN_OF_SPACES.sub(" ", node))
    return Tag(node.name, tuple(map(_spaced, node.children)), node.link)


def _strip(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    stripped = list(nodes)
    if stripped and isinstance(stripped[0], str):
        stripped[0] = stripped[0].lstrip(_SPACES)
    if stripped and isinstance(stripped[-1], str):
        stripped[-1] = stripped[-1].rstrip(_SPACES)
    return tuple(node for node in stripped if node)


def _source(node: Node) -> str:
    if isinstance(node, str):
        return escape(node)
    number = f' id="{node.link}"' if node.name == "a" else ""
    return f"<{node.name}{number}>{''.join(map(_source, node.children))}</{node.name}>"


def _html_of(node: Node, links: tuple[str, ...], isolate: Callable[[str], str] | None) -> str:
    if isinstance(node, str):
        escaped = html.escape(node, quote=False)
        return (isolate(escaped) if isolate else escaped).replace("\n", "<br>")
    inner = "".join(_html_of(child, links, isolate) for child in node.children)
    if node.name == "a":
        url = links[node.link - 1] if 0 < node.link <= len(links) else ""
        return f'<a href="{html.escape(url)}">{inner}</a>' if is_safe_link(url) else inner
    return f"<{_HTML[node.name]}>{inner}</{_HTML[node.name]}>"


def _plain_of(node: Node, links: tuple[str, ...]) -> str:
    if isinstance(node, str):
        return node
    inner = "".join(_plain_of(child, links) for child in node.children)
    url = links[node.link - 1] if 0 < node.link <= len(links) else ""
    return f"{inner} ({url})" if url and url not in (inner, f"mailto:{inner}", f"tel:{inner}") else inner
