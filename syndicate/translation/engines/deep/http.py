"""What the classes of deep_translator call where they say ``requests``: bounded, patient, and discreet.

The package has no time-out, no retry and no session, and its errors hold keys and texts (reference: localization §2).
Here a request has an end, whoever drips the bytes; a passing failure is tried again, later and later, for a bounded
time in all; and whatever goes wrong is an EngineError in our own words.
"""

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
import urllib3

from syndicate.errors import EngineError
from syndicate.translation.engines.account import Account
from syndicate.translation.engines.faults import fault, harmless, of_status

_MOST_BYTES = 5_000_000
_LONGEST_WAIT = 30.0  # seconds before a try, unless the server asks for more
_PATIENCE = 300.0  # seconds of waiting in all between `begin` and the end
_AT_ONCE = 65536

_TRIED_AGAIN = frozenset({"engine-busy", "engine-timeout", "engine-server", "engine-unreachable"})
_FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)


class _Failed(NamedTuple):
    error: EngineError
    wait: float  # as long as the server asks for, in seconds


class Http:
    """A session in the place of the module ``requests``: `get` and `post`.

    A reply is a response with status 200 whose body has been read. Raises EngineError for anything else.
    """

    def __init__(
        self,
        *,
        timeout: float,
        retries: int,
        secrets: Iterable[str] = (),
        speaks_json: bool = True,
        account: Account,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.timeout, self.retries, self.secrets = timeout, retries, tuple(filter(None, secrets))
        self.speaks_json, self.sleep, self.jitter = speaks_json, sleep, jitter
        self.account, self.characters = account, 0
        self.patience = _PATIENCE
        self.texts: Sequence[str] = ()
        self.session = requests.Session()
        self.session.auth = lambda request: request  # else ~/.netrc would replace the key in the header

    def begin(self, texts: Sequence[str]) -> None:
        """A call of the engine with these texts begins: be patient again, and let no message quote them."""
        self.patience, self.texts = _PATIENCE, texts

    def carry(self, texts: Sequence[str]) -> None:
        """These are the texts of the requests that follow, for the account."""
        self.characters = sum(map(len, texts))

    def get(self, url: str, **request: Any) -> requests.Response:
        """Ask with GET, as ``requests.get``."""
        return self._ask("GET", url, request)

    def post(self, url: str, **request: Any) -> requests.Response:
        """Ask with POST, as ``requests.post``. Texts do not belong into a URL: a query without a body becomes one."""
        if "json" not in request and "data" not in request:
            request["data"] = request.pop("params", None)
        return self._ask("POST", url, request)

    def _ask(self, method: str, url: str, request: Mapping[str, Any]) -> requests.Response:
        tries = 0
        while isinstance(reply := self._once(method, url, request), _Failed):
            wait = max(reply.wait, min(2.0**tries, _LONGEST_WAIT) * (0.75 + self.jitter() / 2))
            if reply.error.code not in _TRIED_AGAIN or tries == self.retries or wait > self.patience:
                raise reply.error
            self.patience -= wait
            self.sleep(wait)
            tries += 1
        return reply

    def _once(self, method: str, url: str, request: Mapping[str, Any]) -> "requests.Response | _Failed":
        self.account.book(self.characters if request else 0)  # a question without anything carries no text
        end = time.monotonic() + self.timeout
        self.session.trust_env = not is_loopback(url)  # proxies are for the world outside
        try:
            response = self.session.request(
                method, url, timeout=self.timeout, stream=True, allow_redirects=False, **request
            )
            with response:
                response._content = _body(response, end)  # so that json() and text read what is bounded
                said = _said(response, self.speaks_json)
        except EngineError as error:
            return _Failed(error, 0)
        except _FAILURES as error:
            return _Failed(_of_connection(error, url, self.timeout), 0)
        if said is None:
            return response
        status, words = said
        shown = harmless(words, self.secrets, self.texts)
        answer = f"{_host(url)} answered {status}" + (f": {shown}" if shown else "")
        return _Failed(fault(of_status(status, words), answer), _asked_wait(response))


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _body(response: requests.Response, end: float) -> bytes:
    """The body as it arrives: read1 returns what is there, so that a server that drips cannot hold us."""
    parts, size = [], 0
    while part := response.raw.read1(_AT_ONCE, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            raise fault("engine-reply", f"{_host(response.url)} sent more than {_MOST_BYTES:,} bytes")
        if time.monotonic() > end:
            raise requests.Timeout
    return b"".join(parts)


def _said(response: requests.Response, speaks_json: bool) -> tuple[int, str] | None:
    """Status and words of a failure, also of one that comes with 200; None where the reply is one."""
    try:
        reply = json.loads(response.content) if speaks_json or response.status_code != 200 else None
    except (ValueError, RecursionError):
        if response.status_code == 200:
            what = f"{_host(response.url)} answered with something else than JSON → run it again later"
            raise EngineError("engine-reply", what, passing=True) from None  # a page: log in, be back soon
        reply = None  # an HTML page of the server or of a proxy: its words help nobody
    told = _told(reply) if isinstance(reply, dict) else (0, "")
    if response.status_code != 200:
        return response.status_code, told[1]
    return told if told[0] else None


def _told(reply: Mapping[str, Any]) -> tuple[int, str]:
    """Status (0: fine) and words that the providers put into a reply, each in its own place."""
    error = reply.get("error")
    if isinstance(error, dict):  # Microsoft, OpenAI; Microsoft's codes are the status and three digits
        code = error.get("code")
        status = code // 1000 if isinstance(code, int) and code > 1000 else 400
        return status, str(error.get("message", ""))
    if error:  # LibreTranslate
        return 400, str(error)
    if "error_code" in reply:  # Baidu
        return _BAIDU.get(str(reply["error_code"]), 400), str(reply.get("error_msg", ""))
    for key, words in (("responseStatus", "responseDetails"), ("code", "message")):  # MyMemory; Yandex
        if (told := str(reply.get(key, 200))) != "200":
            return int(told) if told.isdecimal() and told.isascii() else 400, str(reply.get(words, ""))
    said = reply.get("message", reply.get("errorMessage", ""))  # DeepL, Papago: with a status of their own
    return 0, said if isinstance(said, str) else ""


# Baidu's codes for a time-out, its own failure, the key, the rate and the balance.
_BAIDU = {
    "52001": 408,
    "52002": 500,
    "52003": 403,
    "54001": 403,
    "54003": 429,
    "54004": 402,
    "54005": 429,
    "58000": 403,
}


def _of_connection(error: Exception, url: str, timeout: float) -> EngineError:
    """The error for one of requests, urllib3 or the socket, whose own words hold the URL."""
    host = _host(url)
    match error:
        case requests.Timeout() | urllib3.exceptions.TimeoutError() | TimeoutError():
            return fault("engine-timeout", f"{host} did not answer within {timeout:g} s")
        case requests.exceptions.InvalidURL():
            return fault("engine-address", f"{host or 'url'} is no address")
        case requests.exceptions.SSLError():
            return fault("engine-address", f"{host} has no certificate that we trust")
        case requests.ConnectionError() if _was_refused(error):
            return fault("engine-unreachable", f"{host} cannot be reached")
        case _:  # cut off: a body shorter than announced, a reset, broken compression
            return fault("engine-server", f"{host} broke the connection off")


def _was_refused(error: BaseException) -> bool:
    """Whether no connection came about (urllib3 tells it at the bottom of the chain)."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ProxyError)


def _asked_wait(response: requests.Response) -> float:
    """The seconds of Retry-After (RFC 9110 §10.2.3): a number, or a date."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return ""
