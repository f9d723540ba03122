"""What one publish costs the hub: ``python -m benchmarks.websub [--subscribers 2000] [--database URL]``.

The demo's Spanish feed goes to subscribers on this machine, each with a secret, first at as many hosts as there are
subscribers and then all at one. They are another process, which reads each delivery to its end and answers 204. Over
plain http: on the Internet each delivery pays a TLS handshake as well. Prints JSON; times are seconds of wall and CPU
(the hub's process alone).
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, insert, select, update

from syndicate.publishing.library import open_library
from syndicate.service import hub
from syndicate.service.context import Service, open_service
from syndicate.service.outbound.client import Client
from syndicate.service.outbound.outbox import Outbox
from syndicate.service.storage.tables import deliveries, subscriptions, topics

HERE = Path(__file__).parents[1]
TOPIC = "es/atom.xml"


async def _subscriber(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    await reader.readexactly(length)
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def _subscribers() -> None:
    server = await asyncio.start_server(_subscriber, "127.0.0.1", 0, backlog=1000, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def subscribers() -> Iterator[int]:
    """Run the subscribers' server; its port."""
    command = [sys.executable, "-m", "benchmarks.websub", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _service(folder: Path, url: str) -> Service:
    for name in ("articles", "locales", "feeds"):
        shutil.copytree(HERE / name, folder / name)
    shutil.copyfile(HERE / "pyproject.toml", folder / "pyproject.toml")
    library = open_library(folder)
    settings = replace(library.settings.service, database=url)
    made = open_service(library, settings, lambda: datetime.now(UTC), {})
    made.shelf.refresh()
    return made


def _subscribe(connection: Connection, made: Service, hosts: Sequence[str], count: int, port: int) -> None:
    secret, now = made.box.close(b"a secret"), made.now()
    begun = {"topic": TOPIC, "secret": secret, "created": now, "lease_ends": now + timedelta(days=1)}
    connection.execute(deliveries.delete())
    connection.execute(subscriptions.delete())
    connection.execute(
        insert(subscriptions),
        [
            {"id": f"s{n}", "host": host, "callback": f"http://{host}:{port}/{n}", **begun}
            for n in range(count)
            for host in [hosts[n % len(hosts)]]
        ],
    )


def _announce(connection: Connection, made: Service) -> int:
    """As after a publish that changed the topic."""
    edition = made.shelf.edition
    assert edition is not None
    connection.execute(update(topics).where(topics.c.topic == TOPIC).values(sha256=""))
    return hub.announce(connection, made, edition)


def _states(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return {row[0]: row[1] for row in rows}


async def measure(made: Service, hosts: Sequence[str], count: int, port: int) -> Mapping[str, object]:
    """Subscribe, announce and deliver."""
    settings = replace(made.settings, trusted_hosts=tuple(hosts))
    made = replace(made, settings=settings)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    await made.database.run(_subscribe, made, hosts, count, port)
    begun = time.perf_counter()
    told = await made.database.run(_announce, made)
    announced = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF)
    async with Client(contact="https://feeds.example.org/", trusted_hosts=hosts, resolve=resolve) as client:
        running = asyncio.create_task(Outbox(made, hub.handlers(made, client)).run())
        while (await made.database.run(_states)).get("waiting"):
            await asyncio.sleep(0.05)
        delivered = time.perf_counter()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "hosts": len(hosts),
        "told": told,
        "states": await made.database.run(_states),
        "announce": round(announced - begun, 3),
        "deliver": round(delivered - announced, 2),
        "per_second": round(told / (delivered - announced)),
        "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
    }


def main() -> None:
    """Measure both, and print."""
    parser = argparse.ArgumentParser(description="What one publish costs the hub")
    parser.add_argument("--subscribers", type=int, default=2000)
    parser.add_argument(
        "--database", default="", help="an SQLAlchemy URL of an empty database; SQLite in a folder else"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(_subscribers())
        return
    with tempfile.TemporaryDirectory() as folder, subscribers() as port:
        made = _service(Path(folder), asked.database)
        edition = made.shelf.edition
        assert edition is not None
        with made.database.begin() as connection:
            hub.announce(connection, made, edition)
        many = [f"h{n}.test" for n in range(asked.subscribers)]
        runs = [asyncio.run(measure(made, hosts, asked.subscribers, port)) for hosts in (many, ["one.test"])]
        size = edition.resources[TOPIC].length
        load = os.getloadavg()[0]
        print(
            json.dumps(
                {"subscribers": asked.subscribers, "bytes": size, "load": round(load, 1), "runs": runs}, indent=1
            )
        )
        made.database.close()


if __name__ == "__main__":
    main()
