"""The rules by which a page dump is read, one by one: labels, headings, dates, questions, blank lines."""

from collections import Counter
from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from syndicate.articles.parsers.pagedump import Dump, read
from syndicate.articles.parsers.pagedump.dates import Form, read_date
from syndicate.articles.parsers.pagedump.labels import (
    DATE_KINDS,
    NAME_KINDS,
    QUESTION_MARKS,
    SECTION_KINDS,
    TABLE,
    normal,
)

LEAD = "This line is the lead of the page."
REFERENCE = "Doe J. A short and simple study. J Example. 2019;1(2):3-4."


def dump_of(*lines: str, language: str | None = "en", **named) -> Dump:
    return read("\n".join(["The title of a page", *lines, ""]).encode(), "p", language, **named)


def places(dump: Dump, code: str) -> list[tuple[int, int]]:
    return [(problem.place.line, problem.place.column) for problem in dump.problems if problem.code == code]


# ── labels ──────────────────────────────────────────────────────────────────────────────────────


def test_every_language_names_every_part_and_every_mark():
    assert {tag: set(kinds) for tag, kinds in TABLE.items()} == {
        tag: {*SECTION_KINDS, *DATE_KINDS, *NAME_KINDS} for tag in ("en", "es", "fr", "de", "pt", "ar", "zh")
    }
    assert all(labels and len(set(map(normal, labels))) == len(labels) for t in TABLE.values() for labels in t.values())
    assert QUESTION_MARKS.keys() == TABLE.keys()


def test_a_label_means_the_same_in_whatever_language_it_stands():
    kinds = Counter(
        label
        for label, _ in {(normal(text), kind) for t in TABLE.values() for kind in SECTION_KINDS for text in t[kind]}
    )
    assert [label for label, count in kinds.items() if count > 1] == []


@pytest.mark.parametrize("language", TABLE)
@pytest.mark.parametrize("declared", [True, False])
def test_the_parts_of_a_page_are_known_by_the_labels_of_its_language(language, declared):
    words = {kind: labels[0] for kind, labels in TABLE[language].items()}
    lines = [words["takeaways"], "One.", words["faq"], "Is it?", "It is.", words["references"], REFERENCE]
    dump = dump_of(LEAD, *lines, language=language if declared else None)
    assert [line.text for line in dump.takeaways] == ["One."]
    assert [(item.question.text, item.answer[0].text) for item in dump.faq] == [("Is it?", "It is.")]
    assert [line.text for line in dump.references] == [REFERENCE]
    assert dump.parts == ()


@pytest.mark.parametrize(
    "spelling", ["REFERENCES", "references:", " References ", "Refer\u200eences", "Reference\u0073"]
)
def test_a_label_may_be_written_in_another_case_or_with_a_colon(spelling):
    assert [line.text for line in dump_of(LEAD, spelling, REFERENCE).references] == [REFERENCE]


def test_the_labels_of_another_language_are_no_labels_and_tell_that_the_declaration_is_wrong():
    lines = ["Puntos clave", "Uno es uno, y nada más que uno.", "Referencias", REFERENCE]
    dump = dump_of(LEAD, *lines, language="en")
    assert dump.takeaways == dump.references == ()
    assert places(dump, "lang-contradicted") == [(3, 1)]
    assert places(dump_of(LEAD, *lines, language="es-MX"), "lang-contradicted") == []


def test_a_language_without_a_table_is_told():
    assert places(dump_of(LEAD, language="fi"), "labels-unknown") == [(1, 1)]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("The end of it.Key Takeaways", 15),
        ("The end of it. Key Takeaways", 16),
        ("“The end of it.”Key Takeaways", 17),
        ("Is this the end?KEY TAKEAWAYS", 17),
        ("the end of a titleKey Takeaways", 19),
        ("Key TakeawaysThis is the first.", 1),
        ("The end of it.Key TakeawaysThis is the first.", 15),
        ("  Behind two spaces.Key Takeaways", 21),
    ],
)
def test_a_known_heading_without_a_line_of_its_own_is_told_with_its_column(line, column):
    dump = dump_of(LEAD, line, "This is another.")
    assert places(dump, "heading-glued") == [(3, column)]
    assert dump.takeaways[-1].text == "This is another."


@pytest.mark.parametrize(
    "line",
    [
        "We looked at all of the references.",
        "She calls these her Key Takeaways",
        "The app is called myFAQ",
        "References are listed below.",
        "See Related Articles, then go on.",
        "Look at the end.key takeaways",
        "It has Contents: a lot.",
    ],
)
def test_the_words_of_a_label_in_a_sentence_are_no_heading(line):
    dump = dump_of(LEAD, line, "And a last sentence that is long enough to be one.")
    assert places(dump, "heading-glued") == []
    assert dump.takeaways == dump.references == dump.faq == ()


# ── headings ────────────────────────────────────────────────────────────────────────────────────


def test_a_heading_that_only_its_position_tells_is_inferred_and_must_be_confirmed():
    dump = dump_of(LEAD, "Why it matters", "It matters because it does, and not for nothing.")
    assert [(part.heading.text, part.certain) for part in dump.parts] == [("Why it matters", False)]
    assert places(dump, "heading-untyped") == [(3, 1)]


def test_a_short_line_alone_is_no_heading():
    dump = dump_of(LEAD, "Contents", "Fever", "Cough", "A sentence that ends as sentences do.", "Rest")
    assert [part.heading and part.heading.text for part in dump.parts] == [None, "Cough"]
    assert places(dump, "heading-untyped") == [(4, 1), (5, 1), (7, 1)]


def test_the_entries_of_the_table_of_contents_make_their_headings_certain():
    dump = dump_of(LEAD, "Contents", "One", "FAQ", "One", "A text of the first part.", "FAQ", "Is it?", "It is.")
    assert [(part.heading.text, part.certain) for part in dump.parts] == [("One", True)]
    assert len(dump.faq) == 1
    assert not places(dump, "heading-untyped") + places(dump, "toc-empty")


def test_a_heading_of_the_contents_ends_the_part_that_it_stands_in():
    lines = ["Contents", "Next", "Key Takeaways", "Do this.", "Next", "A text of the next part."]
    dump = dump_of(LEAD, *lines)
    assert [line.text for line in dump.takeaways] == ["Do this."]
    assert [line.text for line in dump.parts[0].paragraphs] == ["A text of the next part."]


def test_a_line_among_the_takeaways_that_may_be_a_heading_is_told():
    dump = dump_of(LEAD, "Key Takeaways", "Do this.", "A heading perhaps", "And then a long sentence under it.")
    assert places(dump, "heading-untyped") == [(5, 1)]


# ── the header and the end ──────────────────────────────────────────────────────────────────────


def test_dates_and_names_are_taken_by_their_labels():
    dump = dump_of("By Ada Marlowe", "Medically reviewed by Dr. Reed", "Last updated: 2024-02-03", LEAD)
    assert (dump.author.text, dump.reviewer.text, str(dump.updated.day)) == ("Ada Marlowe", "Dr. Reed", "2024-02-03")
    assert dump.lead.text == LEAD
    assert places(dump, "author-missing") == []


def test_a_sentence_that_begins_like_a_label_is_the_lead():
    assert dump_of("By noon, most people are well again.").lead.text == "By noon, most people are well again."
    assert dump_of("By far the most common cause").author is None


def test_a_page_that_begins_with_a_label_has_no_title():
    for first in ("Contents", "Published: 2024-01-02"):
        assert places(read(f"{first}\n{LEAD}\n".encode(), language="en"), "title-missing") == [(1, 1)]


def test_the_last_line_behind_the_references_is_the_disclaimer_and_nothing_else_is_guessed():
    ask = "Ask your own doctor first."
    assert dump_of(LEAD, "References", REFERENCE, ask).disclaimer.text == ask
    two = dump_of(LEAD, "References", REFERENCE, "A note of some kind.", ask)
    assert (two.disclaimer.text, places(two, "line-unknown")) == (ask, [(5, 1)])
    none = dump_of(LEAD, "References", "Some organization. A page.", ask)
    assert (none.disclaimer, none.references, len(none.unplaced)) == (None, (), 2)
    notice = dump_of(LEAD, "References", REFERENCE, "© 2024 Some publisher")
    assert (notice.disclaimer, places(notice, "line-unknown")) == (None, [(5, 1)])
    assert dump_of(LEAD, "Related Articles", "Another page", ask).disclaimer.text == ask


# ── dates ───────────────────────────────────────────────────────────────────────────────────────


@given(st.dates(min_value=date(1990, 1, 1)), st.sampled_from(sorted(TABLE)))
def test_a_date_is_read_as_its_language_writes_it(day, language):
    for width in ("full", "long", "medium"):
        written = format_date(day, width, locale=language)
        if width != "medium" or any(ch.isalpha() for ch in written):
            assert read_date(written, language).day == day, written


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Nov 06, 2023", "en", "2023-11-06"),
        ("6th of November 2023", "en", "2023-11-06"),
        ("Sept. 6, 2023", "en", "2023-09-06"),
        ("6 de noviembre del 2023", "es-MX", "2023-11-06"),
        ("1er mars 2024", "fr", "2024-03-01"),
        ("٦ نوفمبر ٢٠٢٣", "ar", "2023-11-06"),
        ("2023 年 11 月 6 日", "zh-Hant", "2023-11-06"),
        ("2023-11-06", None, "2023-11-06"),
        ("2023/11/06", None, "2023-11-06"),
        ("25.12.2023", None, "2023-12-25"),
        ("12/25/2023", None, "2023-12-25"),
        ("05/05/2023", None, "2023-05-05"),
        ("01/02/2023", "en", Form.AMBIGUOUS),
        ("01/13/23", "en", Form.AMBIGUOUS),
        ("Nov 06, 2023", None, Form.UNDECLARED),
        ("Nov 06, 2023", "es", "2023-11-06"),
        ("6 novembre 2023", "en", Form.UNREADABLE),
        ("6 jui 2023", "fr", Form.UNREADABLE),
        ("November 2023", "en", Form.UNREADABLE),
        ("Feb 30, 2023", "en", Form.UNREADABLE),
        ("6 Nov 2023 by us", "en", Form.UNREADABLE),
        ("6 Nov + 2023", "en", Form.UNREADABLE),
        ("Nov 6, 2023", "tlh", Form.UNREADABLE),
        ("", "en", Form.UNREADABLE),
    ],
)
def test_a_date_is_read_to_the_day_or_not_at_all(text, language, expected):
    reading = read_date(text, language)
    assert expected == (str(reading.day) if reading.day else reading.form)


@pytest.mark.parametrize(("text", "code"), [("01/02/2023", "date-ambiguous"), ("Mayday 2023", "date-unreadable")])
def test_a_date_that_leaves_a_choice_is_refused_at_its_column(text, code):
    dump = dump_of(f"Published: {text}", LEAD)
    assert dump.published.day is None
    assert places(dump, code) == [(2, 12)]


# ── questions ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lines", "items", "missing", "unanswered", "odd"),
    [
        (["Is it?", "Yes."], [("Is it?", ["Yes."])], [], [], False),
        (["Yes.", "No."], [(None, ["Yes."]), (None, ["No."])], [4, 5], [], True),
        (["Is it?", "Yes.", "No."], [("Is it?", ["Yes."]), (None, ["No."])], [6], [], True),
        (["Is it?", "Why?", "So."], [("Is it?", []), ("Why?", ["So."])], [], [4], True),
        (["No.", "Why?"], [(None, ["No."]), ("Why?", [])], [4], [5], False),
        (["Q: Tell us", "A: Yes.", "And no."], [("Tell us", ["Yes.", "And no."])], [], [], False),
        (["Q1: Is it? A: It is."], [("Is it?", ["It is."])], [], [], False),
        (["A: Yes.", "Q: Why?", "A: So."], [(None, ["Yes."]), ("Why?", ["So."])], [4], [], True),
    ],
)
def test_questions_and_answers_are_paired_by_marks_and_never_by_counting(lines, items, missing, unanswered, odd):
    dump = dump_of(LEAD, "FAQ", *lines)
    found = [(item.question and item.question.text, [line.text for line in item.answer]) for item in dump.faq]
    assert found == items
    assert [line for line, _ in places(dump, "faq-question-missing")] == missing
    assert [line for line, _ in places(dump, "faq-answer-missing")] == unanswered
    assert places(dump, "faq-count-odd") == ([(3, 1)] if odd else [])


def test_a_part_without_lines_is_told_at_its_label():
    dump = dump_of(LEAD, "FAQ", "Key Takeaways", "Related Articles", "References")
    for line, code in enumerate(["faq-empty", "takeaways-empty", "related-empty", "references-empty"], start=3):
        assert places(dump, code) == [(line, 1)]


# ── lines ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T\na.\nb.\nc.\n", []),
        ("T\na.\n\nb.\nc.\n", [(3, 1)]),
        ("T\na.\n\n \n\nb.\nc.\n", [(3, 1)]),
        ("T\n\na.\n\nb.\n\nc.\n", []),
        ("T\n\na.\n\nb.\nc.\n\nd.\n", [(6, 1)]),
        ("T\n\na.\n\n\nb.\n\nc.\n", [(4, 1)]),
        ("\nT\na.\n", [(1, 1)]),
        ("T\na.\n\n\n", [(3, 1)]),
        ("T\r\n\r\na.\r\nb.\r\nc.\r\n", [(2, 1)]),
    ],
)
def test_a_gap_unlike_the_others_is_irregular_and_means_nothing(text, expected):
    assert places(read(text.encode(), language="en"), "blank-line-irregular") == expected


def test_a_byte_order_mark_moves_no_column():
    assert places(read(b"\xef\xbb\xbfAn MRI scan\n", language="en"), "abbr-undefined") == [(1, 4)]
