"""From ``[engines.NAME]`` to an engine: a short name of ours, or ``pkg.mod:attr`` of anybody's."""

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from syndicate.config import EngineSettings
from syndicate.errors import EngineError, SettingsError
from syndicate.translation.engines import Translator
from syndicate.translation.engines.account import Account
from syndicate.translation.engines.configured import nearest, refused
from syndicate.translation.engines.faults import fault, printable
from syndicate.translation.engines.markup import checked

_Any = TypeVar("_Any")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")  # it stands in a comment of a PO file

SHORT_NAMES = ("apertium", "deep", "pseudo")


def engine(
    name: str, settings: EngineSettings, environ: Mapping[str, str], account: Account | None = None
) -> Translator:
    """The engine that ``[engines.NAME]`` describes. Keys come from ``environ`` or a file. Nothing is sent yet.

    What it sends is booked in the ``account``: request by request where we make them, else call by call.
    SettingsError where the settings name no engine, or one that cannot be used.
    """
    if settings.timeout <= 0 or settings.retries < 0 or settings.max_chars < 0:
        raise refused(name, "timeout must be above 0, retries and max_chars at least 0", "mend them")
    account = account or Account()
    match settings.use:
        case "deep":
            from syndicate.translation.engines.deep import deep  # noqa: PLC0415 - 0.4 s, for deep_translator

            return deep(name, settings, environ, account=account)
        case "apertium":
            from syndicate.translation.engines.apertium import apertium  # noqa: PLC0415 - as the others

            return _Booked(apertium(name, settings, environ), account)
        case "pseudo":
            from syndicate.translation.engines.pseudo import pseudo  # noqa: PLC0415 - as the others

            return _Booked(pseudo(name, settings, environ), account)
        case path if ":" in path:
            return _Booked(_PlugIn(_plugged(name, settings)), account)
    advice = f"{nearest(settings.use, SHORT_NAMES)}; an engine of your own is named pkg.mod:attr"
    raise refused(name, f"unknown engine {settings.use!r}", advice)


def _plugged(name: str, settings: EngineSettings) -> Translator:
    path = settings.use
    module_name, _, attribute = path.partition(":")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        reason = printable(f"{type(error).__name__}: {error}")
        advice = "install it where syndicate runs, or set PYTHONPATH"
        raise refused(name, f"{path} cannot be imported ({reason})", advice) from error
    factory: Callable[[EngineSettings], object] | None = getattr(module, attribute, None)
    if not callable(factory):
        known = [each for each in vars(module) if not each.startswith("_") and callable(getattr(module, each))]
        what = "is no callable" if hasattr(module, attribute) else "is not there"
        raise refused(name, f"{attribute!r} {what} in {module_name}", nearest(attribute, known))
    try:
        made = factory(settings)
    except SettingsError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it raises; its words may hold a key
        raise refused(name, f"{path} could not be made ({type(error).__name__})", "see its documentation") from None
    if not (callable(made) and callable(getattr(made, "supports", None)) and _NAME.fullmatch(_name_of(made))):
        advice = "it needs a name (letters, digits, . / _ - and at most 40), supports(source, target), and a call"
        raise refused(name, f"what {path} makes is no engine", advice)
    return cast("Translator", made)


def _name_of(made: object) -> str:
    name = getattr(made, "name", None)
    return name if isinstance(name, str) else ""


class _Booked:
    """An engine whose requests nobody sees: each call counts as one."""

    def __init__(self, engine: Translator, account: Account) -> None:
        self.engine, self.account, self.name = engine, account, engine.name

    def supports(self, source: str, target: str) -> bool:
        """What the engine says."""
        return self.engine.supports(source, target)

    def __call__(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | EngineError]:
        """Its results; EngineError also where the account allows no more."""
        self.account.book(sum(map(len, texts)))
        return self.engine(texts, source, target)


class _PlugIn:
    """Somebody else's engine, held to the protocol: a bug in it costs its own results and no more."""

    def __init__(self, theirs: Translator) -> None:
        self.theirs, self.name = theirs, theirs.name

    def supports(self, source: str, target: str) -> bool:
        """What it says."""
        return bool(self._of_theirs(lambda: self.theirs.supports(source, target)))

    def __call__(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | EngineError]:
        """Its results, where they are one text or error for each text."""
        results = self._of_theirs(lambda: list(self.theirs(texts, source, target)))
        if len(results) != len(texts):
            raise fault("engine-broken", f"{self.name} gave {len(results)} results for {len(texts)} texts")
        return [_checked(result, text) for result, text in zip(results, texts, strict=True)]

    def _of_theirs(self, call: Callable[[], _Any]) -> _Any:
        try:
            return call()
        except EngineError as error:
            raise _shown(error) from None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it raises; it may quote key or text
            what = f"{self.name} ended with {type(error).__name__}"
        raise fault("engine-broken", what)


def _checked(result: object, text: str) -> str | EngineError:
    if isinstance(result, EngineError):
        return _shown(result)
    try:
        return checked(result, text)
    except EngineError as error:
        return error


def _shown(error: EngineError) -> EngineError:
    """Their error as a terminal and a PO file may show it."""
    code, message = printable(error.code), printable(error.message)
    return EngineError(code, message, passing=error.passing, fatal=error.fatal)
