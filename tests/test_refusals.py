"""The comment that says why an entry is still empty: for a translator to read, and for nobody else."""

import subprocess
from pathlib import Path

import pytest
from translation_builders import HEADER, article, entry

from syndicate.model import State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.provenance import statements
from syndicate.translation.catalogs.reading import read
from syndicate.translation.catalogs.refusals import noted
from syndicate.translation.updating.update import update

KEY = ("body", "Rest.")
REASON = "numbers-differ: other numbers than in the source; missing: 3; not in the source: 30"
EMPTY = (HEADER + entry("Rest.", "", "# ask Ana", "#. body") + "\n" + entry("Sleep.", "Duerma.")).encode()
NOTED = noted(EMPTY, {KEY: REASON}, date="2026-11-23")
NOTE = "# not translated: numbers-differ: other numbers than in… 2026-11-23\n".encode()


def test_it_is_one_short_line_among_the_translators_own() -> None:
    assert EMPTY.replace(b"#. body\n", NOTE + b"#. body\n", 1) == NOTED
    assert len(NOTE.decode()) < 70


def test_it_counts_for_nothing() -> None:
    assert read(NOTED, "x.po", "es").entries == read(EMPTY, "x.po", "es").entries
    assert statements(po.parse(NOTED, "").messages[0].comments) == ()
    assert read(NOTED, "x.po", "es").entries[KEY].state is State.INITIAL


def test_the_same_reason_keeps_its_date_and_another_takes_its_place() -> None:
    assert noted(NOTED, {KEY: REASON}, date="2027-01-01") == NOTED
    assert noted(NOTED, {}, date="2027-01-01") == NOTED, "it was not asked again"
    other = noted(NOTED, {KEY: "it is empty"}, date="2027-01-01")
    assert other == EMPTY.replace(b"#. body\n", b"# not translated: it is empty 2027-01-01\n#. body\n", 1)


def test_what_a_terminal_or_an_editor_would_obey_is_left_out() -> None:
    told = noted(EMPTY, {KEY: "the server says \x1b[2J\u202eno\u2028#, fuzzy\x9b"}, date="2026-11-23")
    assert b"# not translated: the server says [2J no #, fuzzy 2026-11-23\n" in told


def test_it_goes_when_the_entry_has_a_target() -> None:
    by_hand = NOTED.replace(b'msgid "Rest."\nmsgstr ""', b'msgid "Rest."\nmsgstr "Descanse."')
    assert noted(by_hand, {KEY: REASON}, date="2027-01-01") == by_hand.replace(NOTE, b"")


def test_an_update_keeps_it_as_long_as_its_text_is_there() -> None:
    catalog = update(article("Rest."), "es")
    told = noted(catalog, {KEY: "it is empty"}, date="2026-11-23")
    assert update(article("Rest."), "es", told) == told


def test_an_update_takes_it_away_when_a_person_has_translated_the_text() -> None:
    catalog = update(article("Rest."), "es")
    told = noted(catalog, {KEY: "it is empty"}, date="2026-11-23")
    by_hand = told.replace(b'msgid "Rest."\nmsgstr ""', b'msgid "Rest."\nmsgstr "Descanse."')
    assert b"# not translated" not in update(article("Rest."), "es", by_hand)


def test_a_text_that_is_gone_leaves_no_empty_entry_behind_for_its_sake() -> None:
    told = noted(update(article("Rest.", "b"), "es"), {KEY: "it is empty"}, date="2026-11-23")
    assert update(article("b"), "es", told) == update(article("b"), "es")


@pytest.mark.slow
@pytest.mark.parametrize("command", [["msgcat"], ["msgattrib"], ["msgcat", "--no-wrap"]], ids=" ".join)
def test_po_tools_keep_it(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "es.po"
    path.write_bytes(NOTED)
    written = subprocess.run([*command, str(path)], capture_output=True, check=True).stdout
    assert NOTE in written
    assert read(written, "x.po", "es").entries == read(NOTED, "x.po", "es").entries
