"""The body of an article: Markdown to sections. What Markdown can say and the model cannot is told, never lost."""

import re
import unicodedata
from collections.abc import Callable
from itertools import takewhile
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token

from syndicate.articles.inline import escape, to_plain
from syndicate.articles.parsers.characters import clean, one_line
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.links import Fault
from syndicate.articles.parsers.spans import MAX_NESTING, Spans, markdown
from syndicate.model import Block, Image, Items, Paragraph, Quote, Section, Table, Text

_PIPE = re.compile(r"(?<!\\)\|")
_QUOTE_MARKS = re.compile("['’ʼ`´]")


def slug(heading: str) -> str:
    """The id of a heading: letters, marks and digits in lower case, joined by hyphens; of any script, in NFC."""
    kept = (
        char if unicodedata.category(char)[0] in "LMN" else " "
        for char in unicodedata.normalize("NFC", _QUOTE_MARKS.sub("", heading).lower())
    )
    return "-".join("".join(kept).split())


def read_body(
    text: str, first_line: int, findings: Findings, check_image: Callable[[str], Fault | None], follow: bool = True
) -> tuple[Section, ...]:
    """The sections of a Markdown text whose first line is ``first_line`` of its file.

    Without ``follow`` all of it stands in that one line (a JSON string). ``check_image`` says what is wrong with a
    picture's source. Every fault goes to ``findings``.
    """
    env: dict[str, Any] = {}
    tokens = markdown().parse(text, env)
    return _Walk(tokens, text, findings, check_image, first_line=first_line, follow=follow).sections(env)


def image_alt(alt: str, place: tuple[int, int], findings: Findings) -> Text:
    """The alternative text of a picture; a missing one is reported."""
    if not alt:
        advice = "say what the picture shows, for those who cannot see it"
        findings.warn("image-alt-missing", "the picture has no alternative text", place, advice)
    return Text(escape(alt), line=place[0])


class _Walk:
    """One pass over the tokens of a body."""

    def __init__(
        self,
        tokens: list[Token],
        text: str,
        findings: Findings,
        check_image: Callable[[str], Fault | None],
        *,
        first_line: int,
        follow: bool,
    ) -> None:
        self._tokens = iter(tokens)
        self._lines = text.split("\n")
        self._first_line, self._findings, self._check_image = first_line, findings, check_image
        self._follow = follow
        self._ids: dict[str, int] = {}
        self._hrefs: set[str] = set()

    def sections(self, env: dict[str, Any]) -> tuple[Section, ...]:
        made: list[Section] = []
        opening, blocks = Section("", None, ()), list[Block]()
        for token in self._tokens:
            if token.type == "heading_open":
                made.append(_filled(opening, blocks))
                opening, blocks = self._heading(token, made[-1].level if made[-1].heading else 1), []
            else:
                blocks.extend(self._block(token))
        made.append(_filled(opening, blocks))
        self._report_unused(env)
        return tuple(section for section in made if section.heading or section.blocks)

    def _place(self, token: Token) -> tuple[int, int]:
        return self._line(token.map[0] if token.map else 0)

    def _line(self, index: int) -> tuple[int, int]:
        """The place of a line of the body, counted from 0."""
        return self._first_line + index * self._follow, 0

    def _heading(self, token: Token, above: int) -> Section:
        place, level = self._place(token), int(token.tag[1:])
        inline = next(self._tokens)
        text = self._text(inline, is_heading=True)
        next(self._tokens)
        plain = to_plain(text)
        identifier = inline.meta.get("id") or slug(plain)
        if level == 1:
            advice = "begin sections with ##: the title stands in the front matter"
            self._findings.error("heading-level", f"a heading of level 1: {plain[:60]}", place, advice)
        elif level > above + 1:
            advice = f"write {'#' * (above + 1)}, so that readers who listen to headings find their way"
            self._findings.warn("heading-skip", f"level {level} stands right under level {above}", place, advice)
        if not text.source:
            self._findings.error("heading-empty", "the heading is empty", place, "write the heading, or delete it")
        elif not identifier:
            advice = "give it one: ## Heading {#the-id}"
            self._findings.error("heading-id", f"no id can be made of the heading {plain[:60]!r}", place, advice)
        elif identifier in self._ids:
            advice = "give one of them its own: ## Heading {#the-id}"
            message = f"the heading has the id {identifier!r}, as that in line {self._ids[identifier]}"
            self._findings.error("heading-duplicate", message, place, advice)
        self._ids.setdefault(identifier, place[0])
        return Section(identifier, text, (), level)

    def _blocks(self, until: str) -> tuple[Block, ...]:
        inside = takewhile(lambda token: token.type != until, self._tokens)
        return tuple(block for token in inside for block in self._block(token))

    def _block(self, token: Token) -> list[Block]:
        match token.type:
            case "paragraph_open":
                inline = next(self._tokens)
                next(self._tokens)
                return self._paragraph(inline)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
            case "blockquote_open":
                self._check_depth(token)
                blocks = self._blocks("blockquote_close")
                return [Quote(blocks)] if blocks else []
            case "table_open":
                return [self._table()]
        self._report_unsupported(token)
        return []

    def _check_depth(self, container: Token) -> None:
        """Tell where markdown-it has left out the inside of a container, because it stands too deep."""
        if container.level >= MAX_NESTING - 1:
            message = "lists or quotes stand too deep within each other"
            advice = f"use fewer than {MAX_NESTING // 2} levels"
            self._findings.error("nesting-too-deep", message, self._place(container), advice)

    def _report_unsupported(self, token: Token) -> None:
        place = self._place(token)
        match token.type:
            case "hr":
                advice = "delete it, or begin a section with ##"
                self._findings.warn("rule-ignored", "a horizontal rule is left out", place, advice)
            case "fence" | "code_block":
                advice = "begin lines with fewer than 4 spaces, and put code words between single backticks"
                self._findings.error("code-block", "a code block cannot be published", place, advice)
            case "heading_open":
                self._text(next(self._tokens), is_heading=True)
                next(self._tokens)
                advice = "write the heading at the start of a line, or in **bold**"
                self._findings.error("heading-nested", "a heading within a list or quote", place, advice)
            case kind:
                advice = "write it in another way"
                self._findings.error("markdown-unsupported", f"{kind} is not supported", place, advice)

    def _paragraph(self, inline: Token) -> list[Block]:
        children = inline.children or []
        pictures = [child for child in children if child.type == "image"]
        others = (child for child in children if child.type not in ("image", "softbreak"))
        if pictures and not any(child.content.strip() or child.nesting for child in others):
            return [self._picture(picture, inline) for picture in pictures]
        text = self._text(inline)
        return [Paragraph(text)] if text.source else []

    def _picture(self, token: Token, inline: Token) -> Image:
        place = self._place(inline)
        src = str(token.attrs.get("src", ""))
        src = src if ":" in src else unquote(src)  # an address is kept encoded, a path is the name of a file
        self._hrefs.add(src)
        if fault := self._check_image(src):
            self._findings.error(fault.code, fault.message, place, fault.advice)
        if token.attrs.get("title"):
            Spans(self._findings, place).title_ignored()
        literal = clean(_literal(token), self._findings, place) if "&" in inline.content else _literal(token)
        alt = image_alt(one_line(literal), place, self._findings)
        return Image(src, Text(alt.source, (), inline.meta.get("context", "") if alt.source else "", alt.line))

    def _list(self, token: Token) -> list[Block]:
        items: list[tuple[Block, ...]] = []
        for item in self._tokens:
            if item.type != "list_item_open":
                break
            self._check_depth(item)
            items.append(self._blocks("list_item_close"))
        kept = tuple(item for item in items if item)
        ordered = token.type == "ordered_list_open"
        start = int(token.attrs.get("start", 1)) if ordered else 1
        return [Items(kept, ordered, start)] if kept else []

    def _table(self) -> Table:
        rows: list[tuple[Text, ...]] = []
        align: list[str] = []
        cells: list[Text] = []
        for token in takewhile(lambda token: token.type != "table_close", self._tokens):
            match token.type:
                case "tr_open":
                    cells, line = [], token.map[0] if token.map else 0
                    if rows and _count_cells(self._lines[line]) > len(align):
                        advice = f"the header has {len(align)}: write a | that is text as \\|"
                        message = "the row has more cells than the header"
                        self._findings.error("table-cells", message, self._line(line), advice)
                case "th_open":
                    align.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
                case "inline":
                    cells.append(self._text(token, has_breaks=False))
                case "tr_close":
                    rows.append(tuple(cells))
        return Table(rows[0], tuple(rows[1:]), tuple(align))

    def _text(self, inline: Token, is_heading: bool = False, has_breaks: bool = True) -> Text:
        spans = Spans(self._findings, self._place(inline), self._follow, has_breaks and not is_heading)
        text = spans.read(inline, is_heading)
        self._hrefs.update(spans.links)
        return text

    def _report_unused(self, env: dict[str, Any]) -> None:
        for label, definition in env.get("references", {}).items():
            if definition["href"] not in self._hrefs:
                place = self._line(definition["map"][0])
                message = f"the link definition [{label.lower()[:40]}] is used nowhere"
                self._findings.warn("link-unused", message, place, "delete it, or write the text that links there")
        for again in env.get("duplicate_refs", []):
            place = self._line(again["map"][0])
            message = f"the link [{again['label'].lower()[:40]}] is defined twice"
            self._findings.error("link-duplicate", message, place, "delete one of the two, or rename it")


def _filled(section: Section, blocks: list[Block]) -> Section:
    return Section(section.id, section.heading, tuple(blocks), section.level)


def _literal(token: Token) -> str:
    """The plain text of a picture's alternative text, whatever markup it has."""
    children = token.children or []
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if child.type in breaks else _literal(child) for child in children) or token.content


def _count_cells(line: str) -> int:
    """How many cells a line of a table has; it may stand in quotes."""
    cells = _PIPE.split(line.lstrip("> \t").rstrip())
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")
