"""One client's connection: uvicorn's protocol with the limits and time-outs that it leaves to a proxy.

What is over a limit is answered in words and ended before the application sees it. Time-outs cost no timer a request:
:meth:`Connection.look_at` is called for every connection once a second.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from syndicate.service.http.answers import Fields, Reply

MOST_FIELDS = 100
MOST_HEAD_BYTES = 32_768
MOST_TARGET_BYTES = 8_192
MOST_BODY_BYTES = 65_536
"""The largest bodies that we take are forms."""
MOST_AHEAD = 32
"""Requests that a client may send before it has the first one's answer. What comes after them is not read."""
HEAD_SECONDS = 10.0
"""For a whole head."""
IDLE_SECONDS = 15.0
"""Between requests, and before the first one."""
CROWDED_SECONDS = 2.0
"""The same where places run short."""
STALLED_SECONDS = 30.0
"""For a reader that takes nothing of an answer, or a sender that does not end its body."""

_UNPARSED = 262_144  # bytes that one read may hand over: the parser sees them all before we can say no
_VERSIONS = ("1.1", "1.0")
_SAID = {
    400: "this is not valid HTTP/1.1",
    408: "the request did not arrive in time",
    413: f"a request's body may have {MOST_BODY_BYTES:,} bytes",
    414: f"an address may have {MOST_TARGET_BYTES:,} bytes",
    431: f"a request may have {MOST_FIELDS} header fields, and {MOST_HEAD_BYTES:,} bytes of them",
    505: "this server speaks HTTP/1.1",
}


_QUICK_METHODS = (b"GET", b"HEAD")
_QUICK_AHEAD = 32  # answers in one go: then it is others' turn
_QUICK_BYTES = 8_192  # of all fields; with more of them the rooms have a word to say
_UNSENT = 131_072  # bytes that wait for a reader: with more of them the next answer waits for it, too
# What says that a request may have a body, or wants something else before its answer, or another answer (RFC 3229).
_NOT_PLAIN = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"a-im"})

Quick = Callable[[bytes, bytes, Fields, tuple[str, int] | None], Reply | None]
"""Gives the answer to a plain GET or HEAD that needs no waiting, by method, target, fields and client.

Plain: it has no body, wants no delta (A-IM), and its fields have no more than 8 kB.
"""


class _Answered:
    """What stands for the cycle of a request that was answered at once."""

    response_complete = True
    keep_alive = True
    disconnected = False
    message_event = asyncio.Event()


_ANSWERED = cast("RequestResponseCycle", _Answered())


class Connection(HttpToolsProtocol):
    """A connection that no client can hold on to.

    What every request passes does uvicorn's work itself, without calling it, and makes ready what uvicorn needs only
    where the application is asked: measured, a third of what a quick answer takes besides sending and receiving.
    """

    _answered: RequestResponseCycle | None = None  # the one that the application works on; others are queued
    _status = 400  # what is wrong, while the parser unwinds
    _is_refused = False
    _in_head = False
    _is_plain = True
    _quick_answers = 0
    _in_body = False
    _head_bytes = 0
    _field_bytes = 0
    _hosts = 0
    _body_bytes = 0
    _read_bytes = 0
    _unsent = 0
    _since = 0.0
    _stalled_since = 0.0

    def __init__(self, *args: Any, quick: Quick | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._quick = quick

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to count. Who comes over a Unix socket is on this machine."""
        super().connection_made(transport)
        if self.client is None:
            self.client = ("127.0.0.1", 0)
        self._since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Take bytes, unless too many came for one head, or one body and what chunks have around it."""
        if self._is_refused:
            return
        self._quick_answers = 0
        if self._in_body:
            self._read_bytes += len(data)
            if self._read_bytes > MOST_BODY_BYTES + _UNPARSED:
                self._refuse(413)
                return
        else:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES + _UNPARSED:
                self._refuse(431)
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Count a request's parts from nothing."""
        if len(self.pipeline) >= MOST_AHEAD:
            self._stop(400)
        self.url = b""
        self.headers = []
        self._field_bytes = self._hosts = 0
        self._in_head = self._is_plain = True
        self._since = self.loop.time()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address (RFC 9110 §15.5.15)."""
        self.url += url
        if len(self.url) > MOST_TARGET_BYTES:
            self._stop(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a field (RFC 6585 §5)."""
        self._field_bytes += len(name) + len(value)
        if self._field_bytes > MOST_HEAD_BYTES:
            self._stop(431)
        if not self._in_head:
            return  # a trailer: whoever reads a field has read it already (RFC 9110 §6.5.1)
        headers = self.headers
        if len(headers) >= MOST_FIELDS:
            self._stop(431)
        name = name.lower()
        headers.append((name, value))
        if name == b"host":
            self._hosts += 1
        elif name in _NOT_PLAIN:
            self._is_plain = False

    def on_headers_complete(self) -> None:
        """Answer, or let the application begin, with one host (RFC 9112 §3.2) in a version that we speak."""
        version = self.parser.get_http_version()
        if version not in _VERSIONS:
            self._stop(505)
        if self._hosts > 1 or (not self._hosts and version == "1.1"):
            self._stop(400)
        self._in_head, self._head_bytes = False, 0
        if self._is_plain and version == "1.1" and self._quick is not None and self._answer_quickly(self._quick):
            return
        self._ask_application()

    def _answer_quickly(self, quick: Quick) -> bool:
        """Answer a plain request from memory, here and now; False where the application has to.

        Of the time that a request takes otherwise two thirds are uvicorn's, for its task, events and dictionaries.
        """
        method = self.parser.get_method()
        cycle = self._cycle()
        if (
            method not in _QUICK_METHODS
            or self._field_bytes > _QUICK_BYTES
            or not self.parser.should_keep_alive()
            or not (cycle is None or cycle.response_complete)
            or self._quick_answers >= _QUICK_AHEAD
            or self.transport.is_closing()
            or self.transport.get_write_buffer_size() > _UNSENT
            # Too many of them: uvicorn's 503 ends this one. Else they would take every file that we may open.
            or (self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency)
        ):
            return False
        reply = quick(method, self.url, self.headers, self.client)
        if reply is None:
            return False
        head = STATUS_LINE[reply.status]
        for name, value in self.server_state.default_headers:  # the date
            head += b"%b: %b\r\n" % (name, value)
        head += reply.fields
        if reply.length and method != b"HEAD":
            self.transport.writelines((head, cast("bytes", reply.body)))
        else:
            self.transport.write(head)
        self.cycle = _ANSWERED
        self._since = self.loop.time()
        self._quick_answers += 1
        self.server_state.total_requests += 1
        return True

    def _ask_application(self) -> None:
        url, headers = self.url, self.headers
        super().on_message_begin()  # the dictionary that the application is given
        self.url = url
        self.headers = self.scope["headers"] = headers
        self.expect_100_continue = any(
            name == b"expect" and value.lower() == b"100-continue" for name, value in headers
        )
        super().on_headers_complete()
        self._in_body, self._body_bytes, self._read_bytes = True, 0, 0
        if self.parser.should_upgrade():
            self.cycle.keep_alive = False  # the parser takes what follows for another protocol

    def on_body(self, body: bytes) -> None:
        """Take a part of the body (RFC 9110 §15.5.14)."""
        self._body_bytes += len(body)
        if self._body_bytes > MOST_BODY_BYTES:
            self._stop(413)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._in_body = False
        if not self.cycle.response_complete:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is whole: from now on the connection is idle."""
        self._since = self.loop.time()
        super().on_response_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, _told_of_leaving(cycle, app))

    def connection_lost(self, exc: Exception | None) -> None:
        """Let the application know, also where it answers a request with others behind it."""
        if self._answered is not None and not self._answered.response_complete:
            self._answered.disconnected = True
            self._answered.message_event.set()
        self.pipeline.clear()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser refused, or what :meth:`_stop` made it refuse."""
        self._refuse(self._status)

    def look_at(self, now: float, *, is_crowded: bool = False) -> None:
        """End the connection where its time is over."""
        unsent = self.transport.get_write_buffer_size()
        if unsent:
            self._look_at_reader(unsent, now)
        elif self.transport.is_closing():
            return
        elif self._in_head:
            if now - self._since > HEAD_SECONDS and not self.flow.read_paused:
                self._refuse(408)
        elif (cycle := self._cycle()) is None or cycle.response_complete:
            idle = CROWDED_SECONDS if is_crowded else IDLE_SECONDS
            if now - self._since > idle:  # also who drips a body that nobody reads
                self.transport.close()
        elif self._in_body and now - self._since > HEAD_SECONDS + STALLED_SECONDS:
            self.transport.abort()

    def _look_at_reader(self, unsent: int, now: float) -> None:
        if unsent != self._unsent:
            self._unsent, self._stalled_since = unsent, now
        elif now - self._stalled_since > STALLED_SECONDS:
            self.transport.abort()

    def _cycle(self) -> RequestResponseCycle | None:
        return cast("RequestResponseCycle | None", self.cycle)  # None before the first request

    def _stop(self, status: int) -> None:
        """Leave the parser, which turns any error of ours into its own and calls ``send_400_response``."""
        self._status = status
        raise ValueError(status)

    def _refuse(self, status: int) -> None:
        """Say what is wrong and end the connection, once whatever else was asked has its answer."""
        self._is_refused = True
        cycle = self._cycle()
        if cycle is None or cycle.response_complete:
            if self._in_body:  # of a request that was answered without it
                self.transport.close()
            else:
                self._say(status)
        elif not self._in_body:
            cycle.keep_alive = False  # the last one before what is wrong
        elif cycle is not self._answered:
            self.pipeline.popleft()
            last = self.pipeline[0][0] if self.pipeline else self._answered
            if last is not None:
                last.keep_alive = False
        elif cycle.response_started:
            self.transport.abort()  # nothing may be written into an answer
        else:
            cycle.disconnected = True
            cycle.message_event.set()
            self._say(status)

    def _say(self, status: int) -> None:
        phrase = f"{status} {HTTPStatus(status).phrase}"
        body = f"{phrase}: {_SAID[status]}\n"
        fields = f"content-type: text/plain; charset=utf-8\r\ncontent-length: {len(body)}\r\nconnection: close\r\n"
        self.transport.write(f"HTTP/1.1 {phrase}\r\n{fields}\r\n{body}".encode())
        self.transport.close()


def _told_of_leaving(cycle: RequestResponseCycle, app: ASGI3Application) -> ASGI3Application:
    """The application, for which ``send`` fails once the client has left: else it would take an answer for sent."""

    async def answer(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        async def sent(message: ASGISendEvent) -> None:
            await send(message)
            if cycle.disconnected:
                raise OSError("the client has left")

        try:
            await app(scope, receive, sent)
        except OSError:
            if not cycle.disconnected:
                raise

    return answer


def look_at_all(connections: object, now: float, *, is_crowded: bool = False) -> None:
    """Look at every connection of a server; ``is_crowded``: there is place for few more."""
    for connection in list(cast("set[object]", connections)):
        if isinstance(connection, Connection):
            connection.look_at(now, is_crowded=is_crowded)
