"""The published files over HTTP: feeds, pages, registers and pictures, as the present edition has them."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from syndicate.service.context import Service
from syndicate.service.http.answers import Answer
from syndicate.service.http.clients import headers_of
from syndicate.service.http.conditions import matching
from syndicate.service.http.deltas import delta
from syndicate.service.http.document import Document
from syndicate.service.http.problems import allowed, words
from syndicate.service.shelf.edition import Edition
from syndicate.service.shelf.resource import Resource

log = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "OPTIONS")
LONGEST_TARGET = 4_096
"""Bytes of a path with its query."""
LONGEST_HEADERS = 16_384
"""Bytes of all header fields."""
_IN_MEMORY = 2_000_000  # bytes: what is longer is read from disk for each answer
_FOREVER = "public, max-age=31536000, immutable"  # a picture's name has its digest
_OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Last-Modified, Link"}
_PRIVATE_KINDS = frozenset({"feed", "archive", "latest", "item", "ledger"})


class Feeds:
    """The ASGI application of everything that lies in feeds/."""

    def __init__(self, service: Service, note: Callable[[str], None] = lambda path: None) -> None:
        self._service = service
        self._note = note  # each document that is fetched, by its path below feeds/
        self._prefix = urlsplit(service.library.settings.base_url).path.rstrip("/")
        self._edition: Edition | None = None
        self._ready: OrderedDict[str, tuple[Answer, int, str]] = OrderedDict()
        self._held = 0  # bytes
        self._deltas: dict[tuple[str, str], Document] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        edition = self._service.shelf.edition
        if edition is not self._edition:
            self._edition, self._held = edition, 0
            self._ready.clear()
            self._deltas.clear()
        ready = self._ready.get(scope["path"])
        if (
            ready is not None
            and scope["method"] in ("GET", "HEAD")
            and is_modest(scope)
            and not self._takes_deltas(scope)
        ):
            self._ready.move_to_end(scope["path"])
            self._note(ready[2])
            await ready[0](scope, receive, send)
            return
        answer = await self._find(scope, edition)
        await answer(scope, receive, send)

    def path(self, path: str) -> str:
        """The path below feeds/ that an address means: without our prefix, a folder as its index."""
        if self._prefix and (path == self._prefix or path.startswith(f"{self._prefix}/")):
            path = path[len(self._prefix) :]
        name = path.removeprefix("/")
        return f"{name}index.html" if not name or name.endswith("/") else name

    async def _find(self, scope: Scope, edition: Edition | None) -> Answer | Response:
        if (refused := refusal(scope)) is not None:
            return refused
        if scope["method"] == "OPTIONS":
            told = {"allow": ", ".join(METHODS), **_OPEN, "access-control-allow-methods": ", ".join(METHODS)}
            return Response(status_code=204, headers=told | {"access-control-allow-headers": "*"})
        if edition is None:
            detail = "nothing has been published here yet: come back in a minute"
            return words(503, detail, headers={"retry-after": "60"})
        return await self._look_up(scope, edition)

    async def _look_up(self, scope: Scope, edition: Edition) -> Answer | Response:
        path = self.path(scope["path"])
        resource = edition.resources.get(path)
        if resource is None or b"%2f" in scope.get("raw_path", b"").lower():
            return self._missing(path, edition)
        if resource.kind in _PRIVATE_KINDS and not self._service.settings.public:
            return words(
                403, "these feeds are for partners, each at an address of its own: ask the publisher for yours"
            )
        self._note(path)
        if self._takes_deltas(scope) and (changed := await self._delta(scope, edition, resource)) is not None:
            return Answer(changed)
        return await self._load(scope["path"], edition, resource)

    def _missing(self, path: str, edition: Edition) -> Response:
        if f"{path}/index.html" in edition.resources:
            return RedirectResponse(self._service.address(f"{path}/"), 301)
        near = get_close_matches(path, edition.resources, 1, 0.8) if len(path) < 200 else []
        meant = f"did you mean {self._service.address(near[0])} ?" if near else "all feeds are listed at"
        home = "" if near else f" {self._service.address('')}"
        return words(404, f"there is nothing at this address; {meant}{home}")

    async def _load(self, key: str, edition: Edition, resource: Resource) -> Answer | Response:
        """The answer of a resource; kept in memory once all of its encodings are there."""
        try:
            document = await asyncio.to_thread(self._document, edition, resource)
        except (OSError, ValueError) as error:
            log.error("a file of the edition cannot be served", extra={"path": resource.path, "error": str(error)})
            detail = "this file is being published again: come back in a minute"
            return words(503, detail, headers={"retry-after": "60"})
        answer = Answer(document)
        size = _in_memory(document)
        is_final = not resource.is_compressible or self._service.shelf.encodings.has_all(resource.sha256)
        if is_final and edition is self._edition and size <= self._service.settings.cache_bytes:
            if key not in self._ready:
                self._ready[key] = (answer, size, resource.path)
                self._held += size
            while self._held > self._service.settings.cache_bytes:
                _, (_, freed, _) = self._ready.popitem(last=False)
                self._held -= freed
        return answer

    def _document(self, edition: Edition, resource: Resource) -> Document:
        """The document of a resource; ValueError where the file was changed in its place since it was taken."""
        path = edition.folder / resource.path
        is_short = resource.length <= _IN_MEMORY
        body = path.read_bytes() if is_short else path
        if isinstance(body, bytes):
            is_same = hashlib.sha256(body).hexdigest() == resource.sha256
        else:
            is_same = path.stat().st_size == resource.length
        if not is_same:
            raise ValueError("its bytes are not those that were published: somebody wrote into the file")
        encodings = self._service.shelf.encodings
        encoded: dict[str, tuple[int, bytes | Path]] = {}
        for name in encodings.names if resource.is_compressible else ():
            length = encodings.length(resource.sha256, name)
            if length is not None:
                place = encodings.path(resource.sha256, name)
                encoded[name] = (length, place.read_bytes() if is_short else place)
        return Document(
            media_type=resource.media_type,
            sha256=resource.sha256,
            length=resource.length,
            modified=resource.modified,
            body=body,
            encoded=encoded,
            headers=self._headers(resource),
            status=410 if resource.is_gone else 200,
            takes_ranges=resource.kind in ("archive", "media", "ledger"),
            is_compressible=resource.is_compressible,
        )

    def _headers(self, resource: Resource) -> Mapping[str, str]:
        told = {"cache-control": _FOREVER if resource.kind == "media" else self._freshness()}
        if resource.language:
            told["content-language"] = resource.language
        if resource.kind in ("feed", "latest", "register"):
            links = [f'<{self._service.address(resource.path)}>; rel="self"']
            if self._service.settings.hub and not resource.is_gone:
                links.append(f'<{self._service.address("websub")}>; rel="hub"')
            told["link"] = ", ".join(links)
        if "json" in resource.media_type:
            told |= _OPEN
        return told

    def _freshness(self) -> str:
        settings = self._service.settings
        return (
            f"public, max-age={settings.max_age}, stale-while-revalidate={settings.stale_while_revalidate}, "
            f"stale-if-error={settings.stale_if_error}"
        )

    # ── feed deltas ──────────────────────────────────────────────────────────────────────────────

    def _takes_deltas(self, scope: Scope) -> bool:
        """Whether the reader asks for a delta and is one that is known to take it: rss2email counts it as an error."""
        if not any(name == b"a-im" for name, _ in scope["headers"]):
            return False
        headers = headers_of(scope)
        wants = "feed" in {part.partition(";")[0].strip().lower() for part in headers["a-im"].split(",")}
        agent = headers.get("user-agent", "").lower()
        return wants and any(word.lower() in agent for word in self._service.settings.delta_agents)

    async def _delta(self, scope: Scope, edition: Edition, resource: Resource) -> Document | None:
        """What changed since the version that the reader has, where that one is still known."""
        named = headers_of(scope).get("if-none-match", "")
        if resource.kind != "feed" or scope["method"] != "GET" or not named or named.strip() == "*":
            return None
        for former in self._service.shelf.former:
            old = former.resources.get(resource.path)
            if old is None or old.sha256 == resource.sha256:
                continue
            tags = (old.etag(), *(old.etag(name) for name in self._service.shelf.encodings.names))
            if tag := matching(named, tags):
                key = (old.sha256, resource.sha256)
                if key not in self._deltas:
                    self._deltas[key] = await asyncio.to_thread(self._changed, former, edition, resource)
                made = self._deltas[key]
                return Document(
                    media_type=made.media_type,
                    sha256=made.sha256,
                    length=made.length,
                    modified=made.modified,
                    body=made.body,
                    headers={**made.headers, "delta-base": tag},
                    status=226,
                    is_compressible=False,
                )
        return None

    def _changed(self, former: Edition, edition: Edition, resource: Resource) -> Document:
        body = delta(former.read(resource.path), edition.read(resource.path), resource.media_type)
        headers = {
            **self._headers(resource),
            "im": "feed",
            "vary": "a-im, if-none-match, user-agent",
            "cache-control": "no-store",
        }
        return Document(
            media_type=resource.media_type,
            sha256=resource.sha256,  # RFC 3229 §10.4.1: the tag is that of the whole that the client will have then
            length=len(body),
            modified=resource.modified,
            body=body,
            headers=headers,
            status=226,
        )


def refusal(scope: Scope, methods: Sequence[str] | None = METHODS) -> Response | None:
    """What is refused whatever the path: a request that is too long, or another method (None: all are taken)."""
    if methods is not None and scope["method"] not in methods:
        return allowed(methods, in_words=True)
    if _target_length(scope) > LONGEST_TARGET:
        return words(414, f"the address has more than {LONGEST_TARGET:,} bytes")
    if _headers_length(scope) > LONGEST_HEADERS:
        return words(431, f"the header fields have more than {LONGEST_HEADERS:,} bytes: send fewer, or no cookies")
    return None


def is_modest(scope: Scope) -> bool:
    """Whether a request is no longer than requests are."""
    return _target_length(scope) <= LONGEST_TARGET and _headers_length(scope) <= LONGEST_HEADERS


def _target_length(scope: Scope) -> int:
    return len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])


def _headers_length(scope: Scope) -> int:
    return sum(len(name) + len(value) for name, value in scope["headers"])


def _in_memory(document: Document) -> int:
    bodies = [document.body, *(body for _, body in document.encoded.values())]
    return sum(len(body) for body in bodies if isinstance(body, bytes))
