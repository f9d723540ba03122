"""The environment's word over the settings' file: ``SYNDICATE_SERVICE_<KEY>``, one variable for each key."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, get_args, get_type_hints

from syndicate.config import EncodingName, ServiceSettings, Settings
from syndicate.config.rules import between_values
from syndicate.errors import SettingsError
from syndicate.model import Place, Problem

PREFIX = "SYNDICATE_SERVICE_"
DATABASE = "SYNDICATE_DATABASE_URL"
"""The usual name of ``database``; its value holds a password, so no message shows it, nor any other value."""
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def overlaid(settings: Settings, environ: Mapping[str, str]) -> ServiceSettings:
    """The service's settings with the environment's over them; SettingsError with every fault, by variable."""
    problems: list[Problem] = []
    changes: dict[str, Any] = {}
    kinds = get_type_hints(ServiceSettings)
    for variable, key, text in _given(environ, problems):
        try:
            changes[key] = _CONVERTERS[kinds[key]](text)
        except ValueError as error:
            problems.append(Problem("settings-value", str(error), Place(variable)))
    service = replace(settings.service, **changes)
    for loc, message, advice in between_values(replace(settings, service=service)):
        # What the file alone has wrong was refused when it was read: this is the environment's.
        if loc[0] == "service":
            problems.append(Problem("settings-value", message, Place(f"{PREFIX}{str(loc[1]).upper()}"), advice=advice))
    if problems:
        raise SettingsError(problems)
    return service


def _given(environ: Mapping[str, str], problems: list[Problem]) -> Iterator[tuple[str, str, str]]:
    """What the environment has for us, as (variable, key, text); what we do not know is a Problem."""
    known = [f"{PREFIX}{item.name.upper()}" for item in fields(ServiceSettings)]
    for variable in sorted(environ):
        if variable in known:
            yield variable, variable.removeprefix(PREFIX).lower(), environ[variable]
        elif variable.startswith(PREFIX):
            near = difflib.get_close_matches(variable, known, 1, 0.5)
            advice = f"did you mean {near[0]}?" if near else "docs/settings.md has the keys"
            problems.append(Problem("settings-unknown", "unknown variable", Place(variable), advice=advice))
    own = f"{PREFIX}DATABASE"
    if DATABASE in environ:
        if environ.get(own, environ[DATABASE]) != environ[DATABASE]:
            message = f"says something else than {own}"
            problems.append(Problem("settings-value", message, Place(DATABASE), advice="set one of them"))
        yield DATABASE, "database", environ[DATABASE]


def _truth(text: str) -> bool:
    if text.strip().lower() not in _TRUTHS:
        raise ValueError("true or false is wanted")
    return _TRUTHS[text.strip().lower()]


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number is wanted") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError("a number is wanted") from None


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _encodings(text: str) -> tuple[str, ...]:
    known = get_args(EncodingName)
    if wrong := [name for name in _list(text) if name not in known]:
        raise ValueError(f"{wrong[0][:20]!r} is no encoding that we make; these are: {', '.join(known)}")
    return _list(text)


_CONVERTERS: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    bool: _truth,
    int: _whole,
    float: _number,
    tuple[str, ...]: _list,
    tuple[EncodingName, ...]: _encodings,
}
