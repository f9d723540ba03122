"""What is asked for often is answered past the ASGI machinery: with the very same bytes, in the same order."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from service_kit import LOOPBACK, service, serving
from small_library import HOUR, NOON, SmallLibrary

from syndicate.service.app import create_app
from syndicate.service.context import Service
from syndicate.service.feeds import Feeds
from syndicate.service.http.answers import Reply
from syndicate.service.running.connections import Connection

pytestmark = LOOPBACK
FEED = "/en/atom.xml"
_DATE = re.compile(rb"date: [^\r]+\r\n")


class Both:
    """The same service twice: with quick answers, and without."""

    def __init__(self, made: Service, stack: ExitStack) -> None:
        self.made = made
        self.quick: list[str] = []
        app: Any = create_app(made)

        def noted(method: bytes, target: bytes, *rest: Any) -> Any:
            reply = app.quick(method, target, *rest)
            if reply is not None:
                self.quick.append(f"{method.decode()} {target.decode()} {reply.status}")
            return reply

        with_quick = stack.enter_context(serving(app, http=partial(Connection, quick=noted), lifespan="off"))
        without = stack.enter_context(serving(app, http=Connection, lifespan="off"))
        self.ports = [int(url.rpartition(":")[2]) for url in (with_quick, without)]

    def __call__(self, *requests: bytes) -> tuple[bytes, bytes]:
        """What both send for the same bytes, until they hang up; without the date."""
        first, second = (exchange(port, b"".join(requests)) for port in self.ports)
        return _DATE.sub(b"", first), _DATE.sub(b"", second)


def exchange(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(data)
        return b"".join(iter(partial(connection.recv, 65_536), b""))


def request(path: str = FEED, method: str = "GET", last: bool = True, **headers: str) -> bytes:
    fields = {"host": "feeds.example.org", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join((f"{method} {path} HTTP/1.1", *lines, *(["connection: close"] if last else []), "", "")).encode()


CLOSE = request("/healthz")


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    made = service(tmp_path, encode=True, access_log=False)
    with ExitStack() as stack:
        found = Both(made, stack)
        found(request(FEED, last=False), CLOSE)  # once the application has had it, it is at hand
        found.quick.clear()
        yield found
    made.database.close()


def tag_of(both: Both) -> str:
    answer = both(request(FEED, "HEAD"))[0]
    found = re.search(rb'etag: ("[^"]+")', answer)
    assert found
    return found[1].decode()


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("GET", {"accept_encoding": "gzip"}),
        ("GET", {"accept_encoding": "br, gzip"}),
        ("GET", {"accept_encoding": "identity;q=0, *;q=0"}),
        ("GET", {"if_none_match": "*"}),
        ("GET", {"if_none_match": '"x"'}),
        ("GET", {"if_match": '"x"'}),
        ("GET", {"if_modified_since": "Sun, 22 Nov 2026 12:00:00 GMT"}),
        ("HEAD", {}),
        ("HEAD", {"accept_encoding": "br"}),
    ],
)
def test_a_plain_request_is_answered_at_once_and_just_so(both: Both, method: str, headers: dict[str, str]) -> None:
    quick, usual = both(request(FEED, method, last=False, **headers), CLOSE)
    assert quick == usual
    assert [line.rpartition(" ")[0] for line in both.quick] == [f"{method} {FEED}"]


@pytest.mark.parametrize(
    "sent",
    [
        request(),  # which wants the connection to end
        request(FEED + "?utm_source=mail", last=False),
        request("/en/rss.xml", last=False),  # which nobody has asked for yet
        request(FEED, "POST", last=False, content_length="0"),
        request(FEED, last=False, content_length="2") + b"ab",
        request(FEED, last=False, transfer_encoding="chunked") + b"2\r\nab\r\n0\r\n\r\n",
        request(FEED, last=False, expect="100-continue"),
        request(FEED, last=False, upgrade="h2c"),
        request(FEED, last=False, user_agent="newsboat/2.21", a_im="feed", if_none_match='"x"'),
        request(FEED, last=False, x_much="a" * 20_000),
        request("/%65n/atom.xml", last=False),
        b"GET /en/atom.xml HTTP/1.0\r\nhost: feeds.example.org\r\n\r\n",
    ],
    ids=range(12),
)
def test_anything_else_goes_the_usual_way(both: Both, sent: bytes) -> None:
    quick, usual = both(sent, CLOSE)
    assert quick == usual
    assert not both.quick


def test_answers_come_in_the_order_of_the_requests(both: Both) -> None:
    slow = request("/v1/en/latest?limit=1", last=False)
    quick, usual = both(request(last=False), slow, request(last=False, accept_encoding="br"), slow, CLOSE)
    assert quick == usual
    assert both.quick[0] == f"GET {FEED} 200"


@pytest.mark.parametrize("count", [12, 32, 40])
def test_many_at_once_on_one_connection_take_turns_with_others(both: Both, count: int) -> None:
    tag = tag_of(both)
    both.quick.clear()
    quick, usual = both(*(request(last=False, if_none_match=tag) for _ in range(count)), CLOSE)
    assert quick.count(b"304 Not Modified") == count
    assert len(both.quick) == min(count, 32)
    if count <= 32:
        assert quick == usual


def test_above_the_limit_of_connections_also_what_is_at_hand_is_refused_so_that_places_become_free(both: Both) -> None:
    def quick(*_: object) -> Reply:
        return Reply(200, [(b"content-length", b"2")], b"ok", 0, 2)

    at_once = partial(Connection, quick=quick)
    with (
        serving(create_app(both.made), http=at_once, lifespan="off", limit_concurrency=2) as url,
        socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=20) as first,
    ):
        first.sendall(request(last=False))
        assert first.recv(65_536).endswith(b"ok")
        refused = exchange(first.getpeername()[1], request(last=False))
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"connection: close" in refused


def test_after_a_publish_the_old_answer_is_gone(both: Both) -> None:
    small = SmallLibrary(both.made.library.root)
    small.article("hands", withdrawn={"on": "2026-11-22", "reason": "It was wrong."})
    small.publish(NOON + HOUR)
    both.made.shelf.refresh()
    quick, usual = both(request(last=False), CLOSE)
    assert quick == usual
    assert b"It was wrong." in quick
    assert b"Dry them with a towel" not in quick
    assert not both.quick, "the first one after a publish is the application's"


def test_a_publish_while_a_delta_is_tried_does_not_bring_the_old_text_back(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag, small = tag_of(both), SmallLibrary(both.made.library.root)

    def publish(hours: int) -> None:
        small.publish(NOON + hours * HOUR)
        both.made.shelf.refresh()
        both.made.shelf.encode()

    def cleared_away(*_: object) -> NoReturn:
        small.article("hands", withdrawn={"on": "2026-11-22", "reason": "It was wrong."})
        publish(2)
        both(request("/en/rss.xml", last=False), CLOSE)  # the first request after it
        raise OSError("the former edition's folder is gone")

    small.article("feet")
    publish(1)
    monkeypatch.setattr(Feeds, "_changed", cleared_away)
    exchange(both.ports[0], request(user_agent="newsboat/2.21", a_im="feed", if_none_match=tag))
    quick, _ = both(request(last=False), CLOSE)
    assert b"It was wrong." in quick
    assert b"Dry them with a towel" not in quick


def test_quick_answers_are_counted_as_all_others(both: Both) -> None:
    def answered() -> float:
        labels = {"room": "feeds", "status": "200"}
        return both.made.metrics.registry.get_sample_value("syndicate_requests_total", labels) or 0.0

    before = answered()
    both(request(last=False), request(last=False), CLOSE)
    assert answered() - before == 4
    assert len(both.quick) == 2
