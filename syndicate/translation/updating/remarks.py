"""The automatic comments (``#.``) above an entry: what a translator should know of the segment before the first word.

    #. title · at most 80 characters
    #. body · Doses for adults
    #. risk: dose, negation
    #. glossary: relapse = brote | recidiva (not: recaída)

Lines stay under 70 columns, so that no tool breaks them; one that a tool did break says the same.
"""

import textwrap
from collections.abc import Sequence
from functools import lru_cache

from syndicate.model import Segment
from syndicate.translation.catalogs.po import Entry
from syndicate.translation.glossary import Glossary, Term
from syndicate.translation.medicine.risks import Risk, risks

MAX_TITLE = 80
"""Characters of a title: it is the subject line of a newsletter, and a desktop mail program shows about so many."""
MAX_SUMMARY = 250
"""Of a summary: three lines in a newsletter of 600 pixels."""
MAX_HEADING = 80
"""Of a heading: one line in that newsletter."""
MAX_ALT = 250
"""Of a picture's description: it stands in the picture's frame where mail blocks pictures."""

_MOST = {"title": MAX_TITLE, "summary": MAX_SUMMARY, "heading": MAX_HEADING, "image.alt": MAX_ALT}
_WIDTH = 69
_MARK = "#. "
_TOOL_LINES = ("#:", "#,", "#=", "#|", "#~")  # what stands behind the automatic comments, in this order


def remarks(segment: Segment, source_language: str, glossary: Glossary) -> tuple[str, ...]:
    """The automatic comment lines for a segment in the language of the glossary.

    A length is told only where the source itself keeps to it.
    """
    source = segment.text.source
    terms = dict.fromkeys(hit.term for hit in glossary.hits(source, source_language))
    own = _of_segment(segment.role, segment.heading, source, source_language)
    return (*own, *(line for term in terms for line in _wrapped(f"glossary: {_agreed(term)}")))


def remarked(entry: Entry, lines: Sequence[str]) -> Entry:
    """The entry with these automatic comments instead of its own, which stay where they say the same."""
    told = [line for line in entry.comments if line.startswith("#.")]
    if _words(told) == _words(lines):
        return entry
    others = [line for line in entry.comments if not line.startswith("#.")]
    at = next((i for i, line in enumerate(others) if line.startswith(_TOOL_LINES)), len(others))
    return entry._replace(comments=(*others[:at], *lines, *others[at:]))


@lru_cache(maxsize=4096)  # the same in every language: 0.1 ms a paragraph, most of it for the risks
def _of_segment(role: str, heading: str, source: str, source_language: str) -> tuple[str, ...]:
    lines = _wrapped(_about(role, heading, len(source)))
    if found := risks(source, source_language):
        lines += _wrapped(f"risk: {', '.join(risk for risk in Risk if risk in found)}")
    return tuple(lines)


def _about(role: str, heading: str, length: int) -> str:
    most = _MOST.get(role, 0)
    limit = f"at most {most} characters" if length <= most else ""
    heading = "" if role in ("heading", "faq.question") else heading
    heading = textwrap.shorten(heading, _WIDTH - len(f"{_MARK}{role} · "), placeholder="…")
    return " · ".join(part for part in (role, heading, limit) if part)


def _agreed(term: Term) -> str:
    forms = " | ".join(term.forms)
    agreed = f"{term.source} stays as it is" if forms == term.source else f"{term.source} = {forms}"
    return f"{agreed} (not: {' | '.join(term.forbidden)})" if term.forbidden else agreed


def _wrapped(text: str) -> list[str]:
    text = " ".join(text.split())
    if len(text) <= _WIDTH - len(_MARK):  # textwrap takes 20 µs, and a catalog has thousands of these
        return [_MARK + text]
    return textwrap.wrap(text, _WIDTH, initial_indent=_MARK, subsequent_indent=f"{_MARK}  ", break_on_hyphens=False)


def _words(lines: Sequence[str]) -> list[str]:
    return [word for line in lines for word in line[2:].split()]
