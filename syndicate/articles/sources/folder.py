"""Articles from a folder, in an order that depends on their names alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from syndicate.articles.parsers import Raw, media_type_of
from syndicate.errors import UsageError
from syndicate.model import Place, Problem


def read(folder: Path, limit: int = 5_000_000, base: Path | None = None) -> Iterator[Raw]:
    """Every article below ``folder``, sorted by path (code points, ``/`` between the parts).

    Paths are given relative to ``base`` (default: the folder's parent, so ``articles/name.md``). Hidden files and
    folders, other suffixes and what is no regular file are passed over. At most ``limit`` + 1 bytes of a file are
    read: enough to tell that it is too large. What cannot be read, or lies behind a link that leaves the folder, is
    given with a fault. Raises UsageError where the folder itself cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder of articles")
    root = folder.resolve()
    base = folder.parent if base is None else base
    for path in sorted(_files(folder), key=lambda path: path.relative_to(folder).as_posix()):
        media_type = media_type_of(path.name)
        if media_type:
            name = _shown(path, base)
            raw = _read(path, root, limit, name, media_type)
            if raw:
                yield raw


def _files(folder: Path) -> Iterator[Path]:
    """Files below a folder; linked folders are not entered, because they would show articles twice or for ever."""

    def refuse(error: OSError) -> None:
        raise UsageError(f"{error.filename}: cannot be read: {error.strerror or error}") from error

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in files if not name.startswith("."))


def _shown(path: Path, base: Path) -> str:
    """The path as Problems show it; bytes that are not UTF-8 become U+FFFD, so that it can always be printed."""
    name = path.relative_to(base) if path.is_relative_to(base) else path
    return os.fsencode(name.as_posix()).decode("utf-8", "replace")


def _read(path: Path, root: Path, limit: int, name: str, media_type: str) -> Raw | None:
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            advice = "copy the file into the library"
            return _faulty(name, media_type, "symlink-outside", "the link leads out of the folder", advice)
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait for ever
            return None
        with path.open("rb") as file:
            return Raw(name, media_type, file.read(limit + 1))
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return _faulty(
            name, media_type, "file-unreadable", f"cannot be read: {reason}", "check the file and its rights"
        )


def _faulty(name: str, media_type: str, code: str, message: str, advice: str) -> Raw:
    return Raw(name, media_type, b"", Problem(code, message, Place(name), advice=advice))
