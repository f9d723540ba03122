"""PO files as text: strict to read, and what nobody touches keeps its bytes. GNU gettext and pypo agree."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate.storage.pypo import pofile
from translation_builders import HEADER, entry, said

from syndicate.errors import CatalogError
from syndicate.model import State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.reading import read

# One of everything that tools put into a file; not wrapped as we would, not in our order, with CRLF in one case.
FOREIGN = (
    "# Translators: Ana\n#, fuzzy\n"
    + HEADER.replace('"Content', '"X-Generator: Poedit 3.5\\n"\n"Content')
    + """#. Source heading
# a note   with  spaces
#: articles/a.md:3
#, fuzzy, no-wrap
#| msgctxt "body"
#| msgid "Old"
msgctxt "body"
msgid "A long line that no tool of ours would ever have left as long as this one is, and it must stay so."
msgstr ""
"Una línea "
"larga"


# two blank lines before
msgctxt "body"
msgid "b"
msgstr ""
#, fuzzy
msgctxt "body"
msgid "empty and fuzzy"
msgstr ""

#= c-format
msgid "no context"
msgid_plural "no contexts"
msgstr[0] "uno"
msgstr[1] "dos"

#. an old comment
# a note
#~| msgid "older"
#~ msgctxt "body"
#~ msgid "gone"
#~ msgstr ""
#~ "ido"

# the last word
"""
)
any_text = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=120)


def written(*entries: po.Entry) -> bytes:
    return po.parse(b"", "").write(entries)


@pytest.mark.parametrize("text", [FOREIGN, FOREIGN.replace("\n", "\r\n"), "\ufeff" + FOREIGN, FOREIGN.rstrip()])
def test_a_file_that_is_written_as_it_was_read_keeps_every_byte(text: str) -> None:
    document = po.parse(text.encode(), "a.po")
    assert document.write(document.entries) == text.encode()


def test_an_entry_turns_obsolete_and_back_with_its_previous_text() -> None:
    live = po.parse(FOREIGN.encode(), "").messages[0]
    gone = written(live._replace(obsolete=True)).decode()
    assert '#~| msgid "Old"\n#~ msgctxt "body"\n' in gone
    assert '#~ "Una línea "\n#~ "larga"\n' in gone
    back = po.parse(gone.encode(), "").messages[0]
    assert written(back._replace(obsolete=False)) == written(live._replace(line=0))


@given(st.lists(st.tuples(any_text, any_text, any_text), max_size=6))
def test_every_text_is_read_back_as_it_was_written(rows: list[tuple[str, str, str]]) -> None:
    entries = [po.new(*row) for row in rows]
    found = po.parse(written(*entries), "").entries
    assert [(e.context, e.source, e.target) for e in found] == rows


@given(st.text(max_size=300) | st.text('msgidtrcx_plu[0]#~,:|."\\\n ', max_size=300))
def test_any_text_is_read_or_refused_and_never_lost_without_a_word(text: str) -> None:
    data = text.encode(errors="replace")
    try:
        document = po.parse(data, "a.po")
    except CatalogError as error:
        places = [problem.place.line for problem in error.problems]
    else:
        places = [1]
        assert document.write(document.entries) == data
    assert places
    assert all(places)


@pytest.mark.parametrize("fuzzy", [True, False])
@pytest.mark.parametrize("comments", [(), ("#, no-wrap",), ("#, fuzzy",), ("#, no-wrap, fuzzy", '#| msgid "x"')])
def test_the_fuzzy_flag_comes_and_goes_and_leaves_other_flags(fuzzy: bool, comments: tuple[str, ...]) -> None:
    before = po.parse(entry("a", "A", "# n", *comments).encode(), "").entries[0]
    after = po.parse(written(po.with_fuzzy(before, fuzzy)), "").entries[0]
    assert after.fuzzy is fuzzy
    assert ("no-wrap" in "".join(after.comments)) == ("no-wrap" in "".join(comments))
    assert [line for line in after.comments if line.startswith("#|")] == list(comments[1:])


# ── other tools ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", [FOREIGN, FOREIGN.replace("\n", "\r\n")])
def test_pypo_reads_the_same_entries_as_we(text: str) -> None:
    theirs = pofile(noheader=True)
    theirs.parse(text.encode())
    units = [unit for unit in theirs.units if unit.msgid]
    told = [(str(u.getcontext()), str(u.source), str(u.target), u.isobsolete()) for u in units]
    ours = [(e.context, e.source, e.target, e.obsolete) for e in po.parse(text.encode(), "").entries]
    assert told == ours


SOURCE, TARGET = "Take 1,000 mg.", "Tome 1.000 mg."
TOLD = (
    said("signed-off", "Dra. María del Carmen Fernández", SOURCE, TARGET),
    said("by", "Ana", SOURCE, TARGET),
    said("waiver", "tags-differ the label has none", SOURCE, TARGET),
)


def survives(data: bytes) -> None:
    found = read(data, "demo.po", "es").entries["body", SOURCE]
    assert (found.state, found.text, found.writer) == (State.FINAL, TARGET, "Ana")
    assert found.waivers == {"tags-differ": "the label has none"}


def test_what_is_said_about_a_text_survives_babel() -> None:
    from io import BytesIO

    from babel.messages.pofile import read_po, write_po

    out = BytesIO()
    write_po(out, read_po(BytesIO((HEADER + entry(SOURCE, TARGET, *TOLD)).encode())), width=40)
    assert out.getvalue().count(b"\n# ") > len(TOLD)  # it did break the comments
    survives(out.getvalue())


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("msgcat", "-w40"),
        ("msgcat", "--no-wrap", "--sort-output"),
        ("msgattrib", "--no-obsolete"),
        ("msguniq", "--use-first"),
        ("msgfilter", "cat"),
    ],
)
def test_what_is_said_about_a_text_survives_gnu_gettext(command: tuple[str, ...], tmp_path: Path) -> None:
    assert shutil.which(command[0]), "install gettext"
    file = tmp_path / "demo.po"
    file.write_text(HEADER + entry(SOURCE, TARGET, *TOLD))
    tool, *options = command
    if tool == "msgfilter":
        done = subprocess.run([tool, "-i", file, *options], capture_output=True, check=True)
    else:
        done = subprocess.run([tool, *options, file], capture_output=True, check=True)
    survives(done.stdout)


@pytest.mark.slow
def test_msgmerge_copies_statements_onto_its_guess_and_they_count_for_nothing(tmp_path: Path) -> None:
    assert shutil.which("msgmerge"), "install gettext"
    old, template = tmp_path / "old.po", tmp_path / "new.pot"
    source, target = "Do not stop the infusion on your own.", "No detenga la infusión por su cuenta."
    old.write_text(HEADER + entry(source, target, said("signed-off", "Ana", source, target)))
    template.write_text(HEADER + entry("Stop the infusion on your own.", ""))
    done = subprocess.run(["msgmerge", "--previous", old, template], capture_output=True, check=True)
    assert b"# signed-off: Ana" in done.stdout
    guess = read(done.stdout, "demo.po", "es").entries["body", "Stop the infusion on your own."]
    assert (guess.text, guess.state) == (target, State.INITIAL)
    accepted = read(done.stdout.replace(b"#, fuzzy\n", b""), "demo.po", "es")
    assert accepted.entries["body", "Stop the infusion on your own."].state is State.REVIEWED
    assert accepted.entries["body", "Stop the infusion on your own."].signed_by == ""


@pytest.mark.slow
def test_msgfmt_accepts_what_we_write(tmp_path: Path) -> None:
    assert shutil.which("msgfmt"), "install gettext"
    file = tmp_path / "demo.po"
    file.write_bytes(
        po.parse(HEADER.encode(), "").write([*po.parse(HEADER.encode(), "").entries, po.new("b", 'a"\n\\')])
    )
    subprocess.run(["msgfmt", "--check-format", "-o", tmp_path / "demo.mo", file], check=True, capture_output=True)
