"""Which feeds a library has, which of them share a ledger, what belongs into each, and which are closed."""

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from syndicate.config import FeedSettings, Policy, Settings, policy
from syndicate.feeds.ledger import Row
from syndicate.model import Article, Problem, Severity, When

DEFAULT_FEED = FeedSettings(id="all")
_TOPICS = "topics/"


@dataclass(frozen=True, slots=True)
class Group:
    """Feeds that pass the same gate and share a ledger and items. ``id`` is empty for the default feed's group."""

    id: str
    feeds: tuple[FeedSettings, ...]

    def folder(self, language: str) -> str:
        """Where its ledger and items lie below feeds/, with a slash at the end."""
        return f"{language}/{self.id}/" if self.id else f"{language}/"

    def policy(self, settings: Settings, language: str) -> Policy:
        """What its gate asks for in a language."""
        return policy(settings, language, self.feeds[0] if self.id else None)


def groups(settings: Settings, alone: Collection[str] = ()) -> tuple[Group, ...]:
    """Who shares a ledger: a feed whose gate differs from the default feed's in any language stands alone.

    ``alone`` are the feeds that have a ledger of their own already: they keep it whatever the settings say now, so that
    no version or date goes back. Every topic of the settings has a feed of its own, which passes the default feed's
    gate.
    """

    def differs(feed: FeedSettings) -> bool:
        tags = settings.languages
        return feed.id in alone or any(policy(settings, tag, feed) != policy(settings, tag) for tag in tags)

    shared = [feed for feed in settings.feeds if not differs(feed)]
    apart = [feed for feed in settings.feeds if differs(feed)]
    topics = (FeedSettings(id=_TOPICS + key, topics=(key,), retired=it.retired) for key, it in settings.topics.items())
    return (Group("", (DEFAULT_FEED, *shared, *topics)), *(Group(feed.id, (feed,)) for feed in apart))


def topic_of(feed: FeedSettings) -> str:
    """The key of the topic that the feed was made for, or empty."""
    return feed.id.removeprefix(_TOPICS) if feed.id.startswith(_TOPICS) else ""


def topics_of(row: Row, *, ever: bool) -> frozenset[str]:
    """The topics of a row of the default feed's ledger, which knows them all: today's, or all that it ``ever`` had."""
    feeds = (feed for feed, slot in row.feeds.items() if ever or slot.left is None)
    return frozenset(feed.removeprefix(_TOPICS) for feed in feeds if feed.startswith(_TOPICS))


def feed_folder(feed: str, language: str) -> str:
    """Where a feed's documents lie below feeds/, with a slash at the end."""
    return f"{language}/" if feed == DEFAULT_FEED.id else f"{language}/{feed}/"


def feed_of(path: str) -> tuple[str, str]:
    """The feed and the language that a file below feeds/ belongs to; the feed is empty for what is no feed's."""
    language, _, rest = path.partition("/")
    parts = rest.split("/")
    if len(parts) == 1 or parts[0] in ("archive", "items"):
        return (DEFAULT_FEED.id if rest else ""), language
    return ("/".join(parts[:2]) if parts[0] == _TOPICS.rstrip("/") else parts[0]), language


def belongs(article: Article, language: str, feed: FeedSettings) -> bool:
    """Whether an article is among what a feed is about in a language."""
    if feed.languages is not None and language not in feed.languages:
        return False
    wanted = ((feed.topics, article.topics), (feed.audience, article.audience))
    return all(not asked or set(asked) & set(has) for asked, has in wanted)


def retired(settings: Settings, feed: FeedSettings, language: str, now: datetime) -> When | None:
    """When a feed was closed in a language, if it was."""
    on = closing_day(settings, feed, language)
    return on if on and on.at <= now else None


def closing_day(settings: Settings, feed: FeedSettings, language: str) -> When | None:
    """The last day of a feed in a language: its own, its topic's or its language's."""
    own = settings.language.get(language)
    days = [day for day in (feed.retired, own.retired if own else None) if day]
    if not days:
        return None
    first = min(days)
    return When(datetime(first.year, first.month, first.day, tzinfo=settings.zone or UTC), is_day=True)


def without_articles(settings: Settings, articles: Iterable[Article]) -> Iterator[Problem]:
    """The feeds of the settings that no article belongs to: most likely a word is misspelled."""
    known = list(articles)
    audiences = sorted({word for article in known for word in article.audience})
    for feed in settings.feeds:
        if any(belongs(article, tag, feed) for article in known for tag in settings.languages):
            continue
        near = [difflib.get_close_matches(word, audiences, 1) for word in feed.audience if word not in audiences]
        hint = f"did you mean {near[0][0]!r}?" if near and near[0] else "look at its topics, audience and languages"
        message = f"no article belongs to the feed {feed.id!r}: it is empty, and not advertised"
        yield Problem("feed-empty", message, severity=Severity.WARNING, advice=hint)
