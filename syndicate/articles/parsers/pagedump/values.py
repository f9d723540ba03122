"""What a page dump says, before anybody has confirmed it: lines with their places, in their roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from syndicate.model import Place, Problem, Severity

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {
        # the bytes
        "empty": _ERROR,  # nothing to read
        "too-many-lines": _ERROR,  # no page has so many
        "blank-line-irregular": _INFO,  # a gap that the other lines do not have; blank lines mean nothing
        "no-final-newline": _INFO,
        # what a dump cannot say, or does not
        "lang-undeclared": _ERROR,
        "lang-contradicted": _ERROR,  # the labels are of another language than the declared one
        "labels-unknown": _ERROR,  # we know no section labels of the declared language
        "id-missing": _ERROR,
        "title-missing": _ERROR,
        "author-missing": _WARNING,
        "licence-missing": _WARNING,
        "lead-missing": _WARNING,
        "date-published-missing": _ERROR,
        "date-updated-missing": _INFO,
        "review-missing": _WARNING,
        # dates
        "date-text": _INFO,  # a date in words, read in the declared language
        "date-ambiguous": _ERROR,  # 01/02/2023
        "date-unreadable": _ERROR,
        # structure
        "toc-empty": _WARNING,
        "heading-untyped": _ERROR,  # a heading by its position alone, or not even that
        "heading-glued": _ERROR,  # a known label without a line of its own
        "line-unknown": _ERROR,  # a line whose role cannot be told
        "faq-empty": _WARNING,
        "faq-count-odd": _WARNING,  # as many questions as answers there are not
        "faq-question-missing": _ERROR,
        "faq-answer-missing": _ERROR,
        "takeaways-empty": _WARNING,
        "related-empty": _INFO,
        "related-unlinked": _INFO,  # titles, but no ids
        "references-empty": _WARNING,
        # wording
        "promo-cta": _WARNING,
        "abbr-undefined": _INFO,
        "reading-level-high": _INFO,
        # references
        "ref-uncited": _WARNING,
        "ref-format": _INFO,
        "ref-case": _INFO,
    }
)
"""Every code that reading a dump can yield, with its one severity."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a part of one: stripped text, 1-based line number, 1-based column of its first character."""

    text: str
    number: int
    column: int = 1

    def part(self, start: int, end: int | None = None) -> "Line":
        """The text from ``start`` to ``end`` (offsets in ``text``), stripped, at its own column."""
        piece = self.text[start:end]
        indent = len(piece) - len(piece.lstrip())
        return Line(piece.strip(), self.number, self.column + start + indent)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A labeled date: as it stands there, and the calendar day where that is certain."""

    raw: Line
    day: date | None


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its paragraphs. ``certain``: the table of contents or a person says that it is a heading."""

    heading: Line | None
    paragraphs: tuple[Line, ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the FAQ; its question where the page has kept it."""

    question: Line | None
    answer: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dump:
    """A page dump, read: every line in its role, and everything that is wrong with it.

    ``problems`` are in the order of their places. ``unplaced`` are lines whose role could not be told, ``left_out``
    those that a person said are no part of the article.
    """

    path: str
    language: str | None
    title: Line | None = None
    published: DateLine | None = None
    updated: DateLine | None = None
    reviewed: DateLine | None = None
    reviewer: Line | None = None
    author: Line | None = None
    lead: Line | None = None
    parts: tuple[Part, ...] = ()
    faq: tuple[Answer, ...] = ()
    takeaways: tuple[Line, ...] = ()
    promotion: tuple[Line, ...] = ()
    related: tuple[Line, ...] = ()
    references: tuple[Line, ...] = ()
    disclaimer: Line | None = None
    unplaced: tuple[Line, ...] = ()
    left_out: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A Problem before it has its path: code, where, what, and what to do."""

    code: str
    line: int
    column: int
    message: str
    advice: str = ""

    def problem(self, path: str, language: str | None) -> Problem:
        """The Problem, with the one severity of its code."""
        place = Place(path, self.line, self.column)
        return Problem(self.code, self.message, place, SEVERITIES[self.code], self.advice, language=language or "")


def at(line: Line, code: str, message: str, advice: str = "", *, offset: int = 0) -> Finding:
    """A finding in a line, ``offset`` characters behind its beginning."""
    return Finding(code, line.number, line.column + offset, message, advice)


def excerpt(text: str, length: int = 48) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
