"""What an article says in one language: from the source itself, or from its catalog with what is wrong in it."""

from collections.abc import Iterable

from syndicate.articles.content import content_hash
from syndicate.articles.segments import localize, segments
from syndicate.feeds.body import Body, SegmentFacts
from syndicate.model import Article, Catalog, Problem, Segment, Severity, State, Translation
from syndicate.translation.checks import run
from syndicate.translation.glossary import Glossary
from syndicate.translation.medicine.risks import risks

_NOTHING = Translation("", State.INITIAL)


def source_body(article: Article, source_hash: str) -> Body:
    """The body in the article's own language: final by definition (DESIGN §3)."""
    facts = tuple(
        SegmentFacts(
            segment.context,
            segment.text.source,
            segment.text.source,
            State.FINAL,
            origin="source",
            risks=_risks(segment, article.language),
        )
        for segment in segments(article)
        if not segment.frame
    )
    return Body(article.language, article.content, source_hash, source_hash, facts)


def translated_body(
    article: Article, catalog: Catalog, glossary: Glossary, source_hash: str
) -> tuple[Body, list[Problem]]:
    """The body as the catalog has it, complete or not, with the Problems of its translation.

    Whether it may go out is the gate's to say.
    """
    problems: list[Problem] = []
    facts = []
    for segment in segments(article):
        translation = catalog.entries.get(segment.key, _NOTHING)
        found = run((segment,), catalog, article.language, glossary)
        problems += found
        if segment.frame:
            continue
        facts.append(
            SegmentFacts(
                segment.context,
                segment.text.source,
                translation.text,
                translation.state,
                origin=translation.origin,
                checked_by=translation.signed_by,
                risks=_risks(segment, article.language),
                blocked=_codes(found, Severity.ERROR),
                held=_codes(found, Severity.WARNING),
            )
        )

    def target(segment: Segment) -> str:
        return catalog.entries.get(segment.key, _NOTHING).text

    content = localize(article.content, target)
    return Body(catalog.language, content, content_hash(content), source_hash, tuple(facts)), problems


def _risks(segment: Segment, language: str) -> tuple[str, ...]:
    return tuple(sorted(str(risk) for risk in risks(segment.text, language)))


def _codes(found: Iterable[Problem], severity: Severity) -> tuple[str, ...]:
    return tuple(problem.code for problem in found if problem.blocking and problem.severity is severity)
