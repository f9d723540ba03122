"""What entries are about and for whom: what filters ask, and the ledger does not tell."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from syndicate.feeds.ledger import Row
from syndicate.feeds.newsletter.item import has_body
from syndicate.publishing.published import item_name
from syndicate.service.api.places import Place
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
        """Whether an entry passes the filters; one that was taken back, and of which no more is told, passes them all.

        Whoever copied it must hear of that.
        """
        if not (topics or audience):
            return True
        facts = self.of(place, row)
        if facts == _NOTHING and not has_body(row):
            return True
        keys = {key for key, _ in facts.topics}
        return (not topics or not keys.isdisjoint(topics)) and (
            not audience or not set(facts.audience).isdisjoint(audience)
        )

    def audiences(self, place: Place) -> set[str]:
        """For whom there is anything in a feed's ledger."""
        return {word for row in place.ledger.rows.values() for word in self.of(place, row).audience}

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
