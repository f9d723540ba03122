"""XLIFF 2.0 (OASIS, 2014): a catalog as a file for CAT tools, and back.

Our states are those of its §4.3.1.30. ``subState`` (§4.3.1.31) says with the words of XLIFF 1.2's state-qualifier
where a target came from, behind a prefix of our own as the specification wants it. Inline tags are ``<pc>``.
"""

from functools import partial

from lxml import etree

from syndicate.errors import CatalogError
from syndicate.languages import canonical
from syndicate.model import Place, Problem, State
from syndicate.translation.exchange import xml
from syndicate.translation.exchange.units import (
    NAMESPACE,
    ORIGIN_OF_QUALIFIER,
    Bundle,
    Note,
    Unit,
    notes_of,
    origin_of,
    state_of,
    units_of,
)

_XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"
_OWN = f"{{{NAMESPACE}}}"
_TAG = partial(xml.read_tag, name="pc")
_PREFIX = "syndicate:"
_TYPES = {
    "b": {"type": "fmt", "subType": "xlf:b"},
    "i": {"type": "fmt", "subType": "xlf:i"},
    "code": {"type": "other", "subType": "syndicate:code"},
    "a": {"type": "link"},
}


def write(bundle: Bundle) -> bytes:
    """The bundle as an XLIFF 2.0 document."""
    languages = {"srcLang": bundle.source_language, "trgLang": bundle.language}
    names = {None: _XLIFF[1:-1], "syndicate": NAMESPACE}
    root = etree.Element(f"{_XLIFF}xliff", {"version": "2.0", **languages}, nsmap=names)
    file = etree.SubElement(root, f"{_XLIFF}file", {"id": "f1", "original": bundle.article})
    for unit in bundle.units:
        _write(file, unit)
    return xml.write(root, ("source", "target", "note"))


def _write(file: etree._Element, unit: Unit) -> None:
    attributes = {"id": f"u{unit.base.partition('-')[0]}", "name": unit.context, f"{xml.XML}space": "preserve"}
    element = etree.SubElement(file, f"{_XLIFF}unit", {**attributes, f"{_OWN}fingerprint": unit.base})
    element.set(f"{_OWN}state", str(unit.state))
    notes = [*unit.notes, *([Note("previous", unit.previous)] if unit.previous else ())]
    if notes:
        holder = etree.SubElement(element, f"{_XLIFF}notes")
        for note in notes:
            etree.SubElement(holder, f"{_XLIFF}note", {"category": note.author}).text = note.text
    segment = etree.SubElement(element, f"{_XLIFF}segment", {"state": str(unit.state)})
    if unit.qualifier:
        segment.set("subState", f"{_PREFIX}{unit.qualifier}")
    if unit.origin:
        element.set(f"{_OWN}origin", unit.origin)
    xml.put_text(etree.SubElement(segment, f"{_XLIFF}source"), unit.source, _make_tag)
    if unit.target:
        xml.put_text(etree.SubElement(segment, f"{_XLIFF}target"), unit.target, _make_tag)


def _make_tag(name: str, identifier: str) -> etree._Element:
    return etree.Element(f"{_XLIFF}pc", {"id": identifier, **_TYPES[name]})


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes, path: str) -> tuple[Bundle, ...]:
    """The bundles of a document, one a ``<file>``; CatalogError with file:line for what is no XLIFF 2 of ours."""
    root = xml.read(data, path)
    try:
        source, target = canonical(root.get("srcLang", "")), canonical(root.get("trgLang", ""))
    except ValueError as error:
        raise CatalogError([Problem("exchange-language", str(error), Place(path, root.sourceline or 0))]) from None
    bundles = []
    problems: list[Problem] = []
    for file in root.iterchildren(f"{_XLIFF}file"):
        units = units_of(file.iterdescendants(f"{_XLIFF}unit"), _read, path, problems)
        bundles.append(Bundle(file.get("original", ""), source, target, units, path))
    if problems:
        raise CatalogError(problems)
    return tuple(bundles)


def _read(element: etree._Element) -> Unit:
    """A unit; where a tool has split it, its segments and ignorables in their order are one text again (§4.7.2)."""
    parts = list(element.iterchildren(f"{_XLIFF}segment", f"{_XLIFF}ignorable"))
    segments = [part for part in parts if part.tag == f"{_XLIFF}segment"]
    states = [state_of(segment.get("state")) for segment in segments]
    qualifiers = {segment.get("subState", "").removeprefix(_PREFIX) for segment in segments}
    qualifier = next((word for word in ORIGIN_OF_QUALIFIER if word in qualifiers), "")
    return Unit(
        element.get("name", ""),
        "".join(_text(part, "source") for part in parts),
        _targets(parts),
        min((state or State.INITIAL for state in states), default=State.INITIAL),
        origin_of(element.get(f"{_OWN}origin", ""), qualifier),
        is_hint=qualifier == "fuzzy-match",
        notes=tuple(
            note
            for note in notes_of(element.iterfind(f"{_XLIFF}notes/{_XLIFF}note"), "category")
            if note.author != "previous"
        ),
        base=element.get(f"{_OWN}fingerprint", ""),
        exported=state_of(element.get(f"{_OWN}state")) if states and None not in states else None,
        line=element.sourceline or 0,
    )


def _targets(parts: list[etree._Element]) -> str:
    """The target of all parts; none where a segment has none yet. An ignorable without one keeps its source."""
    if any(part.tag == f"{_XLIFF}segment" and part.find(f"{_XLIFF}target") is None for part in parts):
        return ""
    return "".join(_text(part, "target" if part.find(f"{_XLIFF}target") is not None else "source") for part in parts)


def _text(part: etree._Element, name: str) -> str:
    found = part.find(f"{_XLIFF}{name}")
    return xml.text_of(found, _TAG) if found is not None else ""
