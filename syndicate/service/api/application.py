"""The API as an application: addresses, who may ask, and what an error becomes."""

import logging
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.errors import LedgerError
from syndicate.feeds.formats.jsonfeed import to_bytes
from syndicate.service.api import catalog, registers
from syndicate.service.api import latest as latest_entries
from syndicate.service.api.documents import Documents, Made
from syndicate.service.api.facts import Index
from syndicate.service.api.latest import Latest
from syndicate.service.api.openapi import describe
from syndicate.service.api.parameters import (
    Audience,
    Before,
    BeforeMark,
    Feed,
    Include,
    Item,
    Language,
    Limit,
    OneLanguage,
    Since,
    SinceMark,
    Topic,
    language_of,
    only_known,
    words,
)
from syndicate.service.api.refusals import (
    METHODS,
    OPEN,
    Refused,
    interrupted,
    not_yet,
    of_status,
    of_validation,
    partners_only,
)
from syndicate.service.context import Service
from syndicate.service.shelf.edition import Edition

log = logging.getLogger(__name__)

VERSION = "1.0.0"
ROOT = "/v1"


def api(service: Service) -> FastAPI:
    """The application of everything below ``/v1``; it may be given such requests whole, or be mounted there."""
    app = FastAPI(
        title=f"{service.library.settings.title}: articles for newsletters and portals",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(only_known)],
    )
    documents = Documents(service.settings)
    room = _Room(service, app, documents)
    for path, endpoint, told in (
        ("/{lang}/latest", room.latest, "The newest entries of a language, ready to mail"),
        ("/{lang}/items/{id:path}", room.item, "One entry by itself, with its body in segments"),
        ("/languages", room.languages, "The languages and their feeds"),
        ("/topics", room.topics, "The topics, and where they are published"),
        ("/corrections", room.corrections, "Every material and safety correction"),
        ("/withdrawals", room.withdrawals, "Every entry that was taken back, and those that came back"),
        ("/openapi.json", room.openapi, "This description"),
    ):
        name = endpoint.__name__
        app.add_api_route(path, endpoint, methods=["GET"], summary=told, operation_id=name, response_class=Response)
        app.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False, response_class=Response)
    for error in (Refused, RequestValidationError, HTTPException, OSError, LedgerError):
        app.add_exception_handler(error, _refused)
    app.add_middleware(_Door, service=service, documents=documents)
    return app


class _Door:
    """Lets in whoever may ask once there is something to ask for, and answers preflights."""

    def __init__(self, app: ASGIApp, service: Service, documents: Documents) -> None:
        self._app = app
        self._service = service
        self._documents = documents
        self._roots = (urlsplit(service.library.settings.base_url).path.rstrip("/") + ROOT, ROOT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        root = next((root for root in self._roots if f"{scope['path']}/".startswith(f"{root}/")), scope["root_path"])
        answer: ASGIApp = self._answer(scope) or self._app
        await answer({**scope, "root_path": root}, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp | None:
        if scope["method"] == "OPTIONS":
            allowed = ", ".join(METHODS)
            asked = {"access-control-allow-methods": allowed, "access-control-allow-headers": "*"}
            headers = {"allow": allowed, **OPEN, **asked, "access-control-max-age": "86400"}
            return Response(status_code=204, headers=headers)
        if not self._service.settings.public:
            return partners_only().response()
        if (edition := self._service.shelf.edition) is None:
            return not_yet().response()
        return self._documents.known(scope, edition)


class _Room:
    """What is asked for at each address. The edition is taken once a request."""

    def __init__(self, service: Service, app: FastAPI, documents: Documents) -> None:
        self._service = service
        self._app = app
        self._documents = documents
        self._index = Index()
        self._latest = Latest(service, self._index)

    async def latest(
        self,
        *,
        lang: Language,
        since: Since = "",
        limit: Limit = 0,
        feed: Feed = "",
        topic: Topic = "",
        audience: Audience = "",
        include: Include = "",
        before: Before = "",
    ) -> Response:
        """Entries with everything that a mail needs, under the schema that `syndicate schema latest` prints.

        Keep `cursor` and give it back as `since`, and you get each entry once, whatever is published meanwhile; follow
        `next` until it is null. `limit` counts entries with a text; a page holds more of them only where a safety
        correction would have to wait.
        """
        edition = self._edition()
        asked = latest_entries.Asked(
            language=language_of(lang, edition.languages),
            feed=feed,
            since=since,
            before=before,
            limit=limit,
            topics=words(topic),
            audience=words(audience),
            included=words(include),
        )
        return await self._answer(edition, asked, partial(self._latest, edition, asked))

    async def item(self, *, lang: Language, id: Item, feed: Feed = "") -> Response:  # noqa: A002 - the parameter's name
        """The entry as `feeds/LANG/items/ID.json` has it (`syndicate schema item`).

        One that was withdrawn or withheld is told with its status, its notice and no body.
        """
        edition = self._edition()
        tag = language_of(lang, edition.languages)
        make = partial(catalog.item, self._service, edition, tag, id, feed)
        return await self._answer(edition, ("item", tag, id, feed), make)

    async def languages(self) -> Response:
        """Each language with its direction, its feeds and a cursor."""
        edition = self._edition()
        return await self._answer(edition, "languages", partial(catalog.languages, self._service, edition))

    async def topics(self) -> Response:
        """Each topic with its code, and its name in the languages in which it has a feed."""
        edition = self._edition()
        return await self._answer(edition, "topics", partial(catalog.topics, self._service, edition, self._index))

    async def corrections(
        self, *, lang: OneLanguage = "", since: SinceMark = "", limit: Limit = 0, before: BeforeMark = ""
    ) -> Response:
        """The register of corrections (`syndicate schema corrections`), with a cursor.

        A correction of which more is told, such as another language, comes again to those who keep a cursor.
        """
        edition = self._edition()
        asked = registers.Asked("corrections", lang, since, before, limit)
        return await self._answer(edition, asked, partial(registers.register, self._service, edition, asked))

    async def withdrawals(
        self, *, lang: OneLanguage = "", since: SinceMark = "", limit: Limit = 0, before: BeforeMark = ""
    ) -> Response:
        """The register of withdrawals (`syndicate schema withdrawals`), with a cursor.

        An article of which more is told, such as that it came back, comes again to those who keep a cursor.
        """
        edition = self._edition()
        asked = registers.Asked("withdrawals", lang, since, before, limit)
        return await self._answer(edition, asked, partial(registers.register, self._service, edition, asked))

    async def openapi(self) -> Response:
        """OpenAPI 3.1, with the languages, feeds and topics that there are."""
        edition = self._edition()

        def make() -> Made:
            return Made(to_bytes(describe(self._app, self._service, edition)))

        return await self._answer(edition, "openapi", make)

    def _edition(self) -> Edition:
        edition = self._service.shelf.edition
        if edition is None:
            raise not_yet()
        return edition

    async def _answer(self, edition: Edition, question: object, make: Callable[[], Made]) -> Response:
        return await self._documents.get(edition, question, make)


async def _refused(request: Request, error: Exception) -> Response:
    """What an error becomes."""
    match error:
        case Refused():
            return error.response()
        case RequestValidationError():
            return of_validation(error).response()
        case HTTPException():
            return of_status(error.status_code, error.headers).response()
    log.error("the edition cannot be read", extra={"path": request.url.path, "error": str(error)})
    return interrupted().response()
