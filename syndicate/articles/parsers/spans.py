r"""Markdown's inline tokens to text with holes (articles/inline.py), by markdown-it in its CommonMark mode.

Two rules of our own stand between its block and inline rules: ``{#id ctx=x}`` at the end is taken off before the
text is read, so that ``\{ctx=x}`` stays literal; and what looks like HTML is noted while an escaped ``\<`` can still
be told from it.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from syndicate.articles.inline import Node, Tag, tidy, unparse
from syndicate.articles.parsers.characters import clean
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.links import link_fault
from syndicate.model import Text

# markdown-it pairs emphasis marks in quadratic time: 200,000 stars in one paragraph took 125 s, 1,000 take 5 ms.
MAX_MARKS = 1_000
MAX_NESTING = 20  # markdown-it's own for CommonMark: blocks deeper than this are dropped by it, and reported by us
_ATTRIBUTES = re.compile(r"[ \t]*(?P<escapes>\\*)\{(?P<inside>[^{}\n]*)\}[ \t]*$")
_CONTEXT = re.compile(r"ctx=([^\s{}|#=]{1,64})")
_ID = re.compile(r"#([^\s{}#\"'<>&%]{1,120})")
HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--|<\?|<!\[")
_NAMES = {"strong": "b", "em": "i", "link": "a"}


@lru_cache(maxsize=1)
def markdown() -> MarkdownIt:
    """CommonMark with tables and without HTML; addresses are checked by us, so that a bad one is told."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING}).enable("table")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.core.ruler.before("inline", "attributes", _take_attributes)
    parser.core.ruler.before("text_join", "html_as_text", _note_html)
    return parser


def read_inline(source: str, place: tuple[int, int], findings: Findings, follow: bool = False) -> Text:
    """The text of one paragraph of inline Markdown that stands in a field.

    ``place`` is its line and column; with ``follow`` its lines are lines of the file (a literal YAML block).
    """
    if re.search(r"\n[ \t]*\n", source.strip(" \t\n")):
        advice = "write one paragraph here, and longer text in the body"
        findings.error("paragraphs-many", "this text has several paragraphs", place, advice)
    token = markdown().parseInline("\n".join(line.strip(" \t") for line in source.strip(" \t\n").split("\n")))[0]
    return Spans(findings, place, follow).read(token)


@dataclass(slots=True)
class Spans:
    """Reads inline tokens that begin at ``place``; ``links`` has every target that was met, good or bad."""

    findings: Findings
    place: tuple[int, int]
    follow: bool = True
    has_breaks: bool = True
    links: list[str] = field(default_factory=list)

    def read(self, token: Token, is_heading: bool = False) -> Text:
        """The text of a token of type ``inline``."""
        self._report(token, is_heading)
        targets: list[str] = []
        stack: list[tuple[str, int, list[Node]]] = [("", 0, [])]
        for child in token.children or []:
            opened = {name for name, _, _ in stack}
            match child.type:
                case "text":
                    stack[-1][2].append(self._clean(child.content, token).replace("\n", " "))
                case "softbreak" | "hardbreak":
                    stack[-1][2].append("\n" if child.type == "hardbreak" and self.has_breaks else " ")
                    self._next_line()
                case "code_inline":
                    stack[-1][2].append(Tag("code", (child.content.replace("\n", " "),)))
                case "link_open":
                    number = self._link(child, targets)
                    stack.append(("a", number, []) if number else ("", 0, stack[-1][2]))
                case "strong_open" | "em_open":
                    name = _NAMES[child.tag]
                    stack.append(("", 0, stack[-1][2]) if name in opened else (name, 0, []))
                case "link_close" | "strong_close" | "em_close":
                    name, number, children = stack.pop()
                    if name:
                        stack[-1][2].append(Tag(name, tuple(children), number))
                case _:
                    self._unsupported(child)
        source = unparse(tidy(stack[0][2]))
        context = token.meta.get("context", "") if source else ""
        return Text(source, tuple(targets), context, line=self.place[0])

    def _clean(self, text: str, token: Token) -> str:
        """The text without forbidden characters; those of the file are known already, entities make new ones."""
        return clean(text, self.findings, self.place) if "&" in token.content else text

    def _next_line(self) -> None:
        if self.follow:
            self.place = (self.place[0] + 1, 0)

    def _link(self, token: Token, targets: list[str]) -> int:
        """The number of a link, 0 where only its text stays."""
        url = str(token.attrs.get("href", ""))
        self.links.append(url)
        if token.attrs.get("title"):
            self.title_ignored()
        if len(url) > 1 and url.startswith("#"):
            message = f"the link to {url} leads nowhere in a feed: its text stays, the link does not"
            self.findings.warn("link-fragment", message, self.place, "name the section in words")
            return 0
        if fault := link_fault(url):
            self.findings.error(fault.code, fault.message, self.place, fault.advice)
        targets.append(url)
        return len(targets)

    def title_ignored(self) -> None:
        """Tell that the title of a link or picture is not kept."""
        self.findings.warn(
            "title-ignored", "the title of a link or picture is left out", self.place, "write it as text"
        )

    def _unsupported(self, token: Token) -> None:
        if token.type == "image":
            advice = "give it a paragraph of its own"
            self.findings.error("image-inline", "there is a picture within a text", self.place, advice)
        else:
            advice = "write it in another way"
            self.findings.error("markdown-unsupported", f"{token.type} is not supported", self.place, advice)

    def _report(self, token: Token, is_heading: bool) -> None:
        if token.meta.get("dense"):
            advice = "write plain text: marks are counted that begin or end emphasis and links"
            message = f"there are more than {MAX_MARKS:,} marks in one text"
            self.findings.error("markup-too-dense", message, self.place, advice)
        if html := token.meta.get("html"):
            advice = "write it in Markdown; the text is published with its < and >, as characters"
            self.findings.warn("html-as-text", f"{html[:40]} looks like HTML, and is text here", self.place, advice)
        if unknown := token.meta.get("unknown"):
            advice = "known are {ctx=x}, and {#id} in headings; write \\{ where braces are meant"
            self.findings.warn("attribute-unknown", f"{unknown[:40]} is shown as text", self.place, advice)
        elif token.meta.get("id") and not is_heading:
            advice = "put the id on a heading"
            self.findings.error(
                "attribute-unknown", f"only a heading has an id: {token.meta['id']}", self.place, advice
            )


def _take_attributes(state: StateCore) -> None:
    """Move ``{#id ctx=x}`` from the end of each text to its token's ``meta``."""
    for token in state.tokens:
        if token.type == "inline" and sum(map(token.content.count, "*_[")) > MAX_MARKS:
            token.meta["dense"], token.content = True, ""
        if token.type != "inline" or not token.content.endswith("}"):
            continue
        found = _ATTRIBUTES.search(token.content)
        if not found or len(found["escapes"]) % 2 or not found["inside"].strip():
            continue
        taken: dict[str, str] = {}
        for part in found["inside"].split():
            if context := _CONTEXT.fullmatch(part):
                taken["context"] = context[1]
            elif identifier := _ID.fullmatch(part):
                taken["id"] = identifier[1]
            else:
                taken["unknown"] = found[0].strip()
        if "unknown" in taken:
            if found["inside"].lstrip().startswith(("#", ".", "ctx")) or "=" in found["inside"]:
                token.meta["unknown"] = taken["unknown"]
            continue
        token.meta |= taken
        token.content = token.content[: found.start()] + found["escapes"]


def _note_html(state: StateCore) -> None:
    """Note in ``meta`` what looks like HTML and is going to be text."""
    for token in state.tokens:
        if token.type == "inline" and "<" in token.content:
            for child in token.children or []:
                if child.type == "text" and (found := HTML.search(child.content)):
                    token.meta["html"] = found[0]
                    break
