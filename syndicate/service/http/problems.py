"""Errors in words: problem details (RFC 9457) for machines, a plain sentence for people and feed readers."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

PROBLEM = "application/problem+json"
_NONE: Mapping[str, str] = {}


def problem(
    status: int, detail: str, *, kind: str = "about:blank", headers: Mapping[str, str] = _NONE, **members: Any
) -> Response:
    """Problem details. ``detail`` says what is wrong and what to do; ``members`` are extensions (§3.2)."""
    data = {"type": kind, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}
    body = json.dumps(data, ensure_ascii=False).encode() + b"\n"
    return Response(body, status, {**headers, **SAFE, "cache-control": "no-store"}, PROBLEM)


def words(status: int, detail: str, *, headers: Mapping[str, str] = _NONE) -> Response:
    """One sentence as plain text, for whoever reads the answer of a feed's address."""
    return Response(
        f"{detail}\n".encode(),
        status,
        {**headers, **SAFE, "cache-control": "no-store", "content-language": "en"},
        "text/plain",
    )


SAFE: Mapping[str, str] = {"x-content-type-options": "nosniff"}


def allowed(methods: Sequence[str], *, in_words: bool = False) -> Response:
    """405 with the methods that are allowed (RFC 9110 §15.5.6)."""
    told = ", ".join(methods)
    return (words if in_words else problem)(405, f"this address answers to {told}", headers={"allow": told})
