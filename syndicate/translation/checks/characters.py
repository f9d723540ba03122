"""A translation has no control that turns the text after it round, unless its source has it."""

from collections.abc import Iterator

from syndicate.articles.parsers.characters import TURNING
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair


def check_characters(pair: Pair) -> Iterator[Problem]:
    """``bidi-control``: each embedding and override (UAX #9 §2); after one, readers may see 01 for 10."""
    for control in sorted(set(TURNING.findall(pair.target)) - set(pair.source)):
        message = f"the control character U+{ord(control):04X} changes the direction of the text that follows it"
        advice = "delete it, or use the isolates U+2066 to U+2069"
        yield Problem("bidi-control", message, advice=advice, blocking=True)
