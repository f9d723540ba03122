"""XLIFF 2.0 (OASIS, 2014): a catalog as a file for CAT tools, and back.

Our states are those of its §4.3.1.30. ``subState`` (§4.3.1.31) says with the words of XLIFF 1.2's state-qualifier
where a target came from, behind a prefix of our own as the specification wants it. Inline tags are ``<pc>``.
"""

from collections.abc import Iterator

from lxml import etree

from syndicate.errors import CatalogError
from syndicate.languages import canonical
from syndicate.model import Place, Problem, State
from syndicate.translation.exchange import xml
from syndicate.translation.exchange.units import NAMESPACE, ORIGIN_OF_QUALIFIER, Bundle, Note, Unit

MEDIA_TYPE = "application/xliff+xml"
_XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"
_OWN = f"{{{NAMESPACE}}}"
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
        units = []
        for element in file.iterdescendants(f"{_XLIFF}unit"):
            try:
                units.append(_read(element))
            except ValueError as error:
                place = Place(path, element.sourceline or 0)
                advice = "leave the inline tags as they were exported"
                problems.append(Problem("exchange-inline", str(error), place, advice=advice))
        bundles.append(Bundle(file.get("original", ""), source, target, tuple(units), path))
    if problems:
        raise CatalogError(problems)
    return tuple(bundles)


def _read(element: etree._Element) -> Unit:
    """A unit; where a tool has split it, its segments and ignorables in their order are one text again (§4.7.2)."""
    parts = list(element.iterchildren(f"{_XLIFF}segment", f"{_XLIFF}ignorable"))
    segments = [part for part in parts if part.tag == f"{_XLIFF}segment"]
    states = [segment.get("state", "initial") for segment in segments]
    qualifiers = {segment.get("subState", "").removeprefix(_PREFIX) for segment in segments}
    qualifier = next((word for word in ORIGIN_OF_QUALIFIER if word in qualifiers), "")
    kind = ORIGIN_OF_QUALIFIER.get(qualifier, "")
    own = element.get(f"{_OWN}origin", "")
    return Unit(
        element.get("name", ""),
        "".join(_text(part, "source") for part in parts),
        _targets(parts),
        min((_state(state) for state in states), default=State.INITIAL),
        own if own and own.partition(" ")[0] == kind else kind,
        is_hint=qualifier == "fuzzy-match",
        notes=tuple(_notes(element)),
        base=element.get(f"{_OWN}fingerprint", ""),
        line=element.sourceline or 0,
    )


def _targets(parts: list[etree._Element]) -> str:
    """The target of all parts; none where a segment has none yet. An ignorable without one keeps its source."""
    if any(part.tag == f"{_XLIFF}segment" and part.find(f"{_XLIFF}target") is None for part in parts):
        return ""
    return "".join(_text(part, "target" if part.find(f"{_XLIFF}target") is not None else "source") for part in parts)


def _state(word: str) -> State:
    try:
        return State.parse(word)
    except KeyError:
        raise ValueError(f"{word!r} is no state of XLIFF 2: initial, translated, reviewed or final") from None


def _text(part: etree._Element, name: str) -> str:
    found = part.find(f"{_XLIFF}{name}")
    return xml.text_of(found, _read_tag) if found is not None else ""


def _notes(element: etree._Element) -> Iterator[Note]:
    for note in element.iterfind(f"{_XLIFF}notes/{_XLIFF}note"):
        if note.text and note.text.strip() and note.get("category") != "previous":
            yield Note(note.get("category", "translator"), note.text.strip())


def _read_tag(element: etree._Element) -> tuple[str, int] | None:
    name = etree.QName(element).localname
    if name == "mrk":
        return None
    tag = xml.tag_of_id(element.get("id", "")) if name == "pc" else None
    if tag is None:
        raise ValueError(f"<{name} id={element.get('id', '')!r}> is no inline tag of this text")
    return tag
