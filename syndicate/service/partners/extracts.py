"""What of a published feed is for a partner: which rows of its ledger, and their entries as they were published."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from syndicate.config import FeedSettings, Settings
from syndicate.feeds.entry import Entry
from syndicate.feeds.ledger import TOLD, Ledger, Row, tag_uri
from syndicate.feeds.newsletter import latest
from syndicate.feeds.select import ARCHIVE_SIZE, subscription
from syndicate.model import Change, State
from syndicate.publishing.groups import DEFAULT_FEED, Group, feed_folder, feed_of, groups, topics_of
from syndicate.publishing.published import Published, item_name
from syndicate.service.partners.profiles import Format, Former, Profile, base
from syndicate.service.shelf.edition import Edition

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a manifest that says nothing of when it was built
_MOST = 50_000  # items whose subjects are remembered


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is about and for whom, as its item says."""

    topics: frozenset[str] = frozenset()
    audience: frozenset[str] = frozenset()


class NotPublishedError(Exception):
    """The feed that a partner's documents are made from is in the settings, and not yet in any publish."""


class Subjects:
    """The subjects of published items, read once for each content."""

    def __init__(self) -> None:
        self._known: dict[str, Subject] = {}

    def of(self, edition: Edition, path: str) -> Subject:
        """The subject of an item by its path below feeds/; of nothing where it is not there."""
        file = edition.manifest.files.get(path)
        if file is None:
            return Subject()
        found = self._known.get(file.sha256)
        if found is None:
            facts = json.loads(edition.read(path))["_syndicate"]
            topics = frozenset(str(category["key"]) for category in facts["categories"])
            found = Subject(topics, frozenset(facts.get("audience", ())))
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[file.sha256] = found
        return found


@dataclass(frozen=True)
class Extract:
    """A partner's part of one feed in one language and edition."""

    edition: Edition
    settings: Settings
    profile: Profile
    feed: FeedSettings
    language: str
    group: Group
    subjects: Subjects = field(repr=False)
    former: Sequence[Former] = ()

    @property
    def folder(self) -> str:
        """Where the ledger and the items lie."""
        return self.group.folder(self.language)

    @property
    def now(self) -> datetime:
        """T of the edition, from which its windows are counted as the feed's own are."""
        return self.edition.manifest.built or _NEVER

    @property
    def ledger(self) -> Ledger:
        """The whole ledger."""
        return self.edition.published.ledger(self.folder, self.language)

    @cached_property
    def own(self) -> Ledger:
        """The ledger with the partner's rows alone."""
        return replace(self.ledger, rows={row.id: row for row in self.ledger.rows.values() if self.has(row)})

    @property
    def limit(self) -> int:
        """How many of the last joined and of the last changed."""
        return self.profile.limit or self.feed.limit or self.settings.limit

    @cached_property
    def chosen(self) -> list[Row]:
        """The rows of the partner's document: every withdrawal and grave correction of the window is among them."""
        rows = self.own.rows.values()
        return subscription(rows, self.feed.id, self.limit, self.now, self.settings.notice_days)

    @cached_property
    def news(self) -> latest.Window:
        """The rows of the partner's ``latest.json``: what joined last, and what was taken back in the window."""
        return latest.window(self.own, self.feed.id, self.limit, self.now, self.settings.notice_days)

    def tells(self, row: Row, kind: Format) -> bool:
        """Whether the partner's document of that format has an entry for a row."""
        rows = (*self.news.rows, *self.news.withdrawn) if kind == "latest" else self.chosen
        return any(one.id == row.id for one in rows) and bool(self.entries([row]))

    def has(self, row: Row) -> bool:
        """Whether a row of the feed is the partner's: it has its topics and its audience.

        That a text was taken back or may have harmed is told as well to those who had it under a topic that it has
        left, or when it was for other readers, or before they were given something else. A text that nobody has
        reviewed is not for those who want reviewed ones, whatever the settings said meanwhile.
        """
        if row.status in TOLD and self.profile.tier == "reviewed" and row.state < State.REVIEWED:
            return False
        return self._matches(row, ever=row.concerns_former_readers)

    def gives(self, row: Row) -> bool:
        """Whether the partner is given the text of a row now."""
        slot = row.feeds.get(self.feed.id)
        return slot is not None and slot.left is None and row.status in TOLD and self.has(row)

    def had(self, row: Row) -> bool:
        """Whether the partner can ever have got the entry from this feed."""
        return self.feed.id in row.feeds and self._matches(row, ever=True)

    def joined(self, row: Row) -> datetime | None:
        """When the article of a row was first published here, as far as the ledger knows: nobody had it before."""
        of_article = self.ledger.rows.get(row.id.partition("/")[0], row)
        first = of_article.events[0] if of_article.events else None
        return first.at.at if first and first.version == 1 and first.change is Change.NEW else None

    def _matches(self, row: Row, *, ever: bool) -> bool:
        return self._fits(self.profile, row, ever=ever) or (ever and any(self._gave(one, row) for one in self.former))

    def _gave(self, former: Former, row: Row) -> bool:
        """Whether a profile that the partner had gave it a row's article, before it was changed."""
        languages, joined = former.profile.languages, self.joined(row)
        is_there = (not languages or self.language in languages) and (joined is None or joined <= former.until)
        return is_there and self._fits(former.profile, row, ever=True)

    def _fits(self, wanted: Profile, row: Row, *, ever: bool) -> bool:
        if wanted.topics and not self._topics(row, ever=ever) & set(wanted.topics):
            return False
        return not wanted.audience or bool(set(wanted.audience) & self._audience(row, ever=ever))

    def _topics(self, row: Row, *, ever: bool) -> frozenset[str]:
        """The topics of a row: the default feed's ledger knows them all, and which of them it has left."""
        default = self.edition.published.ledger(f"{self.language}/", self.language)
        known = default.rows.get(row.id)
        return self._subject(row).topics if known is None else topics_of(known, ever=ever)

    def _audience(self, row: Row, *, ever: bool) -> frozenset[str]:
        """For whom a row is, or ever was as far as its ledger tells it: one of an older release does not."""
        return frozenset(row.audience) if ever and row.audience is not None else self._subject(row).audience

    def _subject(self, row: Row) -> Subject:
        return self.subjects.of(self.edition, f"{self.folder}items/{item_name(row)}.json")

    def entries(self, rows: Iterable[Row]) -> dict[str, Entry]:
        """The entries of rows by the rows' ids, as they were published; those that nobody can tell are left out."""
        published = self.edition.published
        if self.profile.promotion:  # items have none: those of the feed itself do
            published = Published(self.edition.folder, self.edition.manifest, fresh=True)  # and forgets them again
            found = {row.id: self._from_feed(published, row) for row in rows}
        else:
            found = {row.id: published.entry(self.folder, row) for row in rows}
        return {id_: entry for id_, entry in found.items() if entry}

    def closing(self) -> Entry | None:
        """The last entry of a feed that was closed."""
        id_ = f"tag:{self.settings.authority}:feed/{self.feed.id}/{self.language}/closed"
        return self.edition.published.archived(feed_folder(self.feed.id, self.language), id_)

    def _from_feed(self, published: Published, row: Row) -> Entry | None:
        id_, folder = tag_uri(self.settings.authority, row.id, self.language), feed_folder(self.feed.id, self.language)
        page = -(-row.feeds[self.feed.id].joined // ARCHIVE_SIZE)
        return published.archived(folder, id_, row) or published.archived(f"{folder}archive/{page}/", id_, row)


def extract(
    edition: Edition,
    settings: Settings,
    profile: Profile,
    language: str,
    subjects: Subjects,
    *,
    former: Sequence[Former] = (),
) -> Extract | None:
    """A partner's part of the feed that fits it; None where no such feed is published in that language.

    ``former`` are the profiles that it had before.
    """
    feed = base(profile, settings, language)
    if feed is None:
        return None
    alone = {id_ for path in edition.manifest.files if path.endswith("/ledger.jsonl") and (id_ := feed_of(path)[0])}
    group = next(group for group in groups(settings, alone - {DEFAULT_FEED.id}) if feed in group.feeds)
    if f"{group.folder(language)}ledger.jsonl" not in edition.manifest.files:
        return None  # the settings are ahead of the last publish
    return Extract(edition, settings, profile, feed, language, group, subjects, former)


def listing(edition: Edition, language: str, *feeds: str) -> Mapping[str, str]:
    """How the catalog of an edition names the first of these feeds that it lists; by the language alone, if none."""
    row = next((row for row in edition.manifest.languages if row["language"] == language), None)
    listed = {feed["id"]: feed for feed in row["feeds"]} if row else {}
    known: Mapping[str, str] = next((listed[id_] for id_ in feeds if id_ in listed), {})
    home = {"home": row["home"]} if row else {}
    return home | {name: known[name] for name in ("id", "title", "description", "retired") if known.get(name)}
