"""Outboxes that can be killed: a process that starts them by fork, so that each costs little.

python tests/outbox_process.py LIBRARY DATABASE-URL

Reads lines ``SECONDS STEP`` from stdin: run an outbox whose clock is so many seconds ahead, and kill it (SIGKILL) at
its STEP-th step: before or after something is sent, or before or after a transaction is committed. With 0 it ends by
itself once nothing waits. Answers each line with the exit status.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from syndicate.publishing.library import open_library
from syndicate.service import hub
from syndicate.service.context import Service, open_service
from syndicate.service.outbound.client import Answer, Client
from syndicate.service.outbound.deliveries import Delivery, Outcome
from syndicate.service.outbound.outbox import Outbox
from syndicate.service.storage.database import Database
from syndicate.service.storage.tables import deliveries


class Killed:
    """Counts steps, and dies at one of them."""

    def __init__(self, at: int) -> None:
        self._at, self._steps = at, count(1)

    def step(self) -> None:
        if next(self._steps) == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


class KilledClient(Client):
    """May die before it sends and before it hears."""

    killed: Killed

    async def post(self, address: str, body: bytes, headers: Mapping[str, str] = {}) -> Any:
        self.killed.step()
        answer = await super().post(address, body, headers)
        self.killed.step()
        return answer


class KilledOutbox(Outbox):
    """May die at the end of a transaction, before and after it is committed."""

    killed: Killed

    def _exchange(self, connection: Connection, *args: Any) -> list[Delivery]:
        taken = super()._exchange(connection, *args)
        if taken or args[0]:
            self.killed.step()
        return taken

    def _begin(self, delivery: Delivery) -> None:
        self.killed.step()
        super()._begin(delivery)


def service(root: Path, url: str, ahead: timedelta) -> Service:
    library = open_library(root)
    changes = {"database": url, "trusted_hosts": ("127.0.0.1",), "deliveries_at_once": 6, "deliveries_per_host": 6}
    settings = type(library.settings.service)(**changes)
    made = open_service(library, settings, lambda: datetime.now(UTC) + ahead, {})
    made.shelf.refresh()
    return made


async def work(made: Service, killed: Killed) -> None:
    async with KilledClient(contact="https://feeds.example.org/", trusted_hosts=("127.0.0.1",)) as client:
        client.killed = killed

        async def webhook(delivery: Delivery) -> Outcome:
            answer = await client.post(delivery.payload["url"], b"{}", {"webhook-id": delivery.id})
            done = isinstance(answer, Answer) and answer.is_success
            again_at = made.now() + timedelta(seconds=1)
            return Outcome(state="done" if done else "waiting", again_at=again_at)

        outbox = KilledOutbox(made, {**hub.handlers(made, client), "webhook": webhook})
        outbox.killed = killed
        running = asyncio.create_task(outbox.run())
        while await made.database.run(waits):
            await asyncio.sleep(0.02)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def waits(connection: Connection) -> int:
    found = select(func.count()).select_from(deliveries).where(deliveries.c.state == "waiting")
    return int(connection.execute(found).scalar_one())


def child(root: Path, url: str, ahead: timedelta, step: int) -> None:
    made = service(root, url, ahead)
    assert isinstance(made.database, Database)
    asyncio.run(work(made, Killed(step)))


def main(arguments: Sequence[str]) -> None:
    root, url = Path(arguments[0]), arguments[1]
    service(root, url, timedelta()).database.close()  # once, so that no child has to import anything
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        seconds, step = map(int, line.split())
        pid = os.fork()
        if not pid:
            try:
                child(root, url, timedelta(seconds=seconds), step)
            except BaseException:  # noqa: BLE001 - the child must not go on as its parent
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
