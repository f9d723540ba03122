"""``syndicate import``: a page as plain text becomes an article, with a list of what a person must supply."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from syndicate.articles.importing import import_file
from syndicate.articles.parsers import Raw, Rules
from syndicate.errors import ArticleError, UsageError
from syndicate.files import read_bytes, write_if_changed
from syndicate.model import Problem
from syndicate.publishing.library import Library

_MAX_FACTS_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the file it wrote, all that was found, and whether a person must still supply something."""

    path: Path
    problems: tuple[Problem, ...]
    is_incomplete: bool


def import_page(file: Path, folder: Path, facts: Path | None, library: Library) -> Imported:
    """Write the article of a page into ``folder``.

    ArticleError where there is no page in the file; UsageError where a file cannot be read, or another article that
    somebody has worked on would be lost.
    """
    settings = library.settings
    rules = Rules(
        zone=ZoneInfo(settings.timezone) if settings.timezone else None,
        topics=frozenset(settings.topics),
        max_bytes=settings.max_article_bytes,
    )
    raw = Raw(str(file), "text/plain", read_bytes(file, settings.max_article_bytes))
    known = read_bytes(facts, _MAX_FACTS_BYTES) if facts else None
    made = import_file(raw, known, rules, str(facts or ""))
    if not made.markdown:
        raise ArticleError(made.problems)
    path = folder / f"{made.name}.md"
    data = made.markdown.encode()
    if path.exists() and path.read_bytes() != data and not _is_unfinished(path):
        raise UsageError(
            f"{path}: there is an article already, and it would be lost: move it, or choose another folder"
        )
    write_if_changed(path, data)
    return Imported(path, made.problems, bool(made.missing))


def _is_unfinished(path: Path) -> bool:
    """Whether the file is what an earlier import left for a person to complete."""
    return b"MISSING" in path.read_bytes()
