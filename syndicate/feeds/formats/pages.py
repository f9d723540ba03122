"""Pages for people: one per language, one for all languages, one per article that has no page of its own.

Each is one file that asks nobody for anything: no script, no font, no style from elsewhere, and a content security
policy that says so (JSON-LD is data: a browser never runs it). Links between our own pages are relative, so that a copy
of the tree works anywhere; addresses that readers copy, and what machines read in the head, are absolute.
"""

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache
from html import escape
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from syndicate.feeds.entry import Category, Edition, Entry, Facts, Feed, Listing
from syndicate.feeds.formats import jsonld
from syndicate.feeds.templates import template
from syndicate.languages import direction
from syndicate.localization.dates import long_date
from syndicate.localization.interface import Interface
from syndicate.localization.lists import join
from syndicate.localization.names import language_name

_LABELS = (
    ("atom", "For news readers (Atom)"),
    ("rss", "For newsletter tools (RSS)"),
    ("json", "For developers (JSON Feed)"),
)
_KINDS = (
    ("atom", "Atom", "application/atom+xml"),
    ("rss", "RSS", "application/rss+xml"),
    ("json", "JSON Feed", "application/feed+json"),
)
# Adults read 200 words of health information a minute, or 400 characters of Chinese or Japanese.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Badge(NamedTuple):
    """How a translation was made, in two or three words; ``kind`` is machine, unreviewed, reviewed or original."""

    kind: str
    text: str


class _Card(NamedTuple):
    """An entry in a list. ``kind`` is article, gone (withheld or withdrawn) or safety (a correction's own entry)."""

    entry: Entry
    kind: str
    text: str
    labels: str
    meta: list[str]
    badge: Badge | None


class _Row(NamedTuple):
    """A feed in a list of feeds, by the name that it has there."""

    listing: Listing
    name: str
    description: str


class _Tile(NamedTuple):
    listing: Listing
    subscribe: str


def landing(
    feed: Feed,
    interface: Interface,
    *,
    feeds: Sequence[Listing] = (),
    topics: Sequence[Listing] = (),
    languages: Sequence[Listing] = (),
    index_url: str,
    opml_url: str,
    json_ld: Mapping[str, Any] | None = None,
    zone: tzinfo | None = None,
) -> bytes:
    """The page of one language, ``feeds/<lang>/index.html``, for its default feed.

    ``feeds`` are its other feeds, ``topics`` those of single topics, ``languages`` the default feeds of all languages
    with this one in its place, ``index_url`` the page of all languages; a retired one is not shown. ``json_ld`` is that
    of `jsonld.feed_page`. Raises LocaleError where a string is missing.
    """
    languages = [listing for listing in languages if listing.language == feed.language or not listing.retired]
    others = [listing for listing in languages if listing.language != feed.language]
    feeds, topics = _open(feeds), _open(topics)
    # A correction that went with its article says the same as the article's own entry.
    shown = (entry for entry in feed.entries if entry.has_body or not entry.facts.corrects)
    cards = [_card(entry, interface, zone) for entry in shown]
    # What can be read: neither a notice, nor the last entry of a feed that was closed, is an article.
    count = sum(card.kind == "article" and bool(card.entry.article) for card in cards)
    changed = interface.text("Last change: {date}", "page", date=long_date(feed.updated, feed.language, zone))
    return _page(
        "landing.html.j2",
        interface,
        feed.home,
        description=feed.description,
        discovery=[feed.listing, *feeds, *topics],
        translations=[
            (feed.language, feed.home),
            *((other.language, other.home) for other in others),
            ("x-default", index_url),
        ],
        feed=feed,
        feeds=[_named(listing) for listing in feeds],
        topics=[_topic(listing, interface) for listing in topics],
        languages=languages,
        cards=cards,
        meta=[changed, *([interface.plural("{n} article", "{n} articles", count)] if count else [])],
        labels=[(kind, interface.text(label, "page")) for kind, label in _LABELS if kind in feed.self_urls],
        archive=feed.paging.previous,
        index_url=index_url,
        opml_url=opml_url,
        json_ld=json_ld,
    )


def index(
    listings: Sequence[tuple[Listing, Interface]],
    interface: Interface,
    *,
    url: str,
    opml_url: str,
    data_url: str,
) -> bytes:
    """The page of all languages, ``feeds/index.html``: a tile for each, in its own language and direction.

    ``interface`` is that of the page itself; ``data_url`` is the catalog as JSON. A retired language is not shown.
    """
    shown = [(listing, words) for listing, words in listings if not listing.retired]
    languages = [listing for listing, _ in shown]
    own = [listing for listing in languages if listing.language == interface.language]
    return _page(
        "index.html.j2",
        interface,
        url,
        title=interface.text("Health articles in your language", "page"),
        description=interface.text(
            "Feeds for partner portals and newsletters, one per language. Every item says how it was translated.",
            "page",
        ),
        discovery=[*own, *(listing for listing in languages if listing not in own)],
        translations=[*((listing.language, listing.home) for listing in languages), ("x-default", url)],
        tiles=[
            _Tile(
                listing,
                words.text(
                    "Subscribe in {language}", "page", language=language_name(listing.language, listing.language)
                ),
            )
            for listing, words in shown
        ],
        opml_url=opml_url,
        data_url=data_url,
    )


def item(
    entry: Entry,
    feed: Listing,
    interface: Interface,
    *,
    url: str,
    index_url: str,
    data_url: str,
    json_ld: Mapping[str, Any] | None = None,
    zone: tzinfo | None = None,
) -> bytes:
    """The page of one entry, ``feeds/<lang>/items/<id>.html``.

    ``url`` is this page's own address, which is the entry's where the article has no other; that one is canonical.
    ``data_url`` is the entry as JSON, ``json_ld`` that of `jsonld.medical_page`.
    """
    return _page(
        "item.html.j2",
        interface,
        entry.url,
        here=url,
        description=entry.summary or entry.title,
        discovery=[feed],
        translations=_editions(entry),
        entry=entry,
        content=Markup(_nearby(entry.content, index_url[: index_url.rindex("/") + 1], url)),  # noqa: S704 - the frame's, sanitized
        feed=feed,
        labels=_labels(entry.categories),
        byline=list(_byline(entry, interface, zone)),
        badge=badge(entry.facts, interface) if entry.has_body else None,
        provenance=list(_provenance(entry, interface)) if entry.has_body else [],
        aside=bool(entry.editions) or entry.has_body,
        index_url=index_url,
        data_url=data_url,
        json_ld=json_ld,
    )


def bare(
    title: str,
    language: str,
    *,
    canonical: str,
    content: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A page without a word of our own, for a language whose interface strings are missing: title, content, links.

    ``content`` is HTML of the frame, ``links`` are (address, words). It takes the place of a page that must not
    stay as it was, because it shows a text that was taken back.
    """
    html = template("bare.html.j2").render(
        title=title,
        language=language,
        direction=direction(language),
        canonical=canonical,
        content=Markup(content),  # noqa: S704 - the frame's, sanitized
        links=links,
        near=_nearer(canonical),
        style=Markup(_style()),  # noqa: S704 - our own file
        style_hash=_style_hash(),
    )
    return f"{html}\n".encode()


def badge(facts: Facts, interface: Interface) -> Badge:
    """How the translation was made, in the language of the interface."""
    if facts.origin == "source":
        return Badge("original", interface.text("Original", "badge"))
    if facts.state in ("reviewed", "final"):
        return Badge("reviewed", interface.text("Reviewed", "badge"))
    if facts.origin == "machine":
        return Badge("machine", interface.text("Machine translation, not reviewed", "badge"))
    return Badge("unreviewed", interface.text("Not reviewed", "badge"))


def minutes(text: str) -> int:
    """How long the plain text takes to read, in minutes, at least one."""
    signs = len(_UNSPACED.findall(text))
    words = len(_UNSPACED.sub(" ", text).split()) if signs else len(text.split())
    return max(1, round(signs / 400 + words / 200))


def _nearby(content: str, base: str, page: str) -> str:
    """HTML with the addresses below ``base`` as seen from the page, so that a copy at another place shows its own."""
    pattern = rf'( (?:src|href)=")({re.escape(escape(base))}[^"]*)"'
    return re.sub(pattern, lambda found: f'{found[1]}{near(found[2], page)}"', content)


def near(target: str, page: str) -> str:
    """The address of ``target`` as seen from ``page``: relative on the same host, else unchanged."""
    there, here = urlsplit(target), urlsplit(page)
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        return target
    folder = posixpath.dirname(here.path) or "/"
    path = posixpath.relpath(there.path or "/", folder)
    if there.path.endswith("/"):  # a folder: name its file, so that the copy works from a disk as well
        path = posixpath.join(path, "index.html")
    query = f"?{there.query}" if there.query else ""
    return path + query + (f"#{there.fragment}" if there.fragment else "")


def _page(
    name: str,
    interface: Interface,
    canonical: str,
    *,
    here: str = "",
    json_ld: Mapping[str, Any] | None = None,
    **values: object,
) -> bytes:
    page = here or canonical
    style = _style()
    html = template(name).render(
        language=interface.language,
        direction=interface.direction,
        canonical=canonical,
        t=interface.text,
        near=_nearer(page),
        own_name=_own_name,
        direction_of=direction,
        kinds=_KINDS,
        json_ld=jsonld.script(json_ld) if json_ld else "",
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=_style_hash(),
        **values,
    )
    return f"{html}\n".encode()


def _nearer(page: str) -> Callable[[str], str]:
    return lambda target: near(target, page)


def _own_name(language: str) -> str:
    name = language_name(language, language)
    return name[:1].upper() + name[1:]  # a title of its own: "Español", though "español" within a sentence


@lru_cache(maxsize=1)
def _style() -> str:
    return template("style.css").render()


@lru_cache(maxsize=1)
def _style_hash() -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()


def _open(listings: Sequence[Listing]) -> list[Listing]:
    return [listing for listing in listings if not listing.retired]


def _topic(listing: Listing, interface: Interface) -> _Row:
    """A topic's feed: under the heading "Topics" the label says it all."""
    if interface.has(listing.topic, "topic"):
        return _Row(listing, interface.text(listing.topic, "topic"), "")
    return _named(listing)


def _named(listing: Listing) -> _Row:
    """Another feed; a title that stands in for the description is not said twice."""
    return _Row(listing, listing.title, listing.description if listing.description != listing.title else "")


def _card(entry: Entry, interface: Interface, zone: tzinfo | None) -> _Card:
    kind = "gone" if not entry.has_body else "safety" if entry.facts.corrects else "article"
    # What became of an article stands in its notice, whose first paragraph has the date.
    text = entry.summary or ("" if kind == "article" else entry.text.partition("\n")[0])
    day = long_date(entry.published, interface.language, zone)
    if kind != "article":
        return _Card(entry, kind, text, _labels(entry.categories), [day], None)
    meta = [day, *_reading(entry, interface)]
    return _Card(entry, kind, text, _labels(entry.categories), meta, badge(entry.facts, interface))


def _labels(categories: Sequence[Category]) -> str:
    return " · ".join(category.label for category in categories)


def _reading(entry: Entry, interface: Interface) -> list[str]:
    return [interface.plural("{n} min read", "{n} min read", minutes(entry.text))] if entry.has_body else []


def _byline(entry: Entry, interface: Interface, zone: tzinfo | None) -> Iterator[str]:
    language = interface.language
    if entry.authors:
        names = join([author.name for author in entry.authors], language)
        yield interface.text("By {authors}", "byline", authors=names)
    yield interface.text("Published: {date}", "byline", date=long_date(entry.published, language, zone))
    if entry.updated.day != entry.published.day:
        yield interface.text("Updated: {date}", "byline", date=long_date(entry.updated, language, zone))
    yield from _reading(entry, interface)


def _provenance(entry: Entry, interface: Interface) -> Iterator[str]:
    """What the reader may want to know of this text: how it was made, who checked it, which version it is."""
    facts = entry.facts
    yield badge(facts, interface).text
    if facts.source_language != entry.language:
        name = language_name(facts.source_language, interface.language)
        yield interface.text("Translated from: {language}", "byline", language=name)
    if facts.checked_by:
        yield interface.text("Translation checked by: {name}", "byline", name=facts.checked_by)
    yield interface.text("Version {number}", "page", number=str(facts.version))


def _editions(entry: Entry) -> list[tuple[str, str]]:
    own = Edition(entry.language, entry.url, entry.title)
    return [(edition.language, edition.url) for edition in chain((own,), entry.editions)]
