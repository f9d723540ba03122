"""``latest.json``: the latest entries of a language, ready for a newsletter tool."""

import json
from pathlib import Path
from typing import Any

import feed_builders as make
import jsonschema
import mail_html
import newsletter_builders as build
import pytest

from syndicate.feeds import schemas
from syndicate.feeds.entry import Entry
from syndicate.feeds.ledger import Event, Ledger, Row, Slot
from syndicate.feeds.ledger import read as read_ledger
from syndicate.feeds.newsletter.cursor import parse
from syndicate.feeds.newsletter.latest import document, window
from syndicate.model import Change, Status
from syndicate.publishing.published import entry_from_item

FEEDS = Path(__file__).parents[1] / "feeds"
LANGUAGES = sorted(path.parent.name for path in FEEDS.glob("*/ledger.jsonl"))
NOW = make.instant(2026, 5, 6).at
ARCHIVE = f"{make.ROOT}es/archive/2/feed.json"


def valid(data: bytes) -> dict[str, Any]:
    """The document, checked against its schema."""
    told: dict[str, Any] = json.loads(data)
    jsonschema.validate(told, schemas.load("latest"))
    return told


def latest(*rows: Row, limit: int = 50, entries: dict[str, Entry] | None = None, **options: Any) -> dict[str, Any]:
    """The document of a ledger with these rows."""
    ledger = build.ledger(*rows)
    known = {one.id: build.entry(one) for one in rows} | (entries or {})
    held = window(ledger, "all", limit, NOW)
    data, problems = document(make.feed(), held, known, ledger=ledger, zone=make.BERLIN, next_url=ARCHIVE, **options)
    assert problems == ()
    return valid(data)


def gone(number: int, status: Status = Status.WITHDRAWN, **changes: Any) -> Row:
    return build.row(number, status=status, change=Change.WITHDRAWN, **changes)


# ── what it holds ───────────────────────────────────────────────────────────────────────────────


def test_the_entries_that_joined_last_stand_first_whatever_changed_since() -> None:
    told = latest(build.row(1, sequence=9, version=3), build.row(2), build.row(3))
    assert [item["article"] for item in told["items"]] == ["article-3", "article-2", "article-1"]
    assert (told["count"], told["newest"], told["next"]) == (3, "2026-03-03T00:00:00+01:00", None)
    assert parse(told["cursor"]).sequence == 9


def test_where_there_are_more_it_says_where_they_are() -> None:
    told = latest(*(build.row(number) for number in (1, 2, 3)), limit=2)
    assert [item["article"] for item in told["items"]] == ["article-3", "article-2"]
    assert told["next"] == ARCHIVE


def test_an_entry_that_left_the_feed_or_never_joined_it_is_not_there() -> None:
    left = build.row(1, feeds={"all": Slot(1, left=make.instant(2026, 4, 1))})
    other = build.row(2, feeds={"reviewed": Slot(1)})
    assert latest(left, other, build.row(3))["count"] == 1


def test_what_was_taken_back_is_told_and_never_an_item_and_takes_no_items_place() -> None:
    events = tuple(
        Event(make.instant(2026, 4, day), 1, status, Change.WITHDRAWN, "")
        for day, status in ((1, Status.USABLE), (2, Status.WITHDRAWN), (3, Status.WITHDRAWN))
    )
    facts = make.facts(article="article-2", status="withdrawn", origin="", replaced_by="tag:example.org,2026:a/es")
    row = gone(2, events=events)
    told = latest(build.row(1), row, gone(3, Status.WITHHELD), limit=1, entries={row.id: build.entry(row, facts=facts)})
    assert [item["article"] for item in told["items"]] == ["article-1"]
    assert told["next"] is None
    withheld, withdrawn = told["withdrawn"]
    assert (withheld["status"], withdrawn["status"]) == ("withheld", "withdrawn")
    assert withdrawn == {
        "id": "tag:example.org,2026:article-2/es",
        "article": "article-2",
        "status": "withdrawn",
        "at": "2026-04-02T00:00:00Z",
        "title": "Artículo 2",
        "url": "https://example.org/es/article-2",
        "notice": "Este artículo se retiró.",
        "replaced_by": "tag:example.org,2026:a/es",
    }


def test_an_old_withdrawal_leaves_after_its_days_but_not_before_the_entries_round_it() -> None:
    rows = [gone(2, updated=make.day(2025, 3, 1)), gone(3, updated=make.day(2026, 4, 1)), build.row(4)]
    assert [one["article"] for one in latest(*rows)["withdrawn"]] == ["article-3"]
    assert [one["article"] for one in latest(build.row(1), *rows)["withdrawn"]] == ["article-3", "article-2"]


def test_an_entry_that_shows_no_body_though_its_row_says_so_is_not_mailed() -> None:
    row = build.row(1)
    withheld = build.entry(gone(1))
    told = latest(row, entries={row.id: withheld})
    assert (told["count"], told["items"]) == (0, [])
    assert len(told["withdrawn"]) == 1


def test_an_entry_that_could_not_be_made_is_left_out() -> None:
    ledger = build.ledger(build.row(1), build.row(2))
    held = window(ledger, "all", 50, NOW)
    data, _ = document(make.feed(), held, {"article-2": build.entry(build.row(2))}, ledger=ledger, zone=None)
    assert valid(data)["count"] == 1


def test_nothing_published_is_a_document_too() -> None:
    told = latest()
    assert (told["count"], told["newest"], told["items"], told["withdrawn"]) == (0, None, [], [])


def test_a_safety_correction_is_an_item_that_names_what_it_corrects() -> None:
    row = build.correction(2, of=1)
    facts = make.facts(article="article-1", corrects="tag:example.org,2026:article-1/es", change="safety")
    first, second = latest(build.row(1), row, entries={row.id: build.entry(row, facts=facts)})["items"]
    assert (first["article"], first["corrects"]) == ("article-1", "tag:example.org,2026:article-1/es")
    assert first["id"] == "tag:example.org,2026:article-1/correction/2026-03-20/es"
    assert (second["corrects"], second["change"]) == (None, "new")


# ── an item ─────────────────────────────────────────────────────────────────────────────────────


def test_an_item_has_all_that_a_mail_needs() -> None:
    row = build.row(4, version=2, sequence=9, change=Change.MINOR, status=Status.OUTDATED)
    facts = make.facts(article="article-4", reviewed_on="2026-02-01", checked_by="Dr. Ruiz", status="outdated")
    framed = make.framed(with_facts=facts, at=make.placing(published=make.day(2026, 3, 4)))
    (item,) = latest(row, entries={row.id: framed})["items"]
    assert (item["version"], item["sequence"], item["first_sequence"]) == (2, 9, 4)
    assert (item["status"], item["change"]) == ("outdated", "minor")
    assert (item["published"], item["published_display"]) == ("2026-03-04T00:00:00+01:00", "4 de marzo de 2026")
    assert item["last_reviewed"] == "2026-02-01"
    assert item["translation"] == {
        "method": "human",
        "state": "reviewed",
        "checked_by": "Dr. Ruiz",
        "stale": True,
        "source_language": "en",
    }
    assert item["topics"] == [
        {"key": "heart", "label": "Corazón y circulación"},
        {"key": "prevention", "label": "Prevención"},
    ]
    assert "CC BY 4.0" in item["attribution"]["html"]
    assert make.BY in item["attribution"]["text"]
    assert item["disclaimer"]
    assert item["disclaimer"] not in item["attribution"]["text"]
    assert item["html_bytes"] == len(item["html"].encode())
    assert item["subject_suggestion"] == item["title"]


def test_the_image_is_the_one_for_mails_and_no_image_is_invented() -> None:
    mail = make.mail_picture()
    row = build.row(1)
    (item,) = latest(row, entries={row.id: build.entry(row, picture=make.picture(mail=mail))})["items"]
    assert item["image"] == {
        "url": mail.url,
        "width": 600,
        "height": 400,
        "alt": "A cuff on an upper arm",
        "type": "image/jpeg",
    }
    (item,) = latest(row, entries={row.id: build.entry(row, picture=None)})["items"]
    assert item["image"] is None


def test_an_image_of_unknown_size_has_none() -> None:
    row = build.row(1)
    (item,) = latest(row, entries={row.id: build.entry(row, picture=make.picture(width=0, height=0))})["items"]
    assert (item["image"]["width"], item["image"]["height"]) == (None, None)


def test_a_body_that_gmail_would_cut_off_is_a_warning_at_its_article() -> None:
    ledger = build.ledger(build.row(1))
    long = build.entry(build.row(1), content=f"<div>{'<p>Palabra tras palabra.</p>' * 5000}</div>")
    held = window(ledger, "all", 50, NOW)
    data, (problem,) = document(make.feed(), held, {"article-1": long}, ledger=ledger, zone=None)
    assert (problem.code, problem.article, problem.language) == ("mail-clipped", "article-1", "es")
    assert valid(data)["items"][0]["html_bytes"] > 102_400


def test_hostile_titles_stay_data() -> None:
    row = build.row(1)
    title = ']]> </script> \u202egnp "quoted"\r\nBcc: x'
    (item,) = latest(row, entries={row.id: build.entry(row, title=title)})["items"]
    assert item["title"] == title
    assert item["subject_suggestion"] == ']]> </script> gnp "quoted" Bcc: x'


# ── the committed feeds ─────────────────────────────────────────────────────────────────────────


def demo(language: str) -> tuple[Ledger, dict[str, Entry]]:
    ledger = read_ledger((FEEDS / language / "ledger.jsonl").read_bytes(), language)
    items = {path.stem: json.loads(path.read_bytes()) for path in (FEEDS / language / "items").glob("*.json")}
    return ledger, {row: entry_from_item(items[row]) for row in ledger.rows if row in items}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_has_one_in_every_language_the_same_whatever_the_order_of_its_rows(language: str) -> None:
    ledger, entries = demo(language)
    backwards = Ledger(language, ledger.identity, ledger.created, dict(reversed(ledger.rows.items())))
    documents = [
        document(make.feed(language=language), window(one, "all", 50, NOW), entries, ledger=one, zone=None)[0]
        for one in (ledger, backwards)
    ]
    assert documents[0] == documents[1]
    told = valid(documents[0])
    assert (told["language"], told["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert told["count"] == len(entries) > 5
    for item in told["items"]:
        assert mail_html.faults(item["html"]) == []
        assert f'<div lang="{language}" dir="{told["dir"]}"' in item["html"]
        assert 0 < len(item["subject_suggestion"]) <= 60
        assert item["disclaimer"]
