"""What only all the articles together can tell: ids that stand twice, and ids that nobody has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from syndicate.articles.parsers import Mention, Parsed
from syndicate.articles.parsers.findings import nearest
from syndicate.model import Problem

_CODES = {"related": "related-unknown", "replaced_by": "replaced-by-unknown"}


def cross_check(parsed: Sequence[Parsed]) -> tuple[Problem, ...]:
    """The Problems between articles, by place; an article with faults of its own is known by its id all the same.

    ``id-duplicate`` is told at each of the places, ``related-unknown`` and ``replaced-by-unknown`` where the id stands.
    """
    owners: defaultdict[str, list[Mention]] = defaultdict(list)
    for source in parsed:
        for mention in source.mentions:
            if mention.kind == "id":
                owners[mention.id].append(mention)
    found: list[Problem] = []
    for mentions in owners.values():
        found.extend(_duplicates(mentions))
    for source in parsed:
        own = next((mention.id for mention in source.mentions if mention.kind == "id"), "")
        found.extend(
            _unknown(mention, own, owners.keys() - {own})
            for mention in source.mentions
            if mention.kind in _CODES and mention.id not in owners
        )
    return tuple(sorted(found, key=lambda problem: (problem.place, problem.code)))


def _duplicates(mentions: Sequence[Mention]) -> Iterator[Problem]:
    if len(mentions) == 1:
        return
    for mention in mentions:
        others = ", ".join(str(other.place) for other in mentions if other != mention)
        message = f"the id {mention.id!r} stands in {others}, too"
        advice = "give the newer article an id of its own; the older one keeps its id for ever"
        yield Problem("id-duplicate", message, mention.place, advice=advice, article=mention.id)


def _unknown(mention: Mention, own: str, known: set[str]) -> Problem:
    field = "withdrawn.replaced_by" if mention.kind == "replaced_by" else mention.kind
    message = f"{field}: no article has the id {mention.id!r}"
    close = nearest(mention.id, known)
    advice = (
        close if close.startswith("did you mean") else "write the id that stands in the other article, or delete it"
    )
    return Problem(_CODES[mention.kind], message, mention.place, advice=advice, article=own)
