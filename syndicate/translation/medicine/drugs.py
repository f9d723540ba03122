"""Drug names (INN) by language, from ``drugs.tsv``: one row a substance, one column a language, ``|`` between forms.

The first form of a cell is the preferred one. A form with ``~`` before it is accepted as the drug's name where the
drug is expected, but is no sign of it by itself (an abbreviation, an everyday word). An empty cell is not known here.
``brands`` are alike in all Latin scripts. Kind ``natural`` is a substance of the body or of food, too, which a
translation may bring in without naming a drug (GLP-1 → péptido similar al glucagón).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from syndicate.languages import primary, script
from syndicate.translation.linguistics.arabic import bare
from syndicate.translation.linguistics.spans import WORD, masked
from syndicate.translation.linguistics.wordforms import fold
from syndicate.translation.medicine.stems import is_drug_like

# Read at import, so that the checks themselves touch no disk; parsed at first use.
_TABLE = files(__package__).joinpath("drugs.tsv").read_text(encoding="utf-8")
_COLUMNS = {"en": "en", "es": "es", "fr": "fr", "de": "de", "pt": "pt_BR", "ar": "ar", "zh": "zh_Hans"}
LATIN = ("en", "es", "fr", "de", "pt_BR")
_JOIN = re.compile(r"[ \u00a0\u202f\n]*[-\u2010\u2011–/ \u00a0\u202f\n][ \u00a0\u202f\n]*")


class Mention(NamedTuple):
    """A drug where it stands in a text: half-open offsets, and its English INN in lower case."""

    start: int
    end: int
    name: str


class Drug(NamedTuple):
    """A row: forms by column, the preferred one first; ``weak`` are those of them that are no sign by themselves."""

    forms: Mapping[str, tuple[str, ...]]
    weak: frozenset[str]
    brands: tuple[str, ...]
    natural: bool


@lru_cache(maxsize=1024)  # a source is compared with each of its languages in turn
def mentions(text: str, language: str) -> tuple[Mention, ...]:
    """The drugs that a text (segment notation or plain) in a language (BCP 47) names, in order.

    By the forms of its language, by the English ones, and in Latin script by the stem of an INN: ``foobarizumab`` is
    a drug whether the table has it or not, and its name is the word itself.
    """
    column = column_of(language)
    if not column:
        return ()
    text = masked(text)
    found = [*_latin(text, column)]
    if column == "ar":
        found += _arabic(text)
    elif column == "zh_Hans":
        found += _chinese(text)
    return tuple(sorted(found))


def forms(name: str, language: str) -> tuple[str, ...]:
    """The forms of an English INN in a language, the preferred one first; empty where the table has none."""
    drug = table().get(name)
    return drug.forms.get(column_of(language), ()) if drug else ()


@cache
def column_of(language: str) -> str:
    """The table's column for a language (BCP 47); empty where it has none: pt-PT has other names than pt-BR."""
    own = primary(language)
    if (own == "zh" and script(language) != "Hans") or (own == "pt" and language not in ("pt", "pt-BR")):
        return ""
    return _COLUMNS.get(own, "")


@cache
def table() -> Mapping[str, Drug]:
    """Every row by its English INN in lower case."""
    columns, *rows = (line.split("\t") for line in _TABLE.splitlines())
    found = {}
    for row in rows:
        cells = {column: cell.split("|") for column, cell in zip(columns, row, strict=True) if cell}
        brands, natural = tuple(cells.pop("brands", ())), bool(cells.pop("kind", ()))
        weak = frozenset(form[1:] for cell in cells.values() for form in cell if form[0] == "~")
        known = {column: tuple(form.lstrip("~") for form in cell) for column, cell in cells.items()}
        found[known["en"][0].lower()] = Drug(known, weak, brands, natural)
    return found


# ── finding ─────────────────────────────────────────────────────────────────────────────────────

# By first word: the words that follow it, and the name; the longest first.
_Follow = tuple[tuple[tuple[str, ...], str], ...]
_Index = Mapping[str, _Follow]


def _indexed(entries: Iterable[tuple[tuple[str, ...], str]]) -> _Index:
    index: dict[str, dict[tuple[str, ...], str]] = {}
    for (first, *rest), name in entries:
        index.setdefault(first, {}).setdefault(tuple(rest), name)
    return {first: tuple(sorted(found.items(), key=lambda one: -len(one[0]))) for first, found in index.items()}


def _strong(column: str) -> Iterator[tuple[str, str]]:
    for name, drug in table().items():
        for form in drug.forms.get(column, ()):
            if form not in drug.weak:
                yield form, name


def _words(form: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in WORD.findall(form))


@cache
def _latin_index(column: str) -> _Index:
    columns = (column, "en") if column in LATIN else ("en",)
    entries = [(_words(form), name) for each in columns for form, name in _strong(each)]
    plurals = [((*words[:-1], words[-1] + end), name) for words, name in entries for end in ("s", "es")]
    return _indexed([*entries, *plurals])


@cache
def _arabic_index() -> _Index:
    return _indexed((_words(form), name) for form, name in _strong("ar"))


@cache
def _chinese_index() -> tuple[re.Pattern[str], Mapping[str, tuple[tuple[str, str], ...]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for form, name in _strong("zh_Hans"):
        index.setdefault(form[0], []).append((form, name))
    longest = {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in index.items()}
    return re.compile(f"[{re.escape(''.join(index))}]"), longest


def _latin(text: str, column: str) -> Iterator[Mention]:
    if not any(_is_sign(word, column) for word in set(WORD.findall(text))):
        return
    index = _latin_index(column)
    last = 0
    for found in WORD.finditer(text):
        if found.start() >= last and _is_sign(found[0], column):
            word = fold(found[0])
            last, name = _longest(text, found.end(), index.get(word, ()), lambda there, wanted: there == wanted)
            if name or is_drug_like(word):
                yield Mention(found.start(), last, name or word)


@lru_cache(maxsize=16384)  # nearly every word of a text is none, and comes again
def _is_sign(word: str, column: str) -> bool:
    """Whether a drug's name may begin with a word."""
    folded = fold(word)
    return folded in _latin_index(column) or is_drug_like(folded)


def _arabic(text: str) -> Iterator[Mention]:
    index = _arabic_index()
    last = 0
    for found in WORD.finditer(text):
        start, end = found.span()
        if start >= last and (hit := _arabic_sign(found[0])):
            last, name = _longest(text, end, index[hit], lambda there, wanted: wanted in bare(there))
            if name:
                yield Mention(_start(text, start, end, hit), last, name)


@lru_cache(maxsize=16384)
def _arabic_sign(word: str) -> str:
    """What a drug's name begins with, in a word that something may be written on to; empty for all others."""
    return next((rest for rest in bare(fold(word)) if rest in _arabic_index()), "")


def _longest(text: str, end: int, follow: _Follow, same: Callable[[str, str], bool]) -> tuple[int, str]:
    """The end and the drug of the longest name whose first word ends at ``end``; of none, ``end`` and no drug."""
    for rest, name in follow:
        last = end
        for wanted in rest:
            gap = _JOIN.match(text, last)
            word = WORD.match(text, gap.end()) if gap else None
            if word is None or not same(fold(word[0]), wanted):
                break
            last = word.end()
        else:
            return last, name
    return end, ""


def _start(text: str, begin: int, end: int, name: str) -> int:
    """Where a name begins in a word that something is written on to: the last place whose rest folds to it."""
    return next((at for at in range(end - 1, begin, -1) if fold(text[at:end]) == name), begin)


def _chinese(text: str) -> Iterator[Mention]:
    first, index = _chinese_index()
    position = 0
    while found := first.search(text, position):
        position = found.start()
        form, name = next((one for one in index[found[0]] if text.startswith(one[0], position)), (found[0], ""))
        if name:
            yield Mention(position, position + len(form), name)
        position += len(form)
