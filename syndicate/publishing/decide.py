"""From today's results and the last ledgers to the next ledgers: the gate, for every article, language and group."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicate.config import Policy, Settings
from syndicate.feeds.body import Standing
from syndicate.feeds.changes import declared_severity, severity_of_change, unheard
from syndicate.feeds.entries import Proposal, advance
from syndicate.feeds.gate import Decision, Outcome, Reason, decide, is_withdrawn
from syndicate.feeds.ledger import TOLD, Ledger, Row, identify
from syndicate.model import Article, Change, Problem, State, Status
from syndicate.publishing import corrections
from syndicate.publishing.gather import Gathered
from syndicate.publishing.groups import Group, belongs, retired
from syndicate.publishing.published import Published
from syndicate.publishing.work import Result


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
    """The last and the next ledger of a group in a language, with what led from one to the other."""

    group: Group
    language: str
    before: Ledger
    ledger: Ledger
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]


def decide_language(
    group: Group,
    language: str,
    *,
    gathered: Gathered,
    published: Published,
    settings: Settings,
    now: datetime,
    frozen: bool = False,
    quarantined: Collection[str] = (),
) -> Decided:
    """Judge every article in one language of one group. LedgerError where the ledger is damaged.

    In a ``frozen`` language nothing comes or changes; only what must go is taken away, and safety corrections go out.
    ``quarantined`` entries cannot be written: they stay as they were.
    """
    before = published.ledger(group.folder(language), language)
    desk = _Desk(group, language, gathered, published, settings, now, before, group.policy(settings, language), frozen)
    corrected: dict[str, list[Row]] = {}
    for row in before.rows.values():
        if row.is_correction:
            corrected.setdefault(row.article, []).append(row)
    judged = [
        desk.judge(result, result.article, before.rows.get(identifier), corrected.get(identifier, ()), quarantined)
        for identifier, result in gathered.results.items()
        if result.article
    ]
    proposals = [proposal for each in judged for proposal in each.proposals]
    problems = [problem for each in judged for problem in each.problems]
    problems += _gone(before, gathered.results, language)
    after = identify(advance(before, proposals, now), settings.authority, group.folder(language), now)
    told = [
        replace(verdict, change=_change(before, after, verdict.article)) for each in judged for verdict in each.verdicts
    ]
    return Decided(group, language, before, after, tuple(told), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Judged:
    """What follows for one article: the next rows of its entries, and what is to be told."""

    proposals: tuple[Proposal, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is the same for all articles of a language and group."""

    group: Group
    language: str
    gathered: Gathered
    published: Published
    settings: Settings
    now: datetime
    before: Ledger
    policy: Policy
    frozen: bool

    def judge(
        self, result: Result, article: Article, row: Row | None, corrected: Sequence[Row], quarantined: Collection[str]
    ) -> _Judged:
        """Judge one article, whose last rows are ``row`` and, of its safety corrections, ``corrected``."""
        feeds = self._feeds(article, row)
        if not feeds and row is None:
            return _Judged()
        standing = result.standings.get(self.language)
        severity = self._severity(article, standing, row)
        decision = decide(article, self.language, standing, self.policy, previous=row, now=self.now, severity=severity)
        if row and (self.frozen or article.id in quarantined) and _is_harmful(result, row):
            reason = Reason(f"outdated-{Change.SAFETY}")
            severity, decision = Change.SAFETY, Decision(Outcome.WITHHOLD, Status.WITHHELD, (reason,))
        problems = [*self._catalog_gone(article, row, decision)]
        if decision.outcome is Outcome.KEEP and row and not self._kept(row):
            decision = Decision(Outcome.WITHHOLD, Status.WITHHELD, (*decision.reasons, Reason("kept-body-missing")))
            problems.append(_kept_body_missing(article, self.language))
        is_taken_away = decision.outcome is Outcome.WITHHOLD
        ever, audience = self._ever(row, feeds), self._audience(article, row)
        stays = not is_taken_away and (self.frozen or article.id in quarantined)
        if stays:
            status = row.status if row else None
            decision = Decision(Outcome.KEEP if row else Outcome.HOLD, status, (Reason("invalid-entry"),))
        proposals = []
        if not stays:
            # Whoever copied it from a feed that it left since must hear as well that it was taken back.
            into = ever if is_taken_away else feeds
            word = unheard(article, row) if row else Change.MINOR
            proposals.append(
                self._proposal(article, standing, decision, feeds=into, audience=audience, severity=severity, word=word)
            )
        if row:
            own = proposals[0] if proposals and decision.outcome is Outcome.PUBLISH else None
            told = replace(row, title=own.title, url=own.url, source_hash=own.source_hash) if own else row
            is_ready = not stays and standing is not None and _is_ready(decision, row, standing)
            proposals += corrections.proposals(
                article,
                replace(told, audience=(*(row.audience or ()), *audience)),
                corrected,
                remarks=result.remarks.get(self.language, ()),
                policy=self.policy,
                is_ready=is_ready,
                is_withdrawn=is_withdrawn(article, self.language),
                feeds=ever,
            )
        is_news = not self.frozen or is_taken_away
        verdict = Verdict(
            self.group.id or "all", article.id, self.language, decision.outcome, decision.status, decision.reasons
        )
        return _Judged(
            # With the article its safety correction may fail; with the title and address of before it may not.
            tuple(one for one in proposals if article.id in quarantined or one.id not in quarantined),
            (verdict,) if is_news else (),
            tuple(problems),
        )

    def _kept(self, row: Row) -> bool:
        """Whether the body that an entry shows is still there to be framed anew."""
        return self.published.body(self.group.folder(self.language), row.id, row.hash) is not None

    def _feeds(self, article: Article, row: Row | None) -> tuple[str, ...]:
        """The feeds in which the article stands; whoever stands in one that was closed stays, and nobody joins it."""
        known = {feed for feed, slot in row.feeds.items() if slot.left is None} if row else set()
        return tuple(
            feed.id
            for feed in self.group.feeds
            if belongs(article, self.language, feed)
            and (feed.id in known or not retired(self.settings, feed, self.language, self.now))
        )

    def _ever(self, row: Row | None, feeds: tuple[str, ...]) -> tuple[str, ...]:
        """Those feeds, and those of the settings in which the article ever stood."""
        stood = row.feeds if row else ()
        return tuple(feed.id for feed in self.group.feeds if feed.id in feeds or feed.id in stood)

    def _audience(self, article: Article, row: Row | None) -> tuple[str, ...]:
        """For whom the article is; where a ledger of an older release does not tell for whom it was, they as well."""
        last = self.published.entry(self.group.folder(self.language), row) if row and row.audience is None else None
        return (*article.audience, *(last.audience if last else ()))

    def _severity(self, article: Article, standing: Standing | None, row: Row | None) -> Change:
        """How grave the change since the last publish is: of the source, or of this body."""
        if row is None or standing is None or (standing.hash == row.hash and standing.source_hash == row.source_hash):
            return Change.MINOR
        source_changed = standing.source_hash != row.source_hash
        if source_changed:
            source = self.published.ledger(self.group.folder(article.language), article.language).rows.get(article.id)
            history = source.events if source else ()
            if declared := declared_severity(article, standing.source_hash, row, history):
                return declared
        old = self.published.body(self.group.folder(self.language), article.id, row.hash)
        today = self.gathered.body(article.id, self.language)
        if old is None or today is None:  # nothing to compare with: the graver of the two
            return Change.MATERIAL
        sources_only = source_changed and standing.state is State.INITIAL
        return severity_of_change(old, today.body, article.language, sources_only=sources_only)

    def _proposal(
        self,
        article: Article,
        standing: Standing | None,
        decision: Decision,
        *,
        feeds: tuple[str, ...],
        audience: tuple[str, ...],
        severity: Change,
        word: Change,
    ) -> Proposal:
        return Proposal(
            id=article.id,
            decision=decision,
            hash=standing.hash if standing else "",
            source_hash=standing.source_hash if standing else "",
            state=standing.state if standing else State.INITIAL,
            title=standing.title if standing else "",
            url=entry_url(self.settings, article, self.language, self.group),
            published=article.published,
            updated=article.updated,
            feeds=feeds,
            audience=audience,
            severity=severity,
            word=word,
            corrected=article.correction.on.declared() if article.correction else "",
            withdrawn=article.withdrawn.on.declared() if article.withdrawn else "",
        )

    def _catalog_gone(self, article: Article, row: Row | None, decision: Decision) -> Iterator[Problem]:
        """A translation that was published and whose catalog is not there: its entry stays, somebody must decide."""
        gone = any(reason.code == "no-catalog" for reason in decision.reasons)
        if gone and row and row.status in TOLD and not self.frozen:
            yield Problem(
                "catalog-gone",
                f"{article.id} was published in {self.language}, and has no readable catalog now: its last text stays",
                advice=f"put the catalog back, or say `syndicate withdraw {article.id} --lang {self.language}`",
                article=article.id,
                language=self.language,
            )


def entry_url(settings: Settings, article: Article, language: str, group: Group) -> str:
    """Where people read the article in that language: its own address there, else our page."""
    if isinstance(article.url, str):
        own = article.url if language == article.language else ""
    else:
        own = article.url.get(language, "")
    if not own and settings.url_pattern:
        own = settings.url_pattern.replace("{lang}", language).replace("{id}", article.id)
    return own or f"{settings.base_url}{group.folder(language)}items/{article.id}.html"


def _is_harmful(result: Result, row: Row) -> bool:
    """Whether a language in which nothing new can go out shows a text that a safety correction has just put right."""
    article = result.article
    source_hash = next((standing.source_hash for standing in result.standings.values()), "")
    is_told = article is None or unheard(article, row) is not Change.SAFETY
    return row.status in TOLD and not is_told and row.source_hash != source_hash


def _is_ready(decision: Decision, row: Row, standing: Standing) -> bool:
    """Whether the body that stands there after this publish is of today's source."""
    if decision.outcome is Outcome.PUBLISH:
        return True
    return decision.status in TOLD and row.source_hash == standing.source_hash


def _gone(before: Ledger, results: Collection[str], language: str) -> Iterator[Problem]:
    """Entries whose source is not there, or cannot be read: they stay as they are, and somebody must decide."""
    for identifier, row in sorted(before.rows.items()):
        if not row.is_correction and identifier not in results and row.status is not Status.WITHDRAWN:
            yield Problem(
                "article-gone",
                f"{identifier} was published in {language}, and has no readable source now: its entry stays as it was",
                advice=f"put the source right, or take it back with `syndicate withdraw {identifier}`",
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
