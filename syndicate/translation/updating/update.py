"""From an article to its PO file, new or brought up to date, so that nothing a translator wrote is ever lost.

Entries stand in the article's order, without line numbers. What has not changed keeps its bytes; what is gone becomes
obsolete (``#~``) and comes back with everything when its text does. Where a text changed, the new entry stands at
its place and offers the old target as a hint: ``fuzzy``, with ``#| msgid``, never counted (alignment.py tells which).
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from syndicate.articles.segments import segments
from syndicate.languages import primary, to_posix
from syndicate.model import Article, Segment, State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.attribution import attributed, last_translator
from syndicate.translation.catalogs.fingerprints import source_half, target_half
from syndicate.translation.catalogs.hints import previous_key
from syndicate.translation.catalogs.plurals import plural_forms
from syndicate.translation.catalogs.po import Key
from syndicate.translation.catalogs.provenance import notes, statements, without
from syndicate.translation.catalogs.reading import checked, translation
from syndicate.translation.catalogs.refusals import settled
from syndicate.translation.catalogs.wrapping import WIDTH, quoted
from syndicate.translation.glossary import NO_TERMS, Glossary
from syndicate.translation.updating.alignment import aligned
from syndicate.translation.updating.remarks import remarked, remarks

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})  # sentences stand together without a space


def path_of(article_id: str, language: str) -> str:
    """Where the catalog stands in a library: ``locales/<lang>/articles/<id>.po``."""
    return f"locales/{to_posix(language)}/articles/{article_id}.po"


def update(
    article: Article, language: str, old: bytes | None = None, path: str = "", glossary: Glossary = NO_TERMS
) -> bytes:
    """The PO file of an article in a language (canonical BCP 47), made from its last version.

    The same bytes come back where nothing changed. What a person wrote since the last time is put down to the
    header's Last-Translator (``# by:``). ``path`` is for messages. CatalogError where ``old`` cannot be read: then
    nothing must be written.
    """
    path = path or path_of(article.id, language)
    document = checked(old or b"", path, language)
    wanted = segments(article)
    live = document.live
    dead = _revivable(entry for entry in document.messages if entry.obsolete)
    changed = aligned(list(live), [segment.key for segment in wanted], dead)
    offered = {key: [live[old] for old in olds if live[old].target.strip()] for key, olds in changed.items()}
    hints = {key: entries for key, entries in offered.items() if entries}
    known = {**dead, **live}
    width = document.width if any(segment.key not in known for segment in wanted) else WIDTH
    writer = last_translator(document.header)
    made = []
    for segment in wanted:
        if (found := known.get(segment.key)) is not None:
            entry = found._replace(obsolete=False)
        elif segment.key in hints:
            entry = _hinted(segment, hints[segment.key], language, width)
        else:
            entry = po.new(*segment.key, width=width)
        entry = attributed(_trimmed(settled(entry) if entry.target else entry, language), language, writer)
        made.append(remarked(entry, remarks(segment, article.language, glossary)))
    kept = _obsolete(document, made, {entry.line for entries in hints.values() for entry in entries}, language)
    return document.write((_header(document.header, article, language), *made, *kept))


# ── what is gone, and what comes back ───────────────────────────────────────────────────────────


def _revivable(obsolete: Iterable[po.Entry]) -> dict[Key, po.Entry]:
    """Obsolete entries by key; of several with one key, the last that says something."""
    found: dict[Key, po.Entry] = {}
    for entry in obsolete:
        if entry.target or entry.key not in found:
            found[entry.key] = entry
    return found


def _obsolete(document: po.Document, made: Sequence[po.Entry], hints: set[int], language: str) -> list[po.Entry]:
    """The obsolete entries of the new file: those that did not come back, then those that went now.

    ``hints`` are the lines of the entries whose target is offered at a changed text.
    """
    keys, revived = {entry.key for entry in made}, {entry.line for entry in made}
    kept = [entry for entry in document.messages if entry.obsolete and entry.line not in revived]
    gone = [entry for key, entry in document.live.items() if key not in keys]
    known = {entry.key: entry for entry in (*gone, *kept, *made)}
    went = [_retired(x) for x in gone if _is_worth_keeping(x, language, known, is_hint=x.line in hints)]
    replaced = {(entry.key, entry.target) for entry in went}
    return [entry for entry in kept if (entry.key, entry.target) not in replaced] + went


def _retired(entry: po.Entry) -> po.Entry:
    comments = tuple(line for line in settled(entry).comments if not line.startswith("#."))
    return entry._replace(obsolete=True, comments=comments)


def _is_worth_keeping(entry: po.Entry, language: str, known: Mapping[Key, po.Entry], *, is_hint: bool) -> bool:
    """Whether an entry that is gone holds work that stands nowhere else.

    ``is_hint`` tells that its target is offered at the changed text; a text that counts is kept all the same, so
    that taking the change back brings the translation back with its state.
    """
    if translation(entry, language).state > State.INITIAL:
        return True
    if is_hint:
        return False
    if entry.fuzzy and (previous := previous_key(entry)) and _stands_elsewhere(entry, previous, entry.target, known):
        return False  # a hint that nobody touched
    return bool(entry.target) or any(notes(settled(entry).comments))


def _stands_elsewhere(hint: po.Entry, key: Key, target: str, known: Mapping[Key, po.Entry]) -> bool:
    """Whether the hint's target is that of another entry, or of several that were joined, one after another."""
    found = known.get(key)
    if found is not None and found is not hint and found.target == target:
        return True
    context, source = key
    for space in re.finditer("[ \n]", source):
        first = known.get((context, source[: space.start()]))
        if first is not None and first.target and target.startswith(first.target):
            rest = (context, source[space.end() :]), target[len(first.target) :].removeprefix(" ")
            return _stands_elsewhere(hint, *rest, known)
    return False


# ── hints ───────────────────────────────────────────────────────────────────────────────────────


def _hinted(segment: Segment, old: Sequence[po.Entry], language: str, width: int) -> po.Entry:
    """The new entry for a changed text, with the old target as a hint; of several that were joined, with all."""
    entry = old[0] if len(old) == 1 else _joined(old, language, width)
    previous = [line for line in entry.comments if line.startswith("#|")] if entry.fuzzy else []
    if not previous:  # else the target belongs to an even older text, and that is what its translator must see
        said = quoted("msgctxt", entry.context, width) + quoted("msgid", entry.source, width)
        previous = [f"#| {line}" for line in said]
    target = entry.body[next(index for index, line in enumerate(entry.body) if line.startswith("msgstr")) :]
    body = quoted("msgctxt", segment.context, width) + quoted("msgid", segment.text.source, width) + target
    made = po.with_fuzzy(po.Entry(0, *segment.key, entry.target, False, False, _notes(entry), body), True)
    return made._replace(comments=(*made.comments, *previous))


def _joined(old: Sequence[po.Entry], language: str, width: int) -> po.Entry:
    """One entry that says what several do, each with the text that its target was made for."""
    sources = [previous[1] if (previous := previous_key(entry)) else entry.source for entry in old]
    target = ("" if primary(language) in _UNSPACED else " ").join(entry.target for entry in old)
    words = target_half(target)
    # Whose one part is, that of the whole is said to be: a machine's part is no person's by being joined.
    lines = dict.fromkeys(line.replace(f"-{target_half(x.target)}", f"-{words}") for x in old for line in _notes(x))
    return po.new(old[0].context, "\n".join(sources), target, lines, width)  # a line each, or it is the new msgid


def _notes(entry: po.Entry) -> tuple[str, ...]:
    """The comment lines that hold for the words: the translator's own, whose they are, and flags but fuzzy."""
    comments = po.with_fuzzy(entry, False).comments
    words = target_half(entry.target)
    dropped = [statement for statement in statements(comments) if not statement.tells_whose(words)]
    return tuple(line for line in without(comments, dropped) if line[:2] not in {"#.", "#|"})


def _trimmed(entry: po.Entry, language: str) -> po.Entry:
    """The entry without what a tool copied onto it from another segment; but whose words they are stays told."""
    said = statements(entry.comments)
    if not said:
        return entry
    half, words = source_half(entry.context, entry.source, language), target_half(entry.target)
    foreign = [one for one in said if not (one.concerns(half) or one.tells_whose(words))]
    return entry._replace(comments=without(entry.comments, foreign)) if foreign else entry


# ── the header ──────────────────────────────────────────────────────────────────────────────────


def _header(old: po.Entry | None, article: Article, language: str) -> po.Entry:
    """The header with the fields that were missing; what stands in it already is the translators' own."""
    fields = {
        "Project-Id-Version": article.id,
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",  # Poedit 3.2.2 dates a file only where the field says something
        "Language": to_posix(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(language),
        "X-Syndicate-Article": article.id,
        "X-Syndicate-Source-Language": article.language,
    }
    return po.with_fields(old, fields)
