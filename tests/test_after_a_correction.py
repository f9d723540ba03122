"""A safety correction's own entry, and what becomes of it afterwards (DESIGN §5 and §6)."""

import pytest
from small_library import DAY, NOON, TWO_GATES, SmallLibrary, told

CORRECTED = {"correction": {"on": "2026-11-23", "severity": "safety"}}
NOTICE = "hands/correction/2026-11-23"
BODIES = ("Séqueselas con una toalla", "Lávese durante", "El jabón aleja")  # of the Spanish article that was wrong


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    """Published, with a feed of another gate."""
    small = SmallLibrary.begin(tmp_path / "library", **TWO_GATES)
    small.publish()
    return small


@pytest.fixture
def corrected(small: SmallLibrary) -> SmallLibrary:
    """A safety correction under another title, published on its day in both languages."""
    small.article("hands", title="Soap", body="Dry them with a clean towel.", **CORRECTED)
    small.translate("hands")
    small.publish(NOON + DAY)
    return small


def test_a_safety_correction_names_the_corrected_article_as_it_is_called_now(corrected: SmallLibrary) -> None:
    assert corrected.row(NOTICE)["title"] == corrected.row("hands")["title"] == "Jabón"
    before = corrected.tree()
    assert corrected.publish(NOON + 2 * DAY).changed == ()
    assert corrected.tree() == before


def test_a_typo_that_is_put_right_days_after_a_safety_correction_is_a_minor_change(corrected: SmallLibrary) -> None:
    """The correction stands in the source for good, and speaks for the version that it came with."""
    corrected.article("hands", title="Soap", body="Dry them with a towel.", **CORRECTED)
    report = corrected.publish(NOON + 5 * DAY)
    assert told(report)["hands", "en"] == "minor"
    assert told(report)["hands", "es"] == "outdated"
    assert [one for one in corrected.rows() if one.startswith("hands/")] == [NOTICE]


def test_a_correction_whose_withdrawal_is_undone_is_a_safety_correction_still(corrected: SmallLibrary) -> None:
    fields = {"title": "Soap", "body": "Dry them with a clean towel.", **CORRECTED}
    corrected.article("hands", **fields, withdrawn={"on": "2026-11-24"})
    corrected.publish(NOON + 2 * DAY)
    corrected.article("hands", **fields)
    corrected.publish(NOON + 3 * DAY)
    row = corrected.row(NOTICE)
    assert (row["status"], row["change"]) == ("usable", "safety")


def test_in_a_language_that_was_given_up_a_safety_correction_goes_out_and_the_wrong_text_goes(
    small: SmallLibrary,
) -> None:
    small.configure(**TWO_GATES, languages=["en"])
    small.publish(NOON + DAY)
    small.article("hands", body="Dry them with a clean towel.", **CORRECTED)
    small.publish(NOON + 2 * DAY)
    assert (small.row("hands")["status"], small.row(NOTICE)["status"]) == ("withheld", "usable")
    assert {words: small.traces(words) for words in BODIES if small.traces(words)} == {}
    assert f"tag:example.org,2026:hands/es/{NOTICE.partition('/')[2]}" in small.tree()["es/rss.xml"].decode()


def test_a_safety_correction_outlives_the_source_that_it_speaks_of(corrected: SmallLibrary) -> None:
    assert NOTICE in corrected.rows("en").keys() & corrected.rows("es").keys()
    files = corrected.tree()
    (corrected.root / "articles/hands.md").unlink()
    report = corrected.publish(NOON + 2 * DAY)
    found = {(problem.article, problem.language) for problem in report.problems if problem.code == "article-gone"}
    assert found == {("hands", "en"), ("hands", "es")}
    assert corrected.tree() == files
