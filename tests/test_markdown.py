"""Markdown bodies to sections and blocks: what the model cannot say is told, and no text is ever lost."""

from dataclasses import replace

import pytest
from article_files import RULES, article, blocks, faults, front_matter, parse_text, text_of

from syndicate.model import Image, Items, Paragraph, Quote, Table, Text


def p(source: str, *links: str, context: str = "") -> Paragraph:
    return Paragraph(Text(source, links, context))


@pytest.mark.parametrize(
    ("body", "source", "links"),
    [
        ("**Do not** *stop*", "<b>Do not</b> <i>stop</i>", ()),
        ("__Do not__ _stop_", "<b>Do not</b> <i>stop</i>", ()),
        ("***both***", "<i><b>both</b></i>", ()),
        ("**a **b** c**", "<b>a b c</b>", ()),
        ("call it `APAP`", "call it <code>APAP</code>", ()),
        ("`a <b> b`", "<code>a &lt;b> b</code>", ()),
        ("[WHO](https://who.int)", '<a id="1">WHO</a>', ("https://who.int",)),
        (
            "[a](https://a.org/) [**b**](tel:112)",
            '<a id="1">a</a> <a id="2"><b>b</b></a>',
            ("https://a.org/", "tel:112"),
        ),
        ("[WHO][w]\n\n[w]: https://who.int/ä", '<a id="1">WHO</a>', ("https://who.int/%C3%A4",)),
        ("<https://who.int/>", '<a id="1">https://who.int/</a>', ("https://who.int/",)),
        ("<help@example.org>", '<a id="1">help@example.org</a>', ("mailto:help@example.org",)),
        ("https://who.int/ is no link", "https://who.int/ is no link", ()),
        ("one\\\ntwo  \nthree", "one\ntwo\nthree", ()),
        ("one\ntwo", "one two", ()),
        ("a  b\tc", "a b c", ()),
        ("x < 5 & y > 3", "x < 5 & y > 3", ()),
        ("5&nbsp;mg &lt; 10&#32;mg", "5\u00a0mg < 10 mg", ()),
        (r"\*no\* \{ctx=x}", "*no* {ctx=x}", ()),
        (r"write \<b> for bold", "write &lt;b> for bold", ()),
        ("]]> 😷 е́ \u2067עברית\u2069", "]]> 😷 е́ \u2067עברית\u2069", ()),
    ],
)
def test_inline_markup_becomes_text_with_holes(body: str, source: str, links: tuple[str, ...]) -> None:
    assert text_of(body) == Text(source, links)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\n\nb", (p("a"), p("b"))),
        ("- a\n- b", (Items(((p("a"),), (p("b"),))),)),
        ("- a\n\n- b", (Items(((p("a"),), (p("b"),))),)),
        ("3) a\n4) b", (Items(((p("a"),), (p("b"),)), ordered=True, start=3),)),
        ("- a\n  1. b\n\n  c", (Items(((p("a"), Items(((p("b"),),), ordered=True), p("c")),)),)),
        ("-\n- b", (Items(((p("b"),),)),)),
        ("> a\n>\n> - b", (Quote((p("a"), Items(((p("b"),),)))),)),
        ("![A nurse](images/a%20b.jpg)", (Image("images/a b.jpg", Text("A nurse")),)),
        ("![*A* <b>](https://a.org/x%20y.png)", (Image("https://a.org/x%20y.png", Text("A &lt;b>")),)),
        ("![a](a.png)\n![b](b.png)", (Image("a.png", Text("a")), Image("b.png", Text("b")))),
        (
            "| a | b |\n| :-- | --: |\n| c\\|d | `e\\|f` |\n| **g** |",
            (
                Table(
                    (Text("a"), Text("b")),
                    ((Text("c|d"), Text("<code>e|f</code>")), (Text("<b>g</b>"), Text(""))),
                    ("left", "right"),
                ),
            ),
        ),
        (
            "> | a | b |\n> | - | - |\n> | c | d |",
            (Quote((Table((Text("a"), Text("b")), ((Text("c"), Text("d")),), ("", "")),)),),
        ),
    ],
)
def test_blocks(body: str, expected: tuple[object, ...]) -> None:
    assert blocks(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Yes {ctx=a-1}", (p("Yes", context="a-1"),)),
        ("Yes{ctx=a}", (p("Yes", context="a"),)),
        ("- Yes {ctx=a}\n- Yes", (Items(((p("Yes", context="a"),), (p("Yes"),))),)),
        ("| Yes {ctx=a} |\n| - |", (Table((Text("Yes", (), "a"),), (), ("",)),)),
        ("![x](x.png){ctx=a}", (Image("x.png", Text("x", (), "a")),)),
        ("a\\\\{ctx=x}", (p("a\\", context="x"),)),
        ("`{ctx=x}`", (p("<code>{ctx=x}</code>"),)),
        ("a {b}", (p("a {b}"),)),
        ("{}", (p("{}"),)),
    ],
)
def test_a_context_at_the_end_tells_equal_texts_apart(body: str, expected: tuple[object, ...]) -> None:
    assert blocks(body) == expected


def test_headings_make_sections_and_what_stands_before_them_has_none() -> None:
    body = "Lead.\n\n## Don't *stop*!\n\n### Ünder {#under}\n\nText.\n\n#### 体温\n"
    sections = article(front_matter(body=body)).content.sections
    assert [(s.id, s.heading and s.heading.source, s.level, s.blocks) for s in sections] == [
        ("", None, 2, (p("Lead."),)),
        ("dont-stop", "Don't <i>stop</i>!", 2, ()),
        ("under", "Ünder", 3, (p("Text."),)),
        ("体温", "体温", 4, ()),
    ]


def test_an_id_of_a_heading_is_made_of_letters_and_marks_of_any_script() -> None:
    body = "## हिन्दी भाषा\n\n## E\u0301te\u0301 2 · 40 °C\n\nSetext\n---\n\n## X {#y ctx=z}\n"
    sections = article(front_matter(body=body)).content.sections
    assert [s.id for s in sections] == ["हिन्दी-भाषा", "été-2-40-c", "setext", "y"]
    assert sections[-1].heading == Text("X", (), "z")


def test_a_text_knows_its_line() -> None:
    body = "\nLead\n\n- one\n- two\n\n## Heading\n\n| a |\n| - |\n| b |\n"
    lead, heading = article(front_matter(body=body)).content.sections
    items = lead.blocks[1]
    table = heading.blocks[0]
    assert lead.blocks[0].text.line == 11
    assert [item[0].text.line for item in items.items] == [13, 14]
    assert heading.heading.line == 16
    assert (table.header[0].line, table.rows[0][0].line) == (18, 20)


ERRORS = {
    "# Title": ("heading-level", 10),
    "Title\n===": ("heading-level", 10),
    "## A\n\n## A": ("heading-duplicate", 12),
    "## A\n\n## B {#a}": ("heading-duplicate", 12),
    "## A\n\n##": ("heading-empty", 12),
    "## ???": ("heading-id", 10),
    "> ## A": ("heading-nested", 10),
    "```\nx\n```": ("code-block", 10),
    "a\n\n    x": ("code-block", 12),
    "a ![b](c.png)": ("image-inline", 10),
    "[![b](c.png)](https://a.org)": ("image-inline", 10),
    "| a |\n| - |\n| ![b](c.png) |": ("image-inline", 12),
    "![b](/c.png)": ("image-unsafe", 10),
    "![b](http://a.org/c.png)": ("image-unsafe", 10),
    "![b](//a.org/c.png)": ("image-unsafe", 10),
    "![b](data:image/png;base64,AA)": ("image-unsafe", 10),
    "![b](../../c.png)": ("image-outside", 10),
    "![b](<>)": ("image-unsafe", 10),
    "a\nb [c](javascript:alert%281%29)": ("link-unsafe", 11),
    "[c](data:text/html,x)": ("link-unsafe", 10),
    "[c](file:///etc/passwd)": ("link-unsafe", 10),
    "[c](page.html)": ("link-relative", 10),
    "[c](//a.org)": ("link-relative", 10),
    "[c](<>)": ("link-relative", 10),
    "[c](https://)": ("url-invalid", 10),
    "[c](https://[::1)": ("url-invalid", 10),
    "[c](https://a.org:x/)": ("url-invalid", 10),
    "[c](mailto:nobody)": ("url-invalid", 10),
    "| a |\n| - |\n| b | c |": ("table-cells", 12),
    "> | a |\n> | - |\n> | b | c |": ("table-cells", 12),
    "> " * 30 + "lost": ("nesting-too-deep", 10),
    "[a]\n\n[a]: https://a.org\n[a]: https://b.org": ("link-duplicate", 13),
    "a {#b}": ("attribute-unknown", 10),
    "a" + "*" * 1001: ("markup-too-dense", 10),
    "a&#12;b": ("control-character", 10),
}


@pytest.mark.parametrize("body", ERRORS)
def test_what_cannot_be_published_is_told_with_its_line(body: str) -> None:
    code, line = ERRORS[body]
    parsed = parse_text(front_matter(body=body))
    assert parsed.article is None
    assert [(problem.code, problem.place.line) for problem in parsed.problems] == [(code, line)]
    assert all(problem.advice for problem in parsed.problems)


WARNINGS = {
    "a <b>bold</b>": ("html-as-text", (p("a &lt;b>bold&lt;/b>"),)),
    "<script>alert(1)</script>": ("html-as-text", (p("<script>alert(1)</script>"),)),
    "<!-- note -->": ("html-as-text", (p("<!-- note -->"),)),
    "a\n\n---\n\nb": ("rule-ignored", (p("a"), p("b"))),
    "[c](#below)": ("link-fragment", (p("c"),)),
    '[c](https://a.org "T")': ("title-ignored", (p('<a id="1">c</a>', "https://a.org"),)),
    '![b](c.png "T")': ("title-ignored", (Image("c.png", Text("b")),)),
    "![](c.png)": ("image-alt-missing", (Image("c.png", Text("")),)),
    "a\n\n[b]: https://a.org": ("link-unused", (p("a"),)),
    "a {.note}": ("attribute-unknown", (p("a {.note}"),)),
    "a {context=x}": ("attribute-unknown", (p("a {context=x}"),)),
    "a&#x202e;b": ("bidi-control", (p("a\u202eb"),)),
}


@pytest.mark.parametrize("body", WARNINGS)
def test_what_is_published_otherwise_than_meant_is_told(body: str) -> None:
    code, expected = WARNINGS[body]
    parsed = parse_text(front_matter(body=body))
    assert [(problem.code, problem.severity.value) for problem in parsed.problems] == [(code, "warning")]
    assert parsed.article is not None
    assert parsed.article.content.sections[0].blocks == expected


def test_a_skipped_level_of_headings_is_told() -> None:
    assert faults(body="## a\n\n#### b\n\n### c\n\n## d") == [("heading-skip", 12, 0)]


def test_text_that_only_resembles_html_is_not_told() -> None:
    assert faults(body=r"x < y, <5 mg, \<b>, `<b>`, a<->b, <https://a.org>") == []


def test_all_faults_of_a_body_are_told_at_once() -> None:
    body = "# T\n\n[a](b)\n\n```\nx\n```\n\n![a](http://a.org/x)\n"
    assert [code for code, _, _ in faults(body=body)] == [
        "heading-level",
        "link-relative",
        "code-block",
        "image-unsafe",
    ]


def test_a_relative_picture_needs_a_base_address() -> None:
    rules = replace(RULES, images_have_base=False)
    assert faults(body="![a](a.png)", rules=rules) == [("image-no-base", 10, 0)]
    assert faults(body="![a](https://a.org/a.png)", rules=rules) == []
