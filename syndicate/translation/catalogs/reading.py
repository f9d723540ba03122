"""One article's PO in one language, read: bytes → Catalog. What each entry is worth is the table of DESIGN §3."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from syndicate.articles.parsers.characters import FORBIDDEN
from syndicate.errors import CatalogError
from syndicate.languages import canonical, chain, primary, script, to_posix
from syndicate.model import Catalog, Place, Problem, State, Translation
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import source_half, target_half
from syndicate.translation.catalogs.plurals import plural_problems
from syndicate.translation.catalogs.provenance import Statement, statements

# Charsets that are UTF-8 or part of it; CHARSET is what a template has before anybody filled it in.
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "charset"})

PLACEHOLDER = "WHY"
"""What stands for the reason in the advice how to waive a finding: pasted as it is, it gives none."""

_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}


def read(data: bytes, path: str, language: str) -> Catalog:
    """Read ``locales/<lang>/articles/<id>.po``; ``language`` is its folder's, in canonical BCP 47.

    Obsolete entries are not in the catalog. The article's id is the header's ``X-Syndicate-Article``, else the
    file's name. CatalogError has every place that is not PO, a conflict, a duplicate, or at odds with the folder.
    """
    document = checked(data, path, language)
    entries = {key: translation(entry, language) for key, entry in document.live.items()}
    fields = document.header.fields if document.header else {}
    return Catalog(fields.get("X-Syndicate-Article") or PurePosixPath(path).stem, language, entries, path)


def checked(data: bytes, path: str, language: str) -> po.Document:
    """The PO file as it stands; CatalogError as `read`."""
    document = po.parse(data, path)
    problems = [
        *_header_problems(document.header, path, language),
        *plural_problems(document.header, document.messages if b"msgid_plural" in data else (), path, language),
        *_duplicates(document, path),
        *_characters(document, path),
    ]
    if problems:
        raise CatalogError(problems)
    return document


def translation(entry: po.Entry, language: str) -> Translation:
    """What one entry is worth: the first row of the table that fits."""
    said = statements(entry.comments)
    if not said:
        return Translation(entry.target, _state(entry, (), {}, None), line=entry.line)
    source = source_half(entry.context, entry.source, language)
    own = tuple(statement for statement in said if statement.concerns(source))
    words = target_half(entry.target)
    whole = f"{source}-{words}"
    exact = {statement.kind: statement for statement in own if statement.hash == whole}
    writer, signed = exact.get("by"), exact.get("signed-off")
    # A machine's text stays one where it is offered for another source: taking "fuzzy" away writes nothing.
    origin = exact.get("origin") or next((one for one in said if one.is_machine and one.tells_whose(words)), None)
    return Translation(
        entry.target,
        _state(entry, own, exact, origin),
        origin=origin.value if origin else "",
        origin_date=origin.date if origin else "",
        writer=writer.value if writer else "",
        signed_by=signed.value if signed else "",
        signed_on=signed.date if signed else "",
        waivers=dict(_waivers(own, whole)),
        line=entry.line,
    )


def _state(
    entry: po.Entry, own: tuple[Statement, ...], exact: Mapping[str, Statement], origin: Statement | None
) -> State:
    """``own`` has the statements about this segment, ``exact`` those about this very target too, by kind."""
    if not entry.target.strip():
        return State.INITIAL
    if entry.fuzzy:
        return State.TRANSLATED if "origin" in exact else State.INITIAL
    if "signed-off" in exact:
        return State.FINAL
    if any(statement.kind == "signed-off" for statement in own):
        return State.TRANSLATED
    if origin is not None and origin.is_machine:
        return State.TRANSLATED
    return State.REVIEWED


def _waivers(own: tuple[Statement, ...], whole: str) -> Iterator[tuple[str, str]]:
    for statement in own:
        code, _, reason = statement.value.partition(" ")
        if statement.kind == "waiver" and statement.hash == whole and reason not in {"", PLACEHOLDER}:
            yield code, reason


def _header_problems(header: po.Entry | None, path: str, language: str) -> Iterator[Problem]:
    if header is None:
        return
    fields, place = header.fields, Place(path, header.line)
    charset = fields.get("Content-Type", "").partition("charset=")[2].strip()
    if charset and charset.lower() not in _UTF8:
        advice = "the file is UTF-8: write charset=UTF-8 in its header"
        yield Problem("po-charset", f"the header declares charset {charset}", place, advice=advice)
    declared = fields.get("Language", "")
    if declared and not _agree(declared, language):
        message = f"the header says Language: {declared}, the folder {language}"
        advice = f"move the file, or write Language: {to_posix(language)}"
        yield Problem("po-language", message, place, advice=advice)


def _agree(declared: str, language: str) -> bool:
    """Whether one of the two is in the other's fallback chain: es and es_ES agree, pt_BR and pt_PT do not."""
    name, _, modifier = declared.partition("@")  # sr@latin, as glibc writes it
    tag = f"{name}_{_SCRIPTS.get(modifier, modifier)}".strip("_").replace("_", "-")
    try:
        tag = canonical(tag)
    except ValueError:  # zh_CN, as Poedit writes it: what counts is the script that the country implies
        import langcodes  # noqa: PLC0415 - 46 ms

        try:
            implied = langcodes.Language.get(tag).maximize()
        except ValueError:
            return False
        return (implied.language, implied.script) == (primary(language), script(language))
    return tag in chain(language) or language in chain(tag)


def _characters(document: po.Document, path: str) -> Iterator[Problem]:
    """What no feed can carry is no text either: as in a source, the file is refused, and no waiver helps."""
    for entry in document.messages:
        if not entry.obsolete and (found := FORBIDDEN.search(entry.target)):
            message = f"U+{ord(found[0]):04X} is not a character of text"
            advice = "delete it: it came in by copying, and is invisible in most editors"
            yield Problem("control-character", message, Place(path, entry.line), advice=advice)


def _duplicates(document: po.Document, path: str) -> Iterator[Problem]:
    lines: dict[tuple[str, str], int] = {}
    for entry in document.entries:
        if entry.obsolete:
            continue
        first = lines.setdefault(entry.key, entry.line)
        if first != entry.line:
            message = f"the same msgctxt and msgid stand in line {first} already: {entry.source[:40]!r}"
            advice = "keep one of the two: msguniq"
            yield Problem("po-duplicate", message, Place(path, entry.line), advice=advice)
