"""Hints: targets that belong to another text, an older source or a tool's guess. They are shown and never count."""

from syndicate.errors import CatalogError
from syndicate.translation.catalogs import po


def previous_key(entry: po.Entry) -> tuple[str, str] | None:
    """The (msgctxt, msgid) that a hint was made for, from its ``#|`` lines; None where they say nothing readable."""
    lines = [line.removeprefix("#~|").removeprefix("#|").strip() for line in entry.comments if "|" in line[1:3]]
    if not lines:
        return None
    try:
        return po.parse("\n".join([*lines, 'msgstr ""']).encode(), "").entries[0].key
    except CatalogError:
        return None  # a comment may say anything


def previous_source(entry: po.Entry) -> str:
    """The text that a hint was made for; empty where it is not known."""
    key = previous_key(entry)
    return key[1] if key else ""
