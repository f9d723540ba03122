"""Drug names in running text: the table itself, and what is found with it, where."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.translation.linguistics.arabic import is_variant
from syndicate.translation.linguistics.wordforms import distance, fold
from syndicate.translation.medicine.drugs import LATIN, forms, mentions, table
from syndicate.translation.medicine.stems import is_drug_like

LANGUAGES = {"en": "en", "es": "es", "fr": "fr", "de": "de", "pt_BR": "pt-BR", "ar": "ar", "zh_Hans": "zh-Hans"}
ORDINARY = ("april", "vitamin", "protein", "termin", "medicina", "statins", "estatinas", "histidine", "somatostatina")
ORDINARY += ("routine", "cholesterol", "urine", "heroin", "platino", "hauptplatine", "servir", "vivir", "alcohol")
HAN, ARABIC = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[\u0600-\u06ff]")


def named(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[mention.start : mention.end], mention.name) for mention in mentions(text, language)]


# ── the table ───────────────────────────────────────────────────────────────────────────────────


def test_the_table_knows_the_drugs_of_patient_texts_in_every_latin_script() -> None:
    assert len(table()) > 650
    for name, drug in table().items():
        assert set(LATIN) <= set(drug.forms), name


def test_every_form_is_tidy_and_in_its_script() -> None:
    for name, drug in table().items():
        for column, cell in drug.forms.items():
            assert len(set(cell)) == len(cell), f"{name}: twice in {column}"
            for form in (*cell, *drug.brands):
                assert form == unicodedata.normalize("NFC", form).strip(), f"{name}: {form!r} in {column}"
                assert "~" not in form
                assert form
            if column == "zh_Hans":
                assert all(map(HAN.search, cell)), name
            if column == "ar":
                assert all(map(ARABIC.search, cell)), name


@pytest.mark.parametrize("column", LANGUAGES)
def test_no_form_is_a_sign_of_two_drugs(column: str) -> None:
    seen: dict[str, str] = {}
    for name, drug in table().items():
        for form in drug.forms.get(column, ()):
            if form not in drug.weak:
                assert seen.setdefault(fold(form), name) == name


@pytest.mark.parametrize("column", LANGUAGES)
def test_every_form_is_found_in_a_sentence_at_its_very_place(column: str) -> None:
    before, after = ("请问", "可以吗？") if column == "zh_Hans" else ("(", ").")
    for name, drug in table().items():
        for form in drug.forms.get(column, ()):
            if form not in drug.weak:
                assert named(f"{before}{form}{after}", LANGUAGES[column]) == [(form, name)]


def test_forms_come_the_preferred_one_first_and_are_empty_where_unknown() -> None:
    assert forms("natalizumab", "pt-BR") == ("natalizumabe",)
    assert forms("acetaminophen", "es-MX")[0] == "paracetamol"
    assert forms("aspirin", "de") == ("Acetylsalicylsäure", "Aspirin", "ASS", "Azetylsalizylsäure")
    assert forms("natalizumab", "pl") == ()
    assert forms("natalizumab", "zh-Hant") == forms("natalizumab", "pt-PT") == ()
    assert forms("foobarizumab", "es") == ()


# ── running text ────────────────────────────────────────────────────────────────────────────────


def test_drugs_are_found_in_order_whatever_their_case_inside_tags_and_beside_hyphens() -> None:
    text = "Before <b>Natalizumab</b>-infusions or INTERFERON beta-1a, stop paracetamol/codeine."
    assert named(text, "en") == [
        ("Natalizumab", "natalizumab"),
        ("INTERFERON beta", "interferon beta"),
        ("paracetamol", "acetaminophen"),
        ("codeine", "codeine"),
    ]


def test_the_longest_name_counts() -> None:
    assert named("insulin glargine and insulin", "en") == [
        ("insulin glargine", "insulin glargine"),
        ("insulin", "insulin"),
    ]
    assert named("甲泼尼龙和泼尼松", "zh-Hans") == [("甲泼尼龙", "methylprednisolone"), ("泼尼松", "prednisone")]
    assert named("去甲肾上腺素", "zh-Hans") == [("去甲肾上腺素", "norepinephrine")]


def test_plurals_and_genitives_count() -> None:
    assert named("penicillins", "en") == [("penicillins", "penicillin")]
    assert named("las insulinas", "es") == [("insulinas", "insulin")]
    assert named("des Metformins", "de") == [("Metformins", "metformin")]


def test_what_is_written_on_to_an_arabic_name_is_no_part_of_it() -> None:
    text = "قبل وبالأنسولين وناتاليزوماب وحمض الفوليك"
    assert named(text, "ar") == [
        ("أنسولين", "insulin"),
        ("ناتاليزوماب", "natalizumab"),
        ("حمض الفوليك", "folic acid"),
    ]


def test_a_name_in_latin_letters_counts_in_chinese_and_arabic() -> None:
    assert named("布洛芬（ibuprofen）", "zh-Hans") == [("布洛芬", "ibuprofen"), ("ibuprofen", "ibuprofen")]
    assert named("دواء ocrelizumab", "ar") == [("ocrelizumab", "ocrelizumab")]


def test_accents_may_be_missing_or_written_apart() -> None:
    decomposed = unicodedata.normalize("NFD", "l’ocrélizumab")
    assert named(decomposed, "fr") == [(decomposed[2:], "ocrelizumab")]
    assert named("acido folico", "es") == [("acido folico", "folic acid")]


def test_addresses_and_tags_name_no_drug() -> None:
    assert mentions("See https://example.org/ibuprofen or www.aspirin.com", "en") == ()
    assert named('<a id="1">aspirin</a>', "en") == [("aspirin", "aspirin")]


def test_an_abbreviation_or_an_everyday_word_is_no_sign_by_itself() -> None:
    assert mentions("Das ASS im Ärmel; shortened to APAP", "de") == ()
    assert mentions("保持安定", "zh-Hans") == ()


def test_a_drug_that_the_table_does_not_have_is_known_by_its_stem() -> None:
    assert named("Foobarizumab and foobarinib", "en") == [("Foobarizumab", "foobarizumab")]
    assert named("o foobarizumabe", "pt-BR") == [("foobarizumabe", "foobarizumabe")]


@pytest.mark.parametrize(
    "word",
    ["foobarizumab", "foobarastatine", "barosartan", "foonidipina", "foobagliptine", "foobarprazol"],
)
def test_stems_are_seen_with_the_endings_of_every_language(word: str) -> None:
    assert is_drug_like(word)


@pytest.mark.parametrize("word", ORDINARY)
def test_words_that_end_like_a_drug_are_none(word: str) -> None:
    assert not is_drug_like(word)


@given(
    st.text("abc natlizumb-’é<>/ قبلأنسولين那他珠单抗\u0301", max_size=40), st.sampled_from(list(LANGUAGES.values()))
)
def test_whatever_the_text_mentions_are_in_order_inside_it_and_apart(text: str, language: str) -> None:
    found = mentions(text, language)
    assert all(0 <= mention.start < mention.end <= len(text) and mention.name for mention in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


# ── how near two names are ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("a", "a", 0), ("metfromina", "metformina", 1), ("abc", "abd", 1), ("abc", "ab", 1), ("abcd", "dcba", 3)],
)
def test_distance_counts_swapped_neighbors_as_one(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == expected


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) == (one == other)


@pytest.mark.parametrize("variant", ["بارسيتامول", "باراسيتمول"])
def test_vowels_that_an_arabic_name_has_more_or_less_are_a_variant(variant: str) -> None:
    assert is_variant(variant, "باراسيتامول")


@pytest.mark.parametrize("other", ["باراسيتاومل", "باراسوتامول", "باراسيتامون", "باراسيتاميل"])
def test_a_vowel_elsewhere_or_another_letter_is_another_name(other: str) -> None:
    assert not is_variant(other, "باراسيتامول")
