"""From ledgers to files: which must be made anew, and making them, article by article and then feed by feed.

A language at a time, so that no more entries are in memory than one language has. A file whose inputs have the digest
of the last run is not built again: that digest covers its row, its article, its neighbors in other languages, the
settings, the interface strings and the code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from syndicate.errors import FeedError
from syndicate.feeds import ledger as ledgers
from syndicate.feeds.entry import Entry, Feed
from syndicate.feeds.ledger import TOLD, Row
from syndicate.feeds.validate import Clean
from syndicate.model import Artifact, Problem
from syndicate.publishing import documents, items, lastgood, validation
from syndicate.publishing.decide import Decided
from syndicate.publishing.documents import Document, Listings
from syndicate.publishing.entries import WHOLE, Rendition
from syndicate.publishing.pictures import paths
from syndicate.publishing.run import EntryKey, Run

_TAG = re.compile(r"tag:[^\s:]+:[^\s:]+")  # how validators name an entry
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

    ``quarantined`` has the entries that cannot be published as they are: a run without them comes next. ``clean`` has
    the texts of the language at hand that the validators have found in order.
    """

    run: Run
    holds: Callable[[str, str], bool]
    problems: list[Problem] = field(default_factory=list)
    quarantined: set[EntryKey] = field(default_factory=set)
    unmade: set[EntryKey] = field(default_factory=set)
    _warned: set[tuple[str, str]] = field(default_factory=set)
    clean: Clean = field(default_factory=set)

    def files(self) -> Iterator[Built]:
        """Every file but ledgers, media and the manifest."""
        run, inputs = self.run, self.run.inputs()
        listings = run.listings()
        for decided in run.decided.values():
            if run.is_frozen(decided.language):
                for artifact in lastgood.language(run, decided, listings):
                    yield Built(artifact.path, "", artifact)
            else:
                yield from self._language(decided, listings, inputs)
        for artifact in (*documents.library(run, listings), *documents.registers(run)):
            yield Built(artifact.path, "", artifact)

    def media(self) -> Iterator[Artifact]:
        """The pictures of every article whose body somebody can read."""
        rows = [row for decided in self.run.decided.values() for row in decided.ledger.rows.values()]
        told = {row.article for row in rows if row.status in TOLD} & self.run.gathered.units.keys()
        base, gathered = self.run.settings.base_url, self.run.gathered
        pictures = [
            picture
            for article in told
            for src, picture in gathered.units[article].pictures
            if src in gathered.results[article].shown_images
        ]
        wanted = {path for picture in pictures for path in paths(picture, base)}
        return (self.run.plan.media[path] for path in sorted(wanted))

    def ledgers(self) -> Iterator[Artifact]:
        """The ledgers, which are written before anything else."""
        for decided in self.run.decided.values():
            path = f"{decided.group.folder(decided.language)}ledger.jsonl"
            yield Artifact(path, JSON_LINES, ledgers.write(decided.ledger))

    def _language(self, decided: Decided, listings: Listings, inputs: str) -> Iterator[Built]:
        """The items of a group in a language, and then its documents."""
        run, self.clean = self.run, set()
        keys: dict[tuple[str, Rendition], str] = {}

        def key(row: Row, rendition: Rendition = WHOLE) -> str:
            if (row.id, rendition) not in keys:
                keys[row.id, rendition] = items.key(run, inputs, decided, row, rendition)
            return keys[row.id, rendition]

        wanted: dict[str, set[Rendition]] = {}
        planned = []
        for document in documents.of_language(run, decided, listings):
            rendition = document.rendition
            whole = documents.key(run, document, listings, inputs, (key(row, rendition) for row in document.needed))
            is_stale = not all(self.holds(path, whole) for path in document.paths)
            planned.append((document, whole, is_stale))
            for row in document.needed if is_stale else ():
                wanted.setdefault(row.id, set()).add(rendition)
        entries: dict[tuple[str, Rendition], Entry] = {}
        for _, row in sorted(decided.ledger.rows.items()):
            yield from self._item(decided, row, key(row), wanted.get(row.id, set()), entries)
        for document, whole, is_stale in planned:
            if is_stale:
                yield from self._document(decided, document, whole, entries, listings)
            else:
                yield from (Built(path, whole) for path in document.paths)

    def _item(
        self,
        decided: Decided,
        row: Row,
        key: str,
        wanted: set[Rendition],
        entries: dict[tuple[str, Rendition], Entry],
    ) -> Iterator[Built]:
        """An entry: kept where a document needs it, and its files where they do not stand as they would be built."""
        own = items.paths(decided, row)
        stands = all(self.holds(path, key) for path in own)
        if stands and not wanted:
            yield from (Built(path, key) for path in own)
            return
        try:
            told = items.tell(self.run, decided, row)
            if told.sources is None:
                self.unmade.add((decided.group.id, decided.language, row.id))
            entries |= {(row.id, rendition): told.entry(rendition) for rendition in wanted}
            whole = entries.get((row.id, WHOLE))
            made = {} if stands else {file.path: file for file in items.files(self.run, decided, told, whole)}
        except FeedError as error:
            self.problems += error.problems
            self.quarantined.add((decided.group.id, decided.language, row.id))
            yield from (Built(path, "") for path in own)
            return
        yield from (Built(path, key, made.get(path)) for path in own)

    def _document(
        self,
        decided: Decided,
        document: Document,
        key: str,
        entries: Mapping[tuple[str, Rendition], Entry],
        listings: Listings,
    ) -> Iterator[Built]:
        known = ((row.id, entries.get((row.id, document.rendition))) for row in document.needed)
        told = {id_: entry for id_, entry in known if entry}
        told |= self._as_it_was(document)
        feed = documents.feed(self.run, document, told, listings)
        made, found = validation.written(feed, document.names, document.folder, clean=self.clean)
        if wrong := validation.errors(found):
            self._blame(document, feed, wrong)
            gone = any(lastgood.must_go(self.run, decided, row) for row in document.rows)
            kept = lastgood.files(self.run, decided, document, listings) if gone else ()
            remade = {artifact.path: artifact for artifact in kept}
            yield from (Built(path, "", remade.get(path)) for path in document.paths)
            return
        first = document.folder + document.names[0]  # the formats hold the same texts
        self._warn(problem for problem in found if problem.place.path == first)
        for name, body in made.items():
            path = document.folder + name
            yield Built(path, key, Artifact(path, documents.FORMATS[name][0], body))
        if document.has_landing:
            yield Built(f"{document.folder}index.html", key, documents.landing(self.run, document, feed, listings))
        if document.window:
            latest, warnings = documents.latest(self.run, decided, document, feed, told)
            self.problems += warnings
            yield Built(latest.path, key, latest)

    def _warn(self, found: Iterable[Problem]) -> None:
        """Tell a warning about an entry once, though its text stands in many documents."""
        for problem in found:
            entry = _TAG.search(problem.message)
            about = (problem.code, entry[0] if entry else problem.message)
            if about not in self._warned:
                self._warned.add(about)
                self.problems.append(problem)

    def _as_it_was(self, document: Document) -> dict[str, Entry]:
        """The entries that nothing can make anew, as this very document has them; none where it is new to it."""
        group, _, language = document.at
        unmade = [row for row in document.needed if (group, language, row.id) in self.unmade]
        was = {
            row.id: self.run.published.archived(document.folder, self.run.tag(row.id, language), row) for row in unmade
        }
        return {id_: entry for id_, entry in was.items() if entry}

    def _blame(self, document: Document, feed: Feed, wrong: tuple[Problem, ...]) -> None:
        """Quarantine the entries that are not valid by themselves; without any, the document stays as it was."""
        group, _, language = document.at
        rows = {self.run.tag(row.id, language): row for row in document.rows}
        found = validation.culprits(feed, document.names)
        guilty = [(rows[entry], problems) for entry, problems in found.items() if entry in rows]
        for row, problems in guilty:
            self.quarantined.add((group, language, row.id))
            place = self.run.gathered.place(row.article, language)
            self.problems += (replace(problem, place=place) for problem in problems)
        self.problems += () if guilty else wrong
