"""Files into a folder: staged beside it first, then put in their places, so that a crash leaves whole files only.

The order is DESIGN §6's: everything is rendered to temporary files; the ledgers are written; then each artifact
whose bytes changed takes its place; the manifest is last. A later run finds from ledgers and manifest what is left.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicate.errors import TargetError
from syndicate.files import read_if_there, remove, sweep, write_if_changed
from syndicate.model import Artifact
from syndicate.publishing.manifest import File, Manifest, describe
from syndicate.publishing.targets.beside import clear


@dataclass(slots=True)
class FolderTarget:
    """A publish into ``folder``; ``staging`` is on the same file system, and empty when it begins."""

    folder: Path
    staging: Path
    manifest: Manifest
    now: datetime
    files: dict[str, File] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    _staged: dict[str, Path] = field(default_factory=dict)
    _misdated: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Clear away what a killed run left behind."""
        shutil.rmtree(self.staging, ignore_errors=True)
        if self.folder.is_dir():
            sweep(self.folder)

    def stage(self, artifact: Artifact) -> None:
        """Take an artifact: note its digest and date, and lay its bytes down where they differ from what stands there.

        ``modified`` stays where the bytes have the manifest's digest, even if the file is missing; else it is the
        larger of T and its last one plus a second, so that it strictly increases (reference/feeds.md §0 D).
        """
        path, last = artifact.path, self.manifest.files.get(artifact.path)
        file = self._dated(artifact, last)
        self.files[path] = file
        if self.differs(artifact):
            self.changed.append(path)
        if not self._stands(path, file):
            staged = self.staging / f"{len(self._staged)}"
            write_if_changed(staged, artifact.body)
            self._staged[path] = staged

    def keep(self, path: str) -> None:
        """Keep a file as the manifest has it; nothing happens where it never was published."""
        if path in self.manifest.files and path not in self.files:
            self.files[path] = self.manifest.files[path]

    def read(self, path: str) -> bytes:
        """The bytes that a file will have after this publish: staged, or as it stands; empty where it is missing."""
        return read_if_there(self._staged.get(path, self.folder / path)) or b""

    def differs(self, artifact: Artifact) -> bool:
        """Whether the artifact has other bytes than the last one."""
        last = self.manifest.files.get(artifact.path)
        return last is None or last.sha256 != describe(artifact, self.now).sha256

    def replace(self, ledgers: Iterable[Artifact], gone: Iterable[str]) -> None:
        """Write the ledgers, put every staged file in its place, and delete what is ``gone``.

        What stands encoded beside any of them goes first, so that it never tells what its file told before.
        """
        written, removed = list(ledgers), list(gone)
        other = (it.path for it in written if read_if_there(self.folder / it.path) != it.body)
        clear(self.folder, (*other, *self._staged, *removed))
        for artifact in written:
            self.write_ledger(artifact)
        self.put_in_place()
        self.remove(removed)

    def write_ledger(self, artifact: Artifact) -> None:
        """Write a ledger, to stay, before any artifact takes its place."""
        last = self.manifest.files.get(artifact.path)
        file = self._dated(artifact, last)
        self.files[artifact.path] = file
        if self.differs(artifact):
            self.changed.append(artifact.path)
        write_if_changed(self.folder / artifact.path, artifact.body, mtime=_seconds(file.modified), durable=True)

    def put_in_place(self) -> None:
        """Move every staged file to its place, and date every file as the manifest says."""
        for path in (*self._staged, *self._misdated):
            place, staged = self.folder / path, self._staged.get(path)
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                stamp = _seconds(self.files[path].modified)
                os.utime(staged or place, (stamp, stamp))
                if staged:
                    staged.replace(place)
            except OSError as error:
                raise TargetError(f"{place}: cannot be written: {error.strerror or error}") from error

    def remove(self, paths: Iterable[str]) -> None:
        """Delete files that nothing claims any more."""
        for path in paths:
            remove(self.folder / path)
            self.changed.append(path)

    def finish(self, artifact: Artifact) -> File:
        """Write the manifest: from now on this publish is the last one. Gives what it does not say of itself."""
        place = self.folder / artifact.path
        if read_if_there(place) != artifact.body:
            clear(self.folder, [artifact.path])
        write_if_changed(place, artifact.body, durable=True)
        shutil.rmtree(self.staging, ignore_errors=True)
        return describe(artifact, datetime.fromtimestamp(int(place.stat().st_mtime), UTC))

    def last_modified(self) -> datetime | None:
        """The latest date that this publish gives to a file that it changes, or None."""
        return max((self.files[path].modified for path in self.changed if path in self.files), default=None)

    def _dated(self, artifact: Artifact, last: File | None) -> File:
        file = describe(artifact, self.now)
        if last is None:
            return file
        if last.sha256 == file.sha256:
            return last
        return describe(artifact, max(self.now, last.modified + timedelta(seconds=1)))

    def _stands(self, path: str, file: File) -> bool:
        """Whether the file is there with these bytes; a wrong date is noted."""
        place = self.folder / path
        try:
            found = place.stat()
            if stat.S_ISDIR(found.st_mode):
                raise TargetError(f"{place}: a folder stands where a file is published: move it away")
            if found.st_size != file.length:
                return False
            with place.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
                    return False
            if int(found.st_mtime) != _seconds(file.modified):
                self._misdated.append(path)
        except FileNotFoundError:
            return False
        except NotADirectoryError as error:
            raise TargetError(f"{place}: a file stands where its folder must be: move it away") from error
        except OSError as error:
            raise TargetError(f"{place}: cannot be read: {error.strerror or error}") from error
        return True


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
