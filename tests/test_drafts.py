"""Drafts in a PO file: everybody sees what they are, and nobody's words are ever replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translation_builders import DAY, article, said

from syndicate.errors import UsageError
from syndicate.model import State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.drafts import fill
from syndicate.translation.catalogs.fingerprints import fingerprint
from syndicate.translation.catalogs.reading import read
from syndicate.translation.updating.update import update

KEY = ("body", "Do not stop.")
EMPTY = update(article("Do not stop.", "b"), "es")
DRAFTED = fill(EMPTY, {KEY: "No pare."}, language="es", date=DAY)


def test_a_draft_is_fuzzy_and_names_its_origin() -> None:
    own = fingerprint(*KEY, "es", "No pare.")
    assert f"# origin: machine draft {DAY} {own}\n#. body\n" in DRAFTED.decode()
    found = read(DRAFTED, "demo.po", "es").entries[KEY]
    assert (found.state, found.origin, found.origin_date) == (State.TRANSLATED, "machine draft", DAY)


def test_nothing_else_in_the_file_changes() -> None:
    lost = [line for line in EMPTY.splitlines() if line not in DRAFTED.splitlines()]
    assert lost == []
    assert len(DRAFTED.splitlines()) == len(EMPTY.splitlines()) + 2


def test_filling_again_changes_nothing_not_even_the_date() -> None:
    assert fill(DRAFTED, {KEY: "No pare."}, language="es", date="2027-01-01") == DRAFTED


def test_a_better_draft_replaces_one_that_nobody_has_touched() -> None:
    again = fill(DRAFTED, {KEY: "No lo deje."}, language="es", date="2027-01-01", origin="machine deep/libre")
    found = read(again, "demo.po", "es").entries[KEY]
    assert (found.text, found.origin, found.origin_date) == ("No lo deje.", "machine deep/libre", "2027-01-01")
    assert again.count(b"# origin:") == 1


@pytest.mark.parametrize(
    "touched",
    [
        DRAFTED.replace(b"No pare.", b"No lo deje."),
        DRAFTED.replace(b"#, fuzzy\n", b""),
        DRAFTED.replace(b"# origin", b"# once: origin"),
        update(article("Do not stop!", "b"), "es", DRAFTED.replace(b"No pare.", b"No lo deje.")),
    ],
    ids=["edited", "accepted", "a tool's guess", "a hint"],
)
def test_a_persons_words_are_never_replaced(touched: bytes) -> None:
    key = ("body", "Do not stop!") if b"stop!" in touched else KEY
    assert fill(touched, {key: "Otra cosa."}, language="es", date=DAY) == touched


@pytest.mark.parametrize("target", ["Otra cosa.", "No pare."], ids=["another", "the same"])
def test_a_machines_hint_for_an_older_source_is_nobodys_words_and_a_draft_takes_its_place(target: str) -> None:
    hint = update(article("Do not stop!", "b"), "es", DRAFTED)
    key = ("body", "Do not stop!")
    filled = fill(hint, {key: target}, language="es", date=DAY)
    found = read(filled, "demo.po", "es").entries[key]
    assert (found.text, found.state, found.origin) == (target, State.TRANSLATED, "machine draft")
    assert b"#|" not in filled, "what the hint was made for"
    assert filled.count(b"# origin:") == 2, "its own, and that of the obsolete entry"


@pytest.mark.parametrize("character", ["\x00", "\x7f", "\x9f", "\u2028", "\ufdd0"])
def test_what_no_feed_can_carry_is_no_draft(character: str) -> None:
    with pytest.raises(UsageError, match=f"demo.po: a draft has U\\+{ord(character):04X} in it"):
        fill(EMPTY, {KEY: f"No{character} pare."}, language="es", date=DAY, path="demo.po")


def test_a_draft_for_a_text_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(UsageError, match=r"demo\.po has no entry for 1 of the drafts: body: 'Gone\.'"):
        fill(EMPTY, {("body", "Gone."): "Ido.", KEY: "x"}, language="es", date=DAY, path="demo.po")


def test_an_obsolete_text_takes_no_draft() -> None:
    gone = update(article("b"), "es", DRAFTED)
    with pytest.raises(UsageError):
        fill(gone, {KEY: "x"}, language="es", date=DAY)


def test_the_hash_is_of_the_language_so_that_a_copied_file_counts_for_nothing() -> None:
    copied = DRAFTED.replace(b"Language: es", b"Language: pt_BR")
    assert read(copied, "demo.po", "pt-BR").entries[KEY].state is State.INITIAL


# What no feed can carry is refused when a catalog is read: control characters, noncharacters, line separators.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=90)


@given(st.dictionaries(st.sampled_from([KEY, ("body", "b"), ("title", "Title")]), texts))
def test_what_was_filled_in_is_read_back(targets: dict[tuple[str, str], str]) -> None:
    filled = fill(EMPTY, targets, language="es", date=DAY)
    found = {key: one.text for key, one in read(filled, "demo.po", "es").entries.items() if one.origin}
    assert found == targets
    assert fill(EMPTY, found, language="es", date=DAY) == filled


def test_a_draft_stands_among_a_translators_notes() -> None:
    noted = EMPTY.replace(
        b"#. body\n#. risk: negation\nmsgctxt", b"# ask Ana\n#. body\n#. risk: negation\n#, no-wrap\nmsgctxt"
    )
    filled = fill(noted, {KEY: "No pare."}, language="es", date=DAY)
    comments = po.parse(filled, "").messages[1].comments
    own = said("origin", "machine draft", KEY[1], "No pare.")
    assert comments == ("# ask Ana", own, "#. body", "#. risk: negation", "#, fuzzy, no-wrap")
