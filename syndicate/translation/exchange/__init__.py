"""Exchange with other tools: catalogs and glossaries as XLIFF, TMX, TBX and CSV, and back."""

from typing import Literal

from lxml import etree

from syndicate.errors import CatalogError
from syndicate.model import Place, Problem
from syndicate.translation.exchange import xml

Kind = Literal["xliff1", "xliff2", "tmx", "tbx"]


def kind_of(data: bytes, path: str) -> Kind:
    """What an exchange file is, by its root element; CatalogError where it is none that we read."""
    if path.lower().endswith(".csv"):
        message = "a CSV of the queue is for planning, and cannot be merged"
        advice = "translate in the PO files, or in an export as XLIFF"
        raise CatalogError([Problem("exchange-kind", message, Place(path), advice=advice)])
    root = xml.read(data, path)
    name = etree.QName(root).localname
    version = root.get("version", "")
    if name == "xliff" and version.startswith("1."):
        return "xliff1"
    if name == "xliff" and version.startswith("2."):
        return "xliff2"
    if name == "tmx":
        return "tmx"
    if name in {"martif", "tbx"}:
        return "tbx"
    message = f"<{name} version={version!r}> is neither XLIFF 1.2 or 2.0 nor TMX nor TBX"
    raise CatalogError([Problem("exchange-kind", message, Place(path, root.sourceline or 0))])
