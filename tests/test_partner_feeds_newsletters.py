"""Newsletters of the feeds besides the default one: what an issue has, and where the next one begins."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from partner_feeds import BODIES, CALLS, IDS, begin, name, one
from small_library import DAY, NOON, SmallLibrary

from syndicate.cli import cli


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    return begin(tmp_path / "library")


def run(small: SmallLibrary, *options: str) -> Result:
    """What the command answers two days after the first publish."""
    arguments = ["digest", "--lang", "es", "--library", str(small.root), *options]
    epoch = str(int((NOON + 2 * DAY).timestamp()))
    return CliRunner().invoke(cli, arguments, env={"SOURCE_DATE_EPOCH": epoch})


def issue(small: SmallLibrary, *options: str) -> dict[str, Any]:
    done = run(small, "--json", *options)
    assert done.exit_code == 0, done.output
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def ids(data: dict[str, Any]) -> list[str]:
    return [item["id"] for item in data["items"]]


def test_an_issue_of_a_feed_has_its_articles_and_its_name(small: SmallLibrary) -> None:
    small.configure(**one(audience=["patient"]))
    small.publish()
    data = issue(small, "--feed", "one")
    assert (data["title"], ids(data)) == ("one es", [IDS["es"]["hands"]])
    assert ids(issue(small)) == [IDS["es"]["sleep"], IDS["es"]["hands"]]


def test_one_cursor_serves_the_feeds_of_a_gate_and_no_other(small: SmallLibrary) -> None:
    small.configure(feeds=[{"id": "one", "audience": ["patient"]}, {"id": "two", "machine_risk": True}])
    small.publish()
    cursor = issue(small)["cursor"]
    for feed in ("all", "one", "topics/prevention"):
        assert run(small, "--feed", feed, "--since", cursor).exit_code == 3
    refused = run(small, "--feed", "two", "--since", cursor)
    assert (refused.exit_code, "another ledger" in refused.stderr) == (2, True)
    assert ids(issue(small, "--feed", "two")) == [IDS["es"]["sleep"], IDS["es"]["hands"]]


def test_a_call_to_action_is_mailed_by_nobody_who_did_not_ask_for_it(small: SmallLibrary) -> None:
    small.configure(**one(promotion=True))
    small.publish()
    for form in ("html", "text", "json", "eml"):
        told = run(small, "--format", form).stdout
        assert (BODIES["es"][1] in re.sub(r"<[^>]*>|=\r?\n", "", told), CALLS["es"] in told) == (True, False)


def test_who_has_no_cursor_yet_is_told_that_a_limit_leaves_the_others_out_for_good(small: SmallLibrary) -> None:
    small.publish()
    file = str(small.root / "es.cursor")
    first = run(small, "--limit", "1", "--format", "text", "--cursor-file", file)
    assert "left out because of --limit: 1 more (no later issue will have them)" in first.stderr
    assert run(small, "--cursor-file", file).exit_code == 3
    small.article("towel", title="Towels", body="Dry towels in the sun.", published="2026-11-22")
    small.article("soap", title="Soap", body="Keep it dry.", published="2026-11-22")
    for identifier in ("towel", "soap"):
        small.translate(identifier)
    small.publish(NOON + DAY)
    second = run(small, "--limit", "1", "--format", "text", "--cursor-file", file)
    assert "left out because of --limit: 1 more (they wait for the next issue)" in second.stderr
    third = run(small, "--limit", "1", "--format", "text", "--cursor-file", file)
    titles = [re.findall("(?m)^(?:Toallas|Jabón)$", done.stdout) for done in (second, third)]
    assert sorted(titles) == [["Jabón"], ["Toallas"]]


def test_a_feed_that_there_is_not_is_told_with_those_that_there_are(small: SmallLibrary) -> None:
    small.configure(**one())
    small.publish()
    refused = run(small, "--feed", "topics/prevntion")
    assert refused.exit_code == 2
    assert "'topics/prevention'? There are: all, one, topics/prevention" in refused.stderr
    assert "'x'. There are: " in run(small, "--feed", "x").stderr


def test_a_feed_that_has_no_name_in_a_language_is_mailed_to_nobody_there(small: SmallLibrary) -> None:
    name(small, "one", languages=("en",))
    name(small, "other", languages=("es",))
    small.configure(**one())
    small.publish()
    refused = run(small, "--feed", "one")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "'one' is not published in es: `syndicate check` tells why" in refused.stderr
    assert run(small, "--feed", "one", "--lang", "en").exit_code == 0


def test_a_damaged_ledger_is_told_once_with_the_way_out(small: SmallLibrary) -> None:
    small.publish()
    ledger = small.feeds / "es/ledger.jsonl"
    ledger.write_text(ledger.read_text("utf-8").replace('"version"', '"vers', 1), "utf-8")
    refused = run(small)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "es/ledger.jsonl:2" in refused.stderr
    assert "take the file back" in refused.stderr
    assert "syndicate publish" not in refused.stderr, "it would refuse for the same reason"
