"""What the validators catch, and what they let through: a table of broken feeds, and one of unusual ones."""

from collections.abc import Callable
from datetime import UTC, datetime

import broken_feeds
import broken_feeds_unusual
import pytest
from broken_feeds import Row
from broken_feeds_bases import BASES

from syndicate.feeds.validate import RULES, WARNINGS, atom, json_feed, rss
from syndicate.model import Problem, Severity

VALIDATORS: dict[str, Callable[..., tuple[Problem, ...]]] = {"atom": atom, "rss": rss, "json": json_feed}
NOW = datetime(2026, 3, 3, tzinfo=UTC)

# The unusual feeds that are right and yet worth a word.
WARNED = {
    "atom: relative references with xml:base": {"url-relative-to-base"},
    "json: feed without items": {"missing-self", "language-missing"},
}


def problems(row: Row) -> tuple[Problem, ...]:
    return VALIDATORS[row.format](row.document, "feeds/en/x", now=NOW)


@pytest.mark.parametrize("row", broken_feeds.ROWS, ids=str)
def test_each_broken_feed_is_caught_by_the_rule_that_it_breaks(row: Row) -> None:
    found = problems(row)
    assert row.code in {problem.code for problem in found}, [str(problem) for problem in found]


@pytest.mark.parametrize("kind", BASES)
def test_the_good_feeds_that_they_are_made_from_have_no_problems(kind: str) -> None:
    assert VALIDATORS[kind](BASES[kind].encode(), now=NOW) == ()


@pytest.mark.parametrize("row", broken_feeds_unusual.ROWS, ids=str)
def test_unusual_feeds_that_are_right_raise_no_alarm(row: Row) -> None:
    found = problems(row)
    assert {problem.code for problem in found} == WARNED.get(str(row), set()), [str(problem) for problem in found]
    assert not [problem for problem in found if problem.severity is Severity.ERROR]


def test_every_rule_is_broken_by_a_feed_of_the_tables() -> None:
    broken = {row.code for row in broken_feeds.ROWS} | {code for codes in WARNED.values() for code in codes}
    assert set(RULES) - broken == {"more-problems"}


def test_each_format_has_its_share_of_the_tables() -> None:
    for rows, least in ((broken_feeds.ROWS, 60), (broken_feeds_unusual.ROWS, 10)):
        counts = {kind: sum(row.format == kind for row in rows) for kind in BASES}
        assert min(counts.values()) >= least, counts
        assert len({str(row) for row in rows}) == len(rows)


@pytest.mark.parametrize("row", broken_feeds.ROWS, ids=str)
def test_a_problem_has_the_severity_of_its_rule_and_the_path_of_its_feed(row: Row) -> None:
    for problem in problems(row):
        assert problem.code in RULES
        assert problem.severity is (Severity.WARNING if problem.code in WARNINGS else Severity.ERROR)
        assert problem.place.path == "feeds/en/x"
        assert "\n" not in problem.message
        assert len(problem.message) <= 500


@pytest.mark.parametrize("kind", BASES)
def test_without_a_clock_no_date_lies_ahead(kind: str) -> None:
    late = next(row for row in broken_feeds.ROWS if row.format == kind and row.code == "date-future")
    assert VALIDATORS[kind](late.document) == ()


def test_each_rule_is_explained_in_one_sentence() -> None:
    for code, sentence in RULES.items():
        assert sentence.endswith("."), code
        assert len(sentence) < 120, code
    assert set(RULES) >= WARNINGS
