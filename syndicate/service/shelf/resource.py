"""One published file as it is served."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from syndicate.publishing.encodings import is_compressible
from syndicate.publishing.manifest import File

Kind = Literal["feed", "archive", "latest", "item", "page", "register", "catalog", "media", "ledger"]

_DOCUMENTS = {"atom.xml", "rss.xml", "feed.json"}


@dataclass(frozen=True, slots=True)
class Resource:
    """A published file: its path below feeds/, what the manifest says of it, and how it is served.

    ``language`` is BCP 47, empty for what is in no language. ``is_gone`` says that it is answered with 410: the page of
    a withdrawn article, or a feed that was closed long enough ago.
    """

    path: str
    media_type: str
    sha256: str
    length: int
    modified: datetime
    kind: Kind
    language: str = ""
    is_gone: bool = False

    @property
    def is_compressible(self) -> bool:
        """Whether encodings are made of it."""
        return is_compressible(self.media_type, self.length)


def resource(path: str, file: File, languages: Collection[str], *, is_gone: bool = False) -> Resource:
    """The resource of a file of the manifest."""
    first = path.partition("/")[0]
    return Resource(
        path,
        file.media_type,
        file.sha256,
        file.length,
        file.modified,
        _kind(path),
        first if first in languages else "",
        is_gone,
    )


def _kind(path: str) -> Kind:
    folder, _, name = path.rpartition("/")
    parts = folder.split("/")
    if parts[0] == "media":
        return "media"
    if name == "ledger.jsonl":
        return "ledger"
    if parts[-1] == "items":
        return "page" if name.endswith(".html") else "item"
    if name in _DOCUMENTS:
        return "archive" if "archive" in parts else "feed"
    names: Mapping[str, Kind] = {
        "latest.json": "latest",
        "withdrawals.json": "register",
        "corrections.json": "register",
    }
    return names.get(name, "page" if name.endswith(".html") else "catalog")
