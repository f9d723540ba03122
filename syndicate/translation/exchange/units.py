"""What travels to other tools and back: one catalog as a bundle of units, whatever the format of the file."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from syndicate.languages import to_posix
from syndicate.model import Place, Problem, State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import fingerprint
from syndicate.translation.catalogs.hints import previous_source
from syndicate.translation.catalogs.provenance import notes
from syndicate.translation.catalogs.reading import checked, translation

NAMESPACE = "https://syndicate.example/ns/exchange"
"""The XML namespace of what no standard has a place for: article, fingerprint, origin."""

# XLIFF 1.2 §2.3 state-qualifier → WHAT of DESIGN §3. What is not here says nothing about where a text came from.
ORIGIN_OF_QUALIFIER = {
    "leveraged-mt": "machine",
    "mt-suggestion": "machine",
    "exact-match": "memory",
    "id-match": "memory",
    "leveraged-tm": "memory",
    "leveraged-inherited": "memory",
    "leveraged-repository": "memory",
    "leveraged-glossary": "memory",
    "tm-suggestion": "memory",
    "glossary-suggestion": "memory",
    "fuzzy-match": "draft",
}
_ORIGIN = re.compile(r"(machine|memory|draft)( [\w./-]{1,22})?")  # short enough for one comment line


@dataclass(frozen=True, slots=True)
class Note:
    """A comment; ``author`` is ``developer`` (ours, about the segment) or ``translator``."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment with its translation; source and target are in segment notation.

    ``state`` is the entry's. ``is_hint`` marks a target that belongs to another text (``previous``, where it is
    known). ``base`` is the fingerprint that the unit had when it was exported: it tells what changed since, as
    ``exported`` tells the state of that time; None where that, or the state of now, is not told.
    """

    context: str
    source: str
    target: str = ""
    state: State = State.INITIAL
    origin: str = ""
    is_hint: bool = False
    previous: str = ""
    notes: tuple[Note, ...] = ()
    base: str = ""
    exported: State | None = None
    line: int = 0

    @property
    def qualifier(self) -> str:
        """The state-qualifier of XLIFF 1.2 that says where the target came from."""
        if self.is_hint:
            return "fuzzy-match"
        kind = self.origin.partition(" ")[0]
        return {"machine": "leveraged-mt", "memory": "exact-match"}.get(kind, "")


@dataclass(frozen=True, slots=True)
class Bundle:
    """One article's units in one language (BCP 47), in the catalog's order."""

    article: str
    source_language: str
    language: str
    units: tuple[Unit, ...]
    path: str = ""


def bundle(data: bytes, path: str, article: str, source_language: str, language: str) -> Bundle:
    """What a PO file has to say to other tools: its live entries. CatalogError as `catalogs.read`."""
    document = checked(data, path, language)
    units = tuple(_unit(entry, language) for entry in document.live.values())
    return Bundle(article, source_language, language, units, path)


def file_name(bundle: Bundle, suffix: str) -> str:
    """Where the file of a bundle stands in an export: ``pt_BR/flu-vaccine.xlf``."""
    return f"{to_posix(bundle.language)}/{bundle.article}.{suffix}"


# ── what both versions of XLIFF read alike ──────────────────────────────────────────────────────


def units_of(
    elements: Iterable[etree._Element], read: Callable[[etree._Element], Unit], path: str, problems: list[Problem]
) -> tuple[Unit, ...]:
    """The units of these elements; what ``read`` refuses with a ValueError is added to the problems."""
    units = []
    for element in elements:
        try:
            units.append(read(element))
        except ValueError as error:
            place = Place(path, element.sourceline or 0)
            advice = "leave the inline tags as they were exported"
            problems.append(Problem("exchange-inline", str(error), place, advice=advice))
    return tuple(units)


def notes_of(elements: Iterable[etree._Element], author: str) -> Iterator[Note]:
    """The notes that say something; ``author`` is the attribute that tells whose they are."""
    for note in elements:
        if note.text and note.text.strip():
            yield Note(note.get(author, "translator"), note.text.strip())


def origin_of(own: str, qualifier: str) -> str:
    """Where a target came from: our own word, as long as the qualifier still agrees with it."""
    kind = ORIGIN_OF_QUALIFIER.get(qualifier, "")
    return own if _ORIGIN.fullmatch(own) and own.partition(" ")[0] == kind else kind


def state_of(word: str | None) -> State | None:
    """The state that a word of ours, or of XLIFF 2, stands for; None for any other."""
    return next((state for state in State if str(state) == word), None)


def _unit(entry: po.Entry, language: str) -> Unit:
    worth = translation(entry, language)
    is_hint = bool(entry.target) and worth.state is State.INITIAL
    return Unit(
        entry.context,
        entry.source,
        entry.target,
        worth.state,
        worth.origin if worth.state is State.TRANSLATED else "",
        is_hint,
        previous_source(entry) if is_hint else "",
        tuple(_notes(entry)),
        fingerprint(*entry.key, language, entry.target),
        worth.state,
        entry.line,
    )


def _notes(entry: po.Entry) -> Iterator[Note]:
    automatic = [line[2:].strip() for line in entry.comments if line.startswith("#.")]
    if automatic:
        yield Note("developer", "\n".join(automatic))
    if any(written := notes(entry.comments)):
        yield Note("translator", "\n".join(written))
