"""The queue as CSV (RFC 4180), for whoever plans the work in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

from syndicate.editorial.queue import Item

COLUMNS = (
    "priority",
    "language",
    "article",
    "number",
    "context",
    "risks",
    "reasons",
    "words",
    "state",
    "origin",
    "source",
    "target",
    "file",
    "line",
)
# A cell that begins with one of these is a formula to a spreadsheet (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def write(items: Iterable[Item]) -> bytes:
    """A row per item, in their order, below a row of names. With a byte order mark, which Excel needs for UTF-8."""
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, COLUMNS)
    rows.writeheader()
    rows.writerows(map(_row, items))
    return out.getvalue().encode("utf-8-sig")


def _row(item: Item) -> dict[str, str | int]:
    return {
        "priority": int(item.priority),
        "language": item.language,
        "article": item.article,
        "number": item.number,
        "context": _cell(item.context),
        "risks": ", ".join(item.risks),
        "reasons": "; ".join(item.reasons),
        "words": item.words,
        "state": str(item.state),
        "origin": _cell(item.origin),
        "source": _cell(item.source),
        "target": _cell(item.target),
        "file": item.path,
        "line": item.line,
    }


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
