"""What must hold of a feed before any format may write it: one gate, so that all three refuse the same things.

The libraries behind the formats let most of this through, or stop the whole feed with a bare ValueError that
names no entry (reference/feeds.md §2). Here every fault is a Problem that names its entry, and all of them are
told at once, so that the caller can leave those entries out and publish the rest.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from syndicate.errors import FeedError
from syndicate.feeds.entry import Entry, Feed, Picture
from syndicate.languages import canonical
from syndicate.model import Problem, When

# RFC 3987 §2.2, narrowed to what mail tools and validators accept without conversion: ASCII, nothing to be escaped.
_URL = re.compile(r"https?://[A-Za-z0-9][^\s<>\"{}|\\^`\x00-\x20\x7f-\U0010ffff]*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f-\U0010ffff]+")
_IMAGE = re.compile(r"image/[a-z0-9][a-z0-9.+-]*")

_PLANES = range(0, 0x110000, 0x10000)
# What XML 1.0 §2.2 has no way to write, and the C1 controls, which it discourages and every reader shows as rubbish.
# With them the noncharacters (Unicode §23.7), which mean nothing to anybody.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
_ILLEGAL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}]")
# The complement, possessive: twice as fast as searching for the above (3 ns a character).
_HIGH = "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in _PLANES[1:])
_LEGAL = re.compile(f"[\t\n\r -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd{_HIGH}]*+")

# libxml2 refuses a text node of 10,000,000 bytes or more unless told otherwise: readers would lose the whole feed.
LONGEST_TEXT = 9_000_000


def check(feed: Feed, kind: str) -> None:
    """Return if the feed can be written as ``kind``: ``atom``, ``rss`` or ``json``.

    The formats want the same, but for the address of the document itself: a feed has those of the formats in which
    it is published. Raises FeedError with one Problem per fault: those of an entry name its article and language,
    those of the feed itself have no article.
    """
    problems = [*_feed_problems(feed, kind), *_duplicates(feed)]
    for entry in feed.entries:
        problems += _entry_problems(entry, feed.language)
    if problems:
        raise FeedError(problems)


def check_entry(entry: Entry) -> None:
    """Return if every format can write the entry in a feed of its language; FeedError as `check`."""
    if problems := list(_entry_problems(entry, entry.language)):
        raise FeedError(problems)


Fault = tuple[str, str, str]  # code, message, advice


def _feed_problems(feed: Feed, kind: str) -> Iterator[Problem]:
    for code, message, advice in (*_feed_faults(feed, kind), *_tombstone_faults(feed)):
        yield Problem(code, f"{message} (feed {feed.id})", advice=advice, language=feed.language)


def _feed_faults(feed: Feed, kind: str) -> Iterator[Fault]:
    yield from _tag(feed.language)
    yield from _id(feed.id)
    yield from _when("updated", feed.updated)
    for name, text in (("title", feed.title), ("description", feed.description), ("author", feed.author)):
        if not text.strip():
            yield "missing-element", f"the feed has no {name}", f"give the feed a {name}"
    urls = {"home": feed.home, "icon": feed.icon or feed.home}
    urls |= {f"address of its {name} document": url for name, url in ({kind: ""} | dict(feed.self_urls)).items()}
    pages = {"current": feed.paging.current, "previous": feed.paging.previous, "next": feed.paging.next}
    urls |= {f"address of its {page} {name} document": url for page in pages for name, url in pages[page].items()}
    for other in feed.editions:
        yield from _tag(other.language)
        urls |= {f"{name} address in {other.language}": url for name, url in other.self_urls.items()}
    yield from _urls(urls.items())
    yield from _characters(
        (feed.title, feed.description, feed.author, feed.rights, *(other.title for other in feed.editions))
    )


def _tombstone_faults(feed: Feed) -> Iterator[Fault]:
    for tombstone in feed.tombstones:
        yield from _id(tombstone.id)
        yield from _when("a tombstone's date", tombstone.at)
    for identifier, count in Counter(tombstone.id for tombstone in feed.tombstones).items():
        if count > 1:
            yield "duplicate-id", f"{identifier} has {count} tombstones", "an entry is taken back once"
    yield from _characters(tombstone.notice for tombstone in feed.tombstones)


def _duplicates(feed: Feed) -> Iterator[Problem]:
    counts = Counter(entry.id for entry in feed.entries)
    for entry in feed.entries:
        if counts[entry.id] > 1:
            yield Problem(
                "duplicate-id",
                f"the id {entry.id} stands {counts[entry.id]} times in the feed {feed.id}",
                advice="an id belongs to one article in one language",
                article=entry.article,
                language=entry.language,
            )
            counts[entry.id] = 1  # told once


def _entry_problems(entry: Entry, language: str) -> Iterator[Problem]:
    for code, message, advice in _entry_faults(entry, language):
        told = f"{message} (entry {entry.id})"
        yield Problem(code, told, advice=advice, article=entry.article, language=entry.language)


def _entry_faults(entry: Entry, language: str) -> Iterator[Fault]:
    """``language`` is the feed's."""
    yield from _id(entry.id)
    if entry.language != language:
        yield (
            "language-mismatch",
            f"it is in {entry.language}, the feed is in {language}",
            "one feed, one language",
        )
    if not entry.title.strip():
        yield "missing-element", "it has no title", "give the article a title"
    if entry.has_body and not entry.content.strip():
        yield "missing-element", "it has no content", "give the article a text"
    yield from _when("published", entry.published)
    yield from _when("updated", entry.updated)
    if entry.updated.at < entry.published.at:
        yield "date-order", f"updated {entry.updated} lies before published {entry.published}", "correct the dates"
    if any(not author.name.strip() for author in entry.authors):
        yield "missing-element", "an author has no name", "name every author, or leave the author out"
    yield from _part_faults(entry)
    yield from _urls(_entry_urls(entry))
    yield from _characters(_entry_texts(entry))
    for name, text in (("content", entry.content), ("plain text", entry.text), ("summary", entry.summary)):
        if len(text) > LONGEST_TEXT // 4 and len(text.encode("utf-8", "replace")) > LONGEST_TEXT:
            yield (
                "too-long",
                f"its {name} is longer than {LONGEST_TEXT:,} bytes, readers refuse it",
                "split the article",
            )


def _part_faults(entry: Entry) -> Iterator[Fault]:
    """What is wrong with what an entry refers to: its other languages, other entries, its picture."""
    for edition in entry.editions:
        yield from _tag(edition.language)
    for identifier in (entry.facts.corrects, entry.facts.replaced_by):
        if identifier:
            yield from _id(identifier)
    for _, picture in _pictures(entry):
        if not _IMAGE.fullmatch(picture.media_type):
            yield "media-type", f"{picture.media_type!r} is not the media type of an image", "use a JPEG or PNG image"


def _pictures(entry: Entry) -> Iterator[tuple[str, Picture]]:
    if entry.picture:
        yield "image", entry.picture
        if entry.picture.mail:
            yield "image for mail", entry.picture.mail


def _entry_urls(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "url", entry.url
    if entry.license:
        yield "license", entry.license
    for name, picture in _pictures(entry):
        yield name, picture.url
    for edition in entry.editions:
        yield f"address in {edition.language}", edition.url
    for author in entry.authors:
        if author.url:
            yield "author's url", author.url


def _entry_texts(entry: Entry) -> Iterator[str]:
    yield from (entry.content, entry.text, entry.title, entry.summary, entry.rights, entry.disclaimer)
    yield from entry.audience
    for author in entry.authors:
        yield from (author.name, author.email)
    for category in entry.categories:
        yield from (category.key, category.label, category.scheme, category.code)
    for edition in entry.editions:
        yield edition.title
    for _, picture in _pictures(entry):
        yield picture.alt
    for value in entry.facts.to_data().values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from map(str, value.values())


def _tag(language: str) -> Iterator[Fault]:
    try:
        known = canonical(language)
    except ValueError as error:
        yield "language-tag", str(error), "write the language as BCP 47 has it"
    else:
        if known != language:
            yield "language-tag", f"{language!r} is not how BCP 47 writes {known}", f"write {known}"


def _id(identifier: str) -> Iterator[Fault]:
    if not _IRI.fullmatch(identifier):  # RFC 4287 §4.2.6
        yield "id-not-iri", f"the id {identifier!r} is not an IRI", "write it as tag:AUTHORITY,YEAR:ARTICLE/LANGUAGE"


def _when(name: str, when: When) -> Iterator[Fault]:
    offset = when.at.utcoffset()
    if offset is None:
        yield "date-zone", f"{name} has no time zone", "declare the library's time zone"
    elif offset.seconds % 60 or offset.microseconds:  # local mean time: zones before 1911
        yield "date-zone", f"{name} {when.at} has an offset that RFC 3339 cannot write", "declare the instant in UTC"
    if when.at.year < 1900:  # RFC 5322 §3.3
        yield "date-range", f"{name} {when.at} lies before 1900, which RFC 5322 cannot write", "correct the date"


def _urls(named: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    for name, url in named:
        if not _URL.fullmatch(url):
            yield (
                "url-invalid",
                f"the {name} {url!r} is not an absolute http(s) URL in ASCII",
                "write the whole URL, escaped",
            )


def _characters(texts: Iterable[str]) -> Iterator[Fault]:
    text = "\n".join(texts)
    if _LEGAL.fullmatch(text):
        return
    for found in sorted(set(_ILLEGAL.findall(text))):
        where = text.index(found)
        around = _ILLEGAL.sub("�", text[max(0, where - 20) : where + 20]).replace("\n", " ")
        message = f"the character U+{ord(found):04X} cannot be written in XML (near {around!r})"
        yield "illegal-character", message, "delete it in the source or in the translation"
