"""The verbs about partners: who gets which feeds, under which addresses, and who got what."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from syndicate.cli.options import FAILED, Verbs, as_json, in_library, say

_FORMATS = ["atom", "rss", "json", "latest"]


def _named(verb: Callable[..., None]) -> Callable[..., None]:
    return click.argument("name")(verb)


@click.group(cls=Verbs)
def partner() -> None:
    """Partners with addresses of their own: add them, rotate their secrets, see who got what."""


@partner.command()
@_named
@click.option("--lang", "languages", multiple=True, metavar="TAG", help="A language (again for more; default: all).")
@click.option("--topic", "topics", multiple=True, metavar="KEY", help="Articles about it (again for more).")
@click.option("--audience", multiple=True, metavar="WORD", help="Articles for these readers (again for more).")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(_FORMATS), help="A format (again for more; default: all)."
)
@click.option(
    "--tier",
    type=click.Choice(["reviewed", "drafts"]),
    default="reviewed",
    show_default=True,
    help="Which translations.",
)
@click.option("--content", type=click.Choice(["full", "summary"]), default="full", show_default=True)
@click.option("--promotion", is_flag=True, help="With the articles' calls to action.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The N that joined and the N that changed last.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day.")
@click.option("--contact", default="", metavar="TEXT", help="Whom to ask there, for your own notes.")
@click.option("--webhook", default="", metavar="URL", help="Where withdrawals and safety corrections are sent.")
@in_library
@as_json
def add(
    *, name: str, library: Path, as_json: bool, expires: datetime | None, contact: str, webhook: str, **wanted: Any
) -> None:
    """Add a partner, and print the secret addresses: nobody sees them again."""
    from syndicate.commands import partner as partners
    from syndicate.service.partners.profiles import Profile

    wanted["formats"] = tuple(kind for kind in _FORMATS if kind in wanted["formats"] or not wanted["formats"])
    last_day = expires.date() if expires else None
    service = partners.opened(library)
    done = partners.add(service, name, Profile(**wanted), last_day=last_day, contact=contact, webhook=webhook)
    say(done.lines(), done.to_data(), as_json=as_json)


@partner.command("list")
@in_library
@as_json
def list_(*, library: Path, as_json: bool) -> None:
    """List the partners, a line each."""
    from syndicate.commands import partner as partners

    found = partners.everybody(partners.opened(library))
    lines = [shown.line() for shown in found] or ["no partners yet: `syndicate partner add NAME`"]
    say(lines, [shown.to_data() for shown in found], as_json=as_json)


@partner.command()
@_named
@in_library
@as_json
def show(*, name: str, library: Path, as_json: bool) -> None:
    """Show a partner: what it gets, its webhook, and its secrets by their first letters."""
    from syndicate.commands import partner as partners

    shown = partners.show(partners.opened(library), name)
    say(shown.lines(), shown.to_data(), as_json=as_json)


@partner.command()
@_named
@click.option(
    "--overlap", default="14d", show_default=True, metavar="TIME", help="How long the old one counts: 14d, 12h."
)
@in_library
@as_json
def rotate(*, name: str, overlap: str, library: Path, as_json: bool) -> None:
    """Give a partner a new secret; the old one counts for a while."""
    from syndicate.commands import partner as partners

    done = partners.rotate(partners.opened(library), name, partners.span(overlap))
    say(done.lines(), done.to_data(), as_json=as_json)


@partner.command()
@_named
@in_library
@as_json
def revoke(*, name: str, library: Path, as_json: bool) -> None:
    """End a partner's addresses at once: they say so from now on."""
    from syndicate.commands import partner as partners

    shown = partners.revoke(partners.opened(library), name)
    say(shown.lines(), shown.to_data(), as_json=as_json)


@partner.command()
@click.argument("name", default="")
@click.option("--settle", default="", metavar="WHY", help="A person made sure: what is open counts as told.")
@in_library
@as_json
def report(*, name: str, settle: str, library: Path, as_json: bool) -> None:
    """Tell who got what and when; exit code 1 where anybody still serves what was taken back."""
    from syndicate.commands import partner as partners

    if settle and not name:
        raise click.UsageError("--settle needs the NAME of a partner")
    service = partners.opened(library)
    found = [partners.settle(service, name, settle)] if settle else partners.reports(service, name)
    say((line for record in found for line in record.lines()), [record.to_data() for record in found], as_json=as_json)
    if any(record.alarming for record in found):
        sys.exit(FAILED)


@partner.command("test-webhook")
@_named
@in_library
def test_webhook(*, name: str, library: Path) -> None:
    """Send a partner's webhook a signed ping."""
    from syndicate.commands import partner as partners

    click.echo(partners.test_webhook(partners.opened(library), name))
