"""``syndicate partner change``: something else at the same addresses."""

import json
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from partners_kit import KEY, admitted, apart, ask, basic, fetch, publish
from service_kit import clock
from small_library import DAY, HOUR, SmallLibrary
from sqlalchemy import select

from syndicate.cli.partners import partner as verbs
from syndicate.commands import partner as commands
from syndicate.commands import partner_profile as profiles
from syndicate.service.context import Service
from syndicate.service.partners import registry
from syndicate.service.partners.profiles import Profile
from syndicate.service.partners.room import Partners
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import partner_fetches, partners, tokens

HOOK = "https://portal.example/hooks"


@pytest.fixture
def made(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A service on each database; the verbs work with the same one, at its time."""
    here = apart(tmp_path, database=database)
    monkeypatch.setattr(commands, "opened", lambda _: here)
    return here


def run(*words: str) -> Result:
    return CliRunner().invoke(verbs, words)


def changed(*words: str) -> Any:
    done = run("change", "portal", *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def shown() -> Any:
    return json.loads(run("show", "portal", "--json").stdout)


def articles(room: Partners, token: str, language: str = "es") -> set[str]:
    answer = ask(room, f"/p/{token}/{language}/feed.json")
    assert answer.status_code == 200
    return {item["_syndicate"]["article"] for item in answer.json()["items"]}


def rows(made: Service) -> dict[str, list[Any]]:
    with made.database.begin(reading=True) as connection:
        return {table.name: list(connection.execute(select(table)).all()) for table in (tokens, partner_fetches)}


def test_a_service_that_runs_gives_something_else_at_once_at_the_same_addresses(made: Service) -> None:
    partner, token = admitted(made)
    room = Partners(made)
    assert articles(room, token) == {"hands", "sleep"}
    fetch(made, partner)
    before = rows(made)
    done = run("change", "portal", "--topic", "prevention", "--content", "summary")
    assert done.exit_code == 0, done.output
    assert "topics: all → prevention" in done.output
    assert "content: full → summary" in done.output
    assert articles(room, token) == {"hands"}, "though the former document is in its memory"
    (item,) = ask(room, "/partners/portal/es/feed.json", headers=basic("portal", token)).json()["items"]
    assert "Lávese" not in item["content_html"]
    assert rows(made) == before, "its secrets and what it fetched stay"


def test_what_is_not_named_stays(made: Service) -> None:
    admitted(made, languages=("es",), topics=("prevention",), formats=("json", "latest"), limit=5, content="summary")
    before = shown()
    assert set(changed("--limit", "7")["changed"]) == {"limit"}
    assert shown() == before | {"limit": 7}


def test_an_empty_word_takes_a_choice_away(made: Service) -> None:
    end = clock(made).at + DAY
    admitted(made, languages=("es",), topics=("prevention",), formats=("json",), limit=5, expires=end, webhook=HOOK)
    with made.database.begin() as connection:
        connection.execute(partners.update().values(contact="Ana", audience=["patient"]))
    given = changed("--lang", "", "--topic", "", "--audience", "", "--format", "", "--limit", "0",
                    "--expires", "never", "--contact", "", "--webhook", "")  # fmt: skip
    words = ("languages", "topics", "audience", "limit", "expires", "contact", "webhook")
    now = shown()
    assert [now[word] or None for word in words] == [None] * len(words)
    assert now["formats"] == ["atom", "rss", "json", "latest"]
    assert given["opened"] == [*(f"en/{n}" for n in ("atom.xml", "rss.xml", "feed.json", "latest.json")),
                               *(f"es/{n}" for n in ("atom.xml", "rss.xml", "latest.json"))]  # fmt: skip
    with made.database.begin() as connection:
        assert connection.execute(select(partners.c.webhook_secret)).scalar() is None


def test_it_says_what_was_and_what_is_and_which_documents_come_and_go(made: Service) -> None:
    admitted(made, languages=("en",))
    lines = run("change", "portal", "--lang", "es", "--tier", "reviewed", "--limit", "2", "--expires", "2027-01-31",
                "--contact", "Ana", "--no-promotion", "--format", "atom").output.splitlines()  # fmt: skip
    assert lines[:8] == [
        "portal is changed, its addresses and secrets are the same:",
        "  languages: en → es",
        "  formats: atom, rss, json, latest → atom",
        "  limit: the feed's → 2",
        "  expires: never → 2027-02-01T00:00:00Z",
        "  contact: none → Ana",
        "new documents: es/atom.xml",
        "closed, they answer 404 from now on: en/atom.xml, en/rss.xml, en/feed.json, en/latest.json",
    ]
    assert "no webhook is told, it has none" in " ".join(lines[8:])


def test_it_says_so_where_nothing_changes(made: Service) -> None:
    admitted(made, languages=("es", "en"), limit=5)
    for words in ([], ["--limit", "5"], ["--lang", "en", "--lang", "ES"]):
        assert run("change", "portal", *words).output == "portal: nothing changes, it has just that\n"
        assert changed(*words)["changed"] == {}
    assert shown()["former"] == []


def test_who_is_given_more_is_told_of_no_loss(made: Service) -> None:
    admitted(made, languages=("es",), topics=("prevention",))
    assert "may be shown there still" not in run("change", "portal", "--topic", "", "--lang", "").output
    assert "may be shown there still" in run("change", "portal", "--topic", "prevention").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["portla", "--limit", "3"], "there is no partner 'portla': did you mean 'portal'?"),
        (["portal", "--lang", "fr"], "there are en, es"),
        (["portal", "--topic", "preventoin"], "did you mean 'prevention'"),
        (["portal", "--webhook", "http://portal.example/"], "only https:// is called"),
        (["portal", "--webhook", "https://10.0.0.1/"], "inner network"),
        (["portal", "--expires", "2026-11-20"], "lies in the past"),
        (["portal", "--expires", "yesterday"], "write it as 2027-01-31, or `never`"),
        (["portal", "--expires", "9999-12-31"], "for no last day write `never`"),
        (["portal", "--promotion"], "[[feeds]]"),
        (["portal", "--format", "html"], "is not one of 'atom', 'rss', 'json', 'latest'."),
        *(
            (["portal", option, word, option, ""], f"'{option}': '' means all, and stands alone")
            for option, word in (("--lang", "es"), ("--topic", "prevention"), ("--audience", "x"), ("--format", "atom"))
        ),
        (["gone", "--limit", "3"], "was revoked: add it anew, under another name"),
    ],
)
def test_mistakes_are_those_of_add_and_change_nothing(made: Service, words: list[str], told: str) -> None:
    admitted(made)
    admitted(made, "gone")
    run("revoke", "gone")
    before = run("list").output, shown()
    done = run("change", *words)
    assert done.exit_code == 2
    assert told in done.output
    assert (run("list").output, shown()) == before


def test_who_has_run_out_goes_on_with_another_last_day(made: Service) -> None:
    _, token = admitted(made, languages=("es",), expires=clock(made).at + HOUR)
    room = Partners(made)
    clock(made).forward(DAY)
    assert ask(room, f"/p/{token}/es/atom.xml").status_code == 410
    assert "lies in the past" in run("change", "portal", "--limit", "3").output
    assert run("change", "portal", "--contact", "Ana").exit_code == 0, "that asks for nothing"
    assert run("change", "portal", "--expires", "2027-01-31").exit_code == 0
    assert ask(room, f"/p/{token}/es/atom.xml").status_code == 200


def test_no_date_of_a_document_goes_back(made: Service) -> None:
    small = SmallLibrary(made.library.root)
    small.article("sleep", topics=[], body="Keep the room dark and cool.")
    small.translate("sleep")
    publish(made)
    _, token = admitted(made)
    room, stamps = Partners(made), []
    for words in ([], ["--topic", "prevention"], ["--limit", "1"], ["--topic", ""]):
        clock(made).forward(HOUR)
        run("change", "portal", *words)
        feed = ask(room, f"/p/{token}/es/feed.json")
        modified = ask(room, f"/p/{token}/es/atom.xml").headers["last-modified"]
        stamps.append((parsedate_to_datetime(modified), feed.json()["_syndicate"]["updated"]))
    assert [sorted(one) for one in zip(*stamps, strict=True)] == [list(one) for one in zip(*stamps, strict=True)]
    assert stamps[0][1] < stamps[1][1] < stamps[3][1], "it is another document by another choice"


def changing(made: Service, *words: str) -> None:
    done = run("change", "portal", *words)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("words", [("--content", "full"), ("--limit", "0"), ("--format", "")], ids=lambda one: one[0])
def test_who_asks_whether_it_was_modified_gets_what_a_change_took_back(
    made: Service, words: tuple[str, str], workers: int
) -> None:
    """It goes there and back within one edition and one second."""
    option, back = words
    there = {"--content": "summary", "--limit": "1", "--format": "atom"}[option]
    token = json.loads(run("add", "portal", "--json").stdout)["token"]
    address, rooms = f"/p/{token}/es/atom.xml", [Partners(made) for _ in range(workers)]
    first = [ask(room, address) for room in rooms]
    changing(made, option, there)
    second = [ask(room, address) for room in rooms]
    changing(made, option, back)
    third = [ask(room, address) for room in rooms]
    for answers in (first, second, third):
        assert len({(one.content, one.headers["last-modified"]) for one in answers}) == 1
    dates = [parsedate_to_datetime(answers[0].headers["last-modified"]) for answers in (first, second, third)]
    assert dates == sorted(dates)
    for room in rooms:
        told = ask(room, address, headers={"if-modified-since": second[0].headers["last-modified"]})
        has_it = second[0].content == third[0].content
        assert told.status_code == (304 if has_it else 200)


def test_no_date_goes_back_when_who_had_run_out_goes_on(made: Service) -> None:
    _, token = admitted(made, languages=("es",), expires=clock(made).at + HOUR)
    room, stamps = Partners(made), []
    for status, words in ((200, ()), (410, ()), (200, ("--expires", "never")), (200, ("--limit", "1"))):
        if words:
            changing(made, *words)
        answer = ask(room, f"/p/{token}/es/feed.json")
        assert answer.status_code == status
        stamps.append((parsedate_to_datetime(answer.headers["last-modified"]), answer.json()["_syndicate"]["updated"]))
        clock(made).forward(HOUR)
    assert [sorted(one) for one in zip(*stamps, strict=True)] == [list(one) for one in zip(*stamps, strict=True)]
    assert stamps[1] < stamps[2] < stamps[3]


def test_a_change_by_a_clock_that_is_behind_is_later_all_the_same(made: Service) -> None:
    partner, _ = admitted(made)
    with made.database.begin() as connection:
        first = registry.change(connection, partner, Profile(limit=5), "", now=made.now())
        again = registry.change(connection, first, Profile(limit=6), "", now=made.now() - HOUR)
        noted = registry.change(connection, again, Profile(limit=6), "Ana", now=made.now() + HOUR)
        assert registry.find(connection, "portal") == noted
    assert partner.changed is None
    assert first.changed is not None
    assert again.changed is not None
    assert first.changed < again.changed
    assert noted.changed == again.changed, "a note of ours changes nothing for the partner"


def test_of_two_changes_at_once_none_is_lost(made: Service) -> None:
    admitted(made)
    with made.database.begin() as connection:
        held = registry.find(connection, "portal", holding=True)
        assert held is not None
        other = Thread(target=lambda: profiles.change(made, "portal", limit=5))
        other.start()
        other.join(0.3)  # it may overtake us, if it can
        registry.change(connection, held, held.profile, "Ana", now=made.now())
    other.join(20)
    assert (shown()["limit"], shown()["contact"]) == (5, "Ana")


def test_the_signing_secret_stays_with_another_address_and_is_new_with_a_first_one(made: Service) -> None:
    admitted(made, webhook=HOOK)
    assert changed("--webhook", "https://portal.example/new")["webhook_secret"] is None
    with made.database.begin() as connection:
        closed = connection.execute(select(partners.c.webhook_secret)).scalar()
    assert closed is not None
    assert made.box.open(closed) == KEY
    changed("--webhook", "")
    assert changed("--webhook", HOOK)["webhook_secret"].startswith("whsec_")
