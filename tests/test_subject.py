"""A title as a subject line: short, whole words, whole characters, one line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.feeds.newsletter.subject import LONGEST, subject


def test_a_short_title_stands_as_it_is() -> None:
    assert subject("Mida su presión arterial", "es") == "Mida su presión arterial"


def test_a_long_one_is_cut_behind_a_word() -> None:
    title = "Tratamiento por infusión para la esclerosis múltiple: qué esperar de ella"
    assert subject(title, "es") == "Tratamiento por infusión para la esclerosis múltiple: qué…"
    assert subject(title, "es", 55) == "Tratamiento por infusión para la esclerosis múltiple…"


def test_a_script_without_spaces_is_cut_between_characters() -> None:
    assert subject("多发性硬化输液治疗" * 10, "zh-Hans", 10) == "多发性硬化输液治疗…"
    assert subject("MS 多发性硬化输液治疗的注意事项", "zh-Hans", 9) == "MS 多发性硬化…"


def test_one_long_word_is_cut_all_the_same() -> None:
    assert subject("Donaudampfschifffahrt" * 5, "de", 12) == "Donaudampfs…"


@pytest.mark.parametrize(
    ("whole", "what"),
    [
        ("e\u0301", "a letter and its accent"),
        ("👩‍⚕️", "a woman with a staff: joined"),
        ("👍🏽", "a thumb and its tone"),
        ("🇪🇸", "two letters that are one flag"),
        ("क्ष", "a conjunct"),
        ("กำ", "a Thai vowel"),
        ("각", "three jamo that are one syllable"),
    ],
)
def test_what_readers_see_as_one_character_is_never_divided(whole: str, what: str) -> None:
    for room in range(2, 9 * len(whole)):
        kept = subject(whole * 9, "en", room).removesuffix("…")
        assert kept == whole * (len(kept) // len(whole)), f"{what}, {room}"


def test_line_ends_controls_and_overrides_do_not_reach_a_header() -> None:
    hostile = "Fever\r\nBcc: all@example.org\x00\x07 \u202egnp.exe\u2028end\x85"
    assert subject(hostile, "en") == "Fever Bcc: all@example.org gnp.exe end"


def test_in_arabic_what_runs_left_to_right_is_isolated_and_counted() -> None:
    told = subject("فيتامين B12 لمرضى السكري من النوع 2", "ar")
    assert "\u2068B12\u2069" in told
    long = subject("فيتامين B12 " * 20, "ar")
    assert len(long) <= LONGEST
    assert long.count("\u2068") == long.count("\u2069") > 0


@given(st.text(max_size=200), st.sampled_from(["en", "ar", "zh-Hans"]))
def test_any_title_gives_one_short_line(title: str, language: str) -> None:
    told = subject(title, language)
    assert len(told) <= LONGEST
    assert told.splitlines() in ([told], [])
    assert not any(unicodedata.category(c) == "Cc" for c in told)
    assert told or not "".join(c for c in title if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
