"""What stands in feeds/ from the last publish: manifest, ledgers, and the entries that its items keep."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from syndicate.articles.content import content_hash
from syndicate.errors import LedgerError
from syndicate.feeds import ledger as ledgers
from syndicate.feeds.body import Body, body_from_data, digest
from syndicate.feeds.entry import Category, Edition, Entry, Facts, Picture
from syndicate.feeds.ledger import TOLD, Ledger, Row, parse_when
from syndicate.feeds.newsletter import cursor as cursors
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.files import read_if_there
from syndicate.model import Author, Code
from syndicate.publishing import manifest as manifests
from syndicate.publishing.manifest import Manifest

_DAMAGED = (KeyError, TypeError, ValueError, AttributeError, RecursionError)  # what is not of its shape raises
_YOUNGER = frozenset({"corrects", "replaced_by"})  # facts that an item of an older release does not have


@dataclass(frozen=True, slots=True)
class Published:
    """The folder as the last publish left it; read lazily, and never changed here.

    ``fresh`` takes the ledgers as they are, even where the files beside them come from others.
    """

    folder: Path
    manifest: Manifest = field(default_factory=Manifest)
    fresh: bool = False
    _ledgers: dict[str, Ledger] = field(default_factory=dict, repr=False, compare=False)
    _digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
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
            if not self.fresh and any((self.folder / group_folder / "items").glob("*.json")):
                raise _half(path, "the ledger is not there, and its items are")
            return self._begun(group_folder, language)
        self._digests[group_folder] = hashlib.sha256(data).hexdigest()
        found = ledgers.read(data, str(path))
        if found.language != language:
            raise LedgerError(
                f"{path}:1: this is the ledger of {found.language!r}, not of {language!r}: put the right one back"
            )
        if not self.fresh:
            self._compare(group_folder, found, path)
        return found

    def was_interrupted(self, group_folder: str) -> bool:
        """Whether the ledger of a group, which was read, is not the one that the last whole publish wrote."""
        known = self.manifest.files.get(f"{group_folder}ledger.jsonl")
        return known is None or self._digests.get(group_folder) != known.sha256

    def _begun(self, group_folder: str, language: str) -> Ledger:
        """The ledger of a feed that has none: it goes on from the one that the feed shared until now, if it did."""
        feed = group_folder.partition("/")[2].removesuffix("/")
        if not feed:
            return Ledger(language)
        shared = self.ledger(f"{language}/", language)
        rows = {
            row.id: replace(row, feeds={feed: row.feeds[feed]}) for row in shared.rows.values() if feed in row.feeds
        }
        if not rows:
            return Ledger(language)
        return Ledger(language, digest(shared.identity, group_folder)[:16], shared.created, rows)

    def _compare(self, group_folder: str, ledger: Ledger, path: Path) -> None:
        """LedgerError where the ledger is older than the files beside it, or another's: rows never leave."""
        names = {item_name(row) for row in ledger.rows.values()}
        items = f"{group_folder}items/"
        published = (file for file in self.manifest.files if file.startswith(items) and file.endswith(".json"))
        if lost := [file for file in published if file.removeprefix(items).removesuffix(".json") not in names]:
            raise _half(path, f"it has no row of {min(lost)}, which index.json says was published")
        told = f"{group_folder}latest.json"
        cursor = self._cursor(told)
        if cursor and cursor.ledger != ledger.identity:
            raise _half(path, f"it is another ledger than that of {told} ({ledger.identity}, not {cursor.ledger})")
        if cursor and cursor.sequence > ledger.sequence:
            raise _half(path, f"it ends with change {ledger.sequence}, and {told} tells of change {cursor.sequence}")

    def _cursor(self, path: str) -> Cursor | None:
        """How far newsletters were told to have come, where that file is as the last publish wrote it."""
        file = self.manifest.files.get(path)
        data = read_if_there(self.folder / path) if file else None
        if data is None or file is None or hashlib.sha256(data).hexdigest() != file.sha256:
            return None
        try:
            return cursors.parse(json.loads(data)["cursor"])
        except _DAMAGED:
            return None

    def body(self, group_folder: str, article: str, hash_: str) -> Body | None:
        """The body that an item keeps, if it is the one with that hash; None otherwise, and where its text is another.

        The hash is worked out again: a text that somebody typed into the file is not the one that was published.
        """
        return next((body for folder in _folders(group_folder) if (body := self._body(folder, article, hash_))), None)

    def _body(self, folder: str, article: str, hash_: str) -> Body | None:
        data = self._item(folder, article)
        try:
            body = body_from_data(data["body"]) if data and data.get("body") else None
        except _DAMAGED:
            return None
        if body is None or not _fits(body, Body):
            return None
        return body if body.hash == hash_ == content_hash(body.content) else None

    def entry(self, group_folder: str, row: Row) -> Entry | None:
        """The entry as it was published, frame and all; None where the item is not there or another entry's.

        A publish writes its ledgers first. Where its row says that it was taken back and the item, left behind by a
        publish that was killed, still shows the text, only the title is told.
        """
        data = self._item(group_folder, item_name(row)) or self._shared_item(group_folder, row)
        try:
            entry = entry_from_item(data) if data else None
        except _DAMAGED:
            return None
        article, slash, rest = row.id.partition("/")
        id_ = f":{article}/{group_folder.partition('/')[0]}{slash}{rest}"
        if entry is None or not _fits(entry, Entry) or not entry.id.endswith(id_):
            return None
        return _as_told(entry, row)

    def _shared_item(self, group_folder: str, row: Row) -> Mapping[str, Any] | None:
        """The item of a row whose feed shared it until now: the very same text, or none."""
        *_, folder = _folders(group_folder)
        data = self._item(folder, item_name(row)) if folder != group_folder else None
        facts = data.get("_syndicate") if data else None
        is_same = isinstance(facts, dict) and (facts.get("hash"), facts.get("version")) == (row.hash, row.version)
        return data if is_same else None

    def ledger_paths(self) -> list[str]:
        """The ledgers that stand in the folder, whatever the manifest knows of them."""
        found = (path for depth in ("*", "*/*") for path in self.folder.glob(f"{depth}/ledger.jsonl"))
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def check_authority(self, authority: str) -> None:
        """LedgerError where entries were published under another authority: an id never changes (DESIGN §5)."""
        paths = (path for path in self.manifest.files if "/items/" in path and path.endswith(".json"))
        items = (path for path in paths if (self.folder / path).is_file())
        for path in items:
            group_folder, _, name = path.removesuffix(".json").rpartition("items/")
            data = self._item(group_folder, name)
            id_ = str(data.get("id")) if data else ""
            if id_.startswith("tag:") and not id_.startswith(f"tag:{authority}:"):
                raise LedgerError(
                    f"{self.folder / path}: its id is {id_}, and the settings have the authority {authority!r}: with "
                    "another one every entry would be a new one to everybody. Put `authority` back, or say --fresh"
                )
            if id_:
                return

    def is_behind(self, group_folder: str, row: Row) -> bool:
        """Whether an item still shows a text that its row says was taken back: a publish died between the two."""
        if row.status in TOLD:
            return False
        data = self._item(group_folder, item_name(row))
        facts = data.get("_syndicate") if data else None
        return isinstance(facts, dict) and facts.get("status") != str(row.status)

    def archived(self, folder: str, id_: str, row: Row | None = None) -> Entry | None:
        """The entry with that id as the archive page in a folder has it; None where it is not there.

        With its ``row`` it is told without its text where that was taken back since, as `entry` does.
        """
        try:
            entry = entry_from_item(self._document(folder)[id_])
        except _DAMAGED:
            return None
        if not _fits(entry, Entry):
            return None
        return _as_told(entry, row) if row else entry

    def ids(self, folder: str) -> Collection[str]:
        """The ids of the entries in the document of a folder, as its JSON has them."""
        return self._document(folder).keys()

    def _document(self, folder: str) -> Mapping[str, Any]:
        """The items of the JSON Feed in a folder by their ids; empty where there is none."""
        if folder not in self._archives:
            data = read_if_there(self.folder / folder / "feed.json")
            try:
                items = json.loads(data)["items"] if data else ()
                self._archives[folder] = {item["id"]: item for item in items}
            except _DAMAGED:
                self._archives[folder] = {}
        return self._archives[folder]

    def _item(self, group_folder: str, name: str) -> Mapping[str, Any] | None:
        data = read_if_there(self.folder / group_folder / "items" / f"{name}.json")
        try:
            values = json.loads(data) if data else None
        except (ValueError, RecursionError):
            return None
        return values if isinstance(values, dict) else None


def _folders(group_folder: str) -> list[str]:
    """Where the items of a group lie, and where they lay when its feed still shared them."""
    language = group_folder.partition("/")[0]
    return list(dict.fromkeys((group_folder, f"{language}/")))


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
    return Published(folder, manifest, fresh)


def _half(path: Path, found: str) -> LedgerError:
    return LedgerError(
        f"{path}: {found}: the folder was copied by half, or an older ledger put into it. Bring the ledger and the "
        "files from the same publish, or say --fresh to go on from what stands here: versions may be given twice"
    )


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


def _as_told(entry: Entry, row: Row) -> Entry:
    """The entry; where its row says that it was taken back since, its title alone: nobody can say more here."""
    if row.status in TOLD or entry.facts.status not in TOLD:
        return entry
    facts = replace(
        entry.facts,
        status=str(row.status),
        version=row.version,
        change=str(row.change),
        outdated=False,
        pending=False,
    )
    content = f'<div lang="{entry.language}" dir="{entry.direction}">\n<p>{escape(entry.title)}</p>\n</div>'
    told = replace(entry, summary="", content=content, text=entry.title, updated=row.updated, facts=facts)
    return replace(told, editions=(), picture=None)


def _fits(value: object, wanted: Any) -> bool:
    """Whether a value is of that type through and through: JSON that somebody edited may hold anything anywhere."""
    kind, inner = get_origin(wanted), get_args(wanted)
    if kind in (Union, UnionType):
        return any(_fits(value, each) for each in inner)
    if kind is tuple:
        types: Iterable[Any] = [inner[0]] * len(value) if isinstance(value, tuple) and inner[-1] is ... else inner
        return isinstance(value, tuple) and len(value) == len(list(types)) and all(map(_fits, value, types))
    if kind is not None:  # a mapping
        return isinstance(value, Mapping) and all(_fits(k, inner[0]) and _fits(v, inner[1]) for k, v in value.items())
    if is_dataclass(wanted) and isinstance(wanted, type):
        return type(value) is wanted and all(_fits(getattr(value, key), hint) for key, hint in _hints(wanted).items())
    return (
        value is None
        if wanted is type(None)
        else isinstance(value, wanted) and (type(value) is not bool or wanted is bool)
    )


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def _picture(data: Mapping[str, Any]) -> Picture:
    mail = data.get("mail")
    sizes = (data["length"], data["width"], data["height"], data["alt"])
    return Picture(data["url"], data["type"], *sizes, mail=_picture(mail) if mail else None)


def _author(data: Mapping[str, str]) -> Author:
    url = data.get("url", "")
    if url.startswith("mailto:"):
        return Author(data["name"], email=url.removeprefix("mailto:"))
    return Author(data["name"], url)
