"""What a publish did, in words and as data."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from syndicate.editorial.counts import counted
from syndicate.editorial.status import explain
from syndicate.feeds.gate import Outcome
from syndicate.model import Problem, Severity, When
from syndicate.publishing import news as news_
from syndicate.publishing.decide import Verdict
from syndicate.publishing.groups import feed_of
from syndicate.publishing.news import News

_DOCUMENTS = ("/atom.xml", "/rss.xml", "/feed.json")
SHOWN = 20  # lines per feed and language: the rest would scroll the Problems away


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a publish, or of a dry run of one. ``news`` has every feed, also those without any."""

    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    changed: tuple[str, ...]
    built: datetime | None
    due: datetime | None
    dry_run: bool = False
    news: tuple[News, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether something needs a person: then the exit code is 1."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def shown_otherwise(self) -> list[tuple[str, str]]:
        """The feeds, as (language, id), whose documents changed though nothing happened to an entry of theirs."""
        told = {(one.language, one.feed) for one in self.news if one.items}
        files = [path for path in self.changed if path.endswith(_DOCUMENTS) and "/archive/" not in path]
        changed = {(language, feed) for feed, language in map(feed_of, files)}
        return sorted(changed - told) if self.news else []

    def to_data(self) -> dict[str, Any]:
        """The report as JSON-able data."""
        return {
            "dry_run": self.dry_run,
            "built": _stamp(self.built),
            "due": _stamp(self.due),
            "changed_files": list(self.changed),
            "entries": [
                {
                    "group": verdict.group,
                    "article": verdict.article,
                    "language": verdict.language,
                    "outcome": str(verdict.outcome),
                    "status": str(verdict.status) if verdict.status else None,
                    "change": verdict.change or None,
                    "reasons": [{"code": reason.code, "count": reason.count} for reason in verdict.reasons],
                }
                for verdict in self.verdicts
            ],
            "feeds": [one.to_data() for one in self.news],
            "shown_otherwise": [{"feed": feed, "language": language} for language, feed in self.shown_otherwise],
            "problems": [problem_to_data(problem) for problem in self.problems],
        }

    def lines(self) -> Iterator[str]:
        """The report in words."""
        for problem in self.problems:
            yield str(problem)
        for group, language in dict.fromkeys((verdict.group, verdict.language) for verdict in self.verdicts):
            rows = [v for v in self.verdicts if (v.group, v.language) == (group, language)]
            yield f"{language} {group}: {_counts(rows)}"
            told = [_told(verdict) for verdict in rows if self._is_told(verdict)]
            yield from (f"  {line}" for line in told[:SHOWN])
            if len(told) > SHOWN:
                yield f"  … and {len(told) - SHOWN} more: --json has them all"
        yield from news_.lines(self.news, SHOWN) if self.news else ()
        if otherwise := [f"{language} · {feed}" for language, feed in self.shown_otherwise]:
            more = f" … and {len(otherwise) - SHOWN} more" if len(otherwise) > SHOWN else ""
            yield f"shown otherwise, without news for subscribers: {', '.join(otherwise[:SHOWN])}{more}"
        would = "would be " if self.dry_run else ""
        yield f"{counted(len(self.changed), 'file')} {would}changed"
        if self.due:
            yield f"next due by time alone: {_stamp(self.due)}"

    def _is_told(self, verdict: Verdict) -> bool:
        """Whether a verdict has a line: what is held back, unless the news of its feeds tells it and why."""
        if self.news:
            return verdict.outcome is not Outcome.PUBLISH and not verdict.change
        return bool(verdict.change) or verdict.outcome is not Outcome.PUBLISH


def problem_to_data(problem: Problem) -> dict[str, Any]:
    """A Problem as JSON-able data."""
    place = problem.place
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "message": problem.message,
        "advice": problem.advice,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "article": problem.article,
        "language": problem.language,
        "blocking": problem.blocking,
    }


_SAID = {
    Outcome.PUBLISH: "published",
    Outcome.KEEP: "kept at the last version",
    Outcome.WITHHOLD: "withheld",
    Outcome.HOLD: "not published",
}


def _counts(verdicts: list[Verdict]) -> str:
    counts = Counter(verdict.outcome for verdict in verdicts)
    return ", ".join(f"{counts[outcome]} {said}" for outcome, said in _SAID.items() if counts[outcome])


def _told(verdict: Verdict) -> str:
    why = f" ({'; '.join(map(explain, verdict.reasons))})" if verdict.reasons else ""
    what = verdict.change or _SAID[verdict.outcome]
    return f"{verdict.article}: {what}{why}"


def _stamp(at: datetime | None) -> str | None:
    return str(When(at.astimezone(UTC))) if at else None
