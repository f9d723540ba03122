"""A client of the API without a network: it asks the application itself, as a tool would over HTTP.

api = Client(service(tmp_path))
api.json("/es/latest?limit=1")["items"]
api.problem("/es/latest?limit=0", 400)["errors"]
"""

import asyncio
import json
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema
from service_kit import for_the_session
from small_library import DAY, NOON, TWO_GATES, SmallLibrary
from starlette.types import ASGIApp

from syndicate.feeds import schemas
from syndicate.service.api.application import api
from syndicate.service.context import Service

HOST = "https://feeds.example.org"
NO_HEADERS: Mapping[str, str] = {}


AT = NOON + DAY
"""When the second publish is."""


def publish_twice(root: Path) -> Path:
    """A library that was published twice: something joined, changed, was put right and was taken back.

    ``first`` in it has what the first publish left in feeds/.
    """
    return Path(shutil.copytree(_published_twice(), root, dirs_exist_ok=True))


@cache
def _published_twice() -> Path:
    root = for_the_session()
    small = SmallLibrary.begin(root, topics={"prevention": {}, "heart": {}}, **TWO_GATES)
    small.article("hands", audience=["patient", "caregiver"])
    small.article("sleep", audience=["clinician"])
    small.article("soap", title="Soap", topics=["prevention"])
    small.publish()
    shutil.copytree(small.feeds, root / "first")
    note = {"on": "2026-11-23", "severity": "safety", "note": "Other words."}
    small.article("sleep", audience=["clinician"], correction=note, body="Keep the room dark and cool.")
    small.translate("sleep")
    small.article("hands", audience=["patient"], withdrawn={"on": "2026-11-23", "replaced_by": "sleep"})
    small.article("towels", title="Towels", topics=["heart"], audience=["caregiver"])
    small.publish(AT)
    return root


class Client:
    """Asks the API of a service. Paths begin behind ``/v1``; whole addresses, such as ``next``, are taken as well."""

    def __init__(self, made: Service, app: ASGIApp | None = None) -> None:
        self.service = made
        self.app = app or api(made)

    def __call__(
        self, path: str, method: str = "GET", headers: Mapping[str, str] = NO_HEADERS, *, root: str = "/v1"
    ) -> httpx.Response:
        """The answer, whatever it is."""
        (answer,) = self.at_once([path], method, headers, root=root)
        return answer

    def at_once(
        self, paths: Sequence[str], method: str = "GET", headers: Mapping[str, str] = NO_HEADERS, *, root: str = "/v1"
    ) -> list[httpx.Response]:
        """The answers to requests that are all made at the same moment."""

        async def ask() -> list[httpx.Response]:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=HOST) as client:
                urls = [path if path.startswith("http") else f"{root}{path}" for path in paths]
                return await asyncio.gather(*(client.request(method, url, headers=headers) for url in urls))

        return asyncio.run(ask())

    def json(self, path: str) -> Any:
        """The document at a path, which must be there and be as its schema says."""
        answer = self(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        told = answer.json()
        name = told["schema"].removeprefix("syndicate.").removesuffix("/1")
        if name in schemas.NAMES:
            _validator(name).validate(told)
        return told

    def problem(self, path: str, status: int, method: str = "GET") -> Any:
        """The problem at a path: RFC 9457, with advice, for anybody's script, and never kept by a cache."""
        answer = self(path, method)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "no-store"
        told = json.loads(answer.text)
        assert (told["status"], bool(told["detail"])) == (status, True)
        return told

    def wrong(self, path: str, status: int = 400) -> dict[str, tuple[str, str | None]]:
        """What is wrong with each parameter, and the nearest known value."""
        errors = self.problem(path, status)["errors"]
        return {error["parameter"]: (error["detail"], error["nearest"]) for error in errors}

    def walk(self, path: str) -> list[Any]:
        """The document at a path and all that follow it by ``next``."""
        found = [self.json(path)]
        while found[-1]["next"]:
            found.append(self.json(found[-1]["next"]))
        return found


@cache
def _validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(schemas.load(name))


def articles(told: Any, part: str = "items") -> list[str]:
    """The articles in a part of a document, in its order."""
    return [entry["article"] for entry in told[part]]
