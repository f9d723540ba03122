"""What there is to do: the units of work, the interface of each language, the feeds and who shares a ledger."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from syndicate.articles.parsers import Raw
from syndicate.config import Settings
from syndicate.errors import CatalogError
from syndicate.languages import to_posix
from syndicate.localization.interface import Interface, interface
from syndicate.localization.messages import read as read_messages
from syndicate.localization.shipped import shipped
from syndicate.model import Artifact, Place, Problem
from syndicate.publishing.groups import DEFAULT_FEED, Group
from syndicate.publishing.library import (
    Library,
    catalogs,
    code_version,
    glossary_files,
    groups,
    interface_strings,
    peek,
    sources,
)
from syndicate.publishing.pictures import add_pictures
from syndicate.publishing.work import Files, Shared, Unit
from syndicate.translation.glossary import merged

_BY_KEY = frozenset({"topic", "feed", "feed description", "disclaimer"})  # which of these are needed, a library says


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a publish reads from the library, and what was wrong with it.

    A language with all its strings is in ``interfaces``; one that lacks any is in ``frozen`` with those it has.
    """

    library: Library
    units: tuple[Unit, ...]
    shared: Shared
    interfaces: Mapping[str, Interface]
    groups: tuple[Group, ...]
    media: dict[str, Artifact]
    problems: tuple[Problem, ...]
    frozen: Mapping[str, Interface] = field(default_factory=dict)

    def freeze(self, languages: Collection[str]) -> "Plan":
        """The plan with more languages that stay as they are."""
        frozen = {tag: found for tag, found in self.interfaces.items() if tag in languages}
        interfaces = {tag: found for tag, found in self.interfaces.items() if tag not in languages}
        return replace(self, interfaces=interfaces, frozen={**self.frozen, **frozen})


def plan(library: Library) -> Plan:
    """Read the library. UsageError where something that must be read cannot be."""
    settings = library.settings
    strings = {language: interface_strings(library, language) for language in settings.languages}
    interfaces, frozen, problems = _interfaces(library, strings)
    glossaries, unusable = _glossaries(library, settings)
    shared = Shared(
        languages=settings.languages,
        timezone=settings.timezone,
        topics=tuple(sorted(settings.topics)),
        max_bytes=settings.max_article_bytes,
        interfaces=tuple((language, strings[language]) for language in interfaces),
        glossaries=glossaries,
        source_language=settings.source_language,
        code=code_version(),
    )
    media: dict[str, Artifact] = {}
    units = tuple(_unit(library, raw, shared, media) for raw in sources(library))
    problems += (*_missing_labels(settings, interfaces), *unusable)
    made = Plan(library, units, shared, interfaces, groups(library), media, tuple(problems), frozen)
    # Without its glossary a translation is not checked as it must be, so the language stays as it is.
    return made.freeze({problem.language for problem in unusable})


def required_strings() -> frozenset[tuple[str, str]]:
    """The (msgctxt, msgid) that every published language needs: those of the shipped English but by-key ones."""
    english = read_messages(shipped("en")[-1], "en")
    return frozenset((m.context, m.source) for m in english.messages if m.context not in _BY_KEY)


def _interfaces(
    library: Library, strings: Mapping[str, tuple[tuple[str, bytes], ...]]
) -> tuple[dict[str, Interface], dict[str, Interface], list[Problem]]:
    """The interfaces that can be used, and those of languages that stay at their last good version."""
    found: dict[str, Interface] = {}
    frozen: dict[str, Interface] = {}
    problems: list[Problem] = []
    required = required_strings()
    for language, files in strings.items():
        if not files:
            problems.append(_no_strings(library, language, len(required)))
            frozen[language] = interface(language, [])
            continue
        try:
            made = interface(language, [data for _, data in files], [path for path, _ in files])
        except CatalogError as error:
            problems += error.problems
            frozen[language] = interface(language, [])
            continue
        missing = sorted(key for key in required if not made.has(key[1], key[0]))
        (frozen if missing else found)[language] = made
        problems += (_missing(library, language, context, source) for context, source in missing)
    return found, frozen, problems


def _glossaries(library: Library, settings: Settings) -> tuple[Files, list[Problem]]:
    """The glossaries of all languages; one that cannot be used is a Problem of its language, and left out."""
    found = []
    problems: list[Problem] = []
    for language in settings.languages:
        files = glossary_files(library, language)
        try:
            merged(language, files, settings.source_language)
        except CatalogError as error:
            problems += (replace(problem, language=language) for problem in error.problems)
        else:
            found.append((language, files))
    return tuple(found), problems


def _no_strings(library: Library, language: str, count: int) -> Problem:
    """A language that nobody has given any interface strings: one finding, not one for each of them."""
    path, name = _own_strings(library, language), to_posix(language)
    return Problem(
        "ui-missing",
        f"there are no interface strings in {language}, and {count} are needed: its feeds wait for them",
        Place(path),
        advice=f"msginit --no-translator -l {name} -i {library.settings.locales}/templates/ui.pot -o {path}, and "
        "translate it (`syndicate update` writes the template)",
        language=language,
    )


def _missing(library: Library, language: str, context: str, source: str) -> Problem:
    return Problem(
        "ui-missing",
        f"no usable translation of {source!r} (msgctxt {context!r})",
        Place(_own_strings(library, language)),
        advice="translate it; until then the language's feeds stay at their last good version",
        language=language,
    )


def missing_disclaimers(planned: Plan, used: Mapping[str, str]) -> dict[str, Problem]:
    """The languages that lack a disclaimer which an article asks for (``used``: key → article), with the Problem.

    Without it no entry of that language can be framed, so the language stays as it is.
    """
    return {
        language: Problem(
            "ui-missing",
            f"no usable translation of the disclaimer {key!r} (msgctxt 'disclaimer'), which {article} asks for",
            Place(_own_strings(planned.library, language)),
            advice="translate it; until then the language's feeds stay at their last good version",
            article=article,
            language=language,
        )
        for language, interface_ in planned.interfaces.items()
        for key, article in sorted(used.items())
        if not interface_.has(key, "disclaimer")
    }


def _missing_labels(settings: Settings, interfaces: Mapping[str, Interface]) -> Iterator[Problem]:
    """Topics and feeds without a name in a language: they are left out there."""
    needed = [("topic", key) for key in settings.topics]
    needed += [("feed", feed) for feed in (DEFAULT_FEED.id, *(feed.id for feed in settings.feeds))]
    for language, interface_ in interfaces.items():
        for context, key in needed:
            if not interface_.has(key, context):
                path = f"{settings.locales}/{to_posix(language)}/LC_MESSAGES/ui.po"
                yield Problem(
                    "ui-missing",
                    f"no usable translation of {key!r} (msgctxt {context!r}): the {context} is left out",
                    Place(path),
                    advice="translate it",
                    language=language,
                )


def _own_strings(library: Library, language: str) -> str:
    return library.relative(library.locale(language) / "LC_MESSAGES" / "ui.po")


def _unit(library: Library, raw: Raw, shared: Shared, media: dict[str, Artifact]) -> Unit:
    article, names = peek(raw)
    found = tuple(catalogs(library, article)) if article else ()
    return Unit(article, raw, found, add_pictures(library, raw, names, media), shared)
