"""The documents that hold many entries: feeds and their archives, landing pages, and the catalog of all feeds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from syndicate.config import FeedSettings
from syndicate.feeds import registers as register
from syndicate.feeds.body import digest
from syndicate.feeds.entry import Entry, Facts, Feed, Listing, Paging, Tombstone
from syndicate.feeds.formats import jsonfeed, jsonld, opml, pages, xml
from syndicate.feeds.frame import closed
from syndicate.feeds.ledger import Ledger, Row
from syndicate.feeds.newsletter import latest as latest_news
from syndicate.feeds.newsletter.latest import Window
from syndicate.feeds.select import ARCHIVE_SIZE, archive_page
from syndicate.languages import direction
from syndicate.model import Artifact, Problem, Status, When
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import Rendition
from syndicate.publishing.groups import DEFAULT_FEED, feed_folder, feed_of, retired
from syndicate.publishing.items import HTML, JSON
from syndicate.publishing.run import KINDS, FeedKey, Run

FORMATS: Mapping[str, tuple[str, Callable[[Feed], bytes]]] = {
    KINDS["atom"]: ("application/atom+xml; charset=utf-8", xml.atom),
    KINDS["rss"]: ("application/rss+xml; charset=utf-8", xml.rss),
    KINDS["json"]: ("application/feed+json; charset=utf-8", jsonfeed.json_feed),
}
OPML = "text/x-opml; charset=utf-8"

Listings = Mapping[FeedKey, Listing]


@dataclass(frozen=True, slots=True)
class Document:
    """A feed's subscription document (``page`` 0) or one of its archive pages, in one language.

    ``rows`` are those that stand in it, ``window`` those that newsletters are made from, beside the default feed.
    ``closed`` is when the feed was retired, if it was.
    """

    at: FeedKey
    settings: FeedSettings
    listing: Listing
    page: int
    rows: tuple[Row, ...]
    updated: When
    paging: Paging
    closed: When | None = None
    window: Window | None = None

    @property
    def needed(self) -> list[Row]:
        """The rows whose entries it is made from."""
        more = (*self.window.rows, *self.window.withdrawn) if self.window else ()
        return list({row.id: row for row in (*self.rows, *more)}.values())

    @property
    def folder(self) -> str:
        """Where it lies below feeds/, with a slash at the end."""
        return _folder(self.at, self.page)

    @property
    def names(self) -> list[str]:
        """The names of its files, one for each format."""
        return [KINDS[kind] for kind in KINDS if kind in self.settings.formats]

    @property
    def paths(self) -> list[str]:
        """Its files; the default feed's have the language's landing page and the newsletters' document with them."""
        more = ["index.html", "latest.json"] if self.window else []
        return [self.folder + name for name in (*self.names, *more)]

    @property
    def has_landing(self) -> bool:
        """Whether the language's landing page shows what stands in it."""
        return self.window is not None

    @property
    def rendition(self) -> Rendition:
        """How its entries are told."""
        return Rendition(self.settings.content == "summary", self.settings.promotion, alone=self.page > 0)


def of_language(run: Run, decided: Decided, listings: Listings) -> Iterator[Document]:
    """Every document of a group in a language: of each feed its subscription document, then its archive (RFC 5005)."""
    for at, each, settings in run.feeds():
        if each is not decided or at not in listings:
            continue
        rows = decided.ledger.rows.values()
        last = -(-decided.ledger.last_joined(settings.id) // ARCHIVE_SIZE)
        updated = decided.ledger.updated(settings.id) or When(run.now)
        closed = retired(run.settings, settings, decided.language, run.now)
        if closed and closed.at > updated.at:
            updated = closed
        paging = Paging(previous=_addresses(run, at, settings, last) if last else {})
        chosen = tuple(run.chosen(decided, settings))
        held = None
        if settings.id == DEFAULT_FEED.id:
            limits = (run.settings.limit, run.now, run.settings.notice_days)
            held = latest_news.window(decided.ledger, settings.id, *limits)
        yield Document(at, settings, listings[at], 0, chosen, updated, paging, closed, held)
        for page in range(1, last + 1):
            standing, ever = archive_page(rows, settings.id, page)
            changed = max((row.updated for row in ever), key=lambda when: when.at, default=updated)
            paging = Paging(
                is_archive=True,
                current=_addresses(run, at, settings, 0),
                previous=_addresses(run, at, settings, page - 1) if page > 1 else {},
                next=_addresses(run, at, settings, page + 1) if page < last else {},
            )
            yield Document(at, settings, listings[at], page, tuple(standing), changed, paging)


def key(run: Run, document: Document, listings: Listings, inputs: str, entries: Iterable[str]) -> str:
    """The digest of what a document is made from; ``entries`` are the keys of those in it."""
    about: tuple[object, ...] = (document.at, document.page, document.listing, document.updated, document.paging)
    about = (*about, document.closed, _tombstone_rows(run, document))
    if document.window:
        ledger = run.decided[document.at[0], document.at[2]].ledger
        about = (*about, document.window, ledger.identity, ledger.sequence)
    if document.page == 0:
        about = (*about, _editions(run, document.at, listings))
    if document.has_landing:
        about = (*about, [(at, listing) for at, listing in listings.items() if run.is_advertised(at, listing)])
    return digest(inputs, repr(about), *entries)


def feed(run: Run, document: Document, told: Mapping[str, Entry], listings: Listings) -> Feed:
    """A document with its entries, given by the ids of their rows, as far as there are any.

    A subscription document names the same feed in other languages.
    """
    _, name, language = document.at
    own = document.listing
    entries = [told[row.id] for row in document.rows if row.id in told]
    texts = {entry.id: entry.text for entry in entries}
    tombstones = (
        Tombstone(entry_id, row.updated, texts.get(entry_id, "")) for row, entry_id in _tombstone_rows(run, document)
    )
    last = [_closing(run, document)] if document.closed else []
    return Feed(
        id=f"tag:{run.settings.authority}:feed/{name}/{language}",
        language=language,
        direction=own.direction,
        title=own.title,
        description=own.description,
        home=own.home,
        self_urls=_addresses(run, document.at, document.settings, document.page),
        updated=document.updated,
        author=run.publisher,
        entries=(*last, *entries),
        editions=tuple(_editions(run, document.at, listings)) if document.page == 0 else (),
        tombstones=tuple(sorted(tombstones, key=lambda one: (-one.at.at.timestamp(), one.id))),
        paging=document.paging,
    )


def landing(run: Run, document: Document, made: Feed, listings: Listings) -> Artifact:
    """The page of one language."""
    shown = {at: listing for at, listing in listings.items() if run.is_advertised(at, listing)}
    default = [listing for (_, name, _), listing in shown.items() if name == DEFAULT_FEED.id]
    here = [listing for (_, name, tag), listing in shown.items() if tag == made.language and name != DEFAULT_FEED.id]
    html = pages.landing(
        made,
        run.interface(made.language),
        feeds=[listing for listing in here if not listing.topic],
        topics=[listing for listing in here if listing.topic],
        languages=default if made.listing in default else [made.listing, *default],
        index_url=run.settings.base_url,
        opml_url=f"{run.settings.base_url}opml.xml",
        zone=run.settings.zone,
        json_ld=None if document.closed else jsonld.feed_page(made, index_url=run.settings.base_url),
    )
    return Artifact(f"{made.language}/index.html", HTML, html)


def latest(
    run: Run, decided: Decided, document: Document, made: Feed, told: Mapping[str, Entry]
) -> tuple[Artifact, tuple[Problem, ...]]:
    """``latest.json`` of a language, for newsletters, and a warning for each entry that mail programs cut off."""
    window = document.window or Window((), (), is_whole=True)
    next_url = made.paging.previous.get("json", "")
    units = run.gathered.units
    pictures = {
        row.id: [picture for _, picture in units[row.article].pictures] for row in window.rows if row.article in units
    }
    body, warnings = latest_news.document(
        made,
        window,
        told,
        ledger=decided.ledger,
        zone=run.settings.zone,
        next_url=next_url,
        pictures=pictures,
    )
    return Artifact(f"{document.folder}latest.json", JSON, body), warnings


def library(run: Run, listings: Listings) -> Iterator[Artifact]:
    """``opml.xml`` and the page of all languages; an empty or closed feed is not advertised."""
    base = run.settings.base_url
    shown = {at: listing for at, listing in listings.items() if run.is_advertised(at, listing)}
    stamps = [decided.ledger.updated(settings.id) for _, decided, settings in run.feeds()]
    updated = max((stamp for stamp in stamps if stamp), key=lambda when: when.at, default=When(run.now))
    order = {language: number for number, language in enumerate(run.settings.languages)}
    by_language = sorted(shown.values(), key=lambda listing: order.get(listing.language, len(order)))
    yield Artifact("opml.xml", OPML, opml.opml(run.settings.title, by_language, updated))
    wanted = (run.settings.source_language, *run.plan.interfaces)
    tag = next((language for language in wanted if language in run.plan.interfaces), None)
    if tag is None:
        return
    default = [
        listing
        for (_, name, language), listing in shown.items()
        if name == DEFAULT_FEED.id and language in run.plan.interfaces
    ]
    html = pages.index(
        [(listing, run.interface(listing.language)) for listing in default],
        run.interface(tag),
        url=base,
        opml_url=f"{base}opml.xml",
        data_url=f"{base}index.json",
    )
    yield Artifact("index.html", HTML, html)


def registers(run: Run) -> Iterator[Artifact]:
    """``withdrawals.json`` and ``corrections.json``: what every partner has to take down or put right."""
    ledgers = dict(_left(run)) | {at: decided.ledger for at, decided in run.decided.items()}
    articles = {found.id: found for result in run.gathered.results.values() if (found := result.article)}
    withdrawn = register.withdrawals(
        ledgers,
        articles,
        authority=run.settings.authority,
        reason=lambda group, language, article: run.remark(group, language, article, "withdrawn.reason"),
    )
    corrected = register.corrections(
        ledgers,
        articles,
        authority=run.settings.authority,
        note=lambda group, language, article: run.remark(group, language, article, "correction.note"),
        zone=run.settings.zone,
    )
    yield Artifact("withdrawals.json", JSON, withdrawn)
    yield Artifact("corrections.json", JSON, corrected)


def _left(run: Run) -> Iterator[tuple[tuple[str, str], Ledger]]:
    """The ledgers in feeds/ by (group, language): what was told of a feed that nobody publishes now stays told."""
    for path in run.published.ledger_paths():
        feed, language = feed_of(path)
        group = "" if feed == DEFAULT_FEED.id else feed
        yield (group, language), run.published.ledger(path.removesuffix("ledger.jsonl"), language)


def catalog(run: Run) -> list[dict[str, object]]:
    """The languages and their feeds, as ``index.json`` lists them for machines; empty feeds are left out."""
    listings = run.listings()
    found: dict[str, list[dict[str, object]]] = {}
    for at, decided, settings in run.feeds():
        if at not in listings or not (run.has_entries(at) or listings[at].retired):
            continue
        listing = listings[at]
        row: dict[str, object] = {
            "id": settings.id,
            "title": listing.title,
            "description": listing.description,
            "entries": len(decided.ledger.in_feed(settings.id)),
            "content": settings.content,
        }
        row |= {name: getattr(listing, name) for name in ("topic", "retired") if getattr(listing, name)}
        found.setdefault(decided.language, []).append(row | dict(listing.self_urls))
    return [
        {"language": tag, "direction": direction(tag), "home": f"{run.settings.base_url}{tag}/", "feeds": feeds}
        for tag, feeds in found.items()
    ]


def _folder(at: FeedKey, page: int) -> str:
    return feed_folder(at[1], at[2]) + (f"archive/{page}/" if page else "")


def _addresses(run: Run, at: FeedKey, settings: FeedSettings, page: int) -> dict[str, str]:
    return run.addresses(settings, _folder(at, page))


def _editions(run: Run, at: FeedKey, listings: Listings) -> list[Listing]:
    """The same feed in other languages, where there is something to read."""
    return [
        listing
        for key_, listing in listings.items()
        if key_[:2] == at[:2] and key_[2] != at[2] and run.is_advertised(key_, listing)
    ]


def _tombstone_rows(run: Run, document: Document) -> list[tuple[Row, str]]:
    """The withdrawn entries of a document, each with its id; the subscription document tells of them for a time."""
    since = run.now - timedelta(days=run.settings.notice_days)
    return [
        (row, run.tag(row.id, document.at[2]))
        for row in document.rows
        if row.status is Status.WITHDRAWN and (document.page or row.updated.at >= since)
    ]


def _closing(run: Run, document: Document) -> Entry:
    """The last entry of a retired feed."""
    _, name, language = document.at
    when = document.closed or document.updated
    return closed(
        document.listing.title,
        run.interface(language),
        id_=f"tag:{run.settings.authority}:feed/{name}/{language}/closed",
        url=document.listing.home,
        on=when,
        facts=Facts(article="", source_language=language, state="final", origin="source", hash=digest("closed", name)),
        zone=run.settings.zone,
    )
