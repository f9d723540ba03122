"""HTML in feeds: read as browsers read it, refused where they would repair it."""

import re
import time
import unicodedata

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.feeds.validate import markup
from syndicate.feeds.validate.characters import inspect
from syndicate.feeds.validate.findings import Findings

SAFE = {"p", "div", "b", "i", "a", "ul", "li", "table", "tbody", "tr", "td", "h2", "br", "img", "code", "pre", "span"}
PIECES = [
    *(f"<{name}>" for name in sorted(SAFE)),
    *(f"</{name}>" for name in sorted(SAFE)),
    *('<a href="https://x.org/">', '<a href="javascript:x">', '<a title="', "<p title=x", '<p title="x"', "<p/", "<p "),
    *("<img src=https://x.org/ onerror=alert(1)>", "<p onclick=x>", " onclick=x>", "<p/onclick=x>", "/>", ">", "<"),
    *("<script>", "</script>", "<style>", "<svg>", "<title>", "<?x", "<!doctype html>", "<!", "<![CDATA[", "]]>"),
    *("<!--", "-->", "--!>", "<!-->", "<!--->", "&lt;", "&amp;", "&lt", "'", '"', "=", "`", "\t", "\x0c", "\u00a0"),
]
HTML = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)


def codes(html: str, language: str = "en") -> set[str]:
    report = Findings("x")
    markup.html(html, report, language, 1)
    return {problem.code for problem in report.all()}


@settings(deadline=None)
@given(HTML)
def test_what_the_sanitizer_writes_is_well_formed_and_safe(html: str) -> None:
    clean = nh3.clean(html, tags=SAFE, attributes={"a": {"href", "title"}, "img": {"src"}}, url_schemes={"https"})
    found = codes(clean)
    assert not {code for code in found if code.startswith(("html-mal", "html-unb", "html-unsafe", "url-unsafe"))}


@settings(deadline=None)
@given(HTML)
def test_what_passes_holds_nothing_that_a_browser_would_run(html: str) -> None:
    report = Findings("x")
    markup.html(html, report, "en", 1)
    if report.failed:
        return
    # html5ever reads as browsers do; told to keep scripts and handlers, it shows whether it sees any.
    kept = {"*": {"onclick", "onerror", "title", "src"}}
    seen = nh3.clean(html, tags=SAFE | {"script", "svg", "style"}, clean_content_tags=set(), attributes=kept)
    assert not re.search(r"<(script|svg|style)[ >]", seen)
    assert not re.search(r'<[a-z0-9]+(?: [a-z]+="[^"]*")*? on(?:click|error)="', seen)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        '<a "',
        "<a '\"",
        "<!--",
        "<!-- --!",
        "<b>",
        "</b>",
        "&lt;p ",
        "&lt;/p&gt;&lt;p&gt;",
        "<a x='",
        "&#1;",
    ],
)
def test_a_megabyte_made_to_be_slow_is_not(piece: str) -> None:
    before = time.process_time()
    codes(piece * (1_000_000 // len(piece)))
    assert time.process_time() - before < 20  # a quadratic reader needs hours


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<p>b<ul><li>c<li>d</ul>",
        "<table><tr><td>a<td>b<tr><td>c</table>",
        "<DIV><Br/><hr></div>",
        "<p>a<!-- b <i> -->c</p>",
        "<p title='a > b' lang=\"es\" data-x hidden>a</p>",
        "<p style=\"color: red; background: url('https://x.org/a.png')\">a</p>",
        '<a href="mailto:a@example.org">a</a><a href="tel:+34112">b</a>',
        "5 &lt; 6 &amp; 7 &gt; 6 &mdash; &#8212;",
        "",
    ],
)
def test_html_as_the_standard_allows_it_passes(html: str) -> None:
    assert codes(html) == set()


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p.x>a</p>", "html-malformed"),
        ("<p =x>a</p>", "html-malformed"),
        ("<![CDATA[a]]>", "html-malformed"),
        ("<?php x ?>", "html-malformed"),
        ("a <b", "html-malformed"),
        ("<p><div>a</div></p>", "html-unbalanced"),
        ("<div><li>a</div></li>", "html-unbalanced"),
        ("<a HREF=' JavaScript:x'>a</a>", "url-unsafe"),
        ('<a href="java\nscript:x">a</a>', "url-unsafe"),
        ('<a href="">a</a>', "url-not-absolute"),
        ("<base href='https://x.org/'>", "html-unsafe-element"),
        ("<p style='position: fixed'>a</p>", "html-unsafe-attribute"),
        ("<p style='w\\69 dth: 1'>a</p>", "html-unsafe-attribute"),
        ('<p xml:lang="pt_BR">a</p>', "language-tag"),
    ],
)
def test_what_a_browser_would_repair_or_run_is_refused(html: str, code: str) -> None:
    assert code in codes(html)


@given(st.characters())
def test_control_characters_and_noncharacters_are_found_and_nothing_else(character: str) -> None:
    report = Findings("x")
    inspect(f"é{character}", report)
    number = ord(character)
    control = unicodedata.category(character) == "Cc" and character not in "\t\n\r"
    nothing = 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE
    assert {problem.code for problem in report.all()} - {"mojibake"} == (
        {"control-character"} if control or nothing else set()
    )


def test_a_finding_says_the_line_of_its_tag() -> None:
    report = Findings("x")
    markup.html("<p>\n<b>a</b>\n<script>", report, "en", 10)
    assert {(problem.code, problem.place.line) for problem in report.all()} == {
        ("html-unsafe-element", 12),
        ("html-unbalanced", 12),
    }


def test_running_text_is_told_from_lists_code_and_other_languages() -> None:
    report = Findings("x")
    html = '<div lang="es">a &amp; b <ul><li>c<code>d</code></li></ul><p lang="en">e</p><p lang="es">f</p></div>'
    reading = markup.html(html, report, "es", 1)
    assert reading.language == "es"
    assert "".join(reading.running).split() == ["a", "&", "b", "f"]
    assert "".join(reading.listed).split() == ["c"]
