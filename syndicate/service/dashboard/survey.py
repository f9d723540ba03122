"""The survey: how every article stands in every language and feed, as a publish would judge it now, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from syndicate.editorial.status import explain
from syndicate.feeds.gate import Outcome, Reason
from syndicate.model import Problem, Severity, State

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_IN_A_LINE = 200
_DECIDED = frozenset({"withdrawn", "withheld", "embargo", "expired", "published-in-future"})


@dataclass(frozen=True, slots=True)
class Subject:
    """An article: title as plain text, language (BCP 47), source file, and when its next medical review is due."""

    id: str
    title: str
    language: str
    path: str
    review: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An article in a language and a group of feeds: how far its text is, what a publish would do with it, and why.

    ``group`` is empty for the default feed's. ``state`` is None where there is no text that can be read. ``path`` is
    its catalog, or in its own language its source. ``reasons`` are empty where it is published.
    """

    article: str
    language: str
    group: str
    state: State | None
    outcome: Outcome
    reasons: tuple[Reason, ...]
    path: str

    @property
    def is_held_back(self) -> bool:
        """Whether what stands in the sources is not what is published."""
        return self.outcome is not Outcome.PUBLISH

    @property
    def is_decided(self) -> bool:
        """Whether an editor held it back: the source says so, and nobody has to do anything."""
        return self.is_held_back and all(reason.code in _DECIDED for reason in self.reasons)

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons in words."""
        return tuple(map(explain, self.reasons))


@dataclass(frozen=True, slots=True)
class Survey:
    """The state of the library at ``made``.

    ``groups`` are the feeds that have a gate of their own, after the default one (empty). ``problems`` come gravest
    first, ``counts`` are by severity and have those that were left out. ``error`` says why there is nothing else: the
    settings, a ledger or the disk; or, without ``has_sources``, that only the published files are on this machine.
    """

    made: datetime
    languages: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    standings: tuple[Standing, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: tuple[tuple[Severity, int], ...] = ()
    error: str = ""
    has_sources: bool = True

    def count(self, severity: Severity) -> int:
        """How many Problems of that severity there are."""
        return dict(self.counts).get(severity, 0)

    def lines(self) -> Iterator[bytes]:
        """The survey as JSON lines, for another process; short ones, so that reading one holds nobody up for long."""
        head = replace(self, subjects=(), standings=(), problems=())
        yield _heads().dump_json(head) + b"\n"
        for name in ("subjects", "standings", "problems"):
            found = getattr(self, name)
            for start in range(0, len(found), _IN_A_LINE):
                part = _Part(**{name: found[start : start + _IN_A_LINE]})
                yield _parts().dump_json(part, exclude_defaults=True) + b"\n"


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of what a survey lists."""

    subjects: tuple[Subject, ...] = ()
    standings: tuple[Standing, ...] = ()
    problems: tuple[Problem, ...] = ()


def from_lines(data: bytes) -> Survey:
    """The survey of its lines; ValueError for anything else."""
    first, _, rest = data.partition(b"\n")
    head, parts = _heads().validate_json(first), [_parts().validate_json(line) for line in rest.splitlines()]
    return replace(
        head,
        subjects=tuple(subject for part in parts for subject in part.subjects),
        standings=tuple(standing for part in parts for standing in part.standings),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


@cache
def _heads() -> "TypeAdapter[Survey]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - heavy, and not needed to serve feeds

    return TypeAdapter(Survey)


@cache
def _parts() -> "TypeAdapter[_Part]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - likewise

    return TypeAdapter(_Part)
