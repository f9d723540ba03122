"""A publish: what it writes, what it leaves alone, what it refuses, and how it tells of it."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from libraries import write
from small_library import DAY, HOUR, NOON, PIXEL, TWO_GATES, SmallLibrary, documents, told

from syndicate.cli import cli
from syndicate.errors import LedgerError, SettingsError
from syndicate.publishing.clock import clock

SECOND = HOUR / 3600


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    return SmallLibrary.begin(tmp_path / "library")


# ── what is written ─────────────────────────────────────────────────────────────────────────────


def test_a_publish_writes_a_catalog_of_feeds_and_per_language_feeds_items_and_ledger(small):
    small.publish()
    per_language = {"index.html", "latest.json", "ledger.jsonl", *documents("", "topics/prevention/")}
    per_language |= {f"items/{article}.{kind}" for article in ("hands", "sleep") for kind in ("json", "html")}
    assert set(small.tree()) == {
        "index.html",
        "index.json",
        "opml.xml",
        "corrections.json",
        "withdrawals.json",
        *(f"{language}/{path}" for language in ("en", "es") for path in per_language),
    }


def test_a_feed_with_another_gate_has_items_and_ledger_of_its_own(small):
    small.configure(**TWO_GATES)
    small.publish()
    own = {path.removeprefix("es/reviewed/") for path in small.tree() if path.startswith("es/reviewed/")}
    items = {f"items/{article}.{kind}" for article in ("hands", "sleep") for kind in ("json", "html")}
    assert own == {"ledger.jsonl", *documents(""), *items}


def test_a_feed_with_the_same_gate_shares_items_and_ledger(small):
    small.configure(feeds=[{"id": "reviewed", "topics": ["prevention"]}])
    small.publish()
    own = {path for path in small.tree() if path.startswith("es/reviewed/")}
    assert own == documents("es/reviewed/")
    joined = {"joined": 1}
    assert small.row("hands")["feeds"] == {"all": joined, "reviewed": joined, "topics/prevention": joined}


def test_a_picture_is_copied_under_a_name_that_changes_with_it(small):
    write(small.root / "articles/soap.png", PIXEL)
    small.article("hands", image={"src": "soap.png", "alt": "Soap"})
    small.translate("hands")
    small.publish()
    path = f"media/soap-{hashlib.sha256(PIXEL).hexdigest()[:12]}.png"
    assert small.tree()[path] == PIXEL
    assert small.item("hands")["attachments"][0]["url"] == f"https://feeds.example.org/{path}"


def test_the_manifest_lists_every_file_but_itself_with_digest_length_and_date(small):
    small.publish()
    listed = small.json("index.json")["files"]
    files = {path: data for path, data in small.tree().items() if path != "index.json"}
    assert listed.keys() == files.keys()
    for path, data in files.items():
        assert listed[path]["sha256"] == hashlib.sha256(data).hexdigest()
        assert listed[path]["length"] == len(data)
        assert listed[path]["modified"] == "2026-11-22T12:00:00Z"
        assert small.dates()[path] == NOON.timestamp()


def test_the_report_and_the_feeds_agree(small):
    report = small.publish()
    assert told(report) == {(article, language): "new" for article in ("hands", "sleep") for language in ("en", "es")}
    assert not report.failed
    assert set(report.changed) == set(small.tree()) - {"index.json"}
    assert small.in_feed("en") == small.in_feed("es") == ["sleep", "hands"]


def test_nothing_but_feeds_and_the_working_folder_is_written(small):
    before = {path for path in small.root.rglob("*") if path.is_file()}
    small.publish()
    new = {path.relative_to(small.root).parts[0] for path in set(small.root.rglob("*")) - before if path.is_file()}
    assert new == {"feeds", ".syndicate"}


# ── only what changed ───────────────────────────────────────────────────────────────────────────


def test_a_publish_of_the_same_changes_nothing(small):
    small.publish()
    before, dates = small.tree(), _stamps(small)
    report = small.publish(NOON + DAY)
    assert report.changed == ()
    assert set(told(report).values()) == {"publish"}
    assert (small.tree(), _stamps(small)) == (before, dates)
    assert report.built == NOON


def test_only_the_files_of_what_changed_are_written(small):
    small.publish()
    before, stamps = small.tree(), _stamps(small)
    with small.po("sleep") as entries:
        entries["Keep the room dark."].target = "Deje el cuarto a oscuras."
    report = small.publish(NOON + DAY)
    expected = {
        "es/ledger.jsonl",
        "es/index.html",
        "es/latest.json",
        "corrections.json",
        *documents("es/", "es/topics/prevention/"),
    }
    expected |= {"es/items/sleep.json", "es/items/sleep.html", "opml.xml"}
    assert set(report.changed) <= expected
    assert {"es/ledger.jsonl", "es/items/sleep.json", *documents("es/", "es/topics/prevention/")} <= set(report.changed)
    changed = {path for path, data in small.tree().items() if data != before[path]}
    assert changed == {*report.changed, "index.json"}
    assert {path for path, stamp in _stamps(small).items() if stamp != stamps[path]} == changed
    assert told(report)["sleep", "es"] == "minor"


def test_a_file_that_is_missing_comes_back_as_it_was_and_is_not_called_changed(small):
    small.publish()
    before, dates = small.tree(), small.dates()
    for path in ("es/atom.xml", "en/items/hands.html", "opml.xml"):
        (small.feeds / path).unlink()
    assert small.publish(NOON + DAY).changed == ()
    assert small.tree() == before
    assert small.dates() == {**dates, "index.json": small.dates()["index.json"]}


def test_a_file_that_was_tampered_with_is_put_right(small):
    small.publish()
    before = small.tree()
    write(small.feeds / "es/feed.json", b"{}")
    small.publish(NOON + DAY)
    assert small.tree() == before


@pytest.mark.parametrize("later", [0 * SECOND, SECOND, -DAY, DAY], ids=["same", "next", "yesterday", "tomorrow"])
def test_modified_strictly_increases_with_every_change_whatever_the_time(small, later):
    small.publish()
    small.article("sleep", summary="Other words.")
    small.publish(NOON + later)
    expected = NOON + max(later, SECOND)
    assert small.modified("en/feed.json") == expected.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert small.dates()["en/feed.json"] == expected.timestamp()
    assert small.modified("en/items/hands.json") == "2026-11-22T12:00:00Z"


def test_modified_rises_even_where_the_old_bytes_come_back(small):
    small.publish()
    small.ui("es", ("feed", "all", "Otro nombre"))
    small.publish()
    small.ui("es")
    small.publish()
    assert small.modified("es/atom.xml") == "2026-11-22T12:00:02Z"


def test_the_date_of_a_feed_never_decreases(small):
    small.publish()
    small.article("sleep", summary="Other words.")
    small.publish(NOON + DAY)
    first = small.json("en/feed.json")["items"][0]["date_modified"]
    small.article("sleep", summary="Other words again.")
    small.publish(NOON)
    assert small.json("en/feed.json")["items"][0]["date_modified"] == first == "2026-11-23T12:00:00Z"
    assert b"<updated>2026-11-23T12:00:00Z</updated>" in small.tree()["en/atom.xml"].split(b"<entry>")[0]


# ── the clock ───────────────────────────────────────────────────────────────────────────────────


class Waited(BaseException):
    """Raised in place of a sleep."""


@pytest.fixture
def no_sleep(monkeypatch):
    def sleep(_seconds: float) -> None:
        raise Waited

    monkeypatch.setattr("time.sleep", sleep)


def test_under_the_clock_a_publish_waits_for_the_second_that_modified_needs(small, no_sleep):
    now = datetime.now(UTC).replace(microsecond=0) + HOUR
    small.publish(now)
    before = small.tree()
    small.article("sleep", summary="Other words.")
    with pytest.raises(Waited):
        small.publish(now, is_clock=True)
    assert small.tree() == before


def test_without_the_clock_nothing_waits(small, no_sleep):
    now = datetime.now(UTC).replace(microsecond=0) + HOUR
    small.publish(now)
    small.article("sleep", summary="Other words.")
    assert "en/feed.json" in small.publish(now).changed


def test_a_clock_that_is_behind_is_told_and_not_waited_for(small, no_sleep):
    small.publish(NOON)
    small.article("sleep", summary="Other words.")
    report = small.publish(NOON - HOUR, is_clock=True)
    assert "clock-behind" in {problem.code for problem in report.problems}
    assert small.modified("en/feed.json") == "2026-11-22T12:00:01Z"


def test_time_is_source_date_epoch_or_the_clock(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOON.timestamp())))
    assert clock() == (NOON, False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    now, is_clock = clock()
    assert is_clock
    assert now.microsecond == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "noon")
    with pytest.raises(SettingsError, match="noon"):
        clock()


# ── a dry run ───────────────────────────────────────────────────────────────────────────────────


def test_a_dry_run_of_a_first_publish_writes_no_feeds(small):
    report = small.publish(dry_run=True)
    assert not small.feeds.exists()
    assert set(told(report).values()) == {"new"}


def test_a_dry_run_tells_what_a_publish_would_change_and_touches_nothing(small):
    write(small.root / "articles/soap.png", PIXEL)
    small.article("hands", image={"src": "soap.png", "alt": "Soap"})
    small.translate("hands")
    small.publish()
    (small.feeds / "en/items/sleep.html").touch()
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.article("towel", title="A towel", body="Keep it dry.")
    before, stamps = small.tree(), _stamps(small)
    dry = small.publish(NOON + DAY, dry_run=True)
    assert (small.tree(), _stamps(small)) == (before, stamps)
    real = small.publish(NOON + DAY)
    assert (dry.verdicts, dry.problems, dry.changed) == (real.verdicts, real.problems, real.changed)
    assert told(dry)["hands", "es"] == "withdrawn"
    assert told(dry)["towel", "en"] == "new"
    assert f"{len(real.changed)} files would be changed" in list(dry.lines())


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


def test_a_folder_with_files_and_no_ledger_is_refused_unless_fresh(small):
    write(small.feeds / "index.html", b"somebody's page")
    with pytest.raises(LedgerError, match="--fresh"):
        small.publish()
    assert small.tree() == {"index.html": b"somebody's page"}
    small.publish(fresh=True)
    assert small.row("hands")["version"] == 1


def test_a_folder_that_holds_only_hidden_files_is_a_new_one(small):
    write(small.feeds / ".gitkeep", b"")
    small.publish()
    assert small.in_feed() == ["sleep", "hands"]


@pytest.mark.parametrize("path", ["es/ledger.jsonl", "index.json"])
@pytest.mark.parametrize("damage", [b"", b"{", b"[]\n", b"\xff\xfe", b'{"schema": "another/9"}\n'])
def test_a_damaged_ledger_or_manifest_stops_the_publish_with_its_path(small, path, damage):
    small.publish()
    write(small.feeds / path, damage)
    small.article("sleep", summary="Other words.")
    before = small.tree()
    with pytest.raises(LedgerError, match=str(small.feeds / path)):
        small.publish(NOON + DAY)
    assert small.tree() == before


def test_the_ledger_of_another_language_is_refused(small):
    small.publish()
    write(small.feeds / "es/ledger.jsonl", small.tree()["en/ledger.jsonl"])
    with pytest.raises(LedgerError, match=r"es/ledger\.jsonl:1: .*'en'"):
        small.publish()


def test_without_the_manifest_ids_versions_and_dates_of_entries_stay(small):
    small.publish()
    before = small.tree()
    (small.feeds / "index.json").unlink()
    small.publish(NOON + DAY)
    after = small.tree()
    assert before.pop("index.json") != after.pop("index.json")
    assert after == before


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def _run(small: SmallLibrary, *options: str) -> Result:
    environment = {"SOURCE_DATE_EPOCH": str(int(NOON.timestamp()))}
    return CliRunner().invoke(cli, ["publish", "--library", str(small.root), *options], env=environment)


def test_the_command_tells_in_words_what_it_did(small):
    done = _run(small)
    assert done.exit_code == 0
    assert "\nes all: 2 published\n" in done.output
    assert "\nes · all: 2 new\n  sleep: new — Dormir bien\n  hands: new — Lavarse las manos\n" in done.output
    assert "42 files changed" in done.output
    again = _run(small)
    assert (again.exit_code, again.output.strip().split("\n")[-1]) == (0, "0 files changed")


def test_the_command_tells_as_json_what_it_did(small):
    small.article("towel", body="Keep it dry.", embargo="2026-12-24")
    done = json.loads(_run(small, "--json").output)
    assert (done["built"], done["due"], done["dry_run"]) == ("2026-11-22T12:00:00Z", "2026-12-24T00:00:00Z", False)
    assert "es/feed.json" in done["changed_files"]
    entry = next(row for row in done["entries"] if (row["article"], row["language"]) == ("towel", "en"))
    assert (entry["outcome"], entry["status"], entry["change"]) == ("hold", None, None)
    assert entry["reasons"] == [{"code": "embargo", "count": 0}]
    assert {problem["severity"] for problem in done["problems"]} == {"info"}


def test_the_command_exits_with_1_where_an_article_fails_and_publishes_the_rest(small):
    small.article("towel", language="nonsense")
    done = _run(small)
    assert done.exit_code == 1
    assert "articles/towel.md:4" in done.output
    assert small.in_feed("en") == ["sleep", "hands"]


@pytest.mark.parametrize("spoil", ["settings", "ledger", "folder"])
def test_the_command_exits_with_2_where_nothing_can_be_done(small, spoil):
    match spoil:
        case "settings":
            small.configure(limmit=3)
        case "ledger":
            write(small.feeds / "es/ledger.jsonl", b"nonsense")
        case "folder":
            small.library.articles.rename(small.root / "elsewhere")
    done = _run(small)
    assert done.exit_code == 2
    assert done.output.startswith("syndicate: ")
    assert "Traceback" not in done.output


def test_the_command_can_run_dry(small):
    done = _run(small, "--dry-run", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["dry_run"] is True
    assert not small.feeds.exists()


def _stamps(small: SmallLibrary) -> dict[str, int]:
    """When each file was written, to the nanosecond."""
    return {path: (small.feeds / path).stat().st_mtime_ns for path in small.tree()}
