"""Words that are drug names by their looks: the stems that WHO gives to groups of INN, in Latin script.

WHO, "Use of stems in the selection of International Nonproprietary Names". Only stems that ordinary words do not
end with, each with the endings of es, fr, de and pt; what ends so and is no drug is in `_OTHERS`.
"""

import re
from functools import lru_cache

_STEM = re.compile(
    r"""[a-z]{3,}(?:
      mabe? | (?:t|af|d|an)inibe? | (?:cic|l)libe? | paribe? | zomibe? | [cr]oxibe?   # antibodies, inhibitors
    | statin[ae]? | fibrat[eo]? | cetrapibe?                                         # fats
    | (?:[ln]|ci|mi|ra)pril[ao]? | sartan[ae]? | (?:pr|n|m|v|d)olol | dilol | dipin[ae]? | xaban[ae]? | gatran[ae]?
    | grelor | idogrel | t(?:h?)iazid[ae]?                                           # heart
    | gliptin[ae]? | gliflozin[ae]? | glutid[ae]? | glitazon[ae]? | zepatid[ae]?     # diabetes
    | prazole? | [sk]onazole? | nidazole? | bendazole? | tidin[ae]? | setron[ae]?    # stomach, fungi, worms
    | cillin[ae]? | cilin[ae]? | mycine? | micin[ae]? | floxacin[aeo]? | c[iy]clin[ae]? | oxacin[ae]?
    | (?:clo|na|gra|as|bu|mi|pre|de[sz]i|fo)vir | fungin[ae]?                        # infections
    | oxetin[ae]? | faxin[ae]? | triptan[aeo]? | gepant[oe]? | azepam | azolam | peridon[ae]? | racetam | stigmin[ae]?
    | profen[oe]? | [ae]parin[ae]? | limus | rubicin[ae]? | trexat[eo]? | taxel | (?:[lo]|z)imode? | lu[ck]aste?
    | dronat[eo]?
    )s?""",
    re.VERBOSE,
)
_LONGEST = 60  # letters: no INN has half as many
# Substances of the body.
_OTHERS = re.compile("(?:histi|c[iy]ti)din[ae]?|(?:somato|angio|m[iy]o|foll?i)statin[ae]?")


@lru_cache(maxsize=16384)
def is_drug_like(word: str) -> bool:
    """Whether a folded word has the looks of an INN."""
    return len(word) <= _LONGEST and bool(_STEM.fullmatch(word)) and not _OTHERS.fullmatch(word)
