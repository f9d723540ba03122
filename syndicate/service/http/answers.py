"""Answering a request with a document: not modified, whole, encoded, or in part.

The order is RFC 9110 §13.2.2's: If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since, then Range. What the
same headers led to is remembered with the document, so that the thousandth poll of a reader costs a look-up.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from syndicate.service.http import conditions, ranges
from syndicate.service.http.document import Body, Document
from syndicate.service.http.negotiation import choose
from syndicate.service.http.problems import SAFE, words

_ASKED = frozenset(
    {
        b"accept-encoding",
        b"if-none-match",
        b"if-modified-since",
        b"if-match",
        b"if-unmodified-since",
        b"range",
        b"if-range",
    }
)
_ASKED_OF_HEAD = _ASKED - {b"range", b"if-range"}  # §14.2: of GET alone a part can be asked for
_REMEMBERED = 16  # kinds of request a document: thousands of documents have them
_LONGEST = 256  # bytes of the headers of a kind that is remembered
_CHUNK = 256 * 1024

_NONE: Mapping[str, str] = {}
Fields = Iterable[tuple[bytes, bytes]]
"""Header fields, names in lower case."""
_Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Reply:
    """What is sent; ``start`` and ``length`` cut a piece out of the body."""

    status: int
    headers: _Headers
    body: Body = b""
    start: int = 0
    length: int = 0

    @cached_property
    def is_at_hand(self) -> bool:
        """Whether its body is in memory, and all of it is sent."""
        return isinstance(self.body, bytes) and self.length in (0, len(self.body))

    @cached_property
    def fields(self) -> bytes:
        """The header fields as HTTP/1.1 has them, with the empty line that ends them."""
        return b"".join(b"%b: %b\r\n" % field for field in self.headers) + b"\r\n"


class Answer:
    """A document, ready to be sent again and again."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._lengths = {name: length for name, (length, _) in document.encoded.items()}
        self._lengths["identity"] = document.length
        self._etags = tuple(document.etag("" if name == "identity" else name) for name in self._lengths)
        self._remembered: dict[tuple[tuple[bytes, bytes], ...], Reply] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a GET or HEAD."""
        reply = self.reply(scope["method"].encode(), scope["headers"])
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        if scope["method"] == "HEAD" or not reply.length:
            await send({"type": "http.response.body", "body": b""})
        elif isinstance(reply.body, bytes):
            body = reply.body
            if reply.length != len(body):
                body = body[reply.start : reply.start + reply.length]
            await send({"type": "http.response.body", "body": body})
        else:
            await _send_file(reply, reply.body, scope, send)

    def reply(self, method: bytes, headers: Fields) -> Reply:
        """What a GET or HEAD with these header fields is answered with."""
        counted = _ASKED_OF_HEAD if method == b"HEAD" else _ASKED
        asked = [pair for pair in headers if pair[0] in counted]
        key = tuple(asked)
        reply = self._remembered.get(key)
        if reply is None:
            reply = self._reply(asked)
            if reply.status != 206 and sum(len(name) + len(value) for name, value in key) < _LONGEST:
                if len(self._remembered) >= _REMEMBERED:
                    self._remembered.pop(next(iter(self._remembered)))
                self._remembered[key] = reply
        return reply

    def _reply(self, asked: Iterable[tuple[bytes, bytes]]) -> Reply:
        headers = _joined(asked)
        is_whole = self.document.status == 200
        if is_whole and (early := self._precondition(headers)) is not None:
            return early
        encoding = choose(headers.get("accept-encoding"), self._lengths)
        if encoding is None:
            return self._not_acceptable()
        length, body = self.document.encoded.get(encoding, (self.document.length, self.document.body))
        if is_whole and self.document.takes_ranges and "range" in headers:
            part = self._part(headers, encoding, length, body)
            if part is not None:
                return part
        return Reply(self.document.status, self._headers(encoding, length), body, 0, length)

    def _precondition(self, headers: Mapping[str, str]) -> Reply | None:
        """The answer where a condition decides: 304 or 412."""
        if (header := headers.get("if-match")) is not None:
            if not conditions.is_met(header, self._etags):
                return self._failed()
        elif (when := conditions.date(headers.get("if-unmodified-since", ""))) and self.document.modified > when:
            return self._failed()
        if (header := headers.get("if-none-match")) is not None:
            tag = conditions.matching(header, self._preferred(headers))
            return self._not_modified(tag) if tag else None
        when = conditions.date(headers.get("if-modified-since", ""))
        if when is None or self.document.modified > when:
            return None
        return self._not_modified(self._preferred(headers)[0])

    def _preferred(self, headers: Mapping[str, str]) -> tuple[str, ...]:
        """Our tags, that of the encoding which the client would get first."""
        encoding = choose(headers.get("accept-encoding"), self._lengths) or "identity"
        first = self.document.etag("" if encoding == "identity" else encoding)
        return (first, *(tag for tag in self._etags if tag != first))

    def _part(self, headers: Mapping[str, str], encoding: str, length: int, body: Body) -> Reply | None:
        tag = self.document.etag("" if encoding == "identity" else encoding)
        if (since := headers.get("if-range")) is not None and since not in (tag, self.document.last_modified):
            return None
        try:
            found = ranges.wanted(headers["range"], length)
        except ranges.UnsatisfiableError:
            detail = f"this has {length:,} bytes in that encoding: ask for some of them, or without Range"
            return _told(416, detail, {"content-range": f"bytes */{length}"})
        if found is None:
            return None
        first, last = found
        size = last - first + 1
        told = [*self._headers(encoding, size), (b"content-range", b"bytes %d-%d/%d" % (first, last, length))]
        return Reply(206, told, body, first, size)

    def _headers(self, encoding: str, length: int) -> _Headers:
        document = self.document
        told: _Headers = [
            (b"content-type", document.media_type.encode("latin-1")),
            (b"content-length", str(length).encode()),
            *self._validators("" if encoding == "identity" else encoding),
            *((name.encode(), value.encode()) for name, value in SAFE.items()),
        ]
        if encoding != "identity":
            told.append((b"content-encoding", encoding.encode()))
        return told

    def _validators(self, encoding: str) -> _Headers:
        """What 200 and 304 have alike (RFC 9110 §15.4.5)."""
        document = self.document
        told = [(name.encode(), value.encode("latin-1")) for name, value in document.headers.items()]
        told += [(b"etag", document.etag(encoding).encode()), (b"last-modified", document.last_modified.encode())]
        if document.is_compressible and "vary" not in document.headers:
            told.append((b"vary", b"accept-encoding"))
        if document.takes_ranges:
            told.append((b"accept-ranges", b"bytes"))
        return told

    def _not_modified(self, tag: str) -> Reply:
        encoding = next((name for name in self._lengths if self.document.etag(name) == tag), "")
        return Reply(304, self._validators(encoding))

    def _failed(self) -> Reply:
        return _told(412, "this is another version than the one that you named in If-Match or If-Unmodified-Since")

    def _not_acceptable(self) -> Reply:
        names = ", ".join(name for name in self._lengths)
        return _told(406, f"Accept-Encoding forbids every form that there is: {names}")


class DocumentResponse(Response):
    """A document as an answer of Starlette or FastAPI, for GET and HEAD."""

    def __init__(self, document: Document, background: BackgroundTask | None = None) -> None:
        self.status_code = document.status
        self.background = background
        self._answer = Answer(document)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await self._answer(scope, receive, send)
        if self.background is not None:
            await self.background()


def _joined(asked: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in asked:
        key, text = name.decode(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _told(status: int, detail: str, headers: Mapping[str, str] = _NONE) -> Reply:
    response = words(status, detail, headers=headers)
    return Reply(status, list(response.raw_headers), bytes(response.body), 0, len(response.body))


async def _send_file(reply: Reply, path: Path, scope: Scope, send: Send) -> None:
    """Send a file, or a piece of it, without ever holding more than a chunk."""
    with path.open("rb") as file:
        file.seek(reply.start)
        left = reply.length
        while left:
            chunk = await asyncio.to_thread(file.read, min(_CHUNK, left))
            if not chunk:  # shorter than was promised: the connection must end, so that nobody takes it for whole
                raise OSError(f"{path} is shorter than it was")
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
