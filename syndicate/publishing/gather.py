"""The map: every unit's result, from the cache or worked out, and what is wrong with them together."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from syndicate.articles.library import cross_check
from syndicate.feeds.frame import DEFAULT_DISCLAIMER
from syndicate.model import Place, Problem
from syndicate.publishing.cache import Cache, CachedWork
from syndicate.publishing.executors import Map
from syndicate.publishing.library import catalogs
from syndicate.publishing.pictures import add_pictures
from syndicate.publishing.plan import Plan
from syndicate.publishing.work import Rendered, Result, Unit

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many (0: not known)."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The results by article id. ``keys`` has each article's place in the cache, ``all_keys`` every unit's."""

    results: Mapping[str, Result]
    units: Mapping[str, Unit]
    keys: Mapping[str, str]
    all_keys: Collection[str]
    problems: tuple[Problem, ...]
    cache: Cache

    def body(self, article: str, language: str) -> Rendered | None:
        """The rendered body of an article in a language, where there is one."""
        return self.cache.rendered(self.keys[article], language) if article in self.keys else None

    def place(self, article: str, language: str) -> Place:
        """Where a language's text of an article comes from: its catalog, or the source itself."""
        unit = self.units.get(article)
        paths = {tag: path for tag, path, _ in unit.catalogs} if unit else {}
        return Place(paths.get(language, unit.raw.path if unit else ""))

    def disclaimers(self) -> dict[str, str]:
        """The disclaimers that articles ask for, each with one that does."""
        articles = (result.article for result in self.results.values() if result.article)
        return {article.disclaimer or DEFAULT_DISCLAIMER: article.id for article in articles}


def gather(plan: Plan, cache: Cache, spread: Map, progress: Progress) -> Gathered:
    """Work on whatever the cache does not have. A failing article is a Problem, and the others go on."""
    shared = plan.shared.digest()
    keyed = {unit.key(shared): unit for unit in plan.units}
    found = dict(_worked(plan, keyed, cache, spread, progress))
    if missed := _missed(plan, keyed, found):
        keyed = {unit.key(shared): unit for unit in (missed.get(key, unit) for key, unit in keyed.items())}
        found |= _worked(plan, {unit.key(shared): unit for unit in missed.values()}, cache, spread, progress)
    results = {key: found[key] for key in keyed}  # in the order of the sources, whatever the cache had
    by_id: dict[str, Result] = {}
    keys: dict[str, str] = {}
    twice: set[str] = set()
    for key, result in results.items():
        if (article := result.article) is None:
            continue
        if article.id in by_id:  # cross_check tells both places; neither may be published as the other
            twice.add(article.id)
        by_id[article.id], keys[article.id] = result, key
    kept = {identifier: result for identifier, result in by_id.items() if identifier not in twice}
    problems = [problem for result in results.values() for problem in (*result.parsed.problems, *result.problems)]
    problems += cross_check([result.parsed for result in results.values()])
    units = {identifier: keyed[keys[identifier]] for identifier in kept}
    return Gathered(kept, units, keys, results.keys(), tuple(problems), cache)


def _worked(
    plan: Plan, keyed: Mapping[str, Unit], cache: Cache, spread: Map, progress: Progress
) -> Iterator[tuple[str, Result]]:
    shared = plan.shared.digest()
    missing = []
    for key, unit in keyed.items():
        if (found := cache.get(key)) is None:
            missing.append((key, unit))
        else:
            yield key, found
    done = len(keyed) - len(missing)
    for (key, _), result in zip(missing, spread(CachedWork(cache, shared), [unit for _, unit in missing]), strict=True):
        done += 1
        progress("articles", done, len(keyed))
        yield key, result


def _missed(plan: Plan, keyed: Mapping[str, Unit], found: Mapping[str, Result]) -> dict[str, Unit]:
    """The units whose id or images were guessed wrong, by their key, with what they lacked."""
    missed = {}
    for key, result in found.items():
        unit, article = keyed[key], result.article
        if article is not None and article.id != unit.article:
            missed[key] = replace(unit, article=article.id, catalogs=tuple(catalogs(plan.library, article.id)))
        elif pictures := add_pictures(plan.library, unit.raw, result.missing_images, plan.media):
            missed[key] = replace(unit, pictures=(*unit.pictures, *pictures))
    return missed
