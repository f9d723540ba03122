"""Who may look: whoever has the token; without one only a person at this machine, and no page of somebody else's."""

import base64
import binascii
import hashlib
import hmac
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from ipaddress import ip_address

from starlette.responses import Response
from starlette.types import Scope

from syndicate.service.http.clients import client_of, headers_of, is_forwarded, plain
from syndicate.service.http.problems import words
from syndicate.service.http.rates import Rates

_HERE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]*)?", re.IGNORECASE)
_TRIES, _WINDOW = 10, 600.0  # seconds
_ASKED = {"www-authenticate": 'Basic realm="syndicate", charset="UTF-8"'}


class Access:
    """Decides for each request. ``token`` is the password (RFC 7617, any user name); empty: loopback only.

    ``variable`` is named to whoever is refused: in it the token is set. Failed passwords are counted per address, of
    IPv6 per network of 64 bits, in this process.
    """

    def __init__(self, token: str, variable: str, trusted: Sequence[str], now: Callable[[], datetime]) -> None:
        self._digest = hashlib.sha256(token.encode()).digest() if token else None
        self._variable = variable
        self._trusted = trusted
        self._now = now
        self._failed = Rates(_TRIES, _WINDOW)

    def refusal(self, scope: Scope) -> Response | None:
        """The answer for whoever may not look (401, 403, 429); None for whoever may."""
        headers = headers_of(scope)
        if self._digest is None:
            return None if _is_here(scope, headers) else self._closed()
        address = client_of(scope, self._trusted)
        if wait := math.ceil(self._failed.left(address, self._now())):
            told = f"too many wrong passwords came from your address: try again in {wait} seconds"
            return words(429, told, headers={"retry-after": str(wait)})
        given = _password(headers.get("authorization", ""))
        if given is not None and hmac.compare_digest(hashlib.sha256(given).digest(), self._digest):
            self._failed.forget(address)
            return None
        if given is not None:
            self._failed.note(address, self._now())
        return words(401, f"the dashboard asks for the token in {self._variable} as password", headers=_ASKED)

    def _closed(self) -> Response:
        return words(
            403,
            "without a token the dashboard opens only on the service's own machine, at http://localhost or "
            f"http://127.0.0.1 and behind no proxy: set a long random one in {self._variable} "
            "(`openssl rand -base64 32`), restart the service, and give it as password",
        )


def _is_here(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether a program on this machine asks for a name of this machine.

    A name of somebody else's that resolves to 127.0.0.1 lets their page read ours (DNS rebinding).
    """
    client = plain(str((scope.get("client") or ("",))[0]))
    return bool(_HERE.fullmatch(headers.get("host", ""))) and not is_forwarded(scope) and _is_loopback(client)


def _is_loopback(address: str) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False  # a Unix socket: a proxy's, most likely
    return known.is_loopback


def _password(authorization: str) -> bytes | None:
    """The password of HTTP Basic (RFC 7617 §2); None where there is none."""
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, colon, password = base64.b64decode(given.strip(), validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return None
    return password if colon else None
