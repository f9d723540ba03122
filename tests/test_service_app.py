"""The rooms together: which one answers, what all of them share, and who is taken for whom."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlencode

import httpx
import pytest
from cryptography.fernet import Fernet
from running_services import ask as asking
from running_services import scope_of
from service_kit import clock, service
from small_library import DAY, NOON, SmallLibrary
from sqlalchemy import create_engine, insert
from starlette.types import ASGIApp, Message

from syndicate.errors import StorageError, UsageError
from syndicate.service.app import create_app, faults_of_the_key
from syndicate.service.context import open_service
from syndicate.service.http.clients import client_of, is_forwarded, plain, room_of
from syndicate.service.http.rates import Rates
from syndicate.service.hub.endpoint import Hub
from syndicate.service.storage.box import Box
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import subscriptions

FEED = "/es/atom.xml"
NEWSBOAT = {"user_agent": "newsboat/2.30", "a_im": "feed"}


def ask(app: ASGIApp, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """One request without a server."""
    return asyncio.run(asking(app, path, method, **headers))


def test_the_service_loads_nothing_that_only_a_publish_or_a_migration_needs() -> None:
    probe = "import sys, syndicate.service.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert "aiohttp" in loaded
    assert not {"alembic", "jsonschema", "markdown_it", "syndicate.publishing.build"} & set(loaded)


# ── rooms ───────────────────────────────────────────────────────────────────────────────────────


def test_a_room_is_chosen_by_the_first_part_below_the_prefix_and_nothing_else() -> None:
    for path in ("/v1/es/latest", "/feeds/v1/es/latest", "/v1"):
        assert room_of(path, "/feeds") == "v1"
    assert room_of("/feedsxv1/es/latest", "/feeds") == "feedsxv1"
    assert room_of("/feeds", "/feeds") == ""
    assert room_of("//v1", "") == ""


def test_what_is_too_long_is_refused_as_the_room_refuses(tmp_path: Path) -> None:
    app = create_app(service(tmp_path))
    for path, kind in {f"{FEED}?": "text/plain; charset=utf-8", "/v1/es/latest?": "application/problem+json"}.items():
        status, headers, _ = ask(app, path + "a" * 5_000)
        assert (status, headers["content-type"]) == (414, kind)
        status, headers, _ = ask(app, path, cookie="a" * 20_000)
        assert (status, headers["content-type"]) == (431, kind)


def test_who_asks_the_api_too_often_is_told_so_in_a_page_as_well(tmp_path: Path) -> None:
    app = create_app(service(tmp_path, requests_per_minute=1))
    ask(app, "/v1/languages")
    status, headers, _ = ask(app, "/v1/languages")
    assert (status, headers["content-type"]) == (429, "application/problem+json")
    assert int(headers["retry-after"]) > 0
    assert headers["access-control-allow-origin"] == "*"


def test_there_is_nothing_below_the_addresses_of_health(tmp_path: Path) -> None:
    app = create_app(service(tmp_path))
    assert ask(app, "/healthz")[0] == 200
    for path in ("/healthz/", "/healthz/x", "/metrics/x", "/readyz/x"):
        assert ask(app, path)[0] == 404, path


# ── what is kept in memory ──────────────────────────────────────────────────────────────────────


def test_an_encoded_slash_leads_nowhere_also_once_the_file_is_in_memory(tmp_path: Path) -> None:
    app = create_app(service(tmp_path, encode=True))
    scope = scope_of(FEED)
    scope["raw_path"] = b"/es%2Fatom.xml"

    def status() -> int:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        asyncio.run(app(dict(scope), receive, send))
        return int(sent[0]["status"])

    assert status() == 404
    assert ask(app, FEED)[0] == 200
    assert status() == 404


def test_a_reader_that_takes_deltas_is_served_from_memory_too(tmp_path: Path) -> None:
    made = service(tmp_path, encode=True)
    app = create_app(made)
    before = ask(app, FEED, **NEWSBOAT)
    assert made.shelf.edition is not None
    shutil.rmtree(made.shelf.edition.folder)
    assert ask(app, FEED, **NEWSBOAT) == before
    assert ask(app, FEED, if_none_match=before[1]["etag"], **NEWSBOAT)[0] == 304


def test_a_feed_whose_notice_is_over_is_gone_from_the_api_too_though_nothing_was_published(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, notice_days=30)
    small.publish()
    small.configure(notice_days=30, topics={"prevention": {"retired": "2026-11-23"}})
    small.publish(NOON + DAY)
    made = service(tmp_path, publish=False, at=NOON + DAY)
    made.shelf.refresh()
    app = create_app(made)
    path = "/v1/es/latest?feed=topics/prevention"
    assert ask(app, path)[0] == 200
    clock(made).forward(60 * DAY)
    assert made.shelf.refresh()
    status, headers, body = ask(app, path)
    assert (status, headers["cache-control"]) == (410, "no-store"), body


def test_a_range_that_is_not_there_is_kept_by_no_cache(tmp_path: Path) -> None:
    app = create_app(service(tmp_path))
    status, headers, body = ask(app, "/es/archive/1/atom.xml", range="bytes=99999999-")
    assert (status, headers["cache-control"]) == (416, "no-store")
    assert headers["content-range"].startswith("bytes */")
    assert b"without Range" in body


def test_a_redirect_to_a_folder_lasts_no_longer_than_a_page(tmp_path: Path) -> None:
    status, headers, _ = ask(create_app(service(tmp_path)), "/es")
    assert (status, headers["location"]) == (301, "es/")
    assert headers["cache-control"].startswith("public, max-age=300")


@pytest.mark.parametrize("wrong", ["/ES/Atom.XML", "/es/atom.xm", "/es/atoms.xml"])
def test_a_wrong_address_of_a_feed_is_put_right(tmp_path: Path, wrong: str) -> None:
    status, _, body = ask(create_app(service(tmp_path)), wrong)
    assert (status, b"did you mean" in body, b"/es/atom.xml" in body) == (404, True, True)


# ── who asks ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:50000", "192.0.2.1"),
        ("[2001:db8::1]:50000", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("unknown", "unknown"),
        ("x" * 1_000, ""),
    ],
)
def test_an_address_is_the_same_however_it_is_written(said: str, meant: str) -> None:
    assert plain(said) == meant
    assert client_of(scope_of("/", client="127.0.0.1", x_forwarded_for=said), ["127.0.0.1"]) == meant


def test_behind_a_socket_that_takes_both_kinds_each_of_ipv4_is_somebody_else() -> None:
    rates = Rates(1)
    waits = [rates.wait(client_of(scope_of("/", client=f"::ffff:192.0.2.{n}"), []), NOON) for n in (1, 2, 1)]
    assert [bool(wait) for wait in waits] == [False, False, True]
    proxied = scope_of("/", client="::ffff:127.0.0.1", x_forwarded_for="192.0.2.9")
    assert client_of(proxied, ["127.0.0.1"]) == "192.0.2.9"


def test_a_proxy_that_nobody_configured_is_no_person_at_this_machine(tmp_path: Path) -> None:
    # nginx with `proxy_pass` alone: HTTP/1.0, Host: 127.0.0.1:8080, and no field of its own.
    scope = scope_of("/admin", client="127.0.0.1", host="127.0.0.1:8080") | {"http_version": "1.0"}
    assert is_forwarded(scope)
    app = create_app(service(tmp_path))
    for path in ("/admin", "/metrics"):
        sent: list[Message] = []

        async def send(message: Message, sent: list[Message] = sent) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        asyncio.run(app(scope | {"path": path, "raw_path": path.encode()}, receive, send))
        assert sent[0]["status"] == 403, path


# ── what is wrong from the start ────────────────────────────────────────────────────────────────


def test_a_key_that_does_not_open_what_was_kept_is_told_and_feeds_go_out(tmp_path: Path) -> None:
    made = service(tmp_path)
    with made.database.begin() as connection:
        closed = made.box.close(b"a secret of sixteen")
        held = {"topic": "es/atom.xml", "callback": "https://reader.example/cb", "host": "reader.example"}
        connection.execute(insert(subscriptions).values(id="1", **held, secret=closed, created=NOON, lease_ends=NOON))
    other = replace(made, box=Box(Fernet.generate_key().decode()))
    assert asyncio.run(faults_of_the_key(made)) == []
    (told,) = asyncio.run(faults_of_the_key(other))
    assert "put the key back" in told
    assert ask(create_app(other), FEED)[0] == 200


def test_an_admin_token_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    library = service(tmp_path).library
    with pytest.raises(UsageError, match="openssl rand -hex 32"):
        open_service(library, library.settings.service, lambda: NOON, {"SYNDICATE_ADMIN_TOKEN": "secret"})


def test_the_hub_says_so_where_its_database_is_away(tmp_path: Path) -> None:
    made = service(tmp_path)

    class Away(Database):
        async def run(self, *_: object, **__: object) -> NoReturn:
            raise StorageError("the service's database: it is away")

    hub = Hub(replace(made, database=Away(create_engine("sqlite://"))), lambda: None)
    form = {"hub.mode": "subscribe", "hub.callback": "https://reader.example/cb"}
    data = urlencode(form | {"hub.topic": made.address("es/atom.xml")}).encode()
    transport = httpx.ASGITransport(hub)

    async def subscribe() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            kind = {"content-type": "application/x-www-form-urlencoded"}
            return await client.post("/websub", content=data, headers=kind)

    answer = asyncio.run(subscribe())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
