"""The manifest, ``feeds/index.json``: what is published, with digests and dates, for machines and for the next run."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from syndicate.errors import LedgerError
from syndicate.feeds.ledger import parse_when
from syndicate.languages import canonical
from syndicate.model import Artifact, When

PATH = "index.json"
SCHEMA = "syndicate.index/1"

_T = TypeVar("_T")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"[^/\\\x00-\x1f\x7f\ud800-\udfff]+(/[^/\\\x00-\x1f\x7f\ud800-\udfff]+)*")
_NEVER = 9000  # a file is dated when it is published, and its next date must fit into the calendar
_OPTIONAL = frozenset({"direction", "topic", "retired", "atom", "rss", "json"})


@dataclass(frozen=True, slots=True)
class File:
    """A published file: media type, SHA-256 (hex), length in bytes, and when its bytes last changed."""

    media_type: str
    sha256: str
    length: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class Manifest:
    """All published files by their path below feeds/, and the catalog of feeds.

    ``built`` is T of the last publish that changed a byte; ``due`` when time alone will next change something.
    """

    title: str = ""
    languages: Sequence[Mapping[str, Any]] = ()
    files: Mapping[str, File] = field(default_factory=dict)
    built: datetime | None = None
    due: datetime | None = None


def write(manifest: Manifest) -> bytes:
    """The manifest as JSON, UTF-8."""
    data = {
        "schema": SCHEMA,
        "title": manifest.title,
        "built": _stamp(manifest.built),
        "due": _stamp(manifest.due),
        "languages": manifest.languages,
        "files": {
            path: {
                "type": file.media_type,
                "sha256": file.sha256,
                "length": file.length,
                "modified": _stamp(file.modified),
            }
            for path, file in sorted(manifest.files.items())
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def read(data: bytes, path: str) -> Manifest:
    """The manifest from its file; LedgerError where it is damaged, or names a file outside its folder.

    What it names is read, replaced and deleted, so that no path in it may lead anywhere else, whoever wrote it.
    """
    try:
        values = json.loads(data)
        if values["schema"] != SCHEMA:
            raise ValueError(f"its schema is {values['schema']!r}, and this release reads {SCHEMA!r}")
        files = {_inside(name): _file(name, f) for name, f in values["files"].items()}
        built, due = (parse_when(values[key]).at if values[key] else None for key in ("built", "due"))
        languages = tuple(map(_language, _typed(values["languages"], list, "languages")))
        return Manifest(_typed(values["title"], str, "title"), languages, files, built, due)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise LedgerError(
            f"{path}: the manifest is damaged ({told}): take it back from version control or a backup; or delete "
            "it, and every file counts as modified at the next publish"
        ) from error


def _file(name: str, data: Mapping[str, Any]) -> File:
    sha256, length = _typed(data["sha256"], str, f"sha256 of {name}"), _typed(data["length"], int, f"length of {name}")
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"sha256 of {name} is {sha256[:70]!r}")
    modified = parse_when(data["modified"]).at
    if modified.year >= _NEVER:
        raise ValueError(f"modified of {name} is {data['modified']}")
    return File(_typed(data["type"], str, f"type of {name}"), sha256, length, modified)


def _inside(path: str) -> str:
    """The path of a published file below feeds/; ValueError for any other, such as one that leads out of it."""
    parts = path.split("/")
    if not _PATH.fullmatch(path) or any(part.strip(".") == "" for part in parts):
        raise ValueError(f"{path[:200]!r} is no path of a published file")
    if parts[-1] == "ledger.jsonl" and (len(parts) < 2 or not _is_language(parts[0])):
        raise ValueError(f"{path[:200]!r} lies in the folder of no language")
    return path


def _is_language(tag: str) -> bool:
    try:
        return canonical(tag) == tag
    except ValueError:
        return False


def _language(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A language of the catalog with its feeds; ValueError where one lacks what a later publish needs of it."""
    rows: list[tuple[Mapping[str, Any], tuple[str, ...]]] = [(data, ("language", "home"))]
    rows += [(feed, ("id", "title", "description")) for feed in _typed(data["feeds"], list, "feeds")]
    for row, needed in rows:
        for key in needed:
            _typed(row[key], str, key)
        for key in _OPTIONAL & row.keys():
            _typed(row[key], str, key)
    return data


def _typed(value: Any, kind: type[_T], name: str) -> _T:
    if type(value) is not kind:
        raise ValueError(f"{name} is {value!r:.60}")
    return value


def describe(artifact: Artifact, modified: datetime) -> File:
    """The manifest's entry for an artifact."""
    sha256 = hashlib.sha256(artifact.body).hexdigest()
    return File(artifact.media_type, sha256, len(artifact.body), modified)


def _stamp(at: datetime | None) -> str | None:
    return str(When(at.astimezone(UTC))) if at else None
