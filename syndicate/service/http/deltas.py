"""Feed deltas (RFC 3229 with the instance manipulation ``feed``): a feed with only what a reader does not have yet."""

import json

from lxml import etree

_ENTRIES = ("{http://www.w3.org/2005/Atom}entry", "item")


def delta(old: bytes, new: bytes, media_type: str) -> bytes:
    """The new document without the entries that stood in the old one just so, byte for byte."""
    return _json(old, new) if "json" in media_type else _xml(old, new)


def _xml(old: bytes, new: bytes) -> bytes:
    had = {etree.tostring(entry, method="c14n", with_tail=False) for entry in _entries(_tree(old))}
    tree = _tree(new)
    for entry in _entries(tree):
        if etree.tostring(entry, method="c14n", with_tail=False) in had:
            parent = entry.getparent()
            assert parent is not None  # noqa: S101 - an entry is never the root
            parent.remove(entry)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))


def _tree(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(data, parser)


def _entries(tree: etree._Element) -> list[etree._Element]:
    return [entry for name in _ENTRIES for entry in tree.iter(name)]


def _json(old: bytes, new: bytes) -> bytes:
    had = [json.dumps(item, sort_keys=True) for item in json.loads(old)["items"]]
    data = json.loads(new)
    known = set(had)
    data["items"] = [item for item in data["items"] if json.dumps(item, sort_keys=True) not in known]
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
