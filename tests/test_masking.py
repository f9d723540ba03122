"""What an engine never sees, and how it comes back: in its place, in the target's form, or not at all."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.articles.inline import parse, tidy, unparse
from syndicate.translation.checks.numbers import difference
from syndicate.translation.drafting.masking import Mangled, Masked, Style, mask, read, restore
from syndicate.translation.glossary import NO_TERMS, Glossary, Term

SPANISH = Glossary(
    "es",
    (
        Term("abbreviation", "MS", "EM"),
        Term("term", "side effect", "efecto secundario"),
        Term("keep", "MedlinePlus", ""),
    ),
)


def masked(source: str, target_language: str = "es", *, glossary: Glossary = NO_TERMS, every: bool = False) -> Masked:
    return mask(source, "en", target_language, glossary, every_number=every)


def sent(source: str, style: Style = Style.MARKUP) -> str:
    return masked(source).text(style)


def echoed(source: str, target_language: str = "es", glossary: Glossary = NO_TERMS) -> str | Mangled:
    """What a machine makes of it that changes no letter."""
    whole = masked(source, target_language, glossary=glossary)
    return back(whole, whole.text(Style.MARKUP), Style.MARKUP)


def back(whole: Masked, reply: str, style: Style) -> str | Mangled:
    pieces = read(whole, reply, style)
    return pieces if isinstance(pieces, Mangled) else restore(whole, pieces)


# ── what is protected ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fact",
    [
        "https://www.example.org/a?b=1",
        "nurse@example.org",
        "{clinic_name}",
        "{{ dose }}",
        "${name}",
        "%(name)s",
        "500 mg",
        "0.5 mL",
        "37 °C",
        "120/80 mmHg",
        "30 mg/kg",
        "50%",
        "1,000",
        "2.5",
        "1½",
        ".5 mL",
        "1-800-222-1222",
        "(800) 222-1222",
        "+34 912 345 678",
        "1-800-QUIT-NOW",
        "10:30",
        "2024-01-31",
        "B12",
        "HbA1c",
        "COVID-19",
        "T67.0",
        "1.73 m²",
        "5,000 IU",
        "-20 °C",
        "natalizumab",
        "<code>APAP</code>",
    ],
)
@pytest.mark.parametrize("style", Style)
def test_a_fact_is_not_sent(fact: str, style: Style) -> None:
    whole = masked(f"Ask about {fact}, please.")
    hidden = {Style.MARKUP: '<x id="0"/>', Style.BRACES: "{0}"}[style]
    assert whole.text(style) == f"Ask about {hidden}, please."


@pytest.mark.parametrize(
    "text",
    [
        "Take 2 tablets twice a day.",
        "type-2 diabetes",
        "the 1970s",
        "your 5th visit",
        "after 5 min",
        "in 2024",
        "call 911",
    ],
)
def test_what_grammar_hangs_on_stays_with_the_engine(text: str) -> None:
    assert sent(text) == text


def test_every_number_can_be_protected() -> None:
    assert masked("Take 2 tablets, call 911.", every=True).text(Style.BRACES) == "Take {0} tablets, call {1}."


def test_tags_are_sent_as_stretches_or_as_two_tokens() -> None:
    source = 'Do <b>not</b> stop. Ask <a id="1">your <i>nurse</i></a>.'
    assert sent(source) == 'Do <g id="0">not</g> stop. Ask <g id="2">your <g id="3">nurse</g></g>.'
    assert sent(source, Style.BRACES) == "Do {0}not{1} stop. Ask {2}your {3}nurse{4}{5}."
    assert echoed(source) == source


def test_what_is_special_in_html_is_escaped() -> None:
    assert sent("If it is < 90 & falling, rest &lt;b>.") == "If it is &lt; 90 &amp; falling, rest &lt;b&gt;."
    assert echoed("If it is < 90 & falling, rest &lt;b>.") == "If it is < 90 & falling, rest &lt;b>."


# ── what stands there afterwards ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("1,000 mg", "es", "1000 mg"),
        ("10,000 mg", "es", "10.000 mg"),
        ("0.5 mL", "es", "0,5 mL"),
        ("0.50 mL", "de", "0,50 mL"),
        ("0.00025 g", "fr", "0,00025 g"),
        (".5 mL", "es", "0,5 mL"),
        ("1.5–2.5 mg", "es", "1,5–2,5 mg"),
        ("50%", "es", "50\u00a0%"),
        ("50%", "zh-Hans", "50%"),
        ("12.5%", "ar", "12.5%"),
        ("2.5%", "tr", "%2,5"),
        ("1,000 mg", "zh-Hans", "1000 mg"),
        ("1,000 mg", "es-MX", "1000 mg"),
        ("0.5 mg", "es-MX", "0.5 mg"),
        ("500-mg", "es", "500\u00a0mg"),
        ("120/80 mmHg", "es", "120/80 mmHg"),
        ("2024-01-31", "es", "2024-01-31"),
        ("1.2.3", "es", "1.2.3"),
        ("10.30 a.m.", "es", "10.30 a.m."),
        ("85014", "es", "85014"),
        (".0.5 mg", "es", ".0.5 mg"),
    ],
)
def test_a_number_is_put_back_by_value_in_the_form_of_the_target(source: str, language: str, target: str) -> None:
    whole = masked(source, language, every=True)
    assert restore(whole, whole.pieces) == target
    assert difference(source, target, "en", language) == ""


def test_a_number_is_read_by_the_rules_of_its_source() -> None:
    whole = mask("1.000 mg o 0,5 mg", "es", "en", NO_TERMS)
    assert restore(whole, whole.pieces) == "1000 mg o 0.5 mg"


def test_drug_names_and_agreed_terms_are_put_back_in_their_own_form() -> None:
    source = "Acetaminophen with MS: no side effect of natalizumab is known; see MedlinePlus."
    target = "Paracetamol with EM: no efecto secundario of natalizumab is known; see MedlinePlus."
    assert echoed(source, glossary=SPANISH) == target


def test_a_term_begins_with_a_capital_only_where_it_begins_a_sentence() -> None:
    whole = masked("Side effect? Ask about warfarin.", glossary=SPANISH)
    reply = '¿Tiene <x id="0"/>? <x id="1"/>: pregunte.'
    assert back(whole, reply, Style.MARKUP) == "¿Tiene efecto secundario? Warfarina: pregunte."


@pytest.mark.parametrize(("language", "form"), [("es", "EM"), ("fr", "SEP"), ("de", "MS")])
def test_an_abbreviation_is_put_back_as_the_target_abbreviates_it(language: str, form: str) -> None:
    assert echoed("Live with MS.", language) == f"Live with {form}."
    assert echoed("Ask about HbA1c.", language) == "Ask about HbA1c.", "it abbreviates it so, too"


def test_an_abbreviation_that_is_written_out_there_stays_with_the_engine() -> None:
    assert masked("Live with MS.", "ar").text(Style.MARKUP) == "Live with MS."


def test_another_form_of_a_term_is_protected_too() -> None:
    """Apertium makes "efectos de lado" of it: a wrong term reads well, and a wrong number shows."""
    assert echoed("Some side effects pass.", glossary=SPANISH) == "Some efecto secundario pass."
    plural = Term("term", "side effects", "efectos secundarios")
    both = Glossary("es", (*SPANISH.terms, plural))
    assert echoed("Some side effects pass.", glossary=both) == "Some efectos secundarios pass."


# ── what comes back is verified ─────────────────────────────────────────────────────────────────

SOURCE = "Do <b>not</b> take 500 mg of natalizumab."
GOOD = 'No <g id="0">tome</g> <x id="2"/> de <x id="3"/>.'


def test_a_good_reply_becomes_the_translation() -> None:
    assert back(masked(SOURCE), GOOD, Style.MARKUP) == "No <b>tome</b> 500 mg de natalizumab."
    assert back(masked(SOURCE), "No {0}tome{1} { 2 } de {3}.", Style.BRACES) == "No <b>tome</b> 500 mg de natalizumab."


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (GOOD.replace('<x id="2"/>', ""), "lost"),
        (GOOD.replace('<x id="2"/>', '<x id="2"/> <x id="2"/>'), "lost"),
        (GOOD.replace('id="2"', 'id="7"'), "changed"),
        (GOOD.replace("</g>", ""), "lost"),
        (GOOD.replace('<g id="0">', ""), "changed"),
        (GOOD.replace('<g id="0">', '<g id="1">'), "changed"),
        (GOOD + "<script>", "changed"),
        (GOOD + "<b>", "changed"),
        (GOOD + " 5 < 6", "changed"),
        (GOOD.replace(' <x id="2"/>', '<x id="2"/>x'), "glued"),
        (GOOD.replace('de <x id="3"/>', 'de<x id="3"/>'), "glued"),
        (GOOD.replace('No <g id="0">', 'No<g id="0">'), "glued"),
        (GOOD + "\u202e", "control"),
        (GOOD + "\x00", "control"),
    ],
)
def test_a_mangled_reply_is_refused(reply: str, reason: str) -> None:
    found = back(masked(SOURCE), reply, Style.MARKUP)
    assert isinstance(found, Mangled)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("source", "reply", "every"),
    [
        ("500 mg of paracetamol and 200 mg of ibuprofen", "{2} de {1} y {0} de {3}", False),
        ("500 mg of paracetamol and 200 mg of ibuprofen", "{0} de {3} y {2} de {1}", False),
        ("Take 500 mg a day, not 600 mg.", "Tome {1} al día, no {0}.", False),
        ("Take 500 mg now.", "Tome {0} ahora 500 mg.", False),
        ("Take 500 mg now.", "Tome {0} ahora, ٥ veces.", False),
        ("Take 5 tablets on day 3.", "Tome 3 tabletas el día 5.", False),
        ("Take 5 tablets on day 3.", "Tome {1} tabletas el día {0}.", True),
        ("Take 2 tablets.", "Tome 2 tabletas, 2.", False),
        ("Take 2000 now.", "Tome 2.500 ahora.", False),
    ],
)
def test_a_dose_that_changed_places_or_came_in_is_refused(source: str, reply: str, every: bool) -> None:
    found = back(masked(source, every=every), reply, Style.BRACES)
    assert isinstance(found, Mangled)
    assert "place" in found.reason


@pytest.mark.parametrize(
    ("source", "reply"),
    [
        ("Take paracetamol 500 mg or ibuprofen 200 mg.", "Tome {1} de {0} o {3} de {2}."),
        ("Take 2 tablets, not 3.", "Tome dos tabletas, no 3."),
        ("Some 2000 people.", "Unas 2.000 personas."),
        ("After 3 days take 5 mg.", "Tome {0} al cabo de 3 días."),
        ("Warfarin, not ibuprofen, for 5 mg.", "{1} no, {0} sí: {2}."),
    ],
)
def test_what_grammar_moves_may_move(source: str, reply: str) -> None:
    assert isinstance(back(masked(source), reply, Style.BRACES), str)


@pytest.mark.parametrize(
    "reply", ["{0}a{1} {2}", "{1}a{0} {2} {3}", "{0}a{1} {2} {3} {4}", "{0}a{1} {2} {3} {x}", "{0}a{1} {2} {3} <b>"]
)
def test_braces_are_verified_alike(reply: str) -> None:
    assert isinstance(back(masked(SOURCE), reply, Style.BRACES), Mangled)


def test_crossed_tags_are_refused() -> None:
    whole = masked("<b>One</b> and <i>two</i>.")
    assert back(whole, "{0}uno {2}y{1} dos{3}.", Style.BRACES) == Mangled("tags came back crossed")


def test_entities_are_text_again_and_never_markup() -> None:
    assert back(masked("It is low."), "It&#39;s &quot;low&quot; &lt;b&gt;.", Style.MARKUP) == 'It\'s "low" &lt;b>.'


def test_spaces_at_the_inner_edges_of_a_tag_move_out() -> None:
    assert back(masked("<b>No</b> more."), '<g id="0"> Ya </g>no.', Style.MARKUP) == "<b>Ya</b> no."


def test_line_breaks_are_kept_and_none_comes_in() -> None:
    assert back(masked("One.\nTwo."), "Uno.\nDos.", Style.MARKUP) == "Uno.\nDos."
    assert isinstance(back(masked("One.\nTwo."), "Uno. Dos.", Style.MARKUP), Mangled)
    assert back(masked("One. Two."), "Uno.\n Dos.\n", Style.MARKUP) == "Uno. Dos."


@pytest.mark.parametrize(("language", "reply"), [("zh-Hans", "服用{0}后"), ("ar", "تناول وَجبة و{0}"), ("ar", "ب{0}")])
def test_scripts_that_join_words_may_join_tokens(language: str, reply: str) -> None:
    whole = masked("with 500 mg then", language)
    assert isinstance(back(whole, reply, Style.BRACES), str)


def test_a_token_may_stay_glued_where_it_was() -> None:
    whole = masked("pre{x}post")
    assert back(whole, "pre{0}pos", Style.BRACES) == "pre{x}pos"


# ── sentence by sentence ────────────────────────────────────────────────────────────────────────


def test_a_text_is_cut_at_the_ends_of_sentences_and_nowhere_else() -> None:
    whole = masked("See Dr. Lee, e.g. today. Take 1.5 mg of <b>it. Not</b> more! (Rest.)\nCall 1-800-222-1222.")
    parts = whole.sentences()
    assert [part.text(Style.BRACES) for _, part in parts] == [
        "See Dr. Lee, e.g. today.",
        "Take {0} of {1}it.",
        "Not{2} more!",
        "(Rest.)",
        "Call {3}.",
    ]
    assert [gap for gap, _ in parts] == ["", " ", " ", " ", "\n"]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("<b>Wait.</b> <i>Then</i> rest.", ["{0}Wait.{1}", "{2}Then{3} rest."]),
        ("Take 500 mg. Warfarin is <b>not</b> safe.", ["Take {0}.", "{1} is {2}not{3} safe."]),
        ("Up to approx. 500 mg. Rest.", ["Up to approx. {0}.", "Rest."]),
        ("Is it MS? Ask.", ["Is it {0}?", "Ask."]),
        ("At 8 a.m. take it.", ["At 8 a.m. take it."]),
    ],
)
def test_tags_and_tokens_hide_no_end_of_a_sentence(source: str, parts: list[str]) -> None:
    whole = masked(source)
    assert [part.text(Style.BRACES) for _, part in whole.sentences()] == parts
    pieces = [piece for gap, part in whole.sentences() for piece in (gap, *part.pieces)]
    assert restore(whole, pieces) == restore(whole, whole.pieces)


def test_chinese_sentences_are_joined_without_a_space() -> None:
    assert [gap for gap, _ in masked("One. Two.", "zh-Hans").sentences()] == ["", ""]
    assert [part.text(Style.BRACES) for _, part in mask("一。二！三", "zh-Hans", "en", NO_TERMS).sentences()] == [
        "一。",
        "二！",
        "三",
    ]


# ── for every text ──────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(
    ["dose", " 1,000 ", "0.5 mg", "50%", "<b>", "</b>", "<i>", "</i>", '<a id="1">', "</a>", "<code>x", "</code>",
     "&", "<", "{n}", "a@b.org", "B12", "\n", ".", " x ", "warfarin", "&lt;b>", "“", "£", "ñ"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=14).map("".join), st.sampled_from(Style))
def test_an_unchanged_reply_gives_the_source_with_its_facts_localized(text: str, style: Style) -> None:
    source = unparse(tidy(parse(text)))
    whole = mask(source, "en", "en", NO_TERMS)
    target = back(whole, whole.text(style), style)
    assert isinstance(target, str)
    ours, theirs = (re.sub(r"[\s,]|(?<![0-9])0(?=\.)", "", each).lower() for each in (target, source))  # .5 is 0.5
    assert ours == theirs


@given(
    st.lists(WORDS, max_size=14).map("".join), st.text('<>&;{}/xgidb="01234 \n', max_size=30), st.sampled_from(Style)
)
def test_no_reply_whatever_brings_in_a_tag_or_loses_a_fact(text: str, noise: str, style: Style) -> None:
    source = unparse(tidy(parse(text)))
    whole = mask(source, "en", "en", NO_TERMS)
    target = back(whole, whole.text(style) + noise, style)
    if isinstance(target, str):
        tags = re.compile(r"</?(?:b|i|code|a)\b[^>]*>")
        assert sorted(tags.findall(target)) == sorted(tags.findall(source))
        for fact in ("warfarin", "a@b.org", "B12"):
            assert html.unescape(target).lower().count(fact.lower()) >= source.lower().count(fact.lower())
