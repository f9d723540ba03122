"""Abbreviations: each is as its language has it, abbreviated or written out."""

import re
from collections.abc import Iterator

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.linguistics.spans import WORD, masked
from syndicate.translation.linguistics.term_forms import exact, has_form, is_short_form
from syndicate.translation.medicine.abbreviations import Abbreviation, abbreviations
from syndicate.translation.medicine.drugs import LATIN, column_of

# "…, por sus siglas en inglés": then the abbreviation of the source may stand there, too.
_IN_ENGLISH = re.compile(r"ingl[eéê]s|anglais|engl\.|englisch|english|الإنجليزية|英文|英语", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([A-ZÀ-Ý]{2,6})s?\)")


def check_abbreviations(pair: Pair) -> Iterator[Problem]:
    """``abbreviation-differs``: an abbreviation that is lost, or stands as in the source's language or in no language.

    The glossary's abbreviations go before the table's; of one that neither has, nothing is said.
    """
    if pair.is_localized:
        return
    wanted = _wanted(pair)
    for word, forms in wanted.items():
        right = any(has_form(pair.target, form, pair.target_language) for form in forms)
        left = not right or not _IN_ENGLISH.search(pair.target)
        if left and _is_left(word, forms, pair):
            message = f"“{word}” stands as in the source"
        elif not right:
            message = f"nothing stands for “{word}”"
        elif wrong := _of_no_language(word, wanted, pair):
            message = f"“{wrong}” stands for “{word}”"
        else:
            continue
        advice = f"write {forms[0]}, or write it out"
        yield Problem("abbreviation-differs", message, advice=advice, blocking=True)


def _wanted(pair: Pair) -> dict[str, tuple[str, ...]]:
    """The abbreviations of the source as they are written, with their forms in the target's language."""
    hits = pair.glossary.hits(pair.source, pair.source_language)
    agreed = {hit.start: hit for hit in hits if hit.term.kind == "abbreviation"}
    column = column_of(pair.target_language)
    found = {}
    for hit in agreed.values():
        found[pair.source[hit.start : hit.end]] = hit.term.forms
    for one in abbreviations(pair.source, pair.source_language):
        covered = any(hit.start <= one.start < hit.end for hit in hits)
        if not covered and not _is_quoted(pair.source, one) and (forms := one.forms.get(column)):
            word = pair.source[one.start : one.end]
            found.setdefault(word, forms if column in LATIN else (*forms, word))  # Latin letters stay in other scripts
    return found


def _is_quoted(text: str, one: Abbreviation) -> bool:
    """Whether an abbreviation is shown as a package shows it: ``marked <i>ER</i>``."""
    return text[: one.start].endswith(("<i>", "<code>")) and text[one.end :].startswith("</")


def _is_left(word: str, forms: tuple[str, ...], pair: Pair) -> bool:
    """Whether the abbreviation of the source stands in a target whose language writes it otherwise."""
    if column_of(pair.target_language) not in LATIN or not is_short_form(word):
        return False
    return word not in forms and word.rstrip("s") not in forms and any(exact(pair.target, word, pair.target_language))


def _of_no_language(word: str, wanted: dict[str, tuple[str, ...]], pair: Pair) -> str:
    """Capitals in brackets that are no form of any abbreviation of the source, where the source has it in brackets."""
    if f"({word})" not in pair.source:
        return ""
    known = {form for forms in wanted.values() for form in forms} | set(WORD.findall(masked(pair.source)))
    if any(found[1] in wanted[word] for found in _IN_BRACKETS.finditer(pair.target)):
        return ""
    return next((found[1] for found in _IN_BRACKETS.finditer(pair.target) if found[1] not in known), "")
