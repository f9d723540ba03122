"""What needs a person, gathered from everywhere, each with the page that tells more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syndicate.editorial.counts import counted
from syndicate.model import Severity
from syndicate.service.dashboard.hub import Health
from syndicate.service.dashboard.survey import Survey
from syndicate.service.dashboard.views import LanguageCounts, overdue
from syndicate.service.partners.report import Record
from syndicate.service.shelf.edition import Edition

_LATE = timedelta(minutes=15)  # a publish that is due, or a delivery, is not late before that


@dataclass(frozen=True, slots=True)
class Need:
    """Something for a person. ``page`` tells more (None: there is none); ``is_grave`` may harm, or stops everything."""

    text: str
    page: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""
    is_grave: bool = False


def of_library(
    survey: Survey | None, languages: Sequence[LanguageCounts], edition: Edition | None, now: datetime
) -> Iterator[Need]:
    """What the library and the last publish ask for."""
    if edition is None:
        yield Need("Nothing has been published yet: `syndicate publish` does it, and readers get 503 until then")
    elif edition.manifest.due and edition.manifest.due < now - _LATE:
        yield Need("A publish is due by time alone and has not been made: an embargo, expiry or review has come")
    if survey is None or not survey.has_sources:
        return
    if survey.error:
        yield Need(f"The library's state is not known: {survey.error}", "problems", is_grave=True)
    if errors := survey.count(Severity.ERROR):
        yield Need(f"{counted(errors, 'error')} in sources, catalogs or settings", "problems", {"severity": "error"})
    if waiting := sum(counts.waiting for counts in languages):
        told = "translation is" if waiting == 1 else "translations are"
        yield Need(f"{waiting:,} {told} held back or kept at an older text", "withheld")
    if late := overdue(survey, now):
        yield Need(f"{counted(len(late), 'medical review')} overdue", "", anchor="#reviews")


def of_hub(health: Health, now: datetime) -> Iterator[Need]:
    """What subscribers and the outbox ask for."""
    if health.failing_count:
        yield Need(f"{counted(health.failing_count, 'subscriber')} cannot be reached", "hub", anchor="#failing")
    if health.failed:
        told = "delivery was" if health.failed == 1 else "deliveries were"
        yield Need(f"{health.failed:,} {told} given up", "hub", anchor="#troubled")
    if health.oldest and health.oldest < now - _LATE:
        yield Need("The outbox is behind: deliveries wait that should have gone out", "hub", is_grave=True)


def of_partners(records: Iterable[Record]) -> Iterator[Need]:
    """What partners ask for: nobody may go on reading what was taken back."""
    alarming = [sum(telling.is_alarming for telling in record.tellings) for record in records]
    if many := sum(count > 0 for count in alarming):
        who = "partner may still show" if many == 1 else "partners may still show"
        text = f"{many:,} {who} texts that were taken back or corrected for safety ({sum(alarming):,})"
        yield Need(text, "partners", is_grave=True)
