"""Safety corrections as entries of their own: which there are, what they say, and what they look like (DESIGN §5).

Mailers never send an old id again, so whoever got the dangerous text by mail hears of it by a new one. In a language
whose translation is not corrected yet the notice goes out at once, and the body that was wrong is withheld.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from syndicate.config import Policy
from syndicate.feeds.body import Remark, digest
from syndicate.feeds.changes import unheard
from syndicate.feeds.entries import Proposal, correction
from syndicate.feeds.gate import passes
from syndicate.feeds.ledger import Row
from syndicate.model import Article, Change, State, Status, Text, When


def remark(remarks: Sequence[Remark], role: str, policy: Policy) -> Text | None:
    """The text with that role that stands round a body, where it may be shown."""
    shown = find(remarks, role, policy)
    return shown.text if shown else None


def find(remarks: Sequence[Remark], role: str, policy: Policy) -> Remark | None:
    """The same with what is known of it."""
    return next((found for found in remarks if found.role == role and passes(found, policy)), None)


def proposals(
    article: Article,
    row: Row,
    before: Sequence[Row],
    *,
    remarks: Sequence[Remark],
    policy: Policy,
    is_ready: bool,
    is_withdrawn: bool,
    feeds: tuple[str, ...],
) -> Iterator[Proposal]:
    """The corrections of one article that was published before; ``row`` is its own, ``before`` are theirs.

    ``is_ready`` tells that partners have, or get now, the corrected body in this language.
    """
    if is_withdrawn:
        for known in before:
            yield correction(row, date_of(known), hash_=known.hash, state=known.state, feeds=feeds, withdrawn=True)
        return
    last = article.correction
    on = last.on.declared() if last and last.severity is Change.SAFETY else ""
    for known in before:
        if known.status is Status.WITHDRAWN and date_of(known) != on:  # restored; the note that it had is gone
            told = said(date_of(known), None, is_ready=is_ready)
            yield correction(row, date_of(known), hash_=told, state=State.FINAL, feeds=feeds)
    if not on:
        return
    if unheard(article, row) is Change.SAFETY or any(date_of(known) == on for known in before):
        note = find(remarks, "correction.note", policy)
        state = note.tally.state if note else State.FINAL
        told = said(on, note.text if note else None, is_ready=is_ready)
        yield correction(row, on, hash_=told, state=state, feeds=feeds)


def said(on: str, note: Text | None, *, is_ready: bool) -> str:
    """A digest of what a correction says."""
    return digest("correction", on, "ready" if is_ready else "waiting", note.source if note else "")


def date_of(row: Row) -> str:
    """The date of a correction's row, as the article declared it."""
    return row.id.rpartition("/")[2]


def when(row: Row, zone: tzinfo | None) -> When:
    """The day of a correction's row."""
    day = datetime.fromisoformat(date_of(row)[:10])
    return When(day.replace(tzinfo=zone or UTC), is_day=True)
