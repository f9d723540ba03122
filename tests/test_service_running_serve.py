"""`syndicate serve` as people begin it: what it says, before and after a publish, while files change, at its end."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest
from click.testing import CliRunner
from real_service import until
from service_kit import LOOPBACK
from small_library import NOON, SmallLibrary

from syndicate.cli.serve import serve

pytestmark = LOOPBACK


@contextmanager
def serving(root: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """The verb at a free port: its process, its URL, and the lines that it has printed."""
    command = [sys.executable, "-m", "syndicate", "serve", "--library", str(root), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    lines = [process.stdout.readline().strip()]

    def read() -> None:
        lines.extend(line.strip() for line in process.stdout or ())

    reader = Thread(target=read, daemon=True)
    reader.start()
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/", lines[0])
        assert found, lines
        yield process, found[0], lines
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait(60)
        reader.join(60)
        process.stdout.close()


@pytest.mark.slow
def test_it_serves_what_is_published_from_the_first_publish_on(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    with serving(tmp_path) as (process, url, lines):
        assert "nothing is published yet: `syndicate publish" in lines[0]
        assert " for https://feeds.example.org/, where links and pictures lead" in lines[0]
        until(lambda: httpx.get(f"{url}healthz").status_code == 200)
        early = httpx.get(f"{url}es/atom.xml")
        assert (early.status_code, "retry-after" in early.headers) == (503, True)
        assert httpx.get(f"{url}readyz").json()["reasons"] == ["nothing is published yet"]
        small.publish(NOON)
        until(lambda: httpx.get(f"{url}es/atom.xml").status_code == 200)
        assert httpx.get(f"{url}es/atom.xml").content == (small.feeds / "es/atom.xml").read_bytes()
        assert httpx.get(f"{url}readyz").status_code == 200
        assert "syndicate_requests_total" in httpx.get(f"{url}metrics").text
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    with serving(tmp_path) as (_, _, lines):
        assert "the publish of 2026-11-22T12:00:00Z: 2 languages, 4 feeds" in lines[0]


@pytest.mark.slow
def test_with_watch_a_save_is_published_and_a_broken_source_is_named_while_the_rest_is_served(tmp_path: Path) -> None:
    small = SmallLibrary.begin(tmp_path)
    with serving(tmp_path, "--watch") as (process, url, lines):
        assert "nothing is published yet: it is published now" in lines[0]
        until(lambda: b"Sleeping well" in httpx.get(f"{url}en/atom.xml").content)
        small.article("sleep", title="Sleeping better")
        until(lambda: b"Sleeping better" in httpx.get(f"{url}en/atom.xml").content)
        until(lambda: any(f"{url}en/items/sleep.html" in line for line in lines))
        (tmp_path / "articles" / "hands.md").write_text("---\nid: hands\n  bad: [\n---\n")
        until(lambda: any("articles/hands.md:3:6: error yaml-syntax" in line for line in lines))
        assert b"Washing your hands" in httpx.get(f"{url}en/atom.xml").content
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


@pytest.mark.slow
def test_several_workers_serve_one_library(tmp_path: Path) -> None:
    SmallLibrary.begin(tmp_path).publish()
    with serving(tmp_path, "--workers", "2") as (process, url, _):
        until(lambda: httpx.get(f"{url}es/atom.xml").status_code == 200)
        before = counted(url)
        assert {httpx.get(f"{url}es/rss.xml").status_code for _ in range(20)} <= {200, 503}
        until(lambda: counted(url) >= before + 20)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def counted(url: str) -> float:
    lines = httpx.get(f"{url}metrics").text.splitlines()
    return sum(
        float(line.rpartition(" ")[2]) for line in lines if line.startswith('syndicate_requests_total{room="feeds"')
    )


# ── what is wrong ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "environ", "told"),
    [
        (["--library", "no-library"], {}, "no settings here"),
        (["--host", "192.0.2.1"], {}, "cannot listen at 192.0.2.1:8080: this machine has no such address"),
        ([], {"SYNDICATE_SERVICE_PROT": "1"}, "did you mean SYNDICATE_SERVICE_PORT?"),
        ([], {"SYNDICATE_SERVICE_WORKERS": "many"}, "SYNDICATE_SERVICE_WORKERS: error settings-value"),
    ],
)
def test_a_wrong_word_is_told_and_the_exit_code_is_2(
    tmp_path: Path, options: list[str], environ: dict[str, str], told: str
) -> None:
    SmallLibrary.begin(tmp_path)
    command = [sys.executable, "-m", "syndicate", "serve", *options]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **environ}, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr


def test_its_help_says_what_it_does() -> None:
    told = CliRunner().invoke(serve, ["--help"])
    assert told.exit_code == 0
    for option in ("--host", "--port", "--workers", "--watch", "--open"):
        assert option in told.output
