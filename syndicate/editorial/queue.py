"""What waits for a person, the most dangerous first: each segment that is not as far as it must be, and why."""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from syndicate.articles.content import count_words
from syndicate.articles.inline import to_plain
from syndicate.articles.segments import segments
from syndicate.config import Policy
from syndicate.editorial.counts import counted
from syndicate.feeds.body import Tally
from syndicate.model import Article, Place, Problem, Segment, Severity, State, Text, Translation
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.hints import previous_source
from syndicate.translation.catalogs.reading import checked, translation
from syndicate.translation.medicine.risks import Risk, risks

# What to do at once, how much of it, who must not, what not to do: the order in which a wrong text harms.
_GRAVEST_FIRST = (Risk.EMERGENCY, Risk.DOSE, Risk.CONTRAINDICATION, Risk.NEGATION)
_SHOWN = 60  # characters of a source on a terminal
_UNTRANSLATED = Translation("", State.INITIAL)


class Priority(IntEnum):
    """Where a segment stands in the queue; 1 comes first. 2 to 5 are machines' texts of a risk that nobody has read."""

    BLOCKED = 1
    EMERGENCY = 2
    DOSE = 3
    CONTRAINDICATION = 4
    NEGATION = 5
    OUTDATED = 6
    OTHER = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A segment of an article in a language, and what it waits for.

    ``line`` is that of its msgid in ``path``, 0 where it is not there; ``number`` its place in the article, from 1.
    ``source`` and ``target`` are in segment notation, ``words`` are the source's. ``risks`` come gravest first,
    ``problems`` are those that nobody waived. ``reasons`` is empty where it waits for nothing. ``is_outdated`` tells
    that the target is an older source's, ``is_frame`` marks notes and promotions, which do not count for the
    article's state.
    """

    article: str
    language: str
    path: str
    line: int
    number: int
    context: str
    source: str
    target: str
    state: State
    origin: str
    risks: tuple[Risk, ...]
    problems: tuple[Problem, ...]
    reasons: tuple[str, ...]
    words: int
    priority: Priority
    is_outdated: bool
    is_frame: bool

    @property
    def is_blocked(self) -> bool:
        """Whether a Problem keeps the article back because of it, whatever its state."""
        return any(problem.blocking for problem in self.problems)

    @property
    def tally(self) -> Tally:
        """The segment as the gate sees it, but for its problems."""
        return Tally(self.state, risky=bool(self.risks), machine=self.origin.startswith("machine"), count=1)

    def __str__(self) -> str:
        """In a line: where it is, why it waits, how long it is, and how it begins."""
        why = "; ".join((*self.reasons, f"risk: {', '.join(self.risks)}") if self.risks else self.reasons)
        begins = textwrap.shorten(to_plain(Text(self.source)), _SHOWN, placeholder="…")
        long = counted(self.words, "word")
        return f"{Place(self.path, self.line)}: {why} · {long} · #{self.number} {self.context}: {begins}"

    def to_data(self) -> dict[str, Any]:
        """The item as JSON-able data; of its Problems code and message."""
        names = ("article", "language", "path", "line", "number", "context", "source", "target", "origin", "words")
        return {name: getattr(self, name) for name in names} | {
            "state": str(self.state),
            "risks": list(self.risks),
            "problems": [{"code": problem.code, "message": problem.message} for problem in self.problems],
            "reasons": list(self.reasons),
            "priority": int(self.priority),
            "outdated": self.is_outdated,
            "frame": self.is_frame,
        }


def queue(items: Iterable[Item]) -> tuple[Item, ...]:
    """Those that wait for a person, the most dangerous first; among equals a language and an article at a time."""
    return tuple(sorted((item for item in items if item.reasons), key=_urgency))


def lines(items: Sequence[Item], limit: int) -> Iterator[str]:
    """The queue for a terminal, a line an item, at most ``limit`` of them, and how much it is."""
    yield from map(str, items[:limit])
    if len(items) > limit:
        yield f"… and {len(items) - limit} more: --limit shows more of them, --json all"
    words = counted(sum(one.words for one in items), "word")
    yield f"waiting for a person: {counted(len(items), 'segment')}, {words}"


def items(
    article: Article, language: str, data: bytes | None, path: str, *, problems: Iterable[Problem], policy: Policy
) -> tuple[Item, ...]:
    """Every segment of an article in a language, whether it waits or not; those of the frame stand last.

    ``data`` is the catalog, None where there is none; ``problems`` are what the checks found in it. CatalogError where
    it cannot be read.
    """
    document = checked(data or b"", path, language)
    entries = document.live
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.severity is not Severity.INFO:
            found[problem.place.line].append(problem)
    desk = _Desk(article, language, path, policy)
    return tuple(
        desk.item(number, segment, entry := entries.get(segment.key), tuple(found[entry.line]) if entry else ())
        for number, segment in enumerate(segments(article), 1)
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is the same for all segments of a catalog."""

    article: Article
    language: str
    path: str
    policy: Policy

    def item(self, number: int, segment: Segment, entry: po.Entry | None, problems: tuple[Problem, ...]) -> Item:
        now = translation(entry, self.language) if entry else _UNTRANSLATED
        is_hint = now.state is State.INITIAL and bool(now.text.strip())
        is_outdated = is_hint and entry is not None and bool(previous_source(entry))
        risky = risks(segment.text, self.article.language)
        gravest = tuple(risk for risk in _GRAVEST_FIRST if risk in risky)
        reasons = _reasons(now, problems, self.policy, is_risky=bool(gravest), is_outdated=is_outdated)
        return Item(
            article=self.article.id,
            language=self.language,
            path=self.path,
            line=now.line,
            number=number,
            context=segment.context,
            source=segment.text.source,
            target=now.text,
            state=now.state,
            origin=now.origin,
            risks=gravest,
            problems=problems,
            reasons=tuple(dict.fromkeys(reasons)),
            words=count_words(to_plain(segment.text)),
            priority=_priority(now, problems, gravest, is_outdated=is_outdated),
            is_outdated=is_outdated,
            is_frame=segment.frame,
        )


def _reasons(
    now: Translation, found: Sequence[Problem], policy: Policy, *, is_risky: bool, is_outdated: bool
) -> Iterator[str]:
    for problem in found:
        yield f"{'blocked' if problem.blocking else 'to be looked at'}: {problem.code}"
    wanted = max(policy.min_state, policy.risk_state) if is_risky else policy.min_state
    if now.state is State.INITIAL:
        yield _initial(now, is_outdated=is_outdated)
    elif now.state is State.TRANSLATED:
        yield _unread(now)
    elif now.state < wanted:
        yield f"{now.state}, and must be {wanted}"


def _initial(now: Translation, *, is_outdated: bool) -> str:
    if not now.text.strip():
        return "not translated"
    return "outdated: the source has changed" if is_outdated else "needs editing: a hint that nobody has accepted"


def _unread(now: Translation) -> str:
    """Why a text is no more than translated (DESIGN §3)."""
    if now.is_machine:
        return f"{now.origin} that nobody has reviewed"
    return f"{now.origin} that nobody has accepted" if now.origin else "edited since its sign-off"


def _priority(now: Translation, found: Sequence[Problem], gravest: Sequence[Risk], *, is_outdated: bool) -> Priority:
    if any(problem.blocking for problem in found):
        return Priority.BLOCKED
    if now.state is State.TRANSLATED and now.is_machine and gravest:
        return Priority[gravest[0].name]
    return Priority.OUTDATED if is_outdated else Priority.OTHER


def _urgency(one: Item) -> tuple[int, int, str, str, int]:
    risk = _GRAVEST_FIRST.index(one.risks[0]) if one.risks else len(_GRAVEST_FIRST)
    return one.priority, risk, one.language, one.article, one.number
