"""Content as plain data, its hash and its words.

The data are what ``items/<id>.json`` keeps and what the hash covers, so their shape is a contract: a text is a string
in segment notation, or ``{"text": …, "links": […], "context": …}`` where it has either; what is empty is left out.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain
from typing import Any

from syndicate.articles.inline import to_plain
from syndicate.model import (
    Block,
    Content,
    Image,
    Items,
    Paragraph,
    Question,
    Quote,
    Reference,
    Section,
    Table,
    Text,
)

# Written without spaces, and counted by the character: Han, Hiragana and Katakana.
_CHARACTERS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def to_data(content: Content) -> dict[str, Any]:
    """The content as JSON-able data (dict, list, str, int, bool); `from_data` is the inverse. Lines are left out."""
    data: dict[str, Any] = {"title": _text(content.title)}
    if content.summary is not None:
        data["summary"] = _text(content.summary)
    if content.image is not None:
        data["image"] = _block(content.image)
    return data | _some(
        sections=[_section(section) for section in content.sections],
        faq=[{"question": _text(item.question), "answer": _text(item.answer)} for item in content.faq],
        takeaways=[_text(takeaway) for takeaway in content.takeaways],
        references=[_reference(reference) for reference in content.references],
    )


def from_data(data: Mapping[str, Any]) -> Content:
    """The content of data made by `to_data`; ValueError where they are anything else."""
    try:
        return _read_content(_Reader(data))
    except RecursionError:
        raise ValueError("not the data of a content: nested too deeply") from None


def content_hash(content: Content) -> str:
    """The first 32 hex digits of the SHA-256 of the canonical JSON of `to_data`: link targets count, lines do not."""
    canonical = json.dumps(to_data(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:32]


def texts(content: Content) -> Iterator[Text]:
    """Every text of the content, in reading order."""
    yield content.title
    if content.summary:
        yield content.summary
    if content.image:
        yield content.image.alt
    for section in content.sections:
        if section.heading:
            yield section.heading
        yield from _texts_of_blocks(section.blocks)
    for item in content.faq:
        yield from (item.question, item.answer)
    yield from content.takeaways


def images_of(content: Content) -> Iterator[Image]:
    """Every image of the content: the article's own, and those in the text."""
    if content.image:
        yield content.image
    for section in content.sections:
        yield from _images_of_blocks(section.blocks)


def plain_text(content: Content) -> str:
    """The whole content as plain text without markup, one paragraph a text; references are left out."""
    return "\n\n".join(plain for text in texts(content) if (plain := to_plain(text)))


def words(content: Content) -> int:
    """How many words the content has, references left out (see `count_words`)."""
    return sum(count_words(to_plain(text)) for text in texts(content))


def count_words(text: str) -> int:
    """How many words a plain text has: what stands between spaces and has a letter or digit.

    In Chinese and Japanese each character counts; a Thai, Lao, Khmer or Burmese phrase counts as one word.
    """
    spaced, characters = _CHARACTERS.subn(" ", text)
    return characters + sum(any(map(str.isalnum, word)) for word in spaced.split())


def _some(**values: Any) -> dict[str, Any]:
    """Only the values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], 0, False)}


def _text(text: Text) -> str | dict[str, Any]:
    if not text.links and not text.context:
        return text.source
    return {"text": text.source} | _some(links=list(text.links), context=text.context)


def _section(section: Section) -> dict[str, Any]:
    heading = None if section.heading is None else {"heading": _text(section.heading)}
    return {"id": section.id, "level": section.level} | (heading or {}) | {"blocks": _blocks(section.blocks)}


def _reference(reference: Reference) -> dict[str, Any]:
    read = {slot.name: getattr(reference, slot.name) for slot in fields(reference)}
    return {"raw": reference.raw} | _some(**read | {"raw": "", "authors": list(reference.authors)})


def _blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(text):
            return {"type": "paragraph", "text": _text(text)}
        case Items(items, ordered, start):
            order = _some(ordered=ordered) | ({"start": start} if start != 1 else {})
            return {"type": "items"} | order | {"items": [_blocks(item) for item in items]}
        case Table(header, rows, align):
            cells = {"header": list(map(_text, header)), "rows": [list(map(_text, row)) for row in rows]}
            return {"type": "table", "align": list(align)} | cells
        case Quote(inner):
            return {"type": "quote", "blocks": _blocks(inner)}
        case Image(src, alt):
            return {"type": "image", "src": src, "alt": _text(alt)}


def _images_of_blocks(blocks: Sequence[Block]) -> Iterator[Image]:
    for block in blocks:
        match block:
            case Image():
                yield block
            case Quote(inner):
                yield from _images_of_blocks(inner)
            case Items(items):
                for item in items:
                    yield from _images_of_blocks(item)


def _texts_of_blocks(blocks: Sequence[Block]) -> Iterator[Text]:
    for block in blocks:
        match block:
            case Paragraph(text):
                yield text
            case Items(items):
                for item in items:
                    yield from _texts_of_blocks(item)
            case Quote(inner):
                yield from _texts_of_blocks(inner)
            case Table(header, rows):
                yield from chain(header, *rows)
            case Image(_, alt):
                yield alt


class _Reader:
    """Values out of one JSON object; ValueError where one is missing or of another type."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, Mapping):
            raise _wrong("an object", data)
        self._data = data

    def has(self, name: str) -> bool:
        return name in self._data

    def text(self, name: str) -> Text:
        return _read_text(self._data.get(name))

    def texts(self, name: str) -> tuple[Text, ...]:
        return tuple(map(_read_text, self.list(name)))

    def list(self, name: str) -> Sequence[object]:
        return _read_list(self._data.get(name, []))

    def object(self, name: str) -> "_Reader":
        return _Reader(self._data.get(name))

    def objects(self, name: str) -> "Iterator[_Reader]":
        return map(_Reader, self.list(name))

    def string(self, name: str, default: str | None = "") -> str:
        value = self._data.get(name, default)
        if not isinstance(value, str):
            raise _wrong(f"a string as {name}", value)
        return value

    def number(self, name: str, default: int | None) -> int:
        value = self._data.get(name, default)
        if not isinstance(value, int):
            raise _wrong(f"a whole number as {name}", value)
        return value


def _wrong(wanted: str, value: object) -> ValueError:
    return ValueError(f"not the data of a content: {wanted} wanted, not {type(value).__name__}")


def _read_list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise _wrong("a list", value)
    return value


def _read_string(value: object) -> str:
    if not isinstance(value, str):
        raise _wrong("a string", value)
    return value


def _read_text(value: object) -> Text:
    if isinstance(value, str):
        return Text(value)
    data = _Reader(value)
    return Text(data.string("text", None), tuple(map(_read_string, data.list("links"))), data.string("context"))


def _read_content(data: _Reader) -> Content:
    return Content(
        title=data.text("title"),
        summary=data.text("summary") if data.has("summary") else None,
        sections=tuple(map(_read_section, data.objects("sections"))),
        faq=tuple(Question(item.text("question"), item.text("answer")) for item in data.objects("faq")),
        takeaways=data.texts("takeaways"),
        references=tuple(map(_read_reference, data.objects("references"))),
        image=_read_image(data.object("image")) if data.has("image") else None,
    )


def _read_section(data: _Reader) -> Section:
    heading = data.text("heading") if data.has("heading") else None
    return Section(data.string("id", None), heading, _read_blocks(data.list("blocks")), data.number("level", None))


def _read_reference(data: _Reader) -> Reference:
    return Reference(
        raw=data.string("raw", None),
        authors=tuple(map(_read_string, data.list("authors"))),
        et_al=bool(data.number("et_al", 0)),
        year=data.number("year", 0),
        title=data.string("title"),
        journal=data.string("journal"),
        volume=data.string("volume"),
        pages=data.string("pages"),
        doi=data.string("doi"),
        url=data.string("url"),
    )


def _read_image(data: _Reader) -> Image:
    return Image(data.string("src", None), data.text("alt"))


def _read_blocks(values: Sequence[object]) -> tuple[Block, ...]:
    return tuple(_read_block(_Reader(value)) for value in values)


def _read_block(data: _Reader) -> Block:
    match data.string("type", None):
        case "paragraph":
            return Paragraph(data.text("text"))
        case "items":
            items = tuple(_read_blocks(_read_list(item)) for item in data.list("items"))
            return Items(items, bool(data.number("ordered", 0)), data.number("start", 1))
        case "table":
            rows = tuple(tuple(map(_read_text, _read_list(row))) for row in data.list("rows"))
            return Table(data.texts("header"), rows, tuple(map(_read_string, data.list("align"))))
        case "quote":
            return Quote(_read_blocks(data.list("blocks")))
        case "image":
            return _read_image(data)
        case unknown:
            raise ValueError(f"not the data of a content: no block is called {unknown!r}")
