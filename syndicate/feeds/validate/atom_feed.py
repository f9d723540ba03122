"""Atom: RFC 4287 with what its grammar cannot say, and what the readers of today make of it."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from importlib.resources import files
from threading import Lock

from lxml import etree

from syndicate.feeds.validate import atom_text, dates, extensions, language
from syndicate.feeds.validate.findings import Clean, Findings, shown
from syndicate.feeds.validate.markup import Reading
from syndicate.feeds.validate.tags import tag
from syndicate.feeds.validate.trees import (
    ATOM,
    XML,
    elements,
    has_base,
    language_of,
    line_of,
    read,
    text_of,
    value_of,
)
from syndicate.feeds.validate.urls import email, identifier
from syndicate.model import Problem

# Read at import, so that the check itself touches no disk; compiled at first use.
_GRAMMAR = files(__package__).joinpath("atom.rng").read_bytes()
_GRAMMAR_LOCK = Lock()  # the compiled grammar keeps its error log to itself

_ONCE_IN_FEED = ("id", "title", "updated", "subtitle", "rights", "generator", "icon", "logo")
_ONCE_IN_ENTRY = ("id", "title", "updated", "published", "summary", "content", "rights", "source")
_TEXTS = ("title", "summary", "content")
_TAGGED = etree.XPath("descendant-or-self::*[@xml:lang]", namespaces={"xml": XML[1:-1]})


def atom(
    data: bytes, path: str = "", *, now: datetime | None = None, clean: Clean | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong with an Atom feed (or a single entry), in the order found; empty for a good one.

    ``path`` goes into the places, with the lines of the elements. With ``now`` (aware), dates more than a day
    ahead of it are reported too. Never raises for what is in ``data``. RFC 4287, RFC 5005, RFC 6721, Media RSS.
    """
    report = Findings(path, clean=clean)
    root = read(data, report)
    if root is None:
        return report.all()
    if root.tag not in (f"{ATOM}feed", f"{ATOM}entry"):
        report.add("wrong-root", f"the root is {shown(root.tag)}, not atom:feed", line_of(root))
        return report.all()
    for element in _TAGGED(root):
        if element.get(f"{XML}lang") and element.tag.startswith(ATOM):
            tag(element.get(f"{XML}lang", ""), report, line_of(element))
    if root.tag == f"{ATOM}feed":
        _feed(root, report, now)
    else:
        _entry(root, report, "", now, has_author=False)
    if not report.failed:  # its messages are poor: it speaks where no rule of ours has said it better
        _grammar(root, report)
    return report.all()


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.fromstring(_GRAMMAR))


def _grammar(root: etree._Element, report: Findings) -> None:
    schema = _schema()
    with _GRAMMAR_LOCK:
        if schema.validate(root):
            return
        errors = [(error.message, error.line) for error in schema.error_log]
    for message, line in errors[:5]:
        report.add("atom-grammar", message, line)


def _feed(feed: etree._Element, report: Findings, now: datetime | None) -> None:
    own = language_of(feed)
    if not own:
        report.add("language-missing", "the feed has no xml:lang", line_of(feed))
    _common(feed, report, _ONCE_IN_FEED, own)
    _date(feed, "updated", report, now)
    for title in feed.iterchildren(f"{ATOM}title"):
        atom_text.read(title, report, own)
        if not text_of(title):
            report.add("empty-feed-title", "the feed's title is empty", line_of(title))
    for name in ("icon", "logo"):
        for element in feed.iterchildren(ATOM + name):
            extensions.address(element, value_of(element), report, name)
    found = extensions.links(feed, report)
    extensions.alternates(found, report, of_entry=False)
    if not any(link.rel == "self" for link in found):
        report.add("missing-self", "the feed has no link rel=self", line_of(feed))
    extensions.archive(feed, found, report)
    entries = list(feed.iterchildren(f"{ATOM}entry"))
    has_author = feed.find(f"{ATOM}author") is not None
    told: dict[str, datetime | None] = {}
    for entry in entries:
        key, updated = text_of(entry.find(f"{ATOM}id")), _entry(entry, report, own, now, has_author=has_author)
        told[key] = max((when for when in (told.get(key), updated) if when), default=None)
    _ids(entries, report)
    extensions.tombstones(feed, told, report, now)


def _ids(entries: list[etree._Element], report: Findings) -> None:
    """Two entries with one id are versions of one entry, told apart by updated (§4.1.1)."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        key, updated = text_of(entry.find(f"{ATOM}id")), text_of(entry.find(f"{ATOM}updated"))
        if key and key in seen:
            code = "duplicate-id" if updated in seen[key] else "repeated-id"
            report.add(code, f"two entries have the id {shown(key)}", line_of(entry))
        seen[key].add(updated)


def _common(parent: etree._Element, report: Findings, once: tuple[str, ...], own: str) -> None:
    """What feeds and entries share, but for their links and dates."""
    children = [element for element in elements(parent) if element.tag.startswith(ATOM)]
    names = [element.tag.removeprefix(ATOM) for element in children]
    for name in once:
        if names.count(name) > 1:
            report.add("repeated-element", f"{name} stands {names.count(name)} times", line_of(parent))
    for name in ("id", "title", "updated"):
        if name not in names:
            report.add("missing-element", f"there is no {name}", line_of(parent))
    for name, element in zip(names, children, strict=True):
        _child(name, element, report, own)


def _child(name: str, element: etree._Element, report: Findings, own: str) -> None:
    if name in ("author", "contributor"):
        _person(element, report)
    elif name == "category":
        _category(element, report)
    elif name == "id":
        report.value(identifier, value_of(element), line_of(element))
    elif name == "generator" and element.get("uri") is not None:
        extensions.address(element, element.get("uri"), report, "the uri of the generator")
    elif name in ("subtitle", "rights"):
        atom_text.read(element, report, own)


def _date(parent: etree._Element, name: str, report: Findings, now: datetime | None) -> datetime | None:
    element = parent.find(ATOM + name)
    if element is None:
        return None
    when = report.value(dates.rfc3339, value_of(element), line_of(element))
    dates.future(report, when, now, line_of(element))
    return when


def _person(element: etree._Element, report: Findings) -> None:
    line, kind = line_of(element), element.tag.removeprefix(ATOM)
    if not text_of(element.find(f"{ATOM}name")):
        report.add("missing-element", f"the {kind} has no name", line)
    for uri in element.iterchildren(f"{ATOM}uri"):
        extensions.address(uri, value_of(uri), report, f"the uri of the {kind}")
    for mail in element.iterchildren(f"{ATOM}email"):
        if not email(text_of(mail)):
            report.add("atom-grammar", f"{shown(text_of(mail))} is not an e-mail address", line_of(mail))


def _category(element: etree._Element, report: Findings) -> None:
    if not element.get("term"):
        report.add("missing-element", "the category has no term", line_of(element))
    if element.get("scheme") is not None:
        extensions.address(element, element.get("scheme"), report, "the scheme of the category")


def _entry(
    entry: etree._Element, report: Findings, feed_language: str, now: datetime | None, *, has_author: bool
) -> datetime | None:
    """Look at an entry; return when it was last changed."""
    key = text_of(entry.find(f"{ATOM}id"))
    report = report.about(f"entry {key[:120]}" if key else "entry without id")
    own, line = language_of(entry, feed_language), line_of(entry)
    _common(entry, report, _ONCE_IN_ENTRY, own)
    if not has_author and all(entry.find(ATOM + path) is None for path in ("author", f"source/{ATOM}author")):
        report.add("missing-author", "neither the entry nor its source or feed has an author", line)
    updated = _date(entry, "updated", report, now)
    dates.order(report, _date(entry, "published", report, now), updated, line)
    found = extensions.links(entry, report)
    extensions.alternates(found, report, of_entry=True)
    if entry.find(f"{ATOM}content") is None and not any(link.rel == "alternate" for link in found):
        report.add("missing-alternate", "the entry has neither content nor an alternate link", line)
    if any(link.rel in ("prev-archive", "next-archive", "current") for link in found):
        report.add("archive", "an entry has a link that only a feed can have", line)
    extensions.media(entry, report)
    texts = [(name, element) for name in _TEXTS for element in entry.iterchildren(ATOM + name)]
    if any(len(element) or element.get("src") is not None for _, element in texts):
        _texts(entry, report, own)
    else:
        parts = ((name, sorted(one.attrib.items()), has_base(one), value_of(one)) for name, one in texts)
        report.texts(lambda about: _texts(entry, about, own), "atom", own, *parts)
    return updated


def _texts(entry: etree._Element, report: Findings, own: str) -> None:
    """Title, summary and content: each as its type says, and in the language that it says."""
    titles: dict[str, str] = {}
    readings: defaultdict[str, list[tuple[Reading, int]]] = defaultdict(list)
    for name in _TEXTS:
        for element in entry.iterchildren(ATOM + name):
            if name == "content":
                reading = atom_text.content(entry, element, report, own)
            else:
                reading = atom_text.read(element, report, own)
            spoken = language_of(element, own)
            if name == "title":
                titles[spoken] = " ".join(reading.running).strip()
                if not text_of(element):
                    report.add("empty-title", "the title is empty", line_of(element))
            else:
                readings[spoken].append((reading, line_of(element)))
    for spoken in dict.fromkeys([*titles, *readings]):
        valid = tag(spoken, Findings("")) if spoken else ""
        language.entry(valid, titles.get(spoken, ""), readings[spoken], report, line_of(entry))
