"""A request to the hub, as W3C WebSub §5.1 has it: form fields in, what is wanted or what is wrong out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from syndicate.config import ServiceSettings
from syndicate.service.outbound.addresses import AddressError, Target, target

MOST = 16_384
"""Bytes of a request's body."""
_FIELDS = ("hub.mode", "hub.callback", "hub.topic", "hub.lease_seconds", "hub.secret")
_SECRET = 200  # bytes: a secret is shorter (§5.1)
_MOST_FIELDS = 100


class RequestError(ValueError):
    """A request that cannot be granted: ``str(error)`` says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: ``topic`` is the address as it was given, ``lease`` in seconds and within our bounds."""

    mode: Literal["subscribe", "unsubscribe"]
    callback: Target
    topic: str
    lease: int
    secret: bytes = b""


def parse(body: bytes, settings: ServiceSettings) -> Request:
    """Read the form; RequestError for what is no request. Fields that we do not know are ignored."""
    fields = _fields(body)
    mode = fields.get("hub.mode", "")
    if mode not in ("subscribe", "unsubscribe"):
        raise RequestError("hub.mode is subscribe or unsubscribe; this hub learns of publishes by itself")
    for name in ("hub.callback", "hub.topic"):
        if not fields.get(name):
            raise RequestError(f"{name} is missing")
    try:
        callback = target(fields["hub.callback"], settings.trusted_hosts)
    except AddressError as error:
        raise RequestError(f"hub.callback: {error}") from error
    secret = fields.get("hub.secret", "").encode()
    if len(secret) >= _SECRET:
        raise RequestError(f"hub.secret must be shorter than {_SECRET} bytes")
    lease = _lease(fields.get("hub.lease_seconds", ""), settings)
    return Request("subscribe" if mode == "subscribe" else "unsubscribe", callback, fields["hub.topic"], lease, secret)


def _fields(body: bytes) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS, separator="&"
        )
    except ValueError as error:  # not ASCII, not UTF-8 once decoded, or too many
        raise RequestError("the body is no form: write it as application/x-www-form-urlencoded, in UTF-8") from error
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in _FIELDS and name in found:
            raise RequestError(f"{name} is given twice")
        found[name] = value
    return found


def _lease(text: str, settings: ServiceSettings) -> int:
    if not text:
        return settings.hub_lease
    if not (text.isascii() and text.isdecimal()):
        raise RequestError("hub.lease_seconds is a whole number of seconds")
    return max(settings.hub_min_lease, min(settings.hub_max_lease, int(text[:12])))
