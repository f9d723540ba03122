"""Pure parts of HTTP: which encoding, which condition holds, which bytes of a range (RFC 9110)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.service.http import conditions, ranges
from syndicate.service.http.negotiation import choose

LENGTHS = {"br": 28, "zstd": 29, "gzip": 36, "identity": 100}


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "identity"),  # §12.5.3: whoever says nothing gets what every client can read
        ("", "identity"),
        ("identity", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),  # as browsers say it: the shortest of those that are liked alike
        ("gzip, deflate", "gzip"),
        ("deflate", "identity"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0.1, identity;q=0.9", "identity"),
        ("br;q=0, *", "zstd"),
        ("*", "br"),
        ("*;q=0", None),
        ("*;q=0, gzip", "gzip"),
        ("identity;q=0", None),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip ; q=0.5 ,br; q=0.4", "gzip"),
        ("gzip;q=2", "identity"),  # no quality: the entry does not count
        ("gzip;q=", "identity"),
        ("gzip;level=9", "identity"),
        (",,,gzip,,", "gzip"),
        ("gzip;q=0.0000", "identity"),
    ],
)
def test_the_encoding_that_the_client_likes_most_and_that_is_shortest(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, LENGTHS) == chosen


def test_an_encoding_that_was_not_made_is_not_chosen() -> None:
    assert choose("br, gzip", {"identity": 100, "gzip": 36}) == "gzip"
    assert choose("br", {"identity": 100}) == "identity"


@given(st.text(max_size=60))
def test_whatever_a_client_sends_as_accept_encoding_there_is_an_answer(accept: str) -> None:
    assert choose(accept, LENGTHS) in (None, *LENGTHS)


TAGS = ('"abc-br"', '"abc"')


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', '"abc"'),  # nginx weakens a tag when it compresses
        ('"x", "abc-br"', '"abc-br"'),
        ('"x","y" , W/"abc"', '"abc"'),
        ("*", '"abc-br"'),
        (" * ", '"abc-br"'),
        ('"ab,c"', None),
        ("abc", None),
        ('"abc', None),
        ('"ABC"', None),
        ("", None),
        ('w/"abc"', '"abc"'),  # not a valid W/, but the tag is ours: the worst that comes of it is a 304 too many
    ],
)
def test_if_none_match_names_one_of_our_tags(header: str, tag: str | None) -> None:
    assert conditions.matching(header, TAGS) == tag


@pytest.mark.parametrize(
    ("header", "is_met"), [('"abc"', True), ("*", True), ('W/"abc"', False), ('"x"', False), ('"x", "abc-br"', True)]
)
def test_if_match_compares_strongly(header: str, is_met: bool) -> None:
    assert conditions.is_met(header, TAGS) is is_met


@pytest.mark.parametrize(
    ("header", "at"),
    [
        ("Sun, 22 Nov 2026 12:00:00 GMT", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("Sunday, 22-Nov-26 12:00:00 GMT", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("Sun Nov 22 12:00:00 2026", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("2026-11-22T12:00:00Z", None),
        ("Sun, 99 Nov 2026 12:00:00 GMT", None),
        ("0", None),
    ],
)
def test_a_date_in_any_of_the_three_forms(header: str, at: datetime | None) -> None:
    assert conditions.date(header) == at


@given(st.text(max_size=60))
def test_whatever_stands_in_a_header_is_read_without_an_error(header: str) -> None:
    conditions.date(header)
    conditions.matching(header, TAGS)
    conditions.is_met(header, TAGS)


@pytest.mark.parametrize(
    ("header", "bytes_"),
    [
        ("bytes=0-99", (0, 99)),
        ("bytes=0-", (0, 999)),
        ("bytes=-100", (900, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=990-5000", (990, 999)),
        ("BYTES=5-5", (5, 5)),
        ("bytes=0-1,5-9", None),  # several at once: the whole is the better answer
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("items=0-5", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("bytes=٣-", None),
    ],
)
def test_one_range_of_bytes(header: str, bytes_: tuple[int, int] | None) -> None:
    assert ranges.wanted(header, 1000) == bytes_


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(ranges.UnsatisfiableError):
        ranges.wanted(header, 1000)
