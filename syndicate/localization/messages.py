"""ui.po as messages: read by Babel, after a look at each line, because Babel takes a damaged file for a good one.

It cuts the last letter off a string whose quote is missing, keeps the second of two equal entries without a word, and
believes any charset that the header claims. Written are these files by translators, never by us.
"""

import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from syndicate.errors import CatalogError
from syndicate.languages import chain, from_posix, to_posix
from syndicate.localization.cldr import locale_of
from syndicate.model import Place, Problem

if TYPE_CHECKING:
    from babel.messages.catalog import Message as BabelMessage

_STRING = r'"(?:[^"\\]|\\[\\ntr"])*"'
_STATEMENT = re.compile(rf"(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[[0-9]\])?) +)?{_STRING}")
_IGNORED = re.compile(r"^#[~|:].*$", re.MULTILINE)  # obsolete entries, previous ones, locations
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|>{7})(?: |$)|={7}$")
_FIELD = re.compile(r"^([\w-]+):[ \t]*(.*)$", re.MULTILINE)
_PLURALS = re.compile(r"\s*nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*")
_COUNTS = range(1001)  # rules go by n, n % 10 and n % 100; only "many" in es, fr, it, pt begins at a million


# What XML 1.0 cannot write, the C1 controls, and the noncharacters of the first plane.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Plurals:
    """How many forms a catalog has, and the C expression that picks one."""

    forms: int
    expression: str

    def values(self) -> tuple[frozenset[int], ...]:
        """Return, for each form, the counts from 0 to 1,000 that take it; ValueError for an expression that fails."""
        rule = gettext.c2py(self.expression)
        found: list[set[int]] = [set() for _ in range(self.forms)]
        for count in _COUNTS:
            form = rule(count)
            if form >= self.forms:
                raise ValueError(f"{count} takes form {form}, and there are {self.forms}")
            found[form].add(count)
        return tuple(frozenset(form) for form in found)


@dataclass(frozen=True, slots=True)
class Message:
    """One string that counts: neither fuzzy nor obsolete nor untranslated.

    ``targets`` has one text, or one for each plural form where there is a ``plural``. ``place`` is its msgid's.
    ``is_draft``: the comment ``# origin: machine`` says that no person has looked at it.
    """

    context: str
    source: str
    plural: str
    targets: tuple[str, ...]
    place: Place
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Messages:
    """A ui.po."""

    path: str
    plurals: Plurals
    messages: tuple[Message, ...]


@lru_cache(maxsize=64)  # 7 ms a file, and a publish needs each of them twice: for its plan and for its work
def read(data: bytes, language: str, path: str = "") -> Messages:
    """Read a ui.po that is meant for the language or a parent of its chain; `path` is for Problems.

    Without a path it is the place where the catalog of its ``Language`` header belongs. CatalogError carries a
    Problem with file and line for everything that is wrong: not UTF-8, a merge conflict, syntax, a duplicate, another
    language, a Plural-Forms header that does not work.
    """
    text = _decoded(data, path or _default_path(language))
    header = dict(_FIELD.findall(_header_text(text)))
    path = path or _default_path(header.get("Language", ""), language)
    problems = [*_syntax(text, path), *_wrong_header(header, language, path)]
    if problems:
        raise CatalogError(problems)
    plurals = _plurals(header, language, path)
    messages = tuple(_messages(text, plurals, path))
    return Messages(path, plurals, messages)


def _default_path(*names: str) -> str:
    for name in names:
        try:
            folder = to_posix(from_posix(name.replace("-", "_")))
        except ValueError:
            continue
        return f"locales/{folder}/LC_MESSAGES/ui.po"
    return "ui.po"


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        raise CatalogError([Problem("po-charset", message, Place(path, line), advice="save it as UTF-8")]) from None


def _syntax(text: str, path: str) -> Iterator[Problem]:
    """Report each line that is no statement, or stands where it cannot: Babel lets most of them pass."""
    last, last_line = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()  # noqa: PLW2901
        if not line or line[0] == "#":
            continue
        statement = _STATEMENT.fullmatch(line)
        if _CONFLICT.match(line):
            yield Problem("po-conflict", f"a merge conflict: {line[:30]}", Place(path, number), advice="resolve it")
        elif statement is None:
            yield Problem("po-syntax", f"not a line of a PO file: {line[:60]}", Place(path, number))
        elif not _may_follow(statement[1] or "", last):
            message = f"{statement[1] or 'a string'} cannot stand after {last or 'nothing'}"
            yield Problem("po-syntax", message, Place(path, number))
        if statement and statement[1]:
            last, last_line = statement[1], number
    if last and not last.startswith("msgstr"):
        yield Problem("po-syntax", f"nothing follows this {last}", Place(path, last_line))


def _may_follow(keyword: str, last: str) -> bool:
    """Whether a statement may stand after the last one; ``""`` is a string that goes on, or the start of the file."""
    if keyword == "":
        return last != ""
    if keyword.startswith("msgstr["):
        index = int(keyword[7])
        return last == (f"msgstr[{index - 1}]" if index else "msgid_plural")
    starts_entry = keyword in {"msgctxt", "msgid"} and (last == "" or last.startswith("msgstr"))
    return starts_entry or (last, keyword) in {("msgctxt", "msgid"), ("msgid", "msgid_plural"), ("msgid", "msgstr")}


def _header_text(text: str) -> str:
    """Return the header's fields, one a line, as far as the file can be read at all."""
    match = re.search(rf'^msgid\s+""\s*\n\s*msgstr\s+((?:{_STRING}\s*)+)', text, re.MULTILINE)
    strings = re.findall(_STRING, match[1]) if match else ()
    return "".join(string[1:-1] for string in strings).replace("\\n", "\n")


def _wrong_header(header: dict[str, str], language: str, path: str) -> Iterator[Problem]:
    charset = header.get("Content-Type", "charset=UTF-8").rpartition("charset=")[2].strip()
    if charset.lower().replace("-", "") not in {"utf8", "charset"}:  # CHARSET is gettext's placeholder
        yield Problem("po-charset", f"the header says charset={charset}", Place(path, 1), advice="save it as UTF-8")
    written = header.get("Language", "")
    try:
        fits = not written or from_posix(written.replace("-", "_")) in chain(language)
    except ValueError as error:
        yield Problem("po-language", f"the header's Language {written!r}: {error}", Place(path, 1))
        return
    if not fits:
        advice = f"put the {to_posix(language)} catalog here, or mend its Language header"
        yield Problem("po-language", f"this is {written}, not {language}", Place(path, 1), advice=advice)


def _plurals(header: dict[str, str], language: str, path: str) -> Plurals:
    """Return the header's Plural-Forms, else CLDR's rule for the language."""
    from babel.messages.plurals import get_plural  # noqa: PLC0415 - heavy at import

    field = header.get("Plural-Forms")
    if field is None:
        locale = locale_of(language)
        if locale is None:
            return Plurals(2, "(n != 1)")  # gettext's own assumption
        known = get_plural(locale)
        return Plurals(known.num_plurals, known.plural_expr)
    match = _PLURALS.fullmatch(field)
    try:
        if match is None:
            raise ValueError("it must read nplurals=N; plural=EXPRESSION;")
        plurals = Plurals(int(match[1]), match[2])
        plurals.values()
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        problem = Problem("po-plural-forms", f"the header's Plural-Forms {field!r}: {error}", Place(path, 1))
        raise CatalogError([problem]) from None
    return plurals


def _messages(text: str, plurals: Plurals, path: str) -> Iterator[Message]:
    seen: dict[tuple[str, str], int] = {}
    problems: list[Problem] = []
    for entry in _babel_messages(text, plurals, path):
        source, plural = (entry.id, "") if isinstance(entry.id, str) else (str(entry.id[0]), str(entry.id[1]))
        targets = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        key = (entry.context or "", source)
        place = Place(path, entry.lineno or 0)
        if key in seen:
            problems.append(Problem("po-duplicate", f"{source[:60]!r} stands in line {seen[key]} already", place))
            continue
        seen[key] = place.line
        if not source or entry.fuzzy or not any(targets):
            continue
        if found := _UNPRINTABLE.search("".join(targets)):
            message = f"the translation of {source[:60]!r} has U+{ord(found[0]):04X}, which no feed can carry"
            problems.append(Problem("control-character", message, place, advice="delete it"))
            continue
        is_draft = any(comment.startswith("origin: machine") for comment in entry.user_comments)
        yield Message(key[0], source, plural, targets, place, is_draft)
    if problems:
        raise CatalogError(problems)


def _babel_messages(text: str, plurals: Plurals, path: str) -> "list[BabelMessage]":
    """Return every entry but the obsolete ones in Babel's reading, duplicates included."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - heavy at import
    from babel.messages.pofile import PoFileError, PoFileParser  # noqa: PLC0415

    entries: list[BabelMessage] = []

    class Collected(Catalog):
        """Keeps what the parser finds: a Catalog merges duplicates, and reads header fields that we do not need."""

        def __setitem__(self, key: object, message: "BabelMessage") -> None:
            entries.append(message)

        @property
        def num_plurals(self) -> int:
            return plurals.forms

    try:
        PoFileParser(Collected(), abort_invalid=True).parse(_IGNORED.sub("", text).split("\n"))
    except PoFileError as error:
        problem = Problem("po-syntax", str(error.args[0]).rpartition(" on ")[0], Place(path, error.lineno + 1))
        raise CatalogError([problem]) from None
    return entries
