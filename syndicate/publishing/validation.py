"""Whether a feed may take the place of its last good version, and if not, which entry is to blame."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from syndicate.errors import FeedError
from syndicate.feeds import validate
from syndicate.feeds.entry import Feed
from syndicate.model import Problem, Severity
from syndicate.publishing.documents import FORMATS

_VALIDATORS = {"atom.xml": validate.atom, "rss.xml": validate.rss, "feed.json": validate.json_feed}

Written = Mapping[str, bytes]
"""A feed's documents by the name of their file."""


def written(
    feed: Feed, names: Collection[str], folder: str = "", *, clean: validate.Clean | None = None
) -> tuple[Written, tuple[Problem, ...]]:
    """The documents of a feed with those names, and what the validators found; an error keeps them from going out.

    Documents of the same entries can share ``clean``, so that each text is validated once for each format.
    """
    made: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            made[name] = FORMATS[name][1](feed)
        except FeedError as error:  # it speaks for all the formats
            return {}, error.problems
        problems += _VALIDATORS[name](made[name], folder + name, clean=clean)
    return made, tuple(problems)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that keep a document from being published."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def culprits(feed: Feed, names: Collection[str]) -> dict[str, tuple[Problem, ...]]:
    """The entries that make a feed invalid by themselves, by their id, with what is wrong with each."""
    found = {}
    for entry in feed.entries:
        _, problems = written(replace(feed, entries=(entry,), tombstones=()), names)
        if wrong := errors(problems):
            named = (replace(problem, article=entry.article, language=feed.language) for problem in wrong)
            found[entry.id] = tuple(named)
    _, alone = written(replace(feed, entries=()), names)
    return {} if errors(alone) else found
