"""Text that breaks what is careless: it is published as it is, or reported with its place; others never suffer.

One library has an article for each text in each place, beside a healthy one, and is published once.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import feedparser
import nasty_texts as nasty
import pytest
from libraries import NOW, article, library, translate
from lxml import etree, html
from nasty_texts import FORBIDDEN, HARMLESS, PLACES, TOKEN, Case, framed

from syndicate.feeds import validate
from syndicate.localization.bidi import strip_controls
from syndicate.model import Problem, Segment, Severity
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library
from syndicate.publishing.report import Report

LANGUAGES = ("en", "es", "ar")
VALIDATORS = {"atom.xml": validate.atom, "rss.xml": validate.rss, "feed.json": validate.json_feed}
CASES = nasty.cases()
HEALTHY = "healthy"
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# XML 1.0 §2.2.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Outcome:
    """The library after its publish: its report, and by language and format what each article's entry shows."""

    library: Library
    report: Report
    entries: Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def problems(self, path: str) -> list[Problem]:
        """What was told of a file."""
        return [problem for problem in self.report.problems if problem.place.path == path]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    made = library(
        tmp_path_factory.mktemp("nasty"),
        {HEALTHY: article(HEALTHY, "Fever", "Drink water.")} | dict(map(nasty.source, CASES)),
        languages=LANGUAGES,
        catalogs={tag: {HEALTHY: lambda segment: f"Zeta {segment.text.source}"} for tag in ("es", "ar")},
        limit=10_000,
    )
    for case in CASES:
        if case.place == "msgstr":
            path = translate(made, case.id, "ar", _with_token)
            path.write_bytes(nasty.translation(case, path.read_bytes()))
    report = publish(made, now=NOW)
    read = {"atom.xml": _atom, "rss.xml": _rss, "feed.json": _json}
    entries = {(tag, name): _read(made.feeds / tag / name, read[name]) for tag in LANGUAGES for name in read}
    return Outcome(made, report, entries)


def _with_token(segment: Segment) -> str:
    return framed(TOKEN, "ar")
