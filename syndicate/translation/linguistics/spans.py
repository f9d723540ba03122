"""Where the words of a text stand that are its own: not those of tags and addresses. Offsets are the text's."""

import re
from functools import lru_cache
from typing import NamedTuple

from syndicate.translation.linguistics.addresses import without_addresses
from syndicate.translation.linguistics.wordforms import fold

# Letters and digits with the marks that belong to them; an apostrophe ends a word (l'insuline, Alzheimer's).
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0640\u0670\u200c\u200d])*")
_TAG = re.compile(r"</?(?:b|i|code|a)(?: id=\"[0-9]+\")?>")


class Word(NamedTuple):
    """A word of a text as it is written there, half-open offsets, and folded."""

    start: int
    end: int
    text: str
    folded: str


@lru_cache(maxsize=1024)
def masked(text: str) -> str:
    """The text with a sign that is in no word and no gap in the place of its tags, and spaces for its addresses."""
    text = without_addresses(text)
    return _TAG.sub(lambda found: "\0" * len(found[0]), text) if "<" in text else text


@lru_cache(maxsize=1024)  # a source is looked at by several checks, in each language
def placed(text: str) -> tuple[Word, ...]:
    """The words that are a text's own (segment notation), in order."""
    return tuple([Word._make((*found.span(), found[0], fold(found[0]))) for found in WORD.finditer(masked(text))])


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return WORD.findall(text)
