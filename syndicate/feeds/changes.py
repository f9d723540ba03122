"""How much a change of the body matters to those who copied it: minor, material or safety (DESIGN §4)."""

from collections.abc import Iterable

from syndicate.feeds.body import SegmentFacts
from syndicate.model import Article, Change, When


def declared_severity(article: Article, source_hash: str, told: When) -> Change | None:
    """What an editor decided about this version of the source, or None.

    A decision names the content's hash (or its beginning, at least 8 digits). A ``correction`` speaks for the
    version that it came with: it counts where it is not older than ``told``, when partners last heard of the entry.
    """
    for decision in article.changes:
        if len(decision.hash) >= 8 and source_hash.startswith(decision.hash):
            return decision.severity
    if article.correction and article.correction.on.day >= told.day:
        return article.correction.severity
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
