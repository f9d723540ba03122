"""Who may see the dashboard: whoever has the token, else only a person at this very machine."""

import asyncio
import base64
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from running_services import until
from service_dashboard_scenes import Browser, survey
from service_kit import clock, service
from small_library import HOUR, NOON

from syndicate.service.context import Service
from syndicate.service.dashboard import surveyor
from syndicate.service.dashboard.access import Access
from syndicate.service.dashboard.survey import Survey
from syndicate.service.dashboard.surveyor import Surveyor, in_a_process

TOKEN = "a-long-random-token-Zm9vYmFy"


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service with a token."""
    return service(tmp_path_factory.mktemp("closed"), publish=False, admin_token=TOKEN)


@pytest.fixture(scope="module")
def unset(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service without one."""
    return service(tmp_path_factory.mktemp("unset"), publish=False)


def basic(password: str, user: str = "ana") -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


# ── with a token ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("user", ["", "ana", "admin"])
def test_the_token_is_the_password_whoever_asks_from_wherever(closed: Service, user: str) -> None:
    client = Browser(closed, client="203.0.113.9", host="feeds.example.org")
    assert client("/admin/hub", authorization=basic(TOKEN, user)).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        "",
        basic("wrong"),
        basic(""),
        basic(TOKEN[:-1]),
        basic(f"{TOKEN} "),
        f"Bearer {TOKEN}",
        "Basic",
        "Basic %%%",
        "Basic " + base64.b64encode(TOKEN.encode()).decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
    ],
)
def test_without_it_nobody_may_look_not_even_here(closed: Service, given: str) -> None:
    client = Browser(closed)
    for path in ("/admin", "/admin/hub", "/admin/style.css", "/admin/nothing"):
        answer = client(path, **({"authorization": given} if given else {}))
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="syndicate", charset="UTF-8"'
        assert answer.headers["cache-control"] == "no-store"
        assert TOKEN not in answer.text


def test_wrong_passwords_are_slowed_down_by_address_and_harm_nobody_else(closed: Service) -> None:
    client = Browser(closed, client="203.0.113.9")
    statuses = [client(authorization=basic(f"guess {number}")).status_code for number in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    refused = client(authorization=basic(TOKEN))  # nor does the right one help: else guessing would go on
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
    clock(closed).forward(timedelta(minutes=10))
    assert client("/admin/hub", authorization=basic(TOKEN)).status_code == 200


def test_the_address_is_the_clients_where_a_trusted_proxy_tells_it(closed: Service) -> None:
    client = Browser(closed)  # the proxy, at 127.0.0.1
    for number in range(11):
        client(authorization=basic(f"guess {number}"), x_forwarded_for="198.51.100.1")
    assert client("/admin/hub", authorization=basic(TOKEN), x_forwarded_for="198.51.100.1").status_code == 429
    assert client("/admin/hub", authorization=basic(TOKEN), x_forwarded_for="198.51.100.2").status_code == 200


def test_addresses_of_one_ipv6_network_are_one_and_a_flood_of_them_is_forgotten() -> None:
    now = NOON
    access = Access(TOKEN, "SYNDICATE_ADMIN_TOKEN", (), lambda: now)

    def status(address: str, password: str) -> int:
        headers = [(b"authorization", basic(password).encode())]
        refused = access.refusal({"type": "http", "client": (address, 1), "headers": headers})
        return refused.status_code if refused else 200

    for number in range(10):
        assert status(f"2001:db8::{number}", "guess") == 401
    assert status("2001:db8::ffff", TOKEN) == 429
    assert status("2001:db8:0:1::1", TOKEN) == 200
    for number in range(10_001):
        status(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", "guess")
    assert status("2001:db8::ffff", TOKEN) == 200


# ── without one ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("client", "host"),
    [
        ("127.0.0.1", "localhost"),
        ("127.0.0.1", "localhost:8080"),
        ("127.8.9.1", "127.0.0.1:8080"),
        ("::1", "[::1]:8080"),
        ("::ffff:127.0.0.1", "LOCALHOST"),
    ],
)
def test_without_a_token_it_opens_on_this_machine(unset: Service, client: str, host: str) -> None:
    assert Browser(unset, client=client)("/admin/hub", host=host).status_code == 200


@pytest.mark.parametrize(
    ("client", "host", "more"),
    [
        ("203.0.113.9", "localhost", {}),
        ("192.168.1.5", "localhost", {}),
        ("::ffff:192.168.1.5", "localhost", {}),
        ("", "localhost", {}),  # a Unix socket: whoever stands before it
        ("127.0.0.1", "evil.example", {}),  # a name of somebody else's that resolves to this machine
        ("127.0.0.1", "localhost.evil.example:8080", {}),
        ("127.0.0.1", "127.0.0.1.evil.example", {}),
        ("127.0.0.1", "[::1].evil.example", {}),
        ("127.0.0.1", "", {}),
        ("127.0.0.1", "localhost", {"x_forwarded_for": "127.0.0.1"}),
        ("127.0.0.1", "localhost", {"forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", "localhost", {"via": "1.1 proxy"}),
        ("127.0.0.1", "localhost", {"x_real_ip": "127.0.0.1"}),
    ],
)
def test_and_for_nobody_else(unset: Service, client: str, host: str, more: dict[str, str]) -> None:
    answer = Browser(unset, client=client)("/admin/hub", host=host, **more)
    assert answer.status_code == 403
    assert "set a long random one in SYNDICATE_ADMIN_TOKEN" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


# ── the survey is made when somebody looks, and seldom ──────────────────────────────────────────


class Counting:
    """An examiner that counts, and may be slow."""

    def __init__(self) -> None:
        self.moments: list[datetime] = []
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def __call__(self, _root: Path, now: datetime) -> Survey:
        self.moments.append(now)
        await self.may_end.wait()
        return survey(7, now=now)


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveyor, "_LOOK", 0.0)
    monkeypatch.setattr(surveyor, "_REST", 0)
    monkeypatch.setattr(surveyor, "_PATIENCE", 60)


@pytest.mark.usefixtures("_at_once")
def test_a_survey_is_made_again_when_a_file_the_edition_or_the_hour_changed(tmp_path: Path) -> None:
    made = service(tmp_path)
    examine = Counting()

    async def looks() -> list[int]:
        own, counts = Surveyor(made, examine), []
        changes = (
            lambda: None,
            lambda: None,
            lambda: (tmp_path / "articles/hands.md").write_text("changed"),
            lambda: (tmp_path / "locales/es/articles/new.po").write_text(""),
            (tmp_path / "syndicate.toml").touch,
            lambda: clock(made).forward(HOUR),
            lambda: None,
        )
        for change in changes:
            change()
            seen = await own.look()
            assert seen.survey is not None
            counts.append(len(examine.moments))
        return counts

    assert asyncio.run(looks()) == [1, 1, 2, 3, 4, 5, 5]
    assert examine.moments[-1] == NOON + HOUR


@pytest.mark.usefixtures("_at_once")
def test_many_who_look_at_once_wait_for_one_survey_and_not_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = service(tmp_path, publish=False)
    examine = Counting()

    async def looks() -> None:
        own = Surveyor(made, examine)
        examine.may_end.clear()
        with monkeypatch.context() as hasty:
            hasty.setattr(surveyor, "_PATIENCE", 0.05)
            seen = await asyncio.gather(*(own.look() for _ in range(20)))
            assert [(one.survey, one.is_coming) for one in seen] == [(None, True)] * 20
            await until(lambda: bool(examine.moments))
            assert (await own.look()).is_coming
        examine.may_end.set()
        assert (await own.look()).survey == survey(7)
        assert len(examine.moments) == 1
        (tmp_path / "articles/hands.md").write_text("changed")
        examine.may_end.clear()
        monkeypatch.setattr(surveyor, "_PATIENCE", 0.05)
        later = await own.look()  # the last one is shown meanwhile
        assert (later.survey, later.is_coming) == (survey(7), True)
        examine.may_end.set()

    asyncio.run(looks())


def test_while_the_first_survey_is_made_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveyor, "_PATIENCE", 0.01)
    examine = Counting()
    examine.may_end.clear()
    page = Browser(service(tmp_path, publish=False), examine=examine)("/admin/withheld")
    assert page.status_code == 200
    assert "is being read for the first time" in page.text


def test_a_survey_rests_after_a_long_one(tmp_path: Path) -> None:
    examine = Counting()

    async def looks() -> int:
        own = Surveyor(service(tmp_path, publish=False), examine)
        await own.look()
        (tmp_path / "articles/hands.md").write_text("changed")
        await own.look()
        return len(examine.moments)

    assert asyncio.run(looks()) == 1


def test_a_process_that_dies_is_told_in_the_log_and_not_on_the_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveyor.sys, "executable", "/bin/false")
    monkeypatch.setattr(surveyor, "_PATIENCE", 60)
    with caplog.at_level(logging.ERROR):
        page = Browser(service(tmp_path, publish=False), examine=in_a_process)().text
    assert "the library could not be read" in page
    assert "the survey's process ended with 1" in caplog.text


@pytest.mark.slow
def test_a_survey_ends_with_whoever_waits_for_it(tmp_path: Path) -> None:
    service(tmp_path)

    async def stopped() -> list[str]:
        task = asyncio.create_task(in_a_process(tmp_path, NOON))
        while not (running := _surveys_of(tmp_path)):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return [process for process in running if process in _surveys_of(tmp_path)]

    assert asyncio.run(stopped()) == []


def _surveys_of(root: Path) -> list[str]:
    """The processes that make a survey of that library."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes()
            found += [path.parent.name] if b"dashboard.examining" in words and str(root).encode() in words else []
    return found
