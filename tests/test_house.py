"""The house: what holds for all of the code, checked with the tests so that `pytest` is the whole loop."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "syndicate"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Effects: the only modules that may reach for disk, clock, environment or network (DESIGN §8).
EFFECTS = {
    "cli",
    "__main__.py",
    "files.py",
    "localization/shipped.py",
    "articles/sources/folder.py",
    "commands",
    "publishing",
    "service",
    "translation/engines",
}
WORLD = {
    "os",
    "socket",
    "subprocess",
    "requests",
    "urllib.request",
    "http.client",
    "sqlite3",
    "time",
    "tempfile",
    "shutil",
    "random",
}
WORLD_CALLS = {"open", "input", "print"}


def run(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **changes}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy", "lint-imports"])
def test_the_code_passes(command: str) -> None:
    done = run(*command.split())
    assert done.returncode == 0, done.stdout + done.stderr


def is_effect(path: Path) -> bool:
    name = path.relative_to(PACKAGE).as_posix()
    return name in EFFECTS or any(name.startswith(f"{room}/") for room in EFFECTS)


@pytest.mark.parametrize(
    "path", [p for p in MODULES if not is_effect(p)], ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_a_pure_module_reaches_for_nothing_outside(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not {alias.name for alias in node.names} & WORLD, f"{path}:{node.lineno}"
        if isinstance(node, ast.ImportFrom):
            assert node.module not in WORLD, f"{path}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in WORLD_CALLS, f"{path}:{node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "utcnow", "today"), f"{path}:{node.lineno}: no clock here"


@pytest.mark.parametrize(
    "path", MODULES + sorted((ROOT / "tests").glob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_a_file_has_one_subject_and_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_help_answers_at_once_because_heavy_imports_are_lazy() -> None:
    probe = "import sys, syndicate.cli; print(*sorted(sys.modules))"
    loaded = set(run(sys.executable, "-c", probe).stdout.split())
    assert not loaded & {
        "pydantic",
        "babel",
        "lxml",
        "feedgen",
        "translate",
        "deep_translator",
        "jinja2",
        "yaml",
        "nh3",
        "PIL",
    }


def test_every_verb_is_in_the_readme_and_has_a_sentence_of_help() -> None:
    from syndicate.cli import cli

    readme = (ROOT / "README.md").read_text()
    for name, verb in cli.commands.items():
        assert f"`syndicate {name}" in readme, f"{name} is not in README.md"
        assert verb.help
        assert verb.help.strip().splitlines()[0].endswith((".", "publishes"))


def test_every_setting_is_in_the_docs() -> None:
    from dataclasses import fields

    from syndicate import config

    documented = (ROOT / "docs" / "settings.md").read_text()
    shapes = (config.Settings, config.FeedSettings, config.LanguageSettings, config.Topic, config.EngineSettings)
    for shape in (*shapes, config.ServiceSettings):
        for field in fields(shape):
            assert f"`{field.name}`" in documented, f"{shape.__name__}.{field.name} is not in docs/settings.md"


def test_every_problem_code_is_in_the_docs() -> None:
    documented = (ROOT / "docs" / "problems.md").read_text()
    from syndicate.articles.parsers.pagedump import SEVERITIES
    from syndicate.feeds.validate import RULES

    codes = {*SEVERITIES, *RULES}
    told = re.compile(r"""(?:Problem|\.error|\.warn|\.note|Finding)\(\s*"([a-z0-9]+(?:-[a-z0-9]+)+)\"""")
    for path in MODULES:
        codes |= set(told.findall(path.read_text()))
    assert len(codes) > 150
    assert not {code for code in codes if f"`{code}`" not in documented}


def test_version_help_and_completion_work() -> None:
    assert run("syndicate", "--version").stdout.strip() == "syndicate, version 0.1.0"
    assert "Commands:" in run("syndicate", "--help").stdout
    completed = run("syndicate", _SYNDICATE_COMPLETE="bash_complete", COMP_WORDS="syndicate pub", COMP_CWORD="1")
    assert "publish" in completed.stdout
    for shell in ("bash", "zsh", "fish"):
        assert "_SYNDICATE_COMPLETE" in run("syndicate", "completion", shell).stdout


def test_the_schema_is_printed_as_json() -> None:
    for name in ([], ["item"], ["latest"], ["withdrawals"]):
        assert json.loads(run("syndicate", "schema", *name).stdout)["$schema"].startswith("https://json-schema.org/")
    refused = run("syndicate", "schema", "items")
    assert (refused.returncode, "article, corrections, " in refused.stderr) == (2, True)


def test_nothing_is_pinned_by_an_address() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line), line


@pytest.mark.slow
def test_a_wheel_in_an_empty_environment_makes_a_library_and_publishes_it(tmp_path: Path) -> None:
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT))
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [
        str(venv / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "-c",
        str(ROOT / "constraints.txt"),
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    shutil.rmtree(tmp_path / "build", ignore_errors=True)
    syndicate = str(venv / "bin" / "syndicate")
    library = tmp_path / "somewhere"
    for command in (
        ["init", str(library)],
        ["publish", "--library", str(library)],
        ["check", "--library", str(library)],
    ):
        done = subprocess.run([syndicate, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    from syndicate.feeds import validate

    for language, title in (("en", "Washing your hands well"), ("es", "Dormir mejor: hábitos que ayudan")):
        atom = (library / "feeds" / language / "atom.xml").read_bytes()
        assert title in atom.decode()
        assert atom.count(b"<entry") == 1, "nothing unreviewed passes"
        assert not [p for p in validate.atom(atom) if p.severity == "error"]
        assert not [
            p for p in validate.rss((library / "feeds" / language / "rss.xml").read_bytes()) if p.severity == "error"
        ]


def test_help_is_quick() -> None:
    """Not a timed test of speed, but of laziness: half a second is ten times what it takes."""
    before = os.times()
    run("syndicate", "--help")
    after = os.times()
    assert after.children_user - before.children_user < 5, "seconds of the processor"
