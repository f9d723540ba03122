"""A feed whose gate becomes another than the default feed's, or the same again: its entries go on as they were."""

from pathlib import Path
from typing import Any

import pytest
from small_library import DAY, NOON, SmallLibrary

REVIEWED = {"feeds": [{"id": "reviewed", "min_state": "reviewed"}]}
APART = {**REVIEWED, "min_state": "translated"}
FINAL = {"feeds": [{"id": "reviewed", "min_state": "final"}]}


def entries(small: SmallLibrary) -> dict[str, tuple[Any, ...]]:
    """What subscribers of the feed compare: version, status and dates by id."""
    return {
        item["id"]: (
            item["_syndicate"]["version"],
            item["_syndicate"]["status"],
            item["date_published"],
            item["date_modified"],
        )
        for item in small.json("es/reviewed/feed.json")["items"]
    }


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    """A feed with the default feed's gate: an entry in its second version, and one that joined later."""
    small = SmallLibrary.begin(tmp_path, **REVIEWED)
    small.publish()
    small.article("hands", body="Dry them with a clean towel.\n\n## How long\n\nWash for 20 seconds.")
    small.translate("hands")
    small.publish(NOON + DAY)
    small.article("towel", title="Towels", body="Dry towels in the sun.")
    small.translate("towel")
    small.publish(NOON + 2 * DAY)
    return small


def test_entries_keep_version_and_dates_in_a_ledger_of_their_own(small: SmallLibrary) -> None:
    before = entries(small)
    small.configure(**APART)
    report = small.publish(NOON + 3 * DAY)
    assert entries(small) == before
    assert not report.failed
    assert not [one for one in report.news if one.feed == "reviewed" and one.items]
    assert small.row("hands", "es/reviewed")["feeds"] == {"reviewed": {"joined": 1}}
    assert "left" in small.row("hands", "es")["feeds"]["reviewed"]
    assert small.publish(NOON + 4 * DAY).changed == ()


def test_a_feed_that_has_a_ledger_keeps_it_when_its_gate_is_the_same_again(small: SmallLibrary) -> None:
    before = entries(small)
    small.configure(**APART)
    small.publish(NOON + 3 * DAY)
    small.configure(**REVIEWED)
    small.publish(NOON + 4 * DAY)
    assert entries(small) == before
    small.article("sleep", body="Keep the room dark and cool.")
    small.translate("sleep")
    small.publish(NOON + 5 * DAY)
    assert entries(small)["tag:example.org,2026:sleep/es"][0] == 2
    assert small.row("sleep", "es/reviewed")["version"] == 2


def test_a_narrower_gate_keeps_what_partners_have_and_marks_it(small: SmallLibrary) -> None:
    before = entries(small)
    small.configure(**FINAL)
    report = small.publish(NOON + 3 * DAY)
    after = entries(small)
    assert after.keys() == before.keys()
    assert {status for _, status, _, _ in after.values()} == {"pending"}
    (news,) = [one for one in report.news if (one.feed, one.language) == ("reviewed", "es")]
    assert {str(item.what) for item in news.items} == {"pending"}


def test_a_publish_that_dies_on_the_way_is_finished(small: SmallLibrary) -> None:
    before = entries(small)
    small.configure(**APART)
    small.publish(NOON + 3 * DAY)
    for path in (small.feeds / "es/reviewed/items").iterdir():
        path.unlink()  # the ledgers were written, and no item yet
    small.publish(NOON + 4 * DAY)
    assert entries(small) == before
