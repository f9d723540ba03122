"""The WebSub hub, as websub.rocks tests hubs (100 to 106): real subscribers, the real hub, over HTTP."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hub_kit import HOST, SITE, TOPIC, Hubbing, Subscribers
from service_kit import LOOPBACK, clock, service

from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import intents, subscriptions

pytestmark = [LOOPBACK, pytest.mark.slow]


@pytest.fixture
def hub(tmp_path: Path, database: Database) -> Iterator[Hubbing]:
    with Hubbing(service(tmp_path, database=database, trusted_hosts=(HOST,))) as hub:
        yield hub


@pytest.fixture
def others() -> Iterator[Subscribers]:
    with Subscribers() as others:
        yield others


def test_100_a_typical_subscription_is_verified_and_gets_the_whole_feed(hub: Hubbing, others: Subscribers) -> None:
    reader = others.add("/reader?key=5")
    assert hub.subscribe(reader).status_code == 202
    (asked,) = reader.wait_for_verifications(1)
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == SITE + TOPIC
    assert asked["hub.lease_seconds"] == "864000"
    assert asked["key"] == "5", "the callback's own query stays"
    assert asked["hub.challenge"].isascii()
    assert len(asked["hub.challenge"]) >= 22
    hub.settled(kind="verify")
    hub.publish()
    (delivery,) = reader.wait_for_deliveries(1)
    assert delivery.body == hub.body()
    assert b"Ronda 1" in delivery.body
    assert delivery.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert delivery.headers["link"] == f'<{SITE}websub>; rel="hub", <{SITE}{TOPIC}>; rel="self"'
    assert "x-hub-signature" not in delivery.headers
    assert delivery.headers["user-agent"] == f"syndicate/0.1.0 (+{SITE})"
    (row,) = hub.settled()
    assert (row.state, row.status, row.error) == ("done", 204, "")
    (subscription,) = hub.rows(subscriptions)
    assert (subscription.last_status, subscription.failures) == (204, 0)
    assert subscription.last_delivery == clock(hub.made).at


def test_101_a_subscription_with_a_secret_gets_signed_deliveries(hub: Hubbing, others: Subscribers) -> None:
    reader = others.add("/reader")
    hub.subscribed(reader, secret="s3cret & käse")
    hub.publish()
    (delivery,) = reader.wait_for_deliveries(1)
    expected = hmac.new("s3cret & käse".encode(), delivery.body, hashlib.sha256).hexdigest()
    assert delivery.headers["x-hub-signature"] == f"sha256={expected}"
    (subscription,) = hub.rows(subscriptions)
    assert b"s3cret" not in subscription.secret, "it is encrypted"


def test_102_fields_that_the_hub_does_not_know_are_ignored(hub: Hubbing, others: Subscribers) -> None:
    reader = others.add("/reader")
    fields = {"hub.mode": "subscribe", "hub.callback": reader.url, "hub.topic": SITE + TOPIC}
    assert hub.ask(fields | {"hub.verify": "sync", "foo": "bar", "hub.foo": "1"}).status_code == 202
    (asked,) = reader.wait_for_verifications(1)
    assert set(asked) == {"hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds"}
    hub.settled(kind="verify")
    hub.publish()
    reader.wait_for_deliveries(1)


def test_103_subscribing_again_renews_and_replaces_the_secret_but_only_once_verified(
    hub: Hubbing, others: Subscribers
) -> None:
    reader = others.add("/reader")
    hub.subscribed(reader, secret="old", lease_seconds="3600")
    (before,) = hub.rows(subscriptions)
    willing, reader.on_verify = reader.on_verify, lambda _: (404, {}, b"")
    hub.subscribe(reader, secret="forged", lease_seconds="7200")
    hub.settled(2, "verify")
    assert hub.rows(subscriptions) == [before], "who did not agree keeps what he has"

    reader.on_verify = willing
    hub.subscribe(reader, secret="new", lease_seconds="7200")
    hub.settled(3, "verify")
    (after,) = hub.rows(subscriptions)
    assert after.id == before.id
    assert after.lease_ends == clock(hub.made).at + timedelta(seconds=7200)
    hub.publish()
    (delivery,) = reader.wait_for_deliveries(1)
    expected = hmac.new(b"new", delivery.body, hashlib.sha256).hexdigest()
    assert delivery.headers["x-hub-signature"] == f"sha256={expected}"
    hub.settled()
    assert len(reader.deliveries) == 1, "one subscription, one delivery"


def test_104_unsubscribing_is_verified_and_ends_deliveries(hub: Hubbing, others: Subscribers) -> None:
    reader, witness = others.add("/reader"), others.add("/witness")
    hub.subscribed(reader)
    hub.subscribed(witness)
    willing, reader.on_verify = reader.on_verify, lambda _: (404, {}, b"")
    hub.subscribe(reader, mode="unsubscribe")
    hub.settled(3, "verify")
    assert len(hub.rows(subscriptions)) == 2, "a stranger cannot unsubscribe anybody"

    reader.on_verify = willing
    assert hub.subscribe(reader, mode="unsubscribe").status_code == 202
    hub.settled(4, "verify")
    asked = reader.verifications[-1]
    assert asked["hub.mode"] == "unsubscribe"
    assert asked["hub.topic"] == SITE + TOPIC
    assert [row.callback for row in hub.rows(subscriptions)] == [witness.url]
    hub.publish()
    witness.wait_for_deliveries(1)
    hub.settled()
    assert reader.deliveries == []


def test_unsubscribing_from_what_nobody_subscribed_to_tells_a_stranger_nothing(
    hub: Hubbing, others: Subscribers
) -> None:
    reader = others.add("/reader")
    assert hub.subscribe(reader, mode="unsubscribe").status_code == 202
    reader.wait_for_verifications(1)
    (row,) = hub.settled(kind="verify")
    assert (row.state, hub.rows(subscriptions), hub.rows(intents)) == ("done", [], [])


def test_105_a_topic_in_plain_text_is_delivered_as_such(hub: Hubbing, others: Subscribers) -> None:
    """No library publishes one, so that it is put onto the shelf by hand: media types are passed on, not guessed."""
    reader = others.add("/reader")
    text = b"Noticias de hoy\n"

    def with_text(edition: Edition, body: bytes) -> Edition:
        (edition.folder / "es/news.txt").write_bytes(body)
        plain = replace(
            edition.resources[TOPIC],
            path="es/news.txt",
            media_type="text/plain; charset=utf-8",
            sha256=hashlib.sha256(body).hexdigest(),
            length=len(body),
            modified=edition.resources[TOPIC].modified + timedelta(seconds=len(body)),
        )
        return replace(edition, key=f"{edition.key}-{len(body)}", resources={**edition.resources, "es/news.txt": plain})

    shelf = hub.made.shelf
    edition = shelf.edition
    assert edition is not None
    shelf._edition = with_text(edition, b"")
    hub.announce()
    hub.subscribed(reader, "es/news.txt")
    shelf._edition = with_text(edition, text)
    assert hub.announce() == 1
    hub.wake()
    (delivery,) = reader.wait_for_deliveries(1)
    assert delivery.body == text
    assert delivery.headers["content-type"] == "text/plain; charset=utf-8"
    assert f'<{SITE}es/news.txt>; rel="self"' in delivery.headers["link"]


@pytest.mark.parametrize(
    ("topic", "media_type"),
    [("es/feed.json", "application/feed+json"), ("es/latest.json", "application/json")],
)
def test_106_a_json_topic_is_delivered_as_such(hub: Hubbing, others: Subscribers, topic: str, media_type: str) -> None:
    reader = others.add("/reader")
    hub.subscribed(reader, topic)
    hub.publish()
    (delivery,) = reader.wait_for_deliveries(1)
    assert delivery.body == hub.body(topic)
    assert delivery.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert f'<{SITE}{topic}>; rel="self"' in delivery.headers["link"]
