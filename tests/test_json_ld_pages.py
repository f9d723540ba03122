"""JSON-LD where it is read: a block in a page that nothing can break out of, and the same as the feed says."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import feed_builders as make
import pytest
from browsers import QUIET
from hypothesis import given
from hypothesis import strategies as st
from page_builders import described, item, landing, parsed

from syndicate.feeds.body import body_from_data
from syndicate.feeds.formats import jsonld
from syndicate.model import Author
from syndicate.publishing.published import entry_from_item

ROOT = Path(__file__).parents[1]
ITEMS = sorted((ROOT / "feeds").glob("**/items/*.json"))

# ── in a page ───────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "-->]]>",
    "a\u2028b\u2029c & \"quotes\" \\ 'single'",
    "</SCRIPT\t>",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_cannot_end_the_block(title: str) -> None:
    entry = make.entry(title=title, summary=title, authors=(Author(title),))
    for made in (item(entry), landing("es", entry)):
        assert made.lower().count(b"<script") == made.lower().count(b"</script") == 1
        (block,) = parsed(made).xpath("/html/head/script[@type='application/ld+json']")
        data = json.loads(block.text)
        told = data["mainEntity"]["itemListElement"][0]["item"] if data["@type"] == "CollectionPage" else data
        assert told["name"] == title


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())))
def test_the_block_is_json_without_markup(data: dict[str, Any]) -> None:
    written = str(jsonld.script(data))
    assert json.loads(written) == data
    assert not set(written) & set("<>&\u2028\u2029")


@pytest.mark.slow
def test_a_browser_takes_the_block_for_data(tmp_path: Path) -> None:
    complaints = []
    for name, page in {"told": item(), "run": item().replace(b' type="application/ld+json"', b"")}.items():
        shown = tmp_path / f"{name}.html"
        shown.write_bytes(page)
        command = [
            "chromium",
            *QUIET,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr",
            "--dump-dom",
        ]
        done = subprocess.run([*command, shown.as_uri()], capture_output=True, text=True, timeout=120, check=True)
        complaints.append("Content Security Policy" in done.stderr)
    assert complaints == [False, True]


# ── the committed library ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.relative_to(ROOT / "feeds").as_posix())
def test_a_committed_item_says_in_json_ld_what_its_feed_says(path: Path) -> None:
    data = json.loads(path.read_text())
    facts, body = data["_syndicate"], data["body"]
    made = described(entry_from_item(data), body_from_data(body).content if body else None)
    assert (made["@id"], made["url"], made["inLanguage"]) == (data["id"], data["url"], data["language"])
    assert made["name"] == re.sub("[\u2066-\u2069]", "", data["title"])
    if not body:
        assert made["creativeWorkStatus"] == facts["status"]
        return
    assert made["datePublished"] == data["date_published"][:10]
    assert made.get("license", "") == facts["license"]
    assert [author["name"] for author in made["author"]] == [author["name"] for author in data["authors"]]
    original = made.get("translationOfWork", {})
    others = [*made.get("workTranslation", original.get("workTranslation", [])), *([original] if original else [])]
    assert {one["url"] for one in others if "url" in one} == {one["url"] for one in facts["translations"]}
    assert len(made.get("mainEntity", [])) == len(body["content"].get("faq", []))
    is_marked = any("unreviewed" in status for status in made.get("creativeWorkStatus", []))
    assert is_marked == (facts["state"] == "translated")
    assert made.get("lastReviewed", "") in ("", facts["reviewed_on"])
    codes = [code["codeValue"] for thing in made.get("about", []) for code in thing["code"]]
    assert codes == [code["code"] for code in facts["about"]]


def test_there_are_committed_items() -> None:
    assert len(ITEMS) > 50
