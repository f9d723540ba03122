"""What feedgen 1.0.0 gets wrong, or lets through, and what our adapter makes of it.

Each row of the table in reference/feeds.md §2 that our model can meet has its test here, by its number. The others
cannot be said with our values: CDATA (4), permalinks (9), strings for dates (13), text inputs (15), image sizes (16),
clouds and ttl (17), web masters (18), dc:date (20), media groups (21).
"""

import locale
import re
import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import feed_builders as make
import pytest
from lxml import etree

from syndicate.errors import FeedError
from syndicate.feeds.entry import Edition, Feed, Paging
from syndicate.feeds.formats.jsonfeed import json_feed
from syndicate.feeds.formats.xml import atom, rfc5322, rss
from syndicate.model import Author, Text, When

FORMATS = [atom, rss, json_feed]
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = make.day(2026, 3, 1)


def when(offset: timedelta = timedelta(hours=1), year: int = 2026) -> When:
    return When(datetime(year, 3, 1, tzinfo=timezone(offset)), is_day=True)


# ── what must not be written at all, in any format ──────────────────────────────────────────────

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (
        "5: language of an edition in POSIX style",
        {"editions": (Edition("pt_BR", "https://x.org", "x"),)},
        "language-tag",
    ),
    ("5: language that the feed does not have", {"language": "English"}, "language-mismatch"),
    ("8: id with a space", {"id": "tag:example.org,2026:article 42"}, "id-not-iri"),
    ("8: id without a scheme", {"id": "article-42"}, "id-not-iri"),
    ("11: zone offset with seconds", {"published": when(timedelta(minutes=53, seconds=28))}, "date-zone"),
    ("12: year that RFC 5322 cannot write", {"published": when(year=999)}, "date-range"),
    ("14: relative link", {"url": "/es/article"}, "url-invalid"),
    ("14: link with a space", {"url": "https://example.org/a b"}, "url-invalid"),
    ("14: link with a line break", {"url": "https://example.org/a\nb"}, "url-invalid"),
    ("14: link beyond ASCII", {"url": "https://example.org/ضغط"}, "url-invalid"),
    ("14: link to a script", {"url": "javascript:alert(1)"}, "url-invalid"),
    ("14: relative edition", {"editions": (Edition("ar", "../ar/x", "مقال"),)}, "url-invalid"),
    ("14: license that is no address", {"license": "CC-BY"}, "url-invalid"),
    ("14: relative picture", {"picture": make.picture(url="cuff.jpg")}, "url-invalid"),
    ("14: author's relative address", {"authors": (Author("Li", url="li.html"),)}, "url-invalid"),
    ("19: enclosure that is no image", {"picture": make.picture(media_type="audio")}, "media-type"),
    ("22: C1 control in the title", {"title": "a\x85b"}, "illegal-character"),
    ("control character in the content", {"content": "<p>a\x0bb</p>"}, "illegal-character"),
    ("NUL in the summary", {"summary": "a\x00"}, "illegal-character"),
    ("lone surrogate in the plain text", {"text": "a\ud83d"}, "illegal-character"),
    ("noncharacter in an author's name", {"authors": (Author("Li\ufffe"),)}, "illegal-character"),
    (
        "control character in another language's title",
        {"editions": (Edition("ar", "https://x.org", "\x1b"),)},
        "illegal-character",
    ),
    ("control character in a fact", {"facts": make.facts(reviewed_by="Dr.\x07")}, "illegal-character"),
    ("control character in a correction", {"facts": make.facts(correction={"note": "\x08"})}, "illegal-character"),
    ("25: node that XML parsers refuse", {"content": "<p>" + "é" * 5_000_000 + "</p>"}, "too-long"),
    ("no title", {"title": " "}, "missing-element"),
    ("no content", {"content": ""}, "missing-element"),
    ("author without a name", {"authors": (Author(""),)}, "missing-element"),
    ("updated before published", {"published": make.day(2026, 3, 2), "updated": DAY}, "date-order"),
    ("another language than the feed", {"language": "en"}, "language-mismatch"),
    ("14: relative picture for mail", {"picture": make.picture(mail=make.mail_picture(url="m.jpg"))}, "url-invalid"),
    (
        "19: enclosure for mail that is no image",
        {"picture": make.picture(mail=make.mail_picture(media_type="text/html"))},
        "media-type",
    ),
    ("8: correction of an id with a space", {"facts": make.facts(corrects="tag:a.org,2026:a b")}, "id-not-iri"),
    ("8: replacement without a scheme", {"facts": make.facts(replaced_by="article-3")}, "id-not-iri"),
    ("control character in the disclaimer", {"disclaimer": "a\x0c"}, "illegal-character"),
    ("control character in the audience", {"audience": ("patient\x00",)}, "illegal-character"),
]


@pytest.mark.parametrize("write", FORMATS)
@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_an_entry_that_cannot_be_valid_is_refused_by_name(write: Any, changes: dict[str, Any], code: str) -> None:
    bad = replace(make.entry(2), **changes)
    with pytest.raises(FeedError) as caught:
        write(make.feed(make.entry(1), bad, make.entry(3)))
    assert code in {problem.code for problem in caught.value.problems}
    assert {(problem.article, problem.language) for problem in caught.value.problems} == {("article-2", bad.language)}


FEEDS: list[tuple[str, dict[str, Any], str]] = [
    ("6: no author", {"author": ""}, "missing-element"),
    ("no title", {"title": ""}, "missing-element"),
    ("8: id without a scheme", {"id": "x"}, "id-not-iri"),
    ("5: language in POSIX style", {"language": "pt_BR"}, "language-tag"),
    ("5: language in words", {"language": "English"}, "language-tag"),
    ("5: language in the wrong case", {"language": "zh-hans"}, "language-tag"),
    ("11: zone offset with seconds", {"updated": when(timedelta(seconds=1))}, "date-zone"),
    ("14: relative home", {"home": "/es/"}, "url-invalid"),
    ("a document without its own address", {"self_urls": {}}, "url-invalid"),
    ("a relative address", {"self_urls": make.addresses("es") | {"rss": "rss.xml"}}, "url-invalid"),
    ("a relative archive page", {"paging": Paging(previous={"json": "archive/1/feed.json"})}, "url-invalid"),
    ("8: tombstone without a scheme", {"tombstones": (make.tombstone(id="article-9"),)}, "id-not-iri"),
    ("11: tombstone of an odd zone", {"tombstones": (make.tombstone(at=when(timedelta(seconds=1))),)}, "date-zone"),
    ("control character in a tombstone", {"tombstones": (make.tombstone(notice="\x1b"),)}, "illegal-character"),
    ("10: two tombstones of one entry", {"tombstones": (make.tombstone(), make.tombstone(at=DAY))}, "duplicate-id"),
    ("control character in the title", {"title": "a\x02"}, "illegal-character"),
]


@pytest.mark.parametrize("write", FORMATS)
@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in FEEDS], ids=[row[0] for row in FEEDS])
def test_a_feed_that_cannot_be_valid_is_refused(write: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FeedError) as caught:
        write(replace(make.feed(), **changes))
    assert {(problem.code, problem.article) for problem in caught.value.problems} == {(code, "")}


@pytest.mark.parametrize(("write", "kind"), [(atom, "atom"), (rss, "rss"), (json_feed, "json")])
def test_a_feed_needs_only_the_addresses_of_the_formats_in_which_it_is_published(write: Any, kind: str) -> None:
    only = {kind: make.addresses("es")[kind]}
    other = {name: url for name, url in make.addresses("ar").items() if name != kind}
    editions = (make.listing("en"), make.listing("ar", self_urls=other))
    data = write(make.feed(make.entry(), self_urls=only, editions=editions)).decode()
    assert only[kind] in data
    assert make.addresses("en")[kind] in data, "the other language that has this format is named"
    assert not [url for url in other.values() if url in data], "and the one that has not is left out"
    for another in set(FORMATS) - {write}:
        with pytest.raises(FeedError):
            another(make.feed(make.entry(), self_urls=only))


def test_row_10_an_id_that_stands_twice_is_refused_once() -> None:
    with pytest.raises(FeedError) as caught:
        atom(make.feed(make.entry(1), make.entry(1), make.entry(2)))
    assert [problem.code for problem in caught.value.problems] == ["duplicate-id"]


def test_every_bad_entry_is_named_and_the_rest_can_be_written() -> None:
    entries = (make.entry(1), make.entry(2, url="x"), make.entry(3, title=""), make.entry(4, title="\x01"))
    with pytest.raises(FeedError) as caught:
        atom(make.feed(*entries))
    bad = {problem.article for problem in caught.value.problems}
    assert bad == {"article-2", "article-3", "article-4"}
    assert b"article-1" in atom(make.feed(*(entry for entry in entries if entry.article not in bad)))


def test_a_naive_date_is_refused() -> None:
    naive = When(datetime(2026, 3, 1))  # noqa: DTZ001 - the mistake itself
    with pytest.raises(FeedError, match="time zone"):
        atom(make.feed(make.entry(published=naive, updated=naive)))


# ── what feedgen would write wrongly ────────────────────────────────────────────────────────────


def items(write: Any, feed: Feed) -> list[Any]:
    root = etree.fromstring(write(feed))
    return list(root.iter(f"{ATOM}entry", "item"))


def test_row_1_an_entry_with_other_languages_keeps_rel_and_hreflang_on_its_links() -> None:
    (entry,) = items(atom, make.feed(make.entry()))
    links = entry.findall(f"{ATOM}link")
    assert all(link.get("rel") for link in links)
    assert [link.get("hreflang") for link in links if link.get("rel") in ("alternate", "related")] == ["es", "ar", "en"]


def test_row_2_an_enclosure_keeps_its_type_and_length_in_atom() -> None:
    (entry,) = items(atom, make.feed(make.entry()))
    (enclosure,) = (link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure")
    assert (enclosure.get("type"), enclosure.get("length")) == ("image/jpeg", "4321")


def test_row_2_an_enclosure_of_unknown_length_is_left_out_of_rss_and_stays_as_media() -> None:
    feed = make.feed(make.entry(picture=make.picture(length=0)))
    (item,) = items(rss, feed)
    assert item.find("enclosure") is None
    assert item.find("{http://search.yahoo.com/mrss/}content").get("fileSize") is None
    (entry,) = items(atom, feed)
    assert [link.get("length") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"] == [None]


def test_row_3_there_is_at_most_one_enclosure() -> None:
    (item,) = items(rss, make.feed(make.entry()))
    assert len(item.findall("enclosure")) == 1


def test_row_4_content_is_escaped_and_never_cdata() -> None:
    nasty = "<div><p>a ]]&gt; b &lt;![CDATA[ c</p></div>"
    for write in (atom, rss):
        data = write(make.feed(make.entry(content=nasty)))
        assert b"<![CDATA[" not in data
        assert nasty in [element.text for element in etree.fromstring(data).iter()]


def test_row_6_an_entry_without_authors_has_the_publisher() -> None:
    (entry,) = items(atom, make.feed(make.entry(authors=())))
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Demo library"


def test_row_7_an_author_without_an_address_is_named_in_rss() -> None:
    (item,) = items(rss, make.feed(make.entry(authors=(Author("Ana"),))))
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Ana"


def test_row_23_nothing_that_runs_reaches_the_content() -> None:
    attack = '<script>alert(1)</script><p onclick="x()">b'
    entry = make.framed("es", told=make.content(title=Text(attack), takeaways=(Text(attack),)))
    root = etree.HTML(entry.content)
    assert root.xpath("//script | //*[@onclick]") == []
    assert attack in "".join(root.itertext())


def test_row_24_a_summary_with_a_less_than_sign_is_html_in_rss_and_text_in_atom() -> None:
    feed = make.feed(make.entry(summary="under 5 < 6 & <b>"))
    assert items(rss, feed)[0].findtext("description") == "under 5 &lt; 6 &amp; &lt;b&gt;"
    assert items(atom, feed)[0].findtext(f"{ATOM}summary") == "under 5 < 6 & <b>"


def test_row_25_a_paragraph_of_a_megabyte_can_be_read_back() -> None:
    long = "<div><p>" + "word " * 200_000 + "</p></div>"
    for write in (atom, rss):
        assert long in [element.text for element in etree.fromstring(write(make.feed(make.entry(content=long)))).iter()]


def test_the_link_of_the_channel_is_the_home_page_whatever_other_links_there_are() -> None:
    channel = etree.fromstring(rss(make.feed(make.entry()))).find("channel")
    assert channel.findtext("link") == f"{make.ROOT}es/"


def test_the_link_of_an_item_is_its_own_whatever_other_links_there_are() -> None:
    (item,) = items(rss, make.feed(make.entry()))
    assert item.findtext("link") == "https://example.org/es/article-1"


def test_the_code_of_a_category_is_not_lost_in_rss() -> None:
    (item,) = items(rss, make.feed(make.entry()))
    assert item.find("{urn:syndicate:feed:1}category").get("code") == "D002318"


def test_the_update_of_an_entry_is_not_lost_in_rss() -> None:
    (item,) = items(rss, make.feed(make.entry()))
    assert item.findtext("{http://purl.org/dc/terms/}modified") == "2026-04-01T10:30:00Z"


@pytest.mark.parametrize("write", FORMATS)
def test_two_builds_are_byte_identical(write: Any) -> None:
    feed = make.feed(make.entry(1), make.entry(2))
    assert write(feed) == write(make.feed(make.entry(1), make.entry(2)))


@pytest.mark.parametrize("write", [atom, rss])
def test_no_date_is_written_but_those_that_were_given(write: Any) -> None:
    data = write(make.feed(make.entry())).decode()
    dates = set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*|\w{3}, \d\d \w{3} \d{4}[^<]*", data))
    feed, entry = make.feed(), make.entry()
    given = {form(date) for date in (feed.updated, entry.published, entry.updated) for form in (str, rfc5322)}
    assert dates <= given


@pytest.mark.parametrize("write", [atom, rss])
def test_entries_keep_their_order(write: Any) -> None:
    made = items(write, make.feed(*(make.entry(number) for number in (2, 3, 1))))
    assert [item.findtext("title") or item.findtext(f"{ATOM}title") for item in made] == [
        "Artículo 2",
        "Artículo 3",
        "Artículo 1",
    ]


def test_values_that_are_handed_over_are_not_changed() -> None:
    feed, same = (make.feed(make.entry(1), make.entry(2)) for _ in range(2))
    atom(feed)
    rss(feed)
    assert feed == same


@pytest.mark.parametrize("write", FORMATS)
def test_the_locale_of_the_process_is_never_touched(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("setlocale was called")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert write(make.feed(make.entry()))


def test_the_private_name_that_silences_feedgens_clock_still_exists() -> None:
    from feedgen.feed import FeedGenerator

    assert hasattr(FeedGenerator(), "_FeedGenerator__rss_lastBuildDate")


def test_feeds_are_written_by_threads_at_the_same_time() -> None:
    feed = make.feed(*(make.entry(number) for number in range(1, 8)))
    expected = (atom(feed), rss(feed))
    made: list[tuple[bytes, bytes]] = []
    threads = [threading.Thread(target=lambda: made.append((atom(feed), rss(feed)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [expected] * 4


def test_feedgen_is_imported_by_the_adapter_alone() -> None:
    source = Path(__file__).parents[1] / "syndicate"
    users = {path.relative_to(source).as_posix() for path in source.rglob("*.py") if "feedgen." in path.read_text()}
    assert users == {"feeds/formats/xml.py"}
