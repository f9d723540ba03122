"""The shelf: the edition that is served now. It is swapped at once: no reader sees half of two publishes."""

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from syndicate.config import EncodingName
from syndicate.files import locked
from syndicate.publishing.library import Library
from syndicate.service.shelf.edition import LOCK, Edition, take
from syndicate.service.shelf.resource import Resource
from syndicate.service.shelf.store import Encodings

_FORMER = 4  # editions that are kept besides the present one: answers that have begun, and feed deltas (RFC 3229)
_FIRST = ("feed", "latest", "catalog", "register")  # what most requests ask for is encoded first


class Shelf:
    """Holds the present edition. Readers take ``edition`` once a request and work with nothing else."""

    def __init__(self, library: Library, encodings: Iterable[EncodingName], now: Callable[[], datetime]) -> None:
        self._library = library
        self._now = now
        self._home = library.served
        self._edition: Edition | None = None
        self._former: deque[Edition] = deque()
        self.encodings = Encodings(self._home / "encoded", tuple(encodings))

    @property
    def edition(self) -> Edition | None:
        """The present edition; None before the first publish."""
        return self._edition

    @property
    def former(self) -> Sequence[Edition]:
        """The editions before it, the last one first."""
        return tuple(self._former)

    def refresh(self) -> bool:
        """Look at feeds/ and swap where another edition stands there; whether it did. Blocks: for a thread.

        Raises NotWholeError, LedgerError and TargetError as :func:`take` does; the present edition stays then.
        """
        last = self._edition
        taken = take(self._library.feeds, self._home, last, self._now(), self._library.settings.notice_days)
        if taken is None or taken is last:
            return False
        self._edition = taken
        if last is not None and last.key != taken.key:
            self._former.appendleft(last)
        while len(self._former) > _FORMER:
            self._former.pop()
        return True

    def encode(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Make the encodings that the present edition lacks, and clear away what no edition needs. Blocks."""
        edition = self._edition
        if edition is None:
            return
        wanted = [it for it in edition.resources.values() if it.is_compressible]
        for resource in sorted(wanted, key=_importance):
            if stop() or self._edition is not edition:
                return
            if not self.encodings.has_all(resource.sha256):
                self.encodings.make(resource.sha256, edition.read(resource.path))
        kept = (edition, *self._former)
        self.encodings.forget({it.sha256 for one in kept for it in one.resources.values()})
        self._clear({one.folder.name for one in kept})

    def _clear(self, kept: set[str]) -> None:
        """Delete old editions. The newest stay: another worker, or our own next look, may have taken one just now."""
        with locked(self._home / LOCK, "serve", wait=True):  # so that no draft is anybody's work
            there = sorted((self._home / "editions").iterdir(), key=_made, reverse=True)
            whole = [folder.name for folder in there if not folder.name.startswith(".")]
            kept = kept | set(whole[: _FORMER + 1])
            for folder in there:
                if folder.name not in kept:
                    shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path) -> int:
    return folder.stat().st_mtime_ns


def _importance(resource: Resource) -> tuple[int, str]:
    return (0 if resource.kind in _FIRST else 1 if resource.kind != "archive" else 2), resource.path
