"""Segment notation: a translation can neither lose text nor become markup that is not ours."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndicate.articles import inline
from syndicate.articles.inline import Tag
from syndicate.model import Text

# Pieces that collide with the notation, so that random text is nasty text.
PIECES = st.sampled_from(
    [
        *("<b>", "</b>", "<i>", "</i>", "<code>", "</code>", '<a id="1">', '<a id="2">', "</a>"),
        *("<", ">", "&", "&lt;", "&lt;b>", "&amp;lt;b>", "&amp;", "amp;", "lt;", "b>"),
        *("\n", " ", "x", "<script>", "]]>", "😷", "е́", "<B>", "<b >"),
    ]
)
SOURCES = st.one_of(st.text(), st.lists(PIECES).map("".join))
LINKS = ("https://example.org/?a=1&b=2", "mailto:a@example.org")


def nodes(depth: int = 3, inside: frozenset[str] = frozenset()) -> st.SearchStrategy[tuple[inline.Node, ...]]:
    """Any nodes, canonical or not, in which no tag stands inside its own kind."""
    child = SOURCES if depth == 0 else st.deferred(lambda: st.one_of(SOURCES, tag(depth, inside)))
    return st.lists(child, max_size=4).map(tuple)


def tag(depth: int, inside: frozenset[str]) -> st.SearchStrategy[inline.Node]:
    free = [name for name in inline.NAMES if name not in inside]
    return st.sampled_from(free).flatmap(
        lambda name: nodes(depth - 1, inside | {name}).map(lambda inner: Tag(name, inner, 1 if name == "a" else 0))
    )


@given(SOURCES)
@example("<b>")
@example("&lt;b>")
@example("&amp;lt;b>")
@example('<a id="1">')
def test_escaped_literal_text_comes_back_as_it_was_and_holds_no_tag(literal: str) -> None:
    source = inline.escape(literal)
    assert inline.tags(source) == ()
    assert "".join(str(node) for node in inline.parse(source)) == literal


@given(nodes())
def test_nodes_come_back_from_their_source_in_canonical_form(tree: tuple[inline.Node, ...]) -> None:
    assert inline.parse(inline.unparse(tree)) == inline.canonical(tree)


@given(SOURCES)
def test_a_canonical_source_is_written_again_as_it_was(source: str) -> None:
    once = inline.unparse(inline.parse(source))
    assert inline.unparse(inline.parse(once)) == once
    assert inline.is_balanced(once)


@given(SOURCES)
def test_whatever_a_translator_writes_becomes_no_other_html_than_ours(source: str) -> None:
    html = inline.to_html(Text(source, LINKS))
    for ours in ("strong", "em", "code", "a"):
        assert html.count(f"</{ours}>") == html.count(f"<{ours}>") + html.count(f"<{ours} ")
        html = html.replace(f"<{ours}>", "").replace(f"</{ours}>", "")
    for url in ("https://example.org/?a=1&amp;b=2", "mailto:a@example.org"):
        html = html.replace(f'<a href="{url}">', "")
    assert "<" not in html.replace("<br>", "")


@given(SOURCES)
def test_no_text_is_lost_where_tags_are_written_wrongly(source: str) -> None:
    literal, rest = "", source
    for written in inline.tags(source):
        before, _, rest = rest.partition(f"<{written}>")
        literal += inline.to_plain(Text(before))
    assert inline.to_plain(Text(source)) == literal + inline.to_plain(Text(rest))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Take <b>one</b> tablet", "Take <strong>one</strong> tablet"),
        ("<i>in vivo</i>", "<em>in vivo</em>"),
        ("<code>APAP</code>", "<code>APAP</code>"),
        ('see <a id="1">here</a>', 'see <a href="https://example.org/?a=1&amp;b=2">here</a>'),
        ("one\ntwo", "one<br>two"),
        ("if x < 5 & y > 3", "if x &lt; 5 &amp; y &gt; 3"),
        ("&nbsp; stays as typed", "&amp;nbsp; stays as typed"),
        ("write &lt;b> for bold", "write &lt;b&gt; for bold"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<B>loud</B>", "&lt;B&gt;loud&lt;/B&gt;"),
        ("]]>", "]]&gt;"),
        ("<b>not closed", "<strong>not closed</strong>"),
        ("not opened</b>", "not opened"),
        ("<b><i>crossed</b></i> tags", "<strong><em>crossed</em></strong> tags"),
        ("<b>a<b>b</b>c</b>d", "<strong>abc</strong>d"),
        ('<a id="3">no such link</a>', "no such link"),
        ("<b></b>", ""),
    ],
)
def test_html_of_a_source(source: str, html: str) -> None:
    assert inline.to_html(Text(source, LINKS)) == html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "/relative", "", "#here"])
def test_a_link_that_is_not_safe_is_shown_as_its_text(url: str) -> None:
    assert inline.to_html(Text('<a id="1">here</a>', (url,))) == "here"


def test_runs_of_text_can_be_isolated_on_their_way_to_html() -> None:
    assert inline.to_html(Text("a<b>b & c</b>"), isolate=lambda run: f"[{run}]") == "[a]<strong>[b &amp; c]</strong>"


@pytest.mark.parametrize(
    ("text", "plain", "with_urls"),
    [
        (Text("<b>Do</b> not\nstop"), "Do not\nstop", "Do not\nstop"),
        (Text('<a id="1">WHO</a>', ("https://who.int/",)), "WHO", "WHO (https://who.int/)"),
        (Text('<a id="1">https://who.int/</a>', ("https://who.int/",)), "https://who.int/", "https://who.int/"),
        (Text('<a id="1">112</a>', ("tel:112",)), "112", "112"),
        (Text('<a id="2">gone</a>', ("tel:112",)), "gone", "gone"),
    ],
)
def test_plain_text_of_a_source(text: Text, plain: str, with_urls: str) -> None:
    assert inline.to_plain(text) == plain
    assert inline.to_plain(text, urls=True) == with_urls


def test_tags_are_listed_as_they_are_written() -> None:
    assert inline.tags('<b>a</b><a id="12">c</a>&lt;i><u>') == ("b", "/b", 'a id="12"', "/a")


@pytest.mark.parametrize(
    ("source", "balanced"),
    [
        *((right, True) for right in ("<b>a</b>", "a", "<b><i>a</i></b>")),
        *((wrong, False) for wrong in ("<b>a", "a</b>", "<b><i>a</b></i>", "<b><b>a</b></b>")),
    ],
)
def test_wrongly_written_tags_are_recognized(source: str, balanced: bool) -> None:
    assert inline.is_balanced(source) is balanced


def test_a_hundred_thousand_tags_are_read_in_linear_time() -> None:
    assert inline.to_plain(Text("<b>x</b>" * 100_000)) == "x" * 100_000
    assert inline.to_plain(Text("<b>" * 100_000 + "x")) == "x"
