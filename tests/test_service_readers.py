"""A history played against real readers that poll the running service: whole feeds, deltas, and 304 in between.

The same life, readers and models as in test_history_readers.py, where a careful web server serves; here it is
`syndicate serve`, which takes up each publish while they poll.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

import histories
import pytest
from feed_readers import FeedParser, FeedReader, Follower, Newsboat, Reader, Rss2Email, Shown
from histories import SHORT
from lxml import html
from real_service import RealService, free_port, running
from service_kit import LOOPBACK
from shown_histories import MODELS, Entries, Moment, check, entry_id, moments, squeezed

pytestmark = [pytest.mark.slow, LOOPBACK]

LANGUAGES = ("en", "ar")
FORMS = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}
AGENTS: dict[type[FeedReader], str] = {
    FeedParser: "feedparser/",
    Newsboat: "newsboat/",
    Reader: "python-reader/",
    Rss2Email: "feedparser/",  # as its settings are made here
    Follower: "Python-urllib/",
}
NOTICES = {histories.FIRST_NOTICE: histories.NOTE, histories.SECOND_NOTICE: histories.LATER_NOTE}
TAKE_DELTAS = (Newsboat, Reader)
CASES: list[tuple[type[FeedReader], str]] = [
    (FeedParser, "rss"),
    (Newsboat, "atom"),
    (Reader, "atom"),
    (Reader, "rss"),
    (Reader, "json"),
    (Rss2Email, "atom"),
    (Follower, "json"),
]


@dataclass(frozen=True)
class Visit:
    """A poll of one reader: what it showed afterwards, and how its requests were answered, by path."""

    shown: list[Shown]
    answers: dict[str, list[int]]


@dataclass(frozen=True)
class Played:
    """What each reader saw at each step, and what there was to be seen."""

    visits: dict[tuple[type[FeedReader], str], list[Visit]]
    again: dict[tuple[type[FeedReader], str], dict[int, Visit]]  # by the number of the step
    moments: list[Moment]

    def told(self, number: int, form: str) -> list[str]:
        """The feeds in which that step has news."""
        return sorted({f"/{language}/{FORMS[form]}" for language, _ in SHORT[number].tells if language in LANGUAGES})


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Everybody polls after each publish, and once more after every second one."""
    root, port = tmp_path_factory.mktemp("service"), free_port()
    url = f"http://127.0.0.1:{port}/"
    small = histories.begin(root, LANGUAGES, base_url=url, service={"publish_due": False})
    visits: dict[tuple[type[FeedReader], str], list[Visit]] = {case: [] for case in CASES}
    again: dict[tuple[type[FeedReader], str], dict[int, Visit]] = {case: {} for case in CASES}
    with pytest.MonkeyPatch.context() as patch, running(root, port) as served:
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, "127.0.0.1")
        readers = {}
        for client, form in CASES:
            home = tmp_path_factory.mktemp(f"{client.__name__}-{form}")
            readers[client, form] = client(home, *(f"{url}{language}/{FORMS[form]}" for language in LANGUAGES))
        for number, _ in enumerate(histories.play(small, SHORT)):
            served.until_served()
            served.until_encoded("en/atom.xml")
            for (client, form), reader in readers.items():
                visits[client, form].append(visit(served, reader, AGENTS[client]))
                if number % 2 == 0:
                    again[client, form][number] = visit(served, reader, AGENTS[client])
        yield Played(visits, again, moments(url, SHORT, LANGUAGES))


def visit(served: RealService, reader: FeedReader, agent: str) -> Visit:
    reader.poll()
    answers: dict[str, list[int]] = {}
    for _, path, status in served.requests(agent):
        answers.setdefault(path, []).append(status)
    return Visit(sorted(reader.shown(), key=attrgetter("id")), answers)


@pytest.mark.parametrize(("client", "form"), CASES)
def test_who_polls_after_every_step_shows_the_right_entries_each_once(
    played: Played, client: type[FeedReader], form: str
) -> None:
    expected: Entries = {}
    for step, moment, visit in zip(SHORT, played.moments, played.visits[client, form], strict=True):
        expected = MODELS[client](expected, moment)
        check(visit.shown, expected, step.name)
    for number, visit in played.again[client, form].items():
        assert visit.shown == played.visits[client, form][number].shown, f"{SHORT[number].name}, polled again"


@pytest.mark.parametrize(("client", "form"), CASES)
def test_news_come_once_as_a_delta_to_who_takes_one_and_else_as_a_whole(
    played: Played, client: type[FeedReader], form: str
) -> None:
    for number, visit in enumerate(played.visits[client, form]):
        news = 226 if number and client in TAKE_DELTAS else 200
        told = played.told(number, form)
        assert {path: visit.answers[path] for path in told} == {path: [news] for path in told}, SHORT[number].name


@pytest.mark.parametrize(("client", "form"), CASES)
def test_who_asks_again_is_told_that_nothing_changed(played: Played, client: type[FeedReader], form: str) -> None:
    for number, visit in played.again[client, form].items():
        if client is Newsboat and number == 0:  # version 2.21 sends what it knows from the third request on
            continue
        # reader forgets the new ETag where the document has no news for it: a link to another language that joined.
        asked = played.told(number, form) if client is Reader else sorted(visit.answers)
        assert asked
        found = {path: visit.answers[path] for path in asked}
        assert found == {path: [304] for path in asked}, SHORT[number].name


@pytest.mark.parametrize(("client", "form"), CASES)
def test_withdrawals_and_safety_corrections_reach_everybody(
    played: Played, client: type[FeedReader], form: str
) -> None:
    """A mailer, which sends an id once, gets the correction's own entry; others see what became of the text."""
    last = {
        one.id: squeezed(html.fromstring(f"<div>{one.content}</div>").text_content())
        for one in played.visits[client, form][-1].shown
    }
    for language in LANGUAGES:
        for notice, words in NOTICES.items():
            known = last[entry_id(language, notice)]
            assert squeezed(histories.say(words, language)) in known or (client, language) == (Rss2Email, "ar")
        if client is Rss2Email:
            continue
        salts, butter = last[entry_id(language, "salts")], last[entry_id(language, "butter")]
        assert squeezed(histories.say(histories.RIGHT_DOSE, language)) in salts
        assert squeezed(histories.say(histories.DOSE, language)) not in salts
        assert squeezed(histories.say("This article was withdrawn on", language)) in butter
        assert squeezed(histories.say(histories.BUTTER, language)) not in butter
