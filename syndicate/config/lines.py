"""Where a setting stands in its TOML: tomllib keeps no positions, and a fault is told with its line."""

import re


def line_of(text: str, root: tuple[str, ...], loc: tuple[str | int, ...]) -> int:
    """The 1-based line of the key ``loc`` below ``root``, or of its table, or 1. Of a list, the line of its key."""
    wanted = (*root, *(key for key in loc if isinstance(key, str)))
    nth = next((key for key in loc if isinstance(key, int)), 0) if loc and loc[0] == "feeds" else 0
    table: tuple[str, ...] = ()
    count: dict[tuple[str, ...], int] = {}
    best = (0, 1)
    for number, line in enumerate(text.splitlines(), 1):
        path = table
        if header := re.match(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(#.*)?$", line):
            path = table = _keys(header[1])
            count[table] = count.get(table, -1) + 1
        elif entry := re.match(r"\s*([A-Za-z0-9_\"'.-]+)\s*=", line):
            path = (*table, *_keys(entry[1]))
        else:
            continue
        path = path[: len(wanted)]  # a dotted key may stand below the one that is wanted
        if count.get(table, 0) == nth * (table[-1:] == ("feeds",)) and path == wanted[: len(path)]:
            best = max(best, (len(path), number), key=lambda found: found[0])
    return best[1]


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
