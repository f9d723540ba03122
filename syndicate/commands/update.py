"""``syndicate update``: bring every article's PO files up to its text, and the templates."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from syndicate.commands.selection import Selection, select
from syndicate.errors import CatalogError
from syndicate.files import read_if_there, sweep, write_if_changed
from syndicate.localization.shipped import shipped
from syndicate.model import Article, Problem
from syndicate.publishing.library import Library, editing, glossary
from syndicate.translation.catalogs import po
from syndicate.translation.glossary import Glossary
from syndicate.translation.updating.templates import interface_template, template
from syndicate.translation.updating.update import update as updated


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: the files that changed, how many it looked at, and what it could not do."""

    changed: tuple[str, ...]
    looked_at: int
    problems: tuple[Problem, ...]


def update(library: Library, *, articles: Collection[str] = (), languages: Collection[str] = ()) -> Updated:
    """Create or refresh the catalogs of these articles and languages (none named: of all), and their templates.

    UsageError for an article or language that the library does not have. A catalog that cannot be read is a
    Problem, and stays untouched; a glossary that cannot be read leaves all catalogs of its language untouched.
    A template whose article is gone stays, as its catalogs do: whoever withdraws an article deletes both.
    """
    work = _Work(library, select(library, articles, languages))
    with editing(library):
        sweep(library.root / library.settings.locales)  # what a killed run left
    for article in work.chosen.articles:
        work.article(article)
    if not articles:
        work.interface()
    return Updated(tuple(work.changed), work.looked_at, tuple(work.problems))


def template_path(library: Library, article: str) -> Path:
    """Where the template of an article stands."""
    return _templates(library) / "articles" / f"{article}.pot"


def _templates(library: Library) -> Path:
    return library.root / library.settings.locales / "templates"


class _Work:
    """One run: what it is about, what it wrote and what it found."""

    def __init__(self, library: Library, chosen: Selection) -> None:
        self.library, self.chosen = library, chosen
        self.changed: list[str] = []
        self.looked_at = 0
        self.problems = list(chosen.problems)
        self._terms = dict(self._glossaries())

    def article(self, article: Article) -> None:
        """Bring the template and the catalogs of an article up to date."""
        with editing(self.library):
            self._write(template_path(self.library, article.id), template(article))
        for language, terms in self._terms.items():
            if language != article.language:
                self._catalog(article, language, terms)

    def _glossaries(self) -> Iterator[tuple[str, Glossary]]:
        for language in self.chosen.languages:
            try:
                yield language, glossary(self.library, language)
            except CatalogError as error:
                self.problems += (replace(problem, language=language) for problem in error.problems)

    def _catalog(self, article: Article, language: str, terms: Glossary) -> None:
        path = self.library.catalog(language, article.id)
        with editing(self.library):
            try:
                data = updated(article, language, read_if_there(path), self.library.relative(path), terms)
            except CatalogError as error:
                self.looked_at += 1
                self.problems += error.problems
            else:
                self._write(path, data)

    def _write(self, path: Path, data: bytes) -> None:
        """Write while `editing`: another run sweeps temporary files away."""
        self.looked_at += 1
        if write_if_changed(path, data, durable=True):
            self.changed.append(self.library.relative(path))

    def interface(self) -> None:
        """Write the template of the interface strings."""
        try:
            english = [po.parse(data, path) for path, data in self._english()]
        except CatalogError as error:
            self.problems += error.problems
            return
        with editing(self.library):
            self._write(_templates(self.library) / "ui.pot", interface_template(english, list(self._keys())))

    def _english(self) -> Iterator[tuple[str, bytes]]:
        yield from (("shipped ui.po of en", data) for data in shipped("en"))
        path = self.library.locale("en") / "LC_MESSAGES" / "ui.po"
        if (data := read_if_there(path)) is not None:
            yield self.library.relative(path), data

    def _keys(self) -> Iterator[tuple[str, str]]:
        settings = self.library.settings
        yield from (("feed", feed) for feed in ("all", *(feed.id for feed in settings.feeds)))
        yield from (("topic", topic) for topic in settings.topics)
