"""The published files over HTTP: what a reader, a cache, a portal and a careless client get."""

import gzip
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from bare_client import Client, raw
from libraries import configure
from service_kit import clock, service
from small_library import DAY, HOUR, NOON, SmallLibrary

from syndicate.service.context import Service
from syndicate.service.feeds import Feeds
from syndicate.service.http.document import Document

FEED = "/es/atom.xml"
DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Service]:
    made = service(tmp_path, encode=True, library={"topics": {"prevention": {}}})
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    made = service(tmp_path_factory.mktemp("shared"), encode=True, library={"topics": {"prevention": {}}})
    yield Client(made)
    made.database.close()


@pytest.fixture
def get(request: pytest.FixtureRequest) -> Client:
    """Asks the test's own service where it has one, else that of all tests that only ask."""
    if "served" in request.fixturenames:
        return Client(request.getfixturevalue("served"))
    client = request.getfixturevalue("shared")
    assert isinstance(client, Client)
    return client


def test_a_feed_is_the_published_file_with_everything_that_readers_look_at(served: Service, get: Client) -> None:
    answer = get(FEED)
    assert answer.status_code == 200
    assert raw(answer) == (served.library.feeds / "es" / "atom.xml").read_bytes()
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["content-language"] == "es"
    assert answer.headers["content-length"] == str(len(raw(answer)))
    assert answer.headers["last-modified"] == "Sun, 22 Nov 2026 12:00:00 GMT"
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"
    base = served.library.settings.base_url
    assert answer.headers["link"] == f'<{base}es/atom.xml>; rel="self", <{base}websub>; rel="hub"'
    assert "content-encoding" not in answer.headers


def test_every_file_of_the_manifest_can_be_fetched(served: Service, get: Client) -> None:
    edition = served.shelf.edition
    assert edition is not None
    for path, file in edition.manifest.files.items():
        answer = get(f"/{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, file.media_type), path
        assert raw(answer) == (served.library.feeds / path).read_bytes()
    assert json.loads(raw(get("/index.json")))["schema"] == "syndicate.index/1"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_an_encoding_has_a_tag_of_its_own_and_the_same_bytes_inside(get: Client, encoding: str) -> None:
    plain, answer = get(FEED), get(FEED, accept_encoding=encoding)
    assert answer.headers["content-encoding"] == encoding
    assert DECODERS[encoding](raw(answer)) == raw(plain)
    assert len(raw(answer)) == int(answer.headers["content-length"]) < len(raw(plain))
    assert answer.headers["etag"] != plain.headers["etag"]
    assert answer.headers["last-modified"] == plain.headers["last-modified"]
    assert get(FEED, accept_encoding=encoding, if_none_match=answer.headers["etag"]).status_code == 304


def test_whoever_forbids_every_encoding_is_told(get: Client) -> None:
    answer = get(FEED, accept_encoding="identity;q=0, *;q=0")
    assert answer.status_code == 406
    assert b"identity" in raw(answer)


def test_head_is_get_without_a_body(get: Client) -> None:
    for headers in ({}, {"accept_encoding": "br"}, {"if_none_match": "*"}):
        head, whole = get(FEED, "HEAD", **headers), get(FEED, **headers)
        assert raw(head) == b""
        assert (head.status_code, dict(head.headers)) == (whole.status_code, dict(whole.headers))


def test_a_part_is_asked_for_by_get_alone(get: Client) -> None:
    """RFC 9110 §14.2."""
    head = get("/en/archive/1/atom.xml", "HEAD", range="bytes=0-9")
    assert (head.status_code, head.headers["accept-ranges"]) == (200, "bytes")


def test_a_304_repeats_what_a_cache_needs_and_has_no_body(get: Client) -> None:
    first = get(FEED, accept_encoding="br")
    again = get(FEED, accept_encoding="br", if_none_match=first.headers["etag"])
    assert (again.status_code, raw(again)) == (304, b"")
    kept = ("etag", "last-modified", "cache-control", "vary", "link", "content-language")
    assert {name: again.headers[name] for name in kept} == {name: first.headers[name] for name in kept}
    assert not {"content-length", "content-type", "content-encoding"} & set(again.headers)


def test_conditions_in_the_order_of_the_rfc(get: Client) -> None:
    first = get(FEED)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    later, earlier = "Mon, 23 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 2026 12:00:00 GMT"
    for headers, status in [
        ({"if_none_match": tag}, 304),
        ({"if_none_match": f'"x", W/{tag}'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"x"'}, 200),
        ({"if_modified_since": date}, 304),
        ({"if_modified_since": later}, 304),
        ({"if_modified_since": earlier}, 200),
        ({"if_modified_since": "nonsense"}, 200),
        ({"if_none_match": '"x"', "if_modified_since": later}, 200),  # the tag wins
        ({"if_none_match": tag, "if_modified_since": earlier}, 304),
        ({"if_match": tag}, 200),
        ({"if_match": '"x"'}, 412),
        ({"if_match": f"W/{tag}"}, 412),
        ({"if_unmodified_since": date}, 200),
        ({"if_unmodified_since": earlier}, 412),
        ({"if_match": '"x"', "if_none_match": tag}, 412),
    ]:
        assert get(FEED, **headers).status_code == status, headers


def test_a_reader_that_holds_another_encoding_of_the_same_bytes_has_them(get: Client) -> None:
    plain = get(FEED).headers["etag"]
    again = get(FEED, accept_encoding="br", if_none_match=plain)
    assert (again.status_code, again.headers["etag"]) == (304, plain)


def test_a_publish_moves_tag_and_date_forward_and_a_poll_gets_the_new_bytes(served: Service, get: Client) -> None:
    before = get(FEED)
    small = SmallLibrary(served.library.root)
    small.article(
        "hands", title="Washing your hands", body="Dry them with a clean towel.\n\n## How long\n\nWash for 20 seconds."
    )
    clock(served).forward(HOUR)
    small.publish(NOON + HOUR)
    assert get(FEED, if_none_match=before.headers["etag"]).status_code == 304, "nothing changes before the swap"
    assert served.shelf.refresh()
    after = get("/en/atom.xml")
    assert after.headers["last-modified"] == "Sun, 22 Nov 2026 13:00:00 GMT"
    assert b"clean towel" in raw(after)


def test_an_answer_that_has_begun_is_not_touched_by_the_next_publish(served: Service) -> None:
    edition = served.shelf.edition
    assert edition is not None
    before = edition.read("en/atom.xml")
    small = SmallLibrary(served.library.root)
    small.article("hands", title="Soap", body="Bring soap.")
    small.publish(NOON + HOUR)
    assert (served.library.feeds / "en" / "atom.xml").read_bytes() != before
    assert edition.read("en/atom.xml") == before
    served.shelf.refresh()
    assert edition.read("en/atom.xml") == before


def test_ranges_of_an_archive_page(get: Client) -> None:
    page = "/en/archive/1/atom.xml"
    whole = get(page)
    assert whole.headers["accept-ranges"] == "bytes"
    part = get(page, range="bytes=10-19")
    assert (part.status_code, raw(part)) == (206, raw(whole)[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(raw(whole))}"
    assert get(page, range="bytes=0-9", if_range=whole.headers["etag"]).status_code == 206
    assert get(page, range="bytes=0-9", if_range='"other"').status_code == 200
    beyond = get(page, range="bytes=99999999-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(raw(whole))}")
    zipped = get(page, accept_encoding="gzip")
    assert raw(get(page, accept_encoding="gzip", range="bytes=0-9")) == raw(zipped)[:10], "of the encoded bytes"


def test_a_subscription_document_is_always_whole(get: Client) -> None:
    answer = get(FEED, range="bytes=0-9")
    assert answer.status_code == 200
    assert "accept-ranges" not in answer.headers


def test_json_can_be_read_by_other_sites_pages(get: Client) -> None:
    assert get("/es/feed.json").headers["access-control-allow-origin"] == "*"
    asked = get("/es/feed.json", "OPTIONS", origin="https://portal.example", access_control_request_method="GET")
    assert asked.status_code == 204
    assert "GET" in asked.headers["access-control-allow-methods"]


def test_the_start_page_and_folders(served: Service, get: Client) -> None:
    assert raw(get("/")) == (served.library.feeds / "index.html").read_bytes()
    assert raw(get("/es/")) == (served.library.feeds / "es" / "index.html").read_bytes()
    moved = get("/es")
    assert (moved.status_code, moved.headers["location"]) == (301, "es/")


def test_below_a_path_of_the_base_url(tmp_path: Path) -> None:
    made = service(tmp_path, library={"base_url": "https://example.org/health/"})
    get = Client(made)
    assert raw(get("/health/es/atom.xml")) == raw(get("/es/atom.xml")), "a proxy may strip the prefix, or not"
    assert '<https://example.org/health/es/atom.xml>; rel="self"' in get("/es/atom.xml").headers["link"]
    assert get("/health").status_code == 200
    made.database.close()


@pytest.mark.parametrize(
    "path",
    [
        "/es/atm.xml",
        "/es/../en/atom.xml/../../../etc/passwd",
        "/%2e%2e/syndicate.toml",
        "/..%2fsyndicate.toml",
        "/es%2Fatom.xml",
        "/es/atom.xml%00.html",
        "/%00",
        "//etc/passwd",
        "/es//atom.xml",
        "/es/atom.xml/",
        "/.syndicate/cache",
        "/state/service.db",
        "/%ff%fe",
        "/" + "a" * 3000,
    ],
)
def test_whatever_is_not_published_is_not_found(get: Client, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404, raw(answer)
    assert answer.headers["content-type"].startswith("text/plain")
    assert "no-store" in answer.headers["cache-control"]


def test_a_mistyped_address_names_the_right_one(get: Client) -> None:
    assert b"https://feeds.example.org/es/atom.xml" in raw(get("/es/atm.xml"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "PROPFIND"])
def test_another_method_is_told_which_there_are(get: Client, method: str) -> None:
    answer = get(FEED, method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_what_is_too_long_is_told_even_where_the_address_is_right(get: Client) -> None:
    get(FEED)
    assert get(f"{FEED}?{'a' * 5000}").status_code == 414
    assert get(FEED, x_cookie="a" * 20_000).status_code == 431
    assert get(f"{FEED}?utm_source=mail").status_code == 200


def test_before_the_first_publish_everything_says_so(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    answer = Client(made)(FEED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    made.database.close()


def test_the_page_of_a_withdrawn_article_is_gone_and_says_why(served: Service, get: Client) -> None:
    small = SmallLibrary(served.library.root)
    small.article("hands", withdrawn={"on": "2026-11-23", "reason": "It was wrong."})
    small.publish(NOON + DAY)
    served.shelf.refresh()
    answer = get("/en/items/hands.html")
    assert answer.status_code == 410
    assert b"It was wrong." in raw(answer)
    assert get("/en/items/hands.html", if_none_match="*").status_code == 410
    assert json.loads(raw(get("/en/items/hands.json")))["_syndicate"]["status"] == "withdrawn", (
        "a machine reads what became of it"
    )
    assert get("/en/items/sleep.html").status_code == 200


def test_a_retired_feed_says_goodbye_and_is_gone_when_the_notice_is_over(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"languages": ["en", "es"], "notice_days": 30}
    small = SmallLibrary.begin(tmp_path, topics={"prevention": {}}, **settings)
    small.publish(NOON)
    configure(tmp_path, topics={"prevention": {"retired": "2026-11-23"}}, **settings)
    SmallLibrary(tmp_path).publish(NOON + DAY)
    made = service(tmp_path, publish=False, at=NOON + DAY)
    made.shelf.refresh()
    get, feed = Client(made), "/en/topics/prevention/atom.xml"
    closing = get(feed)
    assert closing.status_code == 200
    clock(made).forward(timedelta(days=60))
    assert made.shelf.refresh(), "time alone ends the notice"
    gone = get(feed)
    assert (gone.status_code, gone.headers["content-type"]) == (410, "application/atom+xml; charset=utf-8")
    assert "hub" not in gone.headers["link"]
    made.database.close()


def test_a_file_that_somebody_wrote_into_is_not_served_under_its_old_tag(served: Service, get: Client) -> None:
    path = served.library.feeds / "es" / "rss.xml"
    path.write_bytes(path.read_bytes().replace(b"<rss", b"<RSS"))
    assert get("/es/rss.xml").status_code == 503
    assert get(FEED).status_code == 200


def test_feeds_for_partners_only_leave_pages_for_patients(tmp_path: Path) -> None:
    made = service(tmp_path, public=False)
    get = Client(made)
    assert get(FEED).status_code == 403
    assert get("/es/latest.json").status_code == 403
    assert get("/es/items/hands.json").status_code == 403
    assert get("/es/items/hands.html").status_code == 200
    assert get("/withdrawals.json").status_code == 200, "whoever copied an article must be able to hear of it"
    made.database.close()


def test_an_answer_from_before_its_encodings_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = service(tmp_path)
    get, make = Client(made), Feeds._document

    def encoded_meanwhile(self: Feeds, *asked: Any) -> Document:
        document = make(self, *asked)
        made.shelf.encode()
        return document

    monkeypatch.setattr(Feeds, "_document", encoded_meanwhile)
    assert "content-encoding" not in get(FEED, accept_encoding="br").headers
    assert get(FEED, accept_encoding="br").headers["content-encoding"] == "br"
    made.database.close()


def test_encodings_that_somebody_deleted_are_no_error(served: Service, get: Client) -> None:
    shutil.rmtree(served.library.work / "served" / "encoded")
    answer = get(FEED, accept_encoding="br")
    assert (answer.status_code, "content-encoding" in answer.headers) == (200, False)
    served.shelf.encode()
    assert get(FEED, accept_encoding="br").headers["content-encoding"] == "br"


def test_json_documents_are_json(get: Client) -> None:
    data: dict[str, Any] = json.loads(raw(get("/es/feed.json")))
    assert data["language"] == "es"
