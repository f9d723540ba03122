"""One slip in any of the demo's translations: it is blocked, and the translation as it stands is not."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from mutations import SLIPS, Mutant, mutants

from syndicate.articles.parsers import Rules, parse
from syndicate.articles.segments import segments
from syndicate.model import Catalog, Problem, Segment, State, Translation
from syndicate.publishing.library import glossary, open_library, sources
from syndicate.translation.catalogs.reading import read
from syndicate.translation.checks import run

ROOT = Path(__file__).parents[1]
LIBRARY = open_library(ROOT)
LANGUAGES = [language for language in LIBRARY.settings.languages if language != "en"]
BLOCKED = dict.fromkeys(SLIPS, 0.95)
"""The share of the mutants of each kind that must be withheld."""
# Measured, rounded down. What passes there is a negative that is no word of its own in the source ("unusual" as
# غير معتاد, "last seen well" as ohne Symptome), or one of two that the source says once ("给……，也不要给").
# A lost sentence that is as short as a clause, or stands where another was split, does not show in the lengths.
FLOORS = {
    ("ar", "negation"): 0.92,
    ("de", "negation"): 0.94,
    ("zh-Hans", "negation"): 0.93,
    ("de", "sentence_lost"): 0.93,
    ("zh-Hans", "sentence_lost"): 0.90,
}


@cache
def translated(language: str) -> tuple[tuple[Segment, Translation, Catalog, str], ...]:
    """Every segment of the demo that is translated into a language, with its catalog and the article's language."""
    rules = Rules(LIBRARY.settings.zone, topics=frozenset(LIBRARY.settings.topics))
    found: list[tuple[Segment, Translation, Catalog, str]] = []
    for raw in sources(LIBRARY):
        article = parse(raw, rules).article
        assert article is not None
        path = LIBRARY.catalog(language, article.id)
        if path.is_file():
            catalog = read(path.read_bytes(), LIBRARY.relative(path), language)
            for segment in segments(article):
                translation = catalog.entries.get(segment.key)
                if translation is not None and translation.state > State.INITIAL:
                    found.append((segment, translation, catalog, article.language))
    return tuple(found)


@cache
def terms(language: str) -> object:
    return glossary(LIBRARY, language)


def said(segment: Segment, translation: Translation, catalog: Catalog, source_language: str) -> list[Problem]:
    """The blocking Problems of one segment."""
    alone = replace(catalog, entries={segment.key: translation})
    found = run([segment], alone, source_language, terms(catalog.language))  # type: ignore[arg-type]
    return [problem for problem in found if problem.blocking]


def missed(language: str) -> tuple[Counter[str], dict[str, list[Mutant]]]:
    """How many mutants of each kind there are, and those that nobody would have stopped."""
    made: Counter[str] = Counter()
    let_through: dict[str, list[Mutant]] = defaultdict(list)
    for segment, translation, catalog, source_language in translated(language):
        for mutant in mutants(segment.text.source, translation.text, language):
            made[mutant.kind] += 1
            changed = Translation(mutant.target, State.REVIEWED)
            if not said(segment, changed, catalog, source_language):
                let_through[mutant.kind].append(mutant)
    return made, let_through


def shown(found: Iterable[Mutant]) -> str:
    return "\n".join(f"    {mutant.about}: {mutant.target}" for mutant in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_raises_no_alarm(language: str) -> None:
    alarms = [str(problem) for row in translated(language) for problem in said(*row)]
    assert len(translated(language)) > 300
    assert not alarms, "\n".join(alarms)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_in_the_demo_is_blocked(language: str) -> None:
    made, let_through = missed(language)
    assert set(made) == set(SLIPS)
    few = {
        kind: f"{kind}: {count - len(let_through[kind])} of {count}\n{shown(let_through[kind])}"
        for kind, count in made.items()
        if count - len(let_through[kind]) < FLOORS.get((language, kind), BLOCKED[kind]) * count
    }
    assert not few, "\n".join(few.values())


def test_the_same_segment_always_has_the_same_mutants() -> None:
    pair = ("Do <b>not</b> take 4 to 6 mg.", "<b>No</b> tome de 4 a 6 mg.", "es")
    assert list(mutants(*pair)) == list(mutants(*pair))


# ── what a mutant is ────────────────────────────────────────────────────────────────────────────

CASES = [
    ("es", "digit", "Call 112.", "Llame al 112.", ["Llame al 212.", "Llame al 122.", "Llame al 113."]),
    ("ar", "digit", "5 mg", "٥ ملغ", ["٦ ملغ"]),
    ("es", "digit", '<a id="1">a</a> https://who.int/1', '<a id="1">a</a> https://who.int/1', []),
    ("de", "decimal_mark", "0.5 mg", "0,5 mg", ["5 mg", "0,05 mg"]),
    ("de", "decimal_mark", "2.5 mg", "2,5 mg", ["25 mg", "0,25 mg"]),
    ("de", "decimal_mark", "12.5 mg", "12,5 mg", ["125 mg", "1,25 mg"]),
    ("de", "decimal_mark", "4,000 mg", "4.000 mg", ["4,000 mg"]),
    ("fr", "decimal_mark", "4,000 mg", "4\u202f000 mg", ["4,000 mg"]),
    ("zh-Hans", "decimal_mark", "1.5 mL", "1.5毫升", ["15毫升", "0.15毫升"]),
    ("de", "decimal_mark", "On 12/24/2026 at 8:30", "Am 24.12.2026 um 8.30 Uhr", []),
    ("es", "unit", "every 6 hours", "cada 6 horas", ["cada 6 días"]),
    ("fr", "unit", "5 mg", "5\u202fmg", ["5\u202fµg"]),
    ("ar", "unit", "in two days", "خلال يومين", ["خلال أسبوعين"]),
    ("zh-Hans", "unit", "5 mg in 4 hours", "4小时5毫克", ["4小时5微克", "4天5毫克"]),
    ("es", "unit", "the hours", "las horas", []),
    ("pt-BR", "range_order", "4 to 6 hours", "4 a 6 horas", ["6 a 4 horas"]),
    ("de", "range_order", "between 4 and 6", "zwischen 4 und 6", ["zwischen 6 und 4"]),
    ("ar", "range_order", "from 24 to 35", "بين 24 و35", ["بين 35 و24"]),
    ("zh-Hans", "range_order", "below 120/80", "低于120/80", ["低于80/120"]),
    ("es", "range_order", "4 and 6", "4 y 6", []),
    ("es", "range_order", "1-800-222-1222", "1-800-222-1222", []),
    ("es", "negation", "Do not drive.", "No conduzca.", ["Conduzca."]),
    ("fr", "negation", "Do not drive.", "Ne conduisez pas.", ["Conduisez."]),
    ("de", "negation", "no fever", "kein Fieber", ["ein Fieber"]),
    ("pt-BR", "negation", "It can hurt.", "Isso pode doer.", ["Isso não pode doer."]),
    ("ar", "negation", "Do not drive if ill.", "لا تقد إذا مرضت.", ["تقد إذا مرضت."]),
    ("ar", "negation", "Rest unless well.", "استرح إلا إذا تعافيت.", ["استرح إذا تعافيت."]),
    ("zh-Hans", "negation", "Do not drive.", "请勿开车。", ["请开车。"]),
    ("fr", "negation", "a b", "Ne buvez pas et ne fumez pas.", ["Buvez et ne fumez pas.", "Ne buvez pas et fumez."]),
    ("fr", "negation", "only if", "Ne conduisez que si cela va.", []),
    ("es", "negation", "not only", "No solo los adultos, sino también los niños.", []),
    ("es", "negation", "Can I?", "¿Puedo o no puedo?", []),
    ("de", "drug_name", "aspirin", "Aspirin", ["Ampicillin", "Asiprin"]),
    ("zh-Hans", "drug_name", "ibuprofen", "布洛芬", ["对乙酰氨基酚", "洛布芬"]),
    ("es", "tag", "<b>a</b>", "<b>a</b>", ["a", "<b>a"]),
    ("es", "tag", '<a id="1">a</a>', '<a id="1">a</a>', ['<a id="11">a</a>', "a", '<a id="1">a']),
    ("fr", "percent", "7%", "7\u00a0%", ["7", "7\u00a0‰"]),
    ("ar", "percent", "7%", "٧٪", ["٧", "٧‰"]),
    ("es", "sentence_lost", "Sit. Rest.", "Siéntese en una silla. Descanse.", ["Descanse."]),
    ("es", "sentence_lost", "Sit.", "Siéntese en una silla cómoda.", []),
    ("es", "number_word", "two tablets", "dos comprimidos", ["tres comprimidos"]),
    ("ar", "number_word", "twice a day", "مرتين في اليوم", ["ثلاث مرات في اليوم"]),
    ("fr", "number_word", "between doses", "entre deux doses", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "kind", "source", "target", "wanted"), CASES)
def test_a_kind_of_slip(language: str, kind: str, source: str, target: str, wanted: list[str]) -> None:
    found = [mutant.target for mutant in mutants(source, target, language) if mutant.kind == kind]
    assert sorted(found) == sorted(wanted)
