"""Lists in running text, and the Spanish conjunctions that follow the next sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.localization.lists import join


@pytest.mark.parametrize(
    ("language", "conjunction", "disjunction"),
    [
        ("en", "A, B, and C", "A, B, or C"),
        ("en-GB", "A, B and C", "A, B or C"),
        ("es", "A, B y C", "A, B o C"),
        ("es-419", "A, B y C", "A, B o C"),
        ("fr", "A, B et C", "A, B ou C"),
        ("de", "A, B und C", "A, B oder C"),
        ("pt-BR", "A, B e C", "A, B ou C"),
        ("ar", "A وB وC", "A أو B أو C"),
        ("zh-Hans", "A、B和C", "A、B或C"),
    ],
)
def test_three_items_are_joined_as_the_language_does(language: str, conjunction: str, disjunction: str) -> None:
    assert join(["A", "B", "C"], language) == conjunction
    assert join(["A", "B", "C"], language, "or") == disjunction


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "A and B"), ("fr", "A et B"), ("ar", "A وB"), ("zh-Hans", "A和B"), ("es", "A y B")],
)
def test_two_items_need_no_comma(language: str, expected: str) -> None:
    assert join(["A", "B"], language) == expected


def test_one_item_stands_alone_and_none_is_nothing() -> None:
    assert join(["A"], "es") == "A"
    assert join([], "es") == ""


@pytest.mark.parametrize("language", ["ckb", "ps", "yi", "ug", "zu"])
def test_cldrs_root_never_lends_the_english_or(language: str) -> None:
    assert join(["A", "B", "C"], language, "or") == "A / B / C"


def test_a_language_unknown_to_cldr_gets_marks_instead_of_words() -> None:
    assert join(["A", "B", "C"], "tlh") == "A, B, C"
    assert join(["A", "B", "C"], "tlh", "or") == "A / B / C"


def test_braces_in_items_are_literal() -> None:
    assert join(["{0}", "{1}", "{}"], "en") == "{0}, {1}, and {}"


@pytest.mark.parametrize(
    "item",
    [
        "interferón",
        "Interferón beta",
        "ibuprofeno",
        "índice",
        "higiene",
        "hígado",
        "hipertensión",
        "ictus",
        "Yves",
        "IL-6",
        "IECA",
        "«ibuprofeno»",
        "<b>ibuprofeno</b>",
        '<a href="https://example.org/">insulina</a>',
        "\u2068ibuprofeno\u2069",
        "&quot;insulina&quot;",
    ],
)
def test_y_becomes_e_before_the_sound_i(item: str) -> None:
    assert join(["natalizumab", item], "es") == f"natalizumab e {item}"


@pytest.mark.parametrize("item", ["hierro", "hielo", "hiato", "yodo", "yeso", "iones", "VIH", "HIV", "agua", "1", "y"])
def test_y_stays_before_other_sounds(item: str) -> None:
    assert join(["natalizumab", item], "es") == f"natalizumab y {item}"


@pytest.mark.parametrize(
    "item",
    [
        "oro",
        "ocrelizumab",
        "hormonas",
        "óxido",
        "OMS",
        "«oro»",
        "ocho",
        "once",
        "8",
        "8 mg",
        "8,5",
        "80",
        "800",
        "8000",
    ],
)
def test_o_becomes_u_before_the_sound_o(item: str) -> None:
    assert join(["plata", item], "es", "or") == f"plata u {item}"


@pytest.mark.parametrize("item", ["8.º", "11", "11 horas", "11,5", "11.000", "11 000", "11000", "11:30"])
def test_o_becomes_u_before_figures_that_are_read_with_an_o(item: str) -> None:
    assert join(["7", item], "es", "or") == f"7 u {item}"


@pytest.mark.parametrize(
    "item", ["plomo", "HDL", "1", "18", "110", "1100", "1.100", "111", "11.º", "11ª", "0,8", "uno", "aire"]
)
def test_o_stays_before_other_sounds(item: str) -> None:
    assert join(["plata", item], "es", "or") == f"plata o {item}"


@pytest.mark.parametrize(
    ("language", "word"), [("es-MX", "e"), ("es-419", "e"), ("pt-BR", "e"), ("it", "e"), ("ca", "i")]
)
def test_every_spanish_changes_its_conjunction_and_other_languages_keep_theirs(language: str, word: str) -> None:
    assert join(["natalizumab", "interferón"], language) == f"natalizumab {word} interferón"


def test_roman_numerals_are_read_as_numbers() -> None:
    assert join(["los tipos I", "II"], "es") == "los tipos I y II"
    assert join(["III", "IV"], "es") == "III y IV"
    assert join(["vía IM", "IV"], "es") == "vía IM e IV"  # "intravenosa", spelled out


def test_only_the_last_conjunction_depends_on_the_sound() -> None:
    assert join(["insulina", "ibuprofeno", "hierro"], "es") == "insulina, ibuprofeno y hierro"
    assert join(["hierro", "insulina", "ibuprofeno"], "es") == "hierro, insulina e ibuprofeno"


@given(st.lists(st.text(min_size=1), min_size=1), st.sampled_from(["en", "es", "ar", "zh-Hans", "ckb"]))
def test_every_item_appears_whole_and_in_order(items: list[str], language: str) -> None:
    text, position = join(items, language), 0
    for item in items:
        position = text.index(item, position) + len(item)
