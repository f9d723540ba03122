"""Documents at their last good version, from which what must go is gone all the same.

A language whose interface strings are missing, or that is not in the settings any more, and a feed that does not pass
its validators stay as they were. But a text that was taken back must not stay with them, and a safety correction must
not wait: such an entry keeps id, title, link, status and date, and the others stand as they were published. Pages that
showed its text are replaced by pages without a word of our own.
"""

from collections.abc import Iterator

from syndicate.errors import FeedError
from syndicate.feeds.entry import Entry, Feed
from syndicate.feeds.formats import pages, preflight
from syndicate.feeds.ledger import TOLD, Row
from syndicate.model import Artifact
from syndicate.publishing import documents, items
from syndicate.publishing.decide import Decided
from syndicate.publishing.documents import FORMATS, Document, Listings
from syndicate.publishing.items import HTML
from syndicate.publishing.run import Run


def must_go(run: Run, row: Row) -> bool:
    """Whether partners have to hear of an entry since the last publish, whatever state its language is in."""
    last = run.published.manifest.built
    return (row.status not in TOLD or row.is_correction) and (last is None or row.updated.at > last)


def language(run: Run, decided: Decided, listings: Listings) -> Iterator[Artifact]:
    """The files of a language that must change: none, unless an entry was taken back since the last publish."""
    gone = [row for row in decided.ledger.rows.values() if must_go(run, row)]
    for row in gone:
        if entry := _entry(run, decided, row):
            data, *page = items.paths(decided, row)
            about = items.json_ld(run, decided, items.Told(row, was=entry), entry)
            yield Artifact(data, items.JSON, items.to_json(run, entry, None, about))
            for path in page:
                canonical = run.settings.base_url + path
                html = pages.bare(entry.title, entry.language, canonical=canonical, content=entry.content)
                yield Artifact(path, HTML, html)
    names = {row.id for row in gone}
    for document in documents.of_language(run, decided, listings) if gone else ():
        if any(row.id in names for row in document.rows):
            yield from files(run, decided, document, listings)


def files(run: Run, decided: Decided, document: Document, listings: Listings) -> Iterator[Artifact]:
    """A document with the entries that were published last, and those that were taken back as they are told now."""
    known = {row.id: entry for row in document.needed if (entry := _entry(run, decided, row))}
    told = {identifier: entry for identifier, entry in known.items() if _is_writable(entry)}
    feed = documents.feed(run, document, told, listings)
    for name in document.names:
        media_type, write = FORMATS[name]
        yield Artifact(document.folder + name, media_type, write(feed))
    if document.has_landing:
        yield _landing(document, feed)
    if document.window:
        yield documents.latest(run, decided, document, feed, told)[0]


def _landing(document: Document, feed: Feed) -> Artifact:
    links = [(entry.url, entry.title) for entry in feed.entries]
    html = pages.bare(feed.title, feed.language, canonical=feed.home, links=links)
    return Artifact(f"{document.folder}index.html", HTML, html)


def _entry(run: Run, decided: Decided, row: Row) -> Entry | None:
    """An entry that can be read as it was published; one that was taken back, or a correction, as it is told today."""
    if row.status in TOLD and not row.is_correction:
        return run.published.entry(decided.group.folder(decided.language), row)
    try:
        return items.tell(run, decided, row).entry()
    except FeedError:
        return None


def _is_writable(entry: Entry) -> bool:
    try:
        preflight.check_entry(entry)
    except FeedError:
        return False
    return True
