"""The API for newsletter tools and portals: its answers, and what it says when it cannot give one."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from service_api_client import AT, Client, articles, publish_twice
from service_kit import service
from starlette.applications import Starlette
from starlette.routing import Mount

from syndicate.service.api.application import api as application


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_twice(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def api(published: Path) -> Iterator[Client]:
    made = service(published, publish=False, at=AT)
    made.shelf.refresh()
    yield Client(made)
    made.database.close()


@pytest.fixture
def first(published: Path, tmp_path: Path) -> Iterator[Client]:
    """As it was after the first publish; the second can be taken up."""
    shutil.copytree(published, tmp_path / "library", ignore=shutil.ignore_patterns(".syndicate", "state", "feeds"))
    shutil.copytree(published / "first", tmp_path / "library" / "feeds")
    made = service(tmp_path / "library", publish=False, at=AT)
    made.shelf.refresh()
    yield Client(made)
    made.database.close()


def take_up(first: Client, published: Path) -> None:
    """Put the second publish in the place of the first."""
    shutil.copytree(published / "feeds", first.service.library.feeds, dirs_exist_ok=True)
    assert first.service.shelf.refresh()


@pytest.fixture(scope="module")
def cursors(published: Path) -> dict[str, str]:
    """The cursors of the first publish by language."""
    return {tag: json.loads((published / f"first/{tag}/latest.json").read_text())["cursor"] for tag in ("en", "es")}


# ── latest ──────────────────────────────────────────────────────────────────────────────────────


def test_latest_is_what_latest_json_is(api: Client, published: Path) -> None:
    for language in ("en", "es"):
        told = api.json(f"/{language}/latest?include=withdrawn")
        assert told == json.loads((published / f"feeds/{language}/latest.json").read_text())
    assert api.json("/es/latest")["withdrawn"] == []


def test_a_cursor_asks_for_what_joined_since(api: Client, cursors: dict[str, str]) -> None:
    told = api.json(f"/en/latest?since={cursors['en']}")
    assert articles(told) == ["towels", "sleep"]
    assert told["items"][1]["corrects"] == "tag:example.org,2026:sleep/en", "its own entry: new to everybody"
    assert api.json(f"/en/latest?since={told['cursor']}")["count"] == 0
    assert len(api.json("/en/latest?since=0")["items"]) == 4


def test_a_date_asks_for_what_was_published_since(api: Client) -> None:
    for since, expected in {
        "2026-11-02": ["towels", "sleep", "sleep"],
        "2026-11-02T00:00:00Z": ["towels", "sleep"],
        "2026-10-01T02:00:00%2B02:00": ["towels", "sleep", "sleep", "soap"],
        "": ["towels", "sleep", "sleep", "soap"],
        "2026-11-23T12:30:00Z": [],  # half an hour of a fast clock is no future
    }.items():
        assert articles(api.json(f"/en/latest?since={since}")) == expected, since


def test_topics_and_audiences_choose_and_several_of_them_are_any_of_them(api: Client) -> None:
    for query, expected in {
        "topic=prevention": ["sleep", "sleep", "soap"],
        "topic=heart,prevention": ["towels", "sleep", "sleep", "soap"],
        "audience=caregiver": ["towels"],
        "audience=caregiver&topic=prevention": [],
        "audience=clinician,caregiver": ["towels", "sleep", "sleep"],
        "feed=topics/prevention&audience=clinician": ["sleep", "sleep"],
    }.items():
        assert articles(api.json(f"/en/latest?{query}")) == expected, query
    assert api.json("/es/latest?topic=heart")["items"] == [], "known, and nothing about it here"
    assert api.json("/es/latest?audience=caregiver")["items"] == [], "likewise"
    assert articles(api.json("/es/latest?include=withdrawn&topic=prevention"), "withdrawn") == ["hands"]


def test_other_feeds_have_their_own_names_and_those_with_a_gate_of_their_own_their_own_cursors(api: Client) -> None:
    reviewed, default = api.json("/es/latest?feed=reviewed"), api.json("/es/latest?feed=all")
    assert reviewed["cursor"] != default["cursor"]
    assert reviewed["title"] != default["title"]
    assert reviewed["items"][-1]["url"] == "https://feeds.example.org/es/reviewed/items/sleep.html"
    told = api.wrong(f"/es/latest?since={reviewed['cursor']}", 409)["since"][0]
    assert "v1/es/latest?feed=reviewed" in told


def test_who_wants_hears_of_what_changed_and_what_was_taken_back(api: Client, cursors: dict[str, str]) -> None:
    since = f"since={cursors['es']}"
    plain = api.json(f"/es/latest?{since}")
    assert (articles(plain), plain["withdrawn"], "changed" in plain) == (["sleep"], [], False)
    assert plain["items"][0]["corrects"], "a safety correction needs no asking"
    for query in (since, "since=2026-11-23"):
        told = api.json(f"/es/latest?{query}&include=withdrawn,changed")
        assert articles(told, "withdrawn") == ["hands"]
        assert told["withdrawn"][0]["replaced_by"] == "tag:example.org,2026:sleep/es"
        assert articles(told, "changed") == ["sleep"]
        assert "fresco" in told["changed"][0]["text"]


# ── the other addresses ─────────────────────────────────────────────────────────────────────────


def test_an_item_is_the_published_one_by_any_of_its_names(api: Client, published: Path) -> None:
    own = json.loads((published / "feeds/es/items/sleep.json").read_text())
    for identifier in ("sleep", "tag:example.org,2026:sleep/es", "tag%3Aexample.org%2C2026%3Asleep%2Fes"):
        assert api.json(f"/es/items/{identifier}") == own
    correction = f"{own['id']}/correction/2026-11-23"
    for identifier in ("sleep.correction-2026-11-23", "sleep/correction/2026-11-23", correction):
        assert api.json(f"/es/items/{identifier}")["id"] == correction
    assert api("/es/items/sleep").headers["content-language"] == "es"
    assert api.wrong("/es/items/slep", 404)["id"][1] == "sleep"
    assert "v1/en/items" in api.wrong("/es/items/tag:example.org,2026:hands/en", 404)["id"][0]


def test_a_withdrawn_item_is_told_without_its_body(api: Client) -> None:
    told = api.json("/es/items/hands")
    assert (told["_syndicate"]["status"], told["body"]) == ("withdrawn", None)


def test_languages_lead_to_everything_else(api: Client) -> None:
    found = {row["language"]: row for row in api.json("/languages")["languages"]}
    assert found["es"]["name"] == "español"
    assert found["es"]["cursor"] == api.json("/es/latest")["cursor"]
    for row in found.values():
        assert api.json(row["latest"])["language"] == row["language"]
        for feed in row["feeds"]:
            assert len(api.json(feed["latest"])["items"]) == feed["entries"]
    assert [feed["id"] for feed in found["es"]["feeds"]] == ["all", "topics/prevention", "reviewed"]


def test_topics_have_their_names_and_codes(api: Client) -> None:
    first, second = api.json("/topics")["topics"]
    assert first["key"] == "prevention"
    assert {row["language"]: row["label"] for row in first["languages"]} == {"en": "Prevention", "es": "Prevención"}
    for row in (*first["languages"], *second["languages"]):
        assert len(api.json(row["latest"])["items"]) == row["entries"]
    assert (second["key"], second["scheme"], [row["language"] for row in second["languages"]]) == (
        "heart",
        None,
        ["en"],
    )


# ── HTTP ────────────────────────────────────────────────────────────────────────────────────────

ADDRESSES = ("/es/latest", "/es/items/hands", "/languages", "/topics", "/corrections", "/withdrawals", "/openapi.json")


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_can_be_asked_for_again_for_nothing(api: Client, path: str) -> None:
    whole = api(path, headers={"accept-encoding": "identity"})
    assert whole.headers["access-control-allow-origin"] == "*"
    assert whole.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
    assert whole.headers["last-modified"] == api("/topics").headers["last-modified"] or "items" in path
    for condition in (
        {"if-none-match": whole.headers["etag"]},
        {"if-none-match": f'W/"x", W/{whole.headers["etag"]}'},
        {"if-modified-since": whole.headers["last-modified"]},
    ):
        answer = api(path, headers={"accept-encoding": "identity", **condition})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == whole.headers["etag"]
    head = api(path, "HEAD", {"accept-encoding": "identity"})
    assert (head.status_code, head.content, head.headers) == (200, b"", whole.headers)


def test_a_publish_gives_other_tags_and_later_dates(first: Client, published: Path) -> None:
    before = first("/en/latest")
    assert before.headers["last-modified"] == "Sun, 22 Nov 2026 12:00:00 GMT"
    take_up(first, published)
    after = first("/en/latest", headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.headers["last-modified"]) == (200, "Mon, 23 Nov 2026 12:00:00 GMT")
    assert "dark and cool" in after.text
    assert "dark and cool" not in before.text


def test_answers_are_encoded_once_and_each_encoding_has_its_tag(api: Client) -> None:
    plain = api("/es/latest", headers={"accept-encoding": "identity"})
    tags = {plain.headers["etag"]}
    for name in ("gzip", "br", "zstd"):
        answer = api("/es/latest", headers={"accept-encoding": name})
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == (name, "accept-encoding")
        assert answer.json() == plain.json()
        tags.add(answer.headers["etag"])
    assert len(tags) == 4


def test_a_page_of_another_site_may_ask(api: Client) -> None:
    answer = api("/es/latest", "OPTIONS", {"origin": "https://portal.example", "access-control-request-method": "GET"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "*"


def test_the_same_question_is_answered_once_however_many_ask(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicate.service.api import latest

    asked = []
    original = latest.events
    monkeypatch.setattr(latest, "events", lambda *args: asked.append(1) or original(*args))
    one, other = "/es/latest?limit=2&topic=prevention,heart", "/ES/latest?topic=heart,prevention&limit=2"
    answers = api.at_once([one, other] * 20)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    api("/es/latest?limit=2&topic=heart,prevention&since=")
    assert len(asked) == 1


@pytest.mark.parametrize("root", ["", "/health"])
def test_it_may_be_mounted_or_given_whole_requests_below_any_prefix(first: Client, root: str) -> None:
    settings = replace(first.service.library.settings, base_url=f"https://feeds.example.org{root}/")
    made = replace(first.service, library=replace(first.service.library, settings=settings))
    mounted = Starlette(routes=[Mount("/v1", application(made))])
    for app, prefix in ((application(made), f"{root}/v1"), (application(made), "/v1"), (mounted, "/v1")):
        answer = Client(made, app)("/es/latest?limit=1", root=prefix)
        assert answer.status_code == 200, answer.text
        assert answer.json()["next"].startswith(f"https://feeds.example.org{root}/v1/es/latest?before=")


# ── what it refuses ─────────────────────────────────────────────────────────────────────────────


def test_what_is_wrong_with_a_question_is_told_with_what_is_nearest(api: Client) -> None:
    for path, parameter, near in (
        ("/es/latest?topic=preventoin", "topic", "prevention"),
        ("/es/latest?topic=heart,Heart", "topic", "heart"),
        ("/es/latest?audience=clinicians", "audience", "clinician"),
        ("/es/latest?feed=al", "feed", "all"),
        ("/es/latest?lmit=3", "lmit", "limit"),
        ("/es/latest?limit=0", "limit", None),
        ("/es/latest?limit=101", "limit", None),
        ("/es/latest?limit=ten", "limit", None),
        ("/es/latest?limit=", "limit", None),
        ("/es/latest?limit=3&limit=4", "limit", None),
        ("/es/latest?since=yesterday", "since", None),
        ("/es/latest?since=2026-02-30", "since", None),
        ("/es/latest?since=2027-01-01", "since", None),
        ("/es/latest?since=2026-11-22T08:00:00", "since", None),
        ("/es/latest?before=3", "before", None),
        ("/es/latest?include=gone", "include", None),
        ("/es/latest?topic=,", "topic", None),
        ("/languages?lang=es", "lang", None),
        ("/corrections?lang=esp", "lang", "es"),
        ("/corrections?since=8a67224eeea40c8f.2", "since", None),
        ("/withdrawals?before=8a67224eeea40c8f.2.2", "before", None),
    ):
        wrong = api.wrong(path)
        assert list(wrong) == [parameter], path
        assert wrong[parameter][1] == near, path
    assert list(api.wrong("/es/latest?limit=0&since=x")) == ["since", "limit"], "all of it at once"


def test_an_address_that_is_none_says_where_to_look(api: Client) -> None:
    assert api.wrong("/es-MX/latest", 404)["lang"][1] == "es"
    assert api.wrong("/eng/latest", 404)["lang"][1] == "en"
    for path in ("/", "", "/es", "/es/latest/", "/nothing", "/es/latest.json"):
        assert "openapi.json" in api.problem(path, 404)["detail"]
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert api.problem("/es/latest", 405, method)["detail"] == "this address answers to GET, HEAD, OPTIONS"
        assert api("/es/latest", method).headers["allow"] == "GET, HEAD, OPTIONS"


def test_before_the_first_publish_it_asks_for_a_minute(tmp_path: Path) -> None:
    api = Client(service(tmp_path, publish=False))
    for path in ADDRESSES:
        assert "nothing has been published" in api.problem(path, 503)["detail"]
        assert api(path).headers["retry-after"] == "60"
    api.service.database.close()


def test_a_library_for_partners_only_gives_nothing_away(api: Client) -> None:
    closed = Client(replace(api.service, settings=replace(api.service.settings, public=False)))
    for path in ADDRESSES:
        told = closed.problem(path, 403)
        assert "ask the publisher" in told["detail"]
        assert "sleep" not in json.dumps(told)


def test_a_feed_that_was_closed_long_ago_is_gone(first: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = first.service.shelf.edition
    assert edition is not None
    path = "es/reviewed/feed.json"
    gone = {**edition.resources, path: replace(edition.resources[path], is_gone=True)}
    monkeypatch.setattr(first.service.shelf, "_edition", replace(edition, resources=gone))
    for path in ("/es/latest?feed=reviewed", "/es/items/hands?feed=reviewed"):
        assert first.problem(path, 410)["type"] == "urn:syndicate:problem:closed"
    assert first.json("/es/latest")["count"] == 2


def test_a_feed_that_another_language_has_is_told(first: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = first.service.shelf.edition
    assert edition is not None
    english, spanish = edition.manifest.languages
    shorter = {**spanish, "feeds": [feed for feed in spanish["feeds"] if feed["id"] != "reviewed"]}
    manifest = replace(edition.manifest, languages=(english, shorter))
    monkeypatch.setattr(first.service.shelf, "_edition", replace(edition, manifest=manifest))
    assert "not published in es, but in en" in first.wrong("/es/latest?feed=reviewed", 404)["feed"][0]


def test_an_edition_that_was_cleared_away_meanwhile_is_asked_for_again(first: Client) -> None:
    edition = first.service.shelf.edition
    assert edition is not None
    shutil.rmtree(edition.folder)
    assert "come back in a minute" in first.problem("/es/items/hands", 503)["detail"]
    assert first("/es/items/hands").headers["retry-after"] == "60"
