"""Wording: abbreviations that nobody explains, and how hard the text is to read."""

import re
from collections.abc import Iterator, Sequence

from syndicate.articles.parsers.pagedump.lines import sentences
from syndicate.articles.parsers.pagedump.values import Finding, Line, at

# ── abbreviations ───────────────────────────────────────────────────────────────────────────────

_LATIN = r"A-Za-zÀ-ÖØ-öø-ÿ0-9"
_ABBREVIATION = re.compile(rf"(?<![{_LATIN}_@/.])([A-ZÀ-ÖØ-Þ]{{2,5}})(?=s?(?![{_LATIN}_]))")
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@\S+")
# Readers know these, and translators find them in any dictionary. Medical ones are never in this list, however
# common: they change with the language (HIV, VIH), so a translator must see them explained once.
_COMMON_WORDS = "AM PM TV OK ID EU US USA UK UN UE EE UU FAQ PDF URL PIN SMS GPS CD DVD"
# Words that are written in capitals to stress them.
_STRESSED_WORDS = (
    "NOT NO NEVER ONLY DO DONT STOP MUST ALL ANY AND OR IF CALL NOW NEW TOO IN ON AT BE IS ARE HAVE MORE LESS BEFORE "
    "AFTER SI NI SIN SOLO SÓLO NUNCA YA NE PAS OU ET SANS TOUT NICHT KEIN KEINE NUR NIE UND ODER NÃO SEM SÓ NEM"
)
_COMMON, _STRESSED = frozenset(_COMMON_WORDS.split()), frozenset(_STRESSED_WORDS.split())
_REFERRING = frozenset(("see", "cf", "vgl", "siehe", "véase", "ver", "voir"))  # “CT (see below)” explains nothing
_ROMAN = re.compile(r"(?:X{0,3})(?:IX|IV|V?I{0,3})")
# In medicine IV is a numeral only behind the name of what is counted; else it is “intravenous”.
_COUNTED = re.compile(
    r"(?:stages?|phases?|types?|grades?|class|classes|factors?|groups?|levels?|parts?|nerves?|titles?|categor(?:y|ies)|"
    r"estadios?|etapas?|fases?|tipos?|grados?|clases?|factor(?:es)?|grupos?|nivel(?:es)?|parte|título|"
    r"stades?|grade|classe|facteurs?|groupe|niveau|stadium|stadien|grad|klasse|faktor|gruppe|teil|"
    r"estágios?|graus?|fator(?:es)?|nível|[IVX]+)(?: (?:and|or|to|y|o|a|et|ou|und|oder|e|bis|à)| ?[-–/,])? ?$",
    re.IGNORECASE,
)


def undefined_abbreviations(lines: Sequence[Line]) -> Iterator[Finding]:
    """Abbreviations (two to five capitals) that the text uses without or before their explanation, each once.

    An explanation is the abbreviation in parentheses behind a word, ``intravenous (IV)``, or with words in
    parentheses behind it of which one begins with its first letter, ``IV (intravenous)``. Roman numerals, words in
    capitals for stress, and lines all in capitals are no abbreviations.
    """
    seen: set[str] = set()
    for line in lines:
        text = _ADDRESS.sub(lambda match: " " * len(match[0]), line.text)
        if all(char.isupper() for char in text if char.isalpha()):
            continue
        for match in _ABBREVIATION.finditer(text):
            name = match[1]
            if name in seen or name in _COMMON or name in _STRESSED or _is_numeral(name, text[: match.start()]):
                continue
            seen.add(name)
            if not _is_explained(text, *match.span(1)):
                message = f"the abbreviation {name} is used before or without its explanation"
                advice = "write it out once; translators need to know what it stands for"
                yield at(line, "abbr-undefined", message, advice, offset=match.start())


def _is_numeral(name: str, before: str) -> bool:
    if not _ROMAN.fullmatch(name):
        return False
    return name != "IV" or bool(_COUNTED.search(before[-24:]))


def _is_explained(text: str, start: int, end: int) -> bool:
    behind_words = re.search(r"[^\W\d_]{2,}[’'”\"]? ?[(（]\s?$", text[max(0, start - 40) : start])
    if behind_words and re.match(r"s?\s?[)）,;]", text[end : end + 3]):
        return True
    behind = re.match(r"s?\s?[(（]([^()（）]+)[)）]", text[end : end + 120])
    words = [word.casefold() for word in _WORDS.findall(behind[1])] if behind else []
    return bool(words) and words[0] not in _REFERRING and any(word[0] == text[start].lower() for word in words)


# ── reading level ───────────────────────────────────────────────────────────────────────────────

MIN_WORDS = 100  # fewer say too little about a text
MAX_GRADE = 8  # US school grade; guidance for patients asks for 6 to 8
MAX_LIX = 50  # Björnsson 1968: above 50 is difficult (specialist prose), 40 to 50 is a newspaper
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_level(lines: Sequence[Line], language: str | None) -> Iterator[Finding]:
    """One finding where the running text is harder than it should be: by Flesch-Kincaid in English, else by LIX.

    Flesch-Kincaid grade = 0.39 · words/sentence + 11.8 · syllables/word − 15.59. LIX = words/sentence + 100 · the
    share of words of more than six letters; it needs no syllables, so it serves where the language is not
    declared, but only for text in Latin letters: other scripts have no measure here.
    """
    words = [word for line in lines for word in _WORDS.findall(line.text)]
    letters = "".join(words)
    if len(words) < MIN_WORDS or len(_LATIN_LETTER.findall(letters)) < 0.9 * len(letters):
        return
    per_sentence = len(words) / sum(len(sentences(line)) for line in lines)
    is_english = language is not None and language.lower().replace("_", "-").split("-")[0] == "en"
    if is_english:
        value = 0.39 * per_sentence + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
        metric, limit = "Flesch-Kincaid grade", MAX_GRADE
    else:
        value = per_sentence + 100 * sum(len(word) > 6 for word in words) / len(words)
        metric, limit = "LIX", MAX_LIX
    if value > limit:
        message = f"hard to read: {metric} {value:.1f}, above {limit}, over {len(words)} words"
        yield Finding("reading-level-high", 1, 1, message, "shorter sentences and plainer words reach more readers")


def syllables(word: str) -> int:
    """The syllables of an English word, estimated: groups of vowels, but for a silent ``e`` in its last one."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[aeiouy]le$|[^aeiouysxz]es$", word) and not re.search(
        r"(?:[cg]|ch|sh)es$", word
    ):
        count -= 1
    return max(count, 1)
