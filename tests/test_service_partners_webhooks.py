"""Webhooks: what partners are told, once, signed, and until they say that they have it."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from partners_kit import KEY, WRITTEN_KEY, admitted, announced, bodies, publish, usual
from service_kit import clock, service
from small_library import DAY, HOUR, TWO_GATES, SmallLibrary
from sqlalchemy import select

from syndicate.errors import StorageError
from syndicate.service.context import Service
from syndicate.service.outbound.client import Answer, Failure
from syndicate.service.outbound.deliveries import Delivery, Outcome, claim
from syndicate.service.partners import registry, webhooks
from syndicate.service.partners.webhooks import PATIENCE, Webhooks
from syndicate.service.storage.box import open_box
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import deliveries, receipts

HOOK = "https://portal.example/hooks"


def kinds(made: Service) -> list[tuple[str, str]]:
    return [(one["type"], f"{one['data']['article']}/{one['data']['language']}") for one in bodies(made)]


# ── what is told ────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_is_told_once_however_often_it_is_announced(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    admitted(made, webhook=HOOK, languages=("es",))
    assert announced(made) == 0
    SmallLibrary(tmp_path).article("hands", withdrawn={"on": "2026-11-22", "replaced_by": "sleep"})
    publish(made)
    assert [announced(made), announced(made)] == [1, 0]
    publish(made, DAY)
    assert announced(made) == 0
    (one,) = bodies(made)
    assert one["type"] == "article.withdrawn"
    assert one["timestamp"] == "2026-11-22T13:00:00Z"
    data = one["data"]
    assert data["id"] == "tag:example.org,2026:hands/es"
    assert data["status"] == "withdrawn"
    assert data["title"] == "Lavarse las manos"
    assert "22 de noviembre de 2026" in data["notice"]
    assert data["replaced_by"] == "tag:example.org,2026:sleep/es"
    assert data["feeds"]["atom"] == "https://feeds.example.org/partners/portal/es/atom.xml"


def test_what_comes_back_is_told_and_what_was_overtaken_is_not(tmp_path: Path) -> None:
    made, small = usual(tmp_path), SmallLibrary(tmp_path)
    admitted(made, webhook=HOOK, languages=("es",))
    small.article("hands", withdrawn={"on": "2026-11-22"})
    small.article("sleep", withdrawn={"on": "2026-11-22"})
    publish(made)
    announced(made)
    small.article("hands")
    small.article("sleep")
    publish(made)
    small.article("sleep", withdrawn={"on": "2026-11-23"})
    publish(made)
    announced(made)
    assert kinds(made) == [("article.restored", "hands/es"), ("article.withdrawn", "sleep/es")]


def test_a_safety_correction_is_told_with_its_own_entry(tmp_path: Path) -> None:
    made, small = usual(tmp_path), SmallLibrary(tmp_path)
    admitted(made, webhook=HOOK, languages=("es",))
    correction = {"on": "2026-11-22", "severity": "safety"}
    small.article("hands", body="Dry them with a clean towel.", correction=correction)
    publish(made)
    announced(made)
    assert kinds(made) == [("article.corrected", "hands/es"), ("article.withheld", "hands/es")], "the text is to come"
    corrected = bodies(made)[0]["data"]
    assert corrected["correction"] == "tag:example.org,2026:hands/es/correction/2026-11-22"
    assert "Corrección de seguridad" in corrected["notice"]
    small.translate("hands")
    publish(made)
    announced(made)
    assert kinds(made)[-1] == ("article.restored", "hands/es")


def test_only_what_a_partner_can_have_got_concerns_it(tmp_path: Path) -> None:
    made = service(tmp_path, library={**TWO_GATES, "topics": {"prevention": {}, "heart": {}}})
    small = SmallLibrary(tmp_path)
    small.article("sleep", topics=["heart"])
    small.translate("sleep", draft=True)
    small.article("towel", title="Towels", topics=["heart"], audience=["caregiver"], body="Keep it dry.")
    small.translate("towel")
    publish(made)
    hook = {"webhook": HOOK}
    admitted(made, "everything", tier="drafts", **hook)
    admitted(made, "spanish", tier="drafts", languages=("es",), **hook)
    admitted(made, "heart", tier="drafts", topics=("heart",), languages=("es",), **hook)
    admitted(made, "caregivers", tier="drafts", audience=("caregiver",), languages=("es",), **hook)
    admitted(made, "reviewed", languages=("es",), **hook)
    admitted(made, "silent")
    for name, topic in (("sleep", ["heart"]), ("towel", ["heart"]), ("hands", ["prevention"])):
        small.article(name, topics=topic, withdrawn={"on": "2026-11-22"})
    small.article("towel", title="Towels", topics=["heart"], audience=["caregiver"], withdrawn={"on": "2026-11-22"})
    publish(made)
    announced(made)
    with made.database.begin() as connection:
        names = {partner.id: partner.name for partner in registry.everybody(connection)}
        rows = connection.execute(select(deliveries)).all()
    found: dict[str, set[str]] = {}
    for row in rows:
        data = json.loads(row.payload["body"])["data"]
        found.setdefault(names[row.partner_id], set()).add(f"{data['article']}/{data['language']}")
    spanish = {"hands/es", "sleep/es", "towel/es"}
    assert found == {
        "everything": spanish | {"hands/en", "sleep/en", "towel/en"},
        "spanish": spanish,
        "heart": {"sleep/es", "towel/es"},
        "caregivers": {"towel/es"},
        "reviewed": {"hands/es", "sleep/es", "towel/es"},  # sleep was reviewed before it was a draft
    }


def test_what_happened_before_a_partner_came_and_after_it_left_is_not_told(tmp_path: Path) -> None:
    made, small = usual(tmp_path), SmallLibrary(tmp_path)
    small.article("hands", withdrawn={"on": "2026-11-22"})
    publish(made)
    clock(made).forward(HOUR)
    partner, _ = admitted(made, webhook=HOOK)
    assert announced(made) == 0
    with made.database.begin() as connection:
        registry.revoke(connection, partner, made.now())
    small.article("sleep", withdrawn={"on": "2026-11-22"})
    publish(made)
    assert announced(made) == 0


def test_an_address_that_cannot_be_called_any_more_holds_nobody_up(tmp_path: Path) -> None:
    made, small = usual(tmp_path), SmallLibrary(tmp_path)
    admitted(made, "odd", webhook="http://10.0.0.1/hooks", languages=("es",))
    admitted(made, "good", webhook=HOOK, languages=("es",))
    small.article("hands", withdrawn={"on": "2026-11-22"})
    publish(made)
    assert announced(made) == 2


# ── the handler ─────────────────────────────────────────────────────────────────────────────────


class Scripted:
    """A client that answers as it is told, and remembers what it was given."""

    def __init__(self, answer: Answer | Failure) -> None:
        self.answer = answer
        self.sent: list[tuple[str, bytes, Mapping[str, str]]] = []

    async def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Answer | Failure:
        self.sent.append((address, body, headers))
        return self.answer


@pytest.fixture
def waiting(tmp_path: Path, database: Database) -> Callable[[], tuple[Service, Delivery]]:
    """A service with one webhook that a worker has taken."""

    def made_now() -> tuple[Service, Delivery]:
        made = usual(tmp_path, database=database)
        admitted(made, webhook=HOOK, languages=("es",))
        SmallLibrary(tmp_path).article("hands", withdrawn={"on": "2026-11-22"})
        publish(made)
        announced(made)
        with made.database.begin() as connection:
            (delivery,) = claim(connection, "me", made.now(), 10)
        return made, delivery

    return made_now


def attempt(made: Service, delivery: Delivery, answer: Answer | Failure) -> tuple[Outcome, Scripted]:
    client = Scripted(answer)
    outcome = asyncio.run(Webhooks(made, client)(delivery))  # type: ignore[arg-type]
    if outcome.then:
        with made.database.begin() as connection:
            outcome.then(connection)
    return outcome, client


def written(made: Service) -> list[str]:
    with made.database.begin() as connection:
        return [row.how for row in connection.execute(select(receipts))]


def test_an_answer_of_2xx_is_a_receipt(waiting: Any) -> None:
    made, delivery = waiting()
    outcome, client = attempt(made, delivery, Answer(204))
    assert (outcome.state, outcome.status) == ("done", 204)
    assert written(made) == ["webhook"]
    ((address, body, headers),) = client.sent
    assert address == HOOK
    assert headers["webhook-id"] == delivery.id
    assert headers["content-type"] == "application/json"
    assert webhooks.sign(KEY, delivery.id, made.now(), body) == headers
    assert json.loads(body)["type"] == "article.withdrawn"


def test_anything_else_is_tried_again_for_a_week(waiting: Any) -> None:
    made, delivery = waiting()
    for answer in (
        Answer(500),
        Answer(302),
        Answer(404),
        Failure("timeout", "no whole answer"),
        Failure("refused", "no"),
    ):
        outcome, _ = attempt(made, delivery, answer)
        assert outcome.state == "waiting"
        assert outcome.again_at is not None
        assert outcome.again_at > made.now()
    asked, _ = attempt(made, delivery, Answer(503, {"retry-after": "3600"}))
    assert asked.again_at == made.now() + HOUR
    clock(made).forward(PATIENCE)
    outcome, _ = attempt(made, delivery, Answer(500))
    assert (outcome.state, "given up after 7 days" in outcome.error) == ("failed", True)
    assert written(made) == []


def test_410_ends_the_webhook_and_is_written_down(waiting: Any) -> None:
    made, delivery = waiting()
    outcome, _ = attempt(made, delivery, Answer(410))
    assert outcome.state == "failed"
    assert written(made) == ["gone"]
    with made.database.begin() as connection:
        partner = registry.find(connection, "portal")
        assert partner is not None
        assert partner.webhook_url == ""
        assert registry.webhook_secret(connection, partner) is None
    again, client = attempt(made, delivery, Answer(200))
    assert (again.state, client.sent) == ("failed", [])


def test_who_was_revoked_meanwhile_is_not_called(waiting: Any) -> None:
    made, delivery = waiting()
    with made.database.begin() as connection:
        partner = registry.find(connection, "portal")
        assert partner is not None
        registry.revoke(connection, partner, made.now())
    outcome, client = attempt(made, delivery, Answer(200))
    assert (outcome.state, client.sent) == ("failed", [])


def test_without_the_key_nothing_is_sent_and_the_outbox_keeps_it(waiting: Any, tmp_path: Path) -> None:
    made, delivery = waiting()
    other, client = replace(made, box=open_box("", tmp_path / "elsewhere")), Scripted(Answer(200))
    with pytest.raises(StorageError, match="put the key back"):
        asyncio.run(Webhooks(other, client)(delivery))  # type: ignore[arg-type]
    assert client.sent == []


def test_no_secret_is_in_the_database_as_it_is(tmp_path: Path) -> None:
    made = usual(tmp_path)
    admitted(made, webhook=HOOK)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").glob("service.db*"))
    assert KEY not in kept
    assert WRITTEN_KEY.removeprefix("whsec_").encode() not in kept
