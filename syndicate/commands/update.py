"""``syndicate update``: bring every article's PO files up to its text."""

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from syndicate.articles.parsers import Rules, parse
from syndicate.errors import CatalogError, UsageError
from syndicate.files import read_if_there, write_if_changed
from syndicate.model import Article, Problem
from syndicate.publishing.library import Library, sources
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
    settings = library.settings
    if unknown := sorted(set(languages) - set(settings.languages)):
        raise UsageError(f"{unknown[0]!r} is not among the published languages: {', '.join(settings.languages)}")
    rules = Rules(
        zone=ZoneInfo(settings.timezone) if settings.timezone else None,
        topics=frozenset(settings.topics),
        max_bytes=settings.max_article_bytes,
    )
    parsed = [parse(raw, rules) for raw in sources(library)]
    known = {one.article.id: one.article for one in parsed if one.article}
    if missing := sorted(set(articles) - set(known)):
        raise UsageError(f"no article {missing[0]!r} can be read in {library.articles}: see `syndicate check`")
    problems = [problem for one in parsed for problem in one.problems if one.article is None]
    changed: list[str] = []
    looked_at = 0
    for article in (known[identifier] for identifier in sorted(articles or known)):
        for language in settings.languages:
            if language == article.language or (languages and language not in languages):
                continue
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
