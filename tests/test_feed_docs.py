"""docs/feeds.md tells partners what stands in the feeds: every name, and examples that the formats really write."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import feed_builders as make
import pytest

from syndicate.feeds.entry import Category, Edition, Entry, Feed
from syndicate.feeds.formats.jsonfeed import json_feed
from syndicate.feeds.formats.xml import atom, rss
from syndicate.model import Code

DOCS = (Path(__file__).parents[1] / "docs" / "feeds.md").read_text()
ID = "tag:example.org,2026:migraine/es"
CORRECTION = {"on": "2026-04-02", "severity": "safety", "note": "La dosis es de 5 mg."}
# name, type, meaning, JSON, XML
ROWS = [
    row.groups() for row in re.finditer(r"^\| `(\w+)` \| (.*?) \| (.*?) \| `(.*?)` \| (.*?) ?\|$", DOCS, re.MULTILINE)
]
BLOCKS = re.findall(r"^```(xml|json)\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)


def facts(**changes: object) -> dict[str, object]:
    return {"article": "migraine", "hash": "0e54584ddfc40232"} | changes


@lru_cache
def entries() -> tuple[Entry, ...]:
    """An article that was corrected, the correction itself, and the article when it was withdrawn."""
    known = facts(
        source_version=3,
        source_updated="2026-04-02",
        state="translated",
        origin="machine",
        engine="deep/libre",
        reviewed_on="2026-02-27",
        reviewed_by="Dr. Ruiz",
        version=2,
        change="safety",
        correction=CORRECTION,
    )
    told: dict[str, Any] = {"id": ID, "title": "Migraña", "url": "https://example.org/es/migraine"}
    article = make.entry(
        2,
        **told,
        facts=make.facts(**known),
        categories=(Category("pain", "Dolor", make.MESH, "D010146"),),
        about=(Code("Migraine", "mesh", "D008881", "2026", True),),
        audience=("patient",),
        disclaimer="No sustituye al médico.",
        editions=(Edition("en", "https://example.org/en/migraine", "Migraine"),),
    )
    correction = make.entry(
        2,
        **told | {"id": f"{ID}/correction/2026-04-02", "title": "Corrección de seguridad: Migraña"},
        summary="",
        picture=None,
        published=make.day(2026, 4, 2),
        updated=make.day(2026, 4, 2),
        facts=make.facts(**facts(change="safety", correction=CORRECTION, corrects=ID)),
    )
    gone = facts(status="withdrawn", change="withdrawn", origin="", replaced_by="tag:example.org,2026:headache/es")
    return article, correction, make.withdrawn(9, **told, facts=make.facts(**gone))


@lru_cache
def documents() -> tuple[Feed, ...]:
    article, correction, withdrawn = entries()
    return (
        make.feed(article, correction, editions=(make.listing("en"),)),
        make.feed(withdrawn, tombstones=(make.tombstone(9, id=ID),)),
        make.archive(2, article, of=3),
    )


@lru_cache
def written(kind: str) -> tuple[str, ...]:
    writers = {"xml": (atom, rss), "json": (json_feed,)}
    return tuple(write(feed).decode() for feed in documents() for write in writers[kind])


def extensions() -> list[dict[str, Any]]:
    """Every ``_syndicate`` object of the documents: those of feeds, and those of items."""
    feeds = [json.loads(text) for text in written("json")]
    return [one["_syndicate"] for feed in feeds for one in (feed, *feed["items"])]


def test_every_name_in_the_feeds_is_in_the_tables() -> None:
    own = {name for one in extensions() for name in one}
    elements = {name for text in written("xml") for name in re.findall(r"<syn:(\w+)", text)}
    documented = {name for name, *_ in ROWS}
    assert documented == own
    assert elements - {"category"} <= documented
    assert "<syn:category " in DOCS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_examples_of_a_row_are_what_is_written(row: tuple[str, ...]) -> None:
    name, _, _, in_json, in_xml = row
    told = json.loads(f"{{{in_json}}}")
    assert list(told) == [name]
    values = [one[name] for one in extensions() if name in one]
    if isinstance(told[name], dict):  # an object may have more: the picture for mail
        values = [{key: value[key] for key in told[name]} for value in values if isinstance(value, dict)]
    assert told[name] in values
    for element in re.findall(r"`(<[^`]*)`", in_xml):
        assert any(element in text for text in written("xml")), element


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[1].strip()[:50])
def test_the_examples_are_lines_of_what_is_written(block: tuple[str, str]) -> None:
    kind, text = block
    if kind == "json":
        json.loads(text)
    real = [{line.strip().rstrip(",") for line in one.splitlines()} for one in written(kind)]
    lines = {line.strip().rstrip(",") for line in text.splitlines()}
    assert any(lines <= one for one in real), min((lines - one for one in real), key=len)


def test_there_are_examples_of_everything() -> None:
    assert len(ROWS) > 35
    assert [kind for kind, _ in BLOCKS].count("xml") >= 5
    assert [kind for kind, _ in BLOCKS].count("json") >= 3
