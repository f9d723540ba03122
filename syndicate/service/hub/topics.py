"""What can be subscribed to: the documents of an edition that tell news, by their path below feeds/."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from syndicate.service.context import Service
from syndicate.service.shelf.edition import Edition
from syndicate.service.shelf.resource import Resource

_KINDS = ("feed", "latest", "register")


@dataclass(frozen=True, slots=True)
class Topics:
    """``open`` takes subscriptions; ``closing`` are retired feeds: their last document goes to who is subscribed."""

    open: Mapping[str, Resource] = field(default_factory=dict)
    closing: Mapping[str, Resource] = field(default_factory=dict)

    def get(self, path: str) -> Resource | None:
        """The document of a topic; None where it is none."""
        return self.open.get(path) or self.closing.get(path)


def topics(service: Service, edition: Edition) -> Topics:
    """The topics of an edition; none where only partners may read."""
    if not service.settings.public:
        return Topics()
    served = {path: it for path, it in edition.resources.items() if it.kind in _KINDS and not it.is_gone}
    retired = _retired(edition)
    closing = {path: it for path, it in served.items() if path.rpartition("/")[0] in retired}
    return Topics({path: it for path, it in served.items() if path not in closing}, closing)


def _retired(edition: Edition) -> frozenset[str]:
    """The folders of the feeds that are closed."""
    return frozenset(
        str(row["language"]) if feed["id"] == "all" else f"{row['language']}/{feed['id']}"
        for row in edition.manifest.languages
        for feed in row.get("feeds", ())
        if feed.get("retired")
    )


class Offer:
    """The topics of the present edition, worked out once for each."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known: tuple[str, Topics] = ("", Topics())

    def now(self) -> tuple[Edition, Topics] | None:
        """The present edition and its topics; None before the first publish."""
        edition = self._service.shelf.edition
        if edition is None:
            return None
        if self._known[0] != edition.key:
            self._known = (edition.key, topics(self._service, edition))
        return edition, self._known[1]
