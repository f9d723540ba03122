"""Who wrote a translation: ``# by: NAME DATE HASH``, taken from the header that PO editors keep, Last-Translator.

The header names one person for a whole file, so it counts for what nobody is named for yet: an entry that was written
or edited since the last time. Names only; an address stays in the header.
"""

import re
from typing import NamedTuple

from syndicate.articles.parsers.characters import FORBIDDEN
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import fingerprint, source_half
from syndicate.translation.catalogs.provenance import statements, with_lines, without, written
from syndicate.translation.catalogs.reading import translation

_ADDRESS = re.compile(r"\s*<([^<>]*)>\s*$")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?=[ T]|$)")
# What templates and tools write where no person stands.
_NOBODY = frozenset({"", "full name", "automatically generated", "anonymous", "none", "weblate"})


class Writer(NamedTuple):
    """A person and the day on which they last saved the file, ISO."""

    name: str
    date: str


def last_translator(header: po.Entry | None) -> Writer | None:
    """The person in a header's Last-Translator with the day of its PO-Revision-Date; None where either is not told.

    Placeholders and machines (Weblate's have the address ``noreply-mt-…``) are nobody.
    """
    fields = header.fields if header else {}
    told = fields.get("Last-Translator", "")
    address = _ADDRESS.search(told)
    name = " ".join(_ADDRESS.sub("", told).split())
    day = _DAY.match(fields.get("PO-Revision-Date", ""))
    is_machine = address is not None and address[1].lower().startswith("noreply")
    if day is None or is_machine or name.lower() in _NOBODY or "@" in name or FORBIDDEN.search(name):
        return None
    return Writer(name, day[0])


def attributed(entry: po.Entry, language: str, writer: Writer | None) -> po.Entry:
    """The entry with ``# by:`` for its writer, where it is a person's text that nobody is named for.

    Fuzzy, empty and obsolete entries are nobody's, a machine's text as it left it stays the machine's, and what was
    signed off already was not written by whoever saved the file last. A ``# by:`` about an older target of the same
    segment is replaced. ``language`` is the catalog's (canonical BCP 47).
    """
    if writer is None or entry.fuzzy or entry.obsolete or entry.is_header or not entry.target.strip():
        return entry
    worth = translation(entry, language)
    if worth.writer or worth.is_machine or worth.signed_by:
        return entry
    own = fingerprint(*entry.key, language, entry.target)
    half = source_half(*entry.key, language)
    old = [said for said in statements(entry.comments) if said.kind == "by" and said.concerns(half)]
    try:
        lines = written("by", writer.name, writer.date, own)
    except ValueError:  # a name that looks like something else: better nobody than a name misread
        return entry
    return entry._replace(comments=with_lines(without(entry.comments, old), lines))
