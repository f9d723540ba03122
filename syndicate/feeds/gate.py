"""The gate: whether one article's body may be published in one language of one feed. One function for every output.

Pure: what is known comes in (the body's segments with their states, risks and blocking findings, the policy, the
last published row, T), a Decision comes out. Risks and findings are arguments, so that checks grow without it.
The rules are DESIGN §4.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syndicate.config import Policy
from syndicate.feeds.body import Remark, Standing, Tally
from syndicate.feeds.ledger import Row
from syndicate.model import Article, Change, State, Status


class Outcome(StrEnum):
    """What happens to the entry."""

    PUBLISH = "publish"  # today's body goes out
    KEEP = "keep"  # the last published body stays, marked
    WITHHOLD = "withhold"  # published before: the entry stays, its body goes
    HOLD = "hold"  # never published: nothing goes out


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a body does not pass, with how many segments say so."""

    code: str
    count: int = 0

    def __str__(self) -> str:
        return f"{self.code} ({self.count})" if self.count else self.code


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, the status that the entry then has (None: it has none), and why."""

    outcome: Outcome
    status: Status | None
    reasons: tuple[Reason, ...] = ()


def decide(  # noqa: PLR0911 - a rule a line, in the order in which they count
    article: Article,
    language: str,
    body: Standing | None,
    policy: Policy,
    *,
    previous: Row | None,
    now: datetime,
    severity: Change = Change.MINOR,
) -> Decision:
    """Judge one article in one language.

    ``body`` is None where there is no catalog. ``previous`` is the row of what was published before. ``severity``
    is that of the source's change since then; it counts only where the source did change.
    """
    if is_withdrawn(article, language):
        return _without_body(previous, (Reason("withdrawn"),), Status.WITHDRAWN)
    if reason := unavailable(article, now):
        return _without_body(previous, (reason,))
    if policy.on_overdue_review == "withhold" and is_overdue(article, now):
        return _without_body(previous, (Reason("review-overdue"),))
    if body is None:
        return _below(previous, (Reason("no-catalog"),), Status.PENDING)
    if body.blocked:
        return _without_body(previous, tuple(Reason(code, count) for code, count in body.blocked))
    if not (failing := _failures(body, policy)):
        return Decision(Outcome.PUBLISH, Status.USABLE)
    if previous is None or previous.source_hash == body.source_hash:
        return _below(previous, failing, Status.PENDING)
    if _withholds(policy, severity):
        return _without_body(previous, (Reason(f"outdated-{severity}"), *failing))
    return _below(previous, failing, Status.OUTDATED)


def is_withdrawn(article: Article, language: str) -> bool:
    """Whether the article is taken back in that language."""
    withdrawn = article.withdrawn
    return withdrawn is not None and (not withdrawn.languages or language in withdrawn.languages)


def unavailable(article: Article, now: datetime) -> Reason | None:
    """Why the article's body is in no artifact in any language, or None."""
    if article.status == "withheld":
        return Reason("withheld")
    if article.embargo and now < article.embargo.at:
        return Reason("embargo")
    if article.expires and now >= article.expires.at:
        return Reason("expired")
    if not article.embargo and article.published and now < article.published.at:
        return Reason("published-in-future")  # a date that is still to come is an embargo that nobody wrote down
    return None


def is_overdue(article: Article, now: datetime) -> bool:
    """Whether the date of the next medical review has passed."""
    review = article.reviewed
    return review is not None and review.next is not None and now >= review.next.at


def _failures(body: Standing, policy: Policy) -> tuple[Reason, ...]:
    codes: Counter[str] = Counter()
    for tally in body.tally:
        if code := failure(tally, policy):
            codes[code] += tally.count
    held = (Reason(code, count) for code, count in body.held)
    return (*held, *(Reason(code, count) for code, count in sorted(codes.items())))


def failure(segment: Tally, policy: Policy) -> str:
    """The code of why such a segment does not pass, but for what checks found in it; empty where it does."""
    if segment.state is State.INITIAL:
        return "initial"
    if segment.state < policy.min_state:
        return f"below-{policy.min_state}"
    if segment.risky and segment.state < policy.risk_state:
        return f"risk-below-{policy.risk_state}"
    # What a person edited is no longer the machine's; what a person signed off is final.
    if segment.risky and segment.machine and segment.state < State.FINAL and not policy.machine_risk:
        return "machine-risk"
    return ""


def passes(remark: Remark, policy: Policy) -> bool:
    """Whether a text that stands round a body may be shown: an editor's note, a reason, a call to action."""
    return not remark.blocked and not failure(remark.tally, policy)


def _withholds(policy: Policy, severity: Change) -> bool:
    if severity is Change.SAFETY:  # the text that partners have may do harm: no setting keeps it
        return True
    if policy.on_outdated == "by-severity":
        return severity is Change.MATERIAL
    return policy.on_outdated == "withhold"


def _below(previous: Row | None, reasons: tuple[Reason, ...], status: Status) -> Decision:
    """Keep what was published before, if its body still is."""
    if previous is None:
        return Decision(Outcome.HOLD, None, reasons)
    if previous.status in (Status.WITHHELD, Status.WITHDRAWN):
        return Decision(Outcome.WITHHOLD, Status.WITHHELD, reasons)
    return Decision(Outcome.KEEP, status, reasons)


def _without_body(previous: Row | None, reasons: tuple[Reason, ...], status: Status = Status.WITHHELD) -> Decision:
    if previous is None:
        return Decision(Outcome.HOLD, None, reasons)
    return Decision(Outcome.WITHHOLD, status, reasons)
