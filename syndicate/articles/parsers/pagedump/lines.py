"""From the text of a dump to its lines; and known labels that have lost the line of their own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from syndicate.articles.parsers.pagedump.labels import section_kind, section_pattern
from syndicate.articles.parsers.pagedump.values import Finding, Line, at, excerpt

_FULL_STOP = re.compile(r"[.!?…。！？؟][\"'”’»)\]」』]*$")
_SENTENCE_END = re.compile(r"[.!?…:;。！？；：؟؛][\"'”’»)\]」』]*(?:\s?\[[\d,;\s–-]{1,20}\]|[¹²³⁰-⁹])*$")
_QUESTION_END = re.compile(r"[?？؟][\"'”’»)\]」』]*$")
_NOT_A_STOP = re.compile(r"\b(?:Dr|Dra|Mr|Mrs|Ms|Prof|Sr|Sra|St|vs|e\.g|i\.e|p\. ?ej|z\. ?B|ca|No|Fig)\.$")
_BREAK = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s?\[[\d,;\s–-]{1,20}\]|[¹²³⁰-⁹])*\s+(?=\S)|[。！？؟][」』”’]*\s*(?=\S)")
_TAIL = 120  # characters that decide how a line ends


def is_prose(text: str) -> bool:
    """Whether a line ends as a sentence does. A question may be a heading, so it does not count."""
    return bool(_SENTENCE_END.search(text[-_TAIL:])) and not is_question(text)


def is_question(text: str) -> bool:
    """Whether a line ends in a question mark, of whatever script."""
    return bool(_QUESTION_END.search(text[-_TAIL:]))


def sentences(line: Line) -> tuple[Line, ...]:
    """The sentences of a line, each at its own column. A stop behind a title (``Dr.``) ends none."""
    parts: list[Line] = []
    start = 0
    for match in _BREAK.finditer(line.text):
        stop, after = match[0].rstrip(), line.text[match.end() : match.end() + 1]
        if stop == "." and (
            after.islower() or _NOT_A_STOP.search(line.text[max(0, match.start() - 8) : match.start() + 1])
        ):
            continue
        parts.append(line.part(start, match.end()))
        start = match.end()
    parts.append(line.part(start))
    return tuple(part for part in parts if part.text)


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines that are not blank; only a newline ends one."""
    return tuple(
        Line(raw.strip(), number, len(raw) - len(raw.lstrip()) + 1)
        for number, raw in enumerate(text.split("\n"), start=1)
        if raw.strip()
    )


def surface(text: str, lines: Sequence[Line]) -> Iterator[Finding]:
    """What is irregular about the blank lines and the end of the file; it means nothing, and nothing follows.

    The gap that most neighboring lines have is the regular one (the smaller where two are as common), blank
    lines before the first and behind the last line never are. A gap that differs is one finding: at its
    first blank line, or where it has none, at the line that follows.
    """
    if not lines:
        return
    if lines[0].number > 1:
        yield _blank(1, lines[0].number - 1, 0)
    gaps = [after.number - before.number - 1 for before, after in pairwise(lines)]
    regular = min(Counter(gaps).items(), key=lambda item: (-item[1], item[0]))[0] if gaps else 0
    for line, gap in zip(lines, gaps, strict=False):
        if gap != regular:
            yield _blank(line.number + 1, gap, regular)
    trailing = text.split("\n")[lines[-1].number :]
    blank = len(trailing) - text.endswith("\n")
    if blank > 0:
        yield _blank(lines[-1].number + 1, blank, 0)
    if not text.endswith("\n"):
        last = text.rpartition("\n")[2]
        yield Finding("no-final-newline", text.count("\n") + 1, len(last) + 1, "the last line has no newline behind it")


def _blank(number: int, found: int, regular: int) -> Finding:
    message = f"{found} blank line(s) where the page has {regular}; blank lines are not taken for breaks"
    return Finding("blank-line-irregular", number, 1, message)


def unglue(line: Line, languages: tuple[str, ...]) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """A line, taken apart where a known label has no line of its own; with a finding for each such label.

    A label is taken for one only where nothing else is likely: it begins with a capital (where the script has
    them) and stands at the beginning of the line, right behind the end of a sentence, behind another label or, if
    it is long, behind a small letter; and right behind it the line ends, or another label or a capital follows
    without a space. A label behind a sentence *and* a space counts only at the end of the line.
    """
    if section_kind(line.text, languages):
        return (line,), ()
    labels = _glued(line.text, languages)
    if not labels:
        return (line,), ()
    pieces: list[Line] = []
    findings: list[Finding] = []
    position = 0
    for start, end in labels:
        pieces.append(line.part(position, start))
        label = line.part(start, end)
        pieces.append(label)
        position = end
        if not start and end in {begin for begin, _ in labels}:
            continue  # it has its line; the label that follows has lost its own
        around = line.text[max(0, start - 20) : end + 20]
        message = f"the heading {label.text!r} has no line of its own: “…{excerpt(around)}”"
        findings.append(at(label, "heading-glued", message, "read as a heading; check the lines round it"))
    pieces.append(line.part(position))
    return tuple(piece for piece in pieces if piece.text), tuple(findings)


def _glued(text: str, languages: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where labels stand that are joined to their neighbors (offsets); in order, none inside another."""
    matches = [match.span() for match in section_pattern(languages).finditer(text) if not match[0][0].islower()]
    starts = {start for start, _ in matches}
    found: list[tuple[int, int]] = []
    for start, end in matches:
        after = text[end : end + 1]
        closes = not after or end in starts or (after.isupper() and text[end - 1].islower())
        before = text[:start].rstrip()
        touches = len(before) == start
        is_behind_label = bool(found) and found[-1][1] == start
        is_behind_word = touches and bool(before) and _is_apart(before, text[start:end])
        opens = not before or is_behind_label or is_behind_word or _ends_sentence(before)
        if closes and opens and (touches or not after):
            found.append((start, end))
    return found


def _is_apart(before: str, label: str) -> bool:
    """Whether a capital right behind a small letter can only be a label's: not so in a name such as “myFAQ”."""
    return before[-1].islower() and (" " in label or len(label) >= 10)


def _ends_sentence(text: str) -> bool:
    return bool(_FULL_STOP.search(text[-4:]))
