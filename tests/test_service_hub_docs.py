"""The subscribers of docs/websub.md, run as they are printed there, against the real hub."""

import hashlib
import hmac
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hub_kit import HOST, SITE, TOPIC, Hubbing, eventually
from service_kit import LOOPBACK, service

from syndicate.service.storage.tables import subscriptions

pytestmark = [LOOPBACK, pytest.mark.slow]

DOCS = (Path(__file__).parents[1] / "docs" / "websub.md").read_text("utf-8")
SECRET = "a secret, for nobody else"


def printed(language: str) -> str:
    """The one example in a language."""
    (code,) = re.findall(rf"^```{language}\n(.*?)^```$", DOCS, re.DOTALL | re.MULTILINE)
    return str(code)


@contextmanager
def running(command: Sequence[str], folder: Path, port: int) -> Iterator[str]:
    """A subscriber's server in a folder of its own; its address."""
    env = {**os.environ, "WEBSUB_SECRET": SECRET, "PORT": str(port)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, env=env, stdout=quiet, stderr=quiet) as process:
        try:
            eventually(lambda: is_up(port))
            yield f"http://{HOST}:{port}/"
        finally:
            process.kill()


def is_up(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex((HOST, port)) == 0


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        return int(sock.getsockname()[1])


def command(language: str, folder: Path, port: int) -> Sequence[str]:
    if language == "python":
        (folder / "callback.py").write_text(printed("python"), "utf-8")
        return (sys.executable, "callback.py")
    php = shutil.which("php")
    if php is None:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("PHP is not here: apt install php-cli")
    (folder / "index.php").write_text(printed("php"), "utf-8")
    return (php, "-S", f"{HOST}:{port}", "index.php")


@pytest.mark.parametrize("language", ["python", "php"])
def test_the_printed_subscriber_agrees_receives_and_is_not_fooled(tmp_path: Path, language: str) -> None:
    folder, port = tmp_path / "reader", free_port()
    folder.mkdir()
    feed = folder / "feed.xml"
    made = service(tmp_path / "library", trusted_hosts=(HOST,))
    with Hubbing(made) as hub, running(command(language, folder, port), folder, port) as callback:
        assert hub.subscribe(callback, "en/atom.xml").status_code == 202, "which it did not want"
        assert hub.subscribe(callback, secret=SECRET).status_code == 202
        hub.settled(2, "verify")
        (row,) = hub.rows(subscriptions)
        assert row.topic == TOPIC
        hub.publish()
        hub.settled()
        assert feed.read_bytes() == hub.body()

        before = feed.read_bytes()
        forged = b"<feed/>"
        wrong = hmac.new(b"guessed", forged, hashlib.sha256).hexdigest()
        for headers in ({}, {"x-hub-signature": f"sha256={wrong}"}, {"x-hub-signature": "sha1=" + "0" * 40}):
            assert httpx.post(callback, content=forged, headers=headers, trust_env=False).status_code == 202
        assert feed.read_bytes() == before
        right = hmac.new(SECRET.encode(), forged, hashlib.sha256).hexdigest()
        httpx.post(callback, content=forged, headers={"x-hub-signature": f"sha256={right}"}, trust_env=False)
        assert feed.read_bytes() == forged


def test_the_printed_addresses_are_those_of_the_examples() -> None:
    assert f'<{SITE}websub>; rel="hub", <{SITE}{TOPIC}>; rel="self"' in DOCS
