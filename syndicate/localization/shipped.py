"""The interface strings that come with the program (an effect: reads package data)."""

from pathlib import Path

from syndicate.languages import chain, to_posix

_IN_WHEEL = Path(__file__).parent / "shipped"
_IN_CHECKOUT = Path(__file__).parents[2] / "locales"


def shipped(language: str) -> tuple[bytes, ...]:
    """Return the ui.po of the language's chain, general ones first (es, es-419, es-MX), as `interface` takes them.

    Empty where the program does not speak the language. The wheel has them in its package data; a checkout in its
    top-level ``locales/``, where translators work on them.
    """
    root = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CHECKOUT
    files = (root / to_posix(tag) / "LC_MESSAGES" / "ui.po" for tag in reversed(chain(language)))
    return tuple(file.read_bytes() for file in files if file.is_file())
