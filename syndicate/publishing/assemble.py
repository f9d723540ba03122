"""From ledgers to files: entries, feeds, pages, and what of them must be made anew.

A file whose inputs have the digest of the last run is not built again: that digest covers its row, its article, its
neighbors in other languages, the settings, the interface strings and the code.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from syndicate.config import FeedSettings
from syndicate.errors import FeedError
from syndicate.feeds import ledger as ledgers
from syndicate.feeds.body import body_to_data, digest
from syndicate.feeds.entry import Entry, Feed, Listing
from syndicate.feeds.formats import jsonfeed, opml, pages, xml
from syndicate.feeds.gate import is_overdue
from syndicate.feeds.ledger import Row
from syndicate.feeds.select import subscription
from syndicate.languages import direction
from syndicate.model import Artifact, Problem, Status, When
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import Neighbors, build
from syndicate.publishing.gather import Gathered
from syndicate.publishing.plan import DEFAULT_FEED, Plan
from syndicate.publishing.published import Published
from syndicate.publishing.work import Rendered, render

HTML, JSON, JSONL = "text/html; charset=utf-8", "application/json; charset=utf-8", "application/x-ndjson; charset=utf-8"
ITEM_SCHEMA = "syndicate.item/1"
FORMATS: Sequence[tuple[str, str, str, Callable[[Feed], bytes]]] = (
    ("atom", "atom.xml", "application/atom+xml; charset=utf-8", xml.atom),
    ("rss", "rss.xml", "application/rss+xml; charset=utf-8", xml.rss),
    ("json", "feed.json", "application/feed+json; charset=utf-8", jsonfeed.json_feed),
)


@dataclass(frozen=True, slots=True)
class Built:
    """A file of this publish: its path, the digest of its inputs, and the artifact where it was made anew."""

    path: str
    key: str
    artifact: Artifact | None = None


@dataclass(slots=True)
class Assembly:
    """One publish on its way from decisions to files. ``fresh`` says of (path, key) whether the file still holds."""

    plan: Plan
    gathered: Gathered
    decided: Mapping[tuple[str, str], Decided]
    published: Published
    fresh: Callable[[str, str], bool]
    now: datetime
    problems: list[Problem] = field(default_factory=list)
    _base: str = ""

    def __post_init__(self) -> None:
        """Digest once what every file depends on."""
        self._base = digest(repr(self.plan.library.settings), self.plan.shared.digest())

    # ── items ───────────────────────────────────────────────────────────────────────────────────

    def run(self) -> Iterator[Built]:
        """Every file but ledgers, media and the manifest, article by article and then feed by feed."""
        listings = {(d.group.id, feed.id, d.language): self._listing(d, feed) for d, feed in self._feeds()}
        chosen = {
            (decided.group.id, feed.id, decided.language): self._chosen(decided, feed)
            for decided, feed in self._feeds()
        }
        keys = {
            (d.group.id, d.language, row.id): self._entry_key(d, row)
            for d in self.decided.values()
            for row in d.ledger.rows.values()
        }
        feed_keys = {
            at: digest(self._base, repr(listings[at]), repr(at), *(keys[at[0], at[2], row.id] for row in rows))
            for at, rows in chosen.items()
            if listings[at]
        }
        stale = {at for at, key in feed_keys.items() if not all(self.fresh(p, key) for p in self._feed_paths(at))}
        wanted = {(at[0], at[2], row.id) for at in stale for row in chosen[at]}
        entries: dict[tuple[str, str, str], Entry] = {}
        for identifier in sorted({identifier for _, _, identifier in keys}):
            yield from self._items(identifier, keys, wanted, entries)
        for at, key in feed_keys.items():
            if at not in stale:
                yield from (Built(path, key) for path in self._feed_paths(at))
                continue
            rows = [row for row in chosen[at] if (at[0], at[2], row.id) in entries]
            yield from self._feed(at, key, [entries[at[0], at[2], row.id] for row in rows], listings)
        yield from self._library_pages(listings)

    def _items(
        self,
        identifier: str,
        keys: Mapping[tuple[str, str, str], str],
        wanted: set[tuple[str, str, str]],
        entries: dict[tuple[str, str, str], Entry],
    ) -> Iterator[Built]:
        bodies: Mapping[str, Rendered] | None = None
        for decided in self.decided.values():
            at = (decided.group.id, decided.language, identifier)
            if at not in keys:
                continue
            folder = f"{decided.group.folder(decided.language)}items/{identifier}"
            paths = (f"{folder}.json", f"{folder}.html")
            if at not in wanted and all(self.fresh(path, keys[at]) for path in paths):
                yield from (Built(path, keys[at]) for path in paths)
                continue
            if bodies is None:
                bodies = self.gathered.bodies(identifier)
            row = decided.ledger.rows[identifier]
            try:
                entry, rendered = self._entry(decided, row, bodies)
                json_, html = self._item_files(decided, entry, rendered, paths)
            except FeedError as error:
                self.problems += error.problems
                yield from (Built(path, "") for path in paths)  # stays as it was
                continue
            entries[at] = entry
            yield Built(paths[0], keys[at], json_)
            yield Built(paths[1], keys[at], html)

    def _entry(self, decided: Decided, row: Row, bodies: Mapping[str, Rendered]) -> tuple[Entry, Rendered | None]:
        language, settings = decided.language, self.plan.library.settings
        result = self.gathered.results.get(row.id)
        if result is None or result.article is None:  # its source is gone or cannot be read: as it was
            entry = self.published.entry(decided.group.folder(language), row.id)
            if entry is None:
                message = (
                    f"{row.id} in {language} has neither a source nor its items/{row.id}.json: it is in no feed now"
                )
                raise FeedError([Problem("entry-lost", message, article=row.id, language=language)])
            return entry, None
        pictures = dict(self.gathered.units[row.id].pictures)
        rendered: Rendered | None = None
        if row.status is Status.USABLE:
            rendered = bodies[language]
        elif row.status in (Status.PENDING, Status.OUTDATED):
            kept = self.published.body(decided.group.folder(language), row.id, row.hash)
            if kept is not None:
                rendered = render(kept, self.plan.interfaces[language], pictures, result.article.language)
        entry = build(
            row,
            result.article,
            language,
            rendered,
            interface=self.plan.interfaces[language],
            neighbors=self._neighbors(decided.group.id, row.id),
            pictures=pictures,
            settings=settings,
            now=self.now,
        )
        return entry, rendered

    def _item_files(
        self, decided: Decided, entry: Entry, rendered: Rendered | None, paths: tuple[str, str]
    ) -> tuple[Artifact | None, Artifact]:
        base = self.plan.library.settings.base_url
        listing = self._listing(decided, decided.group.feeds[0]) or self._default_listing(decided)
        data = {"schema": ITEM_SCHEMA} | jsonfeed.item(entry, self._publisher)
        data["body"] = body_to_data(rendered.body) if rendered else None
        html = pages.item(
            entry,
            listing,
            self.plan.interfaces[decided.language],
            url=base + paths[1],
            index_url=base,
            data_url=base + paths[0],
            zone=self.plan.library.settings.zone,
        )
        verbatim = rendered is None and entry.has_body  # kept as it was, with the body that its file holds
        return None if verbatim else Artifact(paths[0], JSON, jsonfeed.to_bytes(data)), Artifact(paths[1], HTML, html)

    def _entry_key(self, decided: Decided, row: Row) -> str:
        result = self.gathered.results.get(row.id)
        unit = self.gathered.units.get(row.id)
        if result is None or result.article is None or unit is None:
            return digest(self._base, "as it was", repr(row))
        overdue = is_overdue(result.article, self.now)
        neighbors = repr(sorted(self._neighbors(decided.group.id, row.id).rows.items()))
        return digest(self._base, decided.language, repr(row), unit.key(""), neighbors, str(overdue))

    def _neighbors(self, group: str, identifier: str) -> Neighbors:
        ledgers_ = {d.language: d.ledger for d in self.decided.values() if d.group.id == group}
        return Neighbors(
            {tag: ledger.rows[identifier] for tag, ledger in ledgers_.items() if identifier in ledger.rows}
        )

    # ── feeds ───────────────────────────────────────────────────────────────────────────────────

    def _feeds(self) -> Iterator[tuple[Decided, FeedSettings]]:
        for decided in self.decided.values():
            for feed in decided.group.feeds:
                if feed.languages is None or decided.language in feed.languages:
                    yield decided, feed

    def _chosen(self, decided: Decided, feed: FeedSettings) -> list[Row]:
        settings = self.plan.library.settings
        limit = feed.limit or settings.limit
        return subscription(decided.ledger.rows.values(), feed.id, limit, self.now, settings.notice_days)

    def _feed_paths(self, at: tuple[str, str, str]) -> list[str]:
        folder = feed_folder(at[1], at[2])
        landing = [f"{folder}index.html"] if at[1] == DEFAULT_FEED.id else []
        return [folder + name for _, name, _, _ in FORMATS] + landing

    def _listing(self, decided: Decided, feed: FeedSettings) -> Listing | None:
        """The feed as others name it, or None where its name is missing in that language."""
        language, interface = decided.language, self.plan.interfaces[decided.language]
        if not interface.has(feed.id, "feed"):
            return None
        base = self.plan.library.settings.base_url
        folder = feed_folder(feed.id, language)
        described = interface.has(feed.id, "feed description")
        return Listing(
            language=language,
            direction=direction(language),
            title=interface.text(feed.id, "feed"),
            description=interface.text(feed.id, "feed description" if described else "feed"),
            home=f"{base}{language}/",
            self_urls={kind: base + folder + name for kind, name, _, _ in FORMATS},
        )

    def _default_listing(self, decided: Decided) -> Listing:
        listing = self._listing(self.decided["", decided.language], DEFAULT_FEED)
        if listing is None:
            problem = Problem("ui-missing", f"the feed 'all' has no name in {decided.language} (msgctxt 'feed')")
            raise FeedError([problem])
        return listing

    @property
    def _publisher(self) -> str:
        return self.plan.library.settings.publisher or self.plan.library.settings.title

    def _feed(
        self,
        at: tuple[str, str, str],
        key: str,
        entries: Sequence[Entry],
        listings: Mapping[tuple[str, str, str], Listing | None],
    ) -> Iterator[Built]:
        group, feed_id, language = at
        own = listings[at]
        if own is None:
            return
        ledger = self.decided[group, language].ledger
        others = [
            listing
            for (g, f, tag), listing in listings.items()
            if (g, f) == (group, feed_id) and tag != language and listing and self._has_entries(g, f, tag)
        ]
        feed = Feed(
            id=f"tag:{self.plan.library.settings.authority}:feed/{feed_id}/{language}",
            language=language,
            direction=own.direction,
            title=own.title,
            description=own.description,
            home=own.home,
            self_urls=own.self_urls,
            updated=ledger.updated(feed_id) or When(self.now),
            author=self._publisher,
            entries=tuple(entries),
            editions=tuple(others),
        )
        folder = feed_folder(feed_id, language)
        for _, name, media_type, write in FORMATS:
            try:
                yield Built(folder + name, key, Artifact(folder + name, media_type, write(feed)))
            except FeedError as error:
                self.problems += error.problems
                yield Built(folder + name, "")
        if feed_id == DEFAULT_FEED.id:
            yield Built(f"{folder}index.html", key, self._landing(feed, listings))

    def _landing(self, feed: Feed, listings: Mapping[tuple[str, str, str], Listing | None]) -> Artifact:
        base = self.plan.library.settings.base_url
        shown = {at: listing for at, listing in listings.items() if listing and self._has_entries(*at)}
        html = pages.landing(
            feed,
            self.plan.interfaces[feed.language],
            feeds=[li for (_, f, tag), li in shown.items() if tag == feed.language and f != DEFAULT_FEED.id],
            languages=[li for (_, f, _), li in shown.items() if f == DEFAULT_FEED.id],
            index_url=base,
            opml_url=f"{base}opml.xml",
            zone=self.plan.library.settings.zone,
        )
        return Artifact(f"{feed.language}/index.html", HTML, html)

    def _has_entries(self, group: str, feed: str, language: str) -> bool:
        return bool(self.decided[group, language].ledger.in_feed(feed))

    # ── the library ─────────────────────────────────────────────────────────────────────────────

    def _library_pages(self, listings: Mapping[tuple[str, str, str], Listing | None]) -> Iterator[Built]:
        settings, base = self.plan.library.settings, self.plan.library.settings.base_url
        shown = [(at, listing) for at, listing in listings.items() if listing and self._has_entries(*at)]
        default = [listing for (_, feed, _), listing in shown if feed == DEFAULT_FEED.id]
        stamps = [d.ledger.updated(feed.id) for d, feed in self._feeds()]
        updated = max((stamp for stamp in stamps if stamp), key=lambda when: when.at, default=When(self.now))
        list_ = opml.opml(settings.title, [listing for _, listing in shown], updated)
        yield Built("opml.xml", "", Artifact("opml.xml", "text/x-opml; charset=utf-8", list_))
        tag = settings.source_language if settings.source_language in self.plan.interfaces else ""
        tag = tag or next(iter(self.plan.interfaces), "")
        if tag:
            html = pages.index(
                [(listing, self.plan.interfaces[listing.language]) for listing in default],
                self.plan.interfaces[tag],
                url=base,
                opml_url=f"{base}opml.xml",
                data_url=f"{base}index.json",
            )
            yield Built("index.html", "", Artifact("index.html", HTML, html))

    def catalog(self) -> list[dict[str, object]]:
        """The languages and their feeds, as ``index.json`` lists them; an empty feed is not advertised."""
        found: dict[str, list[dict[str, object]]] = {}
        for decided, feed in self._feeds():
            listing = self._listing(decided, feed)
            count = len(decided.ledger.in_feed(feed.id))
            if listing and count:
                row = {"id": feed.id, "title": listing.title, "description": listing.description, "entries": count}
                found.setdefault(decided.language, []).append(row | dict(listing.self_urls))
        base = self.plan.library.settings.base_url
        return [
            {"language": tag, "direction": direction(tag), "home": f"{base}{tag}/", "feeds": feeds}
            for tag, feeds in found.items()
        ]

    def media(self) -> Iterator[Artifact]:
        """The pictures of every article whose body somebody can read."""
        told = {
            row.id
            for decided in self.decided.values()
            for row in decided.ledger.rows.values()
            if row.status in (Status.USABLE, Status.PENDING, Status.OUTDATED)
        }
        base = self.plan.library.settings.base_url
        units = (self.gathered.units[identifier] for identifier in sorted(told) if identifier in self.gathered.units)
        paths = {picture.url.removeprefix(base) for unit in units for _, picture in unit.pictures}
        return (self.plan.media[path] for path in sorted(paths))

    def ledgers(self) -> Iterator[Artifact]:
        """The ledgers, which are written before anything else."""
        for decided in self.decided.values():
            path = f"{decided.group.folder(decided.language)}ledger.jsonl"
            yield Artifact(path, JSONL, ledgers.write(decided.ledger))


def feed_folder(feed: str, language: str) -> str:
    """Where a feed's documents lie below feeds/, with a slash at the end."""
    return f"{language}/" if feed == DEFAULT_FEED.id else f"{language}/{feed}/"
