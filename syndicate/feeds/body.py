"""The body of an entry: what an article says in one language, and how each of its segments came to be there."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from syndicate.articles.content import from_data, to_data
from syndicate.feeds.entry import Picture
from syndicate.model import Content, State, Text


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """One segment as it stands in one language, with what the gate needs to know.

    ``blocked`` has the codes of the blocking errors that nobody waived, ``held`` those of the blocking warnings. What
    belongs to the frame (promotion, notes) is no part of a body: it neither counts nor is kept with it.
    """

    role: str
    source: str
    target: str
    state: State
    origin: str = ""
    checked_by: str = ""
    risks: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def is_machine(self) -> bool:
        """Whether the target is still as a machine made it (``machine …``)."""
        return self.origin.startswith("machine")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many segments of a body stand alike, as far as the gate can tell them apart."""

    state: State
    risky: bool
    machine: bool
    count: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A text that stands round a body, in one language: its role is promotion, correction.note or withdrawn.reason.

    ``blocked`` tells that a check found something in it that nobody waived.
    """

    role: str
    text: Text
    tally: Tally
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What the gate and the ledger need to know of a body; a thousandth of its size.

    ``blocked`` and ``held`` count the codes of blocking Problems; ``checked_by`` is who signed off every segment, or
    None.
    """

    language: str
    title: str
    hash: str
    source_hash: str
    state: State
    origin: str
    engine: str
    checked_by: str | None
    tally: tuple[Tally, ...]
    blocked: tuple[tuple[str, int], ...] = ()
    held: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A localized body. ``hash`` covers the content in this language, ``source_hash`` the source's content.

    ``pictures`` are its images as they are delivered, by their ``src``: a kept body needs them when the source has
    others by now.
    """

    language: str
    content: Content
    hash: str
    source_hash: str
    segments: tuple[SegmentFacts, ...]
    pictures: tuple[tuple[str, Picture], ...] = ()


def standing(body: Body, title: str) -> Standing:
    """The standing of a body; ``title`` is its title as plain text."""
    counted = body.segments
    machines = sorted({segment.origin.removeprefix("machine").strip() for segment in counted if segment.is_machine})
    names = {segment.checked_by for segment in counted}
    alike = Counter((segment.state, bool(segment.risks), segment.is_machine) for segment in counted)
    return Standing(
        language=body.language,
        title=title,
        hash=body.hash,
        source_hash=body.source_hash,
        state=min((segment.state for segment in counted), default=State.FINAL),
        origin=_origin(counted),
        engine=", ".join(machines),
        checked_by=", ".join(sorted(names)) if names and "" not in names else None,
        tally=tuple(Tally(*key, count) for key, count in sorted(alike.items())),
        blocked=_counted(code for segment in counted for code in segment.blocked),
        held=_counted(code for segment in counted for code in segment.held),
    )


def _counted(codes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(codes).items()))


def _origin(segments: Sequence[SegmentFacts]) -> str:
    """``source``; ``machine`` where any segment is still as a machine made it; else ``human``."""
    if all(segment.origin == "source" for segment in segments):
        return "source"
    return "machine" if any(segment.is_machine for segment in segments) else "human"


def body_to_data(body: Body) -> dict[str, Any]:
    """The body as JSON-able data: what ``items/<id>.json`` keeps under ``body``."""
    data = {
        "language": body.language,
        "hash": body.hash,
        "source_hash": body.source_hash,
        "content": to_data(body.content),
        "segments": [_segment_to_data(segment) for segment in body.segments],
    }
    return data | ({"pictures": {src: asdict(picture) for src, picture in body.pictures}} if body.pictures else {})


def body_from_data(data: Mapping[str, Any]) -> Body:
    """The inverse of :func:`body_to_data`; KeyError, TypeError or ValueError where the data is something else."""
    return Body(
        language=data["language"],
        content=from_data(data["content"]),
        hash=data["hash"],
        source_hash=data["source_hash"],
        segments=tuple(_segment_from_data(segment) for segment in data["segments"]),
        pictures=tuple((src, _picture(picture)) for src, picture in dict(data.get("pictures", {})).items()),
    )


def _picture(data: Mapping[str, Any]) -> Picture:
    mail = data.get("mail")
    return Picture(**{**data, "mail": _picture(mail) if mail else None})


def digest(*parts: bytes | str) -> str:
    """SHA-256 over parts whose borders count, as 64 hex digits."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return hasher.hexdigest()


def _segment_to_data(segment: SegmentFacts) -> dict[str, Any]:
    data: dict[str, Any] = {"role": segment.role, "source": segment.source, "target": segment.target}
    data["state"] = str(segment.state)
    data |= {key: getattr(segment, key) for key in ("origin", "checked_by") if getattr(segment, key)}
    return data | {key: list(getattr(segment, key)) for key in ("risks", "blocked", "held") if getattr(segment, key)}


def _segment_from_data(data: Mapping[str, Any]) -> SegmentFacts:
    return SegmentFacts(
        role=data["role"],
        source=data["source"],
        target=data["target"],
        state=State.parse(data["state"]),
        origin=data.get("origin", ""),
        checked_by=data.get("checked_by", ""),
        risks=tuple(data.get("risks", ())),
        blocked=tuple(data.get("blocked", ())),
        held=tuple(data.get("held", ())),
    )
