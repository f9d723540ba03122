"""Dates in feeds: what RFC 3339, RFC 5322 and W3CDTF allow, to the minute and the weekday."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from syndicate.feeds.validate.dates import rfc3339, rfc5322, w3cdtf
from syndicate.feeds.validate.findings import Findings, Flaw

ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(9999, 12, 30), timezones=ZONES)  # noqa: DTZ001
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def flaw(read: Callable[[str], datetime], text: str) -> str:
    with pytest.raises(Flaw) as caught:
        read(text)
    return caught.value.code


@given(INSTANTS)
def test_an_instant_written_as_rfc_3339_is_read_back(when: datetime) -> None:
    assert rfc3339(when.isoformat()) == when
    assert rfc3339(when.astimezone(UTC).isoformat().replace("+00:00", "Z")) == when


@given(INSTANTS)
def test_an_instant_written_by_the_standard_library_is_an_rss_date(when: datetime) -> None:
    assert rfc5322(format_datetime(when)) == when.replace(microsecond=0)


@given(INSTANTS, st.sampled_from(DAYS))
def test_any_other_weekday_is_wrong(when: datetime, weekday: str) -> None:
    text = format_datetime(when)
    assume(not text.startswith(weekday))
    assert flaw(rfc5322, weekday + text[3:]) == "date-weekday"


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_flaw(text: str) -> None:
    report = Findings("x")
    for read in (rfc3339, rfc5322, w3cdtf):
        when = report.value(read, text)
        assert when is None or when.tzinfo
    assert {problem.code for problem in report.all()} <= {"date-format", "date-zone", "date-weekday"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-03-01T09:00:00", "date-zone"),
        ("2026-03-01 09:00:00", "date-zone"),
        ("2026-03-01T09:00:00+00:53:28", "date-zone"),
        ("2026-03-01T09:00:00+0100", "date-format"),
        ("2026-03-01t09:00:00z", "date-format"),
        ("2026-03-01T09:00Z", "date-format"),
        ("2026-03-01T24:00:00Z", "date-format"),
        ("2026-03-01T23:59:60Z", "date-format"),
        ("2025-02-29T09:00:00Z", "date-format"),
        ("0000-01-01T09:00:00Z", "date-format"),
        ("٢٠٢٦-03-01T09:00:00Z", "date-format"),
        ("2026-03-01", "date-format"),
        ("", "date-format"),
    ],
)
def test_rfc_3339_has_one_way_to_write_an_instant(text: str, code: str) -> None:
    assert flaw(rfc3339, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-03-01T09:00:00Z", "date-format"),
        ("Sun, 1 mars 2026 09:00:00 +0100", "date-format"),
        ("dom, 01 mar 2026 09:00:00 +0100", "date-format"),
        ("Sunday, 01 Mar 2026 09:00:00 +0100", "date-format"),
        ("Sun, 01 Mar 2026 09:00:00 +0100 (CET)", "date-format"),
        ("Sun, 01 Mar 2026 9:00:00 +0100", "date-format"),
        ("Sun, 29 Feb 2026 09:00:00 +0100", "date-format"),
        ("Sun, 01 Mar 2026 09:00:00", "date-zone"),
        ("Sun, 01 Mar 2026 09:00:00 CET", "date-zone"),
        ("Sun, 01 Mar 2026 09:00:00 +01:00", "date-zone"),
        ("Sun, 01 Mar 2026 09:00:00 +0160", "date-zone"),
        ("Sat, 01 Mar 2026 09:00:00 +0100", "date-weekday"),
    ],
)
def test_rss_dates_are_english_and_say_their_zone(text: str, code: str) -> None:
    assert flaw(rfc5322, text) == code


@pytest.mark.parametrize("zone", ["GMT", "UT", "Z", "+0000", "-0000", "EST", "PDT", "+1400", "-0930"])
def test_the_zones_of_rfc_822_and_its_heirs_are_known(zone: str) -> None:
    assert rfc5322(f"Sun, 01 Mar 2026 09:00:00 {zone}").date().day == 1


@pytest.mark.parametrize(
    ("text", "month"), [("2026", 1), ("2026-03", 3), ("2026-03-01", 3), ("2026-03-01T09:00+01:00", 3)]
)
def test_w3cdtf_may_leave_out_what_is_not_known(text: str, month: int) -> None:
    assert w3cdtf(text).month == month


@pytest.mark.parametrize("text", ["2026-03-01T09:00", "2026-3-1", "26", "2026-13", "yesterday"])
def test_w3cdtf_with_a_time_says_its_zone(text: str) -> None:
    assert flaw(w3cdtf, text) in ("date-zone", "date-format")
