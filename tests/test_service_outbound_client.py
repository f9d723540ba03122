"""The client that calls strangers: it goes where it was allowed to, reads little, waits little, and tells no secret."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

import pytest
from hub_kit import HOST, PATIENCE, SITE, Subscribers, echo
from service_kit import LOOPBACK

from syndicate.service.outbound.client import MOST, Answer, Client, Failure, Resolve

pytestmark = LOOPBACK


@pytest.fixture
def others() -> Iterator[Subscribers]:
    with Subscribers() as others:
        yield others


def names(known: Mapping[str, Sequence[str]], asked: list[str] | None = None) -> Resolve:
    async def resolve(host: str, _: int) -> Sequence[str]:
        if asked is not None:
            asked.append(host)
        if host not in known:
            raise OSError("no such name")
        return known[host]

    return resolve


def do(work: Callable[[Client], Awaitable[Any]], **options: Any) -> Any:
    async def whole() -> Any:
        async with Client(contact=SITE, **({"trusted_hosts": (HOST,)} | options)) as client:
            return await work(client)

    return asyncio.run(whole())


def test_it_gets_and_posts_and_says_who_calls(others: Subscribers) -> None:
    reader = others.add("/cb")
    got = do(lambda client: client.get(f"{reader.url}?hub.challenge=abc&b=%20"))
    assert (got.status, got.body, got.is_success) == (200, b"abc", True)
    assert reader.verifications == [{"hub.challenge": "abc", "b": " "}]
    posted = do(lambda client: client.post(reader.url, b"x" * 3_000_000, {"content-type": "text/plain"}))
    assert posted.status == 204
    (delivery,) = reader.deliveries
    assert delivery.body == b"x" * 3_000_000
    assert delivery.headers["content-type"] == "text/plain"
    assert delivery.headers["content-length"] == "3000000"
    assert delivery.headers["user-agent"] == f"syndicate/0.1.0 (+{SITE})"
    assert "cookie" not in delivery.headers


def test_redirects_are_told_and_not_followed(others: Subscribers) -> None:
    secret = others.add("/secret")
    moved = others.add("/moved", on_verify=lambda _: (302, {"Location": secret.url}, b""))
    answer = do(lambda client: client.get(moved.url))
    assert (answer.status, answer.is_success, answer.headers["location"]) == (302, False, secret.url)
    assert secret.verifications == []


def test_cookies_proxies_and_passwords_of_the_machine_are_not_used(
    others: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    reader = others.add("/cb", on_delivery=lambda _: (200, {"Set-Cookie": "a=b; Path=/"}, b""))

    async def twice(client: Client) -> Answer | Failure:
        await client.post(reader.url, b"1")
        return await client.post(reader.url, b"2")

    assert do(twice).status == 200
    assert "cookie" not in reader.deliveries[1].headers


def test_of_a_long_answer_little_is_read(others: Subscribers) -> None:
    reader = others.add("/cb", on_verify=lambda _: (200, {}, b"y" * 20_000_000))
    assert do(lambda client: client.get(reader.url)).body == b"y" * MOST


def test_a_compressed_answer_is_not_unpacked(others: Subscribers) -> None:
    reader = others.add("/cb", on_verify=lambda _: (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b bomb"))
    assert do(lambda client: client.get(reader.url)).body == b"\x1f\x8b bomb"


@contextmanager
def listening(answer: bytes | None) -> Iterator[int]:
    """A port where nobody speaks HTTP: it says ``answer`` and hangs up, or says nothing."""

    def talk() -> None:
        with suppress(OSError):
            while answer is not None:
                known, _ = sock.accept()
                with known:
                    known.recv(65_536)
                    known.sendall(answer)

    with socket.create_server((HOST, 0)) as sock:
        talking = Thread(target=talk)
        talking.start()
        try:
            yield sock.getsockname()[1]
        finally:
            sock.shutdown(socket.SHUT_RDWR)  # which ends a wait for the next one
            talking.join()


@pytest.mark.parametrize(
    ("answer", "kind", "why"),
    [
        (None, "timeout", "no whole answer within 0.3 s"),
        (b"", "unreachable", "hung up without an answer"),
        (b"SSH-2.0-OpenSSH\r\n", "unreachable", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "unreachable", "middle of its answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "unreachable", "no HTTP"),
    ],
)
def test_what_is_no_answer_is_a_failure_with_its_reason(answer: bytes | None, kind: str, why: str) -> None:
    timeout = 0.3 if answer is None else 60
    with listening(answer) as port:
        failure = do(lambda client: client.get(f"http://{HOST}:{port}/secret-path"), timeout=timeout)
    assert isinstance(failure, Failure)
    assert (failure.kind, why in failure.reason) == (kind, True), failure
    assert "secret-path" not in failure.reason


def test_a_server_that_drips_is_left_after_the_whole_time(others: Subscribers) -> None:
    over = Event()

    def drip(_: Any) -> Any:
        over.wait(PATIENCE)
        return echo({})

    reader = others.add("/cb", on_verify=drip)
    failure = do(lambda client: client.get(reader.url), timeout=0.2)
    over.set()
    assert failure.kind == "timeout"


def test_nobody_there_and_no_such_name_are_failures() -> None:
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        port = unused.getsockname()[1]
        gone = do(lambda client: client.get(f"http://{HOST}:{port}/"))
    assert gone == Failure("unreachable", "no connection")
    nameless = do(lambda client: client.get("https://nowhere.example/"), resolve=names({}))
    assert nameless == Failure("unreachable", "its name cannot be looked up")


# ── inner addresses ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "127.0.0.1"],
        ["10.0.0.1", "93.184.215.14"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["2002:7f00:1::"],
        ["fe80::1%eth0"],
    ],
)
def test_a_name_that_leads_inside_is_refused_before_any_connection(others: Subscribers, addresses: list[str]) -> None:
    failure = do(
        lambda client: client.post(f"https://reader.example:{others.port}/", b"x"),
        resolve=names({"reader.example": addresses}),
    )
    assert failure == Failure("refused", "its name leads to an address of an inner network")
    assert others.connections == 0


def test_addresses_that_are_none_of_a_stranger_are_refused_without_a_look_up() -> None:
    asked: list[str] = []
    for address in ("http://reader.example/", "https://127.0.0.1/", "https://2130706433/", "https://[::ffff:7f00:1]/"):
        failure = do(lambda client, address=address: client.get(address), trusted_hosts=(), resolve=names({}, asked))
        assert failure.kind == "refused", (address, failure)
    assert asked == []


def test_it_connects_to_the_very_address_that_was_looked_at(others: Subscribers) -> None:
    """The name is looked up once for an attempt: a second, other answer would never be asked for."""
    asked: list[str] = []
    reader = others.add("/cb", host="portal.internal")
    options = {"trusted_hosts": ("portal.internal",), "resolve": names({"portal.internal": [HOST]}, asked)}
    assert do(lambda client: client.get(f"{reader.url}?hub.challenge=1"), **options).body == b"1"
    assert asked == ["portal.internal"]


def test_a_name_is_looked_at_again_once_it_may_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syndicate.service.outbound.client._PINNED", 0)
    known = {"reader.example": ["192.0.2.1"]}
    asked: list[str] = []

    async def twice(client: Client) -> None:
        await client.get("https://reader.example/")
        await client.get("https://reader.example/")

    do(twice, resolve=names(known, asked))
    assert len(asked) == 2


def test_looking_up_a_host_gives_its_addresses_and_a_long_name_is_no_crash() -> None:
    async def look(client: Client) -> Sequence[str]:
        return await client._look_up(HOST, 80)

    assert do(look) == [HOST]
    long = do(lambda client: client.get("https://" + ".".join(["a" * 60] * 4) + "/"))
    assert long.kind == "unreachable"
