"""A language's glossary, ``locales/<lang>/glossary.po``: agreed terms, with the forms that are allowed and forbidden.

    # allowed: brote | recidiva
    # forbidden: recaída
    msgctxt "term"
    msgid "relapse"
    msgstr "brote"

msgctxt is the kind of entry: ``term``, ``abbreviation``, ``drug`` or ``keep`` (never translated; msgstr may be empty).
Other comments are ``# note: …`` for the translator and ``# source: es`` for a term of another language than the
header's X-Syndicate-Source-Language (else the library's). Lines of one kind add up. A fuzzy or empty entry is not used.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from syndicate.errors import CatalogError
from syndicate.languages import canonical, primary
from syndicate.model import Place, Problem
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.reading import checked
from syndicate.translation.linguistics.spans import WORD, Word, masked, placed
from syndicate.translation.linguistics.wordforms import fold, inflected

KINDS = ("term", "abbreviation", "drug", "keep")
_COMMENT = re.compile(r"#\s+([A-Za-z]+)\s*:\s*(.*)")
_WORDS = ("allowed", "forbidden", "note", "source")
_OTHERS = ("origin", "by", "waiver", "reviewed")  # comments of catalogs, which mean nothing here
_MOST_KNOWN = 64
_JOIN = re.compile(r"[ \u00a0\u202f\n]+|[-\u2010\u2011–/]")  # what may stand between the words of a term


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


class _Wanted(NamedTuple):
    """A term's words as they are looked for: each in its inflections, folded; None is a word that is read exactly."""

    term: Term
    words: tuple[frozenset[str], ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of one target language."""

    language: str = ""
    terms: tuple[Term, ...] = ()
    # By source language and first word; longest first.
    _index: Mapping[tuple[str, str], tuple[_Wanted, ...]] = field(init=False, repr=False, compare=False)
    # The hits in the last sources: several checks ask for the same.
    _known: dict[tuple[str, str], tuple[Hit, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _indexed(self.terms))

    def hits(self, source: str, source_language: str) -> tuple[Hit, ...]:
        """The terms in a source (segment notation), in order, the longest where several begin at one place.

        Whole words only, and none inside a tag or an address. Plurals and possessives count. Case counts in
        abbreviations and in capitals of up to three letters.
        """
        if not self.terms:
            return ()
        if (known := self._known.get((source, source_language))) is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[source, source_language] = tuple(self._find(source, primary(source_language)))
        return known

    def _find(self, source: str, language: str) -> Iterator[Hit]:
        index, words, free = self._index, placed(source), 0
        for position, word in enumerate(words):
            wanted = index.get((language, word.folded)) if position >= free else None
            if wanted and (hit := next((one for one in wanted if _stands(one, words, position, source)), None)):
                free = position + len(hit.words)
                yield Hit(word.start, words[free - 1].end, hit.term)


def _indexed(terms: Iterable[Term]) -> Mapping[tuple[str, str], tuple[_Wanted, ...]]:
    index: dict[tuple[str, str], list[_Wanted]] = {}
    for term in terms:
        language = primary(term.language)
        exact = term.kind == "abbreviation" or (len(term.source) <= 3 and term.source != term.source.lower())
        parts = WORD.findall(term.source)
        words = tuple(frozenset(form if exact else fold(form) for form in inflected(part, language)) for part in parts)
        if words:
            for first in {fold(word) for word in words[0]}:
                index.setdefault((language, first), []).append(_Wanted(term, words, exact))
    return {key: tuple(sorted(found, key=lambda one: -len(one.words))) for key, found in index.items()}


def _stands(wanted: _Wanted, words: Sequence[Word], position: int, source: str) -> bool:
    there = words[position : position + len(wanted.words)]
    if len(there) < len(wanted.words):
        return False
    if any(
        (word.text if wanted.exact else word.folded) not in forms
        for word, forms in zip(there, wanted.words, strict=True)
    ):
        return False
    text = masked(source)
    return all(_JOIN.fullmatch(text, one.end, other.start) for one, other in pairwise(there))


NO_TERMS = Glossary()


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def merged(language: str, files: Iterable[tuple[str, bytes]], source_language: str = "en") -> Glossary:
    """The glossary of a language from its files as (path, PO bytes), general before specific; a later term wins.

    CatalogError as `catalogs.read`, and for kinds and forms that cannot be used.
    """
    terms: dict[tuple[str, str], Term] = {}
    problems: list[Problem] = []
    for path, data in files:
        document = checked(data, path, language)
        declared = document.header.fields.get("X-Syndicate-Source-Language", "") if document.header else ""
        place = Place(path, document.header.line if document.header else 0)
        own = _language(declared, place, problems) or source_language
        for entry in document.messages:
            if not entry.obsolete and (term := _term(entry, path, own, problems)):
                terms[primary(term.language), term.source] = term
    if problems:
        raise CatalogError(problems)
    return Glossary(language, tuple(terms.values()))


def _term(entry: po.Entry, path: str, language: str, problems: list[Problem]) -> Term | None:
    """An entry's term; None where it is not used. What cannot be used is added to the problems."""
    place = Place(path, entry.line)
    if entry.context not in KINDS:
        advice = f'write msgctxt "{_nearest(entry.context, KINDS) or KINDS[0]}"; the kinds are {", ".join(KINDS)}'
        message = f"{entry.context!r} is no kind of term" if entry.context else "a term without a kind (msgctxt)"
        problems.append(Problem("glossary-kind", message, place, advice=advice))
        return None
    if entry.fuzzy or not (entry.target.strip() or entry.context == "keep"):
        return None
    said: dict[str, list[str]] = {word: [] for word in _WORDS}
    for word, value in _comments(entry, place, problems):
        said[word].append(value)
    target = entry.target.strip()
    allowed, forbidden = _forms(said["allowed"]), _forms(said["forbidden"])
    problems += _form_problems(target, allowed, forbidden, place)
    declared = next(iter(said["source"]), "")
    language = _language(declared, place, problems) or language
    return Term(entry.context, entry.source.strip(), target, allowed, forbidden, " ".join(said["note"]), language)


def _comments(entry: po.Entry, place: Place, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for line in entry.comments:
        found = _COMMENT.match(line)
        word = found[1].lower() if found else ""
        if found and word in _WORDS:
            yield word, found[2].strip()
        elif word and word not in _OTHERS and (meant := _nearest(word, _WORDS)):
            advice = f"write “# {meant}: …”, or leave out the colon in a remark"
            problems.append(Problem("glossary-comment", f"unknown comment “# {word}:”", place, advice=advice))


def _forms(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form.strip() for line in lines for form in line.split("|") if form.strip()))


def _form_problems(
    target: str, allowed: tuple[str, ...], forbidden: tuple[str, ...], place: Place
) -> Iterator[Problem]:
    if "|" in target:
        advice = "keep one form in msgstr, and write the others after “# allowed:”"
        yield Problem("glossary-form", f"several forms in one msgstr: {target!r}", place, advice=advice)
    right = {form.casefold() for form in (target, *allowed)}
    for form in forbidden:
        if form.casefold() in right:
            message = f"{form!r} is both right and forbidden"
            yield Problem("glossary-form", message, place, advice="take it out of one of the two")


def _language(declared: str, place: Place, problems: list[Problem]) -> str:
    if not declared:
        return ""
    try:
        return canonical(declared.replace("_", "-"))
    except ValueError as error:
        problems.append(Problem("glossary-source", f"the source language of terms: {error}", place))
        return ""


def _nearest(word: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(word.lower(), known, 1, 0.75)), "")
