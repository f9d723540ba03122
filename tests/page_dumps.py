"""A page of our own, as the plain-text dump that a tool would make of it, damaged as such pages are.

The text is written with marks: ``⟦code⟧`` stands right before the character where that irregularity begins. `build`
takes the marks out and returns what must be found, so expected lines and columns are computed, never counted.
"""

import re
from dataclasses import dataclass, field

from hypothesis import strategies as st
from page_dump_words import PAGES, Words

SEVERITY = {
    "toc-empty": "warning",
    "faq-question-missing": "error",
    "faq-count-odd": "warning",
    "heading-glued": "error",
    "related-empty": "info",
    "related-unlinked": "info",
    "promo-cta": "warning",
    "heading-untyped": "error",
    "blank-line-irregular": "info",
    "date-text": "info",
    "date-ambiguous": "error",
    "date-published-missing": "error",
    "date-updated-missing": "info",
    "review-missing": "warning",
    "ref-format": "info",
    "ref-uncited": "warning",
    "ref-case": "info",
    "abbr-undefined": "info",
    "reading-level-high": "info",
    "lang-undeclared": "error",
    "id-missing": "error",
    "author-missing": "warning",
    "licence-missing": "warning",
    "lead-missing": "warning",
    "no-final-newline": "info",
}

Finding = tuple[str, int, int, str]


TAIL = ("faq", "takeaways", "related", "references")


@dataclass(frozen=True)
class Damage:
    """What is wrong with one version of the page; as it stands here, nothing is."""

    language: str = "en"
    declared: bool = True
    titled_short: bool = False
    published: str = "iso"  # or words, numbers, missing
    header: tuple[str, ...] = ("author", "updated", "reviewed")
    lead: bool = True
    toc: str = "entries"  # or empty, missing
    sections: int = 3
    abbreviated: bool = False
    hard: bool = False
    faq: str = "paired"  # or answers, mixed
    faq_count: int = 3
    call: str = ""  # or line, sentence, body
    related: str = "missing"  # or empty, titles
    references: int = 2
    cited: bool = True
    loose: bool = False  # references not in the AMA form
    recased: int = -1  # which reference has its title in title case
    disclaimer: bool = True
    order: tuple[str, ...] = TAIL
    glued: frozenset[str] = frozenset()
    blanks: tuple[int, ...] = ()  # behind which lines; several blank lines for a number above 100
    newline: str = "\n"
    final_newline: bool = True


@dataclass
class _Page:
    damage: Damage
    words: Words
    lines: list[str] = field(default_factory=list)

    def label(self, kind: str, mark: str = "") -> None:
        """A label on a line of its own, or joined to the line before."""
        if kind in self.damage.glued and kind != "contents" and self.lines:
            self.lines[-1] += f"⟦heading-glued⟧{mark}{self.words.labels[kind]}"
        else:
            self.lines.append(mark + self.words.labels[kind])


def build(damage: Damage) -> tuple[bytes, list[Finding]]:
    """The dump of the page with this damage, and what must be found in it: (code, line, column, severity), sorted."""
    page = _Page(damage, PAGES[damage.language])
    absent = _head(page)
    _body(page)
    parts = {"faq": _faq, "takeaways": _takeaways, "related": _related, "references": _references}
    for kind in damage.order:
        parts[kind](page)
    ends_open = damage.order[-1] == "references" and damage.references > 0
    if damage.disclaimer and ends_open:
        page.lines.append(page.words.disclaimer)
    if damage.hard:
        absent.append("reading-level-high")
    return _finish(damage, page.lines, absent)


def _head(page: _Page) -> list[str]:
    damage, words = page.damage, page.words
    absent = ["id-missing", "licence-missing"] + ["lang-undeclared"] * (not damage.declared)
    page.lines.append(words.titled_short if damage.titled_short else words.title)
    written = {
        "iso": "2024-03-05",
        "words": f"⟦date-text⟧{words.date_in_words}",
        "numbers": "⟦date-ambiguous⟧05/03/2024",
    }
    if damage.published == "missing":
        absent.append("date-published-missing")
    else:
        page.lines.append(f"{words.dates['published']}: {written[damage.published]}")
    for kind, code in (
        ("author", "author-missing"),
        ("updated", "date-updated-missing"),
        ("reviewed", "review-missing"),
    ):
        if kind not in damage.header:
            absent.append(code)
        else:
            page.lines.append(words.author if kind == "author" else f"{words.dates[kind]}: 2024-04-01")
    if damage.lead:
        page.lines.append(words.lead)
    else:
        absent.append("lead-missing")
    return absent


def _body(page: _Page) -> None:
    damage, words = page.damage, page.words
    sections = words.sections[: damage.sections]
    if damage.toc != "missing":
        page.label("contents", "⟦toc-empty⟧" if damage.toc == "empty" else "")
    if damage.toc == "entries":
        page.lines += [heading for heading, _ in sections]
    marks = [f"[{number}]" for number in range(1, damage.references + 1)] if damage.cited else []
    for index, (heading, written) in enumerate(sections):
        text = written
        page.lines.append(("" if damage.toc == "entries" else "⟦heading-untyped⟧") + heading)
        if not damage.lead and index == 0:  # then nothing has explained it
            text = re.sub(r"\b(MDI|IDM)\b", "inhalador" if damage.language == "es" else "inhaler", text)
        if damage.abbreviated and index == len(sections) - 1:
            text += words.abbreviated
        if damage.call == "body" and index == 0:
            text += f" ⟦promo-cta⟧{words.call} " + words.faq[-1][1]
        if damage.hard and index == 0:
            text += words.hard * 6
        page.lines.append(text[:-1] + "".join(marks) + "." if index == len(sections) - 1 else text)


def _faq(page: _Page) -> None:
    damage, pairs = page.damage, page.words.faq[: page.damage.faq_count]
    if damage.faq == "paired":
        page.label("faq")
        page.lines += [line for pair in pairs for line in pair]
        return
    page.label("faq", "⟦faq-count-odd⟧")
    if damage.faq == "mixed":
        page.lines += pairs[0]
        pairs = pairs[1:]
    page.lines += [f"⟦faq-question-missing⟧{answer}" for _, answer in pairs]


def _takeaways(page: _Page) -> None:
    page.label("takeaways")
    page.lines += page.words.takeaways
    if page.damage.call == "line":
        page.lines.append(f"⟦promo-cta⟧{page.words.call}")
    elif page.damage.call == "sentence":
        page.lines[-1] += f" ⟦promo-cta⟧{page.words.call}"


def _related(page: _Page) -> None:
    if page.damage.related == "missing":
        return
    page.label("related", "⟦related-empty⟧" if page.damage.related == "empty" else "")
    if page.damage.related == "titles":
        page.lines += [f"⟦related-unlinked⟧{title}" for title in page.words.related]


def _references(page: _Page) -> None:
    damage = page.damage
    if not damage.references:
        return
    page.label("references")
    for index, (authors, sentence, title) in enumerate(page.words.references[: damage.references]):
        begin = "" if damage.cited else "⟦ref-uncited⟧"
        named = f"⟦ref-case⟧{title}" if index == damage.recased else sentence
        source = "J Example Med⟦ref-format⟧ 2019; 12:45." if damage.loose else f"J Example Med. 2019;12({index}):45-51."
        page.lines.append(f"{begin}{authors} {named} {source}")


def _finish(damage: Damage, lines: list[str], absent: list[str]) -> tuple[bytes, list[Finding]]:
    laid: list[str] = []
    for index, line in enumerate(lines):
        laid.append(line)
        here = [blank for blank in damage.blanks if blank % 100 == index and index < len(lines) - 1]
        if here:
            laid += ["⟦blank-line-irregular⟧"] + [""] * (max(here) // 100)
    text = "\n".join(laid) + ("\n" if damage.final_newline else "⟦no-final-newline⟧")
    plain, found = unmark(text)
    found += [(code, 1, 1, SEVERITY[code]) for code in absent]
    return plain.replace("\n", damage.newline).encode(), sorted(found)


def unmark(text: str) -> tuple[str, list[Finding]]:
    """The text without its marks, and where they stood."""
    found: list[Finding] = []
    plain = ""
    for piece in re.split(r"(⟦[a-z-]+⟧)", text):
        if piece.startswith("⟦"):
            code = piece[1:-1]
            line, column = plain.count("\n") + 1, len(plain) - plain.rfind("\n")
            found.append((code, line, column, SEVERITY[code]))
        else:
            plain += piece
    return plain, found


# The versions that are always tested. The first is whole: only what no dump can say is missing in it.
VERSIONS = {
    "whole": Damage(),
    "whole in Spanish": Damage(language="es"),
    "as a careless tool leaves it": Damage(
        titled_short=True,
        published="words",
        header=(),
        toc="empty",
        abbreviated=True,
        hard=True,
        faq="answers",
        faq_count=4,
        call="line",
        related="empty",
        cited=False,
        loose=True,
        recased=1,
        glued=frozenset({"related"}),
        blanks=(8,),
        final_newline=False,
    ),
    "the same in Spanish, and nobody says that it is": Damage(
        language="es",
        declared=False,
        titled_short=True,
        published="words",
        header=("author",),
        toc="empty",
        abbreviated=True,
        hard=True,
        faq="answers",
        call="sentence",
        related="empty",
        cited=False,
        loose=True,
        glued=frozenset({"related", "references"}),
        final_newline=False,
    ),
    "other labels joined, Windows line ends": Damage(
        toc="missing", glued=frozenset({"faq", "takeaways", "references"}), newline="\r\n", call="body"
    ),
    "another order, one question left": Damage(
        order=("takeaways", "references", "related", "faq"),
        faq="mixed",
        faq_count=5,
        related="titles",
        references=3,
        recased=0,
        glued=frozenset({"takeaways"}),
    ),
    "no lead, many blank lines": Damage(lead=False, toc="empty", blanks=(0, 203, 5, 9), header=("updated",)),
    "no takeaways, no references": Damage(
        order=("faq",), faq="answers", faq_count=1, toc="missing", published="missing", final_newline=False
    ),
    "two dates in one": Damage(published="numbers", header=("reviewed", "author"), sections=1, references=1),
    "all parts joined": Damage(
        glued=frozenset(TAIL), related="empty", call="line", newline="\r\n", final_newline=False, cited=False
    ),
}


def damages() -> st.SearchStrategy[Damage]:
    """Any combination of these kinds of damage."""
    return st.builds(
        Damage,
        language=st.sampled_from(sorted(PAGES)),
        declared=st.booleans(),
        titled_short=st.booleans(),
        published=st.sampled_from(["iso", "words", "numbers", "missing"]),
        header=st.sets(st.sampled_from(["author", "updated", "reviewed"])).map(tuple),
        toc=st.sampled_from(["entries", "empty", "missing"]),
        sections=st.integers(1, 3),
        abbreviated=st.booleans(),
        hard=st.booleans(),
        faq=st.sampled_from(["paired", "answers", "mixed"]),
        faq_count=st.integers(2, 5),
        call=st.sampled_from(["", "line", "sentence", "body"]),
        related=st.sampled_from(["missing", "empty", "titles"]),
        references=st.integers(0, 2),
        cited=st.booleans(),
        loose=st.booleans(),
        recased=st.sampled_from([-1, 1]),
        disclaimer=st.booleans(),
        order=st.permutations(TAIL).map(tuple),
        glued=st.frozensets(st.sampled_from(TAIL)),
        blanks=st.lists(st.integers(0, 20), max_size=3).map(tuple),
        newline=st.sampled_from(["\n", "\r\n", "\r"]),
        final_newline=st.booleans(),
    )
