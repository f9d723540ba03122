"""What is wrong with a translation, found by machine: one module per check, each a plain function.

A check sees one segment and its translation and yields Problems; `run` puts the place, the article and the language
on them, and applies the waivers that stand with the segment. A new check is a module and a name in `CHECKS`.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from syndicate.languages import is_pseudo
from syndicate.model import Catalog, Place, Problem, Segment, Severity, State, Translation
from syndicate.translation.catalogs.fingerprints import fingerprint
from syndicate.translation.checks.abbreviations import check_abbreviations
from syndicate.translation.checks.brackets import check_brackets, check_quotes
from syndicate.translation.checks.characters import check_characters
from syndicate.translation.checks.copies import check_copies
from syndicate.translation.checks.dates import check_dates
from syndicate.translation.checks.doubled import check_doubled
from syndicate.translation.checks.drugs import check_drugs
from syndicate.translation.checks.length import check_length
from syndicate.translation.checks.links import check_links, check_phones
from syndicate.translation.checks.negation import check_negation
from syndicate.translation.checks.numbers import check_numbers
from syndicate.translation.checks.pair import Check, Pair
from syndicate.translation.checks.punctuation import check_punctuation
from syndicate.translation.checks.script import check_script
from syndicate.translation.checks.spaces import check_spaces
from syndicate.translation.checks.tags import check_tags
from syndicate.translation.checks.terms import check_terms
from syndicate.translation.checks.units import check_units
from syndicate.translation.glossary import NO_TERMS, Glossary

CHECKS: tuple[Check, ...] = (
    check_characters,
    check_spaces,
    check_tags,
    check_links,
    check_phones,
    check_brackets,
    check_quotes,
    check_punctuation,
    check_script,
    check_doubled,
    check_copies,
    check_length,
    check_numbers,
    check_units,
    check_dates,
    check_negation,
    check_drugs,
    check_abbreviations,
    check_terms,
)
# Checks that are quick at any length. The others grow faster than the text, and no text that is longer is a paragraph.
AT_ANY_LENGTH: tuple[Check, ...] = (check_characters, check_tags, check_links)
LONGEST = 10_000  # characters
# What can be said of a language that has no words: a pseudo-locale.
WITHOUT_WORDS: tuple[Check, ...] = (check_characters, check_spaces, check_tags, check_links, check_phones)
# What one finding explains others do not tell again: who translates the text, or types the number, mends them all.
_WORDING = frozenset(
    {
        "abbreviation-differs",
        "dates-differ",
        "drugs-differ",
        "negation-differs",
        "punctuation-differs",
        "sentences-differ",
        "term-forbidden",
        "term-missing",
        "units-differ",
        "word-doubled",
    }
)
EXPLAINS: Mapping[str, frozenset[str]] = {
    "untranslated": _WORDING,
    "script-wrong": _WORDING,
    "sentences-differ": frozenset({"punctuation-differs", "brackets-unbalanced", "quotes-unbalanced"}),
    "phones-differ": frozenset({"numbers-differ"}),
    "dates-differ": frozenset({"numbers-differ"}),
}


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
    if is_pseudo(catalog.language):
        checks = [check for check in checks if check in WITHOUT_WORDS]
    found: list[Problem] = []
    for segment in segments:
        translation = catalog.entries.get(segment.key)
        if translation is not None and translation.state > State.INITIAL:
            pair = Pair(segment, translation, source_language, catalog.language, glossary)
            found += _of_pair(pair, catalog, checks)
    return tuple(found)


def _of_pair(pair: Pair, catalog: Catalog, checks: Sequence[Check]) -> Iterator[Problem]:
    segment, translation = pair.segment, pair.translation
    found = [*_too_long(pair), *(problem for check in _possible(pair, checks) for problem in check(pair))]
    for problem in _unexplained(found, translation.waivers) if len(found) > 1 else found:
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


def _is_long(pair: Pair) -> bool:
    return max(len(pair.source), len(pair.target)) > LONGEST


def _possible(pair: Pair, checks: Sequence[Check]) -> Sequence[Check]:
    return [check for check in checks if check in AT_ANY_LENGTH] if _is_long(pair) else checks


def _too_long(pair: Pair) -> Iterator[Problem]:
    if _is_long(pair):
        which = "source" if len(pair.source) > LONGEST else "translation"
        message = f"the {which} has more than {LONGEST:,} characters: its wording is not checked"
        yield Problem("segment-too-long", message, advice="split the text into paragraphs", blocking=True)


def _unexplained(found: Sequence[Problem], waived: Container[str]) -> Sequence[Problem]:
    """The Problems without those that another one explains; what is waived, or only a warning, explains nothing."""
    errors = [each.code for each in found if each.severity is Severity.ERROR and each.code not in waived]
    explained = frozenset[str]().union(*(EXPLAINS.get(code, ()) for code in errors))
    return [problem for problem in found if problem.code not in explained]


def _how_to_waive(segment: Segment, translation: Translation, problem: Problem) -> str:
    own = fingerprint(*segment.key, problem.language, translation.text)
    return f"if it is right, put this comment above it, with the reason for WHY: # waiver: {problem.code} WHY {own}"
