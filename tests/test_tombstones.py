"""Tombstones (RFC 6721): what was taken back is told by the feed itself, besides the entry that says so."""

import json
from pathlib import Path
from typing import Any

import feed_builders as make
import feedparser
import pytest
from feed_readers import FeedParser, FeedReader, Newsboat, Reader, Rss2Email
from loopback import serving
from lxml import etree

from syndicate.feeds import validate
from syndicate.feeds.entry import Feed, Tombstone
from syndicate.feeds.formats.jsonfeed import json_feed
from syndicate.feeds.formats.tombstones import newest_first
from syndicate.feeds.formats.xml import atom, rss

NS = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
STONES = (make.tombstone(2), make.tombstone(9), make.tombstone(1, at=make.tombstone(2).at, notice=""))
SORTED = [make.tombstone(9).id, make.tombstone(1).id, make.tombstone(2).id]


def feed(*stones: Tombstone, **changes: object) -> Feed:
    """A feed with an entry that was taken back, and one that was not."""
    return make.feed(make.withdrawn(9), make.entry(3), tombstones=stones, **changes)


def deleted(data: bytes) -> list[Any]:
    return list(etree.fromstring(data).findall("at:deleted-entry", NS))


def test_each_is_an_element_of_the_atom_feed_with_the_notice_as_its_comment() -> None:
    (stone,) = deleted(atom(feed(make.tombstone(9))))
    assert dict(stone.attrib) == {"ref": make.withdrawn(9).id, "when": "2026-04-09T10:30:00Z"}
    assert [(child.tag, child.text) for child in stone] == [(f"{{{NS['at']}}}comment", "Este artículo se retiró.")]


def test_each_is_an_object_of_the_json_feed() -> None:
    assert json.loads(json_feed(feed(make.tombstone(9))))["_syndicate"]["withdrawn"] == [
        {"id": make.withdrawn(9).id, "at": "2026-04-09T10:30:00Z", "notice": "Este artículo se retiró."}
    ]


def test_they_stand_by_time_the_newest_first_and_by_id_whatever_order_they_come_in() -> None:
    for stones in (STONES, STONES[::-1]):
        assert [stone.id for stone in newest_first(stones)] == SORTED
        assert [stone.get("ref") for stone in deleted(atom(feed(*stones)))] == SORTED
        listed = json.loads(json_feed(feed(*stones)))["_syndicate"]["withdrawn"]
        assert [stone["id"] for stone in listed] == SORTED


def test_one_without_a_notice_has_no_comment() -> None:
    stones = deleted(atom(feed(*STONES)))
    assert [len(stone) for stone in stones] == [1, 0, 1]


def test_a_day_is_written_as_the_instant_at_which_it_began() -> None:
    (stone,) = deleted(atom(feed(make.tombstone(9, at=make.day(2026, 4, 9)))))
    assert stone.get("when") == "2026-04-09T00:00:00+01:00"


def test_a_feed_without_any_does_not_speak_of_them() -> None:
    assert NS["at"].encode() not in atom(feed())
    assert "withdrawn" not in json.loads(json_feed(feed()))["_syndicate"]


def test_rss_has_none_because_its_item_says_so() -> None:
    data = rss(feed(*STONES))
    assert NS["at"].encode() not in data
    assert data == rss(feed())
    status = [one.text for one in etree.fromstring(data).iter("{urn:syndicate:feed:1}status")]
    assert status == ["withdrawn", "usable"]


def test_a_feed_with_them_is_valid_with_or_without_the_entries() -> None:
    for made in (feed(*STONES), make.feed(make.entry(3), tombstones=STONES), make.feed(tombstones=STONES)):
        assert [*validate.atom(atom(made)), *validate.rss(rss(made)), *validate.json_feed(json_feed(made))] == []


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (make.instant(2026, 4, 9, 10, 29, 59), []),  # it is there again
        (make.instant(2026, 4, 9, 10, 30), []),  # the moment of the withdrawal itself: what we write
        (make.instant(2026, 4, 9, 10, 30, 1), ["deleted-entry"]),
    ],
)
def test_an_entry_is_not_older_than_its_own_tombstone(at: Any, expected: list[str]) -> None:
    made = feed(make.tombstone(9, at=at))
    assert [problem.code for problem in validate.atom(atom(made))] == expected
    assert [problem.code for problem in validate.json_feed(json_feed(made))] == expected


@pytest.mark.parametrize("notice", ["5 < 6 & 7", "قُدِّم\nسطر", "]]> 💊", "\u2067retirado\u2069"])
def test_a_notice_comes_back_as_it_was(notice: str) -> None:
    made = feed(make.tombstone(9, notice=notice))
    assert deleted(atom(made))[0].findtext("at:comment", namespaces=NS) == notice
    assert json.loads(json_feed(made))["_syndicate"]["withdrawn"][0]["notice"] == notice


def test_feedparser_reads_the_same_entries_with_and_without_them() -> None:
    found, expected = (feedparser.parse(atom(made)) for made in (feed(*STONES), feed()))
    assert not found.bozo
    assert found.entries == expected.entries
    assert (found.feed.link, found.feed.title, found.feed.subtitle) == (
        expected.feed.link,
        expected.feed.title,
        expected.feed.subtitle,
    )


@pytest.mark.slow
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("client", [Reader, FeedParser, Newsboat, Rss2Email])
def test_real_readers_are_not_disturbed_by_them(client: type[Any], tmp_path: Path) -> None:
    """None deletes anything for a tombstone (reference/feeds.md §4): the notice that they show is the entry's own."""
    made = feed(*STONES)
    site, home = tmp_path / "site", tmp_path / "home"
    for folder in (site, home):
        folder.mkdir()
    (site / "atom.xml").write_bytes(atom(made))
    with serving(site) as served:
        reader: FeedReader = client(home, f"{served.url}atom.xml")
        reader.poll()
        reader.poll()
    shown = {one.link: one for one in reader.shown()}
    assert len(shown) == len(reader.shown()) == len(made.entries)
    assert {link: one.title for link, one in shown.items()} == {entry.url: entry.title for entry in made.entries}
    assert "Este artículo se retiró." in shown[made.entries[0].url].content
