"""The glossary: read strictly from PO, found in sources as people write them, and the demo's own."""

import pickle
from pathlib import Path

import pytest
from translation_builders import HEADER

from syndicate.errors import CatalogError
from syndicate.languages import from_posix
from syndicate.translation.glossary import NO_TERMS, Glossary, Term, merged

ROOT = Path(__file__).parent.parent
DEMO = sorted(ROOT.glob("locales/*/glossary.po"))


def term(kind: str, source: str, target: str, *comments: str) -> str:
    return "\n".join((*comments, f'msgctxt "{kind}"', f'msgid "{source}"', f'msgstr "{target}"')) + "\n\n"


def glossary(*entries: str, language: str = "es", header: str = HEADER) -> Glossary:
    return merged(language, [("es/glossary.po", (header + "".join(entries)).encode())])


def problems(*entries: str) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        glossary(*entries)
    return [str(problem) for problem in caught.value.problems]


def hits(source: str, *terms: Term, language: str = "en") -> list[str]:
    return [source[hit.start : hit.end] for hit in Glossary("es", terms).hits(source, language)]


# ── reading ─────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_becomes_a_term_with_its_forms_and_its_note() -> None:
    comments = (
        "# allowed: recidiva | recrudescencia",
        "# allowed: exacerbación",
        "# forbidden: recaída",
        "# note: of MS",
    )
    (read,) = glossary(term("term", "relapse", "brote", *comments)).terms
    assert read == Term(
        "term",
        "relapse",
        "brote",
        ("recidiva", "recrudescencia", "exacerbación"),
        ("recaída",),
        "of MS",
        "en",
    )
    assert read.forms == ("brote", "recidiva", "recrudescencia", "exacerbación")


def test_a_name_that_is_kept_needs_no_target() -> None:
    (read,) = glossary(term("keep", "MedlinePlus", "")).terms
    assert read.forms == ("MedlinePlus",)


def test_a_fuzzy_an_empty_and_an_obsolete_entry_are_not_used() -> None:
    obsolete = '#~ msgctxt "term"\n#~ msgid "dose"\n#~ msgstr "dosis"\n'
    fuzzy = term("term", "flare", "brote", "#, fuzzy")
    assert glossary(fuzzy, term("term", "cuff", ""), obsolete).terms == ()


def test_a_remark_is_no_statement() -> None:
    assert (
        len(glossary(term("term", "cuff", "manguito", "# as the society of cardiology writes: see its page")).terms)
        == 1
    )


def test_the_specific_file_goes_before_the_general_one() -> None:
    general = term("term", "cuff", "manguito") + term("term", "flu", "gripe")
    specific = term("term", "cuff", "brazalete") + term("term", "flu", "influenza", "#, fuzzy")
    files = [(name, (HEADER + text).encode()) for name, text in (("es", general), ("es_MX", specific))]
    assert {one.source: one.target for one in merged("es-MX", files).terms} == {"cuff": "brazalete", "flu": "gripe"}


def test_the_source_language_is_the_entrys_else_the_headers_else_the_librarys() -> None:
    own = term("term", "golpe de calor", "coup de chaleur", "# source: es")
    other = term("term", "flu", "grippe")
    header = HEADER.replace('es\\n"', 'fr\\n"', 1).replace('"\n\n', '"\n"X-Syndicate-Source-Language: pt_BR\\n"\n\n')
    read = merged("fr", [("fr", (header + own + other).encode())], "en")
    assert [one.language for one in read.terms] == ["es", "pt-BR"]
    assert [one.language for one in merged("fr", [("fr", (own + other).encode())], "de").terms] == ["es", "de"]


def test_a_kind_that_there_is_not_is_told_with_its_place_and_the_nearest_one() -> None:
    (message,) = problems(term("terms", "cuff", "manguito"))
    assert message.startswith("es/glossary.po:7: error glossary-kind: 'terms' is no kind of term")
    assert 'write msgctxt "term"' in message
    assert "without a kind" in problems('msgid "cuff"\nmsgstr "manguito"\n')[0]


def test_forms_that_cannot_be_used_are_told() -> None:
    assert "several forms in one msgstr" in problems(term("term", "cuff", "manguito | brazalete"))[0]
    forbidden = problems(term("term", "cuff", "manguito", "# allowed: Brazalete", "# forbidden: brazalete"))
    assert "'brazalete' is both right and forbidden" in forbidden[0]
    assert "glossary-comment" in problems(term("term", "cuff", "manguito", "# forbiden: puño"))[0]
    assert "glossary-source" in problems(term("term", "cuff", "manguito", "# source: xx-yy-zz"))[0]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert (
        len(problems(term("x", "cuff", "a"), term("term", "flu", "a|b"), term("term", "dose", "c", "# note: ok"))) == 2
    )


def test_a_file_that_is_no_po_is_refused_as_catalogs_are() -> None:
    with pytest.raises(CatalogError, match="po-duplicate"):
        glossary(term("term", "cuff", "manguito"), term("term", "cuff", "brazalete"))
    with pytest.raises(CatalogError, match="po-language"):
        merged("de", [("de", HEADER.encode())])


def test_a_glossary_goes_through_a_process_pool_and_has_the_value_of_its_terms() -> None:
    read = glossary(term("term", "relapse", "brote"))
    copy = pickle.loads(pickle.dumps(read))
    assert copy == read
    assert copy.hits("Relapses", "en") == read.hits("Relapses", "en") != ()
    assert merged("es", []) == Glossary("es")


# ── finding ─────────────────────────────────────────────────────────────────────────────────────

RELAPSE, MS, SCLEROSIS = (
    Term("term", "relapse", "brote"),
    Term("abbreviation", "MS", "EM"),
    Term("term", "sclerosis", "e"),
)
MULTIPLE = Term("term", "multiple sclerosis", "esclerosis múltiple")


@pytest.mark.parametrize(
    "source", ["A relapse.", "Relapses", "the relapse’s end", "relapse-free", "<b>relapse</b>", "RELAPSE"]
)
def test_a_term_is_found_in_its_plural_possessive_and_in_any_case(source: str) -> None:
    assert len(hits(source, RELAPSE)) == 1


@pytest.mark.parametrize(
    "source", ["relapsing", "prelapse", "https://example.org/relapse", "relapse@example.org", "lapse"]
)
def test_parts_of_words_and_addresses_are_no_hit(source: str) -> None:
    assert hits(source, RELAPSE) == []


def test_the_case_of_abbreviations_counts() -> None:
    assert hits("MS, ms, Ms, MSG, MS’s, (MS)", MS) == ["MS", "MS", "MS"]
    assert hits("An MRI, two MRIs", Term("abbreviation", "MRI", "RM")) == ["MRI", "MRIs"]
    assert hits("it is IT", Term("term", "IT", "informática")) == ["IT"]


def test_the_longest_term_counts_and_terms_come_in_order() -> None:
    source = "Relapses of multiple sclerosis (MS), not of other sclerosis"
    assert hits(source, MS, SCLEROSIS, MULTIPLE, RELAPSE) == ["Relapses", "multiple sclerosis", "MS", "sclerosis"]


@pytest.mark.parametrize("source", ["multiple-sclerosis team", "multiple\nsclerosis", "Multiple\u00a0sclerosis"])
def test_the_words_of_a_term_may_be_joined_otherwise(source: str) -> None:
    assert len(hits(source, MULTIPLE)) == 1


@pytest.mark.parametrize("source", ["multiple, sclerosis", "<b>multiple</b> sclerosis", "multiple. Sclerosis"])
def test_a_term_does_not_reach_over_signs_and_tags(source: str) -> None:
    assert hits(source, MULTIPLE) == []


def test_spanish_terms_bend_too() -> None:
    stroke = Term("term", "golpe de calor", "heat stroke", language="es")
    assert hits("Los golpes de calor y el golpe de calor", stroke, language="es") == [
        "golpes de calor",
        "golpe de calor",
    ]
    assert hits("Dos infusiones", Term("term", "infusión", "infusion", language="es"), language="es-MX") == [
        "infusiones"
    ]
    assert hits("Two biopsies", Term("term", "biopsy", "biopsia")) == ["biopsies"]


def test_terms_of_another_source_language_are_no_hits() -> None:
    assert hits("relapse", RELAPSE, language="fr") == []
    assert NO_TERMS.hits("relapse", "en") == ()


# ── the demo's own ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.parent.name)
def test_the_demos_glossaries_are_used_by_its_articles(path: Path) -> None:
    read = merged(from_posix(path.parent.name), [(str(path), path.read_bytes())])
    articles = sorted((ROOT / "articles").glob("*.md"))
    texts = [("es" if article.stem == "golpe-de-calor" else "en", article.read_text()) for article in articles]
    found = {hit.term for language, text in texts for hit in read.hits(text, language)}
    assert found == set(read.terms)


def test_every_language_of_the_demo_has_a_glossary() -> None:
    assert [path.parent.name for path in DEMO] == ["ar", "de", "en", "es", "fr", "pt_BR", "zh_Hans"]
