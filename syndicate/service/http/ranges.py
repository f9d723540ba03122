"""Range requests (RFC 9110 §14): one range of bytes; several at once are answered with the whole."""

import re

_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)


class UnsatisfiableError(Exception):
    """No byte of what was asked for exists: 416."""


def wanted(header: str, length: int) -> tuple[int, int] | None:
    """First and last byte, both counted; None where the header asks for nothing that we give in part.

    Raises UnsatisfiableError where the range begins behind the end.
    """
    match = _RANGE.fullmatch(header)
    if match is None or not (match[1] or match[2]) or max(map(len, match.groups())) > 18:
        return None
    if not match[1]:
        suffix = int(match[2])
        if not suffix or not length:
            raise UnsatisfiableError
        return max(0, length - suffix), length - 1
    first = int(match[1])
    last = min(int(match[2]), length - 1) if match[2] else length - 1
    if match[2] and int(match[2]) < first:
        return None  # not a valid range, so the header does not count (§14.1.2)
    if first >= length:
        raise UnsatisfiableError
    return first, last
