"""`check_terms`: agreed terms in the inflections of six languages, forbidden ones, and the demo's catalogs."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicate.articles.parsers import Raw, Rules, parse
from syndicate.articles.segments import segments
from syndicate.languages import from_posix
from syndicate.model import Problem, Segment, State, Text, Translation
from syndicate.translation.catalogs.reading import read
from syndicate.translation.checks import run as run_checks
from syndicate.translation.checks.abbreviations import check_abbreviations
from syndicate.translation.checks.drugs import check_drugs
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.terms import check_terms
from syndicate.translation.glossary import Glossary, Term, merged
from syndicate.translation.linguistics.term_forms import exact, has_form

ROOT = Path(__file__).parent.parent

THERE = {
    "es": [
        ("brote", "Los brotes duran semanas."),
        ("infusión", "Después de las infusiones"),
        ("esclerosis múltiple", "esclerosis, a veces llamada múltiple"),
        ("presión arterial alta", "La presión arterial está muy alta."),
        ("efecto secundario", "los efectos poco frecuentes secundarios"),
        ("medicamento recetado", "las medicinas y los medicamentos recetados"),
        ("LMP", "La LMP es rara."),
        ("virus JC", "el virus <b>JC</b>"),
    ],
    "fr": [
        ("intraveineux", "par voie intraveineuse"),
        ("infusion", "l’infusion"),
        ("antidépresseur", "les antidépresseurs"),
        ("hormonal", "les traitements hormonaux"),
        ("pression artérielle", "une pression systolique ou artérielle"),
        ("allergie à l’œuf", "une allergie à l'œuf"),
    ],
    "de": [
        ("Schub", "Die Schübe dauern Wochen."),
        ("Schub", "Schubrate"),
        ("Schub", "ein Krankheitsschub"),
        ("Multiple Sklerose", "bei multipler Sklerose"),
        ("Nebenwirkung", "die Nebenwirkungen"),
        ("Leberschaden", "Leber- oder Nierenschäden"),
        ("Impfstoff", "Grippeimpfstoffe"),
        ("Arzt", "Ihre Ärzte"),
    ],
    "pt-BR": [
        ("infusão", "as infusões"),
        ("surto", "os surtos"),
        ("vacina", "vacinas"),
        ("hormonal", "tratamentos hormonais"),
        ("pressão arterial", "sua pressão arterial"),
    ],
    "ar": [
        ("ضغط الدم", "يرتفع ضغط دمك"),
        ("لقاح", "باللقاحات"),
        ("سكتة دماغية", "السكتات الدماغية"),
        ("أسبرين", "والأسبرين"),
        ("ضربة شمس", "ضَرْبَةُ الشَّمْسِ"),
        ("انتكاسة", "انتكاستك"),
    ],
    "zh-Hans": [("JC病毒", "感染 JC 病毒后"), ("副作用", "常见副作用"), ("MedlinePlus", "请见medlineplus。")],
}
ABSENT = {
    "es": [
        ("brote", "brazo"),
        ("esclerosis múltiple", "esclerosis"),
        ("EM", "em"),
        ("LMP", "LPM"),
        ("virus JC", "virus"),
    ],
    "fr": [("poussée", "pouce"), ("SEP", "sep")],
    "de": [("Schub", "Schuh"), ("Leberschaden", "Lunge- oder Nierenschäden"), ("Arzt", "Art")],
    "pt-BR": [("surto", "surdo"), ("infusão", "infecção")],
    "ar": [("لقاح", "لقاء"), ("ضغط الدم", "ضغط")],
    "zh-Hans": [("副作用", "作用")],
}


@pytest.mark.parametrize(
    ("language", "form", "text"), [(language, *pair) for language, pairs in THERE.items() for pair in pairs]
)
def test_a_form_is_there_in_any_inflection(language: str, form: str, text: str) -> None:
    assert has_form(text, form, language)


@pytest.mark.parametrize(
    ("language", "form", "text"), [(language, *pair) for language, pairs in ABSENT.items() for pair in pairs]
)
def test_another_word_is_no_form(language: str, form: str, text: str) -> None:
    assert not has_form(text, form, language)


@pytest.mark.parametrize(
    ("language", "form", "text", "found"),
    [
        ("es", "recaída", "Las recaídas o la recaída, no recaído", ["recaídas", "recaída"]),
        ("es", "MS", "MS, ms y MSG", ["MS"]),
        ("de", "Rückfall", "des Rückfalls, Rückfallrate", ["Rückfalls"]),
        ("fr", "sclérose multiple", "la sclérose multiple", ["sclérose multiple"]),
        ("ar", "نكسة", "والنكسة", ["والنكسة"]),
        ("zh-Hans", "复发", "疾病复发后", ["复发"]),
        ("es", "recaída", '<a id="1">recaída</a> https://example.org/recaída', ["recaída"]),
    ],
)
def test_the_very_words_are_found_where_they_stand(language: str, form: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in exact(text, form, language)] == found


# ── the check ───────────────────────────────────────────────────────────────────────────────────

RELAPSE = Term("term", "relapse", "brote", ("recidiva",), ("recaída",), "of multiple sclerosis")
RETURN = Term("term", "return of depression", "recaída")
KEPT = Term("keep", "MedlinePlus", "")


def told(source: str, target: str, *terms: Term, language: str = "es", role: str = "body") -> list[Problem]:
    pair = Pair(
        Segment(role, Text(source)), Translation(target, State.REVIEWED), "en", language, Glossary(language, terms)
    )
    return list(check_terms(pair))


@pytest.mark.parametrize("target", ["Un brote pasa.", "Los brotes pasan; duran poco.", "La recidiva pasa."])
def test_any_agreed_form_once_is_enough(target: str) -> None:
    assert told("A relapse passes. The relapse is short.", target, RELAPSE) == []


def test_a_term_that_is_missing_is_told_with_its_forms_and_note() -> None:
    (problem,) = told("Relapses pass.", "Los ataques pasan.", RELAPSE)
    assert (problem.code, problem.blocking) == ("term-missing", True)
    assert problem.message == "the agreed term for “relapse” is missing"
    assert problem.advice == "write brote or recidiva (of multiple sclerosis)"


def test_a_forbidden_form_is_told_even_beside_a_right_one() -> None:
    (problem,) = told("Relapses pass.", "Los brotes (recaídas) pasan.", RELAPSE)
    assert (problem.code, problem.blocking) == ("term-forbidden", True)
    assert problem.message == "“recaídas” is not to be used for “relapse”"


def test_a_form_that_is_right_for_another_term_of_the_source_is_right() -> None:
    assert told("A relapse is no return of depression.", "Un brote no es una recaída.", RELAPSE, RETURN) == []
    assert len(told("A relapse is no joke.", "Un brote no es una recaída.", RELAPSE, RETURN)) == 1


def test_a_forbidden_form_inside_an_agreed_one_is_right() -> None:
    lone = Term("term", "recurrence", "疾病复发", (), ("复发",))
    assert told("After a recurrence", "疾病复发后", lone, language="zh-Hans") == []
    assert [problem.code for problem in told("After a recurrence", "复发后", lone, language="zh-Hans")] == [
        "term-forbidden"
    ]


def test_a_forbidden_form_is_free_where_the_term_is_not_in_the_source() -> None:
    assert told("Depression can come back.", "Puede haber una recaída.", RELAPSE) == []


def test_a_name_that_is_kept_must_stand_as_it_is() -> None:
    assert told("See MedlinePlus.", "Visite MedlinePlus.", KEPT) == []
    assert [problem.code for problem in told("See MedlinePlus.", "Visite MedlineMás.", KEPT)] == ["term-missing"]


def test_abbreviations_are_only_asked_for_their_forbidden_forms() -> None:
    abbreviation = Term("abbreviation", "MS", "EM", (), ("MS",))
    assert told("MS can hurt.", "Puede doler.", abbreviation) == []
    assert [problem.code for problem in told("MS can hurt.", "La MS puede doler.", abbreviation)] == ["term-forbidden"]


def test_an_address_has_no_terms() -> None:
    assert told("relapse", "x", RELAPSE, role="link.url") == []


# ── the demo ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("locales/*/articles/*.po")), ids=lambda path: "-".join(path.parts[-3::2])
)
def test_the_demos_catalogs_have_no_alarm_with_its_glossaries(path: Path) -> None:
    source = ROOT / "articles" / f"{path.stem}.md"
    article = parse(Raw(source.name, "text/markdown", source.read_bytes()), Rules(ZoneInfo("UTC"), None)).article
    assert article is not None
    language = from_posix(path.parts[-3])
    file = path.parents[1] / "glossary.po"
    glossary = merged(language, [(str(file), file.read_bytes())])
    catalog = read(path.read_bytes(), str(path), language)
    checks = (check_terms, check_drugs, check_abbreviations)
    found = run_checks(segments(article), catalog, article.language, glossary, checks)
    assert [str(problem) for problem in found] == []
