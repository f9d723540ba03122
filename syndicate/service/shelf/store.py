"""Encodings of published files: made once for each content, kept in ``.syndicate/served/encoded``."""

from collections.abc import Collection
from pathlib import Path

from syndicate.config import EncodingName
from syndicate.files import write_if_changed
from syndicate.publishing.encodings import encoded


class Encodings:
    """The encoded forms of contents by their SHA-256, in one folder."""

    def __init__(self, folder: Path, names: Collection[EncodingName]) -> None:
        self.names = tuple(names)
        self._folder = folder
        self._lengths: dict[tuple[str, str], int] = {}
        self._poor: set[tuple[str, str]] = set()
        for path in folder.glob("*/*") if folder.is_dir() else ():
            self._note(path)

    def length(self, sha256: str, name: str) -> int | None:
        """How long that encoding of that content is; None where there is none (yet)."""
        return self._lengths.get((sha256, name))

    def path(self, sha256: str, name: str) -> Path:
        """The file of an encoding."""
        return self._folder / name / sha256

    def read(self, sha256: str, name: str) -> bytes | None:
        """The bytes of an encoding; None where there is none, also where somebody deleted it: then it is made again."""
        if (sha256, name) not in self._lengths:
            return None
        try:
            return self.path(sha256, name).read_bytes()
        except FileNotFoundError:
            self._lengths.pop((sha256, name), None)
            return None

    def make(self, sha256: str, data: bytes) -> None:
        """Make what is missing of that content, and worth it. TargetError where the disk refuses."""
        for name in self.names:
            if (sha256, name) in self._lengths or (sha256, name) in self._poor:
                continue
            if (path := self.path(sha256, name)).is_file():  # another worker was quicker
                self._note(path)
                continue
            made = encoded(name, data)
            if made is None:
                self._poor.add((sha256, name))
                continue
            write_if_changed(path, made)
            self._lengths[sha256, name] = len(made)

    def has_all(self, sha256: str) -> bool:
        """Whether nothing is left to be made of that content."""
        return all((sha256, name) in self._lengths or (sha256, name) in self._poor for name in self.names)

    def forget(self, wanted: Collection[str]) -> None:
        """Delete the encodings of all contents but these."""
        for sha256, name in [known for known in self._lengths if known[0] not in wanted]:
            del self._lengths[sha256, name]
            self.path(sha256, name).unlink(missing_ok=True)
        self._poor = {known for known in self._poor if known[0] in wanted}

    def _note(self, path: Path) -> None:
        if path.parent.name in self.names and len(path.name) == 64:  # and no temporary file
            self._lengths[path.name, path.parent.name] = path.stat().st_size
