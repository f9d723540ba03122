"""A manifest that somebody edited, or wrote to do harm: nothing is read, written or deleted outside feeds/."""

import json
import os
from pathlib import Path

import pytest
from damaged_feeds import (
    MANIFEST,
    WAY_OUT,
    Data,
    changed_since,
    edit_manifest,
    publish,
    refused,
)
from libraries import write
from small_library import DAY, NOON, SmallLibrary


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path_factory.mktemp("whole") / "library")
    small.publish()
    return small


@pytest.fixture
def small(whole: SmallLibrary, tmp_path: Path) -> SmallLibrary:
    return changed_since(whole, tmp_path / "library")


# ── a manifest that somebody edited ─────────────────────────────────────────────────────────────

OUTSIDE = [
    "../secret.txt",
    "../syndicate.toml",
    "es/../../secret.txt",
    "es/items/../../../secret.txt",
    "media/../../secret.txt",
    "/etc/passwd",
    "//etc/passwd",
    "./x",
    "es/./x",
    "es//x",
    "es/",
    "",
    ".",
    "..",
    "C:\\x",
    "es\\..\\..\\secret.txt",
    "es/x\x00y",
    "es/x\ny",
    "es/\ud800",
    "../ledger.jsonl",
    "../../etc/ledger.jsonl",
    "not-a-tag-at-all/ledger.jsonl",
    "ledger.jsonl",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_manifest_that_names_a_file_outside_is_refused(small: SmallLibrary, path: str) -> None:
    """Files that it names and nobody makes any more are read, and some are deleted."""
    write(small.root / "secret.txt", b"tag:example.org,2026:hands/es")
    small.article("hands", withdrawn={"on": "2026-11-22"})
    edit_manifest(small, lambda data: data["files"].update({path: data["files"]["es/feed.json"]}))
    assert WAY_OUT[MANIFEST] in refused(small, MANIFEST)


def test_a_manifest_whose_media_lead_outside_deletes_nothing_there(small: SmallLibrary, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.png"
    write(target, b"not ours")
    relative = os.path.relpath(target, small.feeds / "media")
    for path in (f"media/{relative}", str(target)):
        manifest = small.json(MANIFEST)
        manifest["files"][path] = manifest["files"]["es/feed.json"]
        write(small.feeds / MANIFEST, json.dumps(manifest))
        refused(small, MANIFEST)
    assert target.read_bytes() == b"not ours"


@pytest.mark.parametrize("key", ["schema", "title", "languages", "files"])
@pytest.mark.parametrize("value", [None, 7, True, "x", [7], {"x": 7}], ids=repr)
def test_a_part_of_a_manifest_of_another_type_is_told(small: SmallLibrary, key: str, value: object) -> None:
    if (key, value) != ("title", "x"):
        edit_manifest(small, lambda data: data.update({key: value}))
        refused(small, MANIFEST)
    edit_manifest(small, lambda data: data.pop(key, None))
    assert f"'{key}' is missing" in refused(small, MANIFEST)


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "x"},
        {"sha256": None},
        {"length": "7"},
        {"length": 1.5},
        {"modified": "yesterday"},
        {"modified": None},
        {"modified": "9999-12-31T23:59:59Z"},
        {"type": 7},
    ],
)
def test_a_file_that_a_manifest_describes_wrongly_is_told(small: SmallLibrary, change: Data) -> None:
    edit_manifest(small, lambda data: data["files"]["es/feed.json"].update(change))
    refused(small, MANIFEST)


@pytest.mark.parametrize("change", [{"home": None}, {"feeds": 7}, {"feeds": [7]}, {"feeds": [{"id": "all"}]}])
def test_a_catalog_that_a_later_publish_could_not_use_is_told_at_once(small: SmallLibrary, change: Data) -> None:
    """Of a language that leaves the settings, the names of its feeds are known from there only."""
    edit_manifest(small, lambda data: data["languages"][1].update(change))
    small.configure(languages=["en"])
    refused(small, MANIFEST)


def test_a_manifest_of_an_older_release_is_told_as_such(small: SmallLibrary) -> None:
    edit_manifest(small, lambda data: data.update(schema="syndicate.index/0"))
    assert "its schema is 'syndicate.index/0'" in refused(small, MANIFEST)


def test_a_wrong_digest_is_put_right_and_the_file_counts_as_modified(small: SmallLibrary) -> None:
    edit_manifest(small, lambda data: data["files"]["es/items/hands.html"].update(sha256="0" * 64, length=1))
    before = small.tree()
    report = small.publish(NOON + DAY)
    assert not report.failed
    assert "es/items/hands.html" in report.changed
    assert small.tree()["es/items/hands.html"] == before["es/items/hands.html"]
    assert small.modified("es/items/hands.html") == "2026-11-23T12:00:00Z"


def test_what_is_not_in_the_manifest_is_nobodys_to_touch(small: SmallLibrary) -> None:
    for path in ("CNAME", ".nojekyll", "es/robots.txt", "es/items/notes.txt", "zz/feed.json"):
        write(small.feeds / path, f"tag:example.org,2026:hands/es {path}")
    small.article("hands", withdrawn={"on": "2026-11-22"})
    assert publish(small).exit_code == 0
    for path in ("CNAME", ".nojekyll", "es/robots.txt", "es/items/notes.txt", "zz/feed.json"):
        assert (small.feeds / path).read_text() == f"tag:example.org,2026:hands/es {path}"
    assert not {"CNAME", "zz/feed.json"} & set(small.json(MANIFEST)["files"])
