"""Dates: a translation names the days, months and weekdays of its source."""

from collections.abc import Iterator, Sequence

from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.linguistics.calendars import Calendar, Date, calendar
from syndicate.translation.linguistics.numerals import plain_once

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def check_dates(pair: Pair) -> Iterator[Problem]:
    """``dates-differ``: another day of a month, month or weekday than in the source, or day and month exchanged.

    Dates may be written in words or figures, in the order of each language, and the month once for several days. A
    year is `check_numbers`'s.
    """
    if pair.is_localized:
        return
    message = difference(pair.source, pair.target, pair.source_language, pair.target_language)
    if message:
        yield Problem("dates-differ", message, advice="compare each date with the source", blocking=True)


def difference(source: str, target: str, source_language: str, target_language: str) -> str:
    """What is wrong with the dates of a target, for its translator; empty where nothing is or we cannot tell."""
    theirs = calendar(plain_once(source), source_language)
    ours = calendar(plain_once(target), target_language)
    if theirs is None or ours is None:
        return ""
    return _of_weekdays(theirs, ours) or _of_dates(theirs.dates, ours.dates)


def _of_weekdays(theirs: Calendar, ours: Calendar) -> str:
    lost = theirs.weekdays - ours.weekdays - ours.perhaps
    added = ours.weekdays - theirs.weekdays - theirs.perhaps
    parts = [f"missing: {_named(lost)}"] if lost else []
    parts += [f"not in the source: {_named(added)}"] if added else []
    return f"other weekdays than in the source; {'; '.join(parts)}" if parts else ""


def _named(weekdays: frozenset[str]) -> str:
    return ", ".join(_WEEKDAYS[int(weekday) - 1] for weekday in sorted(weekdays))


def _of_dates(theirs: Sequence[Date], ours: Sequence[Date]) -> str:
    left = [date for date in theirs if not any(_agree(date, other) for other in ours)]
    free = [date for date in ours if not any(_agree(date, other) for other in theirs)]
    if left and free:
        return f"{_shown(left[0])} in the source, {_shown(free[0])} here"
    months = {date.month for date in ours}
    if lost := [date for date in left if date.month not in months]:
        return f"missing: {_shown(lost[0])}"
    months = {date.month for date in theirs}
    if added := [date for date in free if date.month not in months]:
        return f"not in the source: {_shown(added[0])}"
    return ""


def _agree(one: Date, other: Date) -> bool:
    return one.month == other.month and (one.day == other.day or 0 in {one.day, other.day})


def _shown(date: Date) -> str:
    return f"{_MONTHS[date.month - 1]} {date.day}" if date.day else _MONTHS[date.month - 1]
