"""One publish on its way from decisions to files: everything that is known, and what follows from it at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from syndicate.articles.inline import to_plain
from syndicate.config import FeedSettings, ServiceSettings, Settings
from syndicate.feeds.body import digest
from syndicate.feeds.entry import Edition, Listing
from syndicate.feeds.ledger import TOLD, Row, tag_uri
from syndicate.feeds.select import subscription
from syndicate.languages import direction
from syndicate.localization.interface import Interface
from syndicate.model import Article, State, Status
from syndicate.publishing import corrections
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import Neighbors, Sources
from syndicate.publishing.gather import Gathered
from syndicate.publishing.groups import feed_folder, retired, topic_of
from syndicate.publishing.plan import Plan
from syndicate.publishing.published import Published
from syndicate.publishing.work import Rendered

KINDS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}

FeedKey = tuple[str, str, str]
"""A feed in a language: (group id, feed id, language)."""

EntryKey = tuple[str, str, str]
"""An entry: (group id, language, row id)."""


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
        """Whether a language stays at its last good version: strings are missing, or it is not in the settings now."""
        return language in self.plan.frozen

    def inputs(self) -> str:
        """The digest of what every file depends on: settings, interface strings and code."""
        told = replace(self.settings, service=ServiceSettings(), precompress=())  # how it is served changes no file
        return digest(repr(told), self.plan.shared.digest())

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
            at: self.published_listing(feed.id, decided.language)
            if self.is_frozen(decided.language)
            else self.listing(feed, decided.language)
            for at, decided, feed in self.feeds()
            if self.is_frozen(decided.language) or self._has_name(feed, decided.language)
        }
        return {at: listing for at, listing in named.items() if listing}

    def _has_name(self, feed: FeedSettings, language: str) -> bool:
        topic = topic_of(feed)
        return self.interface(language).has(*((topic, "topic") if topic else (feed.id, "feed")))

    def published_listing(self, feed: str, language: str) -> Listing | None:
        """A feed as the last publish named it."""
        for row in self.published.manifest.languages:
            for known in row["feeds"] if row["language"] == language else ():
                if known["id"] == feed:
                    urls = {kind: known[kind] for kind in KINDS if kind in known}
                    return Listing(
                        language=language,
                        direction=direction(language),
                        title=known["title"],
                        description=known["description"],
                        home=row["home"],
                        self_urls=urls,
                        id=feed,
                        topic=known.get("topic", ""),
                        retired=known.get("retired", ""),
                    )
        return None

    def listing(self, feed: FeedSettings, language: str) -> Listing:
        """A feed as other documents name it; by the library's title where it has no name in that language."""
        title, description = self._named(feed, self.interface(language))
        closed = retired(self.settings, feed, language, self.now)
        return Listing(
            language=language,
            direction=direction(language),
            title=title,
            description=description,
            home=f"{self.settings.base_url}{language}/",
            self_urls=self.addresses(feed, feed_folder(feed.id, language)),
            id=feed.id,
            topic=topic_of(feed),
            retired=closed.declared() if closed else "",
        )

    def tag(self, row: str, language: str) -> str:
        """The id of a row's entry."""
        return tag_uri(self.settings.authority, row, language)

    def addresses(self, feed: FeedSettings, folder: str) -> dict[str, str]:
        """The addresses of a feed's documents in a folder below feeds/, by format."""
        return {kind: self.settings.base_url + folder + name for kind, name in KINDS.items() if kind in feed.formats}

    def _named(self, feed: FeedSettings, interface: Interface) -> tuple[str, str]:
        if topic := topic_of(feed):
            label = interface.text(topic, "topic") if interface.has(topic, "topic") else topic
            about = interface.text("Articles about this topic: {topic}", "page", topic=label)
            return f"{label} · {self._title(interface)}", about
        if not interface.has(feed.id, "feed"):
            return self.settings.title, self.settings.title
        title = interface.text(feed.id, "feed")
        described = interface.has(feed.id, "feed description")
        return title, interface.text(feed.id, "feed description") if described else title

    def _title(self, interface: Interface) -> str:
        return interface.text("all", "feed") if interface.has("all", "feed") else self.settings.title

    def is_as_it_was(self, decided: Decided, row: Row) -> bool:
        """Whether an entry stays as it was: its source is gone or cannot be read, or what it makes is not valid."""
        result = self.gathered.results.get(row.article)
        if result is None or result.article is None:
            return True
        if row.is_correction and row.status is Status.USABLE:
            declared = result.article.correction
            if declared is None or declared.on.declared() != corrections.date_of(row):
                # A newer correction has taken its place in the source, and its note with it: only its item has that.
                was = self.published.entry(decided.group.folder(decided.language), row)
                if was and (was.facts.version, was.facts.status) == (row.version, str(row.status)):
                    return True
        quarantined = (decided.group.id, decided.language, row.id) in self.quarantined
        return quarantined and row.status in TOLD

    def sources(self, decided: Decided, row: Row, article: Article, rendered: Rendered | None) -> Sources:
        """What the entry of a row is made from."""
        replaced_by = article.withdrawn.replaced_by if article.withdrawn else ""
        other = decided.ledger.rows.get(replaced_by)
        language = decided.language
        result = self.gathered.results[row.article]
        return Sources(
            article=article,
            rendered=rendered,
            remarks=result.remarks.get(language, ()),
            neighbors=self.neighbors(decided.group.id, row.article),
            related=self.related(decided, article),
            replaced_by=_edition(language, other),
            replaced_by_id=self.tag(other.id, language) if other and other.status in TOLD else "",
            interface=self.interface(language),
            policy=decided.group.policy(self.settings, language),
            settings=self.settings,
            now=self.now,
        )

    def remark(self, group: str, language: str, article: str, role: str) -> str:
        """An editor's words about an article, plain; empty where nobody has reviewed their translation.

        They stand where no mark can stand beside them.
        """
        result, decided = self.gathered.results.get(article), self.decided.get((group, language))
        if result is None or decided is None:  # of a feed that nobody publishes now
            return ""
        policy = decided.group.policy(self.settings, language)
        found = corrections.find(result.remarks.get(language, ()), role, policy)
        return to_plain(found.text) if found and found.tally.state >= State.REVIEWED else ""

    def neighbors(self, group: str, article: str) -> Neighbors:
        """The rows of an article in all languages of a group."""
        ledgers = {decided.language: decided.ledger for decided in self.decided.values() if decided.group.id == group}
        return Neighbors({tag: ledger.rows[article] for tag, ledger in ledgers.items() if article in ledger.rows})

    def related(self, decided: Decided, article: Article) -> tuple[Edition, ...]:
        """The related articles that can be read in the same language and group, in their article's order."""
        rows = (decided.ledger.rows.get(identifier) for identifier in article.related)
        found = (_edition(decided.language, row) for row in rows)
        return tuple(edition for edition in found if edition)

    def has_entries(self, at: FeedKey) -> bool:
        """Whether anything stands in a feed."""
        group, feed, language = at
        return bool(self.decided[group, language].ledger.in_feed(feed))

    def is_advertised(self, at: FeedKey, listing: Listing) -> bool:
        """Whether a feed is worth telling new subscribers of: it has entries, and it was not closed."""
        return self.has_entries(at) and not listing.retired


def _edition(language: str, row: Row | None) -> Edition | None:
    return Edition(language, row.url, row.title) if row and row.status in TOLD else None
