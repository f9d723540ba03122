"""What entries are about and for whom, as filters ask: what they say of it now, and what the ledgers know of before."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from syndicate.feeds.ledger import Row
from syndicate.feeds.newsletter.item import has_body
from syndicate.publishing.groups import topics_of
from syndicate.publishing.published import item_name
from syndicate.service.api.places import Place, ledger
from syndicate.service.shelf.edition import Edition


@dataclass(frozen=True, slots=True)
class Facts:
    """The topics of an entry, key and label each, and its audience."""

    topics: tuple[tuple[str, str], ...] = ()
    audience: tuple[str, ...] = ()


_NOTHING = Facts()


class Index:
    """The facts of items by the digest of their bytes, so that a publish makes only those be read that it changed."""

    def __init__(self) -> None:
        self._known: dict[str, Facts] = {}
        self._edition = ""

    def of(self, place: Place, row: Row) -> Facts:
        """What the item of a row says; nothing where there is none. Reads the disk the first time."""
        path = f"{place.folder}items/{item_name(row)}.json"
        file = place.edition.manifest.files.get(path)
        if file is None:
            return _NOTHING
        found = self._known.get(file.sha256)
        if found is None:
            self._forget(place.edition)
            found = self._known[file.sha256] = _read(place.edition.read(path))
        return found

    def has(self, place: Place, row: Row, topics: Collection[str], audience: Collection[str]) -> bool:
        """Whether an entry passes the filters.

        Whoever copied it must hear that it was taken back or may have harmed, also under a topic that it has left, or
        when it was for other readers; where no more is told of what was taken back, it passes them all.
        """
        if not (topics or audience):
            return True
        facts = self.of(place, row)
        if facts == _NOTHING and not has_body(row):
            return True
        keys, readers = {key for key, _ in facts.topics}, {*facts.audience}
        if row.concerns_former_readers:
            known = ledger(place.edition, f"{place.language}/", place.language).rows.get(row.id)
            keys |= topics_of(known, ever=True) if known else set()
            readers |= {*(row.audience or ())}
        return (not topics or not keys.isdisjoint(topics)) and (not audience or not readers.isdisjoint(audience))

    def audiences(self, place: Place) -> set[str]:
        """For whom there is anything in a feed's ledger, or ever was."""
        rows = place.ledger.rows.values()
        return {word for row in rows for word in (*self.of(place, row).audience, *(row.audience or ()))}

    def _forget(self, edition: Edition) -> None:
        """Once an edition, let go of what no file says any more."""
        if edition.key != self._edition:
            self._edition = edition.key
            kept = {file.sha256 for file in edition.manifest.files.values()}
            self._known = {sha256: facts for sha256, facts in self._known.items() if sha256 in kept}


def _read(data: bytes) -> Facts:
    values = json.loads(data)["_syndicate"]
    topics = tuple((str(topic["key"]), str(topic["label"])) for topic in values.get("categories", ()))
    return Facts(topics, tuple(map(str, values.get("audience", ()))))
