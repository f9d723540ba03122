"""What every room of the service is given: the library, what is published, and the means to keep and to send."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from syndicate.config import ServiceSettings
from syndicate.publishing.library import Library
from syndicate.service.metrics import Metrics
from syndicate.service.shelf.shelf import Shelf
from syndicate.service.storage.box import Box
from syndicate.service.storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One running service. ``settings`` are those of the file with the environment's words over them."""

    library: Library
    settings: ServiceSettings
    shelf: Shelf
    database: Database
    box: Box
    metrics: Metrics
    now: Callable[[], datetime]
    admin_token: str = ""

    def address(self, path: str) -> str:
        """The public address of a path below feeds/, or of one of the service's own (``websub``, ``v1/…``)."""
        return self.library.settings.base_url + path

    @property
    def prefix(self) -> str:
        """The path of ``base_url`` without the slash at its end, which a proxy may leave in requests or cut."""
        return urlsplit(self.library.settings.base_url).path.rstrip("/")
