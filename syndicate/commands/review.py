"""``syndicate review``: static side-by-side pages, one per article and language, and an index."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from syndicate.articles.content import content_hash
from syndicate.commands.selection import select
from syndicate.config import policy
from syndicate.editorial import review as pages
from syndicate.editorial.status import explain
from syndicate.errors import CatalogError, FeedError, LocaleError
from syndicate.feeds.bodies import translated_body
from syndicate.feeds.body import Body, standing
from syndicate.feeds.entries import Proposal, advance
from syndicate.feeds.gate import Decision, Outcome, decide
from syndicate.feeds.ledger import Ledger
from syndicate.files import read_if_there, write_if_changed
from syndicate.localization.interface import Interface
from syndicate.model import Article, Catalog, Problem, State, Status
from syndicate.publishing.entries import Neighbors, Sources, build
from syndicate.publishing.gather import Progress
from syndicate.publishing.library import Library, glossary
from syndicate.publishing.plan import Plan, plan
from syndicate.publishing.work import render
from syndicate.translation.catalogs.reading import read
from syndicate.translation.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The index of the pages, how many there are, and what could not be shown."""

    index: Path
    pages: int
    problems: tuple[Problem, ...]


def review(
    library: Library,
    folder: Path | None = None,
    *,
    now: datetime,
    articles: Collection[str] = (),
    languages: Collection[str] = (),
    progress: Progress,
) -> Reviewed:
    """Write the pages into ``folder`` (default: ``.syndicate/review``).

    UsageError for an article or a language that the library does not have. A catalog that cannot be read is a
    Problem, and the others get their pages.
    """
    folder = folder or library.work / "review"
    chosen = select(library, articles, languages)
    problems = list(chosen.problems)
    planned = plan(library)
    sheets: list[pages.Sheet] = []
    terms: dict[str, Glossary] = {}
    pairs = list(chosen.pairs())
    for done, (article, language) in enumerate(pairs, 1):
        path = library.catalog(language, article.id)
        if (data := read_if_there(path)) is None:
            continue
        try:
            if language not in terms:
                terms[language] = glossary(library, language)
            name, wanted = library.relative(path), policy(library.settings, language)
            sheet = pages.sheet(article, data, name, language, glossary=terms[language], policy=wanted)
            catalog = read(data, name, language)
            shown, why = _preview(planned, article, catalog, terms[language], now)
        except CatalogError as error:
            problems += error.problems
            continue
        write_if_changed(folder / sheet.name, pages.page(sheet, shown, why))
        sheets.append(sheet)
        progress("pages", done, len(pairs))
    write_if_changed(folder / "index.html", pages.index(sheets, library.settings.title))
    return Reviewed(folder / "index.html", len(sheets), tuple(problems))


def _preview(
    planned: Plan, article: Article, catalog: Catalog, terms: Glossary, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """The entry as its readers will see it, and why the gate of the default feed does not let it pass."""
    settings, language = planned.library.settings, catalog.language
    strings = planned.interfaces.get(language)
    body, _, _ = translated_body(article, catalog, terms, content_hash(article.content))
    stands = standing(body, "")
    decision = decide(article, language, stands, policy(settings, language), previous=None, now=now)
    why = tuple(map(explain, decision.reasons))
    if strings is None:
        return "", (*why, "interface strings are missing")
    if stands.state is State.INITIAL:
        return "", why
    try:
        return _entry(planned, article, body, strings, now), why
    except (LocaleError, FeedError) as error:
        return "", (*why, str(error))


def _entry(planned: Plan, article: Article, body: Body, strings: Interface, now: datetime) -> str:
    """The content of the entry, as a publish at ``now`` would make it for the first time."""
    settings = planned.library.settings
    unit = next(unit for unit in planned.units if unit.article == article.id)
    pictures = dict(unit.pictures)
    stands = standing(body, "")
    proposal = Proposal(
        id=article.id,
        decision=Decision(Outcome.PUBLISH, Status.USABLE),
        hash=body.hash,
        source_hash=body.source_hash,
        state=stands.state,
        title="",
        url=settings.base_url,
        published=article.published,
        updated=article.updated,
        feeds=(),
    )
    shown = Body(body.language, body.content, body.hash, body.source_hash, body.segments, tuple(pictures.items()))
    return build(
        advance(Ledger(body.language), [proposal], now).rows[article.id],
        Sources(
            article=article,
            rendered=render(shown, strings, article.language),
            remarks=(),
            neighbors=Neighbors({}),
            related=(),
            replaced_by=None,
            replaced_by_id="",
            interface=strings,
            policy=policy(settings, body.language),
            settings=settings,
            now=now,
        ),
    ).content
