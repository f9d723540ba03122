"""What subscribers of which feed see of a publish, in words and as data."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ledger_rows import (
    GONE,
    MATERIAL,
    MINOR,
    NEW,
    OUTDATED,
    PENDING,
    SAFETY,
    THREE,
    TWO,
    USABLE,
    WITHDRAWN,
    WITHHELD,
    ledger,
    own_entry,
    row,
)
from small_library import DAY, NOON, TWO_GATES, SmallLibrary

from syndicate.feeds import ledger as ledgers
from syndicate.feeds.gate import Outcome, Reason
from syndicate.feeds.ledger import Ledger, Row, Slot
from syndicate.feeds.select import subscription
from syndicate.model import State
from syndicate.publishing.decide import Verdict
from syndicate.publishing.news import Item, News, What, compare, lines
from syndicate.publishing.report import Report

BEFORE = row("hands")


def seen(before: Iterable[Row], after: Iterable[Row], feed: str = "all") -> dict[str, str]:
    """What the subscribers of a feed that holds everything see, by row."""
    ids = {one.id for one in after}
    found = compare(ledger(*before), ledger(*after), feed, stood=ids, stands=ids)
    return {item.id: str(item.what) for item in found.items}


# ── one entry ───────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_said_of_what_did_not_change():
    assert seen([BEFORE], [BEFORE]) == {}
    assert seen([BEFORE], [replace(BEFORE, sequence=9, state=State.FINAL)]) == {}, "reviewed to final tells nobody"


def test_what_joins_is_new():
    assert seen([], [BEFORE]) == {"hands": "new"}


def test_a_safety_corrections_own_entry_is_told_as_such_besides_the_corrected_text():
    after = row("hands", (TWO, 2, USABLE, SAFETY, "s2"))
    expected = {"hands": "safety", "hands/correction/2026-11-23": "correction"}
    assert seen([BEFORE], [after, own_entry("2026-11-23", TWO)]) == expected


def test_a_safety_corrections_own_entry_that_says_more_is_no_other_correction():
    own = own_entry("2026-11-23", TWO)
    assert seen([own], [replace(own, version=2)]) == {"hands/correction/2026-11-23": "correction"}


@pytest.mark.parametrize("change", [MINOR, MATERIAL, SAFETY])
def test_a_new_version_is_told_by_its_severity(change):
    assert seen([BEFORE], [row("hands", (TWO, 2, USABLE, change, "s2"))]) == {"hands": str(change)}


@pytest.mark.parametrize("status", [PENDING, OUTDATED, WITHHELD])
def test_a_status_is_told_once(status):
    after = row("hands", (TWO, 1, status, NEW, "s1"))
    assert seen([BEFORE], [after]) == {"hands": str(status)}
    assert seen([after], [after]) == {}


def test_a_withdrawal_is_told_also_of_what_was_withheld():
    gone = row("hands", (TWO, 1, WITHHELD, NEW, "s1"), (THREE, 1, WITHDRAWN, GONE, "s1"))
    assert seen([BEFORE], [gone]) == {"hands": "withdrawn"}
    assert seen([row("hands", (TWO, 1, WITHHELD, NEW, "s1"))], [gone]) == {"hands": "withdrawn"}


@pytest.mark.parametrize("status", [USABLE, PENDING, OUTDATED])
@pytest.mark.parametrize("away", [WITHHELD, WITHDRAWN])
def test_what_can_be_read_again_is_restored_whatever_its_version(away, status):
    before = row("hands", (TWO, 1, away, NEW, "s1"))
    assert seen([before], [row("hands", (THREE, 1, status, MATERIAL, "s1"))]) == {"hands": "restored"}
    assert seen([before], [row("hands", (THREE, 2, status, SAFETY, "s2"))]) == {"hands": "restored"}


def test_a_notice_that_comes_or_goes_is_told():
    machine = replace(BEFORE, state=State.TRANSLATED)
    assert seen([machine], [BEFORE]) == seen([BEFORE], [machine]) == {"hands": "notice"}
    assert seen([row("hands", (TWO, 1, PENDING, NEW, "s1"))], [BEFORE]) == {"hands": "notice"}
    assert seen([BEFORE], [replace(BEFORE, corrected="2026-11-22")]) == {"hands": "notice"}


def test_a_graver_word_about_the_same_text_is_told_and_a_milder_one_is_not():
    minor, material = row("hands", (TWO, 2, USABLE, MINOR, "s2")), row("hands", (TWO, 2, USABLE, MATERIAL, "s2"))
    assert seen([minor], [material]) == {"hands": "material"}
    assert seen([material], [minor]) == {}


# ── a feed ──────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_tells_only_of_its_own_entries_and_of_those_that_leave_it():
    other = replace(BEFORE, feeds={"all": Slot(1), "topics/heart": Slot(1)})
    left = replace(other, feeds={"all": Slot(1), "topics/heart": Slot(1, left=TWO)})
    assert seen([BEFORE], [other], "topics/heart") == {"hands": "new"}
    assert seen([BEFORE], [other]) == {}
    assert seen([other], [left], "topics/heart") == {"hands": "left"}
    assert seen([left], [left], "topics/heart") == {}
    assert seen([left], [other], "topics/heart") == {"hands": "new"}


def test_what_joins_a_feed_without_its_text_is_told_as_what_it_is():
    before = row("hands", (TWO, 1, WITHHELD, NEW, "s1"))
    after = replace(before, feeds={"all": Slot(1), "topics/heart": Slot(1)})
    assert seen([before], [after], "topics/heart") == {"hands": "withheld"}


def test_the_gravest_stands_first_and_then_the_title_decides():
    before = [row(name) for name in ("withdrawn", "withheld", "material", "minor", "left", "quiet", "pending")]
    after = [
        row("quiet"),
        replace(row("left"), feeds={"all": Slot(1, left=TWO)}),
        row("b-new", title="Beta"),
        row("a-new", title="Zeta"),
        row("minor", (TWO, 2, USABLE, MINOR, "s2")),
        row("pending", (TWO, 1, PENDING, NEW, "s1")),
        row("material", (TWO, 2, USABLE, MATERIAL, "s2")),
        row("withheld", (TWO, 1, WITHHELD, NEW, "s1")),
        row("withdrawn", (TWO, 1, WITHDRAWN, GONE, "s1")),
    ]
    stands = {one.id for one in after} - {"quiet", "left"}
    found = compare(ledger(*before), ledger(*after), "all", stood={one.id for one in before}, stands=stands)
    assert [item.id for item in found.items] == [
        "withdrawn",
        "withheld",
        "material",
        "b-new",
        "a-new",
        "pending",
        "minor",
        "left",
        "quiet",
    ]


def test_what_never_stands_in_the_subscription_document_says_so():
    found = compare(ledger(), ledger(row("old"), row("new")), "all", stands={"new"})
    assert {item.id: item.in_subscription for item in found.items} == {"new": True, "old": False}


def test_what_was_in_the_archive_only_and_stays_there_is_no_news():
    assert compare(ledger(BEFORE), ledger(BEFORE), "all").items == ()


def test_the_words_name_each_feed_its_counts_and_every_entry_once():
    why = {"hands": (Reason("withdrawn"),), "rest": (Reason("expired"),)}
    before = ledger(row("hands"), row("sleep", title="Dormir bien"), row("rest", title="Descansar"))
    after = ledger(
        row("hands", (TWO, 1, WITHDRAWN, GONE, "s1")),
        row("sleep", (TWO, 2, USABLE, MATERIAL, "s2"), title="Dormir bien"),
        row("towel", title="Toallas"),
        row("soap", title="Jabón"),
        row("rest", (TWO, 1, WITHHELD, NEW, "s1"), title="Descansar"),
    )
    stands = {"hands", "sleep", "towel", "rest"}
    every = compare(before, after, "all", stood={"hands", "sleep"}, stands=stands, reasons=why)
    topic = News("all", "topics/skin", "es", every.items[:1])
    quiet = News("all", "topics/heart", "es", ())
    assert list(lines([every, topic, quiet], 20)) == [
        "es · all: 1 withdrawn, 1 withheld, 1 corrected (material), 2 new",
        "  hands: withdrawn — Lavarse las manos",
        "  rest: withheld (it has expired) — Descansar",
        "  sleep: corrected (material) — Dormir bien",
        "  soap: new [in the archive only] — Jabón",
        "  towel: new — Toallas",
        "es · topics/skin: 1 withdrawn",
    ]
    assert list(lines([quiet], 20)) == list(lines([], 20)) == ["nothing new for subscribers"]


def test_a_feed_with_its_own_gate_tells_its_entries_itself():
    item = Item("hands", What.NEW, "Lavarse las manos")
    told = list(lines([News("all", "all", "es", (item,)), News("reviewed", "reviewed", "es", (item,))], 20))
    assert told[2:] == ["es · reviewed: 1 new", "  hands: new — Lavarse las manos"]


def test_many_entries_are_counted_and_not_all_named():
    items = tuple(Item(f"a{number}", What.NEW, "T") for number in range(25))
    told = list(lines([News("all", "all", "es", items)], 20))
    assert (told[0], len(told), told[-1]) == ("es · all: 25 new", 22, "  … and 5 more: --json has them all")


def test_every_news_has_words():
    items = tuple(Item(f"a-{what}", what, "T") for what in What)
    told = list(lines([News("all", "all", "es", items)], 20))
    assert len(told) == len(What) + 1
    assert told[0].count("1 ") == len(What)
    hidden = tuple(replace(item, in_subscription=False) for item in items)
    (_, *named) = lines([News("all", "all", "es", hidden)], 20)
    assert [line for line in named if "[in the archive only]" not in line] == [
        "  a-left: left the feed — T",
        "  a-quiet: now only in the archive — T",
    ]


def test_a_title_cannot_command_the_terminal():
    item = Item("hands", What.NEW, "A\x1b[2J\x07\nB\u2028C\x9b1m\ud800")
    (_, line) = lines([News("all", "all", "es", (item,))], 20)
    assert line == "  hands: new — A [2J  B C 1m "


def test_the_data_have_what_the_words_have():
    item = Item("hands/correction/2026-11-23", What.CORRECTION, "Corrección", (Reason("withheld", 2),), False)
    assert News("all", "all", "es", (item,)).to_data() == {
        "group": "all",
        "feed": "all",
        "language": "es",
        "items": [
            {
                "id": "hands/correction/2026-11-23",
                "article": "hands",
                "what": "correction",
                "title": "Corrección",
                "in_subscription": False,
                "reasons": [{"code": "withheld", "count": 2}],
            }
        ],
    }


# ── the report ──────────────────────────────────────────────────────────────────────────────────


def report(*news: News, dry_run: bool = False) -> Report:
    verdicts = (
        Verdict("all", "hands", "es", Outcome.WITHHOLD, WITHDRAWN, (Reason("withdrawn"),), "withdrawn"),
        Verdict("all", "sleep", "es", Outcome.PUBLISH, USABLE, (), "new"),
        Verdict("all", "towel", "es", Outcome.HOLD, None, (Reason("initial", 2),)),
        Verdict("all", "soap", "es", Outcome.WITHHOLD, WITHHELD, (Reason("expired"),)),
    )
    return Report(verdicts, (), ("es/atom.xml",), None, None, dry_run, news)


def test_a_report_says_what_is_held_back_and_why_and_then_what_subscribers_see():
    items = (
        Item("hands", What.WITHDRAWN, "Lavarse las manos", (Reason("withdrawn"),)),
        Item("sleep", What.NEW, "Dormir bien"),
    )
    told = list(report(News("all", "all", "es", items), dry_run=True).lines())
    assert told[0].startswith("es all: 1 published, 2 withheld, 1 not published")
    assert [line.split(" (")[0] for line in told[1:3]] == ["  towel: not published", "  soap: withheld"]
    assert told[3:] == [
        "es · all: 1 withdrawn, 1 new",
        "  hands: withdrawn — Lavarse las manos",
        "  sleep: new — Dormir bien",
        "1 file would be changed",
    ]


def test_a_report_has_the_news_of_every_feed_as_data():
    news = (News("all", "all", "es", (Item("sleep", What.NEW, "Dormir bien"),)), News("all", "topics/heart", "es", ()))
    data = json.loads(json.dumps(report(*news).to_data()))
    assert [(one["feed"], len(one["items"])) for one in data["feeds"]] == [("all", 1), ("topics/heart", 0)]
    assert [entry["article"] for entry in data["entries"]] == ["hands", "sleep", "towel", "soap"]


# ── real publishes ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path / "library", **TWO_GATES)
    small.publish()
    return small


def published(small: SmallLibrary, folder: str) -> Ledger:
    path = small.feeds / folder / "ledger.jsonl"
    return ledgers.read(path.read_bytes(), str(path)) if path.is_file() else Ledger(folder[:2])


def news(small: SmallLibrary, at: datetime, folder: str = "es", feed: str = "all", limit: int = 50) -> dict[str, Any]:
    """Publish at ``at``, and tell what the subscribers of a feed see by article: what, and whether by polling."""

    def shown(of: Ledger, when: datetime) -> set[str]:
        return {one.id for one in subscription(of.rows.values(), feed, limit, when)}

    before, last = published(small, folder), small.json("index.json")["built"]
    small.publish(at)
    after = published(small, folder)
    then = datetime.fromisoformat(last)
    found = compare(before, after, feed, stood=shown(before, then), stands=shown(after, at))
    return {item.article: (str(item.what), item.in_subscription) for item in found.items}


def test_a_withdrawal_and_a_new_article_are_news_in_each_feed_once(small):
    small.article("hands", withdrawn={"on": "2026-11-23"})
    small.article("towel", title="Towels", body="Dry towels in the sun.")
    small.translate("towel")
    expected = {"hands": ("withdrawn", True), "towel": ("new", True)}
    assert news(small, NOON + DAY) == expected
    assert news(small, NOON + 2 * DAY) == {}
    assert published(small, "es/reviewed").rows["hands"].status is WITHDRAWN


def test_a_draft_is_news_where_drafts_go_out_and_nowhere_else(small):
    small.article("towel", title="Towels", body="Dry towels in the sun.")
    small.translate("towel", draft=True)
    assert news(small, NOON + DAY) == {"towel": ("new", True)}
    assert "towel" not in published(small, "es/reviewed").rows
    small.library.catalog("es", "towel").unlink()
    small.translate("towel")  # as a person
    assert news(small, NOON + 2 * DAY, "es/reviewed", "reviewed") == {"towel": ("new", True)}


def test_time_alone_sends_an_old_withdrawal_to_the_archive(small):
    small.article("hands", withdrawn={"on": "2026-11-23"})
    assert news(small, NOON + DAY, limit=1) == {"hands": ("withdrawn", True)}
    with small.po("sleep") as entries:
        entries["Keep the room dark."].target = "Deje el cuarto a oscuras."
    assert news(small, NOON + 2 * DAY, limit=1) == {"sleep": ("minor", True)}
    assert news(small, NOON + 181 * DAY, limit=1) == {}
    assert news(small, NOON + 182 * DAY, limit=1) == {"hands": ("quiet", False)}


def test_a_feed_that_only_looks_otherwise_is_named_without_news(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    small.publish()
    small.configure(publisher="Another name")
    report = small.publish(NOON + DAY)
    everywhere = [(tag, feed) for tag in ("en", "es") for feed in ("all", "topics/prevention")]
    assert report.shown_otherwise == everywhere
    assert report.to_data()["shown_otherwise"][0] == {"feed": "all", "language": "en"}
    line = "shown otherwise, without news for subscribers: en · all, en · topics/prevention, es · all"
    assert any(told.startswith(line) for told in report.lines())
    assert small.publish(NOON + 2 * DAY).shown_otherwise == []
    assert SmallLibrary.begin(tmp_path / "new").publish().shown_otherwise == []
