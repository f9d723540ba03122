"""Feed deltas (RFC 3229): who gets one, and who is better served with the whole."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bare_client import Client, raw
from service_kit import service
from small_library import HOUR, NOON, SmallLibrary

from syndicate.service.context import Service


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Service]:
    made = service(tmp_path, encode=True)
    yield made
    made.database.close()


@pytest.fixture
def get(served: Service) -> Client:
    return Client(served)


def moved(made: Service) -> None:
    small = SmallLibrary(made.library.root)
    small.article("hands", body="Dry them with a clean towel.")
    small.publish(NOON + HOUR)
    made.shelf.refresh()


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml", "feed.json"])
def test_a_reader_that_takes_deltas_gets_what_changed_only(served: Service, get: Client, name: str) -> None:
    path, agent = f"/en/{name}", "newsboat/2.21.0 (Linux x86_64)"
    first = get(path, user_agent=agent, a_im="feed", accept_encoding="gzip")
    assert first.status_code == 200
    moved(served)
    tag = first.headers["etag"]
    changed = get(path, user_agent=agent, a_im="feed", if_none_match=tag)
    assert (changed.status_code, changed.headers["im"], changed.headers["delta-base"]) == (226, "feed", tag)
    assert b"clean towel" in raw(changed)
    assert b"Sleeping well" not in raw(changed)
    whole = get(path)
    assert b"Sleeping well" in raw(whole)
    assert changed.headers["etag"] == whole.headers["etag"], "of what the reader has now"
    assert get(path, user_agent=agent, a_im="feed", if_none_match=changed.headers["etag"]).status_code == 304


def test_rss2email_which_takes_a_delta_for_an_error_gets_the_whole(served: Service, get: Client) -> None:
    tag = get("/en/atom.xml").headers["etag"]
    moved(served)
    answer = get("/en/atom.xml", user_agent="rss2email/3.13.1", a_im="feed", if_none_match=tag)
    assert answer.status_code == 200
    assert b"Sleeping well" in raw(answer)


def test_a_version_that_nobody_knows_any_more_gets_the_whole(served: Service, get: Client) -> None:
    moved(served)
    answer = get("/en/atom.xml", user_agent="newsboat/2.21.0", a_im="feed", if_none_match='"old"')
    assert answer.status_code == 200


def test_of_versions_among_which_is_the_present_one_there_is_no_delta(served: Service, get: Client) -> None:
    old = get("/en/atom.xml").headers["etag"]
    moved(served)
    both = f"{old}, {get('/en/atom.xml').headers['etag']}"
    assert get("/en/atom.xml", user_agent="newsboat/2.21.0", a_im="feed", if_none_match=both).status_code == 304


def test_a_proxy_that_renews_what_it_stored_gets_the_whole(served: Service, get: Client) -> None:
    """The tag is the proxy's own then, and the reader behind it may have nothing yet."""
    tag = get("/en/atom.xml").headers["etag"]
    moved(served)
    for headers in ({"x_forwarded_for": "192.0.2.1"}, {"via": "1.1 cache.example"}):
        answer = get("/en/atom.xml", user_agent="newsboat/2.21.0", a_im="feed", if_none_match=tag, **headers)
        assert (answer.status_code, b"Sleeping well" in raw(answer)) == (200, True)


def test_a_version_that_is_gone_from_the_disk_gets_the_whole(served: Service, get: Client) -> None:
    tag = get("/en/atom.xml").headers["etag"]
    moved(served)
    shutil.rmtree(served.shelf.former[0].folder)
    assert get("/en/atom.xml", user_agent="newsboat/2.21.0", a_im="feed", if_none_match=tag).status_code == 200
