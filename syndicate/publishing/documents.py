"""The documents that hold many entries: feeds, landing pages, and the catalog of all feeds."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from syndicate.feeds.entry import Entry, Feed, Listing
from syndicate.feeds.formats import jsonfeed, opml, pages, xml
from syndicate.languages import direction
from syndicate.model import Artifact, When
from syndicate.publishing.items import HTML
from syndicate.publishing.plan import DEFAULT_FEED
from syndicate.publishing.run import KINDS, FeedKey, Run, feed_folder

FORMATS: Mapping[str, tuple[str, Callable[[Feed], bytes]]] = {
    KINDS["atom"]: ("application/atom+xml; charset=utf-8", xml.atom),
    KINDS["rss"]: ("application/rss+xml; charset=utf-8", xml.rss),
    KINDS["json"]: ("application/feed+json; charset=utf-8", jsonfeed.json_feed),
}
OPML = "text/x-opml; charset=utf-8"

Listings = Mapping[FeedKey, Listing]


def paths(at: FeedKey) -> list[str]:
    """Where a feed's documents lie below feeds/; the default feed has the language's landing page besides."""
    folder = feed_folder(at[1], at[2])
    landing = [f"{folder}index.html"] if at[1] == DEFAULT_FEED.id else []
    return [folder + name for name in FORMATS] + landing


def feed(run: Run, at: FeedKey, entries: Sequence[Entry], listings: Listings) -> Feed:
    """A feed with its entries; the same feed in other languages is named where it has any."""
    group, name, language = at
    own = listings[at]
    others = [
        listing
        for key, listing in listings.items()
        if key[:2] == at[:2] and key[2] != language and run.has_entries(key)
    ]
    return Feed(
        id=f"tag:{run.settings.authority}:feed/{name}/{language}",
        language=language,
        direction=own.direction,
        title=own.title,
        description=own.description,
        home=own.home,
        self_urls=own.self_urls,
        updated=run.decided[group, language].ledger.updated(name) or When(run.now),
        author=run.publisher,
        entries=tuple(entries),
        editions=tuple(others),
    )


def landing(run: Run, made: Feed, listings: Listings) -> Artifact:
    """The page of one language."""
    shown = {at: listing for at, listing in listings.items() if run.has_entries(at)}
    default = [listing for (_, name, _), listing in shown.items() if name == DEFAULT_FEED.id]
    html = pages.landing(
        made,
        run.interface(made.language),
        feeds=[li for (_, name, tag), li in shown.items() if tag == made.language and name != DEFAULT_FEED.id],
        languages=default if made.listing in default else [made.listing, *default],
        index_url=run.settings.base_url,
        opml_url=f"{run.settings.base_url}opml.xml",
        zone=run.settings.zone,
    )
    return Artifact(f"{made.language}/index.html", HTML, html)


def library(run: Run, listings: Listings) -> Iterator[Artifact]:
    """``opml.xml`` and the page of all languages; an empty feed is not advertised."""
    base = run.settings.base_url
    shown = {at: listing for at, listing in listings.items() if run.has_entries(at)}
    stamps = [decided.ledger.updated(settings.id) for _, decided, settings in run.feeds()]
    updated = max((stamp for stamp in stamps if stamp), key=lambda when: when.at, default=When(run.now))
    yield Artifact("opml.xml", OPML, opml.opml(run.settings.title, shown.values(), updated))
    wanted = (run.settings.source_language, *run.plan.interfaces)
    tag = next((language for language in wanted if language in run.plan.interfaces), None)
    if tag is None:
        return
    default = [
        listing
        for (_, name, language), listing in shown.items()
        if name == DEFAULT_FEED.id and not run.is_frozen(language)
    ]
    html = pages.index(
        [(listing, run.interface(listing.language)) for listing in default],
        run.interface(tag),
        url=base,
        opml_url=f"{base}opml.xml",
        data_url=f"{base}index.json",
    )
    yield Artifact("index.html", HTML, html)


def catalog(run: Run) -> list[dict[str, object]]:
    """The languages and their feeds, as ``index.json`` lists them for machines; empty feeds are left out."""
    listings = run.listings()
    found: dict[str, list[dict[str, object]]] = {}
    for at, decided, settings in run.feeds():
        if at in listings and run.has_entries(at):
            listing = listings[at]
            row = {
                "id": settings.id,
                "title": listing.title,
                "description": listing.description,
                "entries": len(decided.ledger.in_feed(settings.id)),
            }
            found.setdefault(decided.language, []).append(row | dict(listing.self_urls))
    return [
        {"language": tag, "direction": direction(tag), "home": f"{run.settings.base_url}{tag}/", "feeds": feeds}
        for tag, feeds in found.items()
    ]
