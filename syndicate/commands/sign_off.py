"""``syndicate sign-off``: put a reviewer's name to the translation of an article."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from syndicate.articles.segments import segments
from syndicate.commands.selection import select
from syndicate.errors import UsageError
from syndicate.files import read_bytes, write_if_changed
from syndicate.model import Place, Problem, Segment
from syndicate.publishing.library import MAX_CATALOG_BYTES, Library, editing, glossary
from syndicate.publishing.report import problem_to_data
from syndicate.translation.catalogs.reading import read
from syndicate.translation.signoff import sign_off as signed_off


@dataclass(frozen=True, slots=True)
class Signed:
    """A segment that was signed off: its place in the article (from 1), the line of its entry, and what stands there.

    ``origin`` tells that it is a draft as it was made, which nobody has edited; ``nameless`` that a person wrote it
    whom the file does not name.
    """

    number: int
    line: int
    context: str
    source: str
    origin: str
    nameless: bool

    def __str__(self) -> str:
        remarks = (f"{self.origin} as it stands" if self.origin else "", "writer unknown" if self.nameless else "")
        told = ", ".join(filter(None, remarks))
        return f"signed off{f' ({told})' if told else ''}: #{self.number} {self.context}: {self.source[:60]}"


@dataclass(frozen=True, slots=True)
class SignedOff:
    """What a sign-off did to a catalog; lines are those of the file as it is now."""

    path: str
    by: str
    signed: tuple[Signed, ...]
    kept: int
    refused: tuple[Problem, ...]
    dry_run: bool

    def lines(self) -> Iterator[str]:
        """What was signed off and what was not, in words."""
        would = "would be " if self.dry_run else ""
        for one in self.signed:
            yield f"{self.path}:{one.line}: {would}{one}"
        yield from map(str, self.refused)
        counts = f"{len(self.signed)} {would}signed off by {self.by}, {self.kept} were already"
        yield f"{counts}, {len(self.refused)} refused"

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        return {
            "path": self.path,
            "by": self.by,
            "dry_run": self.dry_run,
            "signed": [asdict(one) for one in self.signed],
            "kept": self.kept,
            "refused": [problem_to_data(problem) for problem in self.refused],
        }


def sign_off(
    library: Library,
    article: str,
    language: str,
    *,
    by: str,
    now: datetime,
    chosen: Collection[str] = (),
    sources: Collection[str] = (),
    waive: Collection[str] = (),
    why: str = "",
    dry_run: bool = False,
) -> SignedOff:
    """Sign off the segments ``chosen`` by number in the article or by context, and by how their ``sources`` begin.

    None named: all that can be. UsageError for an article, language or segment that is not there, and for a name or
    a reason that cannot be written; CatalogError where the catalog or the glossary cannot be read.
    """
    (source,) = select(library, [article], [language]).articles
    if language == source.language:
        raise UsageError(f"{article} is written in {language}: there is no translation to sign off")
    file = library.catalog(language, article)
    path = library.relative(file)
    if not file.is_file():
        raise UsageError(f"{path} is not there: run `syndicate update` first")
    found = segments(source)
    with editing(library):
        data = read_bytes(file, MAX_CATALOG_BYTES)
        done = signed_off(
            data,
            source,
            language=language,
            name=by,
            date=now.astimezone(library.settings.zone or UTC).date().isoformat(),
            keys=_keys(found, chosen, sources) if chosen or sources else None,
            waive=waive,
            why=why,
            glossary=glossary(library, language),
            path=path,
        )
        if not dry_run:
            write_if_changed(file, done.data, durable=True)
    now_there = read(data if dry_run else done.data, path, language).entries
    numbers = {segment.key: number for number, segment in enumerate(found, 1)}

    def signed(key: tuple[str, str]) -> Signed:
        return Signed(numbers[key], now_there[key].line, *key, now_there[key].origin, key in done.nameless)

    def placed(key: tuple[str, str], problem: Problem) -> Problem:  # a sign-off above it has moved its line
        return replace(problem, place=Place(path, now_there[key].line if key in now_there else 0))

    return SignedOff(
        path,
        by,
        tuple(signed(segment.key) for segment in done.signed),
        len(done.kept),
        tuple(placed(segment.key, problem) for segment, problem in done.refused),
        dry_run,
    )


def _keys(found: Sequence[Segment], chosen: Collection[str], sources: Collection[str]) -> set[tuple[str, str]]:
    """The segments that were named; UsageError for a name that none has."""
    keys: set[tuple[str, str]] = set()
    for name in chosen:
        if name.isdecimal():
            named = list(found[int(name) - 1 : int(name)]) if int(name) else []
        else:
            named = [segment for segment in found if name in (segment.context, segment.role)]
        if not named:
            contexts = ", ".join(dict.fromkeys(segment.context for segment in found))
            raise UsageError(f"no segment {name!r}: there are 1 to {len(found)}, and the contexts {contexts}")
        keys.update(segment.key for segment in named)
    for beginning in sources:
        named = [segment for segment in found if _folded(segment.text.source).startswith(_folded(beginning))]
        if not named or not beginning.strip():
            raise UsageError(f"no source text begins with {beginning!r}")
        keys.update(segment.key for segment in named)
    return keys


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
