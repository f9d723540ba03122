"""Catalogs as XLIFF 1.2 and 2.0: everything that a translator must see goes out, and comes back as it was."""

from io import BytesIO
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from translation_builders import HEADER, entry, said

from syndicate.articles.inline import parse, unparse
from syndicate.errors import CatalogError
from syndicate.model import State
from syndicate.translation.exchange import kind_of, xliff1, xliff2
from syndicate.translation.exchange.units import Bundle, Unit, bundle

FORMATS = pytest.mark.parametrize("form", [xliff1, xliff2], ids=["1.2", "2.0"])
DRAFT, SIGNED, MEMORY = "Tome 2.", "No lo tome.", "Agua"
PO = (
    HEADER
    + entry("Title", "")
    + entry("Take 2.", DRAFT, said("origin", "machine deep/libre", "Take 2.", DRAFT), "#. body · Doses", "#, fuzzy")
    + entry("Water", MEMORY, said("origin", "memory", "Water", MEMORY), "#, fuzzy")
    + entry("Do not take it.", SIGNED, said("signed-off", "Ana", "Do not take it.", SIGNED), "# a note of mine")
    + entry("See <b>this</b>.", "Vea <b>esto</b>.", context="cell|x")
    + entry("Rest now.", "Descanse.", "#, fuzzy", '#| msgid "Rest."')
    + '#~ msgid "gone"\n#~ msgstr "ido"\n'
).encode()


def exported(data: bytes = PO) -> Bundle:
    return bundle(data, "demo.po", "demo", "en", "es")


def back(form: ModuleType, made: Bundle) -> Bundle:
    (found,) = form.read(form.write(made), "demo.xlf")
    return found


def values(made: Bundle) -> list[tuple[object, ...]]:
    """What a round trip must keep; lines are the file's own, and the previous source is for the reader's eyes."""
    return [(u.context, u.source, u.target, u.state, u.origin, u.is_hint, u.notes, u.base) for u in made.units]


@FORMATS
def test_a_bundle_comes_back_with_its_texts_contexts_states_origins_and_notes(form: ModuleType) -> None:
    made = exported()
    found = back(form, made)
    assert (found.article, found.source_language, found.language) == ("demo", "en", "es")
    kept = [(c, s, t, st, "draft" if hint else o, hint, n, b) for c, s, t, st, o, hint, n, b in values(made)]
    assert values(found) == kept
    states = [unit.state for unit in found.units]
    assert states == [
        State.INITIAL,
        State.TRANSLATED,
        State.TRANSLATED,
        State.FINAL,
        State.REVIEWED,
        State.INITIAL,
    ]
    assert [unit.origin for unit in found.units][1:3] == ["machine deep/libre", "memory"]


def test_xliff_1_says_state_qualifier_and_approval_in_its_own_words() -> None:
    text = xliff1.write(exported()).decode()
    assert '<target state="needs-translation"/>' in text
    assert '<target state="needs-review-translation" state-qualifier="leveraged-mt" ' in text
    assert '<target state="needs-review-translation" state-qualifier="exact-match" ' in text
    assert '<target state="final">No lo tome.</target>' in text
    assert text.count('approved="yes"') == 1
    assert '<target state="signed-off">Vea <g id="b1" ctype="bold">esto</g>.</target>' in text
    assert '<target state="needs-adaptation" state-qualifier="fuzzy-match">Descanse.</target>' in text
    assert '<alt-trans alttranstype="previous-version">\n          <source>Rest.</source>' in text
    assert 'resname="cell|x"' in text
    assert '<note from="translator">a note of mine</note>' in text
    assert '<note from="developer">body · Doses</note>' in text
    assert "ido" not in text


def test_xliff_2_says_state_and_substate() -> None:
    text = xliff2.write(exported()).decode()
    assert '<segment state="translated" subState="syndicate:leveraged-mt">' in text
    assert '<segment state="final">' in text
    assert '<segment state="initial" subState="syndicate:fuzzy-match">' in text
    assert '<pc id="b1" type="fmt" subType="xlf:b">esto</pc>' in text
    assert '<note category="previous">Rest.</note>' in text


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=30)
texts = st.lists(
    st.one_of(
        words, st.sampled_from(["<b>", "</b>", "<i>", "</i>", '<a id="1">', '<a id="2">', "</a>", "\n", "&lt;b>"])
    ),
    max_size=8,
).map(lambda parts: unparse(parse("".join(parts))))


@FORMATS
@given(st.lists(st.tuples(texts, texts, st.sampled_from(State)), max_size=4))
def test_any_text_with_any_tags_comes_back(form: ModuleType, rows: list[tuple[str, str, State]]) -> None:
    units = tuple(Unit("body", source, target, state, base="0" * 8 + "-" + "0" * 8) for source, target, state in rows)
    found = back(form, Bundle("demo", "en", "zh-Hans", units))
    assert [(u.source, u.target, u.state) for u in found.units] == rows


# ── other tools ─────────────────────────────────────────────────────────────────────────────────


@FORMATS
def test_the_translate_toolkit_reads_it_and_what_it_writes_is_read_back(form: ModuleType) -> None:
    from translate.storage.xliff import xlifffile
    from translate.storage.xliff2 import Xliff2File

    store = (xlifffile if form is xliff1 else Xliff2File).parsestring(form.write(exported()))
    assert len(store.units) == len(exported().units)
    store.units[0].target = "Título"
    out = BytesIO()
    store.serialize(out)
    (found,) = form.read(out.getvalue(), "demo.xlf")
    assert found.units[0].target == "Título"
    assert [unit.source for unit in found.units] == [unit.source for unit in exported().units]
    assert [unit.base for unit in found.units] == [unit.base for unit in exported().units]


def test_a_unit_that_a_tool_split_into_segments_is_one_text_again() -> None:
    data = xliff2.write(exported(HEADER.encode() + entry("One. Two.", "Uno. Dos.").encode()))
    split = data.replace(
        b"<source>One. Two.</source>\n        <target>Uno. Dos.</target>",
        b"<source>One.</source><target>Uno.</target></segment><ignorable><source> </source></ignorable>"
        b'<segment state="initial"><source>Two.</source><target>Dos.</target>',
    )
    assert split != data
    (unit,) = xliff2.read(split, "demo.xlf")[0].units
    assert (unit.source, unit.target, unit.state) == ("One. Two.", "Uno. Dos.", State.INITIAL)


@FORMATS
def test_the_state_of_the_export_is_kept_beside_the_tools_and_a_foreign_word_says_nothing(form: ModuleType) -> None:
    made = exported()
    assert [unit.exported for unit in back(form, made).units] == [unit.state for unit in made.units]
    data = form.write(made).replace(b' state="final"', b' state="done"', 2)
    unit = form.read(data.replace(b'syndicate:state="done"', b'syndicate:state="final"'), "demo.xlf")[0].units[3]
    assert (unit.exported, unit.state < State.REVIEWED) == (None, True)


# ── bad input ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "exchange-xml", 1),
        (b"<xliff", "exchange-xml", 1),
        (b"\n<xliff>\n<b></xliff>", "exchange-xml", 3),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2">&a;</xliff>', "exchange-xml", 1),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff version="2.0">&b;</xliff>', "exchange-xml", 1),
        (b"<html/>", "exchange-kind", 1),
        (b'<xliff version="3.0"/>', "exchange-kind", 1),
    ],
)
def test_what_is_no_exchange_file_is_refused_with_its_place(data: bytes, code: str, line: int) -> None:
    with pytest.raises(CatalogError) as caught:
        kind_of(data, "x.xlf")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path, problem.place.line) == (code, "x.xlf", line)


@FORMATS
@pytest.mark.parametrize("strange", ['<x id="1"/>', '<ph id="b1"/>', '<g id="s1">this</g>', '<pc id="q9">this</pc>'])
def test_an_inline_element_that_is_none_of_the_segments_is_told_with_its_line(form: ModuleType, strange: str) -> None:
    data = form.write(exported())
    wanted = etree.tostring(etree.fromstring(data).find(".//{*}target/{*}*"), encoding="unicode", with_tail=False)
    name = wanted[1:].split()[0]
    start = data.decode().index("Vea <" + name) + 4
    end = data.decode().index(f"</{name}>", start) + len(name) + 3
    broken = data.decode()[:start] + strange + data.decode()[end:]
    with pytest.raises(CatalogError) as caught:
        form.read(broken.encode(), "demo.xlf")
    (problem,) = caught.value.problems
    assert problem.code == "exchange-inline"
    assert problem.place.line > 1


@FORMATS
def test_a_language_tag_that_is_none_is_told(form: ModuleType) -> None:
    data = form.write(exported()).replace(b'"es"', b'"spanish"')
    with pytest.raises(CatalogError, match="spanish"):
        form.read(data, "demo.xlf")
