"""The cursor: a place in one ledger, which people paste and scripts keep."""

from urllib.parse import quote

import newsletter_builders as build
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.feeds.newsletter.cursor import Cursor, check, last, parse


@given(st.from_regex("[0-9a-f]{16}", fullmatch=True), st.integers(0, 10**15 - 1))
def test_what_is_written_is_read_back_and_can_stand_in_an_address(identity: str, sequence: int) -> None:
    cursor = Cursor(identity, sequence)
    assert parse(cursor.to_text()) == cursor
    assert quote(cursor.to_text(), safe="") == cursor.to_text()


def test_what_a_person_pastes_may_have_space_round_it() -> None:
    assert parse(" 0123456789abcdef.12\n") == Cursor(build.IDENTITY, 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "2026-11-22",
        "0123456789abcdef",
        "0123456789abcdef.",
        "0123456789abcdef.-1",
        "0123456789abcdef.012",
        "0123456789ABCDEF.1",
        "0123456789abcdef.1\nX-Other: 1",
        "0123456789abcdef.١",
        "../0123456789abcdef.1",
        f"0123456789abcdef.{'9' * 4000}",
    ],
)
def test_anything_else_is_refused_in_words_and_not_repeated_at_length(text: str) -> None:
    with pytest.raises(ValueError, match="is no cursor: one looks like") as error:
        parse(text)
    assert len(str(error.value)) < 200


def test_who_has_seen_everything_stands_at_the_last_sequence() -> None:
    rows = (build.row(1, sequence=7), build.row(2))
    assert last(build.ledger(*rows)) == Cursor(build.IDENTITY, 7)


def test_a_cursor_of_another_ledger_is_told_apart_from_one_that_is_ahead() -> None:
    ledger = build.ledger(build.row(1), build.row(2))
    check(Cursor(build.IDENTITY, 0), ledger)
    check(Cursor(build.IDENTITY, 2), ledger)
    with pytest.raises(ValueError, match=r"another ledger than that of es .*begin with a date"):
        check(Cursor("f" * 16, 1), ledger)
    with pytest.raises(ValueError, match=r"beyond the last change .*Bring feeds/ up to date"):
        check(Cursor(build.IDENTITY, 3), ledger)
