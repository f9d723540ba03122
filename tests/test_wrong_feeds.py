"""A feeds/ that was copied by half, or lies on a disk that refuses: told with its place, and nothing is lost."""

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from damaged_feeds import LEDGER, MANIFEST, changed_since, publish, refused
from libraries import write
from small_library import HOUR, NOON, SmallLibrary, tree

from syndicate.cli import cli


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path_factory.mktemp("whole") / "library")
    small.publish()
    return small


@pytest.fixture
def small(whole: SmallLibrary, tmp_path: Path) -> SmallLibrary:
    return changed_since(whole, tmp_path / "library")


# ── a feeds/ that was copied by half ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lost", [[LEDGER], [LEDGER, MANIFEST], ["en/ledger.jsonl", MANIFEST]])
def test_without_one_of_its_ledgers_it_is_refused_unless_fresh(small: SmallLibrary, lost: list[str]) -> None:
    for path in lost:
        (small.feeds / path).unlink()
    assert "copied by half" in refused(small, lost[0])
    assert publish(small, "--fresh").exit_code == 0
    assert small.row("hands")["version"] == 1


@pytest.mark.parametrize("command", [["status"], ["check"]])
def test_what_only_looks_at_the_sources_needs_no_whole_feeds(small: SmallLibrary, command: list[str]) -> None:
    (small.feeds / LEDGER).unlink()
    done = CliRunner().invoke(cli, [*command, "--library", str(small.root)])
    assert done.exit_code == 0, done.output


def test_without_items_what_has_sources_comes_back_as_it_was(small: SmallLibrary) -> None:
    small.publish(NOON + HOUR)
    before = small.tree()
    for language in ("en", "es"):
        shutil.rmtree(small.feeds / language / "items")
    assert publish(small).exit_code == 0
    assert small.tree() == before


def test_without_its_item_a_body_that_only_stood_there_is_withheld_and_told(small: SmallLibrary) -> None:
    with small.po("hands") as entries:
        entries["Dry them with a towel."].markfuzzy()
    small.publish(NOON + HOUR)
    shutil.rmtree(small.feeds / "es/items")
    done = publish(small)
    assert done.exit_code == 1
    assert "error kept-body-missing: " in done.output
    assert "items/hands.json" in done.output
    assert small.row("hands")["status"] == "withheld"
    assert small.in_feed("es") == ["sleep", "hands"]


def test_without_the_manifest_no_version_and_no_date_of_an_entry_changes(small: SmallLibrary) -> None:
    before = small.rows()
    (small.feeds / MANIFEST).unlink()
    assert publish(small).exit_code == 0
    assert small.row("hands") == before["hands"]
    assert small.row("sleep")["published"] == before["sleep"]["published"]


@pytest.mark.parametrize("without", ["es", "en"])
def test_without_the_whole_folder_of_a_language_it_is_refused(small: SmallLibrary, without: str) -> None:
    shutil.rmtree(small.feeds / without)
    assert "--fresh" in refused(small, f"{without}/ledger.jsonl")


def test_items_of_another_library_are_never_published_as_ours(small: SmallLibrary, tmp_path: Path) -> None:
    """Neither as a kept body nor as an entry that has lost its source."""
    other = SmallLibrary.begin(tmp_path / "other", authority="other.example,2026")
    for identifier in ("hands", "sleep"):
        other.article(identifier, body="Bring soap.")
        other.translate(identifier)
    other.publish()
    for identifier in ("hands", "sleep"):
        shutil.copy(other.feeds / f"es/items/{identifier}.json", small.feeds / f"es/items/{identifier}.json")
    with small.po("hands") as entries:
        entries["Dry them with a towel."].markfuzzy()
    done = publish(small)
    assert "error kept-body-missing: " in done.output
    assert done.exit_code == 1
    assert small.traces("Traiga jabón") == []
    assert [path for path, data in small.tree().items() if b"other.example" in data] == []


# ── folders and files in each other's place, and a disk that refuses ────────────────────────────


def put_a_file(small: SmallLibrary, path: str) -> None:
    shutil.rmtree(small.feeds / path)
    write(small.feeds / path, b"a file")


def put_a_folder(small: SmallLibrary, path: str) -> None:
    (small.feeds / path).unlink()
    write(small.feeds / path / "x", b"")


@pytest.mark.parametrize(
    ("spoil", "path", "code", "words"),
    [
        (put_a_file, "es/items", 1, "a file stands where its folder must be"),
        (put_a_file, "es/archive", 1, "a file stands where its folder must be"),
        (put_a_file, "es", 2, "the ledger is not there"),
        (put_a_file, "", 1, "a file stands where its folder must be"),
        (put_a_folder, "es/feed.json", 1, "a folder stands where a file is published"),
        (put_a_folder, "es/items/hands.json", 1, "a folder stands where a file is published"),
        (put_a_folder, LEDGER, 2, "the ledger is not there"),
        (put_a_folder, MANIFEST, 2, "cannot be read: Is a directory"),
    ],
)
def test_a_file_in_the_place_of_a_folder_and_the_other_way_round_is_told_before_anything_is_written(
    small: SmallLibrary, spoil: Callable[[SmallLibrary, str], None], path: str, code: int, words: str
) -> None:
    spoil(small, path)
    before = tree(small.root)
    done = publish(small)
    assert done.exit_code == code
    assert done.output.startswith(f"syndicate: {small.feeds / path}".rstrip("/"))
    assert words in done.output
    assert done.output.count("\n") == 1
    assert {path: data for path, data in tree(small.root).items() if not path.startswith(".syndicate/")} == {
        path: data for path, data in before.items() if not path.startswith(".syndicate/")
    }


_OVERRIDE = 0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (capabilities(7))


@contextmanager
def ordinary_user() -> Iterator[None]:
    """As somebody for whom permissions count: root may write anything anywhere, and gives that up for a while."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, data) == 0
    effective = data[0]
    data[0] = effective & ~_OVERRIDE
    assert libc.capset(header, data) == 0
    try:
        yield
    finally:
        data[0] = effective
        assert libc.capset(header, data) == 0


@pytest.mark.parametrize("folder", ["", "es", "es/items"])
def test_where_feeds_may_not_be_written_nothing_is_lost_and_the_next_publish_makes_it_whole(
    small: SmallLibrary, folder: str
) -> None:
    for path in [small.feeds / folder] if folder else [small.feeds, *small.feeds.rglob("*")]:
        if path.is_dir():
            path.chmod(0o555)
    before = small.tree()
    with ordinary_user():
        done = publish(small)
    assert done.exit_code == 1
    assert done.output.startswith(f"syndicate: {small.feeds}/")
    assert "cannot be written: Permission denied" in done.output
    assert done.output.count("\n") == 1
    assert set(small.tree()) == set(before)
    if not folder:
        assert small.tree() == before
    for path in [small.feeds, *small.feeds.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert publish(small).exit_code == 0
    assert small.row("sleep")["version"] == 2
    assert small.item("sleep")["summary"] == "Otras palabras."


def test_another_authority_is_refused_because_every_id_would_change(small: SmallLibrary) -> None:
    before = small.tree()
    small.configure(authority="example.com,2026")
    done = publish(small)
    assert (done.exit_code, "Put `authority` back" in done.output) == (2, True)
    assert small.tree() == before
    assert publish(small, "--fresh").exit_code == 0
    assert small.item("hands")["id"] == "tag:example.com,2026:hands/es"
