"""The answers as documents: made once for each edition and question, in a thread, and kept while they are asked for."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from syndicate.config import ServiceSettings
from syndicate.publishing.encodings import encoded, is_compressible
from syndicate.publishing.manifest import PATH
from syndicate.service.api.refusals import OPEN
from syndicate.service.context import Service
from syndicate.service.http.answers import Answer
from syndicate.service.http.document import Document, document
from syndicate.service.shelf.edition import Edition

JSON = "application/json"
_AT_ONCE = 2  # documents that are made; whoever asks for more of them waits
_SHARE = 4  # the part of the service's cache that answers may take
_ANSWERS = 2_000
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
        self._edition = ""
        self._kept: OrderedDict[object, tuple[Answer, int]] = OrderedDict()
        self._size = 0  # bytes
        self._addresses: dict[tuple[str, bytes], object] = {}
        self._making: dict[object, asyncio.Task[Answer]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)

    def known(self, scope: Scope, edition: Edition) -> Answer | None:
        """The answer to a request whose very address was answered before; None where it has to be asked for."""
        if edition.key != self._edition or scope["method"] not in ("GET", "HEAD"):
            return None
        key = self._addresses.get((scope["path"], scope["query_string"]))
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def note(self, scope: Scope, key: object) -> None:
        """An address and the answer that it led to."""
        if key in self._kept and len(scope["query_string"]) < _LONGEST:
            if len(self._addresses) >= _ADDRESSES:
                self._addresses.clear()
            self._addresses[scope["path"], scope["query_string"]] = key

    async def get(self, edition: Edition, question: object, make: Callable[[], Made]) -> Told:
        """The answer to a question; what ``make`` raises is raised to all who wait for it."""
        if edition.key != self._edition:
            self._edition, self._size = edition.key, 0
            self._kept.clear()
            self._addresses.clear()
        key = (edition.key, question)
        if key in self._kept:
            self._kept.move_to_end(key)
            return Told(self, key, self._kept[key][0])
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(edition, key, make))
            task.add_done_callback(lambda done: self._settle(key, done))
        return Told(self, key, await asyncio.shield(task))  # one who leaves does not take it from the others

    async def _make(self, edition: Edition, key: object, make: Callable[[], Made]) -> Answer:
        async with self._places:
            told = await asyncio.to_thread(self._document, edition, make)
        answer, size = Answer(told), told.length + sum(length for length, _ in told.encoded.values())
        if edition.key == self._edition:
            self._kept[key] = (answer, size)
            self._size += size
        while self._size > self._settings.cache_bytes // _SHARE or len(self._kept) > _ANSWERS:
            _, (_, freed) = self._kept.popitem(last=False)
            self._size -= freed
        return answer

    def _settle(self, key: object, done: asyncio.Task[Answer]) -> None:
        self._making.pop(key, None)
        if not done.cancelled():
            done.exception()  # seen, even where nobody waits any more

    def _document(self, edition: Edition, make: Callable[[], Made]) -> Document:
        made = make()
        headers = {"cache-control": freshness(self._settings), **OPEN}
        if made.language:
            headers["content-language"] = made.language
        if made.next_url:
            headers["link"] = f'<{made.next_url}>; rel="next"'
        told = document(made.body, JSON, made.modified or edition.resources[PATH].modified, headers=headers)
        if not is_compressible(JSON, told.length):
            return told
        made_of = {name: data for name in self._settings.encodings if (data := encoded(name, made.body)) is not None}
        return replace(told, encoded={name: (len(data), data) for name, data in made_of.items()})


def freshness(settings: ServiceSettings) -> str:
    """How long an answer may be kept by a cache, and shown while a new one is fetched or cannot be (RFC 5861)."""
    return (
        f"public, max-age={settings.max_age}, stale-while-revalidate={settings.stale_while_revalidate}, "
        f"stale-if-error={settings.stale_if_error}"
    )


def address(service: Service, path: str, query: Mapping[str, str] = MappingProxyType({})) -> str:
    """The public address of one of the API's paths."""
    told = urlencode(query, safe=",:~")
    return service.address(f"v1/{path}") + (f"?{told}" if told else "")
