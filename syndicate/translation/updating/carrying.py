"""Translations carried over a trivial change of their source: nobody has to read them again.

What was said about the old text (``# signed-off:``, ``# origin:``, ``# by:``, ``# waiver:``) is bound to the new one,
so every entry keeps its state. Whether a change is trivial is for trivial.py to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from syndicate.articles.segments import segments
from syndicate.model import Article, State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import source_half
from syndicate.translation.catalogs.hints import previous_key
from syndicate.translation.catalogs.po import Key
from syndicate.translation.catalogs.provenance import statements
from syndicate.translation.catalogs.reading import checked, translation
from syndicate.translation.catalogs.wrapping import quoted, width_of
from syndicate.translation.glossary import NO_TERMS, Glossary
from syndicate.translation.updating.trivial import compare, objection
from syndicate.translation.updating.update import update


@dataclass(frozen=True, slots=True)
class Carried:
    """The new PO file, how many texts changed trivially, and what changed otherwise (then ``data`` is the old file)."""

    data: bytes
    count: int
    objections: tuple[str, ...]


def carry(data: bytes, article: Article, language: str, path: str = "", glossary: Glossary = NO_TERMS) -> Carried:
    """The catalog brought up to date, with the translation of each text that changed trivially as it was.

    A hint that an update has already made of such a text becomes its translation again. CatalogError as `update`.
    """
    document = checked(data, path, language)
    live = document.live
    dead = {entry.key: entry for entry in document.messages if entry.obsolete and entry.target}
    wanted = [segment.key for segment in segments(article)]
    compared = compare(list(live), wanted, article.language)
    if compared.objections:
        return Carried(data, 0, compared.objections)
    width = document.width
    changed: dict[int, po.Entry] = {}
    for new, old in compared.same.items():
        entry, back = live[old], dead.get(new)
        if back is None or translation(back, language).state < translation(entry, language).state:
            changed[entry.line] = _rebound(entry, new, language, width)
    used: set[int] = set()
    for new in wanted:
        hint = live.get(new)
        if hint is not None and (origin := _origin(hint, dead, language, article.language)) is not None:
            own = (line for line in hint.comments if line.startswith("# ") and line not in origin.comments)
            again = origin._replace(line=hint.line, obsolete=False, comments=(*own, *origin.comments))
            changed[hint.line] = _rebound(again, new, language, width)
            used.add(origin.line)
    made = document.write(changed.get(entry.line, entry) for entry in document.entries if entry.line not in used)
    return Carried(update(article, language, made, path, glossary), len(compared.same) + len(used), ())


def _origin(hint: po.Entry, dead: Mapping[Key, po.Entry], language: str, source_language: str) -> po.Entry | None:
    """The obsolete entry whose target a hint offers as it was, where the two texts differ trivially."""
    if not hint.fuzzy or translation(hint, language).state > State.INITIAL:
        return None
    previous = previous_key(hint)
    origin = dead.get(previous) if previous else None
    if origin is None or origin.target != hint.target or origin.context != hint.context:
        return None
    return None if objection(origin.source, hint.source, source_language) else origin


def _rebound(entry: po.Entry, key: Key, language: str, width: int) -> po.Entry:
    """The entry with another msgid, and what was said about the old one said about this one."""
    old, new = source_half(*entry.key, language), source_half(*key, language)
    comments = list(entry.comments)
    for statement in statements(comments):
        if statement.concerns(old):
            for index in statement.lines:
                comments[index] = comments[index].replace(statement.hash, new + statement.hash.removeprefix(old))
    first, end = (next(i for i, line in enumerate(entry.body) if line.startswith(word)) for word in ("msgid", "msgstr"))
    lines = quoted("msgid", key[1], width_of(entry.body, width))
    body = (*entry.body[:first], *lines, *entry.body[end:])
    return entry._replace(source=key[1], comments=tuple(comments), body=body)
