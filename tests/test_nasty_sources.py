"""Whatever the bytes are, parsing gives an article or says what is wrong: it never raises, and never takes long."""

import json

import pytest
from article_files import HEAD, RULES, found, front_matter, parse_text
from articles_strategies import LITERALS, NASTY
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicate.articles.content import content_hash, texts
from syndicate.articles.parsers import JSON, MARKDOWN, YAML, Parsed, Raw, Rules, media_type_of, parse
from syndicate.articles.segments import segments
from syndicate.model import Severity

FORBIDDEN = "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\x9f\u2028\u2029\ufdd0\ufffe\uffff\U0001ffff"
SNIPPETS = st.lists(
    st.one_of(
        st.sampled_from(
            [*NASTY, *FORBIDDEN, "\u202e", "\ufeff", "\r", "\t", "    ", "\n\n", "|-|\n", "![a](b)", "[a](b)"]
        ),
        st.text(max_size=3),
    ),
    max_size=30,
).map("".join)


def check(parsed: Parsed) -> None:
    """What holds for every result: an article or an error, places within reason, and an article that can be used."""
    errors = [problem for problem in parsed.problems if problem.severity is Severity.ERROR]
    assert (parsed.article is None) == bool(errors)
    assert all(problem.code and problem.message and problem.advice for problem in parsed.problems)
    if parsed.article:
        assert len(content_hash(parsed.article.content)) == 32
        assert all(segment.text.source for segment in segments(parsed.article))
        whole = "".join(text.source for text in texts(parsed.article.content))
        assert not set(whole) & set(FORBIDDEN)


@given(st.binary(), st.sampled_from([MARKDOWN, YAML, JSON]))
@settings(deadline=None)
def test_any_bytes(data: bytes, media_type: str) -> None:
    check(parse(Raw("a", media_type, data), RULES))


@given(SNIPPETS)
@example("&#12;&#x202e;&#xfffe;&#0;")
@settings(max_examples=300, deadline=None)
def test_any_body(body: str) -> None:
    check(parse_text(front_matter(body=body)))


@given(SNIPPETS)
@settings(deadline=None)
def test_any_front_matter(fields: str) -> None:
    check(parse_text(front_matter(fields)))
    check(parse_text(HEAD + fields, YAML))


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.floats(), st.text(max_size=5), LITERALS, st.sampled_from(["on", "2023-11-06"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["on", "src", "name", "x"]), inner)
    ),
    max_leaves=5,
)
NAMES = [*("id", "language", "title", "summary", "published", "reviewed", "authors", "topics", "about", "image", "url")]
NAMES += [
    *("faq", "takeaways", "references", "related", "promotion", "withdrawn", "correction", "changes", "body", "x")
]


@given(st.dictionaries(st.sampled_from(NAMES), JSON_VALUES))
@settings(max_examples=200, deadline=None)
def test_any_json_document(document: dict[str, object]) -> None:
    valid = {"id": "a", "language": "en", "title": "T"}
    for text in (json.dumps(document), json.dumps(valid | document)):
        check(parse_text(text, JSON))


@pytest.mark.parametrize("char", [*FORBIDDEN])
def test_a_character_that_no_feed_can_carry_is_told_at_its_place(char: str) -> None:
    assert found(parse_text(front_matter(body=f"a\nbc{char}d"))) == [("control-character", 11, 3)]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"---\nid: a\xff\n---\n", (2, 6)),
        (b"---\r\nid: \xc3\xa9\xed\xa0\x80\r\n---\r\n", (2, 6)),
        ("---\nid: a\n---\n".encode("utf-16"), (1, 1)),
        ("é".encode("latin-1"), (1, 1)),
    ],
)
def test_a_file_that_is_not_utf8_is_told_with_the_first_wrong_byte(data: bytes, place: tuple[int, int]) -> None:
    parsed = parse(Raw("a.md", MARKDOWN, data), RULES)
    assert found(parsed) == [("not-utf-8", *place)]


def test_a_file_over_the_limit_is_not_read() -> None:
    data = front_matter().encode()
    assert parse(Raw("a.md", MARKDOWN, data), RULES).article is not None
    rules = Rules(RULES.zone, RULES.topics, max_bytes=len(data) - 1)
    assert found(parse(Raw("a.md", MARKDOWN, data), rules)) == [("file-too-large", 0, 0)]


@pytest.mark.parametrize("media_type", ["text/html", "", "application/octet-stream"])
def test_an_unknown_media_type_is_told(media_type: str) -> None:
    assert found(parse(Raw("a", media_type, b""), RULES)) == [("media-type-unknown", 0, 0)]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("a/b.md", MARKDOWN),
        ("b.YAML", YAML),
        ("b.yml", YAML),
        ("b.json", JSON),
        ("b.txt", None),
        (".md", None),
        ("md", None),
    ],
)
def test_the_suffix_tells_the_media_type(path: str, media_type: str | None) -> None:
    assert media_type_of(path) == media_type


# Each takes well under a second; without its guard minutes, gigabytes or the recursion limit.
HUGE = {
    "a paragraph of 1 MB": front_matter(body="word " * 200_000),
    "quotes in quotes": front_matter(body="> " * 100_000 + "x"),
    "lists in lists": front_matter(body="- " * 50_000 + "x"),
    "brackets": front_matter(body="[" * 100_000),
    "emphasis": front_matter(body="*" * 50_000 + "a" + "*" * 50_000),
    "underscores": front_matter(body="_a " * 50_000 + "a_ " * 50_000),
    "columns": front_matter(body="\n".join("|" + cell * 10_000 for cell in ("a|", "-|", "a|"))),
    "flow lists": front_matter("a: " + "[" * 100_000),
    "block lists": front_matter("- " * 100_000),
    "maps": front_matter("".join(f"{' ' * depth}a:\n" for depth in range(500))),
    "unknown fields": front_matter("".join(f"k{number}: 1\n" for number in range(5_000))),
    "repeated topics": front_matter(f"topics: [{'neurology, ' * 10_000}neurology]\n"),
    "a reference": front_matter(f'references: ["{"Aa A, " * 100_000}"]\n'),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_or_deep_source_is_read_or_refused_in_good_time(name: str) -> None:
    check(parse_text(HUGE[name]))


def test_deep_json_is_refused() -> None:
    assert [code for code, _, _ in found(parse_text('{"a":' * 100_000, JSON))] == ["nesting-too-deep"]
