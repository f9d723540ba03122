"""Atom 1.0 and RSS 2.0 by python-feedgen, behind this one adapter that mends what it gets wrong.

feedgen assembles both documents; one extension per feed and per entry, its own official hook, then receives the
finished element and corrects it. What it would get wrong (reference/feeds.md §2, measured on 1.0.0): entry links
without rel, type and hreflang; the RSS link overwritten by the link that was added last; `updated` = now;
entries in reverse; RSS items without `updated`, without names of authors and without the code of a category;
dates formatted under a process-wide ``setlocale``. What it lets through is stopped before it, in `preflight`.
"""

import html
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from syndicate.feeds.entry import Entry, Facts, Feed, Picture
from syndicate.feeds.formats.preflight import check
from syndicate.feeds.formats.tombstones import newest_first
from syndicate.model import Author, When

NAMESPACE = "urn:syndicate:feed:1"
GENERATOR = "syndicate"

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_MEDIA = "http://search.yahoo.com/mrss/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MEDIA_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml"}

Element = Any  # an lxml element: feedgen hands them over untyped


def atom(feed: Feed) -> bytes:
    """The feed as an Atom 1.0 document (RFC 4287): UTF-8 with an XML declaration, the same bytes for the same feed.

    Raises FeedError, with a Problem for each entry at fault, where the feed cannot be written.
    """
    check(feed, "atom")
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.description)
    generator.language(feed.language)
    generator.updated(feed.updated.at)
    generator.author({"name": feed.author})
    generator.generator(GENERATOR)
    if feed.rights:
        generator.rights(feed.rights)
    if feed.icon:
        generator.icon(feed.icon)
    generator.register_extension("syn", lambda: _AtomFeed(feed), rss=False)
    for entry in feed.entries:
        generator.add_entry(_atom_entry(entry, feed), order="append")
    data: bytes = generator.atom_str(pretty=True)
    return data


def rss(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document with Atom, Dublin Core, Media RSS and content modules, like `atom`.

    It has no tombstones: RFC 6721 is for Atom, and no reader looks for them in a channel. What was taken back is told
    by the item itself, with ``syn:status``.
    """
    check(feed, "rss")
    generator = FeedGenerator()
    generator.title(feed.title)
    generator.description(feed.description)
    generator.language(feed.language)
    generator.generator(GENERATOR)
    generator.link({"href": feed.self_urls["rss"], "rel": "self", "type": _MEDIA_TYPES["rss"]})
    generator.link({"href": feed.home, "rel": "alternate"})  # the last one becomes the channel's link
    if feed.rights:
        generator.rights(feed.rights)
    if feed.icon.endswith((".png", ".jpg", ".jpeg", ".gif")):  # RSS 2.0 knows no other kind of image
        generator.image(url=feed.icon, title=feed.title, link=feed.home)
    # feedgen would write the clock here, and call setlocale to do it; there is no public way to say "no date".
    generator._FeedGenerator__rss_lastBuildDate = None
    generator.register_extension("syn", lambda: _RssFeed(feed), atom=False)
    for entry in feed.entries:
        generator.add_entry(_rss_entry(entry, feed), order="append")
    data: bytes = generator.rss_str(pretty=True)
    return data


# ── what feedgen is told ────────────────────────────────────────────────────────────────────────


def _atom_entry(entry: Entry, feed: Feed) -> FeedEntry:
    made = FeedEntry()
    made.id(entry.id)
    made.title(entry.title)
    made.updated(entry.updated.at)
    made.published(entry.published.at)
    made.link({"href": entry.url, "rel": "alternate"})
    made.content(entry.content, type="html")
    if entry.summary:
        made.summary(entry.summary, type="text")
    for author in _authors(entry, feed):
        made.author({k: v for k, v in (("name", author.name), ("email", author.email), ("uri", author.url)) if v})
    if entry.rights:
        made.rights(entry.rights)
    _categorize(made, entry)
    made.register_extension("syn", lambda: _AtomEntry(entry), rss=False)
    return made


def _rss_entry(entry: Entry, feed: Feed) -> FeedEntry:
    made = FeedEntry()
    made.id(entry.id)
    made.title(entry.title)
    made.link({"href": entry.url, "rel": "alternate"})
    # An RSS description is HTML: a summary with "<" has to be escaped for it. A held-back entry has no summary;
    # its notice stands in both places, because many tools show nothing but the description.
    made.description(html.escape(entry.summary, quote=False) if entry.summary else entry.content, isSummary=True)
    made.content(entry.content, type="html")
    _categorize(made, entry)
    picture = _for_mail(entry.picture)
    if picture and picture.length:
        made.enclosure(picture.url, picture.length, picture.media_type)
    # No published(): feedgen would format it under setlocale. The extension writes all dates.
    made.register_extension("syn", lambda: _RssEntry(entry, feed), atom=False)
    return made


def _categorize(made: FeedEntry, entry: Entry) -> None:
    for category in entry.categories:
        scheme = {"scheme": category.scheme} if category.scheme else {}
        made.category({"term": category.term, "label": category.label} | scheme)


def _authors(entry: Entry, feed: Feed) -> tuple[Author, ...]:
    """Who wrote the entry; the publisher where nobody is named, because both formats want someone (RFC 4287 §4.1.2)."""
    return entry.authors or (Author(feed.author),)


# ── what is mended in the elements that feedgen built ───────────────────────────────────────────


class _AtomFeed:
    """The hook for the root of an Atom document."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def extend_ns(self) -> dict[str, str]:
        tombstones = {"at": _TOMBSTONES} if self._feed.tombstones else {}
        return {"media": _MEDIA, "syn": NAMESPACE} | _history(self._feed) | tombstones

    def extend_atom(self, root: Element) -> None:
        root.find("updated").text = str(self._feed.updated)
        # In feedgen's Atom tree the names have no namespace; xmlns is an attribute like any other.
        _link(root, "link", "self", self._feed.self_urls["atom"], type=_MEDIA_TYPES["atom"])
        _link(root, "link", "alternate", self._feed.home, type="text/html", hreflang=self._feed.language)
        _place(root, "link", self._feed, "atom")
        _link_languages(root, "link", self._feed, "atom")
        for tombstone in newest_first(self._feed.tombstones):
            when = str(tombstone.at)
            deleted = _add(root, f"{{{_TOMBSTONES}}}deleted-entry", ref=tombstone.id, when=when)
            if tombstone.notice:
                _add(deleted, f"{{{_TOMBSTONES}}}comment", tombstone.notice)


class _AtomEntry:
    """The hook for an entry of an Atom document."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    def extend_atom(self, element: Element) -> None:
        entry = self._entry
        element.set(_LANG, entry.language)
        element.find("updated").text = str(entry.updated)
        element.find("published").text = str(entry.published)
        for broken in element.findall("link"):
            element.remove(broken)
        _link(element, "link", "alternate", entry.url, type="text/html", hreflang=entry.language)
        if entry.picture:
            picture = entry.picture
            length = {"length": str(picture.length)} if picture.length else {}
            _link(element, "link", "enclosure", picture.url, type=picture.media_type, **length)
        _link_entry(element, "link", entry)
        if entry.picture:
            _add_pictures(element, *(picture for picture in (entry.picture, entry.picture.mail) if picture))
        _describe(element, entry)
        _move_last(element, "summary")


class _RssFeed:
    """The hook for the root of an RSS document."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC, "dcterms": _DCTERMS, "media": _MEDIA, "syn": NAMESPACE} | _history(self._feed)

    def extend_rss(self, root: Element) -> None:
        channel = root.find("channel")
        _add(channel, "lastBuildDate", rfc5322(self._feed.updated))
        _place(channel, f"{{{_ATOM}}}link", self._feed, "rss")
        _link_languages(channel, f"{{{_ATOM}}}link", self._feed, "rss")


class _RssEntry:
    """The hook for an item of an RSS document."""

    def __init__(self, entry: Entry, feed: Feed) -> None:
        self._entry, self._feed = entry, feed

    def extend_rss(self, item: Element) -> None:
        entry = self._entry
        _add(item, "pubDate", rfc5322(entry.published))
        _add(item, f"{{{_ATOM}}}updated", str(entry.updated))
        _add(item, f"{{{_DCTERMS}}}modified", str(entry.updated))
        _add(item, f"{{{_DC}}}language", entry.language)
        for author in _authors(entry, self._feed):  # RSS author is an e-mail address; a name alone has no place there
            _add(item, f"{{{_DC}}}creator", author.name)
        if entry.rights:
            _add(item, f"{{{_DC}}}rights", entry.rights)
        _link_entry(item, f"{{{_ATOM}}}link", entry)
        if picture := _for_mail(entry.picture):
            _add_pictures(item, picture)
        _describe(item, entry)
        _move_last(item, "description")


def _move_last(parent: Element, name: str) -> None:
    """Put the summary after content and picture: feedparser takes the last ``*:description`` for its detail.

    Otherwise its users (reader, rss2email) get the text of the picture as the summary (6.0.14, mediarss.py).
    """
    found = parent.find(name)
    if found is not None:
        parent.append(found)


def rfc5322(when: When) -> str:
    """The date as RSS has it, in English whatever the locale: ``Mon, 06 Nov 2023 00:00:00 +0100``."""
    return format_datetime(when.at)


def _history(feed: Feed) -> dict[str, str]:
    return {"fh": _HISTORY} if feed.paging.is_archive else {}


def _place(parent: Element, tag: str, feed: Feed, name: str) -> None:
    """Say where the document stands among the archive pages of its feed (RFC 5005 §4, for RSS appendix B)."""
    paging = feed.paging
    if paging.is_archive:
        _add(parent, f"{{{_HISTORY}}}archive")
    pages = (("current", paging.current), ("prev-archive", paging.previous), ("next-archive", paging.next))
    for rel, addresses in pages:
        if name in addresses:
            _link(parent, tag, rel, addresses[name], type=_MEDIA_TYPES[name])


def _link_languages(parent: Element, tag: str, feed: Feed, name: str) -> None:
    for other in feed.editions:
        if name not in other.self_urls:
            continue
        attributes = {"type": _MEDIA_TYPES[name], "hreflang": other.language, "title": other.title}
        _link(parent, tag, "related", other.self_urls[name], **attributes)


def _link_entry(parent: Element, tag: str, entry: Entry) -> None:
    """The links that both formats share. Never a second ``alternate``: most readers take the wrong one (§0 B)."""
    for edition in entry.editions:
        attributes = {"type": "text/html", "hreflang": edition.language, "title": edition.title}
        _link(parent, tag, "related", edition.url, **attributes)
    if entry.license:
        _link(parent, tag, "license", entry.license)


def _describe(parent: Element, entry: Entry) -> None:
    for category in entry.categories:
        codes = {"scheme": category.scheme, "code": category.code} if category.code else {}
        _add(parent, _own("category"), key=category.key, **codes)
    for code in entry.about:
        version = {"version": code.version} if code.version else {}
        _add(parent, _own("about"), system=code.system, code=code.code, **version)
    for audience in entry.audience:
        _add(parent, _own("audience"), audience)
    for name, text, attributes in _facts(entry.facts):
        _add(parent, _own(name), text, **attributes)


def _for_mail(picture: Picture | None) -> Picture | None:
    """The picture as RSS has it: the tools that read RSS put it into mails, and mail programs do not shrink it."""
    return picture.mail or picture if picture else None


def _add_pictures(parent: Element, *pictures: Picture) -> None:
    """One media:content, or one group of the same picture in several sizes, the first of which is the default."""
    if len(pictures) > 1:
        group = _add(parent, _media("group"))
        for number, picture in enumerate(pictures):
            _add_picture(group, picture, **({} if number else {"isDefault": "true"}))
    else:
        _add_picture(parent, *pictures)


def _add_picture(parent: Element, picture: Picture, **attributes: str) -> None:
    sizes = {"fileSize": picture.length, "width": picture.width, "height": picture.height}
    attributes |= {name: str(size) for name, size in sizes.items() if size}
    content = _add(parent, _media("content"), url=picture.url, type=picture.media_type, medium="image", **attributes)
    if picture.alt:
        _add(content, _media("description"), picture.alt, type="plain")


def _facts(facts: Facts) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each fact that is known, under the name that it has in JSON."""
    for name, value in facts.to_data().items():
        if isinstance(value, bool):
            yield name, "true" if value else "false", {}
        elif isinstance(value, dict):
            yield name, str(value.get("note", "")), {key: str(part) for key, part in value.items() if key != "note"}
        elif value not in (None, ""):
            yield name, str(value), {}


def _own(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _media(name: str) -> str:
    return f"{{{_MEDIA}}}{name}"


def _link(parent: Element, tag: str, rel: str, href: str, **attributes: str) -> None:
    _add(parent, tag, rel=rel, href=href, **attributes)


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, tag, attributes)
    if text:
        element.text = text
    return element
