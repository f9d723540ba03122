"""``syndicate check`` on catalogs: what is lost, misplaced or without effect is told, and nothing that is in order."""

from pathlib import Path

import pytest
from libraries import article, library, write
from translation_builders import DAY

from syndicate.commands.check import as_text, check
from syndicate.model import Problem, Severity
from syndicate.publishing.build import silent
from syndicate.publishing.library import Library
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import fingerprint

TARGETS = {"Flu": "Gripe", "A summary.": "Un resumen.", "Take two tablets.": "Tome 3 comprimidos."}
CODES = {"catalog-stray", "catalog-missing", "catalog-empty", "waiver-unused"}


@pytest.fixture
def made(tmp_path: Path) -> Library:
    return library(
        tmp_path,
        articles={"flu": article("flu", "Flu", "Take two tablets.")},
        languages=("en", "es"),
        catalogs={"es": {"flu": TARGETS}},
    )


def found(made: Library) -> list[Problem]:
    return [problem for problem in check(made, progress=silent) if problem.code in CODES]


def told(made: Library) -> list[tuple[str, str, str]]:
    assert {problem.severity for problem in found(made)} <= {Severity.WARNING}
    return [(problem.code, problem.place.path, problem.language) for problem in found(made)]


PATH = "locales/es/articles/flu.po"


def test_of_a_catalog_in_order_nothing_is_told(made: Library) -> None:
    assert found(made) == []


@pytest.mark.parametrize("content", ["", "\n", 'msgid ""\nmsgstr "Language: es\\n"\n'])
def test_a_catalog_that_holds_nothing_is_told(made: Library, content: str) -> None:
    write(made.root / PATH, content)
    assert told(made) == [("catalog-empty", PATH, "es")]


def test_catalogs_that_are_not_there_are_one_finding_a_language(made: Library) -> None:
    for number in range(4):
        write(made.articles / f"a{number}.md", article(f"a{number}"))
    assert told(made) == [("catalog-missing", "locales/es", "es")]
    assert found(made)[0].message == "4 of 5 articles have no catalog: a0, a1, a2, …"


def test_a_catalog_that_no_article_has_is_told(made: Library) -> None:
    (made.root / PATH).rename(made.root / "locales/es/articles/flu (1).po")
    assert told(made) == [
        ("catalog-missing", "locales/es", "es"),
        ("catalog-stray", "locales/es/articles/flu (1).po", "es"),
    ]


def test_a_catalog_of_an_article_that_cannot_be_read_is_not_astray(made: Library) -> None:
    write(made.articles / "flu.md", "---\nid: flu\ntitle: [\n---\n")
    assert found(made) == []


def test_a_catalog_that_says_it_is_anothers_is_told(made: Library) -> None:
    write(made.root / PATH, (made.root / PATH).read_bytes().replace(b"Article: flu", b"Article: fever"))
    assert told(made) == [("catalog-stray", PATH, "es")]


# ── waivers ─────────────────────────────────────────────────────────────────────────────────────

SOURCE, TARGET = "Take two tablets.", "Tome 3 comprimidos."
OWN = fingerprint("body", SOURCE, "es", TARGET)
FINE = f"# waiver: numbers-differ the leaflet says so {OWN}"


def noted(made: Library, comment: str) -> None:
    path = made.root / PATH
    document = po.parse(path.read_bytes(), "")
    write(
        path,
        document.write(
            entry._replace(comments=(comment, *entry.comments)) if entry.source == SOURCE else entry
            for entry in document.entries
        ),
    )


def test_a_waiver_that_sets_a_finding_aside_is_fine(made: Library) -> None:
    noted(made, FINE)
    assert found(made) == []
    assert not [problem for problem in check(made, progress=silent) if problem.blocking]


@pytest.mark.parametrize(
    ("comment", "why"),
    [
        (FINE.replace("the leaflet says so", "WHY"), "it gives no reason"),
        (FINE.replace("differ", "difer"), "no check finds numbers-difer here"),
        (FINE.replace("# waiver", "#waiver"), "is not of the form `# waiver: CODE REASON DIGITS-DIGITS`"),
        (FINE.replace("waiver", "Waiver"), "is not of the form"),
        (FINE.replace("waiver:", "waiver"), "is not of the form"),
        (FINE.replace(OWN, ""), "is not of the form"),
        (FINE.replace(OWN, f"{DAY} {OWN[:-8]}00000000"), "another wording of the translation"),
        (FINE.replace(OWN, f"00000000-{OWN[-8:]}"), "another source text"),
    ],
)
def test_a_waiver_that_does_not_count_is_told_with_the_reason(made: Library, comment: str, why: str) -> None:
    noted(made, comment)
    assert told(made) == [("waiver-unused", PATH, "es")]
    assert why in found(made)[0].message
    assert [problem.code for problem in check(made, progress=silent) if problem.blocking] == ["numbers-differ"]


def test_a_translators_note_about_a_waiver_is_a_note(made: Library) -> None:
    noted(made, "# the waiver below is Ana's")
    assert found(made) == []


def test_one_finding_is_not_counted_as_several() -> None:
    assert as_text([Problem("x", "wrong")]).endswith("1 error, 0 warnings, 1 finding")
