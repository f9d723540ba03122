"""XML as a tree, read by a parser that trusts nothing: no DTD, no entities, no network, the usual limits."""

import re
from collections.abc import Iterator

from lxml import etree

from syndicate.feeds.validate.characters import decode
from syndicate.feeds.validate.findings import Findings
from syndicate.feeds.validate.urls import UNSAFE, scheme

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
DCTERMS = "{http://purl.org/dc/terms/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"

# Only declarations, comments and instructions may stand before a DOCTYPE, and it stands before the first element.
_PROLOG = re.compile(r"(?:\s+|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+<!DOCTYPE", re.DOTALL)
_STRING = etree.XPath("string()")  # leaves out comments and instructions, as readers do; itertext does not
_POSITION = re.compile(r", line \d+, column \d+.*")


def read(data: bytes, report: Findings) -> etree._Element | None:
    """The root element, or None where there is none to look at; what is wrong with the document is reported.

    ``huge_tree`` stays off: texts over 10 MB and trees hundreds of elements deep are refused here because the
    parsers of most readers (libxml2, expat behind limits) refuse them too.
    """
    text = decode(data, report, xml=True)
    if text is None:
        return None
    doctype = _PROLOG.match(text)
    if doctype:
        report.add("dtd", "the document has a DOCTYPE", text.count("\n", 0, doctype.end()) + 1)
        return None
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, strip_cdata=False, encoding="utf-8"
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = _POSITION.sub("", (error.msg or "the document cannot be parsed").partition("\n")[0])
        report.add("not-well-formed", message, line, column)
        return None


def text_of(element: etree._Element | None) -> str:
    """The text of an element and all in it, without the white space round it; ``""`` where there is none."""
    if element is None:
        return ""
    return value_of(element).strip()


def value_of(element: etree._Element) -> str:
    """The text of an element as it stands: no white space may stand in a date or an IRI (RFC 4287 §2)."""
    return str(_STRING(element)) if len(element) else element.text or ""


def line_of(element: etree._Element) -> int:
    """The line of an element; 0 where the parser does not know."""
    return element.sourceline or 0


def elements(parent: etree._Element) -> Iterator[etree._Element]:
    """The child elements, without comments and processing instructions."""
    yield from parent.iterchildren(tag=etree.Element)


def language_of(element: etree._Element, otherwise: str = "") -> str:
    """The xml:lang of the element itself, else ``otherwise``."""
    return str(element.get(f"{XML}lang", otherwise))


def has_base(element: etree._Element) -> bool:
    """Whether an absolute xml:base is in force at the element."""
    chain = (element, *element.iterancestors())
    bases = [scheme(one.get(f"{XML}base", "")) for one in chain]
    return any(base and base not in UNSAFE for base in bases)
