"""Where strangers may have us call: addresses are read once, in one way, and lead to nobody's inside."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from yarl import URL

LONGEST = 2000
"""Characters that an address may have."""
_WRITTEN = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")  # RFC 3986 §2, so that all readers read the same
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# The last part of a name that is a number makes it an IPv4 address to many a resolver: 127.1, 0x7f.0.0.1, 2130706433.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HTTPS = 443
_UNPRIVILEGED = 1024
# Ports that should answer nobody from outside: of the Fetch standard's list, and of stores and control planes.
_UNUSUAL = (1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697)
_INNER = (1433, 1521, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5984, 6379, 6443, 9042, 9200, 9300, 10250, 11211, 27017)
_PORTS = frozenset((*_UNUSUAL, *_INNER, 10080))

# What is not the public Internet (IANA's special-purpose registries), by RFC, and one provider's metadata at a public
# address. The ipaddress of Python 3.11 knows older lists.
_NOT_PUBLIC_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # carriers' NAT (6598)
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's own services
            "169.254.0.0/16",  # link-local, and most clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",  # 6to4 relays (7526)
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_GLOBAL_6 = ip_network("2000::/3")  # all that is given out so far
_NOT_PUBLIC_6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocols' own: Teredo, ORCHID, benchmarks
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address inside, and nobody's relays
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)
_NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address inside; the way of IPv6-only machines to the rest (6052)


class AddressError(ValueError):
    """An address that we do not call; ``str(error)`` says why and what to do, and does not repeat it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called: ``host`` is its name or IP address in lower case, without port and brackets."""

    url: URL
    host: str
    is_trusted: bool


def target(address: str, trusted_hosts: Collection[str] = ()) -> Target:
    """Read an address that a stranger gave; AddressError where it is not to be called.

    https only, no user name, no fragment, port 443 or one from 1024 up that is no well-known service's. To hosts in
    ``trusted_hosts`` (names without port) neither the scheme nor the port nor what they resolve to matters.
    """
    if not address or len(address) > LONGEST:
        raise AddressError(f"an address has 1 to {LONGEST:,} characters")
    if not _WRITTEN.fullmatch(address):
        raise AddressError("an address is ASCII: write other characters percent-encoded, hosts in Punycode")
    if "#" in address:
        raise AddressError("an address that is called has no fragment: leave out # and what follows")
    try:
        url = URL(address, encoded=True)
        host, port = (url.raw_host or "").lower().removesuffix("."), url.port
        has_user = url.raw_user is not None or url.raw_password is not None or "@" in url.raw_authority
    except ValueError as error:
        raise AddressError("this is not the address of a web server") from error
    if url.scheme not in ("https", "http") or not host:
        raise AddressError("an address begins with https:// and the name of a host")
    if has_user:
        raise AddressError("an address has no user name or password: put a secret into its path")
    trusted = host in {name.lower().removesuffix(".") for name in trusted_hosts}
    _check_host(host, is_trusted=trusted)
    if not trusted:
        _check_scheme(url.scheme, port)
    return Target(url, host, trusted)


def _check_scheme(scheme: str, port: int | None) -> None:
    if scheme != "https":
        raise AddressError(
            "only https:// is called: over http:// anybody on the way could read and change what we send"
        )
    if port != _HTTPS and (port is None or port < _UNPRIVILEGED or port in _PORTS):
        raise AddressError("this port is not called: use 443, or one from 1024 that is no database's or the like")


def _check_host(host: str, *, is_trusted: bool) -> None:
    try:
        literal = ip_address(host)
    except ValueError:
        labels = host.split(".")
        if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
            raise AddressError("the host's name is none: write it in ASCII, other letters in Punycode") from None
        if _NUMBER.fullmatch(labels[-1]):
            raise AddressError("an IPv4 address has four decimal numbers") from None
        return
    if not is_trusted and not is_public(literal):
        raise AddressError("this is an address of an inner network, and only public ones are called")


def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether an IP address is one machine's on the public Internet; False for what is no address."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv4Address):
        return not any(known in network for network in _NOT_PUBLIC_4)
    if known.scope_id is not None:
        return False
    if known.ipv4_mapped is not None:
        return is_public(known.ipv4_mapped)
    if known in _NAT64:
        return is_public(IPv4Address(int(known) & 0xFFFF_FFFF))
    return known in _GLOBAL_6 and not any(known in network for network in _NOT_PUBLIC_6)
