"""An article taken apart to segments, and put together again in another language.

`localize` is the inverse of the extraction: with each segment's own source as its translation, the content comes
back as it was. A segment is found by its role and text alone, so moving a paragraph changes no key.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from syndicate.articles.inline import to_plain
from syndicate.model import (
    Article,
    Block,
    Content,
    Image,
    Items,
    Paragraph,
    Question,
    Quote,
    Section,
    Segment,
    Table,
    Text,
)

Translate = Callable[[Segment], str]
TranslateLink = Callable[[str], str]


def segments(article: Article, links: bool = False) -> tuple[Segment, ...]:
    """The article's segments, distinct by key, in the article's order; those of the frame stand last.

    With ``links``, the target of each link is a segment of role ``link.url`` right behind its text. ``heading`` is
    the plain heading of the section that the segment stands in (for an answer: its question).
    """
    found: dict[tuple[str, str], Segment] = {}
    for segment in chain(_of_content(article.content), _of_frame(article)):
        found.setdefault(segment.key, segment)
        if links:
            for url in segment.text.links:
                link = Segment("link.url", Text(url, line=segment.text.line), segment.frame, segment.heading)
                found.setdefault(link.key, link)
    body = tuple(segment for segment in found.values() if not segment.frame)
    return body + tuple(segment for segment in found.values() if segment.frame)


def localize(content: Content, translate: Translate, translate_link: TranslateLink | None = None) -> Content:
    """The content with every text replaced by ``translate(segment)``, in segment notation; empty texts stay.

    Links keep their targets, or take what ``translate_link(url)`` returns. Ids, images and references stay as they
    are. What ``translate`` raises is passed on.
    """
    return _Localizer(translate, translate_link).content(content)


def put(text: Text, target: str, translate_link: TranslateLink | None = None) -> Text:
    """The text in another language: links and context are the source's, so that no translation can break them."""
    links = tuple(map(translate_link, text.links)) if translate_link else text.links
    return replace(text, source=target, links=links)


def _of_content(content: Content) -> Iterator[Segment]:
    for segment in _every_text(content):
        if segment.text.source:
            yield segment


def _every_text(content: Content) -> Iterator[Segment]:
    yield Segment("title", content.title)
    if content.summary:
        yield Segment("summary", content.summary)
    if content.image:
        yield Segment("image.alt", content.image.alt)
    for section in content.sections:
        heading = to_plain(section.heading) if section.heading else ""
        if section.heading:
            yield Segment("heading", section.heading, heading=heading)
        yield from _of_blocks(section.blocks, heading)
    for item in content.faq:
        question = to_plain(item.question)
        yield Segment("faq.question", item.question, heading=question)
        yield Segment("faq.answer", item.answer, heading=question)
    for takeaway in content.takeaways:
        yield Segment("takeaway", takeaway)


def _of_blocks(blocks: tuple[Block, ...], heading: str) -> Iterator[Segment]:
    for block in blocks:
        match block:
            case Paragraph(text):
                yield Segment("body", text, heading=heading)
            case Items(items):
                for item in items:
                    yield from _of_blocks(item, heading)
            case Quote(inner):
                yield from _of_blocks(inner, heading)
            case Table(header, rows):
                for cell in chain(header, *rows):
                    yield Segment("cell", cell, heading=heading)
            case Image(_, alt):
                yield Segment("image.alt", alt, heading=heading)


def _of_frame(article: Article) -> Iterator[Segment]:
    frame = (
        ("promotion", article.promotion),
        ("correction.note", article.correction and article.correction.note),
        ("withdrawn.reason", article.withdrawn and article.withdrawn.reason),
    )
    for role, text in frame:
        if text and text.source:
            yield Segment(role, text, frame=True)


class _Localizer:
    """One walk over a content, in the order of `_every_text` and with the same segments."""

    def __init__(self, translate: Translate, translate_link: TranslateLink | None) -> None:
        self._translate, self._translate_link = translate, translate_link

    def text(self, role: str, text: Text, heading: str = "") -> Text:
        if not text.source:
            return text
        return put(text, self._translate(Segment(role, text, heading=heading)), self._translate_link)

    def content(self, content: Content) -> Content:
        return replace(
            content,
            title=self.text("title", content.title),
            summary=content.summary and self.text("summary", content.summary),
            image=content.image and self.image(content.image, ""),
            sections=tuple(map(self.section, content.sections)),
            faq=tuple(map(self.question, content.faq)),
            takeaways=tuple(self.text("takeaway", takeaway) for takeaway in content.takeaways),
        )

    def section(self, section: Section) -> Section:
        plain = to_plain(section.heading) if section.heading else ""
        heading = self.text("heading", section.heading, plain) if section.heading else None
        return replace(section, heading=heading, blocks=self.blocks(section.blocks, plain))

    def question(self, item: Question) -> Question:
        plain = to_plain(item.question)
        return Question(self.text("faq.question", item.question, plain), self.text("faq.answer", item.answer, plain))

    def image(self, image: Image, heading: str) -> Image:
        return replace(image, alt=self.text("image.alt", image.alt, heading))

    def blocks(self, blocks: tuple[Block, ...], heading: str) -> tuple[Block, ...]:
        return tuple(self.block(block, heading) for block in blocks)

    def block(self, block: Block, heading: str) -> Block:
        match block:
            case Paragraph(text):
                return Paragraph(self.text("body", text, heading))
            case Items(items):
                return replace(block, items=tuple(self.blocks(item, heading) for item in items))
            case Quote(inner):
                return Quote(self.blocks(inner, heading))
            case Table(header, rows):
                return replace(
                    block, header=self.cells(header, heading), rows=tuple(self.cells(row, heading) for row in rows)
                )
            case Image():
                return self.image(block, heading)

    def cells(self, cells: tuple[Text, ...], heading: str) -> tuple[Text, ...]:
        return tuple(self.text("cell", cell, heading) for cell in cells)
