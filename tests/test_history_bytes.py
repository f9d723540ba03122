"""A history from scratch gives the same bytes at every step, wherever it is played and however often it is killed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import histories
import pytest
from faults import Killed, watched
from histories import HISTORY, SHORT, Step
from libraries import write
from small_library import HOUR, SmallLibrary, tree

from syndicate.files import TEMPORARY

REPOSITORY = Path(__file__).parents[1]
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONIOENCODING": "latin-1"}


def some_more(small: SmallLibrary, languages: Sequence[str]) -> None:
    """As many articles as a second archive page needs."""
    histories.write_tips(small, languages, range(1, 101), histories.YESTERDAY)


PLAYED = [
    replace(step, edit=some_more) if step.name == "many_more" else step for step in HISTORY if step.name != "edit_many"
]


def backwards(small: SmallLibrary) -> None:
    """Write sources and catalogs anew, in the reverse order of their names, and forget all that was noted of them."""
    for folder in (small.root / "articles", small.root / "locales"):
        files = tree(folder)
        shutil.rmtree(folder)
        for path, data in reversed(files.items()):
            write(folder / path, data)
    shutil.rmtree(small.root / ".syndicate", ignore_errors=True)


def play_into(root: Path, before: Callable[[SmallLibrary], None] | None = None) -> SmallLibrary:
    """Play the history in ``root``, and keep what stands after each step under its number."""
    small = histories.begin(root / "library")
    for number, step in enumerate(PLAYED):
        step.edit(small, histories.OTHERS)
        if before:
            before(small)
        small.publish(step.at)
        histories.keep(small.feeds, root / f"{number}")
    return small


def stamped(feeds: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and its date; the manifest's own date is nobody's business."""
    files = tree(feeds)
    dates = {path: int((feeds / path).stat().st_mtime) for path in files if path != "index.json"}
    return {path: (data, dates.get(path, 0)) for path, data in files.items()}


# ── wherever it is played ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def played_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """The history as it is being played in another zone, locale, hash seed and order of files, and without a cache."""
    root = tmp_path_factory.mktemp("elsewhere")
    code = "import sys, pathlib, test_history_bytes as t; t.play_into(pathlib.Path(sys.argv[1]), t.backwards)"
    path = os.pathsep.join([str(Path(__file__).parent), str(REPOSITORY)])
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, **ELSEWHERE}
    with subprocess.Popen([sys.executable, "-c", code, str(root)], env=environment) as process:
        yield root, process
        process.kill()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The history, once, with the cache of each step for the next."""
    root = tmp_path_factory.mktemp("played")
    play_into(root)
    return root


@pytest.mark.slow
def test_the_same_history_gives_the_same_bytes_at_each_step_on_any_machine(
    played_elsewhere: tuple[Path, subprocess.Popen[bytes]], played: Path
) -> None:
    """One plays beside the other."""
    root, process = played_elsewhere
    assert process.wait() == 0
    for number, step in enumerate(PLAYED):
        one, other = stamped(played / f"{number}"), stamped(root / f"{number}")
        assert one.keys() == other.keys(), step.name
        assert [path for path in one if one[path] != other[path]] == [], step.name


@pytest.mark.slow
def test_what_was_withdrawn_or_put_right_stands_in_no_file_at_the_end(played: Path) -> None:
    small = SmallLibrary(played / "library")
    gone = [
        histories.say(words, tag) for words in (*histories.WITHDRAWN, histories.DOSE) for tag in histories.LANGUAGES
    ]
    assert {words: small.traces(words) for words in gone if small.traces(words)} == {}


@pytest.mark.slow
def test_the_search_for_it_would_find_it(played: Path) -> None:
    """Before they went, the texts stood in feeds and items of their language."""
    before = next(number for number, step in enumerate(PLAYED) if step.name == "correct") - 1
    files = tree(played / f"{before}")
    for words in (histories.BUTTER, histories.LIGHTLY, histories.DOSE):
        for tag in histories.LANGUAGES:
            said = histories.say(words, tag).split("20")[0].encode()  # numbers may stand in isolates
            found = {path for path, data in files.items() if said in data}
            assert {f"{tag}/atom.xml", f"{tag}/rss.xml", f"{tag}/feed.json"} <= found, words


@pytest.mark.slow
def test_a_wrong_dose_is_published_at_no_step(played: Path) -> None:
    for number in range(len(PLAYED)):
        for path, data in tree(played / f"{number}").items():
            assert not any(words.encode() in data for words in histories.WRONG_DOSE.values()), path


def test_publishing_again_after_any_step_changes_nothing(tmp_path: Path) -> None:
    small = histories.begin(tmp_path, ["en", "ar"])
    for step in histories.play(small, SHORT):
        before = stamped(small.feeds)
        assert small.publish(step.at + HOUR).changed == (), step.name
        assert stamped(small.feeds) == before, step.name


# ── however often it is killed ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Scene:
    """A library before the publish of a step, what that publish writes, and what stands afterwards."""

    step: Step
    library: Path
    writes: tuple[str, ...]
    before: dict[str, bytes]
    after: dict[str, tuple[bytes, int]]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Scene]:
    """The history without the many, in two languages."""
    root = tmp_path_factory.mktemp("scenes")
    small = histories.begin(root / "library", ["en", "ar"])
    found = []
    for step in SHORT:
        step.edit(small, ["ar"])
        library = Path(shutil.copytree(small.root, root / step.name))
        before = small.tree()
        with watched(small.root) as writes:
            small.publish(step.at)
        found.append(Scene(step, library, tuple(writes.told), before, stamped(small.feeds)))
    return found


def fatal_ones(number: int, scene: Scene) -> list[int]:
    """The writes of a step at which to die, from 1.

    Until the first ledger is written feeds/ is untouched, and one write stands for all. From there on every file that
    gets its name is a state of its own: ledgers and manifest always, of the others every fifth, each step beginning
    at another, so that in five steps of a kind each was the one.
    """
    names = [write for write, told in enumerate(scene.writes, 1) if told.startswith("replace ")]
    ledger = next(write for write in names if "/feeds/" in scene.writes[write - 1])
    placed = [write for write in names if write >= ledger]
    always = {write for write in placed if "/feeds/" in scene.writes[write - 1]}
    staged = 1 + (number * 17) % (ledger - 1)
    return sorted({staged, len(scene.writes), *always, *placed[number % 5 :: 5]})


@pytest.mark.slow
def test_killed_at_a_write_of_any_step_it_ends_the_same(scenes: list[Scene], tmp_path: Path) -> None:
    killed = 0
    for number, scene in enumerate(scenes):
        for fatal in fatal_ones(number, scene):
            died_at = f"{scene.step.name}, write {fatal}: {scene.writes[fatal - 1]}"
            small = SmallLibrary(shutil.copytree(scene.library, tmp_path / "library"))
            with pytest.raises(Killed), watched(small.root, fatal):
                small.publish(scene.step.at)
            left = small.tree()
            assert scene.before.keys() <= left.keys(), died_at
            for path, data in left.items():
                if not Path(path).name.startswith(TEMPORARY):
                    assert data in (scene.before.get(path), scene.after.get(path, (b"", 0))[0]), f"{died_at}: {path}"
            small.publish(scene.step.at)
            found = stamped(small.feeds)
            assert found.keys() == scene.after.keys(), died_at
            assert [path for path in found if found[path] != scene.after[path]] == [], died_at
            shutil.rmtree(small.root)
            killed += 1
    assert killed > 6 * len(scenes)


@pytest.mark.slow
def test_killed_in_every_other_step_and_published_again_only_after_the_next_edit_no_version_or_date_is_lost(
    scenes: list[Scene], tmp_path: Path
) -> None:
    """The ledgers of a killed publish stood, and hardly a file of it.

    What an entry's change is for those who copied it is then judged without the body that was never written: as grave
    as it was, or material.
    """
    small = histories.begin(tmp_path, ["en", "ar"])
    for number, scene in enumerate(scenes):
        scene.step.edit(small, ["ar"])
        if number % 2:
            small.publish(scene.step.at)
            continue
        ledgers = [write for write, told in enumerate(scene.writes, 1) if told.startswith("replace /feeds/")]
        with pytest.raises(Killed), watched(small.root, ledgers[-2] + 3):
            small.publish(scene.step.at)
    small.publish(SHORT[-1].at)
    for language in ("en", "ar"):
        expected = rows(scenes[-1].after[f"{language}/ledger.jsonl"][0])
        found = rows((small.feeds / language / "ledger.jsonl").read_bytes())
        changes = [(found[row].pop("change"), expected[row].pop("change")) for row in expected]
        assert found == expected
        assert {one for one, other in changes if one != other} <= {"material"}
    assert small.tree().keys() == scenes[-1].after.keys()


def rows(ledger: bytes) -> dict[str, dict[str, Any]]:
    """The rows of a ledger by id, without their histories."""
    read = [json.loads(line) for line in ledger.decode().split("\n")[1:-1]]
    return {row["id"]: {name: value for name, value in row.items() if name != "events"} for row in read}
