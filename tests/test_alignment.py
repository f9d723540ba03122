"""Which old text belongs to which changed one: by place, or because the same words stand there in other pieces."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.translation.updating.alignment import aligned


def pairs(old: list[str], new: list[str], revived: list[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Old texts by the changed one; ``h:`` before a text makes it a heading, all others are paragraphs."""
    keys = [[("heading" if text.startswith("h:") else "body", text) for text in texts] for texts in (old, new)]
    found = aligned(*keys, [("body", text) for text in revived or []])
    return {key[1]: tuple(text for _, text in olds) for key, olds in found.items()}


def test_a_text_that_changed_between_two_that_stayed_is_paired() -> None:
    assert pairs(["a", "b", "c"], ["a", "x", "c"]) == {"x": ("b",)}


def test_several_are_paired_in_their_order() -> None:
    assert pairs(["a", "b", "c", "d"], ["a", "x", "y", "d"]) == {"x": ("b",), "y": ("c",)}


def test_roles_are_paired_apart() -> None:
    assert pairs(["h:a", "b"], ["x", "h:y"]) == {"x": ("b",), "h:y": ("h:a",)}


@pytest.mark.parametrize("new", [["a", "x", "y", "c"], ["x", "a", "c"], ["a", "c", "x"], ["a", "c"]])
def test_where_others_came_or_went_nobody_knows_which_is_which(new: list[str]) -> None:
    assert pairs(["a", "b", "c"], new) == {}


def test_a_text_that_moved_holds_no_other_in_its_place() -> None:
    assert pairs(["a", "b", "c", "d"], ["d", "a", "x", "c"]) == {"x": ("b",)}


def test_a_text_that_comes_back_is_paired_with_none() -> None:
    assert pairs(["a", "b"], ["a", "x"], revived=["x"]) == {}


REST = "Rest for a day after the infusion."
CALL = "Call your care team if you feel worse."
BOTH = f"{REST} {CALL}"


def test_a_paragraph_that_was_split_belongs_to_each_of_its_parts() -> None:
    assert pairs(["a", BOTH, "c"], ["a", REST, CALL, "c"]) == {REST: (BOTH,), CALL: (BOTH,)}


def test_paragraphs_that_were_joined_belong_to_the_whole() -> None:
    assert pairs(["a", REST, CALL, "c"], ["a", BOTH, "c"]) == {BOTH: (REST, CALL)}


def test_a_word_or_two_may_come_and_go_where_a_paragraph_is_split() -> None:
    old = "Rest for a day after the infusion, and call your care team if you feel worse."
    assert pairs([old], [REST, CALL]) == {REST: (old,), CALL: (old,)}


def test_another_new_paragraph_stands_beside_the_parts_and_belongs_to_none() -> None:
    assert pairs([BOTH], [REST, CALL, "Something else that is new here."]) == {REST: (BOTH,), CALL: (BOTH,)}
    assert pairs(["Something old that is gone.", BOTH], [REST, CALL, "x y"]) == {REST: (BOTH,), CALL: (BOTH,)}


@pytest.mark.parametrize(
    "new",
    [
        ["Other.", "Stop taking it on your own."],
        ["Do stop.", "Taking it on your own is safe."],
        ["Do not drive.", "Stop at once."],
        ["Do not stop taking.", "It is on."],
    ],
)
def test_a_sentence_that_looks_alike_is_no_part(new: list[str]) -> None:
    assert pairs(["Do not stop taking it on your own."], new) == {}


def test_chinese_is_compared_by_its_characters() -> None:
    whole = "请每天测量血压。如有不适请联系医生。"
    assert pairs([whole], ["请每天测量血压。", "如有不适请联系医生。"]) == dict.fromkeys(
        ["请每天测量血压。", "如有不适请联系医生。"], (whole,)
    )


texts = st.lists(st.sampled_from([f"{n} {word}" for n in range(4) for word in ("a", "b c", "b", "c")]), unique=True)


@given(texts, texts)
def test_only_texts_that_went_are_offered_and_only_to_those_that_came(old: list[str], new: list[str]) -> None:
    found = pairs(old, new)
    assert set(found) <= set(new) - set(old)
    assert {text for olds in found.values() for text in olds} <= set(old) - set(new)


@given(texts)
def test_an_order_that_changes_pairs_nothing(old: list[str]) -> None:
    dice = random.Random(len(old))
    assert pairs(old, dice.sample(old, len(old))) == {}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["reversed", "all changed", "all changed, one more", "all split"])
def test_it_does_not_grow_with_the_square_of_the_length(kind: str) -> None:
    """Not a timed test of speed: 10,000 texts take difflib 12 s and more."""
    old = [f"The text number {n} says this. And that, too." for n in range(10_000)]
    new = {
        "reversed": old[::-1],
        "all changed": [f"Now {text}" for text in old],
        "all changed, one more": ["x", *(f"Now {text}" for text in old)],
        "all split": [part for text in old for part in text.split(". ")],
    }[kind]
    started = time.process_time()
    pairs(old, new)
    assert time.process_time() - started < 10
