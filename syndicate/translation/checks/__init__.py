"""What is wrong with a translation, found by machine: one module per check, each a plain function.

A check sees one segment and its translation and yields Problems; `run` puts the place, the article and the language
on them, and applies the waivers that stand with the segment. A new check is a module and a name in `CHECKS`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from syndicate.model import Catalog, Place, Problem, Segment, Severity, State, Translation
from syndicate.translation.checks.characters import check_characters
from syndicate.translation.checks.links import check_links
from syndicate.translation.checks.numbers import check_numbers
from syndicate.translation.checks.tags import check_tags
from syndicate.translation.fingerprints import fingerprint


class Check(Protocol):
    """Compare a translation (its text is not empty) with its segment; languages are canonical BCP 47.

    Pure. A Problem needs a code, a message that a translator understands, advice, and ``blocking`` where it must
    withhold the article; nothing else.
    """

    def __call__(
        self, segment: Segment, translation: Translation, source_language: str, target_language: str, /
    ) -> Iterable[Problem]:
        """Yield what is wrong."""


CHECKS: tuple[Check, ...] = (check_characters, check_tags, check_links, check_numbers)


def run(
    segments: Iterable[Segment], catalog: Catalog, source_language: str, checks: Sequence[Check] = CHECKS
) -> tuple[Problem, ...]:
    """The Problems of an article's translation, in the article's order.

    Only what counts as translated is checked: hints are not. A waived Problem comes back as an info with its
    reason, and blocks nothing.
    """
    found: list[Problem] = []
    for segment in segments:
        translation = catalog.entries.get(segment.key)
        if translation is not None and translation.state > State.INITIAL:
            found += _of_segment(segment, translation, catalog, source_language, checks)
    return tuple(found)


def _of_segment(
    segment: Segment, translation: Translation, catalog: Catalog, source_language: str, checks: Sequence[Check]
) -> Iterator[Problem]:
    for check in checks:
        for problem in check(segment, translation, source_language, catalog.language):
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
