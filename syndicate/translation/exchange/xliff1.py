"""XLIFF 1.2 (OASIS, 2008): a catalog as a file for CAT tools, and back.

A unit's id is the source half of its fingerprint, its resname the msgctxt. Inline tags are ``<g>`` with ids of ours
(``b1``, ``a2``). The states of §2.3 say more than ours, and less: what each becomes is in `_STATES` and `_WRITTEN`:
signed-off ("reviewed and approved") is our reviewed, as translated and final are those of XLIFF 2.
"""

from functools import partial

from lxml import etree

from syndicate.errors import CatalogError
from syndicate.languages import canonical
from syndicate.model import Place, Problem, State
from syndicate.translation.exchange import xml
from syndicate.translation.exchange.units import NAMESPACE, Bundle, Unit, notes_of, origin_of, state_of, units_of

_XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
_OWN = f"{{{NAMESPACE}}}"
_TAG = partial(xml.read_tag, name="g")
_CTYPES = {"b": "bold", "i": "italic", "code": "x-code", "a": "link"}
# A state of the file → how far its target has come. Without a state nobody says that a person stands behind it.
_STATES = {
    "": State.TRANSLATED,
    "new": State.INITIAL,
    "needs-translation": State.INITIAL,
    "needs-adaptation": State.INITIAL,
    "needs-l10n": State.INITIAL,
    "needs-review-translation": State.TRANSLATED,
    "needs-review-adaptation": State.TRANSLATED,
    "needs-review-l10n": State.TRANSLATED,
    "translated": State.TRANSLATED,
    "signed-off": State.REVIEWED,
    "final": State.FINAL,
}
_WRITTEN = {
    State.INITIAL: "needs-translation",
    State.TRANSLATED: "needs-review-translation",
    State.REVIEWED: "signed-off",
    State.FINAL: "final",
}


def write(bundle: Bundle) -> bytes:
    """The bundle as an XLIFF 1.2 document."""
    root = etree.Element(f"{_XLIFF}xliff", {"version": "1.2"}, nsmap={None: _XLIFF[1:-1], "syndicate": NAMESPACE})
    file = etree.SubElement(
        root,
        f"{_XLIFF}file",
        {
            "original": bundle.article,
            "datatype": "plaintext",
            "source-language": bundle.source_language,
            "target-language": bundle.language,
        },
    )
    body = etree.SubElement(file, f"{_XLIFF}body")
    for unit in bundle.units:
        _write(body, unit)
    return xml.write(root, ("source", "target", "note"))


def _write(body: etree._Element, unit: Unit) -> None:
    attributes = {"id": unit.base.partition("-")[0], "resname": unit.context, f"{xml.XML}space": "preserve"}
    if unit.state is State.FINAL:
        attributes["approved"] = "yes"
    element = etree.SubElement(body, f"{_XLIFF}trans-unit", attributes)
    element.set(f"{_OWN}fingerprint", unit.base)
    element.set(f"{_OWN}state", str(unit.state))
    xml.put_text(etree.SubElement(element, f"{_XLIFF}source"), unit.source, _make_tag)
    state = "needs-adaptation" if unit.is_hint else _WRITTEN[unit.state]
    target = etree.SubElement(element, f"{_XLIFF}target", {"state": state})
    if unit.qualifier:
        target.set("state-qualifier", unit.qualifier)
    if unit.origin:
        target.set(f"{_OWN}origin", unit.origin)
    xml.put_text(target, unit.target, _make_tag)
    for note in unit.notes:
        etree.SubElement(element, f"{_XLIFF}note", {"from": note.author}).text = note.text
    if unit.previous:  # §2.5.4: alt-trans stands behind the notes, its source is what the target was made for
        alternative = etree.SubElement(element, f"{_XLIFF}alt-trans", {"alttranstype": "previous-version"})
        xml.put_text(etree.SubElement(alternative, f"{_XLIFF}source"), unit.previous, _make_tag)
        xml.put_text(etree.SubElement(alternative, f"{_XLIFF}target"), unit.target, _make_tag)


def _make_tag(name: str, identifier: str) -> etree._Element:
    return etree.Element(f"{_XLIFF}g", {"id": identifier, "ctype": _CTYPES[name]})


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes, path: str) -> tuple[Bundle, ...]:
    """The bundles of a document, one a ``<file>``; CatalogError with file:line for what is no XLIFF 1.2 of ours."""
    root = xml.read(data, path)
    return tuple(_read_file(file, path) for file in root.iterchildren(f"{_XLIFF}file"))


def _read_file(file: etree._Element, path: str) -> Bundle:
    problems: list[Problem] = []
    units = units_of(file.iterdescendants(f"{_XLIFF}trans-unit"), _read, path, problems)
    try:
        source, target = canonical(file.get("source-language", "")), canonical(file.get("target-language", ""))
    except ValueError as error:
        problems.append(Problem("exchange-language", str(error), Place(path, file.sourceline or 0)))
    if problems:
        raise CatalogError(problems)
    return Bundle(file.get("original", ""), source, target, units, path)


def _read(element: etree._Element) -> Unit:
    source = element.find(f"{_XLIFF}source")
    target = element.find(f"{_XLIFF}target")
    said = target.attrib if target is not None else {}
    state = said.get("state", "")
    if element.get("approved") == "yes" and not state:
        state = "final"
    qualifier = said.get("state-qualifier", "")
    return Unit(
        element.get("resname", ""),
        xml.text_of(source, _TAG) if source is not None else "",
        xml.text_of(target, _TAG) if target is not None else "",
        State.INITIAL if qualifier.startswith("rejected-") else _STATES.get(state, State.TRANSLATED),
        origin_of(said.get(f"{_OWN}origin", ""), qualifier),
        is_hint=qualifier == "fuzzy-match",
        notes=tuple(notes_of(element.iterchildren(f"{_XLIFF}note"), "from")),
        base=element.get(f"{_OWN}fingerprint", ""),
        exported=state_of(element.get(f"{_OWN}state")) if state in _STATES and state else None,
        line=element.sourceline or 0,
    )
