"""The settings of a library: ``[tool.syndicate]`` in pyproject.toml, or the top level of syndicate.toml.

Validated once, here; the rest of the house reads frozen values. A fault is told with file:line, and an unknown
key with the nearest known one.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syndicate.config.lines import line_of
from syndicate.config.rules import RESERVED_FEED_IDS, as_written, between_values
from syndicate.config.shapes import (
    EncodingName,
    EngineSettings,
    FeedSettings,
    FormatName,
    LanguageSettings,
    Policy,
    ServiceSettings,
    Settings,
    StateName,
    Topic,
    TranslateSettings,
    policy,
)
from syndicate.errors import SettingsError
from syndicate.model import Place, Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "Settings",
    "FeedSettings",
    "LanguageSettings",
    "Topic",
    "TranslateSettings",
    "EngineSettings",
    "ServiceSettings",
    "EncodingName",
    "StateName",
    "FormatName",
    "Policy",
    "policy",
    "FILES",
    "RESERVED_FEED_IDS",
    "find",
    "load",
    "parse",
]

FILES = ("syndicate.toml", "pyproject.toml")
_SHAPES: Mapping[str, type] = {
    "": Settings,
    "feeds": FeedSettings,
    "language": LanguageSettings,
    "topics": Topic,
    "translate": TranslateSettings,
    "engines": EngineSettings,
    "service": ServiceSettings,
}
# What pydantic says in Python's words, in TOML's.
_SAID = {
    "tuple_type": 'a list is wanted, as ["one", "two"]',
    "string_type": "a text in quotes is wanted",
    "bool_type": "true or false is wanted",
    "bool_parsing": "true or false is wanted",
    "int_type": "a whole number is wanted",
    "int_parsing": "a whole number is wanted",
    "int_from_float": "a whole number is wanted",
    "dataclass_type": "a table is wanted",
    "dataclass_exact_type": "a table is wanted",
    "mapping_type": "a table is wanted",
    "dict_type": "a table is wanted",
}

_Finding = tuple[str, tuple[str | int, ...], str, str]


def find(library: Path) -> Path:
    """The file that holds the settings of ``library``; SettingsError where there is none."""
    for name in FILES:
        path = library / name
        if path.is_file() and (name != "pyproject.toml" or b"[tool.syndicate]" in path.read_bytes()):
            return path
    raise SettingsError(
        [
            Problem(
                "settings-missing",
                "no settings here: neither syndicate.toml nor pyproject.toml with [tool.syndicate]",
                Place(str(library)),
                advice="start a library with `syndicate init DIR`, or name it with --library DIR",
            )
        ]
    )


def load(library: Path) -> Settings:
    """The settings of the library in that folder; SettingsError with every fault."""
    path = find(library)
    return parse(path.read_bytes(), str(path))


def parse(data: bytes, path: str) -> Settings:
    """Settings from the bytes of a TOML file; SettingsError with every fault, each with file:line."""
    try:
        text = data.decode("utf-8-sig")
        document: Any = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError([Problem("settings-syntax", "not UTF-8", Place(path, line))]) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        place = Place(path, int(found[1]), int(found[2])) if found else Place(path)
        raise SettingsError([Problem("settings-syntax", f"not TOML: {error}", place)]) from error
    root: tuple[str, ...] = ()
    if path.endswith("pyproject.toml"):
        root = ("tool", "syndicate")
        for key in root:
            document = document.get(key) if isinstance(document, dict) else None
    settings, findings = _validate(document)
    problems = [
        Problem(
            code,
            f"{'.'.join(map(str, loc)) or 'the settings'}: {message}",
            Place(path, line_of(text, root, loc)),
            advice=advice,
        )
        for code, loc, message, advice in findings
    ]
    if settings is None or problems:
        raise SettingsError(sorted(problems, key=lambda problem: problem.place))
    return settings


@cache
def _shape() -> "TypeAdapter[Settings]":
    from pydantic import ConfigDict, TypeAdapter, with_config  # noqa: PLC0415 - likewise

    for shape in _SHAPES.values():
        with_config(ConfigDict(extra="forbid"))(shape)
    return TypeAdapter(Settings)


def _validate(document: object) -> tuple[Settings | None, list[_Finding]]:
    from pydantic import ValidationError  # noqa: PLC0415 - 80 ms, so not for --help

    found = list(as_written(document))
    told = {loc for loc, _, _ in found}
    findings = [("settings-value", loc, message, advice) for loc, message, advice in found]
    try:
        settings = _shape().validate_python(document)
    except ValidationError as error:
        wrong = [entry for entry in error.errors() if entry["loc"] not in told]
        return None, findings + [_finding(entry["type"], entry["loc"], entry["msg"]) for entry in wrong]
    found = [each for each in between_values(settings) if each[0] not in told]
    return settings, findings + [("settings-value", loc, message, advice) for loc, message, advice in found]


def _finding(kind: str, loc: tuple[str | int, ...], message: str) -> _Finding:
    if kind == "unexpected_keyword_argument":
        known = sorted(item.name for item in fields(_SHAPES[str(loc[0]) if len(loc) > 1 else ""]))
        near = difflib.get_close_matches(str(loc[-1]), known, 1, 0.5)
        advice = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
        return "settings-unknown", loc, "unknown key", advice
    if kind == "missing":
        return "settings-missing-key", loc, "required, and missing", "add it"
    if loc == ("feeds",):
        return "settings-value", loc, "each feed is a table in a list", "begin each with [[feeds]], in two brackets"
    return "settings-value", loc, _SAID.get(kind, message[0].lower() + message[1:]), ""
