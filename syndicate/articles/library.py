"""What only all the articles together can tell: ids that stand twice, that nobody has, or of a withdrawn article."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from syndicate.articles.parsers import Mention, Parsed
from syndicate.articles.parsers.findings import nearest
from syndicate.model import Article, Place, Problem, Severity, Withdrawal

_CODES = {"related": "related-unknown", "replaced_by": "replaced-by-unknown"}


def cross_check(parsed: Sequence[Parsed]) -> tuple[Problem, ...]:
    """The Problems between articles, by place; an article with faults of its own is known by its id all the same.

    ``id-duplicate`` is told at each of the places, ``related-unknown`` and ``replaced-by-unknown`` where the id stands,
    and there as warnings ``related-withdrawn`` and ``replaced-by-withdrawn``.
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
    articles = {source.article.id: source.article for source in parsed if source.article}
    for source in parsed:
        if source.article:  # of one with faults it is not known whether it is withdrawn itself
            found.extend(_withdrawn(source.article, source.mentions, articles))
    return tuple(sorted(found, key=lambda problem: (problem.place, problem.code)))


def misdated(articles: Iterable[Article], now: datetime) -> Iterator[Problem]:
    """Dates that cannot be, at T ``now``: what is done lies ahead, or a correction before what it corrects.

    Corrections and withdrawals hold at once all the same, because their texts are wrong today.
    """
    for article in articles:
        review, taken, corrected = article.reviewed, article.withdrawn, article.correction
        for name, when in (
            ("updated", article.updated),
            ("reviewed.on", review.on if review else None),
            ("correction.on", corrected.on if corrected else None),
            ("withdrawn.on", taken.on if taken else None),
        ):
            if when and when.at > now:
                message = f"{name} ({when.declared()}) is yet to come"
                advice = "write the day on which it was done: it holds at once, whatever its date"
                yield _about(article, "date-future", message, advice)
        if corrected and article.published and corrected.on.day < article.published.day:
            message = f"correction.on ({corrected.on.declared()}) lies before published"
            yield _about(article, "date-order", f"{message} ({article.published.declared()})", "check both dates")


def unpublished(articles: Iterable[Article], languages: Collection[str]) -> Iterator[Problem]:
    """Withdrawals in languages in which nothing is published: the text stays where somebody meant to take it back."""
    for article in articles:
        named = article.withdrawn.languages if article.withdrawn else ()
        for tag in named:
            if tag not in (*languages, article.language):
                alike = [known for known in sorted(languages) if known.partition("-")[0] == tag.partition("-")[0]]
                advice = f"did you mean {alike[0]!r}?" if alike else f"there are: {', '.join(sorted(languages))}"
                message = f"withdrawn.languages: nothing is published in {tag!r}, so that this takes nothing back"
                yield _about(article, "language-unpublished", message, advice, Severity.ERROR)


def _about(article: Article, code: str, message: str, advice: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(code, message, Place(article.path), severity, advice, article=article.id)


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


def _withdrawn(article: Article, mentions: Sequence[Mention], articles: Mapping[str, Article]) -> Iterator[Problem]:
    """Where an article sends readers to one that is withdrawn in a language in which they read this."""
    for mention in mentions:
        other = articles[mention.id].withdrawn if mention.id in articles and mention.id != article.id else None
        is_related = mention.kind == "related"
        where = _common(article.withdrawn, other, is_related) if other and mention.kind in _CODES else None
        if where is None:
            continue
        code = "related-withdrawn" if is_related else "replaced-by-withdrawn"
        field = "related" if is_related else "withdrawn.replaced_by"
        message = f"{field}: {mention.id!r} is withdrawn" + (f" in {', '.join(where)}" if where else "")
        last = _successor(mention.id, articles)
        instead = f"write {last!r}, which replaces it" if last and last not in (article.id, *article.related) else ""
        advice = f"{instead}, or delete it" if instead else "name another article, or delete it"
        yield Problem(code, message, mention.place, Severity.WARNING, advice, article=article.id)


def _common(own: Withdrawal | None, other: Withdrawal, is_related: bool) -> tuple[str, ...] | None:
    """The languages in which the other is withdrawn (none named: all) while this sends readers to it; None: nowhere.

    Related articles are shown where this one is not withdrawn, what replaces it is named where it is.
    """
    if own is None:
        return other.languages if is_related else None
    if is_related:
        left = tuple(tag for tag in other.languages if tag not in own.languages)
        return left if own.languages and (left or not other.languages) else None
    if not own.languages or not other.languages:
        return own.languages or other.languages
    return tuple(tag for tag in other.languages if tag in own.languages) or None


def _successor(identifier: str, articles: Mapping[str, Article]) -> str:
    """The id of what replaces a withdrawn article at last and is not withdrawn itself; empty where there is none."""
    seen: set[str] = set()
    while identifier in articles and identifier not in seen:
        seen.add(identifier)
        withdrawn = articles[identifier].withdrawn
        if withdrawn is None:
            return identifier
        identifier = withdrawn.replaced_by
    return ""
