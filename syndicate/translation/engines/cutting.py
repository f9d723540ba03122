"""What an engine takes at once: short texts together; long ones cut at the ends of sentences, never inside a tag."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from syndicate.translation.linguistics.sentences import sentences

_PAIRED = re.compile(r"<(?:(/)|(?!x\b|br\b)[a-z])[^<>]*(?<!/)>")

_Item = TypeVar("_Item")


class Piece(NamedTuple):
    """A part of a text, and the white space between it and the next."""

    text: str
    gap: str


def pieces(text: str, limit: int, language: str, size: Callable[[str], int] = len) -> list[Piece] | None:
    """The text in as few pieces of at most ``limit`` as whole sentences allow; None where one sentence is larger."""
    if size(text) <= limit:
        return [Piece(text, "")]
    packed: list[str] = []
    for sentence in _whole_sentences(text, language):
        if packed and size((packed[-1] + sentence).rstrip()) <= limit:
            packed[-1] += sentence
        else:
            packed.append(sentence)
    if any(size(each.rstrip()) > limit for each in packed):
        return None
    return [Piece(each.rstrip(), each[len(each.rstrip()) :]) for each in packed]


def _whole_sentences(text: str, language: str) -> list[str]:
    """The sentences with the white space behind them; what a pair of tags holds is never divided."""
    found: list[str] = []
    start = depth = 0
    # Tags of the same length that `sentences` knows.
    for sentence in sentences(text.replace("<g id=", "<a id=").replace("</g>", "</a>"), language):
        end = start + len(sentence)
        if depth:
            found[-1] += text[start:end]
        else:
            found.append(text[start:end])
        depth += sum(-1 if tag[1] else 1 for tag in _PAIRED.finditer(text, start, end))
        start = end
    return found


def batches(items: Iterable[_Item], size: Callable[[_Item], int], most: int, limit: int) -> Iterator[list[_Item]]:
    """The items in order, at most ``most`` together and of at most ``limit`` in all; a larger one by itself."""
    batch: list[_Item] = []
    total = 0
    for item in items:
        length = size(item)
        if batch and (len(batch) == most or total + length > limit):
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += length
    if batch:
        yield batch
