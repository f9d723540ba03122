"""What an article says in one language: from the source itself, or from its catalog with what is wrong in it."""

from collections.abc import Iterable

from syndicate.articles.content import content_hash
from syndicate.articles.segments import localize, put, segments
from syndicate.feeds.body import Body, Remark, SegmentFacts, Tally
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


def source_remarks(article: Article) -> tuple[Remark, ...]:
    """What stands round the body in the article's own language."""
    return tuple(
        Remark(segment.role, segment.text, Tally(State.FINAL, bool(_risks(segment, article.language)), False, 1))
        for segment in segments(article)
        if segment.frame
    )


def translated_body(
    article: Article, catalog: Catalog, glossary: Glossary, source_hash: str
) -> tuple[Body, tuple[Remark, ...], list[Problem]]:
    """The body as the catalog has it, complete or not, what stands round it, and the Problems of its translation.

    Whether it may go out is the gate's to say.
    """
    problems: list[Problem] = []
    facts = []
    remarks = []
    for segment in segments(article):
        translation = catalog.entries.get(segment.key, _NOTHING)
        found = run((segment,), catalog, article.language, glossary)
        problems += found
        if segment.frame:
            risky = bool(_risks(segment, article.language))
            tally = Tally(translation.state, risky, translation.is_machine, 1)
            blocked = any(problem.blocking for problem in found)
            remarks.append(Remark(segment.role, put(segment.text, translation.text), tally, blocked))
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
    body = Body(catalog.language, content, content_hash(content), source_hash, tuple(facts))
    return body, tuple(remarks), problems


def _risks(segment: Segment, language: str) -> tuple[str, ...]:
    return tuple(sorted(str(risk) for risk in risks(segment.text, language)))


def _codes(found: Iterable[Problem], severity: Severity) -> tuple[str, ...]:
    return tuple(problem.code for problem in found if problem.blocking and problem.severity is severity)
