"""The settings as the rest of the house reads them: frozen values, and what they ask of a translation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from syndicate.model import State

StateName = Literal["translated", "reviewed", "final"]
FormatName = Literal["atom", "rss", "json"]
EncodingName = Literal["br", "zstd", "gzip"]


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
class ServiceSettings:
    """How ``syndicate serve`` puts the library on the web; SYNDICATE_SERVICE_<KEY> in the environment wins.

    Times are seconds and sizes bytes. ``database`` is an SQLAlchemy URL (empty: SQLite in the library's state/).
    ``public`` lets everybody read feeds and API; else only partners may, and patients still read pages. From
    ``trusted_proxies`` (addresses or networks) X-Forwarded-For and -Proto are believed. ``trusted_hosts`` may be
    called back over plain http and at private addresses. ``*_env`` name variables: no secret stands in the settings.
    ``publish_due``: what becomes due by time alone is published without being asked.
    ``delta_agents`` are words in the User-Agent of readers that take RFC 3229 feed deltas.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    database: str = ""
    public: bool = True
    hub: bool = True
    encodings: tuple[EncodingName, ...] = ("br", "zstd", "gzip")
    max_age: int = 300
    stale_while_revalidate: int = 3600
    stale_if_error: int = 86_400
    cache_bytes: int = 64_000_000
    delta_agents: tuple[str, ...] = ("newsboat/", "python-reader/")
    access_log: bool = True
    publish_due: bool = True
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    trusted_hosts: tuple[str, ...] = ()
    admin_token_env: str = "SYNDICATE_ADMIN_TOKEN"  # noqa: S105 - a name, no token
    secret_key_env: str = "SYNDICATE_SECRET_KEY"  # noqa: S105 - likewise
    requests_per_minute: int = 600
    stop_timeout: float = 30.0
    hub_min_lease: int = 3_600
    hub_lease: int = 864_000
    hub_max_lease: int = 2_592_000
    hub_per_host: int = 500
    hub_subscriptions: int = 20_000
    hub_requests_per_minute: int = 60
    delivery_timeout: float = 10.0
    deliveries_at_once: int = 50
    deliveries_per_host: int = 4


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
    precompress: tuple[EncodingName, ...] = ()
    max_article_bytes: int = 5_000_000
    language: Mapping[str, LanguageSettings] = field(default_factory=dict)
    feeds: tuple[FeedSettings, ...] = ()
    topics: Mapping[str, Topic] = field(default_factory=dict)
    translate: TranslateSettings = field(default_factory=TranslateSettings)
    engines: Mapping[str, EngineSettings] = field(default_factory=dict)
    service: ServiceSettings = field(default_factory=ServiceSettings)

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
