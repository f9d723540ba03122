"""``syndicate export`` and ``syndicate merge`` on a library: out to a CAT tool and back."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from libraries import NOW, article, library, read, translate

from syndicate.commands.export import Form, export, export_queue
from syndicate.commands.merge import MergeReport, merge_files
from syndicate.editorial.table import COLUMNS
from syndicate.errors import UsageError
from syndicate.model import Translation
from syndicate.publishing.library import Library
from syndicate.translation.catalogs.reading import read as read_catalog
from syndicate.translation.exchange.merge import Outcome

DATE = "2026-11-22"
SPANISH = {"Fever": "Fiebre", "A summary.": "Un resumen.", "Drink **water**.": ""}


@pytest.fixture
def made(tmp_path: Path) -> Library:
    made = library(
        tmp_path / "library",
        {"fever": article("fever", "Fever", "Drink **water**."), "rest": article("rest", "Rest", "Sleep.")},
        languages=("en", "es", "ar"),
        catalogs={"es": {"fever": SPANISH, "rest": {"Rest": "Descanso"}}},
    )
    translate(made, "fever", "ar", {"Fever": "الحمى"}, draft=True)
    return made


def catalog(made: Library) -> Mapping[tuple[str, str], Translation]:
    path = made.catalog("es", "fever")
    return read_catalog(path.read_bytes(), str(path), "es").entries


def merge(made: Library, *files: Path, **options: object) -> MergeReport:
    return merge_files(made, files, date=DATE, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["xliff1", "xliff2"])
def test_every_catalog_goes_out_and_comes_back_without_a_change(made: Library, form: Form, tmp_path: Path) -> None:
    done = export(made, tmp_path / "out", form)
    assert [path.relative_to(tmp_path / "out").as_posix() for path in done.written] == [
        "es/fever.xlf",
        "ar/fever.xlf",
        "es/rest.xlf",
    ]
    report = merge(made, *done.written)
    assert (report.changed, report.problems) == ([], [])
    assert export(made, tmp_path / "again", form).written[0].read_bytes() == done.written[0].read_bytes()


@pytest.mark.parametrize(
    ("form", "state", "outcome"),
    [
        ("xliff1", "translated", Outcome.DRAFTED),
        ("xliff1", "signed-off", Outcome.WRITTEN),
        ("xliff2", "translated", Outcome.DRAFTED),
        ("xliff2", "reviewed", Outcome.WRITTEN),
    ],
)
def test_a_translators_work_comes_back_with_the_state_that_the_tool_gave_it(
    made: Library, form: Form, state: str, outcome: Outcome, tmp_path: Path
) -> None:
    (file,) = export(made, tmp_path, form, articles=["fever"], languages=["es"]).written
    text = file.read_text()
    if form == "xliff1":
        text = text.replace('<target state="needs-translation"/>', f'<target state="{state}">Beba agua.</target>', 1)
    else:
        start = text.index('<segment state="initial">')
        end = text.index("</segment>", start)
        target = text[start:end].replace("initial", state).rstrip() + "<target>Beba agua.</target>"
        text = text[:start] + target + text[end:]
    file.write_text(text)
    dry = merge(made, file, writer="Eva", dry_run=True)
    report = merge(made, file, writer="Eva")
    assert dry.changed == report.changed == ["locales/es/articles/fever.po"]
    assert report.outcomes[outcome] == 1
    found = made.catalog("es", "fever").read_text()
    assert 'msgstr "Beba agua."' in found
    assert "# by: Eva 2026-11-22 " in found
    assert ("# origin: draft 2026-11-22 " in found) == (outcome is Outcome.DRAFTED)


def test_a_memory_and_a_glossary_are_a_file_a_language(made: Library, tmp_path: Path) -> None:
    made.glossary("es").write_text(
        'msgid ""\nmsgstr "Language: es\\n"\n\nmsgctxt "term"\nmsgid "fever"\nmsgstr "fiebre"\n'
    )
    memory = export(made, tmp_path, "tmx").written
    assert {path.name for path in memory} == {"es.tmx", "ar.tmx"}
    (terms,) = export(made, tmp_path, "tbx").written
    assert terms.name == "es.tbx"
    made.glossary("es").unlink()
    report = merge(made, terms)
    assert report.changed == ["locales/es/glossary.po"]
    assert b"#, fuzzy" in made.glossary("es").read_bytes()


def test_a_memory_fills_other_articles_with_drafts(made: Library, tmp_path: Path) -> None:
    (file,) = export(made, tmp_path, "tmx", languages=["es"]).written
    made.catalog("es", "rest").unlink()
    translate(made, "rest", "es", {})
    report = merge(made, file, languages=["es"])
    assert report.outcomes == {Outcome.DRAFTED: 2}  # the title, and the summary that both articles have
    assert report.changed == ["locales/es/articles/rest.po"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('original="fever"', 'original="../../../etc/passwd"'), "merge-stranger"),
        (('original="fever"', 'original="nobody"'), "merge-stranger"),
        (('target-language="es"', 'target-language="fr"'), "merge-stranger"),
        (('source-language="en"', 'source-language="de"'), "merge-stranger"),
        (("</xliff>", ""), "exchange-xml"),
        (('version="1.2"', 'version="9"'), "exchange-kind"),
    ],
)
def test_a_file_of_another_library_or_a_broken_one_changes_nothing(
    made: Library, tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    (file,) = export(made, tmp_path, "xliff1", articles=["fever"], languages=["es"]).written
    before = {path: path.read_bytes() for path in made.root.rglob("*.po")}
    file.write_text(file.read_text().replace(*change))
    report = merge(made, file)
    assert [problem.code for problem in report.problems] == [code]
    assert {path: path.read_bytes() for path in made.root.rglob("*.po")} == before


def test_a_broken_file_or_catalog_keeps_nothing_else_from_going_in(made: Library, tmp_path: Path) -> None:
    files = export(made, tmp_path, "xliff1").written
    made.catalog("es", "fever").write_text("<<<<<<< HEAD\n")
    broken = tmp_path / "broken.xlf"
    broken.write_text("<xliff")
    rest = next(file for file in files if "rest" in file.name)
    rest.write_text(rest.read_text().replace(">Descanso<", ">Reposo<"))
    report = merge(made, broken, *files, writer="Eva")
    assert {problem.code for problem in report.problems} == {"exchange-xml", "po-conflict"}
    assert report.changed == ["locales/es/articles/rest.po"]


def test_the_queue_goes_out_as_csv_that_no_spreadsheet_takes_for_a_formula(made: Library, tmp_path: Path) -> None:
    translate(made, "rest", "es", {"Sleep.": "=1+1", "A summary.": "＝1+1"})
    done = export_queue(made, tmp_path, now=NOW, progress=lambda *_: None, languages=["es"])
    rows = list(csv.DictReader(io.StringIO(done.written[0].read_text("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert {"'=1+1", "'＝1+1"} <= {row["target"] for row in rows}
    told = {(row["article"], row["context"], row["reasons"]) for row in rows}
    assert ("fever", "body", "not translated") in told
    assert [row["priority"] for row in rows] == sorted(row["priority"] for row in rows)


def test_two_parts_of_a_file_about_one_catalog_both_go_in(made: Library, tmp_path: Path) -> None:
    (file,) = export(made, tmp_path, "xliff1", articles=["fever"], languages=["es"]).written
    text = file.read_text().replace('needs-translation"/>', 'signed-off">Beba agua.</target>')
    start, end = text.index("<file"), text.index("</xliff>")
    other = text[start:end].replace(">Fiebre<", ">Calentura<").replace(">Beba agua.<", "><")
    file.write_text(text[:end] + other + text[end:])
    report = merge(made, file, writer="Eva")
    assert report.outcomes[Outcome.WRITTEN] == 2
    assert {"Calentura", "Beba agua."} <= {each.text for each in catalog(made).values()}


def test_a_queue_of_the_export_cannot_be_merged(made: Library, tmp_path: Path) -> None:
    (file,) = export_queue(made, tmp_path, now=NOW, progress=lambda *_: None).written
    (problem,) = merge(made, file).problems
    assert (problem.code, "XLIFF" in problem.advice) == ("exchange-kind", True)


@pytest.mark.parametrize("writer", ["\n", "—", f"{'x' * 44} 12345678-12345678 y"])
def test_who_translated_is_a_name_that_a_comment_can_hold(made: Library, tmp_path: Path, writer: str) -> None:
    with pytest.raises(UsageError):
        merge(made, *export(made, tmp_path, "xliff2").written, writer=writer)


def test_what_is_not_there_is_a_usage_error(made: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        merge(made, tmp_path / "no.xlf")
    with pytest.raises(UsageError, match="fr"):
        export(made, tmp_path, "tmx", languages=["fr"])


def test_an_article_that_has_no_catalog_yet_is_told(made: Library, tmp_path: Path) -> None:
    (file,) = export(made, tmp_path, "xliff2", articles=["rest"], languages=["es"]).written
    made.catalog("es", "rest").unlink()
    report = merge(made, file)
    assert "syndicate update" in report.problems[0].message
    assert read(made, "rest").id == "rest"
