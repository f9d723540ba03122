"""A portal's end of webhooks: what the documentation shows works against what is sent."""

import asyncio
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from partners_kit import KEY, WRITTEN_KEY, admitted, announced, bodies, publish, usual
from running_services import until
from service_kit import LOOPBACK, clock, service, serving
from small_library import HOUR, SmallLibrary
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from syndicate.service.context import Service
from syndicate.service.outbound.client import Client
from syndicate.service.outbound.outbox import Outbox
from syndicate.service.partners import webhooks
from syndicate.service.partners.webhooks import Webhooks
from syndicate.service.storage.tables import deliveries, receipts

DOCS = (Path(__file__).parents[1] / "docs/partner-access.md").read_text("utf-8")


def receipts_of(made: Service) -> int:
    with made.database.begin() as connection:
        return len(connection.execute(select(receipts)).all())


def is_refused(made: Service) -> bool:
    """Whether the one delivery was tried, and waits for its next time."""
    with made.database.begin() as connection:
        (row,) = connection.execute(select(deliveries)).all()
    return row.status == 503 and row.claimed_by is None


# ── end to end ──────────────────────────────────────────────────────────────────────────────────


class Portal:
    """A partner's end on this machine: refuses at first, then takes what is signed."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.had: list[tuple[str, dict[str, Any]]] = []
        self.app = Starlette(routes=[Route("/hooks", self.receive, methods=["POST"])])

    async def receive(self, request: Request) -> Response:
        body = await request.body()
        namespace: dict[str, Any] = {}
        exec(snippet("python"), namespace)
        if not namespace["verified"](WRITTEN_KEY, request.headers, body):
            return Response("not signed by you", 401)
        if self.refusals:
            self.refusals -= 1
            return Response("busy", 503)
        self.had.append((request.headers["webhook-id"], json.loads(body)))
        return Response(status_code=204)


def snippet(language: str) -> str:
    """The example of that language in the documentation."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCS, re.S)
    return str(found)


@pytest.mark.slow
@LOOPBACK
def test_a_withdrawal_reaches_a_portal_that_checks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    portal = Portal(refusals=1)
    with serving(portal.app) as url:
        made = usual(tmp_path, trusted_hosts=("127.0.0.1",))
        admitted(made, webhook=f"{url}/hooks", languages=("es",))
        SmallLibrary(tmp_path).article("hands", withdrawn={"on": "2026-11-22"})
        publish(made)
        announced(made)
        monkeypatch.setattr(time, "time", lambda: made.now().timestamp())

        async def work() -> None:
            async with Client(contact="https://feeds.example.org/", trusted_hosts=("127.0.0.1",)) as client:
                outbox = Outbox(made, {"webhook": Webhooks(made, client)})
                task = asyncio.create_task(outbox.run())
                await until(lambda: is_refused(made))
                clock(made).forward(HOUR)
                outbox.wake()
                await until(lambda: receipts_of(made) == 1)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(work())
        ((id_, body),) = portal.had
        assert body["data"]["article"] == "hands"
        with made.database.begin() as connection:
            (row,) = connection.execute(select(deliveries)).all()
        assert (row.id, row.state) == (id_, "done")


# ── the examples of the documentation ───────────────────────────────────────────────────────────


def cases(made: Service) -> list[tuple[bool, dict[str, str], bytes]]:
    body = '{"título": "ñ"}'.encode()
    now = made.now()
    good = dict(webhooks.sign(KEY, "msg_1", now, body))
    rotated = good | {"webhook-signature": f"v1,AAAA {good['webhook-signature']}"}
    return [
        (True, good, body),
        (True, rotated, body),
        (False, good, body + b" "),
        (False, good | {"webhook-id": "msg_2"}, body),
        (False, dict(webhooks.sign(KEY, "msg_1", now - HOUR, body)), body),
        (False, dict(webhooks.sign(b"another", "msg_1", now, body)), body),
        (False, good | {"webhook-timestamp": "x"}, body),
    ]


def test_the_python_example_tells_ours_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    made = service(tmp_path, publish=False)
    monkeypatch.setattr(time, "time", lambda: made.now().timestamp())
    namespace: dict[str, Any] = {}
    exec(snippet("python"), namespace)
    for wanted, headers, body in cases(made):
        assert namespace["verified"](WRITTEN_KEY, headers, body) is wanted


@pytest.mark.slow
def test_so_does_the_php_example(tmp_path: Path) -> None:
    php = shutil.which("php")
    assert php, "apt install php-cli"
    made = service(tmp_path, publish=False)
    script = snippet("php").replace("time()", str(int(made.now().timestamp())))
    script += "\n$given = json_decode(stream_get_contents(STDIN), true);\n"
    script += "echo json_encode(array_map(fn($one) => verified($one[0], $one[1], $one[2]), $given));\n"
    (tmp_path / "verify.php").write_text(script, "utf-8")
    given = [[WRITTEN_KEY, headers, body.decode()] for _, headers, body in cases(made)]
    done = subprocess.run(
        [php, tmp_path / "verify.php"], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [wanted for wanted, _, _ in cases(made)]


def test_the_documentation_shows_what_is_sent(tmp_path: Path) -> None:
    made = usual(tmp_path)
    admitted(made, webhook="https://portal.example/hooks", languages=("es",))
    SmallLibrary(tmp_path).article("hands", withdrawn={"on": "2026-11-22"})
    publish(made)
    announced(made)
    (sent,) = bodies(made)
    shown = json.loads(snippet("json"))
    assert (set(shown), set(shown["data"])) == (set(sent), set(sent["data"]))
