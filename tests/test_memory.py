"""Translation memory: only what people reviewed, only for the very same text, and the same answer in every run."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translation_builders import HEADER, entry, said

from syndicate.model import Catalog, Segment, State, Text, Translation
from syndicate.translation.catalogs.reading import read
from syndicate.translation.drafting.memory import Memory, remember

DO_NOT, NO_DEJE = "Do not stop it.", "No lo deje."


def memory(*entries: str, article: str = "other") -> Memory:
    data = (HEADER + "\n".join(entries)).encode()
    return remember([(read(data, f"{article}.po", "es"), "en")])


def found(
    known: Memory, source: str, role: str = "body", *, context: str = "", article: str = "mine", language: str = "en"
) -> tuple[str, ...]:
    return known.targets(Segment(role, Text(source, context=context)), article, language)


# ── what enters it ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("comments", "is_remembered"),
    [
        ((), True),
        ((said("signed-off", "Ana", DO_NOT, NO_DEJE),), True),
        ((said("origin", "memory", DO_NOT, NO_DEJE),), True),
        ((said("origin", "machine deep/libre", DO_NOT, NO_DEJE),), False),
        ((said("origin", "machine draft", DO_NOT, NO_DEJE), "#, fuzzy"), False),
        ((said("origin", "memory", DO_NOT, NO_DEJE), "#, fuzzy"), False),
        (("#, fuzzy",), False),
    ],
    ids=["reviewed", "signed off", "memory accepted", "machine accepted", "draft", "offered", "hint"],
)
def test_only_what_a_person_reviewed_is_remembered(comments: tuple[str, ...], is_remembered: bool) -> None:
    assert found(memory(entry(DO_NOT, NO_DEJE, *comments)), DO_NOT) == ((NO_DEJE,) if is_remembered else ())


def test_what_was_taken_out_of_an_article_is_not_remembered() -> None:
    gone = "".join(f"#~ {line}\n" for line in entry(DO_NOT, NO_DEJE).splitlines())
    assert found(memory(gone), DO_NOT) == ()


# ── where it is offered ─────────────────────────────────────────────────────────────────────────


def test_white_space_alone_makes_no_difference() -> None:
    assert found(memory(entry(DO_NOT, NO_DEJE)), "Do  not\u00a0stop it. ") == (NO_DEJE,)
    assert found(memory(entry("One.\\nTwo.", "Uno.\\nDos.")), "One. Two.") == ()


@pytest.mark.parametrize(
    ("role", "other", "is_offered"),
    [
        ("body", "takeaway", True),
        ("body", "faq.answer", True),
        ("heading", "title", True),
        ("heading", "cell", True),
        ("heading", "body", False),
        ("link.url", "body", False),
        ("link.url", "phone", False),
    ],
)
def test_a_text_is_shared_among_roles_of_its_kind(role: str, other: str, is_offered: bool) -> None:
    assert bool(found(memory(entry("Rest", "Descanso", context=role)), "Rest", other)) is is_offered


def test_a_context_of_the_authors_keeps_texts_apart() -> None:
    known = memory(entry("Lead", "Plomo", context="cell|metal"))
    assert found(known, "Lead", "cell") == ()
    assert found(known, "Lead", "cell", context="guide") == ()
    assert found(known, "Lead", "heading", context="metal") == ("Plomo",)


def test_another_source_language_is_another_text() -> None:
    assert found(memory(entry("Normal", "Normal", context="cell")), "Normal", "cell", language="de") == ()


# ── which of several ────────────────────────────────────────────────────────────────────────────


def catalog(article: str, targets: dict[str, str], **facts: object) -> tuple[Catalog, str]:
    """A catalog of reviewed translations of "Rest." by role."""
    state = State.FINAL if facts.get("signed_on") else State.REVIEWED
    entries = {(role, "Rest."): Translation(target, state, **facts) for role, target in targets.items()}  # type: ignore[arg-type]
    return Catalog(article, "es", entries), "en"


EARLY, LATE = {"signed_on": "2026-01-01"}, {"signed_on": "2026-02-01"}


@pytest.mark.parametrize(
    ("catalogs", "best"),
    [
        ([catalog("a", {"takeaway": "T"}, **EARLY), catalog("b", {"body": "B"})], "B"),
        ([catalog("a", {"takeaway": "A"}, **EARLY), catalog("mine", {"takeaway": "M"})], "M"),
        ([catalog("a", {"body": "A"}), catalog("b", {"body": "B"}, **EARLY), catalog("c", {"body": "A"})], "B"),
        ([catalog("a", {"body": "A"}), catalog("b", {"body": "B"}), catalog("c", {"body": "A"})], "A"),
        ([catalog("a", {"body": "A"}, **LATE), catalog("b", {"body": "B"}, **EARLY)], "A"),
        ([catalog("a", {"body": "A"}), catalog("b", {"body": "B"})], "B"),
    ],
    ids=["role", "article", "signed off", "frequency", "date", "alphabet"],
)
def test_the_order_of_several_targets(catalogs: list[tuple[Catalog, str]], best: str) -> None:
    for order in (catalogs, catalogs[::-1]):
        assert found(remember(order), "Rest.")[0] == best


# ── never across a number, a unit, a negation ───────────────────────────────────────────────────

WORDS = ("do", "not", "no", "take", "stop", "1", "10", "100", "mg", "mcg", "mL", "without", "food", "<b>x</b>")
SOURCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@given(st.dictionaries(SOURCES, st.just("Hecho."), min_size=1), SOURCES)
def test_nothing_is_offered_for_a_text_that_differs_in_any_word(known: dict[str, str], asked: str) -> None:
    translations = {
        ("body", source): Translation(f"{target} {source}", State.REVIEWED) for source, target in known.items()
    }
    hits = found(remember([(Catalog("other", "es", translations), "en")]), asked)
    assert hits == ((f"Hecho. {asked}",) if asked in known else ())


@given(SOURCES, st.data())
def test_a_changed_digit_unit_or_negation_finds_nothing(source: str, data: st.DataObject) -> None:
    changes = (("1", "7"), ("mg", "g"), ("not", "now"), ("without", "with"), ("stop", "start"))
    possible = [change for change in changes if re.search(rf"\b{change[0]}", source)]
    if possible:
        old, new = data.draw(st.sampled_from(possible))
        known = remember([(Catalog("other", "es", {("body", source): Translation("X", State.FINAL)}), "en")])
        assert found(known, source) == ("X",)
        assert found(known, re.sub(rf"\b{old}", new, source, count=1)) == ()
