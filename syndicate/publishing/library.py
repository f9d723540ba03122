"""A library on disk: where its parts lie, and reading them. The bytes go in here; what they mean is others' work."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from syndicate import config
from syndicate.articles.parsers import Raw
from syndicate.articles.sources.folder import read as read_folder
from syndicate.config import Settings
from syndicate.errors import UsageError
from syndicate.files import locked, read_bytes, read_if_there
from syndicate.languages import chain, to_posix
from syndicate.localization.shipped import shipped
from syndicate.publishing.groups import Group
from syndicate.publishing.groups import groups as groups_of
from syndicate.translation.glossary import Glossary, merged

MAX_CATALOG_BYTES = 20_000_000
MAX_IMAGE_BYTES = 10_000_000
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Library:
    """A folder with articles, locales, feeds and settings."""

    root: Path
    settings: Settings

    @property
    def articles(self) -> Path:
        """Where the source articles lie."""
        return self.root / self.settings.articles

    @property
    def feeds(self) -> Path:
        """Where the published files go."""
        return self.root / self.settings.feeds_folder

    @property
    def work(self) -> Path:
        """Cache and working files; deleting it is always safe."""
        return self.root / ".syndicate"

    @property
    def served(self) -> Path:
        """The part of ``work`` in which the running service writes, whatever else is under way."""
        return self.work / "served"

    def locale(self, language: str) -> Path:
        """The folder of one language's PO files."""
        return self.root / self.settings.locales / to_posix(language)

    def catalog(self, language: str, article: str) -> Path:
        """The PO of one article in one language."""
        return self.locale(language) / "articles" / f"{article}.po"

    def glossary(self, language: str) -> Path:
        """The agreed terms of one language."""
        return self.locale(language) / "glossary.po"

    def relative(self, path: Path) -> str:
        """The path as Problems name it: from the library's root, POSIX."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def open_library(root: Path) -> Library:
    """The library in that folder; SettingsError where its settings are missing or wrong."""
    return Library(root, config.load(root))


@contextmanager
def editing(library: Library) -> Iterator[None]:
    """Between reading a PO file and writing it, nobody else of us may: their work would be lost. Not to be nested."""
    with locked(library.work / "catalogs.lock", "edit", wait=True):
        yield


def sources(library: Library) -> list[Raw]:
    """Every source article's bytes, in the order of their paths."""
    return list(read_folder(library.articles, library.settings.max_article_bytes, library.root))


def source_file(library: Library, raw: Raw) -> Path:
    """The file of a source, to be written; UsageError where its name cannot be told from its path."""
    path = library.root / raw.path
    path = path.resolve() if path.is_symlink() else path  # else the link would become a file
    if not path.is_file():
        raise UsageError(f"{raw.path}: the file's name is not UTF-8: rename it")
    return path


def catalogs(library: Library, article: str) -> Iterator[tuple[str, str, bytes]]:
    """The PO files of an article: (language, path as Problems name it, bytes)."""
    for language in library.settings.languages:
        path = library.catalog(language, article)
        if path.is_file():
            yield language, library.relative(path), read_bytes(path, MAX_CATALOG_BYTES)


def glossary_files(library: Library, language: str) -> tuple[tuple[str, bytes], ...]:
    """The glossaries that count for a language as (path, bytes), general before specific: es, then es-MX."""
    paths = [library.glossary(tag) for tag in reversed(chain(language))]
    return tuple((library.relative(path), data) for path in paths if (data := read_if_there(path)) is not None)


def glossary(library: Library, language: str) -> Glossary:
    """The agreed terms of a language; CatalogError with everything that is wrong in its files."""
    return merged(language, glossary_files(library, language), library.settings.source_language)


def interface_strings(library: Library, language: str) -> tuple[tuple[str, bytes], ...]:
    """The ui.po files that count for a language, general before specific, shipped before the library's own."""
    own = []
    for tag in reversed(chain(language)):
        path = library.locale(tag) / "LC_MESSAGES" / "ui.po"
        if (data := read_if_there(path)) is not None:
            own.append((library.relative(path), data))
    return (*((f"shipped ui.po of {language}", data) for data in shipped(language)), *own)


def groups(library: Library) -> tuple[Group, ...]:
    """Who shares a ledger, as the settings say and as it was published."""
    settings = library.settings
    ledgers = (
        (feed.id, library.feeds / tag / feed.id / "ledger.jsonl")
        for feed in settings.feeds
        for tag in settings.languages
    )
    return groups_of(settings, {feed for feed, path in ledgers if path.is_file()})


def peek(raw: Raw) -> tuple[str, tuple[str, ...]]:
    """Guess the id and the image paths of a source from its bytes, so that its catalogs can be read beside it.

    Only a guess, which saves parsing every article twice: whoever parses it compares the id.
    """
    head = re.search(rb"""(?m)(?:^|[{,]\s*)["']?id["']?\s*:\s*["']?([a-z0-9-]+)""", raw.data)
    # A class that nothing follows cannot backtrack: linear, whatever stands in the source.
    tokens = re.findall(r"""\"[^"\n]*+\"|'[^'\n]*+'|[^\s"'()<>{},]++""", raw.data.decode("utf-8", "replace"))
    images = {token.strip("\"'") for token in tokens if token.strip("\"'").lower().endswith(_PICTURES)}
    return (head[1].decode() if head else ""), tuple(sorted(images))


def images(library: Library, raw: Raw, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The images that a source may name by a relative path and that lie inside the articles' folder."""
    home = library.articles.resolve()
    folder = (library.root / raw.path).parent
    for name in names:
        path = (folder / name).resolve()
        if path.is_relative_to(home) and path.is_file():
            yield name, read_bytes(path, MAX_IMAGE_BYTES)


@cache
def code_version() -> str:
    """A digest of this package's own files: what it makes of the same input may change with any of them."""
    hasher = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".po"):
            hasher.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return hasher.hexdigest()
