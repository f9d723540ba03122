"""Whether a language tag is one, and whether the text under it can be in that language.

No dictionary and no model: the script of the letters, and for five languages the words that no text does without.
Made to miss rather than to cry wolf: names of drugs, references and headings in another script are everyday.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from syndicate import languages
from syndicate.feeds.validate.findings import Findings, shown
from syndicate.feeds.validate.markup import Reading

# Letters of the scripts that languages of today are written in, by ISO 15924; a script that is not here is not judged.
_LETTERS = {
    "Latn": "A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿ",
    "Grek": "Ͱ-Ͽἀ-῿",
    "Cyrl": "Ѐ-ԯ",
    "Armn": "Ա-֏",
    "Hebr": "א-ת",
    "Arab": "ؠ-ۿݐ-ݿࡰ-ࣿﭐ-﷿ﹰ-ﻼ",
    "Thaa": "ހ-ޱ",
    "Deva": "ऀ-ॿ",
    "Beng": "ঀ-৿",
    "Guru": "਀-੿",
    "Gujr": "઀-૿",
    "Orya": "଀-୿",
    "Taml": "஀-௿",
    "Telu": "ఀ-౿",
    "Knda": "ಀ-೿",
    "Mlym": "ഀ-ൿ",
    "Sinh": "඀-෿",
    "Thai": "ก-๛",
    "Laoo": "ກ-ໟ",
    "Tibt": "ༀ-࿿",
    "Mymr": "က-႟",
    "Geor": "Ⴀ-ჿᲐ-Ჿ",
    "Ethi": "ሀ-᎙",
    "Khmr": "ក-៿",
    "Hans": "㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f",
    "Kana": "ぁ-ヿㇰ-ㇿ",
    "Hang": "가-힣ᄀ-ᇿ㄰-㆏",
}
_WRITTEN_IN = {
    "Hant": ("Hans",),
    "Hani": ("Hans",),
    "Jpan": ("Hans", "Kana"),
    "Kore": ("Hang", "Hans"),
    "Aran": ("Arab",),
}
_RUNS = {script: re.compile(f"[{letters}]+") for script, letters in _LETTERS.items()}
_ANY = re.compile(r"[^\W\d_]+")
# Scripts that say with one letter what takes about three in Latin.
_DENSE = frozenset({"Hans", "Kana", "Hang"})

_LEAST_LETTERS = 60  # of an entry: below it, a title with two drug names would be judged
_LEAST_SHARE = 0.05  # of letters in the right script: localized notices round an English body have more than 0.02
_TITLE_LETTERS = 24
_PARAGRAPH_LETTERS = 400
_PARAGRAPH_SHARE = 0.3

# Words that make up a fifth of running text and are rare in the other four; what two of them share is left out.
_COMMON = {
    "en": "the of and to is that for are with be this by not from it was have which can has your you if they or",
    "es": "el los las y en del una con es su al lo más pero sus esta puede sin un muy hay cuando porque son fue",
    "fr": "le les et des du une est dans pour qui pas sur au avec ce par plus il vous ou sont cette aux être peut",
    "de": "der die und den von zu das mit sich auf für ist im dem nicht ein eine als auch werden bei oder sie wird",
    "pt": "o os e do da em um uma com não na dos das mais ao são ou foi seu sua pelo pela é quando muito também às nos",
}
_PROFILES = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_LEAST_WORDS = 80
_LIKELY_SHARE = 0.15
_SAMPLE = 3000  # characters: some 400 words, whatever the length of the article


def entry(language: str, title: str, readings: Iterable[tuple[Reading, int]], report: Findings, line: int = 0) -> None:
    """Report an entry whose own lang, letters or common words are not those of ``language`` (canonical, or ``""``).

    ``readings`` are its summary and content, each with its line.
    """
    if not language:
        return
    running: list[str] = []
    listed: list[str] = []
    for reading, at in readings:
        if reading.language and reading.language.partition("-")[0].lower() != languages.primary(language):
            report.add("language-mismatch", f"an entry in {language} has content with lang={reading.language}", at)
        running += reading.running
        listed += reading.listed
    text = _sample(" ".join(running))
    for code, message in (*_script(language, title, text, _sample(" ".join(listed))), *_words(language, text)):
        report.add(code, message, line)


def foreign(language: str, title: str, text: str) -> str:
    """Why a text without any frame cannot be in a language (canonical), by its script; empty where it can."""
    found = dict(_script(language, title, _sample(text), ""))
    return found.get("language-script", "")


def _sample(text: str) -> str:
    """The middle of a text: notices stand round it, and a few hundred words are enough to judge by."""
    start = max((len(text) - _SAMPLE) // 2, 0)
    return text[start : start + _SAMPLE]


def _script(language: str, title: str, running: str, listed: str) -> Iterator[tuple[str, str]]:
    script = languages.script(language)
    wanted = [one for one in _WRITTEN_IN.get(script, (script,)) if one in _RUNS]
    whole = f"{title} {running} {listed}"
    if not wanted or (wanted == ["Latn"] and whole.isascii()):
        return
    in_title, in_running, in_lists = (_count(text, wanted) for text in (title, running, listed))
    right, letters = (sum(both) for both in zip(in_title, in_running, in_lists, strict=True))
    if letters >= _LEAST_LETTERS and (right < _LEAST_SHARE * letters or _other_cjk(script, whole)):
        yield "language-script", f"of {letters} letters in {language}, {right} are in its script ({script})"
        return
    right, letters = in_title
    if letters >= _TITLE_LETTERS and not right:
        yield "language-script-part", f"the title {shown(title)} has no letter of {script}"
    right, letters = in_running
    if letters >= _PARAGRAPH_LETTERS and right < _PARAGRAPH_SHARE * letters:
        yield "language-script-part", f"of {letters} letters of running text, {right} are of {language} ({script})"


def _count(text: str, scripts: Iterable[str]) -> tuple[int, int]:
    """How many letters are in one of the scripts, and how many there are; a dense one counts three times."""
    if not text:
        return 0, 0
    right = weighed = 0
    for script in scripts:
        found = len("".join(_RUNS[script].findall(text)))
        right += found
        weighed += 3 * found if script in _DENSE else found
    return weighed, weighed + max(len("".join(_ANY.findall(text))) - right, 0)


def _other_cjk(script: str, text: str) -> bool:
    """Whether a text tagged as Japanese has no kana (it is Chinese), or one tagged as Chinese has many."""
    if script not in ("Jpan", "Hans", "Hant"):
        return False
    kana, han = (sum(map(len, _RUNS[one].findall(text))) for one in ("Kana", "Hans"))
    return han >= _LEAST_LETTERS and kana == 0 if script == "Jpan" else kana > han / 3


def _words(language: str, text: str) -> Iterator[tuple[str, str]]:
    own = languages.primary(language)
    if own not in _PROFILES:
        return
    words = _ANY.findall(text.lower())
    if len(words) < _LEAST_WORDS:
        return
    counts = Counter(words)
    shares = {one: sum(counts[word] for word in profile) / len(words) for one, profile in _PROFILES.items()}
    likely = max(shares, key=lambda one: shares[one])
    if shares[likely] >= _LIKELY_SHARE and shares[own] < shares[likely] / 2:
        yield "language-words", f"a text in {language} reads like {likely}, by its common words"
