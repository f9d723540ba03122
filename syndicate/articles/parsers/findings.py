"""Collecting what is wrong with one file, so that all of it is told at once."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from syndicate.model import Place, Problem, Severity

LIMIT = 200  # a file that is no article at all must not fill the screen


class Findings:
    """The Problems of one file, in the order of its lines."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._problems: dict[tuple[str, Place, str], Problem] = {}
        self._left_off = 0

    def error(self, code: str, message: str, place: tuple[int, int], advice: str) -> None:
        """Add an error; ``place`` is (line, column), 1-based, 0 for unknown."""
        self._add(Problem(code, message, Place(self.path, *place), Severity.ERROR, advice))

    def warn(self, code: str, message: str, place: tuple[int, int], advice: str) -> None:
        """Add a warning, likewise."""
        self._add(Problem(code, message, Place(self.path, *place), Severity.WARNING, advice))

    def note(self, code: str, message: str, place: tuple[int, int], advice: str) -> None:
        """Add an info, likewise."""
        self._add(Problem(code, message, Place(self.path, *place), Severity.INFO, advice))

    def leave_off(self, number: int) -> None:
        """Count findings that are too many to be listed."""
        self._left_off += number

    def _add(self, problem: Problem) -> None:
        if len(self._problems) < LIMIT or (problem.severity is Severity.ERROR and not self.has_errors):
            self._problems.setdefault((problem.code, problem.place, problem.message), problem)
        else:
            self._left_off += 1

    @property
    def has_errors(self) -> bool:
        """Whether the file cannot be used."""
        return any(problem.severity is Severity.ERROR for problem in self._problems.values())

    def problems(self, article: str = "", language: str = "") -> tuple[Problem, ...]:
        """All of them by line and column, each with the article and language that it is about."""
        found = sorted(self._problems.values(), key=lambda problem: (problem.place.line, problem.place.column))
        if self._left_off:
            more = f"{self._left_off:,} more findings are not listed"
            found.append(Problem("findings-many", more, Place(self.path), Severity.INFO, "mend the ones above first"))
        return tuple(replace(problem, article=article, language=language) for problem in found)


def nearest(word: str, known: Iterable[str]) -> str:
    """Advice that names the known word most like this one, or all of them."""
    known = sorted(known)
    close = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"use one of: {', '.join(known)}" if known else "leave it out"
