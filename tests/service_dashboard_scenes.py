"""What the dashboard is shown with in tests: a survey with everything in it, partners, subscribers and an outbox."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from service_kit import service
from small_library import DAY, HOUR, NOON
from sqlalchemy import insert

from syndicate.feeds.gate import Outcome, Reason
from syndicate.model import Place, Problem, Severity, State
from syndicate.service.context import Service
from syndicate.service.dashboard.site import dashboard
from syndicate.service.dashboard.survey import Standing, Subject, Survey
from syndicate.service.storage import tables

HOSTILE = '<script>alert("1")</script><img src=x onerror=alert(2)>'
LANGUAGES = ("en", "es", "fr", "de", "pt-BR", "ar", "zh-Hans", "he")
SECRETS = (
    "f0e1d2c3b4a5digest",
    "whsec_c2VjcmV0",
    "callback-secret-in-query",
    "capability-path-0123456789",
    "pass:word",
)

_OUTCOMES: Sequence[tuple[State | None, Outcome, tuple[Reason, ...]]] = (
    (State.FINAL, Outcome.PUBLISH, ()),
    (State.REVIEWED, Outcome.PUBLISH, ()),
    (State.TRANSLATED, Outcome.HOLD, (Reason("below-reviewed", 7), Reason("machine-risk", 2))),
    (State.REVIEWED, Outcome.WITHHOLD, (Reason("number-differs", 1),)),
    (None, Outcome.HOLD, (Reason("no-catalog"),)),
    (State.INITIAL, Outcome.KEEP, (Reason("initial", 3),)),
    (State.FINAL, Outcome.WITHHOLD, (Reason("withdrawn"),)),
)
_TITLES = (
    ("en", "Acetaminophen: how to dose it safely"),
    ("es", "Golpe de calor: cómo reconocerlo y qué hacer primero"),
    ("ar", "الجرعة الآمنة من الباراسيتامول (Paracetamol 500 mg)"),
    ("he", "מדידת לחץ דם בבית: 120/80"),
    ("zh-Hans", "流感疫苗：常见问题解答"),
    ("de", "Blutdruckselbstmessungsprotokollvorlagenverzeichnis für Hochdruckpatientinnen"),
    ("en", HOSTILE),
)


PAGES = ("", "/articles", "/withheld", "/problems", "/feeds", "/partners", "/hub")


def text_of(page: str) -> str:
    """The words of a page, without its tags."""
    apart = re.sub(r"</(?:dd|dt|h[1-6]|li|p|td|th|span)>", " ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", apart))


def filled(root: Path) -> Service:
    """A published service with everything in its database."""
    made = service(root)
    fill(made)
    return made


class Browser:
    """Somebody who looks, without a socket: on the service's own machine, or from where ``client`` and ``host`` say."""

    def __init__(self, made: Service, *, client: str = "127.0.0.1", host: str = "localhost", **options: Any) -> None:
        usual: dict[str, Any] = {"examine": told(survey()), "report": report}
        self._app = dashboard(made, **(usual | options))
        self._client, self._host = client, host

    def __call__(self, path: str = "/admin", method: str = "GET", **headers: str) -> httpx.Response:
        return self.at_once([path], method, **headers)[0]

    def at_once(self, paths: Sequence[str], method: str = "GET", **headers: str) -> list[httpx.Response]:
        """The answers to requests that are made at the same moment; ``x_y`` is the header x-y."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def ask() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self._app, client=(self._client, 50000))
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{self._host}") as client:
                return await asyncio.gather(*(client.request(method, path, headers=named) for path in paths))

        return asyncio.run(ask())


def survey(articles: int = len(_TITLES), languages: Sequence[str] = LANGUAGES, now: datetime = NOON) -> Survey:
    """A survey of that many articles, in which every outcome stands."""
    subjects = [
        Subject(
            f"article-{number:04}",
            f"{_TITLES[number % len(_TITLES)][1]}{f' {number}' if number >= len(_TITLES) else ''}",
            _TITLES[number % len(_TITLES)][0],
            f"articles/article-{number:04}.md",
            now - 40 * DAY if number % 50 == 2 else now + 90 * DAY,
        )
        for number in range(articles)
    ]
    standings = []
    problems = [
        Problem("id-missing", f"the article has no id: {HOSTILE}", Place("articles/<b>.md", 2), advice="give it one"),
        Problem("review-missing", "no medical review is declared", Place("articles/a.md", 2), Severity.INFO),
        Problem("ui-unreviewed", "80 interface strings are drafts", Place("locales/ar/ui.po"), Severity.WARNING),
    ]
    for group in ("", "reviewed"):
        for number, subject in enumerate(subjects):
            for place, language in enumerate(languages):
                state, outcome, reasons = _OUTCOMES[(number + place) % len(_OUTCOMES)]
                path = f"locales/{language}/articles/{subject.id}.po"
                standings.append(Standing(subject.id, language, group, state, outcome, reasons, path))
                if not group and reasons and reasons[0].code == "number-differs":
                    problems.append(
                        Problem(
                            "number-differs",
                            "the source says 500 mg, the translation 50 mg",
                            Place(path, 41),
                            advice="put the dose right, or waive it with a reason",
                            article=subject.id,
                            language=language,
                            blocking=True,
                        )
                    )
    counts = tuple((severity, sum(x.severity is severity for x in problems)) for severity in Severity)
    problems.sort(key=lambda problem: list(Severity).index(problem.severity))
    return Survey(now, tuple(languages), ("", "reviewed"), tuple(subjects), tuple(standings), tuple(problems), counts)


def told(made: Survey) -> Callable[[Path, datetime], Awaitable[Survey]]:
    """An examiner that always finds that."""

    async def examine(_root: Path, _now: datetime) -> Survey:
        return made

    return examine


def report(_connection: Any, _edition: Any) -> list[SimpleNamespace]:
    """What a partner had to hear of: two texts that it may still show, and one that it knows to be gone."""
    usual: dict[str, Any] = {"webhook": None, "fetch": None, "person": None, "trouble": "", "is_alarming": False}
    tellings = [
        usual | {"event": _event("sleep", "en", "Sleeping well", "withdrawn", 20), "state": "fetched", "fetch": NOON},
        usual | {"event": _event("fever", "es", "Fiebre en niños", "withdrawn", 9), "state": "open"},
        usual | {"event": _event("dose", "ar", _TITLES[2][1], "corrected", 4), "state": "open", "trouble": HOSTILE},
    ]
    told = [SimpleNamespace(**(one | {"is_alarming": one["state"] == "open"})) for one in tellings]
    return [SimpleNamespace(partner=SimpleNamespace(name=f"Portal {HOSTILE}"), tellings=told)]


def _event(article: str, language: str, title: str, kind: str, days: int) -> SimpleNamespace:
    return SimpleNamespace(article=article, language=language, title=title, kind=kind, at=NOON - days * DAY)


def fill(service: Service) -> None:
    """Put partners, fetches, subscribers and deliveries into the service's database, some of them in trouble."""
    now = service.now()
    with service.database.begin() as connection:
        for name, rows in _rows(now).items():
            connection.execute(insert(getattr(tables, name)), rows)


def _rows(now: datetime) -> dict[str, list[dict[str, Any]]]:
    digest, _, query, path, password = SECRETS
    bad = f"https://u{password}@dead.example/{path}?token={query}"
    return {
        "partners": [
            _partner("p1", f"Portal {HOSTILE}", now, webhook_url=f"https://portal.example/{path}"),
            _partner("p2", "بوابة الصحة العربية", now, languages=["ar"], tier="drafts", content="summary", limit=20),
            _partner("p3", "Former partner", now, revoked=now - DAY),
        ],
        "tokens": [
            {"digest": digest, "partner_id": "p1", "hint": "Zk3x", "created": now - 90 * DAY, "expires": now + 9 * DAY},
            {"digest": "another", "partner_id": "p1", "hint": "Qw7a", "created": now - DAY, "expires": None},
        ],
        "partner_fetches": [
            {
                "partner_id": "p1",
                "path": "es/atom.xml",
                "language": "es",
                "first": now - 30 * DAY,
                "first_built": now - 30 * DAY,
                "last": now - HOUR,
                "last_built": now - 10 * DAY,
                "count": 1234,
                "sha256": "0" * 64,
            }
        ],
        "receipts": [
            {"partner_id": "p1", "event": "a/es@3", "how": "webhook", "at": now - 3 * DAY},
            {"partner_id": "p1", "event": "a/es@3", "how": "fetch", "at": now - 2 * DAY},
        ],
        "feed_fetches": [
            {"path": "es/atom.xml", "last": now - timedelta(minutes=3), "count": 120_345},
            {"path": "es/rss.xml", "last": now - 2 * HOUR, "count": 7},
        ],
        "subscriptions": [
            _subscription(f"s{number}", f"https://reader{number % 3}.example/hook/{number}", now) for number in range(9)
        ]
        + [
            _subscription("bad", bad, now, failures=4, last_status=503),
            _subscription("old", "https://gone.example/hook", now, lease_ends=now - DAY),
        ],
        "deliveries": [
            _delivery("d1", now, error=f"https://dead.example/{path}?token={query} answered with 503", status=503),
            _delivery("d2", now, state="failed", error=f"refused: <b>{HOSTILE}</b>", finished=now),
            _delivery("d3", now, state="done", kind="webhook", finished=now),
        ],
    }  # fmt: skip


def _partner(id_: str, name: str, now: datetime, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "languages": ["es", "en"],
        "topics": ["neurology"],
        "audience": [],
        "formats": ["atom", "latest"],
        "tier": "reviewed",
        "content": "full",
        "promotion": False,
        "limit": None,
        "contact": "ana@portal.example",
        "webhook_url": "",
        "webhook_secret": SECRETS[1].encode(),
        "created": now - 100 * DAY,
        "expires": None,
        "revoked": None,
    }
    return {"id": id_, "name": name, **usual, **changes}


def _subscription(id_: str, callback: str, now: datetime, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "topic": "es/atom.xml",
        "host": callback.split("/")[2].rpartition("@")[2],
        "secret": SECRETS[1].encode(),
        "created": now - DAY,
        "lease_ends": now + 5 * DAY,
        "last_delivery": now - HOUR,
        "last_status": 200,
        "failures": 0,
    }
    return {"id": id_, "callback": callback, **usual, **changes}


def _delivery(id_: str, now: datetime, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "kind": "content",
        "host": "dead.example",
        "subscription_id": "bad",
        "payload": {"secret": SECRETS[1]},
        "state": "waiting",
        "created": now - HOUR,
        "due": now - HOUR,
        "attempts": 3,
        "finished": None,
        "status": None,
        "error": "",
    }
    return {"id": id_, **usual, **changes}
