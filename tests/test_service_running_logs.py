"""Logs and the access log: one line each, no secret, no whole address, and nothing that a stranger can forge."""

import asyncio
import io
import json
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from running_services import ask, scope_of
from service_kit import service
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from syndicate.service.metrics import Metrics
from syndicate.service.running import logs
from syndicate.service.running.access import Access, observed, told
from syndicate.service.running.redaction import network_of, redacted, shortened

TOKEN = "q7Jx-V2mZc_0LrTnW8aYbD"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the logs go; afterwards the loggers are as they were."""
    before = {name: vars(logging.getLogger(name)).copy() for name in logs.NAMES}
    yield io.StringIO()
    for name, state in before.items():
        vars(logging.getLogger(name)).update(state)
        logging.getLogger(name).manager._clear_cache()  # type: ignore[attr-defined]


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


# ── logs ────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_is_one_line_of_json_with_a_date_in_utc(stream: io.StringIO) -> None:
    logs.configure(stream)
    logging.getLogger("syndicate.service.x").warning("publish taken up", extra={"files": 14, "built": "2026-11-22"})
    (record,) = records(stream)
    assert record.pop("time").endswith("Z")
    assert record == {
        "level": "warning",
        "event": "publish taken up",
        "files": 14,
        "built": "2026-11-22",
        "logger": "syndicate.service.x",
    }


def test_a_traceback_stays_in_its_line(stream: io.StringIO) -> None:
    logs.configure(stream)
    try:
        raise RuntimeError("a bug\nof two lines")
    except RuntimeError:
        logging.getLogger("syndicate.x").exception("the outbox has ended")
    (record,) = records(stream)
    assert "RuntimeError: a bug" in record["error"]


def test_no_stranger_writes_a_line_of_ours(stream: io.StringIO) -> None:
    hostile = 'x\n{"level":"error"}\r\x1b[31m\x9b\u2028\u202e\x00'
    for as_json in (True, False):
        logs.configure(stream, as_json=as_json)
        logging.getLogger("syndicate.x").info(hostile, extra={"agent": hostile})
    lines = stream.getvalue().split("\n")[:-1]
    assert len(lines) == 2
    assert all(line.isprintable() and line.isascii() for line in lines), lines


def test_on_a_terminal_it_is_text(stream: io.StringIO) -> None:
    logs.configure(stream, as_json=False)
    logging.getLogger("syndicate.x").info("published", extra={"why": "due", "seconds": 1.5, "reason": "two words"})
    assert stream.getvalue()[8:] == ' info    published why=due seconds=1.5 reason="two words"\n'


def test_libraries_are_heard_from_warnings_on_and_the_server_from_errors_on(stream: io.StringIO) -> None:
    logs.configure(stream)
    logging.getLogger("sqlalchemy.engine").info("BEGIN (implicit)")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("sqlalchemy.pool").warning("a connection was lost")
    assert [record["event"] for record in records(stream)] == ["a connection was lost"]


# ── redaction ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (f"/p/{TOKEN}/es/atom.xml", "/p/…/es/atom.xml"),
        (f"/p/{TOKEN}", "/p/…"),
        (f"/sub/path/p/{TOKEN}/es/atom.xml", "/sub/path/p/…/es/atom.xml"),
        (f"//p//{TOKEN}/es", "//p//…/es"),
        (f"/P/{TOKEN}/es", "/P/…/es"),
        (f"/p%2F{TOKEN}%2Fes", "/p%2F…%2Fes"),
        (f"/p%252f{TOKEN}", "/p%252f…"),
        (f"/p\\{TOKEN}\\es", "/p\\…\\es"),
        ("/p/short/es", "/p/…/es"),
        (f"/es/{TOKEN}/atom.xml", "/es/…/atom.xml"),
        (f"/{TOKEN}", "/…"),
        ("/es/atom.xml", "/es/atom.xml"),
        ("/zh-Hans/items/acetaminophen-safe-dosing.html", "/zh-Hans/items/acetaminophen-safe-dosing.html"),
        ("/media/soap-0123456789abcdef0123456789abcdef.png", "/media/soap-0123456789abcdef0123456789abcdef.png"),
        ("/partners/clinic/es/atom.xml", "/partners/clinic/es/atom.xml"),
        ("/p/", "/p/"),
        ("/", "/"),
    ],
)
def test_a_path_is_written_down_without_its_token(path: str, written: str) -> None:
    assert redacted(path) == written


def test_no_token_passes_wherever_it_stands() -> None:
    for _ in range(300):
        token = secrets.token_urlsafe(32)
        for path in (f"/p/{token}/es/atom.xml", f"/es/{token}", f"/v1/es/latest{token}"):
            assert token not in redacted(path), path


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("unknown\n", ""),
        ("", ""),
    ],
)
def test_a_reader_is_written_down_as_a_network(address: str, written: str) -> None:
    assert network_of(address) == written


# ── the access log ──────────────────────────────────────────────────────────────────────────────


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(b"x" * 1000, 404 if scope["path"] == "/nothing" else 200)(scope, receive, send)


def test_a_request_is_told_in_one_line_and_counted() -> None:
    metrics, lines = Metrics(), []
    secret = {"authorization": "Basic c2VjcmV0", "cookie": "session=s3cret", "x_forwarded_for": "198.51.100.9"}
    watched = Access(app, metrics, tell=lines.append, trusted=("127.0.0.1",))
    asked = f"/p/{TOKEN}/es/atom.xml?token={TOKEN}&hub.secret=s3cret"
    asyncio.run(ask(watched, asked, client="127.0.0.1", user_agent="curl/8" + "x" * 500, **secret))
    (line,) = lines
    assert line.pop("time").endswith("Z")
    assert 0 <= line.pop("ms") < 1000
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "path": "/p/…/es/atom.xml",
        "status": 200,
        "bytes": 1000,
        "client": "198.51.100.0/24",
        "agent": shortened("curl/8" + "x" * 500),
    }
    assert metrics.registry.get_sample_value("syndicate_requests_total", {"room": "partners", "status": "200"}) == 1
    assert metrics.registry.get_sample_value("syndicate_sent_bytes_total", {"room": "partners"}) == 1000


def test_requests_are_counted_by_room_below_the_prefix_too() -> None:
    metrics = Metrics()
    watched = Access(app, metrics, prefix="/health")
    for path in ("/health/v1/es/latest", "/health/es/atom.xml", "/health/websub", "/health/admin", "/nothing"):
        asyncio.run(ask(watched, path))
    counted = {
        (sample.labels["room"], sample.labels["status"]): sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "syndicate_requests_total"
    }
    assert counted == {
        ("api", "200"): 1,
        ("feeds", "200"): 1,
        ("hub", "200"): 1,
        ("dashboard", "200"): 1,
        ("feeds", "404"): 1,
    }


def test_an_answer_that_never_began_is_told_as_such_and_the_error_goes_on() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("a bug")

    lines: list[Any] = []
    with pytest.raises(RuntimeError, match="a bug"):
        asyncio.run(ask(Access(broken, Metrics(), tell=lines.append), "/es/atom.xml"))
    assert lines[0]["status"] == 499


def test_lifespan_passes_untouched() -> None:
    seen = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    asyncio.run(Access(inner, Metrics())({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]


def test_the_settings_turn_it_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for on in (True, False):
        made = service(tmp_path, publish=False, access_log=on)
        asyncio.run(ask(observed(app, made), "/es/atom.xml"))
        made.database.close()
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["path"] == "/es/atom.xml"


def test_a_log_that_nobody_reads_any_more_stops_nothing() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    logs.writer(Gone())(told(scope_of("/"), 200, 0, 0.1))
