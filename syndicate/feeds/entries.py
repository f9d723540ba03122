"""The next rows of a ledger: what a publish decides about versions, sequence and dates (DESIGN §6, "Body and frame").

Pure: the last ledger, today's decisions and T in, the next ledger out. With the same rows and decisions it
changes nothing, so a second run finishes what an interrupted one had decided, with its dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syndicate.feeds.changes import GRAVE, gravest
from syndicate.feeds.gate import Decision, Outcome
from syndicate.feeds.ledger import TOLD, Event, Ledger, Row, Slot
from syndicate.model import Change, State, Status, When


@dataclass(frozen=True, slots=True)
class Proposal:
    """What today's sources say about one entry: the gate's decision, and the body's facts where there is one.

    ``hash``, ``source_hash`` and ``state`` are those of the body that will stand there: today's, or the kept one.
    ``feeds`` are the feeds of this ledger that the article belongs to, ``audience`` for whom it is; ``severity`` is
    that of a new body, ``word`` that of a correction as far as partners have not heard of it.
    ``corrected`` and ``withdrawn`` are the dates of the article's last correction and of its withdrawal, as declared,
    or empty.
    """

    id: str
    decision: Decision
    hash: str
    source_hash: str
    state: State
    title: str
    url: str
    published: When | None
    updated: When | None
    feeds: tuple[str, ...]
    audience: tuple[str, ...] = ()
    severity: Change = Change.MINOR
    word: Change = Change.MINOR
    corrected: str = ""
    withdrawn: str = ""


def correction(
    row: Row, on: str, *, hash_: str, state: State, feeds: tuple[str, ...], withdrawn: bool = False
) -> Proposal:
    """The safety correction of an article as an entry of its own, because mailers never send an old one again.

    ``row`` is the article's, after this publish or before, with all whom it is to reach as its audience; ``on`` the
    correction's date, ``hash_`` a digest of what it says.
    """
    said = Decision(Outcome.WITHHOLD, Status.WITHDRAWN) if withdrawn else Decision(Outcome.PUBLISH, Status.USABLE)
    return Proposal(
        id=f"{row.article}/correction/{on}",
        decision=said,
        hash=hash_,
        source_hash=row.source_hash,
        state=state,
        title=row.title,
        url=row.url,
        published=None,  # it is news today, whatever its date
        updated=None,
        feeds=feeds,
        audience=row.audience or (),
        severity=Change.SAFETY,
    )


def advance(ledger: Ledger, proposals: Iterable[Proposal], now: datetime) -> Ledger:
    """The ledger after this publish at T ``now``. Rows that no proposal speaks of stay as they are."""
    first = not ledger.identity
    drafts: list[tuple[Row, bool]] = []
    for proposal in proposals:
        previous = ledger.rows.get(proposal.id)
        if proposal.decision.status is None:
            continue
        drafts.append(_next(previous, proposal, now) if previous else (_first(proposal, now, first=first), True))
    rows = dict(ledger.rows)
    sequence = ledger.sequence
    joined = {feed: ledger.last_joined(feed) for feed in {feed for row, _ in drafts for feed in row.feeds}}
    for row, raised in sorted(drafts, key=lambda draft: (draft[0].published.at, draft[0].id)):
        if raised:
            sequence += 1
        numbered = replace(row, sequence=sequence if raised else row.sequence)
        if not row.first_sequence:
            numbered = replace(numbered, first_sequence=sequence)
        slots = dict(row.feeds)
        for feed in sorted(slots):
            if not slots[feed].joined:
                joined[feed] += 1
                slots[feed] = Slot(joined[feed])
        rows[row.id] = replace(numbered, feeds=slots)
    return replace(ledger, rows=rows)


def _first(proposal: Proposal, now: datetime, *, first: bool) -> Row:
    """A row for an entry that joins.

    At a ledger's first publish it carries the declared date; one that joins later carries the later of that date
    and T, because mailers pick what is newer than their last run.
    """
    declared = proposal.published or When(now)
    published = declared if first or declared.at >= now else When(now)
    updated = _latest(published, proposal.updated) if first or proposal.updated is None else published
    change = Change.SAFETY if "/" in proposal.id else Change.NEW
    return Row(
        id=proposal.id,
        version=1,
        hash=proposal.hash,
        source_hash=proposal.source_hash,
        sequence=0,
        first_sequence=0,
        published=published,
        updated=updated,
        versioned=updated,
        state=proposal.state,
        status=Status.USABLE,
        change=change,
        title=proposal.title,
        url=proposal.url,
        feeds={feed: Slot(0) for feed in proposal.feeds},
        audience=_audience(None, proposal),
        corrected=proposal.corrected,
        events=(Event(When(now), 1, Status.USABLE, change, proposal.source_hash, proposal.corrected),),
    )


def _next(previous: Row, proposal: Proposal, now: datetime) -> tuple[Row, bool]:
    """The next row of an entry that was published before, and whether its sequence rises."""
    status = proposal.decision.status or previous.status
    fresh = proposal.decision.outcome is Outcome.PUBLISH
    new_body = fresh and proposal.hash != previous.hash
    state = proposal.state if fresh else previous.state
    # A machine, pending or outdated notice that appears or goes is told; reviewed ↔ final moves only the sequence.
    # So is a grave word about a body that partners have already.
    has_word = proposal.word in GRAVE and not new_body and status in (Status.USABLE, Status.PENDING)
    told = new_body or status != previous.status or _is_marked(state) != _is_marked(previous.state) or has_word
    raised = told or state != previous.state
    change = _change(previous, proposal, status, new_body=new_body, has_word=has_word)
    # A withdrawal says nothing of a correction: that is still to be told when the article comes back.
    corrected = previous.corrected if status is Status.WITHDRAWN else proposal.corrected or previous.corrected
    updated = _latest(previous.updated, When(now)) if told else previous.updated
    events = previous.events
    hears = corrected != previous.corrected or (proposal.word in GRAVE and status is not Status.WITHDRAWN)
    if new_body or status != previous.status or hears:
        source_hash = proposal.source_hash if fresh else previous.source_hash
        declared = proposal.withdrawn if status is Status.WITHDRAWN else corrected if hears else ""
        word = gravest(change, proposal.word) if hears else change
        events = (*events, Event(When(now), previous.version + new_body, status, word, source_hash, declared))
    row = replace(
        previous,
        version=previous.version + new_body,
        hash=proposal.hash if fresh else previous.hash,
        source_hash=proposal.source_hash if fresh else previous.source_hash,
        updated=updated,
        versioned=updated if new_body else previous.versioned,
        state=state,
        status=status,
        change=change,
        title=proposal.title if fresh else previous.title,
        url=proposal.url if fresh else previous.url,
        feeds=_slots(previous, proposal.feeds, now),
        audience=_audience(previous.audience, proposal),
        corrected=corrected,
        events=events,
    )
    return row, raised


def _change(previous: Row, proposal: Proposal, status: Status, *, new_body: bool, has_word: bool) -> Change:
    """What the next row is for those who copied the last version."""
    if status is Status.WITHDRAWN:
        return Change.WITHDRAWN
    if previous.is_correction:
        return Change.SAFETY
    change = proposal.word if has_word else previous.change
    moved = proposal.source_hash != previous.source_hash
    if new_body:
        change = proposal.severity
        if previous.status is Status.WITHHELD and moved and previous.change in GRAVE:
            change = gravest(change, previous.change)  # why it was withheld: the new body is what puts it right
    elif status is Status.WITHHELD and moved and proposal.severity in GRAVE:
        change = proposal.severity
    if previous.status is Status.WITHDRAWN:  # restored: those who deleted it must hear
        return Change.SAFETY if change is Change.SAFETY else Change.MATERIAL
    return change


def _slots(previous: Row, feeds: Sequence[str], now: datetime) -> dict[str, Slot]:
    """Where the entry stands now; who left keeps the ordinal, who comes back takes it again."""
    slots = {
        feed: replace(slot, left=None if feed in feeds else slot.left or When(now.astimezone(UTC)))
        for feed, slot in previous.feeds.items()
    }
    return slots | {feed: Slot(0) for feed in feeds if feed not in slots}


def _audience(known: tuple[str, ...] | None, proposal: Proposal) -> tuple[str, ...]:
    """For whom the entry was ever published; who is named only when nobody can read it any more never had it."""
    if known is not None and proposal.decision.status not in TOLD:
        return known
    return tuple(sorted({*(known or ()), *proposal.audience}))


def _is_marked(state: State) -> bool:
    return state < State.REVIEWED


def _latest(one: When, other: When | None) -> When:
    return other if other is not None and other.at > one.at else one
