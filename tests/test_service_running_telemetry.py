"""OpenTelemetry is optional: nothing of it is imported unless it is asked for, and its spans have no secret.

Its packages are not installed with the tests, so modules with the faces that we use stand in for them.
"""

import asyncio
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from running_services import ask
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from syndicate.service.running.telemetry import ENDPOINT, traced

TOKEN = "q7Jx-V2mZc_0LrTnW8aYbD"
ASKED = {ENDPOINT: "http://127.0.0.1:4318"}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Say what reached the application."""
    fields = {name.decode(): value.decode() for name, value in scope["headers"]}
    await JSONResponse({"path": scope["path"], "query": scope["query_string"].decode(), **fields})(scope, receive, send)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> list[Scope]:
    """The scopes of which the stand-in made spans."""
    seen: list[Scope] = []

    class Middleware:
        def __init__(self, inner: Any, tracer_provider: Any) -> None:
            self.inner = inner
            assert tracer_provider.sends_to == "the exporter"

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope)
            await self.inner(scope, receive, send)

    class Provider:
        def __init__(self, resource: Any) -> None:
            assert resource == {"service.name": "syndicate"}

        def add_span_processor(self, processor: str) -> None:
            self.sends_to = processor

    faces = {
        "opentelemetry.exporter.otlp.proto.http.trace_exporter": {"OTLPSpanExporter": lambda: "the exporter"},
        "opentelemetry.instrumentation.asgi": {"OpenTelemetryMiddleware": Middleware},
        "opentelemetry.sdk.resources": {"Resource": SimpleNamespace(create=lambda given: given)},
        "opentelemetry.sdk.trace": {"TracerProvider": Provider},
        "opentelemetry.sdk.trace.export": {"BatchSpanProcessor": lambda exporter: exporter},
    }
    for name, face in faces.items():
        module = ModuleType(name)
        vars(module).update(face)
        monkeypatch.setitem(sys.modules, name, module)
    return seen


def test_nobody_asked_and_nothing_is_imported() -> None:
    before = set(sys.modules)
    assert traced(app, {}) is app
    assert traced(app, {ENDPOINT: ""}) is app
    assert not [name for name in set(sys.modules) - before if name.startswith("opentelemetry")]


def test_where_it_is_not_installed_the_service_runs_without_and_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert traced(app, ASKED) is app
    (record,) = caplog.records
    assert "install syndicate[otel]" in record.reason  # type: ignore[attr-defined]


def test_spans_have_no_secret_and_the_application_sees_everything(spans: list[Scope]) -> None:
    secret = {"authorization": "Basic c2VjcmV0", "cookie": f"session={TOKEN}", "traceparent": "00-1-2-01"}
    status, _, body = asyncio.run(ask(traced(app, ASKED), f"/p/{TOKEN}/es/atom.xml?token={TOKEN}", **secret))
    assert status == 200
    assert f'"path":"/p/{TOKEN}/es/atom.xml"' in body.decode()
    assert f'"query":"token={TOKEN}"' in body.decode()
    assert '"authorization":"Basic c2VjcmV0"' in body.decode()
    (scope,) = spans
    shown = {name: value for name, value in scope.items() if name != "syndicate.scope"}
    assert scope["path"] == "/p/…/es/atom.xml"
    assert dict(scope["headers"]) == {b"traceparent": b"00-1-2-01"}
    assert TOKEN not in str(shown)
    assert "c2VjcmV0" not in str(shown)


def test_the_lifespan_passes(spans: list[Scope]) -> None:
    seen = []

    async def living(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    asyncio.run(traced(living, ASKED)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
