"""Where strangers may have us call: what is refused, whatever way it is written."""

from datetime import UTC, datetime, timedelta

import pytest

from syndicate.service.outbound import backoff
from syndicate.service.outbound.addresses import AddressError, is_public, target

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "https://reader.example/callback",
        "https://reader.example:8443/callback?key=a%20b&c",
        "https://READER.example./",
        "https://xn--bcher-kva.example/",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
        "https://_service.reader.example/",
    ],
)
def test_a_public_address_over_https_is_called(address: str) -> None:
    assert str(target(address).url) == address, "as it is written"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "characters"),
        ("https://reader.example/" + "a" * 2000, "characters"),
        ("http://reader.example/", "only https"),
        ("ftp://reader.example/", "begins with https"),
        ("file:///etc/passwd", "begins with https"),
        ("//reader.example/", "begins with https"),
        ("reader.example/callback", "begins with https"),
        ("https:///callback", "begins with https|not the address"),
        ("https://user:secret@reader.example/", "no user name"),
        ("https://reader.example@127.0.0.1/", "no user name"),
        ("https://@reader.example/", "no user name"),
        ("https://reader.example/#top", "no fragment"),
        ("https://reader.example/a b", "ASCII"),
        ("https://reader.example\\@127.0.0.1/", "ASCII"),
        ("https://reader.example/\r\nX-Evil: 1", "ASCII"),
        ("https://bücher.example/", "ASCII"),
        ("https://reader.example:0/", "port"),
        ("https://reader.example:22/", "port"),
        ("https://reader.example:25/", "port"),
        ("https://reader.example:6379/", "port"),
        ("https://reader.example:99999/", "not the address"),
        ("https://reader..example/", "host's name"),
        ("https://-reader.example/", "host's name"),
        ("https://reader%2eexample/", "host's name"),
        ("https://" + "a" * 64 + ".example/", "host's name"),
        ("https://[::1/", "not the address"),
        ("https://[fe80::1%25eth0]/", "not the address|host's name|inner"),
    ],
)
def test_others_are_not_and_we_say_why(address: str, why: str) -> None:
    with pytest.raises(AddressError, match=why) as refused:
        target(address)
    assert "secret" not in str(refused.value).replace("put a secret into its path", "")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "0",
        "10.0.0.5",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "198.51.100.7",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[2001:db8::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[100::1]",
        "[5f00::1]",
        "[3fff::1]",
    ],
)
def test_an_inner_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(AddressError):
        target(f"https://{host}/")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::5db8:d70e", True),
        ("2a00:1450:4001:82b::200e", True),
        ("2a00:1450:4001:82b::200e%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("192.0.0.8", False),
        ("no address", False),
    ],
)
def test_public_is_what_one_machine_on_the_internet_has(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_trusted_host_may_be_called_plainly_and_inside() -> None:
    trusted = ("Portal.internal", "127.0.0.1")
    assert target("http://portal.internal:81/x", trusted).is_trusted
    assert target("http://127.0.0.1:6379/", trusted).host == "127.0.0.1"
    for address in (
        "http://portal.internal.example/",
        "http://127.0.0.2/",
        "http://user@127.0.0.1/",
        "ftp://127.0.0.1/",
    ):
        with pytest.raises(AddressError):
            target(address, trusted)


# ── when to try again ───────────────────────────────────────────────────────────────────────────


def test_back_off_doubles_up_to_six_hours_with_full_jitter() -> None:
    many = {attempt: [backoff.delay(attempt, str(seed)) for seed in range(300)] for attempt in (1, 2, 5, 12, 200)}
    for attempt, seconds in many.items():
        bound = min(6 * 3600, 10 * 2 ** (attempt - 1))
        assert all(1 <= it <= bound for it in seconds)
        assert max(seconds) > 0.9 * bound, "all of the time is used"
        assert min(seconds) < 0.1 * bound + 1
    assert backoff.delay(5, "a") == backoff.delay(5, "a")
    assert backoff.delay(5, "a") != backoff.delay(5, "b")


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 120),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("99999999999999999999", 6 * 3600),
        ("Sun, 22 Nov 2099 12:02:00 GMT", 6 * 3600),
        ("-5", 0),
        ("soon", 0),
        ("²", 0),
        ("", 0),
    ],
)
def test_retry_after_is_respected_within_bounds(told: str, seconds: float) -> None:
    assert backoff.asked(told, NOW) == seconds
    assert backoff.again(1, "seed", NOW, told) >= NOW + timedelta(seconds=seconds)
