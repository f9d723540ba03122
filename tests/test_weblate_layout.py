"""Weblate over locales/: the documented patterns against this repository's own tree, and other tools on every file."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from translate.storage import factory

from syndicate.languages import from_posix
from syndicate.publishing.library import open_library, sources
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.reading import checked

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "weblate.md").read_text()
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "locales").rglob("*") if path.is_file())
CATALOGS = [path for path in FILES if path.endswith(".po")]
TEMPLATES = [path for path in FILES if path.endswith(".pot")]
WITHOUT = {"PO-Revision-Date", "Last-Translator", "Language-Team"}  # nobody has worked on the file yet: see the page


def setting(row: str) -> list[str]:
    """The code in a row of the page's table of components: for ui, and for discovery."""
    (line,) = (line for line in PAGE.splitlines() if line.startswith(f"| {row} |"))
    return re.findall(r"`([^`]+)`", line)


MASK, DISCOVERY = setting("file mask, or regular expression")
UI_TEMPLATE, TEMPLATE = setting("template for new translations")
FILTER = setting("language filter")[0]


def test_discovery_finds_a_component_for_each_article_in_each_language() -> None:
    # Weblate anchors the expression and puts * for the language to make a component's file mask.
    found = [match for path in FILES if (match := re.fullmatch(DISCOVERY, path))]
    library = open_library(ROOT)
    articles = {path.path.rpartition("/")[2].rpartition(".")[0] for path in sources(library)}
    assert {match["component"] for match in found} == articles
    tags = {from_posix(match["language"]) for match in found}
    assert tags == set(library.settings.languages)
    for match in found:
        start, end = match.span("language")
        mask = f"{match[0][:start]}*{match[0][end:]}"
        assert mask == f"locales/*/articles/{match['component']}.po"
        assert TEMPLATE.replace("{{ component }}", match["component"]) in TEMPLATES


def test_the_interface_strings_are_one_component() -> None:
    assert MASK.count("*") == 1
    pattern = re.escape(MASK).replace(r"\*", "(?P<language>[^/]+)")
    found = [match["language"] for path in FILES if (match := re.fullmatch(pattern, path))]
    assert {from_posix(name) for name in found} == set(open_library(ROOT).settings.languages)
    assert UI_TEMPLATE in TEMPLATES


def test_the_language_filter_takes_every_language_and_not_the_templates() -> None:
    folders = {path.split("/")[1] for path in FILES}
    assert {name for name in folders if re.search(FILTER, name)} == folders - {"templates"}
    assert "templates" in folders


@pytest.mark.parametrize("path", [*CATALOGS, *TEMPLATES])
def test_translate_toolkit_knows_and_reads_every_file(path: str) -> None:
    store = factory.getobject(str(ROOT / path))
    ours = po.parse((ROOT / path).read_bytes(), path)
    told = [str(unit.source) for unit in store.units if unit.source and not unit.isheader()]
    assert told == [entry.source for entry in ours.messages]


@pytest.mark.parametrize("path", CATALOGS)
def test_no_catalog_has_line_numbers(path: str) -> None:
    document = checked((ROOT / path).read_bytes(), path, from_posix(path.split("/")[1]))
    assert not [line for entry in document.entries for line in entry.comments if line.startswith("#:")]


def test_every_template_has_a_place_for_each_text() -> None:
    for path in TEMPLATES:
        if "/articles/" in path:
            for entry in po.parse((ROOT / path).read_bytes(), path).messages:
                (place,) = [line for line in entry.comments if line.startswith("#:")]
                file, _, line = place.removeprefix("#: ").rpartition(":")
                assert int(line) <= len((ROOT / file).read_text().splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("path", CATALOGS)
def test_msgfmt_checks_every_catalog_and_misses_only_who_and_when(path: str) -> None:
    assert shutil.which("msgfmt"), "install gettext"
    done = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", ROOT / path], capture_output=True, text=True, check=True
    )
    missing = set(re.findall(r"header field '([^']+)' (?:missing|still has the initial)", done.stderr))
    assert missing <= WITHOUT
    assert len(done.stderr.splitlines()) == len(missing), done.stderr


@pytest.mark.slow
def test_translate_toolkit_discovers_the_whole_tree() -> None:
    command = [sys.executable, "-m", "translate.tools.pocount", "--csv", "locales"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert {row["Filename"] for row in rows} == set(CATALOGS + TEMPLATES)
    assert not [row for row in rows if int(row["Total Message"]) == 0]
