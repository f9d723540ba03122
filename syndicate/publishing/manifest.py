"""The manifest, ``feeds/index.json``: what is published, with digests and dates, for machines and for the next run."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from syndicate.errors import LedgerError
from syndicate.feeds.ledger import parse_when
from syndicate.model import Artifact, When

PATH = "index.json"
SCHEMA = "syndicate.index/1"


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
    """The manifest from its file; LedgerError where it is damaged."""
    try:
        values = json.loads(data)
        if values["schema"] != SCHEMA:
            raise ValueError(f"schema {values['schema']!r}, not {SCHEMA!r}")
        files = {
            name: File(str(f["type"]), str(f["sha256"]), int(f["length"]), parse_when(f["modified"]).at)
            for name, f in values["files"].items()
        }
        built, due = (parse_when(values[key]).at if values[key] else None for key in ("built", "due"))
        return Manifest(str(values["title"]), values["languages"], files, built, due)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerError(
            f"{path}: the manifest is damaged ({error}): take it back from version control or a backup; or delete "
            "it, and every file counts as modified at the next publish"
        ) from error


def describe(artifact: Artifact, modified: datetime) -> File:
    """The manifest's entry for an artifact."""
    sha256 = hashlib.sha256(artifact.body).hexdigest()
    return File(artifact.media_type, sha256, len(artifact.body), modified)


def _stamp(at: datetime | None) -> str | None:
    return str(When(at.astimezone(UTC))) if at else None
