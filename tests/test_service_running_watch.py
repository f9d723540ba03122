"""`serve --watch`: which changes count, one publish at a time, and what authors and translators are told."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from running_services import until
from small_library import SmallLibrary
from watchfiles import Change

from syndicate.publishing.library import Library
from syndicate.service.running.publisher import Outcome
from syndicate.service.running.watch import Rule, lines, named, places, watch, worth_a_look

URL = "http://127.0.0.1:8080/"
BROKEN = {
    "code": "markdown-table",
    "severity": "error",
    "message": "a row has 3 cells and its head 2",
    "advice": "write | within a cell as \\|",
    "path": "articles/sleep.md",
    "line": 12,
    "column": 1,
}


@dataclass
class Press:
    """Publishes in no time, or when it is let."""

    outcomes: list[Outcome] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    running: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, why: str) -> Outcome:
        self.asked.append(why)
        self.running += 1
        assert self.running == 1, "one at a time"
        await self.gate.wait()
        self.running -= 1
        return self.outcomes.pop(0) if self.outcomes else published()


def published(*changed: str, problems: tuple[dict[str, Any], ...] = ()) -> Outcome:
    return Outcome(int(bool(problems)), {"problems": list(problems), "changed_files": list(changed)})


def watching(library: Library, steps: Callable[[Press], Awaitable[None]], *outcomes: Outcome) -> Press:
    """Watch a library while ``steps`` are done; publishes end at once unless its gate is closed."""

    async def pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    async def whole() -> Press:
        press = Press(list(outcomes))
        press.gate.set()
        task = asyncio.create_task(watch(library, press, say=press.said.append, url=URL, pause=pause))
        try:
            await until(lambda: bool(press.asked))
            await until(lambda: bool(press.said))
            await steps(press)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        return press

    return asyncio.run(whole())


async def noticed(press: Press, save: Callable[[], object], what: str) -> None:
    """Save something until it is noticed: the watcher begins in a thread, and nothing tells when it has."""
    before = len(press.said)

    async def again() -> None:
        while True:
            save()
            await asyncio.sleep(0.5)

    saving = asyncio.create_task(again())
    try:
        await until(lambda: any("changed: " in line and what in line for line in press.said[before:]))
    finally:
        saving.cancel()


# ── watching ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_articles_catalogs_settings_and_pictures_are_published_when_they_are_saved(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    (tmp_path / "pictures").mkdir()
    number = iter(range(100))

    async def steps(press: Press) -> None:
        await noticed(press, lambda: small.article("sleep", title=f"Sleeping {next(number)}"), "articles/sleep.md")
        po = tmp_path / "locales/es/articles/hands.po"
        await noticed(press, lambda: po.write_text(po.read_text() + "\n"), "locales/es/articles/hands.po")
        await noticed(press, lambda: small.configure(limit=next(number) + 1), "syndicate.toml")
        picture = tmp_path / "pictures" / "soap.png"
        await noticed(press, lambda: picture.write_bytes(b"%d" % next(number)), "pictures/soap.png")

    press = watching(small.library, steps)
    assert press.asked[0] == "start"
    assert set(press.asked[1:]) == {"change"}


def test_files_that_an_editor_makes_for_a_moment_are_not_named(tmp_path: Path) -> None:
    (tmp_path / "sleep.md").touch()
    saved, gone = str(tmp_path / "sleep.md"), str(tmp_path / "sedPMDg3P")
    burst = {(Change.added, gone), (Change.deleted, gone), (Change.added, saved)}
    assert named(burst) == [saved]
    assert named({(Change.deleted, gone)}) == [gone], "what was there before is a change"
    assert named({(Change.added, gone)}) == [gone], "and nothing is missed"


@pytest.mark.slow
def test_who_saves_the_settings_hears_that_the_service_itself_has_others(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)

    async def steps(press: Press) -> None:
        await noticed(press, lambda: small.configure(languages=["en"]), "syndicate.toml")
        await until(lambda: any("started again" in line for line in press.said))

    watching(small.library, steps)


@pytest.mark.slow
def test_a_change_during_a_publish_starts_another_after_it(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    number = iter(range(100))

    async def steps(press: Press) -> None:
        await noticed(press, lambda: small.article("sleep", title=f"Sleeping {next(number)}"), "articles/sleep.md")
        await until(lambda: press.said[-1].startswith("published"))
        press.gate.clear()
        so_far = len(press.asked)
        small.article("sleep", title="Sleeping well")
        await until(lambda: len(press.asked) == so_far + 1)
        small.article("hands", title="Clean hands")  # while that one runs
        press.gate.set()
        await until(lambda: len(press.asked) >= so_far + 2)
        await until(lambda: any("articles/hands.md" in line for line in press.said))

    watching(small.library, steps)


@pytest.mark.slow
def test_a_folder_that_appears_is_watched_from_then_on(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    shutil.move(tmp_path / "articles", tmp_path.parent / f"{tmp_path.name}-away")

    async def steps(press: Press) -> None:
        def bring() -> None:
            if not (tmp_path / "articles").exists():
                shutil.copytree(tmp_path.parent / f"{tmp_path.name}-away", tmp_path / "articles")
            else:
                shutil.rmtree(tmp_path / "articles")

        await noticed(press, bring, "articles")
        (tmp_path / "articles").mkdir(exist_ok=True)
        await until(lambda: press.said[-1].startswith("published"))
        await noticed(press, lambda: small.article("sleep"), "articles/sleep.md")

    watching(small.library, steps)


def test_where_another_publish_runs_it_waits_for_its_turn(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    busy = Outcome(2, error="syndicate: another publish of this library is running: wait for it", is_busy=True)

    async def steps(press: Press) -> None:
        assert press.asked == ["start", "start", "start"]
        assert press.said == ["published: 1 file changed", f"  {URL}es/atom.xml"]

    watching(small.library, steps, busy, busy, published("es/atom.xml"))


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("articles/sleep.md", True),
        ("articles/deep/er/sleep.yaml", True),
        ("articles/sleep.png", True),
        ("locales/es/articles/sleep.po", True),
        ("locales/es/LC_MESSAGES/ui.po", True),
        ("syndicate.toml", True),
        ("pyproject.toml", True),
        ("pictures/soap.JPG", True),
        ("articles", True),
        ("articles/.sleep.md.swp", False),
        ("articles/sleep.md~", False),
        ("articles/#sleep.md#", False),
        ("articles/.#sleep.md", False),
        ("articles/.syndicate-tmp-x1", False),
        ("locales/es/articles/sleep.po.part", False),
        ("locales/es/articles/sleep.mo", False),
        ("feeds/es/atom.xml", False),
        ("feeds", False),
        ("state", False),
        (".syndicate", False),
        (".git", False),
        ("README.md", False),
        ("notes/todo.txt", False),
    ],
)
def test_which_changes_count(tmp_path: Path, path: str, counts: bool) -> None:
    small = SmallLibrary.begin(tmp_path)
    for folder in ("state", ".syndicate", ".git", "feeds"):
        (tmp_path / folder).mkdir()
    assert Rule(small.library)(Change.modified, str(tmp_path / path)) is counts


def test_what_is_watched_leaves_out_what_we_write_and_what_tools_keep(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    for folder in ("pictures", "feeds", "state", ".git", ".venv", "node_modules"):
        (tmp_path / folder).mkdir()
    deep, flat = places(small.library)
    assert [path.name for path in deep] == ["articles", "locales", "pictures"]
    assert flat == [tmp_path]


# ── what is said ────────────────────────────────────────────────────────────────────────────────


def test_what_is_wrong_is_told_with_its_place_and_where_to_look() -> None:
    outcome = published("en/items/hands.html", "en/atom.xml", "index.json", problems=(BROKEN,))
    assert lines(outcome, set(), URL) == [
        "articles/sleep.md:12:1: error markdown-table: a row has 3 cells and its head 2 → write | within a cell as \\|",
        "published: 3 files changed",
        f"  {URL}en/items/hands.html",
    ]


def test_what_was_told_before_is_counted_only() -> None:
    first = lines(published(problems=(BROKEN,)), set(), URL)[0]
    assert lines(published(problems=(BROKEN,)), {first}, URL) == [
        "as before: 1 (`syndicate check` tells them)",
        "published: 0 files changed",
    ]
    assert lines(published(), {first}, URL) == ["put right: 1", "published: 0 files changed"]


def test_a_publish_that_did_nothing_says_why_and_that_the_last_one_stands() -> None:
    assert lines(Outcome(2, error="syndicate: syndicate.toml:3: error …"), set(), URL) == [
        "syndicate: syndicate.toml:3: error …",
        "nothing was published; what was there before is still served",
    ]


def test_many_problems_are_cut_short() -> None:
    told = lines(published(problems=tuple({**BROKEN, "line": n} for n in range(1, 31))), set(), URL)
    assert len([line for line in told if "markdown-table" in line]) == 20
    assert "… and 10 more: `syndicate check` tells them all" in told


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        (["es/items/a.html", "es/items/a.json", "es/index.html", "es/atom.xml"], ["es/items/a.html"]),
        (["es/index.html", "es/atom.xml"], ["es/"]),
        (["es/atom.xml", "es/archive/1/atom.xml", "es/rss.xml"], ["es/atom.xml"]),
        (["index.json"], []),
    ],
)
def test_where_to_look_is_a_page_where_there_is_one(changed: list[str], shown: list[str]) -> None:
    assert worth_a_look(changed) == shown
