"""What Atom and RSS have in common beyond themselves: archives (RFC 5005), tombstones (RFC 6721), Media RSS, links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from syndicate.feeds.validate import dates, markup
from syndicate.feeds.validate.findings import Findings, Flaw, shown
from syndicate.feeds.validate.tags import tag
from syndicate.feeds.validate.trees import (
    ATOM,
    HISTORY,
    MEDIA,
    TOMBSTONES,
    elements,
    has_base,
    line_of,
    text_of,
    value_of,
)
from syndicate.feeds.validate.urls import identifier, iri, media_type, web, whole_number

_REGISTERED = "http://www.iana.org/assignments/relation/"
_PAGES = frozenset({"prev-archive", "next-archive", "first", "last", "previous", "next"})
_MEDIUMS = frozenset({"image", "audio", "video", "document", "executable"})
_EXPRESSIONS = frozenset({"full", "sample", "nonstop"})
_NUMBERS = ("fileSize", "bitrate", "framerate", "samplingrate", "channels", "duration", "height", "width")


@dataclass(frozen=True, slots=True)
class Link:
    """An atom:link: its relation without the prefix of the registry, and what it leads to."""

    rel: str
    href: str
    media_type: str = ""
    hreflang: str = ""
    line: int = 0


def links(parent: etree._Element, report: Findings) -> tuple[Link, ...]:
    """The atom:link children; report those that lead nowhere."""
    found = []
    for element in parent.iterchildren(f"{ATOM}link"):
        line = line_of(element)
        rel = element.get("rel", "alternate").removeprefix(_REGISTERED)
        kind, language = element.get("type", ""), element.get("hreflang", "")
        href = address(element, element.get("href"), report, f"link rel={rel}")
        if rel == "enclosure":
            if not kind:
                report.add("enclosure-incomplete", "link rel=enclosure has no type", line)
            if not element.get("length"):
                report.add("enclosure-length", "link rel=enclosure has no length", line)
        if kind:
            report.value(media_type, kind, line)
        if language:
            tag(language, report, line)
        if element.get("length"):
            report.value(whole_number, element.get("length", ""), line)
        found.append(Link(rel, href, kind, language, line))
    return tuple(found)


def address(element: etree._Element, text: str | None, report: Findings, what: str) -> str:
    """The URL that an element gives, ``""`` where it is missing; report one that is not absolute."""
    line = line_of(element)
    if text is None:
        report.add("missing-element", f"{what} has no URL", line)
        return ""
    try:
        return iri(text)
    except Flaw as flaw:
        code = flaw.code
        if code == "url-not-absolute" and has_base(element):
            code = "url-relative-to-base"
        report.add(code, f"{what}: {flaw.message}", line)
        return text


def alternates(found: tuple[Link, ...], report: Findings, *, of_entry: bool) -> None:
    """Report alternate links of the same type and language, and several of them in an entry."""
    own = [link for link in found if link.rel == "alternate"]
    seen: set[tuple[str, str]] = set()
    for link in own:
        key = link.media_type.lower(), link.hreflang.lower()
        if key in seen:
            named = f"type {shown(link.media_type)} and hreflang {shown(link.hreflang)}"
            report.add("duplicate-alternate", f"there are two alternate links with {named}", link.line)
        seen.add(key)
    if of_entry and len(seen) > 1:
        report.add("several-alternates", f"the entry has {len(own)} alternate links", own[1].line)


def archive(container: etree._Element, found: tuple[Link, ...], report: Findings) -> None:
    """RFC 5005: marks that are empty and stand once, one link of each relation, no pages of a complete feed."""
    marks = [mark for name in ("archive", "complete") for mark in container.iterchildren(HISTORY + name)]
    for mark in marks:
        if len(mark) or text_of(mark):
            report.add("archive", f"fh:{etree.QName(mark).localname} is not empty", line_of(mark))
    names = [etree.QName(mark).localname for mark in marks]
    if len(names) > len(set(names)):
        report.add("archive", "a feed is marked as an archive or as complete once", line_of(marks[0]))
    relations = [link.rel for link in found]
    for rel in sorted({"current", *_PAGES}):
        if relations.count(rel) > 1:
            report.add("archive", f"there are two links rel={rel}", next(one.line for one in found if one.rel == rel))
    paged = sorted(_PAGES & set(relations))
    if paged and "complete" in names:
        report.add("archive", f"a complete feed has a link rel={paged[0]}", line_of(marks[0]))
    here = next((link.href for link in found if link.rel == "self"), "")
    is_archive = "archive" in names
    pages({link.rel: link.href for link in found}, here, report, is_archive=is_archive, line=line_of(container))


def pages(found: Mapping[str, str], here: str, report: Findings, *, is_archive: bool, line: int = 0) -> None:
    """Where the document at ``here`` stands among its pages: ``found`` has their addresses by relation.

    A document is not its own neighbor, and an archive document not the one that is subscribed to: its neighbors are
    two others (RFC 5005 §3, §4).
    """
    for rel in sorted(_PAGES - {"first", "last"}):
        if here and found.get(rel) == here:
            report.add("archive", f"{rel} leads to this very document", line)
    archives = [rel for rel in ("prev-archive", "next-archive") if found.get(rel)]
    if len(archives) == 2 and found["prev-archive"] == found["next-archive"]:
        report.add("archive", "prev-archive and next-archive lead to the same document", line)
    for rel in archives:
        if found[rel] == found.get("current"):
            report.add("archive", f"{rel} leads to the current document, which is no archive", line)
    if is_archive and not found.get("current"):
        report.add("archive-current", "the archive document does not lead to the current one", line)
    if is_archive and here and found.get("current") == here:
        report.add("archive", "the archive document says that it is the current one", line)


@dataclass(slots=True)
class Tombstones:
    """The tombstones of one document, compared with each other and with its entries.

    ``told`` has the entries by their id, with the date of their last change, if they have one.
    """

    told: Mapping[str, datetime | None]
    seen: dict[str, set[datetime | None]] = field(default_factory=dict)

    def add(self, ref: str, when: datetime | None, report: Findings, line: int = 0) -> None:
        """Look at one more: it is not there twice, and not later than an entry of the same id (RFC 6721 §3).

        An entry that was changed after its tombstone is there again; one that was changed before must not be there.
        """
        if ref in self.seen:
            code = "deleted-entry" if when in self.seen[ref] else "repeated-id"
            report.add(code, f"there are two tombstones for {shown(ref)}", line)
        self.seen.setdefault(ref, set()).add(when)
        updated = self.told.get(ref)
        if when and updated and when > updated:
            message = f"{shown(ref)} is there, and was taken back after its last change ({updated.isoformat()})"
            report.add("deleted-entry", message, line)


def tombstones(
    container: etree._Element, told: Mapping[str, datetime | None], report: Findings, now: datetime | None
) -> None:
    """RFC 6721: an at:deleted-entry has ref, the id of an entry, and when. ``told`` as in `Tombstones`."""
    stones = Tombstones(told)
    for element in container.iterchildren(f"{TOMBSTONES}deleted-entry"):
        line = line_of(element)
        for name in ("ref", "when"):
            if not element.get(name):
                report.add("deleted-entry", f"at:deleted-entry has no {name}", line)
        if element.get("ref"):
            report.value(identifier, element.get("ref", ""), line)
        when = report.value(dates.rfc3339, element.get("when", ""), line) if element.get("when") else None
        dates.future(report, when, now, line)
        if element.get("ref"):
            stones.add(element.get("ref", ""), when, report, line)
        _comments(element, report)


def _comments(element: etree._Element, report: Findings) -> None:
    """The at:comment is a text construct like an atom:summary, and there is one (RFC 6721 §3)."""
    comments = list(element.iterchildren(f"{TOMBSTONES}comment"))
    if len(comments) > 1:
        report.add("repeated-element", f"at:comment stands {len(comments)} times", line_of(element))
    for comment in comments:
        kind, line = comment.get("type", "text"), line_of(comment)
        if kind not in ("text", "html", "xhtml"):
            report.add("atom-text-type", f"at:comment has the type {shown(kind)}: write text, html or xhtml", line)
        elif kind == "text":
            markup.plain(value_of(comment), report, line)


def media(parent: etree._Element, report: Findings) -> None:
    """Media RSS in an entry or item."""
    for element in elements(parent):
        if element.tag == f"{MEDIA}content":
            _media_content(element, report)
        elif element.tag == f"{MEDIA}thumbnail":
            _media_url(element, report)
        elif element.tag == f"{MEDIA}group":
            inside = list(element.iterchildren(f"{MEDIA}content"))
            if len(inside) < 2:
                report.add("media-group", f"media:group holds {len(inside)} media:content", line_of(element))
            for one in inside:
                _media_content(one, report)
            if sum(one.get("isDefault") == "true" for one in inside) > 1:
                report.add("media-content", "two of a media:group are the default", line_of(element))


def _media_content(element: etree._Element, report: Findings) -> None:
    line = line_of(element)
    if element.get("url") is not None:
        _media_url(element, report)
    elif element.find(f"{MEDIA}player") is None:
        report.add("media-content", "media:content has neither a url nor a media:player", line)
    if element.get("type") is not None:
        report.value(media_type, element.get("type", ""), line)
    for name, allowed in (
        ("medium", _MEDIUMS),
        ("expression", _EXPRESSIONS),
        ("isDefault", frozenset({"true", "false"})),
    ):
        value = element.get(name)
        if value is not None and value not in allowed:
            message = f"media:content has {name}={shown(value)}: write one of {', '.join(sorted(allowed))}"
            report.add("media-content", message, line)
    for name in _NUMBERS:
        _positive(element, name, report)
    for one in element.iterchildren(f"{MEDIA}thumbnail"):
        _media_url(one, report)


def _media_url(element: etree._Element, report: Findings) -> None:
    line, name = line_of(element), etree.QName(element).localname
    if not element.get("url"):
        report.add("media-content", f"media:{name} has no url", line)
    else:
        report.value(web, element.get("url", ""), line)


def _positive(element: etree._Element, name: str, report: Findings) -> None:
    value = element.get(name)
    if value is None:
        return
    try:
        right = 0 <= float(value) < float("inf") and value.replace(".", "", 1).isdigit()
    except ValueError:
        right = False
    if not right or (name in ("height", "width", "fileSize") and not value.isdigit()):
        report.add("media-content", f"media:content has {name}={shown(value)}, which is no number", line_of(element))
