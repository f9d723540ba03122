"""Units: a translation measures in the units of its source, and as often."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.linguistics.numerals import plain_once
from syndicate.translation.linguistics.units import DOSES, MEASURES, TIMES, Quantity, Units, are_same, units


def check_units(pair: Pair) -> Iterator[Problem]:
    """``units-differ``: a number with another unit than in the source, or without its measure; another rate.

    "100 mcg" is not "100 mg", "every 6 hours" not "cada 6 días", "once a week" not "una vez al día", "15%" not "15".
    Numbers are paired by value, so a number that differs is `check_numbers`'s. A unit may be written once for several
    numbers, and added where the source has none.
    """
    if pair.is_localized:
        return
    message = difference(pair.source, pair.target, pair.source_language, pair.target_language)
    if message:
        yield Problem("units-differ", message, advice="compare what each number counts with the source", blocking=True)


def difference(source: str, target: str, source_language: str, target_language: str) -> str:
    """What is wrong with the units of a target, for its translator; empty where nothing is or we cannot tell."""
    theirs = units(plain_once(source), source_language)
    ours = units(plain_once(target), target_language)
    if theirs is None or ours is None:
        return ""
    return _of_numbers(theirs, ours) or _of_rates(theirs, ours) or _of_names(theirs, ours)


def _of_numbers(theirs: Units, ours: Units) -> str:
    before, after = _by_value(theirs), _by_value(ours)
    for value, quantities in before.items():
        if value in after and (message := _of_value(quantities, after[value])):
            return message
    return ""


def _by_value(side: Units) -> dict[Fraction, list[Quantity]]:
    found: dict[Fraction, list[Quantity]] = {}
    for quantity in side.quantities:
        found.setdefault(quantity.value, []).append(quantity)
    return found


def _of_value(before: Sequence[Quantity], after: Sequence[Quantity]) -> str:
    """What is wrong with the units of one value."""
    left, free = list(before), list(after)
    for quantity in before:
        if twin := next((other for other in free if _match(quantity, other)), None):
            left.remove(quantity)
            free.remove(twin)
    for quantity in left:
        is_kept = any(_match(quantity, other) for other in after)
        if not (quantity.unit and quantity.firm) or quantity.shared:
            continue
        for other in free:
            is_known = any(_match(one, other) for one in before)
            if other.unit and not other.shared and not (is_kept and is_known):
                return f"{quantity.text} {_named(quantity)} in the source, {other.text} {_named(other)} here"
        if quantity.unit in MEASURES and not is_kept and any(not other.unit for other in free):
            return f"{quantity.text} {_named(quantity)} in the source, {quantity.text} without a unit here"
    return ""


def _match(one: Quantity, other: Quantity) -> bool:
    if not one.unit or not other.unit:
        return not one.unit and not other.unit
    return are_same(one.unit, other.unit) and (not one.per or not other.per or are_same(one.per, other.per))


def _named(quantity: Quantity) -> str:
    return f"{quantity.unit} per {quantity.per}" if quantity.per else quantity.unit


def _of_rates(theirs: Units, ours: Units) -> str:
    lost, added = theirs.rates - ours.rates, ours.rates - theirs.rates
    if lost and added:
        return f"per {', '.join(sorted(lost))} in the source, per {', '.join(sorted(added))} here"
    return ""


def _of_names(theirs: Units, ours: Units) -> str:
    """Find a unit that is another one throughout: "in mg" as "en µg", "weekly" as "every 7 days" excepted."""
    for family in (MEASURES, TIMES):
        lost = [unit for unit in theirs.meant & family if not any(are_same(unit, other) for other in ours.named)]
        added = [unit for unit in ours.meant & family if not any(are_same(unit, other) for other in theirs.named)]
        if lost and added:
            return f"{', '.join(sorted(lost))} in the source, {', '.join(sorted(added))} here"
    if new := (ours.named - theirs.named) & DOSES:
        return f"not in the source: {', '.join(sorted(new))}"
    if gone := (theirs.named - ours.named) & DOSES:
        return f"missing: {', '.join(sorted(gone))}"
    return ""
