"""Sign-off: who may put their name to which text, what is written then, and what revokes it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import libraries
import pytest
from translation_builders import DAY, HEADER, article, edited_since, elsewhere, entry, said

from syndicate.commands.sign_off import sign_off as sign_off_in
from syndicate.errors import CatalogError, UsageError
from syndicate.model import State, Translation
from syndicate.translation.catalogs.reading import read
from syndicate.translation.signoff import SignedOff, is_same_person, sign_off
from syndicate.translation.updating.update import update

PATH = "locales/es/articles/demo.po"
SOURCE, TARGET = "Do not stop.", "No lo deje."
KEY = ("body", SOURCE)
DATE = "2026-11-26"


def signed(data: str, name: str = "Ana Ruiz", source: str = SOURCE, **options: Any) -> SignedOff:
    options = {"keys": {("body", source)}, "date": DATE, "path": PATH, **options}
    return sign_off(data.encode(), article(source), language="es", name=name, **options)


def catalog(*comments: str, source: str = SOURCE, target: str = TARGET, translator: str = "") -> str:
    header = HEADER.replace('"Language', f'"Last-Translator: {translator}\\n"\n"Language') if translator else HEADER
    return header + entry(source, target, *comments)


def reading(done: SignedOff, source: str = SOURCE) -> Translation:
    return read(done.data, PATH, "es").entries["body", source]


def codes(done: SignedOff) -> list[str]:
    return [problem.code for _, problem in done.refused]


# ── what is written ─────────────────────────────────────────────────────────────────────────────


def test_a_text_that_was_signed_off_is_final_with_the_name_and_the_day() -> None:
    done = signed(catalog())
    found = reading(done)
    assert (found.state, found.signed_by, found.signed_on) == (State.FINAL, "Ana Ruiz", DATE)
    assert [segment.key for segment in done.signed] == [KEY]


def test_the_comment_is_all_that_changes() -> None:
    before = catalog("# a note", "#. body")
    line = said("signed-off", "Ana Ruiz", SOURCE, TARGET).replace(DAY, DATE)
    assert signed(before).data.decode() == before.replace("# a note\n", f"# a note\n{line}\n")


@pytest.mark.parametrize("what", ["machine deep/libre", "machine draft", "memory", "draft"])
@pytest.mark.parametrize("flag", ["#, fuzzy", "#, fuzzy, no-wrap"])
def test_a_reviewer_may_sign_off_a_draft_as_it_stands(what: str, flag: str) -> None:
    done = signed(catalog(said("origin", what, SOURCE, TARGET), flag, '#| msgid "Stop."'))
    assert (reading(done).state, reading(done).origin) == (State.FINAL, what)
    assert b"fuzzy" not in done.data
    assert b"#|" not in done.data
    assert (b"no-wrap" in done.data) == ("no-wrap" in flag)


def test_a_newer_sign_off_replaces_those_that_no_longer_fit() -> None:
    done = signed(
        catalog(edited_since("signed-off", "Eva", SOURCE), elsewhere("signed-off", "Bea", TARGET), "# a note")
    )
    assert done.data.decode().count("signed-off") == 1
    assert (reading(done).signed_by, "# a note" in done.data.decode()) == ("Ana Ruiz", True)


@pytest.mark.parametrize("name", ["Ana Ruiz", "Eva Soto"])
def test_a_sign_off_that_fits_stays_whoever_gave_it(name: str) -> None:
    before = catalog(said("signed-off", "Ana Ruiz", SOURCE, TARGET))
    done = signed(before, name)
    assert (done.data, done.signed, done.refused) == (before.encode(), (), ())
    assert [segment.key for segment in done.kept] == [KEY]


def test_an_edit_revokes_it_and_the_text_can_be_signed_off_again() -> None:
    edited = signed(catalog()).data.decode().replace(TARGET, "No la deje.")
    assert read(edited.encode(), PATH, "es").entries[KEY].state is State.TRANSLATED
    again = signed(edited, "Eva Soto")
    assert (reading(again).state, reading(again).signed_by) == (State.FINAL, "Eva Soto")


def test_a_long_name_is_read_back() -> None:
    name = "Dra. María del Carmen Fernández-Villaverde de la Torre y Rodríguez <carmen@example.org>"
    assert reading(signed(catalog(), name)).signed_by == name


def test_all_segments_are_signed_off_where_none_are_chosen_and_each_that_cannot_be_is_told() -> None:
    data = HEADER + entry("Title", "Título", context="title") + "\n" + entry("One.", "") + "\n" + entry("Two.", "Dos.")
    whole = article("One.", "Two.", "Three.")
    done = sign_off(data.encode(), whole, language="es", name="Ana", date=DATE, path=PATH)
    assert [segment.text.source for segment in done.signed] == ["Title", "Two."]
    assert [(segment.text.source, problem.code) for segment, problem in done.refused] == [
        ("One.", "sign-off-empty"),
        ("Three.", "sign-off-missing"),
    ]


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("comments", "target", "code"),
    [
        ((), "", "sign-off-empty"),
        ((), " ", "sign-off-empty"),
        (("#, fuzzy",), TARGET, "sign-off-hint"),
        (("#, fuzzy", '#| msgid "Stop."'), TARGET, "sign-off-hint"),
        ((elsewhere("origin", "machine draft", TARGET), "#, fuzzy"), TARGET, "sign-off-hint"),
        ((said("signed-off", "Eva", SOURCE, TARGET), "#, fuzzy"), TARGET, "sign-off-hint"),
    ],
)
def test_what_is_no_translation_yet_is_refused_and_keeps_its_bytes(
    comments: tuple[str, ...], target: str, code: str
) -> None:
    before = catalog(*comments, target=target)
    done = signed(before)
    assert (codes(done), done.data) == ([code], before.encode())


def test_a_refusal_names_the_place_the_article_and_the_language() -> None:
    ((_, problem),) = signed(catalog("#, fuzzy")).refused
    assert (str(problem.place), problem.article, problem.language) == (f"{PATH}:8", "demo", "es")


WRONG = {"source": "Take 2 tablets a day.", "target": "Tome 3 tabletas al día."}


def test_a_text_with_an_open_problem_is_refused() -> None:
    done = signed(catalog(**WRONG), source=WRONG["source"])
    assert codes(done) == ["sign-off-open-problem"]
    assert "numbers-differ" in str(done.refused[0].problem)
    assert "--segment 2 --waive numbers-differ --why REASON" in done.refused[0].problem.advice


def test_a_problem_that_was_waived_is_open_no_more() -> None:
    waiver = said("waiver", "numbers-differ the label counts otherwise", WRONG["source"], WRONG["target"])
    assert codes(signed(catalog(waiver, **WRONG), source=WRONG["source"])) == []


def test_what_was_signed_off_before_a_check_found_something_is_told_all_the_same() -> None:
    before = catalog(said("signed-off", "Eva", WRONG["source"], WRONG["target"]), **WRONG)
    assert codes(signed(before, source=WRONG["source"])) == ["sign-off-open-problem"]


# ── two persons ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "comments", [(), (said("origin", "draft", SOURCE, TARGET), "#, fuzzy"), (said("origin", "memory", SOURCE, TARGET),)]
)
@pytest.mark.parametrize("name", ["Ana Ruiz", "ana  RUIZ", "Ruiz, Ana", "Aña Rúiz <ana@example.org>"])
def test_nobody_signs_off_what_they_wrote(comments: tuple[str, ...], name: str) -> None:
    before = catalog(said("by", "Ana Ruiz", SOURCE, TARGET), *comments, translator="Eva Soto <eva@example.org>")
    assert codes(signed(before, name)) == ["sign-off-own-text"]
    assert codes(signed(before, "Eva Soto")) == []


def test_who_saved_the_file_last_may_have_written_what_nobody_is_named_for() -> None:
    before = catalog(edited_since("by", "Eva Soto", SOURCE), translator="Ana Ruiz <ana@example.org>")
    assert codes(signed(before)) == ["sign-off-own-text"]
    assert codes(signed(before, "A. R. <ANA@example.org>")) == ["sign-off-own-text"]
    assert codes(signed(before, "Eva Soto")) == []


@pytest.mark.parametrize("flag", [(), ("#, fuzzy",)])
def test_who_saved_the_file_last_did_not_write_a_machines_text(flag: tuple[str, ...]) -> None:
    draft = said("origin", "machine draft", SOURCE, TARGET)
    assert codes(signed(catalog(draft, *flag, translator="Ana Ruiz <ana@example.org>"))) == []


@pytest.mark.parametrize("name", ["poedit.po", "weblate-77.po", "weblate-unwrapped.po"])
def test_the_translator_whom_an_editor_names_cannot_sign_off_their_own_work_before_or_after_an_update(
    name: str,
) -> None:
    data = (Path(__file__).parent / "data" / "tools" / name).read_bytes()
    bodies = [source for context, source in read(data, PATH, "es").entries if context == "body"]
    whole = article(*bodies, title="What tools do to a catalog")
    own = {("body", source) for source in ("Write me.", "Correct this draft.", "Ask your nurse first.")}
    for now in (data, update(whole, "es", data, PATH)):
        options: dict[str, Any] = {"language": "es", "date": DATE, "keys": own, "path": PATH}
        assert codes(sign_off(now, whole, name="bea soto", **options)) == ["sign-off-own-text"] * 3
        assert codes(sign_off(now, whole, name="Eva Ruiz", **options)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("José Núñez", "Jose\u0301 Nunez", True),
        ("ÖZGE", "özge", True),
        ("Ana", "Ana Ruiz", False),
        ("Ana <a@example.org>", "Eva <a@example.org>", True),
        ("Ana <a@example.org>", "Ana <b@example.org>", True),
        ("<a@example.org>", "<b@example.org>", False),
        ("<>", "", False),
        ("مَريم حسن", "مريم حسن", True),
        ("M. J. Núñez", "María José Núñez <mj@example.org>", True),
        ("J. Núñez", "María José Núñez", False),
        ("M. J.", "María José", False),
        ("王 伟", "王 伟明", False),
    ],
)
def test_one_person_is_known_under_several_spellings(one: str, other: str, same: bool) -> None:
    assert is_same_person(one, other) is same


@pytest.mark.parametrize("name", ["mj@example.org", "M. J. Núñez"])
def test_an_address_or_initials_are_the_same_person_after_an_update_too(name: str) -> None:
    by = said("by", "María José Núñez", SOURCE, TARGET)
    assert codes(signed(catalog(by, translator="María José Núñez <mj@example.org>"), name)) == ["sign-off-own-text"]


@pytest.mark.parametrize("translator", ["", "FULL NAME <EMAIL@ADDRESS>"])
def test_a_text_whose_writer_the_file_does_not_tell_is_marked(translator: str) -> None:
    assert signed(catalog(translator=translator)).nameless == {KEY}
    assert signed(catalog(said("by", "Eva", SOURCE, TARGET), translator=translator)).nameless == frozenset()
    assert signed(catalog(said("origin", "machine draft", SOURCE, TARGET))).nameless == frozenset()


# ── waivers ─────────────────────────────────────────────────────────────────────────────────────


def test_a_waiver_is_written_with_its_reason_whose_it_is_and_the_text_that_it_is_about() -> None:
    why = "the label counts half tablets, which the translation puts into words"
    done = signed(catalog(**WRONG), source=WRONG["source"], waive=["numbers-differ"], why=why)
    found = reading(done, WRONG["source"])
    assert (found.state, found.waivers) == (State.FINAL, {"numbers-differ": f"{why} (Ana Ruiz)"})
    assert max(len(line) for line in done.data.decode().splitlines() if line.startswith("# ")) < 70


def test_a_waiver_takes_the_place_of_an_older_one_of_the_same_problem() -> None:
    old = said("waiver", "numbers-differ because", WRONG["source"], "Tome 4.")
    other = said("waiver", "tags-differ because", WRONG["source"], WRONG["target"])
    done = signed(catalog(old, other, **WRONG), source=WRONG["source"], waive=["numbers-differ"], why="x")
    assert reading(done, WRONG["source"]).waivers == {"numbers-differ": "x (Ana Ruiz)", "tags-differ": "because"}
    assert done.data.decode().count("numbers-differ") == 1


@pytest.mark.parametrize(
    ("texts", "code", "there"),
    [(WRONG, "numbers-difer", "they find numbers-differ"), ({}, "numbers-differ", "they find nothing")],
)
def test_what_no_check_finds_in_the_text_cannot_be_waived(texts: dict[str, str], code: str, there: str) -> None:
    with pytest.raises(UsageError, match=there):
        signed(catalog(**texts), source=texts.get("source", SOURCE), waive=[code], why="x")


def test_the_same_waiver_can_be_asked_for_again() -> None:
    options: dict[str, Any] = {"source": WRONG["source"], "waive": ["numbers-differ"], "why": "x"}
    once = signed(catalog(**WRONG), **options)
    assert signed(once.data.decode(), **options).data == once.data


def test_a_waiver_never_concerns_several_texts() -> None:
    doses = {"Take 2 tablets.": "Tome 20 tabletas.", "Take 4 tablets.": "Tome 40 tabletas."}
    data = HEADER + "\n".join(entry(source, target) for source, target in doses.items())
    both = {("body", source) for source in doses}
    options: dict[str, Any] = {"language": "es", "name": "Ana", "date": DATE, "waive": ["numbers-differ"], "why": "x"}
    with pytest.raises(UsageError, match="one text"):
        sign_off(data.encode(), article(*doses), keys=both, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"waive": ["numbers-differ"]}, "reason"),
        ({"waive": ["numbers-differ"], "why": " "}, "reason"),
        ({"waive": ["numbers-differ"], "why": "REASON"}, "reason"),
        ({"waive": ["numbers-differ"], "why": "WHY"}, "reason"),
        ({"waive": ["numbers-differ"], "why": "a\x07"}, "character"),
        ({"waive": ["Numbers differ"], "why": "x"}, "code"),
        ({"why": "x"}, "--waive"),
        ({"waive": ["numbers-differ"], "why": "x", "keys": None}, "--segment"),
        ({"name": f"{'x' * 52} by: it"}, "read back"),
        ({"name": f"{'x' * 44} 12345678-12345678 y"}, "read back"),
        ({"name": ""}, "no name"),
        ({"name": " \t"}, "no name"),
        ({"name": "—"}, "no name"),
        ({"name": "Ana\x00"}, "no name"),
        ({"name": "Ana\u202egnuR"}, "no name"),
    ],
)
def test_a_name_or_a_reason_that_cannot_be_written_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        signed(catalog(), **options)


def test_a_reason_that_would_be_read_as_something_else_is_refused() -> None:
    why = f"{'x' * 43} by: it"  # a line begins with `by:`
    with pytest.raises(UsageError, match="read back"):
        signed(catalog(**WRONG), source=WRONG["source"], waive=["numbers-differ"], why=why)


# ── the command ─────────────────────────────────────────────────────────────────────────────────

NOW = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
BODY = "Drink water.\n\nTake 2 tablets.\n\nDrink tea."
TARGETS = {"Fever": "Fiebre", "A summary.": "Un resumen.", "Drink water.": "Beba agua.", "Take 2 tablets.": "Tome 3."}


@pytest.fixture
def library(tmp_path: Path) -> libraries.Library:
    return libraries.library(
        tmp_path,
        {"fever": libraries.article("fever", "Fever", BODY)},
        languages=("en", "es"),
        timezone="Europe/Berlin",
        catalogs={"es": {"fever": TARGETS}},
    )


def test_the_command_signs_off_what_can_be_and_tells_the_rest_with_its_line(library: libraries.Library) -> None:
    done = sign_off_in(library, "fever", "es", by="Ana Ruiz", now=NOW)
    assert [one.number for one in done.signed] == [1, 2, 3]
    text = library.catalog("es", "fever").read_text("utf-8").splitlines()
    for one in done.signed:
        assert text[one.line - 1] == f'msgid "{one.source}"'
    assert [(problem.code, text[problem.place.line - 1]) for problem in done.refused] == [
        ("sign-off-open-problem", 'msgid "Take 2 tablets."'),
        ("sign-off-empty", 'msgid "Drink tea."'),
    ]
    assert "# signed-off: Ana Ruiz 2026-11-27" in "\n".join(text), "it is tomorrow in Berlin"
    again = sign_off_in(library, "fever", "es", by="Ana Ruiz", now=NOW)
    assert (len(again.signed), again.kept, len(again.refused)) == (0, 3, 2)


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({"chosen": ["1"]}, [1]),
        ({"chosen": ["title", "3"]}, [1, 3]),
        ({"chosen": ["body"], "sources": ["fev"]}, [1, 3]),
        ({"sources": ["drink  W"]}, [3]),
        ({"chosen": ["4"], "waive": ["numbers-differ"], "why": "the label says 3"}, [4]),
    ],
)
def test_segments_are_chosen_by_number_context_or_beginning(
    library: libraries.Library, options: dict[str, Any], numbers: list[int]
) -> None:
    assert [one.number for one in sign_off_in(library, "fever", "es", by="Ana", now=NOW, **options).signed] == numbers


def test_a_dry_run_says_the_same_and_writes_nothing(library: libraries.Library) -> None:
    before = library.catalog("es", "fever").read_bytes()
    done = sign_off_in(library, "fever", "es", by="Ana", now=NOW, dry_run=True)
    assert len(done.signed) == 3
    assert library.catalog("es", "fever").read_bytes() == before
    assert "would be signed off (writer unknown)" in next(done.lines())
    assert done.to_data()["dry_run"] is True


@pytest.mark.parametrize(
    ("article", "language", "options"),
    [
        ("cough", "es", {}),
        ("fever", "fr", {}),
        ("fever", "en", {}),
        ("fever", "es", {"chosen": ["0"]}),
        ("fever", "es", {"chosen": ["6"]}),
        ("fever", "es", {"chosen": ["cell"]}),
        ("fever", "es", {"sources": ["Milk"]}),
        ("fever", "es", {"sources": [" "]}),
    ],
)
def test_what_is_not_there_is_an_error_of_usage(
    library: libraries.Library, article: str, language: str, options: dict[str, Any]
) -> None:
    with pytest.raises(UsageError):
        sign_off_in(library, article, language, by="Ana", now=NOW, **options)


def test_a_catalog_that_is_missing_or_broken_is_told(library: libraries.Library) -> None:
    path = library.catalog("es", "fever")
    path.write_text("<<<<<<< ours\n", "utf-8")
    with pytest.raises(CatalogError):
        sign_off_in(library, "fever", "es", by="Ana", now=NOW)
    path.unlink()
    with pytest.raises(UsageError, match="syndicate update"):
        sign_off_in(library, "fever", "es", by="Ana", now=NOW)
