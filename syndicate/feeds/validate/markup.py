"""HTML and XHTML in feeds: read as strictly as it is written, so that what we see is what a browser sees.

A tokenizer of our own, because libxml2's and html5lib's repair what they read and html.parser alone takes 38 ms
for 50 entries of 8 KB (this one 16 ms, checks included). It follows the HTML standard for what is valid and gives up,
with an error, at the first thing that is not: whatever a browser would make of it cannot hide behind a repair.
"""

import html as entities
import re
from dataclasses import dataclass, field

from lxml import etree

from syndicate.feeds.validate.characters import Lines, references
from syndicate.feeds.validate.elements import DANGEROUS, P_ENDS, SKIPPED, VOID, WITHOUT_END, Attributes, check
from syndicate.feeds.validate.findings import Findings, shown
from syndicate.feeds.validate.trees import XHTML, XML, line_of

# Text, then a tag, a comment (to the end of the source, if need be), or anything else that begins with <. Possessive
# throughout: a piece that cannot match is given up at once, whatever the source holds.
_TOKEN = re.compile(
    r"([^<]*+)(?:<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
    r"|(<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>)?+)|<[^<]{0,30}+)|\Z)"
)
_COMMENT = re.compile(r"<!--(?:-?>|.*--!?>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"[\s/]*+([^\s=>\"'/<]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+")

# Escaped twice, tags come in pairs; a single one may be an author who writes about HTML.
_NAMES = "p|div|a|b|i|em|strong|u|ul|ol|li|h[1-6]|span|table|tr|td|th|blockquote|section|figure|code|sup|sub"
_ESCAPED_START = re.compile(rf"&lt;({_NAMES})(?:\s[^<>]{{0,300}}?)?&gt;")
_ESCAPED_END = re.compile(rf"&lt;/({_NAMES})&gt;")
_ESCAPED_ENTITY = re.compile(r"&amp;(?:[a-zA-Z][a-zA-Z0-9]{1,12}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
_MARKUP = re.compile(rf"</?(?:{_NAMES}|br|img)(?:\s[^<>]{{0,300}})?/?>|&(?:[a-z]{{2,6}}|#\d{{2,6}});", re.IGNORECASE)

# What a piece of text counts for, in `Reading`.
RUNNING, LISTED, NEITHER = 0, 1, 2
_TELLING = SKIPPED | {"li"}


@dataclass(slots=True)
class Reading:
    """The text of a piece of content: ``running`` text, and what is ``listed`` (where references stand).

    Code and what is marked as another language are in neither. ``language`` is the lang of the element round
    everything, ``""`` where there is none.
    """

    language: str = ""
    running: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)

    def add(self, text: str, kind: int) -> None:
        """Take in a piece of text."""
        if kind == RUNNING:
            self.running.append(text)
        elif kind == LISTED:
            self.listed.append(text)


def plain(source: str, report: Findings, line: int = 0) -> Reading:
    """Read plain text, in which tags and entities would be shown to the reader as they stand."""
    match = _MARKUP.search(source) if "<" in source or "&" in source else None
    if match:
        report.add("text-markup", f"plain text holds {shown(match[0])}, which readers will see as it stands", line)
    return Reading(running=[source])


def html(source: str, report: Findings, language: str, line: int = 0, *, base: bool = False) -> Reading:
    """Read HTML whose text is in ``language`` and begins at ``line``; report what is wrong with it.

    ``base``: an xml:base is in force, so that relative URLs mean something.
    """
    return _Reader(source, report, language, line, base=base).read()


class _Reader:
    """One pass through one piece of HTML."""

    def __init__(self, source: str, report: Findings, language: str, line: int, *, base: bool) -> None:
        self.source, self.report, self.line, self.base = source, report, line, base
        self.language = language.partition("-")[0].lower()
        self.reading = Reading()
        self.open: list[tuple[str, int]] = []  # with what text counted for outside of each
        self.kind = RUNNING
        self.number = 0
        self.ends: list[int] = []
        self.lines = Lines(source, line)

    def read(self) -> Reading:
        texts: tuple[list[str], ...] = self.reading.running, self.reading.listed, []
        stack = self.open
        tokens: list[tuple[str, str, str, str, str]] = _TOKEN.findall(self.source)
        for number, (text, slash, name, rest, other) in enumerate(tokens):
            self.number = number
            if text:
                texts[self.kind].append(text)
            if slash:
                if stack and stack[-1][0] == name:
                    self.kind = stack.pop()[1]
                else:
                    self.close(name.lower())
            elif name:
                self.start(name.lower(), rest)
            elif other and not _COMMENT.fullmatch(other):
                self.add("html-malformed", f"{other[:30]!r} begins no tag or comment that ends")
                break  # nothing after it can be trusted
        else:
            self.finish(len(tokens))
        references(self.source, self.report, self.line)
        if "&" in self.source:
            self.escapes()
            for found in texts[:NEITHER]:
                found[:] = [entities.unescape(" ".join(found))]
        return self.reading

    def add(self, code: str, message: str) -> None:
        """Note a finding at the tag that is being read; where the tags stand is found out only now."""
        if not self.ends:
            self.ends = [match.end() for match in _TOKEN.finditer(self.source)]
        self.report.add(code, message, self.lines.line(self.ends[min(self.number, len(self.ends) - 1)]))

    def start(self, name: str, rest: str) -> None:
        """Open an element."""
        own = ""
        if rest and rest != "/":
            attributes = self.attributes(rest)
            for code, message in check(name, attributes, base=self.base):
                self.add(code, message)
            own = attributes.get("lang", "").partition("-")[0].lower()
        elif name in DANGEROUS:
            self.add(*next(check(name, {})))
        if name in VOID:
            return
        stack = self.open
        if name in P_ENDS and stack and stack[-1][0] == "p":
            self.kind = stack.pop()[1]
        if own and not stack and not self.reading.language and not "".join(self.reading.running).strip():
            self.reading.language, own = own, ""
        stack.append((name, self.kind))
        if own or name in _TELLING:
            self.kind = _kind(self.kind, name, own, self.language)

    def attributes(self, text: str) -> Attributes:
        found: Attributes = {}
        position = 0 if text[0] in " \t\r\n\f/" else len(text) + 1  # what follows a name at once belongs to it
        while position <= len(text) and (match := _ATTRIBUTE.match(text, position)):
            position = match.end()
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(match[1].lower(), entities.unescape(value) if "&" in value else value)
        if position > len(text) or text[position:].strip(" \t\r\n\f/"):
            self.add("html-malformed", f"{text.strip()[:40]!r} are no attributes")
        return found

    def close(self, name: str) -> None:
        """Close an element that is not simply the innermost."""
        stack = self.open
        while stack and stack[-1][0] != name and stack[-1][0] in WITHOUT_END:
            self.kind = stack.pop()[1]
        if stack and stack[-1][0] == name:
            self.kind = stack.pop()[1]
            return
        inside = f" inside <{stack[-1][0]}>" if stack else ""
        self.add("html-unbalanced", f"</{name}> closes nothing{inside}")

    def finish(self, number: int) -> None:
        self.number = number
        unclosed = [name for name, _ in self.open if name not in WITHOUT_END]
        if unclosed:
            self.add("html-unbalanced", f"<{unclosed[-1]}> is not closed")

    def escapes(self) -> None:
        text = "".join(self.reading.running) + "\n" + "".join(self.reading.listed)
        if "&lt;/" in text:
            twice = set(_ESCAPED_START.findall(text)) & set(_ESCAPED_END.findall(text))
            if twice:
                self.report.add("html-double-escaped", f"readers will see <{min(twice)}> as text", self.line)
        match = _ESCAPED_ENTITY.search(text) if "&amp;" in text else None
        if match:
            self.report.add("html-double-escaped-entity", f"readers will see &{match[0][5:]} as text", self.line)


def _kind(outer: int, name: str, own: str, language: str) -> int:
    """What the text in an element counts for."""
    if name in SKIPPED or (own and own != language):
        return NEITHER
    return max(outer, LISTED) if name == "li" else outer


def xhtml(div: etree._Element, report: Findings, language: str, *, base: bool = False) -> Reading:
    """Read the xhtml:div of an Atom text whose words are in ``language``; report what is wrong with it."""
    reading = Reading(language=div.get("lang") or div.get(f"{XML}lang") or "")
    primary = language.partition("-")[0].lower()
    kinds = [RUNNING]
    for event, element in etree.iterwalk(div, events=("start", "end", "comment", "pi")):
        if event == "start":
            line = line_of(element)
            if not element.tag.startswith(XHTML):
                report.add("atom-xhtml", f"<{etree.QName(element).localname}> is not XHTML", line)
            name = etree.QName(element).localname.lower()
            attributes = _attributes(element)
            for code, message in check(name, attributes, base=base):
                report.add(code, message, line)
            own = "" if element is div else attributes.get("lang", "").partition("-")[0].lower()
            kinds.append(_kind(kinds[-1], name, own, primary))
            reading.add(element.text or "", kinds[-1])
        elif event == "end":
            kinds.pop()
        if event != "start" and element is not div:
            reading.add(element.tail or "", kinds[-1])
    return reading


def embedded(parent: etree._Element, report: Findings) -> None:
    """Report XHTML and SVG that runs code where it is not expected: in XML content, in extensions of RSS."""
    for element in parent.iter(f"{XHTML}*", "{http://www.w3.org/2000/svg}*"):
        for code, message in check(etree.QName(element).localname.lower(), _attributes(element)):
            report.add(code, message, line_of(element))


def _attributes(element: etree._Element) -> Attributes:
    return {etree.QName(key).localname.lower(): value for key, value in element.attrib.items()}
