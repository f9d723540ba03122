"""Who asks: the client's address behind proxies that we trust, and which room answers."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

_LONGEST = 64  # characters of an address
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+")


def headers_of(scope: Scope) -> Mapping[str, str]:
    """The request's headers, names in lower case; of several with one name the values in one list (RFC 9110 §5.3)."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def client_of(scope: Scope, trusted: Sequence[str]) -> str:
    """The address of whoever asks. X-Forwarded-For is read from its end, as far as those named there are trusted."""
    address = plain(str((scope.get("client") or ("",))[0]))
    chain = [part.strip() for part in headers_of(scope).get("x-forwarded-for", "").split(",") if part.strip()]
    while chain and _is_trusted(address, tuple(trusted)):
        address = plain(chain.pop())
    return address


@lru_cache(4096)
def plain(address: str) -> str:
    """An address as it is compared and counted.

    A socket at ``::`` says ``::ffff:192.0.2.1`` of who comes by IPv4; some proxies say ``192.0.2.1:50000``.
    """
    if len(address) > _LONGEST:
        return ""
    if match := _WITH_PORT.fullmatch(address):
        address = match[1] or match[2]
    try:
        known = ip_address(address)
    except ValueError:
        return address
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return str(mapped or known)


def below(path: str, prefix: str) -> str:
    """The path of a request without the prefix of our addresses, where it has it."""
    return path[len(prefix) :] if prefix and f"{path}/".startswith(f"{prefix}/") else path


def room_of(path: str, prefix: str) -> str:
    """The first part of a path below the prefix, by which the room that answers is chosen."""
    return below(path, prefix)[1:].partition("/")[0]


def is_forwarded(scope: Scope) -> bool:
    """Whether a proxy passed the request on: then its sender is not who it seems to be.

    HTTP/1.0 is what nginx speaks where nobody configured it, and then it adds no field by which it could be known.
    """
    if scope.get("http_version") == "1.0":
        return True
    names = {name for name, _ in scope["headers"]}
    return bool(names & {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via", b"x-forwarded-host"})


@lru_cache(4096)
def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in ip_network(network, strict=False) for network in trusted)
