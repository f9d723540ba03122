"""The verbs that make, check and publish a library."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

import json
import sys
from pathlib import Path

import click

from syndicate.cli.options import (
    FAILED,
    as_json,
    in_library,
    is_failure,
    jobs,
    open_library,
    problems_to_data,
    progress,
    say,
)
from syndicate.errors import UsageError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@as_json
def init(folder: Path, as_json: bool) -> None:
    """Begin a library in FOLDER, with an article in English and one in Spanish."""
    from syndicate.commands.init import init as begin

    written = begin(folder)
    lines = (*written, f"next: syndicate publish --library {folder}")
    say(lines, {"written": [str(path) for path in written]}, as_json=as_json)


@click.command()
@in_library
@jobs
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def check(library: Path, jobs: int, form: str) -> None:
    """Find what is wrong with sources, catalogs and settings, with file, line, column and code."""
    from syndicate.commands import check as checking
    from syndicate.publishing.executors import processes

    found = checking.check(open_library(library), spread=processes(jobs), progress=progress)
    written = {"text": checking.as_text, "json": checking.as_json, "github": checking.as_github}[form](found)
    if written:
        click.echo(written)
    if is_failure(found):
        sys.exit(FAILED)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where to write.")
@click.option("--facts", type=click.Path(path_type=Path, dir_okay=False), help="YAML with what the page leaves out.")
@in_library
@as_json
def import_(file: Path, folder: Path, facts: Path | None, library: Path, as_json: bool) -> None:
    """Make an article of FILE, a page as plain text, and list what a person must supply."""
    from syndicate.commands.import_ import import_page

    done = import_page(file, folder, facts, open_library(library))
    data = {"written": str(done.path), "problems": problems_to_data(done.problems)}
    say((*done.problems, f"written: {done.path}"), data, as_json=as_json)
    if done.is_incomplete:
        sys.exit(FAILED)


@click.command()
@in_library
@jobs
@click.option("--dry-run", is_flag=True, help="Say what subscribers would see, and write nothing.")
@click.option("--fresh", is_flag=True, help="Publish over files that have no ledger: versions begin anew.")
@as_json
def publish(library: Path, jobs: int, dry_run: bool, fresh: bool, as_json: bool) -> None:
    """Build the feeds and write what changed."""
    from syndicate.publishing import build
    from syndicate.publishing.clock import clock
    from syndicate.publishing.executors import processes

    now, is_clock = clock()
    report = build.publish(
        open_library(library),
        now=now,
        is_clock=is_clock,
        spread=processes(jobs),
        dry_run=dry_run,
        fresh=fresh,
        progress=progress,
    )
    say(report.lines(), report.to_data(), as_json=as_json)
    if report.failed:
        sys.exit(FAILED)


@click.command()
@click.argument("name", default="article", metavar="[NAME]")
def schema(name: str) -> None:
    """Print the JSON Schema of an article, or of a document that is published (NAME: item, index, latest, …)."""
    from syndicate.articles.parsers.schema import json_schema
    from syndicate.feeds import schemas

    if name != "article" and name not in schemas.NAMES:
        raise UsageError(f"there is no schema {name!r}; there are: article, {', '.join(schemas.NAMES)}")
    data = json_schema() if name == "article" else schemas.load(name)
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a SHELL, for its start-up file."""
    from click.shell_completion import get_completion_class

    if made := get_completion_class(shell):
        whole = click.get_current_context().find_root().command
        click.echo(made(whole, {}, "syndicate", "_SYNDICATE_COMPLETE").source())
