"""Texts that break what is careless, and an article for each place where one of them can stand."""

import json
from collections.abc import Callable, Iterator
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
    "tags of our own notation": "<b>x</i></b> &lt;b> <a id=",
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
}
# Controls that override the direction of what follows: they may go out, with a warning.
OVERRIDING = {f"U+{ord(c):04X}": c for c in "\u202a\u202b\u202c\u202d\u202e"}
# White space: it may become other white space.
SPACES = {f"U+{ord(c):04X}": c for c in "\t\n\r"}
# What XML cannot carry (XML 1.0 §2.2), or what breaks lines in some programs only: to be reported.
FORBIDDEN = {
    f"U+{ord(c):04X}": c
    for c in (*map(chr, range(0x20)), *"\x7f\x80\x85\x9f\u2028\ud800\udbff\udc00\udfff\ufdd0\ufffe\uffff\U0001fffe")
    if c not in "\t\n\r"
}
TEXTS = HARMLESS | OVERRIDING | SPACES | FORBIDDEN
_PO_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v"}

TOKEN = "NASTY"  # stands for the text in a catalog until it is written


@dataclass(frozen=True)
class Case:
    """A nasty text in one place of one article; ``place`` is one of `PLACES`, or ``msgstr`` for all in a translation.

    ``write`` puts the text between other words, as the format of that file has it.
    """

    name: str
    text: str
    place: str
    form: str
    write: Callable[[str], str]
    id: str

    @property
    def language(self) -> str:
        """The language in which it is shown."""
        return "ar" if self.place == "msgstr" else "en"

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is shown."""
        return PLACES if self.place == "msgstr" else (self.place,)

    def shown(self, place: str) -> str:
        """What a reader must see of it: Markdown has entities, everything else is plain text."""
        text = unescape(self.text) if (self.place, place) == ("body", "body") else self.text
        return framed(text, self.language)

    def __str__(self) -> str:
        return f"{self.name} in {self.place} of {self.form}"


def framed(text: str, language: str) -> str:
    """The text between two words."""
    return f"ألفا {text} أوميغا" if language == "ar" else f"Alpha {text} omega"


def cases() -> list[Case]:
    """Every text in every place, raw in Markdown and PO, escaped in JSON and PO."""
    return [
        Case(name, text, place, form, write, f"n{number:03}")
        for number, (name, text, place, form, write) in enumerate(_cases())
    ]


def _cases() -> Iterator[tuple[str, str, str, str, Callable[[str], str]]]:
    for name, text in TEXTS.items():
        for place in PLACES:
            yield name, text, place, "md", _markdown if place == "body" else _yaml
            if name not in HARMLESS:
                yield name, text, place, "json", str
        if text != "\n":  # a line end within a string is no PO at all
            yield name, text, "msgstr", "po", _po
        if text in _PO_ESCAPES:
            yield name, text, "msgstr", "po, escaped", lambda text: _PO_ESCAPES[text]


def _yaml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _po(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _markdown(text: str) -> str:
    return text.replace("\\", "\\\\").replace("`", "\\`")


def source(case: Case) -> tuple[str, bytes]:
    """The file name and the bytes of the article; its id comes last, where a text can hide it."""
    texts = dict.fromkeys(PLACES, "Gamma")
    if case.place in PLACES:
        texts[case.place] = framed(case.write(case.text), "en")
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
    text = case.write(case.text).encode("utf-8", "surrogatepass")
    assert catalog.count(TOKEN.encode()) == len(PLACES)
    return catalog.replace(TOKEN.encode(), text)
