"""Waivers that stand in a catalog and set nothing aside, although whoever wrote them believes so."""

import re
from collections.abc import Collection, Iterator

from syndicate.model import Place, Problem, Severity, State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.fingerprints import source_half, target_half
from syndicate.translation.catalogs.provenance import Statement, statements
from syndicate.translation.catalogs.reading import PLACEHOLDER, translation

_MEANT = re.compile(r"(?i)#[\s#]*waiver\b")
MEANT = re.compile(_MEANT.pattern.encode())
"""What is meant for a waiver, rightly written or not, in the bytes of a file."""


def unused(
    document: po.Document, language: str, path: str, used: Collection[tuple[str, int, str]]
) -> Iterator[Problem]:
    """A Problem for each waiver that does not count, with the reason.

    ``used`` has (path, line, code) of all findings that were set aside.
    """
    for entry in document.live.values():
        for why in _unused(entry, language, path, used):
            message = f"a waiver stands here and does not count: {why}"
            advice = "write it as the finding's advice spells it out, or delete it"
            yield Problem(
                "waiver-unused", message, Place(path, entry.line), Severity.WARNING, advice, language=language
            )


def _unused(entry: po.Entry, language: str, path: str, used: Collection[tuple[str, int, str]]) -> Iterator[str]:
    meant = {index for index, line in enumerate(entry.comments) if _MEANT.match(line)}
    for statement in statements(entry.comments) if meant else ():
        if statement.kind == "waiver":
            meant -= {*statement.lines}
            code = statement.value.partition(" ")[0]
            if why := _idle(statement, entry, language, is_used=(path, entry.line, code) in used):
                yield why
    for index in sorted(meant):
        yield f"{entry.comments[index][:60]!r} is not of the form `# waiver: CODE REASON DIGITS-DIGITS`"


def _idle(waiver: Statement, entry: po.Entry, language: str, *, is_used: bool) -> str:
    """Why the waiver sets nothing aside; empty where it does, or nothing is checked yet."""
    half = source_half(*entry.key, language)
    code, _, reason = waiver.value.partition(" ")
    if not waiver.concerns(half):
        return "it was given for another source text"
    if waiver.hash != f"{half}-{target_half(entry.target)}":
        return "it was given for another wording of the translation"
    if reason in {"", PLACEHOLDER}:
        return f"it gives no reason: say why the text is right in place of {PLACEHOLDER}"
    if is_used or translation(entry, language).state is State.INITIAL:
        return ""
    return f"no check finds {code} here"
