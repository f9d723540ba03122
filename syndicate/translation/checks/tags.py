"""Inline tags: a translation has the tags of its source, each closed, none inside its own kind."""

from collections import Counter
from collections.abc import Iterable, Iterator

from syndicate.articles.inline import is_balanced, tags
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair


def check_tags(pair: Pair) -> Iterator[Problem]:
    """``tags-differ``: other bold, italic or code than in the source, or tags that are not properly closed.

    Which text they stand round is the translator's, and so is their order. Links are `check_links`'s.
    """
    if "<" not in pair.target and "<" not in pair.source:
        return
    advice = "keep each tag of the source, opened and closed"
    if not is_balanced(pair.target):
        message = f"the tags are not properly closed: {_shown(tags(pair.target))}"
        yield Problem("tags-differ", message, advice=advice, blocking=True)
        return
    source, target = _counted(pair.source), _counted(pair.target)
    if source != target:
        parts = [f"missing: {_shown((source - target).elements())}"] if source - target else []
        parts += [f"not in the source: {_shown((target - source).elements())}"] if target - source else []
        yield Problem("tags-differ", f"other tags than in the source; {'; '.join(parts)}", advice=advice, blocking=True)


def _counted(source: str) -> Counter[str]:
    return Counter(tag for tag in tags(source) if not tag.startswith(("/", "a ")))


def _shown(found: Iterable[str]) -> str:
    return " ".join(f"<{tag}>" for tag in found)
