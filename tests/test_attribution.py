"""Who wrote a translation: taken from Last-Translator when a text changed, and never guessed."""

import pytest
from translation_builders import DAY, HEADER, article, edited_since, elsewhere, entry, said

from syndicate.model import State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.attribution import Writer, attributed, last_translator
from syndicate.translation.catalogs.drafts import fill
from syndicate.translation.catalogs.reading import read
from syndicate.translation.updating.update import update

ANA = Writer("Ana Ruiz", "2026-11-24")
SOURCE, TARGET = "Do not stop.", "No lo deje."
BY_ANA = said("by", "Ana Ruiz", SOURCE, TARGET).replace(DAY, ANA.date)


def header(translator: str, revised: str = "2026-11-24 10:30+0100") -> po.Entry:
    fields = f'"Last-Translator: {translator}\\n"\n"PO-Revision-Date: {revised}\\n"\n'
    found = po.parse(HEADER.replace('"Content', f'{fields}"Content').encode(), "").header
    assert found is not None
    return found


# ── who ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Ana Ruiz <ana@example.org>", "Ana Ruiz"),
        ("Ana Ruiz", "Ana Ruiz"),
        ("  Ana   Ruiz  <>", "Ana Ruiz"),
        ("María José O’Neill (Clínica) <x@example.org>", "María José O’Neill (Clínica)"),
        ("安娜 <ana@example.org>", "安娜"),
    ],
)
def test_the_last_translator_is_a_name_and_a_day(told: str, name: str) -> None:
    assert last_translator(header(told)) == Writer(name, "2026-11-24")


@pytest.mark.parametrize(
    "told",
    [
        "",
        "FULL NAME <EMAIL@ADDRESS>",
        "Automatically generated",
        "automatically generated <>",
        "Anonymous <noreply@weblate.example.org>",
        "Weblate <noreply@weblate.org>",
        "Weblate Translation Memory <noreply-mt-weblate-translation-memory@weblate.org>",
        "LibreTranslate <noreply-mt-libretranslate@weblate.org>",
        "ana@example.org",
        "<ana@example.org>",
        "none",
        "Ana\x9bRuiz <ana@example.org>",
    ],
)
def test_placeholders_machines_and_bare_addresses_are_nobody(told: str) -> None:
    assert last_translator(header(told)) is None


@pytest.mark.parametrize("revised", ["", "YEAR-MO-DA HO:MI+ZONE", "24.11.2026", "2026-13-01 10:00+0000", "yesterday"])
def test_without_a_day_nothing_is_written(revised: str) -> None:
    assert last_translator(header("Ana Ruiz", revised)) is None


def test_a_file_without_a_header_names_nobody() -> None:
    assert last_translator(None) is None


# ── what ────────────────────────────────────────────────────────────────────────────────────────


def attribution(*comments: str, target: str = TARGET, writer: Writer | None = ANA) -> tuple[str, ...]:
    before = po.parse(entry(SOURCE, target, *comments).encode(), "").entries[0]
    after = attributed(before, "es", writer)
    assert (after.body, after.fuzzy, after.target) == (before.body, before.fuzzy, before.target)
    return after.comments


@pytest.mark.parametrize(
    "others",
    [
        (),
        ("# a note",),
        (said("origin", "memory", SOURCE, TARGET),),
        (edited_since("origin", "machine draft", SOURCE),),
        (edited_since("signed-off", "Eva", SOURCE),),
        (elsewhere("by", "Eva", TARGET),),
    ],
)
def test_a_persons_text_that_nobody_is_named_for_is_put_down_to_the_last_translator(others: tuple[str, ...]) -> None:
    assert attribution(*others, "#. body") == (*others, BY_ANA, "#. body")


def test_the_writer_of_an_older_text_gives_way_to_the_one_of_this() -> None:
    old = edited_since("by", "Eva", SOURCE)
    assert attribution("# a note", old, "#, no-wrap") == ("# a note", BY_ANA, "#, no-wrap")


@pytest.mark.parametrize(
    ("comments", "target"),
    [
        (("#, fuzzy",), TARGET),
        ((said("signed-off", "Eva", SOURCE, TARGET),), TARGET),
        ((), ""),
        ((), " "),
        ((said("by", "Eva", SOURCE, TARGET),), TARGET),
        ((said("origin", "machine draft", SOURCE, TARGET),), TARGET),
        ((said("origin", "machine deep/libre", SOURCE, TARGET), "#, fuzzy"), TARGET),
    ],
    ids=["fuzzy", "signed off", "empty", "blank", "named already", "a machine's, accepted", "a machine's draft"],
)
def test_what_is_nobodys_text_or_has_its_writer_stays_as_it_is(comments: tuple[str, ...], target: str) -> None:
    assert attribution(*comments, target=target) == comments


def test_a_name_that_could_not_be_read_back_is_not_written() -> None:
    assert attribution(writer=Writer(f"{'x' * 40} deadbeef-deadbeef {'y' * 40}", DAY)) == ()


def test_nobody_writes_nothing() -> None:
    assert attribution(writer=None) == ()


# ── by an update ────────────────────────────────────────────────────────────────────────────────


def saved(data: bytes, translator: str, targets: dict[str, str]) -> bytes:
    """The file as a PO editor saves it: texts, and who and when in the header."""
    document = po.parse(data, "")
    named = header(translator)._replace(line=document.entries[0].line)
    texts = (
        po.with_fuzzy(po.with_target(x, targets[x.source]), False) if x.source in targets else x
        for x in document.entries[1:]
    )
    return document.write((named, *texts))


def test_each_edit_is_put_down_to_whoever_saved_the_file_last() -> None:
    source = article("a", "b", "c")
    drafted = fill(update(source, "es"), {("body", "c"): "C"}, language="es", date=DAY)
    first = update(source, "es", saved(drafted, "Ana Ruiz <ana@example.org>", {"a": "A", "b": "B"}))
    second = update(source, "es", saved(first, "Eva Sanz", {"b": "Be", "c": "C"}))
    found = read(second, "x.po", "es").entries
    assert {key[1]: (t.writer, t.state) for key, t in found.items() if key[0] == "body"} == {
        "a": ("Ana Ruiz", State.REVIEWED),
        "b": ("Eva Sanz", State.REVIEWED),
        "c": ("", State.TRANSLATED),  # accepted as the machine left it
    }
    assert second.count(b"# by: ") == 2
    assert update(source, "es", second) == second


def test_an_address_never_goes_into_a_comment() -> None:
    data = update(article("a"), "es", saved(update(article("a"), "es"), "Ana <ana@example.org>", {"a": "A"}))
    assert data.count(b"ana@example.org") == 1


def test_what_an_outdated_text_was_and_is_again_keeps_its_writer() -> None:
    first = update(article("a"), "es", saved(update(article("a"), "es"), "Ana Ruiz", {"a": "A"}))
    changed = saved(update(article("a new one"), "es", first), "Eva Sanz", {})
    again = read(update(article("a"), "es", changed), "x.po", "es").entries["body", "a"]
    assert again.writer == "Ana Ruiz"
