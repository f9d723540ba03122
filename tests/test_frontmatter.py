"""Front matter: every scalar is text, every fault of a file is told at once, with its place and what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from article_files import HEAD, RULES, article, faults, found, front_matter, parse_text

from syndicate.articles.parsers import Rules
from syndicate.model import (
    Author,
    Change,
    Code,
    Correction,
    Decision,
    Image,
    Question,
    Reference,
    Review,
    Text,
    When,
    Withdrawal,
)

BERLIN_SUMMER, BERLIN_WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))


def day(year: int, month: int, number: int, zone: timezone = BERLIN_SUMMER) -> When:
    return When(datetime(year, month, number, tzinfo=zone), is_day=True)


FULL = """\
summary: "What to look for: *face*, arm."
updated: 2026-08-19T10:30:00.999+02:00
reviewed:
  on: 2026-08-17
  by: Dr. Haddad
  next: 2028-01-31
authors:
  - Ana Ruiz
  - {name: B. Ott, url: https://example.org/ott, email: ott@example.org}
topics: [neurology]
about:
  - {name: Stroke, system: mesh, code: D020521, version: 1.10, verified: true}
  - {name: Stroke, system: icd-10, code: 0164}
audience: [patient]
image: {src: images/face.jpg, alt: "A drooping <b>face</b>"}
url: {EN: https://example.org/en, no: https://example.org/no}
attribution: Health library
faq:
  - question: "Is **it** an emergency?"
    answer: "Yes, **call** [112](tel:112). {ctx=eu}"
takeaways:
  - Act *fast*.
references:
  - "Smith A. A title. Stroke 2020; 51:10."
related: [high-blood-pressure]
disclaimer: emergency
promotion: "[Subscribe](https://example.org/)"
status: withheld
withdrawn:
  on: 2026-08-20
  reason: Wrong *number*.
  replaced_by: stroke
  languages: [es, pt-br]
correction: {on: 2026-08-20, severity: safety, note: Call 112.}
changes:
  - {hash: 0123456789abcdef, severity: minor, by: Ana, why: a comma}
embargo: 2026-08-18T00:00:00Z
expires: 2027-12-31
"""


def test_every_field_of_an_article() -> None:
    head = HEAD.replace("reviewed: {on: 2026-08-17, by: Dr. Haddad}\n", "").replace("authors: [Ana Ruiz]\n", "")
    parsed = parse_text(front_matter(FULL, head=head))
    assert [problem.code for problem in parsed.problems] == ["html-as-text"]
    made = parsed.article
    assert made is not None
    assert (made.id, made.language, made.license, made.path) == ("stroke-signs", "en", "CC-BY-4.0", "articles/a.md")
    assert made.published == day(2026, 8, 18)
    assert made.updated == When(datetime(2026, 8, 19, 8, 30, tzinfo=UTC))
    assert made.reviewed == Review(day(2026, 8, 17), "Dr. Haddad", day(2028, 1, 31, BERLIN_WINTER))
    assert made.authors == (Author("Ana Ruiz"), Author("B. Ott", "https://example.org/ott", "ott@example.org"))
    assert made.topics == ("neurology",)
    assert made.about == (
        Code("Stroke", "mesh", "D020521", "1.10", verified=True),
        Code("Stroke", "icd-10", "0164"),
    )
    assert made.audience == ("patient",)
    assert made.url == {"en": "https://example.org/en", "no": "https://example.org/no"}
    assert made.attribution == "Health library"
    assert made.related == ("high-blood-pressure",)
    assert made.disclaimer == "emergency"
    assert made.promotion == Text('<a id="1">Subscribe</a>', ("https://example.org/",))
    assert made.status == "withheld"
    assert made.withdrawn == Withdrawal(day(2026, 8, 20), Text("Wrong <i>number</i>."), "stroke", ("es", "pt-BR"))
    assert made.correction == Correction(day(2026, 8, 20), Change.SAFETY, Text("Call 112."))
    assert made.changes == (Decision("0123456789abcdef", Change.MINOR, "Ana", "a comma"),)
    assert made.embargo == When(datetime(2026, 8, 18, tzinfo=UTC))
    assert made.expires == day(2027, 12, 31, BERLIN_WINTER)
    content = made.content
    assert content.title == Text("Signs of a stroke")
    assert content.summary == Text("What to look for: *face*, arm.")
    assert content.image == Image("images/face.jpg", Text("A drooping &lt;b>face&lt;/b>"))
    assert content.faq == (
        Question(
            Text("Is **it** an emergency?"),
            Text('Yes, <b>call</b> <a id="1">112</a>.', ("tel:112",), "eu"),
        ),
    )
    assert content.takeaways == (Text("Act <i>fast</i>."),)
    assert content.references == (
        Reference(
            "Smith A. A title. Stroke 2020; 51:10.",
            authors=("Smith A",),
            title="A title",
            journal="Stroke",
            year=2020,
            volume="51",
            pages="10",
        ),
    )


def test_the_least_article_and_what_is_missing_in_it() -> None:
    parsed = parse_text("---\nid: a\nlanguage: no\ntitle: 1.10\n---\n")
    assert parsed.article is not None
    assert (parsed.article.language, parsed.article.content.title) == ("no", Text("1.10"))
    assert parsed.article.published is parsed.article.reviewed is None
    assert [(problem.code, problem.severity.value) for problem in parsed.problems] == [
        ("published-missing", "warning"),
        ("review-missing", "info"),
        ("authors-missing", "info"),
        ("license-missing", "info"),
    ]


@pytest.mark.parametrize("word", ["no", "yes", "on", "null", "~", "1.10", "0x1F", "2023-11-06", "1e3", "true", ".inf"])
def test_no_text_is_read_as_anything_but_text(word: str) -> None:
    assert article(front_matter(f"attribution: {word}\n")).attribution == word


def test_a_field_without_a_value_is_not_there() -> None:
    made = article(front_matter("summary:\ntopics:\nwithdrawn:\nimage:\nexpires: # later\n"))
    assert (made.content.summary, made.topics, made.withdrawn, made.content.image, made.expires) == (
        (None, (), None, None, None)
    )


def test_a_text_in_a_field_knows_its_line() -> None:
    fields = "summary: |\n  One\n  two\nfaq:\n  - question: Why?\n    answer: >\n      Because\ntakeaways: [a, b]\n"
    content = article(front_matter(fields)).content
    assert content.summary == Text("One two")
    assert (content.title.line, content.summary.line) == (4, 9)
    assert (content.faq[0].question.line, content.faq[0].answer.line) == (13, 15)
    assert [takeaway.line for takeaway in content.takeaways] == [16, 16]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = """\
---
id: Stroke Signs
language: kr
titel: Signs
published: 06.11.2023
updated: 2023-02-30
topics: [neurologie, medicines]
image: {src: /x.png}
related: [stroke, Not An Id]
reviewed: {on: 2023-11-06, buy: me}
faq:
  - answer: "[x](y)"
---
# Heading

## A

## A
"""
    parsed = parse_text(text, rules=replace(RULES, zone=None))
    assert parsed.article is None
    assert all(problem.advice for problem in parsed.problems)
    assert found(parsed) == [
        ("authors-missing", 2, 0),
        ("license-missing", 2, 0),
        ("title-missing", 2, 1),
        ("id-invalid", 2, 5),
        ("language-invalid", 3, 11),
        ("field-unknown", 4, 1),
        ("date-invalid", 5, 12),
        ("date-invalid", 6, 10),
        ("topic-unknown", 7, 10),
        ("image-unsafe", 8, 14),
        ("id-invalid", 9, 19),
        ("date-no-zone", 10, 16),
        ("field-unknown", 10, 28),
        ("faq-question-missing", 12, 5),
        ("link-relative", 12, 13),
        ("heading-level", 14, 0),
        ("heading-duplicate", 18, 0),
    ]


FAULTS = {
    "id: a": ("key-duplicate", 9, 1),
    "titel: a": ("field-unknown", 9, 1),
    "Summary: a": ("field-unknown", 9, 1),
    "body: a": ("field-unknown", 9, 1),
    "<<: {summary: a}": ("field-unknown", 9, 1),
    "updated: 2023-2-3": ("date-invalid", 9, 10),
    "updated: 2023-11-06T25:00:00Z": ("date-invalid", 9, 10),
    "updated: 2023-11-06T10:00Z": ("date-invalid", 9, 10),
    "updated: 20231106": ("date-invalid", 9, 10),
    "updated: ٢٠٢٣-١١-٠٦": ("date-invalid", 9, 10),
    "updated: 0001-01-01": ("date-invalid", 9, 10),
    "updated: 9999-12-31T23:59:59-23:59": ("date-invalid", 9, 10),
    "updated: 2023-11-06T23:59:60Z": ("date-invalid", 9, 10),
    "updated: [2023-11-06]": ("type-invalid", 9, 10),
    "topics: neurology": ("type-invalid", 9, 9),
    "topics: [[neurology]]": ("type-invalid", 9, 10),
    "topics: [neurologi]": ("topic-unknown", 9, 10),
    "topics: ['']": ("topic-unknown", 9, 10),
    "summary: [a]": ("type-invalid", 9, 10),
    "withdrawn: 2023-11-06": ("type-invalid", 9, 12),
    "withdrawn: {reason: a}": ("field-missing", 9, 12),
    "withdrawn: {on: 2023-11-06, languages: [es-LA]}": ("language-invalid", 9, 41),
    "withdrawn: {on: 2023-11-06, replaced_by: A}": ("id-invalid", 9, 42),
    "withdrawn: {on: 2023-11-06, replaced_by: stroke-signs}": ("related-self", 9, 42),
    "correction: {on: 2023-11-06, severity: new}": ("value-invalid", 9, 40),
    "correction: {on: 2023-11-06, severity: minor, note: ''}": ("value-empty", 9, 53),
    "status: withhold": ("value-invalid", 9, 9),
    "image: x.png": ("type-invalid", 9, 8),
    "image: {alt: x}": ("field-missing", 9, 8),
    "image: {src: 'http://a.org/x.png'}": ("image-unsafe", 9, 14),
    "url: /page": ("url-invalid", 9, 6),
    "url: {en: 'https://a.org', kr: 'https://a.org'}": ("language-invalid", 9, 28),
    "url: {en: 'https://a.org', es: page}": ("url-invalid", 9, 32),
    "url: {en: 'https://a.org', EN: 'https://b.org'}": ("key-duplicate", 9, 6),
    "url: {'': 'https://a.org'}": ("language-invalid", 9, 6),
    "url: [https://a.org]": ("type-invalid", 9, 6),
    "authors: [{url: 'https://a.org'}]": ("key-duplicate", 9, 1),
    "about: [{name: a, system: b}]": ("field-missing", 9, 9),
    "about: [{name: a, system: b, code: c, verified: yes}]": ("value-invalid", 9, 49),
    "about: [{name: a, system: b, code: c, verfied: true}]": ("field-unknown", 9, 39),
    "audience: [Patients]": ("value-invalid", 9, 12),
    "disclaimer: Not advice.": ("value-invalid", 9, 13),
    "changes: [{hash: xyz, severity: minor, by: a}]": ("value-invalid", 9, 18),
    "faq: [{question: a}]": ("faq-answer-missing", 9, 7),
    "faq: [{question: ' ', answer: a}]": ("value-empty", 9, 18),
    "faq: [{question: a, answer: 'b ![c](d.png)'}]": ("image-inline", 9, 29),
    'takeaways: ["a\\n\\nb"]': ("paragraphs-many", 9, 13),
    "takeaways: ['[a](javascript:b)']": ("link-unsafe", 9, 13),
    "references: ['']": ("value-empty", 9, 14),
    "promotion: |\n  Look\n  [here](/x)": ("link-relative", 11, 0),
    'summary: "a\\0b"': ("control-character", 9, 10),
    'summary: "a\\uFFFEb"': ("control-character", 9, 10),
    "summary: a\u2028b": ("control-character", 9, 11),
    "a: &x b": ("yaml-alias", 9, 4),
    "a: *x": ("yaml-alias", 9, 4),
    "a: !!python/name:os.system b": ("yaml-tag", 9, 4),
    "a: !!str b": ("yaml-tag", 9, 4),
    "summary: a: b": ("yaml-syntax", 9, 11),
    "summary: @b": ("yaml-syntax", 9, 10),
    "topics: [a": ("yaml-syntax", 10, 1),
    "? [a]\n: b": ("yaml-syntax", 9, 3),
    "a: " + "[" * 20 + "]" * 20: ("nesting-too-deep", 9, 20),
}


@pytest.mark.parametrize("field", FAULTS)
def test_a_fault_in_a_field_is_told_with_its_place(field: str) -> None:
    parsed = parse_text(front_matter(f"{field}\n"))
    assert parsed.article is None
    assert FAULTS[field] in found(parsed)
    assert all(problem.advice for problem in parsed.problems)


WARNINGS = {
    "summary: Caf&eacute;": ("html-as-text", 9, 10),
    "summary: a <b>b</b>": ("html-as-text", 9, 10),
    "topics: [neurology, neurology]": ("value-repeated", 9, 21),
    "related: [stroke-signs]": ("related-self", 9, 11),
    "updated: 2026-08-17": ("date-order", 9, 10),
    "expires: 2026-08-17T12:00:00Z": ("date-order", 9, 10),
    "image: {src: a.png}": ("image-alt-missing", 9, 8),
    "summary: a\u202eb": ("bidi-control", 9, 11),
}


@pytest.mark.parametrize("field", WARNINGS)
def test_a_doubtful_field_is_told_and_published(field: str) -> None:
    parsed = parse_text(front_matter(f"{field}\n"))
    assert found(parsed) == [WARNINGS[field]]
    assert parsed.article is not None
    assert (parsed.article.topics, parsed.article.related) in ((("neurology",), ()), ((), ()))


@pytest.mark.parametrize(
    ("field", "advice"),
    [
        ("titel: a", "did you mean 'title'?"),
        ("Updated: a", "did you mean 'updated'?"),
        ("reviewd: a", "did you mean 'reviewed'?"),
        ("topics: [neurologi]", "did you mean 'neurology'?"),
        ("topics: [xyz]", "use one of: medicines, neurology"),
        ("status: witheld", "did you mean 'withheld'?"),
        ("withdrawn: {on: 2026-01-01, reasons: a}", "did you mean 'reason'?"),
        ("image: x.png", "write a map of src, alt"),
    ],
)
def test_advice_names_what_was_meant(field: str, advice: str) -> None:
    (problem,) = parse_text(front_matter(f"{field}\n")).problems
    assert problem.advice == advice


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("Hello", "front-matter-missing", (1, 1)),
        ("", "front-matter-missing", (1, 1)),
        ("+++\ntitle = 1\n+++\n", "front-matter-missing", (1, 1)),
        ("---\ntitle: a\n", "front-matter-open", (1, 1)),
        ("---\n- a\n---\n", "type-invalid", (2, 1)),
        ("---\na\n---\n", "type-invalid", (2, 1)),
        ("---\na: b\n--- \n---\n", "id-missing", (2, 1)),
        ("---\n---\n", "id-missing", (2, 1)),
        ("---\n\tid: a\n---\n", "yaml-syntax", (2, 1)),
    ],
)
def test_a_file_without_readable_front_matter(text: str, code: str, place: tuple[int, int]) -> None:
    parsed = parse_text(text)
    assert parsed.article is None
    assert (code, *place) in found(parsed)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = front_matter("summary: a\n", "One\n\n## Two\n")
    expected = article(text)
    made = article("\ufeff" + text.replace("\n", "\r\n"))
    assert made == expected
    assert made.content.sections[1].heading.line == expected.content.sections[1].heading.line == 13


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("2023-11-06", "2023-11-06T00:00:00+01:00"),
        ("2023-07-06", "2023-07-06T00:00:00+02:00"),
        ("2023-11-06T09:30:00", "2023-11-06T08:30:00Z"),
        ("2023-11-06t09:30:00z", "2023-11-06T09:30:00Z"),
        ("2023-11-06 09:30:00-05:00", "2023-11-06T14:30:00Z"),
        ("2023-11-06T09:30:00.75-00:00", "2023-11-06T09:30:00Z"),
    ],
)
def test_a_day_is_midnight_in_the_library_and_an_instant_is_utc(declared: str, written: str) -> None:
    updated = article(front_matter(f"updated: {declared}\n", head=HEAD.replace("2026", "2020"))).updated
    assert str(updated) == written
    assert updated.is_day is (len(declared) == 10)


@pytest.mark.parametrize("declared", ["2023-11-06", "2023-11-06T09:30:00"])
def test_without_a_time_zone_only_instants_with_an_offset_are_dates(declared: str) -> None:
    text = f"---\nid: a\nlanguage: en\ntitle: a\npublished: {declared}\n---\n"
    assert ("date-no-zone", 5, 12) in found(parse_text(text, rules=Rules()))
    assert parse_text(text.replace(declared, "2023-11-06T09:30:00Z"), rules=Rules()).article is not None


def test_problems_name_the_article_and_the_file() -> None:
    (problem,) = parse_text(front_matter("titel: a\n"), path="articles/x.md").problems
    assert (problem.article, problem.place.path) == ("stroke-signs", "articles/x.md")
    assert str(problem) == (
        "articles/x.md:9:1: error field-unknown: titel is no field of an article → did you mean 'title'?"
    )


def test_a_file_that_is_no_article_does_not_fill_the_screen() -> None:
    problems = parse_text(front_matter("".join(f"k{number}: 1\n" for number in range(500)))).problems
    assert len(problems) == 201
    assert problems[-1].code == "findings-many"
    assert "300" in problems[-1].message


def test_topics_are_not_checked_where_the_settings_name_none() -> None:
    assert faults("topics: [anything]\n", rules=replace(RULES, topics=None)) == []
