"""``syndicate digest``: an issue of a newsletter, made from what stands in feeds/ and from nothing else."""

import difflib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from syndicate.config import Settings
from syndicate.errors import FeedError, LedgerError, UsageError
from syndicate.feeds.ledger import Ledger, Row
from syndicate.feeds.newsletter import cursor as cursors
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.feeds.newsletter.issue import Issue
from syndicate.feeds.newsletter.item import Part
from syndicate.feeds.newsletter.selection import Selection, Since, parse_since, select
from syndicate.files import read_if_there, write_if_changed
from syndicate.languages import canonical
from syndicate.localization.interface import Interface, interface
from syndicate.model import Place, Problem, When
from syndicate.publishing.groups import DEFAULT_FEED
from syndicate.publishing.library import Library, groups, interface_strings
from syndicate.publishing.newsletter import damaged, part
from syndicate.publishing.published import Published, open_published

TOPICS = "topics/"


def digest(
    library: Library,
    language: str,
    *,
    since: str = "",
    feed: str = DEFAULT_FEED.id,
    changes: bool = False,
    limit: int | None = None,
    now: datetime,
) -> tuple[Issue | None, int]:
    """The issue of a feed since a cursor or a date (empty: what joined last), and how many new entries had to wait.

    None where nothing is new. UsageError for a language or feed that is not published, and for a cursor or date that
    cannot be used; FeedError where the published files do not fit together. Only feeds/, the settings and the interface
    strings are read.
    """
    language, feed = _language(library.settings, language), _feed(library.settings, feed, language)
    start = _since(since, library.settings, now)
    folder = _folder(library, feed, language)
    try:
        published = open_published(library.feeds, fresh=True)
        ledger = published.ledger(folder, language)
    except LedgerError as error:  # which says itself what to do
        problem = Problem("digest-damaged", str(error), Place(library.settings.feeds_folder))
        raise FeedError([problem]) from error
    if not ledger.identity:
        raise UsageError(f"nothing has been published in {language} yet: run `syndicate publish`")
    selection = _select(ledger, feed, start, library.settings, changes=changes, limit=limit)
    if selection.is_empty:
        return None, selection.waiting
    if not _is_published(published, feed, language):
        why = "`syndicate check` tells why, most likely its name has no translation"
        raise UsageError(f"the feed {feed!r} is not published in {language}: {why}")
    words = interface(language, *_strings(library, language))
    title, home = _listing(published, library.settings, feed, words)

    def parts(rows: Iterable[Row]) -> tuple[Part, ...]:
        return tuple(part(published, folder, row, library.settings.feeds_folder) for row in rows)

    return (
        Issue(
            feed=feed,
            title=title,
            home=home,
            updated=ledger.updated(feed) or When(now.astimezone(UTC)),
            cursor=selection.cursor,
            interface=words,
            zone=library.settings.zone,
            safety=parts(selection.safety),
            new=parts(selection.new),
            changed=parts(selection.changed),
            withdrawn=parts(selection.withdrawn),
        ),
        selection.waiting,
    )


def kept_cursor(path: Path) -> str:
    """The cursor in a file, ``""`` where there is no such file; UsageError where something else stands there."""
    data = read_if_there(path)
    if data is None:
        return ""
    try:
        return cursors.parse(data.decode("utf-8-sig")).to_text()
    except ValueError as error:
        raise UsageError(f"{path}: there is no cursor in it: put the last one back, or delete the file") from error


def is_cursor(text: str) -> bool:
    """Whether an issue since this begins at a cursor, so that what a limit leaves out waits for the next one."""
    try:
        cursors.parse(text.strip())
    except ValueError:
        return False
    return True


def keep_cursor(path: Path, cursor: Cursor) -> None:
    """Write the cursor to its file, all of it or nothing; TargetError where the disk refuses."""
    write_if_changed(path, f"{cursor.to_text()}\n".encode(), durable=True)


# ── what was asked for ──────────────────────────────────────────────────────────────────────────


def _language(settings: Settings, wanted: str) -> str:
    known = {tag.lower(): tag for tag in settings.languages}
    try:
        tag = canonical(wanted)
    except ValueError:
        tag = wanted
    if tag.lower() not in known:
        raise UsageError(f"{wanted!r} is not among the published languages: {', '.join(settings.languages)}")
    return known[tag.lower()]


def _feed(settings: Settings, wanted: str, language: str) -> str:
    own = {feed.id: feed for feed in settings.feeds}
    known = [DEFAULT_FEED.id, *own, *(TOPICS + key for key in settings.topics)]
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, 1)
        meant = f", did you mean {near[0]!r}?" if near else "."
        raise UsageError(f"there is no feed {wanted!r}{meant} There are: {', '.join(known)}")
    languages = own[wanted].languages if wanted in own else None
    if languages is not None and language not in languages:
        raise UsageError(f"the feed {wanted!r} is not published in {language}, but in {', '.join(languages)}")
    return wanted


def _folder(library: Library, feed: str, language: str) -> str:
    """Where the feed's ledger and items lie: its own folder where its gate is its own, else the language's."""
    shared, *apart = groups(library)
    return next((group for group in apart if group.id == feed), shared).folder(language)


def _since(text: str, settings: Settings, now: datetime) -> Since:
    text = text.strip()
    if not text:
        return None
    try:
        start = parse_since(text, settings.zone)
    except ValueError as error:
        raise UsageError(f"--since {error}") from error
    if isinstance(start, When) and start.at > now:
        raise UsageError(f"--since {text} lies in the future: it is {When(now.astimezone(UTC))} now")
    return start


def _select(
    ledger: Ledger, feed: str, start: Since, settings: Settings, *, changes: bool, limit: int | None
) -> Selection:
    window = next((one.limit for one in settings.feeds if one.id == feed), None) or settings.limit
    try:
        cursors.last(ledger)
    except ValueError as error:
        raise damaged(f"the ledger's identity {ledger.identity!r} is none", settings.feeds_folder) from error
    try:
        return select(ledger, feed, since=start, changes=changes, limit=limit, window=window)
    except ValueError as error:
        raise UsageError(str(error)) from error


# ── what is published ───────────────────────────────────────────────────────────────────────────


def _strings(library: Library, language: str) -> tuple[list[bytes], list[str]]:
    files = interface_strings(library, language)
    return [data for _, data in files], [path for path, _ in files]


def _listing(published: Published, settings: Settings, feed: str, words: Interface) -> tuple[str, str]:
    """The feed's name in its language, as it was published, and its page for people."""
    home = f"{settings.base_url}{words.language}/"
    for row in published.manifest.languages:
        if row.get("language") == words.language:
            home = str(row.get("home", home))
            for known in row.get("feeds", ()):
                if known.get("id") == feed:
                    return str(known["title"]), home
    return next(_names(settings, feed, words)), home


def _is_published(published: Published, feed: str, language: str) -> bool:
    """Whether the catalog lists a feed that is not empty; a feed without a name in a language is left out there."""
    listed = {
        row.get("language"): [known.get("id") for known in row.get("feeds", ())] for row in published.manifest.languages
    }
    return feed == DEFAULT_FEED.id or not listed or feed in listed.get(language, ())


def _names(settings: Settings, feed: str, words: Interface) -> Iterator[str]:
    context, key = ("topic", feed.removeprefix(TOPICS)) if feed.startswith(TOPICS) else ("feed", feed)
    if words.has(key, context):
        yield words.text(key, context)
    yield settings.title
