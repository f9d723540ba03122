"""``syndicate partner``: what the publisher types."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from partners_kit import KEY, admitted, ask, fetch, publish, usual
from service_kit import LOOPBACK, clock, serving
from small_library import HOUR, TWO_GATES, SmallLibrary
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syndicate.cli.partners import partner
from syndicate.commands import partner as commands
from syndicate.commands import partner_profile as profiles
from syndicate.errors import UsageError
from syndicate.service.context import Service
from syndicate.service.partners import webhooks
from syndicate.service.partners.extracts import Subjects, extract
from syndicate.service.partners.profiles import Profile
from syndicate.service.partners.room import Partners


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A service; the verbs work with the same one, at its time."""
    here = usual(tmp_path, trusted_hosts=("127.0.0.1",))
    monkeypatch.setattr(commands, "opened", lambda _: here)
    return here


def run(*words: str) -> Result:
    return CliRunner().invoke(partner, words)


def data(*words: str) -> Any:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_add_prints_addresses_that_work(made: Service) -> None:
    done = run("add", "portal", "--lang", "es", "--format", "json", "--format", "atom", "--contact", "Ana")
    assert done.exit_code == 0
    addresses = re.findall(r"https://feeds\.example\.org(/p/\S+)", done.output)
    assert [address.partition("/es/")[2] for address in addresses] == ["atom.xml", "feed.json", ""]
    assert {ask(Partners(made), address).status_code for address in addresses} == {200}


def test_versions_and_dates_go_on_when_another_feed_would_fit_as_well(made: Service) -> None:
    small = SmallLibrary(made.library.root)
    small.configure(**TWO_GATES)
    publish(made)
    here = replace(made, library=small.library)
    profiles.add(here, "portal", Profile(languages=("es",)))
    small.configure(**TWO_GATES | {"min_state": "reviewed", "machine_risk": False})
    later = replace(made, library=small.library)
    shown = commands.show(later, "portal").partner
    assert made.shelf.edition is not None
    own = extract(made.shelf.edition, later.library.settings, shown.profile, "es", Subjects())
    assert own is not None
    assert (own.feed.id, own.folder) == ("reviewed", "es/reviewed/")


def test_add_says_what_it_gave_as_json(made: Service) -> None:
    found = data("add", "portal", "--lang", "es", "--webhook", "https://portal.example/hooks")
    assert found["documents"]["es/feed.json"] == f"https://feeds.example.org/p/{found['token']}/es/feed.json"
    assert found["webhook_secret"].startswith("whsec_")
    assert len(found["token"]) >= 43


def test_a_list_of_nobody_says_so(made: Service) -> None:
    assert run("list").output == "no partners yet: `syndicate partner add NAME`\n"
    assert json.loads(run("list", "--json").output) == []


def test_list_and_show_tell_no_secret(made: Service) -> None:
    given = data("add", "portal", "--lang", "es", "--topic", "prevention", "--limit", "5", "--expires", "2027-01-31",
                 "--webhook", "https://portal.example/hooks", "--contact", "Ana")  # fmt: skip
    for words in (["list"], ["show", "portal"]):
        for done in (run(*words), run(*words, "--json")):
            assert done.exit_code == 0
            assert "prevention" in done.output
            assert given["token"] not in done.output
            assert given["webhook_secret"] not in done.output
    shown = data("show", "portal")
    assert shown["secrets"][0]["hint"] == given["token"][:4]
    assert shown["expires"] == "2027-02-01T00:00:00Z", "the last day counts"
    assert (shown["state"], shown["contact"], shown["limit"]) == ("active", "Ana", 5)


def test_rotate_and_revoke(made: Service) -> None:
    old = data("add", "portal", "--lang", "es")["token"]
    new = data("rotate", "portal", "--overlap", "12h")["token"]
    room = Partners(made)
    assert [ask(room, f"/p/{one}/es/atom.xml").status_code for one in (old, new)] == [200, 200]
    clock(made).forward(12 * HOUR)
    assert [ask(room, f"/p/{one}/es/atom.xml").status_code for one in (old, new)] == [410, 200]
    assert "portal: revoked" in run("revoke", "portal").output
    assert run("revoke", "portal").exit_code == 0, "twice is no mistake"
    assert ask(room, f"/p/{new}/es/atom.xml").status_code == 410
    with pytest.raises(UsageError, match="was revoked: add it anew, under another name"):
        commands.rotate(made, "portal", commands.span("14d"))
    with pytest.raises(UsageError, match="choose another name"):
        profiles.add(made, "portal", Profile())


def test_who_has_run_out_is_revived_before_it_gets_a_secret(made: Service) -> None:
    admitted(made, expires=clock(made).at + HOUR)
    clock(made).forward(HOUR)
    with pytest.raises(UsageError, match=r"its last day is over: .*`syndicate partner change portal --expires DATE`"):
        commands.rotate(made, "portal", commands.span("14d"))
    assert run("change", "portal", "--expires", "never").exit_code == 0
    assert run("rotate", "portal").exit_code == 0


def test_the_report_fails_where_somebody_still_serves_it(made: Service) -> None:
    admitted_partner, _ = admitted(made, languages=("es",))
    fetch(made, admitted_partner)
    assert run("report").exit_code == 0
    SmallLibrary(made.library.root).article("hands", withdrawn={"on": "2026-11-22"})
    SmallLibrary(made.library.root).publish(clock(made).forward(HOUR))
    done = run("report")
    assert (done.exit_code, "STILL SERVED" in done.output) == (1, True)
    assert json.loads(run("report", "portal", "--json").stdout)[0]["still_serves"] == 1
    settled = run("report", "portal", "--settle", "phoned Ana")
    assert (settled.exit_code, "person 2026-11-22T13:00:00Z" in settled.output) == (0, True)
    assert run("report").exit_code == 0
    assert run("report", "--settle", "all").exit_code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "Portal"], "a-z, 0-9 and single hyphens"),
        (["add", "portal", "--lang", "fr"], "there are en, es"),
        (["add", "portal", "--topic", "preventoin"], "did you mean 'prevention'"),
        (["add", "portal", "--webhook", "http://portal.example/"], "only https:// is called"),
        (["add", "portal", "--webhook", "https://10.0.0.1/"], "inner network"),
        (["add", "portal", "--expires", "2026-11-20"], "lies in the past"),
        (["add", "portal", "--expires", "9999-12-31"], "leave --expires out"),
        (["add", "portal", "--expires", "never"], "'never' is no day: write it as 2027-01-31"),
        (["add", "portal", "--format", "html"], "is not one of 'atom', 'rss', 'json', 'latest'."),
        (["add", "portal", "--promotion"], "[[feeds]]"),
        (["show", "portla"], "there is no partner 'portla'"),
        (["rotate", "portal", "--overlap", "soon"], "write it as 14d"),
        (["report", "nobody"], "there is no partner"),
        (["test-webhook", "nobody"], "there is no partner"),
    ],
)
def test_mistakes_are_told_and_change_nothing(made: Service, words: list[str], told: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.output
    assert commands.everybody(made) == []


def test_an_audience_that_no_article_is_for_is_refused(made: Service) -> None:
    small = SmallLibrary(made.library.root)
    small.article("hands", audience=["patient"])
    small.publish(clock(made).forward(HOUR))
    done = run("add", "portal", "--audience", "patients")
    assert "did you mean 'patient'?" in done.output
    assert run("add", "portal", "--audience", "patient").exit_code == 0


def test_the_verbs_open_the_library_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SmallLibrary.begin(tmp_path).publish()
    assert run("add", "portal", "--library", str(tmp_path)).exit_code == 0
    assert run("list", "--library", str(tmp_path)).output.startswith("portal: active")
    monkeypatch.setenv("SYNDICATE_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    assert run("list", "--library", str(tmp_path)).exit_code == 1


def test_a_verb_loads_no_more_than_it_needs() -> None:
    """Each of these takes as long as all the rest."""
    probe = "import sys, syndicate.commands.partner; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
    assert "sqlalchemy" in loaded
    assert not {"aiohttp", "alembic", "fastapi", "jinja2", "jsonschema", "markdown_it", "pydantic"} & set(loaded)


@pytest.mark.slow
@LOOPBACK
def test_a_ping_tells_whether_the_webhook_works(made: Service) -> None:
    had: list[bytes] = []

    async def receive(request: Request) -> Response:
        body = await request.body()
        wanted = webhooks.sign(KEY, request.headers["webhook-id"], made.now(), body)
        had.append(body)
        return Response(status_code=204 if wanted["webhook-signature"] == request.headers["webhook-signature"] else 401)

    with serving(Starlette(routes=[Route("/hooks", receive, methods=["POST"])])) as url:
        admitted(made, webhook=f"{url}/hooks")
        admitted(made, "lost", webhook=f"{url}/elsewhere")
        done = run("test-webhook", "portal")
        assert (done.exit_code, done.output.strip()) == (0, "the webhook of portal answered 204")
        assert json.loads(had[0])["type"] == "ping"
        assert "answered 404, and 2xx is wanted" in run("test-webhook", "lost").output
    admitted(made, "without")
    assert "has no webhook" in run("test-webhook", "without").output
