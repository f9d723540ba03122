"""The verb that puts a library on the web."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicate.cli.options import in_library, open_library

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from syndicate.publishing.library import Library


@click.command()
@click.option("--host", metavar="ADDRESS", help="Where to listen: an address, or unix:PATH (default: 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port; 0 is any free one (default: 8080).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer (default: 1).")
@click.option("--watch", is_flag=True, help="Publish whenever an article, a translation or the settings change.")
@click.option("--open", "open_", is_flag=True, help="Open the library in a browser.")
@in_library
def serve(*, host: str | None, port: int | None, workers: int | None, watch: bool, open_: bool, library: Path) -> None:
    """Put the library on the web: feeds and pages, API, WebSub hub, partners. Ctrl+C ends it."""
    chosen = {"HOST": host, "PORT": port, "WORKERS": workers}
    environ = dict(os.environ) | {f"SYNDICATE_SERVICE_{k}": str(v) for k, v in chosen.items() if v is not None}
    from syndicate.service.running import logs
    from syndicate.service.running.environment import overlaid
    from syndicate.service.running.listening import listen, url_of

    opened = open_library(library)
    settings = overlaid(opened.settings, environ)
    if settings.workers > 1:
        _share_metrics(opened)
    logs.configure()
    listening = listen(settings.host, settings.port)
    url = url_of(listening)

    from syndicate.service.app import create_app
    from syndicate.service.context import open_service
    from syndicate.service.running.server import run
    from syndicate.service.running.watch import watch as republish

    now = partial(datetime.now, UTC)
    open_service(opened, settings, now, environ).database.close()  # what is wrong with it is told now, and once

    def make(number: int) -> "ASGIApp":
        service = open_service(opened, settings, now, environ)
        watching = partial(republish, opened, say=click.echo, url=url) if watch and number == 0 else None
        return create_app(service, watch=watching)

    click.echo(f"serving {url}{_elsewhere(opened, url)} · {_published(opened, watch=watch)} · Ctrl+C ends it")
    if open_ and url.startswith("http"):
        click.launch(url)
    sys.exit(run(make, listening, workers=settings.workers, stop_timeout=settings.stop_timeout))


def _elsewhere(library: "Library", url: str) -> str:
    """Where the links of feeds and pages lead, if that is not here."""
    base = library.settings.base_url
    return "" if base == url else f" for {base}, where links and pictures lead"


def _published(library: "Library", *, watch: bool) -> str:
    """What there is to see, in a few words."""
    from syndicate.files import read_if_there
    from syndicate.model import When
    from syndicate.publishing import manifest as manifests

    path = library.feeds / manifests.PATH
    data = read_if_there(path)
    if data is None:
        soon = "it is published now" if watch else f"`syndicate publish --library {library.root}`"
        return f"nothing is published yet: {soon}"
    manifest = manifests.read(data, str(path))
    feeds = sum(len(row["feeds"]) for row in manifest.languages)
    when = f" of {When(manifest.built)}" if manifest.built else ""
    return f"the publish{when}: {len(manifest.languages)} languages, {feeds} feeds"


def _share_metrics(library: "Library") -> None:
    """Let the workers add up what they count: prometheus_client reads where from the environment, when imported."""
    import shutil

    from syndicate.errors import TargetError

    folder = library.served / "metrics"
    shutil.rmtree(folder, ignore_errors=True)  # the counts of another run
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetError(f"{folder}: cannot be written: {error.strerror or error}") from error
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.resolve())
