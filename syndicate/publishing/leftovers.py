"""Files that were published and that nothing makes today: nothing vanishes silently, and nothing stale stays silently.

Pictures that nobody shows go. Whatever else is left stays, and somebody must decide; but a file that still shows a text
which was taken back, or put right because it could do harm, goes at once: nothing will ever put the notice into it.
So does one that no manifest knows, because a publish was killed or somebody deleted the manifest.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from syndicate.feeds.changes import unheard
from syndicate.feeds.gate import is_withdrawn, unavailable
from syndicate.feeds.ledger import TOLD, Row
from syndicate.files import read_if_there
from syndicate.model import Article, Change, Problem
from syndicate.publishing.groups import feed_of
from syndicate.publishing.pictures import named
from syndicate.publishing.run import Run
from syndicate.publishing.targets.folder import FolderTarget

_NAMES = frozenset({"atom.xml", "rss.xml", "feed.json", "latest.json", "index.html"})
_ADVICE = (
    "its files stay as they are: put it back and give it a last day (`retired = 2026-12-31`), or delete them from "
    "feeds/ and from index.json"
)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Files to delete, and what somebody must know."""

    gone: tuple[str, ...]
    problems: tuple[Problem, ...]


def sort_out(target: FolderTarget, run: Run) -> Leftovers:
    """Decide on every file of the last manifest that was not staged; what stays is kept in the target."""
    stale = _stale(run)
    known = target.manifest.files.keys() - target.files.keys()
    media = {path for path in known if path.startswith("media/")}
    gone = {path for path in (*known, *_unknown(target)) if _is_stale(target, path, stale)}
    stay = sorted(known - media - gone)
    for path in stay:
        target.keep(path)
    if media:
        shown = _shown(target)
        for path in media & shown:
            target.keep(path)
        media -= shown
    problems = [_language_gone(tag) for tag in sorted(run.plan.frozen) if tag not in run.settings.languages]
    problems += (_deleted(path, feed_of(path)[1]) for path in sorted(gone))
    return Leftovers(tuple(sorted(gone | media)), (*problems, *_undecided(run, stay)))


def _is_stale(target: FolderTarget, path: str, stale: Mapping[str, Sequence["_Stale"]]) -> bool:
    """Whether a file shows a text that nobody may read any more."""
    feed, language = feed_of(path)
    if not feed or path.endswith("/ledger.jsonl"):
        return False
    return any(one.shows(target, path) for one in stale.get(language, ()))


def _undecided(run: Run, paths: Iterable[str]) -> Iterator[Problem]:
    """What somebody must decide about the files that stay; those of a language that waits stay as they were."""
    published = {(feed.id, at[2]) for at, _, feed in run.feeds()}
    left: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        feed, language = feed_of(path)
        if feed and not path.endswith("/ledger.jsonl") and not run.is_frozen(language):
            left.setdefault((feed, language), []).append(path)
    yield from (_feed_gone(*at) for at in sorted(left.keys() - published))
    yield from _left({at: found for at, found in left.items() if at in published})


def _shown(target: FolderTarget) -> set[str]:
    """The pictures that items name, kept bodies as well."""
    items = [path for path in target.files if "/items/" in path and path.endswith(".json")]
    return {name for path in items for name in named(target.read(path))}


def _language_gone(tag: str) -> Problem:
    return Problem("language-gone", f"{tag} was published and is not in the settings now", advice=_ADVICE, language=tag)


def _feed_gone(feed: str, language: str) -> Problem:
    message = f"the feed {feed!r} was published in {language} and is not in the settings now"
    return Problem("feed-gone", message, advice=_ADVICE, language=language)


def _deleted(path: str, language: str) -> Problem:
    message = f"{path} is made no more and showed a text that was taken back: it is deleted"
    advice = "whoever fetches it gets nothing from now on: tell your partners"
    return Problem("stale-file-deleted", message, advice=advice, language=language)


def _left(left: Mapping[tuple[str, str], list[str]]) -> Iterator[Problem]:
    for (feed, language), paths in sorted(left.items()):
        yield Problem(
            "file-left",
            f"{len(paths)} published files of the feed {feed!r} are made no more and stay as they are: {min(paths)}",
            advice="put back what made them, or delete them from feeds/ and from index.json, and tell your partners",
            language=language,
        )


def _unknown(target: FolderTarget) -> Iterator[str]:
    """Files of the kinds that are published here, and that neither this publish nor the last manifest knows."""
    known = target.files.keys() | target.manifest.files.keys()
    for folder, _, names in os.walk(target.folder):
        where = Path(folder).relative_to(target.folder)
        for name in names:
            path = (where / name).as_posix()
            if path not in known and (name in _NAMES or (where.name == "items" and name.endswith((".json", ".html")))):
                yield path


@dataclass(frozen=True, slots=True)
class _Stale:
    """A text that nobody may read any more: the entry's id and address, and the last publish that may show it.

    ``folder`` is where such files lie below feeds/; ``until`` is None where any of them may show it.
    """

    id: str
    url: str
    folder: str
    until: datetime | None

    def shows(self, target: FolderTarget, path: str) -> bool:
        """Whether a file that nothing makes today shows the text; a landing page names addresses, and no ids."""
        file = target.manifest.files.get(path)
        if not path.startswith(self.folder) or (self.until and file and file.modified >= self.until):
            return False
        data = read_if_there(target.folder / path) or b""
        return self.id.encode() in data or (path.endswith("index.html") and escape(self.url).encode() in data)


def _stale(run: Run) -> dict[str, list[_Stale]]:
    """By language, what files that are left must not show."""
    found: dict[str, list[_Stale]] = {}
    for decided in run.decided.values():
        language = decided.language
        put_right = {row.article: row.published.at for row in decided.ledger.rows.values() if row.is_correction}
        for row in decided.ledger.rows.values():
            before = decided.before.rows.get(row.id)
            if row.status not in TOLD:
                is_new = before is None or before.status in TOLD
                until = None if is_new else row.updated.at
            elif row.id in put_right:
                is_new = before is not None and before.version != row.version
                until = None if is_new else put_right[row.id]
            else:
                continue
            found.setdefault(language, []).append(_Stale(run.tag(row.id, language), row.url, f"{language}/", until))
    for folder, language in _left_groups(run):
        for row in run.published.ledger(folder, language).rows.values():
            result = run.gathered.results.get(row.article)
            if result and result.article and row.status in TOLD and _is_harmful(result.article, row, run, language):
                found.setdefault(language, []).append(_Stale(run.tag(row.id, language), row.url, folder, None))
    return found


def _left_groups(run: Run) -> Iterator[tuple[str, str]]:
    """The folders and languages of ledgers that nobody goes on with: no row of theirs says what became of an entry."""
    known = {decided.group.folder(decided.language) for decided in run.decided.values()}
    for path in run.published.ledger_paths():
        folder = path.removesuffix("ledger.jsonl")
        if folder not in known:
            yield folder, feed_of(folder)[1]


def _is_harmful(article: Article, row: Row, run: Run, language: str) -> bool:
    """Whether the text that a ledger left behind tells of was taken back, or put right because it could do harm."""
    if is_withdrawn(article, language) or unavailable(article, run.now):
        return True
    return not row.is_correction and unheard(article, row) is Change.SAFETY
