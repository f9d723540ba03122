"""The survey: how every article stands in every language and feed, as a publish would judge it now, and why.

It reads the whole library, which takes seconds for a large one, so it is made in a process of its own: ``python -m
syndicate.service.dashboard.survey FOLDER NOW``, JSON lines on stdout. Feeds are served meanwhile, and neither its
memory nor its death harms them. It writes nothing but the cache that publishes have, too.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.articles.inline import to_plain
from syndicate.articles.library import misdated, unpublished
from syndicate.editorial.status import SOURCE_FAULTY, STRINGS_MISSING, explain
from syndicate.errors import SyndicateError, WithProblems
from syndicate.feeds.gate import Outcome, Reason
from syndicate.model import Article, Place, Problem, Severity, State
from syndicate.publishing.build import silent
from syndicate.publishing.cache import Cache
from syndicate.publishing.decide import Verdict, decide_language
from syndicate.publishing.executors import serial
from syndicate.publishing.gather import Gathered, gather
from syndicate.publishing.groups import Group, belongs, without_articles
from syndicate.publishing.library import Library, open_library
from syndicate.publishing.plan import missing_disclaimers, plan
from syndicate.publishing.published import Published, open_published

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MOST_PROBLEMS = 5_000
"""How many are handed on, the gravest first: of more nobody reads a list, and all would be megabytes."""

_IN_A_LINE = 200
_DECIDED = frozenset({"withdrawn", "withheld", "embargo", "expired", "published-in-future"})
_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Subject:
    """An article: title as plain text, language (BCP 47), source file, and when its next medical review is due."""

    id: str
    title: str
    language: str
    path: str
    review: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An article in a language and a group of feeds: how far its text is, what a publish would do with it, and why.

    ``group`` is empty for the default feed's. ``state`` is None where there is no text that can be read. ``path`` is
    its catalog, or in its own language its source. ``reasons`` are empty where it is published.
    """

    article: str
    language: str
    group: str
    state: State | None
    outcome: Outcome
    reasons: tuple[Reason, ...]
    path: str

    @property
    def is_held_back(self) -> bool:
        """Whether what stands in the sources is not what is published."""
        return self.outcome is not Outcome.PUBLISH

    @property
    def is_decided(self) -> bool:
        """Whether an editor held it back: the source says so, and nobody has to do anything."""
        return self.is_held_back and all(reason.code in _DECIDED for reason in self.reasons)

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons in words."""
        return tuple(map(explain, self.reasons))


@dataclass(frozen=True, slots=True)
class Survey:
    """The state of the library at ``made``.

    ``groups`` are the feeds that have a gate of their own, after the default one (empty). ``problems`` come gravest
    first, ``counts`` are by severity and have those that were left out. ``error`` says why there is nothing else: the
    settings, a ledger or the disk; or, without ``has_sources``, that only the published files are on this machine.
    """

    made: datetime
    languages: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    standings: tuple[Standing, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: tuple[tuple[Severity, int], ...] = ()
    error: str = ""
    has_sources: bool = True

    def count(self, severity: Severity) -> int:
        """How many Problems of that severity there are."""
        return dict(self.counts).get(severity, 0)

    def lines(self) -> Iterator[bytes]:
        """The survey as JSON lines, for another process; short ones, so that reading one holds nobody up for long."""
        head = replace(self, subjects=(), standings=(), problems=())
        yield _heads().dump_json(head) + b"\n"
        for name in ("subjects", "standings", "problems"):
            found = getattr(self, name)
            for start in range(0, len(found), _IN_A_LINE):
                part = _Part(**{name: found[start : start + _IN_A_LINE]})
                yield _parts().dump_json(part, exclude_defaults=True) + b"\n"


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of what a survey lists."""

    subjects: tuple[Subject, ...] = ()
    standings: tuple[Standing, ...] = ()
    problems: tuple[Problem, ...] = ()


def from_lines(data: bytes) -> Survey:
    """The survey of its lines; ValueError for anything else."""
    first, _, rest = data.partition(b"\n")
    head, parts = _heads().validate_json(first), [_parts().validate_json(line) for line in rest.splitlines()]
    return replace(
        head,
        subjects=tuple(subject for part in parts for subject in part.subjects),
        standings=tuple(standing for part in parts for standing in part.standings),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


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


@cache
def _heads() -> "TypeAdapter[Survey]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - heavy, and not needed to serve feeds

    return TypeAdapter(Survey)


@cache
def _parts() -> "TypeAdapter[_Part]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - likewise

    return TypeAdapter(_Part)


if __name__ == "__main__":
    os.nice(10)  # whoever serves comes first
    sys.stdout.buffer.writelines(survey(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])).lines())
