"""A language that is new to a library: what is missing is told once, with the way to make it."""

import shutil
import subprocess
from pathlib import Path

import pytest
from libraries import article, library

from syndicate.commands.update import update
from syndicate.publishing.plan import plan


def test_a_language_without_any_interface_strings_is_one_finding(tmp_path: Path) -> None:
    made = library(tmp_path, {"a": article("a")}, languages=("en", "pl"))
    (problem,) = plan(made).problems
    assert (problem.code, problem.language) == ("ui-missing", "pl")
    assert problem.place.path == "locales/pl/LC_MESSAGES/ui.po"
    assert "msginit" in problem.advice


@pytest.mark.slow
def test_the_way_that_it_names_makes_a_file_that_is_read(tmp_path: Path) -> None:
    assert shutil.which("msginit"), "install gettext"
    made = library(tmp_path, {"a": article("a")}, languages=("en", "pl"))
    update(made)
    (problem,) = plan(made).problems
    command = problem.advice.partition(", and")[0].split()
    (tmp_path / problem.place.path).parent.mkdir(parents=True)
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    found = plan(made).problems
    assert {one.code for one in found} == {"ui-missing"}
    assert len(found) > 20
