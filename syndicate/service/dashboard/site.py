"""The dashboard as an ASGI app at /admin: who may look, which page, and how it is written."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.editorial.counts import counted
from syndicate.errors import StorageError, SyndicateError
from syndicate.feeds.templates import environment
from syndicate.localization.names import language_name
from syndicate.model import Severity, State
from syndicate.service.context import Service
from syndicate.service.dashboard import hub, overview, partners, times, traffic, views
from syndicate.service.dashboard.access import Access
from syndicate.service.dashboard.surveyor import Examine, Seen, Surveyor, in_a_process
from syndicate.service.http.clients import below
from syndicate.service.http.problems import allowed, words
from syndicate.service.partners.report import Record

_PLACE = "/admin"
_OF_THE_LIBRARY = frozenset({"", "articles", "withheld", "problems"})  # pages that show the survey
_LONGEST = 100  # characters of what is searched for
_REPORT_LASTS = timedelta(seconds=15)
_CSS = "text/css; charset=utf-8"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex",
}
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


def dashboard(
    service: Service,
    *,
    report: partners.Report | None = None,
    troubles: Callable[[], Iterable[str]] = tuple,
    examine: Examine = in_a_process,
) -> ASGIApp:
    """The app that answers below /admin, wherever its paths are not cut.

    ``report`` tells what each partner heard of, and who may still show what was taken back; ``troubles`` what went
    wrong in the service of late, in words without secrets: a publish that failed, an edition that could not be taken.
    """
    return _Site(service, report, troubles, examine)


@dataclass(frozen=True, slots=True)
class _Look:
    """One request: the page's name, what was asked of it, and when."""

    page: str
    query: QueryParams
    now: datetime

    def word(self, name: str) -> str:
        return self.query.get(name, "")[:_LONGEST].strip()

    @property
    def number(self) -> int:
        given = self.query.get("page", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1


_Made = tuple[str, Mapping[str, Any]]
"""A page: its template's name, and what it shows."""


class _Site:
    def __init__(
        self,
        service: Service,
        report: partners.Report | None,
        troubles: Callable[[], Iterable[str]],
        examine: Examine,
    ) -> None:
        self._service = service
        self._prefix = service.prefix
        self._report = report
        self._troubles = troubles
        self._reported: tuple[str, datetime, Sequence[Record]] | None = None
        self._surveyor = Surveyor(service, examine)
        variable = service.settings.admin_token_env
        self._access = Access(service.admin_token, variable, service.settings.trusted_proxies, service.now)
        self._templates = environment(__package__ or "")
        self._style = _style()
        self._version = hashlib.sha256(self._style).hexdigest()[:12]
        self._pages: Mapping[str, Callable[[_Look, Seen], _Made]] = {
            "": self._overview,
            "articles": self._articles,
            "withheld": self._withheld,
            "problems": self._problems,
            "feeds": self._feeds,
            "partners": self._partners,
            "hub": self._hub,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        response = self._access.refusal(scope) or await self._answer(scope)
        for name, value in _HEADERS.items():
            if name != "cache-control" or response.media_type != _CSS:
                response.headers[name] = value
        if scope["method"] == "HEAD":
            response.body = b""  # its length is told all the same
        await response(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return allowed(("GET", "HEAD"), in_words=True)
        name = str(scope["path"])
        for prefix in (str(scope.get("root_path", "")), self._prefix, _PLACE):
            name = below(name, prefix)
        if name == "/":
            return RedirectResponse(f"..{_PLACE}", 308)
        page = name.removeprefix("/")
        if page == "style.css":
            return Response(self._style, 200, {"cache-control": "private, max-age=86400"}, _CSS)
        if page not in self._pages:
            return words(404, f"the dashboard has no such page: its first one is {_PLACE}")
        look = _Look(page, QueryParams(scope["query_string"]), self._service.now())
        seen = await self._surveyor.look() if page in _OF_THE_LIBRARY else Seen(None, is_coming=False)
        return await asyncio.to_thread(self._made, look, seen)  # a table of thousands takes a while

    def _made(self, look: _Look, seen: Seen) -> Response:
        try:
            template, values = self._pages[look.page](look, seen)
        except SyndicateError as error:
            _log.warning("a page of the dashboard cannot be made: %s", error)
            return self._written(look, "error.html.j2", {"error": str(error)}, 503)
        return self._written(look, template, {"seen": seen, **values})

    def _written(self, look: _Look, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        made = self._templates.get_template(template).render(
            library=self._service.library.settings.title,
            page=look.page,
            now=look.now,
            when=partial(times.shown, now=look.now),
            link=partial(_link, look.page),
            style=_link(look.page, "style.css", v=self._version),
            name_of=partial(language_name, in_language="en"),
            counted=counted,
            states=tuple(State),
            severities=tuple(Severity),
            **values,
        )
        return Response(made.encode(), status, media_type="text/html; charset=utf-8")

    def _read(self, work: Callable[[Connection], _T]) -> _T:
        """Do a piece of reading, which waits for no writer."""
        with self._service.database.begin(reading=True) as connection:
            return work(connection)

    def _records(self, connection: Connection, now: datetime) -> Sequence[Record]:
        """The partners' report, made again after a while: it goes through all that was ever taken back."""
        edition = self._service.shelf.edition
        if self._report is None or edition is None:
            return ()
        if self._reported is None or self._reported[:1] != (edition.key,) or now - self._reported[1] > _REPORT_LASTS:
            self._reported = edition.key, now, tuple(self._report(connection, edition))
        return self._reported[2]

    # ── the pages ───────────────────────────────────────────────────────────────────────────────

    def _overview(self, look: _Look, seen: Seen) -> _Made:
        edition, survey = self._service.shelf.edition, seen.survey
        languages = views.by_language(survey) if survey else []
        needs = [overview.Need(text, is_grave=True) for text in self._troubles()]
        needs += overview.of_library(survey, languages, edition, look.now)
        health, known = None, 0
        try:
            health, records, known = self._read(
                lambda connection: (
                    hub.health(connection, look.now),
                    self._records(connection, look.now),
                    partners.count(connection, look.now),
                )
            )
            needs += (*overview.of_partners(records), *overview.of_hub(health, look.now))
        except StorageError as error:
            needs.append(overview.Need(str(error), is_grave=True))
        return "overview.html.j2", {
            "edition": edition,
            "needs": sorted(needs, key=lambda need: not need.is_grave),
            "languages": languages,
            "overdue": views.overdue(survey, look.now) if survey else (),
            "health": health,
            "partners": known,
        }

    def _articles(self, look: _Look, seen: Seen) -> _Made:
        q, show = look.word("q"), look.word("show")
        found = views.lines(seen.survey, q, is_waiting=show == "waiting") if seen.survey else []
        return "articles.html.j2", {"listed": views.paged(found, look.number), "q": q, "show": show}

    def _withheld(self, look: _Look, seen: Seen) -> _Made:
        group, language, show = look.word("group"), look.word("language"), look.word("show")
        found = views.held(seen.survey, group, language, is_decided=show == "decided") if seen.survey else []
        listed = views.paged(found, look.number)
        return "withheld.html.j2", {"listed": listed, "group": group, "language": language, "show": show}

    def _problems(self, look: _Look, seen: Seen) -> _Made:
        severity, q = look.word("severity"), look.word("q")
        found = views.problems(seen.survey, severity, q) if seen.survey else []
        return "problems.html.j2", {"listed": views.paged(found, look.number), "severity": severity, "q": q}

    def _feeds(self, _look: _Look, _seen: Seen) -> _Made:
        edition = self._service.shelf.edition
        fetched = self._read(traffic.fetches)
        listed = list(traffic.feeds(edition, fetched, self._service.address(""))) if edition else []
        return "feeds.html.j2", {"edition": edition, "languages": listed}

    def _partners(self, look: _Look, _seen: Seen) -> _Made:
        everybody = self._read(lambda connection: partners.everybody(connection, self._records(connection, look.now)))
        return "partners.html.j2", {"listed": views.paged(everybody, look.number)}

    def _hub(self, look: _Look, _seen: Seen) -> _Made:
        return "hub.html.j2", {"health": self._read(lambda connection: hub.health(connection, look.now))}


def _link(here: str, page: str, /, anchor: str = "", **query: object) -> str:
    """The address of a page from another: relative, so that a proxy may put the service below any path."""
    given = {name: value for name, value in query.items() if value not in ("", None)}
    tail = (f"?{urlencode(given)}" if given else "") + anchor
    if page:
        return f"{page if here else f'admin/{page}'}{tail}"
    return f"{'../admin' if here else 'admin'}{tail}"


def _style() -> bytes:
    """The style of the published pages, so that this is of the same family, and the dashboard's own."""
    published = (files("syndicate.feeds") / "templates/style.css").read_bytes()
    return published + (files("syndicate.service.dashboard") / "templates/dashboard.css").read_bytes()
