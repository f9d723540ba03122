"""Documents that share entries are validated with one memory: what was in order is skipped, and nothing else."""

from typing import Any

import broken_feeds
import broken_feeds_unusual
import pytest
from broken_feeds import Row
from broken_feeds_bases import BASES
from test_broken_feeds import NOW, VALIDATORS

from syndicate.feeds.validate import Clean, markup
from syndicate.feeds.validate.findings import MOST, Findings

ROWS = [*broken_feeds.ROWS, *broken_feeds_unusual.ROWS]


def warm() -> Clean:
    """A memory that has seen the good feed of each format."""
    clean: Clean = set()
    for kind, document in BASES.items():
        assert VALIDATORS[kind](document.encode(), now=NOW, clean=clean) == ()
    assert clean
    return clean


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_is_wrong_with_a_feed_is_told_in_the_same_words_after_a_good_one_and_again(row: Row) -> None:
    clean, validate = warm(), VALIDATORS[row.format]
    alone = validate(row.document, "feeds/en/x", now=NOW)
    assert validate(row.document, "feeds/en/x", now=NOW, clean=clean) == alone
    assert validate(row.document, "feeds/en/x", now=NOW, clean=clean) == alone


def test_all_broken_feeds_one_after_the_other_hide_nothing_from_each_other() -> None:
    clean = warm()
    for row in ROWS:
        validate = VALIDATORS[row.format]
        assert validate(row.document, now=NOW, clean=clean) == validate(row.document, now=NOW), row


@pytest.mark.parametrize("kind", BASES)
def test_the_texts_of_a_good_entry_are_read_once(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clean, read = warm(), list[str]()
    real = markup.html

    def html(source: str, *rest: Any, **named: Any) -> markup.Reading:
        read.append(source)
        return real(source, *rest, **named)

    monkeypatch.setattr(markup, "html", html)
    assert VALIDATORS[kind](BASES[kind].encode(), now=NOW, clean=clean) == ()
    assert not [source for source in read if "<h2>" in source]
    VALIDATORS[kind](BASES[kind].encode(), now=NOW)
    assert [source for source in read if "<h2>" in source]


def test_a_finding_that_stands_there_already_does_not_make_a_text_clean() -> None:
    """It counts once at its place, so that the number of findings does not tell whether a text has one."""
    report = Findings("x", clean=set())
    report.add("empty-title", "the title is empty")
    report.texts(lambda about: about.add("empty-title", "the title is empty"), "T")
    assert report.clean == set()


def test_a_full_report_makes_no_text_clean() -> None:
    report = Findings("x", clean=set())
    for number in range(MOST + 2):
        report.add("empty-title", f"{number}")
    report.texts(lambda about: about.add("empty-title", "another"), "T")
    assert report.full
    assert report.clean == set()
