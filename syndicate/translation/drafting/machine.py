"""Drafts by a machine: a segment is protected, sent, and what comes back is verified, or there is no draft at all.

Three tries: tokens as markup, tokens in braces with every number protected, and sentence by sentence. Inside a
sentence nothing is split, for a part of one can lose its "not". A segment without words needs no machine.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from syndicate.errors import EngineError
from syndicate.model import Catalog, Problem, Segment, State, Translation
from syndicate.translation import checks
from syndicate.translation.drafting.masking import Mangled, Masked, Piece, Style, mask, read, restore
from syndicate.translation.drafting.plausible import implausible
from syndicate.translation.drafting.typography import typeset
from syndicate.translation.glossary import NO_TERMS, Glossary

Ask = Callable[[Sequence[str]], Sequence[str | EngineError]]
"""Texts (HTML, distinct) to as many results in order; what failed is an error in its place. It raises nothing."""

BY_RULE = "machine rules"
"""WHAT of a text that needed no engine, because all of it is protected: "1,000 mg" is "1000 mg" in Spanish."""


class Draft(NamedTuple):
    """What became of a segment: a ``text`` in segment notation, or the ``reason`` why there is none.

    ``error`` stands where a later run may fare better: nothing is wrong with the segment.
    """

    segment: Segment
    text: str = ""
    reason: str = ""
    error: EngineError | None = None


@dataclass(frozen=True, slots=True)
class Direction:
    """From a source language to a target language (canonical BCP 47), with the target's glossary."""

    source: str
    target: str
    glossary: Glossary = NO_TERMS


def draft(segments: Iterable[Segment], direction: Direction, ask: Ask) -> tuple[Draft, ...]:
    """Draft each segment, in order."""
    waiting = list(segments)
    found = {segment.key: Draft(segment) for segment in waiting}
    tried: dict[tuple[str, str], list[tuple[str, ...]]] = {segment.key: [] for segment in waiting}
    said: dict[str, str | EngineError] = {}
    for attempt in _ATTEMPTS:
        plans = {segment: _plan(segment, attempt, direction) for segment in waiting}
        plans = {segment: plan for segment, plan in plans.items() if plan.texts not in tried[segment.key]}
        wanted = tuple(dict.fromkeys(text for plan in plans.values() for text in plan.texts if text not in said))
        said.update(zip(wanted, ask(wanted), strict=True) if wanted else ())
        for segment, plan in plans.items():
            tried[segment.key].append(plan.texts)
            made = _drafted(segment, plan, said, direction)
            if made.text or made.error or not found[segment.key].reason:  # the first reason is the plainest
                found[segment.key] = made
        waiting = [x.segment for x in found.values() if not x.text and x.error is None]
    return tuple(found.values())


def by_rule(segment: Segment, direction: Direction) -> str:
    """The target of a segment that has no words for a machine; empty where it has some, or where checks refuse it."""
    masked = _masked(segment, direction)
    target = "" if masked.has_words else restore(masked, masked.pieces)
    return target if isinstance(target, str) and is_sound(segment, target, direction) else ""


def to_send(segment: Segment, direction: Direction) -> str:
    """What is sent of a segment at the first try."""
    return _masked(segment, direction).text(_ATTEMPTS[0].style)


def is_sound(segment: Segment, target: str, direction: Direction) -> bool:
    """Whether our own checks find nothing in a draft that would withhold it."""
    return not _withheld(segment, target, direction)


# ── one attempt ─────────────────────────────────────────────────────────────────────────────────


class _Attempt(NamedTuple):
    style: Style
    every_number: bool = False
    by_sentence: bool = False


_ATTEMPTS = (
    _Attempt(Style.MARKUP),
    _Attempt(Style.BRACES, every_number=True),
    _Attempt(Style.BRACES, by_sentence=True),
)


class _Plan(NamedTuple):
    """How a segment is sent: ``whole``, in ``parts`` with what stands before each."""

    whole: Masked
    parts: tuple[tuple[str, Masked], ...]
    style: Style

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(part.text(self.style) for _, part in self.parts if part.has_words)


def _masked(segment: Segment, direction: Direction, *, every_number: bool = False) -> Masked:
    source = segment.text.source
    return mask(source, direction.source, direction.target, direction.glossary, every_number=every_number)


def _plan(segment: Segment, attempt: _Attempt, direction: Direction) -> _Plan:
    whole = _masked(segment, direction, every_number=attempt.every_number)
    return _Plan(whole, whole.sentences() if attempt.by_sentence else (("", whole),), attempt.style)


def _drafted(segment: Segment, plan: _Plan, said: Mapping[str, str | EngineError], direction: Direction) -> Draft:
    pieces: list[Piece] = []
    for gap, part in plan.parts:
        reply = said[part.text(plan.style)] if part.has_words else part.text(plan.style)
        if isinstance(reply, EngineError):
            later = reply.passing or reply.fatal
            reason = f"{reply.code}: {reply.message.partition(' → ')[0]}"  # by hand, whatever the engine advises
            return Draft(segment, error=reply) if later else Draft(segment, reason=reason)
        came = read(part, reply, plan.style)
        if isinstance(came, Mangled):
            return Draft(segment, reason=came.reason)
        pieces += [gap, *came]
    target = restore(plan.whole, pieces)
    if isinstance(target, Mangled):
        return Draft(segment, reason=target.reason)
    target = typeset(target, direction.target)
    reason = implausible(segment.text.source, target, direction.source, direction.target)
    if not reason and (found := _withheld(segment, target, direction)):
        reason = f"{found[0].code}: {found[0].message}"
    return Draft(segment, reason=reason) if reason else Draft(segment, target)


def _withheld(segment: Segment, target: str, direction: Direction) -> tuple[Problem, ...]:
    """What our own checks find in a draft that would withhold it."""
    catalog = Catalog("", direction.target, {segment.key: Translation(target, State.TRANSLATED)})
    found = checks.run([segment], catalog, direction.source, direction.glossary)
    return tuple(problem for problem in found if problem.blocking)
