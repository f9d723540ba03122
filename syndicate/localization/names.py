"""Names of languages, in a language."""

from syndicate.languages import canonical
from syndicate.localization.cldr import locale_of


def language_name(tag: str, in_language: str) -> str:
    """Return CLDR's name of a language: (pt-BR, es) → ``portugués de Brasil``; its own name where both are the same.

    Where that language has no name for it, its own name stands, else the tag: never a third language's word.
    """
    return _name(tag, in_language) or _name(tag, tag) or canonical(tag)


def _name(tag: str, in_language: str) -> str:
    from babel.core import get_global  # noqa: PLC0415 - heavy at import

    tag = canonical(tag)
    locale = locale_of(in_language)
    if locale is None:
        return ""
    renamed = get_global("language_aliases").get(tag, "")  # CLDR's Dari is fa_AF, not prs
    whole = locale.languages.get(tag.replace("-", "_")) or locale.languages.get(renamed)
    if whole:
        return str(whole)
    language, *rest = tag.split("-")
    name = locale.languages.get(language)
    details = [locale.scripts.get(part) or locale.territories.get(part) or part for part in rest]
    return f"{name} ({', '.join(details)})" if name and details else str(name or "")
