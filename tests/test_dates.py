"""Dates for readers: CLDR's words, the declared day, no dependence on the process."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.localization.dates import long_date, medium_date
from syndicate.model import When

BERLIN = ZoneInfo("Europe/Berlin")
DAY = When(datetime(2023, 11, 6, tzinfo=BERLIN), is_day=True)


def day(year: int, month: int, number: int) -> When:
    return When(datetime(year, month, number, tzinfo=UTC), is_day=True)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "November 6, 2023"),
        ("en-GB", "6 November 2023"),
        ("es", "6 de noviembre de 2023"),
        ("es-419", "6 de noviembre de 2023"),
        ("es-MX", "6 de noviembre de 2023"),
        ("fr", "6 novembre 2023"),
        ("de", "6. November 2023"),
        ("pt-BR", "6 de novembro de 2023"),
        ("ar", "6 نوفمبر 2023"),
        ("zh-Hans", "2023年11月6日"),
        ("th", "6 พฤศจิกายน ค.ศ. 2023"),
        ("he", "6 בנובמבר 2023"),
        ("ca", "6 de novembre del 2023"),  # as CLDR has it; "de 2023" is as good
    ],
)
def test_a_long_date_is_cldrs(language: str, expected: str) -> None:
    assert long_date(DAY, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Nov 6, 2023"),
        ("es", "6 nov 2023"),
        ("fr", "6 nov. 2023"),
        ("pt-BR", "6 de nov. de 2023"),
        ("zh-Hans", "2023年11月6日"),
        ("ja", "2023/11/06"),
    ],
)
def test_a_medium_date_is_cldrs(language: str, expected: str) -> None:
    assert medium_date(DAY, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "6. November 2023"),
        ("pt-PT", "6 de novembro de 2023"),
        ("ar", "6 نوفمبر 2023"),
        ("es-PA", "6 de noviembre de 2023"),  # CLDR's medium form there is 11/06/2023, month first
    ],
)
def test_a_medium_date_never_leaves_open_which_number_is_the_month(language: str, expected: str) -> None:
    assert medium_date(DAY, language) == expected


@pytest.mark.parametrize(
    ("language", "long", "medium"),
    [
        ("fr", "1er novembre 2023", "1er nov. 2023"),
        ("fr-CA", "1er novembre 2023", "1er nov. 2023"),
        ("pt-BR", "1º de novembro de 2023", "1º de nov. de 2023"),
        ("es", "1 de noviembre de 2023", "1 nov 2023"),
        ("pt-PT", "1 de novembro de 2023", "1 de novembro de 2023"),
    ],
)
def test_the_first_of_the_month_is_an_ordinal_where_readers_expect_one(language: str, long: str, medium: str) -> None:
    assert long_date(day(2023, 11, 1), language) == long
    assert medium_date(day(2023, 11, 1), language) == medium


def test_only_the_day_becomes_an_ordinal() -> None:
    assert long_date(day(2011, 11, 11), "fr") == "11 novembre 2011"
    assert long_date(day(2021, 1, 1), "fr") == "1er janvier 2021"


@pytest.mark.parametrize("language", ["ar", "fa", "ur", "hi", "bn", "th"])
def test_digits_stay_latin_as_in_the_articles(language: str) -> None:
    assert "6" in long_date(DAY, language)
    assert "2023" in long_date(DAY, language)


@pytest.mark.parametrize("language", ["tlh", "dv", "wa"])  # unknown to CLDR, or without names of months
def test_a_language_without_names_of_months_gets_iso_8601(language: str) -> None:
    assert long_date(DAY, language) == medium_date(DAY, language) == "2023-11-06"


@pytest.mark.parametrize("zone", [UTC, BERLIN, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago"), None])
def test_a_day_stays_the_day_that_was_declared_in_any_zone(zone: ZoneInfo | None) -> None:
    assert long_date(DAY, "en", zone) == "November 6, 2023"


def test_an_instant_is_shown_as_its_date_in_the_zone() -> None:
    late = When(datetime(2023, 11, 6, 23, 30, tzinfo=UTC))
    assert long_date(late, "en") == "November 6, 2023"
    assert long_date(late, "en", BERLIN) == "November 7, 2023"
    assert medium_date(late, "en", timezone(timedelta(hours=-5))) == "Nov 6, 2023"


@pytest.fixture(params=["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def process_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("LC_ALL", "LANG", "LC_TIME", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_locale_and_time_zone_of_the_process_do_not_matter(process_zone: str) -> None:
    assert os.environ["TZ"] == process_zone
    noon, midnight = datetime(2019, 5, 4, 12, tzinfo=UTC), datetime(2019, 5, 4, tzinfo=UTC)
    assert long_date(When(noon), "fr") == long_date(When(midnight, is_day=True), "fr") == "4 mai 2019"


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)), st.sampled_from(["en", "es", "ar", "zh-Hans"])
)
def test_every_date_shows_its_day_and_its_year(when: date, language: str) -> None:
    text = long_date(day(when.year, when.month, when.day), language)
    assert str(when.year) in text
    assert str(when.day) in text.replace(str(when.year), "")
