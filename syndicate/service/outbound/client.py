"""The client that calls whoever asked for it, and that they cannot turn against us or our neighbours."""

import asyncio
import io
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from syndicate import __version__
from syndicate.service.outbound.addresses import AddressError, Target, is_public, target

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a host at a port; OSError where it has none."""

MOST = 65_536
"""Bytes that are read of an answer."""
_LARGE = 1 << 20  # bytes from which a body is sent in parts, for others' sake
_NONE: Mapping[str, str] = {}
_LOOKUPS = 64  # threads for names: a lookup outlives the attempt that gave it up, and must not hold up others'
_PINNED = 10  # seconds for which looked-up addresses count: many subscribers may share a host


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered: a redirect is one too. ``headers`` in lower case, ``body`` is cut at MOST bytes."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer, and why: it was ``refused`` by us, or it was ``unreachable``, or the ``timeout`` was over."""

    kind: Literal["refused", "unreachable", "timeout"]
    reason: str


class _RefusedError(OSError):
    """A name that leads to an address that we do not call."""


class Client:
    """Asks and sends over http(s): no redirects, cookies or proxies, and no address that is not public.

    ``timeout`` (seconds) is for a whole attempt, from the name's look-up to the answer's last byte. Each attempt looks
    the name up and connects to what was looked at, so that nobody can show us one address and lead us to another.
    ``tls`` says whose certificates count (None: the system's). To be used as ``async with``.
    """

    def __init__(
        self,
        *,
        contact: str,
        timeout: float = 10.0,
        trusted_hosts: Collection[str] = (),
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._agent = f"syndicate/{__version__} (+{contact})"
        self._timeout = timeout
        self._trusted = frozenset(name.lower().removesuffix(".") for name in trusted_hosts)
        self._resolve = resolve
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None
        self._pool: ThreadPoolExecutor | None = None

    async def __aenter__(self) -> Self:
        self._pool = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="lookup")
        # No connection is kept: it may be stale when it is wanted, and each delivery looks at the address again.
        connector = aiohttp.TCPConnector(
            resolver=_Guarded(self._resolve or self._look_up, self._trusted),
            limit=0,  # the outbox counts
            force_close=True,
            ttl_dns_cache=_PINNED,
            ssl=self._tls or True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"user-agent": self._agent, "accept": "*/*", "accept-encoding": "identity"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def target(self, address: str) -> Target:
        """Read an address as this client does; AddressError where it would not call it."""
        return target(address, self._trusted)

    async def get(self, address: str, headers: Mapping[str, str] = _NONE) -> Answer | Failure:
        """Ask an address."""
        return await self._send("GET", address, headers, None)

    async def post(self, address: str, body: bytes, headers: Mapping[str, str] = _NONE) -> Answer | Failure:
        """Send bytes to an address; ``headers`` have their Content-Type."""
        return await self._send("POST", address, headers, body)

    async def _send(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer | Failure:
        if self._session is None:
            raise RuntimeError("a client is used inside `async with`")
        try:
            wanted = target(address, self._trusted)
        except AddressError as error:
            return Failure("refused", str(error))
        try:
            async with asyncio.timeout(self._timeout):
                request = self._session.request(
                    method, wanted.url, headers=headers, data=_data(body), allow_redirects=False
                )
                async with request as response:
                    told = {name.lower(): value for name, value in response.headers.items()}
                    return Answer(response.status, told, await _read(response))
        except TimeoutError:
            return Failure("timeout", f"no whole answer within {self._timeout:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _failure(error)

    async def _look_up(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._pool, _addresses, host, port)
        return list(dict.fromkeys(found))


def _addresses(host: str, port: int) -> list[str]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in rows]


def _data(body: bytes | None) -> bytes | io.BytesIO | None:
    return io.BytesIO(body) if body is not None and len(body) > _LARGE else body


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body, as far as we want to know it; the rest is never read, as the connection is not kept."""
    body = bytearray()
    async for part in response.content.iter_chunked(8192):
        body += part
        if len(body) >= MOST:
            response.close()
            break
    return bytes(body[:MOST])


class _Guarded(AbstractResolver):
    """Gives addresses to connect to: all of them public, or none. The connector goes to these and to no other."""

    def __init__(self, resolve: Resolve, trusted: Collection[str]) -> None:
        self._resolve = resolve
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name; _RefusedError where any of them is not public, unless we trust the host."""
        try:
            found = await self._resolve(host, port)
        except UnicodeError as error:
            raise OSError(f"{host}: no name") from error
        if host.lower().removesuffix(".") not in self._trusted and not all(map(is_public, found)):
            raise _RefusedError("its name leads to an address of an inner network")
        return [_result(host, address, port) for address in found]

    async def close(self) -> None:
        """Nothing is kept."""


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=numeric)


# The first that fits counts; what aiohttp says itself may hold the address.
_SAID: Sequence[tuple[type[BaseException], str]] = (
    (aiohttp.ClientConnectorDNSError, "its name cannot be looked up"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not valid"),
    (aiohttp.ClientSSLError, "no TLS connection"),
    (aiohttp.ClientConnectorError, "no connection"),
    (aiohttp.ServerDisconnectedError, "it hung up without an answer"),
    (aiohttp.ClientPayloadError, "it hung up in the middle of its answer"),
    (aiohttp.ClientResponseError, "its answer is no HTTP"),
    (aiohttp.ClientError, "the connection broke"),
)


def _failure(error: Any) -> Failure:
    inner = getattr(error, "os_error", error)
    if isinstance(inner, _RefusedError):
        return Failure("refused", str(inner))
    return Failure("unreachable", next((said for kind, said in _SAID if isinstance(error, kind)), "no connection"))
