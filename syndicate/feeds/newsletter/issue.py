"""An issue of a newsletter as HTML, plain text, JSON and a mail. Safety corrections stand first."""

import email.policy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.message import EmailMessage
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from syndicate.feeds.body import digest
from syndicate.feeds.formats.jsonfeed import to_bytes
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.feeds.newsletter.dress import dress, without_controls
from syndicate.feeds.newsletter.item import Part, gone, item
from syndicate.feeds.newsletter.latest import head, newest
from syndicate.feeds.newsletter.letter import raw, teaser
from syndicate.feeds.newsletter.subject import LONGEST, subject
from syndicate.feeds.render import WIDEST
from syndicate.feeds.templates import environment
from syndicate.localization.dates import long_date
from syndicate.localization.interface import Interface
from syndicate.localization.numbers import number
from syndicate.model import When

Extent = Literal["full", "summary"]
"""How much of each article an issue holds: the whole, or a summary with a link. Corrections are always whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What goes out, and in whose words. ``updated`` is when the feed last changed, never the clock.

    ``home`` is the feed's page for people. ``cursor`` is where the next issue begins.
    """

    feed: str
    title: str
    home: str
    updated: When
    cursor: Cursor
    interface: Interface
    zone: tzinfo | None = None
    safety: tuple[Part, ...] = ()
    new: tuple[Part, ...] = ()
    changed: tuple[Part, ...] = ()
    withdrawn: tuple[Part, ...] = ()

    @property
    def language(self) -> str:
        """The language of all that it says."""
        return self.interface.language

    @property
    def subject(self) -> str:
        """The first title, and how many more there are; where nothing is new, what kind of news it has."""
        fresh = [*self.safety, *self.new]
        if fresh:
            more = f" (+{number(len(fresh) - 1, self.language)})" if len(fresh) > 1 else ""
            return subject(fresh[0].entry.title, self.language, LONGEST - len(more)) + more
        gone = ("Taken back or held back", self.withdrawn)
        kind, parts = ("Changed articles", self.changed) if self.changed else gone
        return f"{self.interface.text(kind, 'heading')} ({number(len(parts), self.language)})"


class _Section(NamedTuple):
    heading: str
    pieces: "list[_Piece]"


class _Piece(NamedTuple):
    title: str
    url: str
    date: str
    html: Markup
    text: str


def html(issue: Issue, extent: Extent = "full") -> str:
    """The issue as a whole document: one column of 600 pixels, its styles inlined, the subject as its title."""
    sections = list(_sections(issue, extent))
    headed = any(section.heading for section in sections)
    level = 3 if headed else 2
    templates = environment(__package__)
    inner = templates.get_template("issue.html.j2").render(
        language=issue.language,
        direction=issue.interface.direction,
        title=issue.title,
        home=issue.home,
        sections=sections,
        level=level,
    )
    return templates.get_template("mail.html.j2").render(
        language=issue.language,
        direction=issue.interface.direction,
        start="right" if issue.interface.direction == "rtl" else "left",
        subject=without_controls(issue.subject),
        width=WIDEST,
        body=Markup(dress(inner)),  # noqa: S704 - sanitized
    )


def text(issue: Issue, extent: Extent = "full") -> str:
    """The issue as plain text, not wrapped: clients do that at the reader's width."""
    lines = [issue.title]
    for section in _sections(issue, extent):
        if section.heading:
            lines.append(f"{'=' * 40}\n{section.heading}")
        for piece in section.pieces:
            head = (" ".join(piece.title.split()), piece.date, piece.url)
            lines += ["-" * 40, "\n".join(filter(None, head)), piece.text]
    if issue.home:
        lines += ["-" * 40, issue.home]
    return without_controls("\n\n".join(filter(None, lines))) + "\n"


def json(issue: Issue) -> bytes:
    """The issue under the schema of ``latest.json``; ``changed`` has the edited entries apart from the new ones."""
    fresh = [*issue.safety, *issue.new]
    data = {
        **head(issue.language, issue.interface.direction, issue.title, issue.updated),
        "count": len(fresh),
        "newest": newest(fresh),
        "cursor": issue.cursor.to_text(),
        "next": None,
        "subject": issue.subject,
        "items": [item(part, issue.zone) for part in fresh],
        "changed": [item(part, issue.zone) for part in issue.changed],
        "withdrawn": gone(issue.withdrawn),
    }
    return to_bytes(data)


def mail(issue: Issue, extent: Extent = "full", *, at: datetime, sender: str = "", recipient: str = "") -> bytes:
    """The issue as a message (RFC 5322, CRLF) with both forms in UTF-8; ValueError for an address that is none.

    The same issue has the same Message-ID, so that a mail that is sent twice can be told from two.
    ``List-Unsubscribe`` and what else is the mailer's are the mailer's.
    """
    message = EmailMessage(email.policy.SMTP.clone(cte_type="7bit"))
    for name, address in (("From", sender), ("To", recipient)):
        if address:
            message[name] = addresses(address)
    message["Subject"] = issue.subject
    message["Date"] = at
    parts = [*issue.safety, *issue.new, *issue.changed, *issue.withdrawn]
    told = (f"{part.row.id} {part.row.sequence}" for part in parts)
    mark = digest(issue.feed, issue.language, issue.cursor.to_text(), extent, *told)[:24]
    message["Message-ID"] = f"<{mark}@{_host(issue)}>"
    message["X-Syndicate-Cursor"] = issue.cursor.to_text()
    message.set_content(text(issue, extent))
    message.add_alternative(html(issue, extent), subtype="html")
    message["Content-Language"] = issue.language  # last: what sets a content takes such headers away
    message.set_boundary(f"=_{mark}")  # drawn by lot otherwise, and no two mails of an issue were alike
    return message.as_bytes()


def addresses(written: str) -> str:
    """The addresses as they were written, if each is one; ValueError otherwise."""
    message = EmailMessage()
    try:
        message["To"] = written  # ValueError for a line end
        found = message["To"]
        usable = not found.defects and all(one.username and one.domain for one in found.addresses)
    except (IndexError, AttributeError):  # the parser stumbles over "a@" and the like
        usable = False
    if not usable or not found.addresses:
        raise ValueError(f"{written!r} is no mail address: write it as in 'Health news <news@example.org>'")
    return written


def _host(issue: Issue) -> str:
    """Whose the Message-ID is: the host of the feed's page."""
    host = urlsplit(issue.home).hostname or ""
    return host if host.isascii() and host else "syndicate.invalid"


# ── its parts ───────────────────────────────────────────────────────────────────────────────────


def _sections(issue: Issue, extent: Extent) -> Iterator[_Section]:
    """The parts that have anything. New articles alone need no heading; corrections say themselves what they are."""
    words = issue.interface
    alone = not (issue.safety or issue.changed or issue.withdrawn)
    level = 3 if alone else 4
    if issue.safety:
        heading = words.text("Safety corrections", "heading") if words.has("Safety corrections", "heading") else ""
        yield _Section(heading, _pieces(issue, issue.safety, "full", level))
    for source, parts in (("New articles", issue.new), ("Changed articles", issue.changed)):
        if parts:
            yield _Section("" if alone else words.text(source, "heading"), _pieces(issue, parts, extent, level))
    if issue.withdrawn:
        yield _Section(words.text("Taken back or held back", "heading"), _pieces(issue, issue.withdrawn, "full", level))


def _pieces(issue: Issue, parts: Sequence[Part], extent: Extent, level: int) -> list[_Piece]:
    return [_piece(issue, part, extent, level) for part in parts]


def _piece(issue: Issue, part: Part, extent: Extent, level: int) -> _Piece:
    entry = part.entry
    if extent == "summary":
        made = teaser(entry, issue.interface.text("Read more", "page"))
        inner, words = made.html, made.text
    else:
        inner, words = raw(entry, level, part.pictures), entry.text
    date = long_date(entry.published, issue.language, issue.zone)
    if part in issue.changed:
        updated = long_date(entry.updated, issue.language, issue.zone)
        date = issue.interface.text("Updated: {date}", "byline", date=updated)
    url = entry.url if entry.url.startswith(("https://", "http://")) else ""
    return _Piece(entry.title, url, date, Markup(inner), words)  # noqa: S704 - sanitized, and once more with the whole
