"""Why an engine did not translate: one code for each kind, from statuses, replies and foreign exceptions.

A message is ours from end to end. What a server says is added only where it quotes neither the key nor the text.
"""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote_plus

from syndicate.errors import EngineError


class _Kind(NamedTuple):
    advice: str
    passing: bool = False
    fatal: bool = False


KINDS = {
    "engine-access": _Kind("check the key that key_env or key_file names, and what it may do", fatal=True),
    "engine-quota": _Kind("wait until the quota is renewed, or raise it", passing=True, fatal=True),
    "engine-busy": _Kind("run it again later: what is done stays done", passing=True, fatal=True),
    "engine-unreachable": _Kind("check url and the network, then run it again", passing=True, fatal=True),
    "engine-redirect": _Kind("write the address that answers into url", fatal=True),
    "engine-address": _Kind("check url: it is no address of this provider", fatal=True),
    "engine-language": _Kind("choose another engine, or map the language with codes", fatal=True),
    "engine-missing": _Kind("install it", fatal=True),
    "engine-timeout": _Kind("run it again, or raise timeout", passing=True),
    "engine-server": _Kind("run it again later", passing=True),
    "engine-request": _Kind("translate it by hand"),
    "engine-too-long": _Kind("translate it by hand, or raise max_chars where the server takes more"),
    "engine-reply": _Kind("translate it by hand"),
    "engine-empty": _Kind("translate it by hand"),
    "engine-unknown": _Kind("translate it by hand, or raise max_unknown"),
    "engine-broken": _Kind("mend the engine"),
}

_BY_STATUS = {
    401: "engine-access",
    402: "engine-quota",
    403: "engine-access",
    404: "engine-address",
    405: "engine-address",
    408: "engine-timeout",
    413: "engine-too-long",
    414: "engine-too-long",
    429: "engine-busy",
    456: "engine-quota",  # DeepL's own
}
# What servers say with a status that tells too little, in the words of LibreTranslate, DeepL and MyMemory.
_VAGUE = frozenset({400, 403, 422, 429})
_BY_WORDS = (
    (re.compile(r"not (?:supported|available)|invalid (?:language|source|target)", re.IGNORECASE), "engine-language"),
    (re.compile(r"text limit|too (?:long|large)|length limit", re.IGNORECASE), "engine-too-long"),
    (re.compile(r"quota|used all", re.IGNORECASE), "engine-quota"),
    (re.compile(r"api[ _]key|unauthori[sz]ed|authenticat", re.IGNORECASE), "engine-access"),
)
_LEAST_OF_KEY, _LEAST_OF_TEXT = 6, 12
_MOST_SAID = 200


def fault(code: str, what: str) -> EngineError:
    """The error of that kind; ``what`` happened, without key and text."""
    kind = KINDS[code]
    return EngineError(code, f"{what} → {kind.advice}", passing=kind.passing, fatal=kind.fatal)


def of_status(status: int, said: str = "") -> str:
    """The code for an HTTP status other than 200, or the like in a reply, and what the server says with it."""
    by_words = (code for words, code in _BY_WORDS if status in _VAGUE and words.search(said))
    if code := next(by_words, _BY_STATUS.get(status)):
        return code
    if 300 <= status < 400:
        return "engine-redirect"
    return "engine-server" if status >= 500 else "engine-request"


def printable(said: str) -> str:
    """A foreign message on one line, without what could steer a terminal or turn text round."""
    return "".join(filter(str.isprintable, " ".join(said.split())))


def harmless(said: str, secrets: Iterable[str], texts: Iterable[str]) -> str:
    """What a server says, on one line, shortened; empty where any part of a secret or a text stands in it."""
    said = printable(said)
    forms = " ".join((said, unquote_plus(said), html.unescape(said))).casefold()
    quoted = any(_shares(forms, secret, _LEAST_OF_KEY) for secret in secrets) or any(
        _shares(forms, text, _LEAST_OF_TEXT) for text in texts
    )
    return "" if quoted else said[:_MOST_SAID]


def _shares(said: str, hidden: str, least: int) -> bool:
    """Whether ``least`` characters in a row of what is hidden (or all of it) stand in what is said."""
    hidden = " ".join(hidden.split()).casefold()
    least = min(least, len(hidden))
    return least > 0 and any(hidden[i : i + least] in said for i in range(len(hidden) - least + 1))
