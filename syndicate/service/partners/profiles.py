"""What a partner is given, and the published feed that it is made from."""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from syndicate.config import FeedSettings, Settings, policy
from syndicate.errors import UsageError
from syndicate.languages import canonical
from syndicate.model import State
from syndicate.publishing.groups import DEFAULT_FEED, retired

Format = Literal["atom", "rss", "json", "latest"]
Tier = Literal["reviewed", "drafts"]
Extent = Literal["full", "summary"]

FORMATS: tuple[Format, ...] = get_args(Format)
NAMES: Mapping[str, Format] = {"atom.xml": "atom", "rss.xml": "rss", "feed.json": "json", "latest.json": "latest"}
"""The documents of a language by the names of their files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A partner's choice. Languages (BCP 47), topics (keys) and audience are all of them where none is named.

    With several topics, articles about one of them; with topics and audience, articles that have one of each.
    ``tier``: only what a person has reviewed, or ``drafts`` too, as far as the default feed lets them through.
    ``limit`` is how many of the last joined and of the last changed; ``expires`` the moment when it ends.
    ``feeds``, each ``LANGUAGE/FEED``, are the published feeds that its documents are made from as long as they fit.
    """

    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    formats: tuple[Format, ...] = FORMATS
    tier: Tier = "reviewed"
    content: Extent = "full"
    promotion: bool = False
    limit: int | None = None
    expires: datetime | None = None
    feeds: tuple[str, ...] = ()

    @property
    def choice(self) -> tuple[object, ...]:
        """What decides which texts it is given, and from which feeds; the rest is how."""
        return self.languages, self.topics, self.audience, self.tier, self.promotion, self.feeds

    def tags(self, settings: Settings) -> tuple[str, ...]:
        """Its languages that the library has, in the order of the settings."""
        return tuple(tag for tag in settings.languages if not self.languages or tag in self.languages)

    def documents(self, settings: Settings) -> Iterator[tuple[str, str]]:
        """The (language, file name) of all its documents."""
        for tag in self.tags(settings):
            yield from ((tag, name) for name, kind in NAMES.items() if kind in self.formats)


@dataclass(frozen=True, slots=True)
class Former:
    """A profile that a partner had before it was changed, since when and until when. Its ``expires`` is not kept."""

    profile: Profile
    since: datetime
    until: datetime


def canonical_languages(tags: Sequence[str], settings: Settings) -> tuple[str, ...]:
    """The tags as BCP 47 writes them; UsageError for one that the library is not published in."""
    found = []
    for tag in tags:
        try:
            found.append(canonical(tag))
        except ValueError as error:
            raise UsageError(f"--lang {tag}: {error}") from error
    _check("language", found, settings.languages)
    return tuple(dict.fromkeys(found))


def check(profile: Profile, settings: Settings, *, audiences: Collection[str], now: datetime) -> None:
    """Return where a partner can be served so; UsageError that says what to write instead, or which feed is missing.

    ``audiences`` are those of the published articles; where there are none yet, any word passes.
    """
    _check("language", profile.languages, settings.languages)
    _check("topic", profile.topics, settings.topics)
    if audiences:
        _check("audience", profile.audience, audiences)
    if profile.expires and profile.expires <= now:
        raise UsageError("--expires lies in the past: name a day that is still to come")
    if profile.limit is not None and profile.limit < 1:
        raise UsageError("--limit: a feed has at least 1 entry")
    lacking = [tag for tag in profile.tags(settings) if base(profile, settings, tag) is None]
    if lacking:
        raise UsageError(_missing_feed(profile, settings, lacking))
    for tag in profile.tags(settings):
        feed = base(profile, settings, tag)
        if feed and retired(settings, feed, tag, now):
            raise UsageError(f"the feed {feed.id!r} was closed in {tag}: name the languages that are left (--lang TAG)")


def base(profile: Profile, settings: Settings, language: str) -> FeedSettings | None:
    """The published feed that a partner's documents in a language are made from; None where none fits.

    The one that it was given so far if it does, else the default feed, else the first of the settings' ``[[feeds]]``.
    """
    fitting = [feed for feed in (DEFAULT_FEED, *settings.feeds) if _fits(feed, profile, settings, language)]
    return next((feed for feed in fitting if f"{language}/{feed.id}" in profile.feeds), next(iter(fitting), None))


def bound(profile: Profile, settings: Settings) -> Profile:
    """The profile with the feeds that fit it now: another one counts its versions and dates in its own way."""
    found = ((tag, base(profile, settings, tag)) for tag in profile.tags(settings))
    return replace(profile, feeds=tuple(f"{tag}/{feed.id}" for tag, feed in found if feed))


def _fits(feed: FeedSettings, profile: Profile, settings: Settings, language: str) -> bool:
    if feed.languages is not None and language not in feed.languages:
        return False
    if profile.promotion and not (feed.promotion and feed.content == "full" and "json" in feed.formats):
        return False
    narrowed = ((feed.topics, profile.topics), (feed.audience, profile.audience))
    if any(has and not (asked and set(asked) <= set(has)) for has, asked in narrowed):
        return False
    gate = policy(settings, language, feed)
    if profile.tier == "reviewed":
        return gate.min_state >= State.REVIEWED
    return gate == policy(settings, language)


def _missing_feed(profile: Profile, settings: Settings, languages: Sequence[str]) -> str:
    taken = {feed.id for feed in settings.feeds}
    wanted = "partners" if profile.promotion else "reviewed"
    id_ = next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 99))) if name not in taken)
    lines = ["[[feeds]]", f'id = "{id_}"']
    lines += ['min_state = "reviewed"'] if profile.tier == "reviewed" else []
    lines += ["promotion = true"] if profile.promotion else []
    what = "with only what a person has reviewed" if profile.tier == "reviewed" else "with the default feed's gate"
    what += " and with calls to action" if profile.promotion else ""
    table = "\n".join(f"  {line}" for line in lines)
    return (
        f"no published feed {what} in {', '.join(languages)}: what a partner gets is taken from a published feed. "
        f"Add one to the settings,\n\n{table}\n\ngive it a name in each language's ui.po "
        f'(msgctxt "feed", msgid "{id_}"), publish, and try again; or ask for less'
    )


def _check(what: str, words: Sequence[str], known: Collection[str]) -> None:
    for word in words:
        if word in known:
            continue
        near = difflib.get_close_matches(word, known, 1, 0.5)
        there = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known)) or 'none'}"
        raise UsageError(f"the {what} {word!r} is not one of the library's: {there}")
