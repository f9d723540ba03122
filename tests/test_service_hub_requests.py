"""What the hub says to a request, at once: accepted, or what is wrong and what to do."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hub_kit import SITE, TOPIC, reconfigured
from service_kit import clock, service
from sqlalchemy import insert, select

from syndicate.config import ServiceSettings
from syndicate.service.context import Service
from syndicate.service.hub import Hub
from syndicate.service.hub.requests import RequestError, parse
from syndicate.service.storage.tables import deliveries, intents, subscriptions

GOOD = {"hub.mode": "subscribe", "hub.callback": "https://reader.example/cb", "hub.topic": SITE + TOPIC}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    made = service(tmp_path_factory.mktemp("library"), hub_requests_per_minute=1_000_000)
    yield made
    made.database.close()


@pytest.fixture
def made(shared: Service) -> Service:
    with shared.database.begin() as connection:
        for table in (deliveries, intents, subscriptions):
            connection.execute(table.delete())
    return shared


class Asker:
    """Asks a hub without a network, from an address of its own."""

    def __init__(self, made: Service) -> None:
        self.woken = 0
        self._hub = Hub(made, self._wake)

    def _wake(self) -> None:
        self.woken += 1

    def __call__(
        self, data: Mapping[str, str] | bytes | AsyncIterator[bytes], *, method: str = "POST", **options: Any
    ) -> httpx.Response:
        content = urlencode(data).encode() if isinstance(data, Mapping) else data
        address = options.pop("address", "198.51.100.1")
        headers = {**FORM, **options.pop("headers", {})}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._hub, client=(address, 1234))
            async with httpx.AsyncClient(transport=transport, base_url="https://feeds.example.org") as client:
                return await client.request(method, "/websub", content=content, headers=headers)

        return asyncio.run(ask())


def test_a_good_request_is_accepted_noted_and_handed_to_the_outbox(made: Service) -> None:
    asker = Asker(made)
    answer = asker(GOOD | {"hub.secret": "s", "hub.lease_seconds": "5"})
    assert answer.status_code == 202
    assert "your callback is asked now" in answer.text
    assert asker.woken == 1
    with made.database.begin() as connection:
        intent = connection.execute(select(intents)).one()
        assert (intent.mode, intent.topic, intent.callback) == ("subscribe", TOPIC, GOOD["hub.callback"])
        assert (intent.host, intent.lease_seconds) == ("reader.example", 3600)
        assert made.box.open(intent.secret) == b"s"
        delivery = connection.execute(select(deliveries)).one()
        assert (delivery.kind, delivery.host, delivery.intent_id) == ("verify", "reader.example", intent.id)
        assert connection.execute(select(subscriptions)).first() is None


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"hub.mode": ""}, 400, "hub.mode is subscribe or unsubscribe"),
        ({"hub.mode": "publish"}, 400, "learns of publishes by itself"),
        ({"hub.mode": "denied"}, 400, "hub.mode"),
        ({"hub.callback": ""}, 400, "hub.callback is missing"),
        ({"hub.topic": ""}, 400, "hub.topic is missing"),
        ({"hub.callback": "http://reader.example/"}, 400, "only https"),
        ({"hub.callback": "https://127.0.0.1/"}, 400, "inner network"),
        ({"hub.callback": "https://localhost:22/"}, 400, "port"),
        ({"hub.secret": "x" * 200}, 400, "shorter than 200 bytes"),
        ({"hub.secret": "é" * 100}, 400, "shorter than 200 bytes"),
        ({"hub.lease_seconds": "ten"}, 400, "whole number"),
        ({"hub.lease_seconds": "-1"}, 400, "whole number"),
        ({"hub.lease_seconds": "²"}, 400, "whole number"),
        ({"hub.topic": "https://elsewhere.example/es/atom.xml"}, 404, "no feed of this library"),
        ({"hub.topic": SITE}, 404, "no feed"),
        ({"hub.topic": f"{SITE}es/atom.xml?x"}, 404, "no feed"),
        ({"hub.topic": f"{SITE}es/archive/1/atom.xml"}, 404, "no feed"),
        ({"hub.topic": f"{SITE}es/ledger.jsonl"}, 404, "no feed"),
        ({"hub.topic": "es/atom.xml"}, 404, "index.json lists them"),
    ],
)
def test_a_request_that_cannot_be_granted_is_refused_in_words(
    made: Service, changes: dict[str, str], status: int, words: str
) -> None:
    answer = Asker(made)(GOOD | changes)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    with made.database.begin() as connection:
        assert connection.execute(select(intents)).first() is None


def test_other_methods_types_and_sizes_are_refused(made: Service) -> None:
    ask = Asker(made)
    assert (ask(b"", method="GET").status_code, ask(b"", method="GET").headers["allow"]) == (405, "POST")
    assert ask(b"{}", headers={"content-type": "application/json"}).status_code == 415
    assert ask(b"--x", headers={"content-type": "multipart/form-data; boundary=x"}).status_code == 415
    typed = ask(GOOD, headers={"content-type": "Application/X-WWW-Form-URLencoded; charset=UTF-8"})
    assert typed.status_code == 202
    assert ask(GOOD | {"x": "y" * 16_384}).status_code == 413
    assert ask(b"hub.mode=%ff%fe&hub.topic=x").status_code == 400
    assert ask("hub.mode=é".encode()).status_code == 400
    assert ask(b"&".join(b"a%d=1" % number for number in range(200))).status_code == 400
    assert ask(urlencode(GOOD).encode() + b"&hub.mode=subscribe").text.startswith("hub.mode is given twice")
    assert ask(b"").status_code == 400


def test_an_endless_body_is_not_read_to_its_end(made: Service) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            assert sent < 100
            yield b"x" * 1000

    assert Asker(made)(endless()).status_code == 413


def test_leases_are_kept_within_our_bounds() -> None:
    settings = ServiceSettings(hub_min_lease=100, hub_lease=500, hub_max_lease=1000)

    def lease(text: str) -> int:
        return parse(urlencode(GOOD | {"hub.lease_seconds": text}).encode(), settings).lease

    assert [lease(text) for text in ("", "0", "1", "700", "1000", "9" * 400)] == [500, 100, 100, 700, 1000, 1000]
    with pytest.raises(RequestError):
        lease("1e3")


def test_before_the_first_publish_the_hub_asks_for_patience(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    answer = Asker(made)(GOOD)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    made.database.close()


def test_where_only_partners_may_read_nobody_else_can_subscribe(made: Service) -> None:
    assert Asker(reconfigured(made, public=False))(GOOD).status_code == 404


# ── floods ──────────────────────────────────────────────────────────────────────────────────────


def test_one_client_that_floods_is_told_to_wait_and_others_are_not(made: Service) -> None:
    ask = Asker(reconfigured(made, hub_requests_per_minute=3))
    assert [ask(GOOD).status_code for _ in range(4)] == [202, 202, 202, 429]
    assert ask(GOOD).headers["retry-after"] == "60"
    assert ask(GOOD, address="198.51.100.2").status_code == 202
    clock(made).forward(timedelta(seconds=59))
    assert ask(GOOD).headers["retry-after"] == "1"
    clock(made).forward(timedelta(seconds=1))
    assert ask(GOOD).status_code == 202


def test_behind_a_trusted_proxy_the_client_counts_and_not_the_proxy(made: Service) -> None:
    ask = Asker(reconfigured(made, hub_requests_per_minute=1, trusted_proxies=("10.0.0.1",)))

    def status(forwarded: str, address: str = "10.0.0.1") -> int:
        return ask(GOOD, address=address, headers={"x-forwarded-for": forwarded}).status_code

    assert [status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.2")] == [202, 429, 202]
    assert [status("192.0.2.3", "10.9.9.9"), status("192.0.2.4", "10.9.9.9")] == [202, 429], "it may say what it likes"


def test_a_host_has_so_many_verifications_and_no_more(made: Service) -> None:
    ask = Asker(made)
    answers = [ask(GOOD | {"hub.callback": f"https://victim.example/{n}"}) for n in range(22)]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429, 429]
    assert "20 verifications wait for victim.example" in answers[-1].text
    assert answers[-1].headers["retry-after"] == "60"
    assert ask(GOOD).status_code == 202, "another host is no victim of that"
    again = ask(GOOD | {"hub.callback": "https://victim.example/3"})
    assert again.status_code == 202, "the same words take the place of those that wait"


def test_a_host_and_the_hub_have_so_many_subscriptions_and_no_more(made: Service) -> None:
    now = clock(made).at

    def live(number: int, host: str, ends: timedelta) -> dict[str, Any]:
        callback = f"https://{host}/{number}"
        row = {"id": f"{host}{number}", "topic": TOPIC, "callback": callback, "host": host, "created": now}
        return row | {"lease_ends": now + ends}

    hour = timedelta(hours=1)
    rows = [live(n, "reader.example", hour) for n in range(5)]
    rows += [live(n, "other.example", hour) for n in range(3)] + [live(9, "third.example", -hour)]
    with made.database.begin() as connection:
        connection.execute(insert(subscriptions), rows)
    ask = Asker(reconfigured(made, hub_per_host=5, hub_subscriptions=8))
    full = ask(GOOD)
    assert (full.status_code, full.headers["retry-after"]) == (429, "3600")
    assert "reader.example has 5 subscriptions" in full.text
    assert ask(GOOD | {"hub.callback": "https://reader.example/2"}).status_code == 202, "who has one can renew it"
    assert ask(GOOD | {"hub.mode": "unsubscribe"}).status_code == 202, "and end it"
    assert "the hub is full" in ask(GOOD | {"hub.callback": "https://new.example/"}).text
