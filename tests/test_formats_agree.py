"""Atom, RSS and JSON Feed say the same: each is parsed back and compared with the values that it was made of.

feedparser reads the XML as most consumers do; its own cleaning is off, so that what is compared is what was written.
"""

import html
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import feed_builders as make
import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from syndicate.feeds import validate
from syndicate.feeds.entry import Category, Edition, Entry, Feed
from syndicate.feeds.formats.jsonfeed import json_feed
from syndicate.feeds.formats.xml import atom, rss
from syndicate.model import Author, Text

NASTY = {
    "cdata end": "a ]]> b",
    "entity as text": "write &nbsp; and &amp;amp; here",
    "script as text": "the tag <script>alert(1)</script> is text",
    "emoji": "tablet 💊 and family 👨‍👩‍👧 and flag 🇧🇷",
    "combining marks": "e\u0301 and a\u0323\u0302 and नि",
    "bidi controls": "\u2067שלום\u2069 \u202atext\u202c \u200fx",
    "quotes": "\"double\" 'single' “typographic” `back`",
    "comment": "<!-- x --> and <?pi?> and <![CDATA[ y",
    "high plane": "𠮷野家 \U0010fffd",
    "soft": "no\u00a0break soft\u00adhyphen zero\u200bwidth \ufeffbom",
    "line separators": "a\u2028b\u2029c",
    "replacement": "\ufffd",
    "a megabyte": "long paragraph " * 70_000,
}


class Told(NamedTuple):
    """What one format says of an entry."""

    id: str
    link: str
    title: str
    summary: str
    content: str
    language: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    labels: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    rights: str
    license: str
    editions: tuple[tuple[str, str, str], ...]
    picture: str
    hash: str
    status: str
    corrects: str
    replaced_by: str


def meant(entry: Entry) -> Told:
    """The same, from the value itself."""
    return Told(
        entry.id,
        entry.url,
        entry.title,
        entry.summary,
        entry.content,
        entry.language,
        entry.published.at,
        entry.updated.at,
        tuple(author.name for author in entry.authors) or ("Demo library",),
        tuple(category.label for category in entry.categories),
        tuple((category.scheme, category.code) for category in entry.categories if category.code),
        entry.rights,
        entry.license,
        tuple((edition.language, edition.url, edition.title) for edition in entry.editions),
        entry.picture.url if entry.picture else "",
        entry.facts.hash,
        entry.facts.status,
        entry.facts.corrects,
        entry.facts.replaced_by,
    )


def parsed(data: bytes) -> Any:
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def from_atom(feed: Feed) -> Iterator[Told]:
    found = parsed(atom(feed))
    assert found.feed.language == feed.language
    for entry in found.entries:
        assert entry.title_detail.language == entry.content[0].language
        summary = entry.summary_detail.value if "summary_detail" in entry else ""
        yield from_xml(entry, entry.content[0].language, summary, [tag.label for tag in entry.get("tags", [])])


def from_rss(feed: Feed) -> Iterator[Told]:
    found = parsed(rss(feed))
    assert found.feed.language == feed.language
    for entry in found.entries:
        summary = html.unescape(entry.summary_detail.value)  # a description is HTML
        held = entry.summary_detail.value == entry.content[0].value
        yield from_xml(entry, entry.language, "" if held else summary, [tag.term for tag in entry.get("tags", [])])


def from_xml(entry: Any, language: str, summary: str, labels: list[str]) -> Told:
    assert [link.href for link in entry.links if link.rel == "alternate"] == [entry.link]
    licenses = [link.href for link in entry.links if link.rel == "license"]
    related = [link for link in entry.links if link.rel == "related"]
    schemes = [(tag.scheme, tag.term) for tag in entry.get("tags", []) if tag.scheme and tag.label]
    own = entry.get("syn_category", {})
    return Told(
        entry.id,
        entry.link,
        entry.title,
        summary,
        entry.content[0].value,
        language,
        *(datetime.fromisoformat(date) for date in (rfc3339(entry.published), entry.updated)),
        tuple(author.name for author in entry.authors),
        tuple(labels),
        tuple(schemes) or (((own["scheme"], own["code"]),) if own.get("code") else ()),
        entry.get("rights", ""),
        licenses[0] if licenses else "",
        tuple((link.hreflang, link.href, link.get("title", "")) for link in related),
        entry.media_content[0]["url"] if "media_content" in entry else "",
        entry.syn_hash,
        entry.syn_status,
        entry.get("syn_corrects", ""),
        entry.get("syn_replaced_by", ""),
    )


def rfc3339(date: str) -> str:
    from email.utils import parsedate_to_datetime

    return date if date[:4].isdigit() else parsedate_to_datetime(date).isoformat()


def from_json(feed: Feed) -> Iterator[Told]:
    found = json.loads(json_feed(feed))
    assert found["language"] == feed.language
    for item in found["items"]:
        own = item["_syndicate"]
        yield Told(
            item["id"],
            item["url"],
            item["title"],
            item.get("summary", ""),
            item["content_html"],
            item["language"],
            datetime.fromisoformat(item["date_published"]),
            datetime.fromisoformat(item["date_modified"]),
            tuple(author["name"] for author in item["authors"]),
            tuple(item.get("tags", ())),
            tuple((category["scheme"], category["code"]) for category in own["categories"] if category["code"]),
            own["rights"],
            own["license"],
            tuple((edition["language"], edition["url"], edition["title"]) for edition in own["translations"]),
            item.get("image", ""),
            own["hash"],
            own["status"],
            own["corrects"],
            own["replaced_by"],
        )


READERS = {"atom": from_atom, "rss": from_rss, "json": from_json}


def nasty_entry(text: str, number: int = 1) -> Entry:
    """The text wherever an entry can have text."""
    content = f'<div lang="es" dir="ltr">\n<p>{html.escape(text, quote=False)}</p>\n</div>'
    short = text[:200].strip()
    return make.entry(
        number,
        title=short,
        summary=short,
        content=content,
        text=text,
        rights=short,
        authors=(Author(short),),
        categories=(Category("heart", short, make.MESH, "D002318"),),
        editions=(Edition("ar", "https://example.org/ar?a=1&b=2", short),),
        picture=make.picture(alt=short),
    )


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_normal_entries_come_back_as_they_were(read: Any) -> None:
    plain = make.entry(2, categories=(), editions=(), picture=None, rights="", license="", authors=())
    one_code = make.entry(3, categories=(Category("heart", "Corazón", make.MESH, "D002318"),))
    real = make.framed("es")
    real = make.entry(4, title=real.title, summary=real.summary, content=real.content, categories=())
    correction = make.facts(change="safety", corrects=make.entry(1).id)
    safety = make.entry(5, id=f"{make.entry(1).id}/correction/2026-04-02", categories=(), facts=correction)
    entries = (make.entry(1, categories=one_code.categories), plain, one_code, real, safety)
    assert list(read(make.feed(*entries))) == [meant(entry) for entry in entries]


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_text_comes_back_as_it_was(read: Any, text: str) -> None:
    entry = nasty_entry(text)
    assert list(read(make.feed(entry))) == [meant(entry)]


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("status", ["withheld", "withdrawn"])
def test_a_held_back_entry_says_so_everywhere(read: Any, status: str) -> None:
    entry = make.entry(
        summary="",
        content='<div lang="es" dir="ltr">\n<p><strong>Retirado</strong></p>\n</div>',
        picture=None,
        categories=(),
        facts=make.facts(status=status, replaced_by=make.entry(3).id),
    )
    (told,) = read(make.feed(entry))
    assert told._replace(summary="") == meant(entry)


@pytest.mark.parametrize("language", ["en", "ar", "zh-Hans"])
def test_the_formats_agree_in_every_direction_and_script(language: str) -> None:
    heart = make.ui(language).text("heart", "topic")
    at = make.placing(language, categories=(Category("heart", heart, make.MESH, "D002318"),))
    feed = make.feed(make.framed(language, at=at), language=language, editions=())
    assert list(from_atom(feed)) == list(from_rss(feed)) == list(from_json(feed)) == [meant(feed.entries[0])]


@pytest.mark.parametrize(
    ("write", "check"),
    [(atom, validate.atom), (rss, validate.rss), (json_feed, validate.json_feed)],
    ids=("atom", "rss", "json"),
)
def test_an_empty_feed_is_valid_in_every_format(write: Any, check: Any) -> None:
    for empty in (make.feed(), make.feed(editions=(), rights=""), make.archive(1, of=1)):
        assert check(write(empty)) == ()


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_an_empty_feed_is_read_as_one(read: Any) -> None:
    assert list(read(make.feed())) == []


def test_the_formats_agree_on_the_audience() -> None:
    feed = make.feed(make.entry(audience=("patient", "caregiver")))
    own = "{urn:syndicate:feed:1}audience"
    told = [[one.text for one in etree.fromstring(write(feed)).iter(own)] for write in (atom, rss)]
    assert [*told, json.loads(json_feed(feed))["items"][0]["_syndicate"]["audience"]] == [["patient", "caregiver"]] * 3


LEGAL = st.characters(exclude_categories=["Cs", "Cc", "Cn"])


def is_left_alone(text: str) -> bool:
    """Whether feedparser does not take the text for UTF-8 that was read as Latin-1, and repair it ("Ã©" → "é")."""
    try:
        return text.encode("latin-1").decode() == text
    except UnicodeError:
        return True


@settings(max_examples=60)
@given(st.text(LEGAL, min_size=1, max_size=80).map(str.strip).filter(bool).filter(is_left_alone))
def test_the_formats_agree_on_every_text(text: str) -> None:
    entry = nasty_entry(text)
    assert [told for read in READERS.values() for told in read(make.feed(entry))] == [meant(entry)] * 3


def test_a_body_with_every_nasty_text_passes_our_own_validators() -> None:
    translated = make.content(
        title=Text("Mida su presión"),
        summary=Text("Cómo obtener una lectura de la que fiarse."),
        takeaways=tuple(Text(text) for name, text in NASTY.items() if name not in ("a megabyte", "replacement")),
    )
    feed = make.feed(make.framed("es", told=translated), make.entry(2))
    found = [*validate.atom(atom(feed)), *validate.rss(rss(feed)), *validate.json_feed(json_feed(feed))]
    assert [problem for problem in found if problem.severity.value == "error"] == []
