"""Counts as English says them, for the lines that people read."""


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``1,000 files``; the noun is in the singular and takes an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
