"""The command line: one call per verb. Heavy imports wait until a verb needs them, so that --help is quick.

Exit codes: 0 done · 1 some items failed or were found wrong · 2 usage or settings · 3 nothing new (digest).
"""

import sys
from io import TextIOWrapper

import click

from syndicate import __version__
from syndicate.cli import library, newsletter, partners, publishing, serve, translation
from syndicate.cli.options import Verbs


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="syndicate")
def cli() -> None:
    """Articles in, feeds per language out: multilingual syndication for health publishers."""


# In the order of the work, which is that of --help.
for _verb in (
    library.init,
    library.check,
    library.import_,
    translation.update,
    translation.translate,
    translation.status,
    translation.review,
    translation.sign_off,
    translation.export,
    translation.merge,
    library.publish,
    publishing.withdraw,
    newsletter.digest,
    serve.serve,
    partners.partner,
    library.schema,
    library.completion,
):
    cli.add_command(_verb)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that knows no arrows must not stop a publish
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="syndicate")
