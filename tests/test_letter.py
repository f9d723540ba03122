"""An entry as a mail's body: the HTML that mail clients keep, right-to-left included, and plain text."""

import json
from dataclasses import replace
from pathlib import Path

import feed_builders as make
import mail_html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.feeds.entry import Entry
from syndicate.feeds.newsletter.dress import dress
from syndicate.feeds.newsletter.letter import GMAIL_CLIPS_AT, clipped, foot, letter, shown, teaser
from syndicate.model import Severity
from syndicate.publishing.published import entry_from_item

ITEMS = sorted((Path(__file__).parents[1] / "feeds").glob("*/items/*.json"))


def published(path: Path) -> Entry:
    return entry_from_item(json.loads(path.read_bytes()))


def of(content: str, **changes: object) -> Entry:
    return make.entry(content=f'<div lang="es" dir="ltr">{content}</div>', **changes)


# ── what mail clients keep ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_published_entry_is_within_the_subset_and_says_all_that_the_entry_says(path: Path) -> None:
    entry = published(path)
    told = letter(entry)
    assert mail_html.faults(told.html) == []
    assert mail_html.tree(told.html).text_content().split() == mail_html.tree(entry.content).text_content().split()
    assert told.text == entry.text


def test_an_entry_of_every_kind_of_block_is_within_the_subset() -> None:
    for language in ("es", "ar", "zh-Hans"):
        assert mail_html.faults(letter(make.framed(language)).html) == []


HOSTILE = """<p class="x" id="y" onclick="z()" style="position:fixed;background:url(https://x.org/t.gif)">Text</p>
<script>alert(1)</script><style>p{color:red}</style><link rel="stylesheet" href="https://x.org/x.css">
<form action="https://x.org"><input name="q"></form><iframe src="https://x.org"></iframe><svg><script>1</script></svg>
<a href="javascript:alert(1)">Link</a><a href="data:text/html,x">Data</a><img src="data:image/png;base64,AAAA" alt="A">
<img src="/relative.png"><p data-css-inline="ignore">]]> <!-- hidden --> &#1; &#0; \u202e</p>"""


def test_what_is_hostile_in_a_damaged_item_does_not_reach_a_mailbox() -> None:
    entry = replace(of(HOSTILE), language='es" onload="x', direction="sideways", picture=make.picture(alt="\x00\x01"))
    for told in (letter(entry).html, dress(teaser(entry, "<script>").html)):
        assert mail_html.faults(told) == []
        for gone in ("alert", "color:red", "x.org", "relative", "hidden", "<script", "\x00", "\x01"):
            assert gone not in told
        assert mail_html.tree(told)[0].get("lang") == 'es" onload="x'


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_html(title: str, alt: str) -> None:
    entry = make.entry(title=title, summary=title, picture=make.picture(alt=alt))
    assert mail_html.faults(letter(entry).html) == []
    assert mail_html.faults(dress(teaser(entry, title).html)) == []


def test_nothing_is_fetched_while_styles_are_inlined() -> None:
    """The suite lets no socket open: a style sheet that is fetched would be an error here."""
    linked = of('<link rel="stylesheet" href="https://example.org/x.css"><p>Text</p>')
    assert letter(linked).html.count("<p ") == 1


def test_headings_stand_below_that_of_the_mail_and_keep_their_order_of_size() -> None:
    told = letter(of("<h2>A</h2><h3>B</h3><h4>C</h4>")).html
    assert mail_html.headings(told) == ["h3", "h4", "h4"]
    sizes = [element.get("style").split("font-size:")[1][:2] for element in mail_html.tree(told).iter("h3", "h4")]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


# ── right-to-left ───────────────────────────────────────────────────────────────────────────────


def test_each_block_in_arabic_says_its_direction_twice_because_clients_cut_off_what_is_round_it() -> None:
    root = mail_html.tree(letter(make.framed("ar")).html)
    (wrapper,) = root
    assert (wrapper.get("lang"), wrapper.get("dir")) == ("ar", "rtl")
    blocks = list(wrapper.iter("p", "h3", "h4", "ul", "table", "blockquote"))
    assert len(blocks) > 5
    for block in blocks:
        assert block.get("dir") == "rtl"
        assert "direction:rtl" in block.get("style")
        assert "text-align:right" in block.get("style")


def test_what_runs_left_to_right_in_arabic_keeps_its_own_direction() -> None:
    (references,) = mail_html.tree(letter(make.framed("ar")).html).xpath("//ol[@lang='en']")
    assert references.get("dir") == "ltr"
    assert "direction:ltr" in references[0].get("style")
    assert "padding:0 0 0 24px" in references.get("style")


def test_a_column_that_is_aligned_stays_so_in_both_directions() -> None:
    for language, side in (("es", "left"), ("ar", "right")):
        first, second = mail_html.tree(letter(make.framed(language)).html).xpath("//th")
        assert first.get("align") == "right"
        assert "text-align" not in first.get("style")
        assert f"text-align:{side}" in second.get("style")


def test_where_nothing_runs_from_right_to_left_no_byte_is_spent_on_it() -> None:
    html = letter(make.framed("es")).html
    assert html.count("dir=") == html.count('<div lang="es" dir="ltr"') + html.count('<ol lang="en" dir="ltr"')
    assert "direction:" not in html


# ── images ──────────────────────────────────────────────────────────────────────────────────────


def image(entry: Entry) -> dict[str, str]:
    (found,) = mail_html.tree(letter(entry).html).iter("img")
    return {name: value for name, value in found.attrib.items() if name != "style"}


def test_the_rendition_at_mail_width_takes_the_images_place_with_its_size_and_text() -> None:
    mail = make.mail_picture(alt="")
    entry = make.entry(
        content=make.framed().content.replace('width="600"', 'width="600" height="9"'),
        picture=make.picture(mail=mail),
    )
    assert image(entry) == {"src": mail.url, "alt": "A cuff on an upper arm", "width": "600", "height": "400"}


def test_a_wide_image_without_a_rendition_is_shown_smaller_and_a_small_one_as_it_is() -> None:
    wide, small = make.picture(), make.picture(width=300, height=200)
    assert image(make.entry(content=make.framed().content, picture=wide))["height"] == "400"
    assert image(make.entry(content=make.framed().content, picture=small))["width"] == "300"
    assert (shown(wide).width, shown(wide).height) == (600, 400)


def test_an_image_of_unknown_size_gets_none_and_a_foreign_one_no_more_than_the_column() -> None:
    unknown = of('<p><img src="https://x.org/a.png"></p>', picture=None)
    assert image(unknown) == {"src": "https://x.org/a.png", "alt": ""}
    assert image(of('<p><img src="https://x.org/a.png" width="4000" alt="A"></p>', picture=None))["width"] == "600"


def test_an_image_within_the_text_has_its_rendition_too() -> None:
    inner = make.picture(url="https://x.org/b.png", mail=make.mail_picture(url="https://x.org/b-600.png"))
    (found,) = mail_html.tree(
        letter(of('<p><img src="https://x.org/b.png" alt="B"></p>', picture=None), pictures=[inner]).html
    ).iter("img")
    assert (found.get("src"), found.get("width"), found.get("alt")) == ("https://x.org/b-600.png", "600", "B")


# ── size, foot, teaser ──────────────────────────────────────────────────────────────────────────


def test_the_size_is_that_of_the_bytes_and_more_than_gmail_shows_is_a_warning() -> None:
    told = letter(make.framed("ar"))
    assert told.html_bytes == len(told.html.encode()) > len(told.html)
    assert clipped(GMAIL_CLIPS_AT, "it") is None
    problem = clipped(GMAIL_CLIPS_AT + 1, "it")
    assert problem is not None
    assert (problem.code, problem.severity) == ("mail-clipped", Severity.WARNING)
    long = letter(of("<p>Palabra tras palabra.</p>" * 5000))
    assert clipped(long.html_bytes, "it")


@pytest.mark.parametrize("path", ITEMS[::5], ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_foot_is_the_disclaimer_apart_from_where_the_text_comes_from(path: Path) -> None:
    entry = published(path)
    below = foot(entry)
    whole = mail_html.tree(entry.content).text_content()
    assert below.disclaimer.strip("\u2068\u2069")[:20] in whole
    assert below.disclaimer not in below.text
    assert entry.license in below.html
    assert entry.license in below.text
    assert mail_html.faults(below.html) == []


def test_a_foot_without_attribution_is_empty_and_a_withheld_entry_has_none() -> None:
    bare = foot(of("<p>Text</p><hr><p>Only general.</p>", disclaimer="Only general."))
    assert (bare.disclaimer, bare.html, bare.text) == ("Only general.", "", "")
    assert foot(make.withdrawn()) == type(bare)("", "", "")


def test_a_teaser_has_the_notices_the_summary_a_link_and_the_foot_but_not_the_text() -> None:
    notice = make.Notice("machine", "Traducido por una máquina.")
    entry = make.framed("es", notices=[notice])
    told = teaser(entry, "Leer más")
    for words in (told.html, told.text):
        for shown_ in (notice.text, entry.summary, "Leer más", entry.url, "CC BY 4.0"):
            assert shown_ in words
        assert "Rest for" not in words
    assert told.html.count("<img") == 1
