"""Encoded files beside the published ones: the same text at every moment, the same bytes on every road, no litter."""

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import brotli
import httpx
import pytest
import zstandard
from faults import Killed, watched
from feed_readers import program
from small_library import DAY, NOON, SmallLibrary, tree
from test_wrong_feeds import ordinary_user

from syndicate.errors import SettingsError, TargetError
from syndicate.publishing import items
from syndicate.publishing.manifest import read as read_manifest

ALL = ["gzip", "br", "zstd"]
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
    ".zst": zstandard.ZstdDecompressor().decompress,
}


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary.begin(tmp_path / "library", precompress=ALL)


def encoded(feeds: Path) -> dict[str, bytes]:
    """The encoded files of a folder."""
    found = {path: data for path, data in tree(feeds).items() if Path(path).suffix in DECODERS}
    return {path: data for path, data in found.items() if not Path(path).name.startswith(".")}


def plain(feeds: Path) -> dict[str, bytes]:
    """The files that are documents."""
    return {path: data for path, data in tree(feeds).items() if Path(path).suffix not in DECODERS}


def stamped(feeds: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its date, but for the manifest's own, which is the clock's."""
    return {
        path: (data, 0 if path.startswith("index.json") else int((feeds / path).stat().st_mtime))
        for path, data in tree(feeds).items()
    }


def check_each_says_what_its_file_says(feeds: Path, when: str = "") -> None:
    for path, data in encoded(feeds).items():
        file = feeds / path
        assert DECODERS[file.suffix](data) == file.with_suffix("").read_bytes(), f"{path} {when}"


# ── what is made ────────────────────────────────────────────────────────────────────────────────


def test_without_the_setting_nothing_is_made(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    small.publish()
    assert encoded(small.feeds) == {}
    assert not (small.root / ".syndicate/beside.json").exists()


def test_every_document_that_gains_by_it_has_each_encoding_beside_it_with_its_date(small: SmallLibrary) -> None:
    small.publish()
    documents = {path for path, data in plain(small.feeds).items() if len(data) > 999}
    assert {"index.json", "es/atom.xml", "es/items/hands.json", "es/ledger.jsonl", "index.html"} <= documents
    for path in documents:
        for suffix in DECODERS:
            beside = small.feeds / f"{path}{suffix}"
            assert int(beside.stat().st_mtime) == int((small.feeds / path).stat().st_mtime), beside
            assert beside.stat().st_size < (small.feeds / path).stat().st_size * 0.8
            assert beside.stat().st_mode & 0o777 == 0o644
    check_each_says_what_its_file_says(small.feeds)


def test_what_is_small_or_compressed_already_has_none(small: SmallLibrary) -> None:
    from small_library import PIXEL

    (small.root / "articles/soap.png").write_bytes(PIXEL + bytes(range(256)) * 4)
    small.article("hands", image={"src": "soap.png", "alt": "Soap"})
    small.publish()
    assert list(small.feeds.glob("media/*.png"))
    assert not list(small.feeds.glob("media/*.png.*"))
    assert not [path for path in encoded(small.feeds) if len((small.feeds / path).with_suffix("").read_bytes()) < 512]


def test_they_are_no_documents_of_their_own(small: SmallLibrary, tmp_path: Path) -> None:
    report = small.publish()
    manifest = read_manifest((small.feeds / "index.json").read_bytes(), "")
    assert not [path for path in (*manifest.files, *report.changed) if Path(path).suffix in DECODERS]
    without = SmallLibrary.begin(tmp_path / "without")
    without.publish()
    assert plain(small.feeds) == plain(without.feeds)


def test_only_the_encodings_that_are_asked_for_are_made(small: SmallLibrary) -> None:
    small.configure(precompress=["br"])
    small.publish()
    assert {Path(path).suffix for path in encoded(small.feeds)} == {".br"}


def test_an_encoding_that_nobody_knows_is_refused(small: SmallLibrary) -> None:
    small.configure(precompress=["deflate"])
    with pytest.raises(SettingsError, match="precompress"):
        small.publish()


# ── what changes and what goes ──────────────────────────────────────────────────────────────────


def test_a_publish_that_changes_nothing_touches_none(small: SmallLibrary) -> None:
    small.publish()
    before = {path: (small.feeds / path).stat().st_ino for path in encoded(small.feeds)}
    with watched(small.feeds) as writes:
        assert small.publish(NOON + DAY).changed == ()
    assert writes.told == []
    assert {path: (small.feeds / path).stat().st_ino for path in encoded(small.feeds)} == before


def test_a_dry_run_touches_none(small: SmallLibrary) -> None:
    small.publish()
    small.article("sleep", title="Sleep")
    small.configure(precompress=[])
    before = stamped(small.feeds)
    assert "en/atom.xml" in small.publish(NOON + DAY, dry_run=True).changed
    assert stamped(small.feeds) == before


def test_a_withdrawn_text_is_in_none_of_them(small: SmallLibrary) -> None:
    small.publish()
    assert _with_words(small, "Séqueselas con una toalla")
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    assert not _with_words(small, "Séqueselas con una toalla")
    assert not _with_words(small, "Dry them with a towel")
    check_each_says_what_its_file_says(small.feeds)


def _with_words(small: SmallLibrary, words: str) -> list[str]:
    texts = {path: DECODERS[Path(path).suffix](data).decode() for path, data in encoded(small.feeds).items()}
    texts = {path: json.dumps(text) + text for path, text in texts.items()}
    return [path for path, text in texts.items() if words in text or json.dumps(words)[1:-1] in text]


def test_without_the_setting_they_go_again(small: SmallLibrary) -> None:
    small.publish()
    small.configure(precompress=["gzip"])
    small.publish(NOON + DAY)
    assert {Path(path).suffix for path in encoded(small.feeds)} == {".gz"}
    small.configure()
    small.publish(NOON + 2 * DAY)
    assert encoded(small.feeds) == {}
    small.publish(NOON + 3 * DAY)
    assert json.loads((small.root / ".syndicate/beside.json").read_bytes()) == {}


def test_what_somebody_put_beside_a_file_goes_when_the_file_changes(tmp_path: Path) -> None:
    """A server would go on with the old text, whoever compressed it."""
    small = SmallLibrary.begin(tmp_path)
    small.publish()
    for path in ("en/atom.xml.gz", "en/ledger.jsonl.gz", "index.json.br", "de.txt.gz"):
        (small.feeds / path).write_bytes(b"by hand")
    small.article("sleep", title="Sleep")
    small.publish(NOON + DAY)
    assert list(encoded(small.feeds)) == ["de.txt.gz"]


def test_beside_a_file_that_somebody_deleted_none_stays(small: SmallLibrary) -> None:
    small.publish()
    manifest = small.json("index.json")
    for path in ("es/index.html", "index.html"):
        (small.feeds / path).unlink()
    (small.feeds / "es/items/old.html.gz").write_bytes(gzip.compress(b"of long ago"))
    del manifest["files"]["es/index.html"]
    (small.feeds / "index.json").write_text(json.dumps(manifest))
    small.publish(NOON + DAY)
    assert not (small.feeds / "es/items/old.html.gz").exists()
    check_each_says_what_its_file_says(small.feeds)


DAMAGES: dict[str, Callable[[SmallLibrary], Any]] = {
    "one is lost": lambda small: (small.feeds / "es/atom.xml.gz").unlink(),
    "one is another's": lambda small: shutil.copy(small.feeds / "es/rss.xml.gz", small.feeds / "es/atom.xml.gz"),
    "one is older": lambda small: os.utime(small.feeds / "es/atom.xml.br", (1, 1)),
    "the memory is lost": lambda small: (small.root / ".syndicate/beside.json").unlink(),
    "the memory is damaged": lambda small: (small.root / ".syndicate/beside.json").write_text("{"),
    "the memory is of another": lambda small: (small.root / ".syndicate/beside.json").write_text('{"../a.gz": 1}'),
    "the work is lost": lambda small: shutil.rmtree(small.root / ".syndicate"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_made_again(small: SmallLibrary, damage: str) -> None:
    small.publish()
    before = stamped(small.feeds)
    (small.root / "a.gz").touch()
    DAMAGES[damage](small)
    assert small.publish(NOON + DAY).changed == ()
    assert stamped(small.feeds) == before
    assert (small.root / "a.gz").exists()


def test_beside_a_file_that_somebody_changed_there_is_none_that_says_otherwise(small: SmallLibrary) -> None:
    small.publish()
    (small.feeds / "es/atom.xml").write_bytes(b"typed in")
    small.publish(NOON + DAY)
    check_each_says_what_its_file_says(small.feeds)
    assert (small.feeds / "es/atom.xml.gz").exists()


# ── the same bytes, whatever happens ────────────────────────────────────────────────────────────


def test_a_warm_publish_and_a_cold_one_leave_the_same(small: SmallLibrary, tmp_path: Path) -> None:
    twin = SmallLibrary(shutil.copytree(small.root, tmp_path / "twin"))
    steps: list[Callable[[SmallLibrary], Any]] = [
        lambda _: None,
        lambda it: it.article("hands", body="Dry them with a towel.\n\n## Soap\n\nBring soap."),
        lambda it: it.article("sleep", withdrawn={"on": "2026-11-24"}),
        lambda it: it.configure(precompress=["zstd", "br"]),
    ]
    for day, step in enumerate(steps):
        for library in (small, twin):
            step(library)
        small.publish(NOON + day * DAY)
        shutil.rmtree(twin.root / ".syndicate", ignore_errors=True)
        twin.publish(NOON + day * DAY)
        if day < 3:  # without its memory it knows of no .gz of an earlier setting beside what did not change
            assert stamped(small.feeds) == stamped(twin.feeds)
    assert {Path(path).suffix for path in encoded(small.feeds)} == {".br", ".zst"}


def changed(small: SmallLibrary) -> SmallLibrary:
    """A library that was published, and in which an article was taken back since."""
    small.configure(topics={}, precompress=["gzip"])
    for article in ("hands", "sleep"):
        small.article(article, topics=[])
    small.publish()
    small.article("hands", topics=[], withdrawn={"on": "2026-11-23"})
    return small


@pytest.fixture(scope="module")
def withdrawal(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], dict[str, tuple[bytes, int]]]:
    """A library before the publish that takes an article back; what that publish writes, and what it leaves."""
    folder = tmp_path_factory.mktemp("withdrawal")
    before = changed(SmallLibrary.begin(folder / "before")).root
    twin = SmallLibrary(shutil.copytree(before, folder / "twin"))

    def look(number: int) -> None:
        check_each_says_what_its_file_says(twin.feeds, f"before write {number}")

    with watched(twin.root, each=look) as writes:
        twin.publish(NOON + DAY)
    return before, writes.told, stamped(twin.feeds)


@pytest.mark.parametrize("share", [pytest.param(25, id="some"), pytest.param(3, id="many", marks=pytest.mark.slow)])
def test_whenever_it_dies_no_encoded_file_says_other_than_its_file_and_the_next_run_mends_it(
    withdrawal: tuple[Path, list[str], dict[str, tuple[bytes, int]]], tmp_path: Path, share: int
) -> None:
    before, writes, expected = withdrawal
    ours = [number for number, told in enumerate(writes, 1) if " /feeds" in told or "beside" in told]
    assert len([told for told in writes if told.startswith("unlink") and told.endswith(".gz")]) > 10
    for fatal in ours[::share]:
        root = tmp_path / "killed"
        shutil.rmtree(root, ignore_errors=True)
        killed = SmallLibrary(shutil.copytree(before, root))
        with pytest.raises(Killed), watched(root, fatal):
            killed.publish(NOON + DAY)
        check_each_says_what_its_file_says(killed.feeds, f"after it died at {writes[fatal - 1]}")
        killed.publish(NOON + DAY)
        assert stamped(killed.feeds) == expected, writes[fatal - 1]


def test_the_setting_goes_after_a_run_that_died_and_so_do_they(small: SmallLibrary) -> None:
    small.publish(NOON)
    for path in encoded(small.feeds):
        (small.feeds / path).unlink()
    with pytest.raises(Killed), watched(small.feeds, fatal=40):
        small.publish(NOON)
    assert encoded(small.feeds)
    small.configure()
    small.publish(NOON)
    assert encoded(small.feeds) == {}


def test_one_that_cannot_be_deleted_stops_the_publish_before_its_file_changes(small: SmallLibrary) -> None:
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-23"})
    before = stamped(small.feeds)
    (small.feeds / "es").chmod(0o555)
    try:
        with ordinary_user(), pytest.raises(TargetError, match=r"/es/.* cannot be deleted, and tells an old text"):
            small.publish(NOON + DAY)
    finally:
        (small.feeds / "es").chmod(0o755)
    assert {path: before[path] for path in plain(small.feeds)} == {
        path: kept for path, kept in stamped(small.feeds).items() if path in plain(small.feeds)
    }
    small.publish(NOON + DAY)
    check_each_says_what_its_file_says(small.feeds)


# ── who serves them ─────────────────────────────────────────────────────────────────────────────

NGINX = """
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
{user}
pid {home}/pid;
error_log {home}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {home}; proxy_temp_path {home}; fastcgi_temp_path {home};
  uwsgi_temp_path {home}; scgi_temp_path {home};
  types {{ application/atom+xml xml; application/json json; }}
  server {{ listen unix:{home}/socket; root {feeds}; gzip_static on; brotli_static on; }}
}}
"""


@pytest.fixture
def nginx(small: SmallLibrary) -> Iterator[httpx.Client]:
    """A client of nginx, which serves the folder and compresses nothing itself."""
    with TemporaryDirectory(prefix="nginx-", dir="/tmp") as home:
        user = "user root;" if os.geteuid() == 0 else ""
        (Path(home) / "conf").write_text(NGINX.format(home=home, feeds=small.feeds, user=user))
        command = [program("nginx"), "-c", f"{home}/conf", "-e", f"{home}/error.log"]
        subprocess.run(command, check=True)  # which goes on by itself as soon as it listens
        try:
            with httpx.Client(transport=httpx.HTTPTransport(uds=f"{home}/socket"), base_url="http://feeds") as client:
                yield client
        finally:
            subprocess.run([*command, "-s", "stop"], check=True)


@pytest.mark.slow
def test_nginx_serves_them_as_they_are(small: SmallLibrary, nginx: httpx.Client) -> None:
    small.publish()
    for coding, suffix in (("gzip", ".gz"), ("br", ".br"), ("identity", "")):
        for path in ("es/atom.xml", "es/items/hands.json"):
            with nginx.stream("GET", f"/{path}", headers={"accept-encoding": coding}) as answer:
                body = b"".join(answer.iter_raw())
            assert body == (small.feeds / f"{path}{suffix}").read_bytes()
            assert answer.headers.get("content-encoding", "identity") == coding
            assert parsedate_to_datetime(answer.headers["last-modified"]) == NOON
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    for coding in ("gzip", "br", "identity"):
        assert "toalla" not in nginx.get("/es/atom.xml", headers={"accept-encoding": coding}).text


def test_how_the_library_is_served_is_no_reason_to_build_anything_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = SmallLibrary.begin(tmp_path)
    small.publish(NOON)

    def built(*_: object) -> NoReturn:
        raise AssertionError("an entry was told again")

    monkeypatch.setattr(items, "tell", built)
    small.configure(service={"port": 9000, "max_age": 60}, precompress=["gzip"])
    assert small.publish(NOON).changed == ()
    small.configure(limit=3)
    with pytest.raises(AssertionError, match="told again"):
        small.publish(NOON)
