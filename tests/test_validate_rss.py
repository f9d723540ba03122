"""RSS: its grammar, the rules of single elements, and documents made to hurt."""

import pytest
from broken_feeds_bases import RSS, edited
from hypothesis import given, settings
from hypothesis import strategies as st
from test_validate_atom import patched

from syndicate.feeds.validate import RULES, rss
from syndicate.model import Problem

ITEM = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>t</title><link>https://example.org/</link><description>d</description><language>en</language>
<atom:link rel="self" href="https://example.org/rss.xml"/>
<item><title>x</title><guid>https://example.org/x</guid>{}</item></channel></rss>"""


def codes(document: bytes) -> list[str]:
    return [problem.code for problem in rss(document)]


def of_item(inside: str) -> list[str]:
    return codes(ITEM.format(inside).encode())


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<source url='https://example.org/f.xml'>F</source>", []),
        ("<source>F</source>", ["missing-element"]),
        ("<comments>https://example.org/x#c</comments>", []),
        ("<comments>mailto:a@example.org</comments>", ["url-invalid"]),
        ("<author>a@example.org</author>", []),
        ("<author>a at example.org</author>", ["rss-email"]),
        ("<dc:creator>A</dc:creator><dc:creator>B</dc:creator>", []),
        ("<dc:creator/>", ["missing-element"]),
        ("<dc:date>2026-03</dc:date>", []),
        ("<dc:date>March</dc:date>", ["date-format"]),
        ("<category/><category domain='x'>y</category>", []),
        ("<description>a<b>b</b></description>", ["rss-unknown"]),
        ("<content:encoded>a</content:encoded><content:encoded>b</content:encoded>", ["repeated-element"]),
        ("<media:content><media:player url='https://example.org/p'/></media:content>", []),
        ("<media:thumbnail/>", ["media-content"]),
        ("<media:thumbnail url='a.jpg'/>", ["url-not-absolute"]),
        ("<link>ftp://example.org/a</link>", []),
    ],
)
def test_an_item_holds_what_rss_and_its_modules_allow(inside: str, expected: list[str]) -> None:
    assert of_item(inside) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<ttl>60", "<ttl>0", "number"),
        ("<ttl>60", "<ttl>6.5", "number"),
        ("<ttl>60", "<ttl>٦٠", "number"),
        ("<width>144", "<width>0", "rss-image"),
        ("<height>144", "<height>401", "rss-image"),
        ("<skipDays><day>Sunday</day></skipDays>", "<skipDays/>", "rss-skip"),
        ("<docs>https:", "<docs>docs:", "url-invalid"),
        ("</channel>", "</channel><channel/>", "missing-element"),
        ("</channel>", "</channel><item/>", "rss-unknown"),
    ],
)
def test_a_channel_has_values_in_their_ranges(old: str, new: str, expected: str) -> None:
    assert expected in codes(edited(RSS, (old, new)))


def test_a_problem_says_in_which_line_and_item_it_is() -> None:
    document = edited(RSS, ("Fri, 20 Feb", "Thu, 20 Feb"))
    (line,) = [number for number, text in enumerate(document.decode().splitlines(), 1) if "Thu, 20" in text]
    (problem,) = rss(document, "a.xml")
    assert (problem.place.path, problem.place.line) == ("a.xml", line)
    assert "item https://example.org/en/asthma" in problem.message
    assert "a Fri" in problem.message


def test_a_permalink_that_is_none_is_told_how_to_be_right() -> None:
    (problem,) = rss(edited(RSS, ("<guid>https://example.org/en/asthma", "<guid>a-1")))
    assert 'isPermaLink="false"' in problem.message


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_never_an_error(document: bytes) -> None:
    found = rss(document)
    assert found
    assert all(isinstance(problem, Problem) and problem.code in RULES for problem in found)


@settings(deadline=None)
@given(patched(RSS))
def test_a_feed_cut_and_patched_anywhere_never_raises(document: bytes) -> None:
    assert all(problem.code in RULES for problem in rss(document))
