"""Where the rules leave what they found: codes become Problems at their place."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from syndicate.feeds.validate.rules import WARNINGS
from syndicate.model import Place, Problem, Severity

_T = TypeVar("_T")

# A hostile document can break one rule a million times; nobody reads further than this.
MOST = 200
_LONGEST = 500

Clean = set[bytes]
"""Digests of entries, or of their texts, in which nothing was found."""


class Flaw(ValueError):
    """What a value is not: raised by the parsers of dates, URLs and the like, caught by `Findings.value`."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(slots=True)
class Findings:
    """The problems of one document, in the order in which they were found.

    ``subject`` says what is being looked at ("entry tag:…") and goes before each message. `about` makes
    another one that adds to the same list. ``clean``, if it is given, remembers the texts that are in order, from one
    document to the next.
    """

    path: str
    subject: str = ""
    problems: dict[tuple[str, str, int], Problem] = field(default_factory=dict)
    clean: Clean | None = None

    def about(self, subject: str) -> "Findings":
        """The same list, for findings about ``subject``."""
        return Findings(self.path, subject, self.problems, self.clean)

    def add(self, code: str, message: str, line: int = 0, column: int = 0, *, advice: str = "") -> None:
        """Note a finding; its severity is the rule's. The same one at the same line counts once."""
        if self.full:
            return
        if len(self.problems) == MOST:
            code, message, line, column, advice = "more-problems", f"more than {MOST} problems", 0, 0, ""
        elif self.subject:
            message = f"{self.subject}: {message}"
        if len(message) > _LONGEST:
            message = f"{message[: _LONGEST - 1]}…"
        severity = Severity.WARNING if code in WARNINGS else Severity.ERROR
        place = Place(self.path, max(line, 0), max(column, 0))
        self.problems.setdefault((code, message, line), Problem(code, message, place, severity, advice))

    def value(self, read: Callable[[str], _T], text: str, line: int = 0) -> _T | None:
        """What ``read`` makes of ``text``, or None where it is flawed, which is noted."""
        try:
            return read(text)
        except Flaw as flaw:
            self.add(flaw.code, flaw.message, line)
            return None

    def texts(self, read: Callable[["Findings"], object], *parts: object) -> None:
        """Let ``read`` look at the texts of an entry, unless nothing was found in the same ones before.

        ``parts`` (strings and numbers) are all that it looks at. An entry stands in several feeds and archive pages,
        and its texts take two thirds of the time that validating it takes.
        """
        if self.clean is None:
            read(self)
            return
        key = digest(*parts)
        if key in self.clean:
            return
        alone = Findings(self.path)  # what others reported already would hide the same finding
        read(alone)
        if alone.problems:
            read(self)
        else:
            self.clean.add(key)

    @property
    def full(self) -> bool:
        """Whether no more are taken."""
        return len(self.problems) > MOST

    @property
    def failed(self) -> bool:
        """Whether an error is among them."""
        return any(problem.severity is Severity.ERROR for problem in self.problems.values())

    def all(self) -> tuple[Problem, ...]:
        """The problems, in the order in which they were found."""
        return tuple(self.problems.values())


def digest(*parts: object) -> bytes:
    """The digest of strings and numbers, and of lists and mappings of them."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20).digest()


def shown(value: object, most: int = 80) -> str:
    """A value for a message: quoted, on one line, not endless."""
    text = repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
