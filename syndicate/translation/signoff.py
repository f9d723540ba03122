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
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.attribution import last_translator
from syndicate.translation.catalogs.fingerprints import fingerprint
from syndicate.translation.catalogs.provenance import Statement, statements, with_lines, without, written
from syndicate.translation.catalogs.reading import checked, translation
from syndicate.translation.checks import run
from syndicate.translation.glossary import NO_TERMS, Glossary

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+")


class Refused(NamedTuple):
    """A segment that was not signed off, and why. The place in the Problem is that in the file as it was read."""

    segment: Segment
    problem: Problem


@dataclass(frozen=True, slots=True)
class SignedOff:
    """The PO file with the sign-offs; ``kept`` are those that were signed off already, exactly as they stand.

    ``nameless`` has the (msgctxt, msgid) of those signed whose writer the file does not tell, and no machine wrote.
    """

    data: bytes
    signed: tuple[Segment, ...]
    kept: tuple[Segment, ...]
    refused: tuple[Refused, ...]
    nameless: frozenset[tuple[str, str]]


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

    ``date`` is ISO (``2026-11-22``). ``waive`` has codes of Problems that ``why`` sets aside in the one segment that
    is chosen. A sign-off that fits stays, whoever gave it; what is refused keeps its bytes. UsageError for a name or a
    reason that cannot be written, for a waiver of several texts at once, and for one of what no check finds there;
    CatalogError as `catalogs.read`.
    """
    if waive and (keys is None or len(set(keys)) != 1):
        raise UsageError("a waiver is about one text: choose it with --segment NUMBER or --source TEXT")
    signature = _Signature(person(name), date, frozenset(waive), _reason(waive, why))
    document = checked(data, path, language)
    live = document.live
    catalog = Catalog(article.id, language, {key: translation(entry, language) for key, entry in live.items()}, path)
    saved_by = document.header.fields.get("Last-Translator", "") if document.header else ""
    is_told = last_translator(document.header) is not None
    changed: dict[int, po.Entry] = {}
    signed, kept, refused, nameless = [], [], [], set()
    for number, segment in enumerate(segments(article), 1):
        if keys is not None and segment.key not in keys:
            continue
        now = catalog.entries.get(segment.key, Translation("", State.INITIAL))
        every = run((segment,), catalog, article.language, glossary)
        _must_be_there(signature.waive, every)
        found = [problem for problem in every if problem.severity is not Severity.INFO]
        if now.state is State.FINAL and not found:
            kept.append(segment)
        elif problem := _refusal(number if segment.key in live else 0, now, found, signature, saved_by):
            placed = replace(problem, place=Place(path, now.line), article=article.id, language=language)
            refused.append(Refused(segment, placed))
        else:
            entry = live[segment.key]
            changed[entry.line] = _signed(entry, language, signature, {problem.code for problem in found})
            signed.append(segment)
            if not (is_told or now.writer or now.is_machine):
                nameless.add(segment.key)
    made = document.write(changed.get(entry.line, entry) for entry in document.entries)
    return SignedOff(made, tuple(signed), tuple(kept), tuple(refused), frozenset(nameless))


# ── what stands in the way ──────────────────────────────────────────────────────────────────────


def _refusal(
    number: int, now: Translation, found: Sequence[Problem], signature: _Signature, saved_by: str
) -> Problem | None:
    """Why it cannot be signed off; None where it can. ``number`` is its place in the article, 0: not in the catalog."""
    if not number:
        return Problem("sign-off-missing", "the catalog has no such entry", advice="run `syndicate update` first")
    if not now.text.strip():
        return Problem("sign-off-empty", "there is no translation yet", advice="translate it")
    if now.state is State.INITIAL:
        message = "it needs editing (fuzzy): a hint, made for another text or doubted by somebody"
        advice = 'put it right where it is wrong, and clear "needs editing"'
        return Problem("sign-off-hint", message, advice=advice)
    if is_same_person(signature.name, writer := _writer(now, saved_by)):
        advice = "have somebody else read it and sign it off"
        return Problem("sign-off-own-text", f"{writer} wrote it, and nobody signs off their own text", advice=advice)
    if still := [problem for problem in found if problem.code not in signature.waive]:
        told = "; ".join(f"{problem.code}: {problem.message}" for problem in still)
        codes = " ".join(f"--waive {code}" for code in sorted({problem.code for problem in still}))
        advice = f"put it right, or where it is right say so: --segment {number} {codes} --why REASON"
        return Problem("sign-off-open-problem", told, advice=advice)
    return None


def _must_be_there(waive: Iterable[str], found: Iterable[Problem]) -> None:
    """UsageError for the code of a waiver that is none of a finding, waived already or not."""
    known = {problem.code for problem in found}
    if missing := sorted(set(waive) - known):
        there = f"they find {', '.join(sorted(known))}" if known else "they find nothing"
        raise UsageError(f"the checks do not find {missing[0]!r} in this text: {there}")


def _writer(now: Translation, saved_by: str) -> str:
    """Who wrote the target, as far as the file tells; a machine's text has none.

    Until `update` has written ``# by:``, it may be whoever saved the file last (``saved_by``, from the header). Names
    stand in the comments without their address, which the header may have.
    """
    if not now.writer:
        return "" if now.is_machine else saved_by
    return saved_by if is_same_person(now.writer, saved_by) else now.writer


def is_same_person(one: str, other: str) -> bool:
    """Whether two names, each perhaps with an e-mail address, are one person's.

    Case, accents, punctuation and the order of the words do not count, an initial stands for any name that begins so;
    one address is one person.
    """
    names, mails = zip(*map(_identity, (one, other)), strict=True)
    return _is_same_name(*names) or bool(mails[0] and mails[0] == mails[1])


def _is_same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words of two names, both in alphabetical order, agree, at least one of them written out."""
    if one == other:
        return bool(one)
    pairs = list(zip(one, other, strict=False))
    agree = all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in pairs)
    return len(one) == len(other) and agree and any(a == b and len(a) > 1 for a, b in pairs)


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


def person(name: str) -> str:
    """The name as a statement has it; UsageError where it names nobody, or could not be read back from a comment."""
    value = " ".join(name.split())
    if not re.search(r"\w", value) or FORBIDDEN.search(name) or TURNING.search(name):
        raise UsageError(f"{name!r} is no name: say with --by who it is, as people write it")
    for kind in ("signed-off", "by"):  # lines break elsewhere in the two
        _written(kind, value, "2026-01-01", fingerprint("", "", "", ""))
    return value


def _reason(waive: Iterable[str], why: str) -> str:
    """The reason of the waivers as it is written; UsageError where it is missing or cannot be."""
    value = " ".join(why.split())
    if bad := [code for code in waive if not _CODE.fullmatch(code)]:
        raise UsageError(f"{bad[0]!r} is no code of a Problem: codes look like numbers-differ")
    if waive and (not re.search(r"\w", value) or value in {"REASON", "WHY"}):
        raise UsageError("a waiver needs a reason: say with --why why the text is right")
    if FORBIDDEN.search(why) or TURNING.search(why):
        raise UsageError(f"{why!r} has a character in it that is not one of text")
    if value and not waive:
        raise UsageError("--why gives the reason of a waiver: say with --waive of which Problem")
    return value
