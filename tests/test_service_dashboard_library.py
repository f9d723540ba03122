"""What the dashboard shows of the library: how far every text is, what is withheld and why, and what is broken."""

import json
import re
from pathlib import Path

import pytest
from service_dashboard_scenes import LANGUAGES, PAGES, Browser, filled, survey, text_of, told
from service_kit import service
from small_library import DAY, NOON, SmallLibrary

from syndicate.feeds.gate import Outcome
from syndicate.model import Severity
from syndicate.service.context import Service
from syndicate.service.dashboard.examining import survey as examined
from syndicate.service.dashboard.survey import Standing, Survey, from_lines
from syndicate.service.dashboard.views import PER_PAGE


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service with everything in it; the tests that use it only look."""
    return filled(tmp_path_factory.mktemp("full"))


# ── languages × articles ────────────────────────────────────────────────────────────────────────


def test_articles_are_found_by_words_and_by_what_waits(full: Service) -> None:
    client = Browser(full)
    page = client("/admin/articles?q=GOLPE").text
    assert "1 article;" in page
    assert "article-0001" in page
    assert "No article fits." in client("/admin/articles?q=nothing+like+it").text
    assert "7 articles;" in client("/admin/articles?show=waiting").text


def test_a_title_is_in_its_own_language_and_direction(full: Service) -> None:
    assert '<bdi lang="ar" class="name">الجرعة' in Browser(full)("/admin/articles").text


def test_two_thousand_articles_in_eight_languages_are_pages_of_a_size_that_can_be_read(full: Service) -> None:
    client = Browser(full, examine=told(survey(2000)))
    for page in ("/articles", "/withheld", "/problems"):
        first = client(f"/admin{page}").text
        assert len(first) < 150_000
        last = int(re.findall(r"Page 1 of (\d+)", first)[0])
        assert f"Page {last} of {last}" in client(f"/admin{page}?page=999999").text
    assert f"Page 1 of {2000 // PER_PAGE}" in client("/admin/articles?page=no").text
    assert 'href="articles?page=2&amp;q=dose"' in client("/admin/articles?q=dose").text


# ── what is withheld, and why ───────────────────────────────────────────────────────────────────


def test_why_a_text_is_withheld_is_told_with_file_and_line(full: Service) -> None:
    page = text_of(Browser(full)("/admin/withheld").text)
    assert "7 segments: not yet reviewed" in page
    assert "2 segments: of risk, and a machine&#39;s text that nobody has signed off" in page
    assert "the source says 500 mg, the translation 50 mg → put the dose right" in page
    assert "locales/fr/articles/article-0001.po:41" in page
    assert "the article is withdrawn" not in page  # an editor decided it


def test_withheld_texts_are_chosen_by_language_gate_and_whose_turn_it_is(full: Service) -> None:
    client = Browser(full)
    assert "4 texts" in client("/admin/withheld?language=es").text
    decided = text_of(client("/admin/withheld?show=decided&language=es").text)
    assert "1 text" in decided
    assert "the article is withdrawn" in decided
    assert "32 texts" in client("/admin/withheld?group=reviewed").text
    assert "Nothing." in client("/admin/withheld?group=no-such").text


def test_problems_are_searched_and_counted(full: Service) -> None:
    client = Browser(full)
    assert "error (9)" in client("/admin/problems").text
    assert client("/admin/problems?severity=warning").text.count('class="problem warning"') == 1
    assert "articles/a.md:2" in client("/admin/problems?q=REVIEW-missing").text


def test_the_survey_judges_as_a_publish_would(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path, feeds=[{"id": "strict", "min_state": "final"}])
    small.article("hands", reviewed={"on": "2025-01-01", "by": "Dr. A", "next": "2026-01-01"})
    with small.po("sleep") as entries:
        entries["Keep the room dark."].target = "No mantenga el cuarto a oscuras."
    small.article("broken", title="")
    made = examined(tmp_path, NOON)
    stands = {(one.article, one.language, one.group): one for one in made.standings}
    assert made.error == ""
    assert (made.languages, made.groups) == (("en", "es"), ("", "strict"))
    assert stands["hands", "es", ""].outcome is Outcome.PUBLISH
    assert stands["sleep", "es", ""].outcome is Outcome.HOLD
    assert stands["hands", "es", "strict"].outcome is Outcome.HOLD
    blocking = [problem for problem in made.problems if problem.blocking]
    assert [(x.article, x.language, x.place.path) for x in blocking] == [
        ("sleep", "es", "locales/es/articles/sleep.po")
    ]
    assert blocking[0].place.line > 0
    assert made.count(Severity.ERROR) >= 2  # the blocking one, and the source that has no title
    assert [subject.id for subject in made.subjects if subject.review] == ["hands"]
    verdicts = {(v.article, v.language, v.group): v.outcome for v in small.publish(dry_run=True).verdicts}
    assert {(a, tag, group or "all"): one.outcome for (a, tag, group), one in stands.items()} == verdicts


def test_the_survey_survives_its_way_from_another_process() -> None:
    made = survey(300)
    assert from_lines(b"".join(made.lines())) == made


def test_a_withdrawn_article_is_decided_and_an_edited_one_waits(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-22"})
    small.article("sleep", body="Keep the room dark and cool.")
    stands = {(one.article, one.language): one for one in examined(tmp_path, NOON + DAY).standings}
    assert stands["hands", "es"].is_decided
    assert stands["sleep", "es"].is_held_back
    assert not stands["sleep", "es"].is_decided
    assert isinstance(stands["sleep", "es"], Standing)


def test_a_survey_is_not_secretly_large() -> None:
    lines = b"".join(survey(2000).lines()).splitlines()
    assert max(map(len, lines)) < 200_000
    assert json.loads(lines[0])["languages"] == list(LANGUAGES)


# ── a library that cannot be read ───────────────────────────────────────────────────────────────


def test_broken_settings_are_told_on_every_page_and_stop_none(tmp_path: Path) -> None:
    made = service(tmp_path)
    (tmp_path / "syndicate.toml").write_text('title = "Health"\nlanguages = 3\n')
    broken = examined(tmp_path, NOON)
    assert broken.error
    client = Browser(made, examine=told(broken))
    for page in PAGES:
        assert client(f"/admin{page}").status_code == 200
    assert "syndicate.toml" in client("/admin/problems").text
    assert "languages" in client("/admin/withheld").text


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    made = service(tmp_path)
    (tmp_path / "feeds/es/ledger.jsonl").write_text("{")
    broken = examined(tmp_path, NOON)
    assert "ledger.jsonl" in broken.error
    assert "ledger.jsonl" in Browser(made, examine=told(broken))("/admin").text


def test_a_survey_that_fails_is_told_and_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def failing(_root: Path, _now: object) -> Survey:
        raise RuntimeError("killed")

    page = Browser(service(tmp_path), examine=failing)("/admin").text
    assert "the library could not be read: the service&#39;s log says why" in page
    assert "killed" not in page
    assert "killed" in caplog.text


def test_a_database_that_cannot_be_read_is_told_and_the_library_is_shown(tmp_path: Path) -> None:
    made = service(tmp_path)
    made.database.close()
    (tmp_path / "state/service.db").write_bytes(b"no database at all" * 1000)
    client = Browser(made)
    overview = client("/admin")
    assert overview.status_code == 200
    assert "service.db" in overview.text
    assert "32 translations" in overview.text
    assert (client("/admin/hub").status_code, client("/admin/articles").status_code) == (503, 200)


def test_where_only_the_published_files_are_nothing_is_asked_of_anybody(tmp_path: Path) -> None:
    made = service(tmp_path)
    (tmp_path / "articles").rename(tmp_path / "elsewhere")
    page = text_of(Browser(made, examine=told(examined(tmp_path, NOON)), report=None)().text)
    assert "the sources are not on this machine, only what is published" in page
    assert "urgent" not in page
