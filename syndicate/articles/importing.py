"""A foreign page becomes an article: what is certain is written, what is not is left to a person.

The Markdown holds the page's own words and the facts that a person gave, nothing else. What is still open stands in
comments at its head, and as long as anything does, the article is `status: withheld`: a page that nobody has gone
through is never published. An answer of the FAQ without its question stands there, too, and in no FAQ. A brand's
call to action becomes `promotion`, which no partner feed has unasked. The page's disclaimer becomes the key of ours,
which is translated by people.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from syndicate.articles.inline import escape
from syndicate.articles.parsers import MARKDOWN, Raw, Rules, parse
from syndicate.articles.parsers.blocks import slug
from syndicate.articles.parsers.dates import DateError, read_when
from syndicate.articles.parsers.pagedump import Dump, Line, Part, is_named, read
from syndicate.articles.parsers.pagedump.facts import Facts, read_facts
from syndicate.articles.parsers.pagedump.values import DateLine
from syndicate.articles.parsers.references import read_reference
from syndicate.articles.writer import write
from syndicate.model import (
    Article,
    Author,
    Content,
    Paragraph,
    Place,
    Problem,
    Question,
    Review,
    Section,
    Severity,
    Text,
    When,
)

# The field of the facts that settles what reading the page has found.
_SETTLED_BY: Mapping[str, str] = MappingProxyType(
    {
        "id-missing": "id",
        "lang-undeclared": "language",
        "title-missing": "title",
        "lead-missing": "summary",
        "author-missing": "authors",
        "licence-missing": "license",
        "date-published-missing": "published",
        "date-updated-missing": "updated",
        "review-missing": "reviewed",
        "faq-empty": "faq",
        "faq-count-odd": "faq",
        "faq-question-missing": "faq",
        "faq-answer-missing": "faq",
        "takeaways-empty": "takeaways",
        "related-unlinked": "related",
        "references-empty": "references",
    }
)
_UNREADABLE = frozenset({"empty", "too-many-lines", "not-utf-8"})
# Not errors of the page, but no article should go out without them.
_NEEDED = frozenset({"author-missing", "licence-missing", "lead-missing"})
# An error of the page, but none of the article: reading has put it right, and could do it in one way only.
_MENDED = frozenset({"heading-glued"})
# What the parser of the written article says again in its own words.
_SAID = frozenset(
    {
        "id-missing",
        "language-missing",
        "title-missing",
        "title-empty",
        "published-missing",
        "review-missing",
        "authors-missing",
        "license-missing",
    }
)


@dataclass(frozen=True, slots=True)
class Import:
    """A page as an article.

    ``name`` is the file's name without its suffix: the id, or the page's name. ``markdown`` is the file's text,
    empty where the page could not be read. ``article`` is what it parses to: None where a required field is missing.
    ``problems`` are all findings in the page, the facts and the article that the facts have not settled; ``missing``
    are those that a person must still settle.
    """

    name: str
    markdown: str
    article: Article | None
    problems: tuple[Problem, ...]
    missing: tuple[Problem, ...]


def import_file(raw: Raw, facts: bytes | None, rules: Rules, facts_path: str = "facts") -> Import:
    """The article of a page dump (UTF-8 text), with what a person says about it in YAML. Never raises."""
    fault = raw.fault
    if fault is None and len(raw.data) > rules.max_bytes:
        message = f"the file is larger than {rules.max_bytes:,} bytes"
        fault = Problem("file-too-large", message, Place(raw.path), advice="no page of text is: cut it down")
    if fault:
        return Import(_stem(raw.path), "", None, (fault,), (fault,))
    told = read_facts(facts, facts_path, rules) if facts is not None else Facts()
    dump = read(
        raw.data,
        raw.path,
        told.article.language if "language" in told.given else None,
        headings=None if told.headings is None else [name.text for name in told.headings],
        leave_out=[name.text for name in told.leave_out],
    )
    return to_article(dump, told, rules)


def to_article(dump: Dump, facts: Facts, rules: Rules) -> Import:
    """The article of a dump that was read in the language of the facts, with their headings and without their lines."""
    if not _UNREADABLE.isdisjoint(problem.code for problem in dump.problems):
        problems = (*facts.problems, *dump.problems)
        return Import(_stem(dump.path), "", None, problems, tuple(filter(_is_open, problems)))
    draft, found = _Draft(dump, facts, rules).article()
    known = (*facts.problems, *_unsettled(dump, facts), *found, *_unmatched(dump, facts))
    name = draft.id or _stem(dump.path)
    # What only the article's parser sees is known once it is written; and then it is written again, with comments.
    missing = tuple(filter(_is_open, (*known, *_parsed(write(draft), name, rules)[1])))
    draft = replace(draft, status="withheld") if missing else draft
    markdown = _with_comments(write(draft), [*_comments_on_open(dump, missing), *_comments_on_words(dump, facts)])
    article, faults = _parsed(markdown, name, rules)
    problems = (*known, *faults)
    return Import(name, markdown, article, problems, tuple(filter(_is_open, problems)))


def _is_open(problem: Problem) -> bool:
    """Whether a person must settle it."""
    is_error = problem.severity is Severity.ERROR and problem.code not in _MENDED
    return is_error or problem.code in _NEEDED


def _stem(path: str) -> str:
    return slug(PurePosixPath(path).stem) or "page"


class _Draft:
    """The article in the making: each field from the facts, else from the page, else empty."""

    def __init__(self, dump: Dump, facts: Facts, rules: Rules) -> None:
        self._dump, self._facts, self._rules = dump, facts, rules
        self._found: list[Problem] = []

    def article(self) -> tuple[Article, tuple[Problem, ...]]:
        """The article, and what went wrong on the way."""
        dump, given = self._dump, self._facts.given
        own: dict[str, Any] = {
            "published": self._when(dump.published),
            "updated": self._when(dump.updated),
            "reviewed": self._review(),
            "authors": (Author(dump.author.text),) if dump.author else (),
            "disclaimer": "general" if dump.disclaimer else "",
            "promotion": Text(escape(" ".join(line.text for line in dump.promotion))) if dump.promotion else None,
            "id": "",
            "language": "",
        }
        kept = {name: value for name, value in own.items() if name not in given}
        return replace(self._facts.article, content=self._content(), path="", **kept), tuple(self._found)

    def _content(self) -> Content:
        dump, given = self._dump, self._facts.given
        content = replace(self._facts.article.content, sections=_sections(dump.parts))
        if "title" not in given:
            content = replace(content, title=_text(dump.title) if dump.title else Text(""))
        if "summary" not in given:
            content = replace(content, summary=_text(dump.lead) if dump.lead else None)
        if "takeaways" not in given:
            content = replace(content, takeaways=tuple(map(_text, dump.takeaways)))
        if "references" not in given:
            content = replace(content, references=tuple(read_reference(line.text) for line in dump.references))
        return replace(content, faq=self._faq_of_facts() if "faq" in given else self._faq_of_page())

    def _faq_of_page(self) -> tuple[Question, ...]:
        return tuple(
            Question(_text(item.question), _joined(item.answer))
            for item in self._dump.faq
            if item.question and item.answer
        )

    def _faq_of_facts(self) -> tuple[Question, ...]:
        """The FAQ of the facts; an answer that is a number there is the page's answer in that line."""
        answers = {str(item.answer[0].number): _joined(item.answer) for item in self._dump.faq if item.answer}
        made: list[Question] = []
        for item in self._facts.article.content.faq:
            number = item.answer.source.strip()
            if number.isdecimal() and number not in answers:
                self._note_no_answer(item.answer.line, number, answers)
            else:
                made.append(Question(item.question, answers.get(number, item.answer)))
        used = {item.answer.source for item in made}
        for line in (line for line, answer in answers.items() if answer.source not in used):
            message = "this answer is not in the FAQ of the facts, and is left out"
            self._found.append(
                Problem("faq-answer-unused", message, Place(self._dump.path, int(line), 1), Severity.INFO)
            )
        return tuple(made)

    def _note_no_answer(self, line: int, number: str, answers: Mapping[str, Text]) -> None:
        message = f"the page has no answer of its FAQ in line {number}"
        advice = f"its answers are in: {', '.join(answers) or 'no line'}"
        self._found.append(Problem("fact-unmatched", message, Place(self._facts.path, line), advice=advice))

    def _review(self) -> Review | None:
        on = self._when(self._dump.reviewed)
        by = self._dump.reviewer.text if self._dump.reviewer else ""
        return Review(on, by) if on or by else None

    def _when(self, date: DateLine | None) -> When | None:
        if date is None or date.day is None:
            return None
        try:
            return read_when(date.day.isoformat(), self._rules.zone)
        except DateError as error:
            place = Place(self._dump.path, date.raw.number, date.raw.column)
            self._found.append(Problem(error.code, str(error), place, advice=error.advice))
            return None


def _text(line: Line) -> Text:
    return Text(escape(line.text), line=line.number)


def _joined(lines: tuple[Line, ...]) -> Text:
    return Text("\n".join(escape(line.text) for line in lines), line=lines[0].number)


def _sections(parts: tuple[Part, ...]) -> tuple[Section, ...]:
    """The parts as sections of level 2; equal headings get ids of their own."""
    made: list[Section] = []
    taken = {""}
    for part in parts:
        blocks = tuple(Paragraph(_text(line)) for line in part.paragraphs)
        if part.heading is None:
            made.append(Section("", None, blocks))
            continue
        base = slug(part.heading.text) or "section"
        identifier, number = base, 1
        while identifier in taken:
            number += 1
            identifier = f"{base}-{number}"
        taken.add(identifier)
        made.append(Section(identifier, _text(part.heading), blocks))
    return tuple(made)


def _unsettled(dump: Dump, facts: Facts) -> Iterator[Problem]:
    """The page's problems but those that the facts settle."""
    dates = {"published": dump.published, "updated": dump.updated, "reviewed": dump.reviewed}
    replaced = {date.raw.number for name, date in dates.items() if date and name in facts.given}
    for problem in dump.problems:
        is_settled = _SETTLED_BY.get(problem.code) in facts.given
        if not is_settled and not (problem.code.startswith("date-") and problem.place.line in replaced):
            yield problem


def _unmatched(dump: Dump, facts: Facts) -> Iterator[Problem]:
    """Lines that the facts name and the page does not have."""
    headings = [part.heading for part in dump.parts if part.heading]
    for names, lines, what in (
        (facts.headings or (), headings, "can be the heading"),
        (facts.leave_out, dump.left_out, "is"),
    ):
        for name in names:
            if not any(is_named(line, [name.text]) for line in lines):
                message = f"no line of the page {what} {name.text[:60]!r}"
                place = Place(facts.path, name.line, name.column)
                yield Problem("fact-unmatched", message, place, advice="write it as it stands there, or its number")


def _parsed(markdown: str, name: str, rules: Rules) -> tuple[Article | None, tuple[Problem, ...]]:
    """What the Markdown parses to, and what only its parser has to say about it."""
    parsed = parse(Raw(f"{name}.md", MARKDOWN, markdown.encode()), rules)
    return parsed.article, tuple(problem for problem in parsed.problems if problem.code not in _SAID)


# ── what is left to a person ────────────────────────────────────────────────────────────────────


def _with_comments(markdown: str, comments: Sequence[str]) -> str:
    """The comments at the head of the front matter."""
    return markdown.replace("---\n", "".join(["---\n", *(f"# {_one_line(comment)}\n" for comment in comments)]), 1)


def _comments_on_open(dump: Dump, missing: Sequence[Problem]) -> Iterator[str]:
    """What a person must settle."""
    if missing:
        yield "This article is withheld until a person has settled what follows; then delete these lines and `status`."
    for problem in missing:
        field = _SETTLED_BY.get(problem.code)
        if field and problem.place.column == problem.place.line == 1:
            yield f"{field}: MISSING ({problem.message})"
        else:
            where = f"line {problem.place.line} of the page: " if problem.place.path == dump.path else ""
            yield f"OPEN: {where}{problem.message}"


def _comments_on_words(dump: Dump, facts: Facts) -> Iterator[str]:
    """The page's words that are in no field."""
    words: list[tuple[str, Line]] = []
    if "faq" not in facts.given:
        words += [("an answer of the FAQ", line) for item in dump.faq if not item.question for line in item.answer]
        words += [("a question of the FAQ", item.question) for item in dump.faq if item.question and not item.answer]
    if "related" not in facts.given:
        words += [("a related article", line) for line in dump.related]
    words += [("a line of unknown meaning", line) for line in dump.unplaced]
    if dump.disclaimer:
        words.append(("the disclaimer, for which ours stands", dump.disclaimer))
    for name, date in (("published", dump.published), ("updated", dump.updated), ("reviewed", dump.reviewed)):
        if date and date.day is None and name not in facts.given:
            words.append((f"the date `{name}`", date.raw))
    for what, line in words:
        yield f"line {line.number} of the page, {what}: {json.dumps(line.text, ensure_ascii=False)}"


def _one_line(text: str) -> str:
    return " ".join(text.replace("\ufeff", " ").split())
