"""What the verbs share: options, opening a library, progress, and how errors are told."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndicate.errors import LedgerError, SettingsError, SyndicateError, UsageError

if TYPE_CHECKING:
    from syndicate.model import Problem
    from syndicate.publishing.library import Library

FAILED, USAGE = 1, 2


class Verbs(click.Group):
    """Verbs in the order of the work, and our errors told in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the verbs in the order in which they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; an error of ours is one line and an exit code."""
        try:
            return super().invoke(ctx)
        except SyndicateError as error:
            click.echo(f"syndicate: {error}", err=True)
            ctx.exit(USAGE if isinstance(error, (SettingsError, UsageError, LedgerError)) else FAILED)


def in_library(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the option --library."""
    where = click.Path(path_type=Path, file_okay=False)
    return click.option("--library", type=where, default=Path(), help="The library's folder (default: here).")(verb)


def as_json(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")(verb)


def jobs(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the option --jobs."""
    return click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes to use.")(verb)


def choosing(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options --article and --lang, each of which may stand several times."""
    for name, parameter, metavar, what in (
        ("lang", "languages", "TAG", "language"),
        ("article", "articles", "ID", "article"),
    ):
        told = f"Only this {what} (again for more)."
        verb = click.option(f"--{name}", parameter, multiple=True, metavar=metavar, help=told)(verb)
    return verb


def open_library(folder: Path) -> "Library":
    """The library in a folder; SettingsError where there is none."""
    from syndicate.publishing.library import open_library as opened

    return opened(folder)


def say(lines: Iterable[object], data: object, *, as_json: bool) -> None:
    """Print the lines, or the data as JSON."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for line in lines:
        click.echo(line)


def problems_to_data(problems: "Iterable[Problem]") -> list[dict[str, Any]]:
    """The Problems as JSON-able data."""
    from syndicate.publishing.report import problem_to_data

    return [problem_to_data(problem) for problem in problems]


def is_failure(problems: "Iterable[Problem]") -> bool:
    """Whether one of them is an error: then the exit code is 1."""
    return any(problem.severity.value == "error" for problem in problems)


def progress(what: str, done: int, total: int) -> None:
    """Show on a terminal how far long work has come; on anything else say nothing."""
    if sys.stderr.isatty() and (done % 20 == 0 or done == total):
        of = f"/{total}" if total else ""
        click.echo(f"\r{what} {done}{of}\x1b[K", nl=done == total, err=True)
