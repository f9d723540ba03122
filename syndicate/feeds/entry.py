"""The values that every format writes: an entry, and the feed that holds it. Frozen, and nothing but data.

An entry is the body of one article in one language with its frame round it. What a format needs is here and
nowhere else, so that Atom, RSS and JSON Feed cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from syndicate.model import Author, Code, Status, When


@dataclass(frozen=True, slots=True)
class Edition:
    """The same article, or the same page, in another language. ``title`` is in that language."""

    language: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is about: the library's key, its label in the entry's language, and the code in its system.

    ``scheme`` is the system's IRI; both are empty where a topic has no code.
    """

    key: str
    label: str
    scheme: str = ""
    code: str = ""

    @property
    def term(self) -> str:
        """What machines compare: the code where there is one, else the key."""
        return self.code or self.key


@dataclass(frozen=True, slots=True)
class Notice:
    """What we must say about an entry, in its language. ``text`` is plain; a newline begins a new paragraph.

    ``kind`` is one of ``machine unreviewed pending outdated overdue withheld withdrawn correction closed``.
    ``url`` is where the last paragraph leads: the article that replaces this one.
    """

    kind: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as it is delivered: absolute URL, media type, length in bytes, size in pixels; 0 is unknown.

    ``mail`` is the same image at the width of a mail, where the image itself is wider.
    """

    url: str
    media_type: str
    length: int = 0
    width: int = 0
    height: int = 0
    alt: str = ""
    mail: "Picture | None" = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What machines are told of an entry's provenance: ``_syndicate`` in JSON, ``urn:syndicate:feed:1`` in XML.

    Dates are RFC 3339 in the precision that was declared. ``None`` is "nobody": no version known, no sign-off.
    ``correction`` has ``on``, ``severity`` and, where it is translated, ``note``. ``corrects`` is the id of the entry
    that a safety correction speaks of, ``replaced_by`` the id of the entry that takes a withdrawn one's place.
    """

    article: str
    source_language: str
    state: str
    origin: str
    hash: str
    source_version: int | None = None
    source_published: str = ""
    source_updated: str = ""
    engine: str = ""
    reviewed_on: str = ""
    reviewed_by: str = ""
    checked_by: str | None = None
    status: str = Status.USABLE.value
    outdated: bool = False
    pending: bool = False
    version: int = 1
    change: str = "new"
    correction: Mapping[str, str] | None = None
    corrects: str = ""
    replaced_by: str = ""

    def to_data(self) -> dict[str, object]:
        """The facts under the names that are published, in their documented order."""
        return {
            "article": self.article,
            "source_language": self.source_language,
            "source_version": self.source_version,
            "source_published": self.source_published,
            "source_updated": self.source_updated,
            "state": self.state,
            "origin": self.origin,
            "engine": self.engine,
            "reviewed_on": self.reviewed_on,
            "reviewed_by": self.reviewed_by,
            "checked_by": self.checked_by,
            "status": self.status,
            "outdated": self.outdated,
            "pending": self.pending,
            "version": self.version,
            "change": self.change,
            "correction": None if self.correction is None else dict(sorted(self.correction.items())),
            "corrects": self.corrects,
            "replaced_by": self.replaced_by,
            "hash": self.hash,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in one language, ready for any format.

    ``id`` is a ``tag:`` IRI. ``title`` and ``summary`` are plain text (``summary`` is empty where the body is
    held back), ``content`` is sanitized HTML with absolute URLs inside ``<div lang dir>``, ``text`` says the
    same in plain text. ``license`` is a URL or empty. ``about`` has the verified codes. ``disclaimer`` is plain text.
    ``article`` is the article's id, also for a safety correction's own entry.
    """

    id: str
    article: str
    language: str
    direction: str
    url: str
    title: str
    summary: str
    content: str
    text: str
    published: When
    updated: When
    facts: Facts
    authors: tuple[Author, ...] = ()
    categories: tuple[Category, ...] = ()
    about: tuple[Code, ...] = ()
    rights: str = ""
    license: str = ""
    disclaimer: str = ""
    audience: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()
    picture: Picture | None = None

    @property
    def has_body(self) -> bool:
        """Whether the article itself is told, and not only what became of it."""
        return self.facts.status not in (Status.WITHHELD, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed as other documents name it: its page for people, and its addresses ``atom``, ``rss`` and ``json``.

    ``self_urls`` has the formats in which it is published. ``topic`` is the key of the only topic that it is about,
    ``retired`` the day on which it was closed; both are empty for others.
    """

    language: str
    direction: str
    title: str
    description: str
    home: str
    self_urls: Mapping[str, str]
    id: str = "all"
    topic: str = ""
    retired: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was taken back (RFC 6721): its id, when, and the notice in the feed's language as plain text."""

    id: str
    at: When
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a document stands among the archive pages of its feed (RFC 5005 §4).

    Each mapping has the addresses by format (``atom``, ``rss``, ``json``), and is empty where there is no such
    document. The subscription document has only ``previous``: the newest archive page.
    """

    is_archive: bool = False
    current: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, str] = field(default_factory=dict)
    next: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in one language: ``home`` is its page for people, ``self_urls`` has ``atom``, ``rss`` and ``json``.

    ``updated`` is given by the caller and never the clock. ``editions`` are the same feed in other languages.
    Entries stand in the order in which they are written.
    """

    id: str
    language: str
    direction: str
    title: str
    description: str
    home: str
    self_urls: Mapping[str, str]
    updated: When
    author: str
    rights: str = ""
    icon: str = ""
    entries: tuple[Entry, ...] = ()
    editions: tuple[Listing, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    paging: Paging = Paging()

    @property
    def listing(self) -> Listing:
        """The feed as other documents name it."""
        return Listing(self.language, self.direction, self.title, self.description, self.home, self.self_urls)
