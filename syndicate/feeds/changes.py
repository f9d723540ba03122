"""How much a change of the body matters to those who copied it: minor, material or safety (DESIGN §4)."""

from collections.abc import Iterable, Sequence

from syndicate.feeds.body import SegmentFacts
from syndicate.feeds.ledger import Event, Row
from syndicate.model import Article, Change

GRAVITY = (Change.NEW, Change.MINOR, Change.MATERIAL, Change.SAFETY)
"""What a new version can be, the gravest last."""
GRAVE = frozenset({Change.MATERIAL, Change.SAFETY})
"""What everybody who copied the last version must hear of."""


def gravest(*changes: Change) -> Change:
    """The one that matters most."""
    return max(changes, key=GRAVITY.index)


def declared_severity(article: Article, source_hash: str, row: Row, history: Sequence[Event] = ()) -> Change | None:
    """What editors decided about the source's way from the version of ``row`` to the one with that hash, or None.

    A decision names the content's hash (or its beginning, at least 8 digits) and speaks for the step to that version.
    A ``correction`` speaks for the version that it came with: it counts where partners have not heard of it, or where
    it is not older than the version that they have. ``history`` are the events of the source's own entry: the versions
    that this language never published count as well, with what was decided or found then.
    """
    last = _decided(article, source_hash)
    if last is None and article.correction:
        on = article.correction.on
        if row.corrected != on.declared() or on.day >= row.versioned.day:
            last = article.correction.severity
    if last is None:
        return None
    steps = (_decided(article, event.source_hash) or event.change for event in missed(row, source_hash, history))
    return gravest(last, *steps)


def missed(row: Row, source_hash: str, history: Sequence[Event]) -> list[Event]:
    """The versions of the source between the one that a row has and the one with that hash, oldest first.

    Empty where the history does not know the row's version.
    """
    versions = [
        event for number, event in enumerate(history) if not number or event.version > history[number - 1].version
    ]
    known = [number for number, event in enumerate(versions) if event.source_hash == row.source_hash]
    return [event for event in versions[known[-1] + 1 :] if event.source_hash != source_hash] if known else []


def _decided(article: Article, source_hash: str) -> Change | None:
    for decision in article.changes:
        if len(decision.hash) >= 8 and source_hash.startswith(decision.hash):
            return decision.severity
    return None


def severity_of_change(
    before: Iterable[SegmentFacts], after: Iterable[SegmentFacts], *, sources_only: bool = False
) -> Change:
    """Judge an undeclared change: material where a segment of risk came, went or changed, else minor.

    Segments of risk hold a number with a unit, a negation, a contraindication or an emergency cue, so a change
    that touches one of those counts as material until an editor decides. ``sources_only`` leaves the targets
    out: what happened to the source since a translation was made.
    """
    old, new = _by_text(before, sources_only), _by_text(after, sources_only)
    touched = [old[key] for key in old.keys() - new.keys()] + [new[key] for key in new.keys() - old.keys()]
    return Change.MATERIAL if any(segment.risks for segment in touched) else Change.MINOR


def _by_text(segments: Iterable[SegmentFacts], sources_only: bool) -> dict[tuple[str, str, str], SegmentFacts]:
    return {(s.role, s.source, "" if sources_only else s.target): s for s in segments}
