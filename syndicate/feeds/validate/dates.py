"""Dates as feeds write them: RFC 3339 (Atom, JSON Feed), RFC 5322 (RSS) and W3CDTF (Dublin Core)."""

import re
from datetime import UTC, datetime, timedelta, timezone

from syndicate.feeds.validate.findings import Findings, Flaw, shown

_RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(?P<zone>Z|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?", re.ASCII)
_WITH_SECONDS = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{1,30}[+-]\d\d:?\d\d:?\d\d", re.ASCII)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Comments and folding are left out on purpose: no feed reader expects them.
_RFC5322 = re.compile(
    rf"(?:(?P<weekday>{'|'.join(_DAYS)}), +)?(?P<day>\d\d?) +(?P<month>{'|'.join(_MONTHS)}) +(?P<year>\d{{4}}|\d\d)"
    r" +(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?P<zone> +\S+)?",
    re.ASCII,
)
_ZONES = {"UT": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8}
_ZONES["PDT"] = -7
_W3CDTF = re.compile(
    r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_AHEAD = timedelta(days=1)  # the clock of a publisher a day east of us


def rfc3339(text: str) -> datetime:
    """The instant of an RFC 3339 date as Atom and JSON Feed want it (capital T and Z); Flaw for any other.

    A leap second (``:60``) is refused: RFC 3339 has it, but xsd:dateTime and most readers do not.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        if _WITHOUT_ZONE.fullmatch(text):
            raise Flaw("date-zone", f"{shown(text)} has no zone: end it with Z or an offset such as +01:00")
        if _WITH_SECONDS.fullmatch(text):
            raise Flaw("date-zone", f"{shown(text)} has an offset with seconds: RFC 3339 has hours and minutes only")
        raise Flaw("date-format", f"{shown(text)} is not an RFC 3339 date such as 2026-03-01T09:00:00Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Flaw("date-format", f"{shown(text)} is not in the calendar") from None


def rfc5322(text: str) -> datetime:
    """The instant of an RFC 5322 date in English, as RSS wants it (RFC 822 with years of four digits); else Flaw."""
    match = _RFC5322.fullmatch(text)
    if match is None:
        raise Flaw(
            "date-format",
            f"{shown(text)} is not an RFC 5322 date in English such as Sun, 01 Mar 2026 09:00:00 +0000",
        )
    if not match["zone"]:
        raise Flaw("date-zone", f"{shown(text)} has no zone: end it with GMT or an offset such as +0100")
    zone = _offset(match["zone"].strip(), text)
    year = int(match["year"])
    if len(match["year"]) == 2:  # obs-year of RFC 5322 §4.3
        year += 2000 if year < 50 else 1900
    if year < 1900:
        raise Flaw("date-format", f"{shown(text)} lies before 1900, where RFC 5322 begins")
    month = _MONTHS.index(match["month"]) + 1
    clock = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    try:
        when = datetime(year, month, int(match["day"]), *clock, tzinfo=zone)
    except ValueError:
        raise Flaw("date-format", f"{shown(text)} is not in the calendar") from None
    right = _DAYS[when.weekday()]
    if match["weekday"] and match["weekday"] != right:
        raise Flaw("date-weekday", f"{shown(text)} was not a {match['weekday']} but a {right}")
    return when


def _offset(zone: str, text: str) -> timezone:
    if zone in _ZONES:
        return timezone(timedelta(hours=_ZONES[zone]))
    match = re.fullmatch(r"([+-])([01]\d|2[0-3])([0-5]\d)", zone, re.ASCII)
    if match is None:
        raise Flaw("date-zone", f"{shown(text)} has the zone {shown(zone)}: write GMT or an offset such as +0100")
    away = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-away if match[1] == "-" else away)


def w3cdtf(text: str) -> datetime:
    """The instant of a W3CDTF date (dc:date, dcterms:modified), or the beginning of its day, month or year in UTC."""
    match = _W3CDTF.fullmatch(text)
    if match is None:
        raise Flaw("date-format", f"{shown(text)} is not a W3CDTF date such as 2026-03-01 or 2026-03-01T09:00:00Z")
    if "T" in text and not match["zone"]:
        raise Flaw("date-zone", f"{shown(text)} has a time without a zone: end it with Z or an offset")
    try:
        when = datetime.fromisoformat(text + {4: "-01-01", 7: "-01"}.get(len(text), ""))
    except ValueError:
        raise Flaw("date-format", f"{shown(text)} is not in the calendar") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def order(report: Findings, published: datetime | None, updated: datetime | None, line: int = 0) -> None:
    """An entry is not updated before it is published."""
    if published and updated and updated < published:
        report.add("date-order", f"updated {updated.isoformat()} is before published {published.isoformat()}", line)


def future(report: Findings, when: datetime | None, now: datetime | None, line: int = 0) -> None:
    """Nothing is dated more than a day after ``now``, where it is given."""
    if when and now and when - now > _AHEAD:
        report.add("date-future", f"{when.isoformat()} lies ahead of {now.isoformat()}", line)
