"""Articles from a folder."""

import os
from pathlib import Path

import pytest

from syndicate.articles.parsers import JSON, MARKDOWN, YAML, Raw, Rules, parse
from syndicate.articles.sources.folder import read
from syndicate.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


def put(path: Path, data: bytes = b"x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_articles_are_read_in_the_order_of_their_paths_and_nothing_else_is(folder: Path) -> None:
    for name in ("z.md", "a/b.yaml", "a.JSON", "a/a.yml", "B.md", "ä.md"):
        put(folder / name, name.encode())
    for name in ("notes.txt", ".hidden.md", ".git/x.md", "a/.x/y.md", "images/x.png", "md", "x.md~"):
        put(folder / name)
    assert list(read(folder)) == [
        Raw("articles/B.md", MARKDOWN, b"B.md"),
        Raw("articles/a.JSON", JSON, b"a.JSON"),
        Raw("articles/a/a.yml", YAML, b"a/a.yml"),
        Raw("articles/a/b.yaml", YAML, b"a/b.yaml"),
        Raw("articles/z.md", MARKDOWN, b"z.md"),
        Raw("articles/ä.md", MARKDOWN, "ä.md".encode()),
    ]


def test_paths_are_told_relative_to_a_base(folder: Path) -> None:
    put(folder / "sub" / "a.md")
    assert [raw.path for raw in read(folder / "sub", base=folder.parent)] == ["articles/sub/a.md"]
    assert [raw.path for raw in read(folder, base=folder)] == ["sub/a.md"]


def test_no_more_is_read_of_a_file_than_tells_that_it_is_too_large(folder: Path) -> None:
    put(folder / "a.md", b"x" * 100)
    (raw,) = read(folder, limit=10)
    assert len(raw.data) == 11
    assert [problem.code for problem in parse(raw, Rules(max_bytes=10)).problems] == ["file-too-large"]


def test_a_link_that_leaves_the_folder_is_refused(folder: Path) -> None:
    put(folder.parent / "secret.md", b"secret")
    put(folder / "a.md", b"a")
    (folder / "link.md").symlink_to(folder.parent / "secret.md")
    (folder / "inside.md").symlink_to(folder / "a.md")
    (folder / "others").symlink_to(folder.parent)
    raws = {raw.path: raw for raw in read(folder)}
    assert list(raws) == ["articles/a.md", "articles/inside.md", "articles/link.md"]
    assert raws["articles/inside.md"].data == b"a"
    assert raws["articles/link.md"].data == b""
    (problem,) = parse(raws["articles/link.md"], Rules()).problems
    assert (problem.code, problem.place.path) == ("symlink-outside", "articles/link.md")


@pytest.mark.parametrize("target", ["gone.md", "a.md"])
def test_a_link_that_leads_nowhere_is_told_and_the_others_are_read(folder: Path, target: str) -> None:
    (folder / "a.md").symlink_to(folder / target)
    put(folder / "b.md")
    broken, sound = read(folder)
    assert broken.fault is not None
    assert broken.fault.code == "file-unreadable"
    assert sound.fault is None


def test_a_pipe_is_no_article(folder: Path) -> None:
    os.mkfifo(folder / "a.md")
    assert list(read(folder)) == []


def test_a_name_that_is_not_utf8_can_be_shown(folder: Path) -> None:
    put(Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")))
    assert [raw.path for raw in read(folder)] == ["articles/caf\ufffd.md"]


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        list(read(folder / "gone"))
