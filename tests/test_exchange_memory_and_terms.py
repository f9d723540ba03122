"""TMX carries what people have reviewed, TBX the glossary; both come back as drafts that count for nothing yet."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translation_builders import HEADER, entry, said

from syndicate.articles.inline import parse, unparse
from syndicate.errors import CatalogError
from syndicate.model import State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.reading import read
from syndicate.translation.exchange import kind_of, tbx, tmx
from syndicate.translation.exchange.merge import merge
from syndicate.translation.exchange.units import Bundle, Unit, bundle
from syndicate.translation.glossary import Glossary, Term, merged

DRAFT = "Tome 2."
PO = (
    HEADER
    + entry("Take 2.", DRAFT, said("origin", "machine draft", "Take 2.", DRAFT), "#, fuzzy")
    + entry("See <b>it</b>.", "<b>Véalo</b>.")
    + entry("Empty.", "")
).encode()


def exported(data: bytes = PO) -> Bundle:
    return bundle(data, "demo.po", "demo", "en", "es")


def pairs(data: bytes, language: str = "es") -> Mapping[str, str]:
    return tmx.pairs(tmx.read(data, "x.tmx"), "en", language)


# ── TMX ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_memory_has_what_a_person_reviewed_and_nothing_else() -> None:
    data = tmx.write([exported()], "1.0")
    assert kind_of(data, "es.tmx") == "tmx"
    assert pairs(data) == {"See <b>it</b>.": "<b>Véalo</b>."}
    assert b'<prop type="x-state">reviewed</prop>' in data


def test_the_translate_toolkit_reads_the_memory() -> None:
    from translate.storage.tmx import tmxfile

    store = tmxfile.parsestring(tmx.write([exported()], "1.0"))
    (unit,) = store.units
    assert "Véalo" in unit.target


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=30)
texts = (
    st.lists(words | st.sampled_from(["<b>", "</b>", "<i>", "</i>", '<a id="2">', "</a>", "&lt;b>"]), max_size=8)
    .map(lambda parts: unparse(parse("".join(parts))))
    .filter(bool)
)


@given(st.dictionaries(texts, texts, max_size=4))
def test_any_text_with_any_tags_comes_back(memory: dict[str, str]) -> None:
    units = tuple(Unit("body", source, target, State.FINAL) for source, target in memory.items())
    assert pairs(tmx.write([Bundle("demo", "en", "ar", units)], "1.0"), "ar") == memory


def test_a_memory_fills_what_is_empty_with_drafts() -> None:
    offered = tmx.drafts({"Empty.": "Vacío.", "Take 2.": "Tome dos."}, exported(), "es.tmx")
    done = merge(PO, offered, path="demo.po", date="2026-11-22")
    found = read(done.data, "demo.po", "es").entries
    assert (found["body", "Empty."].state, found["body", "Empty."].origin) == (State.TRANSLATED, "memory")
    assert found["body", "Take 2."].text == DRAFT


@pytest.mark.parametrize(
    ("asked", "target"), [("es", "España"), ("es-MX", "México"), ("es-AR", "España"), ("fr", None), ("pt-BR", None)]
)
def test_the_variant_of_the_language_that_is_asked_for_counts(asked: str, target: str | None) -> None:
    data = b"""<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx><body><tu><tuv xml:lang="EN-us"><seg>a</seg></tuv>
    <tuv xml:lang="es-ES"><seg>Espa\xc3\xb1a</seg></tuv>
    <tuv xml:lang="es-mx"><seg>M\xc3\xa9xico</seg></tuv></tu></body></tmx>"""
    assert pairs(data, asked) == ({"a": target} if target else {})


@pytest.mark.parametrize("seg", ["a<ph>{1}</ph>", '<bpt i="1">&lt;b&gt;</bpt>a', '<it pos="begin">x</it>'])
def test_codes_that_are_no_tags_of_ours_are_told_with_their_line(seg: str) -> None:
    data = f'<tmx><body>\n<tu><tuv xml:lang="en"><seg>{seg}</seg></tuv></tu></body></tmx>'
    with pytest.raises(CatalogError) as caught:
        tmx.read(data.encode(), "x.tmx")
    assert (caught.value.problems[0].code, caught.value.problems[0].place.line) == ("exchange-inline", 2)


# ── TBX ─────────────────────────────────────────────────────────────────────────────────────────

TERMS = (
    Term("term", "relapse", "brote", ("recidiva",), ("recaída",), "of multiple sclerosis"),
    Term("abbreviation", "MS", "EM", forbidden=("Sra.",)),
    Term("keep", "FAST", "FAST"),
)


def test_a_glossary_comes_back_with_allowed_and_forbidden_forms_and_notes() -> None:
    data = tbx.write(Glossary("es", TERMS))
    assert kind_of(data, "es.tbx") == "tbx"
    assert tuple(term for term, _ in tbx.read(data, "es.tbx", "en", "es")) == TERMS


def test_the_translate_toolkit_reads_the_glossary() -> None:
    from translate.storage.tbx import tbxfile

    store = tbxfile.parsestring(tbx.write(Glossary("es", TERMS)))
    assert [(unit.source, unit.target) for unit in store.units] == [
        ("relapse", "brote"),
        ("MS", "EM"),
        ("FAST", "FAST"),
    ]


def test_tbx_3_is_read_as_well() -> None:
    data = b"""<tbx type="TBX-Basic" xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry id="1">
    <langSec xml:lang="en"><termSec><term>flare</term></termSec></langSec>
    <langSec xml:lang="es"><termSec><term>brote</term>
    <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
    </conceptEntry></body></text></tbx>"""
    assert kind_of(data, "x.tbx") == "tbx"
    ((term, line),) = tbx.read(data, "x.tbx", "en", "es")
    assert (term.source, term.target, line) == ("flare", "brote", 1)


def test_new_terms_come_in_fuzzy_so_that_none_counts_before_a_person_accepts_it() -> None:
    old = tbx.new_glossary("es", "en") + b'\nmsgctxt "term"\nmsgid "relapse"\nmsgstr "recidiva"\n'
    data, added, problems = tbx.merge(
        old, [(term, 9) for term in TERMS], path="glossary.po", language="es", origin="es.tbx"
    )
    assert data.startswith(old)
    assert added == ("MS", "FAST")
    assert [(p.code, p.place.line) for p in problems] == [("merge-conflict", 9)]
    assert [entry.fuzzy for entry in po.parse(data, "").messages] == [False, True, True]
    assert [term.source for term in merged("es", [("glossary.po", data)]).terms] == ["relapse"]
    accepted = data.replace(b"#, fuzzy\n", b"")
    assert set(merged("es", [("glossary.po", accepted)]).terms) >= set(TERMS[1:])


@pytest.mark.parametrize("field", ["source", "target", "note"])
def test_a_term_with_a_character_that_is_none_of_text_stays_out(field: str) -> None:
    nasty = replace(TERMS[0], **{field: "re\u2028lapse"})
    old = tbx.new_glossary("es", "en")
    data, added, problems = tbx.merge(old, [(nasty, 9)], path="glossary.po", language="es", origin="es.tbx")
    assert (data, added) == (old, ())
    assert [(problem.code, problem.place.line) for problem in problems] == [("control-character", 9)]
