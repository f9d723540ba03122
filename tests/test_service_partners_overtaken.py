"""What goes to a webhook is what counts then: not what was overtaken, or is of no use to what the partner is now."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from partners_kit import admitted, announced, apart, fetch, publish, usual
from service_kit import Postgres, clock, service
from small_library import DAY, HOUR, TWO_GATES, SmallLibrary
from sqlalchemy import Connection, select, text

from syndicate.commands import partner_profile as profiles
from syndicate.errors import UsageError
from syndicate.service.context import Service
from syndicate.service.outbound.client import Answer
from syndicate.service.outbound.deliveries import claim, put, settle
from syndicate.service.partners import webhooks
from syndicate.service.partners.report import report
from syndicate.service.partners.webhooks import Webhooks
from syndicate.service.storage.database import Database, open_database
from syndicate.service.storage.tables import deliveries, partners

HOOK, NEW_HOOK = "https://portal.example/hooks", "https://new.example/hooks"
GONE = {"on": "2026-11-22"}


class Portal:
    """The partner's end, which answers everything with one status."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.had: list[tuple[str, dict[str, Any]]] = []

    async def post(self, url: str, body: bytes, *_: object) -> Answer:
        self.had.append((url, json.loads(body)))
        return Answer(status=self.status, headers={}, body=b"")


def deliver(made: Service, status: int = 200) -> list[tuple[str, str, dict[str, Any]]]:
    """Send all that is due now, once: where to, what kind, and the data."""
    portal = Portal(status)
    with made.database.begin() as connection:
        taken = claim(connection, "worker", made.now(), 100)
    for one in taken:
        outcome = asyncio.run(Webhooks(made, portal)(one))  # type: ignore[arg-type]
        with made.database.begin() as connection:
            settle(connection, one, "worker", outcome, made.now())
    return [(url, body["type"], body["data"]) for url, body in portal.had]


def with_a_portal(made: Service, **profile: Any) -> Service:
    """The service with a partner that has a webhook, and has fetched its Spanish feed."""
    partner, _ = admitted(made, **{"languages": ("es",), "webhook": HOOK, **profile})
    fetch(made, partner)
    return made


def edit(made: Service, name: str = "hands", *, draft: bool = False, **fields: Any) -> None:
    """Write an article anew, translate it, publish, and tell the webhooks."""
    small = SmallLibrary(made.library.root)
    small.article(name, **fields)
    small.translate(name, draft=draft)
    publish(made)
    announced(made)


def change(made: Service, **given: Any) -> None:
    clock(made).forward(HOUR)
    profiles.change(made, "portal", **given)


def kinds(sent: list[tuple[str, str, dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(url, kind) for url, kind, _ in sent]


def states(made: Service, name: str = "portal") -> list[str]:
    with made.database.begin(reading=True) as connection:
        (record,) = report(connection, made.shelf.edition, made.library.settings, name)
        return [one.state for one in record.tellings]


# ── overtaken ───────────────────────────────────────────────────────────────────────────────────


def test_that_a_text_is_back_is_not_told_after_it_was_withdrawn_again(tmp_path: Path, database: Database) -> None:
    made = with_a_portal(usual(tmp_path, database=database))
    edit(made, withdrawn=GONE)
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")]
    edit(made)
    assert kinds(deliver(made, 500)) == [(HOOK, "article.restored")]
    edit(made, withdrawn={"on": "2026-11-23"})
    clock(made).forward(DAY)
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")], "the other one, which would be due by now, is gone"


def test_what_no_register_tells_any_more_is_still_sent(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",), webhook=HOOK)
    payload = {"event": "feet/es withdrawn@2026-11-22T11:00:00Z", "body": '{"type": "article.withdrawn", "data": {}}'}
    with made.database.begin() as connection:
        put(connection, "webhook", "portal.example", payload, now=made.now(), id_="msg_1", partner_id=partner.id)
    edit(made, withdrawn=GONE)
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")] * 2


def test_a_new_address_is_not_told_what_was_overtaken_though_nobody_had_it(tmp_path: Path) -> None:
    made = with_a_portal(usual(tmp_path))
    edit(made, withdrawn=GONE)
    deliver(made)
    edit(made)
    clock(made).forward(8 * DAY)
    assert kinds(deliver(made, 500)) == [(HOOK, "article.restored")], "given up after a week"
    edit(made, withdrawn={"on": "2026-11-30"})
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")]
    change(made, webhook=NEW_HOOK)
    assert deliver(made) == []


def test_what_waits_at_a_change_tells_the_addresses_that_are_left(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, webhook=HOOK)
    fetch(made, partner)
    edit(made, withdrawn=GONE)
    change(made, languages=("en",))
    told = {data["language"]: sorted(data["feeds"]) for _, _, data in deliver(made)}
    assert told == {"en": ["atom", "json", "rss"], "es": []}


def test_a_change_that_is_refused_leaves_what_waits(tmp_path: Path) -> None:
    made = with_a_portal(usual(tmp_path))
    edit(made, withdrawn=GONE)
    with pytest.raises(UsageError, match="topic"):
        change(made, topics=("feet",))
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")]


def test_who_is_revived_is_told_what_was_not_sent_while_it_had_run_out(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    with_a_portal(made, expires=clock(made).at + DAY)
    edit(made, withdrawn=GONE)
    assert kinds(deliver(made, 500)) == [(HOOK, "article.withdrawn")]
    clock(made).forward(2 * DAY)
    assert deliver(made) == []
    change(made, last_day=date(2027, 1, 1))
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")]
    assert states(made) == ["acknowledged"]


def test_a_server_that_is_behind_takes_no_withdrawal_out(tmp_path: Path) -> None:
    made = with_a_portal(usual(tmp_path))
    edit(made, withdrawn=GONE)
    deliver(made)
    edit(made)
    deliver(made, 500)
    behind = made.shelf.edition
    assert behind is not None
    edit(made, withdrawn={"on": "2026-11-23"})
    with made.database.begin() as connection:
        assert webhooks.announce(connection, made, behind) == 0
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")]


@pytest.mark.parametrize("given", [{"webhook": NEW_HOOK}, {"contact": "Ana"}], ids=["another address", "a note"])
def test_what_is_back_for_others_only_is_still_gone_for_who_had_it(tmp_path: Path, given: dict[str, str]) -> None:
    made = with_a_portal(apart(tmp_path), topics=("prevention",))
    edit(made, withdrawn=GONE)
    assert kinds(deliver(made, 500)) == [(HOOK, "article.withdrawn")]
    edit(made, topics=[], body="Dry them with a clean towel.")
    assert states(made) == ["open"]
    change(made, **given)
    ((url, kind, data),) = deliver(made)
    assert (url, kind, data["status"]) == (given.get("webhook", HOOK), "article.withdrawn", "withdrawn")
    assert states(made) == ["acknowledged"]
    publish(made)
    assert (announced(made), deliver(made)) == (0, []), "once"


def test_the_report_has_it_of_who_has_no_webhook(tmp_path: Path) -> None:
    made = with_a_portal(apart(tmp_path), topics=("prevention",), webhook="")
    edit(made, status="withheld")
    edit(made, topics=[], body="Dry them with a clean towel.")
    assert states(made) == ["open"]


def test_what_was_back_before_it_went_to_others_need_not_come_down(tmp_path: Path) -> None:
    made = apart(tmp_path)
    for name, hook in (("portal", HOOK), ("puller", "")):
        partner, _ = admitted(made, name, languages=("es",), topics=("prevention",), webhook=hook)
        fetch(made, partner)
    edit(made, withdrawn=GONE)
    deliver(made, 500)
    edit(made)
    clock(made).forward(DAY)
    assert kinds(deliver(made)) == [(HOOK, "article.restored")]
    fetch(made, partner)
    edit(made, topics=[])
    assert (deliver(made), states(made), states(made, "puller")) == ([], [], [])


def test_an_answer_to_an_attempt_from_before_a_change_counts_no_more(tmp_path: Path, database: Database) -> None:
    made = with_a_portal(usual(tmp_path, database=database))
    edit(made, withdrawn=GONE)
    with made.database.begin() as connection:
        (former,) = claim(connection, "worker", made.now(), 1)
    outcome = asyncio.run(Webhooks(made, Portal(410))(former))  # type: ignore[arg-type]
    change(made, webhook=NEW_HOOK)
    with made.database.begin() as connection:
        assert claim(connection, "worker", made.now(), 1), "by the same worker, to the new address"
        assert not settle(connection, former, "worker", outcome, made.now())
        assert connection.scalars(select(partners.c.webhook_url)).all() == [NEW_HOOK]


def test_what_came_since_a_change_looked_at_what_is_published_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = with_a_portal(usual(tmp_path))
    edition = made.shelf.edition
    edit(made, withdrawn=GONE)
    monkeypatch.setattr(profiles, "published", lambda _: edition)
    change(made, contact="Ana")
    assert kinds(deliver(made)) == [(HOOK, "article.withdrawn")]


def test_a_text_that_is_back_is_told_once_in_each_language(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, webhook=HOOK, limit=1)
    for path in ("es/atom.xml", "en/atom.xml"):
        fetch(made, partner, path)
    edit(made, withdrawn=GONE)
    deliver(made)
    edit(made)
    told = sorted((kind, data["language"]) for _, kind, data in deliver(made))
    assert told == [("article.restored", "en"), ("article.restored", "es")]
    announced(made)
    assert deliver(made) == []


# ── what the partner is now ─────────────────────────────────────────────────────────────────────


def test_that_a_text_is_back_is_told_only_to_who_is_given_it(tmp_path: Path) -> None:
    made = apart(tmp_path)
    partner, _ = admitted(made, webhook=HOOK)
    for path in ("es/atom.xml", "en/atom.xml"):
        fetch(made, partner, path)
    change(made, topics=("prevention",), languages=("es",))
    edit(made, "sleep", topics=[], withdrawn=GONE)
    assert {kind for _, kind in kinds(deliver(made))} == {"article.withdrawn"}
    edit(made, "sleep", topics=[])
    assert deliver(made) == []
    edit(made, withdrawn=GONE)
    deliver(made)
    edit(made)
    assert [(kind, data["language"]) for _, kind, data in deliver(made)] == [("article.restored", "es")]


def test_that_a_draft_is_back_is_not_told_to_who_wants_reviewed_texts(tmp_path: Path) -> None:
    SmallLibrary.begin(tmp_path, **TWO_GATES)
    made = with_a_portal(service(tmp_path), tier="drafts")
    change(made, tier="reviewed")
    edit(made, status="withheld")
    assert {kind for _, kind in kinds(deliver(made))} == {"article.withheld"}
    edit(made, draft=True, body="Dry them with a clean towel.")
    assert deliver(made) == []


def test_no_word_of_a_draft_is_told_to_who_wants_reviewed_texts(tmp_path: Path) -> None:
    SmallLibrary.begin(tmp_path, **TWO_GATES).translate("hands", draft=True)
    made = with_a_portal(service(tmp_path), tier="drafts")
    change(made, tier="reviewed")
    edit(made, draft=True, withdrawn=GONE | {"reason": "Keep it dry."})
    ((_, kind, data),) = deliver(made)
    assert (kind, data["status"], data["notice"], data["reason"]) == ("article.withdrawn", "withdrawn", "", "")


# ── beside the service, on PostgreSQL ───────────────────────────────────────────────────────────


@pytest.fixture
def behind(postgres: Postgres, tmp_path: Path) -> Any:
    """A service on PostgreSQL with a withdrawal that its partner has not heard of."""
    database = open_database(postgres.lend(), tmp_path / "state")
    made = with_a_portal(usual(tmp_path, database=database))
    SmallLibrary(tmp_path).article("hands", withdrawn=GONE)
    publish(made)
    yield made
    database.close()


def beside(work: Callable[[], object]) -> tuple[Thread, list[Exception]]:
    """A thread that does it, and what it raised."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            raised.append(error)

    return Thread(target=run, daemon=True), raised


def wait_for_a_lock(database: Database) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database.begin(reading=True) as connection:
            if connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for anybody")


@pytest.mark.parametrize(("status", "state"), [(410, "waiting"), (200, "done")])
def test_an_answer_and_a_change_at_once_do_not_wait_for_each_other(behind: Service, status: int, state: str) -> None:
    announced(behind)
    with behind.database.begin() as connection:
        (taken,) = claim(connection, "worker", behind.now(), 1)
    outcome = asyncio.run(Webhooks(behind, Portal(status))(taken))  # type: ignore[arg-type]
    then = outcome.then
    assert then is not None
    changing, raised = beside(lambda: profiles.change(behind, "portal", webhook=NEW_HOOK))

    def with_a_change_in_between(connection: Connection) -> None:
        changing.start()
        wait_for_a_lock(behind.database)
        then(connection)

    with behind.database.begin() as connection:
        settle(connection, taken, "worker", replace(outcome, then=with_a_change_in_between), behind.now())
    changing.join(60)
    assert not raised
    with behind.database.begin(reading=True) as connection:
        assert connection.scalars(select(partners.c.webhook_url)).all() == [NEW_HOOK]
        assert connection.scalars(select(deliveries.c.state)).all() == [state]


def test_the_service_announces_while_a_partner_is_changed(behind: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    announcing, raised = beside(lambda: announced(behind))
    found = webhooks.announce_anew

    def with_the_service_in_between(connection: Connection, *rest: Any) -> None:
        announcing.start()
        announcing.join(5)  # it need not wait for us
        found(connection, *rest)

    monkeypatch.setattr(webhooks, "announce_anew", with_the_service_in_between)
    profiles.change(behind, "portal", webhook=NEW_HOOK)
    announcing.join(60)
    assert not raised
    with behind.database.begin(reading=True) as connection:
        assert connection.scalars(select(deliveries.c.state)).all() == ["waiting"]
