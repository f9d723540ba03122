"""Drafts put into a PO file, so that everybody sees what they are: fuzzy, with a hash-bound ``# origin:``."""

from collections.abc import Mapping

from syndicate.articles.parsers.characters import FORBIDDEN
from syndicate.errors import UsageError
from syndicate.model import State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import fingerprint
from syndicate.translation.catalogs.provenance import statements, with_lines, without, written
from syndicate.translation.catalogs.reading import checked, translation


def fill(
    data: bytes,
    targets: Mapping[tuple[str, str], str],
    *,
    language: str,
    date: str,
    origin: str = "machine draft",
    path: str = "",
) -> bytes:
    """The PO file with a draft for each (msgctxt, msgid) of ``targets``; empty drafts are left out.

    Only where there is no target yet, or an unedited draft, be it for an older source: a person's words, a hint
    among them, are never replaced. ``date`` is ISO (``2026-11-22``), ``origin`` is WHAT of DESIGN §3. What is there
    already keeps its bytes and its date. UsageError names the keys that are not in the file, or a character that no
    text has; CatalogError as `catalogs.read`.
    """
    document = checked(data, path, language)
    unknown = targets.keys() - document.live.keys()
    if unknown:
        shown = "; ".join(f"{context}: {source[:50]!r}" for context, source in sorted(unknown)[:5])
        raise UsageError(f"{path or 'the catalog'} has no entry for {len(unknown)} of the drafts: {shown}")
    for found in filter(None, map(FORBIDDEN.search, targets.values())):  # or the file could not be read again
        raise UsageError(f"{path or 'the catalog'}: a draft has U+{ord(found[0]):04X} in it: no character of text")
    width = document.width

    def filled(entry: po.Entry) -> po.Entry:
        target = "" if entry.obsolete else targets.get(entry.key, "")
        if not target or not _is_free(entry, target, origin, language):
            return entry
        old = [statement for statement in statements(entry.comments) if statement.kind == "origin"]
        lines = written("origin", origin, date, fingerprint(*entry.key, language, target))
        comments = tuple(line for line in without(entry.comments, old) if not line.startswith("#|"))
        entry = entry._replace(comments=with_lines(comments, lines))
        return po.with_fuzzy(po.with_target(entry, target, width), True)

    return document.write(map(filled, document.entries))


def _is_free(entry: po.Entry, target: str, origin: str, language: str) -> bool:
    """Whether the draft may stand there: nothing does, or another draft or a machine's hint that nobody has edited."""
    now = translation(entry, language)
    is_draft = entry.fuzzy and bool(now.origin)
    return not entry.target or (is_draft and (now.text, now.origin, now.state) != (target, origin, State.TRANSLATED))
