"""What a run of ``syndicate translate`` did, or in a dry run would do, in words and as data."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from syndicate.model import Problem, Severity
from syndicate.publishing.report import problem_to_data


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article in one language, in segments: where drafts came from, and how many have none.

    ``rule`` counts what needed no engine, ``refused`` what a machine could not do, ``left`` what was not tried or may
    succeed later. ``characters`` were sent, every try counted, or in a dry run would be at the first try.
    """

    article: str
    language: str
    memory: int = 0
    rule: int = 0
    machine: int = 0
    refused: int = 0
    left: int = 0
    characters: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.memory or self.rule or self.machine or self.refused or self.left)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The outcome of a run. ``engine`` is the name in the settings, empty for none."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    engine: str = ""
    requests: int = 0
    dry_run: bool = False
    interrupted: bool = False

    @property
    def characters(self) -> int:
        """What was sent, or in a dry run would be."""
        return sum(row.characters for row in self.rows)

    @property
    def failed(self) -> bool:
        """Whether something needs a person: then the exit code is 1."""
        return self.interrupted or any(x.severity is Severity.ERROR or x.code == "draft-refused" for x in self.problems)

    def to_data(self) -> dict[str, Any]:
        """The outcome as JSON-able data."""
        return {
            "dry_run": self.dry_run,
            "interrupted": self.interrupted,
            "engine": self.engine or None,
            "requests": self.requests,
            "characters": self.characters,
            "articles": [asdict(row) for row in self.rows],
            "problems": [problem_to_data(problem) for problem in self.problems],
        }

    def lines(self) -> Iterator[str]:
        """The outcome in words."""
        for problem in self.problems:
            yield str(problem)
        for row in self.rows:
            if not row.is_empty:
                yield f"{row.language} {row.article}: {self._told(row)}"
        if self.rows and all(row.is_empty for row in self.rows):
            yield "nothing is empty"
        if self.interrupted:
            yield "interrupted: what is done is saved; the next run goes on from there, and asks up to one batch again"
        if not self.engine and any(row.left for row in self.rows):
            yield "no engine is used: nothing was sent anywhere"
        if self.engine:
            yield f"{self._sent()} ({self.engine})"

    def _sent(self) -> str:
        count = self.characters
        if not self.dry_run:
            return f"{count:,} characters sent in {self.requests:,} request{'s' * (self.requests != 1)}"
        if not count:
            return "nothing would be sent"
        return f"about {count:,} characters would be sent, up to {2 * count:,} where replies are refused"

    def _told(self, row: Row) -> str:
        would = "would be " if self.dry_run else ""
        parts = (
            (row.memory, "from memory"),
            (row.rule, "without an engine"),
            (row.machine, f"{would}by machine ({row.characters:,} characters)"),
            (row.refused, "refused"),
            (row.left, "left"),
        )
        return ", ".join(f"{count} {what}" for count, what in parts if count)
