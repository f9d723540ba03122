"""From an article to its PO file, and nothing that a translator wrote is ever lost on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translation_builders import article, entry, faq, said

from syndicate.errors import CatalogError
from syndicate.model import Article, Content, State, Text
from syndicate.translation import po
from syndicate.translation.catalogs import read
from syndicate.translation.drafts import fill
from syndicate.translation.update import path_of, update

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
    assert '#. heading · Doses\nmsgctxt "heading"\nmsgid "Doses"' in text
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

paragraphs = st.lists(st.sampled_from([f"Text {n}" for n in range(9)]), max_size=7, unique=True)


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


def test_a_hint_keeps_the_translators_notes_and_no_statement_about_the_old_text() -> None:
    data = changed(["b"], ["c"], {"b": "B"}, *NOTED, said("origin", "machine draft", "b", "B")).decode()
    live = data.partition("#~")[0]
    assert '# a note\n#. body\n#, fuzzy\n#| msgctxt "body"' in live
    assert "# signed-off" not in live.partition('msgid "c"')[0]


def test_an_outdated_draft_is_a_hint_too() -> None:
    drafted = fill(update(article("b"), "es"), {("body", "b"): "B"}, language="es", date="2026-11-22")
    data = update(article("c"), "es", drafted)
    assert read(data, "x.po", "es").entries["body", "c"].state is State.INITIAL
    assert update(article("b"), "es", data) == drafted
