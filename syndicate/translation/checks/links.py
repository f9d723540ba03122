"""Links: a translation leads where its source leads."""

from collections import Counter
from collections.abc import Iterator

from syndicate.articles.inline import tags
from syndicate.model import Problem, Segment, Translation
from syndicate.translation.addresses import addresses

# Roles whose target may be another address or number in another language (DESIGN §3).
LOCALIZED_ROLES = frozenset({"link.url", "phone"})


def check_links(
    segment: Segment, translation: Translation, source_language: str, target_language: str
) -> Iterator[Problem]:
    """``links-differ``: a linked text, or an address in the text, that is not there, or not in the source."""
    if segment.role in LOCALIZED_ROLES:
        return
    links = _links(segment.text.source), _links(translation.text)
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
