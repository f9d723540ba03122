"""A segment as an engine may see it: what is protected stands as a token, and comes back to its place or not at all.

Two styles of token, because every engine mangles one of them now and then. ``MARKUP`` is HTML: ``<x id="0"/>`` for a
thing, ``<g id="1">…</g>`` for a stretch between tags. ``BRACES`` is ``{0}`` for each, tags by one token at either
end. Only digits stand in a token: words in one are translated (reference: localization §2b).
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, pairwise
from typing import NamedTuple

from syndicate.articles.inline import Node, Tag, parse, tags, tidy, unparse
from syndicate.articles.parsers.characters import FORBIDDEN, TURNING, one_line
from syndicate.languages import script
from syndicate.translation.drafting.protected import protected
from syndicate.translation.glossary import Glossary
from syndicate.translation.linguistics.sentences import sentences


class Style(Enum):
    """How tokens are written."""

    MARKUP = "markup"
    BRACES = "braces"


class Thing(NamedTuple):
    """Something protected: ``value`` stands for it in the translation."""

    number: int
    value: Node
    is_word: bool = False


class Edge(NamedTuple):
    """An end of a tag: of ``<b>``, ``<i>`` or a link. ``partner`` is the number of its other end."""

    number: int
    partner: int
    name: str
    link: int

    @property
    def opens(self) -> bool:
        """Whether the tag begins here."""
        return self.number < self.partner


Piece = str | Thing | Edge


class Mangled(NamedTuple):
    """Why a reply cannot be used, in a few words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A source text, or a part of it, as literal text and tokens. The languages are canonical BCP 47."""

    pieces: tuple[Piece, ...]
    source_language: str
    target_language: str

    @property
    def breaks(self) -> int:
        """How many line breaks it has."""
        return _breaks(self.pieces)

    @property
    def has_words(self) -> bool:
        """Whether anything is left to translate."""
        return any(isinstance(piece, str) and any(map(str.isalpha, piece)) for piece in self.pieces)

    def text(self, style: Style) -> str:
        """What is sent: HTML. Only a whole text can be sent as `MARKUP`."""
        return "".join(_written(piece, style) for piece in self.pieces)

    def sentences(self) -> tuple[tuple[str, "Masked"], ...]:
        """The sentences, each with what stands between it and the one before in the translation."""
        shown = [_shown(piece) for piece in self.pieces]
        cuts = set(accumulate(map(len, sentences("".join(shown), self.source_language))))
        parts: list[list[Piece]] = [[]]
        position = 0
        for piece, said in zip(self.pieces, shown, strict=True):
            inside = sorted(cut - position for cut in cuts if position < cut < position + len(said))
            for start, end in pairwise([0, *inside, len(said)]):
                if position + start in cuts:
                    parts.append([])
                parts[-1].append(piece[start:end] if isinstance(piece, str) else piece)
            position += len(said)
        gaps = ["", *(self._ended(part) for part in parts)]
        made = (Masked(tuple(part), self.source_language, self.target_language) for part in parts)
        return tuple((gap, part) for gap, part in zip(gaps, made, strict=False) if any(part.pieces))

    def _ended(self, part: list[Piece]) -> str:
        """Take the white space off the end of a sentence; what stands for it before the next one."""
        last = part[-1] if part else ""
        space = last[len(last.rstrip()) :] if isinstance(last, str) else ""
        if isinstance(last, str):
            part[-1:] = [last.rstrip()]
        return "\n" * space.count("\n") or " " * _separates_words(self.target_language)


def _shown(piece: Piece) -> str:
    """What a piece is for who looks for the ends of sentences."""
    match piece:
        case str():
            return piece
        case Thing():
            return "0000" if isinstance(piece.value, str) and _NUMERIC.match(piece.value) else "Xx"
        case Edge():
            return "<b>" if piece.opens else "</b>"


def mask(
    source: str, source_language: str, target_language: str, glossary: Glossary, *, every_number: bool = False
) -> Masked:
    """Protect a source in segment notation; ``every_number`` as in `protected`."""
    pieces: list[Piece] = []

    def take(nodes: Iterable[Node]) -> None:
        for node in nodes:
            if isinstance(node, str):
                position = 0
                for found in protected(node, source_language, target_language, glossary, every_number=every_number):
                    pieces.append(node[position : found.start])
                    pieces.append(Thing(len(pieces), found.target, found.is_word))
                    position = found.end
                pieces.append(node[position:])
            elif node.name == "code":
                pieces.append(Thing(len(pieces), node))
            else:
                opening = len(pieces)
                pieces.append("")  # its partner's number is not known yet
                take(node.children)
                closing = len(pieces)
                pieces[opening] = Edge(opening, closing, node.name, node.link)
                pieces.append(Edge(closing, opening, node.name, node.link))

    take(parse(source))
    return Masked(_numbered(pieces), source_language, target_language)


def _numbered(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with their tokens numbered from 0, and without empty ones."""
    pieces = [piece for piece in pieces if piece != ""]
    numbers = {piece.number: n for n, piece in enumerate(p for p in pieces if not isinstance(p, str))}
    made: list[Piece] = []
    for piece in pieces:
        match piece:
            case str():
                made.append(piece)
            case Thing():
                made.append(piece._replace(number=numbers[piece.number]))
            case Edge():
                made.append(piece._replace(number=numbers[piece.number], partner=numbers[piece.partner]))
    return tuple(made)


def _written(piece: Piece, style: Style) -> str:
    if isinstance(piece, str):
        return html.escape(piece, quote=False)
    if style is Style.BRACES:
        return f"{{{piece.number}}}"
    if isinstance(piece, Thing):
        return f'<x id="{piece.number}"/>'
    return f'<g id="{piece.number}">' if piece.opens else "</g>"


# ── what came back ──────────────────────────────────────────────────────────────────────────────

_MARKUP = re.compile(
    r"""<x\s+id=["']?(?P<thing>[0-9]{1,4})["']?\s*(?:/>|>\s*</x>)
    | <g\s+id=["']?(?P<opening>[0-9]{1,4})["']?\s*> | (?P<closing></g\s*>)
    | (?P<other><[^<>]*>?|>)""",
    re.VERBOSE | re.IGNORECASE,
)
_BRACES = re.compile(r"\{\s*(?P<thing>[0-9]{1,4})\s*\}|(?P<other>[{}]|</?[A-Za-z][^<>]*>)")


def read(masked: Masked, reply: str, style: Style) -> tuple[Piece, ...] | Mangled:
    """The pieces of a reply: every token of the text exactly once, and no other."""
    known = {piece.number: piece for piece in masked.pieces if not isinstance(piece, str)}
    if FORBIDDEN.search(reply) or TURNING.search(reply):
        return Mangled("it has control characters")
    reply = reply.strip() if masked.breaks else one_line(reply)
    found: list[Piece] = []
    opened: list[Edge] = []
    position = 0
    for token in (_MARKUP if style is Style.MARKUP else _BRACES).finditer(reply):
        found.append(html.unescape(reply[position : token.start()]))
        position = token.end()
        piece = _token(token, known, opened)
        if piece is None:
            return Mangled("tags or tokens came back changed")
        found.append(piece)
    found.append(html.unescape(reply[position:]))
    if sorted(_numbers(found)) != sorted(known):
        return Mangled("tags or tokens were lost")
    if not _is_within(_literal_numbers(found), _literal_numbers(masked.pieces)):
        return Mangled("numbers came in or changed places: " + ", ".join(map(str, _literal_numbers(found))))
    return Mangled("doses or names changed places") if _order(found) != _order(masked.pieces) else tuple(found)


def _token(token: re.Match[str], known: dict[int, Thing | Edge], opened: list[Edge]) -> Thing | Edge | None:
    groups = token.groupdict()
    if groups.get("closing"):
        return known.get(opened.pop().partner) if opened else None
    piece = known.get(int(groups.get("thing") or groups.get("opening") or -1))
    if groups.get("opening"):
        if not isinstance(piece, Edge) or not piece.opens:
            return None
        opened.append(piece)
    return piece


def _numbers(pieces: Iterable[Piece]) -> Iterator[int]:
    return (piece.number for piece in pieces if not isinstance(piece, str))


# ── numbers stay where they are ─────────────────────────────────────────────────────────────────

# By its first character: a dose, a range, a percentage, a date, a telephone number. A code (B12) is none.
_NUMERIC = re.compile(r"[(+\-−%\N{ARABIC PERCENT SIGN}]?[\d½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_LITERAL = re.compile(r"\d+(?:[.,\u00a0\u202f]\d{3}(?!\d))*")


def _literal_numbers(pieces: Iterable[Piece]) -> list[int]:
    """The whole numbers that an engine is left with, in order, in whatever digits."""
    found = (number for piece in pieces if isinstance(piece, str) for number in _LITERAL.findall(piece))
    return [int("".join(filter(str.isdecimal, number))) for number in found]


def _is_within(some: Iterable[int], whole: Iterable[int]) -> bool:
    """Whether the numbers stand in the whole in this order; one that is missing may have become a word."""
    rest = iter(whole)
    return all(number in rest for number in some)


def _order(pieces: Iterable[Piece]) -> tuple[list[str], list[str], list[Node]]:
    """What may not change places among its like: measured numbers, plain ones, and where doses meet, names."""
    things = [piece for piece in pieces if isinstance(piece, Thing)]
    numbers = [thing.value for thing in things if isinstance(thing.value, str) and _NUMERIC.match(thing.value)]
    plain = [number for number in numbers if number.isdecimal()]
    measured = [number for number in numbers if not number.isdecimal()]
    return measured, plain, [thing.value for thing in things if thing.is_word] if len(measured) > 1 else []


def restore(masked: Masked, pieces: Sequence[Piece]) -> str | Mangled:
    """The translation in segment notation, from the pieces that came back for the whole text in their order."""
    pieces = _outwards(pieces)
    nodes = _nested(pieces)
    if nodes is None:
        return Mangled("tags came back crossed")
    if _separates_words(masked.target_language) and _glued(pieces, masked.target_language) - _glued(masked.pieces):
        return Mangled("a token is glued to a word")
    if _breaks(pieces) != masked.breaks:
        return Mangled("line breaks were lost or added")
    target = unparse(tidy(nodes))
    return target if len(tags(target)) == _count_tags(pieces) else Mangled("a tag came back empty")


def _count_tags(pieces: Iterable[Piece]) -> int:
    """How many tags the pieces have: fewer in a text are empty ones, or neighbors of one kind."""
    return sum(
        isinstance(piece, Edge) or (isinstance(piece, Thing) and len(tags(unparse([piece.value])))) for piece in pieces
    )


def _breaks(pieces: Iterable[Piece]) -> int:
    return sum(piece.count("\n") for piece in pieces if isinstance(piece, str))


def _outwards(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with white space inside a tag's edges moved out of it, as an engine may leave it."""
    made: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and made and _is_opening(made[-1]):
            at = len(made)
            while at and _is_opening(made[at - 1]):
                at -= 1
            made.insert(at, " " * piece.startswith(" "))
            made.append(piece.lstrip(" "))
        elif isinstance(piece, Edge) and not piece.opens and made and isinstance(last := made[-1], str):
            made[-1:] = [last.rstrip(" "), piece, " " * last.endswith(" ")]
        else:
            made.append(piece)
    return made


def _is_opening(piece: Piece) -> bool:
    return isinstance(piece, Edge) and piece.opens


def _nested(pieces: Iterable[Piece]) -> tuple[Node, ...] | None:
    """The pieces as nodes; None where tags are not properly nested."""
    stack: list[tuple[int, list[Node]]] = [(-1, [])]
    said = ""
    for piece in pieces:
        match piece:
            case str():
                stack[-1][1].append(piece)
                said += piece
            case Thing(_, value, is_word):
                if is_word and isinstance(value, str) and _SENTENCE_START.search(said):
                    value = value[:1].upper() + value[1:]
                stack[-1][1].append(value)
                said += value if isinstance(value, str) else "\N{OBJECT REPLACEMENT CHARACTER}"
            case Edge() if piece.opens:
                stack.append((piece.partner, []))
            case Edge():
                closing, children = stack.pop()
                if closing != piece.number:
                    return None
                stack[-1][1].append(Tag(piece.name, tuple(children), piece.link))
    return tuple(stack[0][1]) if len(stack) == 1 else None


_SENTENCE_START = re.compile(r"""(?:^|\n|[.!?…]\s)[\s"'“«(¿¡]*$""")

# Scripts that write no space between words, and letters that Arabic and Hebrew write onto the next word: "and", "in".
_WITHOUT_SPACES = frozenset({"Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr"})
_PROCLITICS = {"Arab": "وفبلك", "Hebr": "והבלמשכ"}


def _separates_words(language: str) -> bool:
    return script(language) not in _WITHOUT_SPACES


def _glued(pieces: Sequence[Piece], language: str = "") -> set[tuple[int, bool]]:
    """Which tokens stand at a letter or digit without a space: (number, before or behind it).

    Of a tag only its outer side counts. ``language`` is that of the text, where its proclitics are no such letters.
    """
    proclitics = _PROCLITICS.get(script(language), "") if language else ""
    glued: set[tuple[int, bool]] = set()
    for behind, ordered in ((False, pieces), (True, pieces[::-1])):
        neighbor = ""
        for piece in ordered:
            if isinstance(piece, str):
                neighbor = piece or neighbor
                continue
            word = "" if behind else re.split(r"\W", neighbor)[-1]
            letter = neighbor[0 if behind else -1 :][:1]
            is_outer = isinstance(piece, Thing) or piece.opens is not behind
            if is_outer and letter.isalnum() and not (word and set(word) <= set(proclitics)):
                glued.add((piece.number, behind))
            if isinstance(piece, Thing):
                neighbor = "\N{OBJECT REPLACEMENT CHARACTER}"
    return glued
