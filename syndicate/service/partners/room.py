"""The partners' addresses: ``/p/TOKEN/…`` for tools that know no passwords, ``/partners/NAME/…`` with HTTP Basic."""

import asyncio
import base64
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from syndicate.errors import StorageError, SyndicateError
from syndicate.feeds.templates import environment
from syndicate.languages import direction
from syndicate.service.context import Service
from syndicate.service.http.answers import Answer
from syndicate.service.http.clients import below, client_of, headers_of
from syndicate.service.http.problems import SAFE, allowed, problem, words
from syndicate.service.http.rates import Rates
from syndicate.service.partners.documents import Documents, private
from syndicate.service.partners.extracts import NotPublishedError, listing
from syndicate.service.partners.profiles import NAMES
from syndicate.service.partners.receipts import Fetch, Fetches, shortened, write
from syndicate.service.partners.registry import Partner
from syndicate.service.partners.tokens import Access, by_address, by_password
from syndicate.service.shelf.edition import Edition

log = logging.getLogger(__name__)

_HIDDEN: Mapping[str, str] = {name: value for name, value in private(0).items() if name != "cache-control"}

METHODS = ("GET", "HEAD")
MOST_TRIES = 30
"""Wrong secrets in a minute from one address: a reader that still has an old one is no attack."""
FLUSH = 5.0
"""Seconds between two times of writing down who fetched what."""
_LONGEST_SECRET = 256  # characters that are looked at; none of ours has as many
_PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a path asks for: ``secret`` of an address, or ``name`` for HTTP Basic, and the path below it."""

    secret: str
    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """A partner's document that is about to be sent, and what the receipt will say."""

    answer: Answer
    partner: Partner
    path: str
    language: str
    built: datetime


class _Sending:
    """Passes messages on and remembers whether a document went out whole, or the partner has it (304)."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 0
        self.is_whole = False

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self._status = message["status"]
        elif not message.get("more_body"):
            self.is_whole = self._status in (200, 304)


class Partners:
    """The ASGI application of both kinds of addresses; :meth:`run` writes down who fetched what."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._prefix = urlsplit(service.library.settings.base_url).path.rstrip("/")
        self._documents = Documents(service, service.settings.cache_bytes)
        self._fetches = Fetches()
        self._tries = Rates(MOST_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        answer = await self._find(scope)
        if not isinstance(answer, _Sent):
            await answer(scope, receive, send)
            return
        sending = _Sending(send)
        await answer.answer(scope, receive, sending)
        if scope["method"] == "GET" and sending.is_whole and not _wants_nothing(headers_of(scope)):
            self._note(answer, scope)

    async def run(self) -> None:
        """Write down every few seconds who fetched what, and once more when cancelled."""
        try:
            while True:
                await asyncio.sleep(FLUSH)
                await self.flush()
        finally:
            await self.flush()

    async def flush(self) -> None:
        """Write down who fetched what, in one transaction; what cannot be written waits for the next time."""
        taken = self._fetches.take()
        if not taken:
            return
        edition, settings = self._service.shelf.edition, self._service.library.settings
        try:
            await self._service.database.run(write, taken, edition, settings)
        except StorageError as error:
            self._fetches.put_back(taken)
            log.warning("partners' fetches wait for the database", extra={"reason": str(error)})

    # ── who asks for what ───────────────────────────────────────────────────────────────────────

    async def _find(self, scope: Scope) -> ASGIApp | _Sent:
        asked = self._read(scope["path"])
        if asked is None:
            return _nowhere()
        if scope["method"] not in METHODS:
            return allowed(METHODS, in_words=True)
        try:
            access = await self._service.database.read(_access, asked, headers_of(scope), self._service.now())
        except StorageError as error:
            log.error("partners cannot be let in", extra={"reason": str(error)})
            return _later("nobody can be let in at the moment")
        if access is None:
            return self._refuse(scope, asked)
        return await self._serve(asked, access)

    def _read(self, path: str) -> _Asked | None:
        kind, _, rest = below(path, self._prefix).removeprefix("/").partition("/")
        key, _, path = rest.partition("/")
        if not key or len(key) > _LONGEST_SECRET:
            return None
        return _Asked(key, "", path) if kind == "p" else _Asked("", key, path)

    def _refuse(self, scope: Scope, asked: _Asked) -> Response:
        """Say no more than that there is nothing: not whether a name or half a secret is right."""
        has_tried = bool(asked.secret) or "authorization" in headers_of(scope)
        address = client_of(scope, self._service.settings.trusted_proxies)
        if has_tried and (seconds := self._tries.wait(address, self._service.now())):
            told = {"retry-after": str(math.ceil(seconds)), **_HIDDEN}
            return words(429, "too many wrong secrets came from your network: try again in a minute", headers=told)
        if asked.secret:
            return _nowhere()
        told = {"www-authenticate": 'Basic realm="partners", charset="UTF-8"', **_HIDDEN}
        return words(
            401, "the user name is yours as in the address, the password is the secret that you got", headers=told
        )

    # ── what is answered ────────────────────────────────────────────────────────────────────────

    async def _serve(self, asked: _Asked, access: Access) -> ASGIApp | _Sent:
        try:
            if access.ended:
                return await self._ended(asked, access.partner, access.ended)
            edition = self._service.shelf.edition
            if edition is None or edition.manifest.built is None:
                return _later("nothing has been published yet")
            if not asked.rest:
                return self._page(asked, access.partner, edition)
            return await self._document(asked.rest, access.partner, edition, edition.manifest.built)
        except SyndicateError as error:
            told = {"partner": access.partner.name, "path": asked.rest, "reason": str(error)}
            log.error("a partner's document cannot be made", extra=told)
            return _later("this document cannot be made at the moment")

    async def _document(self, path: str, partner: Partner, edition: Edition, built: datetime) -> Response | _Sent:
        language, _, name = path.partition("/")
        there = list(partner.profile.documents(self._service.library.settings))
        if (language, name) not in there:
            paths = ", ".join("/".join(document) for document in there)
            return words(404, f"you have no {path[:100]!r} here; these are yours: {paths}", headers=_HIDDEN)
        try:
            answer = await self._documents.answer(partner, edition, language, name)
        except NotPublishedError:
            told = {"partner": partner.name, "path": path, "reason": "no published feed fits: see `partner add`"}
            log.warning("a partner's document cannot be made", extra=told)
            return _later("the feed that this one is made from is not published yet")
        return _Sent(answer, partner, path, language, built)

    async def _ended(self, asked: _Asked, partner: Partner, since: datetime) -> ASGIApp:
        """410 with a last entry in the language and format that were asked for; in words where there is none."""
        detail = f"these addresses were closed on {since:%Y-%m-%d}: ask the publisher for new ones"
        language, _, name = asked.rest.partition("/")
        if (language, name) not in partner.profile.documents(self._service.library.settings):
            return words(410, detail, headers=_HIDDEN)
        if NAMES[name] == "latest":  # a newsletter tool would mail an entry
            return problem(410, detail, headers=_HIDDEN)
        try:
            return await self._documents.ended(partner, language, name, since)
        except SyndicateError:  # that language has no words for it
            return words(410, detail, headers=_HIDDEN)

    def _page(self, asked: _Asked, partner: Partner, edition: Edition) -> Response:
        """The addresses of a partner, for people."""
        settings = self._service.library.settings
        below = f"p/{asked.secret}" if asked.secret else f"partners/{partner.name}"
        rows = []
        for tag in partner.profile.tags(settings):
            names = [name for language, name in partner.profile.documents(settings) if language == tag]
            title = listing(edition, tag, "all").get("title", settings.title)
            links = [(name, self._service.address(f"{below}/{tag}/{name}")) for name in names]
            rows.append((tag, {"title": title, "direction": direction(tag), "links": links}))
        template = environment("syndicate.service.partners").get_template("page.html.j2")
        expires = partner.profile.expires
        html = template.render(
            title=settings.title,
            name=partner.name,
            languages=rows,
            expires=f"{expires:%Y-%m-%d %H:%M} UTC" if expires else "",
        )
        told = {**_HIDDEN, **SAFE, "content-security-policy": _PAGE_POLICY, "content-language": "en"}
        return Response(html, headers=told | {"cache-control": "private, no-store"}, media_type="text/html")

    def _note(self, sent: _Sent, scope: Scope) -> None:
        now, document = self._service.now(), sent.answer.document
        agent = shortened(headers_of(scope).get("user-agent", ""))
        self._fetches.note(
            Fetch(
                partner=sent.partner.id,
                language=sent.language,
                path=sent.path,
                first=now,
                first_built=sent.built,
                last=now,
                built=sent.built,
                sha256=document.sha256,
                agent=agent,
            )
        )


def _wants_nothing(headers: Mapping[str, str]) -> bool:
    """Whether 304 was asked for whatever there is: that tells of no bytes that the client has."""
    return headers.get("if-none-match", "").strip() == "*"


def _access(connection: Connection, asked: _Asked, headers: Mapping[str, str], now: datetime) -> Access | None:
    if asked.secret:
        return by_address(connection, asked.secret, now)
    return _with_password(connection, asked.name, headers.get("authorization", ""), now)


def _with_password(connection: Connection, name: str, authorization: str, now: datetime) -> Access | None:
    """Who says so with HTTP Basic (RFC 7617): the user name must be the one in the address."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        said = base64.b64decode(encoded.strip(), validate=True).decode() if scheme.lower() == "basic" else ""
    except ValueError:  # no base64, or no UTF-8
        said = ""
    user, _, password = said.partition(":")
    access = by_password(connection, name, password[:_LONGEST_SECRET], now)
    return access if user == name else None


def _nowhere() -> Response:
    detail = "there is nothing at this address: if it was given to you, ask the publisher for a new one"
    return words(404, detail, headers=_HIDDEN)


def _later(why: str) -> Response:
    return words(503, f"{why}: come back in a minute", headers={"retry-after": "60", **_HIDDEN})
