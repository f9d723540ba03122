"""Runs of the other direction are isolated, in plain text and in HTML."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.localization.bidi import isolate, isolate_html, strip_controls


def shown(text: str) -> str:
    """Isolates as brackets that a reader of this file can see."""
    return text.replace("\u2068", "⟦").replace("\u2069", "⟧")


RTL_CASES = [
    ("دواء natalizumab للمرضى", "دواء ⟦natalizumab⟧ للمرضى"),
    ("تناول 300 mg مرة", "تناول ⟦300 mg⟧ مرة"),
    ("جرعة 5-10 mg/kg يوميا", "جرعة ⟦5-10 mg/kg⟧ يوميا"),
    ("الجرعة (Tysabri) هنا", "الجرعة (⟦Tysabri⟧) هنا"),
    ("الدواء natalizumab (Tysabri) 300 mg هنا", "الدواء ⟦natalizumab (Tysabri) 300 mg⟧ هنا"),
    ("اتصل بالرقم 555-0100 الآن", "اتصل بالرقم ⟦555-0100⟧ الآن"),
    ("اتصل بالرقم +1-800-222-1222 الآن", "اتصل بالرقم ⟦+1-800-222-1222⟧ الآن"),
    ("بنسبة 12.5% تقريبا", "بنسبة ⟦12.5%⟧ تقريبا"),
    ("أقل من <5 mg فقط", "أقل من ⟦<5 mg⟧ فقط"),
    ("درجة 37.5 °C تقريبا", "درجة ⟦37.5 °C⟧ تقريبا"),
    ("زوروا https://example.org/a?b=c&d=1 الآن", "زوروا ⟦https://example.org/a?b=c&d=1⟧ الآن"),
    ("Tysabri، Ocrevus", "⟦Tysabri⟧، ⟦Ocrevus⟧"),
    ("عقار Tysabri® متاح", "عقار ⟦Tysabri®⟧ متاح"),
    ("سرطان HER2+ إيجابي", "سرطان ⟦HER2+⟧ إيجابي"),
    ("MS-مرض", "⟦MS⟧-مرض"),
    (
        "مرجع Patel A (2020). Title: a review. J Med 4(2): 5–9",
        "مرجع ⟦Patel A (2020). Title: a review. J Med 4(2): 5–9⟧",
    ),
    ("תרופה Tysabri במינון 300 mg", "תרופה ⟦Tysabri⟧ במינון ⟦300 mg⟧"),
]


@pytest.mark.parametrize(("text", "expected"), RTL_CASES)
def test_latin_runs_in_right_to_left_text_are_isolated(text: str, expected: str) -> None:
    assert shown(isolate(text, "rtl")) == expected


@pytest.mark.parametrize(("text", "expected"), RTL_CASES)
def test_html_has_the_same_runs_in_bdi(text: str, expected: str) -> None:
    wanted = html.escape(expected).replace("⟦", "<bdi>").replace("⟧", "</bdi>")
    assert isolate_html(html.escape(text)) == wanted


@pytest.mark.parametrize(
    "text", ["كل 28 يوما", "ضغط 120/80 اليوم", "الساعة 10:30 صباحا", "عدد 1,000 مريض", "٥-١٠ ملغ", "", "نص عربي"]
)
def test_what_keeps_its_order_by_itself_is_left_alone(text: str) -> None:
    assert isolate(text, "rtl") == text
    assert isolate_html(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The word التصلب means hardening", "The word ⟦التصلب⟧ means hardening"),
        ("The phrase التصلب المتعدد، المتقدم here", "The phrase ⟦التصلب المتعدد، المتقدم⟧ here"),
        ("(عربي) 5 mg", "(⟦عربي⟧) 5 mg"),
        ("Hebrew תרופה 300 mg", "Hebrew ⟦תרופה⟧ 300 mg"),
        ("natalizumab 300 mg, 5–10 %", "natalizumab 300 mg, 5–10 %"),
    ],
)
def test_right_to_left_runs_in_left_to_right_text_are_isolated(text: str, expected: str) -> None:
    assert shown(isolate(text, "ltr")) == expected


def test_what_is_isolated_already_stays() -> None:
    text = "قبل \u2068abc \u2066x\u2069 1\u2069 بعد"
    assert isolate(text, "rtl") == text
    assert isolate_html(text) == text
    assert (
        isolate_html("قبل <bdi>abc 1</bdi> و <BDI dir='ltr'>x</BDI>") == "قبل <bdi>abc 1</bdi> و <BDI dir='ltr'>x</BDI>"
    )


def test_an_isolate_that_is_never_closed_holds_to_the_end_and_a_lone_end_does_no_harm() -> None:
    assert isolate("قبل \u2068abc def", "rtl") == "قبل \u2068abc def"
    assert shown(isolate("قبل\u2069 abc", "rtl")) == "قبل⟧ ⟦abc⟧"


def test_tags_code_and_entities_are_never_split() -> None:
    source = '<p title="a">كل <b>Tysabri</b> 300&nbsp;mg <code>x y</code> &lt; R&amp;D</p>'
    expected = (
        '<p title="a">كل <b><bdi>Tysabri</bdi></b> <bdi>300&nbsp;mg</bdi> <code>x y</code> &lt; <bdi>R&amp;D</bdi></p>'
    )
    assert isolate_html(source) == expected


def test_html_can_be_isolated_in_left_to_right_text_too() -> None:
    assert isolate_html("The word <i>التصلب</i>", "ltr") == "The word <i><bdi>التصلب</bdi></i>"


def test_a_run_never_goes_over_the_end_of_a_line() -> None:
    assert shown(isolate("abc\ndef", "rtl")) == "⟦abc⟧\n⟦def⟧"


def test_strip_controls_takes_out_every_directional_control_and_nothing_else() -> None:
    controls = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    assert strip_controls(f"a{controls}b\u200d\u200c\u00a0\u202f") == "ab\u200d\u200c\u00a0\u202f"


MIXED = st.text(alphabet="aB1 5-–.,:/()%+<>&;'\"םעב،\u2068\u2069\u2066\u200f\n٣°", max_size=40)
BASES = st.sampled_from(["ltr", "rtl"])


@given(MIXED, BASES)
def test_twice_is_as_good_as_once(text: str, base: str) -> None:
    once = isolate(text, base)  # type: ignore[arg-type]
    assert isolate(once, base) == once  # type: ignore[arg-type]


@given(MIXED, BASES)
def test_html_twice_is_as_good_as_once(text: str, base: str) -> None:
    once = isolate_html(html.escape(text), base)  # type: ignore[arg-type]
    assert isolate_html(once, base) == once  # type: ignore[arg-type]


@given(MIXED, BASES)
def test_nothing_is_added_but_balanced_isolates(text: str, base: str) -> None:
    text = strip_controls(text)
    isolated = isolate(text, base)  # type: ignore[arg-type]
    assert strip_controls(isolated) == text
    assert not re.search("[\u2068\u2069]", re.sub("\u2068[^\u2068\u2069]+\u2069", "", isolated))
    marked = isolate_html(html.escape(text), base)  # type: ignore[arg-type]
    assert re.sub("</?bdi>", "", marked) == html.escape(text)


@pytest.mark.parametrize("piece", ["1 - ", "a(", "a (b ", "<", "1<", "1+++", "(1+++", "م. ", "a -"])
def test_a_hostile_text_costs_linear_time(piece: str) -> None:
    # 80,000 characters: quadratic time would take minutes here, and the suite has none to spare.
    text = "a(" + piece * (80_000 // len(piece))
    assert strip_controls(isolate(text, "rtl")) == text
    assert strip_controls(isolate(text, "ltr")) == text
