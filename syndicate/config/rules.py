"""What the settings must be that their types cannot say: faults as (place, message, advice)."""

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from syndicate.config.shapes import ServiceSettings, Settings
from syndicate.languages import canonical

# Names in feeds/<lang>/ that are not a feed's own (DESIGN §6).
RESERVED_FEED_IDS = frozenset({"all", "archive", "items", "topics", "media", "index", "latest"})
MAX_ID = 80
"""Of a feed's id, a topic's key and an audience, as of an article's id: they become names of folders."""
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# RFC 4151 §2.1: authority is a DNS name or an e-mail address, then a date.
_AUTHORITY = re.compile(r"[A-Za-z0-9._%+-]+(@[A-Za-z0-9.-]+)?,\d{4}(-\d{2}(-\d{2})?)?")
_NO_URL = re.compile(r"""[\s<>"{}|\\^`\x00-\x20\x7f]""")  # RFC 3986 §2
_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+""")
_MOST_DAYS = 36_500
# Lists of a feed. One that is empty would say "none" to its author, and "all" to whoever reads a missing one.
_LISTS = ("languages", "topics", "audience", "formats")

_Loc = tuple[str | int, ...]
_Found = Iterator[tuple[_Loc, str, str]]


def as_written(document: object) -> _Found:
    """Faults that only the document itself shows: as values a number could be a day, and an empty list is none."""
    if not isinstance(document, Mapping):
        return
    if document.get("languages") == []:
        yield ("languages",), "names no language", "name one at least"
    feeds = document.get("feeds")
    tables: list[tuple[_Loc, Any]] = [
        (("feeds", n), feed) for n, feed in enumerate(feeds if isinstance(feeds, list) else ())
    ]
    for name in ("language", "topics"):
        inner = document.get(name)
        tables += [((name, key), table) for key, table in (inner if isinstance(inner, Mapping) else {}).items()]
    for loc, table in tables:
        if not isinstance(table, Mapping):
            continue
        if "retired" in table and not _is_day(table["retired"]):
            advice = "write the day on which it was closed: retired = 2026-11-26"
            yield (*loc, "retired"), f"{str(table['retired'])[:40]!r} is no day", advice
        if loc[0] == "feeds":
            for key in _LISTS:
                if table.get(key) == []:
                    yield (*loc, key), "is empty", "leave it out for all of them, or name those that are meant"


def _is_day(value: object) -> bool:
    """Whether it is a day as TOML has it, or the same as a text."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return isinstance(value, date) and not isinstance(value, datetime)


def between_values(settings: Settings) -> _Found:
    """Faults of values that have the right types."""
    yield from _address_rules(settings)
    yield from _name_rules(settings)
    yield from _basic_rules(settings)
    yield from _language_rules(settings)
    yield from _topic_rules(settings)
    yield from _feed_rules(settings)
    yield from _choice_rules(settings)
    yield from _engine_rules(settings)
    yield from _service_rules(settings.service)


def _address_rules(settings: Settings) -> _Found:
    url = urlsplit(settings.base_url)
    if not (settings.base_url + settings.url_pattern).isascii():
        yield (
            ("base_url",),
            "an address in a feed is ASCII: write other characters percent-encoded, hosts in Punycode",
            "",
        )
    if "@" in url.netloc:
        yield ("base_url",), "an address that is published holds no user name or password", "take it out"
    elif (
        url.scheme not in ("https", "http") or not url.netloc or not url.path.endswith("/") or url.query or url.fragment
    ):
        yield ("base_url",), f"{settings.base_url!r} is not an absolute http(s) URL that ends in /", ""
    elif _NO_URL.search(settings.base_url):
        yield ("base_url",), f"{settings.base_url!r} has a character that no URL has", "write it percent-encoded"
    pattern = settings.url_pattern
    if pattern and (not pattern.startswith(("https://", "http://")) or _NO_URL.search(re.sub(r"[{}]", "", pattern))):
        advice = "write it like https://example.org/{lang}/{id}"
        yield ("url_pattern",), f"{pattern!r} is not an absolute http(s) URL", advice


def _name_rules(settings: Settings) -> _Found:
    for key, name in (("title", settings.title), ("publisher", settings.publisher)):
        if not name.isprintable() or (not name.strip() and (name or key == "title")):
            yield (key,), f"{name!r} is no name that can be shown", "write it in letters, in one line"


def _basic_rules(settings: Settings) -> _Found:
    if not _AUTHORITY.fullmatch(settings.authority):
        yield ("authority",), f"{settings.authority!r} is no RFC 4151 authority", 'write it like "example.org,2026"'
    if settings.timezone:
        try:
            ZoneInfo(settings.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield ("timezone",), f"{settings.timezone!r} is no time zone", 'write it like "Europe/Berlin"'
    if settings.url_pattern and not {"{lang}", "{id}"} <= set(re.findall(r"\{\w+\}", settings.url_pattern)):
        yield ("url_pattern",), "needs both {lang} and {id}", ""
    if settings.notice_days > _MOST_DAYS:
        yield ("notice_days",), f"must be at most {_MOST_DAYS}, a hundred years", ""
    for key in ("limit", "notice_days", "max_article_bytes"):
        if getattr(settings, key) < 1:
            yield (key,), "must be at least 1", ""
    if settings.translate.engine and settings.translate.engine not in settings.engines:
        yield ("translate", "engine"), f"no [engines.{settings.translate.engine}]", ""


def _language_rules(settings: Settings) -> _Found:
    tags: list[tuple[_Loc, str]] = [(("source_language",), settings.source_language)]
    tags += [(("languages", number), tag) for number, tag in enumerate(settings.languages)]
    tags += [(("language", tag), tag) for tag in settings.language]
    tags += [(("feeds", n, "languages"), tag) for n, feed in enumerate(settings.feeds) for tag in feed.languages or ()]
    for loc, tag in tags:
        try:
            right = canonical(tag)
        except ValueError as error:
            yield loc, str(error), ""
            continue
        if right != tag:
            yield loc, f"{tag!r} is written {right!r}", ""
        elif loc[0] in ("language", "feeds") and tag not in settings.languages:
            yield loc, f"{tag!r} is not among the published languages", "add it to languages"
    if len(set(settings.languages)) < len(settings.languages):
        yield ("languages",), "a language is listed twice", ""


def _topic_rules(settings: Settings) -> _Found:
    for topic, about in settings.topics.items():
        if not _is_id(topic):
            yield ("topics", topic), "a topic's key has a-z, 0-9 and single hyphens, at most 80", ""
        if about.scheme and not _IRI.fullmatch(about.scheme):
            advice = "write it like https://id.nlm.nih.gov/mesh/"
            yield ("topics", topic, "scheme"), f"{about.scheme!r} is not the address of a code system", advice


def _feed_rules(settings: Settings) -> _Found:
    seen: set[str] = set()
    for number, feed in enumerate(settings.feeds):
        loc = ("feeds", number)
        if not _is_id(feed.id):
            yield (*loc, "id"), f"{feed.id[:90]!r}: an id has a-z, 0-9 and single hyphens, at most 80", ""
        if feed.id in RESERVED_FEED_IDS or feed.id in seen:
            yield (*loc, "id"), f"{feed.id!r} is taken", "choose another id"
        seen.add(feed.id)
        if feed.limit is not None and feed.limit < 1:
            yield (*loc, "limit"), "must be at least 1", ""


def _choice_rules(settings: Settings) -> _Found:
    """What a feed chooses from."""
    for number, feed in enumerate(settings.feeds):
        loc = ("feeds", number)
        for key in _LISTS:
            values = getattr(feed, key) or ()
            for twice in sorted({value for value in values if values.count(value) > 1}):
                yield (*loc, key), f"{twice!r} is listed twice", "take one out"
        for topic in feed.topics:
            if topic not in settings.topics:
                near = difflib.get_close_matches(topic, settings.topics, 1)
                advice = f"did you mean {near[0]!r}?" if near else f"describe it under [topics.{topic}]"
                yield (*loc, "topics"), f"unknown topic {topic!r}", advice
        for audience in feed.audience:
            if not _is_id(audience):
                message = f"{audience[:90]!r}: an audience has a-z, 0-9 and single hyphens, as in the articles"
                yield (*loc, "audience"), message, ""


def _is_id(text: str) -> bool:
    return len(text) <= MAX_ID and bool(_ID.fullmatch(text))


def _engine_rules(settings: Settings) -> _Found:
    for name, engine in settings.engines.items():
        if engine.timeout <= 0:
            yield ("engines", name, "timeout"), "must be more than 0 seconds", ""
        for key in ("retries", "max_chars"):
            if getattr(engine, key) < 0:
                yield ("engines", name, key), "must be at least 0", ""


# Numbers of the service, each with the least and the most that makes sense.
_SERVICE_BOUNDS: Mapping[str, tuple[float, float]] = {
    "port": (0, 65_535),
    "workers": (1, 64),
    "max_age": (0, 31_536_000),
    "stale_while_revalidate": (0, 31_536_000),
    "stale_if_error": (0, 31_536_000),
    "cache_bytes": (0, 1 << 40),
    "requests_per_minute": (1, 1_000_000),
    "stop_timeout": (0, 3_600),
    "hub_min_lease": (60, 31_536_000),
    "hub_lease": (60, 31_536_000),
    "hub_max_lease": (60, 31_536_000),
    "hub_per_host": (1, 1_000_000),
    "hub_subscriptions": (1, 10_000_000),
    "hub_requests_per_minute": (1, 1_000_000),
    "delivery_timeout": (0.1, 600),
    "deliveries_at_once": (1, 10_000),
    "deliveries_per_host": (1, 10_000),
}


def _service_rules(service: ServiceSettings) -> _Found:
    for key, (least, most) in _SERVICE_BOUNDS.items():
        if not least <= getattr(service, key) <= most:
            yield ("service", key), f"must be between {least:,} and {most:,}", ""
    if not service.hub_min_lease <= service.hub_lease <= service.hub_max_lease:
        yield ("service", "hub_lease"), "must lie between hub_min_lease and hub_max_lease", ""
    for number, network in enumerate(service.trusted_proxies):
        try:
            ip_network(network, strict=False)
        except ValueError:
            advice = 'write it like "127.0.0.1" or "10.0.0.0/8"'
            yield ("service", "trusted_proxies", number), f"{network!r} is no address or network", advice
