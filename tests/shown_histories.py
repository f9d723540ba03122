"""What each kind of reader must show after each step of a history, and the comparison with what it shows.

expected = {}
for step, moment in zip(HISTORY, moments(url), strict=True):
    expected = MODELS[Newsboat](expected, moment)
    check(newsboat.shown(), expected, step.name)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import histories
from feed_readers import FeedParser, Follower, Newsboat, Reader, Rss2Email, Shown
from histories import HISTORY, LANGUAGES, LIMIT, Step, Told
from lxml import html

from syndicate.localization.bidi import strip_controls


@dataclass(frozen=True)
class Expected:
    """An entry as somebody must see it."""

    told: Told
    link: str
    published: datetime


Entries = dict[str, Expected]
"""By id."""


@dataclass(frozen=True)
class Moment:
    """After a step: all entries, those that it adds or changes, and those that stand in the subscription documents."""

    everything: Entries
    news: frozenset[str]
    documents: frozenset[str]


def moments(url: str, steps: Sequence[Step] = HISTORY, languages: Sequence[str] = LANGUAGES) -> list[Moment]:
    """What there is after each step of a history, at the base address ``url``, in these languages."""
    found: list[Moment] = []
    entries: Entries = {}
    joined: dict[str, list[str]] = {language: [] for language in languages}
    changed: dict[str, list[str]] = {language: [] for language in languages}
    for step in steps:
        news: Entries = {}
        for (language, key), told in step.tells.items():
            if language not in languages:
                continue
            identifier = entry_id(language, key)
            known = entries.get(identifier)
            link = f"{url}{language}/items/{key.partition('/')[0]}.html"
            news[identifier] = Expected(told, link, known.published if known else joining(step, key))
        entries = entries | news
        for identifier in sorted(news, key=lambda one: (entries[one].published, one)):
            language = identifier.split("/")[1]
            joined[language] += [identifier] if identifier not in joined[language] else []
            changed[language] = [one for one in changed[language] if one != identifier] + [identifier]
        last = {one for lists in (joined, changed) for ids in lists.values() for one in ids[-LIMIT:]}
        grave = {one for one, entry in entries.items() if entry.told.grave}
        found.append(Moment(entries, frozenset(news), frozenset(last | grave)))
    return found


def entry_id(language: str, key: str) -> str:
    """The id of a ledger's row in a language."""
    article, slash, correction = key.partition("/")
    return f"tag:example.org,2026:{article}/{language}{slash}{correction}"


def joining(step: Step, key: str) -> datetime:
    """The date of an entry that is new: declared at the first publish of all, and afterwards that of the publish."""
    declared = datetime.fromisoformat(histories.DECLARED.get(key, "2026-10-01")).replace(tzinfo=UTC)
    return declared if step is HISTORY[0] else step.at


def replacing(known: Entries, moment: Moment) -> Entries:
    """A reader that takes what the documents say now, and keeps the rest."""
    return known | {one: moment.everything[one] for one in moment.documents}


def mailing(known: Entries, moment: Moment) -> Entries:
    """A mailer: the first word about an entry is its only one."""
    return {one: moment.everything[one] for one in moment.documents} | known


def only_now(_: Entries, moment: Moment) -> Entries:
    """What the documents hold."""
    return {one: moment.everything[one] for one in moment.documents}


def following(_: Entries, moment: Moment) -> Entries:
    """Everything, up to date."""
    return moment.everything


MODELS: Mapping[type[Any], Callable[[Entries, Moment], Entries]] = {
    Newsboat: replacing,
    Reader: replacing,
    FeedParser: only_now,
    Rss2Email: mailing,
    Follower: following,
}


def squeezed(text: str) -> str:
    """Words for comparing: without spaces and isolates, since readers put either where markup ends."""
    return "".join(strip_controls(text).split())


def check(shown: list[Shown], expected: Entries, when: str) -> None:
    """Every entry once, with its title, link, date and words, and without those that went."""
    ids = [one.id for one in shown]
    assert sorted(set(ids)) == sorted(expected), when
    assert len(ids) == len(set(ids)), when
    for one in shown:
        want = expected[one.id]
        assert (squeezed(one.title), one.link) == (squeezed(want.told.title), want.link), f"{when}: {one.id}"
        assert one.published == want.published, f"{when}: {one.id}"
        words = squeezed(html.fromstring(f"<div>{one.content}</div>").text_content())
        assert [text for text in want.told.says if squeezed(text) not in words] == [], f"{when}: {one.id}"
        assert [text for text in want.told.hides if squeezed(text) in words] == [], f"{when}: {one.id}"
