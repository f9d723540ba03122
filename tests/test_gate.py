"""The gate (DESIGN §4): what may be published, kept, withheld or held back, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndicate.config import FeedSettings, LanguageSettings, Policy, Settings, policy
from syndicate.feeds.body import Standing, Tally
from syndicate.feeds.gate import Decision, Outcome, decide
from syndicate.feeds.ledger import Row, Slot
from syndicate.model import Article, Change, Content, Review, State, Status, Text, When, Withdrawal

T = datetime(2026, 11, 22, 12, tzinfo=UTC)
ARTICLE = Article("rest-well", "en", Content(Text("Rest well")), published=When(T - timedelta(days=9)))
REVIEWED = Policy(State.REVIEWED, State.REVIEWED)
MARKED = Policy(State.TRANSLATED, State.TRANSLATED)


Counts = tuple[tuple[str, int], ...]


def body(*tallies: Tally, source: str = "source-1", blocked: Counts = (), held: Counts = ()) -> Standing:
    state = min((tally.state for tally in tallies), default=State.FINAL)
    return Standing("es", "Descanse", "hash-1", source, state, "human", "", None, tallies, blocked, held)


def plain(state: State, count: int = 1) -> Tally:
    return Tally(state, risky=False, machine=False, count=count)


def row(status: Status = Status.USABLE, source: str = "source-1") -> Row:
    then = When(T - timedelta(days=5))
    return Row(
        id="rest-well",
        version=1,
        hash="hash-1",
        source_hash=source,
        sequence=1,
        first_sequence=1,
        published=then,
        updated=then,
        versioned=then,
        state=State.REVIEWED,
        status=status,
        change=Change.NEW,
        title="Descanse",
        url="https://example.org/rest-well",
        feeds={"all": Slot(1)},
    )


def judge(
    standing: Standing | None, policy: Policy = REVIEWED, article: Article = ARTICLE, **known: object
) -> Decision:
    known.setdefault("previous", None)
    return decide(article, "es", standing, policy, now=T, **known)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("required", [State.TRANSLATED, State.REVIEWED, State.FINAL])
def test_the_lowest_segment_decides_and_must_reach_the_required_state(state: State, required: State) -> None:
    decision = judge(body(plain(State.FINAL, 40), plain(state)), Policy(required, required))
    passes = state >= required and state > State.INITIAL
    assert decision.outcome is (Outcome.PUBLISH if passes else Outcome.HOLD)
    assert decision.status is (Status.USABLE if passes else None)
    assert [reason.count for reason in decision.reasons] == ([] if passes else [1])


def test_without_a_catalog_nothing_is_published() -> None:
    decision = judge(None, MARKED)
    assert (decision.outcome, [str(reason) for reason in decision.reasons]) == (Outcome.HOLD, ["no-catalog"])


def test_a_risky_segment_of_a_machine_passes_only_where_the_settings_say_so() -> None:
    machine = body(Tally(State.TRANSLATED, risky=True, machine=True, count=3))
    assert [str(r) for r in judge(machine, MARKED).reasons] == ["machine-risk (3)"]
    assert judge(machine, replace(MARKED, machine_risk=True)).outcome is Outcome.PUBLISH


def test_a_risky_segment_that_somebody_signed_off_passes_though_a_machine_wrote_it() -> None:
    signed = body(Tally(State.FINAL, risky=True, machine=True, count=1))
    assert judge(signed, MARKED).outcome is Outcome.PUBLISH


def test_a_machine_segment_without_risk_needs_no_permission() -> None:
    assert judge(body(Tally(State.TRANSLATED, risky=False, machine=True, count=1)), MARKED).outcome is Outcome.PUBLISH


def test_risky_segments_may_be_asked_for_more() -> None:
    strict = Policy(State.TRANSLATED, State.FINAL)
    person = body(Tally(State.REVIEWED, risky=True, machine=False, count=2))
    assert [str(reason) for reason in judge(person, strict).reasons] == ["risk-below-final (2)"]


def test_a_blocking_problem_withholds_whatever_the_state() -> None:
    blocked = body(plain(State.FINAL), blocked=(("numbers-differ", 1),))
    assert judge(blocked).outcome is Outcome.HOLD
    published = judge(blocked, previous=row())
    assert (published.outcome, published.status) == (Outcome.WITHHOLD, Status.WITHHELD)


def test_a_blocking_warning_holds_the_new_body_back_and_keeps_the_last_one() -> None:
    held = body(plain(State.FINAL), held=(("word-doubled", 1),))
    first = judge(held)
    assert (first.outcome, [str(reason) for reason in first.reasons]) == (Outcome.HOLD, ["word-doubled (1)"])
    again = judge(held, previous=row())
    assert (again.outcome, again.status) == (Outcome.KEEP, Status.PENDING)


def test_what_was_published_and_falls_below_keeps_its_body_as_pending() -> None:
    decision = judge(body(plain(State.INITIAL)), previous=row())
    assert (decision.outcome, decision.status) == (Outcome.KEEP, Status.PENDING)


def test_it_is_outdated_where_the_source_has_moved_on() -> None:
    decision = judge(body(plain(State.INITIAL), source="source-2"), previous=row())
    assert (decision.outcome, decision.status) == (Outcome.KEEP, Status.OUTDATED)


@pytest.mark.parametrize(
    ("setting", "severity", "kept"),
    [
        ("by-severity", Change.MINOR, True),
        ("by-severity", Change.MATERIAL, False),
        ("by-severity", Change.SAFETY, False),
        ("keep", Change.MATERIAL, True),
        ("keep", Change.SAFETY, False),
        ("withhold", Change.MINOR, False),
    ],
)
def test_a_grave_change_of_the_source_withholds_the_outdated_body(setting: str, severity: Change, kept: bool) -> None:
    moved = body(plain(State.INITIAL), source="source-2")
    decision = judge(moved, replace(REVIEWED, on_outdated=setting), previous=row(), severity=severity)
    assert decision.outcome is (Outcome.KEEP if kept else Outcome.WITHHOLD)


@pytest.mark.parametrize("status", [Status.WITHHELD, Status.WITHDRAWN])
def test_a_body_that_was_taken_away_does_not_come_back_until_a_new_one_passes(status: Status) -> None:
    decision = judge(body(plain(State.INITIAL)), previous=row(status))
    assert (decision.outcome, decision.status) == (Outcome.WITHHOLD, Status.WITHHELD)
    assert judge(body(plain(State.REVIEWED)), previous=row(status)).status is Status.USABLE


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "withheld"}, "withheld"),
        ({"embargo": When(T + timedelta(hours=1))}, "embargo"),
        ({"expires": When(T)}, "expired"),
        ({"published": When(T + timedelta(days=1))}, "published-in-future"),
    ],
)
@pytest.mark.parametrize("previous", [None, row()])
def test_an_unavailable_article_is_in_no_artifact(change: dict[str, object], reason: str, previous: Row | None) -> None:
    decision = judge(body(plain(State.FINAL)), article=replace(ARTICLE, **change), previous=previous)
    assert decision.outcome is (Outcome.WITHHOLD if previous else Outcome.HOLD)
    assert [str(found) for found in decision.reasons] == [reason]


def test_an_embargo_ends_and_an_expiry_begins_at_its_very_second() -> None:
    ready = body(plain(State.FINAL))
    assert judge(ready, article=replace(ARTICLE, embargo=When(T))).outcome is Outcome.PUBLISH
    assert judge(ready, article=replace(ARTICLE, expires=When(T + timedelta(seconds=1)))).outcome is Outcome.PUBLISH


def test_a_withdrawal_may_concern_some_languages_only() -> None:
    ready = body(plain(State.FINAL))
    everywhere = replace(ARTICLE, withdrawn=Withdrawal(When(T)))
    elsewhere = replace(ARTICLE, withdrawn=Withdrawal(When(T), languages=("fr",)))
    assert judge(ready, article=everywhere, previous=row()).status is Status.WITHDRAWN
    assert judge(ready, article=everywhere).outcome is Outcome.HOLD
    assert judge(ready, article=elsewhere, previous=row()).status is Status.USABLE


@pytest.mark.parametrize(("setting", "outcome"), [("badge", Outcome.PUBLISH), ("withhold", Outcome.HOLD)])
def test_an_overdue_review_gets_a_badge_or_withholds(setting: str, outcome: Outcome) -> None:
    overdue = replace(ARTICLE, reviewed=Review(on=When(T - timedelta(days=400)), next=When(T)))
    assert judge(body(plain(State.FINAL)), replace(REVIEWED, on_overdue_review=setting), overdue).outcome is outcome


SETTINGS = Settings(title="t", base_url="https://x/", authority="x,2026", languages=("en", "es"))


def test_the_default_policy_lets_nothing_unreviewed_pass() -> None:
    assert policy(SETTINGS, "es") == REVIEWED


def test_a_language_and_then_a_feed_may_ask_for_something_else() -> None:
    settings = replace(SETTINGS, language={"es": LanguageSettings(min_state="translated", machine_risk=True)})
    assert policy(settings, "es") == replace(MARKED, machine_risk=True)
    assert policy(settings, "en") == REVIEWED
    feed = FeedSettings(id="strict", min_state="final", machine_risk=False)
    assert policy(settings, "es", feed) == Policy(State.FINAL, State.FINAL)


def test_the_state_asked_of_risky_segments_is_never_below_the_others() -> None:
    settings = replace(SETTINGS, min_state="final", risk_state="translated")
    assert policy(settings, "es").risk_state is State.FINAL
