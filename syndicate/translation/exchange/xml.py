"""XML of other people's tools, read by a parser that trusts nothing, and ours, written so that people can read it."""

from collections.abc import Callable, Iterable
from functools import partial

from lxml import etree

from syndicate.articles.inline import Node, Tag, parse, unparse
from syndicate.errors import CatalogError
from syndicate.model import Place, Problem

XML = "{http://www.w3.org/XML/1998/namespace}"


def read(data: bytes, path: str, code: str = "exchange-xml") -> etree._Element:
    """The root element; CatalogError with file:line where the file is no well-formed XML, or declares entities.

    A DOCTYPE that names a DTD is common in TMX and TBX: it is never loaded. No network; ``huge_tree`` stays off, so
    that depth and text sizes are bounded by libxml2.
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line, column = getattr(error, "position", (0, 0))
        message = f"not well-formed XML: {str(error).partition(', line ')[0]}"
        raise CatalogError([Problem(code, message, Place(path, line, column), advice="export it again")]) from None
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        message = "the file declares entities, and files from outside may not"
        raise CatalogError([Problem(code, message, Place(path, 1), advice="take the DOCTYPE out")])
    return root


def write(root: etree._Element, whole: Iterable[str]) -> bytes:
    """The document, indented but for the elements named in ``whole``, whose white space counts."""
    _indent(root, frozenset(whole), 0)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _indent(element: etree._Element, whole: frozenset[str], level: int) -> None:
    if not len(element) or etree.QName(element).localname in whole:
        return
    element.text = "\n" + "  " * (level + 1)
    for child in element:
        _indent(child, whole, level + 1)
        child.tail = "\n" + "  " * (level + 1)
    element[-1].tail = "\n" + "  " * level


# ── inline tags ─────────────────────────────────────────────────────────────────────────────────

MakeTag = Callable[[str, str], etree._Element]
"""An empty inline element for a tag's name (``b i code a``) and its id, unique in the segment (``b1``, ``a2``)."""

ReadTag = Callable[[etree._Element], "tuple[str, int] | None"]
"""What an inline element stands for: a tag's name and, of a link, its number; None: only the text in it counts."""


def put_text(element: etree._Element, source: str, make_tag: MakeTag) -> None:
    """Put a text in segment notation into an element, its tags as inline elements."""
    _put(element, parse(source), partial(_numbered, make_tag, {}))


def text_of(element: etree._Element, read_tag: ReadTag) -> str:
    """The text of an element in segment notation: the inverse of `put_text`. Comments and instructions count nothing.

    ValueError from ``read_tag`` tells of an inline element that a segment cannot have.
    """
    return unparse(_nodes(element, read_tag))


def tag_of_id(identifier: str) -> tuple[str, int] | None:
    """The tag that an id of ours stands for: ``b1`` is bold, ``a2`` the second link; None for any other id."""
    name = identifier.rstrip("0123456789")
    number = identifier[len(name) :]
    if name not in {"b", "i", "code", "a"} or not number:
        return None
    return name, int(number) if name == "a" else 0


def read_tag(element: etree._Element, name: str) -> tuple[str, int] | None:
    """What an inline element of XLIFF stands for, whose tags are called ``name``; ValueError where that is nothing."""
    found = etree.QName(element).localname
    if found == "mrk":  # an annotation: its text is what counts
        return None
    tag = tag_of_id(element.get("id", "")) if found == name else None
    if tag is None:
        raise ValueError(f"<{found} id={element.get('id', '')!r}> is no inline tag of this text")
    return tag


def _numbered(make_tag: MakeTag, counts: dict[str, int], tag: Tag) -> etree._Element:
    counts[tag.name] = counts.get(tag.name, 0) + 1
    return make_tag(tag.name, f"{tag.name}{tag.link or counts[tag.name]}")


def _put(element: etree._Element, nodes: Iterable[Node], make: Callable[[Tag], etree._Element]) -> None:
    for node in nodes:
        if isinstance(node, Tag):
            child = make(node)
            _put(child, node.children, make)
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + node
        else:
            element.text = (element.text or "") + node


def _nodes(element: etree._Element, read_tag: ReadTag) -> tuple[Node, ...]:
    nodes: list[Node] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            inner = _nodes(child, read_tag)
            tag = read_tag(child)
            nodes += [Tag(tag[0], inner, tag[1])] if tag else inner
        nodes.append(child.tail or "")
    return tuple(nodes)
