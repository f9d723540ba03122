"""RSS 2.0: its grammar, what the grammar cannot say, and the namespaces that we and others put into it."""

from datetime import datetime

from lxml import etree

from syndicate.feeds.validate import dates, extensions, language, markup
from syndicate.feeds.validate.findings import Clean, Findings, Flaw, shown
from syndicate.feeds.validate.rss_grammar import CHANNEL, ITEM, check_children
from syndicate.feeds.validate.tags import tag
from syndicate.feeds.validate.trees import ATOM, CONTENT, DC, DCTERMS, elements, line_of, read, text_of, value_of
from syndicate.feeds.validate.urls import web
from syndicate.model import Problem


def rss(data: bytes, path: str = "", *, now: datetime | None = None, clean: Clean | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with an RSS 2.0 feed, in the order found; empty for a good one.

    ``path`` goes into the places, with the lines of the elements. With ``now`` (aware), dates more than a day
    ahead of it are reported too. Never raises for what is in ``data``. RSS 2.0, its best practices profile,
    content, Dublin Core, Atom links, RFC 5005, RFC 6721, Media RSS.
    """
    report = Findings(path, clean=clean)
    root = read(data, report)
    if root is None:
        return report.all()
    if root.tag != "rss":
        report.add("wrong-root", f"the root is {shown(root.tag)}, not rss", line_of(root))
        return report.all()
    if root.get("version") != "2.0":
        report.add("rss-version", f"the version of RSS is {shown(root.get('version'))}: write 2.0", line_of(root))
    channels = root.findall("channel")
    if len(channels) != 1:
        report.add("missing-element", f"rss has {len(channels)} channels: write one", line_of(root))
    for element in elements(root):
        if element.tag != "channel" and not element.tag.startswith("{"):
            report.add("rss-unknown", f"<rss> has no <{element.tag}>", line_of(element))
    markup.embedded(root, report)
    for channel in channels:
        _channel(channel, report, now)
    return report.all()


def _channel(channel: etree._Element, report: Findings, now: datetime | None) -> None:
    check_children(channel, CHANNEL, report)
    own = _language(channel, "language", report)
    if channel.find("language") is None:
        report.add("language-missing", "the channel has no language", line_of(channel))
    _channel_texts(channel, report, own)
    for name in ("pubDate", "lastBuildDate"):
        dates.future(report, _date(channel, name), now, line_of(channel))
    found = extensions.links(channel, report)
    if not any(link.rel == "self" for link in found):
        report.add("missing-self", "the channel has no atom:link rel=self", line_of(channel))
    extensions.archive(channel, found, report)
    told: dict[str, datetime | None] = {}
    for item in channel.iterchildren("item"):
        guid = text_of(item.find("guid"))
        if guid and guid in told:
            report.add("duplicate-id", f"two items have the guid {shown(guid)}", line_of(item))
        told[guid] = _item(item, report.about(f"item {guid[:120]}" if guid else "item without guid"), own, now)
    extensions.tombstones(channel, told, report, now)


def _channel_texts(channel: etree._Element, report: Findings, own: str) -> None:
    for name in ("title", "copyright"):
        for element in channel.iterchildren(name):
            markup.plain(text_of(element), report, line_of(element))
    for element in channel.iterchildren("description"):
        markup.html(value_of(element), report, own, line_of(element))
    for skipped in (*channel.iterchildren("skipHours"), *channel.iterchildren("skipDays")):
        values = [text_of(one) for one in elements(skipped)]
        if len(set(values)) < len(values):
            report.add("rss-skip", f"<{skipped.tag}> names one of them twice", line_of(skipped))


def _language(parent: etree._Element, name: str, report: Findings, otherwise: str = "") -> str:
    """The language that an element names, canonical; else ``otherwise``."""
    element = parent.find(name)
    return otherwise if element is None else tag(text_of(element), report, line_of(element)) or otherwise


def _date(parent: etree._Element, name: str) -> datetime | None:
    """The date of an RSS element where it is one; the grammar has reported it where it is none."""
    text = text_of(parent.find(name))
    try:
        return dates.rfc5322(text) if text else None
    except Flaw:
        return None


def _item(item: etree._Element, report: Findings, channel_language: str, now: datetime | None) -> datetime | None:
    """Look at an item; return when it was last changed."""
    line = line_of(item)
    check_children(item, ITEM, report)
    title, description = item.find("title"), item.find("description")
    if not text_of(title) and not text_of(description):
        report.add("missing-content", "the item has neither a title nor a description", line)
    elif title is not None and not text_of(title):
        report.add("empty-title", "the title is empty", line_of(title))
    _guid(item, report)
    if len(item.findall("enclosure")) > 1:
        report.add("several-enclosures", "the item has more than one enclosure", line)
    published = _date(item, "pubDate")
    dates.future(report, published, now, line)
    updated = _updated(item, report, now)
    dates.order(report, published, updated, line)
    found = extensions.links(item, report)
    if any(link.rel == "alternate" for link in found):
        report.add("several-alternates", "an atom:link rel=alternate in an item replaces its link in readers", line)
    extensions.media(item, report)
    _dublin_core(item, report)
    own = _language(item, f"{DC}language", report, channel_language)
    encoded = item.findall(f"{CONTENT}encoded")
    if len(encoded) > 1:
        report.add("repeated-element", "content:encoded stands twice", line)
    bodies = [*encoded, *([] if description is None else [description])]
    told = (text_of(title), *map(value_of, bodies))
    report.texts(lambda about: _texts(item, title, bodies, about, own), "rss", own, *told)
    return updated or published


def _texts(
    item: etree._Element, title: etree._Element | None, bodies: list[etree._Element], report: Findings, own: str
) -> None:
    """Title, content and description, which are HTML, in the language of the item."""
    if title is not None:
        markup.plain(text_of(title), report, line_of(title))
    readings = [(markup.html(value_of(one), report, own, line_of(one)), line_of(one)) for one in bodies]
    language.entry(own, text_of(title), readings, report, line_of(item))


def _guid(item: etree._Element, report: Findings) -> None:
    guid = item.find("guid")
    if guid is None:
        report.add("missing-guid", "the item has no guid", line_of(item))
        return
    text = text_of(guid)
    if not text:
        report.add("rss-guid", "the guid is empty", line_of(guid))
    elif guid.get("isPermaLink", "true") != "false":
        try:
            web(text)
        except Flaw as flaw:
            message = f'the guid is a permalink, but {flaw.message}; write isPermaLink="false"'
            report.add("rss-guid", message, line_of(guid))


def _updated(item: etree._Element, report: Findings, now: datetime | None) -> datetime | None:
    """The latest of dcterms:modified and atom:updated."""
    found = []
    for name, parse in ((f"{DCTERMS}modified", dates.w3cdtf), (f"{ATOM}updated", dates.rfc3339)):
        for element in item.iterchildren(name):
            when = report.value(parse, text_of(element), line_of(element))
            dates.future(report, when, now, line_of(element))
            if when:
                found.append(when)
    return max(found, default=None)


def _dublin_core(item: etree._Element, report: Findings) -> None:
    for creator in item.iterchildren(f"{DC}creator"):
        if not text_of(creator):
            report.add("missing-element", "dc:creator is empty", line_of(creator))
    for name in ("date", "issued", "created"):
        for element in (*item.iterchildren(DC + name), *item.iterchildren(DCTERMS + name)):
            report.value(dates.w3cdtf, text_of(element), line_of(element))
