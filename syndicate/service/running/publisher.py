"""Publishing from within the service: a process of its own for each, so that its memory and a crash stay outside."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from syndicate.publishing.library import Library
from syndicate.service.context import Service

log = logging.getLogger(__name__)

_BUSY = "another publish"  # as `files.locked` says it
_KEPT_BACK = ("SYNDICATE_DATABASE_URL", "SOURCE_DATE_EPOCH")  # no business of a publish; and a day that never passes
_LONGEST = 400  # characters of an error that are kept for the log


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a publish: its exit code, its report as data (README: ``publish --json``), or why there is none.

    ``is_busy``: another publish of the library was running.
    """

    code: int
    report: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    is_busy: bool = False

    @property
    def is_published(self) -> bool:
        """Whether feeds/ is what the sources say, but for what the report's Problems name."""
        return bool(self.report)

    @property
    def problems(self) -> list[Mapping[str, Any]]:
        """The Problems of the report."""
        return list(self.report.get("problems", ()))

    @property
    def changed(self) -> list[str]:
        """The files that changed, by their paths below feeds/."""
        return list(self.report.get("changed_files", ()))


class Publisher:
    """Runs ``syndicate publish``, one at a time."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._turn = asyncio.Lock()

    async def __call__(self, why: str) -> Outcome:
        """Publish; ``why`` is for the log. Never raises for what the publish does."""
        async with self._turn:
            start = perf_counter()
            outcome = await self._run()
        seconds = round(perf_counter() - start, 2)
        told = {"why": why, "exit_code": outcome.code, "seconds": seconds, "changed": len(outcome.changed)}
        if outcome.is_published:
            errors = sum(problem["severity"] == "error" for problem in outcome.problems)
            log.log(logging.WARNING if errors else logging.INFO, "published", extra={**told, "errors": errors})
        else:
            log.warning("could not publish", extra={**told, "reason": outcome.error[:_LONGEST]})
        name = "done" if outcome.code == 0 else "problems" if outcome.is_published else "failed"
        self._service.metrics.publishes.labels("busy" if outcome.is_busy else name).inc()
        return outcome

    async def _run(self) -> Outcome:
        library, settings = self._service.library, self._service.settings
        secret = {settings.admin_token_env, settings.secret_key_env, *_KEPT_BACK}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "syndicate", "publish", "--json", "--library", str(library.root.resolve())),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is ours to pass on
            env={name: value for name, value in os.environ.items() if name not in secret},
        )
        try:
            out, err = await process.communicate()
        except BaseException:  # we are stopped: a publish may be stopped at any moment, and the next one finishes it
            if process.returncode is None:
                process.terminate()
                await process.wait()
            raise
        return read(process.returncode or 0, out, err)


def read(code: int, out: bytes, err: bytes) -> Outcome:
    """The outcome of a publish that ended with that code and said that."""
    error = err.decode("utf-8", "replace").strip()
    try:
        report = json.loads(out) if out.strip() else {}
    except ValueError:
        report = {}
    if not report and not error:
        error = f"it ended with exit code {code} and said nothing" if code >= 0 else f"it was ended by signal {-code}"
    return Outcome(code, report, "" if report else error, is_busy=not report and _BUSY in error)


def has_sources(library: Library) -> bool:
    """Whether the library's sources are on this machine.

    A server may have been given feeds/ and the settings alone. A publish there would take every article for deleted.
    """
    return library.articles.is_dir() and any(path.is_file() for path in library.articles.rglob("*"))
