"""Language tags: what is accepted and how it is written, folder names, direction, fallback chains, names."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.languages import canonical, chain, direction, from_posix, primary, same_language, script, to_posix
from syndicate.localization.names import language_name

GOOD = ["en", "es-419", "pt-BR", "zh-Hans", "zh-Hant-HK", "sr-Latn", "pa-Arab", "ca-valencia", "de-1996", "fil", "se"]


@pytest.mark.parametrize("tag", GOOD)
def test_a_tag_in_the_case_of_rfc_5646_stays_as_it_is(tag: str) -> None:
    assert canonical(tag) == tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("PT-br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("EN", "en"),
        ("ZH-HANT-hk", "zh-Hant-HK"),
        ("ca-VALENCIA", "ca-valencia"),
    ],
)
def test_case_does_not_matter_and_is_put_right(written: str, tag: str) -> None:
    assert canonical(written) == tag


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ("kr", "ko"),
        ("KR", "ko"),
        ("es-LA", "es-419"),
        ("zh-CN", "zh-Hans"),
        ("zh-cn", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant-HK"),
        ("iw", "he"),
        ("in", "id"),
        ("ji", "yi"),
        ("jp", "ja"),
        ("cn", "zh-Hans"),
        ("gr", "el"),
        ("cz", "cs"),
        ("dk", "da"),
        ("ua", "uk"),
        ("pt_BR", "pt-BR"),
        ("zh_CN", "zh-Hans"),
        ("en_us", "en-US"),
        ("eng", "en"),
        ("spa", "es"),
        ("ger", "de"),
        ("en-UK", "en-GB"),
    ],
)
def test_a_wrong_tag_is_refused_with_the_right_one(wrong: str, advice: str) -> None:
    with pytest.raises(ValueError, match=f"write '{advice}'"):
        canonical(wrong)


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        " en",
        "en\n",
        "en ",
        "English",
        "francais",
        "xx",
        "xx-nonsense",
        "abcd",
        "en--GB",
        "en-",
        "-en",
        "x-mine",
        "i-klingon",
        "de-u-co-phonebk",
        "und",
        "mul",
        "../etc",
        "\u212ao",  # a Kelvin sign, which ignoring case would take for a k
    ],
)
def test_what_is_no_language_is_refused_with_examples(nonsense: str) -> None:
    with pytest.raises(ValueError, match="'pt-BR'"):
        canonical(nonsense)


@pytest.mark.parametrize("tag", ["sh", "tl", "prs", "swc", "cnr", "se", "my", "br"])
def test_a_living_subtag_that_cldr_would_rename_or_that_looks_like_a_country_is_kept(tag: str) -> None:
    assert canonical(tag) == tag


@pytest.mark.parametrize(
    ("tag", "folder"),
    [("pt-BR", "pt_BR"), ("zh-Hans", "zh_Hans"), ("es-419", "es_419"), ("en", "en"), ("sr-Latn-RS", "sr_Latn_RS")],
)
def test_folders_are_posix_style_and_come_back_as_tags(tag: str, folder: str) -> None:
    assert to_posix(tag) == folder
    assert from_posix(folder) == tag


@pytest.mark.parametrize(
    ("folder", "advice"),
    [
        ("pt-BR", "pt_BR"),
        ("pt_br", "pt_BR"),
        ("PT_BR", "pt_BR"),
        ("sr@latin", "sr_Latn"),
        ("pt_BR.UTF-8", "pt_BR"),
        ("zh_CN", "zh-Hans"),
        ("iw", "he"),
    ],
)
def test_a_folder_in_any_other_spelling_is_refused_with_the_right_one(folder: str, advice: str) -> None:
    with pytest.raises(ValueError, match=f"'{advice}'"):
        from_posix(folder)


@pytest.mark.parametrize("folder", ["templates", "", "_", "articles"])
def test_a_folder_that_names_no_language_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="names no language"):
        from_posix(folder)


@given(st.from_regex(r"\A(en|es|pt|zh|ar|sr)(-(Latn|Hans|Arab))?(-(BR|MX|419|GB))?\Z"))
def test_to_posix_and_from_posix_are_inverse(tag: str) -> None:
    assert from_posix(to_posix(tag)) == tag


@given(st.text(max_size=12))
def test_any_text_is_a_tag_or_a_value_error_and_nothing_else(text: str) -> None:
    try:
        tag = canonical(text)
    except ValueError:
        return
    assert canonical(tag) == tag
    assert tag.lower() == text.lower()


RTL = ["ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv", "pa-Arab", "uz-Arab", "ku-Arab", "az-Arab", "prs"]
RTL_BY_REGION = ["ar-EG", "pa-PK", "uz-AF", "az-IR", "ar-XB"]
LTR = ["en", "es-419", "pt-BR", "zh-Hans", "zh-Hant", "pa", "uz", "az", "ku", "tr", "ru", "hi", "tlh", "en-XA"]


@pytest.mark.parametrize("tag", RTL + RTL_BY_REGION)
def test_these_are_written_from_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", [*LTR, "ar-Latn", "fa-Latn"])
def test_these_are_written_from_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"


def test_direction_refuses_what_is_no_language() -> None:
    with pytest.raises(ValueError, match="'he'"):
        direction("iw")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("es-MX", ("es-MX", "es-419", "es")),
        ("es-419", ("es-419", "es")),
        ("es-ES", ("es-ES", "es")),
        ("pt-BR", ("pt-BR", "pt")),
        ("pt-AO", ("pt-AO", "pt-PT", "pt")),
        ("en-AU", ("en-AU", "en-001", "en")),
        ("zh-Hans-CN", ("zh-Hans-CN", "zh-Hans", "zh")),
        ("ca-ES-valencia", ("ca-ES-valencia", "ca-ES", "ca")),
        ("ES-mx", ("es-MX", "es-419", "es")),
        ("de", ("de",)),
    ],
)
def test_a_chain_goes_from_the_tag_to_its_language_by_cldrs_parents(tag: str, expected: tuple[str, ...]) -> None:
    assert chain(tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-Hant", ("zh-Hant",)),
        ("zh-Hant-MO", ("zh-Hant-MO", "zh-Hant-HK", "zh-Hant")),
        ("sr-Latn", ("sr-Latn",)),
        ("pa-PK", ("pa-PK", "pa-Arab")),
        ("uz-AF", ("uz-AF", "uz-Arab")),
    ],
)
def test_a_chain_never_changes_the_script(tag: str, expected: tuple[str, ...]) -> None:
    assert chain(tag) == expected
    assert {script(parent) for parent in chain(tag)} == {script(tag)}


@pytest.mark.parametrize("tag", ["ht", "nn", "nb", "hi-Latn"])  # CLDR's parents of these are fr-HT, no, no, en-IN
def test_a_chain_never_leaves_the_language(tag: str) -> None:
    assert {primary(parent) for parent in chain(tag)} == {primary(tag)}


def test_same_language_looks_at_the_language_alone() -> None:
    assert same_language("es", "es-MX")
    assert same_language("zh-Hans", "zh-Hant")
    assert not same_language("es", "ca")
    assert not same_language("pt-BR", "es-BR")


def test_importing_it_costs_neither_babel_nor_langcodes() -> None:
    code = "import sys, syndicate.languages; sys.exit(bool({'babel', 'langcodes'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("tag", "in_language", "expected"),
    [
        ("en", "es", "inglés"),
        ("es", "en", "Spanish"),
        ("pt-BR", "es", "portugués de Brasil"),
        ("pt-BR", "de", "Portugiesisch (Brasilien)"),
        ("es-MX", "de", "Spanisch (Mexiko)"),
        ("zh-Hans", "fr", "chinois simplifié"),
        ("en", "ar", "الإنجليزية"),
        ("prs", "en", "Dari"),
    ],
)
def test_languages_are_named_in_a_language(tag: str, in_language: str, expected: str) -> None:
    assert language_name(tag, in_language) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("es", "español"), ("pt-BR", "português (Brasil)"), ("ar", "العربية"), ("zh-Hans", "简体中文"), ("de", "Deutsch")],
)
def test_a_language_has_its_own_name_in_itself(tag: str, expected: str) -> None:
    assert language_name(tag, tag) == expected


def test_a_language_without_a_name_there_has_its_own_name_or_its_tag_and_never_a_third_languages() -> None:
    assert language_name("fil", "tlh") == "Filipino"
    assert language_name("xsj", "de") == "xsj"
