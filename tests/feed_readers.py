"""Real feed readers with one face: subscribe to a feed, poll it, and tell what people are shown.

A program that is not installed is a failure in CI (CI=true), and a skip anywhere else.
"""

import importlib
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

import pytest


@dataclass(frozen=True)
class Shown:
    """One entry as a reader shows it; ``content`` is HTML."""

    title: str
    link: str
    content: str
    published: datetime


class FeedReader(Protocol):
    """A subscription to one feed in a folder of its own."""

    def __init__(self, home: Path, url: str) -> None:
        """Subscribe, without a request."""

    def poll(self) -> None:
        """Ask for the feed once, and take in what is new."""

    def shown(self) -> list[Shown]:
        """Everything that it holds, duplicates and all."""


class Reader:
    """The Python library `reader`, as a program that is built upon it would use it."""

    def __init__(self, home: Path, url: str) -> None:
        self._library = module("reader").make_reader(str(home / "reader.sqlite"))
        self._library.add_feed(url)
        self._url = url
        self.counts: list[tuple[int, int] | None] = []  # new and modified entries of each poll; None: not modified

    def poll(self) -> None:
        found = self._library.update_feed(self._url)
        self.counts.append((found.new, found.modified) if found else None)

    def shown(self) -> list[Shown]:
        return [
            Shown(entry.title, entry.link, _richest(entry.content), entry.published)
            for entry in self._library.get_entries()
        ]

    def languages(self) -> set[str]:
        """What it knows of the language of the contents."""
        return {content.language for entry in self._library.get_entries() for content in entry.content}


def _richest(contents: Any) -> str:
    """HTML before plain text: a JSON Feed has both."""
    return max(contents, key=lambda content: (content.is_html, len(content.value))).value


class FeedParser:
    """The Python library `feedparser`, with the validators kept by whoever calls it."""

    def __init__(self, home: Path, url: str) -> None:
        self._url, self._validators = url, dict[str, str]()
        self._entries: list[Any] = []

    def poll(self) -> None:
        found = module("feedparser").parse(self._url, **self._validators)
        assert not found.bozo, found.get("bozo_exception")
        self._validators = {name: found[name] for name in ("etag", "modified") if name in found}
        if found.status != 304:
            self._entries = found.entries

    def shown(self) -> list[Shown]:
        return [
            Shown(entry.title, entry.link, entry.content[0].value, datetime(*entry.published_parsed[:6], tzinfo=UTC))
            for entry in self._entries
        ]


class Newsboat:
    """newsboat, unattended; what it shows is what stands in its cache."""

    def __init__(self, home: Path, url: str) -> None:
        self._program, self._home = program("newsboat"), home
        (home / "urls").write_text(f"{url}\n")
        (home / "config").write_text("")

    def poll(self) -> None:
        files = [f"{flag}{self._home / name}" for flag, name in (("-u", "urls"), ("-c", "cache.db"), ("-C", "config"))]
        _run(self._home, self._program, *files, "-x", "reload")

    def shown(self) -> list[Shown]:
        with closing(sqlite3.connect(self._home / "cache.db")) as cache:
            rows = cache.execute("SELECT title, url, content, pubDate FROM rss_item WHERE deleted = 0").fetchall()
        return [Shown(title, url, content, datetime.fromtimestamp(date, UTC)) for title, url, content, date in rows]


class Rss2Email:
    """rss2email, which mails every new entry once: here into a maildir, as HTML and as plain text."""

    def __init__(self, home: Path, url: str) -> None:
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
        self._r2e("add", "feed", url)

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
            # Its dates end in -0000: UTC, by RFC 5322 §3.3.
            Shown(mail["Subject"], mail["X-RSS-URL"], _part(mail, "html"), mail["Date"].datetime.replace(tzinfo=UTC))
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
