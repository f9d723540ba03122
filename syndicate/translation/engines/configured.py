"""What an engine reads of its settings ``[engines.NAME]``, and how it says that they are wrong."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

from syndicate.config import EngineSettings
from syndicate.errors import SettingsError
from syndicate.model import Place, Problem

_MOST_KEY_BYTES = 8192


def refused(name: str, message: str, advice: str) -> SettingsError:
    """The error for a fault in ``[engines.NAME]``."""
    return SettingsError([Problem("settings-engine", message, Place(f"[engines.{name}]"), advice=advice)])


def nearest(word: str, known: Iterable[str]) -> str:
    """The advice for a name that is not among the known ones."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(known) or 'none'}"


def check_options(name: str, settings: EngineSettings, known: Iterable[str]) -> None:
    """SettingsError for an option that the engine does not have."""
    known = frozenset(known)
    for option in settings.options:
        if option not in known:
            raise refused(name, f"unknown option {option!r}", nearest(option, known))


def key(name: str, settings: EngineSettings, environ: Mapping[str, str]) -> str:
    """The key from the variable ``key_env``, else from the file ``key_file``; empty where neither is set.

    A file is read from the current folder and may be readable by others, as mounted secrets are (Kubernetes makes
    them 0644). SettingsError where the key is not there or is not one line of visible ASCII: it goes into a header.
    """
    if settings.key_env:
        found, where = environ.get(settings.key_env, ""), f"the variable {settings.key_env}"
    elif settings.key_file:
        found, where = _read(name, settings.key_file), f"the file {settings.key_file}"
    else:
        return ""
    found = found.strip()
    if not found:
        raise refused(name, f"{where} holds no key", "put the key there; it never stands in the settings")
    if not (found.isascii() and found.isprintable()) or " " in found:
        raise refused(name, f"what {where} holds is no key", "one line of letters, digits and signs, nothing else")
    return found


def _read(name: str, path: str) -> str:
    try:
        with Path(path).expanduser().open("rb") as file:
            return file.read(_MOST_KEY_BYTES).decode("utf-8-sig", "replace")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refused(name, f"the key's file {path} cannot be read: {reason}", "mend key_file") from None
