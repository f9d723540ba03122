"""Partners for tests: admitted to a service, and asking it.

made = usual(tmp_path)  # as `service` of service_kit, from a library that was published once for all tests
partner, token = admitted(made, languages=("es",))
ask(Partners(made), f"/p/{token}/es/atom.xml").status_code  # 200
"""

import asyncio
import base64
import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from libraries import write as write_file
from service_kit import clock, service
from small_library import HOUR, SmallLibrary, tree
from sqlalchemy import select

from syndicate.service.context import Service
from syndicate.service.partners import registry, tokens, webhooks
from syndicate.service.partners.profiles import Profile
from syndicate.service.partners.receipts import Fetch, Fetches, write
from syndicate.service.partners.registry import Partner
from syndicate.service.partners.room import Partners
from syndicate.service.storage.tables import deliveries


def usual(root: Path, **options: Any) -> Service:
    """A service over the usual library, published at NOON."""
    has_database = "database" in options
    for path, data in _published().items():
        if not (has_database and path.startswith("state/")):
            write_file(root / path, data)
    made = service(root, publish=False, **options)
    made.shelf.refresh()
    return made


def apart(root: Path, **options: Any) -> Service:
    """A service over a library in which `hands` has a topic, and `sleep` has and had none."""
    SmallLibrary.begin(root, **options.pop("library", {})).article("sleep", topics=[])
    return service(root, **options)


@cache
def _published() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        service(Path(folder)).database.close()
        return {path: data for path, data in tree(Path(folder)).items() if "/served/" not in path}


def admitted(made: Service, name: str = "portal", *, webhook: str = "", **profile: Any) -> tuple[Partner, str]:
    """A partner that was just added, and its secret; what its webhook is signed with is `KEY`."""
    secret = made.box.close(KEY) if webhook else None
    with made.database.begin() as connection:
        partner = registry.add(
            connection, name, Profile(**profile), now=made.now(), webhook_url=webhook, webhook_secret=secret
        )
        return partner, tokens.issue(connection, partner, made.now())


KEY, WRITTEN_KEY = webhooks.new_secret()


def ask(app: Any, path: str, method: str = "GET", **options: Any) -> httpx.Response:
    """One request, without a socket."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=("192.0.2.7", 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://feeds.test") as client:
            return await client.request(method, path, **options)

    return asyncio.run(asked())


def basic(name: str, password: str) -> dict[str, str]:
    """The header of HTTP Basic."""
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def fetch(made: Service, partner: Partner, path: str = "es/atom.xml") -> None:
    """The partner fetches a document now, and it is written down at once."""
    edition = made.shelf.edition
    assert edition is not None
    assert edition.manifest.built is not None
    noted, now, built = Fetches(), made.now(), edition.manifest.built
    noted.note(
        Fetch(
            partner=partner.id,
            language=path.partition("/")[0],
            path=path,
            first=now,
            first_built=built,
            last=now,
            built=built,
            sha256="0" * 64,
            agent="test",
        )
    )
    with made.database.begin() as connection:
        write(connection, noted.take(), edition, made.library.settings)


def flushed(room: Partners) -> None:
    """What the room would do a few seconds later."""
    asyncio.run(room.flush())


def publish(made: Service, after: timedelta = HOUR) -> None:
    """Publish what editors wrote, that much later, and take it up."""
    SmallLibrary(made.library.root).publish(clock(made).forward(after))
    made.shelf.refresh()


def announced(made: Service) -> int:
    """Put into the outbox what webhooks have to tell; how many are new."""
    assert made.shelf.edition is not None
    with made.database.begin() as connection:
        return webhooks.announce(connection, made, made.shelf.edition)


def bodies(made: Service) -> list[dict[str, Any]]:
    """What waits in the outbox for webhooks, in the order of its events."""
    with made.database.begin() as connection:
        rows = connection.execute(select(deliveries.c.payload).where(deliveries.c.kind == "webhook")).all()
    found = [json.loads(row.payload["body"]) for row in rows]
    return sorted(found, key=lambda one: (one["timestamp"], one["type"], one["data"]["id"]))
