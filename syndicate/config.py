"""The settings of a library: ``[tool.syndicate]`` in pyproject.toml, or the top level of syndicate.toml.

Validated once, here; the rest of the house reads frozen values. A fault is told with file:line, and an unknown
key with the nearest known one.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from syndicate.errors import SettingsError
from syndicate.languages import canonical
from syndicate.model import Place, Problem, State

StateName = Literal["translated", "reviewed", "final"]
FormatName = Literal["atom", "rss", "json"]
FILES = ("syndicate.toml", "pyproject.toml")
# Names in feeds/<lang>/ that are not a feed's own (DESIGN §6).
RESERVED_FEED_IDS = frozenset({"all", "archive", "items", "topics", "media", "index", "latest"})
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# RFC 4151 §2.1: authority is a DNS name or an e-mail address, then a date.
_AUTHORITY = re.compile(r"[A-Za-z0-9._%+-]+(@[A-Za-z0-9.-]+)?,\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSettings:
    """What differs in one language."""

    min_state: StateName | None = None
    risk_state: StateName | None = None
    machine_risk: bool | None = None
    retired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """A feed besides the default one; what is left out is as in ``all``.

    ``topics`` and ``audience`` choose articles that have one of them; with both, an article has one of each.
    ``promotion`` lets the publisher's calls to action in. ``retired`` is the day on which the feed was closed.
    """

    id: str
    min_state: StateName | None = None
    risk_state: StateName | None = None
    machine_risk: bool | None = None
    languages: tuple[str, ...] | None = None
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    content: Literal["full", "summary"] = "full"
    promotion: bool = False
    formats: tuple[FormatName, ...] = ("atom", "rss", "json")
    limit: int | None = None
    retired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject in a code system; its label is an interface string (msgctxt "topic")."""

    scheme: str = ""
    code: str = ""
    retired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateSettings:
    """Which engine drafts translations; absent: nothing is sent anywhere."""

    engine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """A translation engine: ``use`` is a short name (deep, apertium, pseudo) or ``pkg.mod:attr``.

    ``key_env`` names a variable and ``key_file`` a file: a key never stands in the settings. ``timeout`` is in
    seconds a request, ``retries`` after the first try, ``max_chars`` a request (0: the provider's own limit).
    ``codes`` maps a BCP 47 tag to the engine's own code; ``options`` are the engine's own.
    """

    use: str
    provider: str = ""
    url: str = ""
    key_env: str = ""
    key_file: str = ""
    timeout: float = 30.0
    retries: int = 4
    max_chars: int = 0
    codes: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All the settings of a library."""

    title: str
    base_url: str
    authority: str
    publisher: str = ""
    timezone: str = ""
    source_language: str = "en"
    languages: tuple[str, ...] = ("en",)
    min_state: StateName = "reviewed"
    risk_state: StateName | None = None
    machine_risk: bool = False
    on_outdated: Literal["by-severity", "keep", "withhold"] = "by-severity"
    on_overdue_review: Literal["badge", "withhold"] = "badge"
    limit: int = 50
    notice_days: int = 180
    url_pattern: str = ""
    articles: str = "articles"
    locales: str = "locales"
    feeds_folder: str = "feeds"
    max_article_bytes: int = 5_000_000
    language: Mapping[str, LanguageSettings] = field(default_factory=dict)
    feeds: tuple[FeedSettings, ...] = ()
    topics: Mapping[str, Topic] = field(default_factory=dict)
    translate: TranslateSettings = field(default_factory=TranslateSettings)
    engines: Mapping[str, EngineSettings] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo | None:
        """The library's declared zone, or None."""
        return ZoneInfo(self.timezone) if self.timezone else None


@dataclass(frozen=True, slots=True)
class Policy:
    """What a translation must reach to be published in one feed and language (DESIGN §4)."""

    min_state: State = State.REVIEWED
    risk_state: State = State.REVIEWED
    machine_risk: bool = False
    on_outdated: str = "by-severity"
    on_overdue_review: str = "badge"


def policy(settings: Settings, language: str, feed: FeedSettings | None = None) -> Policy:
    """The policy of one feed (None: ``all``) in one language: the feed's own word, else the language's, else all's."""
    own = settings.language.get(language, LanguageSettings())
    spec = feed or FeedSettings(id="all")
    min_state = State.parse(spec.min_state or own.min_state or settings.min_state)
    risk = spec.risk_state or (None if spec.min_state else own.risk_state or settings.risk_state)
    machine = next((x for x in (spec.machine_risk, own.machine_risk) if x is not None), settings.machine_risk)
    return Policy(
        min_state,
        max(min_state, State.parse(risk)) if risk else min_state,
        machine,
        settings.on_outdated,
        settings.on_overdue_review,
    )


def find(library: Path) -> Path:
    """The file that holds the settings of ``library``; SettingsError where there is none."""
    for name in FILES:
        path = library / name
        if path.is_file() and (name != "pyproject.toml" or b"[tool.syndicate]" in path.read_bytes()):
            return path
    raise SettingsError(
        [
            Problem(
                "settings-missing",
                "no settings here: neither syndicate.toml nor pyproject.toml with [tool.syndicate]",
                Place(str(library)),
                advice="start a library with `syndicate init DIR`, or name it with --library DIR",
            )
        ]
    )


def load(library: Path) -> Settings:
    """The settings of the library in that folder; SettingsError with every fault."""
    path = find(library)
    return parse(path.read_bytes(), str(path))


def parse(data: bytes, path: str) -> Settings:
    """Settings from the bytes of a TOML file; SettingsError with every fault, each with file:line."""
    try:
        text = data.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError([Problem("settings-syntax", "not UTF-8", Place(path, line))]) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        place = Place(path, int(found[1]), int(found[2])) if found else Place(path)
        raise SettingsError([Problem("settings-syntax", f"not TOML: {error}", place)]) from error
    root: tuple[str, ...] = ()
    if path.endswith("pyproject.toml"):
        document, root = document.get("tool", {}).get("syndicate", {}), ("tool", "syndicate")
    settings, problems = _validate(document)
    found_problems = [
        Problem(
            code, f"{'.'.join(str(key) for key in loc)}: {message}", Place(path, _line(text, root, loc)), advice=advice
        )
        for code, loc, message, advice in problems
    ]
    if settings is None or found_problems:
        raise SettingsError(sorted(found_problems, key=lambda problem: problem.place))
    return settings


_Finding = tuple[str, tuple[str | int, ...], str, str]


def _validate(document: Mapping[str, Any]) -> tuple[Settings | None, list[_Finding]]:
    from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config  # noqa: PLC0415 - 80 ms, so not for --help

    shapes = (Settings, FeedSettings, LanguageSettings, Topic, TranslateSettings, EngineSettings)
    for shape in shapes:
        with_config(ConfigDict(extra="forbid"))(shape)
    try:
        settings = TypeAdapter(Settings).validate_python(document)
    except ValidationError as error:
        known = sorted({item.name for shape in shapes for item in fields(shape)})
        return None, [_finding(entry["type"], entry["loc"], entry["msg"], known) for entry in error.errors()]
    return settings, _rules(settings)


def _finding(kind: str, loc: tuple[str | int, ...], message: str, known: list[str]) -> _Finding:
    if kind == "unexpected_keyword_argument":
        near = difflib.get_close_matches(str(loc[-1]), known, 1, 0.5)
        return (
            "settings-unknown",
            loc,
            "unknown key",
            f"did you mean {near[0]!r}?" if near else "see the README's settings",
        )
    if kind == "missing":
        return "settings-missing-key", loc, "required, and missing", "add it"
    return "settings-value", loc, message[0].lower() + message[1:], ""


def _rules(settings: Settings) -> list[_Finding]:
    """What the types cannot say."""
    return [
        ("settings-value", loc, message, advice)
        for rule in (_address_rules, _basic_rules, _language_rules, _topic_rules, _feed_rules, _engine_rules)
        for loc, message, advice in rule(settings)
    ]


_Loc = tuple[str | int, ...]
_Found = Iterator[tuple[_Loc, str, str]]


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
    for topic in settings.topics:
        if not _ID.fullmatch(topic):
            yield ("topics", topic), "a topic's key has a-z, 0-9 and single hyphens", ""


def _feed_rules(settings: Settings) -> _Found:
    seen: set[str] = set()
    for number, feed in enumerate(settings.feeds):
        loc = ("feeds", number, "id")
        if not _ID.fullmatch(feed.id):
            yield loc, f"{feed.id!r}: an id has a-z, 0-9 and single hyphens", ""
        if feed.id in RESERVED_FEED_IDS or feed.id in seen:
            yield loc, f"{feed.id!r} is taken", "choose another id"
        seen.add(feed.id)
        if not feed.formats or len(set(feed.formats)) < len(feed.formats):
            yield ("feeds", number, "formats"), "name each of atom, rss and json at most once, and one of them", ""
        if feed.limit is not None and feed.limit < 1:
            yield ("feeds", number, "limit"), "must be at least 1", ""
        for topic in feed.topics:
            if topic not in settings.topics:
                near = difflib.get_close_matches(topic, settings.topics, 1)
                yield (
                    ("feeds", number, "topics"),
                    f"unknown topic {topic!r}",
                    f"did you mean {near[0]!r}?" if near else "",
                )


def _engine_rules(settings: Settings) -> _Found:
    for name, engine in settings.engines.items():
        if engine.timeout <= 0:
            yield ("engines", name, "timeout"), "must be more than 0 seconds", ""
        for key in ("retries", "max_chars"):
            if getattr(engine, key) < 0:
                yield ("engines", name, key), "must be at least 0", ""


def _line(text: str, root: tuple[str, ...], loc: _Loc) -> int:
    """The 1-based line where a key stands, or its table, or 1: tomllib keeps no positions."""
    wanted = (*root, *(key for key in loc if isinstance(key, str)))
    nth = next((key for key in loc if isinstance(key, int)), 0) if loc and loc[0] == "feeds" else 0
    table: tuple[str, ...] = ()
    count: dict[tuple[str, ...], int] = {}
    best = (0, 1)
    for number, line in enumerate(text.splitlines(), 1):
        path = table
        if header := re.match(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(#.*)?$", line):
            path = table = _keys(header[1])
            count[table] = count.get(table, -1) + 1
        elif entry := re.match(r"\s*([A-Za-z0-9_\"'.-]+)\s*=", line):
            path = (*table, *_keys(entry[1]))
        else:
            continue
        if count.get(table, 0) == nth * (table[-1:] == ("feeds",)) and path == wanted[: len(path)]:
            best = max(best, (len(path), number), key=lambda found: found[0])
    return best[1]


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
