"""Readers whom an article is not for any more, or who had it under a topic that it left: what harms reaches them.

The article leaves their documents without a word. Whoever copied it from there must hear all the same when it is taken
back or put right.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from libraries import write
from partners_kit import admitted, announced, bodies, fetch, publish
from service_api_client import Client, articles
from service_kit import service
from small_library import TWO_GATES, SmallLibrary

from syndicate.feeds import validate
from syndicate.publishing.library import open_library
from syndicate.service.context import Service
from syndicate.service.partners import views
from syndicate.service.partners.extracts import Extract, Subjects, extract
from syndicate.service.partners.registry import Partner
from syndicate.service.partners.report import report

HOOK = "https://portal.example/hooks"
GONE: dict[str, Any] = {"withdrawn": {"on": "2026-11-22"}}
CORRECTION: dict[str, Any] = {
    "body": "Dry them with a clean towel.",
    "correction": {"on": "2026-11-22", "severity": "safety"},
}
LIBRARIES: dict[str, dict[str, Any]] = {
    "the default feed": {},
    "a feed with a gate of its own": TWO_GATES,
    "a feed for these readers": {"feeds": [{"id": "reviewed", "audience": ["patient", "caregiver"]}]},
}


@pytest.fixture(params=LIBRARIES.values(), ids=LIBRARIES)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Service:
    """A service in whose library an article is for patients, and whose partners' texts come from one of these feeds."""
    return begun(tmp_path, **request.param)


def begun(root: Path, **settings: Any) -> Service:
    topics = {"prevention": {}, "heart": {}}
    small = SmallLibrary.begin(root, topics=topics, **settings)
    small.article("hands", audience=["patient"])
    return service(root)


def edit(made: Service, **changes: Any) -> None:
    """Write the article anew, for clinicians if nothing else is said, with its translation; and publish."""
    small = SmallLibrary(made.library.root)
    small.article("hands", **{"audience": ["clinician"], **changes})
    small.translate("hands")
    publish(made)


def partner(made: Service, audience: str = "patient", **profile: Any) -> Partner:
    own = {"languages": ("es",), "feeds": ("es/reviewed",), "audience": (audience,)}
    return admitted(made, audience, webhook=HOOK, **{**own, **profile})[0]


def part(made: Service, of: Partner) -> Extract:
    edition, settings = made.shelf.edition, open_library(made.library.root).settings
    assert edition is not None
    found = extract(edition, settings, of.profile, "es", Subjects())
    assert found is not None
    return found


def statuses(made: Service, of: Partner) -> dict[str, str]:
    """What a partner's feed tells, by the ends of the entries' ids."""
    data = views.view(part(made, of), of.name, "json")
    assert validate.json_feed(data) == ()
    return {item["id"].rpartition(":")[2]: item["_syndicate"]["status"] for item in json.loads(data)["items"]}


def latest(made: Service, of: Partner) -> dict[str, list[str]]:
    data = json.loads(views.view(part(made, of), of.name, "latest"))
    return {kind: [one["id"].rpartition(":")[2] for one in data[kind]] for kind in ("items", "withdrawn")}


def hooked(made: Service) -> list[tuple[str, str]]:
    announced(made)
    return [(one["type"], one["data"]["article"]) for one in bodies(made)]


def states(made: Service, of: Partner) -> dict[str, str]:
    with made.database.begin(reading=True) as connection:
        (record,) = report(connection, made.shelf.edition, made.library.settings, of.name)
    return {f"{one.event.kind} {one.event.article}": one.state for one in record.tellings}


# ── partners ────────────────────────────────────────────────────────────────────────────────────


def test_a_partner_hears_of_the_withdrawal_of_what_is_not_for_its_readers_any_more(made: Service) -> None:
    own = partner(made)
    fetch(made, own)
    edit(made)
    assert statuses(made, own) == {}, "it is for others now"
    edit(made, **GONE)
    assert statuses(made, own) == {"hands/es": "withdrawn"}
    assert latest(made, own) == {"items": [], "withdrawn": ["hands/es"]}
    assert 'deleted-entry ref="tag:example.org,2026:hands/es"' in views.view(part(made, own), "portal", "atom").decode()
    assert hooked(made) == [("article.withdrawn", "hands")]
    assert states(made, own) == {"withdrawn hands": "open"}
    fetch(made, own)
    assert states(made, own) == {"withdrawn hands": "fetched"}


def test_a_partner_hears_of_the_safety_correction_of_what_is_not_for_its_readers_any_more(made: Service) -> None:
    own = partner(made)
    fetch(made, own)
    edit(made)
    edit(made, **CORRECTION)
    correction = "hands/es/correction/2026-11-22"
    assert statuses(made, own) == {correction: "usable"}, "the text itself is for others"
    assert latest(made, own)["items"] == [correction]
    assert hooked(made) == [("article.corrected", "hands")]
    assert states(made, own) == {"corrected hands": "open"}
    fetch(made, own)
    assert states(made, own) == {"corrected hands": "fetched"}


def test_both_may_come_with_the_very_publish_that_makes_it_for_others(made: Service) -> None:
    own, others = partner(made), partner(made, "clinician", feeds=())
    edit(made, **CORRECTION)
    assert statuses(made, own)["hands/es/correction/2026-11-22"] == "usable"
    edit(made, **CORRECTION, **GONE)
    told = {"hands/es": "withdrawn", "hands/es/correction/2026-11-22": "withdrawn"}
    assert statuses(made, own) == told
    assert statuses(made, others) == told, "it was for them for a while"


def test_a_partner_that_never_could_have_got_it_is_told_nothing(made: Service) -> None:
    caregivers, clinicians = partner(made, "caregiver"), partner(made, "clinician", feeds=())
    for own in (caregivers, clinicians):
        fetch(made, own)
    edit(made, **GONE)  # for clinicians from now on, who never had it
    for own in (caregivers, clinicians):
        assert (statuses(made, own), latest(made, own)) == ({}, {"items": [], "withdrawn": []})
        assert states(made, own) == {}
    assert hooked(made) == []


# ── ledgers of an older release ─────────────────────────────────────────────────────────────────


def forget(made: Service) -> None:
    """Make the ledgers as a release wrote them that did not keep for whom entries were."""
    small = SmallLibrary(made.library.root)
    manifest = small.json("index.json")
    for path in small.tree():
        if path.endswith("ledger.jsonl"):
            head, *rows = map(json.loads, (small.feeds / path).read_text("utf-8").split("\n")[:-1])
            for row in rows:
                del row["audience"]
            data = "".join(json.dumps(line) + "\n" for line in (head, *rows)).encode()
            write(small.feeds / path, data)
            manifest["files"][path] |= {"sha256": hashlib.sha256(data).hexdigest(), "length": len(data)}
    write(small.feeds / "index.json", json.dumps(manifest))
    made.shelf.refresh()


def test_where_a_ledger_does_not_know_those_count_for_whom_it_is_now(made: Service) -> None:
    patients, clinicians = partner(made), partner(made, "clinician", feeds=())
    edit(made, audience=["patient"], **GONE)
    forget(made)
    assert statuses(made, patients) == {"hands/es": "withdrawn"}
    assert statuses(made, clinicians) == {}
    assert hooked(made) == [("article.withdrawn", "hands")]


@pytest.mark.parametrize("change", [{}, GONE, CORRECTION], ids=["retargeted", "withdrawn", "corrected"])
def test_a_ledger_that_does_not_know_learns_it_from_the_last_publish(made: Service, change: dict[str, Any]) -> None:
    own = partner(made)
    forget(made)
    edit(made, **change)
    edit(made, **{**change, **GONE})
    assert SmallLibrary(made.library.root).row("hands")["audience"] == ["clinician", "patient"]
    assert set(statuses(made, own).values()) == {"withdrawn"}


# ── newsletter tools ────────────────────────────────────────────────────────────────────────────

ASKED = ["topic=prevention", "audience=patient", "topic=prevention&audience=patient"]
ELSEWHERE: dict[str, Any] = {"topics": ["heart"], "audience": ["clinician"]}


@pytest.mark.parametrize("asked", ASKED)
def test_a_newsletter_hears_of_the_withdrawal_of_what_left_its_topic_or_its_readers(tmp_path: Path, asked: str) -> None:
    made = begun(tmp_path, **TWO_GATES)
    api = Client(made)
    since = {feed: api.json(f"/es/latest?feed={feed}")["cursor"] for feed in ("all", "reviewed")}
    edit(made, **ELSEWHERE)
    assert "hands" not in articles(api.json(f"/es/latest?{asked}"))
    edit(made, **ELSEWHERE, **GONE)
    for feed, cursor in since.items():
        for query in ("", f"&since={cursor}", "&since=2026-11-22"):
            told = api.json(f"/es/latest?feed={feed}&{asked}&include=withdrawn{query}")
            assert articles(told, "withdrawn") == ["hands"], (feed, query)


@pytest.mark.parametrize("asked", ASKED)
def test_a_newsletter_gets_a_safety_correction_and_not_a_text_that_is_for_others(tmp_path: Path, asked: str) -> None:
    made = begun(tmp_path)
    api = Client(made)
    cursor = api.json("/es/latest")["cursor"]
    edit(made, **ELSEWHERE)
    edit(made, **ELSEWHERE, **CORRECTION)
    for query in ("", f"&since={cursor}"):
        told = [one for one in api.json(f"/es/latest?{asked}{query}")["items"] if one["article"] == "hands"]
        assert [one["corrects"] for one in told] == ["tag:example.org,2026:hands/es"]
    assert api.json(f"/es/latest?{asked}&since={cursor}&include=changed")["changed"] == []


def test_a_newsletter_for_readers_whom_nothing_else_is_for_is_not_told_that_they_are_unknown(tmp_path: Path) -> None:
    made = begun(tmp_path)
    edit(made)
    assert Client(made).json("/es/latest?audience=patient")["count"] == 0
