"""The shelf: whole editions only, swapped at once, whatever a publish or a crash does to feeds/ meanwhile."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from service_kit import Clock, service
from small_library import HOUR, NOON, SmallLibrary

from syndicate.errors import LedgerError
from syndicate.files import TEMPORARY
from syndicate.publishing.library import open_library
from syndicate.service.context import Service
from syndicate.service.shelf import edition as editions
from syndicate.service.shelf.edition import NotWholeError
from syndicate.service.shelf.shelf import Shelf


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Service]:
    made = service(tmp_path)
    yield made
    made.database.close()


def edit(made: Service, text: str, hours: int = 1) -> None:
    small = SmallLibrary(made.library.root)
    small.article("hands", body=text)
    small.publish(NOON + hours * HOUR)


def other(made: Service) -> Shelf:
    """The shelf of another worker, or of the same one after a restart."""
    return Shelf(open_library(made.library.root), made.settings.encodings, Clock())


def test_an_edition_is_what_the_manifest_says(made: Service) -> None:
    edition = made.shelf.edition
    assert edition is not None
    assert edition.resources.keys() == {*edition.manifest.files, "index.json"}
    kinds = {path: it.kind for path, it in edition.resources.items()}
    assert kinds["es/atom.xml"] == "feed"
    assert kinds["en/topics/prevention/rss.xml"] == "feed"
    assert kinds["en/archive/1/feed.json"] == "archive"
    assert kinds["es/latest.json"] == "latest"
    assert kinds["es/items/hands.html"] == kinds["es/index.html"] == kinds["index.html"] == "page"
    assert kinds["es/items/hands.json"] == "item"
    assert kinds["withdrawals.json"] == "register"
    assert kinds["index.json"] == kinds["opml.xml"] == "catalog"
    assert edition.resources["es/atom.xml"].language == "es"
    assert edition.resources["index.json"].language == ""


def test_nothing_new_is_no_swap(made: Service) -> None:
    before = made.shelf.edition
    assert not made.shelf.refresh()
    assert made.shelf.edition is before


def test_a_publish_that_is_under_way_is_not_taken(made: Service) -> None:
    before = made.shelf.edition
    kept = made.library.root / "kept"
    shutil.copytree(made.library.feeds, kept)
    edit(made, "Dry them with a clean towel.")
    # As it stands when a publish was killed before its last file: the manifest is new, or a file is.
    new = made.library.feeds / "en" / "atom.xml"
    (kept / "en" / "atom.xml").replace(new)
    with pytest.raises(NotWholeError, match=r"en/atom\.xml"):
        made.shelf.refresh()
    assert made.shelf.edition is before
    SmallLibrary(made.library.root).publish(NOON + 2 * HOUR)
    assert made.shelf.refresh()


def test_a_file_that_is_missing_or_changed_is_named(made: Service) -> None:
    edit(made, "Bring soap.")
    (made.library.feeds / "es" / "rss.xml").unlink()
    with pytest.raises(NotWholeError, match=r"es/rss\.xml"):
        made.shelf.refresh()
    assert not [path for path in (made.library.work / "served" / "editions").iterdir() if path.name.startswith(".")]


def test_a_manifest_that_is_damaged_is_told_and_the_last_edition_stays(made: Service) -> None:
    before = made.shelf.edition
    (made.library.feeds / "index.json").write_text("{")
    with pytest.raises(LedgerError, match="damaged"):
        made.shelf.refresh()
    assert made.shelf.edition is before


def test_a_manifest_cannot_lead_outside(made: Service) -> None:
    path = made.library.feeds / "index.json"
    path.write_text(path.read_text().replace('"en/atom.xml"', '"../../etc/passwd"'))
    with pytest.raises(LedgerError):
        made.shelf.refresh()


def test_no_feeds_are_no_error(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    assert not made.shelf.refresh()
    assert made.shelf.edition is None
    made.database.close()


def test_two_workers_share_an_edition_on_disk(made: Service) -> None:
    second = other(made)
    assert second.refresh()
    assert second.edition is not None
    assert made.shelf.edition is not None
    assert second.edition.folder == made.shelf.edition.folder


def test_former_editions_stay_for_answers_that_have_begun_and_then_leave(made: Service) -> None:
    first = made.shelf.edition
    assert first is not None
    for number, text in enumerate(("Bring soap.", "Keep it dry.", "Other words."), 1):
        edit(made, text, number)
        made.shelf.refresh()
        made.shelf.encode()
    assert first.read("en/atom.xml")
    assert made.shelf.former[-1] is first
    for number in range(4, 9):
        edit(made, "Bring soap." if number % 2 else "Other words.", number)
        made.shelf.refresh()
        made.shelf.encode()
    assert not first.folder.exists()
    kept = {path.name for path in (made.library.work / "served" / "editions").iterdir()}
    assert len(kept) == 1 + len(made.shelf.former)


def test_an_edition_that_is_taken_while_old_ones_are_cleared_away_stays(
    made: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(_: object) -> None:
        edit(made, "Bring soap.")
        assert made.shelf.refresh()

    monkeypatch.setattr(made.shelf.encodings, "forget", meanwhile)
    made.shelf.encode()
    assert made.shelf.edition is not None
    assert made.shelf.edition.read("en/atom.xml")


def test_a_worker_clears_away_nothing_that_another_serves(made: Service) -> None:
    late, early = other(made), made.shelf
    late.refresh()
    edit(made, "Bring soap.")
    early.refresh()
    late.encode()
    assert early.edition is not None
    assert early.edition.read("en/atom.xml"), "taken by one, and not yet by the other"
    begun_again = other(made)
    begun_again.refresh()
    begun_again.encode()
    assert late.edition is not None
    assert late.edition.read("en/atom.xml"), "which that one still serves"


def test_encodings_are_made_once_for_the_same_bytes(made: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    made.shelf.encode()
    edit(made, "Dry them with a clean towel.")
    made.shelf.refresh()
    assert made.shelf.edition is not None
    known = {sha256 for sha256 in _contents(made) if made.shelf.encodings.has_all(sha256)}
    new = _contents(made) - known
    assert known, "what a publish did not change is not made again"
    encoded: list[str] = []
    monkeypatch.setattr(made.shelf.encodings, "make", lambda sha256, data: encoded.append(sha256))
    made.shelf.encode()
    assert set(encoded) == new


def test_encodings_outlive_a_restart_and_leave_with_their_contents(made: Service) -> None:
    made.shelf.encode()
    assert made.shelf.edition is not None
    sha256 = made.shelf.edition.resources["en/atom.xml"].sha256
    again = other(made)
    assert again.encodings.has_all(sha256)
    for number in range(1, 8):
        edit(made, "Bring soap." if number % 2 else "Other words.", number)
        made.shelf.refresh()
    made.shelf.encode()
    assert not made.shelf.encodings.path(sha256, "br").exists()
    assert made.shelf.encodings.length(sha256, "br") is None


def test_deleting_the_working_files_is_always_safe(made: Service) -> None:
    made.shelf.encode()
    shutil.rmtree(made.library.work / "served")
    again = other(made)
    assert again.refresh()
    again.encode()
    assert again.edition is not None
    assert again.edition.read("en/atom.xml")


def test_deleting_them_under_the_running_service_is_as_safe(made: Service) -> None:
    made.shelf.encode()
    shutil.rmtree(made.library.work / "served")
    assert made.shelf.refresh()
    made.shelf.encode()
    assert made.shelf.edition is not None
    for path in made.shelf.edition.resources:
        assert made.shelf.edition.read(path)
    assert not made.shelf.refresh()


def test_a_publish_leaves_alone_what_the_service_is_writing(made: Service) -> None:
    half = made.library.served / "encoded" / "br" / f"{TEMPORARY}half"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    edit(made, "Bring soap.")
    assert half.exists()


def test_without_hard_links_files_are_copied(made: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    shutil.rmtree(made.library.work / "served")
    monkeypatch.setattr(editions.os, "link", refused)
    again = other(made)
    assert again.refresh()
    assert again.edition is not None
    copied = again.edition.folder / "en" / "atom.xml"
    assert copied.stat().st_ino != (made.library.feeds / "en" / "atom.xml").stat().st_ino


def test_dates_only_go_forward_through_a_history(made: Service) -> None:
    seen: dict[str, tuple[str, object]] = {}
    for number, text in enumerate(("Bring soap.", "Other words.", "Bring soap.", "Keep it dry."), 1):
        edit(made, text, number)
        made.shelf.refresh()
        assert made.shelf.edition is not None
        for path, it in made.shelf.edition.resources.items():
            sha256, modified = seen.get(path, ("", it.modified - timedelta(1)))
            assert it.modified == modified if it.sha256 == sha256 else it.modified > modified, path
            seen[path] = (it.sha256, it.modified)


def _contents(made: Service) -> set[str]:
    assert made.shelf.edition is not None
    return {it.sha256 for it in made.shelf.edition.resources.values() if it.is_compressible}
