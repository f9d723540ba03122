"""The server: what clients may not do to it, how it stops, its workers, and where it listens."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from service_kit import LOOPBACK

from syndicate.errors import UsageError
from syndicate.service.running.listening import listen, url_of

pytestmark = LOOPBACK
PROGRAM = Path(__file__).with_name("running_program.py")
QUICK = {"HEAD_SECONDS": 0.5, "IDLE_SECONDS": 0.5, "STALLED_SECONDS": 0.5}


@dataclass
class Running:
    """The program, and what it has printed."""

    process: subprocess.Popen[str]
    url: str
    lines: list[str]

    def connect(self) -> socket.socket:
        at = urlsplit(self.url)
        assert at.hostname
        assert at.port
        return socket.create_connection((at.hostname, at.port), timeout=60)

    def said(self, word: str) -> list[str]:
        return [line for line in self.lines if word in line]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def running(**options: Any) -> Iterator[Running]:
    """The program with those options, until it is up; it is killed at the end."""
    command = [sys.executable, str(PROGRAM), json.dumps(options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)
    assert process.stdout
    lines: list[str] = []
    url = process.stdout.readline().strip()

    def read() -> None:
        lines.extend(line.strip() for line in process.stdout or ())

    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        made = Running(process, url, lines)
        if not options.get("broken") and not options.get("refuses"):
            wait(lambda: len(made.said("begun")) == options.get("workers", 1))
        yield made
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait(60)
        reader.join(60)
        process.stdout.close()


def wait(what: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def everything(client: socket.socket) -> bytes:
    """What comes until the server closes; a reset is an end as well."""
    found = b""
    with suppress(ConnectionError):
        while data := client.recv(65_536):
            found += data
    return found


# ── what clients may not do ─────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(**QUICK) as made:
        yield made


HOST = b"Host: x\r\n"
HOSTILE = {
    "not HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "two lengths": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "length and chunks": (
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "NUL in a field": (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", 400),
    "a long address": (b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "many fields": (b"GET / HTTP/1.1\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(200)) + b"\r\n", 431),
    "a large field": (b"GET / HTTP/1.1\r\nA: " + b"b" * 40_000 + b"\r\n\r\n", 431),
    "a field without end": (b"GET / HTTP/1.1\r\nA: " + b"b" * 600_000, 431),
    "a large body": (b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"b" * 100_000, 413),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_over_a_limit_is_refused_in_words_and_the_connection_ended(server: Running, case: str) -> None:
    data, status = HOSTILE[case]
    with server.connect() as client:
        with suppress(ConnectionError):
            client.sendall(data)
        answer = everything(client)
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert len(body) == int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]
    assert body.startswith(b"%d " % status)
    assert httpx.get(server.url).status_code == 200
    assert not server.said("Invalid HTTP"), "strangers fill no log"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nA", b"HTTP/1.1 408 "),  # and nothing more
        (b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", b""),
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 200 "),  # answered; then idle
    ],
    ids=["half a head", "half a body", "nothing", "no more"],
)
def test_who_does_not_go_on_is_ended(server: Running, sent: bytes, answered: bytes) -> None:
    with server.connect() as client:
        client.sendall(sent)
        assert everything(client).startswith(answered)


@pytest.mark.slow
def test_who_drips_a_head_is_ended_though_bytes_come(server: Running) -> None:
    with server.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nA: ")

        def is_ended() -> bool:
            try:
                client.sendall(b"b")
            except ConnectionError:
                return True
            return False

        wait(is_ended)


@pytest.mark.slow
def test_who_reads_nothing_of_its_answer_is_ended() -> None:
    with running(**QUICK) as server, server.connect() as client:
        client.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(1, socket.MSG_PEEK)  # it has come, and is left there
        with_this = connections(server)
        wait(lambda: connections(server) < with_this)
        assert len(everything(client)) < 10_000_000


def connections(server: Running) -> int:
    """How many files it has open, of which each connection is one."""
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


@pytest.mark.slow
def test_a_slow_reader_gets_everything(server: Running) -> None:
    with server.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        found = 0
        while data := client.recv(400_000):
            found += len(data)
            time.sleep(0.01)
    assert found > 10_000_000


@pytest.mark.slow
def test_a_thousand_idle_and_half_open_connections_hold_nobody_up() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4_096), hard))
    with running(HEAD_SECONDS=600, IDLE_SECONDS=600) as server:
        clients = [server.connect() for _ in range(1000)]
        for client in clients[::2]:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
        assert [httpx.get(server.url, timeout=60).status_code for _ in range(20)] == [200] * 20
        for client in clients:
            client.close()
        assert httpx.get(server.url).status_code == 200
        assert server.stop() == 0


@pytest.mark.slow
def test_requests_in_one_piece_are_answered_in_their_order(server: Running) -> None:
    with server.connect() as client:
        one = b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n%d"
        client.sendall(b"".join(one % n for n in range(5)))
        answer = everything(client)
    assert re.findall(rb"\r\n\r\n(\d)", answer) == [b"0", b"1", b"2", b"3", b"4"]


# ── stopping ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "number"), [(1, signal.SIGINT), (1, signal.SIGTERM), (2, signal.SIGTERM)])
def test_a_stop_finishes_what_has_begun_and_takes_nothing_new(workers: int, number: int) -> None:
    with running(workers=workers) as server, server.connect() as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(65_536)
        server.process.send_signal(number)
        assert everything(client).endswith(b"three")
        assert server.process.wait(60) == 0
        with pytest.raises(ConnectionRefusedError):
            server.connect()
    assert len(server.said("ended")) == workers


@pytest.mark.slow
def test_a_second_signal_does_not_wait() -> None:
    with running(slow=60, stop_timeout=120) as server, server.connect() as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(65_536)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):  # the first one waits
            server.process.wait(0.5)
        start = time.monotonic()
        server.stop()
        assert time.monotonic() - start < 20


@pytest.mark.slow
def test_a_stop_waits_for_answers_half_the_time_that_there_is() -> None:
    with running(slow=60, stop_timeout=2) as server, server.connect() as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(65_536)
        start = time.monotonic()
        assert server.stop() == 0
        assert 0.8 < time.monotonic() - start < 20
    assert server.said("ended"), "the application ends its own work all the same"


@pytest.mark.slow
def test_an_application_that_cannot_start_is_an_error() -> None:
    for option in ({"refuses": True}, {"refuses": True, "workers": 2}, {"broken": True, "workers": 2}):
        with running(**option) as server:
            assert server.process.wait(60) == 1
    assert server.said("disk I/O error")
    assert server.said("a worker cannot start")


# ── workers ─────────────────────────────────────────────────────────────────────────────────────


def pids(server: Running) -> set[str]:
    return {line.split()[1] for line in server.said("begun")}


def alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced() -> None:
    with running(workers=2) as server:
        first = pids(server)
        os.kill(int(min(first)), signal.SIGKILL)
        wait(lambda: len(pids(server)) == 3)
        assert httpx.get(server.url).text.split()[0] in pids(server) - {min(first)}
        assert server.stop() == 0


@pytest.mark.slow
def test_workers_end_when_their_parent_was_killed() -> None:
    with running(workers=2) as server:
        workers = pids(server)
        server.process.kill()
        wait(lambda: not any(alive(pid) for pid in workers))


# ── where it listens ────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_unix_socket_is_as_good_as_a_port_and_goes_with_the_server(tmp_path: Path) -> None:
    path = tmp_path / "http.sock"
    with running(host=f"unix:{path}") as server:
        assert server.url == f"unix:{path}"
        assert path.stat().st_mode & 0o777 == 0o660
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path))) as client:
            assert client.get("http://x/").text.split()[1] == "127.0.0.1"
        assert server.stop() == 0
    assert not path.exists()


def test_the_socket_of_a_killed_server_is_taken_over_and_one_in_use_is_not(tmp_path: Path) -> None:
    host = f"unix:{tmp_path / 'http.sock'}"
    listen(host, 0).close()  # its file stays
    with listen(host, 0) as made:
        assert url_of(made) == host
        with pytest.raises(UsageError, match="another program listens there already"):
            listen(host, 0)


def test_a_port_in_use_is_told_in_words() -> None:
    with listen("127.0.0.1", 0) as made:
        port = made.getsockname()[1]
        assert url_of(made) == f"http://127.0.0.1:{port}/"
        with pytest.raises(UsageError, match=f"cannot listen at 127.0.0.1:{port}: another program listens there"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("192.0.2.1", "this machine has no such address"),
        ("unix:/no/such/folder/http.sock", "its folder is not there"),
        ("not an address", "no machine has this name"),
    ],
)
def test_what_is_no_place_to_listen_is_told_in_words(host: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        listen(host, 0)
