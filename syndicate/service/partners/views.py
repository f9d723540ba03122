"""A partner's documents: the entries of a published feed that are for it, in its formats, under its own addresses."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from syndicate.config import Settings
from syndicate.feeds.body import digest
from syndicate.feeds.entry import Entry, Facts, Feed, Listing, Tombstone
from syndicate.feeds.formats import jsonfeed, xml
from syndicate.feeds.frame import closed
from syndicate.feeds.newsletter import latest as latest_news
from syndicate.feeds.newsletter.letter import teaser
from syndicate.languages import direction
from syndicate.localization.interface import Interface
from syndicate.model import Status, When
from syndicate.publishing.groups import DEFAULT_FEED
from syndicate.service.partners.extracts import Extract, listing
from syndicate.service.partners.profiles import NAMES, Format, Profile
from syndicate.service.partners.registry import Partner
from syndicate.service.shelf.edition import Edition

MEDIA_TYPES: Mapping[Format, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "latest": "application/json; charset=utf-8",
}
_WRITERS: Mapping[str, Callable[[Feed], bytes]] = {"atom": xml.atom, "rss": xml.rss, "json": jsonfeed.json_feed}


def view(extract: Extract, name: str, kind: Format, changed: datetime | None = None) -> bytes:
    """The bytes of a partner's document: the same ones for the same edition, profile and name.

    ``changed`` is when its profile was, if it was. FeedError where an entry cannot be written in that format.
    """
    if kind == "latest":
        return _latest(extract, name, changed)
    chosen = extract.chosen
    told = _told(extract, extract.entries(chosen))
    since = extract.now - timedelta(days=extract.settings.notice_days)
    entries = [told[row.id] for row in chosen if row.id in told]
    gone = [
        Tombstone(told[row.id].id, row.updated, told[row.id].text)
        for row in chosen
        if row.status is Status.WITHDRAWN and row.updated.at >= since and row.id in told
    ]
    last = [closing] if (closing := extract.closing()) else []
    made = _feed(extract, name, changed)
    newest = max((made.updated, *(entry.updated for entry in last)), key=lambda when: when.at)
    return _WRITERS[kind](replace(made, updated=newest, entries=(*last, *entries), tombstones=tuple(gone)))


def ended(
    partner: Partner, settings: Settings, edition: Edition | None, interface: Interface, *, kind: Format, on: When
) -> bytes:
    """The document of a partner that is given nothing any more: one entry, which says so in its language.

    LocaleError where that language has no such words.
    """
    language, name, profile = interface.language, partner.name, partner.profile
    known = listing(edition, language, DEFAULT_FEED.id) if edition else {}
    title, home = known.get("title", settings.title), known.get("home", settings.base_url)
    id_ = identifier(settings, name, language)
    facts = Facts(article="", source_language=language, state="final", origin="source", hash=digest("closed", name))
    last = closed(title, interface, id_=f"{id_}/closed", url=home, on=on, facts=facts, zone=settings.zone)
    made = Feed(
        id=id_,
        language=language,
        direction=interface.direction,
        title=title,
        description=known.get("description", title),
        home=home,
        self_urls=addresses(settings, profile, name, language),
        updated=on,
        author=settings.publisher or settings.title,
        entries=(last,),
    )
    return _WRITERS[kind](made)


def identifier(settings: Settings, name: str, language: str) -> str:
    """The id of a partner's feed: the same in all its formats, and after every rotation of its secret."""
    return f"tag:{settings.authority}:partner/{name}/{language}"


def addresses(settings: Settings, profile: Profile, name: str, language: str) -> dict[str, str]:
    """Where a partner's feed is, by format; for HTTP Basic, so that no document holds a secret."""
    folder = f"{settings.base_url}partners/{name}/{language}/"
    return {kind: folder + name for name, kind in NAMES.items() if kind in profile.formats and kind in _WRITERS}


def _feed(extract: Extract, name: str, changed: datetime | None) -> Feed:
    """The feed without its entries."""
    language, settings = extract.language, extract.settings
    own = _listing(extract, name, language)
    others = (_listing(extract, name, tag) for tag in extract.profile.tags(settings) if tag != language)
    # Of all rows that were ever in it, so that it never goes back; and nothing else moves it.
    stamps = [row.updated for row in extract.ledger.rows.values() if extract.had(row)]
    stamps += [When(changed)] if changed else []
    updated = max(stamps, key=lambda when: when.at) if stamps else extract.ledger.created
    return Feed(
        id=identifier(settings, name, language),
        language=language,
        direction=own.direction,
        title=own.title,
        description=own.description,
        home=own.home,
        self_urls=own.self_urls,
        updated=updated or When(extract.now),
        author=settings.publisher or settings.title,
        editions=tuple(other for other in others if other.id and not other.retired),
    )


def _listing(extract: Extract, name: str, language: str) -> Listing:
    """A partner's feed as documents name it: as the feed of its only topic, else as the one that it is made of.

    Its ``id`` is empty where that one is not in the catalog: nothing stands in it yet.
    """
    edition, settings, topics = extract.edition, extract.settings, extract.profile.topics
    wanted = (*(f"topics/{topic}" for topic in topics[:1] if len(topics) == 1), extract.feed.id, DEFAULT_FEED.id)
    known = listing(edition, language, *wanted)
    title = known.get("title", settings.title)
    return Listing(
        language=language,
        direction=direction(language),
        title=title,
        description=known.get("description", title),
        home=known.get("home", f"{settings.base_url}{language}/"),
        self_urls=addresses(settings, extract.profile, name, language),
        id=known.get("id", ""),
        retired=known.get("retired", ""),
    )


def _told(extract: Extract, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries as the partner gets them: whole, or by their summary with the notices and a link."""
    if extract.profile.content == "full":
        return dict(entries)
    return {id_: _shortened(entry) for id_, entry in entries.items()}


def _shortened(entry: Entry) -> Entry:
    if not entry.has_body:
        return entry
    short = teaser(entry, entry.title)
    return replace(entry, content=short.html, text=short.text)


def _latest(extract: Extract, name: str, changed: datetime | None) -> bytes:
    window, zone = extract.news, extract.settings.zone
    told = _told(extract, extract.entries([*window.rows, *window.withdrawn]))
    body, _ = latest_news.document(_feed(extract, name, changed), window, told, ledger=extract.ledger, zone=zone)
    if extract.profile.content == "full" and not extract.profile.promotion and not extract.group.id:
        body = _as_published(extract, body)
    return body


def _as_published(extract: Extract, body: bytes) -> bytes:
    """The document with the items that ``latest.json`` has: that one knew how wide the pictures in their texts are."""
    data = json.loads(body)
    known = _by_id(json.loads(extract.edition.read(f"{extract.language}/latest.json"))["items"])
    data["items"] = [known.get(item["id"], item) for item in data["items"]]
    return jsonfeed.to_bytes(data)


def _by_id(items: Iterable[Mapping[str, object]]) -> dict[object, Mapping[str, object]]:
    return {item["id"]: item for item in items}
