"""docs/newsletters.md: its scripts do what they promise, with a listmonk that is not there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import newsletter_builders as build
import pytest
from libraries import write
from small_library import DAY, NOON, SmallLibrary

from syndicate.cli.newsletter import digest
from syndicate.feeds import schemas
from syndicate.feeds.newsletter import issue as issues

PAGE = (Path(__file__).parents[1] / "docs" / "newsletters.md").read_text("utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)
    return str(found)


def script() -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "campaign"}
    exec(compile(block("python"), "docs/newsletters.md", "exec"), names)
    return names


def test_a_campaign_has_both_forms_of_each_item_and_no_template_of_its_own() -> None:
    part = build.part(build.row(1), title="Dose {{ .Subscriber.Email }} <b>", text="{{ now }}")
    made = script()["campaign"](json.loads(issues.json(build.issue(new=(part, build.part(build.row(2)))))), [7])
    assert (made["lists"], made["content_type"], made["template_id"]) == ([7], "html", None)
    assert made["body"].count("<h2 ") == 2
    assert "&lt;b&gt;" in made["body"]
    assert "Texto 2" in made["altbody"]
    for text in (made["subject"], made["body"], made["altbody"]):
        assert re.findall(r"\{\{", text.replace('{{ "{{" }}', "")) == []
    assert '{{ "{{" }} now }}' in made["altbody"]


def test_the_options_and_members_that_it_names_are_those_that_there_are() -> None:
    options = {name for parameter in digest.params for name in parameter.opts} - {"--json", "--output", "--library"}
    assert set(re.findall(r"(?m)^\| `(--[a-z-]+)", PAGE)) >= options - {"--to"}
    schema = schemas.load("latest")
    known = {*schema["properties"], *schema["$defs"]["item"]["properties"]}
    rows = re.findall(r"(?m)^\| (`(?:items\[\]|count|next|withdrawn).*?) \|", PAGE)
    named = {name for row in rows for name in re.findall(r"`(?:items\[\])?\.?([a-z_]+)(?:\[\])?`", row)}
    assert {"html", "text", "cursor", "withdrawn", "translation"} <= named <= known


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path / "library")
    small.publish()
    write(small.root / "campaign.py", block("python"))
    write(small.root / "newsletter.sh", block("sh"))
    return small


def run(small: SmallLibrary, *, curl: str) -> int:
    """Run the script from the page, with a curl of our own."""
    tools = small.root / "bin"
    write(tools / "curl", f"#!/bin/sh\n{curl}\n")
    (tools / "curl").chmod(0o755)
    path = os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]])
    names = ("LISTMONK_USER", "LISTMONK_TOKEN", "LISTMONK_URL")
    env = {**os.environ, "PATH": path, **dict.fromkeys(names, "x"), "SOURCE_DATE_EPOCH": str(int(NOON.timestamp()))}
    command = ["sh", "newsletter.sh", "es", "7"]
    return subprocess.run(command, cwd=small.root, env=env, capture_output=True, check=False).returncode


def test_the_script_moves_its_cursor_only_when_the_issue_was_taken(small: SmallLibrary) -> None:
    taken, refused = "cp campaign.json taken.json", "exit 22"
    assert run(small, curl=refused) == 22
    assert not (small.root / "es.cursor").exists()
    assert run(small, curl=taken) == 0
    campaign = json.loads((small.root / "taken.json").read_bytes())
    assert campaign["lists"] == [7]
    assert campaign["body"].count("<h2 ") == 2
    first = (small.root / "es.cursor").read_text()

    (small.root / "taken.json").unlink()
    assert run(small, curl=taken) == 0, "nothing is new, and that is no failure for cron"
    assert not (small.root / "taken.json").exists()

    small.article("towel", title="Towels", body="Dry towels in the sun.")
    small.translate("towel")
    small.publish(NOON + DAY)
    assert run(small, curl=refused) == 22
    assert (small.root / "es.cursor").read_text() == first
    assert run(small, curl=taken) == 0
    assert (small.root / "es.cursor").read_text() != first
    assert json.loads((small.root / "taken.json").read_bytes())["subject"] == "Toallas"


def test_the_script_stops_where_the_feeds_are_damaged(small: SmallLibrary) -> None:
    (small.feeds / "es/items/hands.json").unlink()
    assert run(small, curl="cp campaign.json taken.json") == 1
    assert not (small.root / "taken.json").exists()
