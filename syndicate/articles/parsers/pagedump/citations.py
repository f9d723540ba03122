"""The references of a dump: what is one, whether the text cites it, and how it is written.

The measure is the AMA style of journal references, ``Authors. Title. J Abbrev. 2006;59(5):748-754.``. Nothing is put
right, recased or filled in: the line is kept as it stands, and its deviations are told.
"""

import re
from collections.abc import Iterator, Sequence

from syndicate.articles.parsers.pagedump.values import Finding, Line, at

_MAX = 2_000  # characters; a longer line is no reference, and the expressions stay fast
_CITATION = re.compile(r"\b(?:19|20)\d\d\b|\bdoi\b|https?://|\bPMID\b", re.IGNORECASE)
_NOTICE = re.compile(r"\s*(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\d{1,3}[.)]|\[\d{1,3}\])\s+")
_JOURNAL = re.compile(
    r"(?P<stop>\.?) (?P<year>(?:19|20)\d\d)(?: [A-Z][a-z]{2,8}\.?(?: \d{1,2})?)?(?P<semicolon>;\s*)"
    r"(?P<volume>\w{1,8})(?:\([^)]{1,20}\))?(?P<colon>\s*:\s*)(?P<pages>[\w.]{1,12}(?:[-–][\w.]{1,12})?)"
)
_MARK = re.compile(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,30})\]|([¹²³⁰-⁹]{1,3}(?:[,⁻–-][¹²³⁰-⁹]{1,3}){0,30})")
_SMALL_WORDS = (
    "a an and as at but by en for from if in into nor of on or over per the to upon versus via vs with without"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def is_citation(text: str) -> bool:
    """Whether a line has what only a citation has here: a year, a DOI, an address; and is no copyright notice."""
    return len(text) <= _MAX and bool(_CITATION.search(text)) and not _NOTICE.match(text)


def strip_number(line: Line) -> Line:
    """A reference without its number in the list."""
    match = _NUMBER.match(line.text)
    return line.part(match.end()) if match else line


def examine(references: Sequence[Line], body: Sequence[Line]) -> Iterator[Finding]:
    """What is to be said about the references, given without their numbers, and the text that may cite them."""
    cited = _cited_numbers(body)
    text = " ".join(line.text for line in body)
    for number, line in enumerate(references, start=1):
        if number not in cited and not _is_named(line, text):
            message = f"the text cites reference {number} nowhere"
            yield at(line, "ref-uncited", message, "an editor decides what it supports; it is not attached to anything")
        yield from _format(line)
    yield from _case(references)


def _cited_numbers(body: Sequence[Line]) -> frozenset[int]:
    numbers: set[int] = set()
    for line in body:
        for bracketed, raised in _MARK.findall(line.text):
            mark = bracketed or raised.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
            for part in re.split(r"[,;]", mark):
                ends = [int(digits) for digits in re.findall(r"\d+", part)]
                numbers.update(range(ends[0], ends[-1] + 1))
    return frozenset(numbers)


def _is_named(reference: Line, text: str) -> bool:
    """Whether the text names the first author and the year together, as in “(Doe et al., 2019)”."""
    author = re.match(r"[^\W\d_][\w'’-]{1,40}", reference.text)
    year = re.search(r"\b(?:19|20)\d\d\b", reference.text[:_MAX])
    if not author or not year:
        return False
    return bool(re.search(rf"\b{re.escape(author[0])}\b[^.()]{{0,40}}?[ (,]+{year[0]}\b", text))


def _format(line: Line) -> Iterator[Finding]:
    """Deviations from AMA in a reference to a journal; anything else (a book, a page) has no one form."""
    found = _JOURNAL.search(line.text) if len(line.text) <= _MAX else None
    if not found:
        return
    deviations: list[tuple[int, str]] = []
    if not found["stop"]:
        deviations.append((found.start("year") - 1, "no period behind the journal"))
    deviations += [
        (found.start(mark), f"a space beside {found[mark].strip()!r}")
        for mark in ("semicolon", "colon")
        if found[mark] != found[mark].strip()
    ]
    if not deviations:
        return
    told = [message for _, message in deviations]
    if not re.search(r"[-–]", found["pages"]):
        told.append("one page only")
    if "(" not in found[0]:
        told.append("no issue")
    if not re.search(r"doi", line.text, re.IGNORECASE):
        told.append("no DOI")
    message = f"not in the AMA form: {', '.join(told)}"
    yield at(line, "ref-format", message, "kept as it stands", offset=deviations[0][0])


def _case(references: Sequence[Line]) -> Iterator[Finding]:
    """References whose titles are cased otherwise than most; than the first one, where both cases are as common."""
    cased = [(line, offset, case) for line in references for offset, case in _title_case(line)]
    titles = sum(case == "title" for _, _, case in cased)
    if not 0 < titles < len(cased):
        return
    usual = cased[0][2] if 2 * titles == len(cased) else "title" if 2 * titles > len(cased) else "sentence"
    for line, offset, case in cased:
        if case != usual:
            message = f"the title is in {case} case, the others are in {usual} case"
            yield at(line, "ref-case", message, "kept as it stands", offset=offset)


def _title_case(line: Line) -> Iterator[tuple[int, str]]:
    """Where the title begins and its case, where enough words decide it: two thirds with or without a capital.

    Enough are three, or four with capitals, since three can be names. The words that no case tells apart do not
    count: the first, the one behind a colon, small ones, abbreviations.
    """
    start = line.text.find(". ") + 2
    end = re.compile(r"[.?!](?: |$)").search(line.text, start) if 2 <= start <= _MAX else None
    if not end:
        return
    title = line.text[start : end.start()]
    telling = [
        match[0]
        for match in _WORD.finditer(title)
        if match.start() and title[: match.start()].rstrip()[-1:] not in (":", "?", ".")
        if match[0].lower() not in _SMALL and not match[0][1:2].isupper()
    ]
    capitals = sum(word[0].isupper() for word in telling)
    if len(telling) >= 4 and 3 * capitals >= 2 * len(telling):
        yield start, "title"
    elif len(telling) >= 3 and 3 * capitals <= len(telling):
        yield start, "sentence"
