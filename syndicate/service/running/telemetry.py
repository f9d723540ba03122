"""OpenTelemetry, where its packages are installed (the extra ``otel``) and OTEL_EXPORTER_OTLP_ENDPOINT says where to.

Nothing of it is imported otherwise. What it sees of a request has no secret: no query, no token of a path, no
Authorization and no cookie; the application sees the request as it came.
"""

import logging
import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from syndicate.service.running.redaction import redacted

log = logging.getLogger(__name__)

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_WHOLE = "syndicate.scope"  # where the redacted scope carries the real one
_SECRET = frozenset({b"authorization", b"cookie", b"proxy-authorization"})


def traced(app: ASGIApp, environ: Mapping[str, str] = os.environ) -> ASGIApp:
    """The application with a span for each request, or itself where nobody wants them."""
    if not environ.get(ENDPOINT):
        return app
    try:
        middleware, provider = _instrumented()
    except ImportError as error:
        reason = f"{error.name} is missing: install syndicate[otel]"
        log.warning("OpenTelemetry is asked for and not installed", extra={"reason": reason})
        return app

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope.get(_WHOLE, scope), receive, send)

    inner: ASGIApp = middleware(whole, tracer_provider=provider)

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        await inner(_without_secrets(scope) if scope["type"] == "http" else scope, receive, send)

    return outer


def _without_secrets(scope: Scope) -> Scope:
    path = redacted(scope["path"])
    return {
        **scope,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [field for field in scope["headers"] if field[0] not in _SECRET],
        _WHOLE: scope,
    }


def _instrumented() -> tuple[Any, Any]:
    """The middleware, and a provider that sends spans in batches; ImportError where a package is missing."""
    exporter = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    middleware = import_module("opentelemetry.instrumentation.asgi")
    resources = import_module("opentelemetry.sdk.resources")
    trace = import_module("opentelemetry.sdk.trace")
    export = import_module("opentelemetry.sdk.trace.export")
    provider = trace.TracerProvider(resource=resources.Resource.create({"service.name": "syndicate"}))
    provider.add_span_processor(export.BatchSpanProcessor(exporter.OTLPSpanExporter()))
    return middleware.OpenTelemetryMiddleware, provider
