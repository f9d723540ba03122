"""A withdrawal holds whatever else is wrong with its source: no fault may keep a text alive that was taken back."""

from pathlib import Path

import pytest
from libraries import article, write
from small_library import DAY, NOON, PIXEL, SmallLibrary

OLD = "Dry them with a towel"
WITHDRAWN = {"on": "2026-11-23", "reason": "It was wrong."}


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path)
    small.publish()
    return small


SOURCES = {
    "an unknown field": article("hands", "Washing your hands", "Text.", withdrawn=WITHDRAWN, sumary="S"),
    "a wrong address": article("hands", "Washing your hands", "Text.", withdrawn=WITHDRAWN, url="ftp://example.org/"),
    "a wrong date": article("hands", "Washing your hands", "Text.", withdrawn=WITHDRAWN, published="yesterday"),
    "no title": article("hands", "", "Text.", withdrawn=WITHDRAWN),
    "a body that is none": article("hands", "Washing your hands", "<script>x</script>", withdrawn=WITHDRAWN),
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_withdrawal_goes_out_though_its_source_has_another_fault(small: SmallLibrary, source: str) -> None:
    assert small.traces(OLD)
    write(small.root / "articles/hands.md", source)
    report = small.publish(NOON + DAY)
    assert small.traces(OLD) == []
    assert {small.row("hands", tag)["status"] for tag in ("en", "es")} == {"withdrawn"}
    assert small.item("hands")["title"] == "Lavarse las manos"
    assert "article-gone" not in {problem.code for problem in report.problems}
    assert small.publish(NOON + 2 * DAY).changed == ()


def test_the_fault_is_told_all_the_same(small: SmallLibrary) -> None:
    write(small.root / "articles/hands.md", SOURCES["an unknown field"])
    report = small.publish(NOON + DAY)
    assert report.failed
    assert "field-unknown" in {problem.code for problem in report.problems}


def test_a_withdrawal_in_some_languages_waits_for_a_source_that_can_be_read(small: SmallLibrary) -> None:
    only = WITHDRAWN | {"languages": ["es"]}
    write(small.root / "articles/hands.md", article("hands", "Hands", "Text.", withdrawn=only, sumary="S"))
    report = small.publish(NOON + DAY)
    assert report.failed
    assert small.row("hands", "en")["status"] == "usable"  # nobody may publish half an article in the others
    assert "article-gone" in {problem.code for problem in report.problems}


def test_a_picture_that_is_deleted_with_the_withdrawal_stops_nothing(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    write(small.root / "articles/soap.png", PIXEL)
    small.article("hands", image={"src": "soap.png", "alt": "Soap"})
    small.translate("hands")
    small.publish()
    (small.root / "articles/soap.png").unlink()
    small.article("hands", image={"src": "soap.png", "alt": "Soap"}, withdrawn=WITHDRAWN)
    report = small.publish(NOON + DAY)
    assert not report.failed
    assert small.row("hands")["status"] == "withdrawn"
    assert small.traces(OLD) == []
    assert not [path for path in small.tree() if path.startswith("media/")]
