"""One publish on its way from decisions to files: everything that is known, and what follows from it at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from syndicate.config import FeedSettings, Settings
from syndicate.feeds.body import digest
from syndicate.feeds.entry import Edition, Listing
from syndicate.feeds.ledger import Row
from syndicate.feeds.select import subscription
from syndicate.languages import direction
from syndicate.localization.interface import Interface
from syndicate.model import Article
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import TOLD, Neighbors
from syndicate.publishing.gather import Gathered
from syndicate.publishing.plan import DEFAULT_FEED, Plan
from syndicate.publishing.published import Published

KINDS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}

FeedKey = tuple[str, str, str]
"""A feed in a language: (group id, feed id, language)."""

EntryKey = tuple[str, str, str]
"""An entry: (group id, language, article id)."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one publish at T ``now`` knows. ``decided`` is by (group id, language).

    ``quarantined`` are entries that could not be published as they are: they stay as they were.
    """

    plan: Plan
    gathered: Gathered
    decided: Mapping[tuple[str, str], Decided]
    published: Published
    now: datetime
    quarantined: frozenset[EntryKey] = frozenset()

    @property
    def settings(self) -> Settings:
        """The library's settings."""
        return self.plan.library.settings

    @property
    def publisher(self) -> str:
        """Who publishes the feeds: the author where nobody else is named."""
        return self.settings.publisher or self.settings.title

    def interface(self, language: str) -> Interface:
        """The interface strings of a published language; of a frozen one those that it has."""
        return self.plan.interfaces.get(language) or self.plan.frozen[language]

    def is_frozen(self, language: str) -> bool:
        """Whether a language stays at its last good version, because interface strings are missing."""
        return language in self.plan.frozen

    def inputs(self) -> str:
        """The digest of what every file depends on: settings, interface strings and code."""
        return digest(repr(self.settings), self.plan.shared.digest())

    def feeds(self) -> Iterator[tuple[FeedKey, Decided, FeedSettings]]:
        """Every feed in every language in which it is published."""
        for decided in self.decided.values():
            for feed in decided.group.feeds:
                if feed.languages is None or decided.language in feed.languages:
                    yield (decided.group.id, feed.id, decided.language), decided, feed

    def chosen(self, decided: Decided, feed: FeedSettings) -> list[Row]:
        """The rows of a feed's subscription document."""
        limit = feed.limit or self.settings.limit
        return subscription(decided.ledger.rows.values(), feed.id, limit, self.now, self.settings.notice_days)

    def listings(self) -> dict[FeedKey, Listing]:
        """The feeds that have a name in their language; without one a feed is left out.

        In a frozen language it has the name under which it was published.
        """
        named = {
            at: self._published_listing(feed.id, decided.language)
            if self.is_frozen(decided.language)
            else self.listing(feed, decided.language)
            for at, decided, feed in self.feeds()
            if self.is_frozen(decided.language) or self.interface(decided.language).has(feed.id, "feed")
        }
        return {at: listing for at, listing in named.items() if listing}

    def _published_listing(self, feed: str, language: str) -> Listing | None:
        for row in self.published.manifest.languages:
            for known in row["feeds"] if row["language"] == language else ():
                if known["id"] == feed:
                    urls = {kind: known[kind] for kind in KINDS}
                    direction_ = direction(language)
                    return Listing(language, direction_, known["title"], known["description"], row["home"], urls)
        return None

    def listing(self, feed: FeedSettings, language: str) -> Listing:
        """A feed as other documents name it; by the library's title where it has no name in that language."""
        interface = self.interface(language)
        title = interface.text(feed.id, "feed") if interface.has(feed.id, "feed") else self.settings.title
        described = interface.has(feed.id, "feed description")
        folder = self.settings.base_url + feed_folder(feed.id, language)
        return Listing(
            language=language,
            direction=direction(language),
            title=title,
            description=interface.text(feed.id, "feed description") if described else title,
            home=f"{self.settings.base_url}{language}/",
            self_urls={kind: folder + name for kind, name in KINDS.items()},
        )

    def is_as_it_was(self, decided: Decided, article: str) -> bool:
        """Whether an entry stays as it was: its source is gone or cannot be read, or what it makes is not valid."""
        result = self.gathered.results.get(article)
        if result is None or result.article is None:
            return True
        quarantined = (decided.group.id, decided.language, article) in self.quarantined
        return quarantined and decided.ledger.rows[article].status in TOLD

    def neighbors(self, group: str, article: str) -> Neighbors:
        """The rows of an article in all languages of a group."""
        ledgers = {decided.language: decided.ledger for decided in self.decided.values() if decided.group.id == group}
        return Neighbors({tag: ledger.rows[article] for tag, ledger in ledgers.items() if article in ledger.rows})

    def related(self, decided: Decided, article: Article) -> tuple[Edition, ...]:
        """The related articles that can be read in the same language and group, in their article's order."""
        rows = (decided.ledger.rows.get(identifier) for identifier in article.related)
        return tuple(Edition(decided.language, row.url, row.title) for row in rows if row and row.status in TOLD)

    def has_entries(self, at: FeedKey) -> bool:
        """Whether a feed is worth advertising."""
        group, feed, language = at
        return bool(self.decided[group, language].ledger.in_feed(feed))


def feed_folder(feed: str, language: str) -> str:
    """Where a feed's documents lie below feeds/, with a slash at the end."""
    return f"{language}/" if feed == DEFAULT_FEED.id else f"{language}/{feed}/"
