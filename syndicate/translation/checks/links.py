"""Links: a translation leads where its source leads."""

from collections import Counter
from collections.abc import Iterator

from syndicate.articles.inline import tags
from syndicate.model import Problem
from syndicate.translation.addresses import addresses
from syndicate.translation.checks.pair import Pair


def check_links(pair: Pair) -> Iterator[Problem]:
    """``links-differ``: a linked text, or an address in the text, that is not there, or not in the source."""
    if pair.is_localized:
        return
    links = _links(pair.source), _links(pair.target)
    if links[0] == links[1]:
        return
    source, target = map(Counter, links)
    if source == target:
        return
    parts = [f"missing: {', '.join((source - target).elements())}"] if source - target else []
    parts += [f"not in the source: {', '.join((target - source).elements())}"] if target - source else []
    advice = "keep each link and each address as it is in the source"
    yield Problem("links-differ", f"other links than in the source; {'; '.join(parts)}", advice=advice, blocking=True)


def _links(source: str) -> list[str]:
    linked = [f"<{tag}>" for tag in tags(source) if tag.startswith("a ")] if "<" in source else []
    return linked + list(addresses(source))
