"""The items: each entry's own files, JSON for machines (which keeps the body) and a page for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from syndicate.errors import FeedError
from syndicate.feeds.body import body_to_data, digest
from syndicate.feeds.entry import Entry
from syndicate.feeds.formats import jsonfeed, jsonld, pages, preflight
from syndicate.feeds.gate import is_overdue
from syndicate.feeds.ledger import TOLD, Row
from syndicate.feeds.newsletter.letter import teaser
from syndicate.feeds.select import ARCHIVE_SIZE
from syndicate.model import Artifact, Problem, Status
from syndicate.publishing import entries
from syndicate.publishing.decide import Decided
from syndicate.publishing.entries import WHOLE, Rendition, Sources
from syndicate.publishing.published import item_name
from syndicate.publishing.run import Run
from syndicate.publishing.work import Rendered, render

HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
SCHEMA = "syndicate.item/1"


@dataclass(frozen=True, slots=True)
class Told:
    """A row with what its entry is made from; one whose source is gone or cannot be read is as it was published."""

    row: Row
    sources: Sources | None = None
    was: Entry | None = None
    was_archived: Entry | None = None

    def entry(self, rendition: Rendition = WHOLE) -> Entry:
        """The entry; FeedError where it cannot be written. What was taken back is told without a word if need be."""
        if self.sources is None:
            was = self.was_archived if rendition.alone and self.was_archived else self.was
            return _as_it_was(was, rendition) if was else self._lost()
        made = entries.build(self.row, self.sources, rendition)
        try:
            preflight.check_entry(made)
        except FeedError:
            if self.row.status in TOLD:
                raise
            return entries.bare(self.row, self.sources)
        return made

    def _lost(self) -> Entry:
        raise FeedError([Problem("entry-lost", f"{self.row.id} is in no feed now", article=self.row.article)])


def paths(decided: Decided, row: Row) -> tuple[str, ...]:
    """Where an entry's JSON and page lie below feeds/; a safety correction has no page of its own."""
    item = f"{decided.group.folder(decided.language)}items/{item_name(row)}"
    return (f"{item}.json",) if row.is_correction else (f"{item}.json", f"{item}.html")


def key(run: Run, inputs: str, decided: Decided, row: Row, rendition: Rendition = WHOLE) -> str:
    """The digest of everything that an entry and its files depend on."""
    result = run.gathered.results.get(row.article)
    about = (inputs, decided.language, repr(row), repr(rendition))
    if result is None or result.article is None or run.is_as_it_was(decided, row):
        was = run.published.entry(decided.group.folder(decided.language), row)
        return digest(*about, "as it was" if was else "lost")
    sources = run.sources(decided, row, result.article, None)
    source = sources.neighbors.rows.get(result.article.language)
    around = repr((source.version if source else 0, sources.replaced_by, is_overdue(result.article, run.now)))
    others = "" if rendition.alone else repr((sources.neighbors.editions(decided.language), sources.related))
    return digest(*about, run.gathered.keys[row.article], around, others)


def tell(run: Run, decided: Decided, row: Row) -> Told:
    """A row with what its entry is made from. FeedError where it has neither a source nor its item."""
    language, folder = decided.language, decided.group.folder(decided.language)
    result = run.gathered.results.get(row.article)
    if result is None or result.article is None or run.is_as_it_was(decided, row):
        was = run.published.entry(folder, row)
        if was is None:
            message = f"{row.id} has neither a source nor its {paths(decided, row)[0]}: it is in no feed now"
            advice = "put one of them back"
            raise FeedError([Problem("entry-lost", message, advice=advice, article=row.article, language=language)])
        return as_it_was(run, decided, row, was)
    rendered: Rendered | None = None
    if row.is_correction:
        pass
    elif row.status is Status.USABLE:
        rendered = run.gathered.body(row.article, language)
    elif row.status in TOLD:
        kept = run.published.body(folder, row.id, row.hash)
        if kept is not None:
            rendered = render(kept, run.interface(language), result.article.language)
    return Told(row, run.sources(decided, row, result.article, rendered))


def as_it_was(run: Run, decided: Decided, row: Row, was: Entry) -> Told:
    """A row whose entry stays as it was published."""
    return Told(row, was=was, was_archived=_archived(run, decided, row, was.id))


def _archived(run: Run, decided: Decided, row: Row, id_: str) -> Entry | None:
    feed = decided.group.feeds[0].id
    if feed not in row.feeds:
        return None
    page = -(-row.feeds[feed].joined // ARCHIVE_SIZE)
    return run.published.archived(f"{decided.group.folder(decided.language)}archive/{page}", id_, row)


def files(run: Run, decided: Decided, told: Told, whole: Entry | None = None) -> Iterator[Artifact]:
    """The entry's JSON and page; what stays as it was, because the entry has no source to make it from, is left out.

    ``whole`` is the entry where it was made already.
    """
    made = whole or told.entry()
    files_ = paths(decided, told.row)
    about = json_ld(run, decided, told, made)
    is_behind = run.published.is_behind(decided.group.folder(decided.language), told.row)
    if told.sources is not None or is_behind:
        rendered = told.sources.rendered if told.sources else None
        yield Artifact(files_[0], JSON, to_json(run, made, rendered, about))
    elif len(files_) == 1 or (run.published.folder / files_[1]).is_file():
        return
    if len(files_) == 1:
        return
    base = run.settings.base_url
    html = pages.item(
        made,
        run.listing(decided.group.feeds[0], decided.language),
        run.interface(decided.language),
        url=base + files_[1],
        index_url=base,
        data_url=base + files_[0],
        zone=run.settings.zone,
        json_ld=about,
    )
    yield Artifact(files_[1], HTML, html)


def json_ld(run: Run, decided: Decided, told: Told, made: Entry) -> dict[str, Any]:
    """The entry in schema.org's words, for its page and its JSON."""
    rendered = told.sources.rendered if told.sources else None
    content = rendered.body.content if rendered else None
    return jsonld.medical_page(made, content, publisher=run.publisher, interface=run.interface(decided.language))


def to_json(run: Run, made: Entry, rendered: Rendered | None, about: Mapping[str, Any]) -> bytes:
    """An entry's JSON: as in the feed, what it is in schema.org's words, and its body where it shows one."""
    data = {"schema": SCHEMA} | jsonfeed.item(made, run.publisher) | {"json_ld": about}
    data["body"] = body_to_data(rendered.body) if rendered else None
    return jsonfeed.to_bytes(data)


def _as_it_was(entry: Entry, rendition: Rendition) -> Entry:
    """An entry as it was published, told in another way as far as that can be done without its source."""
    if rendition.alone:
        entry = replace(entry, editions=())
    if not rendition.is_brief or not entry.has_body:
        return entry
    short = teaser(entry, entry.title)
    return replace(entry, content=short.html, text=short.text)
