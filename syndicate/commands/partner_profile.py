"""``syndicate partner add`` and ``change``: what a partner may read. Both ask for the same, and refuse the same."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from syndicate.commands.partner import Admitted, published, show, stamp
from syndicate.config import Settings
from syndicate.errors import UsageError
from syndicate.service.context import Service
from syndicate.service.outbound.addresses import AddressError, target
from syndicate.service.partners import registry, tokens, webhooks
from syndicate.service.partners.extracts import Subjects
from syndicate.service.partners.profiles import Profile, bound, canonical_languages, check
from syndicate.service.partners.registry import Partner

_PROFILE = tuple(field.name for field in fields(Profile))
_ABSENT = {"limit": "the feed's", "expires": "never"}


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change made of a partner. ``webhook_secret`` is one that nobody will see again, if there is a new one."""

    before: Partner
    after: Partner
    settings: Settings
    webhook_secret: str = ""

    def differences(self) -> Mapping[str, tuple[object, object]]:
        """What is not as it was, old and new."""
        old, new = self.before, self.after
        pairs = {name: (getattr(old.profile, name), getattr(new.profile, name)) for name in _PROFILE}
        kept = set(old.profile.tags(self.settings)) & set(new.profile.tags(self.settings))
        made_from = [tuple(feed for feed in feeds if feed.partition("/")[0] in kept) for feeds in pairs["feeds"]]
        pairs |= {"feeds": (made_from[0], made_from[1])}  # another language is told as such
        pairs |= {"contact": (old.contact, new.contact), "webhook": (old.webhook_url, new.webhook_url)}
        return {name: (was, is_) for name, (was, is_) in pairs.items() if was != is_}

    def lines(self) -> Iterator[str]:
        """It in words."""
        name, differences = self.after.name, self.differences()
        if not differences:
            yield f"{name}: nothing changes, it has just that"
            return
        yield f"{name} is changed, its addresses and secrets are the same:"
        for key, (was, is_) in differences.items():
            label = "made from" if key == "feeds" else key
            yield f"  {label}: {_in_words(key, was)} → {_in_words(key, is_)}"
        if self._opened:
            yield f"new documents: {', '.join(self._opened)}"
        if self._closed:
            yield f"closed, they answer 404 from now on: {', '.join(self._closed)}"
        if self.webhook_secret:
            yield f"the secret that signs its webhooks, shown only now: {self.webhook_secret}"
        if self._loses:
            hook = "its webhook is told" if self.after.webhook_url else "no webhook is told, it has none"
            yield "what it was given so far may be shown there still. Where such a text is withdrawn or corrected for"
            yield f"safety, `syndicate partner report {name}` has it, {hook}, and"
            yield "its documents say so in a language and a feed that it keeps"

    def to_data(self) -> dict[str, Any]:
        """The same as JSON-able data."""
        return {
            "partner": self.after.name,
            "changed": {
                key: {"old": _to_data(was), "new": _to_data(is_)} for key, (was, is_) in self.differences().items()
            },
            "opened": self._opened,
            "closed": self._closed,
            "webhook_secret": self.webhook_secret or None,
        }

    @property
    def _opened(self) -> list[str]:
        return _without(self.after.profile, self.before.profile, self.settings)

    @property
    def _closed(self) -> list[str]:
        return _without(self.before.profile, self.after.profile, self.settings)

    @property
    def _loses(self) -> bool:
        """Whether there may be texts that it was given and is not given any more."""
        old, new = self.before.profile, self.after.profile
        return (
            not set(old.feeds) <= set(new.feeds)
            or _is_narrower(new.topics, old.topics)
            or _is_narrower(new.audience, old.audience)
            or (old.tier, new.tier) == ("drafts", "reviewed")
        )


def add(
    service: Service,
    name: str,
    profile: Profile,
    *,
    last_day: date | None = None,
    contact: str = "",
    webhook: str = "",
) -> Admitted:
    """Admit a partner. UsageError where it cannot be served so, and then nothing is written."""
    settings, now = service.library.settings, service.now()
    chosen = replace(
        profile,
        languages=canonical_languages(profile.languages, settings),
        expires=_end_of(last_day, settings) if last_day else None,
    )
    check(chosen, settings, audiences=_audiences(service) if chosen.audience else (), now=now)
    chosen = bound(chosen, settings)
    _check_webhook(webhook, service)
    key, told = webhooks.new_secret() if webhook else (b"", "")
    with service.database.begin() as connection:
        partner = registry.add(
            connection,
            name,
            chosen,
            now=now,
            contact=contact,
            webhook_url=webhook,
            webhook_secret=service.box.close(key) if webhook else None,
        )
        token = tokens.issue(connection, partner, now)
    return Admitted(partner, settings, token, told)


def change(
    service: Service,
    name: str,
    *,
    last_day: date | Literal["never"] | None = None,
    contact: str | None = None,
    webhook: str | None = None,
    **given: Any,
) -> Changed:
    """Give a partner something else at the addresses that it has. ``given`` are fields of its profile.

    What is not given stays as it is; a text or a list that is empty takes away what there was. What waits for its
    webhook is made anew, for what it has now and where it is told now. UsageError where there is no such partner, or it
    cannot be served so, TargetError while a publish runs; then nothing is written.
    """
    settings, now = service.library.settings, service.now()
    known = show(service, name).partner
    if "languages" in given:
        given["languages"] = canonical_languages(given["languages"], settings)
    if last_day:
        given["expires"] = None if last_day == "never" else _end_of(last_day, settings)
    _check_webhook(webhook or "", service)
    audiences = _audiences(service) if given.get("audience") else set()
    edition = published(service) if (known.webhook_url if webhook is None else webhook) else None
    with service.database.begin() as connection:
        webhooks.hold_undone(connection, known.id)  # first, as the outbox does: else each may wait for the other
        before = registry.find(connection, name, holding=True) or known
        if before.revoked:
            raise UsageError(f"the partner {name!r} was revoked: add it anew, under another name")
        before = replace(before, profile=bound(before.profile, settings))
        profile = _rewritten(before.profile, given)
        if profile != before.profile:
            check(profile, settings, audiences=audiences, now=now)
            profile = bound(profile, settings)
        told = before.contact if contact is None else contact
        after = registry.change(connection, before, profile, told, now=now)
        secret = ""
        if webhook is not None and webhook != before.webhook_url:
            after, secret = _move_webhook(connection, service, after, webhook)
        if edition:
            webhooks.announce_anew(connection, service, edition, after)
    return Changed(before, after, settings, secret)


def _rewritten(profile: Profile, given: Mapping[str, Any]) -> Profile:
    """The profile with what is given; another order of the same words is no change."""
    old = {key: getattr(profile, key) for key in given}
    return replace(profile, **{key: value for key, value in given.items() if _unordered(value) != _unordered(old[key])})


def _unordered(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _move_webhook(connection: Connection, service: Service, partner: Partner, url: str) -> tuple[Partner, str]:
    """Send a partner's webhooks elsewhere, or nowhere; with the secret that it has, else with a new one."""
    if not url:
        registry.end_webhook(connection, partner.id)
        return replace(partner, webhook_url=""), ""
    key, told = (b"", "") if partner.webhook_url else webhooks.new_secret()
    moved = registry.move_webhook(connection, partner, url, service.box.close(key) if key else None)
    return moved, told


def _check_webhook(url: str, service: Service) -> None:
    if not url:
        return
    try:
        target(url, service.settings.trusted_hosts)
    except AddressError as error:
        raise UsageError(f"--webhook: {error}") from error


def _end_of(day: date, settings: Settings) -> datetime:
    """The end of a day where the library is. UsageError in the last year that there is."""
    if day.year == date.max.year:
        raise UsageError(f"--expires: {day} has no end: for no last day write `never`, or leave --expires out to add")
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=settings.zone or UTC)


def _audiences(service: Service) -> set[str]:
    """For whom the published articles are."""
    edition, subjects = published(service), Subjects()
    paths = edition.manifest.files if edition else ()
    items = [path for path in paths if "/items/" in path and path.endswith(".json")]
    return {word for path in items for word in (subjects.of(edition, path).audience if edition else ())}


def _without(profile: Profile, other: Profile, settings: Settings) -> list[str]:
    """The documents of a profile that another one has not."""
    others = set(other.documents(settings))
    return ["/".join(document) for document in profile.documents(settings) if document not in others]


def _is_narrower(choice: Collection[str], other: Collection[str]) -> bool:
    """Whether a choice leaves out what another one has; where nothing is named it is all."""
    return bool(choice) and not (other and set(other) <= set(choice))


def _in_words(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "all"
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else _ABSENT.get(name, "none")


def _to_data(value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value)
    return list(value) if isinstance(value, tuple) else value
