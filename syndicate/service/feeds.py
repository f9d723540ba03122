"""The published files over HTTP: feeds, pages, registers and pictures, as the present edition has them."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from syndicate.service.context import Service
from syndicate.service.http.answers import Answer, Fields, Reply
from syndicate.service.http.clients import below, headers_of, is_forwarded
from syndicate.service.http.conditions import matching
from syndicate.service.http.deltas import delta
from syndicate.service.http.document import Document, entity_tag, freshness
from syndicate.service.http.kept import Kept
from syndicate.service.http.problems import SAFE, allowed, words
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
_NAMED = frozenset({"feed", "latest", "register", "catalog"})  # what a wrong address may have meant
_MOST_NEAR = 24  # of them are compared: whoever guesses addresses must not hold up the others
_SHARE = 8  # the part of the service's cache that deltas may take
_PRIVATE_KINDS = frozenset({"feed", "archive", "latest", "item", "ledger"})


class Feeds:
    """The ASGI application of everything that lies in feeds/."""

    def __init__(self, service: Service, note: Callable[[str], None] = lambda path: None) -> None:
        self._service = service
        self._note = note  # each document that is fetched, by its path below feeds/
        self._prefix = service.prefix
        self._edition: Edition | None = None
        self._named: Sequence[str] = ()
        self._ready = Kept(service.settings.cache_bytes)
        self._deltas = Kept(service.settings.cache_bytes // _SHARE)
        self._paths: dict[str, str] = {}  # of what is ready, by the address as it was asked for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        edition = self._service.shelf.edition
        if edition is not self._edition:
            self._edition = edition
            self._named = [it.path for it in edition.resources.values() if it.kind in _NAMED] if edition else ()
            self._ready.forget()
            self._deltas.forget()
            self._paths.clear()
        path = self._paths.get(scope["path"])
        ready = self._ready.known(path) if path and scope["method"] in ("GET", "HEAD") and is_modest(scope) else None
        if path is None or ready is None or _is_tricky(scope) or self._takes_deltas(scope):
            await (await self._find(scope, edition))(scope, receive, send)
            return
        self._note(path)
        await ready(scope, receive, send)

    def quick(self, method: bytes, target: bytes, headers: Fields) -> Reply | None:
        """The answer to a plain GET or HEAD of what is asked for often; None where it takes more than a look-up."""
        if self._service.shelf.edition is not self._edition:
            return None
        path = self._paths.get(target.decode("latin-1"))
        ready = self._ready.known(path) if path else None
        if path is None or ready is None:
            return None
        reply = ready.reply(method, headers)
        if not reply.is_at_hand:
            return None
        self._note(path)
        return reply

    def path(self, path: str) -> str:
        """The path below feeds/ that an address means: without our prefix, a folder as its index."""
        name = below(path, self._prefix).removeprefix("/")
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
        if resource is None or _is_tricky(scope):
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
            told = {"cache-control": freshness(self._service.settings), **SAFE}
            # Seen from here, so that it stays on the host and below the prefix that the client knows.
            return RedirectResponse(f"{path.rpartition('/')[2]}/", 301, told)
        near = nearest(path, self._named)
        meant = f"did you mean {self._service.address(near)} ?" if near else "all feeds are listed at"
        home = "" if near else f" {self._service.address('')}"
        return words(404, f"there is nothing at this address; {meant}{home}")

    async def _load(self, address: str, edition: Edition, resource: Resource) -> Answer | Response:
        """The answer of a resource; kept in memory once all of its encodings are there."""

        def is_final(document: Document) -> bool:
            store, sha256 = self._service.shelf.encodings, resource.sha256
            there = {name for name in store.names if store.length(sha256, name) is not None}
            # Some may have been made since the document was read.
            return not resource.is_compressible or (store.has_all(sha256) and there <= document.encoded.keys())

        # While a delta was tried, another edition may have been taken: what is old is not kept under its name.
        key = resource.path if edition is self._edition else (resource.path, resource.sha256)
        try:
            answer = await self._ready.get(key, partial(self._document, edition, resource), is_final)
        except (OSError, ValueError) as error:
            log.error("a file of the edition cannot be served", extra={"path": resource.path, "error": str(error)})
            detail = "this file is being published again: come back in a minute"
            return words(503, detail, headers={"retry-after": "60"})
        if edition is self._edition and resource.path in self._ready:
            self._paths[address] = resource.path
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
            if is_short:
                if (made := encodings.read(resource.sha256, name)) is not None:
                    encoded[name] = len(made), made
            elif (length := encodings.length(resource.sha256, name)) is not None:
                encoded[name] = length, encodings.path(resource.sha256, name)
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
        told = {"cache-control": _FOREVER if resource.kind == "media" else freshness(self._service.settings)}
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

    # ── feed deltas ──────────────────────────────────────────────────────────────────────────────

    def _takes_deltas(self, scope: Scope) -> bool:
        """Whether the reader asks for a delta and is one that is known to take it: rss2email counts it as an error.

        Not through a proxy: one that renews what it has stored sends its own tag beside the reader's A-IM, and would
        pass a delta against its own version on to a reader that has another one, or none.
        """
        if not _names_deltas(scope["headers"]) or is_forwarded(scope):
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
        if matching(named, self._tags(resource)):
            return None
        for former in self._service.shelf.former:
            old = former.resources.get(resource.path)
            if old is None or old.sha256 == resource.sha256:
                continue
            if tag := matching(named, self._tags(old)):
                try:
                    made = await self._deltas.get(
                        (old.sha256, resource.sha256), partial(self._changed, former, edition, resource)
                    )
                except OSError:  # another worker, which was begun later, has cleared it away
                    return None
                told = made.document
                return replace(told, headers={**told.headers, "delta-base": tag})
        return None

    def _tags(self, resource: Resource) -> Sequence[str]:
        return tuple(entity_tag(resource.sha256, name) for name in ("", *self._service.shelf.encodings.names))

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
            is_compressible=False,
        )


def nearest(path: str, known: Iterable[str]) -> str | None:
    """The published path that a wrong one most likely means: in another case, or of its folder or name.

    Only so many are compared: strangers guess addresses, and that must hold up nobody.
    """
    wanted = path.lower()
    folder, _, name = wanted.rpartition("/")
    near: list[str] = []
    for one in known:
        lower = one.lower()
        if lower == wanted:
            return one
        parent, _, own = lower.rpartition("/")
        if (parent == folder or own == name) and len(near) < _MOST_NEAR:
            near.append(one)
    found = get_close_matches(path, near, 1, 0.8) if len(path) < 200 else []
    return found[0] if found else None


def refusal(
    scope: Scope, methods: Sequence[str] | None = METHODS, told: Callable[[int, str], Response] = words
) -> Response | None:
    """What is refused whatever the path: a request that is too long, or another method (None: all are taken)."""
    if methods is not None and scope["method"] not in methods:
        return allowed(methods, in_words=True)
    if _target_length(scope) > LONGEST_TARGET:
        return told(414, f"the address has more than {LONGEST_TARGET:,} bytes")
    if _headers_length(scope) > LONGEST_HEADERS:
        return told(431, f"the header fields have more than {LONGEST_HEADERS:,} bytes: send fewer, or no cookies")
    return None


def is_modest(scope: Scope) -> bool:
    """Whether a request is no longer than requests are."""
    return _target_length(scope) <= LONGEST_TARGET and _headers_length(scope) <= LONGEST_HEADERS


def _target_length(scope: Scope) -> int:
    return len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])


def _headers_length(scope: Scope) -> int:
    return sum(len(name) + len(value) for name, value in scope["headers"])


def _names_deltas(headers: Fields) -> bool:
    return any(name == b"a-im" for name, _ in headers)


def _is_tricky(scope: Scope) -> bool:
    """Whether a slash is written in code: no address of ours has one, and caches take it for another address."""
    raw = scope.get("raw_path") or b""
    return b"%" in raw and b"%2f" in raw.lower()
