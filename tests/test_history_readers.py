"""A history played against real readers: each ends with the right entries, none twice, none lost.

`histories` tells at every step what subscribers must be told. From it follows what each kind of reader shows:
newsboat and reader replace what they know by id; feedparser tells what the document holds; rss2email mails an id
once and never again; and a partner who follows the archive knows everything.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import histories
import pytest
from feed_readers import FeedParser, FeedReader, Follower, Newsboat, Reader, Rss2Email
from histories import HISTORY, LANGUAGES, LIMIT
from loopback import Site, serving
from lxml import html
from shown_histories import MODELS, Entries, Moment, check, entry_id, mailing, moments, squeezed
from small_library import DAY, NOON, SmallLibrary

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]

FORMS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}
CASES = [
    *((client, form) for client in (FeedParser, Newsboat, Reader, Rss2Email, Follower) for form in ("atom", "rss")),
    *((client, "json") for client in (Reader, Follower)),
]
AWAY = next(number for number, step in enumerate(HISTORY) if step.name == "minor_edit")  # the last poll before a leave


# ── the history, served ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Record:
    """The published folder after each step, the model of it, and the server."""

    site: Site
    root: Path
    moments: list[Moment]

    def serve(self, number: int) -> None:
        """From now on serve what stood after that step, and forget who asked."""
        self.site.folder = self.root / f"{number}"
        self.site.requests.clear()

    def urls(self, form: str) -> list[str]:
        """The feed of each language in a format."""
        return [f"{self.site.url}{language}/{FORMS[form]}" for language in LANGUAGES]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    root = tmp_path_factory.mktemp("history")
    with serving(root) as site:
        small = histories.begin(root / "library", base_url=site.url)
        for number, _ in enumerate(histories.play(small)):
            histories.keep(small.feeds, root / f"{number}")
        yield Record(site, root, moments(site.url))


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes by a proxy."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")


@pytest.mark.parametrize(("client", "form"), CASES)
def test_who_polls_after_every_step_shows_the_right_entries_each_once(
    record: Record, tmp_path: Path, client: type[FeedReader], form: str
) -> None:
    reader = client(tmp_path, *record.urls(form))
    expected: Entries = {}
    for number, (step, moment) in enumerate(zip(HISTORY, record.moments, strict=True)):
        expected = MODELS[client](expected, moment)
        record.serve(number)
        reader.poll()
        shown = sorted(reader.shown(), key=attrgetter("id"))
        check(shown, expected, step.name)
        told = [f"/{language}/{FORMS[form]}" for language in {language for language, _ in step.tells}]
        assert [record.site.statuses(path) for path in told] == [[200]] * len(told), step.name
        record.site.requests.clear()
        reader.poll()
        assert sorted(reader.shown(), key=attrgetter("id")) == shown, f"{step.name}, polled again"
        if client is Newsboat and number == 0:  # version 2.21 sends what it knows from the third request on
            continue
        # reader forgets the new ETag where the document has no news for it: a link to another language that joined.
        asked = told if client is Reader else [path for path, _ in record.site.requests]
        assert [record.site.statuses(path) for path in asked] == [[304]] * len(asked), step.name


def test_the_history_asks_enough_of_them(record: Record) -> None:
    """The model is not empty where it matters."""
    last = record.moments[-1]
    for language in LANGUAGES:
        own = [one for one in last.everything if one.split("/")[1] == language]
        assert len(own) == histories.MANY + 5
        assert len([one for one in last.documents if one in own]) < 2 * LIMIT + 10
        later = [one for moment in record.moments[AWAY + 1 :] for one in moment.news if one in own]
        assert len(later) > 300
    mailed: Entries = {}
    for moment in record.moments:
        mailed = mailing(mailed, moment)
    late = mailed[entry_id("ar", "cooling")]
    assert late.published == HISTORY[2].at
    assert {entry_id("ar", histories.FIRST_NOTICE), entry_id("es", histories.SECOND_NOTICE)} <= mailed.keys()


@pytest.mark.parametrize("form", FORMS)
def test_a_reader_that_counts_changes_counts_what_was_told_and_nothing_else(
    record: Record, tmp_path: Path, form: str
) -> None:
    """No edition that joins, notice elsewhere or new neighbor makes an entry look edited."""
    reader = Reader(tmp_path, *record.urls(form))
    known: set[str] = set()
    for number, (step, moment) in enumerate(zip(HISTORY, record.moments, strict=True)):
        record.serve(number)
        reader.counts.clear()
        reader.poll()
        for language, counted in zip(LANGUAGES, reader.counts, strict=True):
            there = {one for one in moment.documents if one.split("/")[1] == language}
            told = (len(there - known), len(there & known & moment.news))
            assert (counted or (0, 0)) == told, f"{step.name}: {language}"
        known |= moment.documents


@pytest.mark.parametrize("client", [Newsboat, Reader])
def test_the_withdrawn_text_is_nowhere_in_a_reader_that_replaces(
    record: Record, tmp_path: Path, client: type[FeedReader]
) -> None:
    reader = client(tmp_path, *record.urls("atom"))
    said = [squeezed(histories.say(words, language)) for words in histories.WITHDRAWN for language in LANGUAGES]
    counts = []
    for number in (0, len(HISTORY) - 1):
        record.serve(number)
        for _ in range(3):
            reader.poll()
        words = [squeezed(html.fromstring(f"<div>{one.content}</div>").text_content()) for one in reader.shown()]
        counts.append(sum(text in one for one in words for text in said))
    assert counts[0] >= 2 * len(LANGUAGES)
    assert counts[1] == 0


# ── the archive ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("before", [AWAY, None], ids=["away for 300 changes", "a new partner"])
def test_who_follows_the_archive_catches_up_without_a_loss(
    record: Record, tmp_path: Path, form: str, before: int | None
) -> None:
    partner = Follower(tmp_path, *record.urls(form))
    if before is not None:
        record.serve(before)
        partner.poll()
        check(partner.shown(), record.moments[before].everything, "before")
    record.serve(len(HISTORY) - 1)
    partner.poll()
    check(partner.shown(), record.moments[-1].everything, "after")
    pages = -(-(histories.MANY + 5) // 100)
    assert len(partner.walked) == len(LANGUAGES) * (1 + pages)


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_page_changes_only_with_an_entry_of_its_own(record: Record, tmp_path: Path, form: str) -> None:
    """Of three pages, the second has none of those that the last two steps change."""
    partner = Follower(tmp_path, *record.urls(form))
    steps = [step.name for step in HISTORY]
    record.serve(steps.index("many_more"))
    partner.poll()
    for name in ("edit_many", "correct_the_oldest"):
        record.serve(steps.index(name))
        partner.poll()
        for language in LANGUAGES:
            found = [record.site.statuses(f"/{language}/archive/{page}/{FORMS[form]}") for page in (1, 2)]
            assert found == [[200], [304]], f"{name}: {language}"


# ── a library of 1,000 ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """1,000 articles; then the oldest is corrected and the next withdrawn; then 120 others are edited."""
    root = tmp_path_factory.mktemp("thousand")
    with serving(root) as site:
        small = histories.begin(root / "library", ["en"], base_url=site.url)
        edits: list[Callable[[SmallLibrary], None]] = [thousand_articles, correct_and_withdraw, edit_others]
        for number, edit in enumerate(edits):
            edit(small)
            small.publish(NOON + number * DAY)
            histories.keep(small.feeds, root / f"{number}")
        yield site, root


def thousand_articles(small: SmallLibrary) -> None:
    histories.first_publish(small, [])
    histories.write_tips(small, [], range(1, 999), histories.YESTERDAY)


def correct_and_withdraw(small: SmallLibrary) -> None:
    histories.write_source(
        small, "salts", histories.RIGHT_DOSE, correction={"on": "2026-11-23", "severity": "safety", "note": "Add more."}
    )
    histories.write_source(small, "butter", withdrawn={"on": "2026-11-23"})


def edit_others(small: SmallLibrary) -> None:
    histories.write_tips(small, [], range(400, 520), histories.BEFORE)


@pytest.mark.parametrize("form", FORMS)
def test_of_a_thousand_articles_the_oldest_ones_correction_and_withdrawal_reach_who_only_polls_the_feed(
    thousand: tuple[Site, Path], tmp_path: Path, form: str
) -> None:
    site, root = thousand
    url = f"{site.url}en/{FORMS[form]}"
    partner = Follower(tmp_path, url)
    site.folder = root / "0"
    partner.poll()
    known = {one.id: one for one in partner.shown()}
    assert len(known) == 1000
    old = {entry_id("en", key) for key in ("salts", "butter")}
    for number in (1, 2):  # copied once, and from now on only the feed's own URL is asked for
        site.folder = root / f"{number}"
        home = tmp_path / f"{number}"
        home.mkdir()
        reader = (Reader if form == "json" else FeedParser)(home, url)
        reader.poll()
        news = {one.id: one for one in reader.shown()}
        assert news.keys() >= old | {entry_id("en", "salts/correction/2026-11-23")}
        known |= news
    words = {one: squeezed(known[one].content) for one in old}
    corrected, withdrawn = words[entry_id("en", "salts")], words[entry_id("en", "butter")]
    assert squeezed(histories.RIGHT_DOSE) in corrected
    assert squeezed("This article was withdrawn on") in withdrawn
    for text in (histories.DOSE, histories.BUTTER):
        assert squeezed(text) not in corrected + withdrawn
    assert len(known) == 1001
