"""Language tags: BCP 47 in everything that is published, POSIX style in folder names, direction, fallback chains.

Functions take tags in any case and raise ValueError, with advice, for what `canonical` refuses.
langcodes (46 ms) and Babel's CLDR tables (33 ms) are imported at the first call, so that ``--help`` stays quick.
"""

import re
from functools import lru_cache
from typing import Literal

# What people write, and what they mean. Some are valid BCP 47 and therefore dangerous: kr is Kanuri, es-LA is
# Spanish in Laos, zh-CN names a country where the script is what matters. (First row that fits; lower case.)
_MEANT = {
    "kr": "ko",  # the language with the code kr is written knc here
    "es-la": "es-419",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans-SG",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant-HK",
    "zh-mo": "zh-Hant-MO",
    "zh-chs": "zh-Hans",
    "zh-cht": "zh-Hant",
    "cn": "zh-Hans",
    "jp": "ja",
    "gr": "el",
    "cz": "cs",
    "dk": "da",
    "ua": "uk",
    "vn": "vi",
    "al": "sq",
    "rs": "sr",
    "sp": "es",
}
_WHY = {
    "kr": "kr is Kanuri (write knc for it), Korean is ko",
    "es-la": "LA is Laos, Latin America is 419",
    "zh-cn": "Chinese is told apart by its script, not by a country",
    "zh-tw": "Chinese is told apart by its script, not by a country",
}

# Living subtags of the IANA registry that CLDR nevertheless replaces by others (all six; registry of langcodes 3.5.1).
_NOT_RENAMED = frozenset({"sh", "tl", "cnr", "prs", "swc", "xsj"})
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.IGNORECASE | re.ASCII,
)

# Scripts written from right to left, by their ISO 15924 codes (those with users today).
_RTL_SCRIPTS = frozenset(
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Syre", "Syrj", "Syrn", "Thaa"}
)


@lru_cache(maxsize=1024)
def canonical(tag: str) -> str:
    """Return the tag in the case of RFC 5646 §2.1.1: ``PT-br`` → ``pt-BR``, ``zh-hans`` → ``zh-Hans``.

    Language, script, region and variants only: private use and extensions name no language of an article.
    ValueError says what to write for a tag that is not BCP 47 or hardly ever means what it says.
    """
    if "_" in tag:
        raise ValueError(f"{tag!r} is not a BCP 47 language tag: write {_suggest(tag.replace('_', '-'))!r}")
    match = _TAG.fullmatch(tag)
    meant = _MEANT.get(tag.lower())
    if meant:
        why = _WHY.get(tag.lower())
        raise ValueError(f"{tag!r} is not the tag you mean: write {meant!r}" + (f" ({why})" if why else ""))
    if match is None or match["language"].lower() in _NO_LANGUAGE:
        raise ValueError(f"{tag!r} names no language in BCP 47: write a tag such as 'en', 'pt-BR' or 'zh-Hans'")
    parts = [match["language"].lower()]
    parts += [match["script"].capitalize()] if match["script"] else []
    parts += [match["region"].upper()] if match["region"] else []
    written = "-".join(parts) + match["variants"].lower()
    _check_registered(tag, written)
    return written


def _check_registered(tag: str, written: str) -> None:
    """Refuse unknown, deprecated and needlessly long subtags (``iw``, ``en-UK``, ``eng``): ValueError with advice."""
    import langcodes  # noqa: PLC0415 - 46 ms

    if not langcodes.tag_is_valid(written):
        raise ValueError(f"{tag!r} names no language in BCP 47: write a tag such as 'en', 'pt-BR' or 'zh-Hans'")
    given = langcodes.Language.get(written, normalize=False)
    modern = langcodes.Language.get(written)
    renamed = given.language != modern.language and given.language not in _NOT_RENAMED
    if renamed or (given.language == modern.language and given.territory != modern.territory):
        raise ValueError(f"{tag!r} is outdated or not the shortest form: write {modern.to_tag()!r}")


def _suggest(hyphenated: str) -> str:
    """Return the best tag to name in an advice about one with underscores."""
    try:
        return canonical(hyphenated)
    except ValueError:
        return _MEANT.get(hyphenated.lower(), hyphenated)


def to_posix(tag: str) -> str:
    """Return the folder name of a tag: ``pt-BR`` → ``pt_BR``, ``zh-Hans`` → ``zh_Hans``, ``es-419`` → ``es_419``."""
    return canonical(tag).replace("-", "_")


def from_posix(name: str) -> str:
    """Return the tag of a folder name, the inverse of `to_posix`; ValueError for any other spelling of it."""
    try:
        tag = canonical(re.sub(r"\..*|@.*", "", name).replace("_", "-"))
    except ValueError as error:
        raise ValueError(f"the folder {name!r} names no language: {error}") from None
    if to_posix(tag) != name:
        scripts = {"latin": "_Latn", "cyrillic": "_Cyrl"}  # the modifiers of glibc: sr@latin
        advice = to_posix(tag) + scripts.get(name.partition("@")[2], "")
        raise ValueError(f"the folder {name!r} is not written as this library writes it: name it {advice!r}")
    return tag


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of the tag's script, written or likely: ``ar`` and ``pa-Arab`` rtl, ``pa`` ltr.

    Babel has it for its own locales only and raises for the others; it calls ku-Arab left-to-right.
    """
    return "rtl" if script(tag) in _RTL_SCRIPTS else "ltr"


def script(tag: str) -> str:
    """Return the ISO 15924 code of the script that the tag names or implies (CLDR likely subtags); ``""`` unknown."""
    return _script(canonical(tag))


@lru_cache(maxsize=1024)
def _script(tag: str) -> str:
    from babel.core import get_global  # noqa: PLC0415 - 33 ms

    match = _TAG.fullmatch(tag)
    if match is None:  # unreachable for a canonical tag
        return ""
    if match["script"]:
        return match["script"]
    likely = get_global("likely_subtags")
    language, region = match["language"], match["region"]
    renamed = get_global("language_aliases").get(language, language).partition("_")[0]  # prs has no row: fa_AF
    known = (row for key in (f"{language}_{region}", language, renamed) if (row := likely.get(key)))
    return str(next(known, "__").split("_")[1])


@lru_cache(maxsize=1024)
def chain(tag: str) -> tuple[str, ...]:
    """Return the tags to look in, most specific first: ``es-MX`` → ``es-MX, es-419, es``; never another language.

    Parents are CLDR's (Babel's ``negotiate_locale`` finds none for es-MX in [es-419]). A parent in another script
    is left out, because its readers could not read it: ``zh-Hant`` stands alone, ``pa-PK`` goes to ``pa-Arab``.
    """
    tag = canonical(tag)
    own, wanted = primary(tag), script(tag)
    found = [tag]
    while (parent := _parent(found[-1])) and primary(parent) == own and parent not in found:
        if script(parent) != wanted:
            bridge = f"{own}-{wanted}"  # the language in this script
            if bridge in found:
                break
            parent = bridge
        found.append(parent)
    return tuple(found)


def _parent(tag: str) -> str:
    """Return CLDR's parent of a tag, else the tag without its last part; ``""`` for a bare language."""
    from babel.core import get_global  # noqa: PLC0415 - 33 ms

    exception: str | None = get_global("parent_exceptions").get(tag.replace("-", "_"))
    return exception.replace("_", "-") if exception else tag.rpartition("-")[0]


def is_pseudo(tag: str) -> bool:
    """Whether a tag names a pseudo-locale: CLDR takes the private regions XA and XB for these."""
    return tag.endswith(("-XA", "-XB"))


@lru_cache(maxsize=1024)  # asked ten times for each segment that is checked
def primary(tag: str) -> str:
    """Return the language subtag alone: ``pt-BR`` → ``pt``."""
    return tag.partition("-")[0].lower()


def same_language(a: str, b: str) -> bool:
    """Whether two tags name one language, whatever the script or region: ``es`` and ``es-MX``, not ``ca``."""
    return primary(canonical(a)) == primary(canonical(b))
