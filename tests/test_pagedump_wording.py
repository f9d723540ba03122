"""What the words of a page dump say, rule by rule: promotion, references, abbreviations, reading level."""

import pytest

from syndicate.articles.parsers.pagedump import Dump, read
from syndicate.articles.parsers.pagedump.wording import syllables

LEAD = "This line is the lead of the page."


def dump_of(*lines: str, language: str | None = "en", **named) -> Dump:
    return read("\n".join(["The title of a page", *lines, ""]).encode(), "p", language, **named)


def places(dump: Dump, code: str) -> list[tuple[int, int]]:
    return [(problem.place.line, problem.place.column) for problem in dump.problems if problem.code == code]


# ── promotion ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sentence",
    [
        "Visit Breathwell to learn more about masks.",
        "Ask BreathWell+ to find out how it works.",
        "Download the Breathwell app today!",
        "Chat with Breathwell to get started.",
        "Contact Breathwell Home Care for more information.",
        "Consulte con Breathwell para obtener más información.",
        "Descarga Breathwell hoy.",
        "Consultez Breathwell pour en savoir plus.",
        "Fale com a Breathwell para saber mais.",
    ],
)
def test_a_brands_call_to_action_is_taken_out_of_the_text_wherever_it_stands(sentence):
    dump = dump_of(LEAD, "Key Takeaways", f"Rinse your mouth. {sentence} Wash your hands.", sentence)
    assert [line.text for line in dump.takeaways] == ["Rinse your mouth. Wash your hands."]
    assert [line.text for line in dump.promotion] == [sentence, sentence]
    assert places(dump, "promo-cta") == [(4, 19), (5, 1)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Consult your doctor to learn more about masks.",
        "Ask Dr. Reed to learn how it works.",
        "Contact Poison Control to learn more.",
        "Visit the National Asthma Helpline for more information.",
        "Call Breathwell to learn more.",
        "Contact the Crisis Lifeline today.",
        "Use Ventolin to get better.",
        "Try to learn more about Breathwell.",
        "People who consult Breathwell to learn more are happy.",
        "Consulte a su médico para saber más.",
        "Contacte con Urgencias para saber más.",
        "Besuchen Sie Ihren Arzt, um mehr zu erfahren.",
        "Consult Table 2 for more values.",
    ],
)
def test_advice_is_never_taken_for_promotion(sentence):
    dump = dump_of(LEAD, "Key Takeaways", sentence)
    assert [line.text for line in dump.takeaways] == [sentence]


# ── references ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "uncited"),
    [
        ("It helps.", [1, 2, 3]),
        ("It helps [1].", [2, 3]),
        ("It helps.[1-3]", []),
        ("It helps [1, 3].", [2]),
        ("It helps.¹ ²", [3]),
        ("It helps (Doe, 2019).", [2, 3]),
        ("It helps (Doe, 2018).", [1, 2, 3]),
        ("It takes [sic] 2 days.", [1, 2, 3]),
    ],
)
def test_a_reference_is_cited_by_number_or_by_name_and_year(text, uncited):
    references = [
        f"{number}. {author} J. A title. J Example. 2019;1(2):3-4."
        for number, author in enumerate(["Doe", "Roe", "Poe"], 1)
    ]
    dump = dump_of(LEAD, text, "References", *references)
    assert [line - 4 for line, _ in places(dump, "ref-uncited")] == uncited
    assert dump.references[0].text.startswith("Doe J.")


@pytest.mark.parametrize(
    ("reference", "column"),
    [
        ("Doe J. A title. J Example. 2019;1(2):3-4.", None),
        ("Doe J. A title. J Example. 2019 Mar 5;1(2):e3. doi:10.1000/1", None),
        ("Doe J. A title. J Example 2019;1(2):3-4.", 26),
        ("Doe J. A title. J Example. 2019; 1(2):3-4.", 32),
        ("Doe J. A title. J Example. 2019;1(2): 3-4.", 37),
        ("3. Doe J. A title. J Example 2019; 1:3.", 29),
        ("Some Organization. A fact sheet. Accessed May 2, 2024. https://example.org/a", None),
        ("Doe J. A Whole Book. 2nd ed. Example Press; 2019.", None),
    ],
)
def test_a_reference_to_a_journal_is_compared_with_the_ama_form(reference, column):
    dump = dump_of(LEAD, "References", reference)
    assert places(dump, "ref-format") == ([(4, column)] if column else [])


@pytest.mark.parametrize(
    ("titles", "lines"),
    [
        (["A study of small things", "Another study of large things"], []),
        (["A Study of Small Green Things", "Another Study of Large Red Things"], []),
        (["A study of small things", "Another Study of Large Red Things"], [5]),
        (["A Study of Small Green Things", "Another study of large things"], [5]),
        (["A Study of Small Green Things", "A study of large things", "A study of other things"], [4]),
        (["A study of small things", "Ten", "Ebola in Sierra Leone and Mali"], []),
        (["A study of MRI and DNA in people", "Trial of small things: Results of use"], []),
    ],
)
def test_a_title_cased_unlike_most_is_told_at_the_title(titles, lines):
    dump = dump_of(LEAD, "References", *(f"Doe J. {title}. J Example. 2019;1(2):3-4." for title in titles))
    assert places(dump, "ref-case") == [(line, 8) for line in lines]


# ── wording ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("You get it through an IV or two IVs.", [23]),
        ("Intravenous (IV) means into a vein. An IV is a tube.", []),
        ("An IV (intravenous line) is a tube.", []),
        ("An IV is a tube. Intravenous (IV) means into a vein.", [4]),
        ("It is a stage IV tumor, of type II or IV.", []),
        ("See the FAQ, as a PDF in the US.", []),
        ("Do NOT stop. Do not STOP.", []),
        ("See https://example.org/MRI or MRI@example.org.", []),
        ("He has HIV, and CD20 on B cells.", [8]),
        ("An MRI or a CT (see below) is taken.", [4, 13]),
        ("SOME TITLES ARE LOUD", []),
        ("anti-TNF drugs", [6]),
        ("使用IV治疗。", [3]),
    ],
)
def test_an_abbreviation_is_told_once_where_it_is_used_without_its_explanation(text, columns):
    dump = dump_of(LEAD, "Key Takeaways", text)
    assert places(dump, "abbr-undefined") == [(4, column) for column in columns]


@pytest.mark.parametrize(
    ("word", "count"),
    [("a", 1), ("spoon", 1), ("table", 2), ("doctor", 2), ("medicine", 3), ("treated", 2), ("used", 1), ("doses", 2)],
)
def test_syllables_are_estimated(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("sentence", "language", "is_hard"),
    [
        ("The cat sat on the mat and saw a dog.", "en", False),
        ("Immunological considerations necessitate individualized multidisciplinary evaluation.", "en", True),
        ("El gato ve al perro y se va a casa.", "es", False),
        ("Consideraciones inmunológicas individualizadas requieren evaluaciones multidisciplinarias.", "es", True),
        ("Immunological considerations necessitate individualized multidisciplinary evaluation.", None, True),
        ("免疫学考虑因素需要个体化的多学科评估。", "zh", False),
        ("تتطلب الاعتبارات المناعية تقييما متعدد التخصصات للمرضى.", "ar", False),
    ],
)
def test_a_text_that_is_hard_to_read_is_told_with_its_measure(sentence, language, is_hard):
    dump = dump_of(LEAD, " ".join([sentence] * 40), language=language)
    assert places(dump, "reading-level-high") == ([(1, 1)] if is_hard else [])
