"""Doubled words: "of of the", which a reader's eye runs over and a machine's does not."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import eq

from syndicate.languages import primary
from syndicate.model import Problem, Severity
from syndicate.translation.checks.pair import Pair
from syndicate.translation.checks.prose import prose, words

# One to three words again, with nothing but spaces between: no comma, no line break.
_GAP = r"[ \t\xa0\u202f]+"
_LETTER = r"[^\W\d_]"
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0300-\u036f"  # Arabic vowel signs, accents by themselves
_WORD = rf"{_LETTER}(?:{_LETTER}|[{_MARKS}'’])*"
_DOUBLED = re.compile(
    rf"(?<![\w'’.-])({_WORD}(?:{_GAP}{_WORD}){{0,2}}){_GAP}\1(?![\w{_MARKS}-]|['’]{_LETTER})", re.IGNORECASE
)
_NUMBERS = re.compile(rf"(?<![\w.,/:+×-])(?<![\d.,/:][ \xa0])([0-9]+){_GAP}\1(?![\w./,:×°%–-]|{_GAP}[0-9/–×+-])")
_VOWELS = re.compile(f"[{_MARKS}]")

# Written twice on purpose: pronouns that meet, verbs of letting, words that are said twice to make them stronger.
_MEANT = {
    "de": "sie ihr ihnen uns sehr viel ganz werden",
    "fr": "nous vous très",
    "es": "muy mucho casi",
    "pt": "nos muito",
    "it": "si molto piano",
    "en": "had that very",
    "nl": "dat zeer heel",
    "ar": "جدا واحدا اثنين قليلا رويدا خطوة قطرة حبة يوما فردا شيئا جزءا حرفا صفا",
}
_MEANT_IN = {language: frozenset(meant.split()) for language, meant in _MEANT.items()}
# Two words that meet: what stands before them, or behind (>), tells whether they do.
_RELATIVE = (  # "Menschen, die die Spritze bekommen", "das Bein, an dem dem Patienten …"
    r"(?:,\s(?:an|auf|aus|bei|durch|für|in|mit|nach|über|um|unter|von|vor|zu)?|\b(?:und|oder|dass|ob|weil|wenn|falls|[Ii]st|[Ww]ar))\s?$"
)
_MEETING = {
    **{("de", article): _RELATIVE for article in ("die", "der", "das", "den", "dem")},
    ("de", "an"): r"\b(?:von|ab)\s\w+\s$",  # von da an an diesem Arm
    ("es", "como"): r"\btanto\b.*\s$",  # tanto en crema como como gel
    ("fr", "en"): r">\s\w+ant\b",  # tout en en prenant
    ("fr", "faire"): r">\s(?:une?|des?|du|l[ea’']s?|ce|cet|cette|votre|vos|son|sa|ses)\b",  # faire faire une analyse
    ("pt", "se"): r">\s\w+r\b",  # se se sentir tonto
}
_NEAR = 120  # characters in which it stands
_MEETING_IN = {key: re.compile(pattern) for key, pattern in _MEETING.items()}
# "poco a poco a partir de …", "mehr und mehr und …": the second word joins and repeats with the first.
_JOINING = {
    "es": "a y o por en",
    "pt": "a e ou por em",
    "fr": "à et ou en par",
    "de": "und für um auf nach an",
    "it": "a e o per",
    "en": "and by to or",
    "ar": "في على إلى",
}
_JOINING_IN = {language: frozenset(joining.split()) for language, joining in _JOINING.items()}
# Chinese has no spaces: two or more characters again, or one that stands twice only where two words meet.
_HAN = re.compile(
    r"([\u4e00-\u9fff]{2,6})\1|或或|您您|你你|我我|这这|它它|也也|而而|但但|于于|很很|将将"
    r"|(?<!目)的的(?!确)|(?<!为)了了(?!解|之)|(?<![申邀])请请|(?<!参)与与|(?<!合)并并(?!发)|(?<!首)都都|就就(?![诊医业])"
    r"|(?<![存现实内潜外旨所])在在|(?<![温柔饱缓平共调总])和和|(?<![还但可就总于也都不只])是是(?![否非])|不不"
    r"|(?<![机协学社])会会(?![诊议员])|(?<![可功性机])能能(?![够力量])|(?<![需主重必])要要(?![求点素])"
    r"|有有(?![效关害毒些用力益机时氧])"
)
# Verbs that are doubled for "a little" (活动活动), adverbs for "very", one by one (一步一步), and questions (是不是不).
_HAN_MEANT = re.compile(
    r"[一两三][\u4e00-\u9fff]{1,2}|.[不没]|休息|活动|走动|锻炼|放松|考虑|商量|讨论|了解|按摩"
    r"|非常|特别|十分|很多|许多"
)


def check_doubled(pair: Pair) -> Iterator[Problem]:
    """``word-doubled``: the same word or number twice in a row, where the source has nothing like it."""
    if (found := _doubled(pair.target, primary(pair.target_language))) and not (
        _DOUBLED.search(prose(pair.source)) or _NUMBERS.search(prose(pair.source))
    ):
        message = f"the same twice in a row: {found}"
        yield Problem("word-doubled", message, severity=Severity.WARNING, advice="delete one of the two", blocking=True)


def _doubled(source: str, language: str) -> str:
    """What stands twice in a row; empty where nothing does."""
    text, found = prose(source), None
    if language in {"zh", "ja"}:
        found = next((each for each in _HAN.finditer(text) if not _HAN_MEANT.fullmatch(each[1] or "")), None)
    elif _repeats(words(source)):  # the search takes ten times as long
        found = next((each for each in _DOUBLED.finditer(text) if not _is_meant(text, each, language)), None)
    found = found or _NUMBERS.search(text)
    return found[0] if found else ""


def _repeats(text: Sequence[str]) -> bool:
    """Whether one to three words come again at once."""
    pairs = tuple(pairwise(text))
    triples = tuple(pairwise(pairs))
    return any(map(eq, text, text[1:])) or any(map(eq, pairs, pairs[2:])) or any(map(eq, triples, triples[3:]))


def _is_meant(text: str, found: re.Match[str], language: str) -> bool:
    once, again = found[1], found[0][-len(found[1]) :]
    first, *others = once.lower().split()
    if others:
        return others[-1] in _JOINING_IN.get(language, ())
    if once.isupper() != again.isupper():
        return True  # "hepatitis A a los 12 meses", "equipe de EM em caso de"
    if meeting := _MEETING_IN.get((language, first)):
        before = text[max(0, found.start() - _NEAR) : found.start()]
        return bool(meeting.search(before) or meeting.match(f">{text[found.end() : found.end() + _NEAR]}"))
    if language == "de" and once == again == once.capitalize():
        return False  # "Sie Sie": only "Sie sie" can meet
    return _VOWELS.sub("", first) in _MEANT_IN.get(language, ())
