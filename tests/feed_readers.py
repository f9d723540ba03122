"""Real feed readers with one face: subscribe to feeds, poll them, and tell what people are shown.

A program that is not installed is a failure in CI (CI=true), and a skip anywhere else.
"""

import importlib
import json
import mailbox
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest


@dataclass(frozen=True)
class Shown:
    """One entry as a reader shows it; ``content`` is HTML. ``id`` is what the reader knows it by."""

    id: str
    title: str
    link: str
    content: str
    published: datetime


class FeedReader(Protocol):
    """Subscriptions to one or more feeds, with a folder of their own."""

    def __init__(self, home: Path, *urls: str) -> None:
        """Subscribe, without a request."""

    def poll(self) -> None:
        """Ask for each feed once, and take in what is new."""

    def shown(self) -> list[Shown]:
        """Everything that it holds, duplicates and all."""


class Reader:
    """The Python library `reader`, as a program that is built upon it would use it."""

    def __init__(self, home: Path, *urls: str) -> None:
        self._library = module("reader").make_reader(str(home / "reader.sqlite"))
        self._urls = urls
        for url in urls:
            self._library.add_feed(url)
        self.counts: list[tuple[int, int] | None] = []  # new and modified entries of each poll; None: not modified

    def poll(self) -> None:
        for url in self._urls:
            found = self._library.update_feed(url)
            self.counts.append((found.new, found.modified) if found else None)

    def shown(self) -> list[Shown]:
        return [
            Shown(entry.id, entry.title, entry.link, _richest(entry.content), entry.published)
            for entry in self._library.get_entries()
        ]

    def languages(self) -> set[str]:
        """What it knows of the language of the contents."""
        return {content.language for entry in self._library.get_entries() for content in entry.content}


def _richest(contents: Any) -> str:
    """HTML before plain text: a JSON Feed has both."""
    return max(contents, key=lambda content: (content.is_html, len(content.value))).value


class FeedParser:
    """The Python library `feedparser`, with the validators kept by whoever calls it: what the documents hold now."""

    def __init__(self, home: Path, *urls: str) -> None:
        self._validators: dict[str, dict[str, str]] = {url: {} for url in urls}
        self._entries: dict[str, list[Any]] = {url: [] for url in urls}

    def poll(self) -> None:
        for url, validators in self._validators.items():
            found = module("feedparser").parse(url, **validators)
            assert not found.bozo, found.get("bozo_exception")
            self._validators[url] = {name: found[name] for name in ("etag", "modified") if name in found}
            if found.status != 304:
                self._entries[url] = found.entries

    def shown(self) -> list[Shown]:
        return [_parsed(entry) for entries in self._entries.values() for entry in entries]


def _parsed(entry: Any) -> Shown:
    published = datetime(*entry.published_parsed[:6], tzinfo=UTC)
    return Shown(entry.id, entry.title, entry.link, entry.content[0].value, published)


class Follower:
    """A partner who follows the archive (RFC 5005 §4, JSON Feed's ``next_url``), as our documentation tells them to.

    Each poll asks for the subscription document and then for every archive page, all with their validators, and
    takes the entries by id, newest document first. What it knew and does not find stays.
    """

    def __init__(self, home: Path, *urls: str) -> None:
        self._urls = urls
        self._pages: dict[str, tuple[str, bytes]] = {}  # by URL: ETag and bytes
        self._known: dict[str, Shown] = {}
        self.walked: list[str] = []  # the documents of the last poll, in their order

    def poll(self) -> None:
        found: dict[str, Shown] = {}
        self.walked = []
        for url in self._urls:
            following: str | None = url
            while following:
                assert following not in self.walked, f"{following} comes round again"
                self.walked.append(following)
                entries, following = _page(self._get(following), is_json=following.endswith(".json"))
                found = {entry.id: entry for entry in entries} | found
        self._known |= found

    def _get(self, url: str) -> bytes:
        etag, known = self._pages.get(url, ("", b""))
        try:
            with urlopen(Request(url, headers={"If-None-Match": etag} if etag else {})) as answer:
                self._pages[url] = answer.headers["ETag"], answer.read()
        except HTTPError as error:
            if error.code != 304:
                raise
            error.close()
            return known
        return self._pages[url][1]

    def shown(self) -> list[Shown]:
        return list(self._known.values())


def _page(data: bytes, *, is_json: bool) -> tuple[list[Shown], str | None]:
    """The entries of a document, and the URL of the one before it."""
    if is_json:
        feed = json.loads(data)
        return [_item(item) for item in feed["items"]], feed.get("next_url")
    found = module("feedparser").parse(data)
    assert not found.bozo, found.get("bozo_exception")
    before = [link.href for link in found.feed.links if link.rel == "prev-archive"]
    assert len(before) <= 1
    return [_parsed(entry) for entry in found.entries], before[0] if before else None


def _item(item: dict[str, Any]) -> Shown:
    published = datetime.fromisoformat(item["date_published"])
    return Shown(item["id"], item["title"], item["url"], item["content_html"], published)


class Newsboat:
    """newsboat, unattended; what it shows is what stands in its cache."""

    def __init__(self, home: Path, *urls: str) -> None:
        self._program, self._home = program("newsboat"), home
        (home / "urls").write_text("".join(f"{url}\n" for url in urls))
        (home / "config").write_text("")

    def poll(self) -> None:
        files = [f"{flag}{self._home / name}" for flag, name in (("-u", "urls"), ("-c", "cache.db"), ("-C", "config"))]
        _run(self._home, self._program, *files, "-x", "reload")

    def shown(self) -> list[Shown]:
        with closing(sqlite3.connect(self._home / "cache.db")) as cache:
            rows = cache.execute("SELECT guid, title, url, content, pubDate FROM rss_item WHERE deleted = 0").fetchall()
        return [Shown(*texts, datetime.fromtimestamp(date, UTC)) for *texts, date in rows]


class Rss2Email:
    """rss2email, which mails every new entry once: here into a maildir, as HTML and as plain text."""

    def __init__(self, home: Path, *urls: str) -> None:
        self._program, self._home = program("r2e"), home
        for folder in ("cur", "new", "tmp"):
            (home / "mail" / "INBOX" / folder).mkdir(parents=True)
        settings = {
            "to": "editor@example.org",
            "email-protocol": "maildir",
            "maildir-path": home / "mail",
            "html-mail": True,
            "multipart-html": True,
            "date-header": True,
            "date-header-order": "issued",
            "verbose": "warning",
        }
        lines = "\n".join(f"{name} = {value}" for name, value in settings.items())
        (home / "r2e.cfg").write_text(f"[DEFAULT]\n{lines}\n")
        for number, url in enumerate(urls):
            self._r2e("add", f"feed{number}", url)

    def _r2e(self, *arguments: str) -> None:
        _run(
            self._home, self._program, "-c", f"{self._home / 'r2e.cfg'}", "-d", f"{self._home / 'r2e.json'}", *arguments
        )

    def poll(self) -> None:
        self._r2e("run")

    def mails(self) -> list[EmailMessage]:
        """Every mail that was ever sent."""
        box = mailbox.Maildir(self._home / "mail" / "INBOX")
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118 - a mailbox has no others

    def shown(self) -> list[Shown]:
        return [
            Shown(
                mail["X-RSS-ID"],
                mail["Subject"],
                mail["X-RSS-URL"],
                _part(mail, "html"),
                mail["Date"].datetime.replace(tzinfo=UTC),  # its dates end in -0000: UTC, by RFC 5322 §3.3
            )
            for mail in self.mails()
        ]


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def module(name: str) -> ModuleType:
    """A Python library that is one of our clients."""
    try:
        return importlib.import_module(name)
    except ImportError:
        _missing(name, f"pip install {name}")


def program(name: str) -> str:
    """The path of a program that is one of our clients."""
    path = shutil.which(name)
    return path or _missing(name, f"apt install {'rss2email' if name == 'r2e' else name}")


def _missing(name: str, advice: str) -> NoReturn:
    refuse: Callable[[str], NoReturn] = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    refuse(f"{name} is not here: {advice}")


def _run(home: Path, *command: str) -> None:
    """Run a program that knows nothing of this machine's settings, and expect it to have nothing to complain about."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    environment = kept | {"HOME": str(home), "LANG": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    assert not done.stderr, done.stderr
