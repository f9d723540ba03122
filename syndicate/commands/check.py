"""``syndicate check``: everything that is wrong with a library, without writing any of its files."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from syndicate.articles.library import misdated, unpublished
from syndicate.errors import CatalogError
from syndicate.languages import to_posix
from syndicate.model import Place, Problem, Severity
from syndicate.publishing.cache import Cache
from syndicate.publishing.clock import clock
from syndicate.publishing.executors import Map, serial
from syndicate.publishing.gather import Gathered, Progress, gather
from syndicate.publishing.groups import without_articles
from syndicate.publishing.library import Library
from syndicate.publishing.plan import Plan, missing_disclaimers, plan
from syndicate.publishing.report import problem_to_data
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.waivers import MEANT, unused

_TOLD = re.compile(rb"X-Syndicate-Article: *([^\\\"\n]*)")
_MOST_NAMED = 3
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def check(library: Library, *, spread: Map = serial, progress: Progress) -> tuple[Problem, ...]:
    """Every Problem of settings, sources, catalogs and interface strings, in the order of their places."""
    planned = plan(library)
    gathered = gather(planned, Cache(library.work / "cache"), spread, progress)
    frozen = missing_disclaimers(planned, gathered.disclaimers())
    found = (*planned.problems, *gathered.problems, *frozen.values(), *_unreviewed(planned))
    articles = [result.article for result in gathered.results.values() if result.article]
    told = {*library.settings.languages, *(path.parent.name for path in library.feeds.glob("*/ledger.jsonl"))}
    found = (*found, *misdated(articles, clock()[0]), *unpublished(articles, told))
    found = (*found, *without_articles(library.settings, articles))
    problems = (*found, *_astray(planned, gathered), *_missing(planned, gathered), *_odd(gathered))
    return tuple(sorted(problems, key=lambda problem: (problem.place, problem.code, problem.message)))


def _unreviewed(planned: Plan) -> Iterator[Problem]:
    """Interface strings that are still as they were drafted: they are used, and somebody should read them."""
    locales = planned.library.settings.locales
    for language, interface in planned.interfaces.items():
        if interface.drafts:
            yield Problem(
                "ui-unreviewed",
                f"{len(interface.drafts)} interface strings are machine drafts that nobody has reviewed",
                Place(f"{locales}/{to_posix(language)}/LC_MESSAGES/ui.po"),
                Severity.INFO,
                "read them, put right what is wrong, and delete the comment `# origin: machine draft`",
                language=language,
            )


# ── catalogs that are not what they seem ────────────────────────────────────────────────────────


def _astray(planned: Plan, gathered: Gathered) -> Iterator[Problem]:
    """Catalogs that no article has: nobody reads them, and nobody would notice."""
    library = planned.library
    known = {*gathered.results, *(unit.article for unit in planned.units)}
    for language in library.settings.languages:
        for path in sorted((library.locale(language) / "articles").glob("*.po")):
            if path.stem not in known:
                message = f"no article has the id {path.stem!r}, so nobody reads this catalog"
                advice = "give the file its article's id for a name, or delete it"
                place = Place(library.relative(path))
                yield Problem("catalog-stray", message, place, Severity.WARNING, advice, language=language)


def _missing(planned: Plan, gathered: Gathered) -> Iterator[Problem]:
    """Languages in which articles have no catalog, one finding for each: it was lost, or never made."""
    library = planned.library
    articles = [result.article for result in gathered.results.values() if result.article]
    for language in library.settings.languages:
        wanted = [article.id for article in articles if article.language != language]
        lacking = sorted(name for name in wanted if not library.catalog(language, name).is_file())
        if lacking:
            told = ", ".join(lacking[:_MOST_NAMED]) + (", …" if len(lacking) > _MOST_NAMED else "")
            message = f"{len(lacking)} of {len(wanted)} articles have no catalog: {told}"
            advice = "get it back where it was lost, or make it: `syndicate update`"
            place = Place(library.relative(library.locale(language)))
            yield Problem("catalog-missing", message, place, Severity.WARNING, advice, language=language)


def _odd(gathered: Gathered) -> Iterator[Problem]:
    """Catalogs that hold nothing or say that they are another's, and waivers that set nothing aside."""
    used = {(x.place.path, x.place.line, x.code) for x in gathered.problems if x.severity is Severity.INFO}
    for identifier, unit in gathered.units.items():
        for language, path, data in unit.catalogs:
            told = _TOLD.search(data)
            if told and told[1].decode("utf-8", "replace") != identifier:
                message = f"the catalog of {identifier} says that it is of {told[1].decode('utf-8', 'replace')!r}"
                advice = "name the file for the article that it is of, or put its X-Syndicate-Article right"
                yield Problem("catalog-stray", message, Place(path), Severity.WARNING, advice, language=language)
            if data.count(b"msgid") > 1 and not MEANT.search(data):
                continue  # reading all again would take as long as the whole check
            try:
                document = po.parse(data, path)
            except CatalogError:
                continue  # told already
            if not document.live:
                message, advice = "the catalog has no entries", "get its last version back, or run `syndicate update`"
                yield Problem("catalog-empty", message, Place(path), Severity.WARNING, advice, language=language)
            yield from unused(document, language, path, used)


# ── as text and data ────────────────────────────────────────────────────────────────────────────


def as_text(problems: Iterable[Problem]) -> str:
    """A line per Problem, and a last line that counts them."""
    found = list(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    warnings = sum(problem.severity is Severity.WARNING for problem in found)
    counts = ((errors, "error"), (warnings, "warning"), (len(found), "finding"))
    return "\n".join(
        [*map(str, found), ", ".join(f"{count} {name if count == 1 else f'{name}s'}" for count, name in counts)]
    )


def as_json(problems: Iterable[Problem]) -> str:
    """The Problems as a JSON list."""
    return json.dumps([problem_to_data(problem) for problem in problems], ensure_ascii=False, indent=2)


def as_github(problems: Sequence[Problem]) -> str:
    """Workflow commands, as GitHub shows them beside the line (docs: "Workflow commands for GitHub Actions")."""
    return "\n".join(_github(problem) for problem in problems)


def _github(problem: Problem) -> str:
    place = problem.place
    where = {"file": place.path, "line": place.line, "col": place.column, "title": problem.code}
    shown = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in where.items() if value)
    advice = f" → {problem.advice}" if problem.advice else ""
    return f"::{_GITHUB[problem.severity]} {shown}::{_escaped(problem.message + advice)}"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
