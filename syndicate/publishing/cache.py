"""Results kept between runs, by the digest of everything that they depend on. Deleting them is always safe.

A file per unit, JSON lines: first what every run needs (metadata, standings, Problems), then a line per language
with its rendered body, which is read only when an entry of it is built. JSON and not pickle: a cache folder that
came with a foreign checkout must not be able to run code.
"""

import json
import traceback
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syndicate.articles.parsers import Parsed
from syndicate.feeds.body import Remark, Standing, body_from_data, body_to_data
from syndicate.files import read_if_there, remove, write_if_changed
from syndicate.model import Place, Problem
from syndicate.publishing.work import Rendered, Result, Unit, work

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class _Head:
    raw_path: str
    parsed: Parsed
    problems: tuple[Problem, ...]
    standings: dict[str, Standing]
    missing_images: tuple[str, ...]
    shown_images: tuple[str, ...]
    remarks: dict[str, tuple[Remark, ...]]


@dataclass(frozen=True, slots=True)
class Cache:
    """The folder of results."""

    folder: Path

    def get(self, key: str) -> Result | None:
        """The result without its rendered bodies, or None where it is not there or cannot be read."""
        lines = self._lines(key)
        if lines is None:
            return None
        try:
            head = _heads().validate_json(lines[0])
        except ValueError:
            return None
        return Result(
            raw_path=head.raw_path,
            parsed=head.parsed,
            problems=head.problems,
            standings=head.standings,
            rendered={},
            missing_images=head.missing_images,
            shown_images=head.shown_images,
            remarks=head.remarks,
        )

    def put(self, key: str, result: Result) -> None:
        """Keep a whole result; TargetError where the disk refuses."""
        head = _Head(
            result.raw_path,
            result.parsed,
            result.problems,
            dict(result.standings),
            result.missing_images,
            result.shown_images,
            dict(result.remarks),
        )
        lines = [_heads().dump_json(head)]
        lines += (_rendered_to_line(rendered) for rendered in result.rendered.values())
        write_if_changed(self._path(key), b"\n".join(lines) + b"\n")

    def rendered(self, key: str, language: str) -> Rendered | None:
        """The rendered body of a result in a language; None where it is not there."""
        mark = _mark(language)
        lines = self._lines(key) or [b""]
        return next((_rendered_from_line(line[len(mark) :]) for line in lines[1:] if line.startswith(mark)), None)

    def prune(self, keys: Collection[str]) -> None:
        """Delete every result but these."""
        for path in self.folder.glob("??/*.jsonl"):
            if path.stem not in keys:
                remove(path)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.jsonl"

    def _lines(self, key: str) -> list[bytes] | None:
        data = read_if_there(self._path(key))
        return data.split(b"\n")[:-1] if data and data.endswith(b"\n") else None


@dataclass(frozen=True, slots=True)
class CachedWork:
    """The unit of work as a worker runs it: the result goes to the cache, and its light part comes back."""

    cache: Cache
    shared: str

    def __call__(self, unit: Unit) -> Result:
        """Work on a unit that the cache does not have. A mistake of ours fails its article, and never the batch."""
        try:
            result = work(unit)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other articles must be published
            return _broken(unit, error)
        self.cache.put(unit.key(self.shared), result)
        return replace(result, rendered={})


def _broken(unit: Unit, error: Exception) -> Result:
    """An article that the program could not bear: told with the place in our code, and not kept in the cache."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    message = f"a mistake in the program: {type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    advice = "please report it with this article; the article stays as it was published last"
    problem = Problem("internal-error", message, Place(unit.raw.path), advice=advice, article=unit.article)
    return Result(unit.raw.path, Parsed(None, (problem,)), (), {}, {})


@cache
def _heads() -> "TypeAdapter[_Head]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - heavy, and not needed for --help

    return TypeAdapter(_Head)


def _rendered_to_line(rendered: Rendered) -> bytes:
    data = {"body": body_to_data(rendered.body), "html": rendered.html, "text": rendered.text}
    return _mark(rendered.body.language) + json.dumps(data, ensure_ascii=False).encode()


def _mark(language: str) -> bytes:
    """What a line begins with, so that only the one that is wanted is parsed."""
    return f"{language}\t".encode()


def _rendered_from_line(line: bytes) -> Rendered:
    data: dict[str, Any] = json.loads(line)
    return Rendered(body_from_data(data["body"]), data["html"], data["text"])
