"""The verbs about what partners have already."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

from datetime import UTC, datetime
from pathlib import Path

import click

from syndicate.cli.options import as_json, in_library, open_library, say


@click.command()
@click.argument("article")
@click.option("--reason", default="", metavar="WHY", help="What partners and readers are told: one plain sentence.")
@click.option("--replaced-by", default="", metavar="ID", help="The article to read instead.")
@click.option("--lang", "languages", multiple=True, metavar="TAG", help="Only in this language (again for more).")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Since when (default: today).")
@click.option("--undo", is_flag=True, help="Take the withdrawal back, in the languages of --lang or in all.")
@click.option("--dry-run", is_flag=True, help="Show the change of the source, and write nothing.")
@in_library
@as_json
def withdraw(
    *,
    article: str,
    reason: str,
    replaced_by: str,
    languages: tuple[str, ...],
    day: datetime | None,
    undo: bool,
    dry_run: bool,
    library: Path,
    as_json: bool,
) -> None:
    """Take ARTICLE back: its source says so at once, partners are told by the next publish."""
    from syndicate.commands.withdraw import withdraw as take_back
    from syndicate.publishing.clock import clock

    if not undo and not reason:
        raise click.UsageError("say why the article is withdrawn: --reason WHY")
    if undo and (reason or replaced_by or day):
        raise click.UsageError("--undo takes no --reason, --replaced-by or --on")
    opened = open_library(library)
    today = clock()[0].astimezone(opened.settings.zone or UTC).date()
    if day and day.date() > today:
        raise click.BadParameter(f"{day.date()} is yet to come, and a withdrawal holds at once", param_hint="--on")
    done = take_back(
        opened,
        article,
        reason=reason,
        replaced_by=replaced_by,
        languages=languages,
        on=day.date() if day else today,
        undo=undo,
        dry_run=dry_run,
    )
    say(done.lines(), done.to_data(), as_json=as_json)
