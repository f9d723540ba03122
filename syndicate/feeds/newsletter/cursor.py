"""A cursor: how far a newsletter has come in one ledger. Not a date, so that no date that moves can move it."""

import re
from dataclasses import dataclass

from syndicate.feeds.ledger import Ledger

_FORM = re.compile(r"([0-9a-f]{16})\.(0|[1-9][0-9]{0,14})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last sequence number that was seen in the ledger of that identity (16 hex digits)."""

    ledger: str
    sequence: int

    def to_text(self) -> str:
        """As people paste it and scripts keep it: ``dd94b3e83bad8ee4.8``. Its form is ours alone."""
        return f"{self.ledger}.{self.sequence}"


def parse(text: str) -> Cursor:
    """The cursor of a text; ValueError where it is none. White space round it does not count."""
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text.strip()[:60]!r} is no cursor: one looks like dd94b3e83bad8ee4.8")
    return Cursor(match[1], int(match[2]))


def last(ledger: Ledger) -> Cursor:
    """The cursor of whoever has seen everything; ValueError where the ledger's identity is damaged."""
    return parse(f"{ledger.identity}.{ledger.sequence}")


def check(cursor: Cursor, ledger: Ledger) -> None:
    """Raise ValueError, with advice, where the cursor is not one of this ledger."""
    if cursor.ledger != ledger.identity:
        raise ValueError(
            f"the cursor {cursor.to_text()} belongs to another ledger than that of {ledger.language} "
            f"({ledger.identity}): it is another language's, another library's or another feed's with its own gate, "
            "or the feeds were begun anew. Take the cursor that was kept for this one, or begin with a date"
        )
    if cursor.sequence > ledger.sequence:
        raise ValueError(
            f"the cursor {cursor.to_text()} is beyond the last change of the {ledger.language} feeds "
            f"({ledger.sequence}): these feeds are older than those that it was taken from. Bring feeds/ up to date"
        )
