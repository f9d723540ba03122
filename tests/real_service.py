"""`syndicate serve` as a process of its own, with its log; it looks for publishes more often than people need.

with running(root) as served:
    httpx.get(f"{served.url}es/atom.xml")
    served.requests(agent="curl/")  # [("GET", "/es/atom.xml", 200)], from the access log
"""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

_PROGRAM = """
import sys
from syndicate.service.running import reload
reload.LOOK = float(sys.argv.pop(1))
from syndicate.cli import cli
cli(prog_name="syndicate")
"""
LOOK = 0.05  # seconds between two looks for a publish


@dataclass
class RealService:
    """The process, where it is, and what it has written. ``url`` ends in a slash."""

    url: str
    feeds: Path
    process: subprocess.Popen[str]
    log: Path
    client: httpx.Client
    _read: int = 0
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def port(self) -> int:
        """Where it listens on this machine."""
        return int(self.url.rstrip("/").rpartition(":")[2])

    def lines(self) -> list[dict[str, Any]]:
        """What it has logged."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines(keepends=True) if line[-1] == "\n"]

    def requests(self, agent: str) -> list[tuple[str, str, int]]:
        """Method, path and status of the requests of a user agent, by its beginning, since this was last asked.

        Requests are written down in the order of their ends: all are there when the mark that is set now is.
        """
        mark, found = f"/mark-{next(self._numbers)}".encode(), b""

        def is_there() -> bool:
            nonlocal found
            with self.log.open("rb") as file:
                file.seek(self._read)
                found = file.read()
            return mark in found.rpartition(b"\n")[0]

        self.client.get(mark.decode())
        until(is_there)
        self._read += len(found)
        lines = [json.loads(line) for line in found.splitlines()]
        return [(it["method"], it["path"], it["status"]) for it in lines if it.get("agent", "").startswith(agent)]

    def until_served(self) -> None:
        """Wait until the last publish is what is served."""
        last = (self.feeds / "index.json").read_bytes()
        until(lambda: self.client.get("index.json").content == last)

    def until_encoded(self, *paths: str) -> None:
        """Wait until these documents are there in all encodings."""
        for path in paths:
            for name in ("gzip", "br", "zstd"):
                asked = {"accept-encoding": f"{name}, identity;q=0.1"}
                until(lambda: self.client.head(path, headers=asked).headers.get("content-encoding") == name)  # noqa: B023


@contextmanager
def running(root: Path, port: int = 0, look: float = LOOK) -> Iterator[RealService]:
    """Serve the library in ``root`` on this machine until the block is left; then it must stop as asked.

    ``look`` is how many seconds pass between two looks for a publish.
    """
    command = [sys.executable, "-c", _PROGRAM, str(look), "serve", "--library", str(root), "--port", str(port)]
    log = root / "service.log"
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=written, text=True)
    assert process.stdout
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert found, log.read_text()
        with httpx.Client(base_url=found[0], trust_env=False, timeout=60) as client:
            made = RealService(found[0], root / "feeds", process, log, client)
            until(lambda: client.get("healthz").status_code == 200)
            yield made
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, log.read_text()[-2000:]
        assert [it for it in made.lines() if it["level"] == "error"] == []
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait(30)
        process.stdout.close()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def until(what: Callable[[], object], seconds: float = 180) -> None:
    """Wait until something holds; a server that is not up yet does not hold it."""
    end = time.monotonic() + seconds
    while True:
        with suppress(httpx.TransportError):
            if what():
                return
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
