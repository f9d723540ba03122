"""What the API refuses, in words and for machines: problem details (RFC 9457) with the parameter, and the way out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from syndicate.service.http.problems import problem

PARAMETER = "urn:syndicate:problem:parameter"
CURSOR_FOREIGN = "urn:syndicate:problem:cursor-foreign"
CURSOR_GONE = "urn:syndicate:problem:cursor-gone"
CURSOR_AHEAD = "urn:syndicate:problem:cursor-ahead"
NOT_FOUND = "urn:syndicate:problem:not-found"
CLOSED = "urn:syndicate:problem:closed"
PARTNERS_ONLY = "urn:syndicate:problem:partners-only"
NOT_PUBLISHED = "urn:syndicate:problem:not-published"
KINDS = (PARAMETER, CURSOR_FOREIGN, CURSOR_GONE, CURSOR_AHEAD, NOT_FOUND, CLOSED, PARTNERS_ONLY, NOT_PUBLISHED)

METHODS = ("GET", "HEAD", "OPTIONS")
OPEN: Mapping[str, str] = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Last-Modified, Link, Retry-After",
}
_LONGEST = 80  # characters of a client's own words that are compared, or given back
_NONE: Mapping[str, str] = {}
_ADVICE = {
    "limit": "give a whole number from 1 to 100",
    "since": "give a cursor from an earlier answer of this address, a date (2026-11-22, 2026-11-22T08:00:00Z), or 0 "
    "for the beginning; a + in it is written %2B",
    "before": "take the address in `next` as it is",
    "include": "give changed, withdrawn, or both with a comma between",
    "topic": "give keys of topics with commas between",
    "audience": "give words with commas between",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One parameter that cannot be used: why, and the nearest known value, if any is near."""

    parameter: str
    detail: str
    nearest: str | None = None

    def to_data(self) -> dict[str, str | None]:
        """As a member of ``errors``."""
        return {"parameter": self.parameter, "detail": self.detail, "nearest": self.nearest}


class Refused(Exception):
    """An answer that is a problem; ``kind`` is its type, for machines."""

    def __init__(
        self,
        status: int,
        detail: str,
        kind: str = "about:blank",
        errors: Sequence[Wrong] = (),
        headers: Mapping[str, str] = _NONE,
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.errors, self.headers = status, kind, errors, headers

    def response(self) -> Response:
        """The answer."""
        members = {"errors": [wrong.to_data() for wrong in self.errors]} if self.errors else {}
        return problem(self.status, str(self), kind=self.kind, headers={**self.headers, **OPEN}, **members)


def not_yet() -> Refused:
    """Nothing has been published so far."""
    detail = "nothing has been published here yet: come back in a minute"
    return Refused(503, detail, NOT_PUBLISHED, headers={"retry-after": "60"})


def interrupted() -> Refused:
    """The edition's files were cleared away or damaged while they were read."""
    detail = "these articles are being published again: come back in a minute"
    return Refused(503, detail, NOT_PUBLISHED, headers={"retry-after": "60"})


def partners_only() -> Refused:
    """The library's texts are for partners."""
    detail = "these articles are for partners, each at an address of its own: ask the publisher for yours"
    return Refused(403, detail, PARTNERS_ONLY)


def wrong_parameters(errors: Sequence[Wrong], status: int = 400) -> Refused:
    """The refusal of parameters; its words are those of the errors."""
    kind = PARAMETER if status == 400 else NOT_FOUND
    return Refused(status, "; ".join(f"{wrong.parameter}: {wrong.detail}" for wrong in errors), kind, errors)


def unknown(parameter: str, value: str, known: Collection[str], where: str = "") -> Wrong:
    """A value that is none of those that there are."""
    near = nearest(value, known)
    meant = f", did you mean {near!r}?" if near else "."
    return Wrong(parameter, f"there is no {value[:_LONGEST]!r}{where}{meant} There are: {listed(known)}", near)


def nearest(value: str, known: Collection[str]) -> str | None:
    """The known value that a wrong one most likely means."""
    folded = {word.lower(): word for word in known}
    near = get_close_matches(value[:_LONGEST].lower(), folded, 1)
    return folded[near[0]] if near else None


def listed(known: Collection[str]) -> str:
    """The first of the values that there are, for people."""
    words = list(known)
    return (", ".join(words[:20]) + (f" and {len(words) - 20} more" if len(words) > 20 else "")) or "none"


def of_validation(error: RequestValidationError) -> Refused:
    """The refusal of what does not have a parameter's form."""
    wrongs: dict[str, Wrong] = {}
    for found in error.errors():
        name = str(found["loc"][1] if len(found["loc"]) > 1 else found["loc"][0])
        told = f"{str(found.get('input'))[:_LONGEST]!r} cannot be used: {_ADVICE.get(name, found['msg'])}"
        wrongs.setdefault(name, Wrong(name, told))
    return wrong_parameters(list(wrongs.values()))


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Refused:
    """The refusal of an address or a method."""
    if status == 404:
        detail = "there is nothing at this address: v1/openapi.json describes all that there is"
        return Refused(404, detail, NOT_FOUND)
    if status == 405:
        told = ", ".join(METHODS)
        return Refused(405, f"this address answers to {told}", headers={"allow": told})
    return Refused(status, HTTPStatus(status).phrase.lower(), headers=headers or _NONE)
