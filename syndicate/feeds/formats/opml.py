"""OPML 2.0 (http://opml.org/spec2.opml): all feeds in one file that a news reader imports."""

from collections.abc import Iterable
from email.utils import format_datetime

from lxml import etree

from syndicate.feeds.entry import Listing
from syndicate.model import When

_VERSIONS = {"atom": "ATOM1", "rss": "RSS"}  # best first; OPML 2.0 calls RSS 2.0 "RSS", ATOM1 is what readers write


def opml(title: str, feeds: Iterable[Listing], updated: When) -> bytes:
    """The list of feeds, one outline each in the order given: UTF-8 with an XML declaration.

    The address is that of the Atom document, which alone says the language of every text, else of the RSS document.
    A feed with neither is left out: readers that import OPML read no JSON Feed (newsboat 2.21, rss2email 3.13).
    ``updated`` is when the list last changed, never the clock.
    """
    root = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateModified").text = format_datetime(updated.at)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        kind = next((kind for kind in _VERSIONS if kind in feed.self_urls), None)
        if kind is None:
            continue
        attributes = {
            "type": "rss",  # the only value that readers know; it covers Atom as well
            "version": _VERSIONS[kind],
            "text": feed.title,
            "title": feed.title,
            "description": feed.description,
            "language": feed.language,
            "xmlUrl": feed.self_urls[kind],
            "htmlUrl": feed.home,
        }
        etree.SubElement(body, "outline", attributes)
    data: bytes = etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)
    return data
