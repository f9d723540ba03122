"""Translation servers on 127.0.0.1: one that speaks LibreTranslate with apertium behind it, one that misbehaves.

with libretranslate() as server:                  # eng-spa and eng-cat from Debian behind it
    EngineSettings(use="deep", provider="libre", url=server.url)
    server.texts, server.requests                 # what came, in order
with misbehaving(Answer(429), shouting) as server:  # one answer after the other, the last one again and again
"""

import html
import json
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from syndicate.config import EngineSettings
from syndicate.translation.engines.apertium import apertium

Pairs = Collection[tuple[str, str]]
DEBIAN: Pairs = (("en", "es"), ("en", "ca"))
Translate = Callable[[Sequence[str], str, str], Sequence[str]]
"""Texts, source, target → results."""


class Request(NamedTuple):
    """What came: ``fields`` are those of the query, the form or the JSON body (a list body stands under ``""``)."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    fields: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What goes back; it waits ``after`` seconds, and ``drips`` a byte at a time with that long between them.

    ``cut`` announces more bytes than come.
    """

    status: int = 200
    body: bytes | str | Mapping[str, Any] | Sequence[Any] = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0
    drips: float = 0
    cut: bool = False


Behavior = Answer | Callable[[Request], Answer]


@dataclass
class Server:
    """Where it is, what it was asked, and what it does next."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    behaviors: list[Behavior] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        """The next answer; the last one stays."""
        self.requests.append(request)
        behavior = self.behaviors.pop(0) if len(self.behaviors) > 1 else self.behaviors[0]
        return behavior if isinstance(behavior, Answer) else behavior(request)

    @property
    def texts(self) -> list[str]:
        """Every text that LibreTranslate was asked to translate."""
        asked = [request.fields["q"] for request in self.requests if request.path == "/translate"]
        return [text for each in asked for text in (each if isinstance(each, list) else [each])]


@contextmanager
def misbehaving(*behaviors: Behavior) -> Iterator[Server]:
    """Serve these answers, until the block is left."""
    server = Server(behaviors=list(behaviors))
    handler = type("Handler", (_Handler,), {"served": server})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True
        http.block_on_close = False  # a thread that still drips must not hold the test
        server.url = f"http://127.0.0.1:{http.server_port}/"
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


@contextmanager
def libretranslate(
    pairs: Pairs = DEBIAN, *, key: str = "", char_limit: int = 0, translate: Translate | None = None
) -> Iterator[Server]:
    """A LibreTranslate server for these pairs; apertium's, or ``translate(texts, source, target)``."""
    speak = translate or _apertium
    with misbehaving(lambda request: _libre(request, pairs, key, char_limit, speak)) as server:
        yield server


def shouting(request: Request) -> Answer:
    """A reply of LibreTranslate: the texts in capitals."""
    return Answer(body={"translatedText": [text.upper() for text in request.fields["q"]]})


def _apertium(texts: Sequence[str], source: str, target: str) -> list[str]:
    """Like the real one, it takes white space for a space, and keeps ``<br/>``."""
    lines = [" ".join(text.split()).replace("<br/>", "\n") for text in texts]
    results = apertium("double", EngineSettings(use="apertium"), os.environ)(lines, source, target)
    return [result.replace("\n", "<br/>") if isinstance(result, str) else "" for result in results]


def _libre(request: Request, pairs: Pairs, key: str, char_limit: int, translate: Translate) -> Answer:
    """Its wire format: JSON, form or query; one text or a list; its words for what is wrong; unescaped results."""
    if request.path == "/languages":
        codes = sorted({code for pair in pairs for code in pair})
        targets = {code: sorted(target for source, target in pairs if source == code) for code in codes}
        return Answer(body=[{"code": code, "name": code, "targets": targets[code]} for code in codes])
    asked = request.fields
    for name in ("q", "source", "target"):
        if not asked.get(name):
            return Answer(400, {"error": f"Invalid request: missing {name} parameter"})
    if key and asked.get("api_key") != key:
        return Answer(403, {"error": "Invalid API key"})
    texts = asked["q"] if isinstance(asked["q"], list) else [asked["q"]]
    if char_limit and (size := sum(map(len, texts))) > char_limit:
        return Answer(400, {"error": f"Invalid request: request ({size}) exceeds text limit ({char_limit})"})
    if (asked["source"], asked["target"]) not in pairs:
        return Answer(400, {"error": f"{asked['target']} is not supported"})
    results = [html.unescape(result) for result in translate(texts, asked["source"], asked["target"])]
    return Answer(body={"translatedText": results if isinstance(asked["q"], list) else results[0]})


class _Handler(BaseHTTPRequestHandler):
    served: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each body waits 40 ms for the client to acknowledge the headers

    def do_GET(self) -> None:
        answer = self.served.answer(self._request())
        body = answer.body if isinstance(answer.body, bytes | str) else json.dumps(answer.body)
        data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        time.sleep(answer.after)
        try:
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) + answer.cut))
            self.end_headers()
            for part in [data] if not answer.drips else [data[i : i + 1] for i in range(len(data))]:
                self.wfile.write(part)
                time.sleep(answer.drips)
        except OSError:  # the client has gone, as it should
            self.close_connection = True
        if answer.cut:
            self.close_connection = True

    def do_POST(self) -> None:
        self.do_GET()

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fields: dict[str, Any] = {name: values[0] for name, values in parse_qs(parts.query).items()}
        kind = self.headers.get("Content-Type") or ""
        if "json" in kind:
            read = json.loads(body)
            fields |= read if isinstance(read, dict) else {"": read}
        elif "form" in kind:
            fields |= {name: values[0] for name, values in parse_qs(body.decode()).items()}
        return Request(self.command, parts.path, parts.query, dict(self.headers), body, fields)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests look at ``requests``."""
