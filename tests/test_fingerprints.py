"""HASH: what binds a comment in a PO file to the text it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.translation.catalogs.fingerprints import fingerprint, is_fingerprint, source_half, target_half

texts = st.text(max_size=20)


def test_a_hash_is_short_and_has_a_half_for_the_source_and_one_for_the_target() -> None:
    whole = fingerprint("body", "Do not stop.", "es", "No lo deje.")
    assert whole == f"{source_half('body', 'Do not stop.', 'es')}-{target_half('No lo deje.')}"
    assert is_fingerprint(whole)
    assert len(whole) == 17


def test_a_hash_never_changes_because_it_stands_in_the_files_of_our_users() -> None:
    assert fingerprint("body", "Take 1,000 mg.", "pt-BR", "Tome 1.000 mg – já.") == "3e79f84c-bf310b40"


@pytest.mark.parametrize(
    "other",
    [("cell", "Text", "es", "Texto"), ("body", "text", "es", "Texto"), ("body", "Text", "es-MX", "Texto")],
)
def test_context_source_and_language_each_change_the_source_half_alone(other: tuple[str, str, str, str]) -> None:
    one, two = fingerprint("body", "Text", "es", "Texto").split("-"), fingerprint(*other).split("-")
    assert one[0] != two[0]
    assert one[1] == two[1]


@given(texts, texts, texts)
def test_moving_a_border_between_context_and_source_changes_the_hash(one: str, two: str, three: str) -> None:
    if two:
        assert source_half(one + two, three, "es") != source_half(one, two + three, "es")


@pytest.mark.parametrize("text", ["", "af8d52d4", "AF8D52D4-9E6E1F34", "af8d52d4-9e6e1f3", "3e79f84c-bf310b40 "])
def test_what_is_written_otherwise_is_no_hash(text: str) -> None:
    assert not is_fingerprint(text)
