"""``/v1/LANG/latest``: entries ready to mail, in the shape of latest.json, since a cursor or a date, page by page."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from syndicate.errors import FeedError
from syndicate.feeds.formats.jsonfeed import to_bytes
from syndicate.feeds.ledger import Ledger, Row
from syndicate.feeds.newsletter import cursor as cursors
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.feeds.newsletter.item import Part, gone, item
from syndicate.feeds.newsletter.latest import head, newest
from syndicate.feeds.newsletter.selection import Since
from syndicate.publishing.newsletter import part
from syndicate.publishing.published import item_name
from syndicate.service.api.documents import Made, address
from syndicate.service.api.facts import Index
from syndicate.service.api.paging import Event, events, towards_newest, towards_oldest
from syndicate.service.api.parameters import MOST, since_of
from syndicate.service.api.places import Place, group_folder, place, places
from syndicate.service.api.refusals import (
    CURSOR_AHEAD,
    CURSOR_FOREIGN,
    CURSOR_GONE,
    Refused,
    Wrong,
    unknown,
    wrong_parameters,
)
from syndicate.service.context import Service
from syndicate.service.shelf.edition import Edition

log = logging.getLogger(__name__)

_KEPT = 512  # entries that are kept as they were made


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for, as it was written; lists in one order. ``limit`` 0 is the feed's own."""

    language: str
    feed: str = ""
    since: str = ""
    before: str = ""
    limit: int = 0
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    included: tuple[str, ...] = ()

    def query(self, **changes: str) -> dict[str, str]:
        """It again as a query."""
        told = {
            "since": self.since,
            "before": self.before,
            "limit": str(self.limit or ""),
            "feed": self.feed,
            "topic": ",".join(self.topics),
            "audience": ",".join(self.audience),
            "include": ",".join(self.included),
        }
        return {name: value for name, value in (told | changes).items() if value}


class Latest:
    """Makes the documents. Blocks: for a thread."""

    def __init__(self, service: Service, index: Index) -> None:
        self._service = service
        self._settings = service.library.settings
        self._index = index
        self._items: OrderedDict[tuple[object, ...], dict[str, Any]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, edition: Edition, asked: Asked) -> Made:
        """The document that is asked for; a refusal where the feed, the cursor or a filter cannot be used."""
        at = place(edition, asked.language, asked.feed)
        ledger = at.ledger
        since = self._since(asked.since, edition, ledger)
        before = _before(asked.before, since, edition, ledger)
        self._check(at, asked)
        limit = asked.limit or self.limit(at.feed)
        told = events(
            ledger,
            at.feed,
            since,
            asked.included,
            lambda row: self._index.has(at, row, asked.topics, asked.audience),
        )
        cursor = cursors.last(ledger)
        query = {}
        if isinstance(since, Cursor):
            page, reached = towards_newest(told, limit)
            if reached is not None:
                cursor = Cursor(ledger.identity, reached)
                query = asked.query(since=cursor.to_text())
        else:
            page, reached = towards_oldest(told, limit, before[0] if before else None)
            cursor = Cursor(ledger.identity, before[1]) if before else cursor
            if reached is not None:
                query = asked.query(before=f"{ledger.identity}.{reached}.{cursor.sequence}")
        next_url = address(self._service, f"{at.language}/latest", query) if query else ""
        body = to_bytes(self._data(at, page, cursor.to_text(), next_url, has_changed="changed" in asked.included))
        return Made(body, at.language, next_url)

    def limit(self, feed: str) -> int:
        """How many entries an answer has where nobody says: as many as the feed."""
        own = next((one.limit for one in self._settings.feeds if one.id == feed), None)
        return min(own or self._settings.limit, MOST)

    # ── what was asked for ──────────────────────────────────────────────────────────────────────

    def _since(self, text: str, edition: Edition, ledger: Ledger) -> Since:
        if text in ("", "0"):
            return Cursor(ledger.identity, 0) if text else None
        since = since_of(self._service, text)
        if isinstance(since, Cursor):
            check_cursor("since", since, edition, ledger)
        return since

    def _check(self, at: Place, asked: Asked) -> None:
        """A refusal where a topic or an audience is unknown: a misspelled word would find nothing, for ever."""
        wrongs = []
        if asked.topics:
            listed = (str(row["id"]) for row in at.catalog["feeds"])
            topics = [*self._settings.topics, *(it.removeprefix("topics/") for it in listed if "/" in it)]
            wrongs += [unknown("topic", word, dict.fromkeys(topics)) for word in asked.topics if word not in topics]
        if asked.audience and (missing := set(asked.audience) - self._audiences(at)):
            source = self._settings.source_language
            folder = group_folder(at.edition, source, at.feed)
            known = self._audiences(Place(at.edition, source, at.feed, folder, {}, {})) | self._audiences(at)
            missing -= known
            wrongs += [unknown("audience", word, sorted(known)) for word in sorted(missing)]
        if wrongs:
            raise wrong_parameters(wrongs)

    def _audiences(self, at: Place) -> set[str]:
        return self._index.audiences(at) | {word for feed in self._settings.feeds for word in feed.audience}

    # ── the document ────────────────────────────────────────────────────────────────────────────

    def _data(
        self, at: Place, page: Sequence[Event], cursor: str, next_url: str, *, has_changed: bool
    ) -> dict[str, Any]:
        parts = {event.row.id: made for event in page if (made := self._part(at, event.row))}
        kinds = {
            kind: [parts[event.row.id] for event in page if event.kind == kind and event.row.id in parts]
            for kind in ("new", "changed", "withdrawn")
        }
        return {
            **head(at.language, str(at.catalog["direction"]), at.title, at.updated),
            "count": len(kinds["new"]),
            "newest": newest(kinds["new"]),
            "cursor": cursor,
            "next": next_url or None,
            "items": [self._item(at, made) for made in kinds["new"]],
            **({"changed": [self._item(at, made) for made in kinds["changed"]]} if has_changed else {}),
            "withdrawn": gone(kinds["withdrawn"]),
        }

    def _part(self, at: Place, row: Row) -> Part | None:
        try:
            return part(at.edition.published, at.folder, row, self._settings.feeds_folder)
        except FeedError as error:
            path = _path(at, row)
            if path in at.edition.manifest.files and not (at.edition.folder / path).is_file():
                raise FileNotFoundError(f"{path}: the edition was cleared away") from error
            # Else it is in no feed either.
            log.error("an entry cannot be told", extra={"entry": row.id, "language": at.language, "error": str(error)})
            return None

    def _item(self, at: Place, made: Part) -> dict[str, Any]:
        """The entry as newsletters read it; made again only where it changed."""
        row = made.row
        path = _path(at, row)
        file = at.edition.manifest.files.get(path)
        key = (path, file.sha256 if file else at.edition.key, row.sequence, row.version, row.status, row.change)
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key]
        told = item(made, self._settings.zone)
        with self._lock:
            self._items[key] = told
            while len(self._items) > _KEPT:
                self._items.popitem(last=False)
        return told


def _path(at: Place, row: Row) -> str:
    """Where the item of a row lies below feeds/."""
    return f"{at.folder}items/{item_name(row)}.json"


# ── cursors ─────────────────────────────────────────────────────────────────────────────────────


def check_cursor(parameter: str, cursor: Cursor, edition: Edition, ledger: Ledger) -> None:
    """A refusal where a cursor is not one of this ledger, or beyond its end."""
    text = cursor.to_text()
    if cursor.ledger != ledger.identity:
        for language, feed, other in places(edition):
            if other.identity == cursor.ledger:
                address = f"v1/{language}/latest" + (f"?feed={feed}" if feed else "")
                told = f"the cursor {text} is one of {address}: each language, and each feed with a gate of its own, "
                raise _refused(409, f"{told}has its own. Give the one that you kept for this address", parameter)
        raise _refused(
            410,
            f"the cursor {text} is of no ledger that there is here: the feeds were begun anew, or it is another "
            "library's. Begin again without it, with a date or with since=0; the ids of entries are the same",
            parameter,
        )
    if cursor.sequence > ledger.sequence:
        raise _refused(
            409,
            f"the cursor {text} is beyond the last change here ({ledger.sequence}): these files are older than those "
            "that it was taken from, most likely restored from a backup. Keep it and try again later",
            parameter,
            CURSOR_AHEAD,
        )


def _refused(status: int, detail: str, parameter: str, kind: str = "") -> Refused:
    kind = kind or (CURSOR_FOREIGN if status == 409 else CURSOR_GONE)
    return Refused(status, detail, kind, [Wrong(parameter, detail)])


def _before(text: str, since: Since, edition: Edition, ledger: Ledger) -> tuple[int, int] | None:
    """Before which number a page ends, and the number at which its walk began, which its cursor tells."""
    if not text:
        return None
    if isinstance(since, Cursor):
        told = "it goes with a date or alone: from a cursor `next` leads towards the newest"
        raise wrong_parameters([Wrong("before", told)])
    identity, edge, began = text.split(".")
    check_cursor("before", Cursor(identity, int(began)), edition, ledger)
    return int(edge), int(began)
