"""``syndicate status``: how far each article is in each language, why it is held back, and what waits for a person.

Judged from what a publish would make of the library now, and from the same cache, so that the two cannot disagree.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from syndicate.commands.selection import select
from syndicate.config import policy
from syndicate.editorial.queue import Item, items
from syndicate.editorial.status import SOURCE_FAULTY, STRINGS_MISSING, Row, Status, count
from syndicate.errors import CatalogError
from syndicate.feeds.gate import Outcome, Reason
from syndicate.files import read_if_there
from syndicate.model import Article, Problem
from syndicate.publishing.cache import Cache
from syndicate.publishing.decide import decide_language
from syndicate.publishing.executors import Map, serial
from syndicate.publishing.gather import Gathered, Progress, gather
from syndicate.publishing.library import Library, groups
from syndicate.publishing.plan import missing_disclaimers, plan
from syndicate.publishing.published import Published, open_published

Judgment = tuple[Outcome, tuple[Reason, ...]]
"""What a publish would do with an article in a language, and why."""


def status(
    library: Library,
    *,
    now: datetime,
    articles: Collection[str] = (),
    languages: Collection[str] = (),
    spread: Map = serial,
    progress: Progress,
) -> Status:
    """Read these articles and languages (none named: all), and judge them as a publish at ``now`` would.

    UsageError for an article or a language that the library does not have, LedgerError where a ledger is damaged.
    What cannot be read is a Problem, and its words count as not translated.
    """
    chosen = select(library, articles, languages)
    planned = plan(library)
    gathered = gather(planned, Cache(library.work / "cache"), spread, progress)
    frozen = {*planned.frozen, *missing_disclaimers(planned, gathered.disclaimers())}
    published = open_published(library.feeds, fresh=True)
    unchecked = (problem for problem in planned.problems if problem.place.path.endswith("/glossary.po"))
    problems = [*chosen.problems, *unchecked]
    desks = [
        _Desk(library, language, gathered, published, now, is_frozen=language in frozen)
        for language in chosen.languages
    ]
    found = {  # an article at a time, so that the risks of its segments are looked up once for all languages
        (desk.language, article.id): desk.items(article, problems) for article in chosen.articles for desk in desks
    }
    rows: list[Row] = []
    for desk in desks:
        judge = desk.judge()
        rows += (desk.row(article, found[desk.language, article.id], judge(article)) for article in chosen.articles)
    return Status(tuple(rows), tuple(item for own in found.values() for item in own), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is the same for all articles of a language."""

    library: Library
    language: str
    gathered: Gathered
    published: Published
    now: datetime
    is_frozen: bool

    def judge(self) -> Callable[[Article], Judgment]:
        """Ask once for all articles; the answer tells it for each."""
        decided = decide_language(
            groups(self.library)[0],
            self.language,
            gathered=self.gathered,
            published=self.published,
            settings=self.library.settings,
            now=self.now,
            frozen=self.is_frozen,
        )
        told = {one.article: (one.outcome, one.reasons) for one in decided.verdicts}

        def judgment(article: Article) -> Judgment:
            if article.id in told:
                return told[article.id]
            reason = STRINGS_MISSING if article.id in self.gathered.results else SOURCE_FAULTY
            return (Outcome.KEEP if article.id in decided.ledger.rows else Outcome.HOLD), (Reason(reason),)

        return judgment

    def items(self, article: Article, problems: list[Problem]) -> tuple[Item, ...]:
        """The article's segments; a catalog that cannot be read is added to ``problems``."""
        if article.language == self.language:
            return ()
        path = self._path(article)
        wanted = policy(self.library.settings, self.language)
        result = self.gathered.results.get(article.id)
        found = [x for x in (result.problems if result else ()) if x.language == self.language]
        data = read_if_there(self.library.catalog(self.language, article.id))
        try:
            return items(article, self.language, data, path, problems=found, policy=wanted)
        except CatalogError as error:
            problems += error.problems
            return items(article, self.language, None, path, problems=(), policy=wanted)

    def row(self, article: Article, own: tuple[Item, ...], judgment: Judgment) -> Row:
        """What the status says of an article."""
        wanted = policy(self.library.settings, self.language)
        outcome, reasons = judgment
        return Row(
            article=article.id,
            language=self.language,
            path=self._path(article),
            min_state=wanted.min_state,
            words=count(own, wanted),
            outcome=outcome,
            reasons=reasons,
            is_source=article.language == self.language,
        )

    def _path(self, article: Article) -> str:
        """Its catalog, or in its own language its source."""
        if article.language == self.language:
            return article.path
        return self.library.relative(self.library.catalog(self.language, article.id))
