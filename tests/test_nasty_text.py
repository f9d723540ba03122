"""Text that breaks what is careless: it is published as it is, or reported with its place; others never suffer.

For each text a library is published that has it in every place, an article a place, beside a healthy article.
"""

import io
import json
import re
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import feedparser
import nasty_texts as nasty
import pytest
from libraries import NOW, article, library, translate, waive, write
from lxml import etree, html
from nasty_texts import TEXTS, TOKEN, Case, framed
from PIL import Image
from translation_builders import HEADER, entry, said

from syndicate.feeds import validate
from syndicate.model import Severity
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library
from syndicate.publishing.report import Report

LANGUAGES = ("en", "ar")
HEALTHY = "healthy"
TRANSLATED = {
    "Fever": "الحمى",
    "A title": "عنوان",
    "A summary.": "ملخص.",
    "Drink water.": "اشرب الماء.",
}
CASES = [case for name in TEXTS for case in nasty.cases(name)]
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2

Entries = Mapping[str, Mapping[str, str]]
"""By article: what is shown in title, summary, body and alt."""


@dataclass(frozen=True)
class Published:
    """A library after its publish."""

    library: Library
    report: Report

    def entries(self, language: str) -> dict[str, Entries]:
        """By format, what stands in the feed of a language."""
        folder = self.library.feeds / language
        return {name: read(folder / name) if (folder / name).is_file() else {} for name, read in READERS.items()}


def published(root: Path, cases: list[Case]) -> Published:
    """Publish a library that has these cases and a healthy article."""
    made = library(
        root,
        {HEALTHY: healthy()} | dict(map(nasty.source, cases)),
        languages=LANGUAGES,
        catalogs={"ar": {HEALTHY: TRANSLATED}},
    )
    for case in cases:
        if case.place == "msgstr":
            path = translate(made, case.id, "ar", lambda _: framed(TOKEN, "ar"))
            path.write_bytes(nasty.translation(case, path.read_bytes()))
            if case.is_shown:  # it is no translation of anything
                waive(made, case.id, "ar")
    return Published(made, publish(made, now=NOW))


def healthy() -> str:
    return article(HEALTHY, "Fever", "Drink water.")


@pytest.fixture(scope="module")
def library_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Published]:
    """The published library of a text."""
    return cache(lambda name: published(tmp_path_factory.mktemp("nasty"), nasty.cases(name)))


# ── reading feeds ───────────────────────────────────────────────────────────────────────────────


def read_atom(path: Path) -> Entries:
    """By XML alone, because feed parsers sanitize."""
    entries = etree.fromstring(path.read_bytes()).iter(f"{ATOM}entry")
    return {
        _article(entry.findtext(f"{ATOM}id")): {
            "title": entry.findtext(f"{ATOM}title"),
            "summary": entry.findtext(f"{ATOM}summary"),
            **_body(entry.findtext(f"{ATOM}content")),
        }
        for entry in entries
    }


def read_rss(path: Path) -> Entries:
    """Likewise; a description is HTML."""
    return {
        _article(item.findtext("guid")): {
            "title": item.findtext("title"),
            "summary": _html(item.findtext("description")).text_content(),
            **_body(item.findtext(CONTENT)),
        }
        for item in etree.fromstring(path.read_bytes()).iter("item")
    }


def read_json(path: Path) -> Entries:
    """As it stands."""
    return {
        _article(item["id"]): {"title": item["title"], "summary": item["summary"], **_body(item["content_html"])}
        for item in json.loads(path.read_bytes())["items"]
    }


READERS = {"atom.xml": read_atom, "rss.xml": read_rss, "feed.json": read_json}
VALIDATORS = {"atom.xml": validate.atom, "rss.xml": validate.rss, "feed.json": validate.json_feed}


def _article(identifier: str) -> str:
    return identifier.rsplit(":", 1)[1].split("/", maxsplit=1)[0]


def _html(text: str) -> html.HtmlElement:
    return html.fromstring(f"<div>{text}</div>")


def _body(content: str) -> dict[str, str]:
    tree = _html(content)
    assert {element.tag for element in tree.iter()} <= {"div", "p", "hr", "img", "a", "bdi", "br", "strong"}
    assert not [name for element in tree.iter() for name in element.keys() if name.startswith("on")]  # noqa: SIM118
    return {"body": tree.text_content(), "alt": " ".join(tree.xpath("//img/@alt"))}


def squeezed(text: str) -> str:
    """The text without the white space and the isolates that a format may add."""
    return re.sub("[ \t\r\n\u2068\u2069]", "", text)


# ── what must hold ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_text_is_published_as_it_is_or_reported_with_its_place(
    library_of: Callable[[str], Published], case: Case
) -> None:
    done = library_of(case.name)
    entries = {name: found.get(case.id) for name, found in done.entries(case.language).items()}
    if case.is_shown:
        for name, entry in entries.items():
            assert entry is not None, (name, [str(problem) for problem in done.report.problems])
            for place, words in case.shown().items():
                assert squeezed(words) in squeezed(entry[place]), (name, place)
    else:
        assert entries == dict.fromkeys(READERS)
    if case.is_reported:
        path = f"locales/ar/articles/{case.id}.po" if case.place == "msgstr" else f"articles/{nasty.source(case)[0]}"
        wanted = {Severity.WARNING, Severity.ERROR} if case.is_shown else {Severity.ERROR}
        told = [problem for problem in done.report.problems if problem.place.path == path and problem.place.line]
        about = [problem for problem in told if problem.severity in wanted and problem.code != "published-missing"]
        assert about
        assert all(problem.message for problem in about)


@pytest.mark.parametrize("case", [case for case in CASES if case.place == "msgstr"], ids=str)
def test_a_bad_translation_leaves_the_article_alone_in_its_own_language(
    library_of: Callable[[str], Published], case: Case
) -> None:
    for entries in library_of(case.name).entries("en").values():
        assert entries[case.id]["title"] == "Gamma"


@pytest.mark.parametrize("name", TEXTS)
def test_the_healthy_article_beside_it_is_published_in_every_language_and_format(
    library_of: Callable[[str], Published], name: str
) -> None:
    for language, title in (("en", "Fever"), ("ar", TRANSLATED["Fever"])):
        for entries in library_of(name).entries(language).values():
            assert entries[HEALTHY]["title"] == title


@pytest.mark.parametrize("name", TEXTS)
def test_every_file_is_valid(library_of: Callable[[str], Published], name: str) -> None:
    feeds = library_of(name).library.feeds
    files = {path: path.read_bytes() for path in feeds.rglob("*") if path.is_file()}
    for path, data in files.items():
        assert not NOT_XML.search(data.decode()), path
        if check := VALIDATORS.get(path.name):
            assert [str(found) for found in check(data) if found.severity is Severity.ERROR] == []
        if path.name in ("atom.xml", "rss.xml"):
            assert not feedparser.parse(data).bozo
        if path.suffix == ".json":
            json.loads(data)
    assert len([path for path in files if path.name in VALIDATORS]) == 2 * len(VALIDATORS) * len(LANGUAGES)


@pytest.mark.parametrize("name", TEXTS)
def test_the_report_can_be_printed_and_written_as_json(library_of: Callable[[str], Published], name: str) -> None:
    report = library_of(name).report
    assert "\n".join(report.lines()).encode()
    assert json.loads(json.dumps(report.to_data(), ensure_ascii=False).encode())


# ── an article in another language than it says ─────────────────────────────────────────────────

ENGLISH = ("Drink water when it is hot. " * 200).strip()
ARABIC = ("اشرب الماء عندما يكون الجو حارا. " * 200).strip()
OTHER_ARABIC = ("اشرب كثيرا من الماء في الأيام الحارة. " * 200).strip()


@pytest.mark.parametrize(
    ("language", "body", "translation", "waived"),
    [("en", ARABIC, OTHER_ARABIC, False), ("ar", ENGLISH, ENGLISH, False), ("ar", ENGLISH, ENGLISH, True)],
    ids=["the source", "the translation", "the translation, waived"],
)
def test_an_article_in_the_wrong_script_is_left_out_and_named_and_the_others_are_published(
    tmp_path: Path, language: str, body: str, translation: str, waived: bool
) -> None:
    made = library(
        tmp_path,
        {HEALTHY: healthy(), "wrong": article("wrong", body=body)},
        languages=LANGUAGES,
        catalogs={"ar": {HEALTHY: TRANSLATED, "wrong": TRANSLATED | {body: translation}}},
    )
    if waived:
        waive(made, "wrong", "ar")
    done = Published(made, publish(made, now=NOW))
    for entries in done.entries(language).values():
        assert set(entries) == {HEALTHY}
    errors = [problem for problem in done.report.problems if problem.severity is Severity.ERROR]
    assert {(problem.article, problem.language) for problem in errors} == {("wrong", language)}
    assert all("wrong" in problem.place.path for problem in errors)


# ── names of files ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["imágenes.png", "صورة.png", "a picture.png", "A.PNG", "a+b (1).png", "a'b.png"])
def test_a_picture_is_published_whatever_its_name(tmp_path: Path, name: str) -> None:
    made = library(tmp_path, {HEALTHY: article(HEALTHY, image={"src": name, "alt": "A picture"})})
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    (made.articles / name).write_bytes(picture.getvalue())
    report = publish(made, now=NOW)
    assert [str(problem) for problem in report.problems if problem.severity is Severity.ERROR] == []
    assert [path.read_bytes() for path in (made.feeds / "media").iterdir()] == [picture.getvalue()]


# ── a paragraph of a million characters ─────────────────────────────────────────────────────────

LONG = {
    "prose": ("Drink water when it is hot. ", "اشرب الماء عندما يكون الجو حارا. "),
    "a single word": ("w", "و"),
    "numbers": ("1.", "1."),
}


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where the block takes more time of the processor; quadratic work on a megabyte takes hours."""

    def give_up(*_: object) -> None:
        pytest.fail(f"it took more than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("kind", LONG)
def test_a_paragraph_of_a_megabyte_is_published_in_linear_time_and_its_translation_once_it_is_waived(
    tmp_path: Path, kind: str
) -> None:
    source, target = ((words * (1_000_000 // len(words.encode()))).strip() for words in LONG[kind])
    waiver = said("waiver", "segment-too-long we read it all", source, target, language="ar")
    made = library(tmp_path, {HEALTHY: healthy()}, languages=LANGUAGES, catalogs={"ar": {HEALTHY: TRANSLATED}})
    write(made.articles / "long.md", article("long", body=source))
    with within(15):
        write(made.catalog("ar", "long"), long_catalog(source, target))
        assert_published(Published(made, publish(made, now=NOW)), {"en": source}, {"segment-too-long"})
        write(made.catalog("ar", "long"), long_catalog(source, target, waiver))
        assert_published(Published(made, publish(made, now=NOW)), {"en": source, "ar": target}, set())


def long_catalog(source: str, target: str, *comments: str) -> str:
    """The translation of the long article, each text on one line."""
    usual = [
        entry(text, TRANSLATED[text], context=role) for role, text in (("title", "A title"), ("summary", "A summary."))
    ]
    return "\n".join([HEADER.replace("Language: es", "Language: ar"), *usual, entry(source, target, *comments)])


def assert_published(done: Published, words: Mapping[str, str], codes: set[str]) -> None:
    """The healthy article in every language, the long one in those of ``words``, with all its words."""
    for language in LANGUAGES:
        for entries in done.entries(language).values():
            assert entries[HEALTHY]["title"] == ("Fever" if language == "en" else TRANSLATED["Fever"])
            shown = squeezed(words.get(language, "")) in squeezed(entries.get("long", {}).get("body", ""))
            assert shown, language
            assert set(entries) == ({HEALTHY, "long"} if language in words else {HEALTHY})
    assert {problem.code for problem in done.report.problems if problem.severity is Severity.ERROR} == codes
