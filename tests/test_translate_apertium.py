"""All the demo's articles into Spanish by a real engine: deep-translator, a LibreTranslate server, apertium behind it.

Apertium is a good bad translator: it proves that nothing is lost on the way, and that nothing of it gets out. Facts
are compared here by regular expressions of this file's own, so that a mistake of the masking cannot hide itself.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from libraries import article, demo, write
from translation_servers import libretranslate

from syndicate.articles.segments import segments
from syndicate.commands.drafted import Drafted
from syndicate.commands.selection import select
from syndicate.commands.translate import translate
from syndicate.config import EngineSettings
from syndicate.model import State
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library, open_library
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.reading import translation
from syndicate.translation.engines.apertium import apertium

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAIRS = (("en", "es"), ("es", "en"))
GLOSSARY = """
msgctxt "abbreviation"
msgid "MS"
msgstr "EM"

msgctxt "term"
msgid "drug"
msgstr "medicamento"

msgctxt "term"
msgid "drugs"
msgstr "medicamentos"

msgctxt "term"
msgid "side effects"
msgstr "efectos secundarios"
"""
# What the demo's texts do not have.
HARD = """Ask {clinic_name} or write to nurse@example.org about MS drugs, see https://www.example.org/a_b?c=1.

If your level is < 0.5 mL/kg & falling, **do not** take *more than* 1,000 mg every 4–6 hours.

These drugs have side effects."""


@dataclass(frozen=True)
class Done:
    """The library with its drafts, what the run said, and every text that left the machine."""

    library: Library
    first: Drafted
    second: Drafted
    sent: list[str]
    sent_again: int

    def entries(self) -> Iterator[tuple[str, po.Entry]]:
        """Every entry of the catalogs that were drafted, with its language."""
        for language in ("es", "en"):
            for path in sorted((self.library.locale(language) / "articles").glob("*.po")):
                for entry in po.parse(path.read_bytes(), path.name).messages:
                    yield language, entry


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    root = tmp_path_factory.mktemp("demo")
    demo(root, "https://feeds.example.org/")
    for language in ("es", "en"):
        shutil.rmtree(root / "locales" / language / "articles")
    write(root / "locales" / "es" / "glossary.po", GLOSSARY)
    write(root / "articles" / "hard.md", article("hard", "MS drugs: questions", HARD))
    settings = (root / "pyproject.toml").read_text("utf-8")
    strict, count = re.subn(r'(?m)^min_state = "translated"\nmachine_risk = true$', 'min_state = "reviewed"', settings)
    assert count == 1
    with libretranslate(PAIRS) as server:
        engine = (
            f'[tool.syndicate.engines.libre]\nuse = "deep"\nprovider = "libre"\nurl = "{server.url}"\ntimeout = 120\n'
        )
        write(root / "pyproject.toml", f"{strict}\n{engine}")
        library = open_library(root)
        first = translate(library, now=NOW, environ={}, engine="libre", languages=["es", "en"])
        count = len(server.texts)
        second = translate(library, now=NOW, environ={}, engine="libre", languages=["es", "en"])
        return Done(library, first, second, server.texts, len(server.texts) - count)


def numbers(text: str) -> list[str]:
    """Every number as its digits: 1,000 and 1000 are one, 0.5 and 0,5."""
    return sorted(re.sub(r"[.,]", "", found) for found in re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"<[^>]*>", "", text)))


FACTS = {
    "numbers": numbers,
    "tags": lambda text: sorted(re.findall(r"</?(?:b|i|a|code)\b[^<>]*>", text)),
    "placeholders": lambda text: re.findall(r"\{\w+\}", text),
    "addresses": lambda text: re.findall(r"https?://[\w./?=-]*\w|\w+@\w+\.\w+", text),
    "units": lambda text: sorted(re.findall(r"\d\s?(mg|mL|mmHg|g|°C|%)(?!\w)", text)),
    "signs": lambda text: sorted(re.findall(r"[<&](?= )", text)),
    "codes": lambda text: sorted(re.findall(r"<code>[^<]*</code>|\b[A-Z]+[a-z]?\d+\w*", text)),
}


@pytest.mark.parametrize("fact", FACTS)
def test_not_one_fact_is_lost_or_the_segment_is_refused(done: Done, fact: str) -> None:
    find = FACTS[fact]
    drafts = [(entry.source, entry.target) for _, entry in done.entries() if entry.target]
    assert [(source, target) for source, target in drafts if find(source) != find(target)] == []
    assert sum(1 for source, _ in drafts if find(source)), "there are such facts"


def test_every_segment_has_a_draft_or_a_reason(done: Done) -> None:
    refused = [entry for _, entry in done.entries() if not entry.target]
    assert all(any(line.startswith("# not translated: ") for line in entry.comments) for entry in refused)
    assert all(len(line) < 70 for _, entry in done.entries() for line in entry.comments if line.startswith("# "))
    articles = {one.id for one in select(done.library).articles}
    assert len(articles) == 9
    assert {row.article for row in done.first.rows} == articles
    wanted = sum(len(segments(one)) for one in select(done.library).articles)
    count = sum(row.machine + row.rule + row.memory for row in done.first.rows)
    assert wanted - len(refused) == count
    # Most of them hold words that apertium left in the source's language.
    assert len(refused) < wanted / 10, [entry.source for entry in refused]
    assert {problem.code for problem in done.first.problems} == {"draft-refused"}


def test_every_draft_is_fuzzy_and_says_whose_it_is(done: Done) -> None:
    for language, entry in done.entries():
        if entry.target:
            said = translation(entry, language)
            assert entry.fuzzy
            assert said.state is State.TRANSLATED
            assert said.origin in {"machine deep/libre", "machine rules", "memory"}


def test_nothing_of_it_reaches_a_feed_before_a_person_has_reviewed_it(done: Done) -> None:
    publish(done.library, now=NOW)
    published = "".join(
        path.read_text("utf-8") for path in done.library.feeds.rglob("*") if path.suffix in {".xml", ".json", ".html"}
    )
    own = {segment.text.source for one in select(done.library).articles for segment in segments(one)}
    drafts = [entry.target for _, entry in done.entries() if len(entry.target) > 25 and entry.target not in own]
    assert len(drafts) > 300
    assert [draft for draft in drafts if draft in published] == []
    assert (done.library.feeds / "es" / "atom.xml").read_text("utf-8").count("<entry") == 1, "the one that is Spanish"


def test_it_would_reach_one_whose_settings_ask_for_unreviewed_text(done: Done, tmp_path: Path) -> None:
    """So that the test above is no empty one: the article that has a draft of every segment goes out."""
    root = shutil.copytree(done.library.root, tmp_path / "loose", ignore=shutil.ignore_patterns("feeds", ".syndicate"))
    settings = (root / "pyproject.toml").read_text("utf-8")
    loose = settings.replace('min_state = "reviewed"', 'min_state = "translated"\nmachine_risk = true', 1)
    write(root / "pyproject.toml", loose)
    publish(open_library(root), now=NOW)
    assert "1000 mg" in (root / "feeds" / "es" / "items" / "hard.html").read_text("utf-8")


def test_what_no_machine_may_see_was_not_sent(done: Done) -> None:
    sent = "\n".join(done.sent)
    for one in select(done.library).articles:
        for reference in one.content.references:
            assert reference.raw not in sent
    assert not re.search(r"\d ?(?:mg|mL|mmHg|°C|%)(?!\w)|https?:|@|\{[a-z]|<b>|<code>", sent)
    assert not re.search(r"\bMS\b|\bdrugs?\b|natalizumab", sent)


def test_the_next_run_sends_nothing(done: Done) -> None:
    assert (done.second.characters, done.second.requests, done.sent_again) == (0, 0, 0)
    assert not any(row.machine for row in done.second.rows)


def test_what_the_glossary_knows_is_right_and_never_apertiums_word(done: Done) -> None:
    spanish = [(entry.source, entry.target) for language, entry in done.entries() if language == "es" and entry.target]
    assert not [target for _, target in spanish if re.search(r"(?i)\bseñora|\bdrogas?\b|efectos de lado", target)]
    about = [(source, target) for source, target in spanish if re.search(r"\bMS\b", source)]
    assert about
    assert all(re.search(r"\bEM\b", target) for _, target in about)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Do not stop the infusion.", "No para la infusión."),
        ("Infusions lower the number of MS relapses.", "SEÑORA"),
        ("These drugs have side effects.", "drogas"),
        ("Do <b>not</b> drive.", "No <b>"),
    ],
)
def test_apertium_is_as_dangerous_as_ever(source: str, said: str) -> None:
    """Why a machine's text is fuzzy: if one of these is mended one day, find another."""
    (answer,) = apertium("apertium", EngineSettings(use="apertium"), os.environ)([source], "en", "es")
    assert said in str(answer)
