"""Pages of the API: whoever follows them gets everything once, whatever is published between two requests."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_rows import GONE, USABLE, WITHDRAWN, ledger, row
from service_api_client import Client, articles
from service_kit import clock, service
from small_library import DAY, NOON, SmallLibrary

from syndicate.feeds.ledger import Ledger, Row
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.service.api import registers
from syndicate.service.api.paging import Event, events, towards_newest, towards_oldest

EVERYTHING = ("changed", "withdrawn")

# ── the history of a feed ───────────────────────────────────────────────────────────────────────


@dataclass
class World:
    """A ledger to which things happen: each gets the next number, as `publish` gives them."""

    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def ledger(self) -> Ledger:
        return ledger(*self.rows.values())

    def happen(self, what: str, which: int) -> None:
        number = self.ledger.sequence + 1
        bodies = [one for one in self.rows.values() if one.status is USABLE]
        gone = [one for one in self.rows.values() if one.status is WITHDRAWN]
        if what == "join" or not bodies:
            self._put(row(f"a{number}", first_sequence=number, sequence=number))
        elif what == "correct":
            self._put(row(f"a{number}/correction/2026-11-23", first_sequence=number, sequence=number))
        elif what == "restore" and gone:
            self._put(replace(gone[which % len(gone)], status=USABLE, sequence=number))
        else:
            one = bodies[which % len(bodies)]
            taken_back = {"status": WITHDRAWN, "change": GONE} if what == "withdraw" and not one.is_correction else {}
            self._put(replace(one, sequence=number, **taken_back))

    def _put(self, made: Row) -> None:
        self.rows[made.id] = made

    def state(self) -> dict[str, int]:
        """What can be read, in which version."""
        return {one.id: one.sequence for one in self.rows.values() if one.status is USABLE}


@dataclass
class Copy:
    """What a portal keeps: it puts in what is new or changed, and takes out what was taken back."""

    told: list[str] = field(default_factory=list)
    state: dict[str, int] = field(default_factory=dict)

    def take(self, page: Sequence[Event]) -> None:
        for event in page:
            if event.kind == "withdrawn":
                self.state.pop(event.row.id, None)
            else:
                self.state[event.row.id] = event.row.sequence
            if event.kind == "new":
                self.told.append(event.row.id)


def follow(world: World, copy: Copy, since: int, limit: int) -> tuple[int, bool]:
    """One page from a cursor; the next cursor, and whether there is more."""
    at = world.ledger
    told = events(at, "all", Cursor(at.identity, since), EVERYTHING, lambda _: True)
    page, reached = towards_newest(told, limit)
    copy.take(page)
    assert reached is None or reached > since, "it goes on"
    return (at.sequence, False) if reached is None else (reached, True)


THINGS = st.lists(
    st.tuples(st.sampled_from(["join", "join", "change", "withdraw", "restore", "correct"]), st.integers(0, 20)),
    max_size=12,
)
LIMITS = st.integers(1, 4)


@given(THINGS, st.lists(THINGS, max_size=6), LIMITS)
@settings(max_examples=60, deadline=None)
def test_a_client_with_a_cursor_has_in_the_end_what_there_is_and_was_told_of_nothing_twice(
    before: list[tuple[str, int]], meanwhile: list[list[tuple[str, int]]], limit: int
) -> None:
    world, copy, cursor, has_more = World(), Copy(), 0, True
    for thing in before:
        world.happen(*thing)
    waiting = list(meanwhile)
    while has_more or waiting:
        cursor, has_more = follow(world, copy, cursor, limit)
        for thing in waiting.pop(0) if waiting else ():
            world.happen(*thing)
            has_more = True
    assert len(copy.told) == len(set(copy.told))
    assert copy.state == world.state()


@given(THINGS, st.lists(THINGS, max_size=6), LIMITS)
@settings(max_examples=60, deadline=None)
def test_who_goes_back_from_the_newest_and_then_on_from_the_first_cursor_has_it_all_as_well(
    before: list[tuple[str, int]], meanwhile: list[list[tuple[str, int]]], limit: int
) -> None:
    world, copy, waiting = World(), Copy(), list(meanwhile)
    for thing in before:
        world.happen(*thing)
    began, edge, standing = world.ledger.sequence, None, set(world.state())
    taken_back: set[str] = set()
    while True:
        told = events(world.ledger, "all", None, EVERYTHING, lambda _: True)
        page, edge = towards_oldest(told, limit, edge if edge is not None else began + 1)
        copy.take(page)
        if edge is None:
            break
        for thing in waiting.pop(0) if waiting else ():
            world.happen(*thing)
            taken_back |= standing - set(world.state())
    assert len(copy.told) == len(set(copy.told))
    assert standing - taken_back <= set(copy.told)
    cursor, has_more = began, True
    while has_more:
        cursor, has_more = follow(world, copy, cursor, limit)
    assert copy.state == world.state()


def test_no_safety_correction_waits_for_a_next_page_unless_a_hundred_texts_come_before_it() -> None:
    def numbered(count: int, correction: int) -> list[Event]:
        names = {correction: "a/correction/2026-11-23"}
        rows = [row(names.get(n, f"a{n}"), first_sequence=n, sequence=n) for n in range(1, count + 1)]
        return events(ledger(*rows), "all", Cursor("0123456789abcdef", 0), (), lambda _: True)

    page, reached = towards_newest(numbered(9, correction=6), 2)
    assert (len(page), reached) == (6, 6)
    assert len(towards_newest(numbered(300, correction=250), 2)[0]) == 2
    assert len(towards_newest(numbered(300, correction=100), 2)[0]) == 100
    assert len(towards_oldest(numbered(9, correction=1), 2, None)[0]) == 2


# ── the same over HTTP, with real publishes ─────────────────────────────────────────────────────


@pytest.mark.slow
def test_publishes_between_two_pages_neither_hide_nor_repeat_anything(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, languages=["en"], feeds=[])
    for number in range(5):
        small.article(f"tip-{number}", title=f"Tip {number}", published="2026-11-03")
    made = service(tmp_path)
    api = Client(made)

    def happens() -> Iterator[None]:
        yield small.article("late", title="A late one", published="2026-10-01") and None
        yield small.article("tip-1", title="Tip 1", withdrawn={"on": "2026-11-24"}) and None
        note = {"on": "2026-11-25", "severity": "safety"}
        yield small.article("tip-0", title="Tip 0", published="2026-11-03", body="Other.", correction=note) and None

    changes = happens()

    def publish() -> None:
        if next(changes, "end") is None:
            small.publish(clock(made).forward(DAY))
            assert made.shelf.refresh()

    for start in (
        "/en/latest?limit=2&include=withdrawn,changed",
        "/en/latest?since=0&limit=2&include=withdrawn,changed",
    ):
        pages = [api.json(start)]
        while pages[-1]["next"]:
            publish()
            pages.append(api.json(pages[-1]["next"]))
        last = pages[-1]["cursor"]
        pages += api.walk(f"/en/latest?since={last}&include=withdrawn,changed")
        told = [item["id"] for page in pages for item in page["items"]]
        assert len(told) == len(set(told))
        stayed = ("hands", "sleep", "tip-0", "tip-2", "tip-3", "tip-4", "late")
        assert set(told) >= {f"tag:example.org,2026:{name}/en" for name in stayed}
        assert "tag:example.org,2026:tip-0/en/correction/2026-11-25" in told
        assert "tip-1" in [one for page in pages for one in articles(page, "withdrawn")]
    made.database.close()


def test_pages_lead_on_with_all_that_was_asked_for(tmp_path: Path) -> None:
    made = service(tmp_path)
    api = Client(made)
    first = api("/es/latest?limit=1&topic=prevention&include=withdrawn")
    url = first.json()["next"]
    assert first.headers["link"] == f'<{url}>; rel="next"'
    assert "&limit=1&topic=prevention&include=withdrawn" in url
    newest_first = api.walk("/es/latest?limit=1&topic=prevention")
    assert [articles(page) for page in newest_first] == [["sleep"], ["hands"]]
    assert len({page["cursor"] for page in newest_first}) == 1, "whichever page's cursor is kept, nothing is lost"
    oldest_first = api.walk("/es/latest?limit=1&since=0")
    assert [articles(page) for page in oldest_first] == [["hands"], ["sleep"]]
    assert oldest_first[-1]["cursor"] == newest_first[0]["cursor"]
    made.database.close()


def test_a_cursor_that_cannot_be_used_says_why_and_what_to_do(tmp_path: Path) -> None:
    made = service(tmp_path)
    api = Client(made)
    cursor, other = (api.json(f"/{tag}/latest")["cursor"] for tag in ("es", "en"))
    identity = cursor.partition(".")[0]
    for query, status, kind, advice in (
        (f"since={other}", 409, "cursor-foreign", "v1/en/latest"),
        (f"since={identity}.3", 409, "cursor-ahead", "try again later"),
        ("since=0123456789abcdef.1", 410, "cursor-gone", "since=0"),
        ("before=0123456789abcdef.1.1", 410, "cursor-gone", "since=0"),
        (f"since={cursor}&before={cursor}.1", 400, "parameter", "towards the newest"),
        (f"since={identity}.x", 400, "parameter", "a cursor from an earlier answer"),
    ):
        told = api.problem(f"/es/latest?{query}", status)
        assert told["type"] == f"urn:syndicate:problem:{kind}", query
        assert advice in told["errors"][0]["detail"], query
    made.database.close()


# ── registers ───────────────────────────────────────────────────────────────────────────────────


def withdrawal(article: str, at: datetime, *languages: str, status: str = "withdrawn") -> dict[str, Any]:
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    entries = [
        {
            "id": f"tag:example.org,2026:{article}/{language}",
            "language": language,
            "group": "all",
            "status": status,
            "at": stamp,
            "restored_at": stamp if status == "restored" else None,
            "sequence": 1,
            "title": article,
            "url": f"https://example.org/{article}",
            "reason": None,
            "replaced_by": None,
        }
        for language in languages
    ]
    on = "2026-11-22" if status == "withdrawn" else None
    return {"article": article, "status": status, "on": on, "replaced_by": None, "entries": entries}


class Register:
    """A register as an edition has it, and a client of it."""

    def __init__(self) -> None:
        self.records: dict[str, tuple[datetime, dict[str, Any]]] = {}
        base = "https://feeds.example.org/"
        made = SimpleNamespace(settings=SimpleNamespace(zone=None))
        self.service: Any = SimpleNamespace(library=made, now=lambda: NOON + 99 * DAY, address=lambda path: base + path)
        self.edition: Any = SimpleNamespace(languages=("en", "es"), read=lambda _: json.dumps(self.document()))

    def document(self) -> dict[str, Any]:
        told = sorted(self.records.values(), key=lambda one: one[0], reverse=True)
        updated = told[0][0].strftime("%Y-%m-%dT%H:%M:%SZ") if told else None
        return {"schema": "syndicate.withdrawals/1", "updated": updated, "withdrawals": [one for _, one in told]}

    def tell(self, article: str, at: datetime, *languages: str, status: str = "withdrawn") -> None:
        self.records[article] = (at, withdrawal(article, at, *(languages or ("en", "es")), status=status))

    def ask(self, query: str = "", **asked: Any) -> dict[str, Any]:
        given = dict(part.split("=") for part in query.partition("?")[2].split("&") if part)
        named = {"language": given.get("lang", ""), **{k: v for k, v in given.items() if k in ("since", "before")}}
        question = registers.Asked("withdrawals", **{**named, "limit": int(given.get("limit", 0)), **asked})
        told: dict[str, Any] = json.loads(registers.register(self.service, self.edition, question).body)
        return told


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1)), max_size=4), min_size=1, max_size=8),
    LIMITS,
)
@settings(max_examples=60, deadline=None)
def test_a_client_of_a_register_hears_of_everything_though_two_publishes_fall_into_one_second(
    publishes: list[list[tuple[int, int]]], limit: int
) -> None:
    register, at, cursor = Register(), NOON, "0"
    heard: dict[str, Any] = {}
    for told in publishes:
        for number, seconds in told:
            at += timedelta(seconds=seconds)
            register.tell(f"a{number}", at, status=("withdrawn", "restored")[seconds])
        page = register.ask(since=cursor, limit=limit)
        heard |= {one["article"]: one for one in page["withdrawals"]}
        assert len(page["withdrawals"]) <= limit
        cursor = page["cursor"] or cursor
    while page["next"]:
        page = register.ask(page["next"])
        heard |= {one["article"]: one for one in page["withdrawals"]}
        cursor = page["cursor"]
    assert heard == {article: told for article, (_, told) in register.records.items()}
    assert register.ask(since=cursor or "0")["withdrawals"] == []
    back = [page := register.ask(limit=limit)]
    while page["next"]:
        back.append(page := register.ask(page["next"]))
    assert [one for page in back for one in page["withdrawals"]] == register.ask()["withdrawals"]
    assert len({page["cursor"] for page in back}) == 1


def test_a_register_is_told_in_one_language_as_things_stand_there() -> None:
    register = Register()
    register.tell("hands", NOON, "es", status="restored")
    both = withdrawal("sleep", NOON + DAY, "en")
    both["entries"] += withdrawal("sleep", NOON, "es", status="withheld")["entries"]
    register.records["sleep"] = (NOON + DAY, both)
    assert [one["article"] for one in register.ask(language="en")["withdrawals"]] == ["sleep"]
    sleep, hands = sorted(register.ask(language="es")["withdrawals"], key=lambda one: one["article"], reverse=True)
    assert (sleep["status"], sleep["on"], len(sleep["entries"])) == ("withheld", None, 1)
    assert hands["status"] == "restored"
    assert register.ask()["withdrawals"][0]["status"] == "withdrawn"


def test_a_register_is_asked_for_since_a_day_or_an_instant() -> None:
    register = Register()
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    for number, at in enumerate((midnight - timedelta(seconds=1), midnight, midnight + DAY)):
        register.tell(f"a{number}", at)
    for since, expected in (
        ("2026-11-23", ["a2", "a1"]),
        ("2026-11-23T00:00:00Z", ["a2"]),
        ("0", ["a2", "a1", "a0"]),
        ("", ["a2", "a1", "a0"]),
    ):
        assert [one["article"] for one in register.ask(since=since)["withdrawals"]] == expected
    page = register.ask(since="2026-11-23", limit=1)
    assert [one["article"] for one in register.ask(page["next"])["withdrawals"]] == ["a1"]


@pytest.mark.slow
def test_the_registers_over_http_tell_what_was_published(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    made = service(tmp_path)
    api = Client(made)
    for name in ("corrections", "withdrawals"):
        assert api.json(f"/{name}")["cursor"] is None
    small.article("sleep", correction={"on": "2026-11-23", "severity": "material"}, body="Keep the room dark and cool.")
    small.translate("sleep")
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.publish(clock(made).forward(DAY))
    made.shelf.refresh()
    for name in ("corrections", "withdrawals"):
        whole, published = api.json(f"/{name}"), small.json(f"{name}.json")
        assert whole[name] == published[name]
        assert api.json(f"/{name}?since={whole['cursor']}")[name] == []
        (one,) = api.json(f"/{name}?lang=es&since=2026-11-23")[name]
        assert [entry["language"] for entry in one["entries"]] == ["es"]
        assert api(f"/{name}?lang=es").headers["content-language"] == "es"
        ahead = whole["cursor"].replace(whole["cursor"].partition(".")[0], str(int(NOON.timestamp()) + 10**8))
        assert api.problem(f"/{name}?since={ahead}", 409)["type"] == "urn:syndicate:problem:cursor-ahead"
        told = api.wrong(f"/{name}?since={whole['cursor']}&before={whole['cursor']}~{whole['cursor']}")
        assert "towards the newest" in told["before"][0]
    made.database.close()
