"""What travels to other tools and back: one catalog as a bundle of units, whatever the format of the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from syndicate.languages import to_posix
from syndicate.model import State
from syndicate.translation import po
from syndicate.translation.catalogs import checked, translation
from syndicate.translation.fingerprints import fingerprint
from syndicate.translation.hints import previous_source
from syndicate.translation.provenance import statements, without

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


@dataclass(frozen=True, slots=True)
class Note:
    """A comment; ``author`` is ``developer`` (ours, about the segment) or ``translator``."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment with its translation; source and target are in segment notation.

    ``state`` is the entry's. ``is_hint`` marks a target that belongs to another text (``previous``, where it is
    known). ``base`` is the fingerprint that the unit had when it was exported: it tells what changed since.
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
    units = tuple(_unit(entry, language) for entry in document.messages if not entry.obsolete)
    return Bundle(article, source_language, language, units, path)


def file_name(bundle: Bundle, suffix: str) -> str:
    """Where the file of a bundle stands in an export: ``pt_BR/flu-vaccine.xlf``."""
    return f"{to_posix(bundle.language)}/{bundle.article}.{suffix}"


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
        entry.line,
    )


def _notes(entry: po.Entry) -> Iterator[Note]:
    automatic = [line[2:].strip() for line in entry.comments if line.startswith("#.")]
    if automatic:
        yield Note("developer", "\n".join(automatic))
    own = without(entry.comments, statements(entry.comments))
    written = [line[1:].strip() for line in own if line[1:2] in {" ", ""}]
    if any(written):
        yield Note("translator", "\n".join(written))
