"""What in a source text can harm a patient when it is translated wrongly: DESIGN §4.

Found by cues in the source language, tables below, because the source is the text that we can trust. Cues err on
the safe side: "no" counts in "no symptoms" too. In a language without a table every text is of every risk, so that
a missing table can never let unreviewed text pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from syndicate.articles.inline import to_plain
from syndicate.languages import primary
from syndicate.model import Text


class Risk(StrEnum):
    """Why a segment needs more care."""

    DOSE = "dose"
    NEGATION = "negation"
    CONTRAINDICATION = "contraindication"
    EMERGENCY = "emergency"


_WORDS = re.compile(r"[\w']+(?:-[\w']+)*")

ALL_RISKS = frozenset(Risk)

# A number with one of these is a dose or a measure that a decision hangs on. Symbols are the same in all languages.
_SYMBOLS = r"[mµμnk]?g|mcg|[mdcµμ]?[lL]|mm|cm|kg|lbs?|IU|UI|I\.U\.|U|mE?q|m?mol|mm\s?Hg|[°º]\s?[CF]?|%|٪"
_COUNTED = {
    "en": r"micrograms?|milligrams?|grams?|kilograms?|pounds?|milliliters?|millilitres?|lit(?:er|re)s?|units?|degrees?"
    r"|percent|per cent|tablets?|pills?|capsules?|drops?|puffs?|patch(?:es)?|sprays?|(?:tea|table)spoons?|doses?"
    r"|injections?|infusions?|shots?|times|drinks?",
    "es": r"microgramos?|miligramos?|gramos?|kilogramos?|kilos?|libras?|mililitros?|litros?|unidades|grados?"
    r"|por ciento|tabletas?|comprimidos?|pastillas?|píldoras?|cápsulas?|gotas?|inhalaciones|parches?|cucharad(?:it)?as?"
    r"|dosis|inyecci(?:ón|ones)|infusi(?:ón|ones)|veces|copas?",
}
_NUMBER_WORDS = {
    "en": r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|double",
    "es": r"una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|media?|doble",
}
# A limit or an interval: "140 or higher", "120 to 129", "every 4 hours", "within 4.5 hours", "48 hours later".
# A bare duration is none.
_LIMITS = {
    "en": r"(?:below|above|under|over|(?:less|more|lower|higher|older|younger) than)\s+{n}"
    r"|(?:at least|at most|up to|between)\s+{n}"
    r"|{n}\s+(?:or\s+(?:higher|lower|more|less|above|below)|to\s+{n})"
    r"|(?:every|each|within|in|per|wait|between)\s+{n}[^.;]{{0,12}}?[\s-]+(?:minutes?|hours?|days?|weeks?|months?)"
    r"|{n}\s+(?:minutes?|hours?|days?|weeks?)\s+(?:apart|before|after|later)"
    r"|(?:once|twice)\s+(?:a|per|every|daily|or)",
    "es": r"(?:debajo|encima|más|menos|mayor|menor|superior|inferior)\s+(?:a|de|que)\s+{n}"
    r"|(?:al menos|como máximo|hasta|entre)\s+{n}"
    r"|{n}\s+(?:o\s+(?:más|menos|superior|inferior)|a\s+{n})"
    r"|(?:cada|dentro de|en|por|espere|entre)\s+{n}[^.;]{{0,12}}?\s+(?:minutos?|horas?|días?|semanas?|meses)"
    r"|{n}\s+(?:minutos?|horas?|días?|semanas?)\s+(?:antes|después)|veces\s+(?:al|por)",
}
# Whole words and phrases, any case; a star stands for any ending.
_CUES = {
    "en": {
        Risk.NEGATION: """
            no; not; never; none; nobody; nothing; neither; nor; without; cannot; *n't; unless; except; instead of;
            rather than; avoid*; refrain*; stop*; skip*; hold off
        """,
        Risk.CONTRAINDICATION: """
            contraindicat*; must not; should not; shouldn't; mustn't; do not take; do not use; do not give;
            do not get; don't take; don't use; don't give; not recommended; not for; not safe; unsafe; avoid*; allerg*;
            interact*; pregnan*; breastfeed*; before you take; before taking; ask first; who should not;
            kidney disease; liver disease; blood thinner*
        """,
        Risk.EMERGENCY: """
            emergenc*; urgent*; ambulance*; 911; 112; 999; 988; call for help; right away; at once; immediate*;
            life-threatening; overdose*; poison*; suicid*; crisis line; harming yourself; harm yourself;
            trouble breathing; shortness of breath; chest pain; seizure*; unconscious*; collaps*; CPR; stroke;
            heart attack; anaphyla*; severe allergic reaction*; swelling of the face; swollen throat
        """,
    },
    "es": {
        Risk.NEGATION: """
            no; nunca; jamás; sin; ni; tampoco; ningún; ninguna; ninguno; nadie; nada; salvo; excepto; a menos que;
            en lugar de; en vez de; evit*; deje de; dejar de; suspend*; interrump*
        """,
        Risk.CONTRAINDICATION: """
            contraindic*; no debe*; no tome*; no use*; no dé; no den; no administr*; no se recomienda; no es seguro;
            evit*; alergi*; alérgic*; interac*; embaraz*; lactancia; amamant*; antes de tomar; anticoagulante*;
            enfermedad* renal*; enfermedad* hepática*; enfermedad* del hígado; insuficiencia
        """,
        Risk.EMERGENCY: """
            emergencia*; urgen*; ambulancia*; 911; 112; 061; pida ayuda; de inmediato; inmediat*; enseguida;
            en seguida; mortal*; sobredosis; intoxica*; envenena*; suicid*; hacerse daño; reanimación; convulsi*;
            inconscien*; pérdida de conciencia; desmay*; dificultad para respirar; falta de aire; dolor en el pecho;
            dolor de pecho; infarto*; derrame cerebral; ictus; golpe de calor; anafil*; ahogarse
        """,
    },
}


def risks(text: Text | str, language: str) -> frozenset[Risk]:
    """The risks of a source text (segment notation) in its language (BCP 47); all four where we have no cues."""
    return _of_source(text.source if isinstance(text, Text) else text, primary(language))


@lru_cache(maxsize=1024)  # 30 µs a paragraph, asked again for each language of an article
def _of_source(source: str, language: str) -> frozenset[Risk]:
    tables = _tables(language)
    if tables is None:
        return ALL_RISKS
    plain = to_plain(Text(source)) if "<" in source or "&" in source else source
    lower = plain.lower().replace("’", "'")
    found = {Risk.DOSE} if tables.measure.search(plain) or tables.counted.search(lower) else set()
    words = f" {' '.join(_WORDS.findall(lower))} "
    return frozenset(found.union(risk for risk, cues in tables.cues if any(cue in words for cue in cues)))


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of one language, ready to search: ``cues`` are parts of a text whose words stand between spaces."""

    measure: re.Pattern[str]
    counted: re.Pattern[str]
    cues: tuple[tuple[Risk, tuple[str, ...]], ...]


@lru_cache(maxsize=64)
def _tables(language: str) -> _Tables | None:
    if language not in _CUES:
        return None
    number = rf"\b(?:(?<![0-9][.,])[0-9][0-9.,]*+|{_NUMBER_WORDS[language]})"
    # Up to two words may stand between: "2 extra tablets", "dos nuevas dosis", "325 mg tablets".
    counted = rf"{number}(?:[\s-]+\w+){{0,2}}?[\s-]+(?:{_COUNTED[language]})\b"
    limits = _LIMITS[language].format(n=rf"(?:about\s+)?{number}")
    cues = tuple((risk, tuple(_cues(table))) for risk, table in _CUES[language].items())
    measure = re.compile(rf"[0-9½¼¾]\s*-?(?:{_SYMBOLS})(?!\w)")
    return _Tables(measure, re.compile(rf"{counted}|\b(?:{limits})\b"), cues)


def _cues(table: str) -> Iterator[str]:
    for cue in table.split(";"):
        text = " ".join(cue.split())
        if text:  # a regular expression of 60 cues took 50 µs a paragraph, 60 searches for a string take 5
            yield f" {text} ".replace("* ", "").replace(" *", "").lower()
