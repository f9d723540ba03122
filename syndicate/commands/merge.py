"""``syndicate merge``: files that come back from other tools, put into the catalogs."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from syndicate.commands.selection import Selection, select
from syndicate.errors import CatalogError
from syndicate.files import read_bytes, read_if_there, write_if_changed
from syndicate.model import Place, Problem
from syndicate.publishing.library import Library, editing
from syndicate.translation.exchange import kind_of, tbx, tmx, xliff1, xliff2
from syndicate.translation.exchange.merge import Outcome, merge
from syndicate.translation.exchange.units import Bundle, bundle
from syndicate.translation.signoff import person

MAX_BYTES = 100_000_000


@dataclass(slots=True)
class MergeReport:
    """What came of the files: the catalogs that changed, what became of the units, and what could not be done."""

    changed: list[str] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def merge_files(
    library: Library,
    files: Collection[Path],
    *,
    date: str,
    writer: str = "",
    as_draft: bool = False,
    languages: Collection[str] = (),
    dry_run: bool = False,
) -> MergeReport:
    """Put XLIFF and TMX files into the catalogs, TBX files into the glossaries; ``dry_run`` writes nothing.

    ``date`` is ISO. ``languages`` are the ones that a memory or a glossary is for (none: all of the library's).
    UsageError where a file cannot be read, a language is not the library's, or ``writer`` is no name; everything else
    is a Problem.
    """
    writer = person(writer) if writer else ""
    chosen = select(library, (), languages)
    report = MergeReport()
    for file in files:
        data = read_bytes(file, MAX_BYTES)
        with editing(library):
            try:
                changed = _Merge(library, chosen, date, writer, as_draft, report).file(data, str(file))
            except CatalogError as error:
                report.problems += error.problems
                continue
            for path, content in changed.items():
                if content != read_if_there(path):
                    report.changed.append(library.relative(path))
                    if not dry_run:
                        write_if_changed(path, content, durable=True)
    return report


@dataclass(frozen=True, slots=True)
class _Merge:
    library: Library
    chosen: Selection
    date: str
    writer: str
    as_draft: bool
    report: MergeReport

    def file(self, data: bytes, path: str) -> Mapping[Path, bytes]:
        """The new bytes of each file of the library that this one changes."""
        kind = kind_of(data, path)
        if kind == "tbx":
            return dict(self._terms(data, path))
        if kind == "tmx":
            return dict(self._memory(data, path))
        return self._bundles(xliff1.read(data, path) if kind == "xliff1" else xliff2.read(data, path))

    def _bundles(self, bundles: Collection[Bundle]) -> Mapping[Path, bytes]:
        made: dict[Path, bytes] = {}
        for each in bundles:
            if (problem := self._stranger(each)) is not None:
                self.report.problems.append(problem)
                continue
            path = self.library.catalog(each.language, each.article)
            catalog = made.get(path) or read_if_there(path)  # a file may have several bundles for one catalog
            if catalog is None:
                message = f"{self.library.relative(path)} does not exist: run `syndicate update` first"
                self.report.problems.append(Problem("merge-unknown", message, Place(each.path), article=each.article))
                continue
            made[path] = self._merged(catalog, each, path)
        return made

    def _merged(self, catalog: bytes, each: Bundle, path: Path) -> bytes:
        name = self.library.relative(path)
        try:
            done = merge(catalog, each, path=name, date=self.date, writer=self.writer, as_draft=self.as_draft)
        except CatalogError as error:  # the catalog's own fault: the file's other bundles go in
            self.report.problems += error.problems
            return catalog
        self.report.outcomes.update(done.outcomes)
        self.report.problems += done.problems
        return done.data

    def _stranger(self, each: Bundle) -> Problem | None:
        """Why a bundle is not of this library: only ids and languages that it has may become a path."""
        known = {article.id: article for article in self.chosen.articles}
        if each.article not in known:
            message = f"this library has no article {each.article!r}"
        elif each.language not in self.library.settings.languages:
            message = f"{each.language!r} is not among the published languages"
        elif each.source_language != known[each.article].language:
            message = (
                f"the source language is {each.source_language!r}, and the article's {known[each.article].language!r}"
            )
        else:
            return None
        return Problem(
            "merge-stranger", message, Place(each.path), advice="merge it into the library that it came from"
        )

    def _memory(self, data: bytes, path: str) -> Iterator[tuple[Path, bytes]]:
        memory = tmx.read(data, path)
        memories: dict[tuple[str, str], Mapping[str, str]] = {}
        for article, language in self.chosen.pairs():
            place = self.library.catalog(language, article.id)
            if (catalog := read_if_there(place)) is None:
                continue
            key = (article.language, language)
            if key not in memories:
                memories[key] = tmx.pairs(memory, *key)
            known = bundle(catalog, self.library.relative(place), article.id, article.language, language)
            offered = tmx.drafts(memories[key], known, path)
            if offered.units:
                yield place, self._merged(catalog, offered, place)

    def _terms(self, data: bytes, path: str) -> Iterator[tuple[Path, bytes]]:
        source = self.library.settings.source_language
        for language in self.chosen.languages:
            terms = tbx.read(data, path, source, language) if language != source else ()
            if not terms:
                continue
            place = self.library.glossary(language)
            old = read_if_there(place) or tbx.new_glossary(language, source)
            made, _, problems = tbx.merge(old, terms, path=self.library.relative(place), language=language, origin=path)
            self.report.problems += problems
            yield place, made
