"""Encoded files beside the published ones (``atom.xml.gz``), for servers and object stores that send them as they are.

They are no documents of their own and do not stand in the manifest. Whoever stops at any moment leaves none that says
other than the file beside it: an encoded file goes before its file changes, and is made again when the publish stands.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from syndicate.config import EncodingName
from syndicate.errors import TargetError
from syndicate.files import read_if_there, write_if_changed
from syndicate.publishing.encodings import SUFFIXES, encoded, is_compressible
from syndicate.publishing.manifest import File

_OURS = (".xml", ".json", ".html", ".jsonl")  # what is published and compressed


def clear(folder: Path, paths: Iterable[str]) -> None:
    """Delete what stands encoded beside files that are about to change or go, whoever made it.

    TargetError where it cannot be deleted: it would go on telling the old text.
    """
    for path in paths:
        for suffix in SUFFIXES.values():
            _unlink(folder / f"{path}{suffix}")


@dataclass(frozen=True, slots=True)
class Beside:
    """The encodings that are kept beside the files of ``folder``; ``memory`` is a file that tells what was made."""

    folder: Path
    names: tuple[EncodingName, ...]
    memory: Path

    def make(self, files: Mapping[str, File]) -> None:
        """Make what is missing beside those files, dated as they are, and delete what is too much."""
        known = self._read()
        if not self.names and not known:
            return
        wanted = {path: self.names for path, file in files.items() if is_compressible(file.media_type, file.length)}
        places = {f"{path}{SUFFIXES[name]}" for path, names in wanted.items() for name in names}
        self._write({**dict.fromkeys(places, ""), **known})  # a run that dies must not leave what nobody knows of
        made: dict[str, str] = {}
        for path, names in wanted.items():
            made |= self._of(path, files[path], names, known)
        for place in (*(known.keys() - made.keys()), *self._orphans()):
            _unlink(self.folder / place)
        self._write(made)

    def _of(self, path: str, file: File, names: Collection[EncodingName], known: Mapping[str, str]) -> dict[str, str]:
        """Make the encodings of one file; what to remember of each: the digest of the file, and its own length."""
        made = {f"{path}{SUFFIXES[name]}": name for name in names}
        stand = {place: known[place] for place in made if self._stands(place, file, known.get(place, ""))}
        missing = made.keys() - stand.keys()
        data = read_if_there(self.folder / path) if missing else None
        if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
            return stand  # somebody changed the file: none is better than another text
        for place in sorted(missing):
            body = encoded(made[place], data)
            if body is None:
                _unlink(self.folder / place)
            else:
                write_if_changed(self.folder / place, body, mtime=int(file.modified.timestamp()))
            stand[place] = f"{file.sha256} {len(body or b'')}"
        return stand

    def _stands(self, place: str, file: File, note: str) -> bool:
        """Whether an encoded file is the one that was made of these bytes (length 0: it was not worth its while)."""
        try:
            found = (self.folder / place).lstat()
        except OSError:
            return note == f"{file.sha256} 0"
        return note == f"{file.sha256} {found.st_size}" and int(found.st_mtime) == int(file.modified.timestamp())

    def _orphans(self) -> Iterator[str]:
        """Encoded files whose own file is there no more, because somebody deleted it."""
        for parent, _, names in os.walk(self.folder):
            there, where = set(names), Path(parent).relative_to(self.folder)
            for name in names:
                base, suffix = os.path.splitext(name)  # noqa: PTH122 - many thousands of times
                if suffix in SUFFIXES.values() and base.endswith(_OURS) and base not in there:
                    yield (where / name).as_posix()

    def _read(self) -> Mapping[str, str]:
        try:
            data = json.loads(read_if_there(self.memory) or b"{}")
        except ValueError:
            return {}
        found = data.items() if isinstance(data, dict) else ()
        return {place: str(note) for place, note in found if _is_place(place)}

    def _write(self, notes: Mapping[str, str]) -> None:
        if notes or self.memory.exists():
            write_if_changed(self.memory, json.dumps(notes, indent=0, sort_keys=True).encode())


def _is_place(path: str) -> bool:
    """Whether it is one that we delete: an encoded file inside the folder, whatever somebody wrote into the memory."""
    return path.endswith(tuple(SUFFIXES.values())) and not path.startswith("/") and ".." not in path.split("/")


def _unlink(path: Path) -> None:
    try:
        if os.path.lexists(path):
            path.unlink()
    except OSError as error:
        raise TargetError(f"{path}: cannot be deleted, and tells an old text: {error.strerror or error}") from error
