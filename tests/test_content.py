"""Content as data, its hash and its words."""

import json
from dataclasses import replace
from typing import Any

import pytest
from articles_strategies import contents
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.articles.content import content_hash, count_words, from_data, plain_text, texts, to_data, words
from syndicate.articles.segments import localize
from syndicate.model import Content, Image, Items, Paragraph, Question, Quote, Reference, Section, Table, Text

SAMPLE = Content(
    title=Text("Stroke"),
    summary=Text("Act <b>fast</b>."),
    sections=(
        Section("", None, (Paragraph(Text('Call <a id="1">112</a>', ("tel:112",), "eu", line=7)),)),
        Section(
            "do",
            Text("What to do"),
            (
                Items(((Paragraph(Text("one")),),), ordered=True, start=3),
                Quote((Image("a.png", Text("A face")),)),
                Table((Text("a"),), ((Text(""),),), ("left",)),
            ),
            3,
        ),
    ),
    faq=(Question(Text("Why?"), Text("Because.")),),
    takeaways=(Text("Act."),),
    references=(Reference("Smith A. T. J 2020.", ("Smith A",), et_al=True, year=2020), Reference("WHO")),
    image=Image("https://example.org/a.png", Text("")),
)
DATA = {
    "title": "Stroke",
    "summary": "Act <b>fast</b>.",
    "image": {"type": "image", "src": "https://example.org/a.png", "alt": ""},
    "sections": [
        {
            "id": "",
            "level": 2,
            "blocks": [
                {
                    "type": "paragraph",
                    "text": {"text": 'Call <a id="1">112</a>', "links": ["tel:112"], "context": "eu"},
                }
            ],
        },
        {
            "id": "do",
            "level": 3,
            "heading": "What to do",
            "blocks": [
                {"type": "items", "ordered": True, "start": 3, "items": [[{"type": "paragraph", "text": "one"}]]},
                {"type": "quote", "blocks": [{"type": "image", "src": "a.png", "alt": "A face"}]},
                {"type": "table", "align": ["left"], "header": ["a"], "rows": [[""]]},
            ],
        },
    ],
    "faq": [{"question": "Why?", "answer": "Because."}],
    "takeaways": ["Act."],
    "references": [
        {"raw": "Smith A. T. J 2020.", "authors": ["Smith A"], "et_al": True, "year": 2020},
        {"raw": "WHO"},
    ],
}


def test_the_shape_of_the_data_is_a_contract() -> None:
    assert to_data(SAMPLE) == DATA
    assert from_data(DATA) == SAMPLE
    assert content_hash(SAMPLE) == "53213d52fb0dff32dc3c80d3d1f1a0c1"


@given(contents())
@settings(deadline=None, max_examples=40)
def test_content_comes_back_from_its_data_through_json(content: Content) -> None:
    assert from_data(json.loads(json.dumps(to_data(content)))) == content


def test_an_empty_summary_is_not_a_missing_one() -> None:
    empty = Content(Text("T"), summary=Text(""))
    assert from_data(to_data(empty)) == empty


def test_the_hash_covers_text_links_and_structure_but_no_lines() -> None:
    moved = localize(SAMPLE, lambda segment: segment.text.source)
    moved = replace(moved, title=replace(moved.title, line=99))
    assert content_hash(moved) == content_hash(SAMPLE)
    others = [
        localize(SAMPLE, lambda segment: segment.text.source, translate_link=lambda url: f"{url}0"),
        replace(SAMPLE, title=Text("stroke")),
        replace(SAMPLE, summary=None),
        replace(SAMPLE, image=None),
        replace(SAMPLE, references=()),
        replace(SAMPLE, sections=SAMPLE.sections[::-1]),
        replace(SAMPLE, sections=(SAMPLE.sections[0], replace(SAMPLE.sections[1], level=2))),
        replace(SAMPLE, sections=(SAMPLE.sections[0], replace(SAMPLE.sections[1], id="x"))),
    ]
    assert len({content_hash(content) for content in (SAMPLE, *others)}) == len(others) + 1


def broken(path: tuple[str | int, ...], value: Any) -> Any:
    data = json.loads(json.dumps(DATA))
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"title": 1},
        broken(("title",), None),
        broken(("title",), {"links": []}),
        broken(("title",), {"text": "a", "links": "b"}),
        broken(("summary",), None),
        broken(("sections",), "x"),
        broken(("sections", 0, "level"), "2"),
        broken(("sections", 0, "id"), None),
        broken(("sections", 0, "blocks", 0, "type"), "video"),
        broken(("sections", 1, "blocks", 0, "items"), [1]),
        broken(("sections", 1, "blocks", 2, "rows"), ["ab"]),
        broken(("faq",), [{"question": "a"}]),
        broken(("references",), ["a"]),
        broken(("references", 0, "authors"), "Smith"),
        broken(("image",), None),
    ],
)
def test_other_data_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="not the data of a content"):
        from_data(data)


def test_data_nested_too_deeply_are_refused() -> None:
    data = {"type": "paragraph", "text": "x"}
    for _ in range(100_000):
        data = {"type": "quote", "blocks": [data]}
    with pytest.raises(ValueError, match="nested too deeply"):
        from_data({"title": "T", "sections": [{"id": "", "level": 2, "blocks": [data]}]})


@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text()), st.lists))
def test_any_json_is_content_or_refused(value: object) -> None:
    for data in (value, {"title": "T", "sections": value}, {"title": value}):
        try:
            made = from_data(data)
        except ValueError:
            continue
        assert isinstance(made.title.source, str)


def test_every_text_is_listed_in_reading_order() -> None:
    assert [text.source for text in texts(SAMPLE)] == [
        *("Stroke", "Act <b>fast</b>.", "", 'Call <a id="1">112</a>', "What to do", "one", "A face", "a", ""),
        *("Why?", "Because.", "Act."),
    ]
    assert plain_text(SAMPLE).split("\n\n") == [
        *("Stroke", "Act fast.", "Call 112", "What to do", "one", "A face", "a", "Why?", "Because.", "Act.")
    ]
    assert words(SAMPLE) == 15


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("– … !", 0),
        ("Don't stop 4,000 mg, half-and-half.", 5),
        ("हिन्दी भाषा", 2),
        ("体温を測る", 5),
        ("MRI検査 today", 4),
        ("전화 하세요", 2),
    ],
)
def test_words_stand_between_spaces_and_characters_count_where_there_are_none(text: str, count: int) -> None:
    assert count_words(text) == count
