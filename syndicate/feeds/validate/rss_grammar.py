"""The grammar of RSS 2.0 as a table: which elements stand where, how often, with what attributes and what text.

From the RSS 2.0 specification and the RSS Advisory Board's best practices profile. No library has one: RSS has no
namespace and no schema. What needs more than one element at a time is in rss_feed.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from syndicate.feeds.validate import dates
from syndicate.feeds.validate.findings import Findings, Flaw, shown
from syndicate.feeds.validate.trees import elements, line_of, text_of
from syndicate.feeds.validate.urls import email, iri, media_type, web, whole_number

Check = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element is: ``text`` raises Flaw for a wrong one; ``code`` is how its absences are reported.

    ``must_stand`` is what may be empty and not left out. ``attributes`` maps names to checks, those in ``needed``
    must be there; ``children`` is None for an element of text.
    """

    text: Check | None = None
    required: bool = False
    must_stand: bool = False
    repeats: bool = False
    attributes: Mapping[str, Check] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    children: "Mapping[str, Kind] | None" = None
    code: str = "missing-element"


def _any(text: str) -> str:
    return text


def _one_of(code: str, *allowed: str) -> Check:
    def check(text: str) -> str:
        if text not in allowed:
            raise Flaw(code, f"{shown(text)} is none of {', '.join(allowed)}")
        return text

    return check


def _whole(least: int, most: int | None = None, code: str = "number") -> Check:
    def check(text: str) -> int:
        try:
            return whole_number(text, least, most)
        except Flaw as flaw:
            raise Flaw(code, flaw.message) from None

    return check


def mailbox(text: str) -> str:
    """The text, if it is an e-mail address, alone or with a name: ``a@b.org (A B)`` or ``A B <a@b.org>``."""
    bare = text.partition(" (")[0] if text.endswith(")") else text
    if text.endswith(">") and "<" in text:
        bare = text[text.rindex("<") + 1 : -1]
    if not email(bare):
        raise Flaw("rss-email", f"{shown(text)} holds no e-mail address: put a name alone into dc:creator")
    return text


_TEXT = Kind(_any)
_CATEGORY = Kind(_any, repeats=True, attributes={"domain": _any})
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

IMAGE: Mapping[str, Kind] = {
    "url": Kind(web, required=True, code="rss-image"),
    "title": Kind(_any, required=True, code="rss-image"),
    "link": Kind(web, required=True, code="rss-image"),
    "width": Kind(_whole(1, 144, "rss-image")),
    "height": Kind(_whole(1, 400, "rss-image")),
    "description": _TEXT,
}
TEXT_INPUT: Mapping[str, Kind] = {
    "title": Kind(_any, required=True),
    "description": Kind(_any, required=True),
    "name": Kind(_any, required=True),
    "link": Kind(web, required=True),
}
_CLOUD: Mapping[str, Check] = {
    "domain": _any,
    "port": _whole(1, 65535, "rss-cloud"),
    "path": _any,
    "registerProcedure": _any,
    "protocol": _one_of("rss-cloud", "xml-rpc", "soap", "http-post", "https-post"),
}
_ENCLOSURE: Mapping[str, Check] = {"url": web, "length": _whole(0), "type": media_type}

ITEM: Mapping[str, Kind] = {
    "title": _TEXT,
    "link": Kind(iri),
    "description": _TEXT,
    "author": Kind(mailbox),
    "category": _CATEGORY,
    "comments": Kind(web),
    "enclosure": Kind(
        repeats=True, attributes=_ENCLOSURE, needed=tuple(_ENCLOSURE), code="enclosure-incomplete", children={}
    ),
    "guid": Kind(_any, attributes={"isPermaLink": _one_of("rss-guid", "true", "false")}),
    "pubDate": Kind(dates.rfc5322),
    "source": Kind(_any, attributes={"url": web}, needed=("url",)),
}
CHANNEL: Mapping[str, Kind] = {
    "title": Kind(_any, required=True, code="empty-feed-title"),
    "link": Kind(iri, required=True),
    "description": Kind(_any, must_stand=True),
    "language": _TEXT,
    "copyright": _TEXT,
    "managingEditor": Kind(mailbox),
    "webMaster": Kind(mailbox),
    "pubDate": Kind(dates.rfc5322),
    "lastBuildDate": Kind(dates.rfc5322),
    "category": _CATEGORY,
    "generator": _TEXT,
    "docs": Kind(web),
    "cloud": Kind(attributes=_CLOUD, needed=tuple(_CLOUD), code="rss-cloud", children={}),
    "ttl": Kind(_whole(1)),
    "image": Kind(children=IMAGE),
    "rating": _TEXT,
    "textInput": Kind(children=TEXT_INPUT),
    "skipHours": Kind(children={"hour": Kind(_whole(0, 23, "rss-skip"), required=True, repeats=True, code="rss-skip")}),
    "skipDays": Kind(children={"day": Kind(_one_of("rss-skip", *_DAYS), required=True, repeats=True, code="rss-skip")}),
    "item": Kind(repeats=True),  # its children are checked one item at a time, in rss_feed.py
}


def check_children(parent: etree._Element, kinds: Mapping[str, Kind], report: Findings) -> None:
    """Report children of ``parent`` that are unknown, repeated, missing or wrong; those with a namespace are free."""
    name = parent.tag
    seen: set[str] = set()
    for element in elements(parent):
        if element.tag.startswith("{"):
            continue
        kind = kinds.get(element.tag)
        if kind is None:
            report.add("rss-unknown", f"<{name}> of RSS 2.0 has no <{element.tag}>", line_of(element))
            continue
        if element.tag in seen and not kind.repeats:
            report.add("repeated-element", f"<{element.tag}> stands twice in <{name}>", line_of(element))
        seen.add(element.tag)
        if element.tag != "item":
            _check(element, kind, report)
    for child, kind in kinds.items():
        if (kind.required or kind.must_stand) and child not in seen:
            code = "missing-element" if kind.code == "empty-feed-title" else kind.code
            report.add(code, f"<{name}> has no <{child}>", line_of(parent))


def _check(element: etree._Element, kind: Kind, report: Findings) -> None:
    line = line_of(element)
    for key, value in element.attrib.items():
        if key in kind.attributes:
            if value.strip():
                report.value(kind.attributes[key], value, line)
        elif not key.startswith("{"):
            report.add("rss-unknown", f"<{element.tag}> of RSS 2.0 has no attribute {key}", line)
    missing = [key for key in kind.needed if not element.get(key, "").strip()]
    if missing:
        report.add(kind.code, f"<{element.tag}> has no {' and no '.join(missing)}", line)
    if kind.children is not None:
        check_children(element, kind.children, report)
        return
    inside = next((one for one in elements(element) if not one.tag.startswith("{")), None)
    if inside is not None:
        report.add("rss-unknown", f"<{element.tag}> holds text, not <{inside.tag}>", line)
    text = text_of(element)
    if not text and kind.required:
        report.add(kind.code, f"<{element.tag}> is empty", line)
    elif kind.text:
        report.value(kind.text, text, line)
