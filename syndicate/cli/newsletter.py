"""The verb that makes a newsletter of what is published."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicate.cli.options import in_library, open_library
from syndicate.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from syndicate.feeds.newsletter.issue import Extent, Issue

NOTHING_NEW = 3
"""The exit code of an issue that would be empty: nothing went wrong, and there is nothing to mail."""

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--lang", "language", required=True, metavar="TAG", help="The language of the issue.")
@click.option(
    "--since", default="", metavar="CURSOR|DATE", help="What is new since then (default: the latest entries)."
)
@click.option("--cursor-file", type=_FILE, help="Begin at the cursor in FILE, and write the next one there.")
@click.option("--feed", default="all", show_default=True, metavar="ID", help="A feed's id, or topics/KEY.")
@click.option("--changes", is_flag=True, help="Tell as well what was changed or taken back.")
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", help="At most N new articles (since a cursor: at a time)."
)
@click.option(
    "--content", type=click.Choice(["full", "summary"]), default="full", show_default=True, help="Of each article."
)
@click.option("--format", "form", type=click.Choice(["html", "text", "json", "eml"]), default="html", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--from", "sender", default="", metavar="ADDRESS", help="The sender, for --format eml.")
@click.option("--to", "recipient", default="", metavar="ADDRESS", help="The recipient, for --format eml.")
@click.option("--output", type=_FILE, help="Write to FILE instead of the standard output.")
@in_library
def digest(
    language: str,
    *,
    since: str,
    cursor_file: Path | None,
    feed: str,
    changes: bool,
    limit: int | None,
    content: "Extent",
    form: str,
    sender: str,
    recipient: str,
    output: Path | None,
    library: Path,
) -> None:
    """Make an issue of a newsletter from what is published; exit code 3 where nothing is new.

    Articles count as new once, when they join: an edit never mails one twice. Safety corrections are news.
    With --cursor-file, --since counts only until that file is there.
    """
    from syndicate.commands import digest as digests
    from syndicate.files import write_if_changed
    from syndicate.publishing.clock import clock

    _check(sender, recipient)
    now, _ = clock()
    kept = digests.kept_cursor(cursor_file) if cursor_file else ""
    issue, waiting = digests.digest(
        open_library(library), language, since=kept or since, feed=feed, changes=changes, limit=limit, now=now
    )
    if issue is None:
        click.echo(f"nothing is new in {language}", err=True)
        sys.exit(NOTHING_NEW)
    data = _written(issue, form, content, now=now, sender=sender, recipient=recipient)
    if output:
        write_if_changed(output, data)
    else:
        click.echo(data, nl=False)
    if waiting:
        what = "they wait for the next issue" if digests.is_cursor(kept or since) else "no later issue will have them"
        click.echo(f"left out because of --limit: {waiting} more ({what})", err=True)
    click.echo(f"cursor: {issue.cursor.to_text()}", err=True)
    if cursor_file:
        digests.keep_cursor(cursor_file, issue.cursor)


def _check(*written: str) -> None:
    """Raise UsageError for an address to which no mail can go, before anything else is done."""
    from syndicate.feeds.newsletter.issue import addresses

    try:
        for one in filter(None, written):
            addresses(one)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _written(issue: "Issue", form: str, content: "Extent", *, now: "datetime", sender: str, recipient: str) -> bytes:
    """The issue in that format; a warning on the standard error where Gmail would cut it off."""
    from syndicate.feeds.newsletter import issue as issues
    from syndicate.feeds.newsletter.letter import clipped

    if form == "json":
        return issues.json(issue)
    if form == "text":
        return issues.text(issue, content).encode()
    html = issues.html(issue, content).encode()
    if problem := clipped(len(html), "the issue", language=issue.language):
        click.echo(problem, err=True)
    return issues.mail(issue, content, at=now, sender=sender, recipient=recipient) if form == "eml" else html
