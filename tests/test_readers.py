"""What subscribers see: real feed readers, over HTTP, at the Arabic feed of this repository's own library.

Two publishes are served: at first all articles but one, with their drafts; then one translation has been edited and
accepted, and the article that was left out has joined.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from feed_readers import FeedParser, FeedReader, Newsboat, Reader, Rss2Email, Shown
from libraries import demo, read, translate
from loopback import Site, serving
from lxml import html

from syndicate.articles.inline import to_plain
from syndicate.articles.segments import segments
from syndicate.feeds.gate import Outcome
from syndicate.localization.bidi import strip_controls
from syndicate.model import Segment, Text
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library
from syndicate.translation.catalogs.reading import read as read_catalog

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]

FIRST = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)
LATECOMER = "stopping-antidepressants"  # no other article links to it, so that none changes when it joins
EDITED = "stroke-warning-signs"
NEW_WORDS = (  # another translation of the first plain sentences: the checks read it too
    "تقع السكتة الدماغية حين لا يصل الدم إلى جزء من الدماغ، أو حين ينزف وعاء دموي فيه. "
    "وخلال دقائق تبدأ خلاياه في الموت."
)
FEEDS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}
XML_READERS = (Reader, FeedParser, Newsboat, Rss2Email)
CASES = [*((client, form) for client in XML_READERS for form in ("atom", "rss")), (Reader, "json")]


@dataclass(frozen=True)
class Expected:
    """What an entry must show, in plain words: ``texts`` are all those of its catalog but title and summary."""

    title: str
    link: str
    texts: tuple[str, ...]
    published: datetime


@dataclass(frozen=True)
class Editions:
    """The two publishes on disk with what they should show by article, the server, and the words that went."""

    site: Site
    first: Path
    second: Path
    before: dict[str, Expected]
    after: dict[str, Expected]
    old_words: str

    def serve(self, folder: Path) -> None:
        """From now on serve one of the two, and forget who asked."""
        self.site.folder = folder
        self.site.requests.clear()


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editions]:
    root = tmp_path_factory.mktemp("demo")
    with serving(root) as site:
        made = demo(root / "library", site.url)
        late = made.catalog("ar", LATECOMER)
        kept = late.read_bytes()
        late.unlink()
        before = _published(made, FIRST)
        shutil.copytree(made.feeds, root / "first")
        late.write_bytes(kept)
        segment, old_words = _plain_sentence(made)
        translate(made, EDITED, "ar", {segment.text.source: NEW_WORDS})
        after = _published(made, SECOND)
        joined = replace(after[LATECOMER], published=SECOND)
        yield Editions(site, root / "first", made.feeds, before, after | {LATECOMER: joined}, old_words)


def _published(made: Library, now: datetime) -> dict[str, Expected]:
    """Publish; what the Arabic feed must show, from the catalogs that went in."""
    report = publish(made, now=now)
    assert not report.failed, "\n".join(report.lines())
    arabic = [v for v in report.verdicts if (v.group, v.language) == ("all", "ar")]
    assert {v.article for v in arabic} == {path.stem for path in made.articles.glob("*.md")}
    return {v.article: _expected(made, v.article) for v in arabic if v.outcome is Outcome.PUBLISH}


def _expected(made: Library, identifier: str) -> Expected:
    source = read(made, identifier)
    path = made.catalog("ar", identifier)
    catalog = read_catalog(path.read_bytes(), str(path), "ar")
    said = [
        (segment.role, plain(to_plain(Text(catalog.entries[segment.key].text))))
        for segment in segments(source)
        if not segment.frame
    ]
    texts = tuple(text for role, text in said if role not in ("title", "summary"))
    assert source.published is not None
    link = f"{made.settings.base_url}ar/items/{identifier}.html"
    return Expected(dict(said)["title"], link, texts, source.published.at)


def _plain_sentence(made: Library) -> tuple[Segment, str]:
    """A segment of the body without numbers and markup, with its Arabic words."""
    path = made.catalog("ar", EDITED)
    catalog = read_catalog(path.read_bytes(), str(path), "ar")
    for segment in segments(read(made, EDITED)):
        words = catalog.entries[segment.key].text
        if segment.role == "body" and not re.search(r"[\d<&]", segment.text.source + words):
            return segment, plain(words)
    raise AssertionError("the article has no plain sentence")


def plain(text: str) -> str:
    """Words for comparing: without isolates, and with one space for many."""
    return " ".join(strip_controls(text).split())


def arabic_words(content: str) -> str:
    """What people read in the HTML that is marked as Arabic and right to left, alternative texts of pictures included.

    Without any space: where markup ends, readers put one or none.
    """
    tree = html.fromstring(f"<div>{content}</div>")
    parts = tree.xpath("//div[@dir='rtl' and @lang='ar']//text() | //div[@dir='rtl' and @lang='ar']//img/@alt")
    return squeezed("".join(parts))


def squeezed(text: str) -> str:
    """The text without spaces and isolates."""
    return plain(text).replace(" ", "")


def check(shown: list[Shown], expected: dict[str, Expected]) -> None:
    """Every entry once, with its own title, link and date, and its whole text from right to left."""
    assert sorted(one.link for one in shown) == sorted(want.link for want in expected.values())
    by_link = {one.link: one for one in shown}
    for want in expected.values():
        one = by_link[want.link]
        assert plain(one.title) == want.title
        assert one.published == want.published
        content = arabic_words(one.content)
        assert [text for text in want.texts if squeezed(text) not in content] == []


Subscribe = Callable[[type[Any], str], Any]


@pytest.fixture
def subscribe(editions: Editions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subscribe:
    """Subscribe a client to a format of the Arabic feed; the first publish is served."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    editions.serve(editions.first)
    return lambda client, form: client(tmp_path, f"{editions.site.url}ar/{FEEDS[form]}")


@pytest.mark.parametrize(("client", "form"), CASES)
def test_a_reader_shows_every_entry_in_full_with_its_own_title_link_and_date(
    editions: Editions, subscribe: Subscribe, client: type[FeedReader], form: str
) -> None:
    reader = subscribe(client, form)
    reader.poll()
    assert LATECOMER not in editions.before
    check(reader.shown(), editions.before)


@pytest.mark.parametrize(("client", "form"), CASES)
def test_polling_again_without_a_change_costs_a_304_and_shows_nothing_twice(
    editions: Editions, subscribe: Subscribe, client: type[FeedReader], form: str
) -> None:
    reader = subscribe(client, form)
    for _ in range(3):  # newsboat 2.21 sends what it knows from the third request on
        reader.poll()
    statuses = editions.site.statuses(f"/ar/{FEEDS[form]}")
    assert statuses == ([200, 200, 304] if client is Newsboat else [200, 304, 304])
    check(reader.shown(), editions.before)


@pytest.mark.parametrize(("client", "form"), [case for case in CASES if case[0] is not Rss2Email])
def test_an_edited_translation_replaces_the_old_one_and_a_new_article_joins(
    editions: Editions, subscribe: Subscribe, client: type[FeedReader], form: str
) -> None:
    reader = subscribe(client, form)
    for _ in range(3):
        reader.poll()
    editions.serve(editions.second)
    reader.poll()
    assert editions.site.statuses(f"/ar/{FEEDS[form]}") == [200]
    check(reader.shown(), editions.after)
    edited = arabic_words(next(one.content for one in reader.shown() if EDITED in one.link))
    assert squeezed(NEW_WORDS) in edited
    assert squeezed(editions.old_words) not in edited


@pytest.mark.parametrize("form", FEEDS)
def test_a_reader_that_counts_changes_counts_the_edited_entry_and_no_other(
    editions: Editions, subscribe: Subscribe, form: str
) -> None:
    reader = subscribe(Reader, form)
    reader.poll()
    editions.serve(editions.second)
    reader.poll()
    reader.poll()
    assert reader.counts == [(len(editions.before), 0), (1, 1), None]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_mailer_mails_what_is_new_once_and_what_it_has_mailed_never_again(
    editions: Editions, subscribe: Subscribe, form: str
) -> None:
    mailer = subscribe(Rss2Email, form)
    mailer.poll()
    mailed = {mail["Message-ID"] for mail in mailer.mails()}
    editions.serve(editions.second)
    for _ in range(2):
        mailer.poll()
    assert editions.site.statuses(f"/ar/{FEEDS[form]}") == [200, 304]
    check(
        [one for one in mailer.shown() if LATECOMER not in one.link],
        editions.before,  # of the edited article too the first mail stays the only one (reference/feeds.md §0 I)
    )
    assert len({mail["Message-ID"] for mail in mailer.mails()} - mailed) == 1
    check([one for one in mailer.shown() if LATECOMER in one.link], {LATECOMER: editions.after[LATECOMER]})


@pytest.mark.parametrize("form", ["atom", "json"])  # it does not read dc:language, which RSS has
def test_a_reader_that_tells_languages_apart_is_told_the_right_one(subscribe: Subscribe, form: str) -> None:
    reader = subscribe(Reader, form)
    reader.poll()
    assert reader.languages() == {"ar"}


@pytest.mark.parametrize("form", FEEDS)
def test_every_link_that_a_reader_shows_opens_a_page_in_arabic(
    editions: Editions, subscribe: Subscribe, form: str
) -> None:
    reader = subscribe(Reader, form)
    reader.poll()
    for one in reader.shown():
        with urlopen(one.link) as answer:
            page = html.document_fromstring(answer.read())
        assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
        assert plain(one.title) in plain(page.text_content())
    assert {status for _, status in editions.site.requests} == {200}
