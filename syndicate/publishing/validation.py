"""Whether a feed may take the place of its last good version, and if not, which entry is to blame."""

from collections.abc import Mapping
from dataclasses import replace

from syndicate.errors import FeedError
from syndicate.feeds import validate
from syndicate.feeds.entry import Feed
from syndicate.model import Problem, Severity
from syndicate.publishing.documents import FORMATS

_VALIDATORS = {"atom.xml": validate.atom, "rss.xml": validate.rss, "feed.json": validate.json_feed}

Written = Mapping[str, bytes]
"""A feed's documents by the name of their file."""


def written(feed: Feed, folder: str = "") -> tuple[Written, tuple[Problem, ...]]:
    """The documents of a feed, and the errors that keep them from being published."""
    made: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, (_, write) in FORMATS.items():
        try:
            made[name] = write(feed)
        except FeedError as error:  # it speaks for all the formats
            return {}, error.problems
        found = _VALIDATORS[name](made[name], folder + name)
        problems += (problem for problem in found if problem.severity is Severity.ERROR)
    return made, tuple(problems)


def culprits(feed: Feed) -> dict[str, tuple[Problem, ...]]:
    """The articles that make a feed invalid by themselves, with what is wrong with each."""
    found = {}
    for entry in feed.entries:
        _, problems = written(replace(feed, entries=(entry,)))
        if problems:
            found[entry.article] = tuple(
                replace(problem, article=entry.article, language=feed.language) for problem in problems
            )
    _, alone = written(replace(feed, entries=()))
    return {} if alone else found
