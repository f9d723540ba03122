"""A page dump is taken apart without a guess, and every irregularity is told with its code, place and severity."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from page_dump_words import EN, PAGES
from page_dumps import SEVERITY, TAIL, VERSIONS, Damage, build, damages

from syndicate.articles.parsers.pagedump import SEVERITIES, Dump, read
from syndicate.articles.parsers.pagedump.labels import SECTION_KINDS, TABLE

SEED = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))


def findings(dump: Dump) -> list[tuple[str, int, int, str]]:
    return sorted((p.code, p.place.line, p.place.column, p.severity.value) for p in dump.problems)


def read_version(damage: Damage) -> Dump:
    return read(build(damage)[0], "page.txt", damage.language if damage.declared else None)


@pytest.mark.parametrize("name", VERSIONS)
def test_every_irregularity_of_the_page_is_found_and_nothing_else(name):
    damage = VERSIONS[name]
    assert findings(read_version(damage)) == build(damage)[1]


@given(damages())
def test_whatever_is_wrong_with_the_page_exactly_that_is_found(damage):
    assert findings(read_version(damage)) == build(damage)[1]


def test_the_whole_page_lacks_only_what_no_dump_can_say():
    codes = {problem.code for problem in read_version(Damage()).problems}
    assert codes == {"id-missing", "licence-missing"}


@pytest.mark.parametrize("language", PAGES)
def test_each_part_of_the_page_gets_its_role(language):
    words = PAGES[language]
    dump = read_version(Damage(language=language, related="titles", call="sentence"))
    assert dump.title.text == words.title
    assert dump.lead.text == words.lead
    assert str(dump.published.day) == "2024-03-05"
    assert str(dump.updated.day) == str(dump.reviewed.day) == "2024-04-01"
    assert dump.author.text == "Ada Marlowe"
    assert [part.heading.text for part in dump.parts] == [heading for heading, _ in words.sections]
    assert all(part.certain for part in dump.parts)
    assert [(item.question.text, item.answer[0].text) for item in dump.faq] == list(words.faq[:3])
    assert [line.text for line in dump.takeaways] == list(words.takeaways)
    assert [line.text for line in dump.promotion] == [words.call]
    assert [line.text for line in dump.related] == list(words.related)
    assert len(dump.references) == 2
    assert dump.disclaimer.text == words.disclaimer


@given(damages())
def test_a_call_to_action_is_nowhere_but_in_the_promotion(damage):
    dump = read_version(damage)
    body = [line for part in dump.parts for line in part.paragraphs] + [
        line for item in dump.faq for line in item.answer
    ]
    assert not any("Breathwell" in line.text for line in [*body, *dump.takeaways, *dump.related, dump.lead] if line)
    assert len(dump.promotion) == bool(damage.call)


@given(damages())
def test_no_line_of_the_page_is_lost(damage):
    data, _ = build(damage)
    dump = read_version(damage)
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    label = "|".join(PAGES[damage.language].labels.values())
    labels = {number for number, line in enumerate(text, 1) if not re.sub(label, "", line)}
    dates = {date.raw.number for date in (dump.published, dump.updated, dump.reviewed) if date}
    entries = {number for number, line in enumerate(text, 1) if text.count(line) > 1}  # of the table of contents
    blank = {number for number, line in enumerate(text, 1) if not line}
    placed = {line.number for line in _lines(dump)} | labels | dates | entries | blank
    assert placed == set(range(1, len(text) + 1))


def test_a_faq_without_questions_keeps_its_answers_and_invents_nothing():
    dump = read_version(VERSIONS["as a careless tool leaves it"])
    assert [item.question for item in dump.faq] == [None] * 4
    assert [item.answer[0].text for item in dump.faq] == [answer for _, answer in EN.faq[:4]]


def test_a_person_confirms_the_headings_by_text_or_line_and_no_other_line_is_one():
    damage = Damage(toc="missing", order=TAIL)
    data, _ = build(damage)
    third = next(p.place.line for p in reversed(read(data, language="en").problems) if p.code == "heading-untyped")
    dump = read(data, language="en", headings=[EN.sections[0][0], str(third)])
    assert [part.heading.text for part in dump.parts] == [EN.sections[0][0], EN.sections[2][0]]
    assert EN.sections[1][0] in [line.text for line in dump.parts[0].paragraphs]
    assert "heading-untyped" not in {problem.code for problem in dump.problems}


def test_a_line_that_a_person_leaves_out_is_no_part_of_the_article():
    data, _ = build(Damage(faq="answers", faq_count=2))
    dump = read(data, language="en", leave_out=[EN.faq[0][1]])
    assert [item.answer[0].text for item in dump.faq] == [EN.faq[1][1]]


@pytest.mark.skipif(not SEED, reason="the page that we were given is not here")
@pytest.mark.parametrize("language", [None, "en"])
def test_the_page_that_we_were_given_yields_exactly_its_known_irregularities(language):
    data = SEED[0].read_bytes()
    lines = data.decode().split("\n")

    def column(number: int, words: str) -> int:
        return lines[number - 1].index(words) + 1

    expected = [
        ("author-missing", 1, 1, "warning"),
        ("date-updated-missing", 1, 1, "info"),
        ("id-missing", 1, 1, "error"),
        ("licence-missing", 1, 1, "warning"),
        ("reading-level-high", 1, 1, "info"),
        ("review-missing", 1, 1, "warning"),
        ("abbr-undefined", 1, column(1, "MS"), "info"),
        ("date-text", 2, column(2, "Nov"), "info"),
        ("toc-empty", 4, 1, "warning"),
        *(("heading-untyped", number, 1, "error") for number in (5, 7, 10)),
        ("abbr-undefined", 6, column(6, "IV"), "info"),
        ("blank-line-irregular", 9, 1, "info"),
        ("faq-count-odd", 12, 1, "warning"),
        *(("faq-question-missing", number, 1, "error") for number in (13, 14, 15, 16)),
        ("promo-cta", 19, 1, "warning"),
        ("heading-glued", 19, column(19, "Related"), "error"),
        ("related-empty", 19, column(19, "Related"), "info"),
        *(("ref-uncited", number, 1, "warning") for number in (21, 22)),
        ("ref-format", 21, column(21, " 2006"), "info"),
        ("ref-format", 22, column(22, " 2021"), "info"),
        ("ref-case", 22, column(22, "Progressive"), "info"),
        ("no-final-newline", 23, len(lines[22]) + 1, "info"),
    ]
    expected += [("lang-undeclared", 1, 1, "error")] if language is None else []
    assert Counter(findings(read(data, "page.txt", language))) == Counter(expected)


# ── hostile input ───────────────────────────────────────────────────────────────────────────────

_WORDS = [label for tag in ("en", "ar", "zh") for kind in SECTION_KINDS for label in TABLE[tag][kind]]
_PIECES = st.sampled_from(
    [*_WORDS, "Published: ", "Q: ", "[1-99999]", "¹⁻", ". ", "?", "\n", "\r", " ", "\x00", "İ", "ǅ", "©"]
)


@given(st.one_of(st.binary(), st.lists(st.one_of(_PIECES, st.text(max_size=9))).map("".join).map(str.encode)))
@example(b"")
@example(b"\n \t\r\n")
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbfContents")
@example(b"Contents\nContents\nContents")
def test_no_bytes_make_it_fail_and_each_finding_has_a_place_in_them(data):
    for language in (None, "en", "zh-Hant", "xx", "not a tag"):
        dump = read(data, "x", language, headings=["1", "²", "Contents"], leave_out=["9" * 40])
        last = data.count(b"\n") + data.count(b"\r") + 1
        assert dump.problems
        assert all(1 <= problem.place.line <= last and problem.place.column >= 1 for problem in dump.problems)


@pytest.mark.parametrize(
    "piece", ["a ", "a.", "¹.", "(", "A", "A. ", "[1,", "¹", "References.", "Q: A: ", "(IV ", "2006;1:1 ", "Visit A "]
)
def test_a_huge_line_is_read_in_linear_time(piece):
    data = f"Title\nReferences\n{piece * (60_000 // len(piece))}\nContents\n{piece * (60_000 // len(piece))}\n".encode()
    assert read(data, language="en").title.text == "Title"


def test_what_cannot_be_read_says_so_and_nothing_else():
    assert [p.code for p in read(b"").problems] == ["empty"]
    assert [p.code for p in read(b"a\n" * 6_000).problems] == ["too-many-lines"]
    assert [(p.code, p.place.line, p.place.column) for p in read("ä\nab".encode() + b"\xff").problems] == [
        ("not-utf-8", 2, 3)
    ]


def test_every_kind_of_damage_has_the_severity_that_editors_agreed_on():
    assert {code: SEVERITIES[code].value for code in SEVERITY} == SEVERITY


def _lines(dump: Dump):
    yield from (line for line in (dump.title, dump.lead, dump.author, dump.reviewer, dump.disclaimer) if line)
    for part in dump.parts:
        yield from ([part.heading] if part.heading else []) + [*part.paragraphs]
    for item in dump.faq:
        yield from ([item.question] if item.question else []) + [*item.answer]
    for lines in (dump.takeaways, dump.promotion, dump.related, dump.references, dump.unplaced):
        yield from lines
