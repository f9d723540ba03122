"""What is only doubted is published, and somebody is told: once, though it stands in many documents."""

from pathlib import Path

from small_library import DAY, NOON, SmallLibrary

SPANISH = "Las manos se lavan con agua y jabón, y no es lo mismo que lavarlas sin jabón cuando están sucias. " * 6


def test_a_text_that_reads_like_another_language_is_told_once(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, languages=["en"])
    small.publish()
    small.article("hands", body=SPANISH)
    report = small.publish(NOON + DAY)
    told = [problem for problem in report.problems if problem.code == "language-words"]
    assert [str(problem.severity) for problem in told] == ["warning"]
    assert "reads like es" in told[0].message
    assert told[0].place.path == "en/atom.xml"
    assert not report.failed
    assert "hands" in small.in_feed("en")


def test_what_articles_and_settings_say_together_is_told_at_a_publish(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, feeds=[{"id": "one", "audience": ["nobody"]}])
    small.article("hands", withdrawn={"on": "2026-11-20", "languages": ["fr"]})
    small.article("sleep", correction={"on": "2027-01-01", "severity": "minor"})
    codes = {problem.code for problem in small.publish().problems}
    assert {"feed-empty", "language-unpublished", "date-future"} <= codes
