"""curl, the program, against the running service and behind nginx: each header that a condition is made of."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import feed_readers
import httpx
import pytest
from real_service import RealService, running, until
from service_kit import LOOPBACK
from small_library import DAY, HOUR, NOON, SmallLibrary
from test_service_running_docs import nginx

pytestmark = [pytest.mark.slow, LOOPBACK]

FEED, PAGE, ARCHIVE = "es/atom.xml", "en/items/hands.html", "en/archive/1/atom.xml"
DATE, LATER, EARLIER = "Sun, 22 Nov 2026 12:00:00 GMT", "Mon, 23 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 2026 12:00:00 GMT"


@dataclass(frozen=True)
class Answer:
    """What curl was answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Curl:
    """curl at the addresses of a server; it says nothing that is not said here, but its User-Agent and Accept."""

    url: str
    options: tuple[str, ...] = ()

    def __call__(self, path: str, *options: str, **headers: str) -> Answer:
        return self.each([path], *options, **headers)[0]

    def each(self, paths: list[str], *options: str, **headers: str) -> list[Answer]:
        """Several addresses in one run."""
        fields = [part for name, text in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {text}")]
        command = [feed_readers.program("curl"), "-sS", "-i", "--noproxy", "*", *self.options, *options, *fields]
        done = subprocess.run([*command, *(f"{self.url}{path}" for path in paths)], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return list(_answers(done.stdout))


def _answers(data: bytes) -> Iterator[Answer]:
    while data:
        head, _, rest = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        length = len(rest) if "content-encoding" in headers else length  # as curl decoded it: one answer at a time
        length = 0 if re.match(rb"HTTP/", rest) or not rest else length  # to a HEAD
        yield Answer(int(first.split()[1]), headers, rest[:length])
        data = rest[length:]


@contextmanager
def serving(root: Path) -> Iterator[RealService]:
    small = SmallLibrary.begin(root, topics={"prevention": {}}, service={"publish_due": False, "max_age": 1})
    small.publish()
    with running(root) as made:
        made.until_encoded(FEED, ARCHIVE)
        yield made


@contextmanager
def fronted(folder: Path, served: RealService) -> Iterator[Curl]:
    """The same behind nginx as the docs have it."""
    with nginx(folder, f"127.0.0.1:{served.port}") as front:
        yield Curl(f"{front.url}/", ("--insecure", "--http1.1"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealService]:
    with serving(tmp_path_factory.mktemp("library")) as made:
        yield made


@pytest.fixture
def curl(served: RealService) -> Curl:
    return Curl(served.url)


@pytest.fixture(scope="module")
def behind(served: RealService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Curl]:
    with fronted(tmp_path_factory.mktemp("fronts") / "nginx", served) as made:
        yield made


def test_a_feed_says_what_it_is(curl: Curl, served: RealService) -> None:
    answer = curl(FEED)
    assert answer.body == (served.feeds / FEED).read_bytes()
    told = {name: answer.headers[name] for name in ("content-type", "content-language", "vary", "last-modified")}
    assert told == {
        "content-type": "application/atom+xml; charset=utf-8",
        "content-language": "es",
        "vary": "accept-encoding",
        "last-modified": DATE,
    }
    base = "https://feeds.example.org/"
    assert answer.headers["link"] == f'<{base}{FEED}>; rel="self", <{base}websub>; rel="hub"'
    assert "rel" not in curl(PAGE).headers.get("link", "")
    assert curl("es/rss.xml").headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert curl("es/feed.json").headers["content-type"] == "application/feed+json; charset=utf-8"
    assert curl(PAGE).headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("place", ["curl", "behind"])
def test_compressed(place: str, request: pytest.FixtureRequest, served: RealService) -> None:
    answer = request.getfixturevalue(place)(FEED, "--compressed")
    assert answer.headers["content-encoding"] in ("br", "zstd"), "the shortest of those that curl can read"
    assert answer.body == (served.feeds / FEED).read_bytes()


CONDITIONS = [
    ({"if_none_match": "{tag}"}, 304),
    ({"if_none_match": "W/{tag}"}, 304),
    ({"if_none_match": '"x", {tag} , W/"y"'}, 304),
    ({"if_none_match": "*"}, 304),
    ({"if_none_match": '"x"'}, 200),
    ({"if_none_match": "{br}", "accept_encoding": "br"}, 304),
    ({"if_modified_since": DATE}, 304),
    ({"if_modified_since": EARLIER}, 200),
    ({"if_modified_since": "yesterday"}, 200),
    ({"if_none_match": '"x"', "if_modified_since": LATER}, 200),
]
OURS = [  # where nginx sends the whole to be on the safe side
    ({"if_modified_since": LATER}, 304),
    ({"if_none_match": "{tag}", "if_modified_since": EARLIER}, 304),
    ({"if_modified_since": "Sunday, 22-Nov-26 12:00:00 GMT"}, 304),
    ({"if_modified_since": "Sun Nov 22 12:00:00 2026"}, 304),
    ({"if_none_match": "{br}"}, 304),  # the same bytes in another encoding
    ({"if_match": "{tag}"}, 200),
    ({"if_match": "*"}, 200),
    ({"if_match": '"x"'}, 412),
    ({"if_match": "W/{tag}"}, 412),
    ({"if_unmodified_since": DATE}, 200),
    ({"if_unmodified_since": EARLIER}, 412),
]


@pytest.mark.parametrize(
    ("place", "headers", "status"),
    [("curl", *case) for case in CONDITIONS + OURS] + [("behind", *case) for case in CONDITIONS],
)
def test_each_condition(
    request: pytest.FixtureRequest, place: str, headers: dict[str, str], status: int, served: RealService
) -> None:
    """nginx compares with what it has stored, by itself."""
    curl = request.getfixturevalue(place)
    tags = {"tag": curl(FEED).headers["etag"], "br": curl(FEED, accept_encoding="br").headers["etag"]}
    asked = {name: text.format(**tags) for name, text in headers.items()}
    got, head = curl(FEED, **asked), curl(FEED, "--head", **asked)
    assert (got.status, head.status, head.body) == (status, status, b"")
    if status == 200:
        assert got.body == (served.feeds / FEED).read_bytes()
    if status == 304:
        assert got.body == b""
        assert got.headers["etag"] in tags.values()
        assert (got.headers["last-modified"], got.headers["vary"]) == (DATE, "accept-encoding")
        assert "content-length" not in got.headers


@pytest.mark.parametrize("place", ["curl", "behind"])
def test_dates_and_tags_that_curl_keeps_in_files(
    request: pytest.FixtureRequest, place: str, tmp_path: Path, served: RealService
) -> None:
    """-z with the date of a file, and --etag-save with --etag-compare: as scripts poll."""
    curl = request.getfixturevalue(place)
    kept, tag = tmp_path / "atom.xml", tmp_path / "etag"
    curl.each([FEED], "--remote-time", "--output", str(kept), "--etag-save", str(tag))
    assert kept.read_bytes().endswith((served.feeds / FEED).read_bytes())
    assert curl(FEED, "-z", str(kept)).status == 304
    assert curl(FEED, "-z", "2026-11-21").status == 200
    assert curl(FEED, "-z", "-2026-11-23").status == 200
    assert curl(FEED, "--etag-compare", str(tag)).status == 304


@pytest.mark.parametrize("place", ["curl", "behind"])
def test_a_download_that_broke_off_goes_on_where_it_ended(
    request: pytest.FixtureRequest, place: str, served: RealService
) -> None:
    curl, whole = request.getfixturevalue(place), (served.feeds / ARCHIVE).read_bytes()
    first = curl(ARCHIVE, "--range", "0-99")
    assert (first.status, first.body) == (206, whole[:100])
    assert first.headers["content-range"] == f"bytes 0-99/{len(whole)}"
    rest = curl(ARCHIVE, "--range", "100-", if_range=first.headers["etag"])
    assert (rest.status, rest.body) == (206, whole[100:])
    assert curl(ARCHIVE, "--range", "100-", if_range=first.headers["last-modified"]).body == whole[100:]
    assert curl(ARCHIVE, "--range", "100-", if_range='"another"').body == whole
    assert curl(ARCHIVE, "--range", "9999999-").status == 416
    assert curl(ARCHIVE, "--range", "0-1,4-5").status == 200
    assert curl(FEED, "--range", "0-9").status == 200, "a subscription document is never cut"


def test_a_part_is_asked_for_by_get_alone(curl: Curl) -> None:
    assert curl(ARCHIVE, "--head", "--range", "0-9").status == 200


def test_http_1_0(curl: Curl, served: RealService) -> None:
    answer = curl(FEED, "--http1.0")
    assert (answer.status, answer.body) == (200, (served.feeds / FEED).read_bytes())
    assert curl(FEED, "--http1.0", if_none_match=answer.headers["etag"]).status == 304


def test_one_connection_for_many_requests(served: RealService) -> None:
    """Also after a 304, a HEAD, a 404 and a 412, none of which leaves anything behind in the connection."""
    verbose = subprocess.run(
        [feed_readers.program("curl"), "-sv", "--noproxy", "*", "-o", "/dev/null", "-H", "If-None-Match: *"]
        + [f"{served.url}{path}" for path in (FEED, "nothing", PAGE, "es", FEED)],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    assert [line.split()[2] for line in verbose.splitlines() if line.startswith("< HTTP/")] == [
        "304",
        "404",
        "304",
        "301",
        "304",
    ]
    assert verbose.count("Connected to") == 1


def test_requests_in_one_piece_are_answered_in_their_order(served: RealService) -> None:
    import socket

    asked = [("GET", FEED, ""), ("GET", FEED, "If-None-Match: *\r\n"), ("HEAD", PAGE, ""), ("GET", "nothing", "")]
    asked += [("GET", PAGE, "Connection: close\r\n")]
    data = "".join(f"{method} /{path} HTTP/1.1\r\nHost: x\r\n{more}\r\n" for method, path, more in asked)
    with socket.create_connection(("127.0.0.1", served.port), 30) as client:
        client.sendall(data.encode())
        got = b""
        while part := client.recv(65_536):
            got += part
    assert [answer.status for answer in _answers(got)] == [200, 304, 200, 404, 200]
    assert got.endswith((served.feeds / PAGE).read_bytes())


# ── behind a cache, through a publish ───────────────────────────────────────────────────────────


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[RealService]:
    with serving(tmp_path / "library") as made:
        yield made


@pytest.fixture
def before_it(changing: RealService, tmp_path: Path) -> Iterator[Curl]:
    with fronted(tmp_path / "nginx", changing) as made:
        yield made


def test_behind_nginx_a_publish_comes_through_and_a_new_reader_gets_the_whole(
    before_it: Curl, changing: RealService
) -> None:
    """nginx renews what it stored with its own tag: the answer must be one for everybody."""
    feed, agent = "en/atom.xml", {"user_agent": "newsboat/2.21.0 (Linux x86_64)", "a_im": "feed"}
    before = [before_it(feed, **more) for more in ({}, agent)]
    small = SmallLibrary(changing.feeds.parent)
    small.article("hands", body="Dry them with a clean towel.")
    small.publish(NOON + HOUR)
    changing.until_served()
    new = (small.feeds / feed).read_bytes()
    for more, old in zip(({}, agent), before, strict=True):
        seen: list[Answer] = []

        def renewed(more: dict[str, str] = more, seen: list[Answer] = seen) -> bool:
            seen.append(before_it(feed, **more))
            return seen[-1].body == new

        until(renewed)
        assert {answer.status for answer in seen} == {200}
        assert {answer.body for answer in seen} <= {old.body, new}
        assert seen[-1].headers["last-modified"] == "Sun, 22 Nov 2026 13:00:00 GMT"
        assert before_it(feed, if_none_match=seen[-1].headers["etag"], **more).status == 304
        assert before_it(feed, if_none_match=old.headers["etag"], **more).body == new


def test_behind_nginx_a_page_that_was_withdrawn_is_gone(before_it: Curl, changing: RealService) -> None:
    assert before_it(PAGE).status == 200
    small = SmallLibrary(changing.feeds.parent)
    small.article("hands", withdrawn={"on": "2026-11-23", "reason": "It was wrong."})
    small.publish(NOON + DAY)
    changing.until_served()
    until(lambda: before_it(PAGE).status == 410)
    assert b"It was wrong." in before_it(PAGE).body
    assert httpx.get(f"{changing.url}{PAGE}").status_code == 410
