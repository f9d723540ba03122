"""Texts made to be slow to check: the time grows with the length, and what is too long for a text is not checked."""

from time import process_time

import pytest

from syndicate.model import Catalog, Problem, Segment, State, Text, Translation
from syndicate.translation.checks import CHECKS, LONGEST, run
from syndicate.translation.checks.pair import Check, Pair

PIECES = [
    *("a", "a.", "a@", "www.", ".", "?!", " ", "\n", "(", ")", "[", '"', "“", "« ", "’", "-", "+", "<", "&amp;"),
    *("1", "1 ", "1.", "1,", "1-", "1/", "1\u00a0", "1. ", "1:", "½", "7% ", "5 mg ", "1 Jan ", "٣٫", "十二"),
    *("die die ", ", die die", "como como ", "twenty-", "einund", "ibuprofen ", "ibuprofen", "MS ", "i.v. ", "not "),
    *("的", "请勿开车。", "ب", "لا ", "<b></b>", "<b>", "</b>", '<a id="1">x</a>', "<code>", "{a", "\u200b"),
]


def seconds(check: Check, text: str, language: str) -> float:
    pair = Pair(Segment("body", Text(f"Take two. {text}")), Translation(text, State.REVIEWED), "en", language)
    start = process_time()
    list(check(pair))
    return process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "de", "ar", "zh-Hans"])
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_no_check_takes_more_than_the_square_of_the_longest_text(piece: str, language: str) -> None:
    """Four times the text may take 16 times as long (1 s at the most here), and twice that on a busy machine."""
    text = piece * (LONGEST // len(piece) - 20)
    for check in CHECKS:
        short = seconds(check, text[: len(text) // 4], language)
        if short > 0.02:  # seconds of the processor; less says nothing
            long = seconds(check, text, language)
            assert long < max(32 * short, 3), f"{check.__name__}: {short:.2f} s, then {long:.2f} s"


def told(source: str, target: str) -> list[Problem]:
    segment = Segment("body", Text(source))
    entries = {segment.key: Translation(target, State.REVIEWED)}
    return list(run([segment], Catalog("a", "es", entries, "es.po"), "en"))


@pytest.mark.parametrize(
    ("source", "target", "which"), [("a " * 6_000, "b", "source"), ("b", "a " * 6_000, "translation")]
)
def test_a_text_that_is_too_long_is_told_and_withheld(source: str, target: str, which: str) -> None:
    (problem,) = told(source, target)
    assert (problem.code, problem.blocking) == ("segment-too-long", True)
    assert which in problem.message


def test_of_a_text_that_is_too_long_tags_and_links_are_checked_still() -> None:
    source, target = "<b>a</b> https://who.int/a " + "a " * 6_000, "\u202ea " * 3_000
    assert [problem.code for problem in told(source, target)] == [
        "segment-too-long",
        "bidi-control",
        "tags-differ",
        "links-differ",
    ]


def test_the_longest_text_is_checked_like_any_other() -> None:
    text = "x" * LONGEST
    assert "segment-too-long" not in {problem.code for problem in told(text, text)}
