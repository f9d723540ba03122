"""Drug names (INN) by language, from ``drugs.tsv``: one row a substance, one column a language, ``|`` between forms."""

from typing import NamedTuple


class Mention(NamedTuple):
    """A drug where it stands in a text: half-open offsets, and its English INN in lower case."""

    start: int
    end: int
    name: str


def mentions(text: str, language: str) -> tuple[Mention, ...]:
    """The drugs that a text (segment notation or plain) in a language (BCP 47) names, in order."""
    return ()


def forms(name: str, language: str) -> tuple[str, ...]:
    """The forms of an English INN in a language, the preferred one first; empty where the table has none."""
    return ()
