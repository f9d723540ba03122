"""The dashboard: what it shows of a library, its feeds, partners and subscribers, and that it never shows a secret."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from service_dashboard_scenes import HOSTILE, LANGUAGES, PAGES, SECRETS, Browser, fill, filled, text_of, told
from service_kit import clock, service
from small_library import DAY, HOUR, NOON, SmallLibrary

from syndicate.service.context import Service
from syndicate.service.dashboard.hub import redacted, without_addresses
from syndicate.service.dashboard.survey import Survey
from syndicate.service.dashboard.times import relative


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service with everything in it; the tests that use it only look."""
    return filled(tmp_path_factory.mktemp("full"))


# ── every page ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES)
def test_a_page_comes_and_may_do_nothing_but_be_read(full: Service, page: str) -> None:
    answer = Browser(full)(f"/admin{page}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert 'style="' not in answer.text
    assert '<html lang="en">' in answer.text
    assert answer.text.count("<h1") == 1
    assert answer.text.count('aria-current="page"') == 1
    assert answer.text.count("<table") == answer.text.count("<caption")


@pytest.mark.parametrize("page", PAGES)
def test_what_others_wrote_is_text_and_what_is_secret_is_not_there(full: Service, page: str) -> None:
    answer = Browser(full, troubles=lambda: (HOSTILE,))(f"/admin{page}")
    assert "<img" not in answer.text
    assert "onerror=alert(2)>" not in answer.text.replace("&gt;", "")
    assert not [secret for secret in SECRETS if secret in answer.text]


def test_links_lead_to_pages_wherever_a_proxy_puts_the_service(full: Service) -> None:
    client = Browser(full)
    found = {
        urljoin(f"/admin{page}", html.unescape(href))
        for page in PAGES
        for href in re.findall(r'href="([^"]*)"', client(f"/admin{page}").text)
        if not href.startswith(("data:", "https://feeds.example.org/"))
    }
    assert {answer.status_code for answer in client.at_once(sorted(found))} == {200}
    assert all(address.startswith("/admin") for address in found)
    assert 'href="/' not in "".join(client(f"/admin{page}").text for page in PAGES)


def test_the_style_is_kept_and_changes_its_address_with_its_bytes(full: Service) -> None:
    client = Browser(full)
    (address,) = re.findall(r'"(admin/style\.css\?v=[0-9a-f]{12})"', client("/admin").text)
    answer = client(f"/{address}")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=86400"
    assert "prefers-color-scheme: dark" in answer.text


def test_a_page_that_is_none_is_told_and_a_slash_at_the_end_is_put_right(full: Service) -> None:
    client = Browser(full)
    assert client("/admin/nothing").status_code == 404
    answer = client("/admin/")
    assert (answer.status_code, answer.headers["location"]) == (308, "../admin")


@pytest.mark.parametrize("base_url", ["https://example.org/feeds/", "https://example.org/admin/"])
def test_it_answers_below_the_path_of_the_library(tmp_path: Path, base_url: str) -> None:
    made = service(tmp_path, library={"base_url": base_url}, publish=False)
    path = base_url.removeprefix("https://example.org").rstrip("/")
    assert Browser(made)(f"{path}/admin/hub").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_is_changed_here(full: Service, method: str) -> None:
    answer = Browser(full)("/admin/partners", method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_head_tells_the_length_and_sends_nothing(full: Service) -> None:
    client = Browser(full)
    answer = client("/admin/hub", "HEAD")
    assert answer.content == b""
    assert int(answer.headers["content-length"]) == len(client("/admin/hub").content)


# ── the overview ────────────────────────────────────────────────────────────────────────────────


def test_the_overview_tells_what_needs_a_person_and_where(full: Service) -> None:
    page = Browser(full, troubles=lambda: ("the last publish failed",))("/admin").text
    (listed,) = re.findall(r'<ul class="needs".*?</ul>', page, re.DOTALL)
    needs = re.findall(r'<li( class="grave")?>(.*?)</li>', listed, re.DOTALL)
    told_ = {text_of(need).removeprefix("urgent ").strip(): bool(grave) for grave, need in needs}
    assert told_ == {
        "the last publish failed": True,
        "1 partner may still show texts that were taken back or corrected for safety (2)": True,
        "The outbox is behind: deliveries wait that should have gone out": True,
        "9 errors in sources, catalogs or settings": False,
        "32 translations are held back or kept at an older text": False,
        "1 medical review overdue": False,
        "1 subscriber cannot be reached": False,
        "1 delivery was given up": False,
    }
    assert 'href="admin/withheld"' in page
    assert 'href="admin/problems?severity=error"' in page
    assert "2026-11-22T12:00:00Z" in page


def test_the_overview_counts_every_language(full: Service) -> None:
    page = Browser(full)("/admin").text
    rows = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', page, re.DOTALL)
    assert len(rows) == len(LANGUAGES)
    counts = [int(text_of(cell)) for cell in re.findall(r"<td.*?</td>", rows[1], re.DOTALL)]
    assert counts == [7, 2, 4, 1, 1, 1, 1, 1, 2, 2]  # Spanish: each outcome once, by outcome and by state


def test_where_all_is_well_it_says_so(tmp_path: Path) -> None:
    made = service(tmp_path)
    page = Browser(made, examine=told(Survey(NOON, languages=("en",))), report=None)("/admin").text
    assert "Nothing: what is ready is published, and everybody has heard of it." in page


def test_before_the_first_publish_it_says_what_to_do(tmp_path: Path) -> None:
    client = Browser(service(tmp_path, publish=False))
    assert "`syndicate publish` does it" in client("/admin").text
    assert "Nothing has been published yet." in client("/admin/feeds").text


def test_a_publish_that_was_due_and_not_made_is_told(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    small.article("sleep", embargo=(NOON + HOUR).isoformat())
    made = service(tmp_path)
    assert "is due by time alone" not in Browser(made)("/admin").text
    clock(made).forward(2 * HOUR)
    assert "is due by time alone" in Browser(made)("/admin").text


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────


def test_feeds_tell_when_they_changed_and_who_came(full: Service) -> None:
    page = text_of(Browser(full)("/admin/feeds").text)
    assert "2026-11-22 11:57 UTC 3 minutes ago" in page
    assert "120,352 atom 120,345, rss 7" in page
    assert "never" in page


def test_a_retired_feed_is_marked(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    small.publish()
    settings = tmp_path / "syndicate.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[language.es]\nretired = "2026-11-23"\n', "utf-8")
    made = service(tmp_path, at=NOON + 2 * DAY)
    assert "retired 2026-11-23" in text_of(Browser(made)("/admin/feeds").text)


# ── partners ────────────────────────────────────────────────────────────────────────────────────


def test_partners_are_told_by_profile_tokens_fetches_and_receipts(full: Service) -> None:
    page = text_of(Browser(full)("/admin/partners").text)
    assert "es, en · topics: neurology · atom, latest · reviewed only · full texts" in page
    assert "machine drafts, too · summaries · at most 20 entries" in page
    assert "Token Zk3x…" in page
    assert "ends 2026-12-01 12:00 UTC in 9 days" in page
    assert "1,234, of 1 document" in page
    assert "Told by webhook 1, last 2026-11-19 12:00 UTC" in page
    assert "revoked" in page


def test_who_may_still_show_what_was_taken_back_comes_first(full: Service) -> None:
    page = text_of(Browser(full)("/admin/partners").text)
    assert page.index("Portal") < page.index("بوابة") < page.index("Former partner")
    assert "May still show 2 texts that must not be shown." in page
    assert page.index("Fiebre en niños") < page.index("Sleeping well")


def test_the_report_of_the_partners_room_fits(tmp_path: Path) -> None:
    from syndicate.service.partners.profiles import Profile
    from syndicate.service.partners.registry import add
    from syndicate.service.partners.report import report as real

    made = service(tmp_path)
    with made.database.begin() as connection:
        add(connection, "portal", Profile(languages=("es",)), now=NOON - DAY)
    settings = made.library.settings
    client = Browser(made, report=lambda connection, edition: real(connection, edition, settings))
    assert "portal" in client("/admin/partners").text
    assert client("/admin").status_code == 200


# ── the hub ─────────────────────────────────────────────────────────────────────────────────────


def test_the_hub_tells_subscriptions_failures_and_the_outbox(full: Service) -> None:
    page = text_of(Browser(full)("/admin/hub").text)
    assert "Live subscriptions 10" in page  # the eleventh lease has ended
    assert "4 hosts" in page
    assert "https://dead.example/capa…?…" in page
    assert "HTTP 503" in page
    assert "given up" in page


def test_pages_are_the_same_on_every_database(tmp_path: Path, database: Any) -> None:
    made = service(tmp_path, database=database)
    fill(made)
    client = Browser(made)
    assert "Live subscriptions 10" in text_of(client("/admin/hub").text)
    assert "1,234, of 1 document" in text_of(client("/admin/partners").text)
    assert "120,352" in client("/admin/feeds").text


@pytest.mark.parametrize(
    ("callback", "shown"),
    [
        ("https://a.example/hook", "https://a.example/hook"),
        ("https://a.example:8443/hook?token=1", "https://a.example:8443/hook?…"),
        ("https://user:word@a.example/", "https://a.example/"),
        ("https://a.example/hooks/0123456789abcdef/in", "https://a.example/hooks/0123…/in"),
        ("https://[broken/", "(an address that cannot be read)"),
    ],
)
def test_addresses_of_others_are_shown_without_what_may_be_secret(callback: str, shown: str) -> None:
    assert redacted(callback) == shown
    assert without_addresses(f"POST {callback} failed") == f"POST {shown} failed"


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=2), "just now"),  # read for the page, after its beginning
        (timedelta(seconds=30), "in a moment"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(hours=23), "in 23 hours"),
        (timedelta(days=-29), "29 days ago"),
        (timedelta(days=-800), "2 years ago"),
    ],
)
def test_moments_are_told_relative_to_now(ahead: timedelta, words: str) -> None:
    assert relative(NOON + ahead, NOON) == words
