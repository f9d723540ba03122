"""Writing files: whole or not at all, and only where something changed."""

from pathlib import Path
from threading import Thread

import pytest

from syndicate.errors import TargetError, UsageError
from syndicate.files import TEMPORARY, locked, read_bytes, read_if_there, remove, sweep, write_if_changed


def test_new_bytes_are_written_and_the_same_bytes_are_not(tmp_path: Path) -> None:
    path = tmp_path / "es" / "atom.xml"
    assert write_if_changed(path, b"one")
    inode = path.stat().st_ino
    assert not write_if_changed(path, b"one")
    assert path.stat().st_ino == inode
    assert write_if_changed(path, b"two", durable=True)
    assert path.read_bytes() == b"two"


def test_the_date_is_set_even_where_the_bytes_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_if_changed(path, b"x", mtime=1_700_000_000)
    assert not write_if_changed(path, b"x", mtime=1_700_000_060)
    assert path.stat().st_mtime == 1_700_000_060


def test_a_web_server_may_read_what_is_written(tmp_path: Path) -> None:
    write_if_changed(tmp_path / "a", b"x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_a_failing_write_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    write_if_changed(path, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(TargetError, match="No space left on device"):
        write_if_changed(path, b"new")
    assert [found.name for found in tmp_path.iterdir()] == ["a"]
    assert path.read_bytes() == b"old"


def test_reading_has_a_limit_and_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(UsageError, match="larger than 4 bytes"):
        read_bytes(path, 4)
    with pytest.raises(UsageError, match="No such file"):
        read_bytes(tmp_path / "b", 5)
    assert read_if_there(tmp_path / "b") is None


def test_removing_takes_the_empty_folders_along(tmp_path: Path) -> None:
    write_if_changed(tmp_path / "x" / "y" / "a", b"")
    write_if_changed(tmp_path / "x" / "b", b"")
    remove(tmp_path / "x" / "y" / "a")
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == ["b"]


def test_what_a_killed_run_left_is_swept_away(tmp_path: Path) -> None:
    write_if_changed(tmp_path / "es" / "a", b"")
    (tmp_path / "es" / f"{TEMPORARY}123").write_bytes(b"half")
    sweep(tmp_path)
    assert [path.name for path in (tmp_path / "es").iterdir()] == ["a"]


def test_what_another_program_is_writing_is_not_swept_away(tmp_path: Path) -> None:
    for folder in ("cache", "served/deeper"):
        write_if_changed(tmp_path / folder / f"{TEMPORARY}123", b"half")
    sweep(tmp_path, but=tmp_path / "served")
    assert [path.parent.name for path in tmp_path.rglob(f"{TEMPORARY}*")] == ["deeper"]


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    lock = tmp_path / "work/lock"
    with locked(lock, "publish"), pytest.raises(UsageError, match="another publish"), locked(lock, "publish"):
        pass
    with locked(lock, "publish"):
        pass


def test_a_lock_that_is_worth_waiting_for_is_waited_for(tmp_path: Path) -> None:
    lock, order = tmp_path / "lock", []

    def second() -> None:
        with locked(lock, "edit", wait=True):
            order.append("second")

    with locked(lock, "edit"):
        waiting = Thread(target=second)
        waiting.start()
        waiting.join(0.05)
        order.append("first")
    waiting.join(60)
    assert order == ["first", "second"]


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TargetError, match="cannot be written"), locked(tmp_path / "file/lock", "publish"):
        pass
