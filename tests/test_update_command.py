"""``syndicate update``: catalogs and templates on disk, one whole file after another, whenever it is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from faults import Killed, watched
from libraries import article, library, write

from syndicate.commands import update as updating
from syndicate.commands.update import update
from syndicate.errors import UsageError
from syndicate.files import TEMPORARY, locked, write_if_changed
from syndicate.publishing.library import Library
from syndicate.translation.catalogs import po

ROOT = Path(__file__).parents[1]
FEVER = "Rest for a day.\n\nDrink **water** often.\n\nTake 650 mg, never more."
CHANGED = "Rest for two days.\n\nTake 650 mg, never more.\n\nDrink **water** often.\n\nSleep."


@pytest.fixture
def made(tmp_path: Path) -> Library:
    """A library of two articles and two translations, the Spanish ones translated in part."""
    return library(
        tmp_path,
        articles={"fever": article("fever", "Fever", FEVER), "cough": article("cough", "Cough", "Rest.")},
        languages=("en", "es", "pt-BR"),
        catalogs={"es": {"fever": {"Rest for a day.": "Descanse un día.", "Fever": "Fiebre"}}},
    )


def files(made: Library) -> dict[str, bytes]:
    root = made.root / "locales"
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(TEMPORARY)
    }


def test_it_makes_a_catalog_for_each_article_and_language_and_a_template_for_each_article(made: Library) -> None:
    done = update(made)
    assert set(files(made)) == {
        *(f"{tag}/articles/{name}.po" for tag in ("es", "pt_BR") for name in ("fever", "cough")),
        *(f"templates/articles/{name}.pot" for name in ("fever", "cough")),
        "templates/ui.pot",
    }
    assert set(done.changed) == {f"locales/{name}" for name in files(made)} - {"locales/es/articles/fever.po"}
    assert (done.looked_at, done.problems) == (7, ())


def test_every_file_is_written_while_no_other_run_sweeps_temporary_files(
    made: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def write_locked(path: Path, data: bytes, *, durable: bool) -> bool:
        with pytest.raises(UsageError, match="is running"), locked(made.work / "catalogs.lock", "edit"):
            pytest.fail(f"{path} is written outside the lock")
        written.append(path)
        return write_if_changed(path, data, durable=durable)

    monkeypatch.setattr(updating, "write_if_changed", write_locked)
    update(made)
    assert len(written) == 7


def test_a_second_run_changes_nothing(made: Library) -> None:
    update(made)
    before = files(made)
    done = update(made)
    assert (done.changed, done.looked_at) == ((), 7)
    assert files(made) == before


def test_only_what_was_named_is_touched(made: Library) -> None:
    assert set(update(made, articles=["cough"], languages=["pt-BR"]).changed) == {
        "locales/pt_BR/articles/cough.po",
        "locales/templates/articles/cough.pot",
    }


def test_what_the_library_does_not_have_is_an_error(made: Library) -> None:
    with pytest.raises(UsageError, match="no article 'flu'"):
        update(made, articles=["flu"])
    with pytest.raises(UsageError, match="'fr' is not among"):
        update(made, languages=["fr"])


def test_three_more_lines_of_front_matter_change_no_catalog_but_the_template(made: Library) -> None:
    update(made)
    write(
        made.articles / "fever.md", article("fever", "Fever", FEVER, license="CC0-1.0", topics=[], audience=["patient"])
    )
    assert update(made).changed == ("locales/templates/articles/fever.pot",)


def test_a_catalog_that_cannot_be_read_is_told_and_left_alone(made: Library) -> None:
    update(made)
    path = made.catalog("es", "fever")
    broken = path.read_bytes().replace(b'msgctxt "title"', b'<<<<<<< ours\nmsgctxt "title"')
    path.write_bytes(broken)
    write(made.articles / "fever.md", article("fever", "Fever", CHANGED))
    done = update(made)
    assert [problem.code for problem in done.problems] == ["po-conflict"]
    assert path.read_bytes() == broken
    assert "locales/pt_BR/articles/fever.po" in done.changed


def test_the_glossary_of_a_language_is_told_in_its_catalogs(made: Library) -> None:
    update(made)
    write(
        made.glossary("es"),
        'msgid ""\nmsgstr "Language: es\\n"\n\nmsgctxt "term"\nmsgid "water"\nmsgstr "agua"\n',
    )
    assert set(update(made).changed) == {"locales/es/articles/fever.po"}
    assert b"#. glossary: water = agua\n" in made.catalog("es", "fever").read_bytes()
    assert b"glossary" not in (made.root / "locales/templates/articles/fever.pot").read_bytes()


def test_a_glossary_that_cannot_be_read_leaves_its_language_alone(made: Library) -> None:
    write(made.glossary("es"), "<<<<<<< ours\n")
    done = update(made)
    assert [(problem.code, problem.language) for problem in done.problems] == [("po-conflict", "es")]
    assert not made.catalog("es", "cough").exists()
    assert made.catalog("pt-BR", "cough").exists()


def test_the_template_of_an_article_that_is_gone_stays_as_its_catalogs_do(made: Library) -> None:
    update(made)
    before = files(made)
    (made.articles / "cough.md").unlink()
    assert update(made).changed == ()
    assert files(made) == before


# ── killed ──────────────────────────────────────────────────────────────────────────────────────


def test_killed_at_any_write_it_leaves_whole_files_and_the_next_run_finishes(made: Library) -> None:
    update(made)
    before = files(made)
    write(made.articles / "fever.md", article("fever", "Fever", CHANGED))
    update(made)
    after = files(made)
    fatal = 0
    while True:
        fatal += 1
        restore(made, before)
        with watched(made.root, fatal) as writes:
            try:
                update(made)
            except Killed:
                pass
            else:
                break
        half = files(made)
        assert set(half) == set(before)
        assert all(half[name] in (before[name], after[name]) for name in before), writes.told
        update(made)
        assert files(made) == after, writes.told
        assert not list(made.root.rglob(f"{TEMPORARY}*"))
    assert fatal > 8, "each of the three files is opened, written, made readable and put in its place"


def restore(made: Library, before: dict[str, bytes]) -> None:
    for name, data in before.items():
        (made.root / "locales" / name).write_bytes(data)


UPDATE = """
import sys
from pathlib import Path
from syndicate.commands.update import update
from syndicate.publishing.library import open_library
library = open_library(Path(sys.argv[1]))
print("ready", flush=True)
update(library)
"""


@pytest.mark.slow
def test_a_real_sigkill_leaves_whole_catalogs(tmp_path: Path) -> None:
    paragraphs = "\n\n".join(f"Paragraph number {number} says one thing." for number in range(60))
    made = library(
        tmp_path,
        articles={f"a{number}": article(f"a{number}", f"Title {number}", paragraphs) for number in range(12)},
        languages=("en", "es", "fr", "de", "ar"),
    )
    killed = 0
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        process = subprocess.Popen([sys.executable, "-c", UPDATE, str(made.root)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
        for path in made.root.glob("locales/*/articles/*.po"):
            assert len(po.parse(path.read_bytes(), path.name).messages) == 62
    assert killed
    assert update(made).problems == ()
    assert len(list(made.root.glob("locales/*/articles/*.po"))) == 48


@pytest.mark.slow
def test_the_benchmark_measures_both_programs_on_the_same_files() -> None:
    code = "from benchmarks.update import table; print(table(20, 2))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "| 2 changed | 0." in done.stdout
