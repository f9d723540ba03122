"""``syndicate translate --dry-run``: what would be sent, refused and left, told without sending, writing, or a key."""

from pathlib import Path

import pytest
from libraries import article, library
from machines import SPANISH, TABLE, fever, run, sending
from small_library import tree

from syndicate.errors import SettingsError


def test_a_dry_run_says_what_would_be_sent_and_does_nothing(tmp_path: Path) -> None:
    made = fever(
        tmp_path, engines={"paid": {"use": "deep", "provider": "deepl", "key_env": "KEY"}}, translate={"engine": "paid"}
    )
    before = tree(tmp_path)
    done = run(made, dry_run=True)
    assert tree(tmp_path) == before
    (row,) = done.rows
    assert (row.rule, row.machine, row.left) == (1, 5, 0)
    assert done.characters == sum(len(text) for text in SPANISH if text != "Rest.")
    sent = "about 77 characters would be sent, up to 154 where replies are refused (paid)"
    assert (done.characters, done.requests, list(done.lines())[-1]) == (77, 0, sent)
    with pytest.raises(SettingsError, match="KEY holds no key"):
        run(made)
    assert tree(tmp_path) == before


def test_a_dry_run_tells_what_then_is_sent(tmp_path: Path) -> None:
    made = fever(tmp_path)
    told = run(made, dry_run=True)
    with sending(SPANISH) as sent:
        done = run(made)
    assert told.characters == done.characters == sum(map(len, sent))
    assert told.rows == done.rows
    assert run(made, dry_run=True).characters == 0


def test_a_dry_run_stops_where_the_budget_would_end(tmp_path: Path) -> None:
    told = run(fever(tmp_path, "Rest."), max_characters=16, dry_run=True)
    assert (told.characters, told.rows[0].machine, told.rows[0].left) == (15, 2, 1)
    assert [problem.code for problem in told.problems] == ["translate-budget"]


def test_a_dry_run_tells_which_languages_the_engine_does_not_have(tmp_path: Path) -> None:
    made = library(tmp_path, {"a": article("a", "Fever", "Rest.")}, languages=("en", "fr", "es"), **TABLE)
    told = run(made, dry_run=True)
    with sending(SPANISH):
        done = run(made)
    assert (told.rows, told.problems) == (done.rows, done.problems)
    assert [(row.machine, row.left) for row in told.rows] == [(0, 3), (3, 0)]
