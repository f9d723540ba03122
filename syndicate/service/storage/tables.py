"""The tables, for SQLite and PostgreSQL alike. How they came to be so is told by the migrations beside them."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """A moment, always in UTC: SQLite keeps no offset, so none is left to it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment into UTC; ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Names that every database agrees on, so that a migration can name what it changes.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Who may fetch what. Secrets of webhooks are encrypted, as are subscribers': they sign, so they must be readable.
partners = Table(
    "partners",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("languages", JSON, nullable=False),  # BCP 47 tags; empty: all
    Column("topics", JSON, nullable=False),  # keys of topics; empty: all
    Column("audience", JSON, nullable=False),
    Column("formats", JSON, nullable=False),  # atom, rss, json, latest
    Column("tier", String(16), nullable=False),  # reviewed, or drafts: machine drafts too
    Column("content", String(16), nullable=False),  # full, summary
    Column("promotion", Boolean, nullable=False),
    Column("limit", Integer),
    Column("feeds", JSON),  # LANGUAGE/FEED of the published feeds that its documents are made from
    Column("former", JSON),  # what it was given before it was changed: those columns, `since` and `until` of each
    Column("contact", String(254), nullable=False, default=""),
    Column("webhook_url", Text, nullable=False, default=""),
    Column("webhook_secret", LargeBinary),
    Column("created", Instant, nullable=False),
    Column("expires", Instant),
    Column("revoked", Instant),
    Column("changed", Instant),  # when anything of what it may read last was, if it was
)

# The secrets in partners' addresses: only digests of them. Two count while an old one runs out (rotation).
tokens = Table(
    "tokens",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("partner_id", ForeignKey("partners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("hint", String(8), nullable=False),  # its first letters, so that a person can tell two apart
    Column("created", Instant, nullable=False),
    Column("expires", Instant),
)

# What a partner last got at each of its addresses. `built` is the edition's: what had been published by then.
partner_fetches = Table(
    "partner_fetches",
    metadata,
    Column("partner_id", ForeignKey("partners.id", ondelete="CASCADE"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("language", String(35), nullable=False),
    Column("first", Instant, nullable=False),
    Column("first_built", Instant, nullable=False),
    Column("last", Instant, nullable=False),
    Column("last_built", Instant, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("agent", String(200), nullable=False, default=""),
)

# Who has been told of a withdrawal or a safety correction, how and when. `event` is ROW/LANGUAGE TYPE@MOMENT.
receipts = Table(
    "receipts",
    metadata,
    Column("partner_id", ForeignKey("partners.id", ondelete="CASCADE"), primary_key=True),
    Column("event", String(250), primary_key=True),
    Column("how", String(16), primary_key=True),  # webhook, fetch, person; gone: the webhook answered 410
    Column("at", Instant, nullable=False),
    Column("detail", Text, nullable=False, default=""),
)

# The last bytes of a partner's own document, so that its Last-Modified strictly increases on all servers.
views = Table(
    "views",
    metadata,
    Column("view", String(250), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("modified", Instant, nullable=False),
    Column("built", Instant, nullable=False),  # of the edition that they are made from: an older one changes nothing
    Column("changed", Instant),  # of the partner, likewise
)

# WebSub: who asked to be told, verified and with a lease (W3C WebSub §5).
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("topic", Text, nullable=False),  # a path below feeds/
    Column("callback", Text, nullable=False),
    Column("host", String(255), nullable=False),
    Column("secret", LargeBinary),
    Column("created", Instant, nullable=False),
    Column("lease_ends", Instant, nullable=False),
    Column("last_delivery", Instant),
    Column("last_status", Integer),
    Column("failures", Integer, nullable=False, default=0),  # since the last success
    UniqueConstraint("topic", "callback"),
    Index(None, "host"),
    Index(None, "lease_ends"),
)

# WebSub: what was asked for and is to be verified with the subscriber. It changes nothing before that.
intents = Table(
    "intents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("mode", String(16), nullable=False),  # subscribe, unsubscribe, denied
    Column("topic", Text, nullable=False),
    Column("callback", Text, nullable=False),
    Column("host", String(255), nullable=False, index=True),
    Column("secret", LargeBinary),
    Column("lease_seconds", Integer, nullable=False, default=0),
    Column("created", Instant, nullable=False),
)

# What each topic last told its subscribers, so that a publish is told once, whoever restarts.
topics = Table(
    "topics",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("modified", Instant, nullable=False),  # so that a server whose files lag behind tells nothing old
    Column("told", Instant, nullable=False),
)

# The outbox: everything that is to be sent. A row outlives any crash and is taken by one worker at a time.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),  # verify, content, webhook
    Column("host", String(255), nullable=False),
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), index=True),
    Column("intent_id", ForeignKey("intents.id", ondelete="CASCADE"), index=True),
    Column("partner_id", ForeignKey("partners.id", ondelete="CASCADE"), index=True),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # waiting, done, failed
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("claimed_until", Instant),
    Column("claimed_by", String(32)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("finished", Instant),
    Column("status", Integer),
    Column("error", Text, nullable=False, default=""),
    Index(None, "state", "due"),
)

# When anybody last fetched a public document, for the publisher.
feed_fetches = Table(
    "feed_fetches",
    metadata,
    Column("path", Text, primary_key=True),
    Column("last", Instant, nullable=False),
    Column("count", BigInteger, nullable=False),
)
