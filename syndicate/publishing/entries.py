"""From a ledger's row to its entry: the body that stands there, today's frame round it, and what machines are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicate.articles.inline import escape, to_plain
from syndicate.config import Policy, Settings
from syndicate.errors import LocaleError
from syndicate.feeds.body import Remark, Standing, standing
from syndicate.feeds.changes import GRAVE
from syndicate.feeds.entry import Category, Edition, Entry, Facts, Notice, Picture
from syndicate.feeds.frame import Placing, correction, frame, notice
from syndicate.feeds.gate import is_overdue
from syndicate.feeds.ledger import TOLD, Row, tag_uri
from syndicate.localization.interface import Interface
from syndicate.model import Article, Change, Content, Image, State, Status, Text
from syndicate.publishing import corrections
from syndicate.publishing.pictures import described
from syndicate.publishing.work import Rendered


@dataclass(frozen=True, slots=True)
class Rendition:
    """How an entry is told: whole or by its summary, with the publisher's call to action or without it.

    ``alone`` leaves out what speaks of other entries: other languages and related articles. So it stands in archive
    pages, which change only when an entry of theirs does.
    """

    is_brief: bool = False
    promotion: bool = False
    alone: bool = False


WHOLE = Rendition()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What an entry is made from besides its row. ``rendered`` is None where no body may be shown.

    ``related`` are other articles in its language, ``replaced_by`` the one that takes its place where it was withdrawn.
    """

    article: Article
    rendered: Rendered | None
    remarks: Sequence[Remark]
    neighbors: Neighbors
    related: tuple[Edition, ...]
    replaced_by: Edition | None
    replaced_by_id: str
    interface: Interface
    policy: Policy
    settings: Settings
    now: datetime

    def remark(self, role: str) -> Text | None:
        """The text with that role that stands round the body, where it may be shown in this language."""
        return corrections.remark(self.remarks, role, self.policy)

    def reviewed(self, role: str) -> Text | None:
        """The same where a person has reviewed it: what else goes out needs a mark beside it."""
        found = corrections.find(self.remarks, role, self.policy)
        return found.text if found and found.tally.state >= State.REVIEWED else None

    def said(self, role: str, row: Row) -> str:
        """An editor's words for a notice of the entry of ``row``, plain; empty: the interface string stands alone.

        Where nobody has reviewed them and the entry itself has no mark, they are followed by one.
        """
        found = corrections.find(self.remarks, role, self.policy)
        if found is None:
            return ""
        words = to_plain(found.text)
        if found.tally.state >= State.REVIEWED or (row.status in TOLD and row.state < State.REVIEWED):
            return words
        try:
            mark = notice("machine" if found.tally.machine else "unreviewed", self.interface)
        except LocaleError:
            return ""
        return f"{words}\n{mark.text}"


def build(row: Row, sources: Sources, rendition: Rendition = WHOLE) -> Entry:
    """The entry of a row. LocaleError where an interface string is missing that is needed."""
    article, interface, rendered = sources.article, sources.interface, sources.rendered
    content = rendered.body.content if rendered else Content(Text(escape(row.title)))
    facts = standing(rendered.body, row.title) if rendered else None
    editions = sources.neighbors.editions(interface.language)
    pictures = dict(rendered.body.pictures) if rendered else {}
    placing = Placing(
        id=tag_uri(sources.settings.authority, row.id, interface.language),
        url=row.url,
        published=row.published,
        updated=row.updated,
        categories=categories(article, interface, sources.settings),
        editions=() if rendition.alone else editions,
        related=() if rendition.alone else sources.related,
        original=None
        if rendition.alone
        else next((edition for edition in editions if edition.language == article.language), None),
        picture=_picture(content.image, pictures),
        zone=sources.settings.zone,
    )
    said = _facts(row, sources, facts)
    if row.is_correction:
        notices = tuple(_correction_notices(row, sources))
        return correction(
            row.title,
            article,
            interface=interface,
            placing=placing,
            facts=said,
            notices=notices,
            is_ready=_is_ready(row, sources),
        )
    return frame(
        rendered.html if rendered else "",
        rendered.text if rendered else "",
        article=article,
        content=content,
        interface=interface,
        placing=placing,
        facts=said,
        notices=tuple(_notices(row, sources, facts)),
        promotion=_promotion(row, sources) if rendition.promotion else None,
        is_brief=rendition.is_brief and rendered is not None,
    )


def bare(row: Row, sources: Sources) -> Entry:
    """An entry without a body that says nothing but its title and date: for one whose notice cannot be written."""
    content = Content(Text(escape(row.title)))
    zone, language = sources.settings.zone, sources.interface.language
    placing = Placing(
        id=tag_uri(sources.settings.authority, row.id, language),
        url=row.url,
        published=row.published,
        updated=row.updated,
        zone=zone,
    )
    facts = replace(_facts(row, sources, None), correction=None)
    return frame(
        "", "", article=sources.article, content=content, interface=sources.interface, placing=placing, facts=facts
    )


def categories(article: Article, interface: Interface, settings: Settings) -> tuple[Category, ...]:
    """The article's topics; one whose label is missing in this language is left out."""
    return tuple(
        Category(key, interface.text(key, "topic"), settings.topics[key].scheme, settings.topics[key].code)
        for key in article.topics
        if key in settings.topics and interface.has(key, "topic")
    )


def _promotion(row: Row, sources: Sources) -> Text | None:
    """The call to action; one that nobody has reviewed only where the entry says so of itself."""
    return sources.remark("promotion") if row.state < State.REVIEWED else sources.reviewed("promotion")


def _picture(image: Image | None, pictures: Mapping[str, Picture]) -> Picture | None:
    """The entry's picture with what it shows in words."""
    picture = pictures.get(image.src) if image else None
    if image is None or picture is None:
        return None
    return described(picture, to_plain(image.alt))


def _notices(row: Row, sources: Sources, facts: Standing | None) -> Sequence[Notice]:
    """What must be said, the gravest first."""
    article, interface, zone = sources.article, sources.interface, sources.settings.zone
    if row.status not in TOLD or facts is None:
        return _gone(row, sources)
    said = []
    corrected = article.correction
    if corrected and corrected.severity in GRAVE and row.status is not Status.OUTDATED:  # else it is still to come
        kind = "safety" if corrected.severity is Change.SAFETY else "correction"
        note = sources.said("correction.note", row)
        said.append(notice(kind, interface, corrected.on, zone=zone, note=note))
    if row.state < State.REVIEWED:
        said.append(notice("machine" if facts.origin == "machine" else "unreviewed", interface))
    if row.status in (Status.PENDING, Status.OUTDATED):
        said.append(notice(str(row.status), interface, row.versioned, zone=zone))
    if article.reviewed and is_overdue(article, sources.now):
        said.append(notice("overdue", interface, article.reviewed.next, zone=zone))
    return said


def _gone(row: Row, sources: Sources) -> Sequence[Notice]:
    """The notice in place of a body; where its string is missing, the frame lets title and date stand alone."""
    withdrawn = sources.article.withdrawn if row.status is Status.WITHDRAWN else None
    zone = sources.settings.zone
    try:
        if withdrawn is None:
            return [notice(str(row.status), sources.interface, row.updated, zone=zone)]
        return [
            notice(
                "withdrawn",
                sources.interface,
                withdrawn.on,
                zone=zone,
                note=sources.said("withdrawn.reason", row),
                replaced_by=sources.replaced_by,
            )
        ]
    except LocaleError:
        return []


def _correction_notices(row: Row, sources: Sources) -> Sequence[Notice]:
    """What a safety correction's own entry says."""
    if row.status is not Status.USABLE:
        return _gone(row, sources)
    note = _correction_note(row, sources)
    zone, day = sources.settings.zone, corrections.when(row, sources.settings.zone)
    kind = "safety" if _is_ready(row, sources) else "waiting"
    try:
        said = [notice(kind, sources.interface, day, zone=zone, note=to_plain(note) if note else "")]
        if row.state < State.REVIEWED:
            said.append(notice("unreviewed", sources.interface))
    except LocaleError:
        return []
    return said


def _correction_note(row: Row, sources: Sources) -> Text | None:
    """The editor's note to the correction of this row; the article has only that of its last one."""
    declared = sources.article.correction
    is_last = declared is not None and declared.on.declared() == corrections.date_of(row)
    return sources.remark("correction.note") if is_last else None


def _is_ready(row: Row, sources: Sources) -> bool:
    """Whether the corrected text can be read in this language."""
    return row.hash == corrections.said(corrections.date_of(row), _correction_note(row, sources), is_ready=True)


def _facts(row: Row, sources: Sources, body: Standing | None) -> Facts:
    article, source = sources.article, sources.neighbors.rows.get(sources.article.language)
    review = article.reviewed
    is_withdrawn = row.status is Status.WITHDRAWN
    language = sources.interface.language
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
        correction=_correction(row, sources),
        corrects=tag_uri(sources.settings.authority, article.id, language) if row.is_correction else "",
        replaced_by=sources.replaced_by_id if is_withdrawn else "",
    )


def _correction(row: Row, sources: Sources) -> Mapping[str, str] | None:
    """The correction for machines; a note that nobody has reviewed only where the entry's state says so."""
    declared = sources.article.correction
    if row.is_correction and (declared is None or declared.on.declared() != corrections.date_of(row)):
        return {"on": corrections.date_of(row), "severity": str(Change.SAFETY)}  # an older one, whose note is gone
    if declared is None:
        return None
    is_marked = row.status in TOLD and row.state < State.REVIEWED
    text = sources.remark("correction.note") if is_marked else sources.reviewed("correction.note")
    note = {"note": to_plain(text)} if text else {}
    return {"on": declared.on.declared(), "severity": str(declared.severity)} | note
