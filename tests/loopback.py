"""A small HTTP server on 127.0.0.1 that serves a folder as a careful web server does: types, validators, 304.

with serving(folder) as site:
    reader.subscribe(f"{site.url}es/atom.xml")
assert site.statuses("/es/atom.xml") == [200]
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

_TYPES = {
    "atom.xml": "application/atom+xml; charset=utf-8",
    "rss.xml": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xml": "text/x-opml; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}


@dataclass
class Site:
    """What is served, where, and what was asked for: (path, status) in order. ``folder`` may be changed at any time."""

    folder: Path
    url: str = ""
    requests: list[tuple[str, int]] = field(default_factory=list)

    def statuses(self, path: str) -> list[int]:
        """The answers to the requests for a path."""
        return [status for asked, status in self.requests if asked == path]


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serve a folder until the block is left. Its URL ends in a slash; the port is a free one."""
    site = Site(folder)
    handler = type("Handler", (_Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.site.folder / f".{path}"
        file = file / "index.html" if path.endswith("/") else file
        if ".." in path or not file.is_file():
            self._answer(path, 404, {}, b"")
            return
        body = file.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        modified = formatdate(int(file.stat().st_mtime), usegmt=True)
        kind = next((kind for end, kind in _TYPES.items() if file.name.endswith(end)), "application/octet-stream")
        validators = {"ETag": etag, "Last-Modified": modified, "Cache-Control": "public, max-age=0"}
        if self._is_known(etag, modified):
            self._answer(path, 304, validators, b"")
        else:
            self._answer(path, 200, validators | {"Content-Type": kind}, body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _is_known(self, etag: str, modified: str) -> bool:
        """RFC 9110 §13.2.2: the ETag decides where one was sent, else the date."""
        if tags := self.headers.get("If-None-Match"):
            return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        if since := self.headers.get("If-Modified-Since"):
            return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
        return False

    def _answer(self, path: str, status: int, headers: dict[str, str], body: bytes) -> None:
        self.site.requests.append((path, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests look at ``requests``."""
