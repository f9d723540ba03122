"""Reading the plain-text dump of a web page: one line for each heading, label and paragraph, no markup.

Nothing is guessed and nothing put right. What a line is follows from labels per language (`labels`), from position
where it leaves no choice (`structure`), and from what a person declares: the language, the headings, the lines
to leave out. Everything else is a Problem with line, column and one severity per code (`values.SEVERITIES`): a
column is the 1-based position of the character where the irregularity begins; what the page as a whole lacks
stands at line 1, column 1.
"""

from collections.abc import Collection, Iterator, Sequence

from syndicate.articles.parsers.characters import decode
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.pagedump import citations
from syndicate.articles.parsers.pagedump.labels import TABLE, normal, section_kind, tables
from syndicate.articles.parsers.pagedump.lines import split_lines, surface, unglue
from syndicate.articles.parsers.pagedump.promotion import take_promotion
from syndicate.articles.parsers.pagedump.structure import Structure, arrange
from syndicate.articles.parsers.pagedump.values import (
    SEVERITIES,
    Answer,
    DateLine,
    Dump,
    Finding,
    Line,
    Part,
)
from syndicate.articles.parsers.pagedump.wording import reading_level, undefined_abbreviations
from syndicate.model import Place, Problem

__all__ = ["SEVERITIES", "Answer", "DateLine", "Dump", "Line", "Part", "is_named", "read"]

MAX_LINES = 5_000


def read(
    data: bytes,
    path: str = "",
    language: str | None = None,
    *,
    headings: Collection[str] | None = None,
    leave_out: Collection[str] = (),
) -> Dump:
    """Read a page dump (UTF-8 bytes). Never raises: what cannot be read is told in the Dump's problems.

    ``language`` is the declared BCP 47 tag of the page; it is never detected. ``headings`` are the lines that a
    person says are the headings, beside those of the table of contents; with it no other line is one. ``leave_out``
    are lines that are no part of the article. Both name a line by its text or by its number.
    """
    decoding = Findings(path)
    text = decode(data, decoding)
    if text is None:
        return Dump(path, language, problems=decoding.problems(language=language or ""))
    lines = split_lines(text)
    if not lines or len(lines) > MAX_LINES:
        code, message = (
            ("empty", "there is no text") if not lines else ("too-many-lines", f"more than {MAX_LINES:,} lines")
        )
        return Dump(path, language, problems=(Finding(code, 1, 1, message).problem(path, language),))
    findings = list(surface(text, lines))
    left_out = tuple(line for line in lines if is_named(line, leave_out))
    lines = tuple(line for line in lines if line not in left_out)
    languages = tables(language)
    pieces: list[Line] = []
    for line in lines:
        parts, glued = unglue(line, languages)
        pieces += parts
        findings += glued
    kept, promotion, sold = take_promotion(pieces)
    named = None if headings is None else [line.text for line in kept if is_named(line, headings)]
    found = arrange(kept, language, languages, named)
    findings += [*sold, *found.findings]
    references = tuple(citations.strip_number(line) for line in found.references)
    running = _running_text(found)
    findings += citations.examine(references, running)
    findings += undefined_abbreviations(_all_text(found, running))
    findings += reading_level(running, language)
    findings += [*_absent(found, language, languages), *_contradiction(kept, language, languages)]
    problems = [finding.problem(path, language) for finding in findings]
    problems += decoding.problems(language=language or "")
    return Dump(
        path=path,
        language=language,
        title=found.title,
        published=found.dates.get("published"),
        updated=found.dates.get("updated"),
        reviewed=found.dates.get("reviewed"),
        reviewer=found.names.get("reviewer"),
        author=found.names.get("author"),
        lead=found.lead,
        parts=tuple(found.parts),
        faq=found.faq,
        takeaways=tuple(found.takeaways),
        promotion=promotion,
        related=tuple(found.related),
        references=references,
        disclaimer=found.disclaimer,
        unplaced=tuple(found.unplaced),
        left_out=left_out,
        problems=tuple(sorted(problems, key=_order)),
    )


def _order(problem: Problem) -> tuple[Place, str, str]:
    return problem.place, problem.code, problem.message


def is_named(line: Line, names: Collection[str]) -> bool:
    """Whether a person has named the line, by its text or by its number."""
    said = normal(line.text)
    return any(normal(name) == said or name.strip() == str(line.number) for name in names)


def _running_text(found: Structure) -> tuple[Line, ...]:
    """The sentences of the article, in the order of the page: no headings, no references, nothing of the frame."""
    lines = [found.lead] if found.lead else []
    lines += [line for part in found.parts for line in part.paragraphs]
    lines += [line for item in found.faq for line in ([item.question] if item.question else []) + [*item.answer]]
    lines += found.takeaways
    return tuple(sorted(lines, key=lambda line: (line.number, line.column)))


def _all_text(found: Structure, running: Sequence[Line]) -> list[Line]:
    lines = [*running, *(part.heading for part in found.parts if part.heading)]
    lines += [line for line in (found.title, found.disclaimer) if line]
    return sorted(lines, key=lambda line: (line.number, line.column))


def _absent(found: Structure, language: str | None, languages: tuple[str, ...]) -> Iterator[Finding]:
    """What the page as a whole does not say."""

    def absent(code: str, message: str, advice: str) -> Finding:
        return Finding(code, 1, 1, message, advice)

    facts = "give {} in the file for --facts"
    if language is None:
        yield absent("lang-undeclared", "nothing declares the language of the page", facts.format("`language:`"))
    elif not languages:
        message = f"no section labels are known for {language!r} (known: {', '.join(TABLE)})"
        yield absent("labels-unknown", message, "write the article by hand, or add the labels of this language")
    yield absent("id-missing", "a dump has no id", facts.format("`id:`"))
    if found.title is None:
        yield absent("title-missing", "the first line is no title", facts.format("`title:`"))
    if found.lead is None:
        yield absent("lead-missing", "no lead stands before the first part", facts.format("`summary:`"))
    if "author" not in found.names:
        yield absent("author-missing", "nobody is named as the author", facts.format("`authors:`"))
    yield absent(
        "licence-missing", "nothing says under what license others may publish this", facts.format("`license:`")
    )
    if "published" not in found.dates:
        yield absent("date-published-missing", "no date of publication", facts.format("`published:`"))
    if "updated" not in found.dates:
        yield absent("date-updated-missing", "no date of a last change", "give `updated:` where there is one")
    if "reviewed" not in found.dates:
        yield absent(
            "review-missing", "nothing says that a professional has reviewed this", facts.format("`reviewed:`")
        )


def _contradiction(lines: Sequence[Line], language: str | None, languages: tuple[str, ...]) -> Iterator[Finding]:
    """The labels are another language's, and none is of the declared one: the declaration is not believed."""
    if any(section_kind(line.text, languages) for line in lines):
        return
    foreign = [line for line in lines if section_kind(line.text, tuple(TABLE))]
    if language is not None and len(foreign) > 1:
        named = ", ".join(repr(line.text) for line in foreign[:3])
        message = f"the page is declared as {language!r}, but its labels are not: {named}"
        yield Finding(
            "lang-contradicted", foreign[0].number, foreign[0].column, message, "mend `language:` in the facts"
        )
