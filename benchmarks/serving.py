"""What serving costs beside nginx: ``python -m benchmarks.serving [--library DIR] [--rounds 3] [--seconds 2]``.

Both serve the same published files on this machine, one worker each, asked by wrk with 32 connections; rounds of both
alternate, and ratios are of rounds that stand side by side. nginx has the files and their .gz and .br beside it
(gzip_static, brotli_static, open_file_cache, no log). Needs nginx with its brotli module, and wrk.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import brotli

HERE = Path(__file__).parents[1]
PATH = "/es/atom.xml"
KINDS: Mapping[str, Mapping[str, str]] = {
    "200 identity": {},
    "200 gzip": {"accept-encoding": "gzip"},
    "200 br": {"accept-encoding": "br"},
    "304": {"accept-encoding": "br", "if-none-match": "?"},
}
NGINX = """
daemon off; master_process off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/error.log;
include /etc/nginx/modules-enabled/*.conf;
events {{ worker_connections 1024; }}
http {{
  types {{ application/atom+xml xml; }} access_log off; sendfile on; tcp_nopush off; keepalive_requests 1000000000;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fcgi;
  uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  gzip_static on; brotli_static on; open_file_cache max=1000; open_file_cache_valid 60s; etag on;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def main() -> None:
    """Measure and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, default=HERE, help="a published library (default: this repository)")
    parser.add_argument("--path", default=PATH)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--log", action="store_true", help="with the service's access log, to a file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        ports = {"nginx": free_port(), "syndicate": free_port()}
        with (
            nginx(Path(home), given.library, ports["nginx"]),
            service(Path(home), given.library, ports["syndicate"], log=given.log) as process,
        ):
            found = compare(ports, given.path, given.rounds, given.seconds)
            found["resident MiB"] = resident(process.pid)
    print(json.dumps(found, indent=2))


def compare(ports: Mapping[str, int], path: str, rounds: int, seconds: int) -> dict[str, object]:
    """Requests a second of each, the 99th percentile in milliseconds, and the ratio of the medians."""
    found: dict[str, object] = {}
    for kind, headers in KINDS.items():
        rates: dict[str, list[float]] = {name: [] for name in ports}
        slow: dict[str, list[float]] = {name: [] for name in ports}
        for _ in range(rounds):
            for name, port in ports.items():
                rate, p99 = load(port, path, with_tag(port, path, headers), seconds)
                rates[name].append(rate)
                slow[name].append(p99)
        ratios = [ours / theirs for ours, theirs in zip(rates["syndicate"], rates["nginx"], strict=True)]
        found[kind] = {
            "ratio": round(statistics.median(ratios), 3),
            "requests a second": {name: round(statistics.median(each)) for name, each in rates.items()},
            "p99 ms": {name: round(statistics.median(each), 2) for name, each in slow.items()},
        }
    return found


def with_tag(port: int, path: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers, with the server's own entity tag, after a look that the answer is the one that is meant."""
    sent = {name: value for name, value in headers.items() if value != "?"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=sent)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200 or answer.headers.get("content-encoding") != sent.get("accept-encoding"):
        raise RuntimeError(f"port {port}: {answer.status} {answer.headers.items()}")
    if "if-none-match" in headers:
        sent["if-none-match"] = str(answer.headers["etag"])
    connection.close()
    return sent


def load(port: int, path: str, headers: Mapping[str, str], seconds: int) -> tuple[float, float]:
    """One run of wrk: requests a second, and the 99th percentile in milliseconds."""
    named = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", *named, f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, p99 = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if rate is None or p99 is None or "Socket errors" in said:
        raise RuntimeError(said)
    return float(rate[1]), float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]


@contextlib.contextmanager
def nginx(home: Path, library: Path, port: int) -> Iterator[None]:
    """Nginx over a copy of the library's feeds, with their encodings beside them."""
    root = home / "www"
    shutil.copytree(library / "feeds", root, ignore=lambda folder, names: [n for n in names if n == "items"])
    for path in [path for path in root.rglob("*") if path.suffix in (".xml", ".json", ".html")]:
        data = path.read_bytes()
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(data, quality=5))
        subprocess.run(["gzip", "-6", "-n", "-k", str(path)], check=True)
    root.chmod(0o755)
    home.chmod(0o755)
    config = home / "nginx.conf"
    config.write_text(NGINX.format(home=home, port=port, root=root))
    with running(["nginx", "-c", str(config), "-e", str(home / "error.log")], port, home / "nginx.log"):
        yield


@contextlib.contextmanager
def service(home: Path, library: Path, port: int, *, log: bool) -> Iterator["subprocess.Popen[bytes]"]:
    """Our own over the library itself; once all encodings are made."""
    command = [sys.executable, "-m", "syndicate", "serve", "--library", str(library), "--port", str(port)]
    changes = {"SYNDICATE_SERVICE_ACCESS_LOG": "true" if log else "false"}
    with running(command, port, home / "service.log", changes) as process:
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            with contextlib.suppress(RuntimeError, OSError):
                for headers in KINDS.values():
                    with_tag(port, PATH, headers)
                break
            time.sleep(0.5)
        yield process


@contextlib.contextmanager
def running(
    command: list[str], port: int, log: Path, changes: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A server until the block is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=HERE, stdout=output, stderr=output, env=os.environ | (changes or {}))
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def resident(pid: int) -> float:
    """What a process holds in memory, in MiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return round(int(found[1]) / 1024, 1) if found else 0.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    main()
