"""The verbs on translations: bring them up to date, draft, look at, sign off, and exchange with other tools."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicate.cli.options import (
    FAILED,
    as_json,
    choosing,
    in_library,
    is_failure,
    jobs,
    open_library,
    problems_to_data,
    progress,
    say,
)

if TYPE_CHECKING:
    from syndicate.commands.export import Form

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@in_library
@choosing
@click.option("--trivial", metavar="ARTICLE", help="Waive a typo fix in this article's source for all languages.")
@click.option("--by", default="", metavar="NAME", help="Who decides that it is trivial.")
@click.option("--why", default="", metavar="REASON", help="Why it is: kept in the article's `changes`.")
@as_json
def update(
    *,
    library: Path,
    articles: tuple[str, ...],
    languages: tuple[str, ...],
    trivial: str | None,
    by: str,
    why: str,
    as_json: bool,
) -> None:
    """Bring the PO files of articles up to their texts; what translators wrote is kept."""
    from syndicate.commands.trivial import waive
    from syndicate.commands.update import update as bring_up

    if trivial and (articles or languages):
        raise click.UsageError("--trivial is about one article in all languages: leave out --article and --lang")
    if not trivial and (by or why):
        raise click.UsageError("--by and --why belong to --trivial ARTICLE")
    opened = open_library(library)
    if trivial:
        done = waive(opened, trivial, by=by, why=why)
    else:
        done = bring_up(opened, articles=articles, languages=languages)
    data = {"changed": done.changed, "looked_at": done.looked_at, "problems": problems_to_data(done.problems)}
    lines = (*done.problems, *done.changed, f"{len(done.changed)} of {done.looked_at} files changed")
    say(lines, data, as_json=as_json)
    if is_failure(done.problems):
        sys.exit(FAILED)


@click.command()
@in_library
@choosing
@click.option("--engine", default="", metavar="NAME", help="Another engine of the settings, or none: memory only.")
@click.option(
    "--redo", is_flag=True, help="Draft anew what is empty or an unedited draft: replies that are kept do not count."
)
@click.option("--max-chars", type=click.IntRange(0), default=0, metavar="N", help="Send no more (0: no limit).")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send and write nothing.")
@as_json
def translate(
    *,
    library: Path,
    articles: tuple[str, ...],
    languages: tuple[str, ...],
    engine: str,
    redo: bool,
    max_chars: int,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Draft what is missing, from reviewed text and then by machine; drafts are marked, and never count as reviewed."""
    from syndicate.commands.translate import translate as draft
    from syndicate.publishing.clock import clock

    now, _ = clock()
    done = draft(
        open_library(library),
        now=now,
        environ=os.environ,
        articles=articles,
        languages=languages,
        engine=engine,
        redo=redo,
        max_characters=max_chars,
        dry_run=dry_run,
        progress=progress,
    )
    say(done.lines(), done.to_data(), as_json=as_json)
    if done.failed:
        sys.exit(FAILED)


@click.command()
@in_library
@choosing
@jobs
@click.option("--queue", "as_queue", is_flag=True, help="List what waits for a person, the most dangerous first.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="How much of the queue to show.")
@click.option("--fail-under", type=click.IntRange(0, 100), metavar="PERCENT", help="Exit 1 where less is ready.")
@as_json
def status(
    *,
    library: Path,
    articles: tuple[str, ...],
    languages: tuple[str, ...],
    jobs: int,
    as_queue: bool,
    limit: int,
    fail_under: int | None,
    as_json: bool,
) -> None:
    """Tell how far each translation is, in words, why an article is held back, and what waits for a person."""
    from syndicate.commands.status import status as judge
    from syndicate.editorial import queue
    from syndicate.publishing.clock import clock
    from syndicate.publishing.executors import processes

    now, _ = clock()
    found = judge(
        open_library(library),
        now=now,
        articles=articles,
        languages=languages,
        spread=processes(jobs),
        progress=progress,
    )
    if as_queue:
        say(queue.lines(found.queue, limit), [item.to_data() for item in found.queue], as_json=as_json)
    else:
        say(found.lines(), found.to_data(), as_json=as_json)
    if found.problems or (fail_under is not None and found.is_below(fail_under)):
        sys.exit(FAILED)


@click.command("sign-off")
@click.argument("article")
@click.argument("language")
@click.option("--by", required=True, metavar="NAME", help="Who approves.")
@click.option("--segment", "chosen", multiple=True, metavar="N|CONTEXT", help="Only these segments.")
@click.option("--source", "sources", multiple=True, metavar="TEXT", help="Only segments whose source begins so.")
@click.option("--waive", multiple=True, metavar="CODE", help="Set this finding aside in the one segment chosen.")
@click.option("--why", default="", metavar="REASON", help="Why the finding is set aside.")
@click.option("--dry-run", is_flag=True, help="Say what would be signed off, and write nothing.")
@in_library
@as_json
def sign_off(
    *,
    article: str,
    language: str,
    by: str,
    chosen: tuple[str, ...],
    sources: tuple[str, ...],
    waive: tuple[str, ...],
    why: str,
    dry_run: bool,
    library: Path,
    as_json: bool,
) -> None:
    """Approve the translation of ARTICLE in LANGUAGE as it stands; any later edit revokes it."""
    from syndicate.commands.sign_off import sign_off as approve
    from syndicate.publishing.clock import clock

    now, _ = clock()
    done = approve(
        open_library(library),
        article,
        language,
        by=by,
        now=now,
        chosen=chosen,
        sources=sources,
        waive=waive,
        why=why,
        dry_run=dry_run,
    )
    say(done.lines(), done.to_data(), as_json=as_json)
    if done.refused:
        sys.exit(FAILED)


@click.command()
@in_library
@choosing
@click.option("--to", "folder", type=_FOLDER, help="Where to write (default: .syndicate/review).")
@as_json
def review(
    *, library: Path, articles: tuple[str, ...], languages: tuple[str, ...], folder: Path | None, as_json: bool
) -> None:
    """Write side-by-side pages for reviewers: source, changes, translation, findings, and as readers will see it."""
    from syndicate.commands.review import review as write_pages
    from syndicate.editorial.counts import counted
    from syndicate.publishing.clock import clock

    now, _ = clock()
    done = write_pages(
        open_library(library), folder, now=now, articles=articles, languages=languages, progress=progress
    )
    data = {"index": str(done.index), "pages": done.pages, "problems": problems_to_data(done.problems)}
    say((*done.problems, f"{counted(done.pages, 'page')}: open {done.index}"), data, as_json=as_json)
    if is_failure(done.problems):
        sys.exit(FAILED)


@click.command()
@in_library
@choosing
@click.option(
    "--format",
    "form",
    type=click.Choice(["xliff1", "xliff2", "tmx", "tbx", "csv"]),
    default="xliff2",
    show_default=True,
    help="XLIFF 1.2 or 2.0 (a file per catalog), TMX (what is reviewed), TBX (the glossary), CSV (the queue).",
)
@click.option("--to", "folder", type=_FOLDER, required=True, help="Where to write.")
@as_json
def export(
    *,
    library: Path,
    articles: tuple[str, ...],
    languages: tuple[str, ...],
    form: "Form",
    folder: Path,
    as_json: bool,
) -> None:
    """Write catalogs, memories, glossaries or the queue as files for other tools."""
    from syndicate.commands.export import export as write_files
    from syndicate.commands.export import export_queue
    from syndicate.editorial.counts import counted
    from syndicate.publishing.clock import clock

    chosen = {"articles": articles, "languages": languages}
    if form == "csv":
        done = export_queue(open_library(library), folder, now=clock()[0], progress=progress, **chosen)
    else:
        done = write_files(open_library(library), folder, form, **chosen)
    written = [str(path) for path in done.written]
    data = {"written": written, "problems": problems_to_data(done.problems)}
    say((*done.problems, *written, f"{counted(len(written), 'file')} written"), data, as_json=as_json)
    if is_failure(done.problems):
        sys.exit(FAILED)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@in_library
@click.option(
    "--by", "writer", default="", metavar="NAME", help="Who translated: kept with each text; only drafts need none."
)
@click.option("--as", "state", type=click.Choice(["draft"]), help="Take every text for a draft.")
@click.option("--lang", "languages", multiple=True, metavar="TAG", help="Only this language of a TMX or TBX.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@as_json
def merge(
    *,
    files: tuple[Path, ...],
    library: Path,
    writer: str,
    state: str | None,
    languages: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Put FILES that come back from other tools (XLIFF, TMX, TBX) into the catalogs; no state is ever raised."""
    from syndicate.commands.merge import merge_files
    from syndicate.editorial.counts import counted
    from syndicate.publishing.clock import clock

    now, _ = clock()
    done = merge_files(
        open_library(library),
        files,
        date=now.date().isoformat(),
        writer=writer,
        as_draft=state == "draft",
        languages=languages,
        dry_run=dry_run,
    )
    counts = {str(outcome): count for outcome, count in sorted(done.outcomes.items())}
    data = {"changed": done.changed, "units": counts, "problems": problems_to_data(done.problems)}
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing to merge"
    files_changed = f"{counted(len(done.changed), 'file')} {'would be ' if dry_run else ''}changed"
    say((*done.problems, *done.changed, f"{told}; {files_changed}"), data, as_json=as_json)
    if is_failure(done.problems):
        sys.exit(FAILED)
