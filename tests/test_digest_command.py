"""``syndicate digest``: issues from a published library, run as a script runs it, over its whole history."""

import email
import email.policy
import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from libraries import write
from small_library import DAY, HOUR, NOON, TWO_GATES, SmallLibrary

from syndicate.cli import cli
from syndicate.feeds import schemas

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path / "library")
    small.publish()
    return small


def run(small: SmallLibrary | Path, *options: str, lang: str = "es", at: datetime = NOON + 9 * DAY) -> Result:
    root = small if isinstance(small, Path) else small.root
    command = ["digest", "--lang", lang, "--library", str(root), *options]
    return CliRunner().invoke(cli, command, env={"SOURCE_DATE_EPOCH": str(int(at.timestamp()))})


def issue(small: SmallLibrary | Path, *options: str, **more: Any) -> dict[str, Any]:
    """The issue as data; it must be one."""
    done = run(small, *options, "--json", **more)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(told, schemas.load("latest"))
    assert f"cursor: {told['cursor']}" in done.stderr
    return told


def nothing(small: SmallLibrary | Path, *options: str, **more: Any) -> bool:
    """Whether it says that nothing is new, and nothing else."""
    done = run(small, *options, **more)
    assert done.exit_code in (0, 3), done.output
    if done.exit_code == 3:
        assert (done.stdout, done.stderr.startswith("nothing is new")) == ("", True)
    return done.exit_code == 3


def refused(small: SmallLibrary | Path, *options: str, code: int = 2, **more: Any) -> str:
    done = run(small, *options, **more)
    assert (done.exit_code, done.stdout) == (code, ""), done.output
    assert "Traceback" not in done.stderr
    return done.stderr


def articles(told: dict[str, Any], part: str = "items") -> list[str]:
    return [item["article"] for item in told[part]]


# ── a history ───────────────────────────────────────────────────────────────────────────────────


def test_each_article_is_mailed_once_whatever_happens_to_it_afterwards(small: SmallLibrary) -> None:
    told = issue(small)
    mailed = articles(told)
    assert sorted(mailed) == ["hands", "sleep"]

    small.article("sleep", body="Keep the room dark and cool.")
    small.publish(NOON + DAY)  # the translation is outdated now
    assert nothing(small, "--since", told["cursor"])
    assert nothing(small, "--since", told["cursor"], lang="es", at=NOON + 2 * DAY)

    small.translate("sleep")
    small.publish(NOON + 2 * DAY)  # and now it is a new version
    assert small.row("sleep")["version"] == 2
    assert nothing(small, "--since", told["cursor"])
    assert nothing(small, "--since", "2026-11-24")
    changed = issue(small, "--since", told["cursor"], "--changes")
    assert (articles(changed), articles(changed, "changed")) == ([], ["sleep"])
    assert changed["changed"][0]["version"] == 2

    small.article("towel", title="Towels", body="Dry towels in the sun.", published="2026-10-01")
    small.publish(NOON + 3 * DAY)
    assert nothing(small, "--since", told["cursor"]), "it is not translated yet"
    small.translate("towel")
    small.publish(NOON + 4 * DAY)  # late, and with a date that is long past
    late = issue(small, "--since", told["cursor"])
    assert articles(late) == ["towel"]
    assert late["items"][0]["published"] == "2026-11-26T12:00:00Z"
    assert articles(issue(small, "--since", "2026-11-26")) == ["towel"]
    mailed += articles(late)

    small.article("hands", withdrawn={"on": "2026-11-27"})
    small.publish(NOON + 5 * DAY)
    assert nothing(small, "--since", late["cursor"])
    taken_back = issue(small, "--since", late["cursor"], "--changes")
    assert (articles(taken_back), articles(taken_back, "withdrawn")) == ([], ["hands"])
    assert taken_back["withdrawn"][0]["notice"]
    assert nothing(small, "--since", taken_back["cursor"], "--changes")
    assert len(mailed) == len(set(mailed)) == 3


def test_the_text_of_a_withdrawn_article_is_in_no_format(small: SmallLibrary) -> None:
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    for form in ("html", "text", "json", "eml"):
        done = run(small, "--changes", "--format", form)
        assert done.exit_code == 0
        assert "Lávese durante 20 segundos" not in done.stdout
        assert "L=C3=A1vese durante" not in done.stdout


def test_the_original_language_has_its_own_issues_and_cursors(small: SmallLibrary) -> None:
    english, spanish = issue(small, lang="en"), issue(small)
    assert english["cursor"] != spanish["cursor"]
    assert "another ledger" in refused(small, "--since", english["cursor"])


def _correct(small: SmallLibrary, on: str) -> None:
    """Put the own entry of a safety correction of hands into the ledger and the items."""
    path = small.feeds / "es/ledger.jsonl"
    row = small.row("hands")
    own = f"hands/correction/{on}"
    sequence = 1 + max(one["sequence"] for one in small.rows().values())
    more = {"id": own, "sequence": sequence, "first_sequence": sequence, "change": "safety", "version": 1}
    more["feeds"] = {feed: {"joined": sequence} for feed in row["feeds"]}
    write(path, path.read_text("utf-8") + json.dumps({**row, **more}) + "\n")
    item = small.item("hands")
    item["id"] = item["id"].replace("hands/es", f"hands/es/correction/{on}")
    item["title"] = "Corrección de seguridad: Lavarse las manos"
    item["_syndicate"] |= {"change": "safety", "corrects": small.item("hands")["id"], "version": 1}
    item["body"] = None
    write(small.feeds / f"es/items/hands.correction-{on}.json", json.dumps(item))


def test_a_safety_correction_is_mailed_as_an_entry_of_its_own_and_first(small: SmallLibrary) -> None:
    cursor = issue(small)["cursor"]
    _correct(small, "2026-11-23")
    small_issue = issue(small, "--since", cursor)
    (item,) = small_issue["items"]
    assert (item["article"], item["change"], item["corrects"]) == ("hands", "safety", small.item("hands")["id"])
    assert small_issue["subject"] == "Corrección de seguridad: Lavarse las manos"
    assert articles(issue(small))[0] == "hands"


# ── cursors ─────────────────────────────────────────────────────────────────────────────────────


def test_a_file_keeps_the_cursor_from_issue_to_issue(small: SmallLibrary, tmp_path: Path) -> None:
    kept, out = tmp_path / "state" / "es.cursor", tmp_path / "issue.html"
    options = ("--cursor-file", str(kept), "--output", str(out))
    assert nothing(small, *options, "--since", "2026-11-20")
    assert not kept.exists(), "nothing is written where nothing is new"
    done = run(small, *options, "--since", "2026-11-01")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.strip() == f"cursor: {kept.read_text().strip()}"
    first = out.read_text("utf-8")
    assert first.count("<h2") == 2
    assert nothing(small, *options, "--since", "2026-11-01"), "from now on the file counts"
    small.article("towel", title="Towels", body="Dry towels in the sun.")
    small.translate("towel")
    small.publish(NOON + DAY)
    assert run(small, *options).exit_code == 0
    assert out.read_text("utf-8").count("<h2") == 1
    assert [path.name for path in kept.parent.iterdir()] == ["es.cursor"], "no temporary file is left"


def test_the_cursor_stays_where_the_issue_cannot_be_written(small: SmallLibrary, tmp_path: Path) -> None:
    kept = tmp_path / "es.cursor"
    write(tmp_path / "file", "")
    message = refused(small, "--cursor-file", str(kept), "--output", str(tmp_path / "file" / "issue.html"), code=1)
    assert "cannot be written" in message
    assert not kept.exists()


def test_a_damaged_cursor_file_is_told_with_its_path(small: SmallLibrary, tmp_path: Path) -> None:
    for damage in (b"", b"\xff\xfe", b"yesterday"):
        kept = tmp_path / "es.cursor"
        kept.write_bytes(damage)
        assert str(kept) in refused(small, "--cursor-file", str(kept))
        assert kept.read_bytes() == damage


@pytest.mark.parametrize("since", ["0123456789abcdef.0", "yesterday", "2026-13-01", "2026-11-22T08:00", "22.11.2026"])
def test_a_beginning_that_cannot_be_used_is_an_error_with_advice(small: SmallLibrary, since: str) -> None:
    assert any(words in refused(small, "--since", since) for words in ("begin with a date", "nor a date"))


def test_a_cursor_beyond_the_last_change_is_from_newer_feeds(small: SmallLibrary) -> None:
    cursor = issue(small)["cursor"]
    assert "Bring feeds/ up to date" in refused(small, "--since", cursor.split(".")[0] + ".99")


def test_a_date_in_the_future_is_refused_and_today_is_not(small: SmallLibrary) -> None:
    assert "lies in the future" in refused(small, "--since", "2026-11-23", at=NOON)
    assert "lies in the future" in refused(small, "--since", "2026-11-22T12:00:01Z", at=NOON)
    assert nothing(small, "--since", "2026-11-22", at=NOON)


def test_a_day_begins_at_midnight_in_the_librarys_zone(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, timezone="Pacific/Auckland")  # 13 hours ahead
    small.publish()
    assert sorted(articles(issue(small, "--since", "2026-11-01"))) == ["hands", "sleep"]
    assert articles(issue(small, "--since", "2026-11-02")) == ["sleep"]
    assert sorted(articles(issue(small, "--since", "2026-10-31T10:59:59Z"))) == ["hands", "sleep"]
    assert articles(issue(small, "--since", "2026-10-31T11:00:00Z")) == ["sleep"]


# ── what is asked for ───────────────────────────────────────────────────────────────────────────


def test_an_unknown_language_or_feed_is_refused_with_what_there_is(small: SmallLibrary) -> None:
    assert "en, es" in refused(small, lang="fr")
    assert "did you mean 'all'" in refused(small, "--feed", "al")
    assert "topics/prevention" in refused(small, "--feed", "topics/lungs")


def test_a_tag_may_be_written_in_any_case(small: SmallLibrary) -> None:
    assert issue(small, lang="ES")["language"] == "es"


def test_a_language_in_which_nothing_was_published_says_so(tmp_path: Path) -> None:
    assert "run `syndicate publish`" in refused(SmallLibrary.begin(tmp_path))


def test_a_feed_with_its_own_gate_has_its_own_cursors(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, **TWO_GATES)
    small.translate("hands", draft=True)
    small.publish()
    told = issue(small, "--feed", "reviewed")
    assert articles(told) == ["sleep"]
    assert "another ledger" in refused(small, "--since", told["cursor"])
    assert sorted(articles(issue(small))) == ["hands", "sleep"]


def test_a_feed_that_is_not_published_in_the_language_says_where_it_is(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, feeds=[{"id": "reviewed", "languages": ["en"]}])
    small.publish()
    assert "is not published in es, but in en" in refused(small, "--feed", "reviewed")


def test_a_topic_has_the_rows_that_stand_in_its_feed(small: SmallLibrary) -> None:
    path = small.feeds / "es/ledger.jsonl"
    head, *rows = path.read_text("utf-8").splitlines()
    changed = [json.loads(row) for row in rows]
    for row in changed:
        if row["id"] == "sleep":
            del row["feeds"]["topics/prevention"]
    write(path, "\n".join([head, *map(json.dumps, changed), ""]))
    assert articles(issue(small, "--feed", "topics/prevention")) == ["hands"]


def test_a_limit_leaves_the_others_for_the_next_issue_and_says_so(small: SmallLibrary) -> None:
    start = issue(small)["cursor"].split(".")[0] + ".0"
    done = run(small, "--since", start, "--limit", "1", "--json")
    assert "left out because of --limit: 1 more" in done.stderr
    first = json.loads(done.stdout)
    second = issue(small, "--since", first["cursor"], "--limit", "1")
    assert sorted([*articles(first), *articles(second)]) == ["hands", "sleep"]
    assert nothing(small, "--since", second["cursor"])


def test_a_mail_has_the_addresses_that_were_given_and_refuses_what_is_none(small: SmallLibrary) -> None:
    done = run(small, "--format", "eml", "--from", "Salud <news@example.org>", "--to", "list@example.org")
    message = email.message_from_bytes(done.stdout_bytes, policy=email.policy.default)
    assert (message["From"], message["To"]) == ("Salud <news@example.org>", "list@example.org")
    assert message["Date"].datetime == NOON + 9 * DAY
    assert "is no mail address" in refused(small, "--format", "eml", "--from", "news")


def test_an_issue_that_gmail_would_cut_off_is_told_with_the_way_out(small: SmallLibrary) -> None:
    small.article("long", title="Towels", body="\n\n".join(["Dry towels in the sun."] * 3000))
    small.translate("long")
    small.publish(NOON + HOUR)
    done = run(small)
    assert done.exit_code == 0
    assert "mail-clipped" in done.stderr
    assert "--content summary" in done.stderr
    assert "mail-clipped" not in run(small, "--content", "summary").stderr


# ── damage, and what it does not touch ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "damage",
    [
        lambda item: None,
        lambda item: b"{",
        lambda item: json.dumps([1]).encode(),
        lambda item: json.dumps({**item, "title": 7}).encode(),
        lambda item: json.dumps({**item, "language": "en"}).encode(),
        lambda item: json.dumps({**item, "_syndicate": {**item["_syndicate"], "version": 9}}).encode(),
        lambda item: json.dumps({**item, "_syndicate": {**item["_syndicate"], "status": "withdrawn"}}).encode(),
        lambda item: json.dumps({**item, "_syndicate": {**item["_syndicate"], "article": "sleep"}}).encode(),
    ],
)
def test_an_item_that_is_not_what_its_row_says_stops_the_issue_and_keeps_the_cursor(
    small: SmallLibrary, tmp_path: Path, damage: Any
) -> None:
    """A publish writes its ledgers first: an item may still show a text that its row says was taken back."""
    path = small.feeds / "es/items/hands.json"
    data = damage(small.item("hands"))
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    message = refused(small, "--cursor-file", str(tmp_path / "cursor"), code=1)
    assert "feeds/es/items/hands.json" in message
    assert "run `syndicate publish`" in message
    assert not (tmp_path / "cursor").exists()


@pytest.mark.parametrize("row", ["../../../etc/passwd", "hands/../../x", "HANDS", ""])
def test_a_row_that_leads_out_of_the_folder_is_refused(small: SmallLibrary, row: str) -> None:
    path = small.feeds / "es/ledger.jsonl"
    write(path, path.read_text("utf-8").replace('"id": "hands"', f'"id": "{row}"'))
    assert "which no entry can have" in refused(small, code=1)


@pytest.mark.parametrize("path", ["es/ledger.jsonl", "index.json"])
def test_a_damaged_ledger_or_manifest_is_told_with_its_place(small: SmallLibrary, path: str) -> None:
    write(small.feeds / path, "{}\n")
    assert path in refused(small, code=1)


def test_an_identity_that_is_none_never_becomes_a_cursor(small: SmallLibrary) -> None:
    path = small.feeds / "es/ledger.jsonl"
    head, rest = path.read_text("utf-8").split("\n", 1)
    write(path, json.dumps({**json.loads(head), "ledger": "x\r\nBcc: y"}) + "\n" + rest)
    assert "identity" in refused(small, "--format", "eml", code=1)


def test_only_what_is_published_is_read_and_nothing_is_written(small: SmallLibrary) -> None:
    before = {path for path in small.root.rglob("*") if ".syndicate" not in path.parts}
    expected = issue(small)
    for folder in ("articles", "locales"):
        shutil.rmtree(small.root / folder)
    shutil.rmtree(small.root / ".syndicate")
    assert issue(small) == expected
    assert not (small.root / ".syndicate").exists()
    assert set(small.root.rglob("*")) < before


def test_the_same_issue_has_the_same_bytes_anywhere(small: SmallLibrary) -> None:
    here = run(small, "--format", "eml").stdout_bytes
    there = subprocess.run(
        [sys.executable, "-m", "syndicate", "digest", "--lang", "es", "--library", small.root, "--format", "eml"],
        capture_output=True,
        check=True,
        env={
            "SOURCE_DATE_EPOCH": str(int((NOON + 9 * DAY).timestamp())),
            "TZ": "Pacific/Chatham",
            "LC_ALL": "tr_TR.UTF-8",
            "PYTHONHASHSEED": "4242",
            "PYTHONIOENCODING": "latin-1",
        },
    )
    assert there.stdout == here


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt-BR", "ar", "zh-Hans"])
def test_the_demo_has_an_issue_in_each_of_its_languages(language: str) -> None:
    told = issue(REPOSITORY, lang=language, at=NOON + 30 * DAY)
    assert told["count"] > 5
    html = run(REPOSITORY, lang=language, at=NOON + 30 * DAY)
    assert html.stdout.count("<h2") >= told["count"]
