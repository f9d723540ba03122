"""The report: who got what, and who still serves a text that was taken back."""

import re
from pathlib import Path

from partners_kit import admitted, ask, fetch, flushed, publish, usual
from service_kit import clock, service
from small_library import DAY, HOUR, NOON, SmallLibrary
from sqlalchemy import select

from syndicate.service.context import Service
from syndicate.service.partners import receipts
from syndicate.service.partners.registry import Partner
from syndicate.service.partners.report import Record, report
from syndicate.service.partners.room import Partners
from syndicate.service.partners.webhooks import announce
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import receipts as kept


def withdraw(made: Service, name: str = "hands") -> None:
    SmallLibrary(made.library.root).article(name, withdrawn={"on": "2026-11-22"})
    publish(made)


def of(made: Service, partner: Partner) -> Record:
    with made.database.begin(reading=True) as connection:
        (record,) = report(connection, made.shelf.edition, made.library.settings, partner.name)
        return record


def states(made: Service, partner: Partner) -> dict[str, str]:
    return {f"{one.event.kind} {one.event.article}": one.state for one in of(made, partner).tellings}


def test_who_has_not_come_since_still_serves_it(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    partner, _ = admitted(made, languages=("es",))
    fetch(made, partner)
    withdraw(made)
    record = of(made, partner)
    (one,) = record.alarming
    assert (one.event.article, one.event.at, one.state) == ("hands", made.now(), "open")
    assert "STILL SERVED" in "\n".join(record.lines())
    assert record.to_data()["still_serves"] == 1


def test_a_fetch_of_what_tells_it_is_a_receipt(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    partner, token = admitted(made, languages=("es",))
    room = Partners(made)
    first = ask(room, f"/p/{token}/es/atom.xml")
    flushed(room)
    withdraw(made)
    clock(made).forward(HOUR)
    ask(room, f"/p/{token}/es/feed.json", headers={"if-none-match": first.headers["etag"]})
    flushed(room)
    (one,) = of(made, partner).tellings
    assert (one.state, one.fetch) == ("fetched", made.now())
    clock(made).forward(DAY)
    ask(room, f"/p/{token}/es/feed.json")
    flushed(room)
    (again,) = of(made, partner).tellings
    assert again.fetch == one.fetch, "the first time counts"


def test_a_server_that_is_behind_tells_nothing_new(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, token = admitted(made, languages=("es",))
    behind = Partners(made)
    ask(behind, f"/p/{token}/es/atom.xml")
    flushed(behind)
    old = made.shelf.edition
    withdraw(made)
    made.shelf._edition = old  # another server has the new one
    ask(behind, f"/p/{token}/es/atom.xml")
    flushed(behind)
    made.shelf.refresh()
    assert states(made, partner) == {"withdrawn hands": "open"}


def test_the_webhooks_answer_acknowledges(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",), webhook="https://portal.example/hooks")
    fetch(made, partner)
    withdraw(made)
    with made.database.begin() as connection:
        assert made.shelf.edition is not None
        announce(connection, made, made.shelf.edition)
    (waiting,) = of(made, partner).alarming
    assert waiting.trouble == "it waits to be sent"
    with made.database.begin() as connection:
        receipts.note(connection, partner.id, waiting.event.key, "webhook", at=made.now())
    (one,) = of(made, partner).tellings
    assert (one.state, one.webhook, one.trouble) == ("acknowledged", made.now(), "")


def test_who_came_later_never_had_it(tmp_path: Path) -> None:
    made = usual(tmp_path)
    early, _ = admitted(made, "early", languages=("es",))
    absent, _ = admitted(made, "absent", languages=("es",))
    withdraw(made)
    fetch(made, early)
    assert states(made, early) == states(made, absent) == {"withdrawn hands": "never had it"}
    late, _ = admitted(made, "late", languages=("es",))
    clock(made).forward(HOUR)
    later, _ = admitted(made, "later", languages=("es",))
    assert states(made, late) == {"withdrawn hands": "never had it"}, "it was added in the very second"
    assert states(made, later) == {}


def test_who_has_not_come_since_the_article_came_never_had_it(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",))
    fetch(made, partner)
    SmallLibrary(tmp_path).article("towel", title="Toallas", language="es", body="Séquela al sol.")
    publish(made)
    SmallLibrary(tmp_path).article("towel", title="Toallas", language="es", withdrawn={"on": "2026-11-22"})
    publish(made)
    assert states(made, partner) == {"withdrawn towel": "never had it"}


def test_an_article_that_an_older_release_published_was_had(tmp_path: Path) -> None:
    """Its ledgers kept no events: then the first one is the withdrawal, and not the day on which the article came."""
    small = SmallLibrary.begin(tmp_path)
    small.publish(NOON - DAY)
    ledger = small.feeds / "es/ledger.jsonl"
    ledger.write_text(re.sub(r'"events": \[.*?\]', '"events": []', ledger.read_text("utf-8")), "utf-8")
    made = service(tmp_path)
    partner, _ = admitted(made, languages=("es",))
    fetch(made, partner)
    withdraw(made)
    assert states(made, partner) == {"withdrawn hands": "open"}


def test_languages_are_apart(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made)
    fetch(made, partner, "es/atom.xml")
    fetch(made, partner, "en/atom.xml")
    withdraw(made)
    fetch(made, partner, "en/atom.xml")
    found = {one.event.language: one.state for one in of(made, partner).tellings}
    assert found == {"en": "fetched", "es": "open"}


def test_what_comes_back_alarms_nobody(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",))
    fetch(made, partner)
    withdraw(made)
    SmallLibrary(tmp_path).article("hands")
    publish(made)
    record = of(made, partner)
    assert [one.event.kind for one in record.tellings] == ["restored"]
    assert record.alarming == []


def test_a_safety_correction_alarms_until_it_was_fetched(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",))
    fetch(made, partner)
    correction = {"on": "2026-11-22", "severity": "safety"}
    SmallLibrary(tmp_path).article("hands", body="Dry them with a clean towel.", correction=correction)
    SmallLibrary(tmp_path).translate("hands")
    publish(made)
    assert states(made, partner) == {"corrected hands": "open"}
    fetch(made, partner)
    assert states(made, partner) == {"corrected hands": "fetched"}


def test_a_document_that_tells_nothing_of_it_any_more_is_no_receipt(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",), limit=1)
    fetch(made, partner)
    withdraw(made)
    small = SmallLibrary(tmp_path)
    small.article("sleep", body="Keep the room dark and cool.")
    small.translate("sleep")
    publish(made, 200 * DAY)
    fetch(made, partner)
    assert states(made, partner) == {"withdrawn hands": "open"}


def corrected(made: Service) -> None:
    """A safety correction of one article, and then a new one: with a limit of 1 a newsletter has only that."""
    small, correction = SmallLibrary(made.library.root), {"on": "2026-11-22", "severity": "safety"}
    small.article("hands", body="Dry them with a clean towel.", correction=correction)
    small.translate("hands")
    small.article("towel", title="Toallas", language="es", body="Séquela al sol.")
    publish(made)
    publish(made)


def test_only_the_document_that_tells_it_is_a_receipt(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",), limit=1)
    for path in ("es/latest.json", "es/feed.json"):
        fetch(made, partner, path)
    corrected(made)
    fetch(made, partner, "es/latest.json")
    assert states(made, partner) == {"corrected hands": "open"}, "a newsletter's window does not hold it"
    fetch(made, partner, "es/feed.json")
    assert states(made, partner) == {"corrected hands": "fetched"}, "the same publish, and a document that tells it"


def test_who_says_that_it_wants_nothing_whatever_there_is_got_nothing(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, token = admitted(made, languages=("es",))
    fetch(made, partner)
    withdraw(made)
    room = Partners(made)
    for condition, state in (("*", "open"), (None, "fetched")):
        ask(room, f"/p/{token}/es/atom.xml", headers={"if-none-match": condition} if condition else {})
        flushed(room)
        assert states(made, partner) == {"withdrawn hands": state}


def test_a_feed_with_calls_to_action_tells_it_as_well(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, languages=["en"], feeds=[{"id": "own", "promotion": True}])
    small.ui("en", ("feed", "own", "Own"))
    made = service(tmp_path)
    partner, _ = admitted(made, promotion=True)
    fetch(made, partner, "en/feed.json")
    withdraw(made)
    fetch(made, partner, "en/feed.json")
    assert states(made, partner) == {"withdrawn hands": "fetched"}


def test_a_person_can_settle_it(tmp_path: Path) -> None:
    from syndicate.commands import partner_report as partners

    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",))
    fetch(made, partner)
    withdraw(made)
    record = partners.settle(made, "portal", "phoned Ana")
    assert record.alarming == []
    assert states(made, partner) == {"withdrawn hands": "settled"}
    with made.database.begin() as connection:
        assert [row.detail for row in connection.execute(select(kept))] == ["phoned Ana"]
    withdraw(made, "sleep")
    assert states(made, partner) == {"withdrawn hands": "settled", "withdrawn sleep": "open"}


def test_who_has_ended_is_held_to_what_happened_before(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, _ = admitted(made, languages=("es",), expires=clock(made).at + 2 * HOUR)
    fetch(made, partner)
    withdraw(made)
    clock(made).forward(DAY)
    withdraw(made, "sleep")
    assert states(made, partner) == {"withdrawn hands": "open"}


def test_nothing_is_known_before_the_first_publish(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    partner, _ = admitted(made)
    assert list(of(made, partner).lines()) == ["portal", "  nothing was fetched yet"]
