"""Numbers that a text says in words: "dos dosis", "zweimal", "جرعتين", "两次", "noviembre", "IV".

A translator may write a small number as a word or a word as a number, so these stand in for digits, and are never
demanded. Cardinals to twelve with their inflections, ordinals, fractions, multiples, months, Roman numerals.
Tables are read as "value: words"; those after ``weak`` are said without a number in mind (an article, "daily", an
Arabic dual) and stand in for no dose.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from syndicate.languages import primary, to_posix
from syndicate.translation.chinese_numbers import spoken as chinese

_TABLES = {
    "en": """
        0: zero; 1: one once first; 2: two twice second; 3: three third thrice; 4: four fourth; 5: five fifth;
        6: six sixth; 7: seven seventh; 8: eight eighth; 9: nine ninth; 10: ten tenth; 11: eleven eleventh;
        12: twelve twelfth dozen; 100: hundred; 1000: thousand;
        1/2: half halves; 1/3: third; 1/4: quarter; 2/3: thirds; 3/4: quarters;
        weak 1: a an each every per single daily weekly monthly yearly annual annually hourly;
        weak 2: other both pair couple double doubled; weak 3: triple
    """,
    "es": """
        0: cero; 1: primer primero primera primeros primeras; 2: dos segundo segunda; 3: tres tercer tercero tercera;
        4: cuatro cuarto cuarta; 5: cinco quinto quinta; 6: seis sexto sexta; 7: siete séptimo séptima;
        8: ocho octavo octava; 9: nueve noveno novena; 10: diez décimo décima; 11: once undécimo;
        12: doce docena duodécimo; 100: cien ciento; 1000: mil;
        1/2: medio media mitad; 1/3: tercio; 1/4: cuarto cuarta; 2/3: tercios; 3/4: cuartos;
        weak 1: un una uno sola solo única único cada diario diaria diariamente semanal mensual anual;
        weak 2: ambos ambas par doble; weak 3: triple
    """,
    "fr": """
        0: zéro; 1: premier première premiers; 2: deux deuxième second seconde; 3: trois troisième;
        4: quatre quatrième; 5: cinq cinquième; 6: six sixième; 7: sept septième; 8: huit huitième; 9: neuf neuvième;
        10: dix dixième dizaine; 11: onze onzième; 12: douze douzième douzaine; 100: cent cents centaine;
        1000: mille millier; 1/2: demi demie moitié; 1/3: tiers; 1/4: quart; 2/3: tiers; 3/4: quarts;
        weak 1: un une seule seul unique chaque par quotidien quotidienne hebdomadaire mensuel mensuelle annuel;
        weak 1: annuelle; weak 2: double paire; weak 3: triple
    """,
    "de": """
        0: null; 1: eins einmal erste ersten erster erstes; 2: zwei zweimal zweite zweiten zweiter zweites;
        3: drei dreimal dritte dritten dritter; 4: vier viermal vierte vierten; 5: fünf fünfmal fünfte fünften;
        6: sechs sechsmal sechste sechsten; 7: sieben siebte siebten; 8: acht achtmal achte achten;
        9: neun neunte neunten; 10: zehn zehnmal zehnte zehnten; 11: elf elfte elften;
        12: zwölf zwölfte zwölften dutzend; 100: hundert; 1000: tausend;
        1/2: halb halbe halben halber halbes hälfte; 1/3: drittel; 1/4: viertel; 2/3: drittel; 3/4: viertel dreiviertel;
        3/2: anderthalb eineinhalb; 5/2: zweieinhalb; 7/2: dreieinhalb; 9/2: viereinhalb;
        weak 1: ein eine einen einem einer eines einzige einzigen einzelne jeder jede jeden jedes je pro täglich;
        weak 1: wöchentlich monatlich jährlich; weak 2: beide beiden doppelt doppelte doppelten paar
    """,
    "pt": """
        0: zero; 1: primeiro primeira primeiros primeiras; 2: dois duas segundo segunda; 3: três terceiro terceira;
        4: quatro quarto quarta; 5: cinco quinto quinta; 6: seis sexto sexta; 7: sete sétimo sétima;
        8: oito oitavo oitava; 9: nove nono nona; 10: dez décimo décima; 11: onze; 12: doze dúzia; 100: cem cento;
        1000: mil; 1/2: meio meia metade; 1/3: terço; 1/4: quarto quarta; 2/3: terços; 3/4: quartos;
        weak 1: um uma única único cada diário diária diariamente semanal mensal anual;
        weak 2: ambos ambas par dobro dupla duplo; weak 3: triplo
    """,
    "ar": """
        0: صفر; 1: واحد واحدة احد احدى اول اولى; 2: اثنان اثنين اثنتان اثنتين اثنا اثني ثان ثاني ثانية;
        3: ثلاث ثلاثة ثالث ثالثة; 4: اربع اربعة رابع رابعة; 5: خمس خمسة خامس خامسة; 6: ست ستة سادس سادسة;
        7: سبع سبعة سابع سابعة; 8: ثمان ثماني ثمانية ثامن ثامنة; 9: تسع تسعة تاسع تاسعة; 10: عشر عشرة عاشر عاشرة;
        11: عشر عشرة; 12: عشر عشرة; 100: مئة مائة; 1000: الف الاف;
        1/2: نصف; 1/3: ثلث; 1/4: ربع; 2/3: ثلثي ثلثا;
        weak 1: كل يوميا اسبوعيا شهريا سنويا; weak 2: ضعف ضعفي كلا كلتا كلتي كلي مزدوج
    """,
}
# Nouns that Arabic counts without a number: the singular is one, the dual (stem + ان, ين) two.
_ARABIC_COUNTED = """
    ساعة يوم أسبوع شهر سنة عام دقيقة ثانية مرة جرعة قرص حبة كبسولة لتر مليلتر كوب ملعقة قطرة حقنة وحدة درجة نوع ليلة
    موسم خطوة قراءة طريقة دواء مرحلة دراسة منتج رقم عين ذراع شخص غرام جرام كيلوغرام ملليغرام بخة لصقة تسريب نقطة كأس
""".split()  # noqa: SIM905 - a list of 40 words in quotes reads worse
_ARABIC_PREFIX = re.compile(r"^(?:[وفبلك]?(?:ال|لل)|[وفبلك]{1,2})(?=\w{2})")
_ARABIC_FOLDED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", **dict.fromkeys(map(chr, range(0x64B, 0x653)))})

# What the words behind a number multiply it by.
MULTIPLIERS: Mapping[str, Mapping[str, int]] = {
    "en": {"thousand": 10**3, "million": 10**6, "billion": 10**9},
    "es": {"mil": 10**3, "millón": 10**6, "millones": 10**6, "billones": 10**12},
    "fr": {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    "de": dict.fromkeys(("million", "millionen", "mio", "mio."), 10**6)
    | dict.fromkeys(("milliarde", "milliarden", "mrd", "mrd."), 10**9)
    | {"tausend": 10**3},
    "pt": {"mil": 10**3, "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9, "mil milhões": 10**9},
    "ar": {"ألف": 10**3, "آلاف": 10**3, "مليون": 10**6, "ملايين": 10**6, "مليار": 10**9, "مليارات": 10**9},
    "it": {"mila": 10**3, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9},
    "nl": {"duizend": 10**3, "miljoen": 10**6, "miljard": 10**9},
    "pl": {"tys": 10**3, "tys.": 10**3, "tysiące": 10**3, "tysięcy": 10**3, "mln": 10**6, "mld": 10**9},
    "ro": {"mii": 10**3, "milioane": 10**6, "miliarde": 10**9},
    "ru": {
        "тыс": 10**3,
        "тыс.": 10**3,
        "тысячи": 10**3,
        "тысяч": 10**3,
        "млн": 10**6,
        "миллиона": 10**6,
        "млрд": 10**9,
    },
    "tr": {"bin": 10**3, "milyon": 10**6, "milyar": 10**9},
    "zh": {"百": 100, "千": 10**3, "万": 10**4, "萬": 10**4, "百万": 10**6, "亿": 10**8, "億": 10**8},
}
_BELOW_ZERO = re.compile(
    r"\b(?:minus|below zero|below freezing|menos|bajo cero|moins|unter null|abaixo de zero|negativ\w*)\b|تحت الصفر|ناقص"
    r"|零下|负",
    re.IGNORECASE,
)
# An article before a unit in words is as good as a digit: "1 g" is "un gramo".
_ONE_UNIT = re.compile(
    r"\b(?:an?|un[ae]?|uma?|eine[mn]?|ein)\s+(?:mi[lck][ir]\w+|mikro\w+|kilo\w*|gram\w*|lit[er]\w+|unit\w*|unid\w+|einheit|gra[du]\w*"
    r"|degree)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"\b(?:[IVX]+)\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


class Spoken(NamedTuple):
    """The numbers that a text says in words, with how often; ``weak`` ones are said without a number in mind."""

    strong: Counter[Fraction]
    weak: Counter[Fraction]


def spoken(text: str, language: str) -> Spoken | None:
    """The numbers in words of a text made by `numerals.plain`; None for a language (BCP 47) without a table."""
    own = primary(language)
    if own == "zh":
        found = Spoken(*chinese(text))
    elif (table := _table(own)) is not None:
        found = Spoken(Counter(), Counter())
        found.strong[Fraction(1)] += len(_ONE_UNIT.findall(text))
        for word in _WORDS.findall(text):
            for strong, weak in (table.get(form, ((), ())) for form in _forms(word, own)):
                found.strong.update(strong)
                found.weak.update(weak)
    else:
        return None
    found.strong.update(_months(text, language))
    found.strong.update(_romans(text, own))
    return found


def is_below_zero(text: str) -> bool:
    """Whether the text says in words that a number is negative."""
    return _BELOW_ZERO.search(text) is not None


def _forms(word: str, language: str) -> set[str]:
    """What to look a word up by; an Arabic word also without the particles that are written with it."""
    if language != "ar":
        return {word.lower()}
    folded = word.translate(_ARABIC_FOLDED)
    bare = _ARABIC_PREFIX.sub("", folded)
    return {folded, bare, _ARABIC_PREFIX.sub("", bare)}


_Values = tuple[Fraction, ...]


@lru_cache(maxsize=16)
def _table(language: str) -> dict[str, tuple[_Values, _Values]] | None:
    if language not in _TABLES:
        return None
    found: dict[str, tuple[_Values, _Values]] = {}
    for kind, value, words in _rows(language):
        for word in words:
            strong, weak = found.get(word, ((), ()))
            found[word] = (strong, (*weak, value)) if kind == "weak" else ((*strong, value), weak)
    return found


def _rows(language: str) -> Iterator[tuple[str, Fraction, list[str]]]:
    for row in _TABLES[language].split(";"):
        label, _, words = row.partition(":")
        kind, _, value = label.strip().rpartition(" ")
        yield kind, Fraction(value), [word for each in words.split() for word in _spellings(each, language)]
    if language == "ar":
        yield "weak", Fraction(1), [noun.translate(_ARABIC_FOLDED) for noun in _ARABIC_COUNTED]
        stems = [re.sub("ة$", "ت", noun).translate(_ARABIC_FOLDED) for noun in _ARABIC_COUNTED]
        yield "weak", Fraction(2), [stem + ending for stem in stems for ending in ("ان", "ين")]
        yield "weak", Fraction(2), [stem + ending for stem in stems if stem.endswith("ت") for ending in ("ا", "ي")]


def _spellings(word: str, language: str) -> set[str]:
    return {word.translate(_ARABIC_FOLDED)} if language == "ar" else {word}


def _months(text: str, language: str) -> Iterator[Fraction]:
    names = _month_names(language)
    for word in _WORDS.findall(text):
        # "may" is a month only as "May"; German, Spanish and the others have no such pair.
        number = names.get(word if primary(language) == "en" else word.lower())
        if number:
            yield Fraction(number)


@lru_cache(maxsize=64)
def _month_names(language: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - 33 ms

    try:
        locale = Locale.parse(to_posix(language))
    except UnknownLocaleError:
        return {}
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                written = name.rstrip(".")
                found.setdefault(written if primary(language) == "en" else written.lower(), number)
    return found


def _romans(text: str, language: str) -> Iterator[Fraction]:
    for found in _ROMAN.finditer(text):
        digits = found[0]
        if len(digits) == 1 and language == "en":
            continue  # "I", and V and X are hardly ever five and ten
        values = [_ROMAN_VALUES[digit] for digit in digits]
        pairs = zip(values, [*values[1:], 0], strict=True)
        yield Fraction(sum(-value if value < after else value for value, after in pairs))
