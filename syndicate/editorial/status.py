"""How far the translations are, counted in words, and why an article is not published in a language."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from typing import Any

from syndicate.config import Policy
from syndicate.editorial.counts import counted
from syndicate.editorial.queue import Item, queue
from syndicate.feeds.gate import Outcome, Reason, failure
from syndicate.model import Problem, State


@dataclass(frozen=True, slots=True)
class Words:
    """Words of source text (`articles.content.count_words`) by how far their translation is.

    ``initial`` to ``final`` add up to all of them; notes and promotions are not among them. Of these ``blocked`` are
    kept back by a check, ``outdated`` are an older source's, and ``ready`` are those that the gate lets pass.
    """

    initial: int = 0
    translated: int = 0
    reviewed: int = 0
    final: int = 0
    blocked: int = 0
    outdated: int = 0
    ready: int = 0

    def __add__(self, other: "Words") -> "Words":
        return Words(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    @property
    def total(self) -> int:
        """All words."""
        return self.initial + self.translated + self.reviewed + self.final

    @property
    def percent(self) -> int:
        """How much is ready, rounded down: 100 only where everything is."""
        return 100 * self.ready // self.total if self.total else 100

    def to_data(self) -> dict[str, int]:
        """The counts as JSON-able data."""
        return {"total": self.total, **asdict(self), "ready_percent": self.percent}


def count(items: Iterable[Item], policy: Policy) -> Words:
    """The words of these segments."""
    by_state = dict.fromkeys(State, 0)
    blocked = outdated = ready = 0
    for one in items:
        if one.is_frame:
            continue
        by_state[one.state] += one.words
        blocked += one.words * one.is_blocked
        outdated += one.words * one.is_outdated
        ready += one.words * (not one.is_blocked and not failure(one.tally, policy))
    states = {str(state): words for state, words in by_state.items()}
    return Words(**states, blocked=blocked, outdated=outdated, ready=ready)


# ── a library's status ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """An article in a language: its words, what a publish would do with it now, and why.

    ``min_state`` is what the language asks for. In its own language (``is_source``) an article has no catalog, and
    its words count for nothing.
    """

    article: str
    language: str
    path: str
    min_state: State
    words: Words
    outcome: Outcome
    reasons: tuple[Reason, ...]
    is_source: bool

    @property
    def why(self) -> str:
        """What happens to it and why, in words; empty where it is published as it is."""
        if self.outcome is Outcome.PUBLISH:
            return ""
        return f"{_SAID[self.outcome]}: {'; '.join(map(explain, self.reasons))}"

    def to_data(self) -> dict[str, Any]:
        """The row as JSON-able data."""
        return {
            "article": self.article,
            "language": self.language,
            "path": self.path,
            "min_state": str(self.min_state),
            "source": self.is_source,
            "words": self.words.to_data(),
            "outcome": str(self.outcome),
            "reasons": [{"code": one.code, "count": one.count, "text": explain(one)} for one in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Status:
    """The rows by language and article, every segment of theirs, and what could not be read."""

    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]

    @property
    def words(self) -> Words:
        """The words of all rows."""
        return sum((row.words for row in self.rows), Words())

    @property
    def queue(self) -> tuple[Item, ...]:
        """The segments that wait for a person, the most dangerous first."""
        return queue(self.items)

    def is_below(self, percent: float) -> bool:
        """Whether less than that share of the words is ready."""
        return 100 * self.words.ready < percent * self.words.total

    def lines(self) -> Iterator[str]:
        """The status as a table for a terminal: by language its sum and its articles, each with why it is held back."""
        yield from map(str, self.problems)
        width = max((len(row.article) for row in self.rows), default=0) + 4
        yield _line("", _COLUMNS, width)
        for language in dict.fromkeys(row.language for row in self.rows):
            rows = [row for row in self.rows if row.language == language and (row.why or not row.is_source)]
            if rows:
                words = sum((row.words for row in rows), Words())
                yield _line(language, _cells(words), width) if words.total else language
            for row in rows:
                yield f"  {row.article}" if row.is_source else _line(f"  {row.article}", _cells(row.words), width)
                if row.why:
                    yield f"    {row.why}"
        yield _line("all", _cells(self.words), width)

    def to_data(self) -> dict[str, Any]:
        """The status as JSON-able data."""
        return {"words": self.words.to_data(), "rows": [row.to_data() for row in self.rows]}


_COLUMNS = ("words", "initial", "translated", "reviewed", "final", "blocked", "outdated", "ready")


def _cells(words: Words) -> tuple[str, ...]:
    counts = (words.total, *astuple(words)[:-1])
    return (*map(str, counts), f"{words.percent} %")


def _line(name: str, cells: Iterable[str], width: int) -> str:
    return name.ljust(width) + "".join(
        cell.rjust(max(len(column), 6) + 2) for cell, column in zip(cells, _COLUMNS, strict=True)
    )


# ── the gate's reasons in words ─────────────────────────────────────────────────────────────────

_SAID = {
    Outcome.PUBLISH: "published",
    Outcome.KEEP: "kept at its last published text",
    Outcome.WITHHOLD: "withheld",
    Outcome.HOLD: "not published",
}
STRINGS_MISSING, SOURCE_FAULTY = "interface-strings", "source"
_EXPLAINED = {
    "withdrawn": "the article is withdrawn",
    "withheld": "its source says `status: withheld`",
    "embargo": "its embargo has not ended",
    "expired": "it has expired",
    "published-in-future": "its date of publication is still to come",
    "review-overdue": "its medical review is overdue",
    "no-catalog": "there is no catalog that can be read",
    "initial": "not translated, or a hint only",
    "machine-risk": "of risk, and a machine's text that nobody has signed off",
    "kept-body-missing": "the text that was published last is not there any more",
    STRINGS_MISSING: "interface strings are missing, so the language's feeds stay as they are",
    SOURCE_FAULTY: "its source cannot be published: see `syndicate check`",
}
_PATTERNS = {
    "below-": "not yet {}",
    "risk-below-": "of risk, and not yet {}",
    "outdated-": "the source has changed since it was published ({})",
}


def explain(reason: Reason) -> str:
    """A reason of the gate in words; a Problem's code stays as it is, docs/problems.md tells what it means."""
    said = _EXPLAINED.get(reason.code, reason.code)
    for prefix, pattern in _PATTERNS.items():
        if reason.code.startswith(prefix):
            said = pattern.format(reason.code.removeprefix(prefix))
    if not reason.count:
        return said
    return f"{counted(reason.count, 'segment')}: {said}"
