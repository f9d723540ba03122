"""Which of Babel's locales serves a language: the one place that turns a tag into CLDR data."""

from functools import lru_cache
from typing import TYPE_CHECKING

from syndicate.languages import chain, primary

if TYPE_CHECKING:
    from babel import Locale


@lru_cache(maxsize=256)
def locale_of(language: str) -> "Locale | None":
    """Return the CLDR locale of the language's own fallback chain; None where CLDR has none of them.

    ``Locale.parse("es-419")`` raises, because its default separator is ``_``; ``negotiate_locale`` does not know
    es-MX → es-419 and offers nothing for it. With likely subtags it would guess a region (fil_PH): switched off.
    """
    from babel import Locale  # noqa: PLC0415 - heavy at import
    from babel.core import UnknownLocaleError, get_global  # noqa: PLC0415

    renamed = str(get_global("language_aliases").get(primary(language), "")).replace("_", "-")  # prs is fa-AF there
    for tag in (*chain(language), renamed):
        try:
            return Locale.parse(tag, sep="-", resolve_likely_subtags=False)
        except (UnknownLocaleError, ValueError):
            continue
    return None
