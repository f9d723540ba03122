"""Translation memory: what people have reviewed in a language, offered where the very same text comes up again.

Exact but for white space, so nothing is ever offered across a number, a unit or a negation that differs. No near
matches: "stop" is near "do not stop". Fuzzy entries, hints, machine drafts and obsolete entries never enter it
(what was taken out of an article may have been wrong). A hit is a draft all the same: what is right in one article
may not be in another.

Of several targets for one text the one of the same role wins, then of the same article, then a signed-off one, then
the one that most articles have, then the latest; at last the alphabet decides, so that every run says the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from syndicate.model import Catalog, Segment, State, Translation

_SPACES = re.compile(r"[^\S\n]+")
# Roles that may share a text: what names a thing, and what is said in sentences. A link or a number has its own.
_LABELS = frozenset({"title", "heading", "faq.question", "cell", "image.alt"})
_SENTENCES = frozenset(
    {"summary", "body", "faq.answer", "takeaway", "promotion", "correction.note", "withdrawn.reason"}
)


class Remembered(NamedTuple):
    """One reviewed translation: whose it is, and what it says."""

    article: str
    role: str
    translation: Translation


@dataclass(frozen=True, slots=True)
class Memory:
    """Reviewed translations into one language, by source language, kind of role, author's context and text."""

    entries: Mapping[tuple[str, str, str, str], tuple[Remembered, ...]]

    def targets(self, segment: Segment, article: str, source_language: str) -> tuple[str, ...]:
        """The targets for a segment of an article, the best first."""
        known = self.entries.get(_key(*segment.key, source_language), ())
        often = Counter(one.translation.text for one in known)

        def rank(one: Remembered) -> tuple[bool, bool, State, int, str, str]:
            said = one.translation
            same = one.role == segment.role, one.article == article
            return (*same, said.state, often[said.text], said.signed_on or said.origin_date, said.text)

        return tuple(dict.fromkeys(one.translation.text for one in sorted(known, key=rank, reverse=True)))


def remember(catalogs: Iterable[tuple[Catalog, str]]) -> Memory:
    """The memory of one language from its catalogs, each with its source language (canonical BCP 47)."""
    entries: defaultdict[tuple[str, str, str, str], list[Remembered]] = defaultdict(list)
    for catalog, source_language in catalogs:
        for (context, source), translation in catalog.entries.items():
            if translation.state >= State.REVIEWED:
                key = _key(context, source, source_language)
                entries[key].append(Remembered(catalog.article, context.partition("|")[0], translation))
    return Memory({key: tuple(found) for key, found in entries.items()})


def _key(context: str, source: str, source_language: str) -> tuple[str, str, str, str]:
    role, _, own = context.partition("|")
    kind = "label" if role in _LABELS else "sentence" if role in _SENTENCES else role
    return source_language, kind, own, _SPACES.sub(" ", source).strip(" ")
