"""The verbs about partners: who gets which feeds, under which addresses, and who got what."""
# ruff: noqa: PLC0415 - heavy imports wait until a verb needs them, so that --help is quick

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from syndicate.cli.options import FAILED, Verbs, as_json, in_library, say

_FORMATS = ["atom", "rss", "json", "latest"]


class _OrAll(click.Choice[str]):
    """One of the words, or ``''`` for all of them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word."""
        return value and super().convert(value, param, ctx)


def _named(verb: Callable[..., None]) -> Callable[..., None]:
    return click.argument("name")(verb)


def _choosing(*, anew: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a verb the options of what a partner may have: ``anew``, or instead of what it has."""
    more = "again for more; default: all" if anew else "again for more; '' for all"
    nowhere = "" if anew else "; '' for nowhere"
    day = click.DateTime(["%Y-%m-%d"])

    def last_day(context: click.Context, option: click.Parameter, value: str | None) -> object:
        if value is None or (value == "never" and not anew):
            return value
        try:
            found: datetime = day.convert(value, option, context)
        except click.BadParameter as error:
            wanted = f"write it as 2027-01-31{'' if anew else ', or `never`'}"
            raise click.BadParameter(f"{value!r} is no day: {wanted}", context, option) from error
        return found.date()

    def alone(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
        if "" in values and any(values) and not anew:
            raise click.BadParameter("'' means all, and stands alone", context, option)
        return values

    options = [
        click.option("--lang", "languages", multiple=True, metavar="TAG", callback=alone, help=f"A language ({more})."),
        click.option(
            "--topic", "topics", multiple=True, metavar="KEY", callback=alone, help=f"Articles about it ({more})."
        ),
        click.option(
            "--audience", multiple=True, metavar="WORD", callback=alone, help=f"Articles for these readers ({more})."
        ),
        click.option(
            "--format",
            "formats",
            multiple=True,
            callback=alone,
            type=click.Choice(_FORMATS) if anew else _OrAll(_FORMATS),
            metavar="[atom|rss|json|latest]",
            help=f"A format ({more}).",
        ),
        click.option(
            "--tier",
            type=click.Choice(["reviewed", "drafts"]),
            default="reviewed" if anew else None,
            show_default=anew,
            help="Which translations.",
        ),
        click.option(
            "--content",
            type=click.Choice(["full", "summary"]),
            default="full" if anew else None,
            show_default=anew,
        ),
        click.option(
            "--promotion/--no-promotion", default=False if anew else None, help="With the articles' calls to action."
        ),
        click.option(
            "--limit",
            type=click.IntRange(1 if anew else 0),
            metavar="N",
            help=f"The N that joined and the N that changed last{'' if anew else '; 0 for the number of the feed'}.",
        ),
        click.option(
            "--expires",
            "last_day",
            metavar="DATE",
            callback=last_day,
            help="The last day." if anew else "The last day, or `never`.",
        ),
        click.option(
            "--contact",
            default="" if anew else None,
            metavar="TEXT",
            help="Whom to ask there, for your own notes.",
        ),
        click.option(
            "--webhook",
            default="" if anew else None,
            metavar="URL",
            help=f"Where withdrawals and safety corrections are sent{nowhere}.",
        ),
    ]

    def chosen(verb: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            verb = option(verb)
        return verb

    return chosen


@click.group(cls=Verbs)
def partner() -> None:
    """Partners with addresses of their own: add and change them, rotate their secrets, see who got what."""


@partner.command()
@_named
@_choosing(anew=True)
@in_library
@as_json
def add(
    *, name: str, library: Path, as_json: bool, last_day: date | None, contact: str, webhook: str, **wanted: Any
) -> None:
    """Add a partner, and print the secret addresses: nobody sees them again."""
    from syndicate.commands import partner as partners
    from syndicate.commands import partner_profile as profiles
    from syndicate.service.partners.profiles import Profile

    wanted["formats"] = tuple(kind for kind in _FORMATS if kind in wanted["formats"] or not wanted["formats"])
    service = partners.opened(library)
    done = profiles.add(service, name, Profile(**wanted), last_day=last_day, contact=contact, webhook=webhook)
    say(done.lines(), done.to_data(), as_json=as_json)


@partner.command()
@_named
@_choosing(anew=False)
@in_library
@as_json
def change(*, name: str, library: Path, as_json: bool, **wanted: Any) -> None:
    """Change what a partner has, at the same addresses; what is not named stays as it is."""
    from syndicate.commands import partner as partners
    from syndicate.commands import partner_profile as profiles

    given = {key: value for key, value in wanted.items() if value not in (None, ())}
    given |= {key: tuple(filter(None, value)) for key, value in given.items() if isinstance(value, tuple)}
    if "formats" in given:
        given["formats"] = tuple(kind for kind in _FORMATS if kind in given["formats"] or not given["formats"])
    if "limit" in given:
        given["limit"] = given["limit"] or None
    done = profiles.change(partners.opened(library), name, **given)
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
    from syndicate.commands import partner_report as told

    if settle and not name:
        raise click.UsageError("--settle needs the NAME of a partner")
    service = partners.opened(library)
    found = [told.settle(service, name, settle)] if settle else told.reports(service, name)
    say((line for record in found for line in record.lines()), [record.to_data() for record in found], as_json=as_json)
    if any(record.alarming for record in found):
        sys.exit(FAILED)


@partner.command("test-webhook")
@_named
@in_library
def test_webhook(*, name: str, library: Path) -> None:
    """Send a partner's webhook a signed ping."""
    from syndicate.commands import partner as partners
    from syndicate.commands import partner_report as told

    click.echo(told.test_webhook(partners.opened(library), name))
