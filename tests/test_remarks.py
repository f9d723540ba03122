"""The comments above an entry: what it is, how long it may be, what can go wrong, and the agreed words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.model import Segment, Text
from syndicate.translation.catalogs import po
from syndicate.translation.glossary import NO_TERMS, Glossary, Term
from syndicate.translation.updating.remarks import MAX_TITLE, remarked, remarks

RELAPSE = Term("term", "relapse", "brote", ("recidiva",), ("recaída",))
GLOSSARY = Glossary("es", (RELAPSE, Term("abbreviation", "MS", "EM"), Term("keep", "BE-FAST", "")))


def said(source: str, role: str = "body", heading: str = "", glossary: Glossary = GLOSSARY) -> list[str]:
    return list(remarks(Segment(role, Text(source), heading=heading), "en", glossary))


def test_a_paragraph_tells_its_section_and_its_risks() -> None:
    assert said("Never take more than 650 mg.", heading="Doses") == ["#. body · Doses", "#. risk: dose, negation"]


def test_a_term_is_told_with_the_forms_that_are_right_and_wrong() -> None:
    assert said("Relapses in MS. A relapse.")[1:] == [
        "#. glossary: relapse = brote | recidiva (not: recaída)",
        "#. glossary: MS = EM",
    ]


def test_a_term_that_stays_says_so() -> None:
    assert said("The BE-FAST signs.")[1:] == ["#. glossary: BE-FAST stays as it is"]


@pytest.mark.parametrize(
    ("role", "limit"), [("title", 80), ("summary", 250), ("heading", 80), ("image.alt", 250), ("body", 0), ("cell", 0)]
)
def test_a_length_is_told_where_the_role_has_one(role: str, limit: int) -> None:
    assert said("Weather", role) == [f"#. {role}" + (f" · at most {limit} characters" if limit else "")]


def test_a_length_that_the_source_itself_does_not_keep_is_not_asked_of_a_translator() -> None:
    assert said("a" * MAX_TITLE, "title") == ["#. title · at most 80 characters"]
    assert said("a" * (MAX_TITLE + 1), "title") == ["#. title"]


word = st.text("abc é中|", min_size=1, max_size=40)


@given(word, word, st.lists(word, max_size=9), st.lists(word, max_size=9))
def test_no_line_is_long_enough_to_be_broken_by_a_tool(
    heading: str, target: str, allowed: list[str], forbidden: list[str]
) -> None:
    term = Term("term", "relapse", target, tuple(allowed), tuple(forbidden))
    lines = said("a relapse", "image.alt", heading * 3, Glossary("es", (term,)))
    assert all(line.startswith("#. ") and len(line) < 70 and "\n" not in line for line in lines)


def test_lines_that_a_tool_broke_elsewhere_stay_as_they_are() -> None:
    lines = said("Relapses in MS.")
    entry = po.new(
        "body",
        "x",
        comments=(
            "# a note",
            "#. body",
            "#. glossary: relapse =",
            "#. brote | recidiva (not:",
            "#.  recaída)",
            "#. glossary: MS = EM",
        ),
    )
    assert remarked(entry, lines) is entry
    assert remarked(entry, said("Relapses.")).comments == ("# a note", *said("Relapses."))


def test_without_a_glossary_no_terms_are_told() -> None:
    assert said("A relapse.", glossary=NO_TERMS) == ["#. body"]
