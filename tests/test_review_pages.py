"""The review pages: source and target side by side, what is wrong and what waits, on the screen and on paper."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsers import measured
from libraries import article, library, translate, write
from translation_builders import HEADER, entry, said
from translation_builders import article as source

from syndicate.commands.review import review
from syndicate.config import Policy
from syndicate.editorial.differences import marked
from syndicate.editorial.review import Sheet, index, page, sheet
from syndicate.errors import UsageError
from syndicate.model import State
from syndicate.publishing.library import Library
from syndicate.translation.glossary import Glossary, Term

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STOP, NO = "Do <b>not</b> stop.", "<b>No</b> lo deje."
REST, REPOSE = "Rest a while.", "Descanse un rato."
TAKE = "Take 650 mg every 6 hours."


def made(*entries: str, paragraphs: tuple[str, ...] = (STOP, REST, TAKE), terms: tuple[Term, ...] = ()) -> Sheet:
    data = (HEADER + entry("Title", "Título", context="title") + "".join(entries)).encode()
    return sheet(
        source(*paragraphs), data, "locales/es/articles/demo.po", "es", glossary=Glossary("es", terms), policy=Policy()
    )


def written(found: Sheet, preview: str = "") -> str:
    return page(found, preview).decode()


def test_every_segment_has_a_card_with_source_target_state_and_place() -> None:
    found = made(entry(STOP, NO, said("signed-off", "Ana", STOP, NO)), entry(REST, REPOSE))
    assert [card.item.state for card in found.cards] == [
        State.REVIEWED,
        State.FINAL,
        State.REVIEWED,
        State.INITIAL,
    ]
    text = written(found)
    assert '<div class="text" lang="en" dir="ltr">Do <strong>not</strong> stop.</div>' in text
    assert '<div class="text" lang="es" dir="ltr"><strong>No</strong> lo deje.</div>' in text
    assert "signed off by Ana 2026-11-22" in text
    assert f"locales/es/articles/demo.po:{found.cards[1].item.line}</p>" in text


def test_what_waits_comes_first_by_the_harm_that_it_can_do() -> None:
    wrong = said("origin", "machine draft", TAKE, "Tome 560 mg cada 6 horas.")
    found = made(
        entry(STOP, NO, said("origin", "machine draft", STOP, NO), "#, fuzzy"),
        entry(REST, REPOSE, said("origin", "machine draft", REST, REPOSE), "#, fuzzy"),
        entry(TAKE, "Tome 560 mg cada 6 horas.", wrong, "#, fuzzy"),
    )
    unread = "machine draft that nobody has reviewed"
    assert [(card.item.number, card.item.reasons) for card in found.waiting] == [
        (4, ("blocked: numbers-differ", unread)),
        (2, (unread,)),
        (3, (unread,)),
    ]
    text = written(found)
    first = text[text.index("Look at these first") : text.index("Segment by segment</h2>")]
    assert first.index("#s4") < first.index("#s2")
    assert "#s3" not in first
    assert "And 1 more" in first
    assert "<code>numbers-differ</code>" in text


def test_a_changed_source_shows_what_changed_and_the_old_target_as_a_hint() -> None:
    found = made(entry(TAKE, "Tome 500 mg.", "#, fuzzy", '#| msgid "Take 500 mg every 6 hours."'))
    text = written(found)
    assert "Take <del>500</del><ins>650</ins> mg every 6 hours." in text
    assert found.cards[3].item.reasons == ("outdated: the source has changed",)
    assert '<div class="text hint" lang="es"' in text


def test_glossary_and_notes_stand_with_the_segment() -> None:
    terms = (Term("term", "rest", "descansar", ("reposar",), ("parar",)),)
    text = written(made(entry(REST, REPOSE, "# ask Ana about this"), terms=terms))
    assert '<bdi lang="es">descansar | reposar</bdi> <span class="not">not <bdi lang="es">parar</bdi>' in text
    assert '<p class="note"><bdi>ask Ana about this</bdi></p>' in text


def test_a_waived_finding_is_shown_with_its_reason_and_waits_for_nobody() -> None:
    target = "Tome dos de 325 mg."
    found = made(entry(TAKE, target, said("waiver", "numbers-differ two tablets", TAKE, target)))
    assert found.cards[3].item.reasons == ()
    assert "waived: two tablets" in written(found)


def test_the_page_says_how_it_is_signed_off_until_it_is() -> None:
    command = '<code>syndicate sign-off demo es --by "YOUR NAME"</code>'
    assert command in written(made())
    title = said("signed-off", "Ana", "Title", "Título", context="title")
    data = (HEADER + entry("Title", "Título", title, context="title")).encode()
    assert "sign-off" not in written(sheet(source(), data, "a.po", "es", glossary=Glossary("es"), policy=Policy()))


def test_the_index_tells_what_is_wrong_and_what_waits_behind_the_name_of_the_article() -> None:
    text = index([made(entry(TAKE, "Tome 560 mg."), entry(REST, REPOSE))], "Health").decode()
    columns = re.findall(r'<th scope="col">(.*?)</th>', text)
    assert columns[:3] == ["Article", "findings", "wait for a person"]
    assert re.findall(r"<td>(.*?)</td>", text)[:2] == ["1", "2"]


def test_a_right_to_left_language_is_set_right_to_left_beside_its_source() -> None:
    data = (HEADER.replace("es", "ar", 1) + entry(TAKE, "تناول 650 ملغ كل 6 ساعات.")).encode()
    text = written(sheet(source(TAKE), data, "a.po", "ar", glossary=Glossary("ar"), policy=Policy()))
    assert '<html lang="en">' in text
    assert '<div class="text" lang="ar" dir="rtl">' in text
    assert '<div class="text" lang="en" dir="ltr">Take 650 mg' in text


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "</style>"]
)
def test_no_text_becomes_markup(nasty: str) -> None:
    quoted = nasty.replace('"', '\\"')
    found = made(
        entry(quoted, quoted, f"# {nasty}", "#, fuzzy", f'#| msgid "x {quoted}"'),
        paragraphs=(nasty,),
        terms=(Term("term", "alert", nasty, (nasty,), (nasty,)),),
    )
    for text in (written(found), index([found], nasty).decode()):
        assert "<script" not in text
        assert "<img" not in text
        assert text.count("</style>") == 1
        assert "default-src 'none'" in text
        assert ">49<" not in text


# ── differences ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Do not stop.", "Stop.", "<del>Do not stop</del><ins>Stop</ins>."),
        ("Take 1,000 mg", "Take 1,500 mg", "Take <del>1,000</del><ins>1,500</ins> mg"),
        ("a", "a", "a"),
        ("每天两次", "每天三次", "每天<del>两</del><ins>三</ins>次"),
        ("a <b>b</b>", "a b", "a <del>&lt;b&gt;</del>b<del>&lt;/b&gt;</del>"),
    ],
)
def test_differences_are_marked_word_by_word(before: str, after: str, expected: str) -> None:
    assert str(marked(before, after)) == expected


def test_differences_of_a_long_text_are_found_soon_and_lose_no_word() -> None:
    sentences = [f"Sentence {n} says to take {n} of them. " for n in range(400)]
    before, after = "".join(sentences), "".join([*sentences[:200], "A new one. ", *sentences[201:]])
    told = str(marked(before, after))
    assert f"<del>{sentences[200]}</del><ins>A new one. </ins>" in told
    assert re.sub(r"<del>.*?</del>|</?ins>", "", told) == after
    worst = ("a. b. " * 5000, "b. a. " * 5000)
    assert str(marked(*worst)) == f"<del>{worst[0]}</del><ins>{worst[1]}</ins>"


# ── the command ─────────────────────────────────────────────────────────────────────────────────


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def small(tmp_path: Path) -> Library:
    found = library(
        tmp_path / "library",
        {"fever": article("fever", "Fever", "Drink **water**."), "rest": article("rest", "Rest", "Sleep.")},
        languages=("en", "es", "ar"),
    )
    spanish = {"Fever": "Fiebre", "A summary.": "Un resumen.", "Drink <b>water</b>.": "Beba <b>agua</b>."}
    translate(found, "fever", "es", spanish, draft=True)
    translate(found, "rest", "ar", {"Rest": "الراحة"})
    return found


def test_a_page_for_every_catalog_and_an_index_that_leads_to_them(small: Library, tmp_path: Path) -> None:
    done = review(small, tmp_path / "out", now=NOW, progress=silent)
    assert (done.pages, done.problems) == (2, ())
    assert re.findall(r'href="([a-z]+/[a-z.]+)"', done.index.read_text()) == ["es/fever.html", "ar/rest.html"]
    assert review(small, now=NOW, progress=silent).index == small.work / "review/index.html"


def test_the_preview_is_the_entry_that_readers_would_get_with_its_notice(small: Library, tmp_path: Path) -> None:
    review(small, tmp_path, now=NOW, articles=["fever"], languages=["es"], progress=silent)
    text = (tmp_path / "es/fever.html").read_text()
    preview = text[text.index("As readers will see it</h2>") :]
    assert "<p>Beba <strong>agua</strong>.</p>" in preview
    assert 'role="note"' in preview
    assert "Not published as it is: 3 segments: not yet reviewed." in text


def test_where_texts_are_missing_there_is_no_preview(small: Library, tmp_path: Path) -> None:
    review(small, tmp_path, now=NOW, articles=["rest"], progress=silent)
    assert "Nothing to show yet" in (tmp_path / "ar/rest.html").read_text()


def test_a_broken_catalog_is_told_and_the_others_get_their_pages(small: Library, tmp_path: Path) -> None:
    write(small.catalog("es", "fever"), "<<<<<<< HEAD\n")
    done = review(small, tmp_path, now=NOW, progress=silent)
    assert (done.pages, [problem.code for problem in done.problems]) == (1, ["po-conflict"])


def test_an_unknown_article_is_a_usage_error(small: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nobody"):
        review(small, tmp_path, now=NOW, articles=["nobody"], progress=silent)


# ── a real browser ──────────────────────────────────────────────────────────────────────────────

MEASURE = """
const links = [...page.querySelectorAll(".queue a, nav a, .overview a")];
return {
  name: frame.title,
  overflow: root.scrollWidth - root.clientWidth,
  small: links.filter((it) => it.getBoundingClientRect().height < 43.5).map((it) => it.outerHTML),
  sides: [...page.querySelectorAll(".pair .text")].map((it) => getComputedStyle(it).direction).join(),
};
"""


@pytest.mark.slow
def test_pages_fit_a_phone_and_a_screen_in_both_directions(small: Library, tmp_path: Path) -> None:
    review(small, tmp_path / "out", now=NOW, progress=silent)
    shown = {path.name: path.read_text() for path in sorted((tmp_path / "out").rglob("*.html"))}
    results = measured(shown, (320, 768, 1280), MEASURE, tmp_path)
    assert len(results) == 9
    assert not [each for each in results if each["overflow"] or each["small"]]
    assert {each["sides"][:7] for each in results} == {"", "ltr,ltr", "ltr,rtl"}
