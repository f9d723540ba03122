"""``syndicate export``: catalogs, memories and glossaries as files for other tools."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from syndicate import __version__
from syndicate.commands.selection import Selection, select
from syndicate.commands.status import status
from syndicate.editorial import table
from syndicate.editorial.queue import queue
from syndicate.errors import CatalogError
from syndicate.files import read_if_there, write_if_changed
from syndicate.model import Problem
from syndicate.publishing.gather import Progress
from syndicate.publishing.library import Library, glossary
from syndicate.translation.exchange import tbx, tmx, xliff1, xliff2
from syndicate.translation.exchange.units import Bundle, bundle, file_name

Form = Literal["xliff1", "xliff2", "tmx", "tbx", "csv"]
QUEUE = "queue.csv"


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and what could not be read."""

    written: tuple[Path, ...]
    problems: tuple[Problem, ...]


def export(
    library: Library, folder: Path, form: Form, *, articles: Collection[str] = (), languages: Collection[str] = ()
) -> Exported:
    """Write the catalogs of these articles and languages (none named: of all) into ``folder``.

    XLIFF is a file per catalog, TMX and TBX one per language. UsageError for an article or language that the library
    does not have. A catalog that cannot be read is a Problem, and the others are written.
    """
    chosen = select(library, articles, languages)
    problems: list[Problem] = list(chosen.problems)
    bundles = list(_bundles(library, chosen, problems))
    files: dict[str, bytes] = {}
    if form == "tbx":
        for language in chosen.languages:
            try:
                terms = glossary(library, language)
            except CatalogError as error:
                problems += error.problems
                continue
            if terms.terms:
                files[f"{language}.tbx"] = tbx.write(terms)
    elif form == "tmx":
        for language in dict.fromkeys(each.language for each in bundles):
            files[f"{language}.tmx"] = tmx.write((b for b in bundles if b.language == language), __version__)
    else:
        write = xliff1.write if form == "xliff1" else xliff2.write
        files = {file_name(each, "xlf"): write(each) for each in bundles}
    for name, data in files.items():
        write_if_changed(folder / name, data)
    return Exported(tuple(folder / name for name in files), tuple(problems))


def export_queue(
    library: Library,
    folder: Path,
    *,
    now: datetime,
    articles: Collection[str] = (),
    languages: Collection[str] = (),
    progress: Progress,
) -> Exported:
    """Write what waits for a person as ``queue.csv``, the most dangerous first; errors as `status`."""
    found = status(library, now=now, articles=articles, languages=languages, progress=progress)
    write_if_changed(folder / QUEUE, table.write(queue(found.items)))
    return Exported((folder / QUEUE,), found.problems)


def _bundles(library: Library, chosen: Selection, problems: list[Problem]) -> Iterator[Bundle]:
    for article, language in chosen.pairs():
        path = library.catalog(language, article.id)
        if (data := read_if_there(path)) is None:
            continue
        try:
            yield bundle(data, library.relative(path), article.id, article.language, language)
        except CatalogError as error:
            problems += error.problems
