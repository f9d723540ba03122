"""An edition: what one publish left in feeds/, whole; taken by hard links, so that the next one changes nothing in it.

``publish`` replaces files one by one and the manifest last. While it does, the folder holds parts of two publishes; an
edition is only taken where every file has the digest that the manifest says.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from syndicate.errors import TargetError
from syndicate.feeds.ledger import Ledger
from syndicate.files import locked, read_if_there
from syndicate.model import Status
from syndicate.publishing import manifest as manifests
from syndicate.publishing.manifest import File, Manifest
from syndicate.publishing.published import Published, item_name
from syndicate.service.shelf.resource import Resource, resource

LOCK = "edition.lock"
"""Held by the worker that takes an edition or clears old ones away."""


class NotWholeError(Exception):
    """The folder does not fit its manifest: a publish is writing, or somebody changed a file."""

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths
        super().__init__(f"{len(paths)} files are not as the manifest says, the first of them {paths[0]}")


@dataclass(frozen=True)
class Edition:
    """One publish: its manifest, its files in ``folder``, and the resources that they are served as."""

    key: str  # digest of the manifest
    folder: Path
    manifest: Manifest
    resources: Mapping[str, Resource]
    day: date  # on which it was looked at: time alone ends the notice of a closed feed

    @property
    def is_there(self) -> bool:
        """Whether its folder was not deleted: ``.syndicate/`` may be, at any time."""
        return (self.folder / manifests.PATH).is_file()

    @cached_property
    def published(self) -> Published:
        """The same, as the rest of the house reads what was published."""
        return Published(self.folder, self.manifest, fresh=True)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the catalog, BCP 47."""
        return tuple(str(row["language"]) for row in self.manifest.languages)

    def read(self, path: str) -> bytes:
        """The bytes of a file of it; KeyError where it has none of that name."""
        return (self.folder / self.resources[path].path).read_bytes()

    def ledgers(self) -> Iterator[tuple[str, Ledger]]:
        """Each ledger with the folder of its group (``es/``, ``es/reviewed/``)."""
        for path in sorted(self.manifest.files):
            if path.endswith("/ledger.jsonl"):
                group = path.removesuffix("ledger.jsonl")
                yield group, self.published.ledger(group, path.partition("/")[0])


def take(feeds: Path, home: Path, last: Edition | None, now: datetime, notice_days: int = 180) -> Edition | None:
    """The edition that stands in ``feeds``, linked into a folder of ``home``; None where nothing was published yet.

    Raises NotWholeError where the folder does not fit its manifest, LedgerError where manifest or a ledger is damaged.
    """
    data = read_if_there(feeds / manifests.PATH)
    if data is None:
        return None
    key = hashlib.sha256(data).hexdigest()[:32]
    if last is not None and (last.key, last.day) == (key, now.date()) and last.is_there:
        return last
    manifest = manifests.read(data, str(feeds / manifests.PATH))
    folder = home / "editions" / key
    if not folder.is_dir():
        try:
            with locked(home / LOCK, "serve", wait=True):
                if not folder.is_dir():
                    _link(feeds, folder, manifest, data, last)
        except OSError as error:
            raise TargetError(f"{home}: cannot be written: {error.strerror or error}") from error
    draft = Edition(key, folder, manifest, {}, now.date())
    gone = _gone(draft, now - timedelta(days=notice_days))
    files = {**manifest.files, manifests.PATH: _itself(data, manifest)}
    languages = draft.languages
    resources = {path: resource(path, file, languages, is_gone=path in gone) for path, file in files.items()}
    return replace(draft, resources=resources)


def _link(feeds: Path, folder: Path, manifest: Manifest, data: bytes, last: Edition | None) -> None:
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    wrong = []
    known = last.manifest.files if last is not None and last.is_there else {}
    for path, file in manifest.files.items():
        place = draft / path
        place.parent.mkdir(parents=True, exist_ok=True)
        same = last is not None and path in known and known[path].sha256 == file.sha256
        try:
            if same and last is not None:
                os.link(last.folder / path, place)  # which was looked at when it was taken
            elif not _linked(feeds / path, place, file):
                wrong.append(path)
        except OSError:
            wrong.append(path)
    if wrong or read_if_there(feeds / manifests.PATH) != data:
        shutil.rmtree(draft, ignore_errors=True)
        raise NotWholeError(wrong or [manifests.PATH])
    (draft / manifests.PATH).write_bytes(data)
    draft.rename(folder)


def _linked(source: Path, place: Path, file: File) -> bool:
    """Link or copy a file; whether it has the digest that the manifest says."""
    try:
        os.link(source, place)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, place)
    with place.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256


def _itself(data: bytes, manifest: Manifest) -> File:
    newest = max((file.modified for file in manifest.files.values()), default=manifest.built)
    modified = max(filter(None, (newest, manifest.built)))
    return File("application/json; charset=utf-8", hashlib.sha256(data).hexdigest(), len(data), modified)


def _gone(edition: Edition, since: datetime) -> frozenset[str]:
    """What is answered with 410: pages of withdrawn articles, and documents of feeds closed before ``since``."""
    found = set()
    for group, ledger in edition.ledgers():
        found |= {
            f"{group}items/{item_name(row)}.html" for row in ledger.rows.values() if row.status is Status.WITHDRAWN
        }
    for row in edition.manifest.languages:
        for feed in row.get("feeds", ()):
            closed = feed.get("retired")
            if closed and str(closed)[:10] < since.date().isoformat():
                found |= _documents(str(row["language"]), str(feed["id"]), edition.manifest)
    return frozenset(found & edition.manifest.files.keys())


def _documents(language: str, feed: str, manifest: Manifest) -> set[str]:
    folder = f"{language}/" if feed == "all" else f"{language}/{feed}/"
    own = {f"{folder}{name}" for name in ("atom.xml", "rss.xml", "feed.json", "latest.json")}
    return own | {path for path in manifest.files if path.startswith(f"{folder}archive/")}
