"""The two forms of a date in a source: a day (``2023-11-06``) and an instant of RFC 3339."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from syndicate.model import When

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_INSTANT = re.compile(
    r"(?P<local>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?"
    r"(?P<offset>[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_FIRST_YEAR = 1900  # an earlier one is a typing error, and zones were odd then
PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?$"


class DateError(ValueError):
    """A text that is no date to us: ``code`` is ``date-invalid`` or ``date-no-zone``."""

    def __init__(self, code: str, message: str, advice: str) -> None:
        self.code, self.advice = code, advice
        super().__init__(message)


def read_when(text: str, zone: tzinfo | None) -> When:
    """The day or instant that the text declares; fractions of a second are dropped. Raises DateError.

    A day is midnight at ``zone``, an instant without an offset is local time there; where ``zone`` is None neither
    can be read.
    """
    text = text.strip()
    is_day = bool(_DAY.fullmatch(text))
    found = _INSTANT.fullmatch(text)
    if not is_day and not found:
        advice = "write 2023-11-06, or with a time 2023-11-06T09:30:00+01:00"
        raise DateError("date-invalid", f"{text[:40]!r} is not a date", advice)
    offset = found["offset"] if found else None
    try:
        at = datetime.fromisoformat(found["local"].upper() if found else text)
        if at.year < _FIRST_YEAR:
            raise ValueError(f"the year {at.year}")
        if offset:
            zone = UTC if offset in ("Z", "z") else timezone(_delta(offset))
        elif zone is None:
            advice = "set timezone in the settings, for example Europe/Berlin" + (
                "" if is_day else ", or write the offset: Z or +01:00"
            )
            raise DateError("date-no-zone", f"{text} has no time zone, and the library declares none", advice)
        at = at.replace(tzinfo=zone)
        return When(_at_fixed_offset(at), is_day=True) if is_day else When(at.astimezone(UTC))
    except DateError:
        raise
    except (ValueError, OverflowError):
        advice = "write a day that exists, as in 2023-11-06"
        raise DateError("date-invalid", f"{text!r} is not in the calendar", advice) from None


def _delta(offset: str) -> timedelta:
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    return timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)


def _at_fixed_offset(at: datetime) -> datetime:
    """The same wall time with its offset alone, in whole minutes as RFC 3339 writes it.

    A value that needs no zone database compares and travels between processes: a midnight within a change of the
    clocks is unequal even to itself in another zone (datetime's documentation, "inter-zone comparison").
    """
    offset = at.utcoffset() or timedelta()
    return at.replace(tzinfo=timezone(timedelta(minutes=round(offset.total_seconds() / 60))))
