"""``syndicate translate``: drafts for what is still empty, from memory first, then from a machine. Always fuzzy.

What a batch brought is on disk before the next one is sent: a run that is stopped, however that may be, loses at most
the one that was on its way, and the next run sends only what is still unknown.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime

from syndicate.articles.segments import segments
from syndicate.commands.drafted import Drafted, Row
from syndicate.commands.replies import Asking, Replies
from syndicate.commands.selection import select
from syndicate.commands.update import update
from syndicate.errors import CatalogError, EngineError, SettingsError, UsageError
from syndicate.files import locked, read_if_there, write_if_changed
from syndicate.model import Article, Catalog, Place, Problem, Segment, Severity
from syndicate.publishing.build import silent
from syndicate.publishing.gather import Progress
from syndicate.publishing.library import Library, editing, glossary
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.drafts import fill
from syndicate.translation.catalogs.reading import checked, read, translation
from syndicate.translation.catalogs.refusals import noted
from syndicate.translation.drafting import machine
from syndicate.translation.drafting.machine import Direction
from syndicate.translation.drafting.memory import Memory, remember
from syndicate.translation.engines import Translator, faults, resolve
from syndicate.translation.engines.account import OVER_BUDGET, Account, over_budget
from syndicate.translation.engines.cutting import batches
from syndicate.translation.updating.update import update as updated

NO_ENGINE = "none"
_BATCH_SEGMENTS, _BATCH_CHARACTERS = 20, 5_000
# A key, an address, a program serve all languages alike.
_FOR_ALL = frozenset({"engine-access", "engine-address", "engine-missing", "engine-redirect"})

_Key = tuple[str, str]


def translate(
    library: Library,
    *,
    now: datetime,
    environ: Mapping[str, str],
    articles: Collection[str] = (),
    languages: Collection[str] = (),
    engine: str = "",
    redo: bool = False,
    max_characters: int = 0,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Drafted:
    """Bring these catalogs up to date (none named: all) and draft what is empty in them.

    ``engine`` names another one than the settings do; ``none`` is memory only. ``redo`` drafts anew what is still an
    unedited draft; words of a person, hints among them, are never replaced. ``max_characters`` (0: any) stops before
    more are sent. ``dry_run`` writes and sends nothing, and needs no key. UsageError for what the library does not
    have, SettingsError where the engine cannot be used, TargetError where the disk refuses; anything else is a
    Problem of the result.
    """
    name = _engine(library, engine)
    chosen = select(library, articles, languages)
    others = select(library, (), languages) if articles else chosen
    run = _Run(library, name, f"{now:%Y-%m-%d}", redo, dry_run, progress, Account(max_characters or None))
    if name:
        try:
            run.translator = resolve.engine(name, library.settings.engines[name], environ, run.account)
        except SettingsError:
            if not dry_run:
                raise
    run.problems += chosen.problems
    with ExitStack() as stack:
        try:
            if not dry_run:
                stack.enter_context(locked(library.work / "translate.lock", "translate"))  # both would pay
                run.problems = list(update(library, articles=articles, languages=languages).problems)
            for language in chosen.languages:
                run.draft(language, chosen.articles, others.articles)
        except KeyboardInterrupt:
            return run.result(interrupted=True)
    return run.result()


def _engine(library: Library, engine: str) -> str:
    """The name of the engine to use, empty for none; UsageError where the settings do not have it."""
    name = engine or library.settings.translate.engine
    if name in {"", NO_ENGINE}:
        return ""
    if name not in library.settings.engines:
        known = ", ".join(library.settings.engines) or "none"
        raise UsageError(f"no [engines.{name}] in the settings (there are: {known}): add it, or use --engine none")
    return name


@dataclass(slots=True)
class _Run:
    """One run: what it may do, and what it has done so far."""

    library: Library
    engine: str
    date: str
    redo: bool
    dry_run: bool
    progress: Progress
    account: Account
    translator: Translator | None = None
    stopped: EngineError | None = None  # for all languages
    problems: list[Problem] = field(default_factory=list)
    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    failures: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def draft(self, language: str, articles: Iterable[Article], remembered: Iterable[Article]) -> None:
        """Draft these articles in one language; the memory is made of the others too."""
        try:
            terms = glossary(self.library, language)
        except CatalogError as error:  # without it nothing would be protected
            self._tell(error, language)
            return
        memory = remember(self._catalogs(language, remembered))
        asking: dict[str, _Machine] = {}
        for article in articles:
            if article.language == language:
                continue
            direction = Direction(article.language, language, terms)
            if article.language not in asking:
                asking[article.language] = self._machine(direction)
            try:
                self._draft(article, direction, memory, asking[article.language])
            except CatalogError as error:
                self._tell(error)

    def _draft(self, article: Article, direction: Direction, memory: Memory, asked: "_Machine") -> None:
        wanted = self._wanted(article, direction.target)
        counts = self.counts[article.id, direction.target] = Counter(left=len(wanted))
        remembered = dict(_remembered(wanted, article, direction, memory))
        rest = [segment for segment in wanted if segment.key not in remembered]
        ruled = {segment.key: target for segment in rest if (target := machine.by_rule(segment, direction))}
        self._write(article, direction, {"memory": remembered, machine.BY_RULE: ruled}, {})
        _move(counts, "memory", len(remembered))
        _move(counts, "rule", len(ruled))
        rest = [segment for segment in rest if segment.key not in ruled]
        before = self.account.characters
        try:
            if self.dry_run:
                self._reckon(direction, rest, asked, counts)
            elif asked.asking:
                self._ask(article, direction, rest, asked.asking)
        finally:
            counts["characters"] = self.account.characters - before

    def _reckon(self, direction: Direction, rest: Sequence[Segment], asked: "_Machine", counts: Counter[str]) -> None:
        """What a run would do at the first try, each text sent once."""
        if asked.replies is None:
            return
        stopped = asked.asking.stopped if asked.asking else None
        for text in (machine.to_send(segment, direction) for segment in rest):
            is_known = text in asked.replies.known or text in asked.priced
            if not is_known and not (stopped or self.stopped):
                if self.account.affordable([text]):
                    self.account.book(len(text))
                    asked.priced.add(text)
                    is_known = True
                else:
                    self.stopped = over_budget()
            if is_known:
                _move(counts, "machine", 1)
            elif error := stopped or self.stopped:
                self._left(direction, error)

    def _left(self, direction: Direction, error: EngineError) -> None:
        self.failures["" if _is_for_all(error) else direction.target, error.code, error.message] += 1

    def _ask(self, article: Article, direction: Direction, rest: Sequence[Segment], asking: Asking) -> None:
        counts = self.counts[article.id, direction.target]
        asking.stopped = asking.stopped or self.stopped
        refused: dict[_Key, str] = {}
        done = 0

        def size(segment: Segment) -> int:
            return len(machine.to_send(segment, direction))

        for batch in batches(rest, size, _BATCH_SEGMENTS, _BATCH_CHARACTERS):
            drafts = machine.draft(batch, direction, asking)
            made = {draft.segment.key: draft.text for draft in drafts if draft.text}
            reasons = {draft.segment.key: draft.reason for draft in drafts if draft.reason}
            self._write(article, direction, {f"machine {asking.translator.name}": made}, reasons)
            refused |= reasons
            _move(counts, "machine", len(made))
            _move(counts, "refused", len(reasons))
            for error in (draft.error for draft in drafts if draft.error):
                self._left(direction, error)
            done += len(batch)
            self.progress(f"{direction.target} {article.id}", done, len(rest))
        self.problems += self._refusals(article, direction.target, refused)
        if asking.stopped and _is_for_all(asking.stopped):
            self.stopped = asking.stopped

    def result(self, *, interrupted: bool = False) -> Drafted:
        """What has been done until now."""
        rows = (
            Row(article=article, language=language, **counts) for (article, language), counts in self.counts.items()
        )
        failures = (_failure(*what, count) for what, count in self.failures.items())
        return Drafted(
            tuple(rows),
            (*self.problems, *failures),
            engine=self.engine,
            requests=0 if self.dry_run else self.account.requests,
            dry_run=self.dry_run,
            interrupted=interrupted,
        )

    def _tell(self, error: CatalogError, language: str = "") -> None:
        """What is wrong with a file, unless the update told it already."""
        found = (replace(problem, language=language or problem.language) for problem in error.problems)
        self.problems += (problem for problem in found if problem not in self.problems)

    # ── the library's files ─────────────────────────────────────────────────────────────────────

    def _wanted(self, article: Article, language: str) -> list[Segment]:
        """The segments that have no translation yet; with ``redo`` also those with an unedited draft."""
        path = self.library.catalog(language, article.id)
        data = read_if_there(path)
        if self.dry_run:
            data = updated(article, language, data)
        entries = checked(data or b"", self.library.relative(path), language).messages
        wanted = {
            entry.key
            for entry in entries
            if not entry.obsolete
            and (not entry.target or (self.redo and entry.fuzzy and translation(entry, language).origin))
        }
        return [segment for segment in segments(article) if segment.key in wanted]

    def _write(
        self,
        article: Article,
        direction: Direction,
        targets: Mapping[str, Mapping[_Key, str]],
        reasons: Mapping[_Key, str],
    ) -> None:
        """Put drafts, by origin, and reasons into the catalog as it is now: somebody may have saved it meanwhile."""
        path, language = self.library.catalog(direction.target, article.id), direction.target
        if self.dry_run or not (reasons or any(targets.values())):
            return
        name = self.library.relative(path)
        with editing(self.library):
            data = read_if_there(path)
            if data is None:
                return
            known = checked(data, name, language).live
            for origin, found in targets.items():
                there = {key: target for key, target in found.items() if key in known}
                data = fill(data, there, language=language, date=self.date, origin=origin, path=name)
            write_if_changed(path, noted(data, reasons, date=self.date, path=name), durable=True)

    def _catalogs(self, language: str, articles: Iterable[Article]) -> Iterator[tuple[Catalog, str]]:
        """The catalogs that can be read, each with its source language; the others are told of where they are used."""
        for article in articles:
            path = self.library.catalog(language, article.id)
            data = read_if_there(path) if article.language != language else None
            if data is not None:
                try:
                    yield read(data, self.library.relative(path), language), article.language
                except CatalogError:
                    continue

    def _refusals(self, article: Article, language: str, reasons: Mapping[_Key, str]) -> Iterator[Problem]:
        path = self.library.catalog(language, article.id)
        name, data = self.library.relative(path), read_if_there(path) or b""
        for entry in po.parse(data, name).messages:
            if not entry.obsolete and entry.key in reasons:
                message = f"no draft for {entry.source[:50]!r}: {reasons[entry.key]}"
                place = Place(name, entry.line)
                advice = "translate it by hand, or ask again with --redo"
                yield Problem("draft-refused", message, place, Severity.WARNING, advice, article.id, language)

    def _machine(self, direction: Direction) -> "_Machine":
        if not self.engine:
            return _Machine()
        settings = self.library.settings.engines[self.engine]
        replies = Replies(self.library.work, settings, direction.source, direction.target, afresh=self.redo)
        if self.translator is None:
            return _Machine(replies)
        asking = Asking(self.translator, replies, direction.source, direction.target, self.account)
        try:
            if not self.translator.supports(direction.source, direction.target):
                what = f"{self.engine} does not translate from {direction.source} to {direction.target}"
                asking.stopped = faults.fault("engine-language", what)
        except EngineError as error:
            asking.stopped = error
        return _Machine(replies, asking)


@dataclass(slots=True)
class _Machine:
    """What is there for one direction: nothing, the replies of earlier runs, and the engine where it can be made.

    ``priced`` are the texts that a dry run has counted.
    """

    replies: Replies | None = None
    asking: Asking | None = None
    priced: set[str] = field(default_factory=set)


def _remembered(
    wanted: Iterable[Segment], article: Article, direction: Direction, memory: Memory
) -> Iterator[tuple[_Key, str]]:
    for segment in wanted:
        for target in memory.targets(segment, article.id, direction.source):
            if machine.is_sound(segment, target, direction):
                yield segment.key, target
                break


def _is_for_all(error: EngineError) -> bool:
    """Whether no language will fare better in this run."""
    return error.fatal and (error.passing or error.code in _FOR_ALL)


def _move(counts: Counter[str], to: str, number: int) -> None:
    counts[to] += number
    counts["left"] -= number


def _failure(language: str, code: str, message: str, count: int) -> Problem:
    """Why segments are left for the next run."""
    message, _, advice = message.partition(" → ")
    severity = Severity.WARNING if code == OVER_BUDGET else Severity.ERROR
    return Problem(
        code, f"{message}; segments left for the next run: {count}", Place(), severity, advice, language=language
    )
