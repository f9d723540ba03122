"""The service as one ASGI application: which room answers, and what works in the background."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.config import ServiceSettings
from syndicate.publishing.library import Library
from syndicate.service.context import Service
from syndicate.service.feeds import Feeds
from syndicate.service.metrics import Metrics
from syndicate.service.shelf.shelf import Shelf
from syndicate.service.storage.box import open_box
from syndicate.service.storage.database import open_database

STATE = "state"


def open_service(
    library: Library,
    settings: ServiceSettings,
    now: Callable[[], datetime],
    environ: Mapping[str, str] = os.environ,
) -> Service:
    """The service of a library; StorageError where its database or its key cannot be used."""
    state = library.root / STATE
    return Service(
        library=library,
        settings=settings,
        shelf=Shelf(library, settings.encodings, now),
        database=open_database(settings.database, state),
        box=open_box(environ.get(settings.secret_key_env, ""), state),
        metrics=Metrics(),
        now=now,
        admin_token=environ.get(settings.admin_token_env, ""),
    )


class App:
    """Chooses the room by the first part of the path; whatever no room has is a file of the edition."""

    def __init__(self, service: Service, rooms: Mapping[str, ASGIApp]) -> None:
        self._prefix = urlsplit(service.library.settings.base_url).path.rstrip("/")
        self._rooms = rooms
        self._feeds = Feeds(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope["path"].removeprefix(self._prefix)
        room = self._rooms.get(path[1:].partition("/")[0], self._feeds)
        await room(scope, receive, send)


def create_app(service: Service) -> ASGIApp:
    """The application of a service."""
    return App(service, {})
