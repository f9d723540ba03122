"""HTML as mail clients show it: direction and styles on each element, and nothing that they drop or mistrust."""

import re
from collections.abc import Iterator
from functools import lru_cache

import css_inline
import nh3
from lxml import html as lxml_html
from lxml.html import HtmlElement

from syndicate.feeds.templates import environment

_TAGS = frozenset(
    {"a", "bdi", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "img", "li", "ol", "p"}
    | {"strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "translate", "style"},
    "a": {"href", "hreflang", "rel"},
    "div": {"role", "aria-label"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align", "scope"},
}
# What letter.css uses, and nothing that fetches or covers anything.
_PROPERTIES = frozenset(
    {"margin", "padding", "direction", "text-align", "vertical-align", "font-size", "font-weight", "line-height"}
    | {"border", "border-left", "border-right", "border-top", "border-bottom", "border-collapse"}
    | {"width", "max-width", "height", "hyphens"}
)
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote", "div"})
_INNER = frozenset({"li", "td", "th"})
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what no XML and no mail may hold


def dress(html: str) -> str:
    """The HTML with styles inlined and sanitized once more: no class, id, script, style element or ``data:`` address.

    Where any of it runs from right to left, each block says its direction as an attribute and as a style, because
    Gmail cuts the mail's own ``<html dir>`` off and Outlook inherits neither.
    """
    root = parsed(html)
    if root.get("dir") == "rtl" or root.xpath(".//*[@dir='rtl']"):
        for block, direction in _directed(root, "ltr"):
            block.set("class", f"{block.get('class', '')} {direction}".strip())
            if block.tag in _BLOCKS:
                block.set("dir", direction)
    return _cleaner().clean(_inliner().inline_fragment(written(root), _style())).replace("&nbsp;", "\u00a0").strip()


def parsed(html: str) -> HtmlElement:
    """The tree of a fragment: its one element, or a ``<div>`` round what it has."""
    root = lxml_html.fragment_fromstring(without_controls(html), create_parent="div")
    only = len(root) == 1 and not (root.text or "").strip() and not (root[0].tail or "").strip()
    found: HtmlElement = root[0] if only else root
    return found


def without_controls(text: str) -> str:
    """The text without characters that are none: controls but tab and line ends, halves of surrogates."""
    return _NO_TEXT.sub("", text)


def written(element: HtmlElement) -> str:
    """The HTML of an element, without what follows it."""
    return str(lxml_html.tostring(element, encoding="unicode", with_tail=False))


def _directed(element: HtmlElement, inherited: str) -> Iterator[tuple[HtmlElement, str]]:
    """Each block at or below an element with the direction that holds in it."""
    direction = element.get("dir") if element.get("dir") in ("ltr", "rtl") else inherited
    if element.tag in _BLOCKS or element.tag in _INNER:
        yield element, direction
    for child in element:
        yield from _directed(child, direction)


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(inline_style_tags=False, load_remote_stylesheets=False)


@lru_cache(maxsize=1)
def _style() -> str:
    return environment(__package__).get_template("letter.css").render()


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        filter_style_properties=set(_PROPERTIES),
        url_schemes={"https", "http", "mailto", "tel"},
        url_relative="deny",
        link_rel=None,
    )
