"""Why an entry is still empty although a machine was asked: a comment for its translator, which counts for nothing.

    # not translated: it is the source again 2026-11-22

One line of less than 70 columns, which every PO tool keeps. It goes when the entry gets a target.
"""

import textwrap
from collections.abc import Mapping

from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.provenance import with_lines

_START = "# not translated: "
_WIDTH = 69


def noted(data: bytes, reasons: Mapping[tuple[str, str], str], *, date: str, path: str = "") -> bytes:
    """The PO file with a reason at each empty entry of ``reasons``, and at no entry that has a target.

    ``date`` is ISO. A reason that stands there already keeps its date. CatalogError as `po.parse`.
    """
    document = po.parse(data, path)
    return document.write(
        _noted(entry, "" if entry.target else reasons.get(entry.key, ""), date) for entry in document.entries
    )


def settled(entry: po.Entry) -> po.Entry:
    """The entry without a reason why there is no target."""
    others = tuple(line for line in entry.comments if not line.startswith(_START))
    return entry._replace(comments=others)


def _noted(entry: po.Entry, reason: str, date: str) -> po.Entry:
    if entry.obsolete or not (reason or entry.target):
        return entry
    others = settled(entry).comments
    if not reason:
        return entry._replace(comments=others)
    reason = "".join(character if character.isprintable() else " " for character in reason)  # a server may say anything
    note = _START + textwrap.shorten(reason, _WIDTH - len(f"{_START} {date}"), placeholder="…")
    if any(line.startswith(f"{note} ") for line in entry.comments):
        return entry
    return entry._replace(comments=with_lines(others, [f"{note} {date}"]))
