"""Reading a catalog: what each PO entry is worth, and what is refused with its place."""

import pytest
from translation_builders import DAY, HEADER, edited_since, elsewhere, entry, said

from syndicate.errors import CatalogError
from syndicate.model import State, Translation
from syndicate.translation.catalogs.provenance import statements, written
from syndicate.translation.catalogs.reading import read

PATH = "locales/es/articles/demo.po"
SOURCE, TARGET = "Do not stop.", "No lo deje."
KEY = ("body", SOURCE)

DRAFT = said("origin", "machine draft", SOURCE, TARGET)
SIGNED = said("signed-off", "Ana de la Cruz", SOURCE, TARGET)
COPIED = elsewhere("signed-off", "Ana", TARGET)


def translation(*comments: str, target: str = TARGET, language: str = "es") -> Translation:
    header = HEADER.replace("es", language, 1) if language != "es" else HEADER
    return read((header + entry(SOURCE, target, *comments)).encode(), PATH, language).entries[KEY]


# ── the table of states, row by row ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("comments", [(), ("#, fuzzy",), (SIGNED,), (DRAFT, "#, fuzzy")])
@pytest.mark.parametrize("target", ["", " ", "\\n"])
def test_an_empty_target_is_initial_whatever_is_said_about_it(comments: tuple[str, ...], target: str) -> None:
    assert translation(*comments, target=target).state is State.INITIAL


@pytest.mark.parametrize("what", ["machine deep/libre", "machine draft", "memory", "draft"])
def test_a_fuzzy_target_made_for_exactly_this_source_is_translated(what: str) -> None:
    found = translation(said("origin", what, SOURCE, TARGET), "#, fuzzy")
    assert (found.state, found.origin, found.origin_date) == (State.TRANSLATED, what, DAY)


@pytest.mark.parametrize(
    "comments",
    [
        (),
        ("# a note",),
        (edited_since("origin", "machine draft", SOURCE),),
        (elsewhere("origin", "memory", TARGET),),
        (SIGNED,),
        ('#| msgid "Stop."',),
    ],
)
def test_any_other_fuzzy_target_is_initial_and_kept_as_a_hint(comments: tuple[str, ...]) -> None:
    notes = [line for line in comments if not line.startswith("#|")]
    previous = [line for line in comments if line.startswith("#|")]
    found = translation(*notes, "#, fuzzy", *previous)
    assert (found.state, found.text, found.origin) == (State.INITIAL, TARGET, "")


@pytest.mark.parametrize("others", [(), (DRAFT,), (edited_since("signed-off", "Eva", SOURCE),), (COPIED,)])
def test_a_target_that_was_signed_off_as_it_stands_is_final(others: tuple[str, ...]) -> None:
    found = translation(*others, SIGNED)
    assert (found.state, found.signed_by, found.signed_on) == (State.FINAL, "Ana de la Cruz", DAY)


@pytest.mark.parametrize("others", [(), (DRAFT,), (COPIED,)])
def test_an_edit_revokes_a_sign_off_by_itself(others: tuple[str, ...]) -> None:
    found = translation(*others, edited_since("signed-off", "Ana", SOURCE))
    assert (found.state, found.signed_by) == (State.TRANSLATED, "")


@pytest.mark.parametrize("what", ["machine deep/libre", "machine draft"])
def test_a_machines_text_that_was_accepted_unedited_is_translated(what: str) -> None:
    found = translation(said("origin", what, SOURCE, TARGET))
    assert (found.state, found.is_machine) == (State.TRANSLATED, True)


@pytest.mark.parametrize(
    "comments",
    [
        (),
        ("# a note", "#. body", "#: a.md:3", "#, no-wrap"),
        (edited_since("origin", "machine draft", SOURCE),),
        (elsewhere("origin", "memory", TARGET),),
        (COPIED,),
        (said("origin", "memory", SOURCE, TARGET),),
        (said("origin", "draft", SOURCE, TARGET),),
        (said("by", "Ana", SOURCE, TARGET),),
    ],
)
def test_what_a_person_wrote_or_edited_is_reviewed(comments: tuple[str, ...]) -> None:
    found = translation(*comments)
    assert (found.state, found.is_machine) == (State.REVIEWED, False)


@pytest.mark.parametrize(
    "made_for",
    [
        elsewhere("origin", "machine draft", TARGET),
        said("origin", "machine deep/libre", SOURCE, TARGET, language="pt"),
        said("origin", "machine draft", SOURCE, TARGET, context="cell"),
    ],
)
def test_a_machines_text_for_another_source_is_a_hint_and_accepting_it_makes_it_no_persons(made_for: str) -> None:
    hint, accepted = translation(made_for, "#, fuzzy"), translation(made_for)
    assert (hint.state, hint.is_machine) == (State.INITIAL, True)
    assert (accepted.state, accepted.is_machine) == (State.TRANSLATED, True)
    assert translation(made_for, target="No lo deje nunca.").state is State.REVIEWED
    assert translation(made_for, SIGNED).state is State.FINAL


def test_fuzzy_wins_over_a_sign_off_because_somebody_wants_it_looked_at_again() -> None:
    assert translation(SIGNED, "#, fuzzy").state is State.INITIAL


def test_the_hash_binds_to_the_language_of_the_folder() -> None:
    spanish = said("signed-off", "Ana", SOURCE, TARGET, language="es")
    assert translation(spanish, language="pt").state is State.REVIEWED


# ── what is said about a text ───────────────────────────────────────────────────────────────────


def test_the_writer_counts_only_for_the_text_that_was_written() -> None:
    assert translation(said("by", "María José", SOURCE, TARGET)).writer == "María José"
    assert translation(edited_since("by", "María José", SOURCE)).writer == ""


def test_a_waiver_keeps_its_reason_for_exactly_this_text() -> None:
    reason = "the Spanish label gives the dose in grams"
    found = translation(said("waiver", f"numbers-differ {reason}", SOURCE, TARGET))
    assert found.waivers == {"numbers-differ": reason}
    assert translation(edited_since("waiver", f"numbers-differ {reason}", SOURCE)).waivers == {}
    assert translation(elsewhere("waiver", f"numbers-differ {reason}", TARGET)).waivers == {}


def test_a_waiver_needs_a_reason_but_no_date() -> None:
    dated = said("waiver", "tags-differ because", SOURCE, TARGET)
    assert translation(dated.replace(f" {DAY}", "")).waivers == {"tags-differ": "because"}
    assert translation(said("waiver", "tags-differ", SOURCE, TARGET)).waivers == {}
    assert translation(said("waiver", "tags-differ WHY", SOURCE, TARGET)).waivers == {}, "pasted from the advice"


LONG = "Dra. María del Carmen Fernández-Villaverde de la Torre y Rodríguez <carmen@example.org>"


def test_long_statements_are_written_on_short_lines_and_read_back() -> None:
    found = said("signed-off", LONG, SOURCE, TARGET)
    lines = written("signed-off", LONG, DAY, found.split()[-1])
    assert max(map(len, lines)) < 70 <= len(found)
    assert translation(*lines).signed_by == LONG


@pytest.mark.parametrize("indent", ["# ", "#   ", "#\t"])
def test_a_statement_that_a_tool_broke_into_lines_is_read_back(indent: str) -> None:
    words = said("signed-off", LONG, SOURCE, TARGET).removeprefix("# ").split(" ")
    lines = ("# " + " ".join(words[:6]), indent.replace("\t", " ") + " ".join(words[6:12]), "# " + " ".join(words[12:]))
    assert translation(*lines).signed_by == LONG


def test_a_note_that_only_begins_like_a_statement_takes_none_of_the_next() -> None:
    found = translation("# by: whom was this done?", SIGNED)
    assert (found.writer, found.signed_by) == ("", "Ana de la Cruz")


@pytest.mark.parametrize(("value", "date"), [("", DAY), ("Ana", ""), ("Ana", "yesterday"), ("Ana 2026-11-22", "")])
def test_nothing_is_written_that_could_not_be_read_back(value: str, date: str) -> None:
    with pytest.raises(ValueError, match="read back"):
        written("by", value, date, "00000000-00000000")


def test_a_statement_names_the_lines_that_it_fills() -> None:
    lines = ("# note", *written("by", LONG, DAY, "00000000-00000000"), "# note")
    assert [x.lines for x in statements(lines)] == [range(1, len(lines) - 1)]


# ── which entries there are ─────────────────────────────────────────────────────────────────────


def catalog(text: str) -> dict[tuple[str, str], str]:
    return {key: found.text for key, found in read(text.encode(), PATH, "es").entries.items()}


def test_the_header_and_obsolete_entries_are_not_in_the_catalog() -> None:
    gone = '\n# gone\n#, fuzzy\n#~| msgid "o"\n#~ msgctxt "body"\n#~ msgid "b"\n#~ msgstr "B"\n'
    assert catalog(HEADER + entry("a", "A") + gone) == {("body", "a"): "A"}


def test_context_tells_equal_texts_apart() -> None:
    text = HEADER + entry("a", "A") + "\n" + entry("a", "B", context="cell|x") + '\nmsgid "a"\nmsgstr "C"\n'
    assert catalog(text) == {("body", "a"): "A", ("cell|x", "a"): "B", ("", "a"): "C"}


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", HEADER, "#, fuzzy\n" + HEADER])
def test_a_file_without_entries_is_an_empty_catalog(text: str) -> None:
    assert catalog(text) == {}


def test_strings_are_joined_and_unescaped() -> None:
    text = 'msgctxt "body"\nmsgid ""\n"a\\t\\"b\\"\\n"\n  "c\\\\n"\n\nmsgstr "Á" \n"é"\n'
    assert catalog(text) == {("body", 'a\t"b"\nc\\n'): "Áé"}


def test_crlf_a_byte_order_mark_and_new_style_flags_are_read() -> None:
    text = "\ufeff" + HEADER + entry(SOURCE, TARGET, DRAFT, "#= no-wrap, fuzzy")
    found = read(text.replace("\n", "\r\n").encode(), PATH, "es").entries[KEY]
    assert (found.state, found.text) == (State.TRANSLATED, TARGET)


def test_a_translation_knows_the_line_of_its_msgid() -> None:
    assert translation("# one", "# two").line == 9


def test_the_article_is_named_by_the_header_else_by_the_file() -> None:
    assert read(b"", PATH, "es").article == "demo"
    named = HEADER + entry("a", "A")
    named = named.replace('"Language', '"X-Syndicate-Article: x\\n"\n"Language')
    assert read(named.encode(), PATH, "es").article == "x"


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


def refused(data: str | bytes, language: str = "es") -> list[tuple[str, int]]:
    with pytest.raises(CatalogError) as caught:
        read(data if isinstance(data, bytes) else data.encode(), PATH, language)
    assert all(problem.place.path == PATH for problem in caught.value.problems)
    return [(problem.code, problem.place.line) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "a\nmsgstr "b"\n', 1),
        ('msgid "a"\nmsgstr "b" junk\n', 2),
        ('msgid "a"\nmsgstr "b "c" d"\n', 2),
        ('msgid "a"\nmsgstr "b\\"\n', 2),
        ('msgid "a"\nmsgstr "\\q"\n', 2),
        ('msgid "a"\n# c\nmsgstr "b"\n', 2),
        ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 3),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 3),
        ('msgid "a"\n', 1),
        ('msgstr "a"\n', 1),
        ('"a"\n', 1),
        ("msgid a\n", 1),
        ("hello\n", 1),
        ('msgid "a"\n#~ msgstr "b"\n', 2),
        ('msgid "a"\nmsgctxt "c"\nmsgstr "b"\n', 2),
    ],
)
def test_what_is_not_po_is_refused_with_its_line(text: str, line: int) -> None:
    assert ("po-syntax", line) in refused(text)


def test_merge_conflicts_are_told_as_what_they_are() -> None:
    text = entry("a", "A") + '<<<<<<< ours\nmsgid "b"\n=======\nmsgid "c"\n>>>>>>> theirs\nmsgstr ""\n'
    assert [line for code, line in refused(text) if code == "po-conflict"] == [4, 6, 8]


def test_a_text_that_stands_there_twice_is_refused_at_the_second_place() -> None:
    assert refused(entry("a", "A") + "\n" + entry("a", "B")) == [("po-duplicate", 6)]


def test_a_second_header_is_refused_like_any_other_entry_that_stands_there_twice() -> None:
    assert refused(HEADER + entry("a", "A") + "\n" + HEADER) == [("po-duplicate", 10)]


def test_an_obsolete_entry_may_repeat_a_live_one() -> None:
    assert catalog(entry("a", "A") + '\n#~ msgctxt "body"\n#~ msgid "a"\n#~ msgstr "B"\n') == {("body", "a"): "A"}


def test_other_encodings_are_refused() -> None:
    assert refused(entry("a", "ñ").encode("latin-1")) == [("po-charset", 3)]
    assert refused(HEADER.replace("UTF-8", "ISO-8859-1")) == [("po-charset", 1)]


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "CHARSET", "us-ascii"])
def test_other_names_of_utf_8_are_fine(charset: str) -> None:
    assert catalog(HEADER.replace("UTF-8", charset)) == {}


@pytest.mark.parametrize(
    ("declared", "language"),
    [("fr", "es"), ("pt_PT", "pt-BR"), ("zh_TW", "zh-Hans"), ("es_AR", "es-MX"), ("Spanish", "es"), ("ca", "es")],
)
def test_a_header_that_contradicts_the_folder_is_refused(declared: str, language: str) -> None:
    assert refused(HEADER.replace(": es", f": {declared}"), language) == [("po-language", 1)]


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("es_ES", "es"),
        ("es", "es-MX"),
        ("pt_BR", "pt-BR"),
        ("zh_CN", "zh-Hans"),
        ("zh_Hans", "zh-Hans"),
        ("", "es"),
        ("sr@latin", "sr-Latn"),
    ],
)
def test_a_header_that_says_the_same_in_other_words_is_fine(declared: str, language: str) -> None:
    read(HEADER.replace(": es", f": {declared}").encode(), PATH, language)
