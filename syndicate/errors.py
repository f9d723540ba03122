"""Everything that can go wrong and is somebody's to mend. Anything else is a bug and propagates.

SyndicateError
├── SettingsError        the settings do not say what we can use: exit 2
├── UsageError           a command was asked for something that is not there: exit 2
├── ArticleError         a source is not an article; carries its Problems
├── CatalogError         a PO file cannot be read; carries its Problems
├── LocaleError          an interface string that is needed is missing in a language
├── LedgerError          a ledger, kept body or manifest is damaged or belongs to another library
├── EngineError          a translation engine did not do its work; never holds its key or the text
├── FeedError            an entry or feed cannot be written as a valid document
├── TargetError          bytes could not be delivered
└── StorageError         the service's database cannot be used; never holds its password

Messages say what is wrong, where, and what to do; they never hold a secret.
"""

from collections.abc import Callable, Iterable

from syndicate.model import Problem


class SyndicateError(Exception):
    """The root: ``str(error)`` is fit to show to the person who must act."""


class WithProblems(SyndicateError):
    """An error that is told as one or more Problems, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # so that it survives a process pool


class SettingsError(WithProblems):
    """The settings are wrong."""


class UsageError(SyndicateError):
    """What was asked for is not there or cannot be done."""


class ArticleError(WithProblems):
    """A source is not an article that we can publish."""


class CatalogError(WithProblems):
    """A PO file cannot be read."""


class LocaleError(SyndicateError):
    """An interface string is missing in a language (context, source, language)."""

    def __init__(self, context: str, source: str, language: str) -> None:
        self.context, self.source, self.language = context, source, language
        where = f" (msgctxt {context!r})" if context else ""
        super().__init__(f"ui.po of {language} has no usable translation of {source!r}{where}: translate it there")

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        return type(self), (self.context, self.source, self.language)


class LedgerError(SyndicateError):
    """A ledger, a kept body or the manifest is damaged or not ours."""


class EngineError(SyndicateError):
    """A translation engine did not translate. ``code`` is stable: what kind of failure it was.

    ``passing`` tells that the same request may succeed later (busy, a time-out), ``fatal`` that no other text will
    fare better (the key is refused, the language is unknown).
    """

    def __init__(self, code: str, message: str, *, passing: bool = False, fatal: bool = False) -> None:
        self.code, self.message, self.passing, self.fatal = code, message, passing, fatal
        super().__init__(message)

    def __reduce__(self) -> tuple[Callable[..., "EngineError"], tuple[str, str, bool, bool]]:
        return _engine_error, (self.code, self.message, self.passing, self.fatal)


def _engine_error(code: str, message: str, passing: bool, fatal: bool) -> EngineError:
    return EngineError(code, message, passing=passing, fatal=fatal)


class FeedError(WithProblems):
    """A document that we built is not valid."""


class TargetError(SyndicateError):
    """Bytes could not be delivered to a target."""


class StorageError(SyndicateError):
    """The service's database cannot be reached, read or written."""
