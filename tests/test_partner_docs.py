"""docs/partners.md: its scripts do what they promise, and its examples are what is published."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ledger_rows import AUTHORITY, TAG, published
from libraries import read, write
from small_library import DAY, NOON, SmallLibrary

from syndicate.feeds import registers, schemas

PAGE = (Path(__file__).parents[1] / "docs" / "partners.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of that language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


def script(name: str) -> Any:
    """A function of the page."""
    (found,) = [block for block in blocks("python") if f"def {name}(" in block]
    names: dict[str, Any] = {}
    exec(compile(found, "docs/partners.md", "exec"), names)
    return names[name]


@pytest.mark.parametrize("name", ["withdrawals", "corrections"])
def test_the_examples_of_the_registers_follow_their_schemas_and_leave_nothing_out(name):
    (example,) = [data for data in map(json.loads, blocks("json")) if data["schema"] == f"syndicate.{name}/1"]
    schema = schemas.load(name)
    Draft202012Validator(schema).validate(example)
    assert example.keys() == schema["properties"].keys()
    assert example[name][0]["entries"][0].keys() == schema["$defs"]["entry"]["properties"].keys()


def test_the_script_for_withdrawals_finds_what_must_go(tmp_path):
    small = SmallLibrary.begin(tmp_path / "library")
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-22", "replaced_by": "sleep", "languages": ["es"]})
    small.publish(NOON + DAY)
    articles = {identifier: read(small.library, identifier) for identifier in ("hands", "sleep")}
    data = registers.withdrawals(published(small.feeds), articles, authority=AUTHORITY, reason=lambda *_: "")
    write(small.feeds / "withdrawals.json", data)
    to_take_down, base = script("to_take_down"), small.feeds.as_uri() + "/"
    assert to_take_down(base) == {f"{TAG}hands/es": f"{TAG}sleep/es"}
    assert to_take_down(base, "reviewed") == {}


def test_the_script_for_the_archive_walks_all_of_it_and_keeps_the_latest_of_each_entry(tmp_path):
    def item(identifier: str, modified: str, text: str) -> dict[str, str]:
        return {"id": identifier, "date_modified": modified, "content_html": text}

    first, second, now = (tmp_path / name for name in ("1.json", "2.json", "feed.json"))
    old = item("a", "2026-10-31T23:00:00+14:00", "old")  # which is before the next one, whatever the letters say
    new = item("a", "2026-10-31T10:00:00Z", "new")
    write(first, json.dumps({"items": [old, item("b", "2026-11-01T00:00:00Z", "b")]}))
    write(second, json.dumps({"items": [new], "next_url": first.as_uri()}))
    write(now, json.dumps({"items": [old, item("c", "2026-11-01T00:00:00Z", "c")], "next_url": second.as_uri()}))
    found = script("entries")(now.as_uri())
    assert {identifier: one["content_html"] for identifier, one in found.items()} == {"a": "new", "b": "b", "c": "c"}


def test_every_register_and_status_is_explained():
    for name in ("usable", "pending", "outdated", "withheld", "withdrawn"):
        assert f"| `{name}` |" in PAGE
    for name in ("minor", "material", "safety"):
        assert f"| `{name}` |" in PAGE
