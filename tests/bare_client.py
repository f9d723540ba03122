"""A client that asks an application as curl would: nothing is sent that is not said, nothing decoded.

get = Client(made)
answer = get("/es/atom.xml", if_none_match=tag)
assert (answer.status_code, raw(answer)) == (304, b"")
"""

import asyncio

import httpx

from syndicate.service.app import create_app
from syndicate.service.context import Service


class Client:
    """Asks the application of a service; ``if_match="x"`` is the header If-Match."""

    def __init__(self, made: Service) -> None:
        self._app = create_app(made)

    def __call__(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="https://feeds.example.org") as client:
                client.headers.clear()
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                async with client.stream(method, path, headers=named) as response:
                    response.raw = b"".join([part async for part in response.aiter_raw()])  # type: ignore[attr-defined]
                    return response

        return asyncio.run(ask())


def raw(response: httpx.Response) -> bytes:
    """The bytes of an answer as they were sent."""
    return response.raw  # type: ignore[attr-defined, no-any-return]
