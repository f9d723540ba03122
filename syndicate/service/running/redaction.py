"""What may be written down of a request: no secret of a path, no query, no whole address of a reader."""

import re
from functools import lru_cache
from ipaddress import ip_address, ip_network

HIDDEN = "…"
_AGENT = 120  # characters of a User-Agent that are kept
# A partner's token stands behind /p/, however the slash is written. Elsewhere, whatever looks like one is hidden as
# well, because people paste addresses in parts: published names have no capitals, and tokens have nearly always.
_AFTER_P = re.compile(r"(?i)(^|[/\\]|%2f|%5c)(p)((?:[/\\]|%(?:25)*2f|%(?:25)*5c)+)(?!$)(.+?)(?=[/\\?;]|%(?:25)*2f|$)")
_WORD = re.compile(r"[A-Za-z0-9_%=-]{20,}")
_TOKEN = re.compile(r"[A-Za-z0-9_=-]{20,}")
_SHORT = 256  # characters of a path that is worth remembering


def redacted(path: str) -> str:
    """A path without its secrets: ``/p/…/es/atom.xml``. Its time grows with the length, whatever is sent."""
    return _known(path) if len(path) <= _SHORT else _hidden(path)


def _hidden(path: str) -> str:
    return _WORD.sub(_without_token, _AFTER_P.sub(rf"\1\2\3{HIDDEN}", path))


_known = lru_cache(4096)(_hidden)


def _without_token(found: re.Match[str]) -> str:
    has_both = found[0].lower() != found[0] != found[0].upper()
    return _TOKEN.sub(HIDDEN, found[0]) if has_both else found[0]


@lru_cache(4096)
def network_of(address: str) -> str:
    """The network of a client: /24, or /48 of IPv6; what is no address is left out.

    Which page about an illness somebody opened is about their health, so no log of ours says who it was. A network
    still shows who floods us.
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if known.is_loopback:
        return address
    return str(ip_network((known, 24 if known.version == 4 else 48), strict=False))


def shortened(agent: str) -> str:
    """A User-Agent as far as it is worth keeping."""
    return agent if len(agent) <= _AGENT else f"{agent[:_AGENT]}{HIDDEN}"
