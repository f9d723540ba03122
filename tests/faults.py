"""A process that dies at its n-th write below a folder, as by SIGKILL: nothing is written after it, no clean-up."""

import builtins
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# What changes a file or folder; ``open`` and the writing of bytes are caught besides. pathlib, tempfile and shutil
# all come through here.
_CALLS = ("replace", "rename", "link", "symlink", "unlink", "remove", "rmdir", "mkdir", "chmod", "utime", "truncate")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Killed(BaseException):
    """No ``except Exception`` may catch it: a killed process catches nothing."""


class Writes:
    """Counts the writes below ``root``, tells ``each`` their numbers, and from ``fatal`` on lets none happen.

    ``each`` is called before it happens.
    """

    def __init__(self, root: Path, fatal: int | None = None, each: Callable[[int], None] | None = None) -> None:
        self.root, self.fatal, self.each, self.count = str(root), fatal, each, 0
        self.told: list[str] = []

    def happens(self, what: str, path: Any) -> None:
        """Note a write that is about to happen; Killed from the fatal one on."""
        name = str(path) if not isinstance(path, int) else ""
        if name.startswith("/") and not name.startswith(self.root):
            return
        self.count += 1
        self.told.append(f"{what} {name.removeprefix(self.root)}")
        if self.each:
            self.each(self.count)
        if self.fatal is not None and self.count >= self.fatal:
            raise Killed


class _File:
    """A file opened for writing; the fatal write leaves half of its bytes."""

    def __init__(self, file: Any, writes: Writes, path: Any) -> None:
        self._file, self._writes, self._path = file, writes, path

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        try:
            self._writes.happens("write", self._path)
        except Killed:
            self._file.write(data[: len(data) // 2])
            raise
        written: int = self._file.write(data)
        return written


@contextmanager
def watched(root: Path, fatal: int | None = None, *, each: Callable[[int], None] | None = None) -> Iterator[Writes]:
    """Count every write below a folder; with ``fatal`` die at that one (from 1). ``each`` is called before each."""
    writes = Writes(root, fatal, each)
    with pytest.MonkeyPatch.context() as patch:
        for name in _CALLS:
            patch.setattr(os, name, _announced(name, getattr(os, name), writes))
        patch.setattr(os, "open", _opened(os.open, writes))
        for module in (builtins, io):  # os.fdopen uses the latter
            patch.setattr(module, "open", _wrapped(io.open, writes))
        yield writes


def _announced(name: str, real: Callable[..., Any], writes: Writes) -> Callable[..., Any]:
    def call(path: Any, *rest: Any, **named: Any) -> Any:
        if name != "mkdir" or not Path(path).is_dir():
            writes.happens(name, path)
        return real(path, *rest, **named)

    return call


def _opened(real: Callable[..., int], writes: Writes) -> Callable[..., int]:
    def call(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & _WRITING:
            writes.happens("open", path)
        return real(path, flags, *rest, **named)

    return call


def _wrapped(real: Callable[..., Any], writes: Writes) -> Callable[..., Any]:
    def call(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if not set(mode) & set("wax+"):
            return real(path, mode, *rest, **named)
        if not isinstance(path, int):
            writes.happens("open", path)
        return _File(real(path, mode, *rest, **named), writes, path)

    return call
