"""Quotation marks by language: CLDR has them, Babel's data has not."""

import re

from syndicate.languages import chain

_MARKS_OF = {  # outer and inner, each opening and closing
    "en pt th hi vi tr ur bn zh-Hans zh ko id ms nl ga cy sw tl fil so da": "“ ” ‘ ’",
    "es-419 es-US": "“ ” ‘ ’",
    "es ca gl eu it pt-PT el sq": "« » “ ”",
    "fr": "« » “ ”",
    "ru uk be": "« » „ “",
    "de cs sk sl hr bg is et lt mk ka lb hsb dsb": "„ “ ‚ ‘",
    "de-CH de-LI it-CH hy az fr-CH ar fa ckb ps ug sd": "« » ‹ ›",
    "pl ro": "„ ” « »",
    "hu": "„ ” » «",
    "sr bs": "„ ” ‘ ’",
    "sv fi he yi": "” ” ’ ’",
    "nb nn no": "« » ‘ ’",
    "lv": "“ ” „ ”",
    "zh-Hant ja": "「 」 『 』",
}
_MARKS = {tag: marks.split() for tags, marks in _MARKS_OF.items() for tag in tags.split()}
_SPACED = {"fr": "\u202f"}  # French guillemets stand off by a narrow space that does not break; Swiss ones do not


def quote(text: str, language: str) -> str:
    """Put the text in the language's quotation marks; pairs of such marks inside become its inner ones.

    ``“…”`` for a language that the table does not have.
    """
    known = next((tag for tag in chain(language) if tag in _MARKS), "en")
    opening, closing, inner_open, inner_close = _MARKS[known]
    space = _SPACED.get(known, "")
    if opening != closing:
        pair = re.compile(f"{opening}[\u00a0\u202f]?([^{opening}{closing}]*?)[\u00a0\u202f]?{closing}")
        text = pair.sub(rf"{inner_open}\1{inner_close}", text)
    return f"{opening}{space}{text}{space}{closing}"
