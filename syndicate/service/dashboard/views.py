"""What the pages show of a survey: counts by language, the articles, what is held back and why. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from syndicate.feeds.gate import Outcome
from syndicate.model import Problem, Severity, State
from syndicate.service.dashboard.survey import Standing, Subject, Survey

PER_PAGE = 50
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """One page of a long list: its items, its number (from 1), of how many pages, and of how many items in all."""

    items: Sequence[_T]
    number: int
    pages: int
    total: int


def paged(items: Sequence[_T], number: int) -> Page[_T]:
    """The page of that number, or the nearest one that there is."""
    pages = max(1, -(-len(items) // PER_PAGE))
    number = min(max(number, 1), pages)
    return Page(items[(number - 1) * PER_PAGE : number * PER_PAGE], number, pages, len(items))


@dataclass(frozen=True, slots=True)
class LanguageCounts:
    """How many articles of a language are published as they are, kept at their last text, waiting, or held on purpose.

    ``waiting`` are those that somebody has to do something for, ``kept`` among them. ``states`` counts all by how far
    their text is; ``missing`` have none that can be read.
    """

    language: str
    total: int
    published: int
    waiting: int
    kept: int
    decided: int
    states: Mapping[State, int]
    missing: int


def by_language(survey: Survey) -> list[LanguageCounts]:
    """The counts of the default feed's gate, in the languages' order."""
    own: defaultdict[str, list[Standing]] = defaultdict(list)
    for standing in survey.standings:
        if not standing.group:
            own[standing.language].append(standing)
    return [_counted(language, own[language]) for language in survey.languages]


def _counted(language: str, standings: Sequence[Standing]) -> LanguageCounts:
    states = Counter(one.state for one in standings)
    decided = sum(one.is_decided for one in standings)
    held = sum(one.is_held_back for one in standings)
    return LanguageCounts(
        language=language,
        total=len(standings),
        published=len(standings) - held,
        waiting=held - decided,
        kept=sum(one.outcome is Outcome.KEEP for one in standings),
        decided=decided,
        states={state: states[state] for state in State},
        missing=states[None],
    )


def overdue(survey: Survey, now: datetime) -> list[Subject]:
    """The articles whose medical review is overdue, the longest first."""
    due = [(subject.review, subject.id, subject) for subject in survey.subjects if subject.review]
    return [subject for at, _, subject in sorted(due) if at <= now]


@dataclass(frozen=True, slots=True)
class Line:
    """An article with how it stands in each language (default feed)."""

    subject: Subject
    standings: Mapping[str, Standing]


def lines(survey: Survey, words: str, *, is_waiting: bool) -> list[Line]:
    """The articles that have these words in title or id, all or only those that wait in some language."""
    own: defaultdict[str, dict[str, Standing]] = defaultdict(dict)
    for standing in survey.standings:
        if not standing.group:
            own[standing.article][standing.language] = standing
    found = [Line(one, own[one.id]) for one in survey.subjects if _has(one, words)]
    return [line for line in found if not is_waiting or any(map(waits, line.standings.values()))]


def waits(standing: Standing) -> bool:
    """Whether somebody has to do something for it to be published as it is."""
    return standing.is_held_back and not standing.is_decided


@dataclass(frozen=True, slots=True)
class Held:
    """What is held back: the article, how it stands, and the Problems that keep it back, each with its place."""

    subject: Subject
    standing: Standing
    problems: tuple[Problem, ...]


def held(survey: Survey, group: str, language: str, *, is_decided: bool) -> list[Held]:
    """What a gate holds back in a language (empty: in all): what waits for somebody, or what an editor decided."""
    subjects = {subject.id: subject for subject in survey.subjects}
    found: defaultdict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in survey.problems:
        if problem.blocking or problem.severity is Severity.ERROR:
            found[problem.article, problem.language].append(problem)
    return [
        Held(subjects[one.article], one, (*found[one.article, one.language], *found[one.article, ""]))
        for one in survey.standings
        if one.group == group
        and one.is_held_back
        and one.is_decided is is_decided
        and (not language or one.language == language)
    ]


def problems(survey: Survey, severity: str, words: str) -> list[Problem]:
    """The Problems of a severity (empty: all) with these words in their place, code, message, article or language."""
    wanted = words.casefold()
    return [
        problem
        for problem in survey.problems
        if (not severity or problem.severity == severity)
        and (not wanted or wanted in f"{problem} {problem.article} {problem.language}".casefold())
    ]


def _has(subject: Subject, words: str) -> bool:
    return words.casefold() in f"{subject.title}\n{subject.id}".casefold()
