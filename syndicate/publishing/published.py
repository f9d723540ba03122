"""What stands in feeds/ from the last publish: manifest, ledgers, and the entries that its items keep."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from syndicate.errors import LedgerError
from syndicate.feeds import ledger as ledgers
from syndicate.feeds.body import Body, body_from_data
from syndicate.feeds.entry import Category, Edition, Entry, Facts, Picture
from syndicate.feeds.ledger import Ledger, Row, parse_when
from syndicate.files import read_if_there
from syndicate.model import Author, Code
from syndicate.publishing import manifest as manifests
from syndicate.publishing.manifest import Manifest

_YOUNGER = frozenset({"corrects", "replaced_by"})  # facts that an item of an older release does not have


@dataclass(frozen=True, slots=True)
class Published:
    """The folder as the last publish left it; read lazily, and never changed here."""

    folder: Path
    manifest: Manifest = field(default_factory=Manifest)
    _ledgers: dict[str, Ledger] = field(default_factory=dict, repr=False, compare=False)
    _archives: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    def ledger(self, group_folder: str, language: str) -> Ledger:
        """The ledger in a group's folder, or an empty one; LedgerError where it is damaged or another language's."""
        if group_folder not in self._ledgers:
            self._ledgers[group_folder] = self._read_ledger(group_folder, language)
        return self._ledgers[group_folder]

    def _read_ledger(self, group_folder: str, language: str) -> Ledger:
        path = self.folder / group_folder / "ledger.jsonl"
        data = read_if_there(path)
        if data is None:
            return Ledger(language)
        found = ledgers.read(data, str(path))
        if found.language != language:
            raise LedgerError(
                f"{path}:1: this is the ledger of {found.language!r}, not of {language!r}: put the right one back"
            )
        return found

    def body(self, group_folder: str, article: str, hash_: str) -> Body | None:
        """The body that an item keeps, if it is the one with that hash; None otherwise."""
        data = self._item(group_folder, article)
        try:
            body = body_from_data(data["body"]) if data and data.get("body") else None
        except (KeyError, TypeError, ValueError):
            return None
        return body if body and body.hash == hash_ else None

    def entry(self, group_folder: str, row: Row) -> Entry | None:
        """The entry as it was published, frame and all; None where the item is not there or not ours."""
        data = self._item(group_folder, item_name(row))
        try:
            return entry_from_item(data) if data else None
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def archived(self, folder: str, id_: str) -> Entry | None:
        """The entry with that id as the archive page in a folder has it; None where it is not there."""
        if folder not in self._archives:
            data = read_if_there(self.folder / folder / "feed.json")
            try:
                items = json.loads(data)["items"] if data else ()
                self._archives[folder] = {item["id"]: item for item in items}
            except (ValueError, KeyError, TypeError):
                self._archives[folder] = {}
        try:
            return entry_from_item(self._archives[folder][id_])
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def _item(self, group_folder: str, name: str) -> Mapping[str, Any] | None:
        data = read_if_there(self.folder / group_folder / "items" / f"{name}.json")
        try:
            values = json.loads(data) if data else None
        except ValueError:
            return None
        return values if isinstance(values, dict) else None


def item_name(row: Row) -> str:
    """The name of an entry's files without their suffix: no article's id has a dot, so that none can be another's."""
    return row.id.replace("/correction/", ".correction-")


def open_published(folder: Path, *, fresh: bool) -> Published:
    """What the folder holds; LedgerError where it holds files but no ledger, unless ``fresh`` is wanted."""
    data = read_if_there(folder / manifests.PATH)
    manifest = manifests.read(data, str(folder / manifests.PATH)) if data is not None else Manifest()
    has_ledger = any(folder.glob("**/ledger.jsonl")) if folder.is_dir() else False
    # Not a folder: a run that was killed before its first ledger stood leaves one, with a hidden file in it.
    has_files = any(path.is_file() and not _is_hidden(path.relative_to(folder)) for path in folder.rglob("*"))
    if has_files and not has_ledger and not fresh:
        raise LedgerError(
            f"{folder}: there are files, but no ledger: without it every entry would begin at version 1 again. "
            "Put the ledgers back, empty the folder, or say --fresh"
        )
    lost = [] if fresh else [path for path in manifest.files if _is_lost(folder, path)]
    if lost:
        raise LedgerError(
            f"{folder / lost[0]}: the ledger is not there, and index.json says that it was published: the folder was "
            "copied by half. Put the ledger back from version control or a backup, or say --fresh, and every entry of "
            "its language begins at version 1 again"
        )
    return Published(folder, manifest)


def _is_lost(folder: Path, path: str) -> bool:
    return path.endswith("/ledger.jsonl") and not (folder / path).is_file()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def entry_from_item(data: Mapping[str, Any]) -> Entry:
    """The entry of an ``items/<id>.json``; KeyError, TypeError or ValueError where it is something else."""
    facts = data["_syndicate"]
    image = facts.get("image")
    return Entry(
        id=data["id"],
        article=facts["article"],
        language=data["language"],
        direction=facts["direction"],
        url=data["url"],
        title=data["title"],
        summary=data.get("summary", ""),
        content=data["content_html"],
        text=data.get("content_text", ""),
        published=parse_when(data["date_published"]),
        updated=parse_when(data["date_modified"]),
        facts=Facts(**{name: facts[name] for name in Facts.__slots__ if name in facts or name not in _YOUNGER}),
        authors=tuple(_author(author) for author in data["authors"]),
        categories=tuple(Category(**category) for category in facts["categories"]),
        about=tuple(Code("", code["system"], code["code"], code["version"], verified=True) for code in facts["about"]),
        rights=facts["rights"],
        license=facts["license"],
        disclaimer=facts.get("disclaimer", ""),
        audience=tuple(facts.get("audience", ())),
        editions=tuple(Edition(**edition) for edition in facts["translations"]),
        picture=_picture(image) if image else None,
    )


def _picture(data: Mapping[str, Any]) -> Picture:
    mail = data.get("mail")
    sizes = (data["length"], data["width"], data["height"], data["alt"])
    return Picture(data["url"], data["type"], *sizes, mail=_picture(mail) if mail else None)


def _author(data: Mapping[str, str]) -> Author:
    url = data.get("url", "")
    if url.startswith("mailto:"):
        return Author(data["name"], email=url.removeprefix("mailto:"))
    return Author(data["name"], url)
