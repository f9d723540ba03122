"""What is wrong with a translation, found by machine: one module per check, each a plain function.

A check sees one segment and its translation and yields Problems; `run` puts the place, the article and the language
on them, and applies the waivers that stand with the segment. A new check is a module and a name in `CHECKS`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from syndicate.model import Catalog, Place, Problem, Segment, Severity, State, Translation
from syndicate.translation.checks.characters import check_characters
from syndicate.translation.checks.links import check_links
from syndicate.translation.checks.numbers import check_numbers
from syndicate.translation.checks.pair import Check, Pair
from syndicate.translation.checks.tags import check_tags
from syndicate.translation.fingerprints import fingerprint
from syndicate.translation.glossary import NO_TERMS, Glossary

CHECKS: tuple[Check, ...] = (check_characters, check_tags, check_links, check_numbers)


def run(
    segments: Iterable[Segment],
    catalog: Catalog,
    source_language: str,
    glossary: Glossary = NO_TERMS,
    checks: Sequence[Check] = CHECKS,
) -> tuple[Problem, ...]:
    """The Problems of an article's translation, in the article's order.

    Only what counts as translated is checked: hints are not. A waived Problem comes back as an info with its
    reason, and blocks nothing.
    """
    found: list[Problem] = []
    for segment in segments:
        translation = catalog.entries.get(segment.key)
        if translation is not None and translation.state > State.INITIAL:
            pair = Pair(segment, translation, source_language, catalog.language, glossary)
            found += _of_pair(pair, catalog, checks)
    return tuple(found)


def _of_pair(pair: Pair, catalog: Catalog, checks: Sequence[Check]) -> Iterator[Problem]:
    segment, translation = pair.segment, pair.translation
    for check in checks:
        for problem in check(pair):
            placed = replace(
                problem,
                place=Place(catalog.path, translation.line),
                article=catalog.article,
                language=catalog.language,
            )
            if reason := translation.waivers.get(problem.code):
                message = f"{problem.message} (waived: {reason})"
                yield replace(placed, message=message, severity=Severity.INFO, blocking=False, advice="")
            else:
                yield replace(placed, advice=f"{problem.advice}, or {_how_to_waive(segment, translation, placed)}")


def _how_to_waive(segment: Segment, translation: Translation, problem: Problem) -> str:
    own = fingerprint(*segment.key, problem.language, translation.text)
    return f'if it is right, say why in a comment: "# waiver: {problem.code} WHY {own}"'
