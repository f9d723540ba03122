"""Sources and settings that do not fit together: what is told, at which place, and what partners still get."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from libraries import write
from small_library import DAY, NOON, SmallLibrary, codes, told

from syndicate.cli import cli
from syndicate.model import Problem

FAR = "2999-01-01"


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    return SmallLibrary.begin(tmp_path / "library")


def check(small: SmallLibrary, at: datetime = NOON) -> tuple[int, str]:
    """What `syndicate check` exits with and says, at T."""
    environment = {"SOURCE_DATE_EPOCH": str(int(at.timestamp()))}
    done = CliRunner().invoke(cli, ["check", "--library", str(small.root)], env=environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def found(problems: tuple[Problem, ...], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.code == code]


# ── a withdrawn article that others send their readers to ───────────────────────────────────────


def related_to_hands(small: SmallLibrary, language: str) -> list[str]:
    """The files in which the article `sleep` leads to the article `hands`."""
    base = f"https://feeds.example.org/{language}/items/"
    own = {f"{language}/items/sleep.html": 'href="hands.html"', f"{language}/items/sleep.json": f"{base}hands.html"}
    return [path for path, address in own.items() if address in small.tree()[path].decode()]


def test_a_withdrawn_article_vanishes_from_the_related_lists_of_others_and_check_warns(small: SmallLibrary) -> None:
    small.article("sleep", related=["hands"])
    small.publish()
    assert len(related_to_hands(small, "en")) == len(related_to_hands(small, "es")) == 2
    before = {language: small.row("sleep", language) for language in ("en", "es")}
    small.article("hands", withdrawn={"on": "2026-11-22"})
    report = small.publish(NOON + DAY)
    assert related_to_hands(small, "en") == related_to_hands(small, "es") == []
    assert {language: small.row("sleep", language) for language in ("en", "es")} == before, "it is told to nobody"
    assert not report.failed
    code, said = check(small)
    assert code == 0
    assert "articles/sleep.md:8:11: warning related-withdrawn: related: 'hands' is withdrawn" in said


def test_one_that_is_withdrawn_in_a_language_vanishes_from_the_lists_of_that_language_only(
    small: SmallLibrary,
) -> None:
    small.article("sleep", related=["hands"])
    small.article("hands", withdrawn={"on": "2026-11-22", "languages": ["es"]})
    small.publish()
    assert (len(related_to_hands(small, "en")), related_to_hands(small, "es")) == (2, [])
    assert "'hands' is withdrawn in es" in check(small)[1]


def test_it_stands_in_the_lists_again_when_the_withdrawal_is_undone(small: SmallLibrary) -> None:
    small.article("sleep", related=["hands"])
    small.article("hands", withdrawn={"on": "2026-11-22"})
    small.publish()
    small.article("hands")
    small.publish(NOON + DAY)
    assert len(related_to_hands(small, "es")) == 2


# ── what replaces a withdrawn article ───────────────────────────────────────────────────────────

REPLACEMENTS = {
    "nobody has that id": ("sleeep", "replaced-by-unknown", "did you mean 'sleep'?", True),
    "it is withdrawn as well": ("sleep", "replaced-by-withdrawn", "name another article", False),
}


@pytest.mark.parametrize(("by", "code", "advice", "fails"), REPLACEMENTS.values(), ids=REPLACEMENTS)
def test_a_withdrawal_goes_out_whatever_is_wrong_with_its_replacement(
    small: SmallLibrary, by: str, code: str, advice: str, fails: bool
) -> None:
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-22", "reason": "Wrong.", "replaced_by": by})
    if by == "sleep":
        small.article("sleep", withdrawn={"on": "2026-11-22"})
    report = small.publish(NOON + DAY)
    (problem,) = found(report.problems, code)
    assert (str(problem.place).rpartition(":")[0], report.failed) == ("articles/hands.md:8", fails)
    assert advice in problem.advice
    for language in ("en", "es"):
        assert small.row("hands", language)["status"] == "withdrawn"
        assert small.item("hands", language)["_syndicate"]["replaced_by"] == ""
        assert f"{by}.html" not in small.item("hands", language)["content_html"]
    assert small.traces("Séqueselas") == small.traces("Dry them with") == []


# ── two articles with one id ────────────────────────────────────────────────────────────────────


def test_a_second_article_with_the_id_of_one_that_was_published_changes_nothing_for_partners(
    small: SmallLibrary,
) -> None:
    small.publish()
    before = small.tree()
    write(small.root / "articles/a.md", (small.root / "articles/hands.md").read_text().replace("Dry them", "Burn them"))
    report = small.publish(NOON + DAY)
    assert small.tree() == before
    assert [str(problem.place) for problem in found(report.problems, "id-duplicate")] == [
        "articles/a.md:2:5",
        "articles/hands.md:2:5",
    ]
    assert report.failed
    code, said = check(small)
    assert code == 1
    assert "the older one keeps its id for ever" in said
    (small.root / "articles/a.md").unlink()
    assert small.publish(NOON + 2 * DAY).changed == ()


def test_whoever_has_the_id_of_a_withdrawn_article_does_not_bring_it_back(small: SmallLibrary) -> None:
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-22"})
    small.publish(NOON + DAY)
    before = small.tree()
    write(small.root / "articles/a.md", "---\nid: hands\nlanguage: en\ntitle: T\n---\n\nBurn them.\n")
    assert "id-duplicate" in codes(small.publish(NOON + 2 * DAY))
    assert small.tree() == before


# ── feeds that nothing belongs to ───────────────────────────────────────────────────────────────


def test_a_feed_that_nothing_matches_is_valid_not_advertised_and_told(small: SmallLibrary) -> None:
    small.configure(feeds=[{"id": "nurses", "audience": ["nurse"]}])
    small.article("hands", audience=["nurses"])
    for language in ("en", "es"):
        write(
            small.root / f"locales/{language}/LC_MESSAGES/ui.po",
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            'msgctxt "feed"\nmsgid "nurses"\nmsgstr "Nurses"\n',
        )
    report = small.publish()
    (problem,) = found(report.problems, "feed-empty")
    assert (str(problem.severity), problem.advice) == ("warning", "did you mean 'nurses'?")
    assert not report.failed
    assert small.in_feed("es", "nurses/") == []
    assert [feed["id"] for feed in small.json("index.json")["languages"][1]["feeds"]] == ["all", "topics/prevention"]
    for path in ("opml.xml", "index.html", "es/index.html"):
        assert b"nurses" not in small.tree()[path]
    assert "feed-empty" in check(small)[1]
    assert "the feed 'nurses': it is empty" in check(small)[1]


@pytest.mark.parametrize("command", ["publish", "check"])
def test_a_feed_of_an_unknown_topic_is_an_error_of_the_settings_with_the_nearest(
    small: SmallLibrary, command: str
) -> None:
    small.publish()
    before = small.tree()
    small.configure(feeds=[{"id": "wards", "topics": ["preventoin"]}])
    done = CliRunner().invoke(cli, [command, "--library", str(small.root)])
    assert done.exit_code == 2
    assert "syndicate.toml:" in done.output
    assert "unknown topic 'preventoin' → did you mean 'prevention'?" in done.output
    assert small.tree() == before


# ── dates that cannot be ────────────────────────────────────────────────────────────────────────

AHEAD: dict[str, dict[str, Any]] = {
    "correction.on": {"correction": {"on": FAR, "severity": "material"}},
    "withdrawn.on": {"withdrawn": {"on": FAR}},
    "reviewed.on": {"reviewed": {"on": FAR, "by": "Ana"}},
    "updated": {"updated": FAR},
}


@pytest.mark.parametrize(("name", "fields"), AHEAD.items(), ids=AHEAD)
def test_what_was_done_in_the_future_is_told_by_check(small: SmallLibrary, name: str, fields: dict[str, Any]) -> None:
    small.article("hands", **fields)
    code, said = check(small)
    assert code == 0
    assert f"articles/hands.md: warning date-future: {name} ({FAR}) is yet to come" in said
    assert "date-future" not in check(small, datetime.fromisoformat(f"{FAR}T12:00:00+00:00"))[1]


def test_a_withdrawal_that_is_dated_ahead_holds_at_once(small: SmallLibrary) -> None:
    """Its text is wrong today."""
    small.publish()
    small.article("hands", withdrawn={"on": FAR})
    assert told(small.publish(NOON + DAY))["hands", "es"] == "withdrawn"
    assert small.traces("Séqueselas") == []


@pytest.mark.parametrize("on", [FAR, "2020-01-01"])
def test_a_safety_correction_goes_out_once_whatever_its_date(small: SmallLibrary, on: str) -> None:
    small.publish()
    small.article("hands", body="Dry them with a clean towel.", correction={"on": on, "severity": "safety"})
    small.translate("hands")
    small.publish(NOON + DAY)
    row = small.row(f"hands/correction/{on}")
    assert (row["published"], row["change"]) == ("2026-11-23T12:00:00Z", "safety")
    assert "hands" in small.in_feed("es")
    assert small.publish(NOON + 2 * DAY).changed == ()


def test_a_correction_before_its_article_is_told_by_check(small: SmallLibrary) -> None:
    small.article("hands", correction={"on": "2026-10-31", "severity": "material"})
    assert "date-order: correction.on (2026-10-31) lies before published (2026-11-01)" in check(small)[1]
    small.article("hands", correction={"on": "2026-11-01", "severity": "material"})
    assert "date-order" not in check(small)[1]


# ── a withdrawal in a language that nobody publishes ────────────────────────────────────────────


@pytest.mark.parametrize(
    ("languages", "tag", "advice"),
    [(["es-MX"], "es-MX", "did you mean 'es'?"), (["es", "fr"], "fr", "there are: en, es")],
)
def test_a_withdrawal_in_a_language_that_is_not_published_takes_nothing_back_there_and_is_told(
    small: SmallLibrary, languages: list[str], tag: str, advice: str
) -> None:
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-22", "languages": languages})
    report = small.publish(NOON + DAY)
    assert (told(report)["hands", "es"] == "withdrawn") is ("es" in languages)
    assert small.row("hands", "en")["status"] == "usable"
    code, said = check(small)
    assert code == 1
    assert f"error language-unpublished: withdrawn.languages: nothing is published in '{tag}'" in said
    assert advice in said


def test_a_withdrawal_in_a_language_that_left_the_settings_is_meant(small: SmallLibrary) -> None:
    small.publish()
    small.configure(languages=["en"])
    small.article("hands", withdrawn={"on": "2026-11-22", "languages": ["es"]})
    small.publish(NOON + DAY)
    assert small.row("hands")["status"] == "withdrawn"
    assert small.traces("Séqueselas") == []
    assert "language-unpublished" not in check(small)[1]
