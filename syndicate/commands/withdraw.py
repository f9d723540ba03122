"""``syndicate withdraw``: take an article back, or undo that, in its own source; a publish tells the partners."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches, unified_diff
from typing import Any

from syndicate.articles.inline import to_plain
from syndicate.articles.parsers import Mention, Parsed, Raw, parse
from syndicate.articles.parsers.dates import DateError, read_when
from syndicate.articles.withdrawing import plain_reason, with_withdrawal, without_withdrawal
from syndicate.commands.selection import rules
from syndicate.config import Settings
from syndicate.errors import LedgerError, UsageError
from syndicate.files import write_if_changed
from syndicate.languages import canonical
from syndicate.model import Article, Withdrawal
from syndicate.publishing.library import Library, editing, groups, peek, source_file, sources
from syndicate.publishing.published import open_published

_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What stands in the source of an article now (None: it is not withdrawn), and whether that is new.

    ``remarks`` are what to know or do besides; ``diff`` is that of the source, unified, line by line.
    """

    article: str
    path: str
    withdrawal: Withdrawal | None
    is_changed: bool
    remarks: tuple[str, ...]
    diff: tuple[str, ...]
    dry_run: bool

    def lines(self) -> Iterator[str]:
        """What was done and what is to do, in words; where nothing was written for ``dry_run``, the diff before it."""
        if self.dry_run:
            yield from self.diff
        state = _told(self.withdrawal) if self.withdrawal else "no longer withdrawn" if self.is_changed else ""
        is_, end = ("would be" if self.dry_run else "is", "") if self.is_changed else ("is", ": nothing to do")
        yield f"{self.path}: {self.article} {is_} {state or 'not withdrawn'}{end}"
        yield from self.remarks

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        told = self.withdrawal
        return {
            "article": self.article,
            "path": self.path,
            "changed": self.is_changed,
            "dry_run": self.dry_run,
            "withdrawn": told
            and {
                "on": told.on.declared(),
                "reason": to_plain(told.reason) if told.reason else None,
                "replaced_by": told.replaced_by or None,
                "languages": list(told.languages),
            },
            "remarks": list(self.remarks),
            "diff": list(self.diff),
        }


def withdraw(
    library: Library,
    article: str,
    *,
    reason: str,
    on: date,
    replaced_by: str = "",
    languages: Collection[str] = (),
    undo: bool = False,
    dry_run: bool = False,
) -> Withdrawn:
    """Write into the source of an article that it is withdrawn, in all languages or in those named; or undo that.

    An article has one date, reason and replacement for all its languages. So a language is added to others where it
    is withdrawn for the same reason, and then the later date counts; who names all that are withdrawn may change the
    reason. What is withdrawn everywhere is never narrowed but by ``undo``. The same again changes nothing, and the
    first date stays. ``undo`` with languages gives these back; where all were withdrawn, the others that are published
    stay so by name. UsageError, and nothing is written, for what is not there or would lead readers nowhere.
    """
    with nullcontext() if dry_run else editing(library):
        shelf = _read(library, article, replaced_by)
        source = _source(library, shelf, article)
        raw, before, old = source.raw, source.parsed.article, source.withdrawn
        if undo:
            also = old.languages if old else ()
            new = _given_back(library.settings, old, _named(library.settings, languages, also))
        else:
            asked = _asked(library.settings, reason, on, replaced_by, _named(library.settings, languages))
            _check_replacement(shelf, article, asked)
            if before:
                _check_languages(library, before, asked.languages)
            new = _merged(article, old, asked)
        known = rules(library.settings)
        data = with_withdrawal(raw, known, new) if new else without_withdrawal(raw, known)
        if not dry_run:
            write_if_changed(source_file(library, raw), data, durable=True)
    remarks = (*(_mentioned(shelf, article) if new else ()), *_next_steps(before, new))
    return Withdrawn(article, raw.path, new, data != raw.data, remarks, _diff(raw, data), dry_run)


# ── the sources ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Source:
    """A source with what was found in it; ``id`` is guessed where it cannot be read at all."""

    raw: Raw
    parsed: Parsed
    id: str

    @property
    def withdrawn(self) -> Withdrawal | None:
        """How its article is withdrawn, if it is and that can be read."""
        return self.parsed.article.withdrawn if self.parsed.article else None


def _read(library: Library, *identifiers: str) -> list[_Source]:
    """The sources in which any of the ids stands, parsed; all of them where one of the ids is no source's own.

    Parsing all takes 8 s for 1,000 articles of 40 paragraphs, looking for bytes nothing.
    """
    raws = sources(library)
    wanted = [identifier for identifier in identifiers if identifier]
    marks = [identifier.encode(errors="replace") for identifier in wanted]
    some = [_found(library, raw) for raw in raws if any(mark in raw.data for mark in marks)]
    return some if {source.id for source in some}.issuperset(wanted) else [_found(library, raw) for raw in raws]


def _found(library: Library, raw: Raw) -> _Source:
    parsed = parse(raw, rules(library.settings))
    told = next((mention.id for mention in parsed.mentions if mention.kind == "id"), "")
    return _Source(raw, parsed, told or peek(raw)[0])


def _source(library: Library, shelf: Sequence[_Source], identifier: str) -> _Source:
    """The one source of an article; UsageError where there is none, or more than one."""
    found = [source for source in shelf if source.id == identifier]
    if len(found) > 1:
        told = ", ".join(source.raw.path for source in found)
        raise UsageError(f"the id {identifier!r} stands in {told}: give the newer article an id of its own first")
    if not found:
        unread = [source.raw.path for source in shelf if not source.id]
        more = f" (and no id could be read in {', '.join(unread[:_MOST_SHOWN])})" if unread else ""
        raise UsageError(f"no article {identifier!r} in {library.articles}{_near(identifier, shelf)}{more}")
    return found[0]


def _near(identifier: str, shelf: Sequence[_Source]) -> str:
    close = get_close_matches(identifier.lower(), {source.id for source in shelf} - {identifier})
    return f": did you mean {' or '.join(map(repr, close))}?" if close else ": `syndicate status` lists what there is"


def _check_replacement(shelf: Sequence[_Source], identifier: str, asked: Withdrawal) -> None:
    """UsageError where readers would be led to nothing, in a circle, or to what is withdrawn where they read."""
    name = asked.replaced_by
    if name == identifier:
        raise UsageError(f"--replaced-by {name}: the article cannot replace itself: name another, or none")
    found = [source for source in shelf if source.id == name]
    if name and not found:
        raise UsageError(f"--replaced-by {name!r}: there is no such article{_near(name, shelf)}")
    for source in found:
        other = source.withdrawn
        if other and (not other.languages or (asked.languages and set(asked.languages) <= set(other.languages))):
            after = f": name what replaces that, {other.replaced_by!r}" if other.replaced_by else ": name another"
            raise UsageError(f"--replaced-by {name}: that article is {_told(other)} itself{after}")


def _mentioned(shelf: Sequence[_Source], identifier: str) -> Iterator[str]:
    """Where other articles still send their readers to this one."""
    told = {"related": "lists it as related", "replaced_by": "names it as what to read instead"}
    found = [
        f"{mention.place}: {source.id} {told[mention.kind]}: name another, or delete it there"
        for source in shelf
        for mention in source.parsed.mentions
        if mention.id == identifier != source.id and mention.kind in told and not _is_silent(source, mention)
    ]
    yield from found[:_MOST_SHOWN]
    if len(found) > _MOST_SHOWN:
        yield f"{len(found) - _MOST_SHOWN} more articles do so: `syndicate check` lists them"


def _is_silent(source: _Source, mention: Mention) -> bool:
    """Whether an article that is withdrawn everywhere mentions this one: then nobody sees its related articles."""
    return mention.kind == "related" and source.withdrawn is not None and not source.withdrawn.languages


# ── what is asked for, and what stands there ────────────────────────────────────────────────────


def _asked(settings: Settings, reason: str, on: date, replaced_by: str, languages: Sequence[str]) -> Withdrawal:
    try:
        when = read_when(on.isoformat(), settings.zone)
    except DateError as error:
        raise UsageError(f"the day of the withdrawal: {error}: {error.advice}") from error
    return Withdrawal(when, plain_reason(reason), replaced_by, tuple(languages))


def _named(settings: Settings, languages: Collection[str], also: Collection[str] = ()) -> tuple[str, ...]:
    """The languages in the settings' order; UsageError for one that is published nowhere."""
    try:
        known = dict.fromkeys(map(canonical, languages))
    except ValueError as error:
        raise UsageError(str(error)) from error
    published = tuple(dict.fromkeys((*settings.languages, *also)))
    if unknown := [tag for tag in known if tag not in published]:
        raise UsageError(f"{unknown[0]!r} is not among the published languages: {', '.join(published)}")
    return tuple(tag for tag in published if tag in known)


def _check_languages(library: Library, article: Article, languages: Collection[str]) -> None:
    """UsageError for a language that the article neither has nor was published in."""
    for language in languages:
        has = language == article.language or library.catalog(language, article.id).is_file()
        if not has and not _was_published(library, article.id, language):
            where = library.relative(library.catalog(language, article.id))
            raise UsageError(
                f"{article.id} is not there in {language}: it is written in {article.language}, {where} "
                "is not there, and nothing of it was published in that language"
            )


def _was_published(library: Library, identifier: str, language: str) -> bool:
    """Whether a ledger has it; one that is damaged must not stop a withdrawal."""
    try:
        published = open_published(library.feeds, fresh=True)
        folders = [group.folder(language) for group in groups(library)]
        return any(identifier in published.ledger(folder, language).rows for folder in folders)
    except LedgerError:
        return True


def _merged(identifier: str, old: Withdrawal | None, asked: Withdrawal) -> Withdrawal:
    """What holds after this was asked for; UsageError where one reason or replacement would hold for two."""
    if old is None:
        return asked
    replaced_by = asked.replaced_by or old.replaced_by
    is_same_reason = old.reason is not None and asked.reason is not None and _plain(old) == _plain(asked)
    is_covered = not asked.languages or (old.languages and set(old.languages) <= set(asked.languages))
    if not is_covered and not (is_same_reason and replaced_by == old.replaced_by):
        said = f"“{_plain(old)}”" if old.reason else "no reason"
        advice = f"name {', '.join(old.languages)}, too," if old.languages else "leave --lang out"
        raise UsageError(
            f"{identifier} is {_told(old)} already, with {said}. An article has one reason and one replacement for all "
            f"languages in which it is withdrawn: say the same, or {advice} to change it for all of them"
        )
    languages = old.languages and asked.languages and tuple(dict.fromkeys((*old.languages, *asked.languages)))
    # To readers of a language that is added, an earlier day would say that a younger copy is fine.
    on = old.on if languages == old.languages else max(old.on, asked.on, key=lambda when: when.at)
    return Withdrawal(on, old.reason if is_same_reason else asked.reason, replaced_by, languages)


def _given_back(settings: Settings, old: Withdrawal | None, languages: Collection[str]) -> Withdrawal | None:
    """What is left of a withdrawal when it is undone in some languages, or (none named) in all."""
    if old is None or not languages:
        return None
    left = tuple(tag for tag in old.languages or settings.languages if tag not in languages)
    return old if left == old.languages else replace(old, languages=left) if left else None


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def _plain(withdrawal: Withdrawal) -> str:
    return to_plain(withdrawal.reason) if withdrawal.reason else ""


def _told(withdrawal: Withdrawal) -> str:
    where = f"in {', '.join(withdrawal.languages)}" if withdrawal.languages else "in every language"
    after = f", replaced by {withdrawal.replaced_by}" if withdrawal.replaced_by else ""
    return f"withdrawn since {withdrawal.on.declared()} {where}{after}"


def _next_steps(before: Article | None, new: Withdrawal | None) -> Iterator[str]:
    old, own = (before.withdrawn, before.language) if before else (None, "")
    if old and new and not old.languages and new.languages:
        yield "a language that the library publishes later is not among these: think of it then"
    if new and new.reason and new.languages != (own,) and (old is None or old.reason != new.reason):
        yield "`syndicate update` gives the reason to the translators; until then their notices go out without it"
    if new:
        yield "next: `syndicate publish` brings it to the partners" + (" if none has yet" if old == new else "")
    elif old:
        yield "next: `syndicate publish` brings the article back to the partners"


def _diff(raw: Raw, data: bytes) -> tuple[str, ...]:
    before, after = (text.decode("utf-8-sig", "replace").splitlines() for text in (raw.data, data))
    return tuple(unified_diff(before, after, f"a/{raw.path}", f"b/{raw.path}", lineterm=""))
