"""An article taken apart to segments and put together again."""

from dataclasses import replace

from article_files import article, front_matter
from articles_strategies import articles, contents
from hypothesis import given, settings

from syndicate.articles.content import content_hash
from syndicate.articles.segments import localize, put, segments
from syndicate.model import Article, Content, Section, Segment, Text

FIELDS = """\
summary: Act fast.
image: {src: face.jpg, alt: A face}
faq:
  - question: Is it an emergency?
    answer: "Yes. Call [112](tel:112)."
takeaways: [Act *fast*.]
references: ["Smith A. A title. Stroke 2020; 51:10."]
promotion: Subscribe.
correction: {on: 2026-08-19, severity: minor, note: A comma.}
withdrawn: {on: 2026-08-20, reason: Wrong.}
"""
BODY = """\
Lead with a [link](https://example.org/).

## What to *do*

- Call 112.
- Call 112.

> Do **not** wait.

| Sign | Sign {ctx=second} |
| ---- | ---- |
| Face |      |

![A hand](hand.jpg)
"""


def made() -> Article:
    return article(front_matter(FIELDS, BODY))


def source(segment: Segment) -> str:
    return segment.text.source


def test_segments_stand_in_the_order_of_the_article_and_those_of_the_frame_last() -> None:
    assert [(segment.context, segment.text.source) for segment in segments(made())] == [
        ("title", "Signs of a stroke"),
        ("summary", "Act fast."),
        ("image.alt", "A face"),
        ("body", 'Lead with a <a id="1">link</a>.'),
        ("heading", "What to <i>do</i>"),
        ("body", "Call 112."),
        ("body", "Do <b>not</b> wait."),
        ("cell", "Sign"),
        ("cell|second", "Sign"),
        ("cell", "Face"),
        ("image.alt", "A hand"),
        ("faq.question", "Is it an emergency?"),
        ("faq.answer", 'Yes. Call <a id="1">112</a>.'),
        ("takeaway", "Act <i>fast</i>."),
        ("promotion", "Subscribe."),
        ("correction.note", "A comma."),
        ("withdrawn.reason", "Wrong."),
    ]
    assert [segment.role for segment in segments(made()) if segment.frame] == [
        "promotion",
        "correction.note",
        "withdrawn.reason",
    ]


def test_a_segment_names_its_heading_and_an_answer_its_question() -> None:
    headings = {segment.text.source: segment.heading for segment in segments(made())}
    assert headings["Call 112."] == headings["Face"] == headings["A hand"] == "What to do"
    assert headings['Lead with a <a id="1">link</a>.'] == headings["Act fast."] == ""
    assert headings['Yes. Call <a id="1">112</a>.'] == "Is it an emergency?"


def test_targets_of_links_are_segments_where_that_is_asked_for() -> None:
    found = [segment.key for segment in segments(made(), links=True)]
    at = found.index(("link.url", "https://example.org/"))
    assert found[at - 1] == ("body", 'Lead with a <a id="1">link</a>.')
    assert ("link.url", "tel:112") in found
    assert len(found) == len(segments(made())) + 2


@given(articles())
@settings(deadline=None, max_examples=20)
def test_every_segment_has_text_and_a_key_of_its_own(any_article: Article) -> None:
    found = segments(any_article)
    assert all(segment.text.source for segment in found)
    assert len({segment.key for segment in found}) == len(found)
    assert sorted(found, key=lambda segment: segment.frame) == list(found)


@given(contents())
@settings(deadline=None, max_examples=40)
def test_localizing_with_the_sources_changes_nothing(content: Content) -> None:
    assert localize(content, source) == content
    assert localize(content, source, translate_link=str) == content


@given(contents())
@settings(deadline=None, max_examples=40)
def test_localizing_asks_for_the_segments_that_extraction_gives(content: Content) -> None:
    asked: dict[tuple[str, str], Segment] = {}

    def remember(segment: Segment) -> str:
        asked.setdefault(segment.key, segment)
        return segment.text.source

    localize(content, remember)
    assert set(asked.items()) == {(segment.key, segment) for segment in segments(Article("a", "en", content))}


def test_a_translation_gets_the_links_and_ids_of_the_source() -> None:
    content = localize(made().content, lambda segment: f"<i>{segment.role}</i>")
    assert content.title == Text("<i>title</i>")
    lead, section = content.sections
    assert lead.blocks[0].text == Text("<i>body</i>", ("https://example.org/",))
    assert (section.id, section.heading) == ("what-to-do", Text("<i>heading</i>"))
    assert section.blocks[2].header[1] == Text("<i>cell</i>", (), "second")
    assert section.blocks[2].rows[0][1] == Text("")
    assert section.blocks[3].src == "hand.jpg"
    assert content.image.src == "face.jpg"
    assert content.references == made().content.references


def test_targets_of_links_can_differ_in_a_language() -> None:
    content = localize(made().content, source, translate_link={"tel:112": "tel:911"}.get)
    assert content.faq[0].answer.links == ("tel:911",)


def test_put_keeps_what_is_not_text() -> None:
    text = Text("a", ("https://example.org/",), "x", line=3)
    assert put(text, "b") == replace(text, source="b")
    assert put(text, "b", str.upper).links == ("HTTPS://EXAMPLE.ORG/",)


@given(contents())
@settings(deadline=None, max_examples=40)
def test_moving_sections_and_blocks_changes_no_key(content: Content) -> None:
    moved = tuple(
        Section(section.id, section.heading, section.blocks[::-1], section.level) for section in content.sections[::-1]
    )
    before = {segment.key for segment in segments(Article("a", "en", content))}
    after = {segment.key for segment in segments(Article("a", "en", replace(content, sections=moved)))}
    assert before == after
    if moved != content.sections:
        assert content_hash(replace(content, sections=moved)) != content_hash(content)
