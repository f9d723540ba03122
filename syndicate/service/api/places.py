"""Where an answer's entries come from: one feed in one language, as the present edition has it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from syndicate.errors import LedgerError
from syndicate.feeds.ledger import Ledger
from syndicate.model import When
from syndicate.publishing.groups import DEFAULT_FEED, feed_folder
from syndicate.service.api.parameters import language_of
from syndicate.service.api.refusals import CLOSED, Refused, Wrong, listed, unknown, wrong_parameters
from syndicate.service.shelf.edition import Edition


@dataclass(frozen=True, slots=True)
class Place:
    """A feed in a language. ``folder`` has its ledger and items, below feeds/, with a slash at the end.

    ``catalog`` is the language's row of index.json, ``row`` the feed's in it; empty where it is not listed.
    """

    edition: Edition
    language: str
    feed: str
    folder: str
    catalog: Mapping[str, Any]
    row: Mapping[str, Any]

    @property
    def ledger(self) -> Ledger:
        """The ledger that the feed's entries are numbered in; LedgerError where the edition was cleared away."""
        return ledger(self.edition, self.folder, self.language)

    @property
    def title(self) -> str:
        """The feed's name in its language."""
        return str(self.row.get("title") or self.edition.manifest.title)

    @property
    def updated(self) -> When:
        """When the feed last changed."""
        return self.ledger.updated(self.feed) or When(self.edition.manifest.built or datetime.fromtimestamp(0, UTC))


def place(edition: Edition, language: str, feed: str = "") -> Place:
    """The feed that is asked for (empty: the default one); a refusal where there is none."""
    tag, feed = language_of(language, edition.languages), feed or DEFAULT_FEED.id
    catalog = next(row for row in edition.manifest.languages if row["language"] == tag)
    rows = {str(row["id"]): row for row in catalog["feeds"]}
    if feed not in rows and feed != DEFAULT_FEED.id:
        raise _no_feed(edition, tag, feed, list(rows))
    found = Place(edition, tag, feed, group_folder(edition, tag, feed), catalog, rows.get(feed, {}))
    document = edition.resources.get(f"{feed_folder(feed, tag)}feed.json")
    if document is not None and document.is_gone:
        on = found.row.get("retired") or catalog.get("retired")
        raise Refused(410, f"the feed {feed!r} was closed in {tag} on {on}: nothing more comes here", CLOSED)
    return found


def ledger(edition: Edition, folder: str, language: str) -> Ledger:
    """The ledger in a group's folder; LedgerError where the edition was cleared away: no ledger is not an empty one."""
    found = edition.published.ledger(folder, language)
    if not found.identity:
        raise LedgerError(f"{edition.folder / folder}: the ledger is not there any more")
    return found


def group_folder(edition: Edition, language: str, feed: str) -> str:
    """Where the ledger and the items of a feed lie: a feed with a gate of its own has them in its own folder."""
    own = feed_folder(feed, language)
    return own if f"{own}ledger.jsonl" in edition.manifest.files else f"{language}/"


def places(edition: Edition) -> Iterator[tuple[str, str, Ledger]]:
    """Every ledger with its language and the feed that has it; ``""`` for the one that most feeds share."""
    for folder, ledger in edition.ledgers():
        yield ledger.language, folder.partition("/")[2].removesuffix("/"), ledger


def _no_feed(edition: Edition, language: str, feed: str, rows: list[str]) -> Refused:
    elsewhere = [
        str(row["language"]) for row in edition.manifest.languages if any(known["id"] == feed for known in row["feeds"])
    ]
    if elsewhere:
        told = f"the feed {feed!r} is not published in {language}, but in {listed(elsewhere)}"
        return wrong_parameters([Wrong("feed", told)], 404)
    return wrong_parameters([unknown("feed", feed, rows, f" among the feeds in {language}")])
