"""Text that was left in the language of the source: all of it, a clause, or a word.

A name, a drug, a code or a word that two languages share is no such text, and no list of those is ever complete. So
what counts are the words that the source's language uses all the time and the target's does not have.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from syndicate.languages import primary, same_language, script
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import prose, words

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ſ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ſ]+)*")
_SMALL_LATIN = re.compile(r"[a-z]{3}")
# Where another language is quoted or explained: it may stay.
_QUOTED = re.compile(
    r"""\([^()]*\)|（[^（）]*）|\[[^\]]*\]|“[^”“„]*[”“]|„[^”“]*[”“]|«[^»]*»|»[^«]*«|"[^"]*"|「[^」]*」|《[^》]*》"""
)
_ITALIC = re.compile(r"<i>.*?</i>", re.DOTALL)

# What no sentence does without. A word that the target's language has too proves nothing, and is left out.
_FUNCTION = {
    "en": """a about after all also an and any are as at be because been before between but by can cannot could
        did do does don't during each every for from had has have how if in into is it its it's may might more most
        must no not of on only or other our over should since so some than that the their them then there these they
        this those to under unless until up very was we were what when where which while who why will with without
        would yes you your yours yourself""",
    "es": """a al ante antes aunque cada como con contra cuando de del desde después donde durante e el ella
        ellos en entre era es esa ese eso esta está están estas este estos fue ha han has hasta he hay la las le les
        lo los más me menos mi mientras muy ni no nos o otra otro para pero por porque puede pueden que qué se según
        ser si sí sin sobre son su sus también tan tiene tienen todo todos tras u un una uno usted y ya""",
    "fr": """a à afin ainsi après as au aucun aussi autre aux avant avec but car ce ces cet cette chaque chez
        comme contre dans de depuis des deux donc du elle elles en entre est et être eux il ils je jusqu la le les
        leur leurs lors lui mais me même mes moins mon ne ni non nos notre nous on ont or ou où par pas pendant peu
        peut peuvent plus pour qu quand que qui sa sans se selon ses si son sont sous sur ta tous tout très trop tu
        un une vers vos votre vous y""",
    "de": """ab aber all alle als also am an auch auf aus bei bis da damit das dass dem den der des die dies
        diese dieser durch ein eine einem einen einer er es falls für gegen haben hat hier ihr ihre im in ist ja
        kann kein keine können man mehr mit müssen nach nicht noch nur ob oder ohne per pro sehr sein sich sie sind
        so soll sollten über um und uns unter vom von vor war was wenn werden wie will wir wird wo zu zum zur
        zwischen""",
    "pt": """a ao aos antes após as até cada com como contra da das de dele dela depois desde do dos durante e é
        ela ele em entre era essa esse esta está estão estas este eu foi for há isso já lhe mais mas me menos mesmo
        muito na não nas nem no nos nós o onde os ou para pela pelo pode podem por porque quando que quem se sem ser
        seu seus sob sobre some sua suas também tem têm todo todos um uma você vocês""",
}
# What patients are told about, and words of other languages that are written like them.
_CONTENT = {
    "en": """allergic allergy answers anxiety ask avoid bladder bleeding blood bone bones bottle bowel brain breast
        breastfeeding breath breathing bruise bruising call care causes cells check chest child children choose clot
        clots cough daily diagnosis diet disease diseases dizziness dizzy doctor's dose doses drink drinking drinks
        drops drug drugs eat eating effects elderly emergency empty exercise eye eyes factors fainting feel feeling
        feelings fever find flu follow food foods get getting give go good group groups headache headaches health
        healthcare heart help high higher hour hours illness itching itchy keep key kidney kidneys knee know learn
        leg legs life like liver living look loss lower lung lungs make meal meals medicine medicines month months
        morning mouth muscle muscles needle nerve nerves newborn next night nose number numbers numbness nurse often
        overview pain people pharmacist pills points precautions pregnancy pregnant pressure prevention provider
        questions rash read reading recovery regular right risk risks salt see seizure seizures shortness shoulder
        sickness side signs skin sleep smoking sneezing sore special spoon start started steps stomach storage
        stroke sugar surgery swallow swelling swollen symptoms tablet tablets take taking talk teeth tell test tests
        think throat tired tiredness tongue treatment twice two ulcers upset using vein veins vomiting wait walk
        warning warnings wash weak weakness weekly weeks weigh weight wheezing worse write years""",
    "es": """agotamiento agua ayuda beba boca cabeza calor cerebro consejos corazón cuidado debilidad dolor
        dolores embarazo enfermedad enfermedades estómago evite fiebre garganta golpe hacer hinchazón huesos hígado
        llamar llame mareo mareos mayores mujeres niño niños náuseas ojos orina pastillas pecho personas piel
        preguntas presión pulmones regular respuestas riesgo riñones riñón sangrado sangre señal señales sudor sueño
        síntomas tablet test tests tome tos tratamiento urgencias vómitos""",
    "fr": "causes dose doses pain points questions test tests",
    "de": "check start test tests",
    "pt": """beba boca calor causes cuidado dose doses evite garganta golpe náuseas regular sangrado tablet test tests
        tome vómitos""",
}
# What names are linked with: "Centers for Disease Control and Prevention".
_LINKING = frozenset(
    {"a", "and", "at", "for", "in", "of", "on", "the", "to", "de", "del", "el", "en", "la", "los", "y"}
)
_KEPT = frozenset({"keep", "drug"})


def check_copies(pair: Pair) -> Iterator[Problem]:
    """``untranslated``: the target, or words in it, are the source's own."""
    if pair.is_localized or same_language(pair.source_language, pair.target_language):
        return
    if copied := _copied(pair, frozenset()):
        # Names that the glossary keeps are looked up only where they could be the reason.
        hits = pair.glossary.hits(pair.source, pair.source_language) if pair.glossary.terms else ()
        names = [hit.term.source for hit in hits if hit.term.kind in _KEPT or hit.term.source in hit.term.forms]
        kept = frozenset(word for name in names for word in _WORD.findall(name.lower()))
        if not kept or (copied := _copied(pair, kept)):
            advice = "translate it; where it is a name that stays, put it into the glossary as `keep`"
            yield Problem("untranslated", f"not translated: {copied}", advice=advice, blocking=True)


def _copied(pair: Pair, kept: frozenset[str]) -> str:
    """What was not translated; empty where nothing was left."""
    telling = _telling(primary(pair.source_language), primary(pair.target_language))
    telling = telling - kept if kept else telling
    source, whole = words(pair.source), words(pair.target)
    is_latin = script(pair.target_language) == "Latn"
    if source == whole:
        return prose(pair.target) if _is_text(_WORD.findall(prose(pair.source)), telling, kept, is_latin) else ""
    if telling.isdisjoint(whole) if is_latin else not _SMALL_LATIN.search(prose(pair.target)):
        return ""
    target = _ITALIC.sub(" ; ", pair.target) if "<i>" in pair.target else pair.target
    for clause in re.split(r"[.,;:!?¿¡。，；：！？،؛؟\n]", _QUOTED.sub(" ; ", prose(target))):
        for run in _runs((_WORD if is_latin else _LATIN).findall(clause), source):
            if _is_left(run, telling, is_latin, pair.target_language):
                return " ".join(run)
    return ""


def _is_text(copy: Sequence[str], telling: frozenset[str], kept: frozenset[str], is_latin: bool) -> bool:
    """Whether words that are the same in both languages should not be."""
    content = [word for word in copy if word.lower() not in _LINKING and word.lower() not in kept]
    proofs = sum(word.lower() in telling for word in content)
    small = [word for word in content if word.islower()]
    if not small:  # a name, perhaps: "American Heart Association", and not "Side Effects"
        return proofs * 2 > len(content)
    if proofs or len(small) > 2 or any(word in telling for word in copy if word in _LINKING):
        return True
    return not is_latin and len(content) > 1 and max(map(len, small)) > 3


def _runs(clause: Sequence[str], source: Sequence[str]) -> Iterator[list[str]]:
    """The longest runs of words that stand in the source in the same order, one word and more."""
    known, pairs = set(source), set(pairwise(source))
    run: list[str] = []
    for word in clause:
        if run and (run[-1].lower(), word.lower()) not in pairs:
            yield run
            run = []
        if run or word.lower() in known:
            run.append(word)
    if run:
        yield run


def _is_left(run: Sequence[str], telling: frozenset[str], is_latin: bool, language: str) -> bool:
    small = [word for word in run if word.islower()]
    proofs = sum(word in telling for word in small)
    # "Call Your Doctor Now" is no name: too much of it is what sentences are made of.
    content = [word.lower() for word in run if word.lower() not in _LINKING]
    if len(content) > 3 and (known := sum(word in telling for word in content)) > 3 and known * 3 >= len(content) * 2:
        return True
    if not is_latin:
        return len(small) * 2 > len(run) and (len(small) > 2 or (proofs > 0 and len(max(small, key=len)) > 2))
    if primary(language) not in _FUNCTION:
        return len(run) >= 6 and proofs >= 3
    if len(run) == 1:
        return proofs == 1 and len(run[0]) > 2
    return proofs > 0 and (proofs == len(run) or (len(run) >= 4 and len(small) >= 3))


@lru_cache(maxsize=256)
def _telling(source: str, target: str) -> frozenset[str]:
    """The words of the source's language that prove that a text is in it."""
    own = _FUNCTION.get(source, "").split() + _CONTENT.get(source, "").split()
    return frozenset(own).difference(_FUNCTION.get(target, "").split(), _CONTENT.get(target, "").split())
