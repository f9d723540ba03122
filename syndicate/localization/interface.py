"""Interface strings in one language: headings, notices, disclaimers, topic labels, feed names.

What is missing or fuzzy is missing: a string of another language is never shown instead (DESIGN §3).
"""

import gettext
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from syndicate import languages
from syndicate.errors import CatalogError, LocaleError
from syndicate.localization.messages import Message, Messages, Plurals, read
from syndicate.localization.numbers import number
from syndicate.model import Problem

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PLURAL_CONTEXT = "plural"

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """The targets of one string, and how its catalog picks one of several."""

    plural: str
    targets: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Interface:
    """The interface strings of one language. Values for placeholders are inserted as they are given.

    ``drafts`` are the (msgctxt, msgid) whose text still carries ``# origin: machine draft``, in order.
    """

    language: str
    direction: Literal["ltr", "rtl"]
    drafts: tuple[Key, ...]
    _entries: Mapping[Key, _Entry]

    def has(self, source: str, context: str = "") -> bool:
        """Whether the string can be shown in this language."""
        return (context, source) in self._entries

    def text(self, source: str, /, context: str = "", **values: str) -> str:
        """Return the string with its ``{placeholders}`` filled in; LocaleError where it is missing.

        TypeError where the values are not those that the string names: that is a mistake in the program.
        """
        entry = self._entries.get((context, source))
        if entry is None or entry.plural:
            raise LocaleError(context, source, self.language)
        target = entry.targets[0]
        _expect(_PLACEHOLDER.findall(target), values, source)
        return _filled(target, values)

    def plural(self, singular: str, plural: str, n: int, *, context: str = _PLURAL_CONTEXT, **values: str) -> str:
        """Return the form for `n` by the catalog's Plural-Forms; ``{n}`` is `n` in the language's digits.

        Errors as in `text`.
        """
        entry = self._entries.get((context, singular))
        if entry is None or entry.plural != plural:
            raise LocaleError(context, singular, self.language)
        _expect([name for name in _PLACEHOLDER.findall(plural) if name != "n"], values, plural)
        return _filled(entry.targets[_rule(entry.rule)(abs(n))], {**values, "n": number(n, self.language)})


def interface(language: str, catalogs: Sequence[bytes], paths: Sequence[str] = ()) -> Interface:
    """Build the interface of a language from PO files, general ones first; later ones win string by string.

    A fuzzy or empty entry wins nothing. `paths` names the catalogs for Problems; without it they are called after
    their ``Language`` header. CatalogError carries every Problem found in them: those of `messages.read`, and
    translations whose placeholders or plural forms are not those of the msgid.
    """
    entries: dict[Key, _Entry] = {}
    drafts: dict[Key, bool] = {}
    problems: list[Problem] = []
    for index, data in enumerate(catalogs):
        try:
            catalog = read(data, language, paths[index] if index < len(paths) else "")
        except CatalogError as error:
            problems += error.problems
            continue
        problems += _wrong_messages(catalog)
        for message in catalog.messages:
            key = (message.context, message.source)
            entries[key] = _Entry(message.plural, message.targets, catalog.plurals.expression)
            drafts[key] = message.is_draft
    if problems:
        raise CatalogError(problems)
    tag = languages.canonical(language)
    return Interface(tag, languages.direction(tag), tuple(key for key in drafts if drafts[key]), entries)


def _filled(target: str, values: Mapping[str, str]) -> str:
    # Not str.format: a translation could ask for {date.__class__}, and a lone brace would raise.
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), target)


def _expect(names: Sequence[str], values: Mapping[str, str], source: str) -> None:
    if set(names) != set(values):
        raise TypeError(f"{source!r} takes the values {sorted(set(names))}, not {sorted(values)}")


@lru_cache(maxsize=64)  # compiling one takes 60 µs
def _rule(expression: str) -> Callable[[int], int]:
    return gettext.c2py(expression)


# ── what a catalog may get wrong ────────────────────────────────────────────────────────────────


def _wrong_messages(catalog: Messages) -> Iterator[Problem]:
    for message in catalog.messages:
        if message.plural:
            yield from _wrong_forms(message, catalog.plurals)
        elif wrong := _difference(_holes(message.source), _holes(message.targets[0])):
            yield _problem(message, wrong)


def _wrong_forms(message: Message, plurals: Plurals) -> Iterator[Problem]:
    """Each form needs a text and the placeholders; a form for one count only may do without its ``{n}``."""
    wanted = _holes(message.plural)
    for index, (target, counts) in enumerate(zip(message.targets, plurals.values(), strict=True)):
        if not target:
            yield Problem("ui-plural", f"msgstr[{index}] is empty: {message.plural[:60]!r}", message.place)
            continue
        holes = _holes(target)
        if len(counts) == 1 and "{n}" not in holes:
            holes = sorted([*holes, "{n}"])
        if wrong := _difference(wanted, holes):
            yield _problem(message, f"msgstr[{index}]: {wrong}")


def _holes(text: str) -> list[str]:
    """Return the placeholders, and every brace that belongs to none."""
    return sorted(
        [*(match[0] for match in _PLACEHOLDER.finditer(text)), *re.findall("[{}]", _PLACEHOLDER.sub("", text))]
    )


def _difference(wanted: Sequence[str], found: Sequence[str]) -> str:
    """Say in words what differs; ``""`` where nothing does. One that stands twice in a translation is no mistake."""
    missing = sorted(set(wanted) - set(found))
    extra = sorted(set(found) - set(wanted))
    parts = [f"{' '.join(missing)} is missing" if missing else "", f"{' '.join(extra)} is too much" if extra else ""]
    return ", ".join(part for part in parts if part)


def _problem(message: Message, wrong: str) -> Problem:
    advice = "placeholders stay as they are in the msgid, braces and all"
    return Problem("ui-placeholder", f"{wrong}: {message.source[:60]!r}", message.place, advice=advice)
