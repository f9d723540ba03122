"""Texts that break what is careless, and an article for each place where one of them can stand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

PLACES = ("title", "summary", "body", "alt")

# What feeds can carry, and must: the words of the article, to the last character.
HARMLESS = {
    "the end of a CDATA section": "]]>",
    "the beginning of a CDATA section": "<![CDATA[",
    "an entity that XML does not know": "&nbsp;",
    "an entity of an entity": "&amp;lt;b&amp;gt;",
    "a lone ampersand": "& &",
    "a script": "<script>alert()</script>",
    "an event handler": "<img src=x onerror=alert()>",
    "a comment that does not end": "<!--",
    "a document type": '<!DOCTYPE x [<!ENTITY y "z">]>',
    "a processing instruction": "<?xml version?>",
    "a template": "{{ title }} {% raw %} {name} {} %s %(x)s ${y}",
    "quotes and backslashes": '"\'\\\\`"""',
    "an emoji of four bytes": "💉",
    "an emoji of many characters": "👩🏽‍⚕️🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "combining marks": "e" + "\u0301" * 40,
    "combining marks of nothing": "\u0301\u064b\u20dd",
    "an isolate that does not end": "\u2067abc",
    "an isolate that never began": "abc\u2069",
    "directional marks": "\u200f\u200e\u061c",
    "characters without width": "\u200b\u200d\ufeff\u00ad",
    "a private character": "\ue000\U000f0000",
    "what looks like a picture": "nowhere.png",
    "what looks like another id": ", id: elsewhere, {id: elsewhere}",
}
# Literal text in a source, markup in a translation: there it must be reported.
NOTATION = {"tags of our own notation": "<b>x</i></b> &lt;b> <a id="}
# Controls that override the direction of what follows: they can turn a dose round. A source goes out with them, and
# is reported; a translation is held back.
OVERRIDING = {f"U+{ord(c):04X}": c for c in "\u202a\u202b\u202c\u202d\u202e"}
# White space: it may become other white space.
SPACES = {f"U+{ord(c):04X}": c for c in "\t\n\r"}
# What XML cannot carry (XML 1.0 §2.2), or what breaks lines in some programs only: to be reported.
FORBIDDEN = {
    f"U+{ord(c):04X}": c
    for c in (*map(chr, range(0x20)), *"\x7f\x80\x85\x9f\u2028\ud800\udbff\udc00\udfff\ufdd0\ufffe\uffff\U0001fffe")
    if c not in "\t\n\r"
}
TEXTS = HARMLESS | NOTATION | OVERRIDING | SPACES | FORBIDDEN
# How `msgstr` may write a character that no line should hold as it is.
_PO_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v"}

TOKEN = "NASTY"  # stands for the text in a catalog until it is written


@dataclass(frozen=True)
class Case:
    """A nasty text in one place of one article; ``place`` is one of `PLACES`, or ``msgstr`` for all in a translation.

    ``written`` is the text as the format of the file writes it between other words.
    """

    id: str
    name: str
    place: str
    form: str
    written: str

    @property
    def language(self) -> str:
        """The language in which it is shown."""
        return "ar" if self.place == "msgstr" else "en"

    @property
    def is_shown(self) -> bool:
        """Whether it must be published."""
        return self.name in HARMLESS | SPACES or (self.name in NOTATION | OVERRIDING and self.place != "msgstr")

    @property
    def is_reported(self) -> bool:
        """Whether somebody must be told of it."""
        return self.name in OVERRIDING or not self.is_shown

    def shown(self) -> dict[str, str]:
        """What a reader must see of it by place: Markdown has entities, everything else is plain text."""
        text = unescape(TEXTS[self.name]) if self.place == "body" else TEXTS[self.name]
        places = PLACES if self.place == "msgstr" else (self.place,)
        return {place: framed(text, self.language) for place in places}

    def __str__(self) -> str:
        return f"{self.name} in {self.place} of {self.form}"


def framed(text: str, language: str) -> str:
    """The text between two words."""
    return f"ألفا {text} أوميغا" if language == "ar" else f"Alpha {text} omega"


def cases(name: str) -> list[Case]:
    """A text in every place: raw in Markdown and PO, escaped in JSON and PO."""
    return [Case(f"n{n}", name, *where) for n, where in enumerate(_places(name))]


def _places(name: str) -> Iterator[tuple[str, str, str]]:
    text = TEXTS[name]
    for place in PLACES:
        yield place, "md", _escaped(text, "\\`" if place == "body" else '\\"')
        if name not in HARMLESS | NOTATION:
            yield place, "json", text
    if text != "\n":  # a line end within a string is no PO at all
        yield "msgstr", "po", _escaped(text, '\\"')
    if text in _PO_ESCAPES:
        yield "msgstr", "po, escaped", _PO_ESCAPES[text]


def _escaped(text: str, special: str) -> str:
    return "".join(f"\\{character}" if character in special else character for character in text)


def source(case: Case) -> tuple[str, bytes]:
    """The file name and the bytes of the article; its id comes last, where a text can hide it."""
    texts = dict.fromkeys(PLACES, "Gamma")
    if case.place in PLACES:
        texts[case.place] = framed(case.written, "en")
    if case.form == "json":
        picture = {"src": "https://example.org/picture.png", "alt": texts["alt"]}
        front = {"title": texts["title"], "summary": texts["summary"], "body": texts["body"], "image": picture}
        return f"{case.id}.json", json.dumps(front | {"language": "en", "id": case.id}, indent=1).encode()
    lines = (
        "---",
        f'title: "{texts["title"]}"',
        f'summary: "{texts["summary"]}"',
        f'image: {{src: "https://example.org/picture.png", alt: "{texts["alt"]}"}}',
        "language: en",
        f"id: {case.id}",
        "---",
        texts["body"],
    )
    return f"{case.id}.md", "\n".join(lines).encode("utf-8", "surrogatepass")


def translation(case: Case, catalog: bytes) -> bytes:
    """The catalog with the text wherever `TOKEN` stands."""
    assert catalog.count(TOKEN.encode()) == len(PLACES)
    return catalog.replace(TOKEN.encode(), case.written.encode("utf-8", "surrogatepass"))
