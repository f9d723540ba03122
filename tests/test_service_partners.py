"""Partners' addresses over HTTP: who is let in, what they get, and what ends."""

import asyncio
from datetime import timedelta
from pathlib import Path

import feedparser
import httpx
import pytest
from partners_kit import admitted, ask, basic, flushed, publish, usual
from service_kit import clock, service
from small_library import DAY, HOUR, NOON, SmallLibrary
from sqlalchemy import select

from syndicate.feeds import validate
from syndicate.service.partners import documents, registry, tokens, views
from syndicate.service.partners.room import Partners
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import partner_fetches
from syndicate.service.storage.tables import views as kept_views

# ── who is let in ───────────────────────────────────────────────────────────────────────────────


def test_a_secret_address_opens_the_partners_documents(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    _, token = admitted(made)
    room = Partners(made)
    for name, kind in (
        ("atom.xml", "atom+xml"),
        ("rss.xml", "rss+xml"),
        ("feed.json", "feed+json"),
        ("latest.json", "json"),
    ):
        answer = ask(room, f"/p/{token}/es/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"application/{kind}; charset=utf-8"
        assert answer.headers["content-language"] == "es"
        assert answer.headers["cache-control"] == "private, max-age=300"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert token not in answer.text + str(answer.headers)


def test_so_does_a_password(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    admitted(made, "other")
    room = Partners(made)
    refused = ask(room, "/partners/portal/es/atom.xml")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Basic realm="partners", charset="UTF-8"'
    answer = ask(room, "/partners/portal/es/atom.xml", headers=basic("portal", token))
    assert (answer.status_code, answer.text) == (200, ask(room, f"/p/{token}/es/atom.xml").text)
    for name, headers in (
        ("portal", basic("portal", "wrong")),
        ("portal", basic("other", token)),
        ("other", basic("other", token)),
        ("nobody", basic("nobody", token)),
        ("portal", {"authorization": "Basic ???"}),
        ("portal", {"authorization": f"Bearer {token}"}),
    ):
        other = ask(room, f"/partners/{name}/es/atom.xml", headers=headers)
        assert (other.status_code, other.text) == (401, refused.text)


def test_an_unknown_secret_opens_nothing_and_tells_nothing(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    room = Partners(made)
    tries = [token[:-1], token + "a", "x", "x" * 300, token.swapcase(), "%00", "%2e%2e", "%C3%BC", f"x%2F{token}"]
    answers = [ask(room, f"/p/{one}/es/atom.xml") for one in tries]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert ask(room, "/p/").status_code == ask(room, "/p").status_code == ask(room, "/partners/").status_code == 404


def test_no_secret_is_kept(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    ask(Partners(made), f"/p/{token}/es/atom.xml")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert token.encode() not in kept
    assert tokens.digest(token).encode() in kept


def test_guessing_is_slowed_down_and_nobody_else_is(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    room = Partners(made)
    codes = [ask(room, f"/p/wrong-{number}/es/atom.xml").status_code for number in range(40)]
    assert codes[0] == 404
    assert codes[-1] == 429
    assert int(ask(room, "/p/wrong/").headers["retry-after"]) <= 60
    assert ask(room, f"/p/{token}/es/atom.xml").status_code == 200, "a right secret is always let in"
    elsewhere = {"x-forwarded-for": "198.51.100.9"}
    assert ask(room, "/p/wrong/", headers=elsewhere).status_code == 429, (
        "who is not trusted cannot name another address"
    )
    clock(made).forward(timedelta(minutes=2))
    assert ask(room, "/p/wrong/").status_code == 404


def test_readers_that_ask_for_a_password_first_are_not_counted(tmp_path: Path) -> None:
    room = Partners(usual(tmp_path))
    assert {ask(room, "/partners/portal/es/atom.xml").status_code for _ in range(40)} == {401}


def test_only_get_and_head(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    answer = ask(Partners(made), f"/p/{token}/es/atom.xml", "POST")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


# ── what they get ───────────────────────────────────────────────────────────────────────────────


def test_what_is_not_in_the_profile_is_not_there_and_the_answer_says_what_is(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made, languages=("es",), formats=("atom", "json"))
    for path in ("en/atom.xml", "es/rss.xml", "es/latest.json", "es/", "es/archive/1/atom.xml", "es/items/hands.json"):
        answer = ask(Partners(made), f"/p/{token}/{path}")
        assert answer.status_code == 404
        assert "es/atom.xml, es/feed.json" in answer.text


def test_there_is_a_page_with_all_addresses(tmp_path: Path) -> None:
    made = service(tmp_path, library={"title": "Health & <b>more</b>"})
    _, token = admitted(made, languages=("es",))
    answer = ask(Partners(made), f"/p/{token}/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert f"https://feeds.example.org/p/{token}/es/feed.json" in answer.text
    assert "Health &amp; &lt;b&gt;more" in answer.text
    assert "/en/" not in answer.text
    by_name = ask(Partners(made), "/partners/portal/", headers=basic("portal", token))
    assert "https://feeds.example.org/partners/portal/es/feed.json" in by_name.text
    assert token not in by_name.text


def test_polling_is_cheap(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    room = Partners(made)
    first = ask(room, f"/p/{token}/es/atom.xml", headers={"accept-encoding": "br"})
    assert first.headers["content-encoding"] == "br"
    assert first.headers["vary"] == "accept-encoding"
    for header in ({"if-none-match": first.headers["etag"]}, {"if-modified-since": first.headers["last-modified"]}):
        again = ask(room, f"/p/{token}/es/atom.xml", headers=header | {"accept-encoding": "br"})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == first.headers["cache-control"]
    head = ask(room, f"/p/{token}/es/atom.xml", "HEAD")
    assert (head.status_code, head.content) == (200, b"")


def test_a_document_is_made_once_however_many_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    made_now: list[str] = []
    real = views.view
    monkeypatch.setattr(documents.make, "view", lambda *given: made_now.append(given[2]) or real(*given))
    room = Partners(made)

    async def many() -> set[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(room), base_url="http://feeds.test") as client:
            answers = await asyncio.gather(*(client.get(f"/p/{token}/es/atom.xml") for _ in range(20)))
        return {answer.status_code for answer in answers}

    assert asyncio.run(many()) == {200}
    assert made_now == ["atom"]
    publish(made, HOUR)  # which changes nothing of it: the manifest's files are the same
    ask(room, f"/p/{token}/es/atom.xml")
    assert made_now == ["atom"]


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path) -> None:
    made = usual(tmp_path, cache_bytes=30_000)
    _, token = admitted(made)
    room = Partners(made)
    for _ in range(2):
        for path in ("es/atom.xml", "es/rss.xml", "es/feed.json", "en/atom.xml"):
            assert ask(room, f"/p/{token}/{path}").status_code == 200
    assert room._documents._kept.held <= 30_000


def test_before_the_first_publish_they_are_told_to_wait(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    _, token = admitted(made)
    answer = ask(Partners(made), f"/p/{token}/es/atom.xml")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


# ── Last-Modified ───────────────────────────────────────────────────────────────────────────────


def test_last_modified_increases_with_the_bytes_on_all_servers(database: Database) -> None:
    def dated(sha256: str, hours: int) -> int:
        with database.begin() as connection:
            at = documents.date(connection, "portal/es/atom.xml", sha256 * 64, NOON + hours * HOUR)
        return int((at - NOON).total_seconds())

    assert dated("a", 0) == 0
    assert dated("a", 1) == 0, "the same bytes are not newer"
    assert dated("b", 2) == 7200
    assert dated("c", 2) == 7201, "another content of the same publish: a new release of the program, say"
    assert dated("a", 1) == 3600, "a server that is behind"
    assert dated("c", 2) == 7201, "has moved nothing"
    assert dated("d", 2) == 7202


def test_last_modified_increases_with_the_profile_on_all_servers(database: Database) -> None:
    def dated(sha256: str, hours: int, changed: float | None) -> int:
        at = NOON + changed * HOUR if changed else None
        with database.begin() as connection:
            found = documents.date(connection, "portal/es/atom.xml", sha256 * 64, NOON + hours * HOUR, at)
        return int((found - NOON).total_seconds())

    assert dated("a", 0, None) == 0
    assert dated("b", 0, 2 + 0.5 / 3600) == 7200, "half a second after that"
    assert dated("c", 0, 2 + 0.7 / 3600) == 7201, "another profile of the same second"
    assert dated("b", 0, 2 + 0.5 / 3600) == 7200, "a server that is behind by a profile"
    assert dated("d", 0, None) == 0, "and one by two"
    assert dated("e", 1, 3) == 10800
    assert dated("f", 0, 3) < 10800, "one that is behind by an edition, though not by the profile"
    assert dated("e", 1, 3) == 10800, "they have moved nothing"


def test_a_new_publish_is_newer(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    _, token = admitted(made)
    room = Partners(made)
    first = ask(room, f"/p/{token}/es/atom.xml")
    SmallLibrary(tmp_path).article("hands", withdrawn={"on": "2026-11-22"})
    publish(made, HOUR)
    second = ask(room, f"/p/{token}/es/atom.xml", headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 200
    dates = [one.headers["last-modified"] for one in (first, second)]
    assert dates == ["Sun, 22 Nov 2026 12:00:00 GMT", "Sun, 22 Nov 2026 13:00:00 GMT"]
    with database.begin() as connection:
        assert len(connection.execute(select(kept_views)).all()) == 1


# ── rotation and the end ────────────────────────────────────────────────────────────────────────


def test_after_a_rotation_both_secrets_count_for_a_while(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    partner, old = admitted(made)
    with database.begin() as connection:
        new = tokens.rotate(connection, partner, made.now(), 14 * DAY)
    room = Partners(made)
    before = ask(room, f"/p/{old}/es/atom.xml")
    assert before.status_code == 200
    assert ask(room, f"/p/{new}/es/atom.xml").headers["etag"] == before.headers["etag"], "the feed is the same"
    clock(made).forward(14 * DAY)
    assert ask(room, f"/p/{old}/es/atom.xml").status_code == 410
    assert ask(room, "/partners/portal/es/atom.xml", headers=basic("portal", old)).status_code == 410
    assert ask(room, f"/p/{new}/es/atom.xml").status_code == 200
    assert ask(room, "/partners/portal/es/atom.xml", headers=basic("portal", new)).status_code == 200


def test_a_rotation_without_overlap_ends_the_old_secret_at_once(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, old = admitted(made)
    with made.database.begin() as connection:
        tokens.rotate(connection, partner, made.now(), timedelta())
    assert ask(Partners(made), f"/p/{old}/es/atom.xml").status_code == 410


def test_who_is_revoked_gets_a_last_entry_in_each_language_and_format(tmp_path: Path) -> None:
    made = usual(tmp_path)
    partner, token = admitted(made)
    room = Partners(made)
    assert ask(room, f"/p/{token}/es/atom.xml").status_code == 200
    with made.database.begin() as connection:
        registry.revoke(connection, partner, made.now())
    checks = {"atom.xml": validate.atom, "rss.xml": validate.rss, "feed.json": validate.json_feed}
    for name, check in checks.items():
        answer = ask(room, f"/p/{token}/es/{name}")
        assert answer.status_code == 410, "at once"
        assert check(answer.content) == ()
        assert "se cerró el 22 de noviembre de 2026" in answer.text
        assert "Lavarse" not in answer.text
    (entry,) = feedparser.parse(ask(room, f"/p/{token}/es/atom.xml").content).entries
    assert entry.id == "tag:example.org,2026:partner/portal/es/closed"
    latest = ask(room, f"/p/{token}/es/latest.json")
    assert (latest.status_code, latest.headers["content-type"]) == (410, "application/problem+json")
    for path in ("", "fr/atom.xml"):
        assert "closed on 2026-11-22" in ask(room, f"/p/{token}/{path}").text


def test_who_has_run_out_too(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made, expires=NOON + DAY)
    room = Partners(made)
    assert ask(room, f"/p/{token}/es/atom.xml").status_code == 200
    clock(made).forward(DAY)
    assert ask(room, f"/p/{token}/es/atom.xml").status_code == 410


def test_a_language_without_words_for_the_end_says_it_in_english(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, languages=["en", "tlh"])
    made = service(small.root)
    partner, token = admitted(made)
    with made.database.begin() as connection:
        registry.revoke(connection, partner, made.now())
    answer = ask(Partners(made), f"/p/{token}/tlh/atom.xml")
    assert (answer.status_code, answer.headers["content-type"]) == (410, "text/plain; charset=utf-8")


# ── receipts ────────────────────────────────────────────────────────────────────────────────────


def test_what_was_fetched_is_written_down_once_for_many_requests(tmp_path: Path, database: Database) -> None:
    made = usual(tmp_path, database=database)
    partner, token = admitted(made)
    room = Partners(made)
    first = ask(room, f"/p/{token}/es/atom.xml", headers={"user-agent": "Portal/1.0"})
    clock(made).forward(HOUR)
    ask(room, f"/p/{token}/es/atom.xml", headers={"if-none-match": first.headers["etag"]})
    for method, headers in (("HEAD", {}), ("GET", {"if-match": '"x"'}), ("GET", {"accept-encoding": "*;q=0"})):
        ask(room, f"/p/{token}/es/atom.xml", method, headers=headers)
    ask(room, f"/p/{token}/xx/atom.xml")
    flushed(room)
    flushed(room)
    with database.begin() as connection:
        (row,) = connection.execute(select(partner_fetches)).all()
    assert (row.partner_id, row.path, row.language, row._mapping["count"]) == (partner.id, "es/atom.xml", "es", 2)
    assert (row.first, row.last, row.first_built, row.last_built) == (NOON, NOON + HOUR, NOON, NOON)


def test_what_cannot_be_written_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicate.errors import StorageError

    made = usual(tmp_path)
    _, token = admitted(made)
    room = Partners(made)
    ask(room, f"/p/{token}/es/atom.xml")

    async def broken(*_: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "run", broken)
        flushed(room)
    ask(room, f"/p/{token}/es/atom.xml")
    flushed(room)
    with made.database.begin() as connection:
        assert [row._mapping["count"] for row in connection.execute(select(partner_fetches))] == [2]


def test_the_last_fetches_are_written_when_the_service_stops(tmp_path: Path) -> None:
    made = usual(tmp_path)
    _, token = admitted(made)
    room = Partners(made)

    async def lived() -> None:
        task = asyncio.create_task(room.run())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(room), base_url="http://feeds.test") as client:
            await client.get(f"/p/{token}/es/atom.xml")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(lived())
    with made.database.begin() as connection:
        assert len(connection.execute(select(partner_fetches)).all()) == 1
