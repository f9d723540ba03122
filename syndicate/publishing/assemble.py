"""From ledgers to files: which must be made anew, and making them, article by article and then feed by feed.

A file whose inputs have the digest of the last run is not built again: that digest covers its row, its article, its
neighbors in other languages, the settings, the interface strings and the code.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from syndicate.errors import FeedError
from syndicate.feeds import ledger as ledgers
from syndicate.feeds.body import digest
from syndicate.feeds.entry import Entry
from syndicate.feeds.formats import preflight
from syndicate.feeds.ledger import Row
from syndicate.model import Artifact, Problem, Status
from syndicate.publishing import documents, frozen, items, validation
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import TOLD
from syndicate.publishing.plan import DEFAULT_FEED
from syndicate.publishing.run import EntryKey, FeedKey, Run, feed_folder
from syndicate.publishing.work import Rendered

JSON_LINES = "application/x-ndjson; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Built:
    """A file of this publish: its path, the digest of its inputs (empty: unknown), and its bytes where they are new."""

    path: str
    key: str
    artifact: Artifact | None = None


@dataclass(slots=True)
class Assembly:
    """The files of a run. ``holds`` says of (path, key) whether the file still stands as it would be built.

    ``quarantined`` has the entries that cannot be published as they are: a run without them comes next.
    """

    run: Run
    holds: Callable[[str, str], bool]
    problems: list[Problem] = field(default_factory=list)
    quarantined: set[EntryKey] = field(default_factory=set)
    _entries: dict[EntryKey, Entry] = field(default_factory=dict)

    def files(self) -> Iterator[Built]:
        """Every file but ledgers, media and the manifest."""
        run, inputs = self.run, self.run.inputs()
        listings = run.listings()
        keys = {
            (decided.group.id, decided.language, row.id): items.key(run, inputs, decided, row)
            for decided in run.decided.values()
            for row in decided.ledger.rows.values()
            if not run.is_frozen(decided.language)
        }
        chosen = {
            at: run.chosen(decided, feed)
            for at, decided, feed in run.feeds()
            if at in listings and not run.is_frozen(decided.language)
        }
        about_feeds = digest(inputs, repr(listings), *(str(run.has_entries(at)) for at in listings))
        feed_keys = {
            at: digest(about_feeds, repr(at), *(keys[at[0], at[2], row.id] for row in rows))
            for at, rows in chosen.items()
        }
        stale = {at for at, key in feed_keys.items() if not all(self.holds(path, key) for path in documents.paths(at))}
        wanted = {(at[0], at[2], row.id) for at in stale for row in chosen[at]}
        for article in sorted({article for _, _, article in keys}):
            yield from self._items(article, keys, wanted)
        for at, key in feed_keys.items():
            if at in stale:
                yield from self._feed(at, key, chosen[at], listings)
            else:
                yield from (Built(path, key) for path in documents.paths(at))
        for decided in run.decided.values():
            if run.is_frozen(decided.language):
                yield from (Built(artifact.path, "", artifact) for artifact in frozen.files(run, decided, listings))
        for artifact in documents.library(run, listings):
            yield Built(artifact.path, "", artifact)

    def media(self) -> Iterator[Artifact]:
        """The pictures of every article whose body somebody can read."""
        rows = [row for decided in self.run.decided.values() for row in decided.ledger.rows.values()]
        told = {row.id for row in rows if row.status in TOLD} & self.run.gathered.units.keys()
        base = self.run.settings.base_url
        pictures = [picture for article in told for _, picture in self.run.gathered.units[article].pictures]
        return (self.run.plan.media[path] for path in sorted({picture.url.removeprefix(base) for picture in pictures}))

    def shows_old_bodies(self) -> bool:
        """Whether any entry shows a body that is not today's, and so perhaps a picture that no source names now."""
        return any(
            row.status in (Status.PENDING, Status.OUTDATED) or row.id not in self.run.gathered.results
            for decided in self.run.decided.values()
            for row in decided.ledger.rows.values()
            if row.status in TOLD
        )

    def ledgers(self) -> Iterator[Artifact]:
        """The ledgers, which are written before anything else."""
        for decided in self.run.decided.values():
            path = f"{decided.group.folder(decided.language)}ledger.jsonl"
            yield Artifact(path, JSON_LINES, ledgers.write(decided.ledger))

    def _items(self, article: str, keys: Mapping[EntryKey, str], wanted: set[EntryKey]) -> Iterator[Built]:
        bodies: Mapping[str, Rendered] | None = None
        for decided in self.run.decided.values():
            at = (decided.group.id, decided.language, article)
            if at not in keys:
                continue
            paths, key = items.paths(decided, article), keys[at]
            stands = all(self.holds(path, key) for path in paths)
            if stands and at not in wanted:
                yield from (Built(path, key) for path in paths)
                continue
            bodies = self.run.gathered.bodies(article) if bodies is None else bodies
            row = decided.ledger.rows[article]
            yield from self._item(decided, row, key, bodies, stands=stands, is_wanted=at in wanted)

    def _item(
        self, decided: Decided, row: Row, key: str, bodies: Mapping[str, Rendered], *, stands: bool, is_wanted: bool
    ) -> Iterator[Built]:
        """An entry: kept where a feed needs it, and its files where they do not stand as they would be built."""
        paths = items.paths(decided, row.id)
        try:
            entry, rendered = items.entry(self.run, decided, row, bodies)
            preflight.check_entry(entry)
            data, page = (None, None) if stands else items.files(self.run, decided, entry, rendered)
        except FeedError as error:
            self.problems += error.problems
            self.quarantined.add((decided.group.id, decided.language, row.id))
            yield from (Built(path, "") for path in paths)
            return
        if is_wanted:
            self._entries[decided.group.id, decided.language, row.id] = entry
        yield Built(paths[0], key, data)
        yield Built(paths[1], key, page)

    def _feed(self, at: FeedKey, key: str, rows: list[Row], listings: documents.Listings) -> Iterator[Built]:
        known = ((at[0], at[2], row.id) for row in rows)
        feed = documents.feed(
            self.run, at, [self._entries[entry] for entry in known if entry in self._entries], listings
        )
        folder = feed_folder(at[1], at[2])
        made, wrong = validation.written(feed, folder)
        if wrong:
            guilty = validation.culprits(feed)
            self.quarantined |= {(at[0], at[2], article) for article in guilty}
            for article, problems in guilty.items():
                place = self.run.gathered.place(article, at[2])
                self.problems += (replace(problem, place=place) for problem in problems)
            self.problems += () if guilty else wrong
            yield from (Built(path, "") for path in documents.paths(at))
            return
        for name, body in made.items():
            yield Built(folder + name, key, Artifact(folder + name, documents.FORMATS[name][0], body))
        if at[1] == DEFAULT_FEED.id:
            yield Built(f"{folder}index.html", key, documents.landing(self.run, feed, listings))
