"""The items: each entry's own two files, JSON for machines (which keeps the body) and a page for people."""

from collections.abc import Mapping

from syndicate.errors import FeedError
from syndicate.feeds.body import body_to_data, digest
from syndicate.feeds.entry import Entry
from syndicate.feeds.formats import jsonfeed, pages
from syndicate.feeds.gate import is_overdue
from syndicate.feeds.ledger import Row
from syndicate.model import Artifact, Problem, Status
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import build
from syndicate.publishing.run import Run
from syndicate.publishing.work import Rendered, render

HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
SCHEMA = "syndicate.item/1"

_Files = tuple[Artifact | None, Artifact | None]


def paths(decided: Decided, article: str) -> tuple[str, str]:
    """Where an entry's JSON and page lie below feeds/."""
    item = f"{decided.group.folder(decided.language)}items/{article}"
    return f"{item}.json", f"{item}.html"


def key(run: Run, inputs: str, decided: Decided, row: Row) -> str:
    """The digest of everything that an entry and its files depend on."""
    result = run.gathered.results.get(row.id)
    if run.is_as_it_was(decided, row.id) or result is None or result.article is None:
        was = run.published.entry(decided.group.folder(decided.language), row.id)
        return digest(inputs, decided.language, "as it was" if was else "lost", repr(row))
    overdue = is_overdue(result.article, run.now)
    neighbors = sorted(run.neighbors(decided.group.id, row.id).rows.items())
    around = repr((neighbors, run.related(decided, result.article), overdue))
    return digest(inputs, decided.language, repr(row), run.gathered.keys[row.id], around)


def entry(run: Run, decided: Decided, row: Row, bodies: Mapping[str, Rendered]) -> tuple[Entry, Rendered | None]:
    """The entry of a row, with the body that it shows, if any.

    An entry whose source is gone or cannot be read comes back as it was published. FeedError where it cannot.
    """
    language, folder = decided.language, decided.group.folder(decided.language)
    result = run.gathered.results.get(row.id)
    if run.is_as_it_was(decided, row.id) or result is None or result.article is None:
        was = run.published.entry(folder, row.id)
        if was is None:
            message = f"{row.id} has neither a source nor its items/{row.id}.json in {language}: it is in no feed now"
            advice = "put one of them back"
            raise FeedError([Problem("entry-lost", message, advice=advice, article=row.id, language=language)])
        return was, None
    rendered: Rendered | None = None
    if row.status is Status.USABLE:
        rendered = bodies[language]
    elif row.status in (Status.PENDING, Status.OUTDATED):
        kept = run.published.body(folder, row.id, row.hash)
        if kept is not None:
            rendered = render(kept, run.interface(language), result.article.language)
    made = build(
        row,
        result.article,
        language,
        rendered,
        interface=run.interface(language),
        neighbors=run.neighbors(decided.group.id, row.id),
        related=run.related(decided, result.article),
        pictures=dict(rendered.body.pictures) if rendered else {},
        settings=run.settings,
        now=run.now,
    )
    return made, rendered


def files(run: Run, decided: Decided, made: Entry, rendered: Rendered | None) -> _Files:
    """The entry's JSON and page. None for what stays as it was, because the entry has no source to make it from."""
    json_path, html_path = paths(decided, made.article)
    base = run.settings.base_url
    is_as_it_was = run.is_as_it_was(decided, made.article)
    if is_as_it_was and (run.published.folder / html_path).is_file():
        return None, None
    html = pages.item(
        made,
        run.listing(decided.group.feeds[0], decided.language),
        run.interface(decided.language),
        url=base + html_path,
        index_url=base,
        data_url=base + json_path,
        zone=run.settings.zone,
    )
    page = Artifact(html_path, HTML, html)
    if is_as_it_was:
        return None, page
    return Artifact(json_path, JSON, to_json(run, made, rendered)), page


def to_json(run: Run, made: Entry, rendered: Rendered | None) -> bytes:
    """An entry's JSON: as in the feed, and its body where it shows one."""
    data = {"schema": SCHEMA} | jsonfeed.item(made, run.publisher)
    data["body"] = body_to_data(rendered.body) if rendered else None
    return jsonfeed.to_bytes(data)
