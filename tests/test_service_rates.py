"""How often somebody may ask, or fail: by address or network, within a sliding window, and in bounded memory."""

from datetime import timedelta

from small_library import DAY, NOON

from syndicate.service.http.rates import Rates

SECOND = timedelta(seconds=1)


def test_so_many_are_allowed_within_the_window_and_one_too_many_is_not_counted() -> None:
    rates = Rates(2)
    assert [rates.wait("a", NOON), rates.wait("a", NOON + 10 * SECOND)] == [0, 0]
    assert [rates.wait("a", NOON + 20 * SECOND), rates.wait("a", NOON + 50 * SECOND)] == [40, 10]
    assert rates.wait("b", NOON + 50 * SECOND) == 0
    assert rates.wait("a", NOON + 60 * SECOND) == 0
    assert rates.wait("a", NOON + 60 * SECOND) == 10


def test_what_only_failures_count_for_is_asked_first_and_noted_then() -> None:
    rates = Rates(1, 600)
    assert [rates.left("a", NOON), rates.left("a", NOON)] == [0, 0]
    rates.note("a", NOON)
    assert rates.left("a", NOON) == 600
    rates.forget("a")
    assert rates.left("a", NOON) == 0


def test_a_network_of_ipv6_is_one_client() -> None:
    rates = Rates(1)
    assert rates.wait("2001:db8::1", NOON) == 0
    assert rates.wait("2001:db8::2", NOON) == 60, "one customer has a whole /64"
    assert rates.wait("2001:db8:0:1::1", NOON) == 0
    rates.forget("2001:db8::3")
    assert rates.wait("2001:db8::2", NOON) == 0


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    rates = Rates(1)
    assert rates.wait("a", NOON + DAY) == 0
    assert rates.wait("a", NOON) == 0
    assert rates.wait("a", NOON + SECOND) == 59


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    rates = Rates(3)
    for number in range(10_500):
        rates.wait(str(number), NOON)
    assert len(rates._seen) == 10_000
    rates.wait("later", NOON + timedelta(minutes=1))
    assert len(rates._seen) == 1, "who came long ago is forgotten"
