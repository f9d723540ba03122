"""The particulars of a text: the numbers, units, substances and negations in it, which no edit touches by accident.

An editor's undeclared change counts as material where it touches one of them (DESIGN §4).
"""

from collections import Counter
from collections.abc import Iterator

from syndicate.translation.linguistics.number_words import words_in
from syndicate.translation.linguistics.numerals import numerals, plain
from syndicate.translation.linguistics.polarity import cues
from syndicate.translation.linguistics.units import units
from syndicate.translation.medicine.drugs import mentions

# The labels that deny by themselves; the others (stop, lack, only …) may stand for a negation, and often do not.
_NEGATIONS = frozenset({"not", "without", "avoid", "unless", "forbid"})


def particulars(source: str, language: str) -> Counter[str]:
    """What a text in segment notation says of each kind, with how often, by names that are equal for the same thing."""
    return Counter(_particulars(plain(source), language))


def _particulars(text: str, language: str) -> Iterator[str]:
    for numeral in numerals(text, language):
        yield f"number {numeral.text}"
    for word in words_in(text, language) or ():
        if word.kind != "cardinal":  # a Spanish "cuarto" is a room as often as a fourth
            continue
        yield f"number {text[word.start : word.end].casefold()}"
    found = units(text, language)
    for quantity in found.quantities if found else ():
        if quantity.unit:
            yield f"unit {quantity.unit} {quantity.per}"
    for mention in mentions(text, language):
        yield f"drug {mention.name}"
    for sentence in cues(text, language) or ():
        yield from (f"negation {cue.label}" for cue in sentence if cue.label in _NEGATIONS)
