"""From an article to its PO file, and nothing that a translator wrote is ever lost on the way."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translation_builders import article, entry, faq, said

from syndicate.errors import CatalogError
from syndicate.model import Article, Content, State, Text
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.drafts import fill
from syndicate.translation.catalogs.reading import read
from syndicate.translation.updating.templates import template
from syndicate.translation.updating.update import path_of, update

DO_NOT = "Do not stop."
NO_PARE = "No lo deje."


def messages(data: bytes) -> list[tuple[str, str, str]]:
    """What stands in the file, in its order: source, target, and a mark for fuzzy (?) and obsolete (~)."""
    found = po.parse(data, "").messages
    return [(e.source, e.target, "?" * e.fuzzy + "~" * e.obsolete) for e in found]


def translated(data: bytes, targets: dict[str, str], *comments: str) -> bytes:
    """The file as a translator leaves it: targets by source, with comments."""
    document = po.parse(data, "")
    return document.write(
        po.with_target(e, targets[e.source])._replace(comments=(*comments, *e.comments)) if e.source in targets else e
        for e in document.entries
    )


# ── a new file ──────────────────────────────────────────────────────────────────────────────────


def test_a_new_file_has_an_empty_entry_for_each_segment_in_the_articles_order() -> None:
    data = update(article("Take 650 mg.", DO_NOT, heading="Doses"), "es")
    assert messages(data) == [("Title", "", ""), ("Doses", "", ""), ("Take 650 mg.", "", ""), (DO_NOT, "", "")]
    assert {t.state for t in read(data, "x.po", "es").entries.values()} == {State.INITIAL}


def test_automatic_comments_tell_role_section_and_risks_and_no_line_numbers() -> None:
    text = update(article("Never take more than 650 mg.", heading="Doses"), "es").decode()
    assert '#. body · Doses\n#. risk: dose, negation\nmsgctxt "body"\nmsgid "Never take' in text
    assert '#. heading · at most 80 characters\nmsgctxt "heading"\nmsgid "Doses"' in text
    assert "#:" not in text


def test_an_answer_tells_its_question() -> None:
    text = update(faq("Is it safe?", "Yes."), "es").decode()
    assert '#. faq.question\nmsgctxt "faq.question"' in text
    assert '#. faq.answer · Is it safe?\nmsgctxt "faq.answer"' in text


def test_automatic_comments_stay_short_so_that_no_tool_breaks_them() -> None:
    text = update(article("a", heading="A very long heading " * 9), "es").decode()
    assert max(len(line) for line in text.splitlines() if line.startswith("#.")) < 70


@pytest.mark.parametrize(
    ("language", "posix", "plurals"),
    [
        ("es", "es", "nplurals=2; plural=(n != 1);"),
        ("pt-BR", "pt_BR", "nplurals=2; plural=(n > 1);"),
        ("zh-Hans", "zh_Hans", "nplurals=1; plural=0;"),
        ("es-419", "es_419", "nplurals=2; plural=(n != 1);"),
        ("prs", "prs", "nplurals=2; plural=(n != 1);"),
    ],
)
def test_the_header_has_what_po_editors_want_and_nothing_that_changes_by_itself(
    language: str, posix: str, plurals: str
) -> None:
    header = po.parse(update(article("a"), language), "").header
    assert header is not None
    assert header.fields == {
        "Project-Id-Version": "demo",
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Language": posix,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
        "X-Syndicate-Article": "demo",
        "X-Syndicate-Source-Language": "en",
    }


def test_arabic_has_six_plurals() -> None:
    assert b"nplurals=6;" in update(article("a"), "ar")


def test_the_authors_context_keeps_equal_texts_apart() -> None:
    same = Article("demo", "en", Content(Text("Cold", context="illness"), summary=Text("Cold")))
    assert [e.context for e in po.parse(update(same, "es"), "").messages] == ["title|illness", "summary"]


def test_the_catalog_stands_in_the_folder_of_its_language() -> None:
    assert path_of("demo", "pt-BR") == "locales/pt_BR/articles/demo.po"


# ── an article that has not changed ─────────────────────────────────────────────────────────────

ONE, TWO, THREE = "Rest for a day.", "Drink water often.", "Do not drive a car."
pieces = [ONE, TWO, THREE, f"{ONE} {TWO}", f"{TWO} {THREE}", f"{ONE} {TWO} {THREE}"]
paragraphs = st.lists(st.sampled_from([*(f"Text {n}" for n in range(6)), *pieces]), max_size=7, unique=True)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_foreign_file_keeps_every_byte(newline: str) -> None:
    ours = update(article("a", "b"), "es").decode()
    foreign = ours.replace('"MIME', '"X-Generator: Poedit 3.5\\n"\n"Last-Translator: Ana\\n"\n"MIME')
    foreign = foreign.replace('msgid "a"\nmsgstr ""', '\nmsgid ""\n"a"\n\n\nmsgstr ""\n"A"').replace("\n", newline)
    assert update(article("a", "b"), "es", foreign.encode()) == foreign.encode()


@given(paragraphs)
def test_an_update_is_idempotent(texts: list[str]) -> None:
    data = update(article(*texts), "es")
    assert update(article(*texts), "es", data) == data


def test_missing_header_fields_are_added_and_the_others_left_alone() -> None:
    old = 'msgid ""\nmsgstr "Language: es\\nX-Mine: 1"\n\n' + entry("a", "A")
    fields = po.parse(update(article("a"), "es", old.encode()), "").header
    assert fields is not None
    assert fields.fields["X-Mine"] == "1"
    assert fields.fields["X-Syndicate-Article"] == "demo"
    assert list(fields.fields)[:2] == ["Language", "X-Mine"]


def test_a_file_without_a_header_gets_one() -> None:
    data = update(article("a"), "es", entry("a", "A").encode())
    assert data.startswith(b'msgid ""\nmsgstr ""\n"Project-Id-Version: demo\\n"\n')
    assert ("a", "A", "") in messages(data)


def test_what_a_tool_copied_from_another_text_is_removed_and_nothing_else() -> None:
    stale = said("signed-off", "Ana", "Another text", "A")
    own = said("by", "Eva", "a", "A")
    old = update(article("a"), "es") + f"\n# {'x'}\n".encode()
    old = translated(old, {"a": "A"}, "# a note", stale, own)
    data = update(article("a"), "es", old)
    assert stale.encode() not in data
    assert b"# a note\n" + own.encode() + b"\n#. body\n" in data
    assert len(old.splitlines()) - len(data.splitlines()) == 1


def test_a_file_that_cannot_be_read_is_left_alone() -> None:
    with pytest.raises(CatalogError) as caught:
        update(article("a"), "pt-BR", b"<<<<<<< ours\n")
    assert "locales/pt_BR/articles/demo.po:1" in str(caught.value)


# ── an article that has changed ─────────────────────────────────────────────────────────────────

NOTED = ("# a note", said("signed-off", "Ana", "b", "B"))


def test_a_moved_paragraph_keeps_its_translation_and_its_bytes() -> None:
    old = translated(update(article("a", "b", "c"), "es"), {"a": "A", "b": "B"}, *NOTED)
    data = update(article("b", "c", "a"), "es", old)
    assert messages(data)[1:] == [("b", "B", ""), ("c", "", ""), ("a", "A", "")]
    assert sorted(data.splitlines()) == sorted(line for line in update(article("a", "b", "c"), "es", old).splitlines())


def test_what_is_gone_becomes_obsolete_and_comes_back_with_everything() -> None:
    full = update(article("a", "b"), "es", translated(update(article("a", "b"), "es"), {"b": "B"}, *NOTED))
    without = update(article("a"), "es", full)
    assert messages(without)[1:] == [("a", "", ""), ("b", "B", "~")]
    assert read(without, "x.po", "es").entries.keys() == {("title", "Title"), ("body", "a")}
    assert update(article("a", "b"), "es", without) == full
    assert read(full, "x.po", "es").entries["body", "b"].state is State.FINAL


def test_what_is_gone_and_was_empty_leaves_nothing_behind() -> None:
    assert update(article("a"), "es", update(article("a", "b"), "es")) == update(article("a"), "es")


def test_a_note_is_kept_even_where_there_is_no_target_yet() -> None:
    old = update(article("a", "b"), "es").replace(
        b'#. body\nmsgctxt "body"\nmsgid "b"', b'# ask Ana\nmsgctxt "body"\nmsgid "b"'
    )
    assert b'# ask Ana\n#~ msgctxt "body"\n#~ msgid "b"' in update(article("a"), "es", old)


@settings(max_examples=60)
@given(st.lists(paragraphs, min_size=1, max_size=4), paragraphs)
def test_whatever_happens_to_the_article_nothing_translated_is_lost(steps: list[list[str]], first: list[str]) -> None:
    data = translated(update(article(*first), "es"), {text: text.upper() for text in first})
    complete = read(data, "x.po", "es").entries
    for texts in steps:
        data = update(article(*texts), "es", data)
        assert [e.source for e in po.parse(data, "").messages if not e.obsolete] == ["Title", *texts]
        assert update(article(*texts), "es", data) == data
    back = read(update(article(*first), "es", data), "x.po", "es").entries
    assert {key: (t.text, t.state) for key, t in back.items()} == {
        key: (t.text, t.state) for key, t in complete.items()
    }


# ── a text that has changed ─────────────────────────────────────────────────────────────────────


def changed(before: list[str], after: list[str], targets: dict[str, str], *comments: str) -> bytes:
    old = translated(update(article(*before), "es"), targets, *comments)
    return update(article(*after), "es", old)


def test_a_changed_text_offers_its_old_target_as_a_hint_that_never_counts() -> None:
    data = changed(["a", "Take 5 mg.", "c"], ["a", "Take 50 mg.", "c"], {"Take 5 mg.": "Tome 5 mg."})
    assert '#, fuzzy\n#| msgctxt "body"\n#| msgid "Take 5 mg."\nmsgctxt "body"\nmsgid "Take 50 mg."' in data.decode()
    found = read(data, "x.po", "es").entries["body", "Take 50 mg."]
    assert (found.text, found.state) == ("Tome 5 mg.", State.INITIAL)


def test_taking_a_change_back_brings_the_translation_back_with_its_state() -> None:
    signed = said("signed-off", "Ana", "Take 5 mg.", "Tome 5 mg.")
    old = translated(update(article("Take 5 mg."), "es"), {"Take 5 mg.": "Tome 5 mg."}, signed)
    data = update(article("Take 50 mg."), "es", old)
    assert update(article("Take 5 mg."), "es", data) == old


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([DO_NOT], ["Other.", "Stop."]),
        (["a", DO_NOT], ["Stop.", "a"]),
        ([DO_NOT, "a", "b"], ["a", "Stop.", "b"]),
        ([DO_NOT, "a", "b"], ["a", "b", "Do not stop it."]),
    ],
)
def test_no_target_is_offered_because_a_sentence_looks_alike(before: list[str], after: list[str]) -> None:
    data = changed(before, after, {DO_NOT: NO_PARE})
    assert [m for m in messages(data) if m[1]] == [(DO_NOT, NO_PARE, "~")]


def test_a_hint_stays_in_its_role() -> None:
    old = translated(update(article(DO_NOT, heading="b"), "es"), {DO_NOT: NO_PARE, "b": "B"})
    data = update(article("x", heading="y"), "es", old)
    assert [m for m in messages(data) if m[2] == "?"] == [("y", "B", "?"), ("x", NO_PARE, "?")]


def test_a_hint_shows_the_text_that_it_was_made_for_however_often_that_changes() -> None:
    once = changed(["a", "b 1"], ["a", "b 2"], {"b 1": "B"})
    twice = update(article("a", "b 3"), "es", once)
    assert '#| msgid "b 1"\nmsgctxt "body"\nmsgid "b 3"\nmsgstr "B"' in twice.decode()
    assert "b 2" not in twice.decode()


def test_a_hint_keeps_the_translators_notes_and_who_wrote_it_and_no_other_statement_about_the_old_text() -> None:
    by = said("by", "Eva", "b", "B")
    data = changed(["b"], ["c"], {"b": "B"}, *NOTED, said("waiver", "tags-differ right", "b", "B"), by).decode()
    assert f'# a note\n{by}\n#. body\n#, fuzzy\n#| msgctxt "body"' in data.partition("#~")[0]


def test_whoever_accepts_a_hint_is_its_writer_and_the_author_of_the_words_stays_told() -> None:
    by = said("by", "Eva", "b", "B")
    saved = changed(["b"], ["c"], {"b": "B"}, by).replace(b"#, fuzzy\n", b"")
    saved = saved.replace(b'"MIME', b'"Last-Translator: Ana Ruiz\\n"\n"MIME', 1).replace(b"YEAR-MO-DA", b"2026-11-24")
    data = update(article("c"), "es", saved)
    assert read(data, "x.po", "es").entries["body", "c"].writer == "Ana Ruiz"
    assert by.encode() in data.partition(b"#~")[0]


def test_an_outdated_draft_is_a_hint_too() -> None:
    drafted = fill(update(article("b"), "es"), {("body", "b"): "B"}, language="es", date="2026-11-22")
    data = update(article("c"), "es", drafted)
    assert read(data, "x.po", "es").entries["body", "c"].state is State.INITIAL
    assert update(article("b"), "es", data) == drafted


# ── a text that was split, or joined with others ────────────────────────────────────────────────

TARGETS = {ONE: "Descanse un día.", TWO: "Beba agua a menudo.", f"{ONE} {TWO}": "Descanse un día. Beba agua a menudo."}


def test_each_part_of_a_split_text_offers_the_whole_target_and_none_counts() -> None:
    data = changed(["a", f"{ONE} {TWO}", "c"], ["a", ONE, TWO, "c"], TARGETS)
    whole = TARGETS[f"{ONE} {TWO}"]
    assert messages(data)[1:] == [
        ("a", "", ""), (ONE, whole, "?"), (TWO, whole, "?"), ("c", "", ""), (f"{ONE} {TWO}", whole, "~"),
    ]  # fmt: skip
    assert data.decode().count(f'#| msgid "{ONE} {TWO}"\n') == 2
    found = read(data, "x.po", "es").entries
    assert {found["body", ONE].state, found["body", TWO].state} == {State.INITIAL}


def test_a_joined_text_offers_all_targets_and_shows_all_sources() -> None:
    data = changed(["a", ONE, TWO, "c"], ["a", f"{ONE} {TWO}", "c"], TARGETS)
    assert (f"{ONE} {TWO}", "Descanse un día. Beba agua a menudo.", "?") in messages(data)
    assert f'#, fuzzy\n#| msgctxt "body"\n#| msgid ""\n#| "{ONE}\\n"\n#| "{TWO}"\nmsgctxt' in data.decode()
    assert [m for m in messages(data) if m[2] == "~"] == [(ONE, TARGETS[ONE], "~"), (TWO, TARGETS[TWO], "~")]


@pytest.mark.parametrize(
    ("before", "after"),
    [([f"{ONE} {TWO}"], [ONE, TWO]), ([ONE, TWO], [f"{ONE} {TWO}"]), ([ONE, TWO], [f"{ONE} And {TWO}"])],
    ids=["split", "joined", "joined by a word"],
)
def test_taking_it_back_leaves_the_file_as_it_was(before: list[str], after: list[str]) -> None:
    old = translated(update(article(*before), "es"), TARGETS, "# a note")
    assert update(article(*before), "es", update(article(*after), "es", old)) == old


def test_only_translated_parts_are_offered_with_what_they_translate() -> None:
    data = changed([ONE, TWO], [f"{ONE} {TWO}"], {TWO: TARGETS[TWO]})
    assert (f"{ONE} {TWO}", TARGETS[TWO], "?") in messages(data)
    assert f'#| msgid "{TWO}"\n' in data.decode()


def test_joined_hints_show_the_texts_that_they_were_made_for() -> None:
    older = changed(["Rest 1 day.", TWO], [ONE, TWO], {"Rest 1 day.": "Descanse 1 día.", TWO: TARGETS[TWO]})
    data = update(article(f"{ONE} {TWO}"), "es", older)
    assert f'#| "Rest 1 day.\\n"\n#| "{TWO}"\n' in data.decode()


def test_notes_of_joined_texts_stay_and_statements_about_the_parts_do_not() -> None:
    old = translated(update(article(ONE, TWO), "es"), TARGETS, "# a note", said("signed-off", "Ana", ONE, TARGETS[ONE]))
    live = po.parse(update(article(f"{ONE} {TWO}"), "es", old), "").messages[1]
    assert [line for line in live.comments if line.startswith("# ")] == ["# a note"]


def test_chinese_sentences_are_joined_without_a_space() -> None:
    old = translated(update(article(ONE, TWO), "zh-Hans"), {ONE: "休息一天。", TWO: "多喝水。"})
    assert (f"{ONE} {TWO}", "休息一天。多喝水。", "?") in messages(update(article(f"{ONE} {TWO}"), "zh-Hans", old))


def test_a_hint_for_its_own_text_is_the_only_place_of_its_target_and_kept() -> None:
    old = update(article("a", "b"), "es").replace(
        b'msgctxt "body"\nmsgid "b"\nmsgstr ""',
        b'#, fuzzy\n#| msgctxt "body"\n#| msgid "b"\nmsgctxt "body"\nmsgid "b"\nmsgstr "B"',
    )
    assert ("b", "B", "?~") in messages(update(article("a"), "es", old))


# ── a file as other tools left it ───────────────────────────────────────────────────────────────

LONG = (
    "A long sentence with many short words in it, which a program would break where its lines end, or would not. " * 2
)


@pytest.mark.parametrize("width", [0, 77, 79, 100])
def test_new_and_changed_entries_are_wrapped_as_their_file_is(width: int) -> None:
    old = po.parse(update(article("b"), "es"), "")
    entries = [po.new("body", f"{LONG}{n}", f"{n} {LONG}", width=width) for n in range(9)]
    data = update(
        article(*(e.source for e in entries[1:]), f"Now {LONG}", f"{LONG} more"),
        "es",
        old.write((*old.entries, *entries)),
    )
    found = {e.source: e.body for e in po.parse(data, "").messages}
    assert found[f"{LONG} more"] == po.new("body", f"{LONG} more", width=width).body


@pytest.mark.slow
def test_what_msgmerge_copied_onto_its_guess_is_taken_out_and_attributed_to_nobody() -> None:
    assert shutil.which("msgmerge"), "install gettext"
    source, target = "Do not stop the infusion on your own.", "No detenga la infusión por su cuenta."
    lines = (said("signed-off", "Ana", source, target), said("by", "Eva", source, target), "# ask Eva")
    old = translated(update(article(source), "es"), {source: target}, *lines)
    old = old.replace(b'"MIME', b'"Last-Translator: Ana Ruiz\\n"\n"PO-Revision-Date: 2026-11-24\\n"\n"MIME', 1)
    new = article("Stop the infusion on your own.")
    with tempfile.TemporaryDirectory() as folder:
        catalog, pot = Path(folder, "demo.po"), Path(folder, "demo.pot")
        catalog.write_bytes(old)
        pot.write_bytes(template(new))
        guessed = subprocess.run(["msgmerge", "-q", "--previous", catalog, pot], capture_output=True, check=True).stdout
    assert b"# signed-off: Ana" in guessed
    data = update(new, "es", guessed)
    assert b"# signed-off" not in data
    assert lines[1].encode() in data, "whose words they are stays told, and counts for nothing"
    assert b"# ask Eva\n" in data
    assert read(data, "x.po", "es").entries["body", "Stop the infusion on your own."].state is State.INITIAL
    accepted = update(new, "es", data.replace(b"#, fuzzy\n", b""))
    found = read(accepted, "x.po", "es").entries["body", "Stop the infusion on your own."]
    assert (found.state, found.signed_by, found.writer) == (State.REVIEWED, "", "Ana Ruiz")
