"""The HTML of an issue in a real browser: one column at every width, right-to-left where it must be, light and dark."""

from pathlib import Path

import browsers
import feed_builders as make
import newsletter_builders as build
import pytest

from syndicate.feeds.newsletter import issue as issues
from syndicate.model import Status

pytestmark = pytest.mark.slow

LANGUAGES = ("es", "ar", "zh-Hans")
WIDTHS = (320, 600, 1000)
MEASURE = """
  const view = page.defaultView, column = page.querySelector("table table");
  const blocks = [...page.querySelectorAll("p, h1, h2, h3, h4, li, td div")];
  const styles = blocks.map((block) => view.getComputedStyle(block));
  return {
    name: frame.title,
    wide: root.scrollWidth > root.clientWidth,
    column: column.getBoundingClientRect().width,
    directions: [...new Set(styles.map((style) => style.direction))],
    own: [...page.querySelectorAll("ol[lang=en] li")].map((li) => view.getComputedStyle(li).direction),
    titles: [...page.querySelectorAll("h2, h3")].map((h) => Math.round(parseFloat(view.getComputedStyle(h).fontSize))),
    background: view.getComputedStyle(page.body).backgroundColor,
  };
"""


def whole(language: str) -> str:
    """An issue with one of everything, and a word that is too long for a telephone."""
    long = build.Part(build.row(4), make.framed(language))
    parts = {
        "new": (long, build.part(build.row(5), language, title="Pneumonoultramicroscopicsilicovolcanoconiosis" * 2)),
        "safety": (build.part(build.correction(6, of=1), language),),
        "withdrawn": (build.part(build.row(3, status=Status.WITHDRAWN), language),),
    }
    return issues.html(build.issue(language=language, **parts))


def test_an_issue_is_one_column_that_fits_and_runs_as_its_language_does(tmp_path: Path) -> None:
    pages = {language: whole(language) for language in LANGUAGES}
    for told in browsers.measured(pages, WIDTHS, MEASURE, tmp_path):
        language, width = told["name"].split(" ")
        assert not told["wide"], told["name"]
        assert told["column"] <= 600
        assert told["column"] >= min(600, int(width) - 60)
        assert told["background"] == "rgba(0, 0, 0, 0)", "the client's own color, so that it can turn dark"
        if language == "ar":
            assert told["directions"][0] == "rtl"
            assert set(told["own"]) == {"ltr"}, "references stay as they were written"
        else:
            assert told["directions"] == ["ltr"]
        assert max(told["titles"]) == 24
