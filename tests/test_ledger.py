"""The ledger, and what a publish decides about versions, sequence and dates (DESIGN §6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import LedgerError
from syndicate.feeds import ledger as ledgers
from syndicate.feeds.entries import Proposal, advance
from syndicate.feeds.gate import Decision, Outcome
from syndicate.feeds.ledger import Ledger, Row, Slot, identify, parse_when
from syndicate.feeds.select import subscription
from syndicate.model import Change, State, Status, When

T = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PUBLISH = Decision(Outcome.PUBLISH, Status.USABLE)


def propose(identifier: str = "a", **changes: object) -> Proposal:
    declared = When(datetime(2026, 11, 1, tzinfo=UTC), is_day=True)
    usual = Proposal(identifier, PUBLISH, "h1", "s1", State.REVIEWED, "Title", "https://x/a", declared, None, ("all",))
    return replace(usual, **changes)


def published(*proposals: Proposal, ledger: Ledger | None = None, now: datetime = T) -> Ledger:
    after = advance(ledger or Ledger("es"), proposals, now)
    return identify(after, "example.org,2026", "es/", now)


def test_at_a_ledgers_first_publish_an_entry_carries_the_declared_date() -> None:
    row = published(propose()).rows["a"]
    assert (str(row.published), str(row.updated)) == ("2026-11-01T00:00:00+00:00", "2026-11-01T00:00:00+00:00")
    assert (row.version, row.sequence, row.first_sequence, row.feeds["all"]) == (1, 1, 1, Slot(1))


def test_a_declared_update_is_the_first_updated() -> None:
    update = When(datetime(2026, 11, 9, tzinfo=UTC), is_day=True)
    assert published(propose(updated=update)).rows["a"].updated == update


def test_an_entry_that_joins_later_carries_the_later_of_its_date_and_t() -> None:
    ledger = published(propose("a"))
    later = published(propose("a"), propose("b"), ledger=ledger, now=T + DAY)
    assert later.rows["b"].published == When(T + DAY) == later.rows["b"].updated


def test_without_a_declared_date_the_first_publish_is_the_date() -> None:
    assert published(propose(published=None)).rows["a"].published == When(T)


def test_the_same_inputs_change_nothing_at_any_later_time() -> None:
    ledger = published(propose("a"), propose("b"))
    assert published(propose("a"), propose("b"), ledger=ledger, now=T + 300 * DAY) == ledger


def test_a_new_body_raises_version_sequence_and_updated_but_never_published() -> None:
    before = published(propose())
    row = published(propose(hash="h2", severity=Change.MATERIAL), ledger=before, now=T + DAY).rows["a"]
    assert (row.version, row.sequence, row.change, row.updated) == (2, 2, Change.MATERIAL, When(T + DAY))
    assert row.published == before.rows["a"].published
    assert row.first_sequence == 1


def test_a_machine_notice_that_goes_raises_updated_and_not_the_version() -> None:
    before = published(propose(state=State.TRANSLATED))
    row = published(propose(state=State.REVIEWED), ledger=before, now=T + DAY).rows["a"]
    assert (row.version, row.sequence, row.updated) == (1, 2, When(T + DAY))


def test_reviewed_to_final_raises_only_the_sequence() -> None:
    before = published(propose())
    row = published(propose(state=State.FINAL), ledger=before, now=T + DAY).rows["a"]
    assert (row.version, row.sequence, row.updated) == (1, 2, before.rows["a"].updated)


@pytest.mark.parametrize("status", [Status.PENDING, Status.OUTDATED, Status.WITHHELD, Status.WITHDRAWN])
def test_a_change_of_status_is_told_and_keeps_the_last_body_title_and_link(status: Status) -> None:
    before = published(propose())
    outcome = Outcome.KEEP if status in (Status.PENDING, Status.OUTDATED) else Outcome.WITHHOLD
    gone = propose(decision=Decision(outcome, status), hash="h9", title="", url="", state=State.INITIAL)
    row = published(gone, ledger=before, now=T + DAY).rows["a"]
    assert (row.status, row.version, row.sequence, row.updated) == (status, 1, 2, When(T + DAY))
    assert (row.hash, row.title, row.url, row.state) == ("h1", "Title", "https://x/a", State.REVIEWED)
    assert (row.change is Change.WITHDRAWN) == (status is Status.WITHDRAWN)


def test_a_withdrawal_that_is_undone_is_visible() -> None:
    taken = published(
        propose(decision=Decision(Outcome.WITHHOLD, Status.WITHDRAWN)), ledger=published(propose()), now=T + DAY
    )
    row = published(propose(), ledger=taken, now=T + 2 * DAY).rows["a"]
    assert (row.status, row.change, row.sequence) == (Status.USABLE, Change.MATERIAL, 3)


def test_an_entry_that_is_held_gets_no_row() -> None:
    assert published(propose(decision=Decision(Outcome.HOLD, None))).rows == {}


def test_within_one_publish_rows_are_numbered_by_date_and_then_id() -> None:
    old = When(datetime(2026, 10, 1, tzinfo=UTC), is_day=True)
    ledger = published(propose("c"), propose("b"), propose("z", published=old))
    assert [row.id for row in sorted(ledger.rows.values(), key=lambda row: row.sequence)] == ["z", "b", "c"]
    assert [ledger.rows[identifier].feeds["all"].joined for identifier in "zbc"] == [1, 2, 3]


def test_an_entry_that_leaves_a_feed_keeps_its_slot_and_takes_it_again() -> None:
    both = published(propose("a", feeds=("all", "heart")), propose("b", feeds=("all", "heart")))
    left = published(propose("a"), propose("b", feeds=("all", "heart")), ledger=both, now=T + DAY)
    assert left.rows["a"].feeds["heart"] == Slot(1, When(T + DAY))
    assert [row.id for row in left.in_feed("heart")] == ["b"]
    back = published(propose("a", feeds=("all", "heart")), ledger=left, now=T + 2 * DAY)
    assert back.rows["a"].feeds["heart"] == Slot(1)


def test_a_row_knows_for_whom_its_entry_ever_was() -> None:
    first = published(propose(audience=("patient", "caregiver")))
    assert first.rows["a"].audience == ("caregiver", "patient")
    moved = published(propose(audience=("clinician",)), ledger=first, now=T + DAY)
    assert moved.rows["a"] == replace(first.rows["a"], audience=("caregiver", "clinician", "patient")), "and no more"


@pytest.mark.parametrize("status", [Status.WITHHELD, Status.WITHDRAWN])
def test_who_is_named_when_nobody_can_read_an_entry_never_had_it(status: Status) -> None:
    taken_away = {"decision": Decision(Outcome.WITHHOLD, status), "audience": ("clinician",)}
    known = published(propose(audience=("patient",)))
    assert published(propose(**taken_away), ledger=known, now=T + DAY).rows["a"].audience == ("patient",)
    unknown = replace(known, rows={"a": replace(known.rows["a"], audience=None)})
    assert published(propose(**taken_away), ledger=unknown, now=T + DAY).rows["a"].audience == ("clinician",)


def test_updated_never_goes_before_published() -> None:
    early = When(datetime(2026, 10, 1, tzinfo=UTC), is_day=True)
    row = published(propose(updated=early)).rows["a"]
    assert row.updated == row.published


def test_the_identity_is_of_the_first_publish_and_never_changes() -> None:
    first = published(propose("a"))
    later = published(propose("a"), propose("b"), ledger=first, now=T + DAY)
    assert later.identity == first.identity
    assert published(propose("b")).identity != first.identity
    assert (
        identify(Ledger("es"), "other.org,2026", "es/", T).identity
        != identify(Ledger("es"), "example.org,2026", "es/", T).identity
    )


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
instants = st.integers(0, 3_000_000_000).map(lambda seconds: When(EPOCH + timedelta(seconds=seconds)))


@st.composite
def _days(draw: st.DrawFn) -> When:
    zone = timezone(timedelta(minutes=draw(st.integers(-12 * 60, 14 * 60))))
    day = EPOCH + timedelta(days=draw(st.integers(0, 30_000)))
    return When(day.replace(tzinfo=zone), is_day=True)


days = _days()
slots = st.builds(Slot, st.integers(1, 99), st.none() | instants)
rows = st.builds(
    Row,
    id=st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True),
    version=st.integers(1, 9),
    hash=st.text(min_size=1),
    source_hash=st.text(min_size=1),
    sequence=st.integers(1, 99),
    first_sequence=st.integers(1, 99),
    published=instants | days,
    updated=instants | days,
    versioned=instants | days,
    state=st.sampled_from(State),
    status=st.sampled_from(Status),
    change=st.sampled_from(Change),
    title=st.text(),
    url=st.text(),
    feeds=st.dictionaries(st.sampled_from(["all", "reviewed"]), slots),
    audience=st.none() | st.lists(st.text()).map(tuple),
)


@given(st.lists(rows, unique_by=lambda row: row.id), instants)
def test_what_is_written_reads_back(found: list[Row], created: When) -> None:
    numbered = [
        replace(
            row,
            sequence=number + 100,
            first_sequence=number,
            feeds={feed: replace(slot, joined=number) for feed, slot in row.feeds.items()},
        )
        for number, row in enumerate(found, 1)  # each number is given once
    ]
    ledger = Ledger("es", "0123456789abcdef", created, {row.id: row for row in numbered})
    assert ledgers.read(ledgers.write(ledger), "ledger.jsonl") == ledger


@given(instants | days)
def test_a_date_reads_back_with_its_precision(when: When) -> None:
    back = parse_when(str(when))
    assert (str(back), back.is_day, back.at) == (str(when), when.is_day, when.at)


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda data: b"", 1),
        (lambda data: data.replace(b'"version": 1', b'"version": "x"'), 2),
        (lambda data: data.replace(b'"published": "2026', b'"published": "x026'), 2),
        (lambda data: data.replace(b'"hash"', b'"bash"', 1), 2),
        (lambda data: data[:-30], 2),
        (lambda data: data + data.split(b"\n")[1] + b"\n", 3),
        (lambda data: b"[]\n" + data, 1),
    ],
)
def test_a_damaged_ledger_is_told_with_its_line_and_the_way_out(damage: object, line: int) -> None:
    data = ledgers.write(published(propose()))
    with pytest.raises(LedgerError, match=rf"es/ledger.jsonl:{line}: .*version control"):
        ledgers.read(damage(data), "es/ledger.jsonl")


def library(count: int) -> Ledger:
    proposals = [
        propose(f"a{n:04}", published=When(datetime(2020, 1, 1, tzinfo=UTC) + n * DAY, is_day=True))
        for n in range(count)
    ]
    return published(*proposals)


def chosen(ledger: Ledger, limit: int = 50, now: datetime = T) -> list[str]:
    return [row.id for row in subscription(ledger.rows.values(), "all", limit, now)]


def test_the_newest_stand_first() -> None:
    assert chosen(library(3)) == ["a0002", "a0001", "a0000"]


def test_the_last_that_joined_and_the_last_that_changed_stand_in_the_document() -> None:
    before = library(200)
    old = [replace_proposal(before.rows[f"a{n:04}"], hash="h2") for n in range(3)]
    assert set(chosen(published(*old, ledger=before, now=T + DAY))) >= {"a0000", "a0001", "a0002", "a0199", "a0150"}


def replace_proposal(row: Row, **changes: object) -> Proposal:
    return propose(row.id, published=row.published, **changes)


def test_a_grave_change_to_the_oldest_stays_for_180_days_whatever_the_limit() -> None:
    before = library(300)
    changed = published(replace_proposal(before.rows["a0000"], hash="h2", severity=Change.SAFETY), ledger=before, now=T)
    others = [replace_proposal(before.rows[f"a{n:04}"], hash="h2") for n in range(1, 300)]
    busy = published(*others, ledger=changed, now=T + DAY)
    assert "a0000" in chosen(busy, now=T + 180 * DAY)
    assert "a0000" not in chosen(busy, now=T + 181 * DAY)


def test_a_row_of_another_feed_or_one_that_left_is_not_chosen() -> None:
    ledger = published(propose("a", feeds=("heart",)), propose("b"))
    assert chosen(ledger) == ["b"]
    assert chosen(published(propose("b", feeds=()), ledger=ledger, now=T + DAY)) == []
