"""`syndicate serve` as a process that is killed at will: begun by fork, so that each start costs little.

with launching(tmp_path) as launcher:
    served = launcher.serve(root, workers=2)      # once it listens; served.url, served.pid
    served.kill()                                 # SIGKILL
    served = launcher.serve(root, port=served.port)
    assert served.stop() == 0                     # SIGTERM, and its exit code
    assert "Traceback" not in served.said()       # all that it printed and logged
    launcher.run("partner", "add", "portal", "--library", str(root))   # exit code and output of another verb
"""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

PATIENCE = 180.0
"""Seconds after which what is waited for is not coming."""
QUICK = {"syndicate.service.outbound.outbox": {"_HANDLING": 0.5, "_POLL": 0.3}}
"""Constants by module: with them and a short delivery_timeout, what a killed process held is soon another's."""


@dataclass
class Served:
    """A service that runs, or did."""

    pid: int
    url: str
    output: Path
    _launcher: "Launcher"
    _code: int | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rstrip("/").rpartition(":")[2])

    @property
    def children(self) -> set[int]:
        """Its workers, where it has several."""
        return {int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()}

    @property
    def memory(self) -> int:
        """What it has in memory, MB."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        assert found
        return int(found[1]) // 1024

    def said(self) -> str:
        """All that it printed and logged."""
        return self.output.read_text()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The lines of its log about an event."""
        lines = [json.loads(line) for line in self.said().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def kill(self) -> None:
        """End it as a power cut would, with its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop; its exit code."""
        os.kill(self.pid, number)
        return self.wait()

    def wait(self) -> int:
        """Its exit code, once it has ended; negative for a signal."""
        if self._code is None:
            self._code = int(self._launcher.ask({"wait": self.pid}))
        return self._code


@dataclass
class Launcher:
    """Begins processes."""

    folder: Path
    process: "subprocess.Popen[str]"
    begun: list[Served] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def ask(self, what: Mapping[str, Any]) -> str:
        """Tell the program below what to do, and hear of it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{json.dumps(what)}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def serve(self, root: Path, *options: str, port: int = 0, **more: Any) -> Served:
        """`syndicate serve`, once it answers. ``environ``, ``constants`` and ``files`` (open files, soft and hard)."""
        served = self.begin("serve", "--library", str(root), "--port", str(port), *options, **more)
        until(lambda: re.search(r"serving (http://\S+/)", served.said()) or _is_over(served), served)
        found = re.search(r"serving (http://\S+/)", served.said())
        assert found, served.said()
        served.url = found[1]
        until(lambda: httpx.get(f"{served.url}healthz", timeout=20).status_code == 200, served)
        return served

    def begin(self, *arguments: str, **more: Any) -> Served:
        """Any verb, and no waiting."""
        output = self.folder / f"output{next(self._numbers)}"
        output.touch()
        pid = int(self.ask({"arguments": arguments, "output": str(output), **more}))
        served = Served(pid, "", output, self)
        self.begun.append(served)
        return served

    def run(self, *arguments: str, **more: Any) -> tuple[int, str]:
        """Any verb to its end: the exit code and what it said."""
        done = self.begin(*arguments, **more)
        return done.wait(), done.said()


@contextmanager
def launching(folder: Path) -> Iterator[Launcher]:
    """A launcher, whose processes end with it."""
    folder.mkdir(parents=True, exist_ok=True)
    pipe = subprocess.PIPE
    command = [sys.executable, str(Path(__file__))]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=Path(__file__).parents[1]) as process:
        launcher = Launcher(folder, process)
        try:
            yield launcher
        finally:
            for served in launcher.begun:
                served.kill()
            assert process.stdin
            process.stdin.close()


def until(what: Callable[[], object], served: Served | None = None, seconds: float = PATIENCE) -> None:
    """Wait until something holds; a server that is not up yet is no error."""
    end = time.monotonic() + seconds
    while True:
        with suppress(httpx.TransportError):
            if what():
                return
        assert time.monotonic() < end, f"it did not come about: {served.said()[-3000:] if served else ''}"
        time.sleep(0.03)


def _is_over(served: Served) -> bool:
    return Path(f"/proc/{served.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


# ── the program ─────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Read a line of JSON for each process that is begun or waited for, and answer with a number."""
    from importlib import import_module

    for name in ("syndicate.cli.serve", "syndicate.service.app", "syndicate.service.running.server", "psycopg"):
        import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
        elif not (answer := os.fork()):
            _become(**asked)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _become(
    arguments: Sequence[str],
    output: str,
    environ: Mapping[str, str] | None = None,
    constants: Mapping[str, Mapping[str, Any]] | None = None,
    files: tuple[int, int] | None = None,
) -> None:
    from importlib import import_module

    from syndicate.cli import main as syndicate

    os.setsid()
    opened = os.open(output, os.O_WRONLY | os.O_APPEND)
    for number in (1, 2):
        os.dup2(opened, number)
    os.environ.update(environ or {})
    for module, values in (constants or {}).items():
        vars(import_module(module)).update(values)
    if files:
        resource.setrlimit(resource.RLIMIT_NOFILE, files)
    code: object = 1
    try:
        sys.argv = ["syndicate", *arguments]
        syndicate()
    except SystemExit as error:
        code = error.code
    except BaseException:  # noqa: BLE001 - the child must not go on as its parent
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main()
