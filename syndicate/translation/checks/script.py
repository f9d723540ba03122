"""Letters: a translation is written in its language's script, and each word in one script.

A letter's script is read from its Unicode name. Latin words stand in text of any script (names, units, codes).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from syndicate import languages
from syndicate.model import Problem, Severity
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import prose

# ISO 15924 → how the Unicode names of its letters begin. Other scripts are not judged.
_NAMES = {
    "Latn": ("LATIN",),
    "Cyrl": ("CYRILLIC",),
    "Grek": ("GREEK",),
    "Arab": ("ARABIC",),
    "Hebr": ("HEBREW",),
    "Hans": ("CJK",),
    "Hant": ("CJK", "BOPOMOFO"),
    "Jpan": ("CJK", "HIRAGANA", "KATAKANA"),
    "Kore": ("HANGUL", "CJK"),
    "Armn": ("ARMENIAN",),
    "Geor": ("GEORGIAN",),
    "Thai": ("THAI",),
    "Deva": ("DEVANAGARI",),
    "Beng": ("BENGALI",),
    "Ethi": ("ETHIOPIC",),
    "Khmr": ("KHMER",),
    "Mymr": ("MYANMAR",),
}
_JUDGED = frozenset(name for names in _NAMES.values() for name in names)
_LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
_WORD = re.compile(r"[^\W\d_]+")
# "μg", "μmol", and Greek letters in a name of capitals: "TNFα". Capitals that look Latin are none.
_WITH_GREEK = re.compile(r"μ[A-Za-z]{1,4}|[A-Z]+[α-ω]|[α-ωΔΣΩ][A-Z]*")
_LATIN_RUN = re.compile(r"(?<![\w(（“«\"-])[a-zà-ÿ]{3,}(?:[ -][a-zà-ÿ]{2,}){2,}(?![\w)）”»\"])")
_SMALL_LATIN = re.compile(r"[a-zà-ÿ]{3}")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ]*[a-zà-ÿ]{4}[A-Za-zÀ-ÿ]*")

# Letters of one keyboard that look right on another: they break searching, sorting and reading aloud.
_KEYBOARD = {"ar": {"ک": "ك", "ی": "ي", "ہ": "ه", "ھ": "ه", "ے": "ي"}, "fa": {"ك": "ک", "ي": "ی"}}
# Traditional characters that GB 2312 has too, for names and the classics.
_IN_BOTH = frozenset("乾後徵於菸醣麽")
_SIMPLIFIED_TOO = frozenset("噁")  # of chemical names, and younger than GB 2312
_WRONG_LETTERS = {language: re.compile(f"[{''.join(letters)}]") for language, letters in _KEYBOARD.items()}


def check_script(pair: Pair) -> Iterator[Problem]:
    """``script-wrong``: another script than the language's, a word of two scripts, characters of another standard."""
    if pair.is_localized:
        return
    script = languages.script(pair.target_language)
    if script not in _NAMES:
        return
    source, target = prose(pair.source), prose(pair.target)
    own = _NAMES[script]
    if message := _strange(source, target, own) or _other(source, target, own) or _variant(source, target, script):
        advice = "write it in the script of the language, and type the word again where it only looks right"
        yield Problem("script-wrong", message, advice=advice, blocking=True)
    elif wrong := _WRONG_LETTERS.get(languages.primary(pair.target_language)):
        letters = _KEYBOARD[languages.primary(pair.target_language)]
        if found := sorted(set(wrong.findall(target)) - set(source)):
            shown = ", ".join(f"{letter} (U+{ord(letter):04X}) for {letters[letter]}" for letter in found)
            message = f"letters of another language's keyboard: {shown}"
            yield Problem("script-wrong", message, severity=Severity.WARNING, advice="type them again", blocking=True)


def _strange(source: str, target: str, own: tuple[str, ...]) -> str:
    """A word with letters of a script that it cannot have; empty where there is none."""
    if target.isascii():
        return ""
    kinds = {kind for letter in set(target) - set(source) if letter > "\x7f" and (kind := _kind(letter)) in _JUDGED}
    if kinds <= {*own, "LATIN"} and (own[0] not in _LOOK_ALIKE or own[0] == "LATIN"):
        return ""
    for word in dict.fromkeys(_WORD.findall(target)):
        if word.isascii() or word in source:
            continue
        of_word = {kind for letter in word if (kind := _kind(letter)) in _JUDGED}
        if len(of_word & _LOOK_ALIKE) > 1:
            if not _is_symbol(word, own):
                letters = " ".join(f"{letter} ({_kind(letter).title()})" for letter in dict.fromkeys(word))
                return f"a word of two scripts: {word}: {letters}"
        elif (strange := of_word - {*own, "LATIN"}) and (strange != {"GREEK"} or not _is_symbol(word, own)):
            return f"{', '.join(sorted(strange)).title()} letters: {word}"
    return ""


def _is_symbol(word: str, own: tuple[str, ...]) -> bool:
    """Whether the Greek letters of a word are those of units and names: μg, TNFα, and β in β受体."""
    if own[0] not in _LOOK_ALIKE:  # a language that needs no space between
        word = "".join(" " if _kind(letter) in own else letter for letter in word)
    return all(_WITH_GREEK.fullmatch(part) for part in word.replace("µ", "μ").split())


def _other(source: str, target: str, own: tuple[str, ...]) -> str:
    """Words in Latin letters that are none of the source's, in a text of another script."""
    if own == ("LATIN",):
        return ""
    if not _SMALL_LATIN.search(target):
        return ""
    if any(_kind(letter) in own for letter in set(target)):
        found = _LATIN_RUN.search(target)
        return f"Latin letters: {found[0]}" if found and found[0].lower() not in source.lower() else ""
    words = set(_LATIN_WORD.findall(target)) - set(_LATIN_WORD.findall(source))
    return f"no {own[0].title()} letters: {target}" if words else ""


def _variant(source: str, target: str, script: str) -> str:
    """Traditional characters in simplified text, or the other way round.

    GB 2312 has the characters of simplified Chinese, Big5 those of traditional, and neither has the other's.
    """
    if script not in ("Hans", "Hant"):
        return ""
    codec, others = ("gb2312", ("big5", "shift_jis")) if script == "Hans" else ("big5", ("gb2312",))
    han = {letter for letter in set(target) - set(source) - _SIMPLIFIED_TOO if "\u4e00" <= letter <= "\u9fff"}
    wrong = sorted(one for one in han if not _has(codec, one) and any(_has(other, one) for other in others))
    wrong += sorted(han & _IN_BOTH) if script == "Hans" else []
    if not wrong:
        return ""
    return f"{'traditional' if script == 'Hans' else 'simplified'} characters: {' '.join(wrong)}"


@lru_cache(maxsize=8192)
def _kind(letter: str) -> str:
    """How the Unicode name of a letter begins; empty for what is no letter."""
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


@lru_cache(maxsize=8192)
def _has(codec: str, letter: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
