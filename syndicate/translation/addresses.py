"""Web and mail addresses in running text."""

import re

# ASCII only: an Arabic or Chinese word may follow without a space.
_ADDRESS = re.compile(
    r"""https?://[A-Za-z0-9\-._~:/?\#\[\]@!$&'()*+,;=%]+
    | [A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
    | (?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]+\.)+(?:com|edu|eu|gov|info|int|net|org)(?![A-Za-z0-9-])
      (?:/[A-Za-z0-9\-._~/%?=&\#]*)?
    """,
    re.VERBOSE,
)
_HINT = re.compile(r"\.[A-Za-z]|@|://")  # where it is not found, there is no address; ten times as quick
_TRAILING = ".,;:!?)]'"


def addresses(text: str) -> tuple[str, ...]:
    """The web and mail addresses in a text, without the punctuation behind them."""
    if not _HINT.search(text):
        return ()
    return tuple(found[0].rstrip(_TRAILING) for found in _ADDRESS.finditer(text))


def without_addresses(text: str) -> str:
    """The text with spaces in the place of its addresses."""
    return _ADDRESS.sub(lambda found: " " * len(found[0]), text) if _HINT.search(text) else text
