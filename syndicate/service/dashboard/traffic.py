"""What the page of feeds shows: each feed in each language, when it last changed, and who came for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from syndicate.publishing.groups import feed_folder
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.tables import feed_fetches

_FORMATS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json", "latest": "latest.json"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """How often a document was fetched, and when last."""

    last: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Document:
    """One format of a feed: its address, when its bytes last changed, and its fetches (None: nobody came yet)."""

    format: str
    url: str
    modified: datetime
    fetched: Fetched | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in a language, as it is published. ``retired`` is the day on which it was closed, or empty."""

    id: str
    language: str
    title: str
    entries: int
    retired: str
    documents: tuple[Document, ...]

    @property
    def modified(self) -> datetime | None:
        """When it last changed."""
        return max((document.modified for document in self.documents), default=None)

    @property
    def fetched(self) -> Fetched | None:
        """The fetches of all its formats."""
        found = [document.fetched for document in self.documents if document.fetched]
        return Fetched(max(one.last for one in found), sum(one.count for one in found)) if found else None


def fetches(connection: Connection) -> dict[str, Fetched]:
    """The fetches of public documents by their path below feeds/."""
    rows = connection.execute(select(feed_fetches.c.path, feed_fetches.c.last, feed_fetches.c.count))
    return {path: Fetched(last, count) for path, last, count in rows}


def feeds(edition: Edition, fetched: Mapping[str, Fetched], address: str) -> Iterator[tuple[str, list[Feed]]]:
    """Each language of the catalog with its feeds. ``address`` is that of feeds/, with a slash at the end."""
    for row in edition.manifest.languages:
        yield row["language"], [_feed(edition, fetched, address, row["language"], feed) for feed in row["feeds"]]


def _feed(
    edition: Edition, fetched: Mapping[str, Fetched], address: str, language: str, feed: Mapping[str, Any]
) -> Feed:
    folder = feed_folder(feed["id"], language)
    files = edition.manifest.files
    documents = tuple(
        Document(name, address + folder + file, files[folder + file].modified, fetched.get(folder + file))
        for name, file in _FORMATS.items()
        if folder + file in files
    )
    entries = feed.get("entries", 0)
    return Feed(feed["id"], language, feed["title"], entries, feed.get("retired", ""), documents)
