"""The dashboard in a real browser: it fits every screen, can be read and used by keyboard, and breaks no policy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from service_dashboard_scenes import PAGES, filled, report, survey, told
from service_kit import LOOPBACK, service, serving

from syndicate.service.dashboard.site import dashboard

pytestmark = [pytest.mark.slow, LOOPBACK]

WIDTHS = (1280, 390, 360)

# The least contrast of all texts against what stands behind them (WCAG 2.2, 1.4.3), with the worst of them.
CONTRAST = """() => {
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3]));
  const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (c) => { const [r, g, b] = c.map((v) => linear(v / 255)); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = (e) => { const layers = [];
    for (; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]); };
  const worst = [21, ""];
  const seen = (e, color, words) => { const back = behind(e), front = over(parse(color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    if (ratio < worst[0]) { worst[0] = ratio; worst[1] = words; } };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const text = walk.currentNode, e = text.parentElement;
    if (text.data.trim() && e.checkVisibility()) seen(e, getComputedStyle(e).color, text.data.trim()); }
  for (const e of document.querySelectorAll("td[data-label]")) { const style = getComputedStyle(e, "::before");
    if (style.content !== "none") seen(e, style.color, style.content); }
  return worst; }"""

# Texts that stand outside the screen or are cut, and things to press that are too small for a finger.
LAYOUT = """() => {
  const wide = document.documentElement, told = [];
  if (wide.scrollWidth > wide.clientWidth) told.push(`the page is ${wide.scrollWidth} wide`);
  for (const e of document.querySelectorAll("main *")) {
    const box = e.getBoundingClientRect();
    if (!box.width || e.closest(".region, .unseen, thead, caption.unseen")) continue;
    const is_outside = box.right > wide.clientWidth + 1 || box.left < -1;
    if (is_outside) told.push(`${e.tagName} ${e.textContent.trim().slice(0, 40)}`); }
  for (const e of document.querySelectorAll("nav a, button, select, input, .needs a"))
    if (e.getBoundingClientRect().height < 43.5) told.push(`small: ${e.textContent}`);
  return told; }"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    made = filled(tmp_path_factory.mktemp("library"))
    app = dashboard(made, report=report, examine=told(survey(60)), troubles=lambda: ("the last publish failed",))
    with serving(app) as base:
        yield base


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_can_be_read_and_breaks_no_policy(chromium: Any, url: str, width: int, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"a script of others ran: {dialog.message}"))
    for name in PAGES:
        assert page.goto(f"{url}/admin{name}").status == 200
        assert page.evaluate(LAYOUT) == [], name
        ratio, words = page.evaluate(CONTRAST)
        assert ratio >= 4.5, f"{name}: {words!r} has a contrast of {ratio:.2f}"
    assert said == []
    context.close()


def test_everything_is_reached_by_keyboard_and_where_one_is_can_be_seen(chromium: Any, url: str) -> None:
    page = chromium.new_page()
    page.goto(f"{url}/admin")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
        width, style = page.evaluate(
            "(({outlineWidth, outlineStyle}) => [outlineWidth, outlineStyle])(getComputedStyle(document.activeElement))"
        )
        assert (float(width.removesuffix("px")) >= 2, style) == (True, "solid"), reached[-1]
    assert reached[:8] == ["Health", "Overview", "Articles", "Withheld", "Problems", "Feeds", "Partners", "Hub"]
    page.close()


def test_a_list_is_searched_chosen_and_leafed_through_without_a_script(chromium: Any, url: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/admin/articles")
    with page.expect_navigation():
        page.get_by_role("link", name="Next").click()
    assert page.get_by_text("Page 2 of 2").is_visible()
    page.get_by_label("Title or id").fill("golpe")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert page.get_by_role("table").get_by_role("row").count() == 10  # 9 of 60, and the head
    page.goto(f"{url}/admin/withheld")
    page.get_by_label("Language").select_option("es")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/admin/withheld?language=es&group=&show=")
    assert page.get_by_role("cell", name="Spanish es").count() > 10
    assert page.get_by_role("cell", name="French fr").count() == 0
    context.close()


def test_tables_stay_tables_for_screen_readers_on_a_phone(chromium: Any, url: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{url}/admin/feeds")
    table = page.get_by_role("table", name="Feeds in Spanish")
    assert table.get_by_role("columnheader").all_inner_texts()[0] == "Feed"
    assert table.get_by_role("rowheader").count() == 2
    assert table.get_by_role("cell").count() == 8
    page.close()


def test_titles_keep_their_direction_and_do_not_turn_what_stands_beside_them(chromium: Any, url: str) -> None:
    page = chromium.new_page()
    page.goto(f"{url}/admin/articles?q=article-0002")
    title = page.locator("bdi[lang=ar]")
    assert title.evaluate("(e) => getComputedStyle(e).direction") == "rtl"
    beside = page.get_by_text("article-0002", exact=True)
    assert title.bounding_box()["x"] <= beside.bounding_box()["x"] + 1
    page.close()


def test_a_page_is_printed_with_its_tables_and_without_its_controls(chromium: Any, url: str, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.goto(f"{url}/admin/withheld")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").first.is_visible()
    assert not page.get_by_role("button").is_visible()
    assert page.get_by_role("columnheader").first.is_visible()
    page.close()


def test_the_real_survey_is_shown_by_a_real_server(tmp_path: Path) -> None:
    with serving(dashboard(service(tmp_path))) as base:
        answers = (httpx.get(f"{base}/admin/articles", timeout=60).text for _ in range(20))  # each waits for a while
        page = next(text for text in answers if "is being read for the first time" not in text)
    assert "Washing your hands" in page
    assert "2 articles;" in page
