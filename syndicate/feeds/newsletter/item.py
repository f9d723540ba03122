"""One entry as newsletter tools read it: everything that a mail needs, ready to be put into a template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from syndicate.feeds.entry import Entry, Picture
from syndicate.feeds.ledger import TOLD, Row
from syndicate.feeds.newsletter.letter import foot, letter, shown
from syndicate.feeds.newsletter.subject import subject
from syndicate.localization.dates import long_date
from syndicate.model import Status

SCHEMA = "syndicate.latest/1"


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the ledger with its entry, and the pictures in its text besides the entry's own."""

    row: Row
    entry: Entry
    pictures: tuple[Picture, ...] = ()


def has_body(row: Row) -> bool:
    """Whether the article itself is told, and not only what became of it."""
    return row.status in TOLD


def item(part: Part, zone: tzinfo | None) -> dict[str, Any]:
    """An entry with its body, under the names of ``latest.schema.json``."""
    row, entry = part.row, part.entry
    facts = entry.facts
    made, below = letter(entry, pictures=part.pictures), foot(entry)
    return {
        "id": entry.id,
        "article": entry.article,
        "version": row.version,
        "status": str(row.status),
        "change": str(row.change),
        "sequence": row.sequence,
        "first_sequence": row.first_sequence,
        "title": entry.title,
        "url": entry.url,
        "published": str(entry.published),
        "published_display": long_date(entry.published, entry.language, zone),
        "updated": str(entry.updated),
        "last_reviewed": facts.reviewed_on or None,
        "summary_text": entry.summary,
        "html": made.html,
        "text": made.text,
        "html_bytes": made.html_bytes,
        "image": _image(shown(entry.picture)) if entry.picture else None,
        "translation": {
            "method": facts.origin,
            "state": facts.state,
            "checked_by": facts.checked_by,
            "stale": row.status in (Status.PENDING, Status.OUTDATED),
            "source_language": facts.source_language,
        },
        "attribution": {"html": below.html, "text": below.text},
        "disclaimer": below.disclaimer,
        "topics": [{"key": category.key, "label": category.label} for category in entry.categories],
        "audience": list(entry.audience),
        "subject_suggestion": subject(entry.title, entry.language),
        "corrects": facts.corrects or None,
    }


def gone(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Entries that were taken back or withheld: what readers must be told of them, and no body."""
    return [
        {
            "id": part.entry.id,
            "article": part.entry.article,
            "status": part.entry.facts.status,
            "at": str(_since(part.row)),
            "title": part.entry.title,
            "url": part.entry.url,
            "notice": part.entry.text,
            "replaced_by": part.entry.facts.replaced_by or None,
        }
        for part in parts
    ]


def _since(row: Row) -> object:
    """Since when it stands so: the first of the last events of that status, else when the row was last told of."""
    since = None
    for event in reversed(row.events):
        if event.status is not row.status:
            break
        since = event.at
    return since or row.updated


def _image(picture: Picture) -> dict[str, Any]:
    """The mail's image; a size that is not known is null."""
    return {
        "url": picture.url,
        "width": picture.width or None,
        "height": picture.height or None,
        "alt": picture.alt,
        "type": picture.media_type,
    }
