"""The lines of a dump in their roles: what each line is by its label, its position, or a person's word.

A page dump has one line for each paragraph, heading or label, in reading order:

    title · labeled dates and author · lead · Contents label and its entries · sections · then, in any order and
    each with its label: FAQ, takeaways, related articles, references · a disclaimer as the last line

What is certain: the title (first line), what stands behind a known label, the entries of the table of contents
(the lines right behind its label that stand in the page a second time), the headings that these entries or a
person name. A heading that nobody names is at best *inferred*: a line that does not end as a sentence does (or
ends in a question mark), right before a longer line that does. It is read as a heading and reported, so that a
person confirms it. A line that does not end as a sentence and has no such line behind it could be anything: it is
kept as a paragraph and reported likewise. Length alone decides nothing, and blank lines decide nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from syndicate.articles.parsers.pagedump.citations import is_citation
from syndicate.articles.parsers.pagedump.dates import Form, read_date
from syndicate.articles.parsers.pagedump.labels import DATE_KINDS, NAME_KINDS, normal, prefix_value, section_kind
from syndicate.articles.parsers.pagedump.lines import is_prose, is_question
from syndicate.articles.parsers.pagedump.questions import read_faq
from syndicate.articles.parsers.pagedump.values import Answer, DateLine, Finding, Line, Part, at, excerpt

_CONFIRM = "confirm the headings under `headings:` in the file given with --facts"


@dataclass(slots=True)
class Structure:
    """The values of a dump while they are being found."""

    title: Line | None = None
    dates: dict[str, DateLine] = field(default_factory=dict)
    names: dict[str, Line] = field(default_factory=dict)
    lead: Line | None = None
    parts: list[Part] = field(default_factory=list)
    faq: tuple[Answer, ...] = ()
    takeaways: list[Line] = field(default_factory=list)
    related: list[Line] = field(default_factory=list)
    references: list[Line] = field(default_factory=list)
    disclaimer: Line | None = None
    unplaced: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Region:
    """A label, or a heading that is known for certain, and the lines behind it; ``start`` has neither."""

    kind: str
    label: Line | None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of a page before its lines get their roles.

    ``headings`` are in their `normal` form; ``is_decided`` says that a person named them all.
    """

    languages: tuple[str, ...]
    toc: frozenset[Line]
    headings: frozenset[str]
    is_decided: bool

    def kind(self, line: Line) -> str | None:
        """The kind of the known label that the line is."""
        return section_kind(line.text, self.languages)

    def is_heading(self, line: Line) -> bool:
        """Whether the line is known to be a heading."""
        return normal(line.text) in self.headings


def arrange(
    lines: Sequence[Line], language: str | None, languages: tuple[str, ...], headings: Iterable[str] | None
) -> Structure:
    """Give each line its role. ``headings``: all that the table of contents leaves out, where a person named them."""
    found = Structure()
    rest = _take_labeled(lines, found, language, languages)
    toc = _toc(rest, languages)
    known = frozenset(normal(text) for text in chain(headings or (), (line.text for line in toc)))
    page = _Page(languages, frozenset(toc), known, is_decided=headings is not None)
    regions = _regions(rest, page)
    _start(regions, found, page)
    for region in regions[1:]:
        _ROLES[region.kind](region, found, page)
    _ending(regions[-1], found)
    return found


def _take_labeled(
    lines: Sequence[Line], found: Structure, language: str | None, languages: tuple[str, ...]
) -> list[Line]:
    """Take out the title, the lines with a labeled date, and those with a labeled name behind the title; the rest."""
    rest: list[Line] = []
    is_header = True
    for index, line in enumerate(lines):
        kind = _labeled_kind(line, languages, is_header=is_header and index > 0)
        value = line.part(prefix_value(line.text, kind, languages) or 0) if kind else line
        if kind in DATE_KINDS and kind not in found.dates:
            found.dates[kind] = _date(value, language, found)
        elif kind in NAME_KINDS and kind not in found.names:
            found.names[kind] = value
        elif index == 0 and section_kind(line.text, languages) is None:
            found.title = line
        else:
            rest.append(line)
            is_header = False
    return rest


def _labeled_kind(line: Line, languages: tuple[str, ...], *, is_header: bool) -> str | None:
    """The kind of the label that the line begins with. Outside the header it must be a date by its digits."""
    for kind in (*NAME_KINDS, *DATE_KINDS):
        start = prefix_value(line.text, kind, languages) if len(line.text) <= 120 else None
        value = line.text[start:] if start is not None else ""
        if not value or is_prose(value) or is_question(value):
            continue
        if kind in NAME_KINDS:  # no sentence that begins with “By …”
            fits = is_header and not value[0].islower() and not any(ch.isdecimal() for ch in value)
        else:
            fits = len(value) <= 40 and (is_header or sum(ch.isdecimal() for ch in value) >= 4)
        if fits:
            return kind
    return None


def _date(value: Line, language: str | None, found: Structure) -> DateLine:
    reading = read_date(value.text, language)
    match reading.form:
        case Form.WORDS:
            message = f"the date is text: {value.text!r}, read as {reading.day}"
            found.findings.append(at(value, "date-text", message))
        case Form.UNDECLARED:
            message = f"the date is text: {value.text!r}, and the language to read it in is not declared"
            found.findings.append(at(value, "date-text", message, "declare the language"))
        case Form.AMBIGUOUS:
            message = f"the date {value.text!r} can be read in more than one way"
            found.findings.append(at(value, "date-ambiguous", message, "give it as YYYY-MM-DD in the facts"))
        case Form.UNREADABLE:
            message = f"the date {value.text!r} cannot be read to the day"
            found.findings.append(at(value, "date-unreadable", message, "give it as YYYY-MM-DD in the facts"))
        case Form.ISO:
            pass
    return DateLine(value, reading.day)


def _toc(lines: Sequence[Line], languages: tuple[str, ...]) -> list[Line]:
    """The entries of the table of contents: the lines behind its label that stand in the page once more."""
    start = next((i for i, line in enumerate(lines) if section_kind(line.text, languages) == "contents"), None)
    if start is None:
        return []
    later = Counter(normal(line.text) for line in lines[start + 1 :])
    entries: dict[str, Line] = {}
    for line in lines[start + 1 :]:
        name = normal(line.text)
        later[name] -= 1
        if not later[name] or name in entries or is_prose(line.text):
            break
        entries[name] = line
    return list(entries.values())


def _regions(lines: Sequence[Line], page: _Page) -> list[_Region]:
    regions = [_Region("start", None)]
    for line in lines:
        if line in page.toc:
            continue
        kind = page.kind(line)
        if kind is not None:
            regions.append(_Region(kind, line))
        elif page.is_heading(line) and regions[-1].kind not in ("start", "contents", "section"):
            regions.append(_Region("section", None, [line]))
        else:
            regions[-1].lines.append(line)
    return regions


def _start(regions: Sequence[_Region], found: Structure, page: _Page) -> None:
    """The lead, and what of the body stands before the first label."""
    lines = regions[0].lines
    is_before_contents = len(regions) > 1 and regions[1].kind == "contents"
    if lines and not page.is_heading(lines[0]):
        # A question may be a lead only where nothing can stand under it as under a heading.
        is_lone_question = is_before_contents and len(lines) == 1 and is_question(lines[0].text)
        if is_prose(lines[0].text) or is_lone_question:
            found.lead, *lines = lines
    _sections(lines, found, page)


def _sections(lines: Sequence[Line], found: Structure, page: _Page) -> None:
    """The headings and paragraphs of the body."""
    heading: Line | None = None
    is_certain = True
    paragraphs: list[Line] = []
    for line, after in zip_longest(lines, lines[1:]):
        is_known = page.is_heading(line)
        is_open = not is_known and not page.is_decided
        is_inferred = is_open and _may_head(line, after)
        if is_known or is_inferred:
            if heading is not None or paragraphs:
                found.parts.append(Part(heading, tuple(paragraphs), is_certain))
            heading, is_certain, paragraphs = line, is_known, []
        else:
            paragraphs.append(line)
        if is_inferred:
            message = f"nothing marks “{excerpt(line.text)}” as a heading but its position; it is read as one"
            found.findings.append(at(line, "heading-untyped", message, _CONFIRM))
        elif is_open and not is_prose(line.text):
            message = f"“{excerpt(line.text)}” may be a heading, an item of a list or a paragraph"
            found.findings.append(at(line, "heading-untyped", message, _CONFIRM))
    if heading is not None or paragraphs:
        found.parts.append(Part(heading, tuple(paragraphs), is_certain))


def _may_head(line: Line, after: Line | None) -> bool:
    return after is not None and not is_prose(line.text) and is_prose(after.text) and len(after.text) > len(line.text)


def _contents(region: _Region, found: Structure, page: _Page) -> None:
    if region.label and not page.toc:
        message = "the table of contents has no entries"
        found.findings.append(at(region.label, "toc-empty", message, "leave it out: pages make it from the headings"))
    _sections(region.lines, found, page)


def _section(region: _Region, found: Structure, page: _Page) -> None:
    _sections(region.lines, found, page)


def _faq(region: _Region, found: Structure, page: _Page) -> None:
    if region.label:
        answers, findings = read_faq(region.label, region.lines, page.languages)
        found.faq += answers
        found.findings += findings


def _takeaways(region: _Region, found: Structure, page: _Page) -> None:
    _report_empty(region, found, "takeaways-empty")
    for line, after in zip_longest(region.lines, region.lines[1:]):
        if not page.is_decided and _may_head(line, after):
            message = f"“{excerpt(line.text)}” may be a takeaway, or the heading of a section"
            found.findings.append(at(line, "heading-untyped", message, _CONFIRM))
        found.takeaways.append(line)


def _related(region: _Region, found: Structure, _page: _Page) -> None:
    _report_empty(region, found, "related-empty")
    found.related += region.lines


def _references(region: _Region, found: Structure, _page: _Page) -> None:
    _report_empty(region, found, "references-empty")
    found.references += region.lines


def _report_empty(region: _Region, found: Structure, code: str) -> None:
    if region.label and not region.lines:
        found.findings.append(at(region.label, code, f"nothing stands under {region.label.text!r}"))


def _ending(last: _Region, found: Structure) -> None:
    """The last line of a page that ends in references or related articles, where it is neither: the disclaimer.

    Further lines behind the last reference are reported: each may be a reference without a year, or a note. Where
    no line is a citation, nobody can tell which of them is a reference, and all are.
    """
    if last.kind == "related" and last.lines and is_prose(last.lines[-1].text):
        found.disclaimer = found.related.pop()
    elif last.kind == "references":
        trailing: list[Line] = []
        while found.references and not is_citation(found.references[-1].text):
            trailing.insert(0, found.references.pop())
        if found.references and trailing and is_prose(trailing[-1].text):
            found.disclaimer = trailing.pop()
        found.unplaced += trailing
    for line in found.related:
        message = f"the related article “{excerpt(line.text)}” is named, but not by an id of this library"
        found.findings.append(at(line, "related-unlinked", message, "give the ids under `related:` in the facts"))
    for line in found.unplaced:
        message = f"“{excerpt(line.text)}” may be a reference, a note or a disclaimer"
        advice = "name it under `leave_out:` in the facts"
        found.findings.append(at(line, "line-unknown", message, advice))


_Role = Callable[[_Region, Structure, _Page], None]
_ROLES: dict[str, _Role] = {
    "contents": _contents,
    "section": _section,
    "faq": _faq,
    "takeaways": _takeaways,
    "related": _related,
    "references": _references,
}
