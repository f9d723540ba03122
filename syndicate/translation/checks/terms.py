"""Terms: what the glossary has agreed on is what the translation says."""

from collections.abc import Iterator

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.glossary import Term
from syndicate.translation.linguistics.term_forms import exact, has_form


def check_terms(pair: Pair) -> Iterator[Problem]:
    """``term-missing``: no form of a term of the glossary; ``term-forbidden``: a form that the glossary forbids.

    What the source names more than once may be named once. A form that is forbidden for one term and right for
    another of the source is right. Abbreviations are `check_abbreviations`'s, but for their forbidden forms.
    """
    if pair.is_localized or not pair.glossary.terms:
        return
    terms = list(dict.fromkeys(hit.term for hit in pair.glossary.hits(pair.source, pair.source_language)))
    for term in terms:
        if wrong := _forbidden(term, terms, pair):
            message = f"“{wrong}” is not to be used for “{term.source}”"
            yield Problem("term-forbidden", message, advice=_advice(term), blocking=True)
        elif term.kind != "abbreviation" and not any(
            has_form(pair.target, form, pair.target_language) for form in term.forms
        ):
            message = f"the agreed term for “{term.source}” is missing"
            yield Problem("term-missing", message, advice=_advice(term), blocking=True)


def _forbidden(term: Term, terms: list[Term], pair: Pair) -> str:
    language = pair.target_language
    wrong = [span for form in term.forbidden for span in exact(pair.target, form, language)]
    if not wrong:
        return ""
    right = [span for other in terms for form in other.forms for span in exact(pair.target, form, language)]
    free = (span for span in wrong if not any(first <= span[0] and span[1] <= last for first, last in right))
    return next((pair.target[start:end] for start, end in free), "")


def _advice(term: Term) -> str:
    note = f" ({term.note})" if term.note else ""
    return f"write {' or '.join(term.forms)}{note}"
