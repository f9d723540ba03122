"""Partners' documents: a part of what was published, word for word, and every withdrawal of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from partners_kit import publish, usual
from service_kit import service
from small_library import DAY, HOUR, TWO_GATES, SmallLibrary

from syndicate.feeds import schemas, validate
from syndicate.publishing.library import open_library
from syndicate.service.context import Service
from syndicate.service.partners import views
from syndicate.service.partners.extracts import Extract, Subjects, extract
from syndicate.service.partners.profiles import Profile

VALIDATORS = {"atom": validate.atom, "rss": validate.rss, "json": validate.json_feed}


def part(made: Service, language: str = "es", **profile: Any) -> Extract:
    """A partner's part of what is on the shelf; the settings are read anew."""
    edition, settings = made.shelf.edition, open_library(made.library.root).settings
    assert edition is not None
    found = extract(edition, settings, Profile(**profile), language, Subjects())
    assert found is not None
    return found


def told(made: Service, language: str = "es", **profile: Any) -> dict[str, Any]:
    """The items of a partner's JSON Feed by article."""
    data = json.loads(views.view(part(made, language, **profile), "portal", "json"))
    return {item["_syndicate"]["article"]: item for item in data["items"]}


def entries(data: bytes, tag: str) -> list[bytes]:
    return [etree.tostring(one, method="c14n") for one in etree.fromstring(data).iter(tag)]


# ── what is in them ─────────────────────────────────────────────────────────────────────────────


def test_a_partner_of_everything_gets_the_published_entries_word_for_word(tmp_path: Path) -> None:
    made = usual(tmp_path)
    feeds, whole = SmallLibrary(tmp_path).tree(), part(made)
    atom, rss = views.view(whole, "portal", "atom"), views.view(whole, "portal", "rss")
    assert entries(atom, "{*}entry") == entries(feeds["es/atom.xml"], "{*}entry")
    assert entries(rss, "item") == entries(feeds["es/rss.xml"], "item")
    assert json.loads(views.view(whole, "portal", "json"))["items"] == json.loads(feeds["es/feed.json"])["items"]
    assert views.view(whole, "portal", "latest") == feeds["es/latest.json"]


def test_a_document_names_its_own_address_and_nothing_of_the_archive(tmp_path: Path) -> None:
    data = json.loads(views.view(part(usual(tmp_path), formats=("json",)), "portal", "json"))
    assert data["feed_url"] == "https://feeds.example.org/partners/portal/es/feed.json"
    assert data["_syndicate"]["id"] == "tag:example.org,2026:partner/portal/es"
    assert "next_url" not in data
    assert "previous" not in data["_syndicate"]
    (english,) = data["_syndicate"]["translations"]
    assert english["url"] == "https://feeds.example.org/partners/portal/en/feed.json"


def test_only_the_partners_own_languages_are_named(tmp_path: Path) -> None:
    data = json.loads(views.view(part(usual(tmp_path), languages=("es",)), "portal", "json"))
    assert data["_syndicate"]["translations"] == []


def test_topics_and_audience_choose_articles(tmp_path: Path) -> None:
    topics = {"prevention": {}, "heart": {}}
    small = SmallLibrary.begin(tmp_path, topics=topics)
    small.article("sleep", topics=["heart"], audience=["caregiver"])
    small.article("hands", audience=["patient", "caregiver"])
    made = service(tmp_path)
    assert set(told(made, topics=("heart",))) == {"sleep"}
    assert set(told(made, topics=("heart", "prevention"))) == {"hands", "sleep"}
    assert set(told(made, audience=("patient",))) == {"hands"}
    assert set(told(made, topics=("heart",), audience=("patient",))) == set()


def test_the_feed_of_one_topic_has_that_topics_name(tmp_path: Path) -> None:
    made = service(tmp_path, library={"topics": {"prevention": {}}})
    named = json.loads(views.view(part(made, topics=("prevention",)), "portal", "json"))
    assert named["title"] == SmallLibrary(tmp_path).json("es/topics/prevention/feed.json")["title"]


def test_a_limit_leaves_no_withdrawal_out(tmp_path: Path) -> None:
    made = usual(tmp_path)
    small = SmallLibrary(tmp_path)
    small.article("hands", withdrawn={"on": "2026-11-22"})
    publish(made, HOUR)
    small.article("sleep", body="Keep the room dark and cool.")
    small.translate("sleep")
    small.article("towel", title="Toallas", language="es", body="Séquela al sol.")
    publish(made, HOUR)
    found = told(made, limit=1)
    assert {name: item["_syndicate"]["status"] for name, item in found.items()} == {
        "towel": "usable",
        "hands": "withdrawn",
    }
    atom = views.view(part(made, limit=1), "portal", "atom").decode()
    assert 'deleted-entry ref="tag:example.org,2026:hands/es"' in atom
    latest = json.loads(views.view(part(made, limit=1), "portal", "latest"))
    assert [one["article"] for one in latest["items"]] == ["towel"]
    assert [one["article"] for one in latest["withdrawn"]] == ["hands"]


def test_who_had_an_article_under_a_topic_that_it_left_hears_of_its_withdrawal(tmp_path: Path) -> None:
    made = service(tmp_path, library={"topics": {"prevention": {}, "heart": {}}})
    small = SmallLibrary(tmp_path)
    small.article("hands", topics=["heart"])
    publish(made, HOUR)
    assert "hands" not in told(made, topics=("prevention",))
    small.article("hands", topics=["heart"], withdrawn={"on": "2026-11-22"})
    publish(made, HOUR)
    assert told(made, topics=("prevention",))["hands"]["_syndicate"]["status"] == "withdrawn"


def test_a_summary_keeps_its_notices_and_loses_the_text(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, min_state="translated", machine_risk=True)
    small.translate("hands", draft=True)
    made = service(tmp_path)
    for kind, check in VALIDATORS.items():
        data = views.view(part(made, tier="drafts", content="summary"), "portal", kind)
        assert check(data) == ()
        text = data.decode()
        assert "El jabón aleja los gérmenes." in text
        assert "Lávese durante 20 segundos" not in text
        assert "traducido por una máquina" in text
    latest = views.view(part(made, tier="drafts", content="summary"), "portal", "latest").decode()
    assert "Lávese durante 20 segundos" not in latest
    assert "traducido por una máquina" in latest


def test_calls_to_action_come_from_a_feed_that_has_them(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, languages=["en"], feeds=[{"id": "own", "promotion": True}])
    small.ui("en", ("feed", "own", "Own"))
    small.article("hands", promotion="Call us.")
    made = service(tmp_path)
    assert "Call us." in told(made, "en", promotion=True)["hands"]["content_html"]
    assert "Call us." not in told(made, "en")["hands"]["content_html"]


# ── the gate ────────────────────────────────────────────────────────────────────────────────────


def test_who_wants_reviewed_texts_gets_the_feed_with_that_gate(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, **TWO_GATES)
    small.translate("hands", draft=True)
    made = service(tmp_path)
    assert set(told(made)) == {"sleep"}
    assert set(told(made, tier="drafts")) == {"hands", "sleep"}


def test_settings_that_are_ahead_of_the_feeds_let_no_draft_through(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, min_state="translated", machine_risk=True)
    small.translate("hands", draft=True)
    made = service(tmp_path)
    small.configure(min_state="reviewed")  # and nobody has published since
    assert set(told(made)) == {"sleep"}


def test_a_feed_that_nobody_has_published_yet_gives_nothing(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, min_state="translated", machine_risk=True)
    made = service(tmp_path)
    small.configure(**TWO_GATES)
    settings = open_library(tmp_path).settings
    assert made.shelf.edition is not None
    assert extract(made.shelf.edition, settings, Profile(), "es", Subjects()) is None


def test_a_feed_in_which_nothing_stands_yet_is_there(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, **TWO_GATES)
    for identifier in ("hands", "sleep"):
        small.translate(identifier, draft=True)
    made = service(tmp_path)
    for kind, check in VALIDATORS.items():
        assert check(views.view(part(made), "portal", kind)) == ()
    assert told(made) == {}


# ── their form ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "profile",
    [{}, {"content": "summary", "topics": ("prevention",), "languages": ("es",), "limit": 1}],
    ids=["whole", "part"],
)
def test_every_document_is_valid_through_a_history(tmp_path: Path, profile: dict[str, Any]) -> None:
    made = usual(tmp_path)
    small, stamps = SmallLibrary(tmp_path), []
    steps: list[dict[str, Any]] = [
        {"body": "Dry them with a clean towel.", "correction": {"on": "2026-11-22", "severity": "safety"}},
        {"withdrawn": {"on": "2026-11-23", "replaced_by": "sleep"}},
        {},
    ]
    for step in [None, *steps]:
        if step is not None:
            small.article("hands", **step)
            small.translate("hands")
            publish(made, DAY)
        own = part(made, **profile)
        for kind, check in VALIDATORS.items():
            data = views.view(own, "portal", kind)
            assert check(data) == (), kind
            assert data == views.view(part(made, **profile), "portal", kind)
        stamps.append(json.loads(views.view(own, "portal", "json"))["_syndicate"]["updated"])
        Draft202012Validator(schemas.load("latest")).validate(json.loads(views.view(own, "portal", "latest")))
    assert stamps == sorted(stamps)


def test_what_is_not_the_partners_moves_no_byte(tmp_path: Path) -> None:
    made = service(tmp_path, library={"topics": {"prevention": {}, "heart": {}}})
    before = [views.view(part(made, topics=("prevention",)), "portal", kind) for kind in VALIDATORS]
    small = SmallLibrary(tmp_path)
    small.article("towel", title="Toallas", language="es", topics=["heart"], body="Séquela al sol.")
    publish(made, HOUR)
    after = [views.view(part(made, topics=("prevention",)), "portal", kind) for kind in VALIDATORS]
    assert after == before


def test_a_closed_feed_says_so_to_its_partners(tmp_path: Path) -> None:
    made = usual(tmp_path)
    SmallLibrary(tmp_path).configure(language={"es": {"retired": "2026-11-22"}})
    publish(made, HOUR)
    data = json.loads(views.view(part(made), "portal", "json"))
    assert data["items"][0]["id"] == "tag:example.org,2026:feed/all/es/closed"
    assert validate.json_feed(views.view(part(made), "portal", "json")) == ()
