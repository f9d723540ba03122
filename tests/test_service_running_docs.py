"""docs/operating.md is true: its nginx configuration serves, its unit is one, its alerts name our metrics."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml
from service_kit import LOOPBACK, service, serving
from small_library import DAY, NOON, SmallLibrary
from sqlalchemy import insert
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.cli.options import USAGE
from syndicate.config import ServiceSettings
from syndicate.service.context import Service
from syndicate.service.feeds import Feeds
from syndicate.service.metrics import Metrics
from syndicate.service.running import connections
from syndicate.service.storage.tables import feed_fetches

DOCS = Path(__file__).parents[1] / "docs" / "operating.md"
TOKEN = "q7Jx-V2mZc_0LrTnW8aYbD"


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def program(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{name} is not here: apt install {package}")
    return found


# ── nginx ───────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Nginx:
    """The documented configuration at a free port, in front of a service."""

    url: str
    http: str
    folder: Path

    @property
    def log(self) -> str:
        return (self.folder / "feeds.log").read_text("utf-8") + (self.folder / "error.log").read_text("utf-8")


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port = made.getsockname()[1]
    assert isinstance(port, int)
    return port


@contextmanager
def nginx(folder: Path, upstream: str) -> Iterator[Nginx]:
    """Run Debian's nginx with the configuration of the docs: only ports, paths and the certificate are others."""
    run = program("nginx", "nginx-light")
    folder.mkdir()
    folder.chmod(0o755)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ["-subj", "/CN=feeds.example.org", "-days", "2", "-keyout", str(key), "-out", str(certificate)]
    command = [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject]
    subprocess.run(command, check=True, capture_output=True)
    (text,) = snippets("nginx")
    secure, plain = free_port(), free_port()
    for old, new in {
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "listen [::]:443 ssl http2;": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen [::]:80;": "",
        "server 127.0.0.1:8080;": f"server {upstream};",
        "/etc/letsencrypt/live/feeds.example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/feeds.example.org/privkey.pem": str(key),
        "/var/log/nginx/feeds.log": str(folder / "feeds.log"),
        "/var/cache/nginx-syndicate": str(folder / "cache"),
    }.items():
        assert old in text, f"{old!r} is not in the docs any more"
        text = text.replace(old, new)
    places = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = (
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log notice;"
        f"events {{ worker_connections 512; }} http {{ {places}\n{text}\n}}"
    )
    main = f"user root;{main}" if os.geteuid() == 0 else main
    (folder / "nginx.conf").write_text(main, "utf-8")
    where = ["-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    tested = subprocess.run([run, "-t", *where], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr, tested.stderr
    process = subprocess.Popen([run, *where], stderr=subprocess.DEVNULL)
    try:
        until_it_listens(secure)
        yield Nginx(f"https://127.0.0.1:{secure}", f"http://127.0.0.1:{plain}", folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def until_it_listens(port: int) -> None:
    for _ in range(3000):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail("it does not listen")


def with_echo(made: Service, *rooms: str) -> ASGIApp:
    """The published files; what is asked of these rooms is answered with what came through."""
    feeds = Feeds(made)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_echo = scope["path"].split("/")[1] in rooms if scope["type"] == "http" else False
        await (echo if is_echo else feeds)(scope, receive, send)

    return app


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Say what came through."""
    fields = {name.decode(): value.decode() for name, value in scope["headers"]}
    await JSONResponse({"path": scope["path"], **fields})(scope, receive, send)


@pytest.mark.slow
@LOOPBACK
def test_the_documented_nginx_passes_everything_on_and_writes_no_token_down(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path / "library")
    small.publish()
    small.article("sleep", withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    made = service(tmp_path / "library", at=NOON + DAY, encode=True)
    app = with_echo(made, "p", "partners", "metrics")
    with (
        serving(app, lifespan="off") as origin,
        nginx(tmp_path / "nginx", origin.removeprefix("http://")) as front,
        httpx.Client(base_url=front.url, verify=False, headers={"host": "feeds.example.org"}, timeout=60) as client,
        httpx.Client(base_url=origin, timeout=60) as direct,
    ):
        whole = client.get("/en/atom.xml", headers={"accept-encoding": "identity"})
        assert whole.status_code == 200
        assert whole.content == direct.get("/en/atom.xml", headers={"accept-encoding": "identity"}).content
        kept = ("etag", "last-modified", "cache-control", "content-type", "vary", "link", "content-language")
        for encoding in ("br", "gzip", "zstd", "identity"):
            asked = {"accept-encoding": encoding}
            ours, theirs = direct.get("/en/atom.xml", headers=asked), client.get("/en/atom.xml", headers=asked)
            assert [theirs.headers.get(name) for name in kept] == [ours.headers.get(name) for name in kept]
            assert theirs.headers.get("content-encoding") == ours.headers.get("content-encoding")
            again = client.get("/en/atom.xml", headers=asked | {"if-none-match": theirs.headers["etag"]})
            assert (again.status_code, again.headers["etag"]) == (304, theirs.headers["etag"])
        since = {"if-modified-since": whole.headers["last-modified"]}
        assert client.get("/en/atom.xml", headers=since).status_code == 304
        part = client.get("/en/archive/1/atom.xml", headers={"range": "bytes=5-14", "accept-encoding": "identity"})
        assert (part.status_code, part.content) == (206, (small.feeds / "en/archive/1/atom.xml").read_bytes()[5:15])
        assert client.get("/en/items/sleep.html").status_code == 410
        assert client.get("/en/no-such-thing").status_code == 404
        assert client.head("/en/atom.xml").status_code == 200

        told = client.get("/partners/clinic/es/atom.xml", auth=("clinic", "a password")).json()
        assert told["authorization"].startswith("Basic ")
        assert told["x-forwarded-proto"] == "https"
        assert told["x-forwarded-for"] == "127.0.0.1"
        assert client.get(f"/p/{TOKEN}/es/atom.xml?x={TOKEN}").json()["path"] == f"/p/{TOKEN}/es/atom.xml"
        assert client.get("/metrics").status_code == 404
        plain = httpx.get(f"{front.http}/en/atom.xml", headers={"host": "feeds.example.org"})
        assert (plain.status_code, plain.headers["location"]) == (301, "https://feeds.example.org/en/atom.xml")
        assert httpx.get(f"{front.http}/p/{TOKEN}/es/atom.xml").status_code == 404
    assert " /p/.../es/atom.xml 200 " in front.log
    assert TOKEN not in front.log


@pytest.mark.slow
@LOOPBACK
def test_nginx_shows_what_it_has_while_the_service_is_away(tmp_path: Path) -> None:
    app = with_echo(service(tmp_path / "library", max_age=1), "p")
    with ExitStack() as origin, ExitStack() as rest:
        url = origin.enter_context(serving(app, lifespan="off"))
        front = rest.enter_context(nginx(tmp_path / "nginx", url.removeprefix("http://")))
        client = rest.enter_context(httpx.Client(base_url=front.url, verify=False, timeout=60))
        first = client.get("/en/atom.xml")
        assert client.get(f"/p/{TOKEN}/es/atom.xml").status_code == 200
        origin.close()
        time.sleep(1.1)  # until it is stale
        stale = client.get("/en/atom.xml")
        assert (stale.status_code, stale.content, stale.headers["etag"]) == (200, first.content, first.headers["etag"])
        assert client.get(f"/p/{TOKEN}/es/atom.xml").status_code == 502, "what is somebody's own is never kept"
        assert client.get("/en/rss.xml").status_code == 502
    assert TOKEN not in front.log


def test_nginx_can_make_the_folder_of_its_cache_on_a_fresh_machine() -> None:
    (text,) = snippets("nginx")
    folder = re.search(r"^proxy_cache_path (\S+)", text, re.MULTILINE)
    assert folder
    assert str(Path(folder[1]).parent) == "/var/cache", "nginx makes the last folder only"


def test_nginx_keeps_no_connection_longer_than_we_do() -> None:
    (text,) = snippets("nginx")
    kept = re.search(r"keepalive_timeout (\d+)s", text)
    assert kept
    assert int(kept[1]) < connections.IDLE_SECONDS


# ── systemd ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_the_documented_unit_is_one_and_is_locked_up(tmp_path: Path) -> None:
    analyze = program("systemd-analyze", "systemd")
    (text,) = snippets("ini")
    unit = tmp_path / "syndicate.service"
    for path in ("/srv/syndicate/bin/syndicate",):
        assert path in text
        text = text.replace(path, "/bin/true")  # which is there
    unit.write_text(text)
    verified = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    ours = [line for line in verified.stderr.splitlines() if "syndicate.service" in line]
    assert (verified.returncode, ours) == (0, []), verified.stderr
    command = [analyze, "security", "--offline=true", "--threshold=25", "--no-pager", str(unit)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout[-2000:]


def test_systemd_tries_no_wrong_settings_again_and_again() -> None:
    (text,) = snippets("ini")
    assert f"RestartPreventExitStatus={USAGE}\n" in text


def test_systemd_waits_longer_than_the_service_takes_to_stop() -> None:
    (text,) = snippets("ini")
    waits = re.search(r"TimeoutStopSec=(\d+)", text)
    assert waits
    assert int(waits[1]) > ServiceSettings().stop_timeout + 10


# ── the rest ────────────────────────────────────────────────────────────────────────────────────


def test_the_alerts_name_metrics_that_there_are() -> None:
    (text,) = snippets("yaml")
    rules = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
    metrics = Metrics()
    there = {name for family in metrics.registry.collect() for name in (family.name, f"{family.name}_total")}
    named = {name for rule in rules for name in re.findall(r"syndicate_\w+", rule["expr"])}
    assert len(rules) >= 5
    assert named
    assert named <= there


def test_the_line_of_the_access_log_is_as_it_is_shown() -> None:
    from running_services import scope_of

    from syndicate.service.running.access import told

    (text,) = snippets("json")
    shown, made = json.loads(text), told(scope_of("/p/x/es/atom.xml", user_agent="Feedly/1.0"), 304, 0, 0.00041)
    assert list(shown) == list(made)
    assert {**shown, "time": ""} == {**made, "time": ""}


def test_the_limits_are_as_they_are_shown() -> None:
    text = DOCS.read_text("utf-8")
    for told in (
        f"{connections.HEAD_SECONDS:.0f} seconds, {connections.MOST_FIELDS} fields, ",
        f" fields, {connections.MOST_HEAD_BYTES // 1024} kB; ",
        f"an address {connections.MOST_TARGET_BYTES // 1024} kB",
        f"| body of a request | {connections.MOST_BODY_BYTES // 1024} kB |",
        f"| idle connection | {connections.IDLE_SECONDS:.0f} seconds |",
        f"quarters of all places are taken | {connections.CROWDED_SECONDS:.0f} seconds |",
        f"sent ahead on a connection | {connections.MOST_AHEAD};",
        f"takes nothing of its answer | {connections.STALLED_SECONDS:.0f} seconds |",
    ):
        assert told in text, told


def test_a_backup_of_a_running_service_is_whole_and_can_be_restored(tmp_path: Path) -> None:
    program("sqlite3", "sqlite3")
    made = service(tmp_path / "library", publish=False)
    (tmp_path / "backup").mkdir()
    backup, restore = [text for text in snippets("sh") if "BACKUP" in text]

    def note(name: str) -> None:
        with made.database.begin() as connection:
            connection.execute(insert(feed_fetches).values(path=name, last=NOON, count=1))

    def shell(text: str) -> None:
        environ = {**os.environ, "BACKUP": str(tmp_path / "backup")}
        subprocess.run(["sh", "-euc", text], cwd=tmp_path / "library", env=environ, check=True)

    note("before")
    with made.database.begin(reading=True):  # which runs, and has not written everything into the one file
        shell(backup)
    note("after")
    closed = made.box.close(b"a secret")
    made.database.close()
    (tmp_path / "library/state/secret.key").unlink()
    shell(restore)
    with closing(sqlite3.connect(tmp_path / "library/state/service.db")) as opened:
        assert opened.execute("SELECT path FROM feed_fetches").fetchall() == [("before",)]
    again = service(tmp_path / "library", publish=False)
    assert again.box.open(closed) == b"a secret"
    assert (tmp_path / "library/state/secret.key").stat().st_mode & 0o777 == 0o600
