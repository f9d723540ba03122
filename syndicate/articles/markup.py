"""Texts and blocks as Markdown that parses back to the same texts and blocks (used by writer.py).

The same character is text in one place and markup in another, so literal text is escaped wherever it could be either.
An emphasis mark counts only where CommonMark's flanking rules (0.31, §6.2) see one: the character beside it becomes
an entity (``&#32;``) where they would not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from syndicate.articles.inline import Node, Tag, parse, to_plain
from syndicate.articles.parsers.blocks import slug
from syndicate.model import Block, Image, Items, Paragraph, Quote, Section, Table, Text

_MARKUP = re.compile(r"[\\`*_\[\]{]|<(?=[A-Za-z/!?])|&(?=[#A-Za-z])")
_LINE_START = re.compile(r"^(?:(?=[#>+:=~|-])|([0-9]{1,9})(?=[.)]))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=[#A-Za-z])")
_BARE_TARGET = re.compile(r"[^\s()<>]+")
_DASHES = {"": "---", "left": ":---", "right": "---:", "center": ":---:"}
_HIGHEST_NUMBER = 999_999_999  # CommonMark §5.2: nine digits


@dataclass(slots=True)
class _Piece:
    """A stretch of Markdown: literal text, an emphasis mark (``opens`` or not), or something ready."""

    kind: str
    value: str
    opens: bool = False
    is_first_coded: bool = False
    is_last_coded: bool = False

    def edge(self, is_first: bool) -> str:
        """The first or last character, as the flanking rules see it."""
        is_coded = self.is_first_coded if is_first else self.is_last_coded
        return "&" if is_coded or self.kind != "text" else self.value[0 if is_first else -1]

    def code_edge(self, is_first: bool) -> bool:
        """Write the first or last character as an entity: it counts as punctuation then. Returns True."""
        if is_first or len(self.value) == 1:
            self.is_first_coded = True
        if not is_first or len(self.value) == 1:
            self.is_last_coded = True
        return True


def sections_to_markdown(sections: Iterable[Section]) -> str:
    """The body of an article."""
    parts: list[str] = []
    for section in sections:
        if section.heading:
            parts.append(_heading(section, section.heading))
        parts.extend(_blocks(section.blocks, 0))
    return "".join(f"{part}\n\n" for part in parts)[:-1]


def text_to_markdown(text: Text) -> str:
    """A text as one paragraph of inline Markdown."""
    return _with_attributes(_inline(parse(text.source), text.links), text)


def _with_attributes(markdown: str, text: Text, identifier: str = "") -> str:
    attributes = ([f"#{identifier}"] if identifier else []) + ([f"ctx={text.context}"] if text.context else [])
    return f"{markdown} {{{' '.join(attributes)}}}" if attributes else markdown


def _heading(section: Section, heading: Text) -> str:
    markdown = _inline(
        parse(heading.source), heading.links, also="#"
    )  # a # at the end would be taken for a closing one
    identifier = "" if section.id == slug(to_plain(heading)) else section.id
    return f"{'#' * section.level} {_with_attributes(markdown, heading, identifier)}"


def _blocks(blocks: Sequence[Block], depth: int) -> Iterator[str]:
    taken = ""
    for block in blocks:
        marker = ""
        match block:
            case Paragraph(text):
                yield text_to_markdown(text)
            case Quote(inner):
                yield _prefixed("\n\n".join(_blocks(inner, depth)), "> ", "> ")
            case Table():
                yield _table(block)
            case Image(src, alt):
                yield _with_attributes(f"![{_inline((to_plain(alt),), ())}]({_target(_quoted(src))})", alt)
            case Items():
                marker = _marker(block, depth, taken)
                yield _list(block, marker, depth)
        taken = marker


def _marker(block: Items, depth: int, taken: str) -> str:
    """A marker unlike that of a list right above, which would become one list with this; and no ``- - -``."""
    if block.ordered:
        return ")" if taken == "." else "."
    usual = "-" if depth % 2 == 0 else "*"
    return "+" if taken == usual else usual


def _list(block: Items, marker: str, depth: int) -> str:
    items: list[str] = []
    for index, item in enumerate(block.items):
        number = str(min(block.start + index, _HIGHEST_NUMBER)) if block.ordered else ""
        inside = "\n\n".join(_blocks(item, depth + 1))
        items.append(_prefixed(inside, f"{number}{marker} ", " " * (len(number) + 2)))
    is_tight = all(len(item) == 1 and isinstance(item[0], Paragraph) for item in block.items)
    return ("\n" if is_tight else "\n\n").join(items)


def _prefixed(text: str, first: str, others: str) -> str:
    """Each line behind its prefix; a blank line gets no spaces at its end."""
    lines = text.split("\n")
    return "\n".join(f"{others if index else first}{line}".rstrip(" ") for index, line in enumerate(lines))


def _table(table: Table) -> str:
    rows = [list(map(_cell, table.header)), [_DASHES[align] for align in table.align]]
    rows += [list(map(_cell, row)) for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: Text) -> str:
    return text_to_markdown(text).replace("|", "\\|")


def _quoted(src: str) -> str:
    """A picture's source: a path is the name of a file, and Markdown takes a % in it for an encoded character."""
    return src if ":" in src else src.replace("%", "%25")


def _target(url: str) -> str:
    safe = _ENTITY.sub(r"\\&", url)
    return safe if _BARE_TARGET.fullmatch(safe) else f"<{safe}>"


def _inline(nodes: Iterable[Node], links: Sequence[str], also: str = "") -> str:
    pieces = list(_pieces(nodes, links))
    _choose_marks(pieces)
    marks = [index for index, piece in enumerate(pieces) if piece.kind == "mark"]
    while sum(_flank(pieces, index) for index in marks):  # again, because what one codes stands beside another
        pass
    _keep_ends(pieces)
    written = ""
    for index, piece in enumerate(pieces):
        follows = pieces[index + 1].value if index + 1 < len(pieces) else ""
        written += _written(piece, written[-1:] in ("", "\n"), follows, also)
    return written


def _pieces(nodes: Iterable[Node], links: Sequence[str]) -> Iterator[_Piece]:
    for node in nodes:
        if isinstance(node, str):
            if node:
                yield _Piece("text", node)
        elif node.name == "code":
            yield _Piece("ready", _code(node))
        elif node.name == "a":
            yield _Piece("ready", "[")
            yield from _pieces(node.children, links)
            yield _Piece("ready", f"]({_target(links[node.link - 1])})" if node.link <= len(links) else "]")
        else:
            yield _Piece("mark", node.name, opens=True)
            yield from _pieces(node.children, links)
            yield _Piece("mark", node.name)


def _code(tag: Tag) -> str:
    literal = "".join(child if isinstance(child, str) else _code(child) for child in tag.children)
    longest = max((len(run) for run in re.findall("`+", literal)), default=0)
    is_padded = literal[0] == "`" or literal[-1] == "`" or (literal.strip(" ") and literal[0] == literal[-1] == " ")
    pad, fence = " " if is_padded else "", "`" * (longest + 1)
    return f"{fence}{pad}{literal}{pad}{fence}"


def _choose_marks(pieces: list[_Piece]) -> None:
    """``**`` for b; ``*`` for i, but ``_`` where a run of stars would come together with others."""
    opened: list[int] = []
    for index, piece in enumerate(pieces):
        if piece.kind != "mark":
            continue
        if piece.opens:
            opened.append(index)
            continue
        first = opened.pop()
        if piece.value == "b":
            mark = "**"
        else:
            beside = [pieces[at] for at in (first - 1, first + 1, index - 1, index + 1) if 0 <= at < len(pieces)]
            mark = "_" if any(piece.kind == "mark" for piece in beside) else "*"
        piece.value = pieces[first].value = mark


def _flank(pieces: list[_Piece], at: int) -> bool:
    """Code the characters beside a mark so that it counts; whether there was anything to do.

    No space stands within it, no letter outside unless a letter stands within, and outside ``_`` none at all.
    """
    mark = pieces[at]
    step = 1 if mark.opens else -1
    inside, outside = pieces[at + step], pieces[at - step] if 0 <= at - step < len(pieces) else None
    inner = inside.edge(is_first=mark.opens)
    if _is_space(inner):
        return inside.code_edge(is_first=mark.opens)
    if outside and (mark.value == "_" or not _is_letter(inner)) and _is_letter(outside.edge(is_first=not mark.opens)):
        return outside.code_edge(is_first=not mark.opens)
    return False


def _keep_ends(pieces: list[_Piece]) -> None:
    """Code white space at the ends: a parser takes it away, though a no-break space is text."""
    for piece, is_first in ((pieces[0], True), (pieces[-1], False)) if pieces else ():
        if _is_space(piece.edge(is_first)):
            piece.code_edge(is_first)


def _is_space(char: str) -> bool:
    return unicodedata.category(char) == "Zs"


def _is_letter(char: str) -> bool:
    """Whether CommonMark takes the character for neither white space nor punctuation."""
    return unicodedata.category(char)[0] not in "PS" and not _is_space(char) and char != "\n"


def _coded(char: str) -> str:
    return f"&#{ord(char)};"


def _written(piece: _Piece, is_line_start: bool, follows: str, also: str) -> str:
    """A piece as it stands in the file; ``also`` has further characters to escape."""
    if piece.kind != "text":
        return piece.value
    text, head, tail = piece.value, "", ""
    if piece.is_first_coded:
        head, text = _coded(text[0]), text[1:]
    if piece.is_last_coded and text:
        tail, text = _coded(text[-1]), text[:-1]
    text = _MARKUP.sub(r"\\\g<0>", text)
    for char in also:
        text = text.replace(char, f"\\{char}")
    is_line_start = is_line_start and not head
    text = _LINE_START.sub(lambda found: f"{found[1] or ''}\\" if found.start() or is_line_start else found[0], text)
    if follows == "[" and text.endswith("!"):
        text = f"{text[:-1]}\\!"
    return head + text.replace("\n", "\\\n") + tail
