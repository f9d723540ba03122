"""Medical abbreviations by language, from ``abbreviations.tsv``: one row a thing, one column a language, ``|`` between.

A cell has the abbreviations of a language, the usual one first, and what is written out instead. An empty cell is
not known here. Names of classes share a row with words that stand for them (NSAID: anti-inflammatory), because a
check asks only whether the thing is there.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from syndicate.translation.linguistics.spans import placed
from syndicate.translation.linguistics.term_forms import is_short_form
from syndicate.translation.medicine.drugs import column_of

# Read at import, so that the checks themselves touch no disk; parsed at first use.
_TABLE = files(__package__).joinpath("abbreviations.tsv").read_text(encoding="utf-8")
# What makes IV a number (stage IV), and capitals an initial, an address or a word.
_NUMBERED = re.compile(
    r"(?:stages?|grades?|types?|phases?|class|nerves?|parts?|factors?|steps?|levels?|category|and|or|to|I{1,3}|V"
    r"|estadio|grado|tipo|fase|clase|nervio|parte|factor|[-–/,])\s*$",
    re.IGNORECASE,
)
_HEADING = 2  # more words than this in capitals are a heading, and no word of it an abbreviation


class Abbreviation(NamedTuple):
    """An abbreviation where it stands in a text: half-open offsets, and its forms by column of the table."""

    start: int
    end: int
    forms: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=256)
def abbreviations(text: str, language: str) -> tuple[Abbreviation, ...]:
    """The medical abbreviations of a text (segment notation) in a language (BCP 47), in order."""
    known = _known(column_of(language))
    if not known or (text.isupper() and len(placed(text)) > _HEADING):
        return ()
    return tuple(_found(text, known))


def _found(text: str, known: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[Abbreviation]:
    for start, end, word, _ in placed(text):
        forms = known.get(word) or (known.get(word[:-1]) if word.endswith("s") else None)
        if forms and not (word == "IV" and _NUMBERED.search(text, max(0, start - 24), start)):
            yield Abbreviation(start, end, forms)


@cache
def _known(column: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Every row by each of its English abbreviations, or by the usual one of another language."""
    columns, *rows = (line.split("\t") for line in _TABLE.splitlines())
    found = {}
    for row in rows:
        forms = {key: tuple(cell.split("|")) for key, cell in zip(columns, row, strict=True) if cell}
        own = [form for form in forms.get(column, ()) if is_short_form(form)]
        found.update(dict.fromkeys(own if column == "en" else own[:1], forms))
    return found
