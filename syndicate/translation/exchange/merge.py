"""A bundle that comes back from another tool, put into its catalog: what a person wrote, and nothing by guessing.

A unit finds its entry by msgctxt and msgid, never by likeness. No state is raised by what a file says of a text: only
a text that is another one now counts, as what the table of DESIGN §3 makes of a person's edit. What the catalog got
since the export is never lost to an older file.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from syndicate.model import Place, Problem, State, Translation
from syndicate.translation import po
from syndicate.translation.catalogs import checked, translation
from syndicate.translation.exchange.units import Bundle, Unit
from syndicate.translation.fingerprints import fingerprint, target_half
from syndicate.translation.provenance import statements, with_lines, without, written

_WIDTH = 69
_FINGERPRINT = re.compile(r"\b([0-9a-f]{8})-([0-9a-f]{8})\b")


class Outcome(StrEnum):
    """What became of a unit."""

    SAME = "same"  # the catalog has this text already
    EMPTY = "empty"  # the file has no translation
    WRITTEN = "written"  # a person's text went in
    DRAFTED = "drafted"  # a text that no person stands behind went in as a draft
    REJECTED = "rejected"  # the same text, sent back for more work
    REFUSED = "refused"  # see the Problems


@dataclass(frozen=True, slots=True)
class Merged:
    """The new PO file, what became of each unit, and what could not be done."""

    data: bytes
    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]


def merge(data: bytes, bundle: Bundle, *, path: str, date: str, writer: str = "", as_draft: bool = False) -> Merged:
    """The PO file with what the bundle brings.

    ``date`` is ISO, for the statements; ``writer`` is who translated (kept as ``# by:``), ``as_draft`` takes every
    text for a draft. CatalogError as `catalogs.read`; nothing else is raised, each unit that cannot be merged is a
    Problem with its place in the bundle's file.
    """
    document = checked(data, path, bundle.language)
    entries = {entry.key: entry for entry in document.messages if not entry.obsolete}
    gone = {entry.key for entry in document.messages if entry.obsolete}
    sources = {fingerprint(*key, bundle.language, "").partition("-")[0]: key for key in entries}
    hand = _Hand(bundle, date, writer, as_draft, document.width)
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    changed: dict[tuple[str, str], po.Entry] = {}
    for unit in bundle.units:
        key = (unit.context, unit.source)
        entry = changed.get(key, entries.get(key))
        if entry is None:
            problems.append(_unknown(unit, bundle, key in gone, unit.base.partition("-")[0] in sources))
            outcomes.append(Outcome.REFUSED)
            continue
        outcome, entry, found = hand.put(entry, unit)
        outcomes.append(outcome)
        problems += found
        changed[key] = _noted(entry, unit)
    made = document.write(entry if entry.obsolete else changed.get(entry.key, entry) for entry in document.entries)
    return Merged(made, tuple(outcomes), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Hand:
    """Whoever puts the units in."""

    bundle: Bundle
    date: str
    writer: str
    as_draft: bool
    width: int

    def put(self, entry: po.Entry, unit: Unit) -> tuple[Outcome, po.Entry, tuple[Problem, ...]]:
        """What becomes of a unit and its entry."""
        worth = translation(entry, self.bundle.language)
        if not unit.target.strip():
            return Outcome.EMPTY, entry, ()
        if unit.target == entry.target:
            # A reviewer who sends a text back must not see it published; one who accepts it has signed nothing.
            if worth.state > State.TRANSLATED and unit.state < State.REVIEWED:
                return Outcome.REJECTED, po.with_fuzzy(entry, True), ()
            return Outcome.SAME, entry, ()
        is_draft = self.as_draft or bool(unit.origin) or unit.state < State.REVIEWED
        if message := _objection(entry, unit, worth, is_draft=is_draft):
            return Outcome.REFUSED, entry, (self._conflict(unit, message),)
        if is_draft:
            return Outcome.DRAFTED, self._drafted(entry, unit), ()
        return Outcome.WRITTEN, self._written(entry, unit), ()

    def _written(self, entry: po.Entry, unit: Unit) -> po.Entry:
        made = po.with_fuzzy(po.with_target(entry, unit.target, self.width), False)
        comments = tuple(line for line in made.comments if not line.startswith("#|"))
        return self._told(made._replace(comments=comments), {"by": self.writer})

    def _drafted(self, entry: po.Entry, unit: Unit) -> po.Entry:
        made = po.with_fuzzy(po.with_target(entry, unit.target, self.width), True)
        return self._told(made, {"origin": unit.origin or "draft", "by": "" if unit.origin else self.writer})

    def _told(self, entry: po.Entry, said: Mapping[str, str]) -> po.Entry:
        """The entry with statements about its target, by kind; they take the place of what was said of an older one."""
        own = fingerprint(*entry.key, self.bundle.language, entry.target)
        comments = entry.comments
        for kind, value in said.items():
            if value:
                comments = without(comments, [old for old in statements(comments) if old.kind == kind])
                comments = with_lines(comments, written(kind, value, self.date, own))
        return entry._replace(comments=comments)

    def _conflict(self, unit: Unit, message: str) -> Problem:
        return Problem(
            "merge-conflict",
            f"{message}: {unit.source[:60]!r}",
            Place(self.bundle.path, unit.line),
            advice="compare the two in the PO file, or export again and repeat the edit there",
            article=self.bundle.article,
            language=self.bundle.language,
        )


def _objection(entry: po.Entry, unit: Unit, worth: Translation, *, is_draft: bool) -> str:
    """Why the text must not take the place of the catalog's; empty where it may."""
    if unit.is_hint:
        return "the text is a guess that nobody has confirmed"
    if unit.base and not unit.base.endswith(target_half(entry.target)):
        return "the catalog has got another text since the export"
    if is_draft and entry.target and not (entry.fuzzy and worth.origin):
        return "the catalog has a text already, and a draft never replaces one"
    if not unit.base and worth.state >= State.REVIEWED:
        return "the catalog has a person's text already, and the file does not say which one it replaces"
    return ""


def _unknown(unit: Unit, bundle: Bundle, is_gone: bool, was_here: bool) -> Problem:
    if was_here:
        code, message = "merge-changed", "the source or context in the file is not what was exported"
        advice = "a tool must not touch the source: put the translation in by hand"
    elif is_gone:
        code, message = "merge-obsolete", "the article no longer has this text"
        advice = "export again; the catalog keeps its old translation"
    else:
        code, message = "merge-unknown", "the catalog has no such text"
        advice = "export again after `syndicate update`"
    place = Place(bundle.path, unit.line)
    told = f"{message}: {unit.source[:60]!r}"
    return Problem(code, told, place, advice=advice, article=bundle.article, language=bundle.language)


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def _noted(entry: po.Entry, unit: Unit) -> po.Entry:
    """The entry with the translator's comments that are new."""
    known = " ".join(word for line in entry.comments for word in line[1:].split())
    fresh = [note.text for note in unit.notes if note.author not in {"developer", "previous"}]
    lines = [line for text in fresh if " ".join(text.split()) not in known for line in _comment(text)]
    return entry._replace(comments=with_lines(entry.comments, lines)) if lines else entry


def _comment(text: str) -> Iterator[str]:
    """A note as comment lines that no tool breaks.

    A statement of ours ends with a fingerprint, so a note that has none can never be read as one.
    """
    for paragraph in _FINGERPRINT.sub(r"\1 \2", text).splitlines():
        yield from textwrap.wrap(paragraph, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)
