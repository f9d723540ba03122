"""TMX 1.4b (LISA, 2005): what people have reviewed, as a translation memory for other tools, and theirs for us.

Inline tags are ``<bpt>`` and ``<ept>`` with the tag itself as native code, so a tool without XLIFF keeps them too.
"""

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from syndicate.articles.inline import escape, is_balanced, unparse
from syndicate.articles.inline import parse as parse_inline
from syndicate.errors import CatalogError
from syndicate.languages import canonical, same_language
from syndicate.model import Place, Problem, State
from syndicate.translation.exchange import xml
from syndicate.translation.exchange.units import Bundle, Unit

Variants = Mapping[str, str]
"""The texts of one unit of a memory in segment notation, by language tag (canonical BCP 47)."""


def write(bundles: Iterable[Bundle], version: str) -> bytes:
    """A memory of the bundles: their reviewed and final units, and nothing that no person stands behind.

    ``version`` is this program's, for the header. No dates: the same catalogs give the same bytes.
    """
    bundles = tuple(bundles)
    sources = {bundle.source_language for bundle in bundles}
    root = etree.Element("tmx", {"version": "1.4"})
    header = {
        "creationtool": "syndicate",
        "creationtoolversion": version,
        "segtype": "paragraph",
        "o-tmf": "PO",
        "adminlang": "en",
        "srclang": sources.pop() if len(sources) == 1 else "*all*",
        "datatype": "plaintext",
    }
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    for bundle in bundles:
        for unit in bundle.units:
            if unit.state >= State.REVIEWED:
                _write(body, bundle, unit)
    return xml.write(root, ("seg", "note", "prop"))


def _write(body: etree._Element, bundle: Bundle, unit: Unit) -> None:
    element = etree.SubElement(body, "tu", {"srclang": bundle.source_language})
    for name, value in (("article", bundle.article), ("context", unit.context), ("state", str(unit.state))):
        etree.SubElement(element, "prop", {"type": f"x-{name}"}).text = value
    for language, text in ((bundle.source_language, unit.source), (bundle.language, unit.target)):
        variant = etree.SubElement(element, "tuv", {f"{xml.XML}lang": language})
        _put(etree.SubElement(variant, "seg"), text)


def _put(segment: etree._Element, source: str) -> None:
    """Put a text into a segment. A pair's two halves are siblings in TMX, so this is a walk over the tags."""
    holder = etree.Element("holder")
    xml.put_text(holder, source, lambda name, identifier: etree.Element(name, {"id": identifier}))
    numbers = iter(range(1, 10_000))

    def flatten(element: etree._Element) -> None:
        _add(segment, element.text)
        for child in element:
            number = str(next(numbers))
            link = f' id="{child.get("id", "").removeprefix("a")}"' if child.tag == "a" else ""
            etree.SubElement(segment, "bpt", {"i": number}).text = f"<{child.tag}{link}>"
            flatten(child)
            etree.SubElement(segment, "ept", {"i": number}).text = f"</{child.tag}>"
            _add(segment, child.tail)

    flatten(holder)


def _add(segment: etree._Element, text: str | None) -> None:
    if text and len(segment):
        segment[-1].tail = (segment[-1].tail or "") + text
    elif text:
        segment.text = (segment.text or "") + text


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes, path: str) -> tuple[Variants, ...]:
    """The units of a memory; variants without a language that we know are left out.

    CatalogError with file:line for what is no XML, or has inline codes that are no tags of ours.
    """
    found: list[Variants] = []
    problems: list[Problem] = []
    for element in xml.read(data, path).iterdescendants("tu"):
        try:
            found.append(dict(_variants(element)))
        except ValueError as error:
            problems.append(Problem("exchange-inline", str(error), Place(path, element.sourceline or 0)))
    if problems:
        raise CatalogError(problems)
    return tuple(found)


def pairs(memory: Iterable[Variants], source_language: str, language: str) -> Mapping[str, str]:
    """The translations of a memory by source; of several for one source, the last.

    Variants count whose language is the same as the one asked for, whatever the region.
    """
    both = ((_of(texts, source_language), _of(texts, language)) for texts in memory)
    return {source: target for source, target in both if source and target}


def drafts(memory: Mapping[str, str], catalog: Bundle, path: str) -> Bundle:
    """The units of a catalog that have no target and stand in the memory, as drafts of it."""
    units = (
        Unit(unit.context, unit.source, memory[unit.source], State.TRANSLATED, "memory", base=unit.base)
        for unit in catalog.units
        if not unit.target and unit.source in memory
    )
    return Bundle(catalog.article, catalog.source_language, catalog.language, tuple(units), path)


def _variants(element: etree._Element) -> Iterator[tuple[str, str]]:
    for variant in element.iterchildren("tuv"):
        segment = variant.find("seg")
        language = variant.get(f"{xml.XML}lang") or variant.get("lang") or ""
        if segment is None:
            continue
        text = _text(segment)
        if not is_balanced(text):
            raise ValueError("the inline codes are no pairs of tags")
        try:
            yield canonical(language), unparse(parse_inline(text))
        except ValueError:  # a tag that is none
            continue


def _text(segment: etree._Element) -> str:
    parts = [escape(segment.text or "")]
    for child in segment:
        if child.tag in {"bpt", "ept"}:
            parts.append(child.text or "")
        elif child.tag in {"hi", "sub"}:
            parts.append(_text(child))
        elif isinstance(child.tag, str):
            raise ValueError(f"<{child.tag}> is no inline tag of ours")
        parts.append(escape(child.tail or ""))
    return "".join(parts)


def _of(texts: Variants, language: str) -> str:
    """The variant in a language: its own tag's, else one of the same language."""
    return texts.get(language) or next((text for tag, text in texts.items() if same_language(tag, language)), "")
