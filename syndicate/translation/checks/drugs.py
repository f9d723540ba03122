"""Drug names: a translation names the drugs of its source, each as its language writes it, and no others."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.glossary import Hit
from syndicate.translation.linguistics.numerals import Reading, numerals, plain
from syndicate.translation.linguistics.term_forms import exact
from syndicate.translation.medicine.drug_names import Named, has_cognate, in_other_words
from syndicate.translation.medicine.drugs import Mention, column_of, forms, mentions, table

# Words that a translation may replace by the drug's name: "some people do take it", "from all products together".
_SPOKEN_OF = re.compile(
    r"""\b(?:it|its|they|them|one|both|this|these|those|medicines?|medications?|drugs?|treatments?|therap(?:y|ies)
    |tablets?|pills?|capsules?|liquids?|syrups?|drops?|products?|doses?|dos(?:ing|age)|infusions?|injections?|shots?
    |labels?|antibiotics?|brands?|generics?|painkillers?|relievers?|thinners?
    |medicamentos?|medicinas?|fármacos?|tratamientos?|comprimidos?|tabletas?|pastillas?|cápsulas?|jarabes?|gotas?
    |productos?|dosis|infusi[oó]n(?:es)?|inyecci[oó]n(?:es)?|antibióticos?|l[aeo]s?|est[aeo]s?|\w+[aer]l[aeo]s?
    |t[oó]m\w+|us\w+|dej\w+|dar)\b""",
    re.VERBOSE | re.IGNORECASE,
)

# Each drug with numbers of its own, all before it or all behind it.
_ALTERNATING = re.compile(r"(?:dn+){2,}|(?:n+d){2,}")


def check_drugs(pair: Pair) -> Iterator[Problem]:
    """``drugs-differ``: a drug that is lost, added or another one, or a name that its language writes otherwise.

    What is named more than once may be named once. A brand may stand for its substance, and the other way round.
    A form that the glossary has agreed on is right, whatever the table says.
    """
    column = column_of(pair.target_language)
    if pair.is_localized or not column or not column_of(pair.source_language):
        return
    source = mentions(pair.source, pair.source_language)
    target = mentions(pair.target, pair.target_language)
    if not source and not target:
        return
    found = _compared(pair, source, target)
    if message := found.told():
        yield Problem("drugs-differ", message, advice=found.advice(pair.target_language), blocking=True)
    elif turned := _turned_round(pair, source, target):
        message = f"{turned} stand the other way round than in the source"
        yield Problem("drugs-differ", message, advice="give each drug the numbers of the source", blocking=True)


class _Found(NamedTuple):
    """What is wrong, by English name: as the source writes what is missing, as the target writes all else."""

    missing: dict[str, str]
    miswritten: dict[str, str]
    added: dict[str, str]

    def told(self) -> str:
        parts = [f"missing: {', '.join(self.missing.values())}"] if self.missing else []
        parts += [f"not in the source: {', '.join(self.added.values())}"] if self.added else []
        told = [f"other drugs than in the source; {'; '.join(parts)}"] if parts else []
        told += [f"“{word}” is not how {name} is written in this language" for name, word in self.miswritten.items()]
        return "; ".join(told)

    def advice(self, language: str) -> str:
        known = [
            " or ".join(right[:2]) for name in (*self.miswritten, *self.missing) if (right := forms(name, language))
        ]
        return f"write {', '.join(known)}" if known else "name the drugs of the source, and no others"


def _compared(pair: Pair, source: Sequence[Mention], target: Sequence[Mention]) -> _Found:
    hits = pair.glossary.hits(pair.source, pair.source_language)
    wanted = {mention.name: pair.source[mention.start : mention.end] for mention in source}
    agreed = {mention.name for mention in source if _stands_as_agreed(mention, hits, pair)}
    text = Named(pair.target, column_of(pair.target_language), frozenset(mention.name for mention in target))
    found = _Found({}, {}, {})
    for name, word in wanted.items():
        has = name in agreed or text.has(name)
        if (name in table() or has is False) and (wrong := text.nearly(name, sure=has is not False)):
            found.miswritten[name] = wrong
        elif has is False:
            found.missing[name] = word
    explained = {mention.name for mention in source}
    explained.update(in_other_words(pair.source, column_of(pair.source_language)))
    for form in (form for hit in hits for form in hit.term.forms):
        explained.update(mention.name for mention in mentions(form, pair.target_language))
    for mention in target:
        word = pair.target[mention.start : mention.end]
        if not _is_explained(mention.name, explained, pair.source) and word not in found.miswritten.values():
            found.added[mention.name] = word
    if not (found.missing or found.miswritten):
        is_spoken_of = not source and _SPOKEN_OF.search(pair.source)
        for name in tuple(found.added):
            if is_spoken_of or (name in table() and table()[name].natural):
                del found.added[name]
    return found


def _stands_as_agreed(mention: Mention, hits: Sequence[Hit], pair: Pair) -> bool:
    """Whether the target has what the glossary has agreed on for a drug: then the table has no say."""
    agreed = (hit.term for hit in hits if hit.term.kind == "drug" and hit.start <= mention.start < hit.end)
    return any(any(exact(pair.target, form, pair.target_language)) for term in agreed for form in term.forms)


def _is_explained(name: str, explained: set[str], source: str) -> bool:
    """Whether the source names it, or a kind of it (insulin glargine, benzylpenicillin), or has a word like it."""
    for other in explained:
        if other == name or other.startswith(f"{name} ") or (name in other and other not in table()):
            return True
    return name not in table() and has_cognate(name, source)


# ── which drug goes with which number ───────────────────────────────────────────────────────────


def _turned_round(pair: Pair, source: Sequence[Mention], target: Sequence[Mention]) -> str:
    """Drugs that have changed places among numbers that have not; empty where none have.

    Only where nothing else can have moved: each drug is named once, and has numbers of its own in one order.
    """
    before, after = [mention.name for mention in source], [mention.name for mention in target]
    if before == after or sorted(before) != sorted(set(after)):
        return ""
    there, here = _in_order(pair.source, pair.source_language), _in_order(pair.target, pair.target_language)
    shape = _shape(there)
    numbers = [value for value in there if not isinstance(value, str)]
    if shape != _shape(here) or numbers != [value for value in here if not isinstance(value, str)]:
        return ""
    if len(set(numbers)) < 2 or not _ALTERNATING.fullmatch(shape):
        return ""
    return " and ".join(pair.target[mention.start : mention.end] for mention in target)


def _in_order(text: str, language: str) -> list[str | Reading]:
    """The names of drugs and the readings of numbers as they come."""
    text = plain(text)
    named = mentions(text, language)
    found: list[tuple[int, str | Reading]] = [(mention.start, mention.name) for mention in named]
    found += (
        (numeral.start, numeral.readings[0])
        for numeral in numerals(text, language)
        if not any(mention.start <= numeral.start < mention.end for mention in named)
    )
    return [value for _, value in sorted(found, key=lambda one: one[0])]


def _shape(values: Iterable[str | Reading]) -> str:
    return "".join("d" if isinstance(value, str) else "n" for value in values)
