"""The command line: one call per verb. Heavy imports wait until a verb needs them, so that --help is quick.

Exit codes: 0 done · 1 some items failed or were found wrong · 2 usage or settings.
"""
# ruff: noqa: PLC0415 - see above

import json
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndicate import __version__
from syndicate.errors import LedgerError, SettingsError, SyndicateError, UsageError

if TYPE_CHECKING:
    from syndicate.publishing.library import Library

FAILED, USAGE = 1, 2


class _Verbs(click.Group):
    """Verbs in the order of the work, and our errors told in one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SyndicateError as error:
            click.echo(f"syndicate: {error}", err=True)
            ctx.exit(USAGE if isinstance(error, (SettingsError, UsageError, LedgerError)) else FAILED)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="syndicate")
def cli() -> None:
    """Articles in, feeds per language out: multilingual syndication for health publishers."""


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that knows no arrows must not stop a publish
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="syndicate")


def _in_library(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the option --library."""
    where = click.Path(path_type=Path, file_okay=False)
    return click.option("--library", type=where, default=Path(), help="The library's folder (default: here).")(verb)


def _as_json(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")(verb)


def _jobs(verb: Callable[..., None]) -> Callable[..., None]:
    return click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes to use.")(verb)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_as_json
def init(folder: Path, as_json: bool) -> None:
    """Begin a library in FOLDER, with an article in English and one in Spanish."""
    from syndicate.commands.init import init as begin

    written = begin(folder)
    if as_json:
        click.echo(json.dumps({"written": [str(path) for path in written]}))
        return
    for path in written:
        click.echo(path)
    click.echo(f"next: syndicate publish --library {folder}")


@cli.command()
@_in_library
@_jobs
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def check(library: Path, jobs: int, form: str) -> None:
    """Find what is wrong with sources, catalogs and settings, with file, line, column and code."""
    from syndicate.commands import check as checking
    from syndicate.model import Severity
    from syndicate.publishing.executors import processes

    found = checking.check(_open(library), spread=processes(jobs), progress=_progress)
    written = {"text": checking.as_text, "json": checking.as_json, "github": checking.as_github}[form](found)
    if written:
        click.echo(written)
    if any(problem.severity is Severity.ERROR for problem in found):
        sys.exit(FAILED)


@cli.command()
@_in_library
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article (again for more).")
@click.option("--lang", "languages", multiple=True, metavar="TAG", help="Only this language (again for more).")
@_as_json
def update(library: Path, articles: tuple[str, ...], languages: tuple[str, ...], as_json: bool) -> None:
    """Bring the PO files of articles up to their texts; what translators wrote is kept."""
    from syndicate.commands.update import update as bring_up
    from syndicate.publishing.report import problem_to_data

    done = bring_up(_open(library), articles=articles, languages=languages)
    if as_json:
        problems = [problem_to_data(problem) for problem in done.problems]
        click.echo(json.dumps({"changed": done.changed, "looked_at": done.looked_at, "problems": problems}))
    else:
        for line in (*map(str, done.problems), *done.changed, f"{len(done.changed)} of {done.looked_at} files changed"):
            click.echo(line)
    if done.problems:
        sys.exit(FAILED)


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where to write.")
@click.option("--facts", type=click.Path(path_type=Path, dir_okay=False), help="YAML with what the page leaves out.")
@_in_library
@_as_json
def import_(file: Path, folder: Path, facts: Path | None, library: Path, as_json: bool) -> None:
    """Make an article of FILE, a page as plain text, and list what a person must supply."""
    from syndicate.commands.import_ import import_page
    from syndicate.publishing.report import problem_to_data

    done = import_page(file, folder, facts, _open(library))
    if as_json:
        problems = [problem_to_data(problem) for problem in done.problems]
        click.echo(json.dumps({"written": str(done.path), "problems": problems}, ensure_ascii=False, indent=2))
    else:
        for line in (*map(str, done.problems), f"written: {done.path}"):
            click.echo(line)
    if done.is_incomplete:
        sys.exit(FAILED)


@cli.command()
@_in_library
@_jobs
@click.option("--dry-run", is_flag=True, help="Say what subscribers would see, and write nothing.")
@click.option("--fresh", is_flag=True, help="Publish over files that have no ledger: versions begin anew.")
@_as_json
def publish(library: Path, jobs: int, dry_run: bool, fresh: bool, as_json: bool) -> None:
    """Build the feeds and write what changed."""
    from syndicate.publishing import build
    from syndicate.publishing.executors import processes

    now, is_clock = build.clock()
    report = build.publish(
        _open(library),
        now=now,
        is_clock=is_clock,
        spread=processes(jobs),
        dry_run=dry_run,
        fresh=fresh,
        progress=_progress,
    )
    if as_json:
        click.echo(json.dumps(report.to_data(), ensure_ascii=False, indent=2))
    else:
        for line in report.lines():
            click.echo(line)
    if report.failed:
        sys.exit(FAILED)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of an article."""
    from syndicate.articles.parsers.schema import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a SHELL, for its start-up file."""
    from click.shell_completion import get_completion_class

    if made := get_completion_class(shell):
        click.echo(made(cli, {}, "syndicate", "_SYNDICATE_COMPLETE").source())


def _open(folder: Path) -> "Library":
    from syndicate.publishing.library import open_library

    return open_library(folder)


def _progress(what: str, done: int, total: int) -> None:
    """Show on a terminal how far long work has come; on anything else say nothing."""
    if sys.stderr.isatty() and (done % 20 == 0 or done == total):
        of = f"/{total}" if total else ""
        click.echo(f"\r{what} {done}{of}\x1b[K", nl=done == total, err=True)
