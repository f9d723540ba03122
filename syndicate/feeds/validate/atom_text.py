"""Atom's text constructs and content: what their type says, they are (RFC 4287 §3.1 and §4.1.3)."""

import binascii

from lxml import etree

from syndicate.feeds.validate import markup
from syndicate.feeds.validate.extensions import address
from syndicate.feeds.validate.findings import Findings, shown
from syndicate.feeds.validate.markup import Reading
from syndicate.feeds.validate.trees import XHTML, elements, has_base, language_of, line_of, text_of, value_of
from syndicate.feeds.validate.urls import media_type


def read(element: etree._Element, report: Findings, language: str) -> Reading:
    """Read a text construct (title, subtitle, summary, rights) whose surroundings are in ``language``."""
    kind = element.get("type", "text")
    if kind not in ("text", "html", "xhtml"):
        named = etree.QName(element).localname
        report.add("atom-text-type", f"{named} has the type {shown(kind)}: write text, html or xhtml", line_of(element))
        return Reading()
    return _inline(element, kind, report, language_of(element, language))


def _inline(element: etree._Element, kind: str, report: Findings, language: str) -> Reading:
    line, named = line_of(element), etree.QName(element).localname
    if kind == "xhtml":
        return _xhtml(element, report, language)
    if next(elements(element), None) is not None:
        report.add("atom-text-type", f"{named} of type {kind} has child elements: escape its tags", line)
        return Reading()
    text = value_of(element)
    if kind == "text":
        return markup.plain(text, report, line)
    return markup.html(text, report, language, line, base=has_base(element))


def _xhtml(element: etree._Element, report: Findings, language: str) -> Reading:
    inside = list(elements(element))
    stray = (element.text or "") + "".join(one.tail or "" for one in element)
    if len(inside) != 1 or inside[0].tag != f"{XHTML}div" or stray.strip():
        named = etree.QName(element).localname
        report.add("atom-xhtml", f"{named} of type xhtml is not one xhtml:div", line_of(element))
        return Reading()
    return markup.xhtml(inside[0], report, language, base=has_base(inside[0]))


def content(entry: etree._Element, element: etree._Element, report: Findings, language: str) -> Reading:
    """Read an atom:content; what is in it but no text gives an empty reading."""
    line, kind = line_of(element), element.get("type", "text")
    has_summary = any(True for _ in entry.iterchildren("{*}summary"))
    if "src" in element.attrib:
        address(element, element.get("src"), report, "content src")
        if next(elements(element), None) is not None or text_of(element):
            report.add("atom-content-src", "content with src is not empty", line)
        if kind in ("html", "xhtml") or element.get("type") == "text":
            report.add("atom-content-src", f"content with src has the type {kind}, not a media type", line)
        if not has_summary:
            report.add("missing-summary", "the content is elsewhere, and there is no summary", line)
        return Reading()
    if kind in ("text", "html", "xhtml"):
        return _inline(element, kind, report, language_of(element, language))
    if kind.lower() == "text/html":
        return _inline(element, "html", report, language_of(element, language))
    _other(element, kind.lower(), report)
    markup.embedded(element, report)
    is_text = kind.lower().startswith("text/") or kind.lower().endswith(("+xml", "/xml"))
    if not is_text and not has_summary:
        report.add("missing-summary", "the content is in Base64, and there is no summary", line)
    return Reading()


def _other(element: etree._Element, kind: str, report: Findings) -> None:
    """Content of a media type: not composite; a text without elements, or Base64 (§4.1.3.3)."""
    line = line_of(element)
    if "/" not in kind or kind.startswith(("multipart/", "message/")):
        message = f"content has the type {shown(kind)}: write text, html, xhtml or a media type that is not composite"
        report.add("atom-content-type", message, line)
        return
    report.value(media_type, kind, line)
    if kind.endswith(("+xml", "/xml")):
        return
    if next(elements(element), None) is not None:
        report.add("atom-content-type", f"content of type {kind} has child elements", line)
    elif not kind.startswith("text/"):
        try:
            binascii.a2b_base64("".join(text_of(element).split()).encode(), strict_mode=True)
        except (binascii.Error, ValueError):
            report.add("atom-content-type", f"content of type {kind} is not Base64", line)
