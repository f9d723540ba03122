"""TBX (ISO 30042:2008, the dialect that Weblate and translate-toolkit read): a glossary for other tools, and back.

A term's preferred form has the administrative status ``preferredTerm-admn-sts``, an allowed one ``admittedTerm…``, a
forbidden one ``deprecatedTerm…``. Reading takes the element names of TBX 3 (ISO 30042:2019), too.
"""

import textwrap
from collections.abc import Iterable, Iterator

from lxml import etree

from syndicate.articles.parsers.characters import FORBIDDEN
from syndicate.languages import canonical, same_language, to_posix
from syndicate.model import Place, Problem
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.reading import checked
from syndicate.translation.exchange import xml
from syndicate.translation.glossary import Glossary, Term

_WIDTH = 69
_PREFERRED, _ADMITTED, _DEPRECATED = (f"{word}Term-admn-sts" for word in ("preferred", "admitted", "deprecated"))
_CONCEPTS, _LANGUAGES, _TERMS = ("termEntry", "conceptEntry"), ("langSet", "langSec"), ("tig", "ntig", "termSec")


def write(glossary: Glossary) -> bytes:
    """The glossary as a TBX document."""
    languages = {term.language for term in glossary.terms}
    root = etree.Element("martif", {"type": "TBX", f"{xml.XML}lang": languages.pop() if len(languages) == 1 else "en"})
    description = etree.SubElement(etree.SubElement(root, "martifHeader"), "fileDesc")
    etree.SubElement(etree.SubElement(description, "sourceDesc"), "p").text = "syndicate"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for number, term in enumerate(glossary.terms, 1):
        _write(body, number, term, glossary.language)
    return xml.write(root, ("term", "note", "descrip", "termNote", "p"))


def _write(body: etree._Element, number: int, term: Term, language: str) -> None:
    entry = etree.SubElement(body, "termEntry", {"id": f"c{number}"})
    etree.SubElement(entry, "descrip", {"type": "subjectField"}).text = term.kind
    if term.note:
        etree.SubElement(entry, "note").text = term.note
    _language(entry, term.language, [(term.source, "")])
    allowed = [(form, _ADMITTED) for form in term.forms[1:]]
    forbidden = [(form, _DEPRECATED) for form in term.forbidden]
    _language(entry, language, [(term.target or term.source, _PREFERRED), *allowed, *forbidden])


def _language(entry: etree._Element, language: str, forms: Iterable[tuple[str, str]]) -> None:
    holder = etree.SubElement(entry, "langSet", {f"{xml.XML}lang": language})
    for form, status in forms:
        group = etree.SubElement(holder, "tig")
        etree.SubElement(group, "term").text = form
        if status:
            etree.SubElement(group, "termNote", {"type": "administrativeStatus"}).text = status


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes, path: str, source_language: str, language: str) -> tuple[tuple[Term, int], ...]:
    """The terms of a document in these two languages, each with its line; CatalogError for what is no XML.

    Where no form is marked as preferred, the first one that is not deprecated is. A kind of ours in the
    subject field is kept, anything else is a ``term``.
    """
    root = xml.read(data, path)
    found = (
        (term, element.sourceline or 0)
        for element in _named(root.iter(), _CONCEPTS)
        for term in _terms(element, source_language, language)
    )
    return tuple(found)


def _terms(entry: etree._Element, source_language: str, language: str) -> Iterator[Term]:
    fields = {child.get("type", ""): child.text or "" for child in _named(entry, ("descrip",))}
    kind = fields.get("subjectField", "").strip()
    note = " ".join(word for child in _named(entry, ("note",)) for word in (child.text or "").split())
    sources = [form for form, status in _forms(entry, source_language) if status != _DEPRECATED]
    targets = list(_forms(entry, language))
    right = sorted((pair for pair in targets if pair[1] != _DEPRECATED), key=lambda pair: pair[1] != _PREFERRED)
    forbidden = tuple(form for form, status in targets if status == _DEPRECATED)
    for source in sources:
        if right:
            forms = [form for form, _ in right]
            known = kind if kind in {"term", "abbreviation", "drug", "keep"} else "term"
            yield Term(known, source, forms[0], tuple(forms[1:]), forbidden, note, source_language)


def _forms(entry: etree._Element, language: str) -> Iterator[tuple[str, str]]:
    for holder in _named(entry, _LANGUAGES):
        try:
            tag = canonical(holder.get(f"{xml.XML}lang", ""))
        except ValueError:
            continue
        if not same_language(tag, language):
            continue
        for group in _named(holder, _TERMS):
            term = next(_named(group.iter(), ("term",)), None)
            notes = _named(group.iter(), ("termNote",))
            status = next((note.text or "" for note in notes if note.get("type") == "administrativeStatus"), "")
            if term is not None and (text := " ".join("".join(term.itertext()).split())):
                yield text, status.strip()


def _named(elements: Iterable[etree._Element], names: tuple[str, ...]) -> Iterator[etree._Element]:
    return (each for each in elements if isinstance(each.tag, str) and etree.QName(each).localname in names)


# ── into glossary.po ────────────────────────────────────────────────────────────────────────────


def merge(
    data: bytes, terms: Iterable[tuple[Term, int]], *, path: str, language: str, origin: str
) -> tuple[bytes, tuple[str, ...], tuple[Problem, ...]]:
    """The glossary's PO file with the terms that it lacks, their sources, and a Problem for each that differs.

    New terms are fuzzy, so that none counts before a person accepts it. ``origin`` is the file that they come from.
    CatalogError as `catalogs.read`.
    """
    document = checked(data, path, language)
    known = document.live
    added: dict[tuple[str, str], po.Entry] = {}
    problems = []
    for term, line in terms:
        key = (term.kind, term.source)
        if found := FORBIDDEN.search("\n".join((term.source, *term.forms, *term.forbidden, term.note))):
            message = f"U+{ord(found[0]):04X} is not a character of text: {term.source!r}"
            advice = "delete it: it came in by copying, and is invisible in most editors"
            problems.append(
                Problem("control-character", message, Place(origin, line), advice=advice, language=language)
            )
        elif (entry := known.get(key)) is None:
            added.setdefault(key, _entry(term))
        elif entry.target != term.target:
            message = f"{term.source!r} is {entry.target!r} here and {term.target!r} there"
            advice = f"decide in {path}, the glossary is not changed"
            problems.append(Problem("merge-conflict", message, Place(origin, line), advice=advice, language=language))
    made = document.write((*document.entries, *added.values()))
    return made, tuple(source for _, source in added), tuple(problems)


def new_glossary(language: str, source_language: str) -> bytes:
    """The header of a glossary that has no terms yet."""
    fields = {
        "Language": to_posix(language),
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Syndicate-Source-Language": source_language,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'msgid ""\nmsgstr ""\n{lines}'.encode()


def _entry(term: Term) -> po.Entry:
    comments = [*_listed("allowed", term.allowed), *_listed("forbidden", term.forbidden)]
    comments += textwrap.wrap(term.note, _WIDTH, initial_indent="# note: ", subsequent_indent="# note: ")
    return po.with_fuzzy(po.new(term.kind, term.source, term.target, comments), True)


def _listed(word: str, forms: Iterable[str]) -> Iterator[str]:
    return (f"# {word}: {form}" for form in forms)
