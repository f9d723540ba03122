"""Sentences of running text, by the marks that end them and the abbreviations that do not.

Written for texts of a few sentences in many languages, so the tables are small: a full stop ends no sentence behind
an abbreviation, in a number, behind an initial or the number of a list, or where the text goes on in lower case.
"""

import re
from functools import lru_cache

from syndicate.languages import primary

_CLOSING_TAG = r"</(?:b|i|code|a)>"
_OPENING_TAG = r'<(?:b|i|code|a id="[1-9][0-9]{0,3}")>'
_SPACE = r"[ \t\xa0\u2007\u2009\u202f\u3000]"
_MARKS = "\u200b\u200e\u200f\u2066-\u2069"  # invisible ones, between a stop and what follows
_CLOSING = r""")\]}）」』》〉】"'”’»›"""
_WIDE = "。！？｡"  # no space follows these
_STOPS = ".!?…؟۔।॥։።။"
# Before a space any quotation mark closes: German “, Danish «. French ones stand off.
_END = re.compile(
    rf"(?P<wide>[{_WIDE}]+)(?:[{_CLOSING}{_MARKS}]|{_CLOSING_TAG})*{_SPACE}*"
    rf"|(?<![{_STOPS};])(?P<stop>[{_STOPS};]++)(?:[{_CLOSING}“‘«{_MARKS}]|{_CLOSING_TAG}|[\xa0\u202f ][»›])*{_SPACE}+"
    r"|\n\s*"
    r"|[.!?](?=[¿¡]?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ])(?<=[^\W\d_]{3}.)"  # the space was forgotten
)
_MAY_END = re.compile(rf"[{_WIDE}{_STOPS};\n]")
_NEXT = re.compile(rf"""(?:[(\[{{（「『《〈【"'“”„‚‘’«»‹›¿¡•*–—\-\s{_MARKS}]|{_OPENING_TAG})*(\w*)""")

# Abbreviations, as they are written; "z. B." without its space. A star: never the last word of a sentence. A hash:
# one that stands before a number. The others end a sentence where a capital follows.
_ABBREVIATIONS = """
    *Dr *Dra *Drs *Dres *Prof *Profa *Mr *Mrs *Ms *St *Ste *Sr *Sra *Sres *Srta *Sto *Mme *Mlle *Hr *Fr *Lic *Ing *Gen
    *vs *e.g *i.e *cf *al *viz *ca *approx *esp *incl *U.S *p.ej *ej *p.ex *ex *c.-à-d *z.B *d.h *i.d.R *u.U *v.a *z.T
    *bzw *I.E *I.U *U.I *i.v *i.m *s.c *p.o *max *máx *ggf *sog *vgl *inkl *evtl *einschl *zzgl *insb *bes *mind
    *aprox *env *obs *S.E a.m p.m A.M P.M etc usw u.a o.ä EE.UU E.U.A u.Ä Inc Ltd Co Jr h min seg hrs cda cdta tab comp
    mín Min Std Tbl
    #No #no #Nos #Nr #nr #Núm #núm #num #Fig #fig #pp #pág #págs #Abs #Art #art #Vol #vol #Kap #cap #Sec #sec #Tel #tel
    #Tél #tél #Jan #Feb #Mar #Apr #Jun #Jul #Aug #Sept #Sep #Oct #Nov #Dec #Abb #Tab #ref #Ref
"""
_NEVER = frozenset(word[1:] for word in _ABBREVIATIONS.split() if word[0] == "*")
_COUNTING = frozenset(word[1:] for word in _ABBREVIATIONS.split() if word[0] == "#")
_EITHER = frozenset(word for word in _ABBREVIATIONS.split() if word[0] not in "*#")
_ALL = _NEVER | _COUNTING | _EITHER
_UNIT = re.compile(r"[0-9°º]\s?$")
_VOWELS = "\u064b-\u0652\u0670\u0300-\u036f"  # Arabic vowel signs and accents that stand by themselves
_LAST_WORD = re.compile(rf"((?:(?<![\w.])\w{{1,2}}\.[ \xa0\u202f]?)*[\w{_VOWELS}][\w{_VOWELS}-]*(?:\.\w+)*)$")
# Behind these a single letter is no initial: vitamin C, hepatitis B, type I.
_LETTERED = re.compile(
    r"(?:vitamin\w*|hepatiti\w*|h[eé]patite\w*|influenza\w*|grip\w*|t[iy]p\w*|gr[uo]+p\w*|plan|parte?|teil|schritt|step"
    r"|paso|étape|etapa|فيتامين|الكبد|النوع|الفئة)\s$",
    re.IGNORECASE,
)
_TYPE = re.compile(r"(?:typ|type|tipo|phase|stadium|grad|stufe)\s$", re.IGNORECASE)
# Languages that write "2nd" as "2."
_ORDINAL_STOP = frozenset({"bs", "cs", "da", "de", "et", "fi", "fo", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no"})
_ORDINAL_STOP |= {"pl", "sk", "sl", "sr", "tr"}
_LIST_NUMBER = re.compile(rf"(?:\s|{_OPENING_TAG})*(?:[0-9]{{1,3}}|\w)")


@lru_cache(maxsize=2048)
def sentences(text: str, language: str) -> tuple[str, ...]:
    """The sentences of a text (segment notation or plain) in a language (BCP 47), each with the space behind it.

    Joined they are the text again. A line break ends a sentence; a break may lie inside a tag. No text, no sentence.
    """
    found: list[str] = []
    start = passed = 0
    for mark in _MAY_END.finditer(text):  # quicker than to look for whole ends
        end = _END.match(text, mark.start()) if mark.start() >= passed else None
        passed = end.end() if end else passed
        if end and passed < len(text) and _ends(text, start, end, primary(language)):
            found.append(text[start:passed])
            start = passed
    return (*found, text[start:]) if start < len(text) else tuple(found)


def ends_in_abbreviation(text: str) -> bool:
    """Whether the full stop that a text (without it) ends with may be that of an abbreviation: "8 a.m", "etc"."""
    found = _LAST_WORD.search(text[-24:])
    word = _unspaced(found[1]) if found else ""
    return word in _ALL or ("." in word and not word[-1:].isdigit())


def _ends(text: str, start: int, end: re.Match[str], language: str) -> bool:
    """Whether a sentence ends where the marks of one stand."""
    if end["wide"]:
        # Behind a quoted question the sentence goes on: “……吗？”医生问。
        return end["wide"].endswith(("。", "｡")) or end[0].rstrip()[-1] not in "”’」』"
    if not end["stop"]:
        return True
    following = _NEXT.match(text, end.end())
    word = following[1] if following else ""
    if (";" in end["stop"] and language != "el") or (word[:1].islower() and word == word.lower()):
        return False  # "eGFR" and "mRNA" begin a sentence
    before, bracket = text[start : end.start()], ")" in end[0] or text[end.end()] in "(（["
    return end["stop"] != "." or not (_goes_on(before, word, language) or (bracket and ends_in_abbreviation(before)))


def _goes_on(sentence: str, following: str, language: str) -> bool:
    """Whether the full stop behind a sentence so far is not its end; ``following`` is the next word."""
    if _LIST_NUMBER.fullmatch(sentence):
        return True
    found = _LAST_WORD.search(sentence[-24:])
    if found is None:
        return False
    word, before = _unspaced(found[1]), sentence[: len(sentence) - len(found[1])]
    if word in _NEVER or word[0].lower() + word[1:] in _NEVER or f"{word}.{following}" in _ALL:
        return True
    if following[:1].isdigit() and (word in _COUNTING or word in _EITHER):
        return True
    if len(word) == 1 and word.isalpha() and not word.islower():
        return not _UNIT.search(before[-2:]) and not _LETTERED.search(before[-16:])
    return word.isdigit() and len(word) <= 2 and language in _ORDINAL_STOP and not _TYPE.search(before[-10:])


def _unspaced(word: str) -> str:
    return re.sub(r"[ \xa0\u202f]", "", word)
