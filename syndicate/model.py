"""The nouns that every room shares: frozen values, standard library only.

From a source to a feed: Article → Segment → Translation → Content (in one language) → Entry → Feed → Artifact.
A finding on the way is a Problem at a Place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum

# ── findings ────────────────────────────────────────────────────────────────────────────────────


class Severity(StrEnum):
    """How bad a Problem is: an error stops what it is about, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where: a path as the user wrote it (or relative to the library), 1-based line and column; 0 is unknown."""

    path: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.path or "-"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with a stable code, for the person who must act on it.

    ``blocking`` marks a finding about a translation that withholds it whatever its state (DESIGN §4).
    """

    code: str
    message: str
    place: Place = Place()
    severity: Severity = Severity.ERROR
    advice: str = ""
    article: str = ""
    language: str = ""
    blocking: bool = False

    def __str__(self) -> str:
        advice = f" → {self.advice}" if self.advice else ""
        where = f"{self.place}: " if self.place.path else ""
        return f"{where}{self.severity.value} {self.code}: {self.message}{advice}"


# ── time ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class When:
    """A date as it was declared: a calendar day, or an instant.

    ``at`` is always aware. For a day it is midnight at the library's declared zone, so that the calendar
    day never moves; for an instant it is UTC.
    """

    at: datetime
    is_day: bool = False

    @property
    def day(self) -> date:
        """The calendar day, as declared."""
        return self.at.date()

    def __str__(self) -> str:
        """RFC 3339: a day with its zone's offset (``2023-11-06T00:00:00+01:00``), an instant with ``Z``."""
        if self.is_day:
            return self.at.isoformat(timespec="seconds")
        return self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def declared(self) -> str:
        """The precision that the source gave: ``2023-11-06``, or the instant."""
        return self.day.isoformat() if self.is_day else str(self)


# ── text and structure ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Text:
    """Text with holes: what a translator sees, and what was taken out of it.

    ``source`` is in segment notation: minimal tags without attributes (``<b> <i> <code> <a id="1">``),
    a hard line break as a newline, everything else literal (articles/inline.py). ``links[n-1]`` is the
    target of ``<a id="n">``. ``context`` tells equal texts of one role apart. ``line`` is where it stands in
    its source, for Problems only: it is no part of the value.
    """

    source: str
    links: tuple[str, ...] = ()
    context: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is blocks. ``start`` counts only where it is ordered."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; ``align`` has one of ``"" | "left" | "center" | "right"`` per column."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    align: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: ``src`` is an absolute https URL, or a path relative to the article's file."""

    src: str
    alt: Text


Block = Paragraph | Items | Table | Quote | Image


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; what stands before the first heading has no heading, id ``""``, level 2."""

    id: str
    heading: Text | None
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Question:
    """A question that readers ask, with its answer."""

    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to the literature: ``raw`` is kept and never translated; the rest only where the grammar fits."""

    raw: str
    authors: tuple[str, ...] = ()
    et_al: bool = False
    title: str = ""
    journal: str = ""
    year: int = 0
    volume: str = ""
    pages: str = ""
    doi: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What an article says in one language: the body of an entry. Version and hash cover this and nothing else."""

    title: Text
    summary: Text | None = None
    sections: tuple[Section, ...] = ()
    faq: tuple[Question, ...] = ()
    takeaways: tuple[Text, ...] = ()
    references: tuple[Reference, ...] = ()
    image: Image | None = None


# ── an article ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote it."""

    name: str
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The medical review: when, by whom, and when the next is due."""

    on: When | None = None
    by: str = ""
    next: When | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A concept that the article is about, in one code system; only ``verified`` codes are published as facts."""

    name: str
    system: str
    code: str
    version: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The article is taken back: in all languages, or in those named."""

    on: When
    reason: Text | None = None
    replaced_by: str = ""
    languages: tuple[str, ...] = ()


class Change(StrEnum):
    """What a new version of an entry is, for those who copied the last one."""

    NEW = "new"
    MINOR = "minor"
    MATERIAL = "material"
    SAFETY = "safety"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right, and how much it matters (minor, material or safety)."""

    on: When
    severity: Change
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """An editor's decision on one change of the source, found again by the content's hash."""

    hash: str
    severity: Change
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A source article. ``published`` and the rest are facts as declared; what is missing is None or empty."""

    id: str
    language: str
    content: Content
    published: When | None = None
    updated: When | None = None
    reviewed: Review | None = None
    authors: tuple[Author, ...] = ()
    topics: tuple[str, ...] = ()
    about: tuple[Code, ...] = ()
    audience: tuple[str, ...] = ()
    url: str | Mapping[str, str] = ""
    license: str = ""
    attribution: str = ""
    related: tuple[str, ...] = ()
    disclaimer: str = ""
    promotion: Text | None = None
    status: str = "usable"
    withdrawn: Withdrawal | None = None
    correction: Correction | None = None
    changes: tuple[Decision, ...] = ()
    embargo: When | None = None
    expires: When | None = None
    path: str = field(default="", compare=False)


# ── translation ─────────────────────────────────────────────────────────────────────────────────


class State(IntEnum):
    """How far a translation has come: the states of XLIFF 2, in their order."""

    INITIAL = 0
    TRANSLATED = 1
    REVIEWED = 2
    FINAL = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> "State":
        """The state of that name; KeyError where there is none."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Segment:
    """A translatable text with its role. ``frame`` marks what belongs to the frame and never counts for the state."""

    role: str
    text: Text
    frame: bool = False
    heading: str = ""

    @property
    def context(self) -> str:
        """The msgctxt: the role, and the author's context where there is one (``cell|x``)."""
        return f"{self.role}|{self.text.context}" if self.text.context else self.role

    @property
    def key(self) -> tuple[str, str]:
        """What an entry of a catalog is found by: (msgctxt, msgid)."""
        return self.context, self.text.source


@dataclass(frozen=True, slots=True)
class Translation:
    """The target of one segment with its state and provenance.

    ``origin`` says where an unedited target came from (``machine deep/libre``, ``machine draft``, ``memory``,
    ``draft``), empty where a person wrote or edited it. ``writer`` and ``signed_by`` count only where their hash
    matches this very text. ``waivers`` maps a Problem's code to the written reason that sets it aside.
    """

    text: str
    state: State
    origin: str = ""
    origin_date: str = ""
    writer: str = ""
    signed_by: str = ""
    signed_on: str = ""
    waivers: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    @property
    def is_machine(self) -> bool:
        """Whether the target is still as a machine made it."""
        return self.origin.startswith("machine")


@dataclass(frozen=True, slots=True)
class Catalog:
    """One article's PO in one language: (msgctxt, msgid) → Translation."""

    article: str
    language: str
    entries: Mapping[tuple[str, str], Translation]
    path: str = ""


# ── what is published ───────────────────────────────────────────────────────────────────────────


class Status(StrEnum):
    """What an entry stands for at its partners."""

    USABLE = "usable"  # the body is today's
    PENDING = "pending"  # the last published body is kept: its translation is back in work
    OUTDATED = "outdated"  # the last published body is kept: the source has moved on
    WITHHELD = "withheld"  # published before, body held back
    WITHDRAWN = "withdrawn"  # taken back for good


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to publish: a POSIX path below feeds/, its media type and its bytes."""

    path: str
    media_type: str
    body: bytes
