"""Hostile clients against the whole service: what they send is answered in words, and nobody else has to wait."""

import json
import os
import re
import resource
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from service_kit import LOOPBACK
from service_process import Launcher, Served, launching, until
from small_library import SmallLibrary

pytestmark = [LOOPBACK, pytest.mark.slow]

ADMIN = "a" * 40
H = b" HTTP/1.1\r\nHost: h\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PING = b"GET /healthz" + H + b"\r\n"
PATIENCE = 20.0


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    with launching(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.fixture(scope="module")
def root(launcher: Launcher) -> Path:
    root = launcher.folder / "library"
    SmallLibrary.begin(root).publish()
    return root


@pytest.fixture(scope="module")
def token(launcher: Launcher, root: Path) -> str:
    code, told = launcher.run("partner", "add", "portal", "--library", str(root), "--json")
    assert code == 0, told
    return str(json.loads(told)["token"])


@pytest.fixture(scope="module")
def server(launcher: Launcher, root: Path, token: str) -> Iterator[Served]:
    many = ("SYNDICATE_SERVICE_HUB_REQUESTS_PER_MINUTE", "SYNDICATE_SERVICE_REQUESTS_PER_MINUTE")
    environ = {"SYNDICATE_ADMIN_TOKEN": ADMIN} | dict.fromkeys(many, "60000")
    server = launcher.serve(root, environ=environ)
    until(lambda: server.logged("publish taken up") or httpx.get(f"{server.url}readyz").status_code == 200, server)
    yield server
    assert server.stop() == 0
    said = server.said()
    assert "Traceback" not in said
    assert token not in said
    assert not [line for line in server.logged("request") if line["status"] in (500, 502)]


@pytest.fixture
def rooms(token: str) -> dict[str, str]:
    return {
        "feeds": "/es/atom.xml",
        "api": "/v1/es/latest",
        "hub": "/websub",
        "dashboard": "/admin",
        "partner": f"/p/{token}/es/atom.xml",
        "password": "/partners/portal/es/atom.xml",
        "metrics": "/metrics",
        "health": "/healthz",
    }


def connect(server: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), PATIENCE)


@contextmanager
def talking(server: Served) -> Iterator[tuple[socket.socket, BufferedReader]]:
    with connect(server) as client, client.makefile("rb") as stream:
        yield client, stream


def send(client: socket.socket, data: bytes) -> None:
    with suppress(ConnectionError):  # whoever is refused early may hear of it while he sends
        client.sendall(data)


def answer(stream: BufferedReader, method: str = "GET") -> tuple[int, bytes]:
    """The next answer on a connection: its status and body, whole."""
    status = int(stream.readline().split()[1])
    length = 0
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
    body = stream.read(0 if method == "HEAD" else length)
    assert len(body) == length or method == "HEAD"
    return answer(stream, method) if status == 100 else (status, body)


def asked(server: Served, data: bytes, method: str = "GET") -> tuple[int, bytes]:
    with talking(server) as (client, stream):
        send(client, data)
        return answer(stream, method)


def everything(client: socket.socket) -> bytes:
    found = b""
    with suppress(ConnectionError):
        while data := client.recv(65_536):
            found += data
    return found


# ── one request ─────────────────────────────────────────────────────────────────────────────────

Make = Callable[[bytes], bytes]
BYTES = b"".join(
    name + b": \xe9\xff\xfe\r\n"
    for name in (
        *(b"Accept", b"Accept-Encoding", b"Accept-Language", b"A-IM", b"Cookie", b"Content-Type", b"Expect"),
        *(b"If-Match", b"If-None-Match", b"If-Modified-Since", b"If-Range", b"Range", b"User-Agent", b"Referer"),
        *(b"Forwarded", b"X-Forwarded-For", b"X-Forwarded-Proto", b"Origin"),
    )
)
ODD: dict[str, Make] = {
    "a body on GET": lambda at: b"GET " + at + H + b"Content-Length: 5\r\n\r\nhello",
    "chunks on GET": lambda at: b"GET " + at + H + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "a form": lambda at: b"POST " + at + H + FORM + b"Content-Length: 9\r\n\r\na=%00&b=\xff",
    "Expect": lambda at: b"PUT " + at + H + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    "a long query": lambda at: b"GET " + at + b"?" + b"a=b&" * 1_900 + H + b"\r\n",
    "a query of any bytes": lambda at: b"GET " + at + b"?limit=%ff&since=%00&topic=%ed%a0%80&audience=%" + H + b"\r\n",
    "a number without end": lambda at: b"GET " + at + b"?limit=" + b"9" * 3_900 + H + b"\r\n",
    "a moment out of range": lambda at: b"GET " + at + b"?since=9999-12-31T23:59:59-23:59" + H + b"\r\n",
    "dots": lambda at: b"GET " + at + b"/../../../etc/passwd" + H + b"\r\n",
    "encoded dots": lambda at: b"GET " + at + b"/%2e%2e/%2E%2e/etc/passwd" + H + b"\r\n",
    "encoded slashes": lambda at: b"GET " + at + b"%2f..%2F..%5c" + H + b"\r\n",
    "NUL": lambda at: b"GET " + at + b"%00.html" + H + b"\r\n",
    "no UTF-8": lambda at: b"GET " + at + b"/%ff%c0%ae%ed%a0%80" + H + b"\r\n",
    "a new line": lambda at: b"GET " + at + b"%0d%0aSet-Cookie:%20a=b" + H + b"\r\n",
    "backslashes": lambda at: b"GET " + at + b"\\..\\index.json" + H + b"\r\n",
    "two slashes": lambda at: b"GET /" + at + H + b"\r\n",
    "another host": lambda at: b"GET http://u:p@evil.example" + at + H + b"\r\n",
    "HTTP/1.0": lambda at: b"GET " + at + b" HTTP/1.0\r\n\r\n",
    "WebSocket": lambda at: b"GET " + at + H + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "fields of any bytes": lambda at: b"GET " + at + H + BYTES + b"\r\n",
    "a password of any bytes": lambda at: b"GET " + at + H + b"Authorization: Basic \xff\xfe\r\n\r\n",
    "a token of any bytes": lambda at: b"GET " + at + H + b"Authorization: Bearer \xff\xfe\r\n\r\n",
    "many ranges": lambda at: b"GET " + at + H + b"Range: bytes=" + b"0-0," * 2_000 + b"1-1\r\n\r\n",
    "a long range": lambda at: b"GET " + at + H + b"Range: bytes=" + b"9" * 7_000 + b"-\r\n\r\n",
    "many tags": lambda at: b"GET " + at + H + b"If-None-Match: " + b'"a",' * 3_000 + b'"b"\r\n\r\n',
    "quotes": lambda at: b"GET " + at + H + b"If-None-Match: " + b'"' * 12_000 + b"\r\n\r\n",
    "many encodings": lambda at: b"GET " + at + H + b"Accept-Encoding: " + b"a;q=0.1," * 1_500 + b"b\r\n\r\n",
    "odd weights": lambda at: b"GET " + at + H + b"Accept-Encoding: gzip;q=1e309,br;q=nan,*;q=-inf\r\n\r\n",
    "an odd date": lambda at: b"GET " + at + H + b"If-Modified-Since: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\n",
    "many proxies": lambda at: b"GET " + at + H + b"X-Forwarded-For: " + b"1.1.1.1," * 1_500 + b"\r\n\r\n",
}


@pytest.mark.parametrize("case", ODD)
def test_an_odd_request_is_answered_and_is_no_error_of_ours(server: Served, rooms: dict[str, str], case: str) -> None:
    for path in rooms.values():
        status, body = asked(server, ODD[case](path.encode()))
        assert status < 500, body
        assert b"root:" not in body


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "SUBSCRIBE", "QUERY", "SOURCE"])
def test_another_method_is_refused_in_words(server: Served, rooms: dict[str, str], method: str) -> None:
    for path in rooms.values():
        status, body = asked(server, f"{method} {path}".encode() + H + b"\r\n", method)
        assert status in (401, 405), path
        assert body


def test_an_encoded_slash_is_none_also_where_the_address_was_asked_for_before(server: Served) -> None:
    assert asked(server, b"GET /es/atom.xml" + H + b"\r\n")[0] == 200
    assert asked(server, b"GET /es%2Fatom.xml" + H + b"\r\n")[0] == 404


# ── what is no request, or two ──────────────────────────────────────────────────────────────────

POST = b"POST /websub" + H + FORM
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
REFUSED = {
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50), 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 400),
    "a version to come": (b"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
    "a version long gone": (b"GET /\r\n\r\n", 505),
    "garbage": (os.urandom(4_000).replace(b"\n", b"") + b"\r\n\r\n", 400),
    "no method": (b"BREW /" + H + b"\r\n", 400),
    "NUL in the address": (b"GET /a\0b" + H + b"\r\n", 400),
    "no ASCII in the address": ("GET /é".encode() + H + b"\r\n", 400),
    "no path": (b"GET http://evil.example" + H + b"\r\n", 400),
    "a tunnel": (b"CONNECT example.org:443" + H + b"\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET /" + H + b"Host: evil\r\n\r\n", 400),
    "a line feed alone": (b"GET / HTTP/1.1\nHost: h\n\n", 400),
    "a carriage return alone": (b"GET / HTTP/1.1\r\nHost: h\rX: a\r\n\r\n", 400),
    "a folded field": (b"GET /" + H + b"X: a\r\n b\r\n\r\n", 400),
    "length and chunks": (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "the same length twice": (POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400),
    "a list of lengths": (POST + b"Content-Length: 5, 5\r\n\r\nhello", 400),
    "a length with a sign": (POST + b"Content-Length: +5\r\n\r\nhello", 400),
    "a negative length": (POST + b"Content-Length: -1\r\n\r\nhello", 400),
    "a length beyond all": (POST + b"Content-Length: 99999999999999999999999\r\n\r\nhello", 400),
    "an unknown coding": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "chunks, then more": (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
    "a space before the colon": (POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
    "no chunk": (CHUNKED + b"ZZ\r\n", 400),
    "a chunk beyond all": (CHUNKED + b"FFFFFFFFFFFFFFFF0\r\n", 400),
    "a chunk's line feed": (CHUNKED + b"5\nhello\n0\n\n", 400),
    "a body without end": (CHUNKED + b"1000\r\n" + b"a" * 4_096 + b"\r\n1000\r\n" + b"a" * 4_000, 0),
    "chunks that are all words": (CHUNKED + b"1;" + b"a" * 2_000_000, 413),
}


@pytest.mark.parametrize("case", [case for case, (_, status) in REFUSED.items() if status])
def test_what_is_no_request_ends_the_connection_and_hides_no_other_one(server: Served, case: str) -> None:
    data, status = REFUSED[case]
    with connect(server) as client:
        send(client, data + PING)
        got = everything(client)
    answers = re.findall(rb"HTTP/1\.1 (\d+) [^\r]*\r\n", got)
    assert answers in ([str(status).encode()], []), got  # none where the refusal was lost with the rest of the bytes
    assert b"ok\n" not in got
    assert asked(server, PING) == (200, b"ok\n")


def test_what_follows_an_upgrade_is_not_lost_in_silence(server: Served) -> None:
    with connect(server) as client:
        send(client, b"GET /healthz" + H + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + PING)
        got = everything(client)
    assert got.count(b"HTTP/1.1 200") == 1
    assert b"connection: close" in got, "the client knows that the second one has no answer"


def test_trailers_are_no_fields(server: Served) -> None:
    trailer = b"0\r\nX-Forwarded-For: 203.0.113.9\r\nUser-Agent: forged\r\n\r\n"
    with talking(server) as (client, stream):
        send(client, CHUNKED + b"5\r\nhello\r\n" + trailer + PING)
        assert answer(stream)[0] == 400
        assert answer(stream) == (200, b"ok\n")
    assert not [line for line in server.logged("request") if line["agent"] == "forged"]


def test_limits_are_for_each_request_and_not_for_all_that_a_connection_ever_sent(server: Served) -> None:
    large = b"GET /healthz" + H + b"X-Much: " + b"a" * 15_000 + b"\r\n\r\n"
    body = b"POST /es/atom.xml" + H + b"Content-Length: 60000\r\n\r\n" + b"a" * 60_000
    with talking(server) as (client, stream):
        for _ in range(25):
            send(client, large)
            assert answer(stream) == (200, b"ok\n")
        for _ in range(8):
            send(client, body)
            assert answer(stream)[0] == 405
        send(client, PING)
        assert answer(stream) == (200, b"ok\n")


def test_a_refused_body_does_not_become_the_next_request(server: Served) -> None:
    for path in (b"/admin", b"/es/atom.xml", b"/websub"):
        with talking(server) as (client, stream):
            send(client, b"POST " + path + H + b"Content-Length: %d\r\n\r\n" % len(PING) + PING + PING)
            assert answer(stream)[0] in (401, 405, 415)
            assert answer(stream) == (200, b"ok\n")


# ── many at once on one connection ──────────────────────────────────────────────────────────────


def test_only_so_many_requests_are_taken_ahead_and_each_of_them_is_answered(server: Served) -> None:
    with connect(server) as client:
        send(client, PING * 5_000)
        got = everything(client)
    heads = got.split(b"HTTP/1.1 200")[1:]
    assert 32 <= len(heads) < 64
    assert [b"connection: close" in head for head in heads] == [False] * (len(heads) - 1) + [True]


def test_twenty_requests_ahead_are_usual(server: Served) -> None:
    with talking(server) as (client, stream):
        for _ in range(3):
            send(client, PING * 20)
            assert [answer(stream)[0] for _ in range(20)] == [200] * 20


def test_what_is_wrong_behind_others_ends_the_connection_after_their_answers(server: Served) -> None:
    for wrong in (b"garbage\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\nY: b\r\n", CHUNKED + b"ZZ\r\n"):
        with connect(server) as client:
            send(client, PING * 3 + wrong)
            got = everything(client)
        assert re.findall(rb"HTTP/1\.1 (\d+)", got) == [b"200"] * 3


def test_who_leaves_with_requests_ahead_is_no_error(server: Served, rooms: dict[str, str]) -> None:
    for path in rooms.values():
        for _ in range(5):
            with connect(server) as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # leaves with a reset
                send(client, (b"GET " + path.encode() + H + b"\r\n") * 20)
    assert asked(server, PING) == (200, b"ok\n")
    assert "Traceback" not in server.said()


# ── others meanwhile ────────────────────────────────────────────────────────────────────────────

LONG = b"GET /x HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 30_000
FLOODS: dict[str, tuple[int, Make]] = {
    "idle": (1_000, lambda _: b""),
    "half a head": (500, lambda _: LONG),
    "half a body": (500, lambda _: POST + b"Content-Length: 16000\r\n\r\n" + b"a" * 15_000),
    "line feeds": (100, lambda _: b"\r\n" * 120_000),
    "requests ahead": (100, lambda _: PING * 7_000),
    "readers that never read": (100, lambda _: (b"GET /es/atom.xml" + H + b"\r\n") * 32),
    "guesses": (50, lambda _: b"".join(b"GET /es/atom%d.xmk" % n + H + b"\r\n" for n in range(30))),
    "the API": (50, lambda _: (b"GET /v1/es/latest?limit=7" + H + b"\r\n") * 30),
    "a partner": (50, lambda token: (b"GET /p/" + token + b"/es/atom.xml" + H + b"\r\n") * 30),
    "wrong secrets": (50, lambda _: (b"GET /p/" + b"x" * 43 + b"/es/atom.xml" + H + b"\r\n") * 30),
    "metrics": (20, lambda _: (b"GET /metrics" + H + b"\r\n") * 30),
    "chunks that are all words": (50, lambda _: CHUNKED + b"1;" + b"a" * 1_000_000),
}


@contextmanager
def flood(server: Served, count: int, data: bytes) -> Iterator[None]:
    """So many connections, each with as much of the data as it takes, of which nobody reads anything."""
    stop = Event()
    with ExitStack() as stack:
        clients = []
        for _ in range(count):
            client = stack.enter_context(connect(server))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.setblocking(False)
            clients.append((client, memoryview(data)))

        def push() -> None:
            left = clients
            while left and not stop.is_set():
                more = []
                for client, rest in left:
                    with suppress(OSError):
                        more.append((client, rest[client.send(rest) :]) if rest else (client, rest))
                left = [(client, rest) for client, rest in more if rest]

        pushing = Thread(target=push, daemon=True)
        pushing.start()
        try:
            yield
        finally:
            stop.set()
            pushing.join()


@pytest.mark.parametrize("case", FLOODS)
def test_others_are_served_while_some_flood(server: Served, token: str, case: str) -> None:
    count, make = FLOODS[case]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4_096), hard))
    before = server.memory
    with flood(server, count, make(token.encode())), httpx.Client(base_url=server.url, timeout=PATIENCE) as client:
        for _ in range(10):
            assert client.get("es/atom.xml").status_code == 200
            assert httpx.get(f"{server.url}healthz", timeout=PATIENCE).status_code == 200
        assert server.memory - before < 80, "MB"


# ── open files ──────────────────────────────────────────────────────────────────────────────────


def test_it_raises_the_number_of_its_open_files(launcher: Launcher, root: Path) -> None:
    served = launcher.serve(root, files=(256, 8_192))
    assert _files(served) == (2_256, 8_192)
    served.kill()


def test_with_few_open_files_it_takes_fewer_connections_and_recovers(launcher: Launcher, root: Path) -> None:
    served = launcher.serve(root, files=(256, 400))
    with ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(connect(served))
        until(lambda: httpx.get(f"{served.url}es/atom.xml").status_code == 200, served)  # idle ones are ended soon
    assert served.stop() == 0
    assert "Traceback" not in served.said()


def _files(served: Served) -> tuple[int, int]:
    soft, hard = resource.prlimit(served.pid, resource.RLIMIT_NOFILE)
    return soft, hard
