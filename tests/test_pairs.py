"""The checks on sentences as they are really written: the errors are found, and what is right is let through.

The pairs of tests/pairs were written before the checks were tuned. ``python -m benchmarks.check_quality --show`` says
the same with a table.
"""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.check_quality import PAIRS, Example, examples, judged, main, table

EVERY = list(examples(PAIRS))
LANGUAGES = ("ar", "de", "es", "fr", "pt-BR", "zh-Hans")
FOUND = 0.95
"""The share of the wrong pairs of a language that must be told by their own code."""


def of(language: str, wrong: bool) -> list[Example]:
    return [example for example in EVERY if example.language == language and bool(example.codes) is wrong]


def test_there_are_enough_pairs_in_each_language_and_none_stands_twice() -> None:
    assert {example.language for example in EVERY} == set(LANGUAGES)
    assert all(len(of(language, wrong=False)) >= 40 for language in LANGUAGES)
    assert all(len(of(language, wrong=True)) >= 30 for language in LANGUAGES)
    counted = Counter((example.language, example.source, example.target) for example in EVERY)
    assert [pair for pair, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_right_is_let_through(language: str) -> None:
    stopped = [outcome for outcome in map(judged, of(language, wrong=False)) if outcome.blocked]
    assert not stopped, f"{len(stopped)} false alarms\n\n" + "\n\n".join(map(str, stopped))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_told(language: str) -> None:
    wrong = of(language, wrong=True)
    missed = [outcome for outcome in map(judged, wrong) if not outcome.told]
    told = f"{len(wrong) - len(missed)} of {len(wrong)} told, too few"
    assert len(missed) <= (1 - FOUND) * len(wrong), f"{told}\n\n" + "\n\n".join(map(str, missed))


def test_the_table_counts_false_alarms_and_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "es.yaml").write_text(
        """right:
  - {source: "Take 5 mg.", target: "Tome 5 mg.", about: copied}
  - {source: "Take 5 mg.", target: "Tome 6 mg.", about: not right at all}
wrong:
  - {source: "Take 7 mg.", target: "Tome 8 mg.", code: numbers-differ, about: digit}
  - {source: "Take 7 mg.", target: "Tome 9 mg.", code: [tags-differ, links-differ], about: told by another code}
  - {source: "Take 7 mg.", target: "Tome 7 mg.", code: units-differ, about: not wrong at all}
"""
    )
    rows = table([judged(example) for example in examples(tmp_path)]).splitlines()
    assert rows[2] == "| es | 2 | 1 | 3 | 2 (67%) | 1 |"


def test_what_is_not_as_it_should_be_is_shown_with_what_was_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "es.yaml").write_text(
        """right:
  - {source: "Take 5 mg.", target: "Tome 6 mg.", about: a false alarm}
wrong:
  - {source: "Take 7 mg.", target: "Tome 8 mg.", code: numbers-differ, about: as it should be}
"""
    )
    main([str(tmp_path), "--show"])
    said = capsys.readouterr().out
    assert "es · false alarm · a false alarm\n    Take 5 mg.\n    Tome 6 mg.\n    numbers-differ: other numbers" in said
    assert "as it should be" not in said
    assert "| es | 1 | 1 | 1 | 1 (100%) | 1 |" in said


def test_a_wrong_pair_needs_a_code(tmp_path: Path) -> None:
    (tmp_path / "es.yaml").write_text("right: []\nwrong: [{source: a, target: b, about: c}]\n")
    with pytest.raises(ValueError, match=r"es\.yaml: no code: a"):
        list(examples(tmp_path))
