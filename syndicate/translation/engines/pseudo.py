"""The engine ``pseudo``: languages that nobody speaks, to see layouts, fonts and direction before a translator begins.

en-XA (any Latin language with the region XA) is accented, about a third longer, and in brackets: what is cut off, or
has no accents, shows. ar-XB (any language in Arabic or Hebrew letters with the region XB) is the text in letters that
really run from right to left, because embedding controls would be the very thing that we warn of. Letters are all
that changes (and the Arabic ؟): tags, entities, tokens, addresses, numbers and units stay. The same text always gives
the same result.
"""

import re
from collections.abc import Mapping, Sequence

from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.languages import script
from syndicate.translation.engines.configured import check_options
from syndicate.translation.engines.faults import fault
from syndicate.translation.linguistics.addresses import addresses

_PLAIN = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED = "åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž"
_ACCENTED_CAPITALS = "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
_VOWELS = frozenset("aeiou")
_LETTERS = {"Arab": "ابصدعفجهيژكلمنوپقرستثڤوخىز", "Hebr": "אבצדעפגהיזכלמנופקרסתוושחיז"}

_UNITS = (
    r"(?:[mµμn]?g|mcg|[mµμ]?mol|IU|U)/(?:[dm]?[lL]|kg|day|min|h)|"
    r"[mµμnk]?g|mcg|[mdc]?[lL]|[mc]?m|lbs?|oz|IU|U|m?Eq|[mµμ]?mol|mmHg|[mk]?cal|kPa|[°º]\s?[CF]"
)
# What stays: tags, entities, tokens; numbers with what is written to them and with their units (B12, COVID-19, 2 mg).
_KEPT = (
    r"<[^<>]*>|&\#?\w+;|\{\{?[^{}]*\}?\}|\[\[[^\[\]]*\]\]|%\(\w+\)[a-z]|%[a-z]\b"
    rf"|[^\s<>&{{}}()\[\]/,;:—–]*[0-9](?:\s?(?:{_UNITS})(?!\w)|[A-Za-z]*)"
)
_ENDING = re.compile(r"(?:[.!?:;…]|</[^<>]*>)*\Z")


def pseudo(name: str, settings: EngineSettings, _environ: Mapping[str, str]) -> "Pseudo":
    """The engine that ``[engines.NAME]`` describes; it has no options."""
    check_options(name, settings, ())
    return Pseudo()


class Pseudo:
    """A Translator (see the package of the engines) for tags with the region XA or XB."""

    name = "pseudo"

    def supports(self, source: str, target: str) -> bool:
        """Whether the target is a pseudo-locale; a source is anything in Latin letters."""
        return script(source) == "Latn" and self._change(target) is not None

    def __call__(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | EngineError]:
        """Put each text into the letters of the pseudo-locale."""
        table = self._change(target)
        if table is None or not self.supports(source, target):
            raise fault("engine-language", f"pseudo is for en-XA, ar-XB and the like, not from {source} to {target}")
        return [_changed(text, table, in_brackets=target.endswith("-XA")) for text in texts]

    def _change(self, target: str) -> dict[int, str] | None:
        if target.endswith("-XA") and script(target) == "Latn":
            longer = [new * 2 if old in _VOWELS else new for old, new in zip(_PLAIN, _ACCENTED, strict=True)]
            return str.maketrans(dict(zip(_PLAIN + _PLAIN.upper(), longer + list(_ACCENTED_CAPITALS), strict=True)))
        letters = _LETTERS.get(script(target)) if target.endswith("-XB") else None
        if letters is None:
            return None
        table = dict(zip(_PLAIN + _PLAIN.upper(), letters * 2, strict=True))
        return str.maketrans(table | {"?": "؟"} if script(target) == "Arab" else table)


def _changed(text: str, table: Mapping[int, str], *, in_brackets: bool) -> str:
    kept = re.compile("|".join((*map(re.escape, sorted(addresses(text), key=len, reverse=True)), _KEPT)))
    parts, position = [], 0
    for found in kept.finditer(text):
        parts += [text[position : found.start()].translate(table), found[0]]
        position = found.end()
    changed = "".join((*parts, text[position:].translate(table)))
    if changed == text or not in_brackets:
        return changed
    return "[" + _ENDING.sub(r"]\g<0>", changed, count=1)
