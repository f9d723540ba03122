"""The body of an entry, as HTML and as plain text: what an article says in one language, and nothing about it.

The HTML is the subset that e-mail keeps, so that a newsletter can carry it as it is. The frame (notices,
disclaimer, attribution) is put round it later, which is why a kept body can get today's frame.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from html import escape as escape_text
from itertools import zip_longest
from types import MappingProxyType

import nh3
from markupsafe import Markup, escape

from syndicate.articles.inline import to_html, to_plain
from syndicate.errors import FeedError
from syndicate.feeds.entry import Picture
from syndicate.feeds.templates import template
from syndicate.languages import direction
from syndicate.localization.bidi import Direction, isolate, isolate_html
from syndicate.localization.interface import Interface
from syndicate.model import Block, Content, Image, Items, Paragraph, Problem, Quote, Reference, Section, Table, Text

WIDEST = 600  # pixels: what the columns of newsletters hold (reference/health.md §4b)
NO_PICTURES: Mapping[str, Picture] = MappingProxyType({})

_TAGS = frozenset(
    {"a", "bdi", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "strong"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "translate"},
    "a": {"href", "hreflang", "rel"},
    "div": {"role", "aria-label"},
    "img": {"src", "alt", "width"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align", "scope"},
}


def body(
    content: Content,
    interface: Interface,
    *,
    picture: Picture | None = None,
    pictures: Mapping[str, Picture] = NO_PICTURES,
    source_language: str = "",
) -> str:
    """The content as sanitized HTML in the language of the interface.

    ``picture`` is the article's own image as it is delivered; ``pictures`` has those in the text by their ``src``.
    An image with an absolute https address may be missing there. ``source_language`` is that of the references,
    which are never translated.
    Raises LocaleError where a heading is not translated, FeedError where an image has no address.
    """
    return sanitize(markup(content, interface, picture, pictures, source_language))


def body_text(content: Content, interface: Interface) -> str:
    """The content as plain text in the language of the interface, its parts divided by an empty line.

    List items begin with ``- `` or their number, quotations with ``> ``; each row of a table is one line that
    repeats the column's name, so that it can be heard as well as seen.
    """
    return "\n\n".join(_parts(content, interface))


def markup(
    content: Content,
    interface: Interface,
    picture: Picture | None,
    pictures: Mapping[str, Picture],
    source_language: str,
) -> str:
    """The HTML of `body` before it is sanitized."""
    known = dict(pictures)
    if content.image and picture:
        known.setdefault(content.image.src, picture)
    pictured = partial(_picture, known)
    lead = content.image if content.image and content.image.src not in _sources(content.sections) else None
    return template("body.html.j2").render(
        content=content,
        lead=pictured(lead) if lead else None,
        inline=inline(interface.direction),
        picture_of=pictured,
        widest=WIDEST,
        level=_level,
        cite=_cite,
        headings=_headings(content, interface),
        source_language="" if source_language == interface.language else source_language,
        source_direction=direction(source_language) if source_language else "",
    )


def sanitize(html: str) -> str:
    """The HTML with what the subset allows and nothing else: no scripts, no styles, no relative addresses.

    Text and tags that are not allowed are dropped, never escaped. No named entity stands in the result but the
    four of XML.
    """
    return _cleaner().clean(html).replace("&nbsp;", "\u00a0").strip()


def inline(base: Direction) -> Callable[[Text], Markup]:
    """How a text becomes HTML in a text of the direction ``base``: Latin runs are isolated in right-to-left text."""
    isolating = partial(isolate_html, base_direction=base) if base == "rtl" else None

    def shown(text: Text) -> Markup:
        source = text.source
        if isolating is None and "<" not in source and "&" not in source:  # most texts have nothing to parse
            return Markup(escape_text(source, quote=False).replace("\n", "<br>"))  # noqa: S704 - escaped
        return Markup(to_html(text, isolating))  # noqa: S704 - to_html escapes

    return shown


def plain(text: Text, base: Direction, urls: bool = False) -> str:
    """The text without markup; in right-to-left text with the Unicode isolates round what runs left to right."""
    words = to_plain(text, urls)
    return isolate(words, base) if base == "rtl" else words


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    # Built once: 10 to 15 % of a call (reference/performance.md §3.2).
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto", "tel"},
        url_relative="deny",
        link_rel=None,
    )


def _sources(sections: tuple[Section, ...]) -> frozenset[str]:
    """The images that stand in the text itself, at its first level."""
    return frozenset(block.src for section in sections for block in section.blocks if isinstance(block, Image))


def _picture(known: Mapping[str, Picture], image: Image) -> Picture:
    alt = to_plain(image.alt)
    if found := known.get(image.src):
        return Picture(found.url, found.media_type, found.length, found.width, found.height, alt)
    if image.src.startswith("https://"):
        return Picture(image.src, "", alt=alt)
    message = f"the image {image.src!r} has no address at which it is delivered"
    raise FeedError([Problem("image-address", message, advice="publish the image with the article")])


def _level(section: Section) -> int:
    return min(max(section.level, 2), 4)  # h1 is the title, and the subset ends with h4


def _headings(content: Content, interface: Interface) -> dict[str, str]:
    """The headings that are needed: one that is not needed may be missing in a language."""
    needed = {
        "faq": ("Frequently asked questions", content.faq),
        "takeaways": ("Key takeaways", content.takeaways),
        "references": ("References", content.references),
    }
    return {name: interface.text(source, "heading") for name, (source, has) in needed.items() if has}


def _cite(reference: Reference) -> Markup:
    """The reference as it was written, with a link on its DOI or address where it has one."""
    raw, target = reference.raw, reference_url(reference)
    if not target:
        return escape(raw)
    lower = raw.lower()
    for words in (target, f"doi:{reference.doi}", f"doi: {reference.doi}", reference.doi, reference.url):
        at = lower.find(words.lower()) if words not in ("", "doi:", "doi: ") else -1
        if at >= 0:
            end = at + len(words)
            return escape(raw[:at]) + _anchor(target, raw[at:end]) + escape(raw[end:])
    return escape(raw) + " " + _anchor(target, target)


def _anchor(target: str, words: str) -> Markup:
    # Not Markup.format: 20 times slower, and a body has many references.
    return Markup(f'<a href="{escape(target)}">{escape(words)}</a>')  # noqa: S704 - escaped


def reference_url(reference: Reference) -> str:
    """Where a reference leads: its DOI as a URL, else its own address, else ``""``."""
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    return reference.url if reference.url.startswith(("https://", "http://")) else ""


def _parts(content: Content, interface: Interface) -> Iterator[str]:
    base = interface.direction
    for section in content.sections:
        if section.heading:
            yield plain(section.heading, base)
        yield from _blocks(section.blocks, base)
    if content.faq:
        yield interface.text("Frequently asked questions", "heading")
        for question in content.faq:
            yield f"{plain(question.question, base)}\n{plain(question.answer, base, urls=True)}"
    if content.takeaways:
        yield interface.text("Key takeaways", "heading")
        yield "\n".join(f"- {plain(text, base, urls=True)}" for text in content.takeaways)
    if content.references:
        yield interface.text("References", "heading")
        yield "\n".join(f"{number}. {reference.raw}" for number, reference in enumerate(content.references, 1))


def _blocks(blocks: Sequence[Block], base: Direction) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(text):
                yield plain(text, base, urls=True)
            case Items():
                yield "\n".join(_item(block, index, base) for index in range(len(block.items)))
            case Table():
                yield "\n".join(_row(block.header, row, base) for row in block.rows)
            case Quote(inner):
                lines = "\n\n".join(_blocks(inner, base)).split("\n")
                yield "\n".join(f"> {line}".rstrip() for line in lines)
            case Image(_, alt):
                if words := plain(alt, base):
                    yield f"[{words}]"


def _item(items: Items, index: int, base: Direction) -> str:
    mark = f"{items.start + index}. " if items.ordered else "- "
    text = "\n".join(_blocks(items.items[index], base))
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _row(header: Sequence[Text], row: Sequence[Text], base: Direction) -> str:
    cells = [plain(cell, base, urls=True) for cell in row]
    names = [plain(cell, base) for cell in header]
    named = zip_longest(names, cells, fillvalue="")
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
