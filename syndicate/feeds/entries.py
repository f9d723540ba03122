"""The next rows of a ledger: what a publish decides about versions, sequence and dates (DESIGN §6, "Body and frame").

Pure: the last ledger, today's decisions and T in, the next ledger out. With the same rows and decisions it
changes nothing, so a second run finishes what an interrupted one had decided, with its dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syndicate.feeds.gate import Decision, Outcome
from syndicate.feeds.ledger import Ledger, Row, Slot
from syndicate.model import Change, State, Status, When


@dataclass(frozen=True, slots=True)
class Proposal:
    """What today's sources say about one entry: the gate's decision, and the body's facts where there is one.

    ``hash``, ``source_hash`` and ``state`` are those of the body that will stand there: today's, or the kept one.
    ``feeds`` are the feeds of this ledger that the article belongs to; ``severity`` is that of a new body.
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
    severity: Change = Change.MINOR


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
        change=Change.NEW,
        title=proposal.title,
        url=proposal.url,
        feeds={feed: Slot(0) for feed in proposal.feeds},
    )


def _next(previous: Row, proposal: Proposal, now: datetime) -> tuple[Row, bool]:
    """The next row of an entry that was published before, and whether its sequence rises."""
    status = proposal.decision.status or previous.status
    fresh = proposal.decision.outcome is Outcome.PUBLISH
    new_body = fresh and proposal.hash != previous.hash
    state = proposal.state if fresh else previous.state
    # A machine, pending or outdated notice that appears or goes is told; reviewed ↔ final moves only the sequence.
    told = new_body or status != previous.status or _is_marked(state) != _is_marked(previous.state)
    raised = told or state != previous.state
    change = previous.change
    if new_body:
        change = proposal.severity
    elif status is Status.WITHDRAWN:
        change = Change.WITHDRAWN
    elif previous.status is Status.WITHDRAWN:
        change = Change.MATERIAL  # taken back by mistake, or restored: those who deleted it must hear
    updated = _latest(previous.updated, When(now)) if told else previous.updated
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
    )
    return row, raised


def _slots(previous: Row, feeds: Sequence[str], now: datetime) -> dict[str, Slot]:
    """Where the entry stands now; who left keeps the ordinal, who comes back takes it again."""
    slots = {
        feed: replace(slot, left=None if feed in feeds else slot.left or When(now.astimezone(UTC)))
        for feed, slot in previous.feeds.items()
    }
    return slots | {feed: Slot(0) for feed in feeds if feed not in slots}


def _is_marked(state: State) -> bool:
    return state < State.REVIEWED


def _latest(one: When, other: When | None) -> When:
    return other if other is not None and other.at > one.at else one
