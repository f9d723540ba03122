"""Documents at their last good version, from which what must go is gone all the same.

A language whose interface strings are missing, or that is not in the settings any more, and a feed that does not pass
its validators stay as they were. But a text that was taken back must not stay with them, and a safety correction must
not wait: such an entry keeps id, title, link, status and date, and the others stand as they were published. Pages that
showed its text are replaced by pages without a word of our own.
"""

from collections.abc import Iterator
from dataclasses import replace

from syndicate.errors import FeedError, LocaleError
from syndicate.feeds.entry import Entry, Feed
from syndicate.feeds.formats import pages, preflight
from syndicate.feeds.ledger import TOLD, Row
from syndicate.model import Artifact, Change
from syndicate.publishing import documents, items
from syndicate.publishing.decide import Decided
from syndicate.publishing.documents import FORMATS, Document, Listings
from syndicate.publishing.entries import WHOLE, Rendition
from syndicate.publishing.items import HTML
from syndicate.publishing.run import Run


def must_go(run: Run, decided: Decided, row: Row) -> bool:
    """Whether partners have to hear of an entry since the last publish, whatever state its language is in.

    It was taken back, is a safety correction, or has the body that one put right. What an interrupted publish wrote
    into the ledger, partners have not heard.
    """
    if row.status in TOLD and not row.is_correction and row.change is not Change.SAFETY:
        return False
    before = decided.before.rows.get(row.id)
    if before is None or (before.status, before.version) != (row.status, row.version):
        return True
    last = run.published.manifest.built
    return (
        last is None or row.updated.at > last or run.published.was_interrupted(decided.group.folder(decided.language))
    )


def language(run: Run, decided: Decided, listings: Listings) -> Iterator[Artifact]:
    """The files of a language that must change: none, unless an entry was taken back since the last publish."""
    gone = [row for row in decided.ledger.rows.values() if must_go(run, decided, row)]
    for row in gone:
        if not _stays(row) and (entry := _entry(run, decided, row)):
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
    """A document with the entries that were published last, and those that were taken back as they are told now.

    Feeds have the names under which they were published, and words only that every format takes: a new name may be what
    is wrong. What cannot be written even so stays as it is; the caller has told why.
    """
    names = {at: run.published_listing(at[1], at[2]) or listing for at, listing in listings.items()}
    document = replace(document, listing=names[document.at])
    known = {row.id: entry for row in document.needed if (entry := _entry(run, decided, row, document.rendition))}
    told = {identifier: entry for identifier, entry in known.items() if _is_writable(entry)}
    try:
        feed = documents.feed(run, document, told, names)
    except LocaleError:  # that the feed is closed cannot be said in this language now
        feed = documents.feed(run, replace(document, closed=None), told, names)
    title = _printable(feed.title) or _printable(run.settings.title) or document.settings.id
    said, by = _printable(feed.description) or title, _printable(feed.author) or title
    feed = replace(feed, title=title, description=said, author=by)
    for name in document.names:
        media_type, write = FORMATS[name]
        try:
            yield Artifact(document.folder + name, media_type, write(feed))
        except FeedError:
            continue
    if document.has_landing:
        yield _landing(document, feed)
    if document.window:
        yield documents.latest(run, decided, document, feed, told)[0]


def _printable(words: str) -> str:
    return "".join(char for char in words if char.isprintable()).strip()


def _landing(document: Document, feed: Feed) -> Artifact:
    links = [(entry.url, entry.title) for entry in feed.entries]
    html = pages.bare(feed.title, feed.language, canonical=feed.home, links=links)
    return Artifact(f"{document.folder}index.html", HTML, html)


def _entry(run: Run, decided: Decided, row: Row, rendition: Rendition = WHOLE) -> Entry | None:
    """An entry as it was published, if it stays so; else as it is told today."""
    was = run.published.entry(decided.group.folder(decided.language), row)
    last = items.as_it_was(run, decided, row, was).entry(rendition) if was else None
    is_corrected = row.change is Change.SAFETY and not run.is_frozen(decided.language) and must_go(run, decided, row)
    if _stays(row) and not is_corrected:
        return last
    try:
        return items.tell(run, decided, row).entry(rendition)
    except FeedError:
        return last if _stays(row) else None


def _stays(row: Row) -> bool:
    """Whether the text of an article can be read."""
    return row.status in TOLD and not row.is_correction


def _is_writable(entry: Entry) -> bool:
    try:
        preflight.check_entry(entry)
    except FeedError:
        return False
    return True
