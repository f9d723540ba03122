"""Templates: what there is to translate, with its places; the same bytes from the same sources."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC
from io import BytesIO
from pathlib import Path

import pytest
from translate.storage.pypo import pofile
from translation_builders import HEADER, article, entry

from syndicate.articles.parsers import MARKDOWN, Raw, Rules, parse
from syndicate.localization.shipped import shipped
from syndicate.model import Article
from syndicate.translation.catalogs import po
from syndicate.translation.updating.templates import interface_template, template
from syndicate.translation.updating.update import update

SOURCE = """---
id: demo
language: en
title: "Title"
---

Take 5 mg.

## Doses

Take 5 mg.
"""


def parsed(source: str, path: str = "articles/demo.md") -> Article:
    found = parse(Raw(path, MARKDOWN, source.encode()), Rules(zone=UTC)).article
    assert found is not None
    return found


def places(data: bytes) -> dict[str, list[str]]:
    found = po.parse(data, "").messages
    return {e.source: [line[3:] for line in e.comments if line.startswith("#:")] for e in found}


def test_each_text_has_its_file_and_line() -> None:
    assert places(template(parsed(SOURCE))) == {
        "Title": ["articles/demo.md:4"],
        "Take 5 mg.": ["articles/demo.md:7"],
        "Doses": ["articles/demo.md:9"],
    }


def test_more_front_matter_moves_the_places_and_changes_no_catalog() -> None:
    longer = parsed(SOURCE.replace("title:", "published: 2026-11-01\nupdated: 2026-11-02\nlicense: CC0-1.0\ntitle:"))
    old = update(parsed(SOURCE), "es")
    assert update(longer, "es", old) == old
    assert places(template(longer))["Doses"] == ["articles/demo.md:12"]


def test_the_same_article_makes_the_same_bytes_without_a_date() -> None:
    assert template(parsed(SOURCE)) == template(parsed(SOURCE))
    assert b"Date" not in template(parsed(SOURCE))


def test_the_comments_are_those_of_a_catalog_without_a_glossary() -> None:
    assert (
        b'#. body\n#. risk: dose\n#: articles/demo.md:7\nmsgctxt "body"\nmsgid "Take 5 mg."\nmsgstr ""\n'
        in template(parsed(SOURCE))
    )


@pytest.mark.parametrize(("path", "shown"), [("articles/a b.md", "\u2068articles/a b.md\u2069:7"), ("", None)])
def test_a_path_with_spaces_stands_between_isolates_and_none_is_left_out(path: str, shown: str | None) -> None:
    found = places(template(replace(parsed(SOURCE), path=path)))["Take 5 mg."]
    assert found == ([shown] if shown else [])


def test_a_text_without_a_line_names_its_file() -> None:
    assert places(template(replace(article("a"), path="x.json")))["a"] == ["x.json"]


# ── interface strings ───────────────────────────────────────────────────────────────────────────


def interface(own: str = "", *keys: tuple[str, str]) -> dict[tuple[str, str], po.Entry]:
    english = [po.parse(data, "") for data in (*shipped("en"), own.encode())]
    return {e.key: e for e in po.parse(interface_template(english, keys), "").messages}


def test_every_shipped_string_is_there_and_empty_with_its_comments() -> None:
    found = interface()
    assert ("heading", "References") in found
    assert not any(e.target or e.fuzzy for e in found.values())
    assert any("{date}: a date in long form" in line for e in found.values() for line in e.comments)
    assert found["plural", "{n} article"].body[-2:] == ('msgstr[0] ""', 'msgstr[1] ""')


def test_topics_and_feeds_are_those_of_the_library() -> None:
    found = interface("", ("topic", "heart"), ("topic", "oncology"), ("feed", "all"))
    assert {key for key in found if key[0] in ("topic", "feed", "feed description")} == {
        ("topic", "heart"), ("topic", "oncology"), ("feed", "all"), ("feed description", "all"),
    }  # fmt: skip
    assert found["topic", "heart"].comments == ("#. In English: Heart and circulation",)
    assert found["topic", "oncology"].comments == ()


def test_a_librarys_own_english_is_told_for_its_keys() -> None:
    own = HEADER + entry("oncology", "Cancer and its treatment", context="topic")
    found = interface(own, ("topic", "oncology"))
    assert found["topic", "oncology"].comments == ("#. In English: Cancer and its treatment",)


# ── other tools ─────────────────────────────────────────────────────────────────────────────────


def test_pypo_reads_them() -> None:
    for data in (template(parsed(SOURCE)), interface_template([po.parse(shipped("en")[-1], "")], ())):
        units = pofile(BytesIO(data)).units
        assert units[0].isheader()
        assert [str(u.source) for u in units[1:]] == [e.source for e in po.parse(data, "").messages]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", "pt_BR", "ar", "zh_Hans"])
def test_a_new_language_can_be_begun_by_msginit_and_updated_by_us(language: str, tmp_path: Path) -> None:
    assert shutil.which("msginit"), "install gettext"
    pot = tmp_path / "demo.pot"
    pot.write_bytes(template(parsed(SOURCE, "articles/a b.md")))
    begun = subprocess.run(
        ["msginit", "-i", pot, "-l", language, "--no-translator", "-o", "-"], capture_output=True, check=True
    )
    data = update(parsed(SOURCE), language.replace("_", "-"), begun.stdout)
    lost = [line for line in begun.stdout.splitlines() if line not in data.splitlines()]
    assert lost == []
    assert b"X-Syndicate-Article: demo" in data


@pytest.mark.slow
def test_msgmerge_takes_a_template_and_finds_nothing_to_change(tmp_path: Path) -> None:
    assert shutil.which("msgmerge"), "install gettext"
    pot, catalog = tmp_path / "demo.pot", tmp_path / "demo.po"
    pot.write_bytes(template(parsed(SOURCE)))
    catalog.write_bytes(update(parsed(SOURCE), "es"))
    merged = subprocess.run(["msgmerge", "-q", catalog, pot], capture_output=True, check=True).stdout
    ours = {e.key: e for e in po.parse(catalog.read_bytes(), "").messages}
    assert {e.key for e in po.parse(merged, "").messages} == set(ours)
