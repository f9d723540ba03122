"""A bundle that comes back from another tool, put into its catalog: what a person wrote, and nothing by guessing.

A unit finds its entry by msgctxt and msgid, never by likeness. No state is raised by what a file says of a text: only
a text that is another one now counts, as what the table of DESIGN §3 makes of a person's edit. What the catalog got
since the export is never lost to an older file.
"""

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from syndicate.articles.inline import parse, unparse
from syndicate.articles.parsers.characters import FORBIDDEN
from syndicate.model import Place, Problem, Severity, State, Translation
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import fingerprint, target_half
from syndicate.translation.catalogs.provenance import notes, statements, with_lines, without, written
from syndicate.translation.catalogs.reading import checked, translation
from syndicate.translation.exchange.units import Bundle, Unit

_WIDTH = 67  # behind "# "
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

    ``date`` is ISO, for the statements; ``writer`` is who translated (kept as ``# by:``, a name as `signoff.person`
    gives it), ``as_draft`` takes every text for a draft. CatalogError as `catalogs.read`; nothing else is raised, each
    unit that cannot be merged is a Problem with its place in the bundle's file.
    """
    document = checked(data, path, bundle.language)
    entries = document.live
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
    checked(made, path, bundle.language)  # whatever came from outside, no catalog becomes unreadable by it
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
        # A person may mend the spaces of a person's text; in a machine's they make it nobody's.
        if _is_same(unit.target, entry.target, spaces_count=not worth.origin):
            if _is_sent_back(unit, entry, worth):
                return Outcome.REJECTED, po.with_fuzzy(entry, True), (self._sent_back(unit),)
            return Outcome.SAME, entry, ()
        is_draft = self.as_draft or bool(unit.origin) or unit.state < State.REVIEWED
        if problem := self._refusal(entry, unit, worth, is_draft=is_draft):
            return Outcome.REFUSED, entry, (problem,)
        if is_draft:
            return Outcome.DRAFTED, self._drafted(entry, unit), ()
        return Outcome.WRITTEN, self._written(entry, unit), ()

    def _written(self, entry: po.Entry, unit: Unit) -> po.Entry:
        made = po.with_fuzzy(po.with_target(entry, unit.target, self.width), False)
        return self._told(made, {"by": self.writer})

    def _drafted(self, entry: po.Entry, unit: Unit) -> po.Entry:
        made = po.with_fuzzy(po.with_target(entry, unit.target, self.width), True)
        return self._told(made, {"origin": unit.origin or "draft", "by": "" if unit.origin else self.writer})

    def _told(self, entry: po.Entry, said: Mapping[str, str]) -> po.Entry:
        """The entry with statements about its target, by kind; they take the place of what was said of an older one."""
        own = fingerprint(*entry.key, self.bundle.language, entry.target)
        comments = tuple(line for line in entry.comments if not line.startswith("#|"))  # it is no hint any more
        for kind, value in said.items():
            if value:
                comments = without(comments, [old for old in statements(comments) if old.kind == kind])
                comments = with_lines(comments, written(kind, value, self.date, own))
        return entry._replace(comments=comments)

    def _refusal(self, entry: po.Entry, unit: Unit, worth: Translation, *, is_draft: bool) -> Problem | None:
        """Why the text does not go in; None where it does."""
        if found := FORBIDDEN.search(unit.target):
            message = f"U+{ord(found[0]):04X} is not a character of text"
            advice = "delete it: it came in by copying, and is invisible in most editors"
            return _problem("control-character", message, unit, self.bundle, advice)
        if message := _objection(entry, unit, worth, is_draft=is_draft):
            advice = "compare the two in the PO file, or export again and repeat the edit there"
            return _problem("merge-conflict", message, unit, self.bundle, advice)
        if not is_draft and not self.writer:  # else nobody could tell it from a text of whoever signs it off
            advice = "say it with --by NAME, or take the texts for drafts with --as draft"
            return _problem("merge-nameless", "nobody says who wrote this text", unit, self.bundle, advice)
        return None

    def _sent_back(self, unit: Unit) -> Problem:
        message = "sent back for more work, so it needs editing again"
        return replace(_problem("merge-rejected", message, unit, self.bundle, ""), severity=Severity.WARNING)


def _is_same(one: str, other: str, *, spaces_count: bool) -> bool:
    """Whether two texts say the same in the same markup, however it is written."""
    first, second = (unicodedata.normalize("NFC", unparse(parse(text))) for text in (one, other))
    return first == second or (not spaces_count and first.split() == second.split())


def _is_sent_back(unit: Unit, entry: po.Entry, worth: Translation) -> bool:
    """Whether the text counts here, and the file asks for more work on it than it did when it went out.

    A reviewer who sends a text back must not see it published; one who accepts it has signed nothing.
    """
    is_lower = unit.exported is not None and unit.state < min(unit.exported, State.REVIEWED)
    return is_lower and worth.state > State.TRANSLATED and unit.base.endswith(target_half(entry.target))


def _objection(entry: po.Entry, unit: Unit, worth: Translation, *, is_draft: bool) -> str:
    """Why the text must not take the place of the catalog's; empty where it may."""
    if unit.is_hint:
        return "the text is a guess that nobody has confirmed"
    if unit.base and not unit.base.endswith(target_half(entry.target)):
        return "the catalog has got another text since the export"
    if is_draft and entry.target and not (entry.fuzzy and worth.origin):
        return "the catalog has a text already, and a draft never replaces one"
    if not unit.base and entry.target and not (worth.origin and worth.state is State.TRANSLATED):
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
    return _problem(code, message, unit, bundle, advice)


def _problem(code: str, message: str, unit: Unit, bundle: Bundle, advice: str) -> Problem:
    place = Place(bundle.path, unit.line)
    told = f"{message}: {unit.source[:60]!r}"
    return Problem(code, told, place, advice=advice, article=bundle.article, language=bundle.language)


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def _noted(entry: po.Entry, unit: Unit) -> po.Entry:
    """The entry with the translator's comments that are new."""
    known = set(notes(entry.comments))
    told = (note.text for note in unit.notes if note.author not in {"developer", "previous"})
    paragraphs = (paragraph.strip() for text in told for paragraph in text.splitlines())
    wrapped = (_wrapped(paragraph) for paragraph in paragraphs if paragraph not in known)
    fresh = [f"# {line}" for lines in wrapped if not known.issuperset(lines) for line in lines]
    return entry._replace(comments=with_lines(entry.comments, fresh)) if fresh else entry


def _wrapped(paragraph: str) -> list[str]:
    """A line of a note as the text of comment lines that no tool breaks.

    A statement of ours ends with a fingerprint, so a note that has none can never be read as one.
    """
    text = _FINGERPRINT.sub(r"\1 \2", FORBIDDEN.sub(" ", paragraph))
    return textwrap.wrap(text, _WIDTH, break_long_words=False)
