"""What newsletters are made from: rows of a ledger with their entries, as they were published."""

from syndicate.errors import FeedError
from syndicate.feeds.entry import Entry
from syndicate.feeds.ledger import Row
from syndicate.feeds.newsletter.item import Part, has_body
from syndicate.model import Place, Problem
from syndicate.publishing.published import Published, item_name


def part(published: Published, folder: str, row: Row, feeds_folder: str) -> Part:
    """The row of a group with its entry; FeedError where the item is not the one that the row speaks of.

    A publish writes its ledgers first: until it has finished, or after it was killed, an item may still show a text
    that its row says was corrected or withdrawn, and that must not be mailed. ``feeds_folder`` is how Problems name
    the folder of the published files.
    """
    name = item_name(row)
    at = f"{feeds_folder}/{folder}items/{name}.json"
    entry = published.entry(folder, row)
    if entry is None:
        raise damaged(f"{row.id} is in the ledger, but its file is not there or cannot be read", at)
    if not _is_of(entry, row, folder.partition("/")[0]):
        raise damaged(f"this is not the {row.status} version {row.version} of {row.id} that the ledger tells of", at)
    body = published.body(folder, name, row.hash) if has_body(row) else None
    return Part(row, entry, tuple(picture for _, picture in body.pictures) if body else ())


def damaged(message: str, path: str) -> FeedError:
    """Published files that do not fit together."""
    advice = "a publish may be running, or was interrupted: run `syndicate publish` and try again; nothing was written"
    return FeedError([Problem("digest-damaged", message, Place(path), advice=advice)])


def _is_of(entry: Entry, row: Row, language: str) -> bool:
    facts = entry.facts
    told = (entry.article, entry.language, facts.version, facts.status)
    texts = (entry.id, entry.url, entry.title, entry.summary, entry.content, entry.text)
    return told == (row.article, language, row.version, str(row.status)) and all(isinstance(it, str) for it in texts)
