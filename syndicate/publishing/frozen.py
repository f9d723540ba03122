"""A language whose interface strings are missing stays at its last good version, but what must go goes all the same.

An entry that was taken back keeps id, title, link, status and date; the others stand as they were published. Pages
that showed its text are replaced by pages without a word of our own.
"""

from collections.abc import Iterator

from syndicate.errors import FeedError
from syndicate.feeds.entry import Entry
from syndicate.feeds.formats import pages
from syndicate.feeds.ledger import Row
from syndicate.model import Artifact
from syndicate.publishing import documents, items
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import TOLD
from syndicate.publishing.items import HTML
from syndicate.publishing.plan import DEFAULT_FEED
from syndicate.publishing.run import Run


def files(run: Run, decided: Decided, listings: documents.Listings) -> Iterator[Artifact]:
    """The files of a frozen language that must change: none, unless an entry was taken back since the last publish."""
    last = run.published.manifest.built
    rows = decided.ledger.rows.values()
    gone = [row for row in rows if row.status not in TOLD and (last is None or row.updated.at > last)]
    if not gone:
        return
    entries = {row.id: entry for row in rows if (entry := _entry(run, decided, row))}
    for row in gone:
        entry = entries[row.id]
        data, page = items.paths(decided, row.id)
        yield Artifact(data, items.JSON, items.to_json(run, entry, None))
        canonical = run.settings.base_url + page
        yield Artifact(page, HTML, pages.bare(entry.title, entry.language, canonical=canonical, content=entry.content))
    for at, each, settings in run.feeds():
        if each is decided and at in listings:
            chosen = [entries[row.id] for row in run.chosen(decided, settings) if row.id in entries]
            yield from _feed(run, at, chosen, listings)


def _entry(run: Run, decided: Decided, row: Row) -> Entry | None:
    if row.status in TOLD:
        return run.published.entry(decided.group.folder(decided.language), row.id)
    try:
        return items.entry(run, decided, row, {})[0]
    except FeedError:
        return None


def _feed(run: Run, at: tuple[str, str, str], entries: list[Entry], listings: documents.Listings) -> Iterator[Artifact]:
    feed = documents.feed(run, at, entries, listings)
    for path, (media_type, write) in zip(documents.paths(at), documents.FORMATS.values(), strict=False):
        yield Artifact(path, media_type, write(feed))
    if at[1] == DEFAULT_FEED.id:
        links = [(entry.url, entry.title) for entry in entries]
        html = pages.bare(feed.title, feed.language, canonical=feed.home, links=links)
        yield Artifact(documents.paths(at)[-1], HTML, html)
