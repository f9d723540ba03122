"""Editing a PO file: one msgstr changes its own lines, and is wrapped as its file is."""

import shutil
import subprocess
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from po_strategies import files, texts
from test_po_files import FOREIGN
from translate.storage.pypo import pofile
from translation_builders import HEADER, entry

from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.wrapping import UNWRAPPED, WIDTH, quoted, width_of


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """What went and what came between the lines that both have at the start and at the end."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def edited(text: str, source: str, target: str) -> str:
    document = po.parse(text.encode(), "a.po")
    width = document.width
    made = (po.with_target(e, target, width) if e.source == source else e for e in document.entries)
    return document.write(made).decode()


# ── what an edit touches ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ending", ["\n", "", "\n\n\n"])
def test_one_edited_target_is_one_line_out_and_one_in(newline: str, ending: str) -> None:
    text = (FOREIGN.rstrip() + ending).replace("\n", newline)
    went, came = changed_lines(text, edited(text, "b", "nuevo"))
    end = newline.removesuffix("\n")
    assert (went, came) == ([f'msgstr ""{end}'], [f'msgstr "nuevo"{end}'])


def test_a_wrapped_target_changes_its_own_lines_and_no_other() -> None:
    source = "A long line that no tool of ours would ever have left as long as this one is, and it must stay so."
    went, came = changed_lines(FOREIGN, edited(FOREIGN, source, "corta"))
    assert went == ['msgstr ""', '"Una línea "', '"larga"']
    assert came == ['msgstr "corta"']


def test_an_oddly_spaced_entry_keeps_every_line_that_the_edit_leaves_alone() -> None:
    odd = HEADER + '# a note\n\n   msgctxt "body"\nmsgid ""\n\n  "a "\n\t"b"\n\n msgstr "A"\n\n\n' + entry("c", "C")
    assert changed_lines(odd, edited(odd, "a b", "B")) == ([' msgstr "A"'], ['msgstr "B"'])


def test_the_first_of_several_plural_forms_is_edited_and_the_others_stay() -> None:
    went, came = changed_lines(FOREIGN, edited(FOREIGN, "no context", "una"))
    assert (went, came) == (['msgstr[0] "uno"'], ['msgstr[0] "una"'])


def test_the_last_entry_of_a_file_without_a_line_end_keeps_it_so() -> None:
    text = (HEADER + entry("a", "A")).rstrip()
    assert edited(text, "a", "B") == text[:-2] + 'B"'


@settings(max_examples=150)
@given(files(), st.data())
def test_any_file_survives_and_an_edit_changes_one_entrys_target_alone(text: str, data: st.DataObject) -> None:
    document = po.parse(text.encode(), "a.po")
    assert document.write(document.entries).decode() == text
    chosen = data.draw(st.sampled_from(document.messages))
    target = data.draw(texts)
    made = po.with_target(chosen, target, document.width)
    after = document.write(made if e is chosen else e for e in document.entries).decode()
    again = po.parse(after.encode(), "a.po")
    assert [(e.key, e.comments, e.fuzzy, e.obsolete) for e in again.entries] == [
        (e.key, e.comments, e.fuzzy, e.obsolete) for e in document.entries
    ]
    targets = {e.line: e.target for e in document.entries} | {chosen.line: target}
    assert [e.target for e in again.entries] == list(targets.values())
    went, came = changed_lines(text, after)
    assert all(line.lstrip(" \t#~").startswith(("msgstr", '"')) or not line.strip() for line in (*went, *came))


@settings(max_examples=60)
@given(files(), st.randoms(use_true_random=False))
def test_entries_in_another_order_keep_their_bytes(text: str, dice: object) -> None:
    document = po.parse(text.encode(), "a.po")
    header, *others = document.entries
    dice.shuffle(others)  # type: ignore[attr-defined]
    after = po.parse(document.write((header, *others)), "a.po")
    assert [e._replace(line=0) for e in after.entries] == [e._replace(line=0) for e in (header, *others)]


# ── how a file is wrapped ───────────────────────────────────────────────────────────────────────

LONG = (
    "Una frase larga con muchas palabras cortas y otras largas, que se parte donde el archivo lo pide y nunca antes. "
)
PLAIN = "".join([HEADER, *(f"{entry(LONG * 2 + str(n), str(n) + LONG * 2)}\n" for n in range(20))])


def by_msgcat(*options: str) -> str:
    assert shutil.which("msgcat"), "install gettext"
    done = subprocess.run(["msgcat", *options, "-"], input=PLAIN.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def by_weblate(width: int) -> str:
    """As Weblate saves a file, with translate-toolkit's pypo: wrapped at 77 inside the quotes, or -1 for no wrap."""
    store = pofile(BytesIO(PLAIN.encode()), width=width)
    for unit in store.units[1:]:
        unit.source, unit.target = str(unit.source), f"{unit.target}."
    return bytes(store).decode()


@pytest.mark.parametrize(
    ("text", "width"),
    [
        pytest.param(by_weblate(77), 79, id="weblate"),
        pytest.param(by_weblate(-1), UNWRAPPED, id="weblate, no wrap"),
        pytest.param(by_weblate(98), 100, id="weblate, 98"),
        pytest.param(HEADER + entry("a", "A"), WIDTH, id="nothing to tell by"),
        pytest.param(HEADER + entry("a" * 200, "A" * 200), WIDTH, id="words that nothing could wrap"),
        pytest.param(FOREIGN, UNWRAPPED, id="long lines, and one that was broken by hand"),
    ],
)
def test_the_width_of_a_file_is_told_by_its_lines(text: str, width: int) -> None:
    assert po.parse(text.encode(), "").width == width


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "width"), [((), 79), (("-w77",), 77), (("-w80",), 80), (("--no-wrap",), UNWRAPPED)]
)
def test_the_width_of_what_msgcat_writes_is_told_and_an_edit_keeps_it(options: tuple[str, ...], width: int) -> None:
    text = by_msgcat(*options)
    assert po.parse(text.encode(), "").width == width
    after = edited(text, f"{LONG * 2}3", f"Otra. {LONG * 3}")
    again = subprocess.run(["msgcat", *options, "-"], input=after.encode(), capture_output=True, check=True)
    assert again.stdout.decode() == after


@pytest.mark.parametrize("width", [77, 78, -1])
def test_an_edit_keeps_the_wrap_of_what_weblate_writes(width: int) -> None:
    text = by_weblate(width)
    after = edited(text, f"{LONG * 2}3", f"Otra. {LONG * 3}")
    store = pofile(BytesIO(text.encode()), width=width)
    next(unit for unit in store.units if unit.source == f"{LONG * 2}3").target = f"Otra. {LONG * 3}"
    assert bytes(store).decode() == after


def test_an_entry_that_says_no_wrap_is_not_wrapped() -> None:
    text = by_weblate(77).replace('msgctxt "body"\nmsgid ""\n"Una', '#, no-wrap\nmsgctxt "body"\nmsgid ""\n"Una')
    assert f'msgstr "{LONG * 2}"' in edited(text, f"{LONG * 2}3", LONG * 2)


def test_an_entry_that_is_wrapped_otherwise_than_its_file_stays_so() -> None:
    text = by_weblate(77) + "\n" + entry(LONG * 2, LONG)
    assert f'msgstr "{LONG * 3}"' in edited(text, LONG * 2, LONG * 3)


@given(st.lists(st.text("abc é中ب-", min_size=1, max_size=300), min_size=1, max_size=8), st.sampled_from([77, 79, 80]))
def test_a_width_that_was_told_wraps_the_same_texts_the_same_way(said: list[str], width: int) -> None:
    lines = [line for text in said for line in quoted("msgstr", text, width)]
    found = width_of(lines, width)
    assert [line for text in said for line in quoted("msgstr", text, found)] == lines


@given(texts)
def test_an_unwrapped_text_is_broken_behind_its_own_line_ends_only(text: str) -> None:
    first, *more = quoted("msgstr", text, UNWRAPPED)
    assert first == 'msgstr ""' or not more
    assert all(line.endswith('\\n"') for line in more[:-1])
    assert po.parse("\n".join(['msgid "a"', first, *more]).encode(), "").entries[0].target == text
