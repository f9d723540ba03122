"""From a ledger's row to its entry: the body that stands there, today's frame round it, and what machines are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syndicate.articles.inline import escape, to_plain
from syndicate.config import Settings
from syndicate.errors import LocaleError
from syndicate.feeds.body import Standing, standing
from syndicate.feeds.entry import Category, Edition, Entry, Facts, Notice, Picture
from syndicate.feeds.frame import Placing, frame, notice
from syndicate.feeds.gate import is_overdue
from syndicate.feeds.ledger import Row
from syndicate.localization.interface import Interface
from syndicate.model import Article, Change, Content, State, Status, Text
from syndicate.publishing.work import Rendered

_GRAVE = frozenset({Change.MATERIAL, Change.SAFETY})
TOLD = frozenset({Status.USABLE, Status.PENDING, Status.OUTDATED})
"""Entries whose body can be read."""


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The rows of one article in the other languages of its group, by language."""

    rows: Mapping[str, Row]

    def editions(self, language: str) -> tuple[Edition, ...]:
        """The other languages in which its body can be read."""
        return tuple(
            Edition(tag, row.url, row.title)
            for tag, row in sorted(self.rows.items())
            if tag != language and row.status in TOLD
        )


def build(
    row: Row,
    article: Article,
    language: str,
    rendered: Rendered | None,
    *,
    interface: Interface,
    neighbors: Neighbors,
    related: tuple[Edition, ...],
    pictures: Mapping[str, Picture],
    settings: Settings,
    now: datetime,
) -> Entry:
    """The entry of a row. ``rendered`` is None where no body may be shown. ``related`` are articles in its language.

    LocaleError where an interface string is missing that is needed.
    """
    content = rendered.body.content if rendered else Content(Text(escape(row.title)))
    facts = standing(rendered.body, row.title) if rendered else None
    editions = neighbors.editions(language)
    placing = Placing(
        id=tag_uri(settings, article.id, language),
        url=row.url,
        published=row.published,
        updated=row.updated,
        categories=categories(article, interface, settings),
        editions=editions,
        related=related,
        original=next((edition for edition in editions if edition.language == article.language), None),
        picture=pictures.get(content.image.src) if content.image else None,
        zone=settings.zone,
    )
    return frame(
        rendered.html if rendered else "",
        rendered.text if rendered else "",
        article=article,
        content=content,
        interface=interface,
        placing=placing,
        facts=_facts(row, article, facts, neighbors.rows.get(article.language)),
        notices=tuple(_notices(row, article, facts, interface, settings=settings, now=now)),
    )


def tag_uri(settings: Settings, article: str, language: str) -> str:
    """The id of an entry (RFC 4151): one per article and language, whatever its title, address or file."""
    return f"tag:{settings.authority}:{article}/{language}"


def categories(article: Article, interface: Interface, settings: Settings) -> tuple[Category, ...]:
    """The article's topics; one whose label is missing in this language is left out."""
    return tuple(
        Category(key, interface.text(key, "topic"), settings.topics[key].scheme, settings.topics[key].code)
        for key in article.topics
        if key in settings.topics and interface.has(key, "topic")
    )


def _notices(
    row: Row,
    article: Article,
    facts: Standing | None,
    interface: Interface,
    *,
    settings: Settings,
    now: datetime,
) -> Sequence[Notice]:
    """What must be said, the gravest first."""
    zone = settings.zone
    if row.status is Status.WITHDRAWN or row.status is Status.WITHHELD or facts is None:
        return _gone(row, article, interface, settings=settings)
    said = []
    if article.correction and article.correction.severity in _GRAVE:
        kind = "safety" if article.correction.severity is Change.SAFETY else "correction"
        said.append(notice(kind, interface, article.correction.on, zone=zone, note=_source_note(article, interface)))
    if row.state < State.REVIEWED:
        said.append(notice("machine" if facts.origin == "machine" else "unreviewed", interface))
    if row.status in (Status.PENDING, Status.OUTDATED):
        said.append(notice(str(row.status), interface, row.versioned, zone=zone))
    if article.reviewed and is_overdue(article, now):
        said.append(notice("overdue", interface, article.reviewed.next, zone=zone))
    return said


def _gone(row: Row, article: Article, interface: Interface, *, settings: Settings) -> Sequence[Notice]:
    """The notice in place of a body; where its string is missing, the frame lets title and date stand alone."""
    withdrawn = article.withdrawn if row.status is Status.WITHDRAWN else None
    kind, on = ("withdrawn", withdrawn.on) if withdrawn else (str(row.status), row.updated)
    try:
        return [notice(kind, interface, on, zone=settings.zone)]
    except LocaleError:
        return []


def _source_note(article: Article, interface: Interface) -> str:
    """The editor's own note, in the article's own language only: elsewhere the date stands alone."""
    if article.language != interface.language:
        return ""
    note = article.correction.note if article.correction else None
    return to_plain(note) if note else ""


def _facts(row: Row, article: Article, body: Standing | None, source: Row | None) -> Facts:
    review = article.reviewed
    correction = article.correction
    return Facts(
        article=article.id,
        source_language=article.language,
        state=str(row.state),
        origin=body.origin if body else "",
        hash=row.hash,
        source_version=source.version if source else None,
        source_published=article.published.declared() if article.published else "",
        source_updated=article.updated.declared() if article.updated else "",
        engine=body.engine if body else "",
        reviewed_on=review.on.declared() if review and review.on else "",
        reviewed_by=review.by if review else "",
        checked_by=body.checked_by if body else None,
        status=str(row.status),
        outdated=row.status is Status.OUTDATED,
        pending=row.status is Status.PENDING,
        version=row.version,
        change=str(row.change),
        correction={"on": correction.on.declared(), "severity": str(correction.severity)} if correction else None,
    )
