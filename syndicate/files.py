"""Reading and writing files so that nobody ever sees half of one.

Every write of the product goes through :func:`write_if_changed`: to a temporary file beside the target, then
``os.replace``, which is atomic on POSIX (rename(2)). A crash leaves the old file whole, or the new one.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syndicate.errors import TargetError, UsageError

TEMPORARY = ".syndicate-tmp-"


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of ``path``; UsageError where it cannot be read or holds more than ``limit`` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(data) > limit:
        raise UsageError(f"{path}: larger than {limit:,} bytes: split it, or raise the limit in the settings")
    return data


def read_if_there(path: Path) -> bytes | None:
    """The bytes of ``path``, or None where there is no such file; UsageError where it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error


def write_if_changed(path: Path, data: bytes, *, mtime: int | None = None, durable: bool = False) -> bool:
    """Put ``data`` at ``path`` unless it stands there already; whether bytes were written.

    ``mtime`` (whole seconds since the epoch) is set on the file in either case. ``durable`` syncs the file
    first: five times slower (2,600 instead of 13,600 small files a second), so only for what cannot be made
    again from the sources. Raises TargetError where the disk refuses.
    """
    try:
        changed = not _holds(path, data)
        if changed:
            _replace(path, data, durable=durable)
        if mtime is not None and int(path.stat().st_mtime) != mtime:
            os.utime(path, (mtime, mtime))
    except OSError as error:
        raise TargetError(f"{path}: cannot be written: {error.strerror or error}") from error
    return changed


def remove(path: Path) -> None:
    """Delete ``path`` and the folders that it leaves empty; nothing happens where it is gone already."""
    try:
        path.unlink(missing_ok=True)
        for parent in path.parents:
            parent.rmdir()
    except OSError:  # the first folder that is not empty
        return


@contextmanager
def locked(path: Path, doing: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock at ``path`` for what is being done ("publish"); it ends with the process, however.

    Where another process holds it, wait for it, or raise UsageError. TargetError where the disk refuses.
    """
    import fcntl  # noqa: PLC0415 - POSIX only, and only who writes needs it

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
    except OSError as error:
        raise TargetError(f"{path}: cannot be written: {error.strerror or error}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            raise UsageError(f"{path}: another {doing} of this library is running: wait for it") from error
        yield


def sweep(folder: Path, *, but: Path | None = None) -> None:
    """Delete temporary files that a killed run left below ``folder``; not below ``but``, where somebody is at work."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(parent, name) != but]
        for name in names:
            if name.startswith(TEMPORARY):
                Path(parent, name).unlink(missing_ok=True)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _replace(path: Path, data: bytes, *, durable: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o644)  # mkstemp's 0600 would hide a feed from the web server
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
