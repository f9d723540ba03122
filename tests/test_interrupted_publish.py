"""A publish that dies at any of its writes leaves whole files only, and the next one finishes what it had decided."""

import os
import random
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from errno import ENOSPC
from multiprocessing import get_context
from pathlib import Path

import pytest
from faults import Killed, watched
from libraries import write
from small_library import DAY, NOON, SmallLibrary, tree

from syndicate.errors import TargetError
from syndicate.files import TEMPORARY

TOWEL = {"title": "Towels", "published": "2026-11-20", "body": "Dry towels in the sun."}


def nothing(small: SmallLibrary) -> None:
    """The first publish of all."""


def after_one(small: SmallLibrary) -> None:
    """One entry changed, one is new, and one becomes pending."""
    small.publish()
    with small.po("hands") as entries:
        entries["Dry them with a towel."].target = "Séqueselas con un trapo limpio."
    with small.po("sleep") as entries:
        entries["Keep the room dark."].markfuzzy()
    small.article("towel", **TOWEL)
    small.translate("towel")


@dataclass(frozen=True)
class Scene:
    """A library before a publish, and what that publish makes of it when nobody disturbs it."""

    library: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    dates: dict[str, int]
    writes: tuple[str, ...]
    at: datetime

    def copy(self, root: Path) -> SmallLibrary:
        """The library as it was before, elsewhere."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.library, root)  # with its dates, by which unchanged files are known
        return SmallLibrary(root)


def scene(folder: Path, prepare: Callable[[SmallLibrary], None], at: datetime) -> Scene:
    small = SmallLibrary.begin(folder / "before")
    small.configure(topics={})  # without the topics' feeds half as many files, and so a quarter of the time
    for article in ("hands", "sleep"):
        small.article(article, topics=[])
    prepare(small)
    twin = SmallLibrary(shutil.copytree(small.root, folder / "after"))
    with watched(twin.root) as writes:
        twin.publish(at)
    return Scene(small.root, tree(small.feeds), twin.tree(), twin.dates(), tuple(writes.told), at)


@pytest.fixture(scope="module", params=[nothing, after_one])
def stage(request, tmp_path_factory) -> Scene:
    return scene(tmp_path_factory.mktemp("scene"), request.param, NOON + DAY)


def interrupted(stage: Scene, root: Path, fatal: int) -> SmallLibrary:
    """The library whose publish died at that write."""
    small = stage.copy(root)
    with pytest.raises(Killed), watched(root, fatal):
        small.publish(stage.at)
    return small


def standing(root: Path) -> tuple[tuple[str, bytes, int], ...]:
    """What a publish finds in the library: every file with its date, but for what it throws away unread."""
    files = ((path, data) for path, data in tree(root).items() if not path.startswith(".syndicate/staging/"))
    return tuple(
        (path, data, (root / path).stat().st_mtime_ns if path.startswith("feeds/") else 0)
        for path, data in files
        if not Path(path).name.startswith(TEMPORARY)
    )


def check(stage: Scene, root: Path, fatal: int) -> None:
    """Die at that write, look at what is there, and finish."""
    small = interrupted(stage, root, fatal)
    look(stage, small, fatal)
    finish(stage, small, fatal)


def look(stage: Scene, small: SmallLibrary, fatal: int) -> None:
    """Every file is the old or the new one, and none of the old is missing."""
    died_at = f"write {fatal}: {stage.writes[fatal - 1]}"
    left = small.tree()
    for path, data in left.items():
        if not Path(path).name.startswith(TEMPORARY):
            assert data in (stage.before.get(path), stage.after.get(path)), f"{died_at}: {path} is neither old nor new"
    assert stage.before.keys() <= left.keys(), died_at


def finish(stage: Scene, small: SmallLibrary, fatal: int) -> None:
    """Publish again what was left: at the same T, and in a copy at a later one."""
    died_at = f"write {fatal}: {stage.writes[fatal - 1]}"
    root, left = small.root, small.tree()
    decided = {path for path, data in left.items() if path.endswith("ledger.jsonl") and data == stage.after[path]}

    later = SmallLibrary(shutil.copytree(root, root.with_name("later"), dirs_exist_ok=False))
    small.publish(stage.at)
    assert small.tree() == stage.after, died_at
    assert {**small.dates(), "index.json": 0} == {**stage.dates, "index.json": 0}, died_at

    later.publish(stage.at + DAY)
    found = later.tree()
    for path in decided:
        assert found[path] == stage.after[path], f"{died_at}: {path} has other dates"
    assert not [path for path in found if Path(path).name.startswith(TEMPORARY)]
    assert found.keys() == stage.after.keys(), died_at
    shutil.rmtree(later.root)


def test_a_publish_that_dies_at_a_ledger_or_the_manifest_is_finished_by_the_next(stage, tmp_path):
    """Every other one of their writes, and some of the rest; the next test has them all."""
    wanted = [number for number, told in enumerate(stage.writes, 1) if " /feeds" in told]
    fatal_ones = sorted({*wanted[::2], *range(1, len(stage.writes), 20)})
    assert len(fatal_ones) > 12
    for fatal in fatal_ones:
        check(stage, tmp_path / "library", fatal)


@pytest.mark.slow
def test_a_publish_that_dies_at_any_write_is_finished_by_the_next(stage, tmp_path):
    """It is looked at before each, and dies at those that leave what a next publish can tell from what others leave.

    Staged files and temporary ones are thrown away unread: wherever only they differ, one stands for all, and that is
    the last, with the most of them.
    """
    small, last = stage.copy(tmp_path / "watched"), dict[object, int]()

    def stands(number: int) -> None:
        look(stage, small, number)
        last[standing(small.root)] = number

    with watched(small.root, each=stands) as writes:
        small.publish(stage.at)
    opened = {told for told in writes.told if told.startswith("open ") and TEMPORARY not in told}
    assert opened <= {"open /.syndicate/lock"}, "no other file is written where half of it would be read"
    assert len(writes.told) == len(stage.writes)
    assert len(last) > len(stage.after)
    for fatal in last.values():
        check(stage, tmp_path / "library", fatal)


def test_a_publish_that_dies_again_and_again_is_finished_by_the_last(stage, tmp_path):
    small = stage.copy(tmp_path / "library")
    for fatal in range(5, len(stage.writes) // 2, 11):
        with pytest.raises(Killed), watched(small.root, fatal):
            small.publish(stage.at)
    small.publish(stage.at)
    assert small.tree() == stage.after


def test_the_ledgers_stand_before_any_artifact_and_the_manifest_comes_last(stage):
    placed = [told.split()[1] for told in stage.writes if told.startswith("replace ")]
    moves = [path for path in placed if path.startswith(("/feeds/", "/.syndicate/staging/"))]
    names = ["ledger" if "/feeds/e" in path else "manifest" if "/feeds/" in path else "file" for path in moves]
    staged = len(names) - names[::-1].index("ledger")
    assert names[staged - 2 : staged] == ["ledger", "ledger"]
    assert set(names[: staged - 2]) == set(names[staged:-1]) == {"file"}
    assert names[-1] == "manifest"


# ── what a killed run leaves in the working folder ──────────────────────────────────────────────


def test_what_was_built_is_not_believed_where_the_run_died_before_it_noted_why(tmp_path):
    """Three publishes, A, B, A: the second dies between the manifest and the note of what its files were built from."""
    small = SmallLibrary.begin(tmp_path / "library")
    small.ui("es", ("feed", "all", "Salud"))
    small.publish()
    first = small.tree()
    small.ui("es", ("feed", "all", "Salud y bienestar"))
    with watched(shutil.copytree(small.root, tmp_path / "twin")) as writes:
        SmallLibrary(tmp_path / "twin").publish(NOON + DAY)
    manifest = max(number for number, told in enumerate(writes.told, 1) if " /feeds/" in told)
    with pytest.raises(Killed), watched(small.root, manifest + 1):
        small.publish(NOON + DAY)
    small.ui("es", ("feed", "all", "Salud"))
    small.publish(NOON + 2 * DAY)
    first.pop("index.json")
    assert {path: data for path, data in small.tree().items() if path != "index.json"} == first


def test_what_a_killed_run_staged_is_thrown_away(tmp_path):
    small = SmallLibrary.begin(tmp_path)
    write(small.root / ".syndicate/staging/0", b"half of a f")
    write(small.root / f"feeds/es/{TEMPORARY}abc", b"half of a f")
    small.publish()
    assert not (small.root / ".syndicate/staging").exists()
    assert not [path for path in small.tree() if TEMPORARY in path]


@pytest.mark.parametrize("where", ["staging", "ledger", "feeds"])
def test_a_full_disk_is_told_and_leaves_whole_files(tmp_path, monkeypatch, where):
    small = SmallLibrary.begin(tmp_path)
    after_one(small)
    before, real = small.tree(), os.replace
    full = {"staging": "/staging/", "ledger": "ledger.jsonl", "feeds": "/feeds/es/feed.json"}[where]

    def refuse(source: str, target: str) -> None:
        if full in str(target):
            raise OSError(ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(TargetError, match="No space left"):
        small.publish(NOON + DAY)
    monkeypatch.undo()
    assert (small.tree() == before) == (where != "feeds")
    assert not [path for path in small.tree() if TEMPORARY in path]
    small.publish(NOON + DAY)
    twin = SmallLibrary.begin(tmp_path / "twin")
    after_one(twin)
    twin.publish(NOON + DAY)
    assert small.tree() == twin.tree()


# ── real kills ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_publish_that_is_really_killed_five_times_is_finished_by_the_next(stage, tmp_path):
    chance = random.Random(20261122)
    small = stage.copy(tmp_path / "library")
    killed = 0
    while killed < 5:
        shutil.rmtree(small.root / ".syndicate", ignore_errors=True)
        process = get_context("fork").Process(target=small.publish, args=(stage.at,))  # with all that is imported here
        process.start()
        process.join(chance.uniform(0, 0.1))
        process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        killed += process.exitcode == -signal.SIGKILL
        if process.exitcode == 0:
            small = stage.copy(small.root)
    small.publish(stage.at)
    assert small.tree() == stage.after
