"""Sign-off: a reviewer's name put to a translation, bound to exactly this source and target (DESIGN §3).

Two persons stand behind a final text, as ISO 17100 asks for a translator and a reviser: nobody signs off what they
wrote. A machine's draft has no writer: a reviewer may sign it off as it stands, and then it is final.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from syndicate.articles.parsers.characters import FORBIDDEN, TURNING
from syndicate.articles.segments import segments
from syndicate.errors import UsageError
from syndicate.model import Article, Catalog, Place, Problem, Segment, Severity, State, Translation
from syndicate.translation import po
from syndicate.translation.catalogs import checked, translation
from syndicate.translation.checks import run
from syndicate.translation.fingerprints import fingerprint
from syndicate.translation.glossary import NO_TERMS, Glossary
from syndicate.translation.provenance import Statement, statements, with_lines, without, written

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+")


class Refused(NamedTuple):
    """A segment that was not signed off, and why. The place in the Problem is that in the file as it was read."""

    segment: Segment
    problem: Problem


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The PO file with the sign-offs; ``kept`` are those that were signed off already, exactly as they stand."""

    data: bytes
    signed: tuple[Segment, ...]
    kept: tuple[Segment, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Signature:
    """Who signs, when, and the codes of the Problems that they set aside, with the reason."""

    name: str
    date: str
    waive: frozenset[str]
    why: str


def sign_off(
    data: bytes,
    article: Article,
    *,
    language: str,
    name: str,
    date: str,
    keys: Collection[tuple[str, str]] | None = None,
    waive: Collection[str] = (),
    why: str = "",
    glossary: Glossary = NO_TERMS,
    path: str = "",
) -> SignedOff:
    """Sign off the article's segments with these (msgctxt, msgid); None: all of them.

    ``date`` is ISO (``2026-11-22``). ``waive`` has codes of Problems that ``why`` sets aside in the chosen segments.
    A sign-off that fits stays, whoever gave it; what is refused keeps its bytes. UsageError for a name or a reason
    that cannot be written, and for a waiver of everything at once; CatalogError as `catalogs.read`.
    """
    if waive and keys is None:
        raise UsageError("a waiver is about one text: choose the segment that it is for")
    signature = _Signature(_name(name), date, frozenset(waive), _reason(waive, why))
    _written("signed-off", signature.name, date, fingerprint("", "", "", ""))  # or nothing of this can be
    document = checked(data, path, language)
    live = {entry.key: entry for entry in document.messages if not entry.obsolete}
    catalog = Catalog(article.id, language, {key: translation(entry, language) for key, entry in live.items()}, path)
    last_translator = document.header.fields.get("Last-Translator", "") if document.header else ""
    changed: dict[int, po.Entry] = {}
    signed, kept, refused = [], [], []
    for segment in segments(article):
        if keys is not None and segment.key not in keys:
            continue
        now = catalog.entries.get(segment.key, Translation("", State.INITIAL))
        found = [x for x in run((segment,), catalog, article.language, glossary) if x.severity is not Severity.INFO]
        if now.state is State.FINAL and not found:
            kept.append(segment)
        elif problem := _refusal(segment.key in live, now, found, signature, last_translator):
            placed = replace(problem, place=Place(path, now.line), article=article.id, language=language)
            refused.append(Refused(segment, placed))
        else:
            entry = live[segment.key]
            changed[entry.line] = _signed(entry, language, signature, {problem.code for problem in found})
            signed.append(segment)
    made = document.write(changed.get(entry.line, entry) for entry in document.entries)
    return SignedOff(made, tuple(signed), tuple(kept), tuple(refused))


# ── what stands in the way ──────────────────────────────────────────────────────────────────────


def _refusal(
    is_there: bool, now: Translation, found: Sequence[Problem], signature: _Signature, last_translator: str
) -> Problem | None:
    """Why it cannot be signed off; None where it can."""
    if not is_there:
        return Problem("sign-off-missing", "the catalog has no such entry", advice="run `syndicate update` first")
    if not now.text.strip():
        return Problem("sign-off-empty", "there is no translation yet", advice="translate it")
    if now.state is State.INITIAL:
        message = "it needs editing (fuzzy): a hint, made for another text or doubted by somebody"
        advice = 'put it right where it is wrong, and clear "needs editing"'
        return Problem("sign-off-hint", message, advice=advice)
    if is_same_person(signature.name, writer := _writer(now, last_translator)):
        advice = "have somebody else read it and sign it off"
        return Problem("sign-off-own-text", f"{writer} wrote it, and nobody signs off their own text", advice=advice)
    if still := [problem for problem in found if problem.code not in signature.waive]:
        told = "; ".join(f"{problem.code}: {problem.message}" for problem in still)
        codes = " ".join(f"--waive {code}" for code in sorted({problem.code for problem in still}))
        advice = f"put it right, or where it is right say so: {codes} --why REASON"
        return Problem("sign-off-open-problem", told, advice=advice)
    return None


def _writer(now: Translation, last_translator: str) -> str:
    """Who wrote the target, as far as the file tells; a machine's text has none.

    Until `update` has written ``# by:``, it may be whoever saved the file last.
    """
    return now.writer or ("" if now.is_machine else last_translator)


def is_same_person(one: str, other: str) -> bool:
    """Whether two names, each perhaps with an e-mail address, are one person's.

    Case, accents, punctuation and the order of the words do not count; one address is one person.
    """
    names, mails = zip(*map(_identity, (one, other)), strict=True)
    return bool(names[0] and names[0] == names[1]) or bool(mails[0] and mails[0] == mails[1])


def _identity(person: str) -> tuple[list[str], str]:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", person).casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    mail = _MAIL.search(plain)
    return sorted(re.findall(r"\w+", _MAIL.sub(" ", plain))), mail[0] if mail else ""


# ── what is written ─────────────────────────────────────────────────────────────────────────────


def _signed(entry: po.Entry, language: str, signature: _Signature, waived: Collection[str]) -> po.Entry:
    """The entry with its sign-off (and waivers), instead of older ones, and no longer fuzzy."""
    own = fingerprint(*entry.key, language, entry.target)
    # Who reads a reason wants to know whose it is.
    said = [("waiver", f"{code} {signature.why} ({signature.name})") for code in sorted(waived)]
    said.append(("signed-off", signature.name))
    lines = [line for kind, value in said for line in _written(kind, value, signature.date, own)]
    comments = without(entry.comments, _replaced(entry, waived))
    if entry.fuzzy:  # the previous source is of use only as long as the text is a hint or a draft
        comments = tuple(line for line in comments if not line.startswith("#|"))
    return po.with_fuzzy(entry._replace(comments=with_lines(comments, lines)), False)


def _replaced(entry: po.Entry, waived: Collection[str]) -> Iterator[Statement]:
    for statement in statements(entry.comments):
        code = statement.value.partition(" ")[0]
        if statement.kind == "signed-off" or (statement.kind == "waiver" and code in waived):
            yield statement


def _written(kind: str, value: str, date: str, own: str) -> tuple[str, ...]:
    try:
        return written(kind, value, date, own)
    except ValueError as error:
        raise UsageError(f"{value!r} could not be read back from a comment: use other words") from error


def _name(name: str) -> str:
    """The name as it is written; UsageError where it names nobody."""
    value = " ".join(name.split())
    if not re.search(r"\w", value) or FORBIDDEN.search(name) or TURNING.search(name):
        raise UsageError(f"{name!r} is no name: say who signs off, as people write it")
    return value


def _reason(waive: Iterable[str], why: str) -> str:
    """The reason of the waivers as it is written; UsageError where it is missing or cannot be."""
    value = " ".join(why.split())
    if bad := [code for code in waive if not _CODE.fullmatch(code)]:
        raise UsageError(f"{bad[0]!r} is no code of a Problem: codes look like numbers-differ")
    if waive and not re.search(r"\w", value):
        raise UsageError("a waiver needs a reason: say with --why why the text is right")
    if FORBIDDEN.search(why) or TURNING.search(why):
        raise UsageError(f"{why!r} has a character in it that is not one of text")
    if value and not waive:
        raise UsageError("--why gives the reason of a waiver: say with --waive of which Problem")
    return value
