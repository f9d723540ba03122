"""How much a change of the body matters to those who copied it: minor, material or safety (DESIGN §4)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from syndicate.feeds.body import Body, SegmentFacts
from syndicate.feeds.ledger import Event, Row
from syndicate.model import Article, Change, Status
from syndicate.translation.medicine.particulars import particulars

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
        came_with_it = on.day == row.versioned.day and row.change is article.correction.severity
        if row.corrected != on.declared() or (on.day >= row.versioned.day and not came_with_it):
            last = article.correction.severity
    if last is None:
        return None
    steps = (_decided(article, event.source_hash) or event.change for event in missed(row, source_hash, history))
    return gravest(last, *steps)


def unheard(article: Article, row: Row) -> Change:
    """How grave the article's last correction is for those who have the body of ``row``; minor where they know of it.

    An editor may declare a correction after the text was put right, or find later that it is graver than it seemed.
    """
    if article.correction is None:
        return Change.MINOR
    on, severity = article.correction.on.declared(), article.correction.severity
    if row.corrected != on:
        return severity
    told = [event for event in row.events if event.declared == on and event.status is not Status.WITHDRAWN]
    # Who joined with the correction never had the text that it speaks of.
    is_known = not row.events or any(
        event is row.events[0] or GRAVITY.index(event.change) >= GRAVITY.index(severity) for event in told
    )
    return Change.MINOR if is_known else severity


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


def severity_of_change(before: Body, after: Body, source_language: str, *, sources_only: bool = False) -> Change:
    """Judge an undeclared change: material where it touches a particular or a segment of risk, else minor.

    Particulars are numbers, units, drug names and negations; segments of risk hold a dose, a contraindication or an
    emergency cue besides. Such a change counts as material until an editor decides. ``sources_only`` leaves the targets
    out: what happened to the source since a translation was made.
    """
    old, new = _by_text(before.segments, sources_only), _by_text(after.segments, sources_only)
    gone, come = (old[key] for key in old.keys() - new.keys()), (new[key] for key in new.keys() - old.keys())
    were, are = list(gone), list(come)
    if any(segment.risks for segment in (*were, *are)):
        return Change.MATERIAL
    sides = [("source", source_language)]
    sides += [] if sources_only else [("target", after.language)]
    touched = any(_said(were, side, language) != _said(are, side, language) for side, language in sides)
    return Change.MATERIAL if touched else Change.MINOR


def _said(segments: Iterable[SegmentFacts], side: str, language: str) -> Counter[str]:
    said: Counter[str] = Counter()
    for segment in segments:
        said += particulars(getattr(segment, side), language)
    return said


def _by_text(segments: Iterable[SegmentFacts], sources_only: bool) -> dict[tuple[str, str, str], SegmentFacts]:
    return {(s.role, s.source, "" if sources_only else s.target): s for s in segments}
