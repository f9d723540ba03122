"""How grave a change is: what editors declared about it, and what it touches where they declared nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from syndicate.feeds.body import Body, SegmentFacts
from syndicate.feeds.changes import declared_severity, severity_of_change
from syndicate.feeds.ledger import Event, Row
from syndicate.model import Article, Change, Content, Correction, Decision, State, Status, Text, When

DAY = timedelta(days=1)
FIRST = When(datetime(2026, 11, 1, tzinfo=UTC))
A, B, C = (letter * 64 for letter in "abc")


def article(*decisions: tuple[str, Change], correction: Correction | None = None) -> Article:
    changes = tuple(Decision(hash_, severity, "An editor") for hash_, severity in decisions)
    return Article("fever", "en", Content(Text("Fever")), changes=changes, correction=correction)


def row(source_hash: str = A, *, corrected: str = "", change: Change = Change.NEW, days: int = 0) -> Row:
    when = When(FIRST.at + days * DAY)
    return Row(
        id="fever",
        version=1,
        hash="0",
        source_hash=source_hash,
        sequence=1,
        first_sequence=1,
        published=FIRST,
        updated=when,
        versioned=when,
        state=State.REVIEWED,
        status=Status.USABLE,
        change=change,
        title="Fever",
        url="https://example.org/fever",
        corrected=corrected,
    )


def history(*versions: tuple[str, Change]) -> list[Event]:
    return [Event(FIRST, number, Status.USABLE, change, hash_) for number, (hash_, change) in enumerate(versions, 1)]


def body(*texts: str, language: str = "en") -> Body:
    segments = tuple(SegmentFacts("body", text, text, State.FINAL, origin="source") for text in texts)
    return Body(language, Content(Text("T")), "h", "s", segments)


def correction(day: int, severity: Change = Change.SAFETY) -> Correction:
    return Correction(When(FIRST.at + day * DAY, is_day=True), severity)


# ── what editors decided ────────────────────────────────────────────────────────────────────────


def test_a_decision_speaks_for_the_version_that_it_names() -> None:
    decided = article((B[:8], Change.MINOR))
    assert declared_severity(decided, B, row()) is Change.MINOR
    assert declared_severity(decided, C, row()) is None
    assert declared_severity(article((B[:7], Change.MINOR)), B, row()) is None


def test_a_minor_decision_does_not_excuse_a_grave_change_that_a_language_never_published() -> None:
    decided = article((C[:8], Change.MINOR))
    told = history((A, Change.NEW), (B, Change.MATERIAL), (C, Change.MINOR))
    assert declared_severity(decided, C, row(A), told) is Change.MATERIAL
    assert declared_severity(decided, C, row(B), told) is Change.MINOR


def test_what_an_editor_decided_later_about_a_version_between_counts_there() -> None:
    decided = article((C[:8], Change.MINOR), (B[:8], Change.MINOR))
    told = history((A, Change.NEW), (B, Change.MATERIAL), (C, Change.MINOR))
    assert declared_severity(decided, C, row(A), told) is Change.MINOR


def test_a_history_that_does_not_know_the_version_says_nothing() -> None:
    decided = article((C[:8], Change.MINOR))
    assert declared_severity(decided, C, row(A), history((B, Change.SAFETY), (C, Change.MINOR))) is Change.MINOR


def test_a_change_of_status_is_no_version() -> None:
    decided = article((C[:8], Change.MINOR))
    withdrawn = Event(FIRST, 1, Status.WITHDRAWN, Change.WITHDRAWN, A)
    restored = Event(FIRST, 1, Status.USABLE, Change.MATERIAL, A)
    told = [*history((A, Change.NEW)), withdrawn, restored, Event(FIRST, 2, Status.USABLE, Change.MINOR, C)]
    assert declared_severity(decided, C, row(A), told) is Change.MINOR


@pytest.mark.parametrize(
    ("known", "day", "severity"),
    [
        (row(), 3, Change.SAFETY),  # news
        (row(days=9), 3, Change.SAFETY),  # news, though its date lies before the version that partners have
        (row(corrected="2026-11-04"), 3, Change.SAFETY),  # told, and the version that partners have is older
        (row(corrected="2026-11-04", days=9), 3, None),  # it came with an earlier version
        (row(corrected="2026-11-04", days=3, change=Change.SAFETY), 3, None),  # it came with this one
    ],
)
def test_a_correction_speaks_for_the_version_that_it_came_with(known: Row, day: int, severity: Change | None) -> None:
    assert declared_severity(article(correction=correction(day)), B, known) is severity


# ── what an undeclared change touches ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Wash for 20 seconds.", "Wash for 40 seconds."),  # a number
        ("Wash for two minutes.", "Wash for three minutes."),
        ("Use 5 ml of syrup.", "Use 5 g of syrup."),  # a unit
        ("Ask about metformin.", "Ask about insulin."),  # a drug
        ("Sleep is enough.", "Sleep is not enough."),  # a negation
        ("Rest at home.", ""),
    ],
)
def test_a_change_of_a_particular_is_material(before: str, after: str) -> None:
    old, new = body("A title", *([before] if before else ())), body("A title", *([after] if after else ()))
    expected = Change.MATERIAL if after else Change.MINOR  # what is left out said nothing of the kind
    assert severity_of_change(old, new, "en") is expected
    assert severity_of_change(new, old, "en") is expected


@pytest.mark.parametrize(
    ("before", "after"),
    [("Wash for 20 seconds, well.", "Wash thoroughly for 20 seconds."), ("A cold nose.", "A cool nose.")],
)
def test_a_change_of_words_only_is_minor(before: str, after: str) -> None:
    assert severity_of_change(body(before), body(after), "en") is Change.MINOR


def test_moving_a_segment_touches_nothing() -> None:
    texts = ("Take 500 mg.", "Do not stop.")
    assert severity_of_change(body(*texts), body(*reversed(texts)), "en") is Change.MINOR


def test_a_translation_is_read_in_its_own_language() -> None:
    def spanish(target: str) -> Body:
        segment = SegmentFacts("body", "Sleep is not enough.", target, State.REVIEWED)
        return Body("es", Content(Text("T")), "h", "s", (segment,))

    assert severity_of_change(spanish("Dormir no basta."), spanish("Dormir basta."), "en") is Change.MATERIAL
    assert severity_of_change(spanish("Dormir no basta."), spanish("No basta dormir."), "en") is Change.MINOR
    assert severity_of_change(spanish("No basta."), spanish("Basta."), "en", sources_only=True) is Change.MINOR
