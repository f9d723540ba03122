"""Files that were published and that nothing makes today: nothing vanishes silently, and nothing stale stays silently.

Pictures that nobody shows go. Whatever else is left stays, and somebody must decide; but a file that still names an
entry which was taken back goes at once, because nothing will ever put the notice into it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from syndicate.feeds.ledger import TOLD
from syndicate.files import read_if_there
from syndicate.model import Problem, Severity
from syndicate.publishing.groups import feed_of
from syndicate.publishing.pictures import named
from syndicate.publishing.run import Run
from syndicate.publishing.targets.folder import FolderTarget

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
    published = {(feed.id, at[2]) for at, _, feed in run.feeds()}
    taken_back = _taken_back(run)
    gone: list[str] = []
    media: list[str] = []
    problems: set[Problem] = {_language_gone(tag) for tag in run.plan.frozen if tag not in run.settings.languages}
    left: dict[tuple[str, str], list[str]] = {}
    for path in target.manifest.files.keys() - target.files.keys():
        feed, language = feed_of(path)
        if path.startswith("media/"):
            media.append(path)
        elif feed and not path.endswith("/ledger.jsonl") and not run.is_frozen(language):
            if _names(target, path, taken_back.get(language, [])):
                gone.append(path)
                problems.add(_deleted(path, language))
            elif (feed, language) in published:
                left.setdefault((feed, language), []).append(path)
            else:
                problems.add(_feed_gone(feed, language))
        if path not in (*gone, *media):
            target.keep(path)
    shown = _shown(target) if media else set()
    for path in media:
        if path in shown:
            target.keep(path)
        else:
            gone.append(path)
    return Leftovers(tuple(sorted(gone)), (*sorted(problems, key=str), *_left(left)))


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
            severity=Severity.WARNING,
            advice="put back what made them, or delete them from feeds/ and from index.json",
            language=language,
        )


def _taken_back(run: Run) -> dict[str, list[bytes]]:
    """By language, what a file says of entries that must not be read any more: their ids as they are published."""
    found: dict[str, list[bytes]] = {}
    for decided in run.decided.values():
        for row in decided.ledger.rows.values():
            if row.status not in TOLD:
                found.setdefault(decided.language, []).append(run.tag(row.id, decided.language).encode())
    return found


def _names(target: FolderTarget, path: str, ids: list[bytes]) -> bool:
    data = read_if_there(target.folder / path) or b""
    return any(one in data for one in ids)
