"""Making a survey. It reads the whole library, which takes seconds for a large one, so a process of its own does it.

``python -m syndicate.service.dashboard.examining FOLDER NOW``, JSON lines on stdout. Feeds are served meanwhile, and
neither its memory nor its death harms them. It writes nothing but the cache that publishes have, too.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from syndicate.articles.inline import to_plain
from syndicate.articles.library import misdated, unpublished
from syndicate.editorial.status import SOURCE_FAULTY, STRINGS_MISSING
from syndicate.errors import SyndicateError, WithProblems
from syndicate.feeds.gate import Outcome, Reason
from syndicate.model import Article, Place, Problem, Severity
from syndicate.publishing.build import silent
from syndicate.publishing.cache import Cache
from syndicate.publishing.decide import Verdict, decide_language
from syndicate.publishing.executors import serial
from syndicate.publishing.gather import Gathered, gather
from syndicate.publishing.groups import Group, belongs, without_articles
from syndicate.publishing.library import Library, open_library
from syndicate.publishing.plan import missing_disclaimers, plan
from syndicate.publishing.published import Published, open_published
from syndicate.service.dashboard.survey import Standing, Subject, Survey

MOST_PROBLEMS = 5_000
"""How many are handed on, the gravest first: of more nobody reads a list, and all would be megabytes."""

_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def survey(root: Path, now: datetime) -> Survey:
    """Read the library in that folder and judge it at ``now``. It never fails: what is wrong is told in the survey."""
    try:
        return _survey(open_library(root), now)
    except WithProblems as error:
        return Survey(now, problems=error.problems, counts=_counts(error.problems), error="the library cannot be read")
    except (SyndicateError, OSError) as error:
        return Survey(now, error=str(error))


def _survey(library: Library, now: datetime) -> Survey:
    if not any(path.is_file() for path in library.articles.rglob("*")):
        told = f"{library.relative(library.articles)}: the sources are not on this machine, only what is published"
        return Survey(now, error=told, has_sources=False)
    planned = plan(library)
    gathered = gather(planned, Cache(library.work / "cache"), serial, silent)
    missing = missing_disclaimers(planned, gathered.disclaimers())
    published = open_published(library.feeds, fresh=True)
    articles = [result.article for result in gathered.results.values() if result.article]
    problems = [*planned.problems, *gathered.problems, *missing.values()]
    problems += (*misdated(articles, now), *unpublished(articles, library.settings.languages))
    problems += without_articles(library.settings, articles)
    desk = _Desk(library, gathered, published, now, frozenset({*planned.frozen, *missing}))
    standings = [
        standing
        for group in planned.groups
        for language in library.settings.languages
        for standing in desk.standings(group, language, articles, problems)
    ]
    found = sorted(dict.fromkeys(problems), key=_gravity)
    return Survey(
        made=now,
        languages=library.settings.languages,
        groups=tuple(group.id for group in planned.groups),
        subjects=tuple(sorted(map(_subject, articles), key=lambda subject: subject.id)),
        standings=tuple(standings),
        problems=tuple(found[:MOST_PROBLEMS]),
        counts=_counts(found),
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is the same for all groups and languages."""

    library: Library
    gathered: Gathered
    published: Published
    now: datetime
    frozen: frozenset[str]

    def standings(
        self, group: Group, language: str, articles: Sequence[Article], problems: list[Problem]
    ) -> Iterator[Standing]:
        """How the articles stand there; what is found on the way is added to ``problems``."""
        decided = decide_language(
            group,
            language,
            gathered=self.gathered,
            published=self.published,
            settings=self.library.settings,
            now=self.now,
            frozen=language in self.frozen,
        )
        problems += decided.problems
        verdicts = {verdict.article: verdict for verdict in decided.verdicts}
        for article in articles:
            was_published = article.id in decided.ledger.rows
            verdict = verdicts.get(article.id)
            if verdict or was_published or any(belongs(article, language, feed) for feed in group.feeds):
                yield self._standing(group, language, article, verdict, was_published=was_published)

    def _standing(
        self, group: Group, language: str, article: Article, verdict: Verdict | None, *, was_published: bool
    ) -> Standing:
        result = self.gathered.results[article.id]
        text = result.standings.get(language)
        outcome = verdict.outcome if verdict else Outcome.KEEP if was_published else Outcome.HOLD
        unjudged = Reason(STRINGS_MISSING if language in self.frozen else SOURCE_FAULTY)
        reasons = verdict.reasons if verdict else (unjudged,)
        return Standing(
            article=article.id,
            language=language,
            group=group.id,
            state=text.state if text else None,
            outcome=outcome,
            reasons=() if outcome is Outcome.PUBLISH else reasons,
            path=self._path(article, language),
        )

    def _path(self, article: Article, language: str) -> str:
        if article.language == language:
            return article.path
        return self.library.relative(self.library.catalog(language, article.id))


def _subject(article: Article) -> Subject:
    review = article.reviewed.next if article.reviewed else None
    title = to_plain(article.content.title) or article.id
    return Subject(article.id, title, article.language, article.path, review.at if review else None)


def _gravity(problem: Problem) -> tuple[int, bool, Place, str, str]:
    return _GRAVEST_FIRST.index(problem.severity), not problem.blocking, problem.place, problem.code, problem.message


def _counts(problems: Iterable[Problem]) -> tuple[tuple[Severity, int], ...]:
    return tuple(sorted(Counter(problem.severity for problem in problems).items()))


if __name__ == "__main__":
    os.nice(10)  # whoever serves comes first
    sys.stdout.buffer.writelines(survey(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])).lines())
