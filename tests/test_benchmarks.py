"""The benchmarks' library is one that publishes, and its table says what was measured."""

import sys
from pathlib import Path

import pytest

from benchmarks import library, run
from benchmarks.floor import floor
from syndicate.feeds.gate import Outcome
from syndicate.publishing.build import publish
from syndicate.publishing.library import open_library
from syndicate.publishing.report import Report


@pytest.fixture
def small(tmp_path: Path) -> Path:
    library.generate(tmp_path / "library", articles=3, languages=2, words=200)
    return tmp_path / "library"


def published(folder: Path) -> Report:
    return publish(open_library(folder), now=library.EPOCH)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_library_publishes_without_a_problem(small: Path) -> None:
    report = published(small)
    assert report.problems == ()
    assert [verdict.outcome for verdict in report.verdicts] == [Outcome.PUBLISH] * 6


def test_the_same_arguments_make_the_same_library(small: Path, tmp_path: Path) -> None:
    library.generate(tmp_path / "again", articles=3, languages=2, words=200)
    assert contents(tmp_path / "again") == contents(small)


def test_no_long_text_stands_in_two_articles(small: Path) -> None:
    paragraphs = [
        line
        for path in (small / "articles").glob("*.md")
        for line in path.read_text().split("---\n", 2)[2].split("\n")
        if len(line) > 60 and not line.startswith("|")
    ]
    assert len(paragraphs) > 9
    assert len(set(paragraphs)) == len(paragraphs)


def test_a_changed_article_is_the_only_one_that_is_told_of(small: Path) -> None:
    published(small)
    library.change(small, 1)
    report = published(small)
    assert report.problems == ()
    assert {verdict.article for verdict in report.verdicts if verdict.change} == {"article-00001"}


@pytest.mark.parametrize("count", [0, len(library.LANGUAGES) + 1])
def test_there_are_only_so_many_languages(tmp_path: Path, count: int) -> None:
    with pytest.raises(ValueError, match="languages"):
        library.generate(tmp_path, articles=1, languages=count)


def test_the_floor_writes_as_many_bytes_as_it_read(tmp_path: Path) -> None:
    (tmp_path / "from" / "de").mkdir(parents=True)
    (tmp_path / "from" / "de" / "atom.xml").write_text("<p>grün & mehr</p>\n")
    (tmp_path / "from" / "picture.png").write_bytes(b"\x89PNG")
    assert floor(tmp_path / "from", tmp_path / "to") == (1, 20)
    assert (tmp_path / "to" / "de" / "atom.xml").read_bytes() == b"&lt;p&gt;gr\xc3\xbcn &amp;"


def test_a_process_is_measured_with_its_children() -> None:
    busy = "sum(i * i for i in range(300_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    cost = run.measure((sys.executable, "-c", child))
    assert cost.cpu > 0
    assert run.measure((sys.executable, "-c", "pass")).cpu < cost.cpu
    assert cost.peak > 1


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"exit 3\nno way"):
        run.measure((sys.executable, "-c", "import sys; print('no way'); sys.exit(3)"))


def test_the_table_has_medians_and_the_ratios_of_each_round() -> None:
    costs = {
        "cold publish": [run.Cost(9, 8, 100), run.Cost(30, 40, 300), run.Cost(10, 9, 110)],
        "python -c pass": [run.Cost(1, 0.5, 10)] * 3,
        "escape + join + write": [run.Cost(1, 2, 10), run.Cost(1, 10, 10), run.Cost(1, 3, 10)],
    }
    assert run.table(costs).split("\n")[2] == "| cold publish | 10.00 | 9.00 | 4.00 | 18 | 110 |"


@pytest.mark.slow
def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["--articles", "1", "--languages", "2"])
    told = capsys.readouterr().out
    assert told.startswith("1 articles × 2 languages")
    assert "| nothing changed | " in told
