"""What a partner was given before it was changed is at its portal still: it must hear of that, too."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from partners_kit import admitted, announced, apart, ask, bodies, fetch, flushed, publish, usual
from service_kit import clock, service
from small_library import HOUR, TWO_GATES, SmallLibrary
from sqlalchemy import select, update

from syndicate.commands import partner as commands
from syndicate.commands import partner_profile as profiles
from syndicate.service.context import Service
from syndicate.service.outbound.client import Answer
from syndicate.service.outbound.deliveries import Delivery, claim, settle
from syndicate.service.partners import receipts, registry
from syndicate.service.partners.profiles import Former, Profile
from syndicate.service.partners.registry import Partner
from syndicate.service.partners.report import Record, report
from syndicate.service.partners.room import Partners
from syndicate.service.partners.webhooks import Webhooks
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import deliveries
from syndicate.service.storage.tables import receipts as kept

HOOK, NEW_HOOK = "https://portal.example/hooks", "https://new.example/hooks"


def withdraw(made: Service, name: str = "hands", **fields: Any) -> None:
    SmallLibrary(made.library.root).article(name, withdrawn={"on": "2026-11-22"}, **fields)
    publish(made)


def change(made: Service, **given: Any) -> Partner:
    """Change the partner an hour later."""
    clock(made).forward(HOUR)
    return profiles.change(made, "portal", **given).after


def of(made: Service) -> Record:
    with made.database.begin(reading=True) as connection:
        (record,) = report(connection, made.shelf.edition, made.library.settings, "portal")
        return record


def states(made: Service) -> dict[str, str]:
    return {f"{one.event.article}/{one.event.language}": one.state for one in of(made).tellings}


def test_a_former_profile_is_kept_with_its_time(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    partner, _ = admitted(made, languages=("es",), limit=5)
    first = change(made, limit=6)
    assert first.former == (), "the same texts, and fewer of them"
    second = change(made, languages=(), topics=("prevention",))
    third = change(made, tier="reviewed", content="summary", topics=())
    feeds = (("es/all",), ("en/all", "es/all"))
    assert [one.profile.feeds for one in third.former] == list(feeds)
    assert third.former == (
        Former(Profile(languages=("es",), limit=6, feeds=feeds[0]), partner.created, second.since),
        Former(Profile(topics=("prevention",), limit=6, feeds=feeds[1]), second.since, third.since),
    )
    shown = commands.show(made, "portal")
    assert shown.partner == third
    assert [line for line in shown.lines() if "it had" in line] == [
        "  until 2026-11-22T14:00:00Z it had es · atom, rss, json, latest · reviewed · full texts · limit 6",
        "  until 2026-11-22T15:00:00Z it had all languages · topics prevention · atom, rss, json, latest · reviewed"
        " · full texts · limit 6",
    ]
    assert [one["until"] for one in shown.to_data()["former"]] == ["2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z"]


def test_a_withdrawal_in_a_language_that_it_is_not_given_any_more_stands_open(
    tmp_path: Path, database: Database
) -> None:
    made = apart(tmp_path, database=database)
    partner, _ = admitted(made)
    fetch(made, partner)
    change(made, languages=("en",))
    withdraw(made, "sleep", topics=[])
    assert states(made)["sleep/es"] == "open"
    assert [one.event.article for one in of(made).alarming] == ["sleep"]


@pytest.mark.parametrize(
    "given", [{"topics": ("prevention",)}, {"topics": ("prevention",), "limit": 1}], ids=["topic", "topic and limit"]
)
def test_its_documents_tell_that_a_text_of_a_topic_that_it_had_is_withdrawn(
    tmp_path: Path, database: Database, given: dict[str, Any]
) -> None:
    made = apart(tmp_path, database=database)
    _, token = admitted(made, languages=("es",))
    room = Partners(made)

    def told(name: str = "feed.json") -> dict[str, str]:
        data = json.loads(ask(room, f"/p/{token}/es/{name}").content)
        flushed(room)
        items = [*data["items"], *data.get("withdrawn", ())]
        return {one["id"].rpartition(":")[2]: one.get("_syndicate", one)["status"] for one in items}

    assert told() == {"hands/es": "usable", "sleep/es": "usable"}
    change(made, **given)
    assert told() == {"hands/es": "usable"}, "another topic's leaves without a word"
    withdraw(made, "sleep", topics=[])
    assert states(made) == {"sleep/es": "open"}
    assert told()["sleep/es"] == told("latest.json")["sleep/es"] == "withdrawn"
    assert states(made) == {"sleep/es": "fetched"}


def test_what_came_after_a_topic_was_dropped_is_not_told_when_it_is_withdrawn(tmp_path: Path) -> None:
    made = apart(tmp_path)
    _, token = admitted(made, languages=("es",))
    change(made, topics=("prevention",))
    own = {"title": "Toallas", "language": "es", "body": "Séquela al sol."}
    SmallLibrary(tmp_path).article("towel", **own)
    publish(made)
    withdraw(made, "towel", **own)
    assert b"towel" not in ask(Partners(made), f"/p/{token}/es/feed.json").content


def test_what_it_had_in_another_language_gives_it_nothing_in_this_one(tmp_path: Path) -> None:
    made = apart(tmp_path)
    _, token = admitted(made, languages=("en",))
    change(made, languages=("es",), topics=("prevention",))
    withdraw(made, "sleep", topics=[])
    assert b"sleep" not in ask(Partners(made), f"/p/{token}/es/feed.json").content
    assert set(states(made)) == {"sleep/en"}


def test_its_webhook_is_told(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es", "en"), webhook=HOOK)
    fetch(made, partner)
    change(made, languages=("en",))
    withdraw(made)
    assert announced(made) == 2
    told = {one["data"]["language"]: one["data"] for one in bodies(made)}
    assert (told["es"]["status"], told["es"]["feeds"]) == ("withdrawn", {}), "no document of its own is left there"
    assert told["en"]["feeds"]["atom"] == "https://feeds.example.org/partners/portal/en/atom.xml"
    (one,) = of(made).alarming
    with made.database.begin() as connection:
        receipts.note(connection, partner.id, one.event.key, "webhook", at=made.now())
    assert states(made)["hands/es"] == "acknowledged"


def test_what_came_after_the_change_was_never_had(tmp_path: Path) -> None:
    made = apart(tmp_path)
    partner, _ = admitted(made, languages=("es",), webhook=HOOK)
    fetch(made, partner)
    change(made, topics=("prevention",))
    SmallLibrary(tmp_path).article("towel", title="Toallas", language="es", body="Séquela al sol.")
    publish(made)
    fetch(made, partner)
    withdraw(made, "towel", title="Toallas", language="es", body="Séquela al sol.")
    assert states(made) == {}
    assert announced(made) == 0


def test_what_happened_before_it_was_given_more_concerns_it_not(tmp_path: Path) -> None:
    made = apart(tmp_path)
    partner, _ = admitted(made, languages=("es",), topics=("prevention",), webhook=HOOK)
    fetch(made, partner)
    withdraw(made, "sleep", topics=[])
    change(made, topics=())
    assert (states(made), announced(made)) == ({}, 0)


def test_nor_when_it_is_given_something_else_after_that(tmp_path: Path) -> None:
    made = apart(tmp_path)
    partner, _ = admitted(made, languages=("es",), topics=("prevention",), webhook=HOOK)
    fetch(made, partner)
    withdraw(made, "sleep", topics=[])
    change(made, topics=())
    change(made, languages=("en",))
    assert (states(made), announced(made)) == ({}, 0)


def test_who_has_not_come_since_it_is_given_more_never_had_that(tmp_path: Path) -> None:
    made = apart(tmp_path)
    partner, _ = admitted(made, languages=("es",), topics=("prevention",))
    fetch(made, partner)
    change(made, topics=())
    withdraw(made, "sleep", topics=[])
    withdraw(made)
    assert states(made) == {"sleep/es": "never had it", "hands/es": "open"}


def test_who_came_since_had_it_and_its_document_tells_it(tmp_path: Path, database: Database) -> None:
    made = apart(tmp_path, database=database)
    partner, token = admitted(made, languages=("es",), topics=("prevention",))
    room = Partners(made)
    fetch(made, partner)
    change(made, topics=())
    ask(room, f"/p/{token}/es/atom.xml")
    flushed(room)
    withdraw(made, "sleep", topics=[])
    assert states(made) == {"sleep/es": "open"}
    ask(room, f"/p/{token}/es/atom.xml")
    flushed(room)
    assert states(made) == {"sleep/es": "fetched"}


def test_what_was_told_before_the_change_stays_told_and_what_was_not_can_be_fetched(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",))
    fetch(made, partner)
    withdraw(made)
    fetch(made, partner)
    withdraw(made, "sleep")
    change(made, languages=())
    assert states(made) == {"hands/es": "fetched", "sleep/es": "open"}
    fetch(made, partner, "es/feed.json")
    assert states(made) == {"hands/es": "fetched", "sleep/es": "fetched"}


def test_a_draft_that_it_had_is_told_where_it_wants_only_reviewed_texts_now(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, **TWO_GATES)
    small.translate("hands", draft=True)
    made = service(tmp_path)
    partner, _ = admitted(made, languages=("es",), tier="drafts", webhook=HOOK)
    fetch(made, partner)
    done = profiles.change(made, "portal", tier="reviewed")
    assert "  made from: es/all → es/reviewed" in list(done.lines())
    withdraw(made)
    withdraw(made, "sleep")
    assert states(made) == {"hands/es": "open", "sleep/es": "open"}
    assert announced(made) == 2
    fetch(made, partner)
    assert states(made) == {"hands/es": "open", "sleep/es": "fetched"}, "the feed of reviewed texts never had the draft"


# ── webhooks that move ──────────────────────────────────────────────────────────────────────────


def sent(made: Service) -> list[Any]:
    with made.database.begin() as connection:
        return list(connection.execute(select(deliveries)).all())


def test_a_first_webhook_is_told_at_once_what_still_counts(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    admitted(made, languages=("es",))
    withdraw(made)
    change(made, webhook=HOOK)
    (row,) = sent(made)
    assert json.loads(row.payload["body"])["data"]["article"] == "hands"
    assert announced(made) == 0


def test_what_did_not_arrive_goes_to_the_new_address(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    admitted(made, languages=("es",), webhook=HOOK)
    for name in ("hands", "sleep"):
        withdraw(made, name)
        announced(made)
    first, second = sorted(row.id for row in sent(made))
    with made.database.begin() as connection:
        for id_, state in ((first, "done"), (second, "failed")):
            values = {"state": state, "finished": made.now(), "attempts": 9}
            connection.execute(update(deliveries).where(deliveries.c.id == id_).values(values))
    change(made, webhook=NEW_HOOK)
    by_id = {row.id: row for row in sent(made)}
    assert (by_id[first].state, by_id[first].host) == ("done", "portal.example")
    again = by_id[second]
    assert (again.state, again.host, again.attempts, again.due) == ("waiting", "new.example", 0, made.now())


class Ends:
    """A client whose other side answers 410, while the partner gets another address."""

    def __init__(self, made: Service) -> None:
        self.made = made
        self.urls: list[str] = []

    async def post(self, url: str, *_: object) -> Answer:
        self.urls.append(url)
        await asyncio.to_thread(profiles.change, self.made, "portal", webhook=NEW_HOOK)
        return Answer(status=410, headers={}, body=b"")


def test_a_last_word_from_the_old_address_ends_no_new_one(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    admitted(made, languages=("es",), webhook=HOOK)
    withdraw(made)
    announced(made)
    client = Ends(made)
    with made.database.begin() as connection:
        taken: list[Delivery] = claim(connection, "worker", made.now(), 1)
    outcome = asyncio.run(Webhooks(made, client)(taken[0]))  # type: ignore[arg-type]
    with made.database.begin() as connection:
        settle(connection, taken[0], "worker", outcome, made.now())
    assert client.urls == [HOOK]
    assert commands.show(made, "portal").partner.webhook_url == NEW_HOOK
    assert [(row.state, row.host) for row in sent(made)] == [("waiting", "new.example")]


def test_the_report_says_no_more_that_a_webhook_is_ended_where_there_is_another(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",))
    event = "hands/es withdrawn@2026-11-22T12:00:00Z"
    other, _ = admitted(made, "other", languages=("es",))

    def ends() -> None:
        with made.database.begin() as connection:
            registry.end_webhook(connection, partner.id)
            receipts.note(connection, partner.id, event, "gone", at=made.now())

    with made.database.begin() as connection:
        receipts.note(connection, partner.id, event, "fetch", at=made.now())
        receipts.note(connection, other.id, event, "gone", at=made.now())
    ends()
    assert of(made).webhook_ended == clock(made).at
    change(made, webhook=HOOK)
    assert of(made).webhook_ended is None
    change(made, webhook="")
    assert of(made).webhook_ended is None, "it was the one before the last"
    change(made, webhook=HOOK)
    ends()
    assert of(made).webhook_ended == clock(made).at, "this one, by the same event"
    change(made, webhook=HOOK)
    with made.database.begin() as connection:
        left = connection.execute(select(kept.c.partner_id, kept.c.how)).all()
    assert sorted(map(tuple, left)) == sorted([(partner.id, "fetch"), (other.id, "gone")]), (
        "and nothing else is forgotten"
    )
