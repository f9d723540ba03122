"""Many publishes under many pollers: what is served is whole at each moment, and time never goes back."""

import asyncio
import gzip
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic

import aiohttp
import brotli
import pytest
import zstandard
from real_service import RealService, running
from service_kit import LOOPBACK
from small_library import NOON, SmallLibrary

pytestmark = [pytest.mark.slow, LOOPBACK]

CLIENTS, PUBLISHES, PAUSES = 50, 200, 5
PATHS = (
    "",
    "index.json",
    "en/atom.xml",
    "en/rss.xml",
    "en/feed.json",
    "en/latest.json",
    "en/items/hands.json",
    "en/items/sleep.html",
    "en/archive/1/atom.xml",
    "es/atom.xml",
    "es/feed.json",
    "corrections.json",
    "opml.xml",
)
ACCEPTED = (None, "identity", "gzip", "br", "zstd", "gzip, deflate, br, zstd", "*;q=0.5, br;q=0", "deflate")
DECODERS = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstandard.ZstdDecompressor().decompress,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer: when it was asked for and was there (seconds), and which version it was of."""

    path: str
    begun: float
    ended: float
    status: int
    digest: str  # what its ETag begins with: 32 hexadecimal digits of the SHA-256 of the document
    modified: datetime


class Progress:
    """How many publishes there were, for whoever waits for one."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._count = 0

    async def tell(self, count: int) -> None:
        async with self._changed:
            self._count = count
            self._changed.notify_all()

    async def reached(self, number: int) -> bool:
        """Wait for the publish of that number; False where it is beyond the last one."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._count >= min(number, PUBLISHES))
        return number < PUBLISHES


@dataclass
class Poller:
    """A client with a connection of its own; it asks with whatever it holds, or without."""

    url: str
    session: aiohttp.ClientSession
    chance: random.Random
    seen: list[Seen]
    held: dict[str, tuple[str, str]] = field(default_factory=dict)  # by path: ETag and Last-Modified

    async def poll(self, progress: "Progress") -> None:
        """Ask at every third publish or so, at whatever moment."""
        number = 0
        while await progress.reached(number := number + self.chance.randint(1, 5)):
            await asyncio.sleep(self.chance.uniform(0, 0.2))
            await self.ask(self.chance.choice(PATHS), "HEAD" if self.chance.random() < 0.15 else "GET")

    async def ask(self, path: str, method: str = "GET") -> tuple[Seen, bytes]:
        """One request, and everything that must hold for its answer alone."""
        headers = self._validators(path)
        accepted = self.chance.choice(ACCEPTED)
        if accepted is not None:
            headers["accept-encoding"] = accepted
        begun = monotonic()
        async with self.session.request(method, f"{self.url}{path}", headers=headers) as answer:
            sent = await answer.read()
        ended = monotonic()
        got, tag, when = answer.headers, answer.headers["etag"], answer.headers["last-modified"]
        seen = Seen(path, begun, ended, answer.status, tag[1:33], parsedate_to_datetime(when))
        told = f"{method} {path} {headers}: {answer.status} {dict(got)}"
        body = b""
        if answer.status == 304:
            assert {"if-none-match", "if-modified-since"} & headers.keys(), told
            assert seen.digest == self.held[path][0][1:33], f"not modified, but it holds another version: {told}"
            assert not sent, told
        else:
            assert answer.status in (200, 410), told
            assert answer.status == 410 or tag not in headers.get("if-none-match", ""), told
            assert int(got["content-length"]) > 0, told
        if method == "GET" and answer.status != 304:
            assert len(sent) == int(got["content-length"]), told
            encoding = got.get("content-encoding", "")
            assert tag == (f'"{seen.digest}-{encoding}"' if encoding else f'"{seen.digest}"'), told
            body = DECODERS[encoding](sent)
            assert hashlib.sha256(body).hexdigest().startswith(seen.digest), told
            self.held[path] = tag, when
        self.seen.append(seen)
        return seen, body

    def _validators(self, path: str) -> dict[str, str]:
        tag, when = self.held.get(path, ("", ""))
        if not tag:
            return {}
        kinds = (
            {},
            {"if-none-match": tag},
            {"if-none-match": f'"{"0" * 32}", W/{tag}'},
            {"if-modified-since": when},
            {"if-none-match": tag, "if-modified-since": when},
        )
        return dict(self.chance.choice(kinds))

    async def audit(self, progress: "Progress") -> int:
        """Compare documents with the manifest, where that one is the same before and after; how often it was."""
        compared, number = 0, 0
        while await progress.reached(number := number + 3):
            before, manifest = await self._manifest()
            asked = [(await self.ask(path))[0] for path in self.chance.sample([one for one in PATHS if one], 4)]
            after, _ = await self._manifest()
            if before == after:
                compared += 1
                digests = {path: file["sha256"] for path, file in manifest["files"].items()} | {"index.json": before}
                for seen in asked:
                    assert digests[seen.path].startswith(seen.digest), seen
        return compared

    async def _manifest(self) -> tuple[str, dict[str, dict[str, dict[str, str]]]]:
        self.held.pop("index.json", None)  # so that the answer has a body
        seen, body = await self.ask("index.json")
        return seen.digest, json.loads(body)


def edits(small: SmallLibrary) -> Iterator[None]:
    """Changes to publish one by one: of the source, of a translation, there and back, and a withdrawal for a while."""
    for number in range(PUBLISHES):
        if number % 3 == 0:
            small.article("hands", topics=[], summary=f"Soap keeps germs away, {number % 6 + 1}.")
        elif number % 3 == 1:
            with small.po("sleep") as entries:
                entries["Keep the room dark."].target = f"Mantenga el cuarto a oscuras: {number}."
        else:
            gone = {"withdrawn": {"on": "2026-11-21", "reason": "It was wrong."}} if 80 <= number < 120 else {}
            small.article("sleep", topics=[], title=f"Sleeping well {number % 2}", **gone)
        yield


async def publish_all(small: SmallLibrary, served: RealService, progress: Progress) -> None:
    """Publish after each edit; sometimes wait until it is served, so that there are as many editions at least."""
    for number, _ in enumerate(edits(small), 1):
        await asyncio.to_thread(small.publish, NOON + timedelta(seconds=number))
        if number % PAUSES == 0:
            await asyncio.to_thread(served.until_served)
        await progress.tell(number)


async def poll_while_publishing(small: SmallLibrary, served: RealService) -> tuple[list[Seen], int]:
    """All that 50 clients were answered during 200 publishes, and how often one found documents and manifest agree."""
    progress, seen = Progress(), list[Seen]()
    sessions = [
        aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=["accept-encoding"]) for _ in range(CLIENTS + 1)
    ]
    pollers = [Poller(served.url, session, random.Random(n), seen) for n, session in enumerate(sessions)]
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(publish_all(small, served, progress))
            for poller in pollers[1:]:
                tasks.create_task(poller.poll(progress))
            auditing = tasks.create_task(pollers[0].audit(progress))
    finally:
        for session in sessions:
            await session.close()
    return seen, auditing.result()


def versions(seen: list[Seen]) -> dict[tuple[str, datetime], set[str]]:
    """The digests of each path at each Last-Modified."""
    found = defaultdict(set)
    for one in seen:
        found[one.path, one.modified].add(one.digest)
    return found


def went_back(seen: list[Seen]) -> list[tuple[Seen, Seen]]:
    """Pairs of answers of which the later one, asked for after the earlier one was there, has an earlier date."""
    found = []
    for path in {one.path for one in seen}:
        own = [one for one in seen if one.path == path]
        ended, last = iter(sorted(own, key=lambda one: one.ended)), None
        waiting = next(ended)
        for one in sorted(own, key=lambda one: one.begun):
            while waiting is not None and waiting.ended < one.begun:
                last = waiting if last is None or waiting.modified > last.modified else last
                waiting = next(ended, None)
            if last is not None and one.modified < last.modified:
                found.append((last, one))
    return found


def test_two_hundred_publishes_under_fifty_pollers(tmp_path: Path) -> None:
    """Each answer is one version as a whole, of its date and no other; and the last publish is there soon."""
    small = SmallLibrary.begin(tmp_path, topics={}, service={"publish_due": False})
    for identifier in ("hands", "sleep"):
        small.article(identifier, topics=[])
    small.publish()
    with running(tmp_path, look=0.2) as served:
        served.until_served()
        seen, compared = asyncio.run(poll_while_publishing(small, served))
        statuses = Counter(one.status for one in seen)
        editions = {one.digest for one in seen if one.path == "index.json"}
        assert went_back(seen) == []
        assert {at: digests for at, digests in versions(seen).items() if len(digests) > 1} == {}
        assert compared > PUBLISHES // PAUSES // 2
        assert len(editions) >= PUBLISHES // PAUSES
        assert {200, 304, 410} == statuses.keys()
        assert min(statuses[200], statuses[304]) > CLIENTS
        for path, file in small.json("index.json")["files"].items():
            body = served.client.get(path).content
            assert hashlib.sha256(body).hexdigest() == file["sha256"], f"{path}, after the last publish"
