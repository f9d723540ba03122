"""``syndicate update``: bring every article's PO files up to its text."""

from collections.abc import Collection
from dataclasses import dataclass

from syndicate.commands.selection import select
from syndicate.errors import CatalogError
from syndicate.files import read_if_there, write_if_changed
from syndicate.model import Article, Problem
from syndicate.publishing.library import Library
from syndicate.translation.update import update as updated


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: the files that changed, how many it looked at, and what it could not do."""

    changed: tuple[str, ...]
    looked_at: int
    problems: tuple[Problem, ...]


def update(library: Library, *, articles: Collection[str] = (), languages: Collection[str] = ()) -> Updated:
    """Create or refresh the catalogs of these articles and languages (none named: of all).

    UsageError for an article or language that the library does not have. A catalog that cannot be read is a
    Problem, and stays untouched.
    """
    chosen = select(library, articles, languages)
    problems = list(chosen.problems)
    changed: list[str] = []
    looked_at = 0
    for article, language in chosen.pairs():
        looked_at += 1
        try:
            changed += _update(library, article, language)
        except CatalogError as error:
            problems += error.problems
    return Updated(tuple(changed), looked_at, tuple(problems))


def _update(library: Library, article: Article, language: str) -> list[str]:
    path = library.catalog(language, article.id)
    data = updated(article, language, read_if_there(path), library.relative(path))
    return [library.relative(path)] if write_if_changed(path, data, durable=True) else []
