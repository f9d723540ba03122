"""What every room of the service is given: the library, what is published, and the means to keep and to send."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from syndicate.config import ServiceSettings
from syndicate.errors import UsageError
from syndicate.publishing.library import Library
from syndicate.service.metrics import Metrics
from syndicate.service.shelf.shelf import Shelf
from syndicate.service.storage.box import Box, open_box
from syndicate.service.storage.database import Database, open_database

STATE = "state"
_SHORTEST_TOKEN = 16  # characters of the admin token


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


def open_service(
    library: Library,
    settings: ServiceSettings,
    now: Callable[[], datetime],
    environ: Mapping[str, str] = os.environ,
) -> Service:
    """The service of a library.

    StorageError where its database or its key cannot be used, UsageError where the admin token can be guessed.
    """
    state, token = library.root / STATE, environ.get(settings.admin_token_env, "")
    if token and len(token) < _SHORTEST_TOKEN:
        raise UsageError(
            f"{settings.admin_token_env} can be guessed, it has {len(token)} characters: take `openssl rand -hex 32`"
        )
    return Service(
        library=library,
        settings=settings,
        shelf=Shelf(library, settings.encodings, now),
        database=open_database(settings.database, state),
        box=open_box(environ.get(settings.secret_key_env, ""), state),
        metrics=Metrics(),
        now=now,
        admin_token=token,
    )
