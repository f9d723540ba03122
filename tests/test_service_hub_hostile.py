"""Subscribers that lie, redirect, dawdle, die, turn inwards or leave harm nobody else, and we say what they did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from hub_kit import HOST, PATIENCE, SITE, TOPIC, Answer, Hubbing, Query, Subscribers, echo, eventually, reconfigured
from service_kit import LOOPBACK, clock, service
from small_library import DAY, SmallLibrary
from sqlalchemy import insert

from syndicate.service.outbound.deliveries import put, put_contents
from syndicate.service.storage.tables import deliveries, intents, subscriptions

pytestmark = [LOOPBACK, pytest.mark.slow]

HOSTS = (HOST, "slow.test", "quick.test")


async def names(host: str, _: int) -> Sequence[str]:
    """All hosts of these tests are this machine, and one of them is so in secret."""
    return ["127.0.0.1"]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hubbing]:
    with Hubbing(service(tmp_path, trusted_hosts=HOSTS), resolve=names) as hub:
        yield hub


@pytest.fixture
def others() -> Iterator[Subscribers]:
    with Subscribers() as others:
        yield others


# ── verification ────────────────────────────────────────────────────────────────────────────────


def answer(status: int, body: bytes | None = None, **headers: str) -> Any:
    def on_verify(query: Query) -> Answer:
        return status, headers, query["hub.challenge"].encode() if body is None else body

    return on_verify


@pytest.mark.parametrize(
    ("on_verify", "said"),
    [
        (answer(200, b"yes"), "it answered 200, and not with the challenge alone"),
        (answer(200, b""), "it answered 200, and not with the challenge alone"),
        (lambda q: (200, {}, q["hub.challenge"].encode() + b"\n"), "not with the challenge alone"),
        (lambda q: (200, {}, b"<p>" + q["hub.challenge"].encode() * 1000), "not with the challenge alone"),
        (answer(404), "it answered 404"),
        (answer(301, Location="/agrees"), "it answered 301: redirects are not followed"),
        (answer(307, Location="/agrees"), "it answered 307: redirects are not followed"),
    ],
)
def test_who_does_not_say_yes_is_not_subscribed(hub: Hubbing, others: Subscribers, on_verify: Any, said: str) -> None:
    reader, agrees = others.add("/reader", on_verify=on_verify), others.add("/agrees")
    assert hub.subscribe(reader).status_code == 202
    (row,) = hub.settled(kind="verify")
    assert (row.state, row.attempts, said in row.error) == ("failed", 1, True), row.error
    assert (hub.rows(subscriptions), hub.rows(intents), agrees.verifications) == ([], [], [])


def test_each_challenge_is_another(hub: Hubbing, others: Subscribers) -> None:
    """The last challenge, kept and said again, is no yes."""
    said: list[str] = []

    def last(query: Query) -> Answer:
        said.append(query["hub.challenge"])
        return 200, {}, said[max(0, len(said) - 2)].encode()

    reader = others.add("/reader", on_verify=last)
    hub.subscribed(reader)
    hub.subscribe(reader)
    rows = hub.settled(2, "verify")
    assert sorted(row.state for row in rows) == ["done", "failed"]
    assert len(set(said)) == 2


def test_a_callback_in_trouble_is_asked_three_times(hub: Hubbing, others: Subscribers) -> None:
    reader = others.add("/reader", on_verify=answer(503, **{"Retry-After": "600"}))
    hub.subscribe(reader)
    row = hub.tried(1, "verify")
    assert (row.state, row.due) == ("waiting", clock(hub.made).at + timedelta(seconds=600)), "as it asked"
    hub.wake(timedelta(seconds=600))
    hub.tried(2, "verify")
    hub.wake(timedelta(seconds=600))
    row = hub.tried(3, "verify")
    assert (row.state, row.status, row.error) == ("failed", 503, "it answered 503")
    assert hub.rows(intents) == []
    reader.on_verify = echo
    hub.subscribed(reader)


# ── delivery ────────────────────────────────────────────────────────────────────────────────────


def test_a_delivery_is_never_redirected(hub: Hubbing, others: Subscribers) -> None:
    secret = others.add("/secret")
    reader = others.add("/reader", on_delivery=lambda _: (307, {"Location": secret.url}, b""))
    hub.subscribed(reader)
    hub.publish()
    row = hub.tried(1)
    assert (row.state, row.status, row.error) == ("waiting", 307, "it answered 307: redirects are not followed")
    assert (secret.deliveries, secret.verifications) == ([], [])


def test_a_failed_delivery_is_tried_again_later_with_the_newest_content(hub: Hubbing, others: Subscribers) -> None:
    answers = iter([(500, {}, b""), (503, {"Retry-After": "1800"}, b"")])
    reader = others.add("/reader", on_delivery=lambda _: next(answers, (204, {}, b"")))
    hub.subscribed(reader)
    hub.publish()
    row = hub.tried(1)
    assert clock(hub.made).at < row.due <= clock(hub.made).at + timedelta(seconds=10)
    (subscription,) = hub.rows(subscriptions)
    assert (subscription.failures, subscription.last_status, subscription.last_delivery) == (1, 500, None)
    hub.wake(timedelta(seconds=10))
    row = hub.tried(2)
    assert row.due == clock(hub.made).at + timedelta(seconds=1800)
    hub.publish()
    (row,) = hub.settled()
    assert (row.state, row.attempts) == ("done", 1), "a newer publish begins anew, in the same row"
    assert reader.deliveries[-1].body == hub.body()
    assert b"Ronda 2" in hub.body()
    (subscription,) = hub.rows(subscriptions)
    assert (subscription.failures, subscription.last_status) == (0, 204)


def test_after_fifteen_tries_the_next_publish_is_waited_for(hub: Hubbing, others: Subscribers) -> None:
    reader = others.add("/reader", on_delivery=lambda _: (500, {}, b""))
    hub.subscribed(reader)
    hub.publish()
    for attempt in range(1, 16):
        row = hub.tried(attempt)
        hub.wake(timedelta(hours=6))
    assert (row.state, row.error, len(reader.deliveries)) == ("failed", "it answered 500", 15)
    assert len(hub.rows(subscriptions)) == 1
    hub.publish()
    reader.wait_for_deliveries(16)


def test_slow_and_dead_subscribers_hold_up_no_other(tmp_path: Path, others: Subscribers) -> None:
    over = Event()

    def dawdle(_: Any) -> Answer:
        over.wait(PATIENCE)
        return 204, {}, b""

    made = service(tmp_path, trusted_hosts=HOSTS, deliveries_at_once=8)
    with Hubbing(made, resolve=names) as hub:
        slow = [others.add(f"/slow{n}", host="slow.test", on_delivery=dawdle) for n in range(6)]
        quick = [others.add(f"/quick{n}", host="quick.test") for n in range(6)]
        for each in (*slow, *quick):
            hub.subscribed(each)
        hub.publish()
        for each in quick:
            each.wait_for_deliveries(1)
        assert not any(each.deliveries for each in slow), "they are still at it"
        over.set()
        hub.settled(12)


def subscription_of(hub: Hubbing, callback: str) -> None:
    """Write one down that was verified before."""
    now = clock(hub.made).at
    row = {"id": "s", "topic": TOPIC, "callback": callback, "host": urlsplit(callback).hostname}
    with hub.made.database.begin() as connection:
        connection.execute(insert(subscriptions).values(row | {"created": now, "lease_ends": now + DAY}))


def test_who_does_not_answer_in_time_is_tried_again(tmp_path: Path, others: Subscribers) -> None:
    over = Event()
    reader = others.add("/reader", on_delivery=lambda _: (204 if over.wait(PATIENCE) else 500, {}, b""))
    with Hubbing(service(tmp_path, trusted_hosts=HOSTS, delivery_timeout=0.5), resolve=names) as hub:
        subscription_of(hub, reader.url)
        hub.publish()
        row = hub.tried(1)
        over.set()
    assert (row.state, row.status, row.error) == ("waiting", None, "no whole answer within 0.5 s")


def test_who_leads_inside_at_delivery_time_is_not_called(hub: Hubbing, others: Subscribers) -> None:
    """It was public when it was verified; now its name leads to this machine."""
    subscription_of(hub, f"https://rebound.example:{others.port}/")
    hub.publish()
    tried = hub.tried(1)
    assert (tried.state, tried.error) == ("waiting", "its name leads to an address of an inner network")
    assert others.connections == 0


def test_a_callback_on_an_inner_network_is_not_verified(hub: Hubbing, others: Subscribers) -> None:
    assert hub.subscribe(f"https://inside.example:{others.port}/").status_code == 202
    (row,) = hub.settled(kind="verify")
    assert (row.state, row.error) == ("failed", "its name leads to an address of an inner network")
    assert others.connections == 0


def test_410_ends_the_subscription(hub: Hubbing, others: Subscribers) -> None:
    reader, witness = others.add("/reader", on_delivery=lambda _: (410, {}, b"")), others.add("/witness")
    hub.subscribed(reader)
    hub.subscribed(witness)
    hub.publish()
    hub.settled(2)
    assert [row.callback for row in hub.rows(subscriptions)] == [witness.url]
    hub.publish()
    witness.wait_for_deliveries(2)
    assert len(reader.deliveries) == 1


def test_a_lease_ends_and_nothing_more_is_sent(hub: Hubbing, others: Subscribers) -> None:
    reader = others.add("/reader", on_delivery=lambda _: (500, {}, b""))
    hub.subscribed(reader, lease_seconds="7200")
    hub.publish()  # an hour later
    hub.tried(1)
    hub.wake(timedelta(hours=1))
    (row,) = hub.settled()
    assert (row.state, row.error) == ("failed", "the lease has ended")
    hub.publish()
    assert len(reader.deliveries) == 1
    assert len(hub.rows(deliveries)) == 2


def test_a_feed_that_is_closed_says_so_last_and_its_subscriptions_are_denied(hub: Hubbing, others: Subscribers) -> None:
    topic = "es/topics/prevention/atom.xml"
    reader = others.add("/reader")
    hub.subscribed(reader, topic)
    SmallLibrary(hub.made.library.root).configure(topics={"prevention": {"retired": "2026-11-22"}})
    hub.publish()
    (delivery,) = reader.wait_for_deliveries(1)
    assert delivery.body == hub.body(topic)
    denied = reader.wait_for_verifications(2)[1]
    assert (denied["hub.mode"], denied["hub.topic"]) == ("denied", SITE + topic)
    assert "has ended" in denied["hub.reason"]
    assert "hub.challenge" not in denied
    hub.settled(2, "verify")
    assert (hub.rows(subscriptions), hub.rows(intents)) == ([], [])
    assert hub.subscribe(reader, topic).status_code == 410


def test_what_was_asked_while_a_topic_ended_is_denied(hub: Hubbing, others: Subscribers) -> None:
    answers = iter([(503, {}, b"")])
    reader = others.add("/reader", on_verify=lambda query: next(answers, echo(query)))
    hub.subscribe(reader, "es/topics/prevention/atom.xml")
    hub.tried(1, "verify")
    SmallLibrary(hub.made.library.root).configure(topics={"prevention": {"retired": "2026-11-22"}})
    hub.publish()
    assert reader.wait_for_verifications(2)[1]["hub.mode"] == "denied"
    hub.settled(kind="verify")
    assert hub.rows(subscriptions) == []


def test_a_server_whose_files_lag_behind_neither_denies_nor_sends_what_is_old(
    hub: Hubbing, others: Subscribers
) -> None:
    reader, topic = others.add("/reader"), "es/topics/prevention/atom.xml"
    hub.subscribed(reader, topic)
    shelf = hub.made.shelf
    old = shelf.edition
    assert old is not None
    without = {path: it for path, it in old.resources.items() if path != topic}
    hub.publish(topics=["prevention"])
    reader.wait_for_deliveries(1)
    hub.settled()
    newest = shelf.edition
    for lagging in (old, replace(old, key="without", resources=without)):
        shelf._edition = lagging
        with hub.made.database.begin() as connection:
            put_contents(connection, [(row.id, row.host) for row in hub.rows(subscriptions)], topic, now=hub.made.now())
        hub.wake()
        eventually(lambda: any("older than" in row.error for row in hub.rows(deliveries)))
        assert [row.attempts for row in hub.rows(deliveries) if row.state == "waiting"] == [0], "none that counts"
    with hub.made.database.begin() as connection:
        connection.execute(deliveries.delete())
    shelf._edition = newest
    hub.subscribe(reader, topic)
    hub.settled(kind="verify")
    shelf._edition = lagging
    with hub.made.database.begin() as connection:
        fields = {"mode": "subscribe", "topic": topic, "callback": reader.url, "host": HOST, "created": hub.made.now()}
        connection.execute(insert(intents).values(id="i", lease_seconds=3600, **fields))
        put(connection, "verify", HOST, {}, now=hub.made.now(), intent_id="i")
    hub.wake()
    eventually(lambda: any("older than the topic" in row.error for row in hub.rows(deliveries)))
    assert len(reader.deliveries) == 1
    assert [it["hub.mode"] for it in reader.verifications] == ["subscribe", "subscribe"]


def test_a_secret_that_cannot_be_read_sends_nothing_unsigned(
    hub: Hubbing, others: Subscribers, caplog: pytest.LogCaptureFixture
) -> None:
    reader = others.add("/reader")
    hub.subscribed(reader, secret="s")
    with hub.made.database.begin() as connection:
        connection.execute(subscriptions.update().values(secret=b"of another key"))
    hub.publish()
    eventually(lambda: "a delivery has to wait" in caplog.text)
    eventually(lambda: "put the key back" in content(hub).error)
    assert (content(hub).state, content(hub).attempts, content(hub).claimed_by) == ("waiting", 0, None)
    assert reader.deliveries == []


def content(hub: Hubbing) -> Any:
    (row,) = [row for row in hub.rows(deliveries) if row.kind == "content"]
    return row


def test_a_flood_from_one_leaves_others_their_hub(tmp_path: Path, others: Subscribers) -> None:
    made = service(tmp_path, trusted_hosts=HOSTS, hub_requests_per_minute=30)
    with Hubbing(reconfigured(made, trusted_proxies=(HOST,)), resolve=names) as hub:
        fields = {"hub.mode": "subscribe", "hub.topic": SITE + TOPIC}

        def ask(number: int, client: str) -> int:
            callback = f"http://slow.test:{others.port}/nobody{number}"
            return hub.ask(fields | {"hub.callback": callback}, **{"x-forwarded-for": client}).status_code

        answers = [ask(number, "198.51.100.66") for number in range(60)]
        assert answers.count(429) >= 30
        reader = others.add("/reader", host="quick.test")
        good = hub.ask(fields | {"hub.callback": reader.url}, **{"x-forwarded-for": "203.0.113.5"})
        assert good.status_code == 202
        reader.wait_for_verifications(1)
        hub.settled(answers.count(202) + 1, "verify")
        assert [row.callback for row in hub.rows(subscriptions)] == [reader.url]
