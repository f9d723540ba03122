"""``syndicate check``: everything that is wrong with a library, without writing any of its files."""

import json
from collections.abc import Iterable, Iterator, Sequence

from syndicate.languages import to_posix
from syndicate.model import Place, Problem, Severity
from syndicate.publishing.cache import Cache
from syndicate.publishing.executors import Map, serial
from syndicate.publishing.gather import Progress, gather
from syndicate.publishing.library import Library
from syndicate.publishing.plan import Plan, missing_disclaimers, plan
from syndicate.publishing.report import problem_to_data

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def check(library: Library, *, spread: Map = serial, progress: Progress) -> tuple[Problem, ...]:
    """Every Problem of settings, sources, catalogs and interface strings, in the order of their places."""
    planned = plan(library)
    gathered = gather(planned, Cache(library.work / "cache"), spread, progress)
    frozen = missing_disclaimers(planned, gathered.disclaimers())
    problems = (*planned.problems, *gathered.problems, *frozen.values(), *_unreviewed(planned))
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


def as_text(problems: Iterable[Problem]) -> str:
    """A line per Problem, and a last line that counts them."""
    found = list(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    warnings = sum(problem.severity is Severity.WARNING for problem in found)
    return "\n".join([*map(str, found), f"{errors} errors, {warnings} warnings, {len(found)} findings"])


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
