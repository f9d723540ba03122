"""Archives (RFC 5005): who has missed entries goes from the feed to its archive pages, in every format.

The feed under test has seven entries: the last two stand in the document that is subscribed to, all of them in three
archive pages, the last of which is not full.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feed_builders as make
import feedparser
import pytest
from feed_readers import FeedParser, FeedReader, Newsboat, Reader, Rss2Email
from loopback import serving
from lxml import etree

from syndicate.feeds import validate
from syndicate.feeds.entry import Feed, Paging
from syndicate.feeds.formats.jsonfeed import json_feed
from syndicate.feeds.formats.xml import atom, rss

WRITERS = {"atom": atom, "rss": rss, "json": json_feed}
VALIDATORS = {"atom": validate.atom, "rss": validate.rss, "json": validate.json_feed}
NS = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
WIDE = make.picture(mail=make.mail_picture())
ENTRIES = tuple(make.entry(number, editions=(), picture=WIDE) for number in range(1, 8))
PAGES = (ENTRIES[:3], ENTRIES[3:6], ENTRIES[6:])


def subscription(**changes: object) -> Feed:
    """The document that is subscribed to: the newest entries, and the way to the newest archive page."""
    newest = Paging(previous=make.addresses("es", "archive/3/"))
    return make.feed(*reversed(ENTRIES[5:]), **({"paging": newest} | changes))


def pages() -> Iterator[Feed]:
    for number, entries in enumerate(PAGES, 1):
        yield make.archive(number, *entries, of=len(PAGES))


def published(kind: str) -> dict[str, bytes]:
    """All documents of a format by their address."""
    return {feed.self_urls[kind]: WRITERS[kind](feed) for feed in (subscription(), *pages())}


def links(data: bytes) -> dict[str, str]:
    """The addresses of a feed's own links by relation, of an XML document."""
    root = etree.fromstring(data)
    of = root if root.tag.endswith("feed") else root.find("channel")
    return {link.get("rel"): link.get("href") for link in of.findall("a:link", NS) if link.get("rel") != "related"}


def ids(kind: str, data: bytes) -> list[str]:
    if kind == "json":
        return [item["id"] for item in json.loads(data)["items"]]
    return [entry.id for entry in feedparser.parse(data).entries]


def previous(kind: str, data: bytes) -> str:
    return json.loads(data).get("next_url", "") if kind == "json" else links(data).get("prev-archive", "")


@pytest.mark.parametrize("kind", WRITERS)
def test_who_follows_the_archive_pages_back_misses_nothing(kind: str) -> None:
    web = published(kind)
    address, seen, read = make.addresses("es")[kind], [], 0
    while address:
        data = web[address]
        seen += ids(kind, data)
        address, read = previous(kind, data), read + 1
    assert read == 4
    assert set(seen) == {entry.id for entry in ENTRIES}
    assert sorted(seen[2:]) == sorted(set(seen)), "each stands in one archive page"


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_an_archive_page_says_what_it_is_and_where_it_stands(kind: str) -> None:
    first, middle, last = (WRITERS[kind](page) for page in pages())
    there = {number: make.addresses("es", f"archive/{number}/")[kind] for number in (1, 2, 3)}
    feed = make.addresses("es")[kind]
    home = {"alternate": f"{make.ROOT}es/"} if kind == "atom" else {}
    assert links(first) == home | {"self": there[1], "current": feed, "next-archive": there[2]}
    assert links(middle) == home | {
        "self": there[2],
        "current": feed,
        "prev-archive": there[1],
        "next-archive": there[3],
    }
    assert links(last) == home | {"self": there[3], "current": feed, "prev-archive": there[2]}
    for page in (first, middle, last):
        (mark,) = etree.fromstring(page).iter(f"{{{NS['fh']}}}archive")
        assert (mark.text, len(mark), mark.getparent().tag) == (None, 0, f"{{{NS['a']}}}feed" if home else "channel")


def test_a_json_archive_page_says_what_it_is_and_where_it_stands() -> None:
    first, middle, last = (json.loads(json_feed(page)) for page in pages())
    there = {number: make.addresses("es", f"archive/{number}/")["json"] for number in (1, 2, 3)}
    own = ("archive", "current", "previous", "next")
    told = [{name: page["_syndicate"][name] for name in own if name in page["_syndicate"]} for page in (first, middle)]
    feed = make.addresses("es")["json"]
    assert told == [
        {"archive": True, "current": feed, "next": there[2]},
        {"archive": True, "current": feed, "previous": there[1], "next": there[3]},
    ]
    assert [page.get("next_url") for page in (first, middle, last)] == [None, there[1], there[2]]
    assert [page["feed_url"] for page in (first, middle, last)] == list(there.values())


@pytest.mark.parametrize("kind", WRITERS)
def test_the_document_that_is_subscribed_to_leads_to_the_newest_page_and_is_none_itself(kind: str) -> None:
    data = WRITERS[kind](subscription())
    newest = make.addresses("es", "archive/3/")[kind]
    assert previous(kind, data) == newest
    if kind == "json":
        own = json.loads(data)["_syndicate"]
        assert (own["previous"], {"archive", "current", "next"} & set(own)) == (newest, set())
    else:
        assert set(links(data)) - {"alternate"} == {"self", "prev-archive"}
        assert NS["fh"].encode() not in data


@pytest.mark.parametrize("kind", WRITERS)
def test_a_feed_without_archive_pages_says_nothing_of_them(kind: str) -> None:
    data = WRITERS[kind](make.feed(*ENTRIES))
    assert b"archive" not in data
    assert b"next_url" not in data


def test_archive_pages_keep_the_identity_of_the_feed() -> None:
    feeds = [subscription(), *pages()]
    assert {etree.fromstring(atom(feed)).findtext("a:id", namespaces=NS) for feed in feeds} == {make.feed().id}
    assert {json.loads(json_feed(feed))["_syndicate"]["id"] for feed in feeds} == {make.feed().id}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_document_is_valid(kind: str) -> None:
    for data in published(kind).values():
        assert VALIDATORS[kind](data) == ()


@pytest.mark.parametrize("kind", WRITERS)
def test_an_archive_page_of_which_nothing_is_left_is_valid(kind: str) -> None:
    assert VALIDATORS[kind](WRITERS[kind](make.archive(2, of=3))) == ()


@pytest.mark.parametrize("kind", WRITERS)
def test_a_format_leads_to_pages_of_its_own_only(kind: str) -> None:
    only = {kind: make.addresses("es")[kind]}
    others = {name: url for name, url in make.addresses("es", "archive/3/").items() if name != kind}
    data = WRITERS[kind](subscription(self_urls=only, paging=Paging(previous=others)))
    assert previous(kind, data) == ""


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_a_page_whose_neighbors_change_is_another_document_and_its_entries_are_the_same(kind: str) -> None:
    unfilled, grown = (make.archive(2, *PAGES[1], of=of) for of in (2, 3))
    before, after = (WRITERS[kind](page).split(b"<entry" if kind == "atom" else b"<item") for page in (unfilled, grown))
    assert before[0] != after[0]
    assert before[1:] == after[1:]


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_feedparser_takes_a_page_for_a_feed_like_any_other(kind: str) -> None:
    page = make.archive(2, *PAGES[1], of=3)
    plain = replace(page, paging=Paging())
    found, expected = (feedparser.parse(WRITERS[kind](feed)) for feed in (page, plain))
    assert not found.bozo
    assert found.entries == expected.entries
    assert (found.feed.link, found.feed.title) == (expected.feed.link, expected.feed.title)


@pytest.mark.slow
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("kind", ["atom", "rss"])
@pytest.mark.parametrize("client", [Reader, FeedParser, Newsboat, Rss2Email])
def test_real_readers_are_not_disturbed_by_archives(client: type[Any], kind: str, tmp_path: Path) -> None:
    """Each shows what stands in the document that it was given, and none follows a link to another one."""
    site = tmp_path / "site"
    name = f"{kind}.xml"
    documents = {"es": subscription(), "archive": make.archive(2, *PAGES[1], of=3)}
    for folder, feed in documents.items():
        (site / folder).mkdir(parents=True)
        (site / folder / name).write_bytes(WRITERS[kind](feed))
    with serving(site) as served:
        for folder, feed in documents.items():
            home = tmp_path / folder
            home.mkdir()
            reader: FeedReader = client(home, f"{served.url}{folder}/{name}")
            reader.poll()
            shown = reader.shown()
            assert sorted(one.link for one in shown) == sorted(entry.url for entry in feed.entries)
            assert sorted(one.title for one in shown) == sorted(entry.title for entry in feed.entries)
        assert {path for path, _ in served.requests} == {f"/{folder}/{name}" for folder in documents}
