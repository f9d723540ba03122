"""From a page as plain text to feeds: what is certain is kept, what is missing is asked for, nothing is invented."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from syndicate.cli import cli

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed"

PAGE = """\
Living With Asthma: Using an Inhaler
Published: Mar 05, 2024
An inhaler brings medicine straight to the lungs, if it is used well.
Contents
How an Inhaler Works
A metered-dose inhaler sprays a measured amount of medicine, which you breathe in slowly. It helps to be shown how.
Frequently Asked Questions
It keeps the medicine from landing in your mouth.
Do not use it more than 8 times a day without asking.
Key Takeaways
Slow breaths bring more medicine to the lungs than fast ones do.
Consult Lungbuddy to learn more about inhalers.Related Articles
References
Gibson PG, Powell H. Written action plans for asthma. Thorax 2004; 59:94.
Speak with your doctor or nurse before you act on anything that you read here.
"""
SPANISH = {
    "Living With Asthma: Using an Inhaler": "Vivir con asma: cómo usar un inhalador",
    "An inhaler brings medicine straight to the lungs, if it is used well.": (
        "Un inhalador lleva el medicamento directamente a los pulmones, si se usa bien."
    ),
    "How an Inhaler Works": "Cómo funciona un inhalador",
    "A metered-dose inhaler sprays a measured amount of medicine, which you breathe in slowly. "
    "It helps to be shown how.": (
        "Un inhalador de dosis medida rocía una cantidad exacta de medicamento, que usted inhala despacio. "
        "Conviene que alguien le enseñe cómo."
    ),
    "Slow breaths bring more medicine to the lungs than fast ones do.": (
        "Al respirar despacio llega más medicamento a los pulmones que al respirar rápido."
    ),
    "Consult Lungbuddy to learn more about inhalers.": "Consulte Lungbuddy para saber más sobre los inhaladores.",
}
FACTS = {
    "id": "asthma-inhaler",
    "language": "en",
    "authors": ["Our team"],
    "license": "CC-BY-4.0",
    "reviewed": {"on": "2024-03-01", "by": "A. Example, MD"},
    "headings": ["How an Inhaler Works"],
    "faq": [],
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    assert run("init", str(tmp_path / "library")).exit_code == 0
    return tmp_path / "library"


def import_page(library: Path, page: Path, facts: dict[str, object] | None = None) -> Result:
    arguments = ["import", str(page), "--library", str(library), "--to", str(library / "articles"), "--json"]
    if facts is not None:
        (library.parent / "facts.yaml").write_text(yaml.safe_dump(facts))
        arguments += ["--facts", str(library.parent / "facts.yaml")]
    return run(*arguments)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE)
    return tmp_path / "page.txt"


def test_while_something_is_missing_the_import_fails_and_nothing_is_published(library: Path, page: Path) -> None:
    done = import_page(library, page)
    assert done.exit_code == 1
    codes = {problem["code"] for problem in json.loads(done.stdout)["problems"]}
    assert {"id-missing", "lang-undeclared", "faq-question-missing", "heading-untyped"} <= codes
    published = run("publish", "--library", str(library))
    assert published.exit_code == 1
    assert "Inhaler" not in everything_below(library / "feeds")
    assert run("check", "--library", str(library)).exit_code == 1


def test_a_second_import_with_the_facts_takes_the_place_of_nothing_else(library: Path, page: Path) -> None:
    import_page(library, page)
    done = import_page(library, page, FACTS)
    assert done.exit_code == 0, done.stdout
    assert Path(json.loads(done.stdout)["written"]).name == "asthma-inhaler.md"


def test_with_the_facts_the_page_goes_through_the_whole_main_job(library: Path, page: Path) -> None:
    assert import_page(library, page, FACTS).exit_code == 0
    reasons = check_main_job(library, "asthma-inhaler", SPANISH.__getitem__, brand="Lungbuddy", answer="your mouth")
    assert reasons == {"below-reviewed"}


@pytest.mark.skipif(not SEED.is_dir(), reason="the page that we were given is not beside this checkout")
def test_the_page_that_we_were_given_goes_through_the_whole_main_job(library: Path) -> None:
    (dump,) = SEED.glob("*.txt")
    lines = dump.read_text().splitlines()
    facts = {**FACTS, "id": "ms-infusions", "headings": [lines[4], lines[6], lines[9]]}
    done = import_page(library, dump, facts)
    assert done.exit_code == 0, done.stdout
    brand, answer = lines[18].split()[1], lines[13]
    reasons = check_main_job(library, "ms-infusions", "Borrador: {}".format, brand=brand, answer=answer)
    assert "untranslated" in reasons


def check_main_job(
    library: Path, article: str, translated: Callable[[str], str], *, brand: str, answer: str
) -> set[str]:
    """Feeds in English; a draft in Spanish that is held back: the reasons; no FAQ and no brand anywhere."""
    assert run("update", "--library", str(library), "--article", article).exit_code == 0
    catalog = library / "locales" / "es" / "articles" / f"{article}.po"
    draft(catalog, translated)
    report = json.loads(run("publish", "--library", str(library), "--json").stdout)
    outcomes = {entry["language"]: entry for entry in report["entries"] if entry["article"] == article}
    assert outcomes["en"]["outcome"] == "publish"
    assert outcomes["es"]["outcome"] == "hold"
    for name in ("atom.xml", "rss.xml", "feed.json"):
        assert f"{article}/en" in (library / "feeds" / "en" / name).read_text()
        assert f"{article}/" not in (library / "feeds" / "es" / name).read_text()
    published = everything_below(library / "feeds")
    assert brand not in published
    assert answer not in published
    assert "Frequently asked questions" not in (library / "feeds" / "en" / "items" / f"{article}.html").read_text()
    return {reason["code"] for reason in outcomes["es"]["reasons"]}


def draft(catalog: Path, translated: Callable[[str], str]) -> None:
    """Fill a catalog with drafts, as a machine would."""
    from syndicate.translation.catalogs.drafts import fill
    from syndicate.translation.catalogs.reading import read

    entries = read(catalog.read_bytes(), str(catalog), "es").entries
    targets = {key: translated(key[1]) for key in entries}
    catalog.write_bytes(fill(catalog.read_bytes(), targets, language="es", date="2026-11-22"))


def everything_below(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.suffix in (".xml", ".json", ".html", ".jsonl")]
    return "\n".join(path.read_text() for path in files)
