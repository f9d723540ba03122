"""The body of an entry: HTML that survives a mail, and the same in plain text."""

import re
from timeit import timeit

import pytest
from feed_builders import content, paragraph, picture, ui
from hypothesis import given
from hypothesis import strategies as st

from syndicate.articles.inline import escape
from syndicate.errors import FeedError
from syndicate.feeds.entry import Picture
from syndicate.feeds.render import body, body_text, markup, sanitize
from syndicate.model import Content, Image, Items, Question, Quote, Reference, Section, Table, Text

MAILABLE = {"p", "h2", "h3", "h4", "ul", "ol", "li", "a", "img", "strong", "em", "code", "blockquote", "br", "bdi"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def tags(html: str) -> set[str]:
    return set(re.findall(r"<(\w+)", html))


def told(*blocks: object, language: str = "en", **changes: object) -> str:
    return body(Content(Text("T"), sections=(Section("", None, blocks),), **changes), ui(language))  # type: ignore[arg-type]


def test_a_body_has_everything_that_the_content_says_in_its_order() -> None:
    html = body(content(), ui("en"), picture=picture())
    order = [
        "<img ",
        "Rest for <strong>5 minutes</strong>",
        "<h2>Step by step</h2>",
        "<li>Sit down.</li>",
        "180/120 or higher",
        "<h2>Frequently asked questions</h2>",
        "<h3>Which arm?</h3>",
        "<h2>Key takeaways</h2>",
        "<h2>References</h2>",
        "Doe J. Cuffs.",
    ]
    places = [html.index(part) for part in order]
    assert places == sorted(places)


def test_a_body_uses_only_what_mail_programs_keep() -> None:
    html = body(content(), ui("en"), picture=picture())
    assert tags(html) <= MAILABLE
    assert not re.search(r"\b(class|id|style|on\w+)=", html)


def test_the_title_and_summary_are_no_part_of_the_body() -> None:
    html = body(content(title=Text("Only title"), summary=Text("Only summary")), ui("en"), picture=picture())
    assert "Only" not in html


def test_headings_keep_their_level_within_what_the_subset_has() -> None:
    sections = tuple(Section(str(level), Text(f"L{level}"), (), level) for level in (1, 2, 3, 4, 6))
    html = body(Content(Text("T"), sections=sections), ui("en"))
    assert re.findall(r"<h\d>L\d</h\d>", html) == [
        "<h2>L1</h2>",
        "<h2>L2</h2>",
        "<h3>L3</h3>",
        "<h4>L4</h4>",
        "<h4>L6</h4>",
    ]


def test_lists_nest_and_an_ordered_one_starts_where_it_starts() -> None:
    inner = Items(((paragraph("inner"),),))
    html = told(Items(((paragraph("outer"), inner, paragraph("after")),), ordered=True, start=3))
    assert re.sub(r"\s*\n\s*", "", html) == ('<ol start="3"><li>outer<ul><li>inner</li></ul><p>after</p></li></ol>')


def test_a_table_tells_which_cells_are_headers_and_keeps_its_alignment() -> None:
    html = told(Table((Text("a"), Text("b")), ((Text("1"), Text("2")),), ("", "right")))
    assert '<th scope="col">a</th>' in html
    assert '<th scope="col" align="right">b</th>' in html
    assert '<td align="right">2</td>' in html


def test_a_quotation_holds_blocks() -> None:
    assert re.sub(r"\n", "", told(Quote((paragraph("said"),)))) == "<blockquote><p>said</p></blockquote>"


def test_a_hard_line_break_is_kept() -> None:
    assert told(paragraph("one\ntwo")) == "<p>one<br>two</p>"


def test_no_heading_is_asked_for_that_is_not_needed() -> None:
    assert "<h2>" not in told(paragraph("x"))


# ── pictures ────────────────────────────────────────────────────────────────────────────────────


def test_the_picture_stands_once_with_its_text_and_a_width_that_fits_a_mail() -> None:
    html = body(content(), ui("en"), picture=picture(width=1200))
    assert html.count("<img") == 1
    assert f'<img src="{picture().url}" alt="A cuff on an upper arm" width="600">' in html


def test_a_picture_that_stands_in_the_text_does_not_stand_above_it_too() -> None:
    image = Image("images/cuff.jpg", Text("Here"))
    html = body(
        content(image=image, sections=(Section("", None, (paragraph("before"), image)),)), ui("en"), picture=picture()
    )
    assert html.count("<img") == 1
    assert html.index("before") < html.index("<img")


def test_pictures_in_the_text_get_their_delivered_address() -> None:
    made = Content(Text("T"), sections=(Section("", None, (Image("a.png", Text("A")),)),))
    html = body(made, ui("en"), pictures={"a.png": Picture("https://x.org/a-1.png", "image/png", width=300)})
    assert html == '<p><img src="https://x.org/a-1.png" alt="A" width="300"></p>'


def test_a_picture_at_an_absolute_address_needs_nobody_to_deliver_it() -> None:
    assert told(Image("https://x.org/a.png", Text(""))) == '<p><img src="https://x.org/a.png" alt=""></p>'


def test_a_picture_without_an_address_is_refused_by_name() -> None:
    with pytest.raises(FeedError) as caught:
        told(Image("images/lost.png", Text("")))
    assert caught.value.problems[0].code == "image-address"
    assert "images/lost.png" in str(caught.value)


# ── references ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (Reference("Doe. X. doi:10.1/a<b", doi="10.1/a<b"), '<a href="https://doi.org/10.1/a<b">doi:10.1/a&lt;b</a>'),
        (
            Reference("Doe. https://doi.org/10.1/ab.", doi="10.1/ab"),
            '<a href="https://doi.org/10.1/ab">https://doi.org/10.1/ab</a>.',
        ),
        (Reference("Doe. X.", doi="10.1/ab"), 'X. <a href="https://doi.org/10.1/ab">https://doi.org/10.1/ab</a>'),
        (
            Reference("At https://x.org/a today", url="https://x.org/a"),
            'At <a href="https://x.org/a">https://x.org/a</a> today',
        ),
        (Reference("Doe & Roe <2020>"), "Doe &amp; Roe &lt;2020&gt;"),
        (Reference("Bad.", url="javascript:alert(1)"), "<li>Bad.</li>"),
    ],
)
def test_a_reference_is_kept_as_written_with_a_link_on_its_doi_or_address(reference: Reference, expected: str) -> None:
    html = body(Content(Text("T"), references=(reference,)), ui("en"))
    assert expected.replace('a<b"', 'a&lt;b"') in html.replace('a<b"', 'a&lt;b"')


@pytest.mark.parametrize(
    ("language", "opening"),
    [("ar", '<ol lang="en" dir="ltr" translate="no">'), ("en", '<ol translate="no">')],
)
def test_references_are_marked_with_their_own_language_and_never_translated(language: str, opening: str) -> None:
    html = body(Content(Text("T"), references=(Reference("Doe."),)), ui(language), source_language="en")
    assert opening in html


# ── two directions ──────────────────────────────────────────────────────────────────────────────


def test_latin_runs_are_isolated_in_right_to_left_text_and_only_there() -> None:
    assert "(<bdi>natalizumab 300 mg</bdi>)" in told(paragraph("دواء (natalizumab 300 mg) هنا"), language="ar")
    assert "<bdi>" not in told(paragraph("The drug (natalizumab 300 mg)"))


def test_plain_text_has_unicode_isolates_in_the_same_places() -> None:
    made = Content(Text("T"), sections=(Section("", None, (paragraph("دواء (natalizumab 300 mg) هنا"),)),))
    assert body_text(made, ui("ar")) == "دواء (\u2068natalizumab 300 mg\u2069) هنا"


# ── safety ──────────────────────────────────────────────────────────────────────────────────────

ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<iframe src='https://x.org'></iframe>",
    "]]><script>",
    '"><svg onload=alert(1)>',
    "&lt;script&gt;",
    "<b onclick=alert(1)>x</b>",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_a_translator_types_is_text(attack: str, language: str) -> None:
    text = Text(attack)
    made = Content(
        text,
        text,
        (Section("", text, (paragraph(attack), Table((text,), ((text,),), ("",)), Items(((paragraph(attack),),)))),),
        (Question(text, text),),
        (text,),
        (Reference(attack),),
        Image("a.png", text),
    )
    html = body(made, ui(language), picture=picture(), source_language="en")
    assert tags(html) <= MAILABLE
    assert html == sanitize(html)


def test_a_link_leads_only_where_a_link_may_lead() -> None:
    html = told(paragraph('<a id="1">bad</a> <a id="2">good</a>', "javascript:alert(1)", "tel:+49301"))
    assert html == '<p>bad <a href="tel:+49301">good</a></p>'


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p onclick=x>a</p>", "<p>a</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ('<p><a href="/relative">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href="data:text/html,x">a</a></p>', "<p><a>a</a></p>"),
        ('<div class="x" id="y" lang="ar" dir="rtl"><bdi>a</bdi></div>', '<div lang="ar" dir="rtl"><bdi>a</bdi></div>'),
        ('<ol translate="no"><li>a</li></ol>', '<ol translate="no"><li>a</li></ol>'),
        ("<p>a&nbsp;b &amp;nbsp; c</p>", "<p>a\u00a0b &amp;nbsp; c</p>"),
        ("<svg><script>x</script></svg>", ""),
    ],
)
def test_the_sanitizer_keeps_the_subset_and_language_and_drops_the_rest(dirty: str, clean: str) -> None:
    assert sanitize(dirty) == clean


@given(st.text(alphabet=st.sampled_from("ab<>&;\"'/=! \n\u00a0é漢ا")))
def test_every_text_survives_the_way_into_html(words: str) -> None:
    from html import unescape

    html = told(paragraph(escape(words.strip())))  # "<b>" alone would be a tag of the notation, and no text
    inner = html.removeprefix("<p>").removesuffix("</p>").replace("<br>", "\n")
    assert unescape(inner).split() == words.split()


# ── plain text ──────────────────────────────────────────────────────────────────────────────────


def test_plain_text_says_what_the_html_says() -> None:
    assert body_text(content(), ui("en")) == "\n\n".join(
        [
            "Rest for 5 minutes. See the guide (https://x.org/g).",
            "Step by step",
            "1. Sit down.\n2. Put on the cuff.",
            "Reading: 180/120 or higher; What to do: Call your doctor.",
            "Frequently asked questions",
            "Which arm?\nThe one with the higher reading.",
            "Key takeaways",
            "- Measure at the same time every day.",
            "References",
            "1. Doe J. Cuffs. 2020. doi:10.1000/xyz",
        ]
    )


def test_plain_text_indents_nested_lists_and_marks_quotations() -> None:
    nested = Items(((paragraph("a"), Items(((paragraph("b"),),))),))
    made = Content(Text("T"), sections=(Section("", None, (nested, Quote((paragraph("q"), paragraph("r"))))),))
    assert body_text(made, ui("en")) == "- a\n  - b\n\n> q\n>\n> r"


def test_a_body_of_800_words_is_made_in_milliseconds() -> None:
    # 0.5 ms where it was measured; the bound is for a busy machine, and catches a template compiled at each call.
    words = paragraph("Rest for <b>5 minutes</b> before you measure, and keep your feet on the floor. " * 5)
    plainly = paragraph("Rest for five minutes before you measure, and keep your feet flat on the floor. " * 2)
    made = Content(Text("T"), sections=tuple(Section(str(n), Text("H"), (words, plainly)) for n in range(8)))
    assert 750 < len(body_text(made, ui("en")).split()) < 1000
    markup(made, ui("en"), None, {}, "")
    assert min(timeit(lambda: markup(made, ui("en"), None, {}, ""), number=10) for _ in range(5)) / 10 < 0.005
