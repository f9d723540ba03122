"""The answers as documents: made once for each edition and question, in a thread, and kept while they are asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from syndicate.config import ServiceSettings
from syndicate.publishing.manifest import PATH
from syndicate.service.api.refusals import OPEN
from syndicate.service.context import Service
from syndicate.service.http.answers import Answer
from syndicate.service.http.document import Document, document, freshness
from syndicate.service.http.kept import Kept
from syndicate.service.shelf.edition import Edition

JSON = "application/json"
_AT_ONCE = 2  # documents that are made; whoever asks for more of them waits
_SHARE = 4  # the part of the service's cache that answers may take
_ADDRESSES = 4_000
_LONGEST = 400  # bytes of a query that is remembered


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of an answer, the language that it is in (or empty), and the address of the next page (or empty).

    ``modified`` is that of the edition where none is given.
    """

    body: bytes
    language: str = ""
    next_url: str = ""
    modified: datetime | None = None


class Told(Response):
    """An answer that was made. Once it was sent, the same address is answered with it, without any questions."""

    def __init__(self, documents: "Documents", key: object, answer: Answer) -> None:
        self.status_code = answer.document.status
        self.background = None
        self._documents, self._key, self._answer = documents, key, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        self._documents.note(scope, self._key)
        await self._answer(scope, receive, send)


class Documents:
    """Answers by edition and question. Questions that come while their answer is made wait for the same one."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._edition: Edition | None = None
        self._kept = Kept(settings.cache_bytes // _SHARE, at_once=_AT_ONCE)
        self._addresses: dict[tuple[str, bytes], object] = {}

    def known(self, scope: Scope, edition: Edition) -> Answer | None:
        """The answer to a request whose very address was answered before; None where it has to be asked for."""
        if edition is not self._edition or scope["method"] not in ("GET", "HEAD"):
            return None
        return self._kept.known(self._addresses.get((scope["path"], scope["query_string"])))

    def note(self, scope: Scope, key: object) -> None:
        """An address and the answer that it led to."""
        if key in self._kept and len(scope["query_string"]) < _LONGEST:
            if len(self._addresses) >= _ADDRESSES:
                self._addresses.clear()
            self._addresses[scope["path"], scope["query_string"]] = key

    async def get(self, edition: Edition, question: object, make: Callable[[], Made]) -> Told:
        """The answer to a question; what ``make`` raises is raised to all who wait for it."""
        if edition is not self._edition:  # not its key alone: a day later, more feeds of the same may be gone
            self._edition = edition
            self._kept.forget()
            self._addresses.clear()
        key = (edition.key, edition.day, question)
        return Told(self, key, await self._kept.get(key, lambda: self._document(edition, make)))

    def _document(self, edition: Edition, make: Callable[[], Made]) -> Document:
        made = make()
        headers = {"cache-control": freshness(self._settings), **OPEN}
        if made.language:
            headers["content-language"] = made.language
        if made.next_url:
            headers["link"] = f'<{made.next_url}>; rel="next"'
        modified = made.modified or edition.resources[PATH].modified
        return document(made.body, JSON, modified, headers=headers, encodings=self._settings.encodings)


def address(service: Service, path: str, query: Mapping[str, str] = MappingProxyType({})) -> str:
    """The public address of one of the API's paths."""
    told = urlencode(query, safe=",:~")
    return service.address(f"v1/{path}") + (f"?{told}" if told else "")
