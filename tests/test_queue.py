"""The queue: what waits for a person, why, and in which order."""

import json

import pytest
from translation_builders import HEADER, article, edited_since, entry, said

from syndicate.articles.segments import segments
from syndicate.config import Policy
from syndicate.editorial.queue import Item, Priority, lines, queue
from syndicate.editorial.queue import items as items_of
from syndicate.model import State
from syndicate.translation.catalogs.reading import read
from syndicate.translation.checks import run

PATH = "locales/es/articles/demo.po"


def items(text: str | None, *sources: str, policy: Policy | None = None) -> tuple[Item, ...]:
    """Every segment but the title, with what the checks find."""
    data = None if text is None else (HEADER + text).encode()
    whole = article(*sources)
    problems = run(segments(whole), read(data or b"", PATH, "es"), "en")
    return items_of(whole, "es", data, PATH, problems=problems, policy=policy or Policy())[1:]


def one(source: str, target: str, *comments: str, policy: Policy | None = None) -> Item:
    (found,) = items(entry(source, target, *comments), source, policy=policy)
    return found


def draft(source: str, target: str) -> str:
    return entry(source, target, said("origin", "machine draft", source, target), "#, fuzzy")


PLAIN, PLAIN_TARGET = "The box is blue.", "La caja es azul."
DOSE, DOSE_TARGET = "Take 2 tablets.", "Tome 2 tabletas."


# ── what waits, and why ─────────────────────────────────────────────────────────────────────────


def test_what_a_person_wrote_waits_for_nothing() -> None:
    found = one(PLAIN, PLAIN_TARGET)
    assert (found.state, found.reasons, queue([found])) == (State.REVIEWED, (), ())


@pytest.mark.parametrize(
    ("target", "comments", "reason"),
    [
        ("", (), "not translated"),
        (PLAIN_TARGET, ("#, fuzzy",), "needs editing: a hint that nobody has accepted"),
        (PLAIN_TARGET, ("#, fuzzy", '#| msgid "The box is red."'), "outdated: the source has changed"),
        ("", ("#, fuzzy", '#| msgid "The box is red."'), "not translated"),
        (PLAIN_TARGET, (said("origin", "machine deep/libre", PLAIN, PLAIN_TARGET),), "machine deep/libre that nobody"),
        (PLAIN_TARGET, (said("origin", "memory", PLAIN, PLAIN_TARGET), "#, fuzzy"), "memory that nobody has accepted"),
        (PLAIN_TARGET, (edited_since("signed-off", "Ana", PLAIN),), "edited since its sign-off"),
    ],
)
def test_each_state_that_is_too_low_has_its_reason(target: str, comments: tuple[str, ...], reason: str) -> None:
    (said_,) = one(PLAIN, target, *comments).reasons
    assert said_.startswith(reason)


def test_a_draft_for_a_changed_source_is_a_draft_and_not_outdated() -> None:
    origin = said("origin", "machine draft", PLAIN, PLAIN_TARGET)
    found = one(PLAIN, PLAIN_TARGET, origin, "#, fuzzy", '#| msgid "The box is red."')
    assert (found.is_outdated, found.priority) == (False, Priority.OTHER)


@pytest.mark.parametrize(
    ("policy", "source", "target", "reasons"),
    [
        (Policy(State.FINAL, State.FINAL), PLAIN, PLAIN_TARGET, ("reviewed, and must be final",)),
        (Policy(State.REVIEWED, State.FINAL), DOSE, DOSE_TARGET, ("reviewed, and must be final",)),
        (Policy(State.REVIEWED, State.FINAL), PLAIN, PLAIN_TARGET, ()),
        (Policy(State.TRANSLATED, State.TRANSLATED), DOSE, DOSE_TARGET, ()),
    ],
)
def test_where_the_settings_want_more_a_reviewed_text_waits_for_its_sign_off(
    policy: Policy, source: str, target: str, reasons: tuple[str, ...]
) -> None:
    assert one(source, target, policy=policy).reasons == reasons


def test_what_no_person_has_read_waits_even_where_the_settings_let_it_pass() -> None:
    lenient = Policy(State.TRANSLATED, State.TRANSLATED, machine_risk=True)
    assert items(draft(DOSE, DOSE_TARGET), DOSE, policy=lenient)[0].reasons


def test_what_a_check_found_is_a_reason_whatever_the_state() -> None:
    wrong = "Tome 3 tabletas."
    found = one(DOSE, wrong, said("signed-off", "Ana", DOSE, wrong))
    assert (found.state, found.priority, found.is_blocked) == (State.FINAL, Priority.BLOCKED, True)
    assert found.reasons == ("blocked: numbers-differ",)


def test_what_was_waived_is_no_reason() -> None:
    wrong = "Tome 3 tabletas."
    found = one(DOSE, wrong, said("waiver", "numbers-differ the label says so", DOSE, wrong))
    assert (found.problems, found.reasons, found.is_blocked) == ((), (), False)


def test_without_a_catalog_or_an_entry_everything_waits() -> None:
    for text in (None, "", entry("Other.", "Otro.")):
        (found,) = items(text, PLAIN)
        assert (found.line, found.target, found.reasons) == (0, "", ("not translated",))


# ── in which order ──────────────────────────────────────────────────────────────────────────────


def test_the_most_dangerous_comes_first() -> None:
    in_order = [
        ("Take 3 tablets.", entry("Take 3 tablets.", "Tome 4 tabletas.")),  # blocked
        ("Call 911 and take 2 pills.", draft("Call 911 and take 2 pills.", "Llame al 911 y tome 2 pastillas.")),
        (DOSE, draft(DOSE, DOSE_TARGET)),
        ("It is for allergic people.", draft("It is for allergic people.", "Es para alérgicos.")),
        ("It is never blue.", draft("It is never blue.", "Nunca es azul.")),
        ("Take 5 mg.", entry("Take 5 mg.", "Tome 5 mg.", "#, fuzzy", '#| msgid "Take 6 mg."')),  # outdated
        ("The cup is new.", entry("The cup is new.", "Es nueva.", "#, fuzzy", '#| msgid "The cup is red."')),
        ("Take 7 mg.", entry("Take 7 mg.", "")),  # the rest, those of a risk first
        (PLAIN, draft(PLAIN, PLAIN_TARGET)),
        ("The lid is red.", entry("The lid is red.", "")),
    ]
    sources = [source for source, _ in in_order]
    found = items("\n".join(text for _, text in in_order), *reversed(sources))
    waiting = queue(found)
    assert [item.source for item in waiting[:8]] == sources[:8]
    assert [item.source for item in waiting[8:]] == sources[:7:-1], "among equals in the article's order"
    assert [int(item.priority) for item in waiting] == [1, 2, 3, 4, 5, 6, 6, 7, 7, 7]


# ── what an item says ───────────────────────────────────────────────────────────────────────────


def test_an_item_has_what_a_person_needs_to_find_it_and_to_begin() -> None:
    found = one(DOSE, DOSE_TARGET, said("origin", "machine draft", DOSE, DOSE_TARGET), "#, fuzzy")
    assert (found.article, found.language, found.path, found.line) == ("demo", "es", PATH, 9)
    assert (found.number, found.context, found.words, found.risks) == (2, "body", 3, ("dose",))
    assert str(found) == (
        f"{PATH}:9: machine draft that nobody has reviewed; risk: dose · 3 words · #2 body: Take 2 tablets."
    )
    data = json.loads(json.dumps(found.to_data()))
    assert data["state"] == "translated"
    assert data["priority"] == 3
    assert set(Item.__slots__) - set(data) == {"is_outdated", "is_frame"}


def test_a_long_source_is_cut_and_tags_are_not_shown() -> None:
    assert str(one(f"Drink <b>water</b> {'and rest ' * 20}.", "")).endswith("…")
    assert "<b>" not in str(one("Drink <b>water</b>.", ""))


def test_a_terminal_shows_the_beginning_of_a_long_queue_and_how_much_there_is() -> None:
    found = queue(items("", *(f"The box number {n} is blue." for n in range(9))))
    told = list(lines(found, 3))
    assert len(told) == 5
    assert "6 more" in told[3]
    assert told[4] == "waiting for a person: 9 segments, 54 words"
    assert len(list(lines(found, 9))) == 10
    assert list(lines(queue(items("", "Rest.")), 9))[-1] == "waiting for a person: 1 segment, 1 word"
