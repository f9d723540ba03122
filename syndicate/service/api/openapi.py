"""The OpenAPI document (3.1): the addresses as they are declared, the shapes of the answers, and what there is now."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from syndicate.feeds import schemas
from syndicate.service.api.documents import JSON
from syndicate.service.api.shapes import Languages, Problem, Topics
from syndicate.service.context import Service
from syndicate.service.http.problems import PROBLEM
from syndicate.service.shelf.edition import Edition

_ABOUT = (
    "Read only, without a key. Every answer has a strong ETag and a Last-Modified date: ask with If-None-Match, and an "
    "answer of 304 costs nothing. HEAD and OPTIONS work everywhere. Errors are problem details (RFC 9457)."
)
_ANSWERS: Mapping[str, tuple[str, str]] = {
    "latest": ("Latest", "The entries, the newest first."),
    "item": ("Item", "The entry."),
    "languages": ("Languages", "The languages."),
    "topics": ("Topics", "The topics."),
    "corrections": ("Corrections", "The corrections, the last told first."),
    "withdrawals": ("Withdrawals", "The withdrawals, the last told first."),
    "openapi": ("OpenAPI", "This document."),
}
_PAGED = ("corrections", "withdrawals")
_REFUSALS: Mapping[str, str] = {
    "400": "A parameter cannot be used: `errors` says which, why, and what is most like it.",
    "403": "The articles are for partners, at addresses of their own.",
    "404": "There is no such language, feed or entry.",
    "405": "The address answers to GET, HEAD and OPTIONS.",
    "409": "The cursor is another feed's, or beyond what is published here.",
    "410": "The ledger of the cursor is gone: begin again without it. Or the feed was closed.",
    "429": "Too many requests: wait as long as Retry-After says.",
    "503": "Nothing is published yet, or it is being published again: wait as long as Retry-After says.",
}
_USUAL = ("400", "403", "405", "429", "503")
_OWN: Mapping[str, tuple[str, ...]] = {
    "latest": ("404", "409", "410"),
    "item": ("404", "410"),
    "corrections": ("409",),
    "withdrawals": ("409",),
}
_TEXT = {"text/plain": {"schema": {"type": "string"}}}
_CURSOR = {
    "description": "How far the register goes. Keep it and give it back as `since`; null where nothing was ever told.",
    "type": ["string", "null"],
    "pattern": "^[A-Za-z0-9._~-]+$",
}
_NEXT = {"description": "The next page; null where there is none.", "type": ["string", "null"], "format": "uri"}


def describe(app: FastAPI, service: Service, edition: Edition) -> dict[str, Any]:
    """The document as it is true for the edition."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": service.address("v1")}],
    )
    for path in made["paths"].values():
        for operation in path.values():
            operation["responses"] = _responses(operation["operationId"])
            for parameter in operation.get("parameters", ()):
                _tell(parameter, service, edition)
    made["components"] = {
        "schemas": dict(sorted(_shapes())),
        "headers": _headers(),
        "responses": {_name(status): _refusal(status) for status in _REFUSALS} | _conditional(),
    }
    return made


# ── answers ─────────────────────────────────────────────────────────────────────────────────────


def _responses(operation: str) -> dict[str, Any]:
    shape, told = _ANSWERS[operation]
    names = ["ETag", "Last-Modified", "Cache-Control", "Vary"]
    names += ["Content-Language"] if operation in ("latest", "item", *_PAGED) else []
    names += ["Link"] if operation in ("latest", *_PAGED) else []
    content = {JSON: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    whole = {"description": told, "headers": _referred(names), "content": content}
    refusals = sorted((*_USUAL, *_OWN.get(operation, ())))
    conditional = {status: {"$ref": f"#/components/responses/{name}"} for status, name in _CONDITIONAL.items()}
    return {"200": whole, **conditional, **{s: {"$ref": f"#/components/responses/{_name(s)}"} for s in refusals}}


_CONDITIONAL = {"304": "NotModified", "406": "NotAcceptable", "412": "PreconditionFailed"}


def _conditional() -> dict[str, Any]:
    same = _referred(["ETag", "Last-Modified", "Cache-Control", "Vary"])
    return {
        "NotModified": {"description": "You have it already.", "headers": same},
        "NotAcceptable": {"description": "Accept-Encoding forbids every form that there is.", "content": _TEXT},
        "PreconditionFailed": {"description": "It is not the version that If-Match names.", "content": _TEXT},
    }


def _refusal(status: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "description": _REFUSALS[status],
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    names = {"405": ["Allow"], "429": ["Retry-After"], "503": ["Retry-After"]}.get(status, [])
    return made | ({"headers": _referred(names)} if names else {})


def _name(status: str) -> str:
    return f"Problem{status}"


def _referred(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _headers() -> dict[str, Any]:
    told = {
        "ETag": "The version of these bytes, strong: give it back in If-None-Match.",
        "Last-Modified": "When it was published: give it back in If-Modified-Since.",
        "Cache-Control": "How long it may be kept.",
        "Vary": "What else the answer depends on: Accept-Encoding.",
        "Content-Language": "The language, where all of it is in one.",
        "Link": 'The next page, `rel="next"`, where there is one.',
        "Allow": "The methods that the address answers to.",
        "Retry-After": "How many seconds to wait.",
    }
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in told.items()}


# ── parameters ──────────────────────────────────────────────────────────────────────────────────


def _tell(parameter: dict[str, Any], service: Service, edition: Edition) -> None:
    """Say what there is to choose from now, and what counts where nothing is said."""
    name, schema = parameter["name"], parameter["schema"]
    schema.pop("title", None)
    if schema.get("default") in ("", 0):  # not given
        schema.pop("default", None)
    parameter["description"] = schema.pop("description", parameter.get("description", ""))
    if name == "lang":
        schema["enum"] = list(edition.languages)
    if name == "feed":
        rows = (feed for row in edition.manifest.languages for feed in row["feeds"])
        schema["enum"] = sorted({str(feed["id"]) for feed in rows} | {"all"})
        schema["default"] = "all"
    if name == "topic" and service.library.settings.topics:
        parameter["example"] = next(iter(service.library.settings.topics))
    if name in ("lang", "feed"):  # what stands in the list needs no other bound, and must be in it
        schema.pop("maxLength", None)
        schema["examples"] = schema["enum"][:1]


# ── shapes ──────────────────────────────────────────────────────────────────────────────────────


def _shapes() -> Iterable[tuple[str, dict[str, Any]]]:
    for name in ("latest", "item", "corrections", "withdrawals"):
        yield from _published(name)
    for model in (Languages, Topics, Problem):
        yield from _modelled(model)
    yield "OpenAPI", {"type": "object", "required": ["openapi", "info", "paths"]}


def _published(name: str) -> Iterable[tuple[str, dict[str, Any]]]:
    """A published schema, its definitions beside it: few tools follow the references of an embedded schema."""
    schema = schemas.load(name)
    title = name.capitalize()
    for key in ("$schema", "$id"):
        schema.pop(key, None)
    properties = schema["properties"]
    if name == "latest":
        properties["next"] = _NEXT
    if name in _PAGED:
        schema["properties"] = {**properties, "cursor": _CURSOR, "next": _NEXT}
        schema["required"] = [*schema["required"], "cursor", "next"]
    definitions = schema.pop("$defs", {})
    yield title, _moved(schema, title)
    for key, value in definitions.items():
        yield f"{title}.{key}", _moved(value, title)


def _moved(value: Any, title: str) -> Any:
    """The same with its references to where the definitions stand now."""
    if isinstance(value, list):
        return [_moved(one, title) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"#/components/schemas/{title}.{one.removeprefix('#/$defs/')}" if key == "$ref" else _moved(one, title)
        for key, one in value.items()
    }


def _modelled(model: type[BaseModel]) -> Iterable[tuple[str, dict[str, Any]]]:
    schema = model.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    yield from schema.pop("$defs", {}).items()
    yield model.__name__, schema
