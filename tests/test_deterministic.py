"""Same inputs, same bytes: whatever the machine, the number of processes, the cache, or the road that led there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from libraries import write
from small_library import DAY, NOON, PIXEL, TWO_GATES, SmallLibrary, tree

from syndicate.publishing import executors
from syndicate.publishing.build import publish
from syndicate.publishing.library import open_library

REPOSITORY = Path(__file__).parents[1]
HERE = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONIOENCODING": "latin-1"}


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    """A library with two gates, three languages, a picture, a draft, a withdrawal and an embargo."""
    small = SmallLibrary.begin(tmp_path / "library", languages=["en", "es", "ar"], **TWO_GATES)
    write(small.root / "articles/soap.png", PIXEL)
    small.article("hands", image={"src": "soap.png", "alt": "Soap"}, faq=[{"question": "Hot?", "answer": "Warm."}])
    small.translate("hands", "ar", draft=True)
    small.translate("hands")
    small.article("towel", title="Toallas", language="es", topics=["prevention"], body="Séquela al sol.")
    small.article("water", withdrawn={"on": "2026-11-20"})
    small.article("later", embargo="2026-12-24")
    return small


# ── machines ────────────────────────────────────────────────────────────────────────────────────


def _copy_backwards(source: Path, target: Path) -> Path:
    """Copy a tree so that its files are created in the reverse order of their names, or nearly so."""
    for path, data in reversed(tree(source).items()):
        write(target / path, data)
    return target


def _publish_elsewhere(at: datetime, root: Path, environment: dict[str, str]) -> None:
    """Publish in another process with other surroundings."""
    subprocess.run(
        [sys.executable, "-m", "syndicate", "publish", "--library", root],
        check=True,
        stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": str(int(at.timestamp())), **environment},
    )


def test_zone_locale_hash_seed_and_order_of_files_change_no_byte(small, tmp_path):
    copies = {name: _copy_backwards(small.root, tmp_path / name) for name in ("one", "other")}
    small.publish()
    _publish_elsewhere(NOON, copies["one"], environment=HERE)
    _publish_elsewhere(NOON, copies["other"], environment=ELSEWHERE)
    assert _stamped(copies["one"] / "feeds") == _stamped(copies["other"] / "feeds") == _stamped(small.feeds)


def test_the_number_of_processes_changes_no_byte(small, tmp_path, monkeypatch):
    monkeypatch.setattr(executors, "CHUNK", 1)
    twin = SmallLibrary(_copy_backwards(small.root, tmp_path / "twin"))
    one, two = small.publish(), twin.publish(spread=executors.processes(2))
    assert (one.verdicts, one.problems, one.changed) == (two.verdicts, two.problems, two.changed)
    assert _stamped(twin.feeds) == _stamped(small.feeds)


# ── the committed feeds ─────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def committed() -> dict[str, bytes]:
    return tree(REPOSITORY / "feeds")


def _bare(committed: dict[str, bytes], target: Path) -> tuple[Path, datetime]:
    """This repository's library with what of feeds/ cannot be made from its sources, and T of its last publish."""
    for name in ("articles", "locales"):
        shutil.copytree(REPOSITORY / name, target / name)
    shutil.copy(REPOSITORY / "pyproject.toml", target)
    for path, data in committed.items():
        if path == "index.json" or path.endswith("ledger.jsonl") or _is_kept(path, committed):
            write(target / "feeds" / path, data)
    return target, datetime.fromisoformat(json.loads(committed["index.json"])["built"])


def _is_kept(path: str, committed: dict[str, bytes]) -> bool:
    """Whether a file holds the body of an entry that is pending or outdated."""
    folder, slash, name = path.rpartition("items/")
    if not slash or not name.endswith(".json"):
        return False
    rows = map(json.loads, committed[f"{folder}ledger.jsonl"].decode().split("\n")[1:-1])
    return any(row["id"] == name.removesuffix(".json") and row["status"] in ("pending", "outdated") for row in rows)


def test_the_committed_feeds_come_from_the_committed_sources(committed, tmp_path):
    root, built = _bare(committed, tmp_path)
    publish(open_library(root), now=built)
    _compare(tree(root / "feeds"), committed)


def test_the_committed_feeds_come_out_the_same_on_another_machine(committed, tmp_path):
    root, built = _bare(committed, tmp_path)
    _publish_elsewhere(built, root, environment=ELSEWHERE)
    _compare(tree(root / "feeds"), committed)


def _compare(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert found.keys() == expected.keys()
    assert [path for path, data in found.items() if data != expected[path]] == []


# ── roads ───────────────────────────────────────────────────────────────────────────────────────


def _edit(article: str, source: str, target: str) -> Callable[[SmallLibrary], None]:
    def edit(small: SmallLibrary) -> None:
        with small.po(article) as entries:
            entries[source].target = target

    return edit


def _article(identifier: str, **changes: Any) -> Callable[[SmallLibrary], Any]:
    return lambda small: small.article(identifier, **changes)


ROAD: dict[str, Callable[[SmallLibrary], Any]] = {
    "first": lambda small: None,
    "nothing": lambda small: None,
    "a translation is edited": _edit("sleep", "Keep the room dark.", "Deje el cuarto a oscuras."),
    "a source is edited": _article("sleep", body="Keep the room dark and cool."),
    "its translation follows": lambda small: small.translate("sleep"),
    "an interface string changes": lambda small: small.ui("es", ("feed", "all", "Otro nombre")),
    "a language gets its first entry": lambda small: small.translate("sleep", "ar"),
    "an article joins in one language": _article("nap", title="Siesta", language="es"),
    "an article gets an address": _article("sleep", url="https://example.org/sleep"),
    "a source changes its place": lambda small: (small.root / "articles/sleep.md").rename(small.root / "articles/a.md"),
    "a picture changes": lambda small: write(small.root / "articles/soap.png", PIXEL + b"\0"),
    "a review is due": _article("hands", reviewed={"on": "2026-01-01", "next": "2026-12-01"}),
    "an article is withdrawn": _article("towel", title="Toallas", language="es", withdrawn={"on": "2026-11-30"}),
    "a feed joins": lambda small: small.configure(
        **(TWO_GATES | {"feeds": [{"id": "reviewed", "min_state": "reviewed"}, {"id": "extra", "limit": 1}]})
    ),
    "it has a name": lambda small: [small.ui(tag, ("feed", "extra", "Extra")) for tag in ("en", "es")],
    "a source is deleted": lambda small: (small.root / "articles/hands.md").unlink(),
    "its item is lost": lambda small: (small.feeds / "es/items/hands.json").unlink(),
    "the limit falls": lambda small: small.configure(**(TWO_GATES | {"limit": 1, "notice_days": 5})),
    "nothing again": lambda small: None,
}


def test_a_warm_publish_and_a_cold_one_write_the_same_at_every_step(small, tmp_path):
    cold = SmallLibrary(_copy_backwards(small.root, tmp_path / "cold"))
    for day, (step, change) in enumerate(ROAD.items()):
        for library in (small, cold):
            change(library)
        shutil.rmtree(cold.root / ".syndicate", ignore_errors=True)
        one, other = small.publish(NOON + day * DAY), cold.publish(NOON + day * DAY)
        assert (one.verdicts, one.problems, one.changed) == (other.verdicts, other.problems, other.changed), step
        assert _stamped(small.feeds) == _stamped(cold.feeds), step


def test_what_a_publish_writes_does_not_depend_on_feeds_that_are_there(small, tmp_path):
    """All of feeds/ but its memory (ledgers, kept bodies, manifest) can be made again from the sources."""
    small.publish()
    small.article("sleep", title="Sleep")
    small.publish(NOON + DAY)
    assert small.row("sleep")["status"] == "outdated"
    expected = _stamped(small.feeds)
    committed = small.tree()
    for path in committed:
        if not (path == "index.json" or path.endswith("ledger.jsonl") or _is_kept(path, committed)):
            (small.feeds / path).unlink()
    shutil.rmtree(small.root / ".syndicate")
    small.publish(NOON + DAY)
    assert _stamped(small.feeds) == expected


def test_a_cache_that_cannot_be_read_is_as_good_as_none(small):
    small.publish()
    before = _stamped(small.feeds)
    for path in (small.root / ".syndicate").rglob("*.json*"):
        write(path, b"{")
    assert small.publish(NOON + DAY).changed == ()
    assert _stamped(small.feeds) == before


def _stamped(feeds: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and its date; the manifest's own date is nobody's business."""
    dated = {path: int((feeds / path).stat().st_mtime) for path in tree(feeds)}
    return {path: (data, dated[path] if path != "index.json" else 0) for path, data in tree(feeds).items()}
