"""The one module that knows the order: plan → map → decide → assemble → stage → ledgers → artifacts → manifest."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicate.articles.library import misdated, unpublished
from syndicate.errors import CatalogError
from syndicate.files import locked, read_if_there, sweep, write_if_changed
from syndicate.localization.interface import Interface, interface
from syndicate.model import Artifact, Problem, Severity, Status
from syndicate.publishing import documents
from syndicate.publishing import manifest as manifests
from syndicate.publishing.assemble import Assembly
from syndicate.publishing.cache import Cache
from syndicate.publishing.decide import Decided, decide_language
from syndicate.publishing.executors import Map, serial
from syndicate.publishing.gather import Gathered, Progress, gather
from syndicate.publishing.groups import closing_day, feed_folder, feed_of, without_articles
from syndicate.publishing.leftovers import sort_out
from syndicate.publishing.library import Library, interface_strings
from syndicate.publishing.manifest import File, Manifest
from syndicate.publishing.news import News, compare
from syndicate.publishing.pictures import prune
from syndicate.publishing.plan import Plan, missing_disclaimers, plan
from syndicate.publishing.published import Published, open_published
from syndicate.publishing.report import Report
from syndicate.publishing.run import EntryKey, Run
from syndicate.publishing.targets.beside import Beside
from syndicate.publishing.targets.folder import FolderTarget

PATIENCE = timedelta(seconds=2)  # how long a publish waits for the second that `modified` needs (DESIGN §6)


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def publish(
    library: Library,
    *,
    now: datetime,
    is_clock: bool = False,
    spread: Map = serial,
    dry_run: bool = False,
    fresh: bool = False,
    progress: Progress = silent,
) -> Report:
    """Build and write feeds/ at T ``now``, or with ``dry_run`` say what would be written.

    SettingsError, UsageError, LedgerError and TargetError say what stands in the way of everything; whatever was
    there before still stands. What concerns one article or feed is a Problem in the Report.
    """
    with locked(library.work / "lock", "publish"):
        return _publish(
            library, now=now, is_clock=is_clock, spread=spread, dry_run=dry_run, fresh=fresh, progress=progress
        )


def _publish(
    library: Library, *, now: datetime, is_clock: bool, spread: Map, dry_run: bool, fresh: bool, progress: Progress
) -> Report:
    published = open_published(library.feeds, fresh=fresh)
    if not fresh:
        published.check_authority(library.settings.authority)
    planned = plan(library)
    planned = replace(planned, frozen={**planned.frozen, **_ended(library, published)})
    cache = Cache(library.work / "cache")
    gathered = gather(planned, cache, spread, progress)
    frozen = missing_disclaimers(planned, gathered.disclaimers())
    planned = planned.freeze(frozen)
    memory = _Memory.read(library.work / "files.json", published)
    problems = [*planned.problems, *gathered.problems, *frozen.values()]
    target, assembly = _build(planned, gathered, published, memory, now=now, progress=progress)
    if assembly.quarantined:  # what was staged with them is staged again without them
        problems += assembly.problems
        without = frozenset(assembly.quarantined)
        target, assembly = _build(planned, gathered, published, memory, now=now, progress=progress, quarantined=without)
    run, decided = assembly.run, assembly.run.decided
    problems += (problem for each in decided.values() for problem in each.problems)
    problems += assembly.problems
    leftovers = sort_out(target, run)
    problems += leftovers.problems
    problems += _of_sources(library, gathered, decided, now)
    due = _due(gathered, decided, library, now)
    news = tuple(_news(run, target.changed))  # before anything is written: it compares with what stands there
    if not dry_run:
        problems += _wait(target, now) if is_clock else ()
        target.replace(assembly.ledgers(), leftovers.gone)
    else:
        target.changed += [artifact.path for artifact in assembly.ledgers() if target.differs(artifact)]
        target.changed += leftovers.gone
    built = now if target.changed else published.manifest.built
    if not dry_run:
        manifest = Manifest(library.settings.title, documents.catalog(run), dict(target.files), built, due)
        own = target.finish(Artifact(manifests.PATH, "application/json; charset=utf-8", manifests.write(manifest)))
        beside = Beside(library.feeds, library.settings.precompress, library.work / "beside.json")
        beside.make({**target.files, manifests.PATH: own})
        memory.write(target.files)
        cache.prune(set(gathered.all_keys))
        prune(library, planned.media)
        sweep(library.work, but=library.served)
    return Report(
        verdicts=tuple(verdict for each in decided.values() for verdict in each.verdicts),
        problems=tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code, p.message))),
        changed=tuple(sorted(target.changed)),
        built=built,
        due=due,
        dry_run=dry_run,
        news=news,
    )


def _of_sources(
    library: Library, gathered: Gathered, decided: Mapping[tuple[str, str], Decided], now: datetime
) -> Iterator[Problem]:
    """What is wrong with what articles and settings say together."""
    articles = [article for result in gathered.results.values() if (article := result.article)]
    yield from without_articles(library.settings, articles)
    yield from misdated(articles, now)
    yield from unpublished(articles, {*library.settings.languages, *(tag for _, tag in decided)})


def _news(run: Run, changed: Iterable[str]) -> Iterator[News]:
    """What the subscribers of every feed see of this publish; a feed without a name in a language has none there.

    From a document whose bytes are not among the ``changed`` ones nothing went, so that it need not be read.
    """
    listings = run.listings()
    documents_ = {path.rpartition("/")[0] + "/" for path in changed}
    for at, decided, feed in run.feeds():
        if at not in listings:
            continue
        folder = feed_folder(feed.id, decided.language)
        known = run.published.ids(folder) if folder in documents_ else ()
        tags = {run.tag(row, decided.language): row for row in decided.before.rows} if known else {}
        yield compare(
            decided.before,
            decided.ledger,
            feed.id,
            group=at[0] or "all",
            stood={tags[id_] for id_ in known if id_ in tags},
            stands={row.id for row in run.chosen(decided, feed)},
            reasons={verdict.article: verdict.reasons for verdict in decided.verdicts},
        )


def _build(
    planned: Plan,
    gathered: Gathered,
    published: Published,
    memory: "_Memory",
    *,
    now: datetime,
    progress: Progress,
    quarantined: frozenset[EntryKey] = frozenset(),
) -> tuple[FolderTarget, Assembly]:
    """Decide, assemble and stage everything; no file of feeds/ changes."""
    decided = _decide(planned, gathered, published, now, quarantined)
    assembly = Assembly(Run(planned, gathered, decided, published, now, quarantined), memory.holds)
    target = FolderTarget(planned.library.feeds, planned.library.work / "staging", published.manifest, now)
    target.begin()
    memory.next.clear()
    _stage(assembly, target, memory, progress)
    return target, assembly


def _decide(
    planned: Plan,
    gathered: Gathered,
    published: Published,
    now: datetime,
    quarantined: frozenset[EntryKey],
) -> dict[tuple[str, str], Decided]:
    return {
        (group.id, language): decide_language(
            group,
            language,
            gathered=gathered,
            published=published,
            settings=planned.library.settings,
            now=now,
            frozen=language in planned.frozen,
            quarantined={entry for id_, tag, entry in quarantined if (id_, tag) == (group.id, language)},
        )
        for group in planned.groups
        for language in (*planned.interfaces, *planned.frozen)
        if any(feed.languages is None or language in feed.languages for feed in group.feeds)
        and (language in planned.interfaces or published.ledger(group.folder(language), language).identity)
    }


def _ended(library: Library, published: Published) -> dict[str, Interface]:
    """Languages that were published and are not in the settings now: they stay, and what must go still goes."""
    found = {}
    for tag in sorted({feed_of(path)[1] for path in published.ledger_paths()}):
        if tag not in library.settings.languages:
            strings = interface_strings(library, tag)
            try:
                found[tag] = interface(tag, [data for _, data in strings], [path for path, _ in strings])
            except CatalogError:
                found[tag] = interface(tag, [])
    return found


@dataclass(slots=True)
class _Memory:
    """Which inputs each file was last built from, in the working folder: without it everything is built again."""

    path: Path
    published: Published
    keys: Mapping[str, str]
    next: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, published: Published) -> "_Memory":
        try:
            keys = json.loads(read_if_there(path) or b"{}")
        except ValueError:
            keys = {}
        return cls(path, published, keys if isinstance(keys, dict) else {})

    def holds(self, path: str, key: str) -> bool:
        """Whether the file was built from these inputs and stands untouched.

        Size and date can only tell that it does not: an interrupted publish leaves new bytes under an old manifest.
        """
        file = self.published.manifest.files.get(path)
        if not key or file is None or self.keys.get(path) != f"{key} {file.sha256}":
            return False
        try:
            stat = (self.published.folder / path).stat()
        except OSError:
            return False
        return stat.st_size == file.length and int(stat.st_mtime) == int(file.modified.timestamp())

    def write(self, files: Mapping[str, File]) -> None:
        """Note it for the next run, with each file's digest: a run that dies before this must not be believed."""
        known = {path: f"{key} {files[path].sha256}" for path, key in self.next.items() if path in files}
        write_if_changed(self.path, json.dumps(known, indent=0).encode())


def _stage(assembly: Assembly, target: FolderTarget, memory: _Memory, progress: Progress) -> None:
    for number, built in enumerate(assembly.files(), 1):
        progress("files", number, 0)
        if built.artifact is None:  # stays as it is
            target.keep(built.path)
        else:
            target.stage(built.artifact)
        if built.key:
            memory.next[built.path] = built.key
    for artifact in assembly.media():
        target.stage(artifact)


def _wait(target: FolderTarget, now: datetime) -> Iterator[Problem]:
    """Wait for the second that a changed file will carry: no reader may see a date that is still to come."""
    last = target.last_modified()
    if last is None or last <= now:
        return
    if last - now > PATIENCE:
        message = f"files were published with dates up to {last:%Y-%m-%dT%H:%M:%SZ}, which is still to come"
        yield Problem("clock-behind", message, severity=Severity.WARNING, advice="set this machine's clock")
        return
    while (left := (last - datetime.now(UTC)).total_seconds()) > 0:
        time.sleep(min(left, 0.2))


def _due(
    gathered: Gathered, decided: Mapping[tuple[str, str], Decided], library: Library, now: datetime
) -> datetime | None:
    """When time alone will next change something: an embargo, an expiry, a review, the end of a notice."""
    moments = []
    for result in gathered.results.values():
        if article := result.article:
            review = article.reviewed.next if article.reviewed else None
            starts = article.embargo or article.published
            moments += [when.at for when in (starts, article.expires, review) if when]
    settings = library.settings
    window = timedelta(days=settings.notice_days)
    for each in decided.values():
        moments += [on.at for feed in each.group.feeds if (on := closing_day(settings, feed, each.language))]
        moments += [
            row.updated.at + window + timedelta(seconds=1)  # at the window's end itself it still counts
            for row in each.ledger.rows.values()
            if row.status in (Status.WITHHELD, Status.WITHDRAWN) or row.change in ("material", "safety")
        ]
    return min((moment.astimezone(UTC) for moment in moments if moment > now), default=None)
