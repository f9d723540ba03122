"""Who asks: the client's address behind proxies that we trust, and which room answers."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network

from starlette.types import Scope


def headers_of(scope: Scope) -> Mapping[str, str]:
    """The request's headers, names in lower case; of several with one name the values in one list (RFC 9110 §5.3)."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def client_of(scope: Scope, trusted: Sequence[str]) -> str:
    """The address of whoever asks. X-Forwarded-For is read from its end, as far as those named there are trusted."""
    address = str((scope.get("client") or ("",))[0])
    chain = [part.strip() for part in headers_of(scope).get("x-forwarded-for", "").split(",") if part.strip()]
    while chain and _is_trusted(address, tuple(trusted)):
        address = chain.pop()
    return address


def is_forwarded(scope: Scope) -> bool:
    """Whether a proxy passed the request on: then its sender is not who it seems to be."""
    names = {name for name, _ in scope["headers"]}
    return bool(names & {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via", b"x-forwarded-host"})


@lru_cache(4096)
def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in ip_network(network, strict=False) for network in trusted)
