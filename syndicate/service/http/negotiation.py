"""Which encoding a client gets (RFC 9110 §12.5.3)."""

import re
from collections.abc import Mapping

_ITEM = re.compile(r"([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=([0-9.]*))?", re.IGNORECASE)
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_ALIASES = {"x-gzip": "gzip"}


def choose(accept: str | None, lengths: Mapping[str, int]) -> str | None:
    """The best of the encodings that there are: the shortest of those that the client likes most.

    ``lengths`` are bytes by name, ``identity`` among them; ``accept`` is the header, None where it was not sent. Gives
    None where the client forbids all of them. An entry that cannot be read does not count.
    """
    if accept is None:
        return "identity"
    asked = _read(accept)
    rest = asked.get("*")
    liked = {}
    for name in lengths:
        quality = asked.get(name, rest)
        if name == "identity" and quality is None:
            quality = 0.0005  # always acceptable unless it is forbidden, and liked least
        if quality:
            liked[name] = quality
    return min(liked, key=lambda name: (-liked[name], lengths[name]), default=None)


def _read(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.split(","):
        match = _ITEM.fullmatch(part.strip(" \t"))
        if match is None or not (match[2] is None or _QUALITY.fullmatch(match[2])):
            continue
        name = match[1].lower()
        found[_ALIASES.get(name, name)] = 1.0 if match[2] is None else float(match[2])
    return found
