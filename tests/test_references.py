"""References: raw text is kept; its parts are told only where the whole of it fits the grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.articles.parsers.references import read_reference
from syndicate.model import Reference


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        (
            "Polman CH, O'Connor PW, Havrdova E, et al. A trial of natalizumab. N Engl J Med. 2006;354(9):899-910. "
            "doi:10.1056/NEJMoa044397",
            {
                "authors": ("Polman CH", "O'Connor PW", "Havrdova E"),
                "et_al": True,
                "title": "A trial of natalizumab",
                "journal": "N Engl J Med",
                "year": 2006,
                "volume": "354",
                "pages": "899-910",
                "doi": "10.1056/NEJMoa044397",
            },
        ),
        (
            "Niino M, Bodner C. Effects in sclerosis. Ann Neurol 2006; 59:748.",
            {
                "authors": ("Niino M", "Bodner C"),
                "title": "Effects in sclerosis",
                "journal": "Ann Neurol",
                "year": 2006,
                "volume": "59",
                "pages": "748",
            },
        ),
        (
            "de la Cruz-Núñez A Jr. Is it safe? A review. Vol. 2. BMJ. 2020;1(4S):S33–S46. https://doi.org/10.1000/x(1)2.",
            {
                "authors": ("de la Cruz-Núñez A Jr",),
                "title": "Is it safe? A review. Vol. 2",
                "journal": "BMJ",
                "year": 2020,
                "volume": "1",
                "pages": "S33–S46",
                "doi": "10.1000/x(1)2",
                "url": "https://doi.org/10.1000/x(1)2",
            },
        ),
        (
            "Smith A. Why? JAMA Netw Open. 2023;6:e2327739.",
            {
                "authors": ("Smith A",),
                "title": "Why?",
                "journal": "JAMA Netw Open",
                "year": 2023,
                "volume": "6",
                "pages": "e2327739",
            },
        ),
        (
            "Smith A. A book. Journal. 1999.",
            {"authors": ("Smith A",), "title": "A book", "journal": "Journal", "year": 1999},
        ),
    ],
)
def test_a_reference_that_fits(raw: str, parts: dict[str, object]) -> None:
    assert read_reference(raw) == Reference(raw, **parts)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("World Health Organization. Vaccines against influenza. May 2022.", {}),
        ("Smith A. A title without a journal.", {}),
        ("Smith A. A title. Journal. In press.", {}),
        ("Smith, Alan. A title. Journal 2020; 1:2.", {}),
        ("Smith A. A title. Journal 2020; 1:2. Epub ahead of print.", {}),
        ("WHO. Facts. https://who.int/a(b). doi:10.1000/abc.", {"url": "https://who.int/a(b", "doi": "10.1000/abc"}),
        ("Smith A et al", {}),
        ("<b>]]>😷", {}),
    ],
)
def test_nothing_is_guessed_where_it_does_not_fit(raw: str, parts: dict[str, str]) -> None:
    assert read_reference(raw) == Reference(raw, **parts)


@given(
    st.lists(st.sampled_from(["Smith A", ", ", ". ", "et al", "2020", ";", ":", "1", "-", "J ", "é", "doi:10.1000/"]))
)
def test_what_is_told_stands_in_the_raw_text(pieces: list[str]) -> None:
    raw = "".join(pieces)
    read = read_reference(raw)
    assert read.raw == raw
    told = [*read.authors, read.title, read.journal, read.volume, read.pages, read.doi, read.url]
    assert all(part in raw for part in told)
    assert not read.year or str(read.year) in raw
    assert not read.et_al or "et al" in raw


@pytest.mark.parametrize(
    "piece", ["Aa A, ", "a. ", "A a ", "Aa-", "Aa aa a aa ", "J 2020;1:", "doi:10.1000/", "https://"]
)
def test_a_long_text_is_no_reference_and_takes_no_time(piece: str) -> None:
    raw = f"Smith A. {piece * 200}"[:1_999]
    assert read_reference(raw).raw == raw
    assert read_reference(raw * 500) == Reference(raw * 500)
