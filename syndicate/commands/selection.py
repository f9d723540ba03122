"""Which articles and languages a verb is about: those that were named, or all of the library's."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from syndicate.articles.parsers import Rules, parse
from syndicate.config import Settings
from syndicate.errors import UsageError
from syndicate.model import Article, Problem
from syndicate.publishing.library import Library, sources


@dataclass(frozen=True, slots=True)
class Selection:
    """Articles by id in their order, target languages, and the Problems of the sources that cannot be read."""

    articles: tuple[Article, ...]
    languages: tuple[str, ...]
    problems: tuple[Problem, ...]

    def pairs(self) -> Iterator[tuple[Article, str]]:
        """Each article with each language that it is translated into."""
        for article in self.articles:
            for language in self.languages:
                if language != article.language:
                    yield article, language


def select(library: Library, articles: Collection[str] = (), languages: Collection[str] = ()) -> Selection:
    """Read the sources and choose; UsageError for an article or a language that the library does not have."""
    settings = library.settings
    if unknown := sorted(set(languages) - set(settings.languages)):
        raise UsageError(f"{unknown[0]!r} is not among the published languages: {', '.join(settings.languages)}")
    parsed = [parse(raw, rules(settings)) for raw in sources(library)]
    known = {one.article.id: one.article for one in parsed if one.article}
    if missing := sorted(set(articles) - set(known)):
        raise UsageError(f"no article {missing[0]!r} can be read in {library.articles}: see `syndicate check`")
    return Selection(
        tuple(known[identifier] for identifier in sorted(set(articles) or known)),
        tuple(language for language in settings.languages if not languages or language in languages),
        tuple(problem for one in parsed for problem in one.problems if one.article is None),
    )


def rules(settings: Settings) -> Rules:
    """What the settings say about every source."""
    return Rules(zone=settings.zone, topics=frozenset(settings.topics), max_bytes=settings.max_article_bytes)
