"""PO files as text: what stands in them, entry by entry, so that an untouched entry keeps its bytes.

One strict reader for catalogs, update and drafts. It is our own because the file is the only truth about a medical
text: translate-toolkit's ``pypo`` 3.20 takes no offense at a msgid without msgstr and drops what stands after a
closing quote, and its rewriting loses the ``#.`` of obsolete entries (all measured). It is also twice as fast.
An entry that was edited keeps the lines that the edit did not touch, and the file's way of breaking lines (wrapping).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from syndicate.errors import CatalogError
from syndicate.model import Place, Problem
from syndicate.translation.catalogs.wrapping import UNWRAPPED, WIDTH, quoted, width_of

Key = tuple[str, str]
"""What an entry is found by: (msgctxt, msgid)."""

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]\])?)[ \t]*(?=\")")
_NEEDED = {"msgctxt": "", "msgid": "", "msgid_plural": "msgid", "msgstr": "msgid"}  # else msgid_plural
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")
_MOST_PROBLEMS = 20
_MEND = "mend the line in a text editor, or take the last good version of the file: no PO editor writes this"
_FLAGS = ("#,", "#=")
_BLANK = " \t\r\ufeff"  # what stands around a line and says nothing


class Entry(NamedTuple):
    """One entry. A tuple, because a cold publish makes a million of them.

    ``line`` is the 1-based line of its msgid, 0 for a new one. ``comments`` are its ``#`` lines as they stand (``#|``
    and ``#~|`` among them), ``body`` its lines from msgctxt to msgstr without ``#~``; both without line ends.
    A missing msgctxt is an empty context; of plural forms ``target`` is the first.
    """

    line: int
    context: str
    source: str
    target: str
    fuzzy: bool
    obsolete: bool
    comments: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def key(self) -> Key:
        """The entry's msgctxt and msgid."""
        return self.context, self.source

    @property
    def is_header(self) -> bool:
        """Whether this is the file's header."""
        return not (self.source or self.context or self.obsolete)

    @property
    def fields(self) -> dict[str, str]:
        """A header's fields by name."""
        parts = (line.partition(":") for line in self.target.split("\n"))
        return {name.strip(): value.strip() for name, colon, value in parts if colon}


class Document(NamedTuple):
    """A PO file: all entries in its order, its lines, and the index of each entry's first line (and of the rest's)."""

    entries: tuple[Entry, ...]
    lines: list[str]
    starts: tuple[int, ...]

    @property
    def header(self) -> Entry | None:
        """The entry with the empty msgid."""
        return next((entry for entry in self.entries if entry.is_header), None)

    @property
    def messages(self) -> tuple[Entry, ...]:
        """The entries but the header."""
        return tuple(entry for entry in self.entries if not entry.is_header)

    @property
    def live(self) -> dict[Key, Entry]:
        """The messages that are not obsolete, by key."""
        return {entry.key: entry for entry in self.messages if not entry.obsolete}

    @property
    def newline(self) -> str:
        """The line end of the file."""
        return "\r\n" if self.lines and self.lines[0].endswith("\r") else "\n"

    @property
    def width(self) -> int:
        """How wide the file is wrapped; `wrapping.UNWRAPPED` for not at all. Ask once: it looks at every line."""
        return width_of(line for entry in self.entries for line in entry.body)

    def write(self, entries: Iterable[Entry]) -> bytes:
        """The file with these entries instead.

        What equals what was read keeps its bytes. An entry that was edited (it has the ``line`` of the one that was
        read) keeps its untouched lines and the blank ones around; a new one is rendered.
        """
        wanted = tuple(entries)
        if wanted == self.entries:
            return "\n".join(self.lines).encode()
        read = {entry.line: index for index, entry in enumerate(self.entries)}
        texts = []
        for entry in wanted:
            index = read.get(entry.line, -1)
            if index < 0:
                texts.append(self.newline.join((*_rendered(entry), "", "")))
            else:
                raw = self._raw(index, is_last=entry is wanted[-1])
                texts.append(raw if self.entries[index] == entry else self._edited(index, entry, raw))
        texts.append(self._raw(len(self.entries), is_last=True))
        written, old = "".join(texts), "\n".join(self.lines)
        ending = old[len(old.rstrip("\r\n")) :] if self.entries else self.newline
        return (written.rstrip("\r\n") + ending).encode()

    def _raw(self, index: int, *, is_last: bool) -> str:
        """An entry as it stands, with the blank lines after it; where the file ended there, and now does not, one."""
        end = self.starts[index + 1] if index < len(self.entries) else len(self.lines)
        text = "\n".join(self.lines[self.starts[index] : end])
        if end < len(self.lines):
            return text + "\n"
        return text if is_last else text.rstrip("\r\n") + 2 * self.newline

    def _edited(self, index: int, entry: Entry, text: str) -> str:
        """An entry after an edit: what the edit left alone stands as it stood, oddly spaced or not."""
        raw = text.split("\n")
        solid = [number for number, line in enumerate(raw) if line.strip(_BLANK)]
        before, after = _rendered(self.entries[index]), _rendered(entry)
        end = self.newline.removesuffix("\n")
        lines: list[str] = []
        for i1, i2, j1, j2 in _matched(before, after):
            first = solid[i1 - 1] + 1 if i1 else 0
            if before[i1:i2] == after[j1:j2]:
                lines += raw[first : solid[i2 - 1] + 1]
            else:
                lines += raw[first : solid[i1]] if i2 > i1 else []  # blank lines before what was replaced
                lines += [line + end for line in after[j1:j2]]
        return "\n".join([*lines, *raw[solid[-1] + 1 :]])


def _matched(before: list[str], after: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """The ranges of both lists that correspond, in order. Equal beginnings and ends are taken off first.

    SequenceMatcher is quadratic where lines repeat: a comment on a text of 1 MB took 47 s.
    """
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next((i for i in range(shorter - head) if before[-1 - i] != after[-1 - i]), shorter - head)
    i, j = len(before) - tail, len(after) - tail
    between = SequenceMatcher(None, before[head:i], after[head:j], autojunk=False).get_opcodes()
    ranges = [(i1 + head, i2 + head, j1 + head, j2 + head) for _, i1, i2, j1, j2 in between]
    for found in ((0, head, 0, head), *ranges, (i, len(before), j, len(after))):
        if found[0] < found[1] or found[2] < found[3]:
            yield found


def _rendered(entry: Entry) -> list[str]:
    mark, other = ("#~ ", "#|") if entry.obsolete else ("", "#~|")
    previous = "#~|" if entry.obsolete else "#|"
    comments = [previous + line.removeprefix(other) if line.startswith(other) else line for line in entry.comments]
    return comments + [mark + line for line in entry.body]


def parse(data: bytes, path: str) -> Document:
    """Read a PO file; CatalogError with the place of everything that is not PO, not UTF-8 or a merge conflict.

    CRLF, blank lines inside an entry, ``#=`` flags and unknown comments are read as they are.
    """
    lines = _decoded(data, path).split("\n")
    reader = _Reader(path)
    for number, line in enumerate(lines, 1):
        reader.feed(number, line)
    reader.close(len(lines))
    if reader.problems:
        raise CatalogError(reader.problems[:_MOST_PROBLEMS])
    return Document(tuple(reader.entries), lines, tuple(reader.starts))


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8 (byte 0x{data[error.start]:02x})"
        advice = "save it as UTF-8, from Latin-1 for example with: iconv -f ISO-8859-1 -t UTF-8 FILE"
        raise CatalogError([Problem("po-charset", message, Place(path, line), advice=advice)]) from None


class _Reader:
    """The lines of a file, fed one by one, become entries."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.starts: list[int] = []  # 0-based
        self._begin()

    def _begin(self) -> None:
        self.line = 0
        self.first = 0  # 1-based line of the first comment or keyword
        self.comments: list[str] = []
        self.body: list[str] = []
        self.parts: dict[str, list[str]] = {}
        self.part: list[str] | None = None
        self.fuzzy = self.obsolete = self.done = False

    def feed(self, number: int, line: str) -> None:
        line = line.strip(_BLANK)
        first = line[:1]
        if first == '"':
            self._string(number, line, obsolete=False)
        elif first == "#":
            self._comment(number, line)
        elif first == "m":
            self._keyword(number, line, obsolete=False)
        elif first:
            self._refuse(number, line)

    def close(self, count: int) -> None:
        """Finish the last entry; comments without an entry at the end of a file are nobody's."""
        if self.body:
            self._finish()
        self.starts.append(self.first - 1 if self.first else count)

    def _comment(self, number: int, line: str) -> None:
        kind = line[1:2]
        if kind == "~":
            content = line[2:].lstrip()
            if content[:1] == "m":
                self._keyword(number, content, obsolete=True)
                return
            if content[:1] == '"':
                self._string(number, content, obsolete=True)
                return
        self._start(number)
        if self.body:
            self._problem(number, "a comment stands between msgid and msgstr")
        self.comments.append(line)
        if kind in {",", "="} and "fuzzy" in line:
            self.fuzzy = self.fuzzy or "fuzzy" in flags(line)

    def _keyword(self, number: int, line: str, *, obsolete: bool) -> None:
        found = _KEYWORD.match(line)
        if found is None:
            self._refuse(number, line)
            return
        word = found[1]
        if word in {"msgctxt", "msgid"}:
            self._start(number)
        needed = _NEEDED.get(word, "msgid_plural")
        if word in self.parts or (needed and needed not in self.parts) or (word == "msgctxt" and self.parts):
            self._problem(number, f"{word} stands in the wrong place")
        if not self.body:
            self.obsolete = obsolete
        if word == "msgid":
            self.line = number
        self.done = self.done or word.startswith("msgstr")
        self.part = self.parts.setdefault(word, [])
        self._take(number, line, line[found.end() :], obsolete=obsolete)

    def _string(self, number: int, line: str, *, obsolete: bool) -> None:
        if self.part is None:
            self._problem(number, "a string without msgid or msgstr before it")
        else:
            self._take(number, line, line, obsolete=obsolete)

    def _take(self, number: int, line: str, quotes: str, *, obsolete: bool) -> None:
        if obsolete is not self.obsolete:
            self._problem(number, "an entry is half obsolete (#~)")
        self.body.append(line)
        inner = quotes[1:-1]
        if '"' in inner or "\\" in inner or quotes[-1] != '"' or len(quotes) < 2:
            inner = self._unescaped(number, quotes)
        if self.part is not None:
            self.part.append(inner)

    def _unescaped(self, number: int, quotes: str) -> str:
        if not _STRING.fullmatch(quotes):
            self._problem(number, 'a string is not closed, or has a " in it that is not written \\"')
            return ""
        try:
            return _ESCAPE.sub(lambda found: _ESCAPES[found[1]], quotes[1:-1])
        except KeyError as error:
            self._problem(number, f"\\{error.args[0]} is no escape sequence of PO")
            return ""

    def _start(self, number: int) -> None:
        if self.done:
            self._finish()
        if not self.first:
            self.first = number

    def _finish(self) -> None:
        parts = self.parts
        if "msgid" not in parts or not self.done:
            self._problem(self.line or self.first, "an entry without msgid or msgstr")
        context, source = "".join(parts.get("msgctxt", ())), "".join(parts.get("msgid", ()))
        target = "".join(parts.get("msgstr", parts.get("msgstr[0]", ())))
        comments, body = tuple(self.comments), tuple(self.body)
        self.starts.append(self.first - 1)
        self.entries.append(Entry(self.line, context, source, target, self.fuzzy, self.obsolete, comments, body))
        self._begin()

    def _refuse(self, number: int, line: str) -> None:
        if _CONFLICT.match(line):
            advice = "settle the conflict, then take the markers out"
            self._problem(number, f"a merge conflict: {line[:30]}", "po-conflict", advice)
        else:
            self._problem(number, f"not a line of a PO file: {line[:60]}")

    def _problem(self, number: int, message: str, code: str = "po-syntax", advice: str = _MEND) -> None:
        self.problems.append(Problem(code, message, Place(self.path, number), advice=advice))


# ── making and editing entries ──────────────────────────────────────────────────────────────────


def new(context: str, source: str, target: str = "", comments: Iterable[str] = (), width: int = WIDTH) -> Entry:
    """A new entry, for a file of that width (`Document.width`)."""
    body = quoted("msgctxt", context, width) if context else ()
    body += quoted("msgid", source, width) + quoted("msgstr", target, width)
    return Entry(0, context, source, target, False, False, tuple(comments), body)


def with_target(entry: Entry, target: str, width: int = WIDTH) -> Entry:
    """The entry with another msgstr (of plural forms: the first); all its other lines stay as they are.

    It is wrapped as the entry is, or where that does not tell as its file (`Document.width`).
    """
    first = next(index for index, line in enumerate(entry.body) if line.startswith("msgstr"))
    end = next((i for i, line in enumerate(entry.body) if i > first and line[:1] == "m"), len(entry.body))
    is_wrapped = not any("no-wrap" in flags(line) for line in entry.comments if line[:2] in _FLAGS)
    own = width_of(entry.body, width) if is_wrapped else UNWRAPPED
    lines = quoted(entry.body[first].partition(" ")[0], target, own)
    return entry._replace(target=target, body=entry.body[:first] + lines + entry.body[end:])


def flags(line: str) -> tuple[str, ...]:
    """The flags of a ``#,`` or ``#=`` line."""
    return tuple(flag for part in line[2:].split(",") if (flag := part.strip()))


def with_fuzzy(entry: Entry, fuzzy: bool) -> Entry:
    """The entry with or without the fuzzy flag; its other flags stay."""
    if entry.fuzzy == fuzzy:
        return entry
    comments = list(entry.comments)
    if fuzzy:
        at = next((i for i, line in enumerate(comments) if line[:2] in _FLAGS), None)
        if at is None:
            at = next((i for i, line in enumerate(comments) if line.startswith(("#|", "#~|"))), len(comments))
            comments.insert(at, "#, fuzzy")
        else:
            comments[at] = f"{comments[at][:2]} {', '.join(('fuzzy', *flags(comments[at])))}"
    else:
        for at, line in reversed(tuple(enumerate(comments))):
            if line[:2] in _FLAGS and "fuzzy" in flags(line):
                others = ", ".join(flag for flag in flags(line) if flag != "fuzzy")
                comments[at : at + 1] = [f"{line[:2]} {others}"] if others else []
    return entry._replace(fuzzy=fuzzy, comments=tuple(comments))


def with_fields(header: Entry | None, fields: Mapping[str, str]) -> Entry:
    """The header with those of the fields that it lacks; what stands in it already stays. None: a new header."""
    old = header or Entry(0, "", "", "", False, False, (), ('msgid ""', 'msgstr ""'))
    present = {name.lower() for name in old.fields}
    missing = [f"{name}: {value}\n" for name, value in fields.items() if name.lower() not in present]
    if not missing:
        return old
    body, target = list(old.body), old.target
    if target and not target.endswith("\n"):
        body[-1] = body[-1][:-1] + '\\n"'
        target += "\n"
    body += [f'"{line[:-1]}\\n"' for line in missing]
    return old._replace(target=target + "".join(missing), body=tuple(body))
