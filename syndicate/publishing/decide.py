"""From today's results and the last ledgers to the next ledgers: the gate, for every article, language and group."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from syndicate.config import FeedSettings, Settings
from syndicate.feeds.body import Body, Standing
from syndicate.feeds.changes import declared_severity, severity_of_change
from syndicate.feeds.entries import Proposal, advance
from syndicate.feeds.gate import Decision, Outcome, Reason, decide
from syndicate.feeds.ledger import Ledger, Row, identify
from syndicate.model import Article, Change, Problem, State, Status
from syndicate.publishing.plan import Group
from syndicate.publishing.published import Published
from syndicate.publishing.work import Result

# The body of an article in a language as it is today, read only where two bodies must be compared.
Today = Callable[[str, str], Body]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate said of one article in one language of one group, for the Report. ``change`` is empty for none."""

    group: str
    article: str
    language: str
    outcome: Outcome
    status: Status | None
    reasons: tuple[Reason, ...]
    change: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The next ledger of a group in a language, with what led there."""

    group: Group
    language: str
    ledger: Ledger
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]


def decide_language(
    group: Group,
    language: str,
    *,
    results: Mapping[str, Result],
    published: Published,
    today: Today,
    settings: Settings,
    now: datetime,
    frozen: bool = False,
    quarantined: Collection[str] = (),
) -> Decided:
    """Judge every article in one language of one group. LedgerError where the ledger is damaged.

    In a ``frozen`` language nothing comes or changes; only what must go is taken away. ``quarantined`` articles make
    no valid entry: they stay as they were.
    """
    folder = group.folder(language)
    before = published.ledger(folder, language)
    policy = group.policy(settings, language)
    proposals: list[Proposal] = []
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    for identifier, result in results.items():
        article = result.article
        if article is None:
            continue
        feeds = tuple(feed.id for feed in group.feeds if belongs(article, language, feed))
        row = before.rows.get(identifier)
        if not feeds and row is None:
            continue
        standing = result.standings.get(language)
        severity = _severity(
            article,
            standing,
            row,
            today=partial(today, identifier, language),
            published=published,
            folder=folder,
        )
        decision = decide(article, language, standing, policy, previous=row, now=now, severity=severity)
        if decision.outcome is Outcome.KEEP and row and not published.body(folder, identifier, row.hash):
            decision = Decision(Outcome.WITHHOLD, Status.WITHHELD, (*decision.reasons, Reason("kept-body-missing")))
            problems.append(_kept_body_missing(article, language))
        if decision.outcome is not Outcome.WITHHOLD:
            if frozen:
                continue
            if identifier in quarantined:
                outcome, status = (Outcome.KEEP, row.status) if row else (Outcome.HOLD, None)
                reasons = (Reason("invalid-entry"),)
                verdicts.append(Verdict(group.id or "all", identifier, language, outcome, status, reasons))
                continue
        url = entry_url(settings, article, language, group)
        proposals.append(_proposal(article, standing, decision, feeds=feeds, severity=severity, url=url))
        verdicts.append(
            Verdict(group.id or "all", identifier, language, decision.outcome, decision.status, decision.reasons)
        )
    problems += _gone(before, results, language)
    after = identify(advance(before, proposals, now), settings.authority, folder, now)
    told = tuple(replace(verdict, change=_change(before, after, verdict.article)) for verdict in verdicts)
    return Decided(group, language, after, told, tuple(problems))


def belongs(article: Article, language: str, feed: FeedSettings) -> bool:
    """Whether an article is among what a feed is about in a language."""
    if feed.languages is not None and language not in feed.languages:
        return False
    return not feed.topics or bool(set(feed.topics) & set(article.topics))


def entry_url(settings: Settings, article: Article, language: str, group: Group) -> str:
    """Where people read the article in that language: its own address there, else our page."""
    if isinstance(article.url, str):
        own = article.url if language == article.language else ""
    else:
        own = article.url.get(language, "")
    if not own and settings.url_pattern:
        own = settings.url_pattern.replace("{lang}", language).replace("{id}", article.id)
    return own or f"{settings.base_url}{group.folder(language)}items/{article.id}.html"


def _severity(
    article: Article,
    standing: Standing | None,
    row: Row | None,
    *,
    today: Callable[[], Body],
    published: Published,
    folder: str,
) -> Change:
    """How grave the change since the last publish is: of the source, or of this body."""
    if row is None or standing is None or (standing.hash == row.hash and standing.source_hash == row.source_hash):
        return Change.MINOR
    source_changed = standing.source_hash != row.source_hash
    if source_changed and (declared := declared_severity(article, standing.source_hash, row.updated)):
        return declared
    old = published.body(folder, article.id, row.hash)
    if old is None:  # nothing to compare with: the graver of the two
        return Change.MATERIAL
    sources_only = source_changed and standing.state is State.INITIAL
    return severity_of_change(old.segments, today().segments, sources_only=sources_only)


def _proposal(
    article: Article,
    standing: Standing | None,
    decision: Decision,
    *,
    feeds: tuple[str, ...],
    severity: Change,
    url: str,
) -> Proposal:
    return Proposal(
        id=article.id,
        decision=decision,
        hash=standing.hash if standing else "",
        source_hash=standing.source_hash if standing else "",
        state=standing.state if standing else State.INITIAL,
        title=standing.title if standing else "",
        url=url,
        published=article.published,
        updated=article.updated,
        feeds=feeds,
        severity=severity,
    )


def _gone(before: Ledger, results: Iterable[str], language: str) -> Iterable[Problem]:
    """Entries whose source is not there, or cannot be read: they stay as they are, and somebody must decide."""
    for identifier in sorted(before.rows.keys() - set(results)):
        if before.rows[identifier].status is not Status.WITHDRAWN:
            yield Problem(
                "article-gone",
                f"{identifier} was published in {language}, and has no readable source now: its entry stays as it was",
                advice=f"put the source right, or take it back with `withdrawn:` in {identifier}'s source",
                article=identifier,
                language=language,
            )


def _kept_body_missing(article: Article, language: str) -> Problem:
    return Problem(
        "kept-body-missing",
        f"the last published body of {article.id} in {language} should stay, and its items/{article.id}.json is not "
        "there or another version: the entry is withheld until a translation passes",
        article=article.id,
        language=language,
    )


def _change(before: Ledger, after: Ledger, identifier: str) -> str:
    """What subscribers see of it: new, the change's severity, the new status, or nothing."""
    old, new = before.rows.get(identifier), after.rows.get(identifier)
    if new is None or old == new:
        return ""
    if old is None or old.version != new.version:
        return str(new.change)
    return str(new.status) if old.status != new.status else ""
