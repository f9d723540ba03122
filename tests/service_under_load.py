"""A service under load: who polls it, who is subscribed, a partner with a webhook, and what must hold in the end.

scene = Scene.begin(tmp_path, launcher, others, rounds=3)   # three articles to withdraw
served = scene.serve()
scene.subscribe(served)
with polling(served.port, *scene.paths) as pollers:
    scene.publish(withdraw=scene.articles[0])
    until(scene.is_settled, served)
is_right(scene, pollers)
"""

import hashlib
import http.client
import json
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from threading import Event, Thread
from typing import Any

import brotli
import httpx
import zstandard
from hub_kit import SITE, Answer, Delivery, Subscriber, Subscribers
from service_process import QUICK, Launcher, Served, until
from small_library import SmallLibrary
from sqlalchemy import Engine, NullPool, create_engine

from syndicate.publishing.library import open_library
from syndicate.service.partners import registry
from syndicate.service.partners.events import Concerns
from syndicate.service.partners.webhooks import identifier
from syndicate.service.shelf.shelf import Shelf

TOPIC = "en/atom.xml"
READERS = 5
SECOND = timedelta(seconds=1)
ENVIRON = {
    "SYNDICATE_SERVICE_TRUSTED_HOSTS": "127.0.0.1",
    "SYNDICATE_SERVICE_DELIVERY_TIMEOUT": "1",
    "SYNDICATE_SERVICE_PUBLISH_DUE": "false",
    "SYNDICATE_SERVICE_STOP_TIMEOUT": "20",
    "SYNDICATE_SERVICE_REQUESTS_PER_MINUTE": "60000",
}


# ── who polls ───────────────────────────────────────────────────────────────────────────────────

DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": lambda data: zlib.decompress(data, wbits=31),
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompress(data, max_output_size=10_000_000),
}


@dataclass
class Poller:
    """Fetches an address again and again; ``wrong`` has what no client should ever see."""

    port: int
    path: str
    encoding: str
    bodies: list[bytes] = field(default_factory=list)
    modified: list[datetime] = field(default_factory=list)
    cut: int = 0
    wrong: list[str] = field(default_factory=list)

    def fetch(self, connection: http.client.HTTPConnection) -> None:
        """One request; what is not whole is known by its length."""
        connection.request("GET", self.path, headers={"Accept-Encoding": self.encoding})
        answer = connection.getresponse()
        try:
            body = answer.read()
        except (http.client.HTTPException, OSError):
            self.cut += 1
            raise
        if answer.status != 200:
            self.wrong.append(f"{answer.status} {body[:200]!r}")
            return
        encoding = answer.headers.get("Content-Encoding", "identity")
        plain = DECODERS[encoding](body)
        tag = answer.headers["ETag"].strip('"').partition("-")[0]
        if hashlib.sha256(plain).hexdigest()[:32] != tag:
            self.wrong.append(f"{answer.headers['ETag']} is not the tag of {plain[:200]!r}")
        self.bodies.append(plain)
        modified = parsedate_to_datetime(answer.headers["Last-Modified"])
        if self.modified and modified < self.modified[-1]:
            self.wrong.append(f"{modified} after {self.modified[-1]}")
        self.modified.append(modified)

    def run(self, stop: Event) -> None:
        """Until it is stopped, whether somebody answers or not."""
        while not stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                while not stop.wait(0.04):
                    self.fetch(connection)
            except (OSError, http.client.HTTPException):
                stop.wait(0.05)
            finally:
                connection.close()


@contextmanager
def polling(port: int, *paths: str) -> Iterator[list[Poller]]:
    """Everybody at work, with each encoding in turn."""
    names = ["br", "gzip", "zstd", "identity"]
    pollers = [Poller(port, path, names[number % 4]) for number, path in enumerate(paths)]
    stop = Event()
    threads = [Thread(target=poller.run, args=(stop,), daemon=True) for poller in pollers]
    for thread in threads:
        thread.start()
    try:
        yield pollers
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)


# ── the scene ───────────────────────────────────────────────────────────────────────────────────


@dataclass
class Scene:
    """A library with articles to withdraw, subscribers to its feed, and a partner with a webhook."""

    small: SmallLibrary
    launcher: Launcher
    others: Subscribers
    articles: list[str]
    environ: Mapping[str, str]
    published: list[bytes] = field(default_factory=list)
    readers: list[Subscriber] = field(default_factory=list)

    @classmethod
    def begin(cls, root: Path, launcher: Launcher, others: Subscribers, rounds: int, **environ: str) -> "Scene":
        small = SmallLibrary.begin(root)
        scene = cls(small, launcher, others, [f"article{n}" for n in range(rounds)], ENVIRON | environ)
        for name in scene.articles:
            small.article(name, title=f"About {name}", summary="A summary.", published="2026-11-03", body="Words.")
        scene.publish()
        scene.hooks = others.add("/hooks", on_delivery=thank_slowly)
        words = ("partner", "add", "portal", "--library", str(root), "--webhook", scene.hooks.url, "--json")
        code, told = launcher.run(*words, environ=dict(scene.environ))
        assert code == 0, told
        scene.token = json.loads(told)["token"]
        return scene

    hooks: Subscriber = field(init=False)
    token: str = field(init=False)
    last: datetime = field(init=False)

    def serve(self, *options: str, root: Path | None = None, port: int = 0) -> Served:
        served = self.launcher.serve(
            root or self.small.root, *options, port=port, environ=dict(self.environ), constants=QUICK
        )
        until(lambda: httpx.get(f"{served.url}{TOPIC}").status_code == 200, served)
        return served

    def subscribe(self, served: Served) -> None:
        """Everybody subscribes; agreed once the subscriptions are there."""
        self.readers = [self.others.add(f"/reader{number}", on_delivery=thank_slowly) for number in range(READERS)]
        for reader in self.readers:
            form = {"hub.mode": "subscribe", "hub.callback": reader.url, "hub.topic": f"{SITE}{TOPIC}"}
            assert httpx.post(f"{served.url}websub", data=form, timeout=60).status_code == 202
        for reader in self.readers:
            reader.wait_for_verifications(1)

    def publish(self, withdraw: str = "") -> None:
        """Publish, a second later at least; the first time an hour ago, before there was a partner."""
        if withdraw:
            changes = {"title": f"About {withdraw}", "summary": "A summary.", "published": "2026-11-03"}
            self.small.article(withdraw, body="Words.", withdrawn={"on": "2026-11-22"}, **changes)
        next_second = datetime.now(UTC).replace(microsecond=0) + SECOND
        self.last = max(self.last + SECOND, next_second) if self.published else next_second - timedelta(hours=1)
        self.small.publish(self.last)
        self.published.append((self.small.feeds / TOPIC).read_bytes())

    @property
    def paths(self) -> list[str]:
        mine = [f"/p/{self.token}/en/feed.json"] * 2
        return ["/en/atom.xml"] * 4 + ["/en/feed.json", "/index.json", "/v1/en/latest", *mine]

    # ── what is known ───────────────────────────────────────────────────────────────────────────

    @cached_property
    def engine(self) -> Engine:
        """The database, as it is for whoever looks at it from outside."""
        sqlite = f"sqlite:///{self.small.root / 'state' / 'service.db'}"
        return create_engine(self.environ.get("SYNDICATE_DATABASE_URL", sqlite), poolclass=NullPool)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database has, by SQL."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query).all()]

    def expected(self) -> set[str]:
        """The ids of the webhooks that the partner must have had by now."""
        shelf = Shelf(open_library(self.small.root), (), lambda: datetime.now(UTC))
        shelf.refresh()
        assert shelf.edition
        with self.engine.connect() as connection:
            (partner,) = registry.everybody(connection)
        return {
            identifier(partner, concern) for concern in Concerns(shelf.edition, self.small.library.settings).of(partner)
        }

    def delivered(self) -> int:
        """How much has come so far, to whomever."""
        return sum(len(other.deliveries) for other in (self.hooks, *self.readers))

    def has_delivered(self, count: int) -> bool:
        """Whether that much has come."""
        return self.delivered() >= count

    def is_settled(self) -> bool:
        """Whether nothing waits, and everybody has the newest."""
        waits = self.rows("SELECT count(*) FROM deliveries WHERE state = 'waiting'")[0][0]
        newest = self.published[-1]
        has_all = all(reader.deliveries and reader.deliveries[-1].body == newest for reader in self.readers)
        return not waits and has_all and len(ids(self.hooks.deliveries)) == len(self.published) - 1


def thank_slowly(_: Delivery) -> Answer:
    """Take what is delivered after a while: so a process is killed in the middle of it."""
    time.sleep(0.1)
    return 204, {}, b""


def ids(webhooks: list[Delivery]) -> Counter[str]:
    return Counter(webhook.headers["webhook-id"] for webhook in webhooks)


def told_by(poller: Poller) -> set[str]:
    """The articles that the documents of a poller say are withdrawn."""
    items = [item for body in poller.bodies for item in json.loads(body)["items"]]
    return {item["_syndicate"]["article"] for item in items if item["_syndicate"]["status"] == "withdrawn"}


def is_right(scene: Scene, pollers: list[Poller]) -> None:
    """What must hold after whatever was killed."""
    assert [poller.wrong for poller in pollers] == [[]] * len(pollers)
    assert all(poller.bodies for poller in pollers)
    for poller in pollers:
        assert poller.path != "/en/atom.xml" or set(poller.bodies) <= set(scene.published)
    subscribed = scene.rows("SELECT callback FROM subscriptions")
    assert {callback for (callback,) in subscribed} == {reader.url for reader in scene.readers}
    for reader in scene.readers:
        assert {delivery.body for delivery in reader.deliveries} <= set(scene.published)
    # Each event has one id, each id one event, in whatever order and how often they came.
    bodies: dict[str, set[bytes]] = {}
    for webhook in scene.hooks.deliveries:
        bodies.setdefault(webhook.headers["webhook-id"], set()).add(webhook.body)
    assert all(len(found) == 1 for found in bodies.values())
    assert len(set.union(*bodies.values())) == len(bodies) == len(scene.articles)
    assert bodies.keys() == scene.expected()
    assert scene.rows("SELECT count(*) FROM deliveries WHERE kind = 'webhook'") == [(len(bodies),)]
    # No receipt says more than what was seen, and those of webhooks are all there in the end.
    receipts = scene.rows("SELECT how, event FROM receipts")
    assert sorted(event.partition("/")[0] for how, event in receipts if how == "webhook") == scene.articles
    seen = set.union(*(told_by(poller) for poller in pollers if poller.path.startswith("/p/")))
    assert {event.partition("/")[0] for how, event in receipts if how == "fetch"} <= seen
