"""Calls to action of a brand: a sentence that sends readers to a named product or company for more.

Three signs must come together: an imperative that sales texts use, right behind it a name in capitals that is no
common or public one, and what the reader shall get there (“to learn more …”, “today”). Taking out a sentence that is
advice would do more harm than leaving in one that sells: so “call”, “use” and “take” are no such imperatives,
“now” is no such aim, and whoever gives public help (poison control, a helpline, a ministry) is no brand. German
has no table: each of its nouns has a capital; Arabic and Chinese have no capitals at all.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from syndicate.articles.parsers.pagedump.citations import is_citation
from syndicate.articles.parsers.pagedump.lines import sentences
from syndicate.articles.parsers.pagedump.values import Finding, Line, at


@dataclass(frozen=True, slots=True)
class _Language:
    verbs: str
    between: str  # words that may stand between the verb and the name
    purpose: str


_LANGUAGES: Mapping[str, _Language] = MappingProxyType(
    {
        "en": _Language(
            r"Consult|Ask|Visit|Try|Download|Contact|Join|Book(?: an appointment)?|Sign up|"
            r"(?:Chat|Talk|Speak)(?= with| to)",
            r"with|to|the|at|for|a|an|our",
            r"to (?:learn|find out|book|schedule|discover|explore|read|sign up|get (?:started|more|a|your|personal))|"
            r"for (?:more|further|a free|personal)|today",
        ),
        "es": _Language(
            r"Consulte|Consulta|Pregunte|Pregunta|Visite|Visita|Pruebe|Prueba|Descargue|Descarga|Contacte|Contacta|"
            r"Póngase en contacto|Ponte en contacto|Hable|Habla|Reserve|Reserva|Únase|Únete",
            r"con|a|al|la|el|los|las|en|una?|cita|nuestra|nuestro",
            r"para (?:saber|obtener más|conocer|aprender|descubrir|más|reservar|informarse|leer)|hoy",
        ),
        "fr": _Language(
            r"Consultez|Demandez|Visitez|Essayez|Téléchargez|Contactez|Rejoignez|Parlez",
            r"à|avec|le|la|les|sur|de|chez|notre",
            r"pour (?:en savoir|savoir|obtenir plus|découvrir|connaître|apprendre|réserver|plus)|dès aujourd|aujourd",
        ),
        "pt": _Language(
            r"Consulte|Pergunte|Visite|Experimente|Baixe|Descarregue|Contacte|Contate|Fale|Marque|Junte-se",
            r"com|a|à|ao|o|os|as|na|no|uma?|consulta|nossa|nosso",
            r"para (?:saber|obter mais|conhecer|aprender|descobrir|mais|marcar|agendar|ler)|hoje",
        ),
    }
)

# Names in capitals that sell nothing. Compared word by word, so that “Poison Control” and “Control” both count.
_PUBLIC_WORDS = """
doctor doctors dr provider physician pharmacist nurse midwife dentist gp table figure section chapter page part
poison control emergency hotline helpline lifeline crisis samaritans medicare medicaid medlineplus pubmed
national institute institutes department ministry health public red cross crescent center centers centre
university hospital clinic society association foundation academy college organization world european anonymous line
cdc who nhs fda nih nhlbi nci cms ema epa osha ahrq un unicef un paho ecdc mhra nice
médico médica farmacéutico farmacéutica enfermera enfermero tabla figura sección capítulo página
ministerio instituto nacional departamento sociedad asociación organización mundial cruz roja hospital centro
toxicología emergencias urgencias oms ops imss sns
médecin pharmacien pharmacienne infirmière infirmier tableau ministère institut national samu croix rouge ameli
has santé société association hôpital
farmacêutico farmacêutica enfermeira enfermeiro tabela seção ministério sociedade associação sus anvisa dgs
"""
_PUBLIC = frozenset(_PUBLIC_WORDS.split())
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME = rf"(?P<name>{_CAPITAL}[\w'’&.+-]{{1,40}}(?: (?:{_CAPITAL}|&)[\w'’&.+-]{{0,40}}){{0,4}})"


_PATTERNS = tuple(
    re.compile(rf"(?:{each.verbs})(?: (?:{each.between})){{0,3}} {_NAME}(?:,? |[ ,][^.!?]{{0,60}}? )(?:{each.purpose})")
    for each in _LANGUAGES.values()
)


def take_promotion(
    lines: Sequence[Line],
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Finding, ...]]:
    """The lines without their calls to action; these; and a finding for each. Title and citations are left alone.

    Each language's patterns are tried: boilerplate often stays behind in another language than the page's.
    """
    kept: list[Line] = list(lines[:1])
    taken: list[Line] = []
    findings: list[Finding] = []
    for line in lines[1:]:
        parts = sentences(line) if not is_citation(line.text) else ()
        sold = {part: brand for part in parts if (brand := _brand(part.text))}
        kept += _without(line, parts, sold) if sold else [line]
        taken += sold
        for part, brand in sold.items():
            findings.append(at(part, "promo-cta", f"a call to action for {brand!r}", "it goes to `promotion:`"))
    return tuple(kept), tuple(taken), tuple(findings)


def _without(line: Line, parts: Sequence[Line], sold: Collection[Line]) -> list[Line]:
    """What is left of the line, as one line: its sentences but these, a space between them."""
    rest = [part for part in parts if part not in sold]
    if not rest:
        return []
    return [Line(" ".join(part.text for part in rest), line.number, rest[0].column)]


def _brand(sentence: str) -> str:
    """The name that a sentence calls to, or nothing."""
    for pattern in _PATTERNS:
        if match := pattern.match(sentence):
            words = re.findall(r"[^\W\d_]+", match["name"].casefold())
            if not _PUBLIC.intersection(words):
                return match["name"]
    return ""
