"""A language's glossary, ``locales/<lang>/glossary.po``: agreed terms, with the forms that are allowed and forbidden.

    # allowed: brote | recidiva
    # forbidden: recaída
    msgctxt "term"
    msgid "relapse"
    msgstr "brote"

msgctxt is the kind of entry: ``term``, ``abbreviation``, ``drug`` or ``keep`` (never translated; msgstr may be empty).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. ``target`` is the preferred form, ``allowed`` others that are as good, ``forbidden`` wrong ones.

    ``language`` is the source's, BCP 47. ``note`` is what the entry's comments tell a translator.
    """

    kind: str
    source: str
    target: str
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    note: str = ""
    language: str = "en"

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that is right, the preferred one first."""
        return tuple(dict.fromkeys(form for form in (self.target or self.source, *self.allowed) if form))


class Hit(NamedTuple):
    """A term where it stands in a text: half-open offsets."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of one target language."""

    language: str = ""
    terms: tuple[Term, ...] = ()

    def hits(self, source: str, source_language: str) -> tuple[Hit, ...]:
        """The terms in a source (segment notation), in order, the longest where several begin at one place.

        Whole words only, and none inside a tag or an address.
        """
        return ()


NO_TERMS = Glossary()


def merged(language: str, files: Iterable[tuple[str, bytes]], source_language: str = "en") -> Glossary:
    """The glossary of a language from its files as (path, PO bytes), general before specific; a later term wins.

    CatalogError as `catalogs.read`, and for kinds and forms that cannot be used.
    """
    del files, source_language
    return Glossary(language)
