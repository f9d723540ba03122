"""JSON Feed: strict JSON, the schema, and documents made to hurt."""

import json

import pytest
from broken_feeds_bases import JSON, edited
from hypothesis import given, settings
from hypothesis import strategies as st
from test_validate_atom import patched

from syndicate.feeds.validate import RULES, json_feed
from syndicate.model import Problem

FEED = json.loads(JSON)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def codes(document: bytes) -> list[str]:
    return [problem.code for problem in json_feed(document)]


def test_a_problem_names_its_place_as_a_json_pointer() -> None:
    (problem,) = json_feed(edited(JSON, ("48213", '"48213"')), "feed.json")
    assert "/items/0/attachments/0/size_in_bytes" in problem.message
    assert problem.place.path == "feed.json"


def test_what_is_not_json_says_line_and_column() -> None:
    (problem,) = json_feed(b'{\n  "a": tru\n}')
    assert (problem.code, problem.place.line, problem.place.column) == ("json-invalid", 2, 8)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{} {}",
        b"{'version': 1}",
        b'{"a": Infinity}',
        b'{"a": -NaN}',
        b'{"a": 01}',
        b'{"a": "\t"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 600 + b"]" * 600,
        b"9" * 100_000,
        b'{"a": "\\ud83d"}',
        b'{"\\ud83d": 1}',
    ],
    ids=lambda document: repr(document[:16]),
)
def test_only_the_json_of_rfc_8259_is_read(document: bytes) -> None:
    assert {"json-invalid", "wrong-root"} & set(codes(document))


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("article", "Not A Key", "json-syndicate"),
        ("source_version", 0, "json-syndicate"),
        ("source_version", None, ""),
        ("source_published", "2026-13-01", "json-syndicate"),
        ("source_published", "2026-03-01T09:00:00", "json-syndicate"),
        ("source_published", "2026-03-01T09:00:00+01:00", ""),
        ("source_language", "pt_BR", "json-syndicate"),
        ("correction", {"on": "2026-03-01"}, "json-syndicate"),
        ("correction", {"on": "2026-03-01", "severity": "minor", "note": "x"}, ""),
        ("translations", [{"language": "kr", "url": "https://example.org/"}], "json-syndicate"),
        ("checked_by", "Dr. Ruiz", ""),
        ("corrects", "tag:example.org,2026:stroke/en", ""),
        ("corrects", "stroke", "json-syndicate"),
        ("replaced_by", "", ""),
        ("replaced_by", None, "json-syndicate"),
        ("audience", ["patient", "caregiver"], ""),
        ("audience", [1], "json-syndicate"),
        ("disclaimer", "Ask a doctor.", ""),
        ("image", {"url": "https://example.org/a.png", "type": "image/png", "mail": {}}, "json-syndicate"),
        ("another", {"fact": True}, ""),
    ],
)
def test_the_facts_of_an_item_have_the_documented_shape(key: str, value: object, expected: str) -> None:
    facts = FEED["items"][0]["_syndicate"] | {key: value}
    item = FEED["items"][0] | {"_syndicate": facts}
    assert codes(json.dumps(FEED | {"items": [item]}).encode()) == ([expected] if expected else [])


def test_the_first_of_two_equal_keys_is_not_lost_in_silence() -> None:
    assert codes(b'{"a": {"b": 1, "b": 2}}')[0] == "json-duplicate-key"


@given(st.sampled_from([*FEED, *FEED["items"][0]]), VALUES)
def test_any_value_of_any_field_gives_problems_and_never_an_error(key: str, value: object) -> None:
    item = FEED["items"][0] | {key: value}
    for feed in (FEED | {key: value}, FEED | {"items": [item]}):
        assert all(code in RULES for code in codes(json.dumps(feed).encode()))


@given(st.sampled_from([*FEED["_syndicate"], "archive", "current", "next"]), VALUES)
def test_any_value_of_any_fact_of_a_feed_gives_problems_and_never_an_error(key: str, value: object) -> None:
    for facts in ({key: value}, FEED["_syndicate"] | {key: value}, {"withdrawn": [{"id": value, "at": value}, value]}):
        assert all(code in RULES for code in codes(json.dumps(FEED | {"_syndicate": facts}).encode()))


@given(st.sampled_from([*FEED["items"][0]["_syndicate"], "corrects", "audience", "image"]), VALUES)
def test_any_value_of_any_fact_of_an_item_gives_problems_and_never_an_error(key: str, value: object) -> None:
    item = FEED["items"][0] | {"_syndicate": FEED["items"][0]["_syndicate"] | {key: value}}
    assert all(code in RULES for code in codes(json.dumps(FEED | {"items": [item]}).encode()))


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_never_an_error(document: bytes) -> None:
    found = json_feed(document)
    assert found
    assert all(isinstance(problem, Problem) and problem.code in RULES for problem in found)


@settings(deadline=None)
@given(patched(JSON))
def test_a_feed_cut_and_patched_anywhere_never_raises(document: bytes) -> None:
    assert all(problem.code in RULES for problem in json_feed(document))
