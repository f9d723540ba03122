"""How a text ends, in the marks of its language: a question stays a question, a sentence has its stop.

A stop and an exclamation mark may stand for each other, and so may a colon and a stop: that is style.
"""

import re
from collections.abc import Iterable, Iterator

from syndicate.languages import primary, script
from syndicate.model import Problem, Severity
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import prose, shown
from syndicate.translation.linguistics.sentences import ends_in_abbreviation

_CLOSING = " \t\n\xa0\u202f\u3000)]}）」』》〉】\"'”“’‘»›«"
_KIND_OF = {
    **dict.fromkeys(".。．｡۔।॥։።။", "stop"),
    **dict.fromkeys("?？؟", "question"),
    **dict.fromkeys("!！", "exclamation"),
    **dict.fromkeys(":：", "colon"),
    **dict.fromkeys("…⋯", "ellipsis"),
    **dict.fromkeys(",;，；、،؛", "pause"),
}
_NAME = {
    "": "nothing",
    "stop": "a full stop",
    "question": "a question mark",
    "exclamation": "an exclamation mark",
    "colon": "a colon",
    "ellipsis": "an ellipsis",
    "pause": "a comma or semicolon",
}
# (source, target) that are as good as equal. French puts semicolons behind the items of a list, others nothing.
_AS_GOOD = frozenset(
    {
        ("stop", "exclamation"), ("exclamation", "stop"), ("colon", "stop"), ("stop", "colon"), ("pause", ""),
        ("", "pause"), ("pause", "stop"), ("stop", "pause"), ("colon", "exclamation"), ("exclamation", "colon"),
    }
)  # fmt: skip
# A heading may ask in one language and tell in another: "How it works" is "¿Cómo funciona?", and back.
_ASKING = {
    "en": r"(?:how|what|when|where|which|who|why|whether)\b",
    "es": r"¿?(?:por |para |a |de )?(?:cómo|qué|cuál|cuáles|cuándo|dónde|quién|quiénes|cuánto|cuánta)\b",
    "fr": r"(?:à |de )?(?:comment|que|quel|quelle|quels|quelles|quand|où|pourquoi|qui|combien)\b",
    "de": r"(?:wie|was|wann|wo|welche|welcher|wer|warum|wozu|so)\b",
    "pt": r"(?:por |para |a |de )?(?:como|o que|que|qual|quais|quando|onde|quem|quanto)\b",
    "ar": r"(?:كيف|ما|ماذا|متى|أين|لماذا|من|هل|كم)\b",
    "zh": r".*(?:如何|怎么|怎样|什么|为何|哪|谁|何时|多少|是否)",
}
_ASKING_IN = {language: re.compile(pattern) for language, pattern in _ASKING.items()}
_HEADINGS = frozenset({"title", "heading"})

_DOUBLE_STOP = re.compile(r"(?:(?<![.])[.]|[?!。？！؟])[.。]$|。[。！？]$|[,;:،，][.。?!؟？]$")
_BEHIND_QUOTED = re.compile(r"([?!？！؟])[\"”“»’」』]+[.。]$")
_NO_STOP = frozenset({"th", "lo"})  # their sentences end with a space
_OPENED_IN = frozenset({"es", "ast"})  # languages that open a question with ¿
_PAIRS = (re.compile("¿+"), re.compile("[?]+")), (re.compile("¡+"), re.compile("[!]+"))
_NARROW = re.compile("[\u4e00-\u9fff][,;?!][\u4e00-\u9fff]")
_HAN = re.compile("[\u4e00-\u9fff]")


def check_punctuation(pair: Pair) -> Iterator[Problem]:
    """``punctuation-differs``: another mark at the end than in the source, one of another script, a missing ¿ or ¡.

    An error where a question became something else or the other way round; else a warning.
    """
    if pair.is_localized:
        return
    source, target = shown(pair.source), shown(pair.target)
    ends = source.rstrip(_CLOSING), target.rstrip(_CLOSING)
    if not all(ends):
        return
    theirs, ours = _kinds(source, ends[0], pair.source_language), _kinds(target, ends[1], pair.target_language)
    if not _agree(theirs, ours) and not _may_differ((theirs[0], ours[0]), *ends, pair):
        swapped = "question" in (theirs[0], ours[0]) and all((theirs[0], ours[0]))
        message = f"the source ends with {_NAME[theirs[0]]}, the translation with {_NAME[ours[0]]}"
        yield _problem(message, "end it as the source ends", Severity.ERROR if swapped else Severity.WARNING)
    elif message := _ill_formed(ends[0], prose(pair.target).rstrip(_CLOSING), pair.target_language):
        yield _problem(message, "write it with the marks of the language")


def _problem(message: str, advice: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem("punctuation-differs", message, severity=severity, advice=advice, blocking=True)


def _kinds(text: str, end: str, language: str) -> tuple[str, ...]:
    """What a text ends with, and what else it may count as; ``end`` is the text without closing brackets and quotes."""
    if quoted := _BEHIND_QUOTED.search(end[-5:]):  # Spanish: «¿Por qué?».
        return _KIND_OF[quoted[1]], "stop"
    kind = _kind(end, language)
    behind = text[len(end) :].strip()
    if not behind or not kind or (kind == "stop" and not any(bracket in behind for bracket in ")）]】")):
        return (kind,)
    return kind, "stop", ""  # the mark may be that of what is quoted


def _kind(text: str, language: str) -> str:
    if text.endswith("..."):
        return "ellipsis"
    if text[-1] in ";\u037e" and primary(language) == "el":
        return "question"
    if text[-2:] in {"?!", "!?", "？！", "！？", "؟!", "!؟"}:
        return "question"
    return _KIND_OF.get(text[-1], "")


def _agree(theirs: Iterable[str], ours: Iterable[str]) -> bool:
    return any(one == other or (one, other) in _AS_GOOD for one in theirs for other in ours)


def _may_differ(kinds: tuple[str, str], source: str, target: str, pair: Pair) -> bool:
    # The stop of an abbreviation is none, or is one as well: "at 8 a.m." is "um 8 Uhr".
    texts = zip(kinds, (source, target), strict=True)
    if any(kind == "stop" and ends_in_abbreviation(text[:-1]) for kind, text in texts) and {*kinds} <= {
        "stop",
        "",
        "exclamation",
        "ellipsis",
    }:
        return True
    if primary(pair.target_language) in _NO_STOP:
        return "question" not in kinds and "stop" in kinds
    if kinds == ("", "stop") and target[0].islower() and source[0].islower():
        return True  # the last item of a list in French
    if kinds == ("", "question"):
        return _asks(source, pair.source_language)
    return kinds == ("question", "") and pair.segment.role in _HEADINGS and _asks(target, pair.target_language)


def _asks(text: str, language: str) -> bool:
    pattern = _ASKING_IN.get(primary(language))
    return pattern is not None and pattern.match(text.lower()) is not None


def _ill_formed(source: str, target: str, language: str) -> str:
    """What is wrong with the marks of a target in themselves; empty where nothing is."""
    if not target:  # an address
        return ""
    if _DOUBLE_STOP.search(target[-3:]) and not _DOUBLE_STOP.search(source[-3:]):
        return f"two marks at the end: {target[-2:]}"
    written_in = script(language)
    if written_in == "Arab" and target[-1] == "?":
        return "a Latin ? at the end of Arabic text, where ؟ belongs"
    if written_in in ("Hans", "Hant"):
        is_latin = target[-1] in "?!" or (target[-1] == "." and not ends_in_abbreviation(target[:-1]))
        if is_latin and _HAN.search(target[-12:]):
            return f"a Latin {target[-1]} at the end of Chinese text"
        found = _NARROW.search(target)
        return f"a Latin {found[0][1]} between Chinese characters" if found else ""
    return _unopened(target) if primary(language) in _OPENED_IN else ""


def _unopened(text: str) -> str:
    for opening, closing in _PAIRS:
        opened, closed = len(opening.findall(text)), len(closing.findall(text))
        if opened != closed:
            missing = (opening if opened < closed else closing).pattern.strip("[]+")
            return f"{missing} is missing: questions stand between ¿ and ?, exclamations between ¡ and !"
    return ""
