"""One YAML or JSON document: the same fields as front matter, and the body as a Markdown text."""

import json
import pickle

import pytest
from article_files import HEAD, article, found, front_matter, parse_text

from syndicate.articles.parsers import JSON, YAML

BODY = "Lead\n\n## Heading\n\n- one\n"
FIELDS = {
    "id": "stroke-signs",
    "language": "en",
    "title": "Signs of a stroke",
    "published": "2026-08-18",
    "reviewed": {"on": "2026-08-17", "by": "Dr. Haddad"},
    "authors": ["Ana Ruiz"],
    "license": "CC-BY-4.0",
}


def test_a_document_is_the_same_article_as_the_markdown_file() -> None:
    expected = article(front_matter(body=BODY))
    indented = "".join(f"  {line}\n" for line in BODY.splitlines())
    assert article(f"{HEAD}body: |\n{indented}", YAML) == expected
    assert article(f"{HEAD}body: {json.dumps(BODY)}\n", YAML) == expected
    assert article(json.dumps(FIELDS | {"body": BODY}), JSON) == expected
    assert article(json.dumps(FIELDS | {"body": BODY}, indent=2).replace("\n", "\r\n"), JSON) == expected


def test_numbers_and_truth_values_of_json_are_the_text_they_are_written_in() -> None:
    about = '[{"name": "a", "system": "b", "code": 1.10, "version": 2026, "verified": true}]'
    text = json.dumps(FIELDS)[:-1] + f', "about": {about}, "summary": null, "topics": []}}'
    made = article(text, JSON)
    (code,) = made.about
    assert (code.code, code.version, code.verified) == ("1.10", "2026", True)
    assert made.content.summary is None


def test_lines_of_a_literal_body_are_lines_of_the_file() -> None:
    parsed = parse_text(f"{HEAD}body: |\n  a\n\n  [b](c)\n", YAML)
    assert found(parsed) == [("link-relative", 11, 0)]


def test_a_body_in_quotes_stands_in_one_line() -> None:
    text = json.dumps(FIELDS | {"body": "a\n\n[b](c)\n\n| x |\n| - |\n| y | z |\n"}, indent=1)
    line = text.count("\n", 0, text.index('"body"')) + 1
    assert found(parse_text(text, JSON)) == [("link-relative", line, 0), ("table-cells", line, 0)]


def test_what_was_parsed_travels_between_processes() -> None:
    fields = {"url": {"en": "https://example.org/"}, "related": ["b"], "status": "gone", "body": BODY}
    for document in (FIELDS | fields, FIELDS | fields | {"status": "usable"}):
        parsed = parse_text(json.dumps(document), JSON)
        assert pickle.loads(pickle.dumps(parsed)) == parsed


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "json-syntax", (1, 1)),
        ("{", "json-syntax", (1, 2)),
        ('{"id": "a",}', "json-syntax", (1, 12)),
        ('{"id" "a"}', "json-syntax", (1, 7)),
        ('{"id": "a"\n"b": 1}', "json-syntax", (2, 1)),
        ('{"id": [1 2]}', "json-syntax", (1, 11)),
        ('{"id": NaN}', "json-syntax", (1, 8)),
        ('{"id": 01}', "json-syntax", (1, 9)),
        ("{'id': 1}", "json-syntax", (1, 2)),
        ('{"id": "a', "json-syntax", (1, 8)),
        ('{"id": "\\x"}', "json-syntax", (1, 9)),
        ('{"id": "a"} x', "json-syntax", (1, 13)),
        ('["a"]', "type-invalid", (1, 1)),
        ('"a"', "type-invalid", (1, 1)),
        ('{"id": "a", "id": "b"}', "key-duplicate", (1, 13)),
        ('{"id": {"id": "a"}}', "type-invalid", (1, 8)),
        ('{"body": ["a"]}', "type-invalid", (1, 10)),
        ('{\n "title": "\\ud800"}', "control-character", (2, 11)),
        ('{\n "title": "\\u0000"}', "control-character", (2, 11)),
        ('{"id": ' + "[" * 20, "nesting-too-deep", (1, 24)),
    ],
)
def test_a_fault_in_json_is_told_with_its_place(text: str, code: str, place: tuple[int, int]) -> None:
    parsed = parse_text(text, JSON)
    assert parsed.article is None
    assert (code, *place) in found(parsed)
    assert all(problem.advice for problem in parsed.problems)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "id-missing", (1, 1)),
        ("a", "type-invalid", (1, 1)),
        ("- a", "type-invalid", (1, 1)),
        (f"{HEAD}---\nid: b\n", "yaml-documents", (8, 1)),
        (f"{HEAD}body: [a]\n", "type-invalid", (8, 7)),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml-alias", (1, 4)),
        (f"%YAML 1.1\n---\n{HEAD}titel: a", "field-unknown", (10, 1)),
    ],
)
def test_a_fault_in_a_yaml_document_is_told_with_its_place(text: str, code: str, place: tuple[int, int]) -> None:
    parsed = parse_text(text, YAML)
    assert parsed.article is None
    assert (code, *place) in found(parsed)
